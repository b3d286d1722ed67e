/* The search of the M4 benchmarks, against R 4.2 with forecast 8.20. */
#include "math/theta/benchmark-trend.h"

#include "../nile-data.h"

#include <glib.h>
#include <math.h>
#include <string.h>

#define N 100
#define H 3

/* R: f <- ses (Nile, h = 3), holt (Nile, h = 3), holt (Nile, h = 3, damped = TRUE); f$model$par, f$mean, f$upper[, 2], f$model$sigma2. */
static const struct { double alpha, beta, phi, level, slope, mean[H], upper[H], variance; } expected[] = {
  { 0.245668153653, 0, 1, 1110.73409658, 0, { 805.336329326, 805.336329326, 805.336329326 }, { 1088.02538298, 1096.43095963, 1104.6005379 }, 20802.8003905 },
  { 0.209502225665, 0.000100000857586, 1, 1121.40675645, -3.16331745624, { 802.913262371, 799.751364669, 796.589466967 },
    { 1087.29360868, 1090.31142122, 1093.20622744 }, 21052.4660407 },
  { 0.256195561369, 0.000100016776367, 0.800000087154, 1111.11276718, 11.2496097034, { 801.808663507, 801.786493603, 801.768757678 },
    { 1089.24691603, 1098.51371853, 1107.50729636 }, 21507.6492731 },
};

static void
assert_close (double found, double wanted, double relative)
{
  g_assert_cmpfloat_with_epsilon (found, wanted, relative * fmax (1, fabs (wanted)));
}

/* The same search ends at the same place: to 1e-6, though the minimum is flat to the square root of that. */
static void
test_nile (void)
{
  for (AmTrendKind kind = AM_TREND_NONE; kind <= AM_TREND_DAMPED; kind++)
    {
      AmTrend model;
      double mean[H], sd[H];

      g_assert_true (am_trend_fit (kind, nile, N, &model));
      assert_close (model.alpha, expected[kind].alpha, 1e-6);
      assert_close (model.beta, expected[kind].beta, 1e-6);
      assert_close (model.phi, expected[kind].phi, 1e-6);
      assert_close (model.level0, expected[kind].level, 1e-6);
      assert_close (model.slope0, expected[kind].slope, 1e-6);
      assert_close (model.sigma * model.sigma, expected[kind].variance, 1e-8);
      am_trend_forecast (&model, H, mean);
      am_trend_spread (&model, H, sd);
      for (guint i = 0; i < H; i++)
        {
          assert_close (mean[i], expected[kind].mean[i], 1e-8);
          assert_close (mean[i] + 1.959963984540054 * sd[i], expected[kind].upper[i], 1e-8);
        }
    }
}

/* Told values one by one it goes where the recursion goes, and its fitted values are its forecasts of one step. */
static void
test_update (void)
{
  for (AmTrendKind kind = AM_TREND_NONE; kind <= AM_TREND_DAMPED; kind++)
    {
      AmTrend model;
      double fitted[N], mean;

      g_assert_true (am_trend_fit (kind, nile, 60, &model));
      am_trend_fitted (&model, nile, N, fitted);
      for (guint t = 60; t < N; t++)
        {
          am_trend_forecast (&model, 1, &mean);
          assert_close (mean, fitted[t], 1e-12);
          am_trend_update (&model, nile[t]);
        }
      g_assert_cmpuint (model.n, ==, N);
    }
}

static void
test_hard (void)
{
  double y[N], mean[H];
  AmTrend model;

  g_assert_false (am_trend_fit (AM_TREND_NONE, nile, 3, &model));
  g_assert_true (am_trend_fit (AM_TREND_NONE, nile, 4, &model));
  g_assert_false (am_trend_fit (AM_TREND_DAMPED, nile, 6, &model));
  g_assert_true (am_trend_fit (AM_TREND_DAMPED, nile, 7, &model));
  memcpy (y, nile, sizeof y);
  y[40] = NAN;
  g_assert_false (am_trend_fit (AM_TREND_LINEAR, y, N, &model));
  for (guint t = 0; t < N; t++)
    y[t] = 2.385;
  for (AmTrendKind kind = AM_TREND_NONE; kind <= AM_TREND_DAMPED; kind++)
    {
      g_assert_true (am_trend_fit (kind, y, N, &model));
      am_trend_forecast (&model, H, mean);
      assert_close (mean[H - 1], 2.385, 1e-6);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/math/benchmark-trend/nile", test_nile);
  g_test_add_func ("/math/benchmark-trend/update", test_update);
  g_test_add_func ("/math/benchmark-trend/hard", test_hard);
  return g_test_run ();
}
