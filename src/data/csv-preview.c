/* The first rows of a file as text, for a look before it is read. */
#include <string.h>

#include "data/column-builder.h"
#include "data/csv-piece.h"
#include "data/csv-problems.h"
#include "data/csv-reader.h"
#include "data/read-report-private.h"

/* Whole records at the front of the file, behind the header, as one piece. */
static gboolean
load_head (AssayPiece *piece, AssayByteSource *source, const AssayCsvPlan *plan, GError **error)
{
  AssayTextInput input;
  gsize size = ASSAY_HEAD_SIZE;
  gssize n;

  assay_text_input_init (&input, source, plan->encoding);
  assay_piece_reserve (piece, size);
  n = assay_text_input_read (&input, piece->text, size, error);
  assay_text_input_clear (&input);
  if (n < 0)
    return FALSE;
  piece->len = (gsize) n - MIN ((gsize) n, plan->data_start);
  memmove (piece->text, piece->text + ((gsize) n - piece->len), piece->len);
  piece->len = assay_csv_cut (plan->dialect, piece->text, piece->len, (gsize) n < size - 4);
  return TRUE;
}

static AssayColumn *
build_column (const AssayColumnPlan *plan, AssayNumberFormat number, const AssayPieceColumn *column, const AssayPiece *piece)
{
  AssayColumnBuilder *builder = assay_column_builder_new (plan, number);

  assay_column_builder_add (builder, column, piece, NULL);
  return assay_column_builder_finish (builder);
}

/* What each column becomes, judged by the head; its bad rows are in the report. */
static AssayType *
find_types (AssayPiece *piece, const AssayCsvPlan *plan, AssayReadReport *report)
{
  g_autofree gint *as_text = g_new0 (gint, plan->n_columns);
  AssayType *types = g_new0 (AssayType, plan->n_columns);

  assay_piece_parse (piece, plan, as_text);
  for (guint i = 0; i < piece->bad->len; i++)
    {
      const AssayPieceBad *bad = &g_array_index (piece->bad, AssayPieceBad, i);

      assay_csv_report_bad_row (report, plan, piece, bad, plan->first_line + bad->line);
    }
  for (guint i = 0; i < plan->n_columns; i++)
    {
      AssayColumn *column = build_column (&plan->columns[i], plan->number, &piece->columns[i], piece);

      types[i] = assay_column_get_type (column);
      assay_column_unref (column);
    }
  return types;
}

static AssayFrame *
make_text_frame (AssayPiece *piece, AssayCsvPlan *plan, gsize n_rows)
{
  g_autofree gint *as_text = g_new0 (gint, plan->n_columns);
  g_autofree AssayColumn **columns = g_new0 (AssayColumn *, plan->n_columns);
  AssayFrame *frame;

  for (guint i = 0; i < plan->n_columns; i++)
    plan->columns[i].type = ASSAY_TYPE_TEXT;
  g_strfreev (plan->missing);
  plan->missing = g_new0 (char *, 1);           /* as written: no code is hidden */
  assay_piece_parse (piece, plan, as_text);
  piece->n_rows = MIN (piece->n_rows, n_rows);
  for (guint i = 0; i < plan->n_columns; i++)
    columns[i] = build_column (&plan->columns[i], plan->number, &piece->columns[i], piece);
  frame = assay_frame_new (columns, plan->n_columns, piece->n_rows);
  for (guint i = 0; i < plan->n_columns; i++)
    assay_column_unref (columns[i]);
  return frame;
}

AssayFrame *
assay_csv_preview (const char *path, const AssayReadOptions *options, gsize n_rows, AssayReadReport **report, AssayType **types, GError **error)
{
  g_autoptr(AssayByteSource) source = assay_byte_source_open (path, error);
  g_autoptr(AssayReadReport) made = assay_read_report_new ();
  g_autoptr(AssayCsvPlan) plan = NULL;
  AssayPiece *typed, *text;
  AssayFrame *frame = NULL;
  AssayReadOptions defaults;
  AssayType *found;

  assay_read_options_init (&defaults);
  plan = source == NULL ? NULL : assay_csv_plan_new (source, options == NULL ? &defaults : options, made, error);
  if (plan == NULL)
    return NULL;
  typed = assay_piece_new (plan->n_columns);
  text = assay_piece_new (plan->n_columns);
  if (load_head (typed, source, plan, error))
    {
      /* parsing changes the text, so each way of it gets its own */
      assay_piece_reserve (text, MAX (typed->len, 1));
      memcpy (text->text, typed->text, typed->len);
      text->len = typed->len;
      found = find_types (typed, plan, made);
      frame = make_text_frame (text, plan, n_rows);
      assay_read_report_set_totals (made, NULL, assay_byte_source_get_size (source), assay_frame_get_n_rows (frame));
      if (report != NULL)
        *report = g_steal_pointer (&made);
      if (types != NULL)
        *types = g_steal_pointer (&found);
      g_free (found);
    }
  assay_piece_free (typed);
  assay_piece_free (text);
  return frame;
}
