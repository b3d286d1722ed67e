/* Any bytes as a CSV file: nothing may crash, and how a file is cut and which parser sees a record
 * must not change what comes out.
 *
 * clang -g -O1 -fsanitize=fuzzer,address,undefined with the sources of data/ and base/. Without libFuzzer, test-fuzz-csv
 * runs it over the files in tests/fuzz/csv. */
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

#include "data/csv-reader-private.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static AssayFrame *
load (const char *path, gsize piece_size, gboolean all_by_libcsv, gsize *n_bad, GError **error)
{
  AssayCsvTuning tuning = { piece_size, all_by_libcsv };
  AssayReadOptions options;
  AssayReadReport *report = NULL;
  AssayFrame *frame;

  assay_read_options_init (&options);
  options.max_bad_rows = G_MAXINT32;
  frame = assay_csv_read_tuned (path, &options, &tuning, 1, &report, NULL, error);
  if (report != NULL)
    {
      *n_bad = assay_read_report_get_n_bad_rows (report);
      assay_read_report_unref (report);
    }
  return frame;
}

static void
assert_equal (const AssayFrame *a, const AssayFrame *b)
{
  g_autoptr(GString) x = g_string_new (NULL);
  g_autoptr(GString) y = g_string_new (NULL);

  g_assert_cmpuint (assay_frame_get_n_rows (a), ==, assay_frame_get_n_rows (b));
  g_assert_cmpuint (assay_frame_get_n_columns (a), ==, assay_frame_get_n_columns (b));
  for (guint i = 0; i < assay_frame_get_n_columns (a); i++)
    {
      g_assert_cmpint (assay_column_get_type (assay_frame_get_column (a, i)), ==, assay_column_get_type (assay_frame_get_column (b, i)));
      for (gsize row = 0; row < assay_frame_get_n_rows (a); row++)
        {
          g_string_truncate (x, 0);
          g_string_truncate (y, 0);
          assay_column_append_cell (assay_frame_get_column (a, i), row, x);
          assay_column_append_cell (assay_frame_get_column (b, i), row, y);
          g_assert_true (g_string_equal (x, y));
        }
    }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  int fd = memfd_create ("fuzz", 0);
  g_autofree char *path = g_strdup_printf ("/proc/self/fd/%d", fd);
  gsize n_bad = 0;
  g_autoptr(AssayFrame) whole = NULL;
  AssayFrame *preview;

  g_assert_cmpint (write (fd, data, size), ==, (gssize) size);
  whole = load (path, 0, FALSE, &n_bad, NULL);
  for (guint i = 0; i < 3; i++)
    {
      static const gsize piece_sizes[] = { 0, 16, 61 };
      gsize n_other = 0;
      g_autoptr(AssayFrame) other = load (path, piece_sizes[i], i == 0, &n_other, NULL);

      g_assert_true ((whole == NULL) == (other == NULL));
      if (whole == NULL)
        continue;
      g_assert_cmpuint (n_bad, ==, n_other);
      assert_equal (whole, other);
    }
  preview = assay_csv_preview (path, NULL, 5, NULL, NULL, NULL);
  if (preview != NULL)
    assay_frame_unref (preview);
  close (fd);
  return 0;
}
