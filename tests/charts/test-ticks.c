#include <math.h>
#include "base/date.h"
#include "charts/ticks.h"

static void
test_step (void)
{
  static const struct { double least; gboolean whole; double want; } cases[] = {
    { 1, FALSE, 1 }, { 1.01, FALSE, 2 }, { 2.01, FALSE, 2.5 }, { 2.6, FALSE, 5 }, { 5.1, FALSE, 10 }, { 9.99, FALSE, 10 },
    { 0.3, FALSE, 0.5 }, { 0.021, FALSE, 0.025 }, { 1e-9, FALSE, 1e-9 }, { 3e-9, FALSE, 5e-9 }, { 2.2e12, FALSE, 2.5e12 },
    { 0.3, TRUE, 1 }, { 2.1, TRUE, 5 }, { 21, TRUE, 25 }, { 7, TRUE, 10 },
    { 0, FALSE, 1 }, { NAN, FALSE, 1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpfloat_with_epsilon (assay_tick_step (cases[i].least, cases[i].whole), cases[i].want, cases[i].want * 1e-12);
}

static void
test_number (void)
{
  static const struct { double low, high, step; const char *labels; } cases[] = {
    { 0, 392, 100, "0 100 200 300" },
    { -0.3, 0.31, 0.1, "−0.3 −0.2 −0.1 0 0.1 0.2 0.3" },
    { 0, 21000, 5000, "0 5k 10k 15k 20k" },
    { 0, 11000, 2500, "0 2.5k 5.0k 7.5k 10.0k" },
    { 0, 3.2e6, 1e6, "0 1M 2M 3M" },
    { 1e-9, 3e-9, 1e-9, "1×10⁻⁹ 2×10⁻⁹ 3×10⁻⁹" },
    { 999999996, 1000000004, 4, "999 999 996 1 000 000 000 1 000 000 004" },
    { 5, 4, 1, "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(AssayTicks) ticks = assay_ticks_new_number (cases[i].low, cases[i].high, cases[i].step, ASSAY_TICK_NUMBER);
      g_autoptr(GString) all = g_string_new (NULL);

      for (guint k = 0; k < ticks->n; k++)
        g_string_append_printf (all, "%s%s", k > 0 ? " " : "", ticks->ticks[k].label);
      g_string_replace (all, "\u202f", " ", 0);
      g_assert_cmpstr (all->str, ==, cases[i].labels);
    }
}

static void
test_fraction_and_zscore (void)
{
  g_autoptr(AssayTicks) shares = assay_ticks_new_number (0, 1, 0.25, ASSAY_TICK_FRACTION);
  g_autoptr(AssayTicks) scores = assay_ticks_new_number (-2, 2, 2, ASSAY_TICK_ZSCORE);

  g_assert_cmpuint (shares->n, ==, 5);
  g_assert_cmpstr (shares->ticks[1].label, ==, "25\u202f%");
  g_assert_cmpstr (scores->ticks[0].label, ==, "−2");
  g_assert_cmpstr (scores->ticks[1].label, ==, "0");
  g_assert_cmpstr (scores->ticks[2].label, ==, "+2");
}

/* All multiples of the step in the range, none outside, equally far apart. */
static void
test_number_laws (void)
{
  for (int i = 0; i < 3000; i++)
    {
      double low = g_test_rand_double_range (-1, 1) * pow (10, g_test_rand_int_range (-10, 12));
      double range = pow (10, g_test_rand_double_range (-1, 3)) * MAX (fabs (low), 1e-9);
      double step = assay_tick_step (range / g_test_rand_int_range (2, 12), FALSE);
      g_autoptr(AssayTicks) ticks = assay_ticks_new_number (low, low + range, step, ASSAY_TICK_NUMBER);

      g_assert_cmpuint (ticks->n, >=, 1);
      for (guint k = 0; k < ticks->n; k++)
        {
          g_assert_cmpfloat (ticks->ticks[k].value, >=, low - step * 1e-6);
          g_assert_cmpfloat (ticks->ticks[k].value, <=, low + range + step * 1e-6);
          g_assert_cmpfloat (fabs (ticks->ticks[k].value / step - round (ticks->ticks[k].value / step)), <, 1e-6);
          if (k > 0)
            {
              g_assert_cmpfloat_with_epsilon (ticks->ticks[k].value - ticks->ticks[k - 1].value, step, step * 1e-6);
              g_assert_cmpstr (ticks->ticks[k].label, !=, ticks->ticks[k - 1].label);
            }
        }
    }
}

static double
seconds (int year, int month, int day, int second)
{
  return assay_date_from_ymd (year, month, day) * 86400.0 + second;
}

/* label, and with / what stands in bold. */
static char *
describe (const AssayTicks *ticks)
{
  GString *all = g_string_new (NULL);

  for (guint i = 0; i < ticks->n; i++)
    {
      g_string_append_printf (all, "%s%s", i > 0 ? " " : "", ticks->ticks[i].label);
      if (ticks->ticks[i].second != NULL)
        g_string_append_printf (all, "/%s", ticks->ticks[i].second);
    }
  return g_string_free (all, FALSE);
}

static void
test_time (void)
{
  static const struct { int rung; int from[4], to[4]; int weekday; const char *want; } cases[] = {
    { 0, { 2025, 9, 10, 59 }, { 2025, 9, 10, 61 }, 1, "00:00:59/10 Sep 2025 00:01:00 00:01:01" },
    { 2, { 2025, 9, 10, 10 }, { 2025, 9, 10, 50 }, 1, "00:00:15/10 Sep 2025 00:00:30 00:00:45" },
    { 6, { 2025, 9, 10, 0 }, { 2025, 9, 10, 2700 }, 1, "00:00/10 Sep 2025 00:15 00:30 00:45" },
    { 10, { 2025, 9, 10, 3600 }, { 2025, 9, 11, 50000 }, 1, "06:00/10 Sep 2025 12:00 18:00 00:00/11 Sep 06:00 12:00" },
    { 11, { 2025, 12, 31, 1 }, { 2026, 1, 1, 50000 }, 1, "12:00/31 Dec 2025 00:00/1 Jan 2026 12:00" },
    { 12, { 2025, 9, 29, 0 }, { 2025, 10, 2, 0 }, 1, "29/Sep 2025 30 1/Oct 2" },
    { 13, { 2025, 1, 26, 0 }, { 2025, 2, 4, 0 }, 1, "27/Jan 2025 29 1/Feb 3" },
    { 14, { 2025, 7, 20, 0 }, { 2025, 8, 12, 0 }, 1, "21/Jul 2025 28 4/Aug 11" },
    { 14, { 2025, 7, 20, 0 }, { 2025, 8, 12, 0 }, 7, "20/Jul 2025 27 3/Aug 10" },
    { 15, { 2025, 10, 1, 0 }, { 2026, 2, 1, 0 }, 1, "Oct/2025 Nov Dec Jan/2026 Feb" },
    { 16, { 2025, 2, 1, 0 }, { 2026, 2, 1, 0 }, 1, "Apr/2025 Jul Oct Jan/2026" },
    { 17, { 2023, 12, 31, 0 }, { 2025, 2, 1, 0 }, 1, "Jan/2024 Jul Jan/2025" },
    { 18, { 1999, 6, 1, 0 }, { 2002, 2, 1, 0 }, 1, "2000 2001 2002" },
    { 21, { 1969, 12, 31, 0 }, { 2001, 1, 1, 0 }, 1, "1970 1980 1990 2000" },
    { 12, { 1969, 12, 30, 0 }, { 1970, 1, 1, 0 }, 1, "30/Dec 1969 31 1/Jan 1970" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(AssayTicks) ticks = assay_ticks_new_time (seconds (cases[i].from[0], cases[i].from[1], cases[i].from[2], cases[i].from[3]),
                                                          seconds (cases[i].to[0], cases[i].to[1], cases[i].to[2], cases[i].to[3]),
                                                          (guint) cases[i].rung, cases[i].weekday);
      g_autofree char *got = describe (ticks);

      g_assert_cmpstr (got, ==, cases[i].want);
    }
}

/* Any rung over any stretch, the calendar's ends included: ticks rise and lie in the stretch. */
static void
test_time_laws (void)
{
  for (int i = 0; i < 2000; i++)
    {
      guint rung = (guint) g_test_rand_int_range (0, (int) assay_tick_n_rungs ());
      double low = g_test_rand_double_range (-7e10, 2.7e11), high = low + assay_tick_rung_seconds (rung) * g_test_rand_double_range (0, 30);
      g_autoptr(AssayTicks) ticks = assay_ticks_new_time (low, high, rung, g_test_rand_int_range (1, 8));

      for (guint k = 0; k < ticks->n; k++)
        {
          g_assert_cmpfloat (ticks->ticks[k].value, >=, low);
          g_assert_cmpfloat (ticks->ticks[k].value, <=, high);
          g_assert_cmpstr (ticks->ticks[k].label, !=, "");
          if (k > 0)
            g_assert_cmpfloat (ticks->ticks[k].value, >=, ticks->ticks[k - 1].value + assay_tick_rung_seconds (rung) * 0.49);
        }
    }
}

static void
test_ladder (void)
{
  static const double want[] = { 1, 5, 15, 30, 60, 300, 900, 1800, 3600, 10800, 21600, 43200, 86400, 172800, 604800 };

  for (guint i = 0; i < G_N_ELEMENTS (want); i++)
    g_assert_cmpfloat (assay_tick_rung_seconds (i), ==, want[i]);
  g_assert_cmpfloat (assay_tick_rung_seconds (assay_tick_first_day_rung ()), ==, 86400);
  for (guint i = 1; i < assay_tick_n_rungs (); i++)
    g_assert_cmpfloat (assay_tick_rung_seconds (i), >, assay_tick_rung_seconds (i - 1));
#ifdef __GLIBC__
  g_assert_cmpint (assay_tick_first_weekday (), ==, 7);          /* of the C locale */
#else
  g_assert_cmpint (assay_tick_first_weekday (), >=, 1);
  g_assert_cmpint (assay_tick_first_weekday (), <=, 7);
#endif
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/charts/ticks/step", test_step);
  g_test_add_func ("/charts/ticks/number", test_number);
  g_test_add_func ("/charts/ticks/fraction-and-zscore", test_fraction_and_zscore);
  g_test_add_func ("/charts/ticks/number-laws", test_number_laws);
  g_test_add_func ("/charts/ticks/time", test_time);
  g_test_add_func ("/charts/ticks/time-laws", test_time_laws);
  g_test_add_func ("/charts/ticks/ladder", test_ladder);
  return g_test_run ();
}
