/* The column file: same bytes, same frame, and nothing but a clear refusal for what is no column file. */
#include "table-text.h"

#include <math.h>

#include "base/digest.h"
#include "data/frame-file.h"

static AssayFrame *
make_frame (void)
{
  const char text[] = "d,i,w,t,x,v\n2020-01-01,1,a,2020-01-01 10:00,long text 1,0.5\n,,,,,\n2020-01-03,3,b,2020-01-03 11:00,ü 3,1.5\n"
                      "2020-01-04,4,a,2020-01-04 11:30,x4,2.5\n2020-01-05,5,a,2020-01-05 11:30,x5,-7\n";
  g_autoptr(GError) error = NULL;
  AssayFrame *frame = table_read (text, strlen (text), NULL, 0, 1, NULL, &error);

  g_assert_no_error (error);
  return frame;
}

static void
test_round_trip (void)
{
  g_autoptr(AssayFrame) frame = make_frame ();
  g_autoptr(GError) error = NULL;
  char *path = table_write ("", 0);
  g_autoptr(AssayFrame) back = NULL;
  g_autofree char *a = table_show (frame), *b = NULL;

  g_assert_true (assay_frame_file_write (frame, path, NULL, &error));
  back = assay_frame_file_open (path, &error);
  g_assert_no_error (error);
  b = table_show (back);
  g_assert_cmpstr (a, ==, b);
  g_assert_cmpint (assay_column_get_type (assay_frame_get_column (back, 4)), ==, ASSAY_TYPE_TEXT);
  for (guint i = 0; i < 6; i++)
    {
      g_assert_cmpuint (assay_column_get_n_missing (assay_frame_get_column (back, i)), ==, 1);
      g_assert_true (assay_column_is_missing (assay_frame_get_column (back, i), 1));
    }
  g_assert_cmpuint (assay_column_get_n_words (assay_frame_get_column (back, 2)), ==, 2);
  table_remove (path);
}

static void
test_same_bytes (void)
{
  g_autoptr(AssayFrame) frame = make_frame ();
  char *first = table_write ("", 0), *second = table_write ("", 0);
  g_autofree char *a = NULL, *b = NULL;
  g_autoptr(AssayFrame) back = NULL;
  gsize a_len, b_len;

  g_assert_true (assay_frame_file_write (frame, first, NULL, NULL));
  back = assay_frame_file_open (first, NULL);
  g_assert_true (assay_frame_file_write (back, second, NULL, NULL));
  g_assert_true (g_file_get_contents (first, &a, &a_len, NULL));
  g_assert_true (g_file_get_contents (second, &b, &b_len, NULL));
  g_assert_cmpmem (a, a_len, b, b_len);
  table_remove (first);
  table_remove (second);
}

