#include <math.h>
#include "charts/scale.h"

static void
test_lines (void)
{
  static const struct { double low, high, want_low, want_high; } cases[] = {
    { 90, 370, 90 - 16.8, 370 + 16.8 },        /* 0 is 32 % of the range away */
    { 20, 120, 0, 126 },                       /* 20 % away: from 0 */
    { 25, 125, 0, 131 },                       /* 25 % is within */
    { 26, 126, 20, 132 },
    { -120, -20, -126, 0 },
    { -5, 5, -5.6, 5.6 },
    { 0, 10, 0, 10.6 },
    { 42, 42, 37.8, 46.2 },
    { 0, 0, -1, 1 },
    { INFINITY, -INFINITY, 0, 1 },             /* no data */
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      AssayRange range = assay_range_for_lines (cases[i].low, cases[i].high);

      g_assert_cmpfloat_with_epsilon (range.low, cases[i].want_low, 1e-9);
      g_assert_cmpfloat_with_epsilon (range.high, cases[i].want_high, 1e-9);
    }
}

static void
test_bars (void)
{
  AssayRange range = assay_range_for_bars (90, 100);

  g_assert_cmpfloat (range.low, ==, 0);
  g_assert_cmpfloat_with_epsilon (range.high, 106, 1e-9);
  range = assay_range_for_bars (-100, -90);
  g_assert_cmpfloat (range.high, ==, 0);
  g_assert_cmpfloat_with_epsilon (range.low, -106, 1e-9);
  range = assay_range_for_bars (-50, 50);
  g_assert_cmpfloat_with_epsilon (range.low, -56, 1e-9);
  range = assay_range_for_bars (0, 0);
  g_assert_cmpfloat (range.low, ==, 0);
  g_assert_cmpfloat (range.high, ==, 1);
  range = assay_range_for_bars (INFINITY, -INFINITY);
  g_assert_cmpfloat (range.high, ==, 1);
}

static void
test_rates (void)
{
  AssayRange range = assay_range_for_rates (0.3, 0.4);

  g_assert_cmpfloat (range.low, ==, 0);
  g_assert_cmpfloat (range.high, ==, 1);
  range = assay_range_for_rates (0.3, 1.3);
  g_assert_cmpfloat (range.high, >, 1.3);
}

static void
test_zscores (void)
{
  AssayRange range = assay_range_for_zscores (-1, 1.5, 2);

  g_assert_cmpfloat (range.low, ==, -3);
  g_assert_cmpfloat (range.high, ==, 3);
  range = assay_range_for_zscores (-1, 10, 2);
  g_assert_cmpfloat_with_epsilon (range.low, -10.6, 1e-9);
  g_assert_cmpfloat_with_epsilon (range.high, 10.6, 1e-9);
  range = assay_range_for_zscores (INFINITY, -INFINITY, 0);
  g_assert_cmpfloat (range.low, ==, -1);
}

/* What every range promises, for numbers of any size. */
static void
test_laws (void)
{
  for (int i = 0; i < 20000; i++)
    {
      double a = g_test_rand_double_range (-1, 1) * pow (10, g_test_rand_int_range (-12, 13));
      double b = g_test_rand_int_range (0, 4) == 0 ? a : g_test_rand_double_range (-1, 1) * pow (10, g_test_rand_int_range (-12, 13));
      double low = MIN (a, b), high = MAX (a, b);
      AssayRange ranges[4];

      ranges[0] = assay_range_for_lines (low, high);
      ranges[1] = assay_range_for_bars (low, high);
      ranges[2] = assay_range_for_rates (low, high);
      ranges[3] = assay_range_for_zscores (low, high, 2);
      for (int k = 0; k < 4; k++)
        {
          g_assert_cmpfloat (ranges[k].low, <, ranges[k].high);
          g_assert_cmpfloat (ranges[k].low, <=, low);
          g_assert_cmpfloat (ranges[k].high, >=, high);
        }
      g_assert_cmpfloat (ranges[1].low, <=, 0);
      g_assert_cmpfloat (ranges[1].high, >=, 0);
      g_assert_cmpfloat (ranges[3].low, ==, -ranges[3].high);
    }
}

static void
test_round_trip (void)
{
  AssayScale scale = { -3, 17, 400, 20 };

  g_assert_cmpfloat (assay_scale_to_point (&scale, -3), ==, 400);
  g_assert_cmpfloat (assay_scale_to_point (&scale, 17), ==, 20);
  for (int i = 0; i < 1000; i++)
    {
      double value = g_test_rand_double_range (-10, 30);

      g_assert_cmpfloat_with_epsilon (assay_scale_to_value (&scale, assay_scale_to_point (&scale, value)), value, 1e-9);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/charts/scale/lines", test_lines);
  g_test_add_func ("/charts/scale/bars", test_bars);
  g_test_add_func ("/charts/scale/rates", test_rates);
  g_test_add_func ("/charts/scale/zscores", test_zscores);
  g_test_add_func ("/charts/scale/laws", test_laws);
  g_test_add_func ("/charts/scale/round-trip", test_round_trip);
  return g_test_run ();
}
