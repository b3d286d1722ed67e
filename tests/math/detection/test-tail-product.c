#include "math/detection/tail-product.h"
#include "detection-fixture.h"

static double
mean_cube (const double *x, size_t n, size_t stride)
{
  double mean = 0, cubes = 0;
  size_t count = 0;

  for (size_t i = 0; i < n; i++)
    if (!isnan (x[i * stride]))
      {
        mean += x[i * stride];
        count++;
      }
  for (size_t i = 0; i < n; i++)
    if (!isnan (x[i * stride]))
      cubes += pow (x[i * stride] - mean / count, 3);
  return count < 3 ? 0 : cubes;      /* two values have no skew but by rounding */
}

/* Shares counted one by one. */
static double
define (const double *x, size_t n, size_t k, size_t row)
{
  double left = 0, right = 0, skewed = 0;
  gboolean is_missing = TRUE;

  for (size_t f = 0; f < k; f++)
    {
      double value = x[row * k + f], n_low = 0, n_high = 0, count = 0;

      if (isnan (value))
        continue;
      is_missing = FALSE;
      for (size_t i = 0; i < n; i++)
        {
          count += !isnan (x[i * k + f]);
          n_low += x[i * k + f] <= value;
          n_high += x[i * k + f] >= value;
        }
      left -= log (n_low / count);
      right -= log (n_high / count);
      skewed -= log ((mean_cube (x + f, n, k) < 0 ? n_low : n_high) / count);
    }
  return is_missing ? NAN : MAX (MAX (left, right), skewed);
}

static void
test_twin (void)
{
  double x[800], score[200], expected[200], work[800];

  for (int i = 0; i < 30; i++)
    {
      size_t n = g_rand_int_range (fixed_random (), 0, 200), k = g_rand_int_range (fixed_random (), 1, 5);

      for (size_t c = 0; c < n * k; c++)
        x[c] = g_rand_double (fixed_random ()) < 0.1 ? NAN : i % 3 == 0 ? g_rand_int_range (fixed_random (), 0, 6) : c % k == 0 ? -exp (random_normal ()) : exp (random_normal ());
      am_tail_product (x, n, k, score, work);
      for (size_t row = 0; row < n; row++)
        expected[row] = define (x, n, k, row);
      /* The side of a feature without skew is a matter of rounding. */
      if (i % 3 != 0)
        assert_close (score, expected, n, 1e-9);
      for (size_t row = 0; row < n; row++)
        g_assert_true (isnan (score[row]) == isnan (expected[row]) && !(score[row] < 0));
    }
}

/* The largest of n in one feature: n chances to 1. Any rising map of a feature that keeps its skew changes nothing. */
static void
test_laws (void)
{
  double x[300], other[300], score[100], again[100], work[400];

  for (int i = 0; i < 300; i++)
    {
      x[i] = exp (random_normal ());
      other[i] = 5 + 1000 * x[i];
    }
  am_tail_product (x, 100, 3, score, work);
  am_tail_product (other, 100, 3, again, work);
  assert_same_bits (score, again, 100);

  for (int i = 0; i < 100; i++)
    x[i] = i * i;
  am_tail_product (x, 100, 1, score, work);
  g_assert_cmpfloat_with_epsilon (score[99], log (100), 1e-12);
  g_assert_cmpfloat_with_epsilon (score[0], log (100), 1e-12);
  g_assert_cmpfloat_with_epsilon (score[49], log (2), 1e-12);
}

static void
test_edges (void)
{
  double x[10], score[10], work[40];

  for (int i = 0; i < 10; i++)
    x[i] = 0.1;
  am_tail_product (x, 10, 1, score, work);
  for (int i = 0; i < 10; i++)
    g_assert_cmpfloat (score[i], ==, 0);
  x[0] = NAN;
  am_tail_product (x, 1, 1, score, work);
  g_assert_true (isnan (score[0]));
  am_tail_product (x, 0, 1, score, work);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/math/detection/tail-product/twin", test_twin);
  g_test_add_func ("/math/detection/tail-product/laws", test_laws);
  g_test_add_func ("/math/detection/tail-product/edges", test_edges);
  return g_test_run ();
}
