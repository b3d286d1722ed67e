#include "base/date.h"

#include <string.h>

static void
test_round_trip (void)
{
  gint32 first = assay_date_from_ymd (1, 1, 1), last = assay_date_from_ymd (9999, 12, 31);
  int year = 1, month = 1, day = 1;

  /* GLib counts from 0001-01-01 = 1; every day of its calendar. */
  for (gint32 days = first; days <= last; days += days % 1000 == 0 ? 1 : 7)
    {
      GDate date;

      g_date_clear (&date, 1);
      g_date_set_julian (&date, days - first + 1);
      assay_date_to_ymd (days, &year, &month, &day);
      g_assert_cmpint (year, ==, g_date_get_year (&date));
      g_assert_cmpint (month, ==, g_date_get_month (&date));
      g_assert_cmpint (day, ==, g_date_get_day (&date));
      g_assert_true (assay_date_is_valid (year, month, day));
      g_assert_cmpint (assay_date_from_ymd (year, month, day), ==, days);
      g_assert_cmpint (assay_date_weekday (days), ==, g_date_get_weekday (&date));
    }
}

static void
test_known (void)
{
  g_assert_cmpint (assay_date_from_ymd (1970, 1, 1), ==, 0);
  g_assert_cmpint (assay_date_from_ymd (2000, 3, 1), ==, 11017);
  g_assert_cmpint (assay_date_from_ymd (2026, 11, 21), ==, 20778);     /* date -d 2026-11-21 +%s, over 86400 */
  g_assert_cmpint (assay_date_from_ymd (1969, 12, 31), ==, -1);
  g_assert_cmpint (assay_date_weekday (0), ==, 4);
  g_assert_cmpint (assay_date_weekday (-1), ==, 3);
  g_assert_true (assay_date_is_valid (2000, 2, 29));
  g_assert_false (assay_date_is_valid (1900, 2, 29));
  g_assert_false (assay_date_is_valid (2023, 2, 29));
  g_assert_false (assay_date_is_valid (2023, 4, 31));
  g_assert_false (assay_date_is_valid (0, 1, 1));
  g_assert_false (assay_date_is_valid (10000, 1, 1));
  g_assert_false (assay_date_is_valid (2023, 13, 1));
  g_assert_false (assay_date_is_valid (2023, 0, 1));
  g_assert_false (assay_date_is_valid (2023, 1, 0));
}

static void
check_add (const char *from, int n_months, gboolean month_end, const char *expected)
{
  char buffer[32];
  gint32 days;

  g_assert_true (assay_date_parse (from, strlen (from), &days));
  assay_date_format (assay_date_add_months (days, n_months, month_end), buffer);
  g_assert_cmpstr (buffer, ==, expected);
}

static void
test_add_months (void)
{
  check_add ("2024-01-31", 1, FALSE, "2024-02-29");
  check_add ("2024-02-29", 1, FALSE, "2024-03-29");
  check_add ("2024-02-29", 1, TRUE, "2024-03-31");
  check_add ("2024-02-28", 1, TRUE, "2024-03-28");
  check_add ("2023-12-15", 1, FALSE, "2024-01-15");
  check_add ("2024-01-15", -1, FALSE, "2023-12-15");
  check_add ("2024-03-31", -13, TRUE, "2023-02-28");
  check_add ("2024-05-31", 0, FALSE, "2024-05-31");
}

static void
test_parse_date (void)
{
  static const char *const bad[] = {
    "2026-11-2", "2026-1-21", "26-11-21", "2026/11/21", "2026-13-01", "2026-02-30", "2026-11-21 ", " 2026-11-21",
    "2026-11-2x", "", "-026-11-21", "0000-01-01", "2026-11-21T",
  };
  gint32 days = 5;

  g_assert_true (assay_date_parse ("2026-11-21", 10, &days));
  g_assert_cmpint (days, ==, 20778);
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (assay_date_parse (bad[i], strlen (bad[i]), &days));
  g_assert_cmpint (days, ==, 20778);
}

static void
check_time (const char *text, const char *expected)
{
  char buffer[32];
  gint64 usec;

  g_test_message ("%s", text);
  g_assert_true (assay_datetime_parse (text, strlen (text), &usec));
  g_assert_cmpint (assay_datetime_format (usec, buffer), ==, strlen (expected));
  g_assert_cmpstr (buffer, ==, expected);
}

static void
test_datetime (void)
{
  static const char *const bad[] = {
    "2026-11-21T", "2026-11-21Z", "2026-11-21T9:14", "2026-11-21T09", "2026-11-21T24:00", "2026-11-21T09:60", "2026-11-21T09:14:60",
    "2026-11-21T09:14:00.", "2026-11-21T09:14:00,5", "2026-11-21T09:14:00.1234567", "2026-11-21x09:14", "2026-11-21T09:14ZZ",
    "2026-11-21T09:14+01:00", "2026-11-21T09:14:", "2026-02-30T09:14",
  };
  gint64 usec = 5;

  check_time ("2026-11-21", "2026-11-21T00:00:00");
  check_time ("2026-11-21T09:14", "2026-11-21T09:14:00");
  check_time ("2026-11-21 09:14:05Z", "2026-11-21T09:14:05");
  check_time ("2026-11-21T23:59:59.500", "2026-11-21T23:59:59.5");
  check_time ("2026-11-21T23:59:59.000001", "2026-11-21T23:59:59.000001");
  check_time ("2026-11-21T23:59:59.123456000", "2026-11-21T23:59:59.123456");
  check_time ("1969-12-31T23:59:59.999999", "1969-12-31T23:59:59.999999");
  check_time ("0001-01-01T00:00:00", "0001-01-01T00:00:00");

  g_assert_true (assay_datetime_parse ("1970-01-02T00:00:01", 19, &usec));
  g_assert_cmpint (usec, ==, ASSAY_USEC_PER_DAY + G_USEC_PER_SEC);
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (assay_datetime_parse (bad[i], strlen (bad[i]), &usec));
}

/* Days that no calendar has still fit the buffer and do not crash. */
static void
test_extremes (void)
{
  char buffer[32];

  g_assert_cmpint (assay_date_format (G_MAXINT32, buffer), <, 32);
  g_assert_cmpint (assay_date_format (G_MININT32, buffer), <, 32);
  g_assert_cmpint (assay_datetime_format (G_MAXINT64, buffer), <, 32);
  g_assert_cmpstr (buffer, ==, "294247-01-10T04:00:54.775807");     /* Java: Instant, 2^63 - 1 microseconds */
  g_assert_cmpint (assay_datetime_format (G_MININT64, buffer), <, 32);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/date/round-trip", test_round_trip);
  g_test_add_func ("/base/date/known", test_known);
  g_test_add_func ("/base/date/add-months", test_add_months);
  g_test_add_func ("/base/date/parse", test_parse_date);
  g_test_add_func ("/base/date/datetime", test_datetime);
  g_test_add_func ("/base/date/extremes", test_extremes);
  return g_test_run ();
}
