/* Single cells as numbers and dates. */
#include <glib.h>
#include <math.h>
#include <string.h>

#include "base/date.h"
#include "base/number.h"
#include "data/cell-format.h"

typedef struct
{
  const char *text;
  char decimal, group;
  AssayCell as_integer, as_double;
  double value;
} NumberCase;

#define I ASSAY_CELL_OK, ASSAY_CELL_OK
#define D ASSAY_CELL_WIDER, ASSAY_CELL_OK
#define W ASSAY_CELL_WORD, ASSAY_CELL_WORD
#define C ASSAY_CELL_CODE, ASSAY_CELL_CODE

static const NumberCase numbers[] = {
  { "0", '.', 0, I, 0 }, { "-7", '.', 0, I, -7 }, { "+5", '.', 0, I, 5 }, { "2.385", '.', 0, D, 2.385 }, { "2,385", ',', 0, D, 2.385 },
  { "2,385", '.', ',', I, 2385 }, { "2,385", '.', 0, W, 0 }, { "2.385", ',', '.', I, 2385 }, { "1,234,567.5", '.', ',', D, 1234567.5 },
  { "12,34", '.', ',', W, 0 }, { "1234,567", '.', ',', W, 0 }, { "1,2345", '.', ',', W, 0 }, { "0,123", '.', ',', W, 0 }, { "1,234e5", '.', ',', W, 0 },
  { ".5", '.', 0, D, 0.5 }, { "5.", '.', 0, D, 5 }, { ".", '.', 0, W, 0 }, { "-", '.', 0, W, 0 }, { "", '.', 0, W, 0 }, { "1e3", '.', 0, D, 1000 },
  { "1e", '.', 0, W, 0 }, { "1e+", '.', 0, W, 0 }, { "1 2", '.', 0, W, 0 }, { "0x10", '.', 0, W, 0 }, { "inf", '.', 0, W, 0 }, { "nan", '.', 0, W, 0 },
  { "12a", '.', 0, W, 0 }, { "1.2.3", '.', 0, W, 0 }, { "--1", '.', 0, W, 0 }, { "007", '.', 0, C, 0 }, { "00", '.', 0, C, 0 }, { "-01", '.', 0, C, 0 },
  { "00.5", '.', 0, D, 0.5 }, { "9223372036854775807", '.', 0, ASSAY_CELL_OK, ASSAY_CELL_TOO_LONG, 0 },
  { "9223372036854775808", '.', 0, ASSAY_CELL_TOO_LONG, ASSAY_CELL_OK, 9223372036854775808.0 },
  { "9007199254740992", '.', 0, I, 9007199254740992.0 }, { "9007199254740993", '.', 0, ASSAY_CELL_OK, ASSAY_CELL_TOO_LONG, 0 },
  { "100000000000000000000", '.', 0, ASSAY_CELL_TOO_LONG, ASSAY_CELL_OK, 1e20 },
  { "100000000000000000001", '.', 0, ASSAY_CELL_TOO_LONG, ASSAY_CELL_TOO_LONG, 0 },
  { "0.1234567890123456789", '.', 0, D, 0.12345678901234568 }, { "1e999", '.', 0, ASSAY_CELL_WIDER, ASSAY_CELL_TOO_LONG, 0 },
  { "4.35", '.', 0, D, 4.35 }, { "8.41e-12", '.', 0, D, 8.41e-12 }, { "123456789012345678e-5", '.', 0, D, 1234567890123.45678 },
};

static void
test_numbers (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      const NumberCase *c = &numbers[i];
      AssayNumberFormat format = { c->decimal, c->group };
      gint64 integer = 0;
      double value = NAN;

      g_test_message ("%s", c->text);
      g_assert_cmpint (assay_cell_parse_integer (c->text, strlen (c->text), format, &integer), ==, c->as_integer);
      g_assert_cmpint (assay_cell_parse_double (c->text, strlen (c->text), format, &value), ==, c->as_double);
      if (c->as_double == ASSAY_CELL_OK)
        g_assert_cmpfloat (value, ==, c->value);
      if (c->as_integer == ASSAY_CELL_OK && c->as_double == ASSAY_CELL_OK)
        g_assert_cmpfloat ((double) integer, ==, c->value);
    }
}

/* The short cut gives the very double that strtod gives. */
static void
test_twin (void)
{
  const AssayNumberFormat point = { '.', 0 };

  for (guint i = 0; i < 200000; i++)
    {
      char text[64];
      double value = 0;

      if (i % 3 == 0)
        g_snprintf (text, sizeof text, "%d.%0*d", g_test_rand_int_range (-99999, 99999), 1 + (int) (i % 9), g_test_rand_int_range (0, 10));
      else if (i % 3 == 1)
        g_snprintf (text, sizeof text, "%.*ge%d", 1 + (int) (i % 17), g_test_rand_double_range (0.1, 1), g_test_rand_int_range (-300, 300));
      else
        g_snprintf (text, sizeof text, "%.*f", (int) (i % 20), g_test_rand_double_range (-1e4, 1e4));
      if (strchr (text, '.') == NULL)
        continue;
      if (strchr (text, 'e') != strrchr (text, 'e'))
        continue;
      g_assert_cmpint (assay_cell_parse_double (text, strlen (text), point, &value), ==, ASSAY_CELL_OK);
      g_assert_cmpfloat (value, ==, g_ascii_strtod (text, NULL));
    }
}

typedef struct
{
  const char *format, *text;
  AssayCell as_date, as_datetime;
  const char *shown;            /* as a date with time */
} DateCase;

