/* Rows are made into text in blocks on all cores, a batch of blocks at a time, and written in order. */
#include "data/csv-writer.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <unistd.h>

#include "base/date.h"
#include "base/file-write.h"
#include "base/number.h"
#include "base/parallel.h"

#define ROWS_A_BLOCK 8192

/* What a reader would change or take for something else: separators, quotes, line ends, and spaces at either end. */
static gboolean
needs_quotes (const char *text, gsize len)
{
  if (len == 0)
    return FALSE;
  for (gsize i = 0; i < len; i++)
    if (text[i] == ',' || text[i] == '"' || text[i] == '\n' || text[i] == '\r')
      return TRUE;
  return text[0] == ' ' || text[0] == '\t' || text[len - 1] == ' ' || text[len - 1] == '\t';
}

static void
append_text (GString *out, const char *text, gsize len)
{
  if (!needs_quotes (text, len))
    {
      g_string_append_len (out, text, (gssize) len);
      return;
    }
  g_string_append_c (out, '"');
  for (gsize i = 0; i < len; i++)
    {
      if (text[i] == '"')
        g_string_append_c (out, '"');
      g_string_append_c (out, text[i]);
    }
  g_string_append_c (out, '"');
}

static void
append_integer (GString *out, gint64 value)
{
  char buffer[24], *p = buffer + sizeof buffer;
  guint64 rest = value < 0 ? 0 - (guint64) value : (guint64) value;

  do
    *--p = (char) ('0' + rest % 10);
  while ((rest /= 10) > 0);
  if (value < 0)
    *--p = '-';
  g_string_append_len (out, p, buffer + sizeof buffer - p);
}

static void
append_cell (GString *out, const AssayColumn *column, gsize row)
{
  char buffer[ASSAY_NUMBER_SIZE];
  const char *text;
  gsize len;

  if (assay_column_is_missing (column, row))
    return;
  switch (assay_column_get_type (column))
    {
    case ASSAY_TYPE_DOUBLE:
      g_string_append_len (out, buffer, assay_number_format (assay_column_get_doubles (column)[row], buffer));
      break;
    case ASSAY_TYPE_INT64:
      append_integer (out, assay_column_get_int64s (column)[row]);
      break;
    case ASSAY_TYPE_DATE:
      g_string_append_len (out, buffer, assay_date_format (assay_column_get_dates (column)[row], buffer));
      break;
    case ASSAY_TYPE_DATETIME:
      g_string_append_len (out, buffer, assay_datetime_format (assay_column_get_datetimes (column)[row], buffer));
      break;
    case ASSAY_TYPE_CATEGORY:
      text = assay_column_get_word (column, assay_column_get_codes (column)[row]);
      append_text (out, text, strlen (text));
      break;
    case ASSAY_TYPE_TEXT:
      text = assay_column_get_text (column, row, &len);
      append_text (out, text, len);
      break;
    }
}

typedef struct
{
  const AssayFrame *frame;
  gsize first_block;
  GString **blocks;
} Job;

static gboolean
format_block (gsize item, guint worker, gpointer user_data, GError **error)
{
  Job *job = user_data;
  guint n_columns = assay_frame_get_n_columns (job->frame);
  gsize first = (job->first_block + item) * ROWS_A_BLOCK;
  gsize last = MIN (first + ROWS_A_BLOCK, assay_frame_get_n_rows (job->frame));
  GString *out = job->blocks[item];

  g_string_truncate (out, 0);
  for (gsize row = first; row < last; row++)
    {
      gsize start = out->len;

      for (guint i = 0; i < n_columns; i++)
        {
          if (i > 0)
            g_string_append_c (out, ',');
          append_cell (out, assay_frame_get_column (job->frame, i), row);
        }
      /* An empty line would be no row at all. */
      if (out->len == start)
        g_string_append (out, "\"\"");
      g_string_append_c (out, '\n');
    }
  return TRUE;
}

static GString *
make_header (const AssayFrame *frame)
{
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < assay_frame_get_n_columns (frame); i++)
    {
      const char *name = assay_column_get_name (assay_frame_get_column (frame, i));

      if (i > 0)
        g_string_append_c (out, ',');
      append_text (out, name, strlen (name));
    }
  g_string_append_c (out, '\n');
  return out;
}

static gboolean
put (AssayFileWrite *file, const GString *text, GError **error)
{
  gsize n = 0;

  if (file != NULL)
    return assay_file_write_put (file, text->str, text->len, error);
  while (n < text->len)
    {
      gssize done = write (STDOUT_FILENO, text->str + n, text->len - n);

      if (done < 0 && errno == EINTR)
        continue;
      if (done < 0)
        {
          g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), _("Standard output cannot be written: %s."), g_strerror (errno));
          return FALSE;
        }
      n += (gsize) done;
    }
  return TRUE;
}

static gboolean
write_rows (const AssayFrame *frame, AssayFileWrite *file, guint n_threads, AssayProgress *progress, GError **error)
{
  gsize n_blocks = (assay_frame_get_n_rows (frame) + ROWS_A_BLOCK - 1) / ROWS_A_BLOCK;
  guint batch = 4 * (n_threads == 0 ? assay_parallel_default_threads () : n_threads);
  g_autoptr(GPtrArray) blocks = g_ptr_array_new ();
  gboolean done = TRUE;

  for (guint i = 0; i < batch; i++)
    g_ptr_array_add (blocks, g_string_new (NULL));
  for (gsize first = 0; first < n_blocks && done; first += batch)
    {
      Job job = { frame, first, (GString **) blocks->pdata };
      gsize n = MIN (batch, n_blocks - first);

      done = assay_progress_step (progress, (double) first / (double) n_blocks, error)
             && assay_parallel_for (n_threads, n, format_block, &job, NULL, error);
      for (gsize i = 0; i < n && done; i++)
        done = put (file, job.blocks[i], error);
    }
  for (guint i = 0; i < batch; i++)
    g_string_free (blocks->pdata[i], TRUE);
  return done;
}

gboolean
assay_csv_write (const AssayFrame *frame, const char *path, guint n_threads, AssayProgress *progress, GError **error)
{
  AssayFileWrite *file = NULL;
  GString *header;
  gboolean done;

  if (strcmp (path, "-") != 0)
    {
      file = assay_file_write_open (path, error);
      if (file == NULL)
        return FALSE;
    }
  header = make_header (frame);
  done = put (file, header, error) && write_rows (frame, file, n_threads, progress, error);
  g_string_free (header, TRUE);
  if (file == NULL)
    return done;
  if (!done)
    {
      assay_file_write_abort (file);
      return FALSE;
    }
  return assay_file_write_commit (file, error);
}
