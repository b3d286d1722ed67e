/* Theta models against the recursions of the paper written out as they stand there. */
#include "math/theta/theta-line.h"

#include "../nile-data.h"

#include <glib.h>
#include <math.h>
#include <string.h>

#define N 100
#define H 12

/* ---- the twin: Fiorucci et al. 2016, equations 9 to 13, lines by regression from scratch at every step ---- */

static void
regress (const double *y, gsize n, double *a, double *b)
{
  double my = 0, mt = (n + 1) / 2.0, sxy = 0, sxx = 0;

  for (gsize t = 0; t < n; t++)
    my += y[t] / n;
  for (gsize t = 0; t < n; t++)
    {
      sxy += (t + 1 - mt) * (y[t] - my);
      sxx += (t + 1 - mt) * (t + 1 - mt);
    }
  *b = n > 1 ? sxy / sxx : 0;
  *a = n > 0 ? my - *b * mt : 0;
}

/* Fills fitted[n + h], the forecasts standing in for values behind the past; gives the squared errors that count. */
static double
run_plain (AmThetaKind kind, const double *y, gsize n, gsize h, double level, double alpha, double weight, double *fitted)
{
  gboolean dynamic = kind >= AM_THETA_DYNAMIC_STANDARD;
  g_autofree double *all = g_new (double, n + h);
  double a, b, sse = 0;

  memcpy (all, y, n * sizeof (double));
  regress (y, n, &a, &b);
  for (gsize t = 1; t <= n + h; t++)
    {
      if (dynamic)
        regress (all, t - 1, &a, &b);
      fitted[t - 1] = level + weight * (pow (1 - alpha, t - 1) * a + (1 - pow (1 - alpha, t)) / alpha * b);
      if (t > n)
        all[t - 1] = fitted[t - 1];
      else if (!dynamic || t >= 3)
        sse += (y[t - 1] - fitted[t - 1]) * (y[t - 1] - fitted[t - 1]);
      level = alpha * all[t - 1] + (1 - alpha) * level;
    }
  return sse;
}

static void
fit (AmThetaKind kind, const double *y, gsize n, AmTheta *model)
{
  g_autofree double *work = g_new (double, 2 * n);

  g_assert_true (am_theta_fit (kind, y, n, work, model));
}

static void
assert_equals_plain (AmThetaKind kind, const double *y)
{
  AmTheta model;
  double plain[N + H], fitted[N], mean[H], sse;
  guint n_parameters = kind == AM_THETA_OPTIMISED || kind == AM_THETA_DYNAMIC ? 3 : 2;
  guint n_errors = kind >= AM_THETA_DYNAMIC_STANDARD ? N - 2 : N;

  fit (kind, y, N, &model);
  am_theta_fitted (&model, y, N, fitted, NULL);
  am_theta_forecast (&model, H, mean, NULL);
  sse = run_plain (kind, y, N, H, model.level0, model.alpha, model.weight, plain);
  for (guint t = 2; t < N; t++)
    g_assert_cmpfloat_with_epsilon (fitted[t], plain[t], 1e-8 * fabs (plain[t]));
  for (guint i = 0; i < H; i++)
    g_assert_cmpfloat_with_epsilon (mean[i], plain[N + i], 1e-8 * fabs (plain[N + i]));
  g_assert_cmpfloat_with_epsilon (model.sigma, sqrt (sse / (n_errors - n_parameters)), 1e-8 * model.sigma);
}

static void
make_random (double *y)
{
  y[0] = 385;
  for (guint t = 1; t < N; t++)
    y[t] = y[t - 1] + g_test_rand_double_range (-20, 24);
}

static void
test_twin (void)
{
  double y[N];

  make_random (y);
  for (AmThetaKind kind = AM_THETA_LINES; kind <= AM_THETA_DYNAMIC; kind++)
    {
      assert_equals_plain (kind, nile);
      assert_equals_plain (kind, y);
    }
}

/* No choice of first level, alpha and theta within their ranges has smaller squared errors. */
static void
test_least (void)
{
  double y[N], plain[N];

  make_random (y);
  for (AmThetaKind kind = AM_THETA_STANDARD; kind <= AM_THETA_DYNAMIC; kind++)
    {
      gboolean free_theta = kind == AM_THETA_OPTIMISED || kind == AM_THETA_DYNAMIC;
      AmTheta model;
      double best;

      fit (kind, y, N, &model);
      best = run_plain (kind, y, N, 0, model.level0, model.alpha, model.weight, plain);
      for (guint i = 0; i < 2000; i++)
        {
          double near = i % 2 ? 0.01 : 1, alpha = model.alpha + near * g_test_rand_double_range (-0.9, 0.9);
          double weight = free_theta ? model.weight + near * g_test_rand_double_range (-1, 1) : 0.5;

          alpha = CLAMP (alpha, 0.1, 0.99);
          weight = CLAMP (weight, 0, 1 - 1e-6);
          g_assert_cmpfloat (run_plain (kind, y, N, 0, model.level0 + near * g_test_rand_double_range (-50, 50), alpha, weight, plain), >=, best * (1 - 1e-9));
        }
    }
}

