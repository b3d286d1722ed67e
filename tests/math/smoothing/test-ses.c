#include "math/smoothing/ses.h"

#include <glib.h>
#include <math.h>
#include <string.h>

#define N 80

/* Nile 1871-1910 (R's datasets::Nile). */
static const double nile[] = { 1120, 1160, 963,  1210, 1160, 1160, 813,  1230, 1370, 1140, 995,  935,  1110, 994,  1020, 960, 1180, 799,  958,  1140,
                               1100, 1210, 1150, 1250, 1260, 1220, 1030, 1100, 774,  840,  874,  694,  940,  833,  701,  916, 692,  1020, 1050, 969 };

static double
sse_of (const double *y, gsize n, double alpha, double l0)
{
  double level = l0, sse = 0;

  for (gsize t = 0; t < n; t++)
    {
      sse += (y[t] - level) * (y[t] - level);
      level += alpha * (y[t] - level);
    }
  return sse;
}

/* The errors are a[t] - l0 r^t with a those from level 0. */
static double
best_l0 (const double *y, gsize n, double alpha)
{
  double level = 0, power = 1, cross = 0, square = 0;

  for (gsize t = 0; t < n; t++)
    {
      cross += (y[t] - level) * power;
      square += power * power;
      level += alpha * (y[t] - level);
      power *= 1 - alpha;
    }
  return cross / square;
}

/* No point of a fine grid is better, on noise, walks and trends. */
static void
test_twin (void)
{
  for (int round = 0; round < 40; round++)
    {
      double y[N], level = 100, least = INFINITY;
      gsize n = g_test_rand_int_range (3, N);
      AmSes fit;

      for (gsize t = 0; t < n; t++)
        {
          level += (round % 4) * g_test_rand_double_range (-3, 3.5);
          y[t] = level + g_test_rand_double_range (-5, 5);
        }
      g_assert_true (am_ses_fit (y, n, &fit));
      for (double alpha = AM_SES_ALPHA_LOW; alpha <= AM_SES_ALPHA_HIGH; alpha += 0.0001)
        least = fmin (least, sse_of (y, n, alpha, best_l0 (y, n, alpha)));
      g_assert_cmpfloat (fit.sse, <=, least * (1 + 1e-9));
      g_assert_cmpfloat (fabs (fit.sse - sse_of (y, n, fit.alpha, fit.l0)), <=, 1e-12 * fit.sse);
      g_assert_cmpfloat (fabs (fit.l0 - best_l0 (y, n, fit.alpha)), <=, 1e-6 * fabs (fit.l0));
    }
}

/* Computed in R with optimize() over alpha and lm() for the first level. */
static void
test_nile (void)
{
  double level[G_N_ELEMENTS (nile)];
  gsize n = G_N_ELEMENTS (nile);
  AmSes fit, given;

  g_assert_true (am_ses_fit (nile, n, &fit));
  g_assert_cmpfloat (fabs (fit.alpha - 0.377388531727), <, 1e-7);
  g_assert_cmpfloat (fabs (fit.l0 - 1114.26079694), <, 1e-5);
  g_assert_cmpfloat (fabs (fit.level - 951.269001112), <, 1e-5);
  am_ses_levels (&fit, nile, n, level);
  g_assert_cmpfloat (fabs (level[n - 1] - fit.level), <, 1e-9);
  g_assert_true (am_ses_fit_level (nile, n, fit.alpha, &given));
  g_assert_cmpfloat (fabs (given.l0 - fit.l0), <, 1e-6);
}

static void
test_undefined (void)
{
  const double flat[] = { 5, 5, 5, 5 }, hole[] = { 1, 2, NAN, 4 };
  AmSes fit;

  g_assert_false (am_ses_fit (flat, 2, &fit));
  g_assert_false (am_ses_fit (hole, 4, &fit));
  g_assert_false (am_ses_fit_level (flat, 4, 0, &fit));
  g_assert_true (am_ses_fit (flat, 4, &fit));
  g_assert_cmpfloat (fit.level, ==, 5);
  g_assert_cmpfloat (fit.sse, ==, 0);
}

/* Large levels and other units: the same alpha. */
static void
test_scale (void)
{
  double y[G_N_ELEMENTS (nile)];
  gsize n = G_N_ELEMENTS (nile);
  AmSes fit, moved;

  g_assert_true (am_ses_fit (nile, n, &fit));
  for (gsize t = 0; t < n; t++)
    y[t] = 1e9 + nile[t];
  g_assert_true (am_ses_fit (y, n, &moved));
  g_assert_cmpfloat (fabs (moved.alpha - fit.alpha), <, 1e-5);
  g_assert_cmpfloat (fabs (moved.level - 1e9 - fit.level), <, 1e-2);
  for (gsize t = 0; t < n; t++)
    y[t] = 1e-150 * nile[t];
  g_assert_true (am_ses_fit (y, n, &moved));
  g_assert_cmpfloat (fabs (moved.alpha - fit.alpha), <, 1e-5);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/math/smoothing/ses/twin", test_twin);
  g_test_add_func ("/math/smoothing/ses/nile", test_nile);
  g_test_add_func ("/math/smoothing/ses/undefined", test_undefined);
  g_test_add_func ("/math/smoothing/ses/scale", test_scale);
  return g_test_run ();
}
