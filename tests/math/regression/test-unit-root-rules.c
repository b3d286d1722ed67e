#include "math/regression/ols.h"
#include "math/regression/unit-root-rules.h"
#include "analysis/statistic/published-data.h"
#include "math/init.h"
#include "vectors.h"

#include <math.h>

/* Three walks made by rule. */
static void
make_walks (double *x, double *y, double *z)
{
  double a = 0, b = 0;

  for (int i = 0; i < 80; i++)
    {
      x[i] = a += sin (i * i);
      z[i] = b += cos (i * i * 1.1);
      y[i] = 2 * x[i] + cos (3 * i);
    }
}

/* statsmodels 0.13.5: coint of those walks. */
static void
test_engle_granger (void)
{
  double x[80], y[80], z[80];
  const double *one = x, *two[] = { x, z }, *other = z;
  size_t most = am_adf_most_lags (80, AM_TREND_NONE);
  AmCointegration found;

  make_walks (x, y, z);
  g_assert_cmpuint (most, ==, 12);
  g_assert_true (am_engle_granger (y, &one, 1, 80, AM_TREND_LEVEL, most, FALSE, &found));
  assert_close (found.statistic, -0.7805341189170822, 1e-9);
  assert_close (found.p, 0.9372142108077578, 1e-9);
  assert_close (found.critical[0], -4.0404437, 1e-7);
  assert_close (found.critical[1], -3.41456629, 1e-7);
  assert_close (found.critical[2], -3.0985719, 1e-7);
  g_assert_true (am_engle_granger (y, two, 2, 80, AM_TREND_LEVEL, most, FALSE, &found));
  assert_close (found.statistic, -2.281483613172311, 1e-9);
  assert_close (found.p, 0.5995018279082739, 1e-9);
  assert_close (found.critical[1], -3.85073701, 1e-7);
  g_assert_true (am_engle_granger (x, &other, 1, 80, AM_TREND_LEVEL, most, FALSE, &found));
  assert_close (found.statistic, -1.389341300864215, 1e-9);
  assert_close (found.p, 0.8011433942651565, 1e-9);
  g_assert_true (am_engle_granger (x, &other, 1, 80, AM_TREND_LINE, most, FALSE, &found));
  assert_close (found.statistic, -2.316865400084462, 1e-9);
  assert_close (found.p, 0.6200606489805955, 1e-9);
  assert_close (found.critical[0], -4.52876345, 1e-7);
  g_assert_true (am_engle_granger (x, &other, 1, 80, AM_TREND_LEVEL, 1, TRUE, &found));
  assert_close (found.statistic, -1.400374292994035, 1e-9);
  assert_close (found.p, 0.7973849212711753, 1e-9);
  /* The same series twice. */
  g_assert_true (am_engle_granger (x, &one, 1, 80, AM_TREND_LEVEL, 1, TRUE, &found));
  g_assert_true (isinf (found.statistic) && found.p == 0);
}

/* statsmodels 0.13.5, R's tseries 0.10.53 and urca 1.3.3, of the Nile. */
static void
test_published (void)
{
  const double *nile = am_published_data ("nile")->column[0].value;
  double x[80], y[80], z[80];
  AmUnitRoot test;
  size_t lags;

  g_assert_true (am_adf_choose_lags (nile, 100, AM_TREND_LEVEL, am_adf_most_lags (100, AM_TREND_LEVEL), &lags));
  g_assert_cmpuint (lags, ==, 1);
  g_assert_true (am_adf_test (nile, 100, AM_TREND_LEVEL, lags, &test));
  assert_close (test.statistic, -4.048705096914341, 1e-9);
  assert_close (test.p, 0.0011758879503871295, 1e-9);
  assert_close (am_mackinnon_critical (0.05, AM_TREND_LEVEL, 1, 98), -2.891516256916761, 1e-12);
  g_assert_true (am_adf_choose_lags (nile, 100, AM_TREND_NONE, am_adf_most_lags (100, AM_TREND_NONE), &lags));
  g_assert_cmpuint (lags, ==, 10);
  g_assert_true (am_adf_test (nile, 100, AM_TREND_NONE, lags, &test));
  assert_close (test.statistic, -1.0320121873534767, 1e-9);
  assert_close (am_mackinnon_series_p (test.statistic, AM_TREND_NONE, 1), 0.2753516031757921, 1e-9);
  assert_close (am_mackinnon_critical (0.01, AM_TREND_NONE, 1, 89), -2.5913192450448177, 1e-12);
  assert_close (am_mackinnon_critical (0.10, AM_TREND_LINE, 1, 98), -3.153866135708761, 1e-12);

  g_assert_cmpuint (am_adf_tseries_lags (100), ==, 4);
  g_assert_true (am_adf_test (nile, 100, AM_TREND_LINE, 4, &test));
  assert_close (test.statistic, -3.36571391444371, 1e-9);
  assert_close (am_adf_table_p (test.statistic, 99), 0.06419542036556121, 1e-8);
  g_assert_cmpuint (am_pp_tseries_lags (100), ==, 3);
  assert_close (am_pp_alpha (nile, 100, 3), -64.50069335515654, 1e-9);
  assert_close (am_pp_alpha (nile, 100, 11), -76.208843134785, 1e-9);
  assert_close (am_pp_alpha_table_p (-15, 99), 0.2446757743732996, 1e-8);
  assert_close (am_adf_phi1 (nile, 100, 1), 8.27928431077852, 1e-9);
  assert_close (am_adf_phi1 (nile, 100, 0), 16.07788442776488, 1e-9);

  g_assert_cmpuint (am_kpss_auto_lags (nile, 100, AM_TREND_LEVEL), ==, 5);
  g_assert_cmpuint (am_kpss_auto_lags (nile, 100, AM_TREND_LINE), ==, 4);
  make_walks (x, y, z);
  g_assert_cmpuint (am_kpss_auto_lags (x, 80, AM_TREND_LEVEL), ==, 5);
}

