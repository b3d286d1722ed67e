/* How often a rolling Z-score cries wolf: simulated on independent normal values, against the shares that
 * numerical integration gives (shared/data/expected/anomaly_reference.json, 4 digits). */
#include "math/rolling-z.h"

#include <glib.h>
#include <gsl/gsl_randist.h>
#include <math.h>

#define N 2000000

typedef struct { int window; double beyond_2, beyond_3; } Share;

static const Share before[] = {
  { 7, 0.1106, 0.03091 }, { 14, 0.0754, 0.01245 }, { 28, 0.0598, 0.00653 },
  { 30, 0.0588, 0.00621 }, { 60, 0.0520, 0.00424 }, { 90, 0.0498, 0.00368 },
};

/* The second column here is the largest |z| there can be. */
static const Share within[] = {
  { 7, 0.0086, 2.268 }, { 14, 0.0312, 3.474 }, { 28, 0.0391, 5.103 },
  { 30, 0.0396, 5.295 }, { 60, 0.0427, 7.617 }, { 90, 0.0436, 9.381 },
};

typedef struct { double beyond_2, beyond_3, largest; } Found;

static Found
simulate (int window, bool include_current)
{
  AmRollingZ how = { window, window, include_current };
  g_autofree void *work = g_malloc (am_rolling_z_work (&how));
  g_autofree double *x = g_new (double, N), *z = g_new (double, N);
  g_autofree guint8 *state = g_malloc (N);
  gsl_rng *rng = gsl_rng_alloc (gsl_rng_mt19937);
  Found found = { 0 };
  double n = 0;

  gsl_rng_set (rng, g_test_rand_int ());
  for (size_t t = 0; t < N; t++)
    x[t] = gsl_ran_gaussian_ziggurat (rng, 1);
  gsl_rng_free (rng);

  g_assert_true (am_rolling_z (x, N, &how, z, state, work));
  for (size_t t = 0; t < N; t++)
    if (state[t] == AM_Z_DEFINED)
      {
        n++;
        found.beyond_2 += fabs (z[t]) >= 2;
        found.beyond_3 += fabs (z[t]) >= 3;
        found.largest = fmax (found.largest, fabs (z[t]));
      }
  found.beyond_2 /= n;
  found.beyond_3 /= n;
  return found;
}

/* Six standard errors, and half a unit of the last digit printed. Scores whose windows overlap are dependent, but so
 * that an alarm makes the next ones rarer: over 200 seeds the share varied 0.61 to 0.99 times as much as if they were
 * not. */
static double
tolerance (double share, double digit)
{
  return 6 * sqrt (share * (1 - share) / N) + digit / 2;
}

static void
test_before (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (before); i++)
    {
      Found found = simulate (before[i].window, false);

      g_test_message ("window %d: %.4f beyond 2, %.5f beyond 3", before[i].window, found.beyond_2, found.beyond_3);
      g_assert_cmpfloat_with_epsilon (found.beyond_2, before[i].beyond_2, tolerance (before[i].beyond_2, 1e-4));
      g_assert_cmpfloat_with_epsilon (found.beyond_3, before[i].beyond_3, tolerance (before[i].beyond_3, 1e-5));
    }
}

static void
test_within (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (within); i++)
    {
      Found found = simulate (within[i].window, true);

      g_test_message ("window %d: %.4f beyond 2, largest %.3f", within[i].window, found.beyond_2, found.largest);
      g_assert_cmpfloat_with_epsilon (found.beyond_2, within[i].beyond_2, tolerance (within[i].beyond_2, 1e-4));
      g_assert_cmpfloat (found.largest, <=, within[i].beyond_3 + 5e-4);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/math/rolling-z-share/before", test_before);
  g_test_add_func ("/math/rolling-z-share/within", test_within);
  return g_test_run ();
}
