#include "base/number.h"

#include <math.h>
#include <string.h>

typedef struct { double value; const char *text; } Written;

static void
test_format_table (void)
{
  /* Python 3.11: repr (x), without the ".0" of whole numbers. */
  static const Written table[] = {
    { 0, "0" }, { -0.0, "-0" }, { 1, "1" }, { -3, "-3" }, { 0.1, "0.1" }, { 2.385, "2.385" }, { 1e15, "1000000000000000" },
    { 123456789012345680.0, "1.2345678901234568e+17" }, { 9007199254740993.0, "9007199254740992" },
    { 1e16, "1e+16" }, { 1e22, "1e+22" }, { 1e23, "1e+23" }, { 9.999999999999997e22, "9.999999999999997e+22" },
    { 1e300, "1e+300" }, { 1e-4, "0.0001" }, { 1e-5, "1e-05" }, { 1e-7, "1e-07" }, { 0.00012345, "0.00012345" },
    { 1.0 / 3, "0.3333333333333333" }, { 2.0 / 3, "0.6666666666666666" }, { 0.1 + 0.2, "0.30000000000000004" },
    { 5e-324, "5e-324" }, { 2.2250738585072014e-308, "2.2250738585072014e-308" },
    { 2.225073858507201e-308, "2.225073858507201e-308" }, { 1.7976931348623157e308, "1.7976931348623157e+308" },
    { 2251799813685248.5, "2251799813685248.5" }, { 9.5367431640625e-07, "9.5367431640625e-07" },
    { 2.98023223876953125e-8, "2.9802322387695312e-08" }, { 1e9 + 0.1, "1000000000.1" },
    { NAN, "" }, { INFINITY, "" }, { -INFINITY, "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      char buffer[ASSAY_NUMBER_SIZE];
      int length = assay_number_format (table[i].value, buffer);

      g_assert_cmpstr (buffer, ==, table[i].text);
      g_assert_cmpint (length, ==, strlen (table[i].text));
    }
}

static double
random_double (void)
{
  double value;

  do
    {
      guint64 bits = (guint64) (guint32) g_test_rand_int () << 32 | (guint32) g_test_rand_int ();
      memcpy (&value, &bits, sizeof value);
    }
  while (!isfinite (value));
  return value;
}

/* "2385" for "-0.02385" and "2.385e+10". */
static char *
significant_digits (const char *text)
{
  g_autoptr(GString) digits = g_string_new (NULL);

  for (const char *p = text; *p != '\0' && *p != 'e'; p++)
    if (g_ascii_isdigit (*p) && (*p != '0' || digits->len > 0))
      g_string_append_c (digits, *p);
  while (digits->len > 0 && digits->str[digits->len - 1] == '0')
    g_string_truncate (digits, digits->len - 1);
  return g_strdup (digits->str);
}

/* Reads back, and has the fewest digits for which the C library's nearest decimal does, and the same ones. Beside a
 * power of two a decimal that is not the nearest of its length may read back: then ours is shorter. */
static void
check_shortest (double value)
{
  char buffer[ASSAY_NUMBER_SIZE], nearest[40];
  g_autofree char *ours = NULL, *theirs = NULL;
  double back;
  int n_digits = 0;

  g_assert_cmpint (assay_number_format (value, buffer), <, ASSAY_NUMBER_SIZE);
  g_assert_true (g_ascii_strtod (buffer, NULL) == value);
  g_assert_true (assay_number_parse (buffer, strlen (buffer), '.', 0, &back));
  g_assert_cmpmem (&back, sizeof back, &value, sizeof value);

  do
    g_snprintf (nearest, sizeof nearest, "%.*e", n_digits++, value);
  while (g_ascii_strtod (nearest, NULL) != value);
  ours = significant_digits (buffer);
  theirs = significant_digits (nearest);
  if (strlen (ours) >= strlen (theirs))
    g_assert_cmpstr (ours, ==, theirs);
}

static void
test_format_shortest (void)
{
  for (int i = 0; i < 20000; i++)
    {
      check_shortest (random_double ());
      check_shortest (g_test_rand_double_range (-3, 3));
      check_shortest (g_test_rand_int () / 1000.0);
    }
  for (int e = -1074; e < 1024; e++)
    check_shortest (ldexp (1, e));
}

typedef struct { const char *text; char decimal, group; gboolean is_number; double value; } Read;

static void
test_parse_table (void)
{
  static const Read table[] = {
    { "1.5", '.', 0, TRUE, 1.5 }, { "+1.5", '.', 0, TRUE, 1.5 }, { "-1e-7", '.', 0, TRUE, -1e-7 }, { "1E5", '.', 0, TRUE, 1e5 },
    { ".5", '.', 0, TRUE, 0.5 }, { "5.", '.', 0, TRUE, 5 }, { "007", '.', 0, TRUE, 7 }, { "-0", '.', 0, TRUE, -0.0 },
    { "1,5", ',', 0, TRUE, 1.5 }, { "1.234,5", ',', '.', TRUE, 1234.5 }, { "1,234,567.89", '.', ',', TRUE, 1234567.89 },
    { "1234567.89", '.', ',', TRUE, 1234567.89 }, { "-12 345,6", ',', ' ', TRUE, -12345.6 }, { "1'000", '.', '\'', TRUE, 1000 },
    { "1e-400", '.', 0, TRUE, 0 }, { "0e999", '.', 0, TRUE, 0 }, { "4.9e-324", '.', 0, TRUE, 5e-324 },
    { "9007199254740993", '.', 0, TRUE, 9007199254740992.0 }, { "9007199254740993.0000000001", '.', 0, TRUE, 9007199254740994.0 },
    /* Halfway between two doubles: to the even one. Java bug 4396272 and Clinger's own example. */
    { "1.7976931348623157e308", '.', 0, TRUE, 1.7976931348623157e308 }, { "2.2250738585072011e-308", '.', 0, TRUE, 2.225073858507201e-308 },
    { "6.631236846766476e-316", '.', 0, TRUE, 6.631236846766476e-316 }, { "123456789012345678901234567890", '.', 0, TRUE, 123456789012345678901234567890.0 },
    { "0.000000000000000000000000000000000000000000001", '.', 0, TRUE, 1e-45 },

    /* A comma that is no decimal comma must not be dropped. */
    { "1,5", '.', 0, FALSE, 0 }, { "1,5", '.', ',', FALSE, 0 }, { "1.5", ',', 0, FALSE, 0 }, { "12,34,567", '.', ',', FALSE, 0 },
    { "1234,567", '.', ',', FALSE, 0 }, { ",123", '.', ',', FALSE, 0 }, { "1,,234", '.', ',', FALSE, 0 }, { "1,234,", '.', ',', FALSE, 0 },
    { "1.234,567", '.', ',', FALSE, 0 }, { "1,2345", '.', ',', FALSE, 0 },
    { "", '.', 0, FALSE, 0 }, { "-", '.', 0, FALSE, 0 }, { ".", '.', 0, FALSE, 0 }, { "e5", '.', 0, FALSE, 0 }, { "1e", '.', 0, FALSE, 0 },
    { "1e+", '.', 0, FALSE, 0 }, { " 1", '.', 0, FALSE, 0 }, { "1 ", '.', 0, FALSE, 0 }, { "1.2.3", '.', 0, FALSE, 0 }, { "--1", '.', 0, FALSE, 0 },
    { "0x10", '.', 0, FALSE, 0 }, { "inf", '.', 0, FALSE, 0 }, { "nan", '.', 0, FALSE, 0 }, { "1e309", '.', 0, FALSE, 0 }, { "1e99999999999", '.', 0, FALSE, 0 },
    { "12a", '.', 0, FALSE, 0 }, { "\xd9\xa1", '.', 0, FALSE, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      double value = 0;
      gboolean is_number = assay_number_parse (table[i].text, strlen (table[i].text), table[i].decimal, table[i].group, &value);

      g_test_message ("“%s”", table[i].text);
      g_assert_cmpint (is_number, ==, table[i].is_number);
      if (is_number)
        g_assert_cmpmem (&value, sizeof value, &table[i].value, sizeof value);
    }
}

/* Against the C library, at the lengths and sizes where the fast paths end. */
static void
test_parse_twin (void)
{
  for (int i = 0; i < 100000; i++)
    {
      char text[64];
      double value = 0, expected;
      gboolean is_number;
      guint64 whole = (guint64) (guint32) g_test_rand_int () << 32 | (guint32) g_test_rand_int ();

      if (i % 3 == 0)
        g_snprintf (text, sizeof text, "%" G_GUINT64_FORMAT "e%d", whole >> g_test_rand_int_range (0, 64), g_test_rand_int_range (-360, 330));
      else if (i % 3 == 1)   /* halfway cases and their neighbours */
        g_snprintf (text, sizeof text, "%" G_GUINT64_FORMAT ".5", (whole >> 10) | (G_GUINT64_CONSTANT (1) << 53));
      else
        g_snprintf (text, sizeof text, "%.17g", random_double ());

      expected = g_ascii_strtod (text, NULL);
      is_number = assay_number_parse (text, strlen (text), '.', 0, &value);
      if (is_number != isfinite (expected) || (is_number && memcmp (&value, &expected, sizeof value) != 0))
        g_error ("“%s” was read as %.17g, is %.17g", text, value, expected);
    }
}

/* Halfway between 1 and the next double, and a hair more: hundreds of digits decide. */
static void
test_parse_long (void)
{
  static const char halfway[] = "1.00000000000000011102230246251565404236316680908203125";
  g_autoptr(GString) text = g_string_new (halfway);
  double value;

  g_assert_true (assay_number_parse (text->str, text->len, '.', 0, &value));
  g_assert_true (value == 1);
  for (int i = 0; i < 60000; i++)
    g_string_append_c (text, '0');
  g_string_append_c (text, '1');
  g_assert_true (assay_number_parse (text->str, text->len, '.', 0, &value));
  g_assert_true (value == 1 + 0x1p-52);
}

static void
test_integer (void)
{
  gint64 value = 7;

  g_assert_true (assay_integer_parse ("-9223372036854775808", 20, 0, &value));
  g_assert_cmpint (value, ==, G_MININT64);
  g_assert_true (assay_integer_parse ("+9223372036854775807", 20, 0, &value));
  g_assert_cmpint (value, ==, G_MAXINT64);
  g_assert_true (assay_integer_parse ("1.234.567", 9, '.', &value));
  g_assert_cmpint (value, ==, 1234567);
  g_assert_true (assay_integer_parse ("000000000000000000000042", 24, 0, &value));
  g_assert_cmpint (value, ==, 42);

  g_assert_false (assay_integer_parse ("9223372036854775808", 19, 0, &value));
  g_assert_false (assay_integer_parse ("-9223372036854775809", 20, 0, &value));
  g_assert_false (assay_integer_parse ("10000000000000000000000", 23, 0, &value));
  g_assert_false (assay_integer_parse ("1e3", 3, 0, &value));
  g_assert_false (assay_integer_parse ("1.0", 3, 0, &value));
  g_assert_false (assay_integer_parse ("", 0, 0, &value));
  g_assert_false (assay_integer_parse ("+", 1, 0, &value));
  g_assert_false (assay_integer_parse ("12,3", 4, ',', &value));
  g_assert_cmpint (value, ==, 42);
}

static void
test_sum (void)
{
  /* Neumaier (1974): a plain sum gives 0. */
  static const double values[] = { 1, 1e100, 1, -1e100 };
  AssaySum sum = { 0 };

  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    assay_sum_add (&sum, values[i]);
  g_assert_cmpfloat (assay_sum_get (&sum), ==, 2);

  assay_sum_add (&sum, INFINITY);
  assay_sum_add (&sum, 1);
  g_assert_true (isinf (assay_sum_get (&sum)));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/number/format/table", test_format_table);
  g_test_add_func ("/base/number/format/shortest", test_format_shortest);
  g_test_add_func ("/base/number/parse/table", test_parse_table);
  g_test_add_func ("/base/number/parse/twin", test_parse_twin);
  g_test_add_func ("/base/number/parse/long", test_parse_long);
  g_test_add_func ("/base/number/integer", test_integer);
  g_test_add_func ("/base/number/sum", test_sum);
  return g_test_run ();
}
