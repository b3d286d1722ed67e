#include "math/init.h"
#include "math/sensitivity/replicate-ratio.h"
#include "math/sensitivity/sobol-indices.h"

#include <glib.h>
#include <math.h>

#define g_assert_near(a, b, tolerance) g_assert_cmpfloat (fabs ((a) - (b)), <=, tolerance)

/* Three repetitions by hand: (1 + 2 + 6) / (2 + 3 + 4) = 1; leaving one out: 8/7, 7/6, 3/5; t(0.975; 2) = 4.302652729911275. */
static void
test_ratio (void)
{
  static const double above[] = { 1, 2, 6 }, below[] = { 2, 3, 4 };
  const double left_out[] = { 8.0 / 7, 7.0 / 6, 3.0 / 5 };
  double mean = (left_out[0] + left_out[1] + left_out[2]) / 3, squares = 0, half;
  AmEstimate interval = am_replicate_ratio (above, below, 3, 0.95);

  for (int i = 0; i < 3; i++)
    squares += (left_out[i] - mean) * (left_out[i] - mean);
  half = 4.302652729911275 * sqrt (2.0 / 3 * squares);
  g_assert_near (interval.value, 1, 1e-15);
  g_assert_near (interval.low, 1 - half, 1e-9);
  g_assert_near (interval.high, 1 + half, 1e-9);
  /* of a mean it is the interval of Student */
  interval = am_replicate_mean (above, 3, 0.95);
  g_assert_near (interval.value, 3, 1e-15);
  g_assert_near (interval.high - 3, 4.302652729911275 * sqrt (7.0 / 3), 1e-9);
}

static void
test_ratio_undefined (void)
{
  static const double above[] = { 1, NAN, 1 }, below[] = { 0, 0, 0 }, fine[] = { 1, 1, 1 };

  g_assert_true (isnan (am_replicate_ratio (fine, below, 3, 0.95).value));
  g_assert_true (isnan (am_replicate_ratio (above, fine, 3, 0.95).value));
  g_assert_cmpfloat (am_replicate_ratio (fine, fine, 1, 0.95).value, ==, 1);
  g_assert_true (isnan (am_replicate_ratio (fine, fine, 1, 0.95).low));
}

/* The terms against the definitions as plain loops, with some outputs missing. */
static void
test_terms (void)
{
  enum { N = 200, K = 3 };
  double a[N], b[N], ab[K][N], ba[K][N], mean = g_test_rand_double_range (-1, 1);
  const double *abs[K] = { ab[0], ab[1], ab[2] }, *bas[K] = { ba[0], ba[1], ba[2] };
  AmSobolDesign design = { a, b, abs, bas, N, K, mean };
  double first, total;

  for (int i = 0; i < N; i++)
    {
      a[i] = g_test_rand_int_range (0, 20) == 0 ? NAN : g_test_rand_double ();
      b[i] = g_test_rand_double ();
      for (int k = 0; k < K; k++)
        {
          ab[k][i] = g_test_rand_int_range (0, 20) == 0 ? NAN : g_test_rand_double ();
          ba[k][i] = g_test_rand_double ();
        }
    }
  for (int k = 0; k < K; k++)
    for (int both = 0; both < 2; both++)
      {
        double firsts = 0, totals = 0;
        int n = 0;

        for (int i = 0; i < N; i++)
          if (!isnan (a[i]) && !isnan (ab[k][i]))
            {
              double one = (b[i] - mean) * (ab[k][i] - a[i]), other = (a[i] - mean) * (ba[k][i] - b[i]);
              double far = pow (ab[k][i] - a[i], 2) / 2, near = pow (ba[k][i] - b[i], 2) / 2;

              firsts += both ? (one + other) / 2 : one;
              totals += both ? (far + near) / 2 : far;
              n++;
            }
        design.y_ba = both ? bas : NULL;
        am_sobol_terms (&design, k, &first, &total);
        g_assert_near (first, firsts / n, 1e-12);
        g_assert_near (total, totals / n, 1e-12);
      }
  g_assert_false (am_sobol_is_ignored (&design, 0));
  for (int i = 0; i < N; i++)
    ab[0][i] = a[i];
  g_assert_true (am_sobol_is_ignored (&design, 0));
}

/* Many values are not left out one by one, and it comes to the same. */
static void
test_mean_of_many (void)
{
  enum { N = 1500 };
  double value[N], ones[N];
  AmEstimate plain, quick;

  for (int i = 0; i < N; i++)
    {
      value[i] = g_test_rand_double_range (-1, 3);
      ones[i] = 1;
    }
  plain = am_replicate_ratio (value, ones, N, 0.95);
  quick = am_replicate_mean (value, N, 0.95);
  g_assert_cmpfloat_with_epsilon (quick.value, plain.value, 1e-12);
  g_assert_cmpfloat_with_epsilon (quick.low, plain.low, 1e-9);
  g_assert_cmpfloat_with_epsilon (quick.high, plain.high, 1e-9);
  g_assert_cmpfloat (quick.low, <, quick.value);
  for (int i = 0; i < N; i++)
    value[i] = 0.1;
  quick = am_replicate_mean (value, N, 0.95);
  g_assert_cmpfloat_with_epsilon (quick.low, 0.1, 1e-15);
  value[7] = NAN;
  g_assert_true (isnan (am_replicate_mean (value, N, 0.95).value));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  am_init ();
  g_test_add_func ("/math/sensitivity/replicate-ratio/by-hand", test_ratio);
  g_test_add_func ("/math/sensitivity/replicate-ratio/undefined", test_ratio_undefined);
  g_test_add_func ("/math/sensitivity/sobol-indices/terms", test_terms);
  g_test_add_func ("/math/sensitivity/replicate-ratio/many", test_mean_of_many);
  return g_test_run ();
}