/* The surface of one series is that of arima/unit-root.h. */
static void
test_one_series (void)
{
  for (int trend = AM_TREND_NONE; trend <= AM_TREND_LINE; trend++)
    for (double z = -20; z < 3; z += 0.1)
      assert_close (am_mackinnon_series_p (z, trend, 1), am_mackinnon_p (z, trend), 1e-14);
}

static void
test_undefined (void)
{
  double flat[40] = { 0 };
  const double *x = flat;
  AmCointegration found;
  AmUnitRoot test;
  size_t lags;

  g_assert_false (am_engle_granger (flat, &x, 1, 40, AM_TREND_LEVEL, 2, FALSE, &found));
  g_assert_false (am_engle_granger (flat, &x, 0, 40, AM_TREND_LEVEL, 2, FALSE, &found));
  g_assert_false (am_adf_choose_lags (flat, 3, AM_TREND_LEVEL, 2, &lags));
  g_assert_false (am_adf_test (flat, 40, AM_TREND_LEVEL, 1, &test));
  g_assert_true (isnan (am_pp_alpha (flat, 40, 2)) && isnan (am_adf_phi1 (flat, 3, 1)) && isnan (am_mackinnon_critical (0.025, AM_TREND_LEVEL, 1, 50)));
  g_assert_true (isnan (am_mackinnon_critical (0.05, AM_TREND_NONE, 2, 50)) && isnan (am_mackinnon_series_p (-2, AM_TREND_LEVEL, 7)));
  g_assert_cmpuint (am_kpss_auto_lags (flat, 40, AM_TREND_LEVEL), ==, 0);
}

/* Of many rows the lags come from one factor; a fit for each number of lags says the same. */
static void
test_many_rows (void)
{
  enum { N = 20100, MOST = 8 };
  g_autofree double *y = g_new (double, N), *space = g_new (double, (MOST + 3) * N);

  for (int trend = AM_TREND_NONE; trend <= AM_TREND_LINE; trend++)
    {
      const double *x[MOST + 2];
      size_t terms = 1 + (trend == AM_TREND_LINE), rows = N - MOST - 1, lags, wanted = 0;
      double best = INFINITY;

      for (size_t t = 0; t < N; t++)
        y[t] = g_test_rand_double () + (t > 3 ? 1e4 + 0.6 * (y[t - 1] - 1e4) - 0.2 * (y[t - 3] - 1e4) : 1e4);
      for (size_t j = 0; j < MOST + terms; j++)
        x[j] = space + j * rows;
      for (size_t t = 0; t < rows; t++)
        {
          size_t at = t + MOST + 1;

          space[t] = y[at - 1];
          if (trend == AM_TREND_LINE)
            space[rows + t] = t;
          for (size_t j = 1; j <= MOST; j++)
            space[(terms + j - 1) * rows + t] = y[at - j] - y[at - j - 1];
          space[(MOST + 2) * rows + t] = y[at] - y[at - 1];
        }
      for (size_t own = 0; own <= MOST; own++)
        {
          AmOls *fit = am_ols_new (x, terms + own, trend != AM_TREND_NONE, space + (MOST + 2) * rows, rows);

          if (fit->aic < best)
            {
              best = fit->aic;
              wanted = own;
            }
          am_ols_free (fit);
        }
      g_assert_true (am_adf_choose_lags (y, N, trend, MOST, &lags));
      g_assert_cmpuint (lags, ==, wanted);
    }
}

int
main (int argc, char **argv)
{
  am_init ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/math/regression/unit-root-rules/engle-granger", test_engle_granger);
  g_test_add_func ("/math/regression/unit-root-rules/published", test_published);
  g_test_add_func ("/math/regression/unit-root-rules/one-series", test_one_series);
  g_test_add_func ("/math/regression/unit-root-rules/undefined", test_undefined);
  g_test_add_func ("/math/regression/unit-root-rules/many-rows", test_many_rows);
  return g_test_run ();
}
