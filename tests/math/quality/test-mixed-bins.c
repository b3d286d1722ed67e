/* Mass points stand alone, and what lies beside them is cut by itself. */
#include "math/drift/two-sample.h"
#include "math/init.h"
#include "math/quality/mixed-bins.h"

#include <glib.h>
#include <math.h>

#define N 1000

static double edge[AM_MIXED_MOST_EDGES];

/* How many of x are in the bin of value. */
static gsize
count_with (const double *x, gsize n, gsize n_edges, double value)
{
  gsize count = 0;

  for (gsize i = 0; i < n; i++)
    count += am_mixed_bin (edge, n_edges, x[i]) == am_mixed_bin (edge, n_edges, value);
  return count;
}

/* Without mass points: deciles. */
static void
test_deciles (void)
{
  double x[N];
  gsize n_edges;

  for (guint i = 0; i < N; i++)
    x[i] = i * i;
  n_edges = am_mixed_edges (x, N, edge);
  g_assert_cmpuint (n_edges, ==, 9);
  for (guint k = 0; k < 9; k++)
    g_assert_cmpfloat (edge[k], ==, am_sorted_quantile_7 (x, N, (k + 1) / 10.0));
  for (guint k = 0; k <= 9; k++)
    g_assert_cmpuint (count_with (x, N, n_edges, 100.0 * 100 * k * k), ==, 100);
}

/* 20 rows at a code of -999, 800 at 0, 180 spread out above: 0 alone, the code alone, and five parts of the rest. */
static void
test_beside_mass (void)
{
  double x[N];
  gsize n_edges;

  for (guint i = 0; i < N; i++)
    x[i] = i < 20 ? -999.0 : i < 820 ? 0.0 : i - 819.0;
  n_edges = am_mixed_edges (x, N, edge);
  g_assert_cmpuint (n_edges, ==, 6);
  g_assert_cmpuint (count_with (x, N, n_edges, -999), ==, 20);
  g_assert_cmpuint (count_with (x, N, n_edges, 0), ==, 800);
  g_assert_cmpuint (am_mixed_bin (edge, n_edges, -1e-300), !=, am_mixed_bin (edge, n_edges, 0));
  g_assert_cmpuint (am_mixed_bin (edge, n_edges, 1e-300), !=, am_mixed_bin (edge, n_edges, 0));
  for (guint k = 0; k < 5; k++)
    g_assert_cmpuint (count_with (x, N, n_edges, 36 * k + 1), ==, 36);
}

static void
test_few_values (void)
{
  double constant[50], two[40], neighbours[4] = { 1, 1, nextafter (1, 2), nextafter (1, 2) }, few[5] = { 1, 2, 3, 4, 5 };

  for (guint i = 0; i < 50; i++)
    constant[i] = 7;
  for (guint i = 0; i < 40; i++)
    two[i] = i < 38 ? 0 : 1;
  g_assert_cmpuint (am_mixed_edges (constant, 50, edge), ==, 2);
  g_assert_cmpuint (count_with (constant, 50, 2, 7), ==, 50);
  g_assert_cmpuint (am_mixed_bin (edge, 2, 6), ==, 0);
  g_assert_cmpuint (am_mixed_bin (edge, 2, 8), ==, 2);
  g_assert_cmpuint (am_mixed_edges (two, 40, edge), ==, 2);
  g_assert_cmpuint (count_with (two, 40, 2, 1), ==, 2);
  g_assert_cmpuint (am_mixed_edges (neighbours, 4, edge), ==, 3);
  g_assert_cmpuint (count_with (neighbours, 4, 3, 1), ==, 2);
  g_assert_cmpuint (am_mixed_edges (few, 5, edge), <=, 4);
  g_assert_cmpuint (am_mixed_edges (few, 0, edge), ==, 0);
}

/* Whatever the column: edges rise and fit, and a mass point has a bin that holds nothing else. */
static void
test_laws (void)
{
  for (guint round = 0; round < 200; round++)
    {
      guint n = g_test_rand_int_range (1, N), n_masses = g_test_rand_int_range (0, 11);
      double x[N], work[N];
      gsize n_edges;

      for (guint i = 0; i < n; i++)
        x[i] = n_masses > 0 && g_test_rand_int_range (0, 10) < 8 ? g_test_rand_int_range (0, n_masses) : g_test_rand_double_range (-2, 12);
      am_radix_sort (x, n, work);
      n_edges = am_mixed_edges (x, n, edge);
      g_assert_cmpuint (n_edges, <, AM_MIXED_MOST_EDGES);
      for (gsize k = 1; k < n_edges; k++)
        g_assert_cmpfloat (edge[k], >, edge[k - 1]);
      for (gsize i = 0, end; i < n; i = end)
        {
          for (end = i + 1; end < n && x[end] == x[i]; end++)
            ;
          if (10 * (end - i) >= n && end - i >= 2)
            g_assert_cmpuint (count_with (x, n, n_edges, x[i]), ==, end - i);
        }
    }
}

/* Against its definition: how many edges lie below the value. */
static void
test_bin (void)
{
  for (guint trial = 0; trial < 2000; trial++)
    {
      guint n = g_test_rand_int_range (0, AM_MIXED_MOST_EDGES), expected = 0;
      double edge[AM_MIXED_MOST_EDGES], value = trial % 50 == 0 ? INFINITY : trial % 51 == 0 ? -INFINITY : g_test_rand_int_range (-30, 130) / 2.0;

      for (guint i = 0; i < n; i++)
        edge[i] = (i > 0 ? edge[i - 1] : 0) + g_test_rand_int_range (1, 5);
      for (guint i = 0; i < n; i++)
        expected += edge[i] < value;
      g_assert_cmpuint (am_mixed_bin (edge, n, value), ==, expected);
    }
}

int
main (int argc, char **argv)
{
  am_init ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/math/quality/mixed-bins/bin", test_bin);
  g_test_add_func ("/math/quality/mixed-bins/deciles", test_deciles);
  g_test_add_func ("/math/quality/mixed-bins/beside-mass", test_beside_mass);
  g_test_add_func ("/math/quality/mixed-bins/few-values", test_few_values);
  g_test_add_func ("/math/quality/mixed-bins/laws", test_laws);
  return g_test_run ();
}
