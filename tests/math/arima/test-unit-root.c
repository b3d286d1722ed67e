/* KPSS and Dickey-Fuller against R's urca (ur.kpss, ur.df) on the Nile series; p values against
 * statsmodels 0.13.5 (adfuller, mackinnonp). */
#include "math/arima/unit-root.h"
#include "math/init.h"

#include "../nile-data.h"

#include <glib.h>
#include <math.h>

static void
assert_near (double found, double expected, double tolerance)
{
  if (!(fabs (found - expected) <= tolerance * fmax (1, fabs (expected))))
    g_error ("%.15g should be %.15g within %g", found, expected, tolerance);
}

static void
test_kpss (void)
{
  AmUnitRoot test;

  g_assert_true (am_kpss (nile, 100, AM_TREND_LEVEL, 2, &test));
  assert_near (test.statistic, 1.31522646318, 1e-10);
  g_assert_cmpfloat (test.p, ==, 0.01);
  g_assert_true (am_kpss (nile, 100, AM_TREND_LINE, 4, &test));
  assert_near (test.statistic, 0.23758697599, 1e-10);
  g_assert_cmpfloat (test.p, ==, 0.01);
  g_assert_cmpuint (test.lags, ==, 4);
  /* The difference, with the lags of ndiffs. */
  g_assert_cmpuint (am_kpss_lags (100), ==, 2);
  g_assert_cmpuint (am_kpss_lags (20), ==, 1);
  g_assert_cmpuint (am_kpss_lags (18), ==, 0);
}

/* p by line between the table's points: half way from 0.463 (5 %) to 0.574 (2.5 %). */
static void
test_kpss_p (void)
{
  AmUnitRoot test;
  double y[40];

  for (guint t = 0; t < 40; t++)
    y[t] = sin (t * 2.1) + 0.028 * t;
  g_assert_true (am_kpss (y, 40, AM_TREND_LEVEL, 1, &test));
  g_assert_cmpfloat (test.statistic, >, 0.463);
  g_assert_cmpfloat (test.p, <, 0.05);
  g_assert_cmpfloat (test.p, >=, 0.01);
  if (test.statistic < 0.574)
    assert_near (test.p, 0.05 - 0.025 * (test.statistic - 0.463) / 0.111, 1e-12);
}

static void
test_dickey_fuller (void)
{
  static const struct { AmUnitRootTrend trend; gsize lags; double statistic; } cases[] = {
    { AM_TREND_NONE, 0, -1.11704860824 }, { AM_TREND_LEVEL, 0, -5.66460969497 }, { AM_TREND_LINE, 0, -6.60799142082 },
    { AM_TREND_NONE, 1, -0.963877722044 }, { AM_TREND_LEVEL, 1, -4.04870509691 }, { AM_TREND_LINE, 1, -4.79076551798 },
    { AM_TREND_NONE, 4, -0.950353008398 }, { AM_TREND_LEVEL, 4, -2.78195812232 }, { AM_TREND_LINE, 4, -3.36571391444 },
  };
  static const double p_of_4[] = { 0.3081798368822805, 0.060897495284532574, 0.05614014414754589 };
  double work[100 * 8];

  g_assert_cmpuint (am_adf_work (100, 4), <=, G_N_ELEMENTS (work));
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      AmUnitRoot test;

      g_assert_true (am_adf (nile, 100, cases[i].trend, cases[i].lags, work, &test));
      assert_near (test.statistic, cases[i].statistic, 1e-9);
      g_assert_cmpuint (test.lags, ==, cases[i].lags);
      if (cases[i].lags == 4)
        assert_near (test.p, p_of_4[cases[i].trend], 1e-9);
    }
  g_assert_cmpuint (am_adf_lags (100), ==, 12);
}

