/* The reader: one stream of text, cut into pieces at record boundaries, parsed on all cores, put together in order.
 *
 * Every thread does whatever is next: commit the oldest parsed piece, else parse one, else read one. Reading and committing
 * are done by one thread at a time, so the hash of the file and the columns grow in the order of the file. Pieces are used
 * again, so that memory is bounded by their number. */
#include "data/csv-reader-private.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>

#include "base/parallel.h"
#include "data/column-builder.h"
#include "data/csv-piece.h"
#include "data/csv-problems.h"
#include "data/read-report-private.h"

#define PIECE_SIZE (1 << 20)

typedef struct
{
  AssayByteSource *source;
  AssayTextInput input;
  const AssayCsvPlan *plan;
  const AssayReadOptions *options;
  AssayReadReport *report;
  AssayProgress *progress;
  gsize piece_size;

  GMutex lock;                  /* guards everything up to the blank line */
  GCond changed;
  AssayPiece **pieces;          /* ring: piece i of the file is in slot i % n_pieces */
  gboolean *is_parsed;
  guint n_pieces;
  guint64 n_read, n_taken, n_committed;     /* pieces of the file: read, given to a parser, put into columns */
  gboolean is_reading, is_committing, at_end, is_cancelled;
  GError *read_error, *commit_error;

  /* only the reading thread */
  char *rest;                   /* text behind the last cut */
  gsize rest_len, rest_capacity;
  guint64 n_lines_read;

  /* only the committing thread */
  AssayColumnBuilder **builders;
  gint *as_text;                /* read by all */
  guint64 n_lines;
  gsize n_rows;
  guint32 usual_missing;
  gboolean decided_mark;
  char *open_example;
  guint open_column;
} Reader;

/* --- reading ----------------------------------------------------------------------------------------- */

static void
keep_rest (Reader *self, const char *text, gsize len)
{
  if (len > self->rest_capacity)
    {
      self->rest_capacity = len + len / 2;
      g_free (self->rest);
      self->rest = g_malloc (self->rest_capacity);
    }
  if (len > 0)
    memcpy (self->rest, text, len);
  self->rest_len = len;
}

static void
set_record_error (Reader *self, GError **error)
{
  g_set_error (error, ASSAY_DATA_ERROR, ASSAY_DATA_ERROR_LIMIT,
               _("%s: a record was found that does not end within %d MiB, behind about line %" PRIu64 ". Lines must end, "
                 "and a field holds at most 64 KiB. Check the separator and the quote (--separator, --quote)."),
               assay_byte_source_get_name (self->source), ASSAY_MAX_RECORD >> 20, self->plan->first_line + self->n_lines_read);
}

/* Fills a piece with whole records. len 0 and no error: the end. */
static gboolean
read_piece (Reader *self, AssayPiece *piece, GError **error)
{
  gsize len = self->rest_len, size = MAX (self->piece_size, len + self->piece_size / 2), cut;

  if (!assay_progress_step (self->progress, assay_byte_source_get_fraction (self->source), error))
    return FALSE;
  assay_piece_reserve (piece, size);
  if (len > 0)
    memcpy (piece->text, self->rest, len);
  for (;;)
    {
      gssize n = assay_text_input_read (&self->input, piece->text + len, size - len, error);

      if (n < 0)
        return FALSE;
      len += (gsize) n;
      cut = assay_csv_cut (self->plan->dialect, piece->text, len, n == 0);
      if (cut > 0 || n == 0)
        break;
      if (size > ASSAY_MAX_RECORD)
        {
          set_record_error (self, error);
          return FALSE;
        }
      size *= 2;
      assay_piece_reserve (piece, size);
    }
  keep_rest (self, piece->text + cut, len - cut);
  piece->len = cut;
  return TRUE;
}