/* Classic: level + slope / 2 (h - 1 + (1 - (1 - alpha)^n) / alpha), Hyndman & Billah 2003, equation 10. */
static void
test_classic (void)
{
  AmTheta model;
  double mean[H], sd[H], level, a, b;

  fit (AM_THETA_CLASSIC, nile, N, &model);
  regress (nile, N, &a, &b);
  level = model.level0;
  for (guint t = 0; t < N; t++)
    level = model.alpha * nile[t] + (1 - model.alpha) * level;
  am_theta_forecast (&model, H, mean, NULL);
  am_theta_spread (&model, H, sd);
  for (guint i = 0; i < H; i++)
    {
      g_assert_cmpfloat_with_epsilon (mean[i], level + b / 2 * (i + (1 - pow (1 - model.alpha, N)) / model.alpha), 1e-9);
      g_assert_cmpfloat_with_epsilon (sd[i], model.sigma * sqrt (1 + i * model.alpha * model.alpha), 1e-9);
    }
}

/* The spread is that of simulated futures. */
static void
test_spread (void)
{
  AmTheta model;
  double sd[H], squares[H] = { 0 }, mean[H];
  const guint n_paths = 20000;

  fit (AM_THETA_DYNAMIC, nile, N, &model);
  model.weight = 0.4;
  am_theta_spread (&model, H, sd);
  am_theta_forecast (&model, H, mean, NULL);
  for (guint i = 0; i < n_paths; i++)
    {
      AmTheta path = model;

      for (guint k = 0; k < H; k++)
        {
          /* The sum of twelve uniform numbers has variance 1. */
          double next, noise = -6;

          for (guint j = 0; j < 12; j++)
            noise += g_test_rand_double ();
          am_theta_forecast (&path, 1, &next, NULL);
          next += model.sigma * noise;
          squares[k] += (next - mean[k]) * (next - mean[k]) / n_paths;
          am_theta_update (&path, next);
        }
    }
  for (guint k = 0; k < H; k++)
    g_assert_cmpfloat_with_epsilon (sqrt (squares[k]), sd[k], 0.03 * sd[k]);
}

/* A model fitted on 80 values and told the other 20 forecasts as the recursion does with the same parameters. */
static void
test_update (void)
{
  AmTheta model;
  double plain[N + H], mean[H];

  fit (AM_THETA_DYNAMIC_STANDARD, nile, 80, &model);
  for (guint t = 80; t < N; t++)
    am_theta_update (&model, nile[t]);
  run_plain (AM_THETA_DYNAMIC_STANDARD, nile, N, H, model.level0, model.alpha, model.weight, plain);
  am_theta_forecast (&model, H, mean, NULL);
  for (guint i = 0; i < H; i++)
    g_assert_cmpfloat_with_epsilon (mean[i], plain[N + i], 1e-8);
}

static void
test_hard (void)
{
  AmTheta model;
  double y[N], work[2 * N], mean[H];

  g_assert_false (am_theta_fit (AM_THETA_CLASSIC, nile, 3, work, &model));
  memcpy (y, nile, sizeof y);
  y[7] = NAN;
  g_assert_false (am_theta_fit (AM_THETA_DYNAMIC, y, N, work, &model));
  for (guint t = 0; t < N; t++)
    y[t] = 2.385;
  for (AmThetaKind kind = AM_THETA_CLASSIC; kind <= AM_THETA_DYNAMIC; kind++)
    {
      g_assert_true (am_theta_fit (kind, y, N, work, &model));
      am_theta_forecast (&model, H, mean, NULL);
      g_assert_cmpfloat_with_epsilon (mean[H - 1], 2.385, 1e-9);
      g_assert_cmpfloat (model.sigma, <, 1e-9);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/math/theta-line/twin", test_twin);
  g_test_add_func ("/math/theta-line/least", test_least);
  g_test_add_func ("/math/theta-line/classic", test_classic);
  g_test_add_func ("/math/theta-line/spread", test_spread);
  g_test_add_func ("/math/theta-line/update", test_update);
  g_test_add_func ("/math/theta-line/hard", test_hard);
  return g_test_run ();
}
