#include "math/detection/matrix-profile.h"
#include "math/init.h"
#include "detection-fixture.h"

static void
profile (const double *y, size_t n, AmMatrixProfile how, double *distance)
{
  AmProfile *self = am_profile_alloc (y, n, &how);

  g_assert_nonnull (self);
  while (am_profile_step (self, 17))
    ;
  am_profile_finish (self, distance);
  am_profile_free (self);
}

/* Of two windows, by the definition. NaN when one is not whole. */
static double
define_distance (const double *a, const double *b, size_t w)
{
  double mean[2] = { 0 }, sd[2] = { 0 }, sum = 0;
  const double *x[2] = { a, b };
  gboolean is_flat[2];

  for (int i = 0; i < 2; i++)
    {
      for (size_t k = 0; k < w; k++)
        mean[i] += x[i][k] / w;
      for (size_t k = 0; k < w; k++)
        sd[i] += (x[i][k] - mean[i]) * (x[i][k] - mean[i]) / w;
      sd[i] = sqrt (sd[i]);
      if (isnan (mean[i]))
        return NAN;
      is_flat[i] = sd[i] == 0 || sd[i] < 1e-9 * fabs (mean[i]);
    }
  if (is_flat[0] || is_flat[1])
    return is_flat[0] && is_flat[1] ? 0 : sqrt (w);
  for (size_t k = 0; k < w; k++)
    sum += pow ((a[k] - mean[0]) / sd[0] - (b[k] - mean[1]) / sd[1], 2);
  return sqrt (sum);
}

static void
test_twin (void)
{
  double y[300], distance[300];

  for (int i = 0; i < 60; i++)
    {
      AmMatrixProfile how = { g_rand_int_range (fixed_random (), 4, 40), i % 3 == 0 ? 0 : g_rand_int_range (fixed_random (), 1, 60), i % 2 };
      size_t n = g_rand_int_range (fixed_random (), how.window, 300), exclusion = how.exclusion == 0 ? (how.window + 1) / 2 : how.exclusion;

      fill_series (y, n, i % N_KINDS, i % 4 == 3 ? 0.01 : 0);
      profile (y, n, how, distance);
      for (size_t t = 0; t < n; t++)
        {
          double best = INFINITY, nearest_distance;
          size_t nearest = am_profile_nearest (y, n, &how, t, &nearest_distance);

          for (size_t s = how.window - 1; t + 1 >= how.window && s < n; s++)
            if ((how.past_only ? s + exclusion <= t : (s < t ? t - s : s - t) >= exclusion))
              best = fmin (best, define_distance (y + t + 1 - how.window, y + s + 1 - how.window, how.window));
          if (best == INFINITY)
            {
              g_assert_true (isnan (distance[t]));
              g_assert_cmpuint (nearest, ==, SIZE_MAX);
              continue;
            }
          /* Distances near 0 are roots of differences: half the digits. A level of 1e9 has 7 to start with. */
          g_assert_cmpfloat_with_epsilon (distance[t], best, i % N_KINDS == LARGE_LEVEL ? 1e-3 : 2e-6);
          g_assert_cmpfloat_with_epsilon (nearest_distance, best, 2e-6);
          g_assert_cmpfloat_with_epsilon (define_distance (y + t + 1 - how.window, y + nearest + 1 - how.window, how.window), best, 2e-6);
        }
    }
}

