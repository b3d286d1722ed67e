#include "math/histogram.h"
#include "nile-data.h"

#include <glib.h>
#include <math.h>

static gboolean
is_round (double width)
{
  double unit = pow (10, floor (log10 (width) + 1e-9)), digits = width / unit;

  return fabs (digits - 1) < 1e-9 || fabs (digits - 2) < 1e-9 || fabs (digits - 2.5) < 1e-9 || fabs (digits - 5) < 1e-9;
}

/* What the header promises, and that counting finds every value. */
static void
check_bins (const double *x, size_t n, size_t max_bins)
{
  double lo, width, total = 0;
  g_autofree double *count = NULL;
  size_t n_bins, n_finite = 0;

  am_histogram_bins (x, n, max_bins, &lo, &width, &n_bins);
  for (size_t i = 0; i < n; i++)
    n_finite += isfinite (x[i]);
  if (n_finite == 0)
    {
      g_assert_cmpuint (n_bins, ==, 0);
      return;
    }
  g_assert_cmpuint (n_bins, >=, 1);
  g_assert_cmpuint (n_bins, <=, MAX (max_bins, 2));
  g_assert_true (is_round (width));
  g_assert_cmpfloat (fabs (lo / width - round (lo / width)), <, 1e-6 * (1 + fabs (lo / width)));

  count = g_new (double, n_bins);
  am_histogram_count (x, n, lo, width, n_bins, count);
  for (size_t i = 0; i < n_bins; i++)
    total += count[i];
  g_assert_cmpfloat (total, ==, n_finite);
  g_assert_cmpfloat (count[0], >, 0);
  g_assert_cmpfloat (count[n_bins - 1], >, 0);
}

/* numpy 1.24: percentile (x, [25, 75]) = 798.5, 1032.5, so 2 IQR / 100^(1/3) = 100.8 and the next round width is
 * 200; counts by Python, collections.Counter ((x - 400) // 200 for x in nile). */
static void
test_nile (void)
{
  static const double expected[] = { 1, 25, 44, 23, 7 };
  double lo, width, count[5];
  size_t n_bins;

  am_histogram_bins (nile, 100, 50, &lo, &width, &n_bins);
  g_assert_cmpfloat (width, ==, 200);
  g_assert_cmpfloat (lo, ==, 400);
  g_assert_cmpuint (n_bins, ==, 5);
  am_histogram_count (nile, 100, lo, width, n_bins, count);
  for (int i = 0; i < 5; i++)
    g_assert_cmpfloat (count[i], ==, expected[i]);
}

static void
test_laws (void)
{
  double x[400];

  for (int i = 0; i < 2000; i++)
    {
      size_t n = g_test_rand_int_range (0, 400);
      double scale = pow (10, g_test_rand_int_range (-9, 10)), shift = i % 3 == 0 ? g_test_rand_double_range (-9, 9) * scale : 0;

      for (size_t j = 0; j < n; j++)
        {
          x[j] = shift + scale * g_test_rand_double_range (-1, 1);
          if (i % 4 == 1)
            x[j] = scale * g_test_rand_int_range (-3, 4);
          if (i % 5 == 1 && j % 50 == 0)
            x[j] *= 1e6;
          if (i % 7 == 0 && j % 3 == 0)
            x[j] = j % 2 == 0 ? NAN : INFINITY;
        }
      check_bins (x, n, g_test_rand_int_range (1, 60));
    }
}

static void
test_awkward (void)
{
  static const double equal[] = { 0.1, 0.1, 0.1 }, zeros[] = { 0, 0 }, one[] = { -3e20 }, both[] = { -1, 1 }, none[] = { NAN, INFINITY },
                      mostly[] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 7 }, close[] = { 1e9, 1e9 + 1e-6, 1e9 + 3e-6 }, tenths[] = { 0.1, 0.2, 0.3, 0.7, 0.9 };
  double huge[] = { -1.7e308, 1.7e308 }, lo, width;
  size_t n_bins;

  check_bins (equal, 3, 20);
  check_bins (zeros, 2, 20);
  check_bins (one, 1, 20);
  check_bins (both, 2, 1);
  check_bins (none, 2, 20);
  check_bins (mostly, 10, 20);
  check_bins (close, 3, 20);
  check_bins (tenths, 5, 20);
  check_bins (equal, 0, 20);
  am_histogram_bins (huge, 2, 20, &lo, &width, &n_bins);
  g_assert_cmpuint (n_bins, ==, 0);
  g_assert_true (isnan (lo) && isnan (width));
}

/* Where powers of ten end: no bins rather than an endless search. */
static void
test_ends_of_doubles (void)
{
  const double tiny[] = { 1e-320, 2e-320, 5e-320, 1e-319 }, least[] = { 5e-324 }, vast[] = { 1e307, 5e307, -1e307, 8e307 };
  double lo, width;
  size_t n_bins = 7;

  am_histogram_bins (tiny, G_N_ELEMENTS (tiny), 60, &lo, &width, &n_bins);
  g_assert_cmpuint (n_bins, ==, 0);
  n_bins = 7;
  am_histogram_bins (least, 1, 60, &lo, &width, &n_bins);
  g_assert_cmpuint (n_bins, ==, 0);
  n_bins = 7;
  am_histogram_bins (vast, G_N_ELEMENTS (vast), 60, &lo, &width, &n_bins);
  g_assert_cmpuint (n_bins, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/math/histogram/nile", test_nile);
  g_test_add_func ("/math/histogram/laws", test_laws);
  g_test_add_func ("/math/histogram/awkward", test_awkward);
  g_test_add_func ("/math/histogram/ends-of-doubles", test_ends_of_doubles);
  return g_test_run ();
}
