#include "math/regression/regression-tests.h"
#include "analysis/statistic/published-data.h"
#include "math/drift/two-sample.h"
#include "math/evidence/residual-tests.h"
#include "math/init.h"
#include "math/regression/normality.h"
#include "vectors.h"

#include <math.h>
#include <string.h>

static void
test_vector (void)
{
  JsonObject *vector = vectors_find ("mtcars-diagnostics"), *in, *want;
  gsize n;
  g_autofree double *mpg = NULL, *wt = NULL, *hp = NULL;
  double p, skew, kurtosis, sorted[32], work[32];
  const double *x[2];
  AmOls *fit;
  AmRegressionTest test;

  if (vector == NULL)
    return;
  in = vectors_get_object (vector, "inputs");
  want = vectors_get_object (vector, "expected");
  mpg = vectors_get_numbers (in, "mpg", &n);
  x[0] = wt = vectors_get_numbers (in, "wt", &n);
  x[1] = hp = vectors_get_numbers (in, "hp", &n);
  fit = am_ols_new (x, 2, TRUE, mpg, n);
#define WANT(key) json_object_get_double_member (want, key)
  assert_close (fit->sigma, WANT ("sigma"), 1e-10);
  assert_close (fit->r2, WANT ("r2"), 1e-10);
  test = am_breusch_pagan (fit, x);
  assert_close (test.statistic, WANT ("bp_lm"), 1e-10);
  assert_close (test.p, WANT ("bp_p"), 1e-10);
  g_assert_cmpfloat (test.df, ==, 2);
  test = am_white (fit, x);
  assert_close (test.statistic, WANT ("white_lm"), 1e-10);
  assert_close (test.p, WANT ("white_p"), 1e-10);
  g_assert_cmpfloat (test.df, ==, 5);
  test = am_reset (fit, x, mpg, 3);
  assert_close (test.statistic, WANT ("reset_f"), 1e-9);
  assert_close (test.p, WANT ("reset_p"), 1e-9);
  test = am_breusch_godfrey (fit, x, 2);
  assert_close (test.statistic, WANT ("bg_lm"), 1e-10);
  assert_close (test.p, WANT ("bg_p"), 1e-10);
  assert_close (am_durbin_watson (fit->residual, n), WANT ("dw"), 1e-10);
  assert_close (am_jarque_bera (fit->residual, n, &p, &skew, &kurtosis), WANT ("jb"), 1e-10);
  assert_close (p, WANT ("jb_p"), 1e-10);
  memcpy (sorted, fit->residual, sizeof sorted);
  am_radix_sort (sorted, n, work);
  assert_close (am_shapiro_wilk (sorted, n, &p), WANT ("shapiro_w"), 1e-9);
  assert_close (p, WANT ("shapiro_p"), 1e-7);
  assert_close (am_anderson_darling_normal (sorted, n, &p), WANT ("ad"), 1e-9);
  assert_close (p, WANT ("ad_p"), 1e-9);
  assert_close (am_lilliefors (sorted, n, &p), WANT ("lillie"), 1e-9);
  assert_close (p, WANT ("lillie_p"), 1e-8);
  am_ols_free (fit);
}

/* R 4.2.2, lmtest 0.9.40: dwtest (Employed ~ ., longley), and dwtest of mpg ~ wt + hp; exact = FALSE for longer series. */
static void
test_durbin_watson (void)
{
  const AmPublishedData *longley = am_published_data ("longley"), *cars = am_published_data ("mtcars");
  const double *x[6], *two[] = { am_published_column (cars, "wt"), am_published_column (cars, "hp") };
  static double slow[200], y[200];
  const double *one = slow;
  AmDurbinWatson test;
  AmOls *fit;

  for (int j = 0; j < 6; j++)
    x[j] = longley->column[j + 1].value;
  fit = am_ols_new (x, 6, TRUE, longley->column[0].value, 16);
  test = am_durbin_watson_test (fit, x);
  g_assert_true (test.is_exact);
  assert_close (test.dw, 2.55948768928152, 1e-12);
  assert_close (test.p_positive, 0.48342422220565912, 1e-10);
  am_ols_free (fit);

  fit = am_ols_new (two, 2, TRUE, am_published_column (cars, "mpg"), 32);
  test = am_durbin_watson_test (fit, two);
  assert_close (test.p_positive, 0.0206125490196724, 1e-10);
  assert_close (test.p_negative, 1 - 0.0206125490196724, 1e-10);
  am_ols_free (fit);

  for (int i = 0; i < 200; i++)
    {
      slow[i] = i * i % 37;
      y[i] = 2 * slow[i] + sin (i / 0.7) * 3 + i % 5;
    }
  fit = am_ols_new (&one, 1, TRUE, y, 200);
  test = am_durbin_watson_test (fit, &one);
  g_assert_false (test.is_exact);
  assert_close (test.dw, 1.78892905950443, 1e-12);
  assert_close (test.p_positive, 0.0645802434837852, 1e-11);
  am_ols_free (fit);
}

/* Exact and normal chances meet where one ends and the other starts. */
static void
test_durbin_watson_meets (void)
{
  static double x[151], y[151];
  const double *column = x;
  double p[2];

  for (int i = 0; i < 151; i++)
    {
      x[i] = sin (i * 0.3);
      y[i] = x[i] + cos (i * i * 1.7);
    }
  for (int more = 0; more < 2; more++)
    {
      AmOls *fit = am_ols_new (&column, 1, TRUE, y, 150 + more);
      AmDurbinWatson test = am_durbin_watson_test (fit, &column);

      g_assert_cmpint (test.is_exact, ==, !more);
      p[more] = test.p_positive;
      am_ols_free (fit);
    }
  g_assert_cmpfloat (fabs (p[0] - p[1]), <, 0.02);
}

static void
test_undefined (void)
{
  static const double x[] = { 1, 2, 3, 4, 5, 6 }, y[] = { 3, 5, 7, 9, 11, 13 };
  const double *column = x;
  AmOls *fit = am_ols_new (&column, 1, TRUE, y, 6);

  /* Nothing is left over: there is nothing to test. */
  g_assert_true (isnan (am_breusch_pagan (fit, &column).p) && isnan (am_white (fit, &column).p) && isnan (am_reset (fit, &column, y, 3).p));
  g_assert_true (isnan (am_breusch_godfrey (fit, &column, 1).p) && isnan (am_durbin_watson_test (fit, &column).p_positive));
  am_ols_free (fit);
  g_assert_true (isnan (am_durbin_watson (x, 1)));
}

int
main (int argc, char **argv)
{
  am_init ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/math/regression/tests/vector", test_vector);
  g_test_add_func ("/math/regression/tests/durbin-watson", test_durbin_watson);
  g_test_add_func ("/math/regression/tests/durbin-watson-meets", test_durbin_watson_meets);
  g_test_add_func ("/math/regression/tests/undefined", test_undefined);
  return g_test_run ();
}
