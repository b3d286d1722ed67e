/* Seasonal indices and the test for a season, against R 4.2 (decompose, acf). */
#include "math/theta/season-indices.h"

#include <glib.h>
#include <math.h>
#include <string.h>

/* UKgas, 1960 Q1 to 1966 Q1, of R's datasets. */
static const double gas[] = { 160.1, 129.7, 84.8, 120.1, 160.1, 124.9, 84.8, 116.9, 169.7, 140.9, 89.7, 123.3, 187.3,
                              144.1, 92.9, 120.1, 176.1, 147.3, 89.7, 123.3, 185.7, 155.3, 99.3, 131.3, 200.1 };
#define N G_N_ELEMENTS (gas)

static void
assert_indices (AmSeasonKind kind, gsize m, const double *expected)
{
  double index[5], work[N];

  g_assert_true (am_classical_indices (kind, gas, N, m, index, work));
  for (gsize k = 0; k < m; k++)
    g_assert_cmpfloat_with_epsilon (index[k], expected[k], 1e-12);
}

/* R: decompose (ts (gas, frequency = m), type)$figure; an even and an odd season. */
static void
test_indices (void)
{
  assert_indices (AM_SEASON_ADDITIVE, 4, (double[]) { 43.4297916666667, 9.50729166666667, -42.329375, -10.6077083333333 });
  assert_indices (AM_SEASON_MULTIPLICATIVE, 4, (double[]) { 1.32780993804485, 1.07072286494126, 0.680882280942328, 0.920584916071557 });
  assert_indices (AM_SEASON_ADDITIVE, 5, (double[]) { -0.447999999999998, 3.767, -5.153, 2.35699999999999, -0.52299999999999 });
  assert_indices (AM_SEASON_MULTIPLICATIVE, 5, (double[]) { 0.992519069446137, 1.01895128148054, 0.961442025479474, 1.02133488210898, 1.00575274148487 });
}

/* R: abs (r[m]) / sqrt ((1 + 2 * sum (r[-m]^2)) / n) of acf (gas, lag.max = m); lags below, on and across the blocks of eight. */
static void
test_seasonality (void)
{
  double work[N + 17];

  g_assert_cmpfloat_with_epsilon (am_seasonality (gas, N, 4, work), 2.64972786768398, 1e-12);
  g_assert_cmpfloat_with_epsilon (am_seasonality (gas, N, 5, work), 0.0581784851177955, 1e-12);
  g_assert_cmpfloat_with_epsilon (am_seasonality (gas, N, 9, work), 0.0645952803613448, 1e-12);
  g_assert_cmpfloat_with_epsilon (am_seasonality (gas, N, 17, work), 0.0154788810906649, 1e-12);
}

static void
test_kind (void)
{
  double index[12], work[2 * N], y[N];

  g_assert_cmpint (am_find_season (gas, N, 4, 9, index, work), ==, AM_SEASON_MULTIPLICATIVE);
  g_assert_cmpint (am_find_season (gas, N, 4, 26, index, work), ==, AM_SEASON_NONE);
  g_assert_cmpint (am_find_season (gas, N, 5, 11, index, work), ==, AM_SEASON_NONE);
  g_assert_cmpint (am_find_season (gas, 7, 4, 0, index, work), ==, AM_SEASON_NONE);
  g_assert_cmpint (am_find_season (gas, N, 1, 0, index, work), ==, AM_SEASON_NONE);
  for (gsize t = 0; t < N; t++)
    y[t] = gas[t] - gas[6];
  g_assert_cmpint (am_find_season (y, N, 4, 9, index, work), ==, AM_SEASON_ADDITIVE);
  g_assert_false (am_classical_indices (AM_SEASON_MULTIPLICATIVE, y, N, 4, index, work));
}

static void
test_undefined (void)
{
  double y[N], work[2 * N];

  for (gsize t = 0; t < N; t++)
    y[t] = 2.385e9;
  g_assert_true (isnan (am_seasonality (y, N, 4, work)));
  g_assert_true (isnan (am_seasonality (gas, N, 1, work)));
  g_assert_true (isnan (am_seasonality (gas, 4, 4, work)));
  y[3] = NAN;
  g_assert_true (isnan (am_seasonality (y, N, 4, work)));
}

/* Indices do not depend on the unit, a level far from zero does not disturb additive ones, and taking off undoes putting back. */
static void
test_laws (void)
{
  double index[4], other[4], work[N], y[N];

  am_classical_indices (AM_SEASON_MULTIPLICATIVE, gas, N, 4, index, work);
  for (gsize t = 0; t < N; t++)
    y[t] = 1e-9 * gas[t];
  am_classical_indices (AM_SEASON_MULTIPLICATIVE, y, N, 4, other, work);
  for (gsize k = 0; k < 4; k++)
    g_assert_cmpfloat_with_epsilon (index[k], other[k], 1e-12);
  am_classical_indices (AM_SEASON_ADDITIVE, gas, N, 4, index, work);
  for (gsize t = 0; t < N; t++)
    y[t] = 1e9 + gas[t];
  am_classical_indices (AM_SEASON_ADDITIVE, y, N, 4, other, work);
  for (gsize k = 0; k < 4; k++)
    g_assert_cmpfloat_with_epsilon (index[k], other[k], 1e-6);
  for (AmSeasonKind kind = AM_SEASON_NONE; kind <= AM_SEASON_MULTIPLICATIVE; kind++)
    g_assert_cmpfloat_with_epsilon (am_season_put_back (kind, am_season_take_off (kind, 2.385, 1.27), 1.27), 2.385, 1e-15);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/math/season-indices/indices", test_indices);
  g_test_add_func ("/math/season-indices/seasonality", test_seasonality);
  g_test_add_func ("/math/season-indices/kind", test_kind);
  g_test_add_func ("/math/season-indices/undefined", test_undefined);
  g_test_add_func ("/math/season-indices/laws", test_laws);
  return g_test_run ();
}
