/* Columns and frames: what is missing, what is shared, what a gather keeps. */
#include <glib.h>
#include <math.h>
#include <string.h>

#include "data/frame.h"

static AssayColumn *
make_words (void)
{
  char **words = g_new0 (char *, 3);
  guint32 *codes = g_new (guint32, 4);

  words[0] = g_strdup ("b");
  words[1] = g_strdup ("a");
  codes[0] = 0;
  codes[1] = ASSAY_MISSING_CODE;
  codes[2] = 1;
  codes[3] = 0;
  return assay_column_take_codes ("w", codes, 4, words, 2);
}

static void
test_missing (void)
{
  double *doubles = g_memdup2 ((double[]) { 1, NAN, -0.0, 4 }, 4 * sizeof (double));
  gint64 *ints = g_memdup2 ((gint64[]) { 1, 2, ASSAY_MISSING_INT64, 4 }, 4 * sizeof (gint64));
  g_autoptr(AssayColumn) d = assay_column_take_doubles ("d", doubles, 4);
  g_autoptr(AssayColumn) i = assay_column_take_int64s ("i", ints, 4);
  g_autoptr(AssayColumn) w = make_words ();
  g_autofree double *owned = NULL;
  const double *as_doubles;

  g_assert_cmpuint (assay_column_get_n_missing (d), ==, 1);
  g_assert_true (assay_column_is_missing (d, 1));
  g_assert_false (assay_column_is_missing (d, 2));
  g_assert_cmpuint (assay_column_get_present (d)[0] & 0xf, ==, 0xd);
  g_assert_true (assay_column_is_missing (i, 2));
  g_assert_true (assay_column_is_missing (w, 1));
  g_assert_null (assay_column_get_word (w, ASSAY_MISSING_CODE));

  as_doubles = assay_column_as_doubles (i, &owned);
  g_assert_cmpfloat (as_doubles[1], ==, 2);
  g_assert_true (isnan (as_doubles[2]));
  g_assert_true (assay_column_as_doubles (d, &owned) == doubles);
  g_assert_null (owned);
  g_free ((gpointer) as_doubles);
}

static void
test_nothing_missing (void)
{
  g_autoptr(AssayColumn) d = assay_column_take_dates ("d", g_memdup2 ((gint32[]) { 1, 2 }, 8), 2);

  g_assert_null (assay_column_get_present (d));
  g_assert_cmpuint (assay_column_get_size (d), ==, 8);
}

static void
test_rename (void)
{
  AssayColumn *w = make_words ();
  g_autoptr(AssayColumn) renamed = assay_column_rename (w, "other");

  g_assert_cmpstr (assay_column_get_name (renamed), ==, "other");
  g_assert_true (assay_column_get_codes (renamed) == assay_column_get_codes (w));
  assay_column_unref (w);
  g_assert_cmpstr (assay_column_get_word (renamed, 1), ==, "a");
}

static void
test_rows (void)
{
  const gsize rows[] = { 3, 1, 1, 2 };
  guint64 *offsets = g_memdup2 ((guint64[]) { 0, 1, 1, 3, 3 }, 5 * sizeof (guint64));
  guint8 *present = g_memdup2 ((guint8[]) { 0x0d }, 1);
  g_autoptr(AssayColumn) t = assay_column_take_text ("t", offsets, g_strdup ("xyz"), present, 4);
  g_autoptr(AssayColumn) w = make_words ();
  AssayColumn *columns[] = { t, w };
  g_autoptr(AssayFrame) frame = assay_frame_new (columns, 2, 4);
  g_autoptr(AssayFrame) taken = assay_frame_take_rows (frame, rows, 4, 2);
  const AssayColumn *text = assay_frame_find (taken, "t"), *words = assay_frame_find (taken, "w");
  gsize len;

  g_assert_cmpuint (assay_frame_get_n_rows (taken), ==, 4);
  g_assert_cmpint (assay_column_get_codes (words)[0], ==, 0);
  g_assert_true (assay_column_is_missing (words, 1));
  g_assert_cmpstr (assay_column_get_word (words, assay_column_get_codes (words)[3]), ==, "a");
  g_assert_nonnull (assay_column_get_text (text, 0, &len));
  g_assert_cmpuint (len, ==, 0);
  g_assert_null (assay_column_get_text (text, 1, &len));
  g_assert_true (memcmp (assay_column_get_text (text, 3, &len), "yz", 2) == 0);
  g_assert_cmpuint (len, ==, 2);
  g_assert_cmpuint (assay_column_get_n_missing (text), ==, 2);
}

static void
test_require (void)
{
  g_autoptr(AssayColumn) w = make_words ();
  g_autoptr(AssayColumn) renamed = assay_column_rename (w, "Weekly_Sales");
  AssayColumn *columns[] = { w, renamed };
  g_autoptr(AssayFrame) frame = assay_frame_new (columns, 2, 4);
  g_autoptr(GError) error = NULL;

  g_assert_true (assay_frame_require (frame, "w", &error) == w);
  g_assert_null (assay_frame_require (frame, "weekly_sales", &error));
  g_assert_error (error, ASSAY_DATA_ERROR, ASSAY_DATA_ERROR_NO_COLUMN);
  g_assert_cmpstr (error->message, ==, "There is no column “weekly_sales”. Did you mean “Weekly_Sales”?");
  g_clear_error (&error);
  g_assert_null (assay_frame_require (frame, "temperature", &error));
  g_assert_cmpstr (error->message, ==, "There is no column “temperature”. The columns are: w, Weekly_Sales");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/data/column/missing", test_missing);
  g_test_add_func ("/data/column/nothing-missing", test_nothing_missing);
  g_test_add_func ("/data/column/rename", test_rename);
  g_test_add_func ("/data/column/rows", test_rows);
  g_test_add_func ("/data/column/require", test_require);
  return g_test_run ();
}