static void
test_no_rows (void)
{
  g_autoptr(AssayFrame) frame = table_read ("a,b\n", 4, NULL, 0, 1, NULL, NULL);
  char *path = table_write ("", 0);
  g_autoptr(AssayFrame) back = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_true (assay_frame_file_write (frame, path, NULL, NULL));
  back = assay_frame_file_open (path, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (assay_frame_get_n_rows (back), ==, 0);
  g_assert_cmpuint (assay_frame_get_n_columns (back), ==, 2);
  table_remove (path);
}

/* NUL bytes in a text are bytes like any other. */
static void
test_nul (void)
{
  guint64 *offsets = g_new (guint64, 3);
  AssayColumn *column;
  g_autoptr(AssayFrame) frame = NULL;
  g_autoptr(AssayFrame) back = NULL;
  char *path = table_write ("", 0);
  const char *text;
  gsize len;

  offsets[0] = 0;
  offsets[1] = 3;
  offsets[2] = 3;
  column = assay_column_take_text ("t", offsets, g_memdup2 ("a\0b", 4), NULL, 2);
  frame = assay_frame_new (&column, 1, 2);
  assay_column_unref (column);
  g_assert_true (assay_frame_file_write (frame, path, NULL, NULL));
  back = assay_frame_file_open (path, NULL);
  text = assay_column_get_text (assay_frame_get_column (back, 0), 0, &len);
  g_assert_cmpmem (text, len, "a\0b", 3);
  text = assay_column_get_text (assay_frame_get_column (back, 0), 1, &len);
  g_assert_nonnull (text);
  g_assert_cmpuint (len, ==, 0);
  table_remove (path);
}

static void
open_bytes (const char *bytes, gsize len, const char *message)
{
  char *path = table_write (bytes, len);
  g_autoptr(GError) error = NULL;

  g_assert_null (assay_frame_file_open (path, &error));
  g_assert_error (error, ASSAY_DATA_ERROR, ASSAY_DATA_ERROR_FORMAT);
  if (message != NULL)
    g_assert_cmpstr (error->message, ==, message);
  table_remove (path);
}

static char *
load_bytes (gsize *len)
{
  g_autoptr(AssayFrame) frame = make_frame ();
  char *path = table_write ("", 0), *bytes = NULL;

  g_assert_true (assay_frame_file_write (frame, path, NULL, NULL));
  g_assert_true (g_file_get_contents (path, &bytes, len, NULL));
  table_remove (path);
  return bytes;
}

static void
test_refusals (void)
{
  gsize len;
  g_autofree char *bytes = load_bytes (&len);
  g_autofree char *short_message = g_strdup_printf (
    "t.csv cannot be used as a column file: it has %" G_GSIZE_FORMAT " bytes and should have %" G_GSIZE_FORMAT ". Import the data again.", len - 1, len);

  open_bytes ("", 0, "t.csv cannot be used as a column file: it does not start as one. Import the data again.");
  open_bytes ("a,b\n1,2\n", 8, "t.csv cannot be used as a column file: it does not start as one. Import the data again.");
  open_bytes (bytes, len - 1, short_message);
  for (gsize n = 0; n < len; n += 13)
    open_bytes (bytes, n, NULL);
  bytes[8] = 9;
  open_bytes (bytes, len, "t.csv cannot be used as a column file: it has version 9, and this program reads version 1. Import the data again.");
  bytes[8] = 1;
  bytes[140] ^= 1;
  open_bytes (bytes, len, "t.csv cannot be used as a column file: its description was altered or damaged. Import the data again.");
}

/* A hostile file has a right digest, too: then every number in it is tried with wrong values. */
static void
sign (char *bytes)
{
  guint64 directory_len;
  g_autofree char *both = NULL;
  g_autofree char *digest = NULL;

  memcpy (&directory_len, bytes + 32, 8);
  both = g_malloc (64 + directory_len);
  memcpy (both, bytes, 64);
  memcpy (both + 64, bytes + 128, directory_len);
  digest = assay_digest_bytes (both, 64 + directory_len);
  memcpy (bytes + 64, digest, 64);
}

/* Opens if it will, and touches everything: the sanitizer says whether that was safe. */
static void
try_bytes (const char *bytes, gsize len)
{
  char *path = table_write (bytes, len);
  g_autoptr(AssayFrame) frame = assay_frame_file_open (path, NULL);

  if (frame != NULL)
    g_free (table_show (frame));
  table_remove (path);
}

static void
test_hostile (void)
{
  static const guint64 values[] = { 0, 1, 63, 64, 4096, G_MAXINT32, G_MAXUINT32, G_MAXINT64, G_MAXUINT64, G_MAXUINT64 - 63 };
  gsize len;
  g_autofree char *bytes = load_bytes (&len);
  g_autofree char *copy = g_malloc (len);
  guint64 directory_len;

  memcpy (&directory_len, bytes + 32, 8);
  for (gsize pos = 128; pos + 8 <= 128 + directory_len; pos += 4)
    for (guint i = 0; i < G_N_ELEMENTS (values); i++)
      {
        memcpy (copy, bytes, len);
        memcpy (copy + pos, &values[i], 8);
        sign (copy);
        try_bytes (copy, len);
      }
  for (gsize pos = 128 + directory_len; pos < len; pos++)
    {
      memcpy (copy, bytes, len);
      copy[pos] = (char) ~copy[pos];
      try_bytes (copy, len);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/data/frame-file/round-trip", test_round_trip);
  g_test_add_func ("/data/frame-file/same-bytes", test_same_bytes);
  g_test_add_func ("/data/frame-file/no-rows", test_no_rows);
  g_test_add_func ("/data/frame-file/nul", test_nul);
  g_test_add_func ("/data/frame-file/refusals", test_refusals);
  g_test_add_func ("/data/frame-file/hostile", test_hostile);
  return g_test_run ();
}
