#include "math/order.h"

#include <glib.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double *sorting;

static int
compare (const void *a, const void *b)
{
  size_t i = *(const size_t *) a, j = *(const size_t *) b;
  double x = sorting[i], y = sorting[j];

  if (isnan (x) || isnan (y))
    return isnan (x) - isnan (y) != 0 ? isnan (x) - isnan (y) : (i > j) - (i < j);
  return x < y ? -1 : x > y ? 1 : (i > j) - (i < j);
}

/* Against a comparison sort on values with ties, signs, infinities, zeros of both signs and NaN. */
static void
test_twin (void)
{
  for (guint trial = 0; trial < 200; trial++)
    {
      size_t n = g_test_rand_int_range (0, 400);
      g_autofree double *values = g_new (double, n + 1);
      g_autofree size_t *order = g_new (size_t, n + 1), *expected = g_new (size_t, n + 1);
      g_autofree uint64_t *work = g_new (uint64_t, 2 * n + 1);

      for (size_t i = 0; i < n; i++)
        {
          int kind = g_test_rand_int_range (0, 12);

          values[i] = kind == 0 ? NAN : kind == 1 ? -0.0 : kind == 2 ? 0.0 : kind == 3 ? INFINITY : kind == 4 ? -INFINITY
                      : kind < 8 ? g_test_rand_int_range (-5, 5) : g_test_rand_double_range (-1e9, 1e9);
          expected[i] = i;
        }
      sorting = values;
      qsort (expected, n, sizeof *expected, compare);
      am_order_rising (values, n, order, work);
      g_assert_cmpmem (order, n * sizeof *order, expected, n * sizeof *expected);
    }
}

static bool
count_down (void *left)
{
  return (*(int *) left)-- <= 0;
}

/* Stopped at any look it says so and looks no more; it looks often enough; and looking changes nothing. */
static void
test_stop (void)
{
  enum { N = 3 * AM_STOP_PIECE + 7 };
  g_autofree double *values = g_new (double, N);
  g_autofree size_t *order = g_new (size_t, N), *expected = g_new (size_t, N);
  g_autofree uint64_t *work = g_new (uint64_t, 2 * N);
  int left = G_MAXINT, n_looks;

  for (size_t i = 0; i < N; i++)
    values[i] = g_test_rand_double ();
  am_order_rising (values, N, expected, work);
  g_assert_true (am_order_rising_until (values, N, order, work, &(AmStop) { count_down, &left }));
  g_assert_cmpmem (order, N * sizeof *order, expected, N * sizeof *expected);
  n_looks = G_MAXINT - left;
  g_assert_cmpint (n_looks, >=, 4 * 5);
  for (int k = 0; k < n_looks; k++)
    {
      left = k;
      g_assert_false (am_order_rising_until (values, N, order, work, &(AmStop) { count_down, &left }));
      g_assert_cmpint (left, ==, -1);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/math/order/twin", test_twin);
  g_test_add_func ("/math/order/stop", test_stop);
  return g_test_run ();
}