static void
test_mackinnon (void)
{
  static const double z[] = { -5, -2.5, -1.2, 0.3 };
  static const double p[3][4] = { { 1.0570487880413703e-06, 0.012004037384041915, 0.21065062522170191, 0.774864913118131 },
                                  { 2.2193154713956276e-05, 0.11547432475870761, 0.6735957119322298, 0.9773444863945506 },
                                  { 0.00020574728263882532, 0.32796229628585105, 0.9105028580536317, 0.996266589084324 } };

  for (guint trend = 0; trend < 3; trend++)
    for (guint i = 0; i < 4; i++)
      assert_near (am_mackinnon_p (z[i], trend), p[trend][i], 1e-9);
  g_assert_cmpfloat (am_mackinnon_p (3, AM_TREND_LEVEL), ==, 1);
  g_assert_cmpfloat (am_mackinnon_p (-20, AM_TREND_LEVEL), ==, 0);
  g_assert_true (isnan (am_mackinnon_p (NAN, AM_TREND_LEVEL)));
}

/* Hamilton (1994), eq. 17.6.8, computed with numpy; urca's ur.pp puts y[t] in place of y[t-1] into one sum (-5.72548, -6.73856). */
static void
test_phillips_perron (void)
{
  double work[400];
  AmUnitRoot test;

  g_assert_true (am_phillips_perron (nile, 100, AM_TREND_LEVEL, 4, work, &test));
  assert_near (test.statistic, -5.725219704381846, 1e-9);
  g_assert_true (am_phillips_perron (nile, 100, AM_TREND_LINE, 4, work, &test));
  assert_near (test.statistic, -6.738293087457694, 1e-9);
  g_assert_cmpuint (am_phillips_perron_lags (100), ==, 4);
}

static void
test_undefined (void)
{
  const double flat[12] = { 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3 };
  double work[12 * 8];
  AmUnitRoot test;

  g_assert_false (am_kpss (flat, 12, AM_TREND_LEVEL, 0, &test));
  g_assert_true (isnan (test.statistic) && isnan (test.p));
  g_assert_false (am_adf (flat, 12, AM_TREND_LEVEL, 1, work, &test));
  g_assert_false (am_phillips_perron (flat, 12, AM_TREND_LEVEL, 1, work, &test));
  g_assert_false (am_adf (nile, 4, AM_TREND_LINE, 2, work, &test));
  g_assert_false (am_phillips_perron (nile, 2, AM_TREND_LEVEL, 0, work, &test));
}

static void
test_ndiffs (void)
{
  double work[100], path[100], line[100], parabola[100];

  path[0] = line[0] = parabola[0] = 0;
  for (guint t = 1; t < 100; t++)
    {
      path[t] = path[t - 1] + nile[t] - 919.35;
      line[t] = 3 * t;
      parabola[t] = t * t;
    }
  g_assert_cmpuint (am_ndiffs (nile, 100, 2, work), ==, 1);
  g_assert_cmpuint (am_ndiffs (path, 100, 2, work), ==, 2);
  g_assert_cmpuint (am_ndiffs (path, 100, 1, work), ==, 1);
  g_assert_cmpuint (am_ndiffs (line, 100, 2, work), ==, 1);
  g_assert_cmpuint (am_ndiffs (parabola, 100, 2, work), ==, 2);
  g_assert_cmpuint (am_ndiffs (nile, 0, 2, work), ==, 0);
  g_assert_cmpuint (am_nsdiffs (nile, 100, 1), ==, 0);
  g_assert_cmpuint (am_nsdiffs (nile, 24, 12), ==, 0);
  g_assert_true (am_is_constant ((double[]) { 1e9, 1e9 + 1 }, 2));
  g_assert_false (am_is_constant ((double[]) { 1e9, 1e9 + 100 }, 2));
}

int
main (int argc, char **argv)
{
  am_init ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/math/unit-root/kpss", test_kpss);
  g_test_add_func ("/math/unit-root/kpss-p", test_kpss_p);
  g_test_add_func ("/math/unit-root/dickey-fuller", test_dickey_fuller);
  g_test_add_func ("/math/unit-root/mackinnon", test_mackinnon);
  g_test_add_func ("/math/unit-root/phillips-perron", test_phillips_perron);
  g_test_add_func ("/math/unit-root/undefined", test_undefined);
  g_test_add_func ("/math/unit-root/ndiffs", test_ndiffs);
  return g_test_run ();
}