/* Drops what is before the first row. It was all in the head, so it is short. */
static gboolean
skip_to_data (Reader *self, GError **error)
{
  gsize left = self->plan->data_start;
  g_autofree char *buffer = g_malloc (left + 16);

  while (left > 0)
    {
      gssize n = assay_text_input_read (&self->input, buffer, MAX (left, 4), error);

      if (n < 0)
        return FALSE;
      if (n == 0)
        break;
      if ((gsize) n > left)
        {
          keep_rest (self, buffer + left, (gsize) n - left);
          n = (gssize) left;
        }
      left -= (gsize) n;
    }
  return TRUE;
}

/* --- committing -------------------------------------------------------------------------------------- */

static gboolean
commit_piece (Reader *self, AssayPiece *piece, GError **error)
{
  const AssayCsvPlan *plan = self->plan;
  guint64 first_line = plan->first_line + self->n_lines;

  if (piece->fields.too_long_line > 0)
    {
      g_set_error (error, ASSAY_DATA_ERROR, ASSAY_DATA_ERROR_LIMIT,
                   _("%s, line %" PRIu64 ": a field of more than 64 KiB was found. A field holds at most 65,536 bytes. "
                     "Check the separator and the quote (--separator, --quote)."),
                   assay_byte_source_get_name (self->source), first_line + piece->fields.too_long_line - 1);
      return FALSE;
    }
  for (guint i = 0; i < piece->bad->len; i++)
    {
      const AssayPieceBad *bad = &g_array_index (piece->bad, AssayPieceBad, i);

      assay_csv_report_bad_row (self->report, plan, piece, bad, first_line + bad->line);
    }
  if (piece->open_mark && self->open_example == NULL)
    {
      self->open_example = g_strndup (piece->text + piece->open_where.start, piece->open_where.len);
      self->open_column = piece->open_column;
    }
  self->decided_mark |= piece->decided_mark;
  self->usual_missing |= piece->usual_missing;
  self->n_lines += piece->n_lines;
  self->n_rows += piece->n_rows;
  /* The load will fail: from now on only the bad rows matter. */
  if (assay_read_report_get_n_bad_rows (self->report) > self->options->max_bad_rows)
    return TRUE;
  for (guint i = 0; i < plan->n_columns; i++)
    {
      if (!assay_column_builder_add (self->builders[i], &piece->columns[i], piece, error))
        return FALSE;
      if (assay_column_builder_is_text (self->builders[i]))
        g_atomic_int_set (&self->as_text[i], 1);
    }
  return TRUE;
}

/* --- the threads ------------------------------------------------------------------------------------- */

static void
commit_next (Reader *self)
{
  guint slot = (guint) (self->n_committed % self->n_pieces);
  GError *error = NULL;

  self->is_committing = TRUE;
  g_mutex_unlock (&self->lock);
  commit_piece (self, self->pieces[slot], &error);
  g_mutex_lock (&self->lock);
  self->is_committing = FALSE;
  self->is_parsed[slot] = FALSE;
  self->n_committed++;
  self->commit_error = error;
}

static void
parse_next (Reader *self)
{
  guint slot = (guint) (self->n_taken++ % self->n_pieces);

  g_mutex_unlock (&self->lock);
  assay_piece_parse (self->pieces[slot], self->plan, self->as_text);
  g_mutex_lock (&self->lock);
  self->is_parsed[slot] = TRUE;
}

static void
read_next (Reader *self)
{
  AssayPiece *piece = self->pieces[self->n_read % self->n_pieces];
  GError *error = NULL;

  self->is_reading = TRUE;
  g_mutex_unlock (&self->lock);
  read_piece (self, piece, &error);
  g_mutex_lock (&self->lock);
  self->is_reading = FALSE;
  if (error != NULL)
    {
      /* What was read before is put into columns first: its faults come first in the file. */
      self->is_cancelled = g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      self->read_error = error;
      self->at_end = TRUE;
    }
  else if (piece->len == 0)
    self->at_end = TRUE;
  else
    self->n_read++;
}

