/* Writing, and that what was written reads back as it was. */
#include "table-text.h"

#include <math.h>

#include "data/csv-writer.h"

static char *
write_text (const AssayFrame *frame, guint n_threads)
{
  char *path = table_write ("", 0), *text = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_true (assay_csv_write (frame, path, n_threads, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  table_remove (path);
  return text;
}

static AssayFrame *
make_frame (gsize n)
{
  static const char *const notes[] = { "plain", "with, comma", "with \"quotes\"", "two\nlines", " spaces ", "ü€", "\r", "x" };
  g_autofree AssayColumn **columns = g_new0 (AssayColumn *, 6);
  double *doubles = g_new (double, n + 1);
  gint64 *ints = g_new (gint64, n + 1), *times = g_new (gint64, n + 1);
  gint32 *dates = g_new (gint32, n + 1);
  guint32 *codes = g_new (guint32, n + 1);
  char **words = g_new0 (char *, 4);
  guint64 *offsets = g_new (guint64, n + 1);
  GString *bytes = g_string_new (NULL);
  guint8 *present = g_malloc0 (n / 8 + 1);
  AssayFrame *frame;

  words[0] = g_strdup ("North");
  words[1] = g_strdup ("So,uth");
  words[2] = g_strdup ("N/A");
  offsets[0] = 0;
  for (gsize i = 0; i < n; i++)
    {
      gboolean missing = i % 10 == 3;

      doubles[i] = missing ? NAN : i == 0 ? 0.1 : (double) i / 3 * pow (10, (int) (i % 40) - 20);
      ints[i] = missing ? ASSAY_MISSING_INT64 : i == 1 ? G_MAXINT64 : (gint64) i * (i % 2 == 0 ? 1 : -7);
      dates[i] = missing ? ASSAY_MISSING_DATE : (gint32) (i * 37 % 40000);
      times[i] = missing ? ASSAY_MISSING_INT64 : (gint64) i * 1234567891;
      codes[i] = missing ? ASSAY_MISSING_CODE : (guint32) (i % 3);
      if (!missing)
        {
          g_string_append (bytes, notes[i % G_N_ELEMENTS (notes)]);
          g_string_append_printf (bytes, "#%u", (guint) i);
          present[i / 8] |= (guint8) (1u << (i % 8));
        }
      offsets[i + 1] = bytes->len;
    }
  columns[0] = assay_column_take_doubles ("dou\"ble", doubles, n);
  columns[1] = assay_column_take_int64s ("int", ints, n);
  columns[2] = assay_column_take_dates ("date", dates, n);
  columns[3] = assay_column_take_datetimes ("time, of day", times, n);
  columns[4] = assay_column_take_codes ("word", codes, n, words, 3);
  columns[5] = assay_column_take_text ("text", offsets, g_string_free (bytes, FALSE), present, n);
  frame = assay_frame_new (columns, 6, n);
  for (guint i = 0; i < 6; i++)
    assay_column_unref (columns[i]);
  return frame;
}

static void
test_round_trip (void)
{
  g_autoptr(AssayFrame) frame = make_frame (5000);
  g_autofree char *text = write_text (frame, 2);
  g_autoptr(GError) error = NULL;
  g_autoptr(AssayFrame) back = table_read (text, strlen (text), NULL, 0, 2, NULL, &error);
  g_autofree char *a = NULL, *b = NULL;

  g_assert_no_error (error);
  a = table_show (frame);
  b = table_show (back);
  g_assert_cmpstr (a, ==, b);
  for (guint i = 0; i < 5000; i++)
    if (i % 10 != 3)
      g_assert_cmpmem (&assay_column_get_doubles (assay_frame_get_column (frame, 0))[i], 8,
                       &assay_column_get_doubles (assay_frame_get_column (back, 0))[i], 8);
}

static void
test_bytes (void)
{
  g_autoptr(AssayFrame) frame = make_frame (4);
  g_autofree char *text = write_text (frame, 1);

  g_assert_cmpstr (text, ==,
                   "\"dou\"\"ble\",int,date,\"time, of day\",word,text\n"
                   "0.1,0,1970-01-01,1970-01-01T00:00:00,North,plain#0\n"
                   "3.333333333333333e-20,9223372036854775807,1970-02-07,1970-01-01T00:20:34.567891,\"So,uth\",\"with, comma#1\"\n"
                   "6.666666666666667e-19,2,1970-03-16,1970-01-01T00:41:09.135782,N/A,\"with \"\"quotes\"\"#2\"\n"
                   ",,,,,\n");
}

static void
test_threads (void)
{
  g_autoptr(AssayFrame) frame = make_frame (50000);
  g_autofree char *one = write_text (frame, 1);

  for (guint n_threads = 2; n_threads <= 8; n_threads *= 2)
    {
      g_autofree char *several = write_text (frame, n_threads);
      g_assert_cmpstr (one, ==, several);
    }
}

/* A row of one missing value must still be a row. */
static void
test_one_column (void)
{
  double *values = g_new (double, 3);
  AssayColumn *column;
  g_autoptr(AssayFrame) frame = NULL;
  g_autoptr(AssayFrame) back = NULL;
  g_autofree char *text = NULL;
  g_autofree char *shown = NULL;

  values[0] = 1;
  values[1] = NAN;
  values[2] = 2.5;
  column = assay_column_take_doubles ("v", values, 3);
  frame = assay_frame_new (&column, 1, 3);
  assay_column_unref (column);
  text = write_text (frame, 1);
  g_assert_cmpstr (text, ==, "v\n1\n\"\"\n2.5\n");
  back = table_read (text, strlen (text), NULL, 0, 1, NULL, NULL);
  shown = table_show (back);
  g_assert_cmpstr (shown, ==, "v:double|1|~|2.5");
}

static void
test_no_rows (void)
{
  g_autoptr(AssayFrame) frame = make_frame (0);
  g_autofree char *text = write_text (frame, 2);

  g_assert_cmpstr (text, ==, "\"dou\"\"ble\",int,date,\"time, of day\",word,text\n");
}

static void
test_cannot_write (void)
{
  g_autoptr(AssayFrame) frame = make_frame (3);
  g_autoptr(GError) error = NULL;

  g_assert_false (assay_csv_write (frame, "/proc/none/t.csv", 1, NULL, &error));
  g_assert_nonnull (error);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/data/csv-writer/round-trip", test_round_trip);
  g_test_add_func ("/data/csv-writer/bytes", test_bytes);
  g_test_add_func ("/data/csv-writer/threads", test_threads);
  g_test_add_func ("/data/csv-writer/one-column", test_one_column);
  g_test_add_func ("/data/csv-writer/no-rows", test_no_rows);
  g_test_add_func ("/data/csv-writer/cannot-write", test_cannot_write);
  return g_test_run ();
}
