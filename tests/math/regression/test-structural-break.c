#include "math/regression/structural-break.h"
#include "analysis/statistic/published-data.h"
#include "math/init.h"
#include "vectors.h"

#include <math.h>

/* R 4.2.2, strucchange 1.5.3: Fstats, sctest and efp of the Nile (dam of 1898: the 28th year is the last before), of the Nile on a line, and of mpg ~ wt. */
static void
test_published (void)
{
  const double *nile = am_published_data ("nile")->column[0].value, *mpg = am_published_column (am_published_data ("mtcars"), "mpg"),
               *wt = am_published_column (am_published_data ("mtcars"), "wt"), *line;
  double time[100];
  AmOls *fit = am_ols_new (NULL, 0, TRUE, nile, 100);
  AmRegressionTest test;
  AmSupF sup;
  AmCusum cusum;

  sup = am_sup_f (fit, NULL, nile, 0.15);
  assert_close (sup.sup_f, 75.9297694274854, 1e-11);
  g_assert_cmpuint (sup.at, ==, 28);
  g_assert_cmpfloat (sup.p, <, 1e-14);
  cusum = am_cusum_recursive (fit, NULL, nile, NULL);
  assert_close (cusum.statistic, 2.06692088890315, 1e-11);
  g_assert_cmpfloat_with_epsilon (cusum.p / 7.48688376850382e-08, 1, 1e-6);
  cusum = am_cusum_mean (nile, 100, NULL);
  assert_close (cusum.statistic, 2.95176610266337, 1e-11);
  g_assert_cmpfloat_with_epsilon (cusum.p / 5.40855346065072e-08, 1, 1e-6);
  am_ols_free (fit);

  for (int i = 0; i < 100; i++)
    time[i] = i + 1;
  line = time;
  fit = am_ols_new (&line, 1, TRUE, nile, 100);
  sup = am_sup_f (fit, &line, nile, 0.15);
  assert_close (sup.sup_f, 38.9479012687288, 1e-10);
  test = am_chow (fit, &line, nile, 28);
  assert_close (test.statistic, 19.4739506343644, 1e-10);
  cusum = am_cusum_recursive (fit, &line, nile, NULL);
  assert_close (cusum.statistic, 0.855829871303683, 1e-10);
  assert_close (cusum.p, 0.0961160943553279, 1e-10);
  am_ols_free (fit);

  line = wt;
  fit = am_ols_new (&line, 1, TRUE, mpg, 32);
  test = am_chow (fit, &line, mpg, 16);
  assert_close (test.statistic, 0.5864547489353, 1e-11);
  assert_close (test.p, 0.562983948664, 1e-11);
  g_assert_true (test.df == 2 && test.df2 == 28);
  sup = am_sup_f (fit, &line, mpg, 0.15);
  assert_close (sup.sup_f, 13.1667978554935, 1e-10);
  /* Hansen's (1997) approximation in strucchange: 0.0286; the tail formula here. */
  assert_close (sup.p, 0.0286, 0.003);
  am_ols_free (fit);
}

/* Andrews (2003), Econometrica 71, 395-397, table I, trim 0.15: values that are passed with chance 0.10, 0.05 and 0.01. */
static void
test_critical_values (void)
{
  static const struct { int p; double ten, five, one; } rows[] = { { 1, 7.12, 8.68, 12.16 }, { 2, 10.00, 11.72, 15.56 }, { 5, 16.14, 18.12, 22.51 } };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      /* Series whose break grows step by step: their sup F passes every critical value in turn. */
      enum { N = 60 };
      static double x[4][N], y[N];
      const double *column[4];
      AmSupF sup;

      for (int t = 0; t < N; t++)
        for (int j = 0; j < 4; j++)
          x[j][t] = sin (t * (1.3 + j) + j);
      for (int j = 0; j < 4; j++)
        column[j] = x[j];
      for (double shift = 0; shift < 4; shift += 0.02)
        {
          AmOls *moved;

          for (int t = 0; t < N; t++)
            y[t] = cos (t * t) + (t >= 30 ? shift : 0);
          moved = am_ols_new (column, rows[i].p - 1, TRUE, y, N);
          sup = am_sup_f (moved, column, y, 0.15);
          am_ols_free (moved);
          if (sup.sup_f > rows[i].ten && sup.p < 0.1)
            g_assert_cmpfloat (sup.p, <, 0.105);
          if (sup.sup_f < rows[i].ten)
            g_assert_cmpfloat (sup.p, >, 0.095);
          if (sup.sup_f < rows[i].five)
            g_assert_cmpfloat (sup.p, >, 0.048);
          if (sup.sup_f > rows[i].five)
            g_assert_cmpfloat (sup.p, <, 0.053);
          if (sup.sup_f > rows[i].one)
            g_assert_cmpfloat (sup.p, <, 0.0108);
        }
    }
}

static void
test_undefined (void)
{
  static const double y[] = { 1, 3, 2, 5, 4, 6 }, flat[] = { 2, 2, 2, 2 };
  AmOls *fit = am_ols_new (NULL, 0, TRUE, y, 6);

  g_assert_true (isnan (am_chow (fit, NULL, y, 0).p) && isnan (am_chow (fit, NULL, y, 6).p) && isnan (am_chow (fit, NULL, y, 1).p));
  g_assert_true (isnan (am_sup_f (fit, NULL, y, 0.5).p) && isnan (am_sup_f (fit, NULL, y, 0.05).p));
  g_assert_true (isnan (am_cusum_mean (flat, 4, NULL).p) && isnan (am_cusum_mean (y, 2, NULL).p));
  am_ols_free (fit);
}

int
main (int argc, char **argv)
{
  am_init ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/math/regression/structural-break/published", test_published);
  g_test_add_func ("/math/regression/structural-break/critical-values", test_critical_values);
  g_test_add_func ("/math/regression/structural-break/undefined", test_undefined);
  return g_test_run ();
}
