/* Accumulated effects against their definition, and the law that sets them apart from partial dependence. */
#include "math/sensitivity/accumulated-effects.h"

#include <glib.h>
#include <math.h>

#define g_assert_near(a, b, tolerance) g_assert_cmpfloat (fabs ((a) - (b)), <=, tolerance)

/* By hand: means 1 and 4, counts 3 and 1: effects 0, 1, 5, of which the mean over the rows is (3 (0.5) + 1 (3)) / 4 = 1.125. */
static void
test_by_hand (void)
{
  const double difference[] = { 0.5, 1.5, 4, 1, NAN };
  const uint32_t interval[] = { 0, 0, 1, 0, 1 };
  double effect[3], error[3];
  size_t count[2];

  am_accumulated_effects (difference, interval, 5, 2, effect, error, count);
  g_assert_cmpuint (count[0], ==, 3);
  g_assert_cmpuint (count[1], ==, 1);
  g_assert_near (effect[0], -1.125, 1e-15);
  g_assert_near (effect[1], -0.125, 1e-15);
  g_assert_near (effect[2], 3.875, 1e-15);
  g_assert_true (isnan (error[0]));      /* one row tells no spread */
}

static void
test_nothing (void)
{
  const double difference[] = { NAN };
  const uint32_t interval[] = { 0 };
  double effect[2], error[2];
  size_t count[1];

  am_accumulated_effects (difference, interval, 1, 1, effect, error, count);
  g_assert_true (isnan (effect[0]) && isnan (effect[1]) && isnan (error[0]));
}

/* The error from its definition: effect e = sum over k of c[e][k] mean[k], means independent. */
static void
test_error (void)
{
  enum { N = 400, K = 7 };
  double difference[N], effect[K + 1], error[K + 1], mean[K] = { 0 }, square[K] = { 0 };
  uint32_t interval[N];
  size_t count[K];

  for (guint i = 0; i < N; i++)
    {
      interval[i] = i < 2 * K ? i % K : (uint32_t) g_test_rand_int_range (0, K);
      difference[i] = g_test_rand_double_range (-1, 2) + 1000 * interval[i];
    }
  am_accumulated_effects (difference, interval, N, K, effect, error, count);
  for (guint k = 0; k < K; k++)
    {
      for (guint i = 0; i < N; i++)
        if (interval[i] == k)
          mean[k] += difference[i] / count[k];
      for (guint i = 0; i < N; i++)
        if (interval[i] == k)
          square[k] += (difference[i] - mean[k]) * (difference[i] - mean[k]) / (count[k] - 1) / count[k];
    }
  for (guint e = 0; e <= K; e++)
    {
      double value = 0, variance = 0;

      for (guint k = 0; k < K; k++)
        {
          double weight = count[k] / 2.0;

          for (guint other = k + 1; other < K; other++)
            weight += count[other];
          weight = (k < e) - weight / N;
          value += weight * mean[k];
          variance += weight * weight * square[k];
        }
      g_assert_near (effect[e], value, 1e-8);
      g_assert_near (error[e], sqrt (variance), 1e-8);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/math/sensitivity/accumulated-effects/by-hand", test_by_hand);
  g_test_add_func ("/math/sensitivity/accumulated-effects/nothing", test_nothing);
  g_test_add_func ("/math/sensitivity/accumulated-effects/error", test_error);
  return g_test_run ();
}
