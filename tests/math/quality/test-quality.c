#include "math/quality/benford.h"
#include "math/quality/outlier-fence.h"
#include "math/quality/robust-covariance.h"
#include "math/drift/two-sample.h"
#include "math/init.h"
#include "vectors.h"

#include <math.h>

/* The first hundred powers of 2, counted and given. */
static void
test_benford (void)
{
  static const double odd[] = { 0.3, 0.03, 999.9999, 1000, -5e-300, 5e-324, 0, NAN, INFINITY, 9.99e307 };
  JsonObject *vector = vectors_find ("benford-powers-of-2"), *want;
  double x[100], count[9];
  AmBenford found;

  for (int i = 0; i < 100; i++)
    x[i] = ldexp (1, i);
  am_benford_count (x, 100, count);
  g_assert_true (am_benford_of_counts (count, &found));
  assert_close (found.chi2, 0.22104719808657275, 1e-12);
  assert_close (found.mad, 0.003878894047704124, 1e-12);
  am_benford_count (odd, 10, count);
  g_assert_true (count[2] == 2 && count[8] == 2 && count[0] == 1 && count[4] + count[3] == 2);
  for (int i = 0; i < 9; i++)
    count[i] = 0;
  g_assert_false (am_benford_of_counts (count, &found));
  g_assert_true (isnan (found.mad));
  if (vector == NULL)
    return;
  want = vectors_get_object (vector, "expected");
  {
    gsize n;
    g_autofree double *given = vectors_get_numbers (vectors_get_object (vector, "inputs"), "counts", &n);

    g_assert_true (am_benford_of_counts (given, &found));
    assert_close (found.chi2, json_object_get_double_member (want, "chi2"), 1e-12);
    assert_close (found.p, json_object_get_double_member (want, "p"), 1e-12);
    assert_close (found.mad, json_object_get_double_member (want, "mad"), 1e-12);
  }
}

/* R 4.2.2: quantile, mad (constant = 1), boxplot's fences by hand. */
static void
test_fence (void)
{
  static const double x[] = { -40, 1, 2.5, 3, 3, 4, 4.5, 5, 6, 7, 9, 31, 60 };
  double work[16];
  AmFence fence;

  g_assert_true (am_fence (x, 13, work, &fence));
  assert_close (fence.q1, 3, 1e-15);
  assert_close (fence.median, 4.5, 1e-15);
  assert_close (fence.q3, 7, 1e-15);
  assert_close (fence.mad, 2, 1e-15);
  g_assert_true (fence.low == -3 && fence.high == 13 && fence.n_low == 1 && fence.n_high == 2 && fence.n_modified_z == 3);
  g_assert_true (am_fence (x + 1, 10, work, &fence));
  assert_close (fence.mad, 1.5, 1e-15);
  g_assert_false (am_fence (x, 0, work, &fence));
}

/* The median of distances against its definition. */
static void
test_mad_twin (void)
{
  double x[41], off[41], work[64];

  for (int size = 1; size <= 41; size++)
    {
      AmFence fence;

      for (int i = 0; i < size; i++)
        x[i] = g_test_rand_int_range (-9, 30);
      am_radix_sort (x, size, work);
      am_fence (x, size, work, &fence);
      for (int i = 0; i < size; i++)
        off[i] = fabs (x[i] - fence.median);
      am_radix_sort (off, size, work);
      assert_close (fence.mad, am_sorted_quantile_7 (off, size, 0.5), 1e-12);
    }
}

static void
test_sentinels (void)
{
  double x[200], work[200];
  AmSentinels found;

  for (int i = 0; i < 200; i++)
    x[i] = i % 50;
  am_radix_sort (x, 200, work);
  am_sentinels (x, 200, &found);
  g_assert_cmpuint (found.n, ==, 0);
  /* One value far off is an outlier; two alike are a code. */
  x[199] = 99999;
  am_sentinels (x, 200, &found);
  g_assert_cmpuint (found.n, ==, 0);
  x[198] = 99999;
  x[0] = x[1] = x[2] = -9999;
  am_sentinels (x, 200, &found);
  g_assert_true (found.n == 2 && found.value[0] == -9999 && found.count[0] == 3 && found.value[1] == 99999 && found.count[1] == 2);
  /* A code in most of the rows. */
  for (int i = 0; i < 200; i++)
    x[i] = i < 60 ? i % 10 : 999;
  am_radix_sort (x, 200, work);
  am_sentinels (x, 200, &found);
  g_assert_true (found.n == 1 && found.value[0] == 999 && found.count[0] == 140);
  /* Flags 0 and 1 are no codes. */
  for (int i = 0; i < 200; i++)
    x[i] = i >= 190;
  am_sentinels (x, 200, &found);
  g_assert_cmpuint (found.n, ==, 0);
}

