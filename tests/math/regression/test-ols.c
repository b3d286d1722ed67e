#include "math/regression/ols.h"
#include "analysis/statistic/published-data.h"
#include "math/init.h"
#include "vectors.h"

#include <math.h>

static double
relative (double a, double b)
{
  return fabs (a / b - 1);
}

/* Certified by NIST's Statistical Reference Datasets: Longley, in its own units (R's copy is in thousands and millions). */
static void
test_longley (void)
{
  static const double coef[] = { -3482258.63459582, 15.0618722713733, -0.358191792925910e-01, -2.02022980381683, -1.03322686717359, -0.511041056535807e-01,
                                 1829.15146461355 };
  static const double se[] = { 890420.383607373, 84.9149257747669, 0.334910077722432e-01, 0.488399681651699, 0.214274163161675, 0.226073200069370,
                               455.478499142212 };
  const AmPublishedData *longley = am_published_data ("longley");
  static const double units[] = { 1000, 10, 1000, 10, 10, 1000, 1 };
  double own[7][16], vif[6];
  const double *x[6];
  AmOls *fit;

  for (int j = 0; j < 7; j++)
    for (int i = 0; i < 16; i++)
      own[j][i] = rint (longley->column[j].value[i] * units[j] * 10) / 10;
  for (int i = 0; i < 16; i++)
    own[1][i] = longley->column[1].value[i];      /* the deflator is in its own unit in both */
  for (int j = 0; j < 6; j++)
    x[j] = own[j + 1];
  fit = am_ols_new (x, 6, TRUE, own[0], 16);
  for (int i = 0; i < 7; i++)
    {
      g_assert_cmpfloat (relative (fit->coef[i], coef[i]), <, 1e-13);
      g_assert_cmpfloat (relative (fit->se[i], se[i]), <, 1e-13);
    }
  g_assert_cmpfloat (relative (fit->sigma, 304.854073561965), <, 1e-14);
  g_assert_cmpfloat (relative (fit->r2, 0.995479004577296), <, 1e-14);
  g_assert_cmpfloat (relative (fit->f, 330.285339234588), <, 1e-13);
  am_ols_free (fit);

  /* R 4.2.2, car 3.1.1: vif(). */
  g_assert_true (am_vif (x, 6, 16, vif));
  g_assert_cmpfloat (relative (vif[0], 135.5324382799854277), <, 1e-11);
  g_assert_cmpfloat (relative (vif[1], 1788.5134827179381318), <, 1e-11);
  g_assert_cmpfloat (relative (vif[3], 3.5889301934453179), <, 1e-11);
  g_assert_cmpfloat (relative (vif[5], 758.9805974067925263), <, 1e-11);
}

/* NIST certified: Norris, and NoInt1 by way of a fit without a constant. */
static void
test_nist (void)
{
  static const double x[] = { 60, 61, 62, 63, 64, 65, 66, 67, 68, 69, 70 }, y[] = { 130, 131, 132, 133, 134, 135, 136, 137, 138, 139, 140 };
  const AmPublishedData *norris = am_published_data ("norris");
  const double *column = am_published_column (norris, "x");
  AmOls *fit = am_ols_new (&column, 1, TRUE, am_published_column (norris, "y"), 36);

  g_assert_cmpfloat (relative (fit->coef[0], -0.262323073774029), <, 1e-13);
  g_assert_cmpfloat (relative (fit->coef[1], 1.00211681802045), <, 1e-13);
  g_assert_cmpfloat (relative (fit->se[0], 0.232818234301152), <, 1e-13);
  g_assert_cmpfloat (relative (fit->se[1], 0.429796848199937e-03), <, 1e-13);
  g_assert_cmpfloat (relative (fit->sigma, 0.884796396144373), <, 1e-13);
  g_assert_cmpfloat (relative (fit->r2, 0.999993745883712), <, 1e-13);
  am_ols_free (fit);

  column = x;
  fit = am_ols_new (&column, 1, FALSE, y, 11);
  g_assert_cmpfloat (relative (fit->coef[0], 2.07438016528926), <, 1e-13);
  g_assert_cmpfloat (relative (fit->se[0], 0.165289256198347e-01), <, 1e-13);
  g_assert_cmpfloat (relative (fit->sigma, 3.56753034006338), <, 1e-13);
  g_assert_cmpfloat (relative (fit->r2, 0.999365492298663), <, 1e-13);
  am_ols_free (fit);
}