static gpointer
work (gpointer data)
{
  Reader *self = data;

  g_mutex_lock (&self->lock);
  while (self->commit_error == NULL && !self->is_cancelled && !(self->at_end && self->n_committed == self->n_read))
    {
      if (!self->is_committing && self->n_committed < self->n_read && self->is_parsed[self->n_committed % self->n_pieces])
        commit_next (self);
      else if (self->n_taken < self->n_read)
        parse_next (self);
      else if (!self->is_reading && !self->at_end && self->n_read - self->n_committed < self->n_pieces)
        read_next (self);
      else
        {
          g_cond_wait (&self->changed, &self->lock);
          continue;
        }
      g_cond_broadcast (&self->changed);
    }
  g_mutex_unlock (&self->lock);
  return NULL;
}

static void
run_threads (Reader *self, guint n_threads)
{
  g_autofree GThread **threads = g_new0 (GThread *, n_threads);

  for (guint i = 1; i < n_threads; i++)
    threads[i] = g_thread_new ("assay-csv", work, self);
  work (self);
  for (guint i = 1; i < n_threads; i++)
    g_thread_join (threads[i]);
}

/* --- all together ------------------------------------------------------------------------------------ */

static void
reader_init (Reader *self, AssayByteSource *source, const AssayCsvPlan *plan, const AssayReadOptions *options, AssayReadReport *report,
             AssayProgress *progress, const AssayCsvTuning *tuning, guint n_threads)
{
  memset (self, 0, sizeof *self);
  self->source = source;
  assay_text_input_init (&self->input, source, plan->encoding);
  self->plan = plan;
  self->options = options;
  self->report = report;
  self->progress = progress;
  self->piece_size = tuning->piece_size > 0 ? MAX (tuning->piece_size, 16) : PIECE_SIZE;
  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  self->n_pieces = n_threads == 1 ? 1 : 2 * n_threads + 2;
  self->pieces = g_new0 (AssayPiece *, self->n_pieces);
  self->is_parsed = g_new0 (gboolean, self->n_pieces);
  for (guint i = 0; i < self->n_pieces; i++)
    {
      self->pieces[i] = assay_piece_new (plan->n_columns);
      self->pieces[i]->fields.all_by_libcsv = tuning->all_by_libcsv;
    }
  self->builders = g_new0 (AssayColumnBuilder *, plan->n_columns);
  self->as_text = g_new0 (gint, plan->n_columns);
  for (guint i = 0; i < plan->n_columns; i++)
    self->builders[i] = assay_column_builder_new (&plan->columns[i], plan->number);
}

static void
free_pieces (Reader *self)
{
  for (guint i = 0; i < self->n_pieces; i++)
    assay_piece_free (self->pieces[i]);
  g_clear_pointer (&self->pieces, g_free);
  self->n_pieces = 0;
}

static void
reader_clear (Reader *self)
{
  free_pieces (self);
  for (guint i = 0; i < self->plan->n_columns; i++)
    g_clear_pointer (&self->builders[i], assay_column_builder_free);
  g_free (self->builders);
  g_free (self->as_text);
  g_free (self->is_parsed);
  g_free (self->rest);
  g_free (self->open_example);
  g_clear_error (&self->read_error);
  g_clear_error (&self->commit_error);
  assay_text_input_clear (&self->input);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->changed);
}

static void
report_missing (Reader *self)
{
  g_autoptr(GString) codes = g_string_new (NULL);

  if (self->plan->missing != NULL)
    return;
  for (guint i = 0; assay_usual_missing[i] != NULL; i++)
    if (self->usual_missing >> i & 1)
      g_string_append_printf (codes, "%s%s", codes->len > 0 ? "," : "", assay_usual_missing[i]);
  assay_read_report_add_setting (self->report, "missing", codes->str, FALSE, NULL);
}

