/* Selecting against sorting, on random data with many and few equal values, already sorted, reversed, and in organ pipes. */
#include "math/order-statistics.h"

#include <glib.h>
#include <math.h>
#include <stdlib.h>

#define MOST 3000

static int
compare (const void *a, const void *b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

static double
value_of (guint shape, gsize i, gsize n)
{
  switch (shape)
    {
    case 0: return g_test_rand_double ();
    case 1: return g_test_rand_int_range (0, 3);
    case 2: return i;
    case 3: return n - i;
    case 4: return MIN (i, n - i);
    default: return 2.385;
    }
}

static void
test_twin (void)
{
  for (guint shape = 0; shape < 6; shape++)
    for (guint round = 0; round < 40; round++)
      {
        gsize n = g_test_rand_int_range (1, MOST), ranks[5];
        double x[MOST], sorted[MOST];

        for (gsize i = 0; i < n; i++)
          x[i] = sorted[i] = value_of (shape, i, n);
        qsort (sorted, n, sizeof *sorted, compare);
        ranks[0] = 0;
        ranks[4] = n - 1;
        ranks[2] = g_test_rand_int_range (0, n);
        ranks[1] = ranks[2] / 2;
        ranks[3] = ranks[2];
        am_select_ranks (x, n, ranks, 5);
        for (guint k = 0; k < 5; k++)
          g_assert_cmpfloat (x[ranks[k]], ==, sorted[ranks[k]]);
        qsort (x, n, sizeof *x, compare);
        g_assert_cmpmem (x, n * sizeof *x, sorted, n * sizeof *x);
      }
}

static void
test_quantiles (void)
{
  /* R: quantile(c(3, 1e9 + 1, 7, 2.385, 11), c(0, .1, .25, .5, .9, 1)) */
  double x[] = { 3, 1e9 + 1, 7, 2.385, 11 }, q[6], one = 4.25;
  const double p[] = { 0, 0.1, 0.25, 0.5, 0.9, 1 };

  am_quantiles (x, 5, p, 6, q);
  g_assert_cmpfloat (q[0], ==, 2.385);
  g_assert_cmpfloat_with_epsilon (q[1], 2.631, 1e-12);
  g_assert_cmpfloat (q[2], ==, 3);
  g_assert_cmpfloat (q[3], ==, 7);
  g_assert_cmpfloat_with_epsilon (q[4], 600000005, 1e-3);
  g_assert_cmpfloat (q[5], ==, 1e9 + 1);
  am_quantiles (&one, 1, p, 6, q);
  g_assert_cmpfloat (q[1], ==, 4.25);
  am_quantiles (NULL, 0, p, 6, q);
  g_assert_true (isnan (q[5]));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/math/order-statistics/twin", test_twin);
  g_test_add_func ("/math/order-statistics/quantiles", test_quantiles);
  return g_test_run ();
}