/* NIST certified: Wampler5, a polynomial of degree 5 through numbers up to 3.2 million with errors of that size: the columns are near each other. */
static void
test_wampler (void)
{
  static const double y[] = { 7590001, -20479994, 20480063, -20479636, 25231365, -20476094, 20489331, -20460392, 18417449, -20413570, 20591111,
                              -20302844, 18651453, -20077766, 21059195, -19666384, 26348481, -18971402, 22480719, -17866340, 10958421 };
  double x[5][21];
  const double *column[5];
  AmOls *fit;

  for (int i = 0; i < 21; i++)
    for (int j = 0; j < 5; j++)
      x[j][i] = pow (i, j + 1);
  for (int j = 0; j < 5; j++)
    column[j] = x[j];
  fit = am_ols_new (column, 5, TRUE, y, 21);
  for (int j = 0; j < 6; j++)
    assert_close (fit->coef[j], 1, 1e-7);
  g_assert_cmpfloat (relative (fit->se[0], 21523262.4678170), <, 1e-12);
  g_assert_cmpfloat (relative (fit->se[5], 1123.24854679312), <, 1e-10);
  am_ols_free (fit);
}

static void
test_anscombe (void)
{
  JsonObject *vector = vectors_find ("anscombe");
  JsonArray *fits;

  if (vector == NULL)
    return;
  fits = json_object_get_array_member (vectors_get_object (vector, "expected"), "fits");
  for (guint set = 0; set < 4; set++)
    {
      JsonObject *want = json_array_get_object_element (fits, set);
      g_autofree char *name = g_strdup_printf ("y%u", set + 1);
      gsize n;
      g_autofree double *x = vectors_get_numbers (vectors_get_object (vector, "inputs"), set == 3 ? "x4" : "x1", &n);
      g_autofree double *y = vectors_get_numbers (vectors_get_object (vector, "inputs"), name, &n), *cook = g_new (double, n);
      const double *column = x;
      AmOls *fit = am_ols_new (&column, 1, TRUE, y, n);
      double most_cook = 0, most_hat = 0;

      am_ols_influence (fit, NULL, NULL, cook, NULL);
      for (gsize i = 0; i < n; i++)
        {
          most_cook = fmax (most_cook, cook[i]);
          most_hat = fmax (most_hat, fit->leverage[i]);
        }
      assert_close (fit->coef[0], json_object_get_double_member (want, "intercept"), 1e-12);
      assert_close (fit->coef[1], json_object_get_double_member (want, "slope"), 1e-12);
      assert_close (fit->r2, json_object_get_double_member (want, "r2"), 1e-12);
      assert_close (fit->sigma, json_object_get_double_member (want, "sigma"), 1e-12);
      assert_close (most_cook, json_object_get_double_member (want, "max_cook"), 1e-9);
      assert_close (most_hat, json_object_get_double_member (want, "max_hat"), 1e-12);
      /* Set 4: a row of leverage exactly 1 has no residual to be judged by. */
      if (set == 3)
        g_assert_true (isnan (cook[7]) && fit->leverage[7] == 1);
      am_ols_free (fit);
    }
}

/* R 4.2.2: lm (mpg ~ wt + hp + I(2 * wt - hp) + qsec): the third column is left out; hatvalues, rstudent, dffits of lm (mpg ~ wt + hp). */
static void
test_dependent_columns (void)
{
  const AmPublishedData *cars = am_published_data ("mtcars");
  const double *mpg = cars->column[0].value, *wt = am_published_column (cars, "wt"), *hp = am_published_column (cars, "hp");
  double made[32], vif[4], studentised[32], standardised[32], dffits[32];
  const double *x[] = { wt, hp, made, am_published_column (cars, "qsec") };
  AmOls *fit;

  for (int i = 0; i < 32; i++)
    made[i] = 2 * wt[i] - hp[i];
  fit = am_ols_new (x, 4, TRUE, mpg, 32);
  g_assert_cmpuint (fit->rank, ==, 4);
  g_assert_true (isnan (fit->coef[3]) && isnan (fit->se[3]));
  assert_close (fit->coef[0], 27.6105268582049, 1e-11);
  assert_close (fit->coef[1], -4.3587972001627, 1e-11);
  assert_close (fit->coef[2], -0.0178222716055, 1e-11);
  assert_close (fit->coef[4], 0.5108336942451, 1e-11);
  am_ols_free (fit);

  g_assert_true (am_vif (x, 4, 32, vif));
  g_assert_true (isinf (vif[0]) && isinf (vif[1]) && isinf (vif[2]) && isfinite (vif[3]));

  fit = am_ols_new (x, 2, TRUE, mpg, 32);
  am_ols_influence (fit, standardised, studentised, NULL, dffits);
  assert_close (fit->aic, 156.652338825641, 1e-11);
  assert_close (fit->bic, 162.51528243684, 1e-11);
  assert_close (fit->loglik, -74.3261694128207, 1e-11);
  assert_close (studentised[19], 2.60515162915499, 1e-10);
  assert_close (standardised[19], 2.37861783521, 1e-10);
  assert_close (dffits[16], 1.23166875956, 1e-10);
  am_ols_free (fit);
}