static const DateCase dates[] = {
  { "YYYY-MM-DD", "2020-02-29", ASSAY_CELL_OK, ASSAY_CELL_OK, "2020-02-29T00:00:00" },
  { "YYYY-MM-DD", "2021-02-29", ASSAY_CELL_IMPOSSIBLE, ASSAY_CELL_IMPOSSIBLE, NULL },
  { "YYYY-MM-DD", "2020-13-01", ASSAY_CELL_IMPOSSIBLE, ASSAY_CELL_IMPOSSIBLE, NULL },
  { "YYYY-MM-DD", "2020-1-2", ASSAY_CELL_OK, ASSAY_CELL_OK, "2020-01-02T00:00:00" },
  { "YYYY-MM-DD", "20-01-02", ASSAY_CELL_WORD, ASSAY_CELL_WORD, NULL },
  { "YYYY-MM-DD", "2020-01-023", ASSAY_CELL_WORD, ASSAY_CELL_WORD, NULL },
  { "YYYY-MM-DD", "2020/01/02", ASSAY_CELL_WORD, ASSAY_CELL_WORD, NULL },
  { "YYYY-MM-DD", "1969-12-31 23:59:59.5", ASSAY_CELL_WIDER, ASSAY_CELL_OK, "1969-12-31T23:59:59.5" },
  { "YYYY-MM-DD", "2020-01-02T03:04", ASSAY_CELL_WIDER, ASSAY_CELL_OK, "2020-01-02T03:04:00" },
  { "YYYY-MM-DD", "2020-01-02T03:04:05Z", ASSAY_CELL_WIDER, ASSAY_CELL_OK, "2020-01-02T03:04:05" },
  { "YYYY-MM-DD", "2020-01-02T03:04:05.123456+00:00", ASSAY_CELL_WIDER, ASSAY_CELL_OK, "2020-01-02T03:04:05.123456" },
  { "YYYY-MM-DD", "2020-01-02T03:04:05.123456789", ASSAY_CELL_WIDER, ASSAY_CELL_OK, "2020-01-02T03:04:05.123456" },
  { "YYYY-MM-DD", "2020-01-02T03:04:05+02:00", ASSAY_CELL_WORD, ASSAY_CELL_WORD, NULL },
  { "YYYY-MM-DD", "2020-01-02 24:00", ASSAY_CELL_IMPOSSIBLE, ASSAY_CELL_IMPOSSIBLE, NULL },
  { "YYYY-MM-DD", "2020-01-02 10:60", ASSAY_CELL_IMPOSSIBLE, ASSAY_CELL_IMPOSSIBLE, NULL },
  { "YYYY-MM-DD", "2020-01-02 10", ASSAY_CELL_WORD, ASSAY_CELL_WORD, NULL },
  { "YYYY-MM-DD", "2020-01-02x", ASSAY_CELL_WORD, ASSAY_CELL_WORD, NULL },
  { "DD.MM.YYYY", "31.12.2020", ASSAY_CELL_OK, ASSAY_CELL_OK, "2020-12-31T00:00:00" },
  { "DD.MM.YYYY", "1.2.2020 7:05", ASSAY_CELL_WIDER, ASSAY_CELL_OK, "2020-02-01T07:05:00" },
  { "DD/MM/YYYY", "03/04/2020", ASSAY_CELL_OK, ASSAY_CELL_OK, "2020-04-03T00:00:00" },
  { "MM/DD/YYYY", "03/04/2020", ASSAY_CELL_OK, ASSAY_CELL_OK, "2020-03-04T00:00:00" },
  { "DD/MM/YYYY hh:mm", "03/13/2020", ASSAY_CELL_IMPOSSIBLE, ASSAY_CELL_IMPOSSIBLE, NULL },
  { "yyyy-mm", "2020-07", ASSAY_CELL_OK, ASSAY_CELL_OK, "2020-07-01T00:00:00" },
  { "YYYY-MM", "2020-07 10:00", ASSAY_CELL_WORD, ASSAY_CELL_WORD, NULL },
};

static void
test_dates (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (dates); i++)
    {
      const DateCase *c = &dates[i];
      AssayDateFormat format;
      gint32 days = 0;
      gint64 usec = 0;
      char buffer[32];

      g_test_message ("%s", c->text);
      g_assert_true (assay_date_format_from_text (c->format, &format));
      g_assert_cmpint (assay_cell_parse_date (c->text, strlen (c->text), format, &days), ==, c->as_date);
      g_assert_cmpint (assay_cell_parse_datetime (c->text, strlen (c->text), format, &usec), ==, c->as_datetime);
      if (c->shown == NULL)
        continue;
      assay_datetime_format (usec, buffer);
      g_assert_cmpstr (buffer, ==, c->shown);
    }
}

static void
test_formats (void)
{
  static const char *const good[] = { "YYYY-MM-DD", "DD.MM.YYYY", "DD/MM/YYYY", "MM/DD/YYYY", "YYYY-MM", "epoch", "integer" };
  AssayDateFormat format;

  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_assert_true (assay_date_format_from_text (good[i], &format));
      g_assert_cmpstr (assay_date_format_to_text (format), ==, good[i]);
    }
  g_assert_false (assay_date_format_from_text ("DD MM YYYY", &format));
  g_assert_false (assay_date_format_from_text ("DD/MM/YYYY at noon", &format));
  g_assert_false (assay_date_format_from_text ("", &format));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/data/cell-format/numbers", test_numbers);
  g_test_add_func ("/data/cell-format/twin", test_twin);
  g_test_add_func ("/data/cell-format/dates", test_dates);
  g_test_add_func ("/data/cell-format/formats", test_formats);
  return g_test_run ();
}