/* R 4.2.2, robustbase 0.95: covMcd (stackloss[, 1:3], raw.only, without factors for small samples) finds the same half of the rows; log determinant of its
 * raw covariance before factors. */
static void
test_stackloss (void)
{
  static const double x[] = { 80, 27, 89, 80, 27, 88, 75, 25, 90, 62, 24, 87, 62, 22, 87, 62, 23, 87, 62, 24, 93, 62, 24, 93, 58, 23, 87, 58, 18, 80, 58, 18, 89,
                              58, 17, 88, 58, 18, 82, 58, 19, 93, 50, 18, 89, 50, 18, 86, 50, 19, 72, 50, 19, 79, 50, 20, 80, 56, 20, 82, 70, 20, 91 };
  AmRobustCovariance fit;
  double limit = am_robust_limit (3, 0.975);

  g_assert_true (am_robust_covariance (x, 21, 3, 1, &fit));
  assert_close (fit.raw_log_determinant, 5.47258104268167, 1e-9);
  assert_close (fit.centre[0], 59.5, 1e-9);
  assert_close (fit.centre[1], 20.8333333333333, 1e-9);
  assert_close (fit.centre[2], 87.3333333333333, 1e-9);
  /* Rows 1, 2, 3 and 21 are those that the book calls outliers. */
  for (int i = 0; i < 3; i++)
    g_assert_cmpfloat (am_robust_distance (&fit, x + 3 * i), >, limit);
  g_assert_cmpfloat (am_robust_distance (&fit, x + 3 * 20), >, limit);
}

/* A third of the rows put elsewhere does not move the centre; and the seed decides nothing that shows. */
static void
test_resists (void)
{
  enum { N = 900 };
  static double x[2 * N];
  guint32 state = 1;
  AmRobustCovariance fit, other;
  int inside = 0;

  for (int i = 0; i < N; i++)
    {
      double sum[2] = { 0, 0 };

      for (int k = 0; k < 24; k++)
        {
          state = state * 1664525u + 1013904223u;
          sum[k % 2] += state / 4294967296.0 - 0.5;
        }
      x[2 * i] = sum[0] + (i < 300 ? 40 : 0);
      x[2 * i + 1] = sum[1] + sum[0] + (i < 300 ? 40 : 0);
    }
  g_assert_true (am_robust_covariance (x, N, 2, 1, &fit) && am_robust_covariance (x, N, 2, 99, &other));
  g_assert_cmpfloat (fabs (fit.centre[0]), <, 0.2);
  assert_close (fit.centre[0], other.centre[0], 0.02);
  for (int i = 300; i < N; i++)
    inside += am_robust_distance (&fit, x + 2 * i) <= am_robust_limit (2, 0.95);
  /* 600 rows at 95 %: within 5 standard errors of 570. */
  g_assert_cmpint (inside, >, 543);
  g_assert_cmpint (inside, <, 597);
}

static void
test_undefined (void)
{
  static const double plane[] = { 1, 2, 2, 4, 3, 6, 4, 8, 5, 10, 6, 12 };
  AmRobustCovariance fit;

  g_assert_false (am_robust_covariance (plane, 6, 2, 1, &fit));
  g_assert_false (am_robust_covariance (plane, 4, 2, 1, &fit));
  g_assert_false (am_robust_covariance (plane, 6, 0, 1, &fit));
}

int
main (int argc, char **argv)
{
  am_init ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/math/quality/benford", test_benford);
  g_test_add_func ("/math/quality/fence", test_fence);
  g_test_add_func ("/math/quality/mad-twin", test_mad_twin);
  g_test_add_func ("/math/quality/sentinels", test_sentinels);
  g_test_add_func ("/math/quality/stackloss", test_stackloss);
  g_test_add_func ("/math/quality/resists", test_resists);
  g_test_add_func ("/math/quality/undefined", test_undefined);
  return g_test_run ();
}