/* What was found on the way may stop the load even when every piece was read. */
static gboolean
check_end (Reader *self, GError **error)
{
  const char *name = assay_byte_source_get_name (self->source);

  if (self->commit_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&self->commit_error));
      return FALSE;
    }
  if (self->read_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&self->read_error));
      return FALSE;
    }
  if (self->open_example != NULL && !self->decided_mark)
    {
      assay_csv_ask_decimal (self->report, self->plan->columns[self->open_column].name, self->open_example);
      assay_csv_set_question_error (self->report, name, error);
      return FALSE;
    }
  if (assay_read_report_get_n_bad_rows (self->report) > self->options->max_bad_rows)
    {
      assay_csv_set_bad_rows_error (self->report, name, self->options->max_bad_rows, error);
      return FALSE;
    }
  return TRUE;
}

static AssayFrame *
finish_frame (Reader *self)
{
  guint n_columns = self->plan->n_columns;
  g_autofree AssayColumn **columns = g_new0 (AssayColumn *, n_columns);
  AssayFrame *frame;

  free_pieces (self);
  for (guint i = 0; i < n_columns; i++)
    columns[i] = assay_column_builder_finish (g_steal_pointer (&self->builders[i]));
  frame = assay_frame_new (columns, n_columns, self->n_rows);
  for (guint i = 0; i < n_columns; i++)
    assay_column_unref (columns[i]);
  return frame;
}

static AssayFrame *
read_all (AssayByteSource *source, const AssayCsvPlan *plan, const AssayReadOptions *options, const AssayCsvTuning *tuning, guint n_threads,
          AssayReadReport *report, AssayProgress *progress, GError **error)
{
  AssayFrame *frame = NULL;
  guint64 n_bytes;
  char *sha256;
  Reader reader;

  reader_init (&reader, source, plan, options, report, progress, tuning, n_threads);
  if (skip_to_data (&reader, error))
    {
      run_threads (&reader, n_threads);
      report_missing (&reader);
      sha256 = assay_byte_source_finish (source, &n_bytes);
      assay_read_report_set_totals (report, sha256, n_bytes, reader.n_rows);
      if (check_end (&reader, error))
        frame = finish_frame (&reader);
    }
  reader_clear (&reader);
  if (frame != NULL && !assay_progress_step (progress, 1, error))
    g_clear_pointer (&frame, assay_frame_unref);
  return frame;
}

AssayFrame *
assay_csv_read_tuned (const char *path, const AssayReadOptions *options, const AssayCsvTuning *tuning, guint n_threads,
                      AssayReadReport **report, AssayProgress *progress, GError **error)
{
  g_autoptr(AssayReadReport) made = assay_read_report_new ();
  g_autoptr(AssayByteSource) source = assay_byte_source_open (path, error);
  g_autoptr(AssayCsvPlan) plan = NULL;
  AssayReadOptions defaults;
  GError *local_error = NULL;
  AssayFrame *frame = NULL;

  if (report != NULL)
    *report = NULL;
  if (source == NULL)
    return NULL;
  assay_read_options_init (&defaults);
  if (options == NULL)
    options = &defaults;
  plan = assay_csv_plan_new (source, options, made, error);
  if (plan == NULL)
    return NULL;
  if (assay_read_report_get_n_questions (made) > 0)
    assay_csv_set_question_error (made, assay_byte_source_get_name (source), &local_error);
  else
    frame = read_all (source, plan, options, tuning, n_threads == 0 ? assay_parallel_default_threads () : n_threads, made, progress, &local_error);
  if (report != NULL && (frame != NULL || g_error_matches (local_error, ASSAY_DATA_ERROR, ASSAY_DATA_ERROR_AMBIGUOUS)
                         || g_error_matches (local_error, ASSAY_DATA_ERROR, ASSAY_DATA_ERROR_BAD_ROWS)))
    *report = g_steal_pointer (&made);
  if (local_error != NULL)
    g_propagate_error (error, local_error);
  return frame;
}

AssayFrame *
assay_csv_read (const char *path, const AssayReadOptions *options, guint n_threads, AssayReadReport **report, AssayProgress *progress,
                GError **error)
{
  const AssayCsvTuning usual = { 0 };

  return assay_csv_read_tuned (path, options, &usual, n_threads, report, progress, error);
}