static void
test_laws (void)
{
  const size_t n = 500;
  double y[500], other[500], one[500], two[500];

  for (int i = 0; i < 12; i++)
    {
      AmMatrixProfile past = { .window = 12, .past_only = true }, all = { .window = 12 };
      size_t now = g_rand_int_range (fixed_random (), 100, 499);

      fill_series (y, n, i % 4, 0.01);
      profile (y, n, past, one);
      /* Causal: bit for bit. */
      for (size_t t = 0; t < n; t++)
        other[t] = t <= now ? y[t] : t % 5 == 0 ? NAN : 1e5 * random_normal ();
      profile (other, n, past, two);
      assert_same_bits (one, two, now + 1);
      profile (y, now + 1, past, two);
      assert_same_bits (one, two, now + 1);

      /* More neighbours, no larger distance. */
      profile (y, n, all, two);
      for (size_t t = 0; t < n; t++)
        {
          g_assert_true (isnan (one[t]) || two[t] <= one[t] + 1e-9);
          g_assert_true (isnan (two[t]) || (two[t] >= 0 && two[t] <= 2 * sqrt (12) + 1e-9));
        }
      /* Neither unit nor level matters; backwards it is the same profile. */
      if (i % 4 == NOISE)
        {
          for (size_t t = 0; t < n; t++)
            other[t] = 5 - 3 * y[t];
          profile (other, n, all, one);
          assert_close (one, two, n, 1e-6);
          for (size_t t = 0; t < n; t++)
            other[t] = y[n - 1 - t];
          profile (other, n, all, one);
          for (size_t t = 11; t < n; t++)
            g_assert_true (isnan (one[t]) ? isnan (two[n - 1 - t + 11]) : fabs (one[t] - two[n - 1 - t + 11]) < 1e-6);
        }
    }
}

/* Long enough for rows to be summed anew, with a jump of 1e6 that would stay in sums for ever. */
static void
test_no_drift (void)
{
  const size_t n = 3000;
  g_autofree double *y = g_new (double, n), *distance = g_new (double, n);
  AmMatrixProfile how = { .window = 8 };

  fill_series (y, n, NOISE, 0);
  for (size_t t = 500; t < 520; t++)
    y[t] *= 1e6;
  profile (y, n, how, distance);
  for (size_t t = 600; t < n; t += 97)
    {
      double exact;

      am_profile_nearest (y, n, &how, t, &exact);
      g_assert_cmpfloat_with_epsilon (distance[t], exact, 1e-3);
    }
}

static void
test_discord (void)
{
  double y[1000], distance[1000];
  size_t best = 23;

  for (size_t t = 0; t < 1000; t++)
    y[t] = sin (2 * G_PI * t / 24) + 0.05 * random_normal ();
  for (size_t t = 600; t < 612; t++)
    y[t] = -y[t];
  profile (y, 1000, (AmMatrixProfile) { .window = 24 }, distance);
  for (size_t t = 24; t < 1000; t++)
    best = distance[t] > distance[best] ? t : best;
  g_assert_true (best >= 600 && best < 636);
}

static void
test_edges (void)
{
  double y[50], distance[50];

  for (int t = 0; t < 50; t++)
    y[t] = NAN;
  profile (y, 50, (AmMatrixProfile) { .window = 7 }, distance);
  for (int t = 0; t < 50; t++)
    g_assert_true (isnan (distance[t]));
  for (int t = 0; t < 50; t++)
    y[t] = 0.1;
  profile (y, 50, (AmMatrixProfile) { .window = 7 }, distance);
  g_assert_true (isnan (distance[5]));
  g_assert_cmpfloat (distance[6], ==, 0);
  g_assert_cmpfloat (distance[49], ==, 0);
  fill_series (y, 50, NOISE, 0);
  profile (y, 7, (AmMatrixProfile) { .window = 7 }, distance);
  g_assert_true (isnan (distance[6]));
  profile (y, 50, (AmMatrixProfile) { .window = 7, .exclusion = SIZE_MAX / 2 }, distance);
  g_assert_true (isnan (distance[49]));
  g_assert_null (am_profile_alloc (y, 6, &(AmMatrixProfile) { .window = 7 }));
  g_assert_null (am_profile_alloc (y, 50, &(AmMatrixProfile) { .window = 3 }));
  g_assert_null (am_profile_alloc (y, 0, &(AmMatrixProfile) { .window = 7 }));
}

int
main (int argc, char **argv)
{
  am_init ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/math/detection/matrix-profile/twin", test_twin);
  g_test_add_func ("/math/detection/matrix-profile/laws", test_laws);
  g_test_add_func ("/math/detection/matrix-profile/no-drift", test_no_drift);
  g_test_add_func ("/math/detection/matrix-profile/discord", test_discord);
  g_test_add_func ("/math/detection/matrix-profile/edges", test_edges);
  return g_test_run ();
}
