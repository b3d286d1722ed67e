#include <math.h>
#include "charts/pyramid.h"

/* The plain definition. */
static gboolean
plain_extremes (const double *v, gsize first, gsize last, gsize n, double *low, double *high)
{
  gboolean found = FALSE;

  for (gsize i = first; i < MIN (last, n); i++)
    if (isfinite (v[i]))
      {
        *low = found ? MIN (*low, v[i]) : v[i];
        *high = found ? MAX (*high, v[i]) : v[i];
        found = TRUE;
      }
  return found;
}

static AssayRisk
plain_severest (const double *v, const gint8 *risk, gsize first, gsize last, gsize n, gsize *index)
{
  AssayRisk worst = ASSAY_RISK_NONE;

  for (gsize i = first; i < MIN (last, n); i++)
    if (isfinite (v[i]) && (AssayRisk) risk[i] > worst)
      {
        worst = risk[i];
        *index = i;
      }
  return worst;
}

static double
random_value (double offset)
{
  int kind = g_test_rand_int_range (0, 30);

  return kind == 0 ? NAN : kind == 1 ? INFINITY : kind == 2 ? -INFINITY : offset + g_test_rand_double_range (-100, 100);
}

static void
check_twin (gsize n, double offset)
{
  g_autofree double *v = g_new (double, MAX (n, 1));
  g_autofree gint8 *risk = g_new (gint8, MAX (n, 1));
  g_autoptr(AssayPyramid) pyramid = NULL;

  for (gsize i = 0; i < n; i++)
    {
      v[i] = random_value (offset);
      risk[i] = (gint8) (g_test_rand_int_range (0, 50) == 0 ? g_test_rand_int_range (1, 4) : g_test_rand_int_range (-1, 1));
    }
  pyramid = assay_pyramid_new (v, risk, n, NULL);
  for (int k = 0; k < 400; k++)
    {
      gsize first = (gsize) g_test_rand_int_range (0, (int) n + 3), last = (gsize) g_test_rand_int_range (0, (int) n + 40);
      double low = 1, high = 2, want_low = 1, want_high = 2;
      gsize at = 999999, want_at = 999999;

      g_assert_cmpint (assay_pyramid_extremes (pyramid, first, last, &low, &high), ==,
                       plain_extremes (v, first, last, n, &want_low, &want_high));
      /* rounded outwards, by no more than a float's step of the distance from the first value */
      g_assert_cmpfloat (low, <=, want_low);
      g_assert_cmpfloat (high, >=, want_high);
      g_assert_cmpfloat_with_epsilon (low, want_low, 200 * 1.2e-7);
      g_assert_cmpfloat_with_epsilon (high, want_high, 200 * 1.2e-7);
      g_assert_cmpint (assay_pyramid_most_severe (pyramid, first, last, &at), ==, plain_severest (v, risk, first, last, n, &want_at));
      g_assert_cmpuint (at, ==, want_at);
    }
}

static void
test_twin (void)
{
  static const gsize sizes[] = { 0, 1, 2, 15, 16, 17, 31, 32, 33, 255, 256, 257, 1000, 5003 };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      check_twin (sizes[i], 0);
      check_twin (sizes[i], 1e9);              /* floats alone would hold 64 at this size */
    }
}

static void
test_nothing (void)
{
  static const double v[] = { NAN, NAN, INFINITY };
  g_autoptr(AssayPyramid) pyramid = assay_pyramid_new (v, NULL, 3, NULL);
  double low = 7, high = 8;

  g_assert_false (assay_pyramid_extremes (pyramid, 0, 3, &low, &high));
  g_assert_cmpfloat (low, ==, 7);
  g_assert_cmpfloat (high, ==, 8);
  g_assert_cmpint (assay_pyramid_most_severe (pyramid, 0, 3, NULL), ==, ASSAY_RISK_NONE);
}

static void
test_cancelled (void)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(AssayProgress) progress = assay_progress_new (cancellable, NULL, NULL, NULL);
  static const double v[] = { 1, 2, 3 };

  g_cancellable_cancel (cancellable);
  g_assert_null (assay_pyramid_new (v, NULL, 3, progress));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/charts/pyramid/twin", test_twin);
  g_test_add_func ("/charts/pyramid/nothing", test_nothing);
  g_test_add_func ("/charts/pyramid/cancelled", test_cancelled);
  return g_test_run ();
}
