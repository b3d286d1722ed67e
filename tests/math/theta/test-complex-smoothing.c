/* Complex exponential smoothing: the recursion, the stable region and the forecast's laws. */
#include "math/theta/complex-smoothing.h"

#include "../nile-data.h"
#include "math/theta/season-indices.h"

#include <complex.h>
#include <glib.h>
#include <math.h>
#include <string.h>

#define N 100
#define H 24
#define M 7

/* Both forms of the region agree: Jury's conditions, and Svetunkov, Kourentzes & Ord 2022, section 3.3:
 * (a0 - 2.5)^2 + a1^2 > 1.25, (a0 - 0.5)^2 + (a1 - 1)^2 > 0.25, (a0 - 1.5)^2 + (a1 - 0.5)^2 < 1.5. */
static void
test_region (void)
{
  guint n_stable = 0;

  for (double a0 = -1.013; a0 < 4; a0 += 0.037)
    for (double a1 = -2.017; a1 < 4; a1 += 0.041)
      {
        double first = (a0 - 2.5) * (a0 - 2.5) + a1 * a1 - 1.25, second = (a0 - 0.5) * (a0 - 0.5) + (a1 - 1) * (a1 - 1) - 0.25;
        double third = 1.5 - (a0 - 1.5) * (a0 - 1.5) - (a1 - 0.5) * (a1 - 0.5);

        g_assert_true (am_ces_is_stable (a0, a1) == (first > 0 && second > 0 && third > 0));
        n_stable += am_ces_is_stable (a0, a1);
      }
  g_assert_cmpuint (n_stable, >, 100);
}

static void
make_seasonal (double *y, double *season)
{
  double work[N];

  for (guint t = 0; t < N; t++)
    y[t] = 200 + 0.8 * t + 30 * sin (2 * G_PI * t / M) + 15 * (t % M == 3) + g_test_rand_double_range (-4, 4);
  am_classical_indices (AM_SEASON_ADDITIVE, y, N, M, season, work);
}

/* y^ + i p^ = (a0 + i a1) (y + i e) + (1 - a0 + i - i a1) (y^ + i p^), the definition in complex numbers. */
static void
test_complex (void)
{
  double states[4], work[4], fitted[N];
  AmCes model;
  double complex forecast;

  g_assert_true (am_ces_fit (AM_CES_NONE, nile, N, 1, NULL, states, work, &model));
  forecast = work[0] + I * work[1];
  am_ces_fitted (&model, work, nile, N, fitted, NULL);
  for (guint t = 0; t < N; t++)
    {
      double e = nile[t] - creal (forecast);

      g_assert_cmpfloat_with_epsilon (fitted[t], creal (forecast), 1e-8);
      forecast = (model.a0 + I * model.a1) * (nile[t] + I * e) + (1 - model.a0 + I - I * model.a1) * forecast;
    }
  g_assert_cmpfloat_with_epsilon (am_ces_next (&model), creal (forecast), 1e-8);
}

static void
test_kinds (void)
{
  double y[N], season[M], states[4 * M], work[4 * M], fitted[N], levels[N], mean[H];

  make_seasonal (y, season);
  for (AmCesKind kind = AM_CES_SIMPLE; kind <= AM_CES_FULL; kind++)
    {
      AmCes model;
      double sse = 0;

      g_assert_true (am_ces_fit (kind, y, N, M, season, states, work, &model));
      am_ces_fitted (&model, work, y, N, fitted, levels);
      for (guint t = 0; t < N; t++)
        sse += (y[t] - fitted[t]) * (y[t] - fitted[t]);
      g_assert_cmpfloat_with_epsilon (model.sigma, sqrt (sse / (N - (kind == AM_CES_SIMPLE ? 2 : kind == AM_CES_PARTIAL ? 3 : 4))), 1e-9 * model.sigma);
      g_assert_cmpfloat (model.sigma, <, 9);
      am_ces_forecast (&model, M, work, mean, NULL);
      for (guint i = 0; i < M; i++)
        {
          guint t = N + i;

          g_assert_cmpfloat_with_epsilon (mean[i], 200 + 0.8 * t + 30 * sin (2 * G_PI * t / M) + 15 * (t % M == 3), 16);
        }
    }
}

/* The first forecasts of every kind are the next values of the recursion, and the spread is that of simulated futures. */
static void
test_spread (void)
{
  double y[N], season[M], states[4 * M], first[4 * M], work[4 * M], mean[H], sd[H], squares[H] = { 0 };
  const guint n_paths = 20000;
  AmCes model;

  make_seasonal (y, season);
  g_assert_true (am_ces_fit (AM_CES_PARTIAL, y, N, M, season, states, work, &model));
  am_ces_forecast (&model, H, work, mean, NULL);
  am_ces_spread (&model, H, work, sd);
  g_assert_cmpfloat_with_epsilon (sd[0], model.sigma, 1e-12);
  memcpy (first, states, sizeof first);
  for (guint i = 0; i < n_paths; i++)
    {
      AmCes path = model;

      memcpy (states, first, sizeof first);
      path.states = states;
      for (guint k = 0; k < H; k++)
        {
          double noise = -6, next;

          for (guint j = 0; j < 12; j++)
            noise += g_test_rand_double ();
          next = am_ces_next (&path) + model.sigma * noise;
          squares[k] += (next - mean[k]) * (next - mean[k]) / n_paths;
          am_ces_take (&path, model.sigma * noise);
        }
    }
  for (guint k = 0; k < H; k++)
    g_assert_cmpfloat_with_epsilon (sqrt (squares[k]), sd[k], 0.03 * sd[k]);
}

static void
test_hard (void)
{
  double states[4 * M], work[4 * M], season[M] = { 0 }, y[N];
  AmCes model;

  g_assert_false (am_ces_fit (AM_CES_NONE, nile, 6, 1, NULL, states, work, &model));
  g_assert_false (am_ces_fit (AM_CES_FULL, nile, 20, M, season, states, work, &model));
  memcpy (y, nile, sizeof y);
  y[50] = INFINITY;
  g_assert_false (am_ces_fit (AM_CES_NONE, y, N, 1, NULL, states, work, &model));
  for (guint t = 0; t < N; t++)
    y[t] = 7;
  g_assert_false (am_ces_fit (AM_CES_NONE, y, N, 1, NULL, states, work, &model));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/math/complex-smoothing/region", test_region);
  g_test_add_func ("/math/complex-smoothing/complex", test_complex);
  g_test_add_func ("/math/complex-smoothing/kinds", test_kinds);
  g_test_add_func ("/math/complex-smoothing/spread", test_spread);
  g_test_add_func ("/math/complex-smoothing/hard", test_hard);
  return g_test_run ();
}