/* Residuals are orthogonal to every column, leverages sum to the rank, and rows in another order give the same fit. */
static void
test_laws (void)
{
  enum { N = 300, K = 4 };
  static double value[K + 1][N], turned[K + 1][N];
  const double *x[K], *z[K];
  AmOls *fit, *other;
  double sum = 0, level = 0;

  for (int j = 0; j <= K; j++)
    {
      for (int i = 0; i < N; i++)
        {
          value[j][i] = g_test_rand_double_range (-1, 1) * pow (10, j) + 5;
          turned[j][N - 1 - i] = value[j][i];
        }
      if (j < K)
        {
          x[j] = value[j];
          z[j] = turned[j];
        }
    }
  fit = am_ols_new (x, K, TRUE, value[K], N);
  other = am_ols_new (z, K, TRUE, turned[K], N);
  for (int j = 0; j < K; j++)
    {
      double product = 0, size = 0;

      for (int i = 0; i < N; i++)
        {
          product += x[j][i] * fit->residual[i];
          size += fabs (x[j][i] * fit->residual[i]);
        }
      g_assert_cmpfloat (fabs (product), <, 1e-12 * size);
    }
  for (int i = 0; i < N; i++)
    {
      sum += fit->leverage[i];
      level += fit->residual[i];
    }
  assert_close (sum, K + 1, 1e-12);
  assert_close (level / 1e4, 0, 1e-12);
  for (int j = 0; j <= K; j++)
    assert_close (fit->coef[j], other->coef[j], 1e-11);
  am_ols_free (fit);
  am_ols_free (other);
}

static void
test_edges (void)
{
  static const double flat[] = { 3, 3, 3, 3 }, y[] = { 1, 4, 2, 8 }, x[] = { 1, 2, 3, 4 };
  const double *columns[] = { flat, x };
  AmOls *fit = am_ols_new (columns, 2, TRUE, y, 4);
  double vif[2];

  g_assert_cmpuint (fit->rank, ==, 2);
  g_assert_true (isnan (fit->coef[1]) && isfinite (fit->coef[2]));
  am_ols_free (fit);
  fit = am_ols_new (columns + 1, 1, TRUE, flat, 4);
  g_assert_true (fit->coef[0] == 3 && fit->coef[1] == 0 && isnan (fit->r2));
  am_ols_free (fit);
  fit = am_ols_new (columns + 1, 1, TRUE, y, 2);
  g_assert_true (fit->df == 0 && isnan (fit->sigma) && isnan (fit->p[1]));
  am_ols_free (fit);
  fit = am_ols_new (NULL, 0, TRUE, y, 4);
  g_assert_true (fit->coef[0] == 3.75 && isnan (fit->f));
  am_ols_free (fit);
  g_assert_null (am_ols_new (NULL, 0, FALSE, y, 4));
  g_assert_null (am_ols_new (columns, 1, TRUE, y, 0));
  g_assert_true (am_vif (columns, 2, 4, vif));
  g_assert_true (isnan (vif[0]) && vif[1] == 1);
}

int
main (int argc, char **argv)
{
  am_init ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/math/regression/ols/longley", test_longley);
  g_test_add_func ("/math/regression/ols/nist", test_nist);
  g_test_add_func ("/math/regression/ols/wampler", test_wampler);
  g_test_add_func ("/math/regression/ols/anscombe", test_anscombe);
  g_test_add_func ("/math/regression/ols/dependent-columns", test_dependent_columns);
  g_test_add_func ("/math/regression/ols/laws", test_laws);
  g_test_add_func ("/math/regression/ols/edges", test_edges);
  return g_test_run ();
}
