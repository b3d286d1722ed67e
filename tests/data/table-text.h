/* For tests of data/: text in, frames out, and frames as text. */
#pragma once
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "data/csv-reader-private.h"

/* A file with these bytes in a folder of its own, so that messages name it "t.csv". Free with table_remove. */
static inline char *
table_write (const char *bytes, gsize len)
{
  g_autofree char *folder = g_dir_make_tmp ("assay-test-XXXXXX", NULL);
  char *path = g_build_filename (folder, "t.csv", NULL);

  g_assert_true (g_file_set_contents_full (path, bytes, (gssize) len, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
  return path;
}

static inline void
table_remove (char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);

  g_unlink (path);
  g_rmdir (folder);
  g_free (path);
}

/* printf without allocation, which the sanitizer makes slow. */
static inline void G_GNUC_PRINTF (2, 3)
table_append (GString *text, const char *format, ...)
{
  char line[512];
  va_list arguments;

  va_start (arguments, format);
  g_vsnprintf (line, sizeof line, format, arguments);
  va_end (arguments);
  g_string_append (text, line);
}

/* options: "decimal", ",", "header", "no", …, NULL */
static inline void
table_set_options (AssayReadOptions *options, const char *const *settings)
{
  assay_read_options_init (options);
  for (; settings != NULL && *settings != NULL; settings += 2)
    g_assert_true (assay_read_options_set (options, settings[0], settings[1], NULL));
}

static inline AssayFrame *
table_read (const char *bytes, gsize len, const AssayReadOptions *options, gsize piece_size, guint n_threads, AssayReadReport **report,
            GError **error)
{
  AssayCsvTuning tuning = { piece_size, FALSE };
  char *path = table_write (bytes, len);
  AssayFrame *frame = assay_csv_read_tuned (path, options, &tuning, n_threads, report, NULL, error);

  table_remove (path);
  return frame;
}

/* "name:type" of all columns and the cells, a row a line: "a:int64 b:text|1,x|2,y" */
static inline char *
table_show (const AssayFrame *frame)
{
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < assay_frame_get_n_columns (frame); i++)
    {
      const AssayColumn *column = assay_frame_get_column (frame, i);
      g_string_append_printf (out, "%s%s:%s", i == 0 ? "" : " ", assay_column_get_name (column), assay_type_name (assay_column_get_type (column)));
    }
  for (gsize row = 0; row < assay_frame_get_n_rows (frame); row++)
    for (guint i = 0; i < assay_frame_get_n_columns (frame); i++)
      {
        const AssayColumn *column = assay_frame_get_column (frame, i);

        g_string_append_c (out, i == 0 ? '|' : ',');
        if (assay_column_is_missing (column, row))
          g_string_append_c (out, '~');
        else
          assay_column_append_cell (column, row, out);
      }
  return g_string_free (out, FALSE);
}
