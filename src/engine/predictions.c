/* The rows of a scoring run are an object of the workspace; looking a client up reads one mapped column of each run. */
#include "engine/predictions.h"

#include <json-glib/json-glib.h>
#include <string.h>

#include "base/number.h"
#include "engine/plan.h"

void
assay_prediction_free (AssayPrediction *self)
{
  g_clear_pointer (&self->run, assay_run_free);
  g_clear_pointer (&self->rows, assay_frame_unref);
  g_free (self->id_column);
  g_free (self);
}

static void
find_code (const AssayColumn *column, const char *id, GArray *rows)
{
  const guint32 *codes = assay_column_get_codes (column);
  guint32 wanted = ASSAY_MISSING_CODE;
  gsize n = assay_column_get_n (column);

  for (guint32 i = 0; i < assay_column_get_n_words (column) && wanted == ASSAY_MISSING_CODE; i++)
    if (strcmp (assay_column_get_word (column, i), id) == 0)
      wanted = i;
  for (gsize i = 0; wanted != ASSAY_MISSING_CODE && i < n; i++)
    if (codes[i] == wanted)
      g_array_append_val (rows, i);
}

static void
find_text (const AssayColumn *column, const char *id, GArray *rows)
{
  gsize n = assay_column_get_n (column), wanted = strlen (id), length;

  for (gsize i = 0; i < n; i++)
    {
      const char *text = assay_column_get_text (column, i, &length);

      if (text != NULL && length == wanted && memcmp (text, id, length) == 0)
        g_array_append_val (rows, i);
    }
}

static void
find_integer (const AssayColumn *column, const char *id, GArray *rows)
{
  const gint64 *values = assay_column_get_int64s (column);
  gsize n = assay_column_get_n (column);
  gint64 wanted;

  if (!assay_integer_parse (id, strlen (id), 0, &wanted) || wanted == ASSAY_MISSING_INT64)
    return;
  for (gsize i = 0; i < n; i++)
    if (values[i] == wanted)
      g_array_append_val (rows, i);
}

/* Dates and broken numbers are odd names for clients: compared as they are written. */
static void
find_cell (const AssayColumn *column, const char *id, GArray *rows)
{
  g_autoptr(GString) cell = g_string_new (NULL);

  for (gsize i = 0; i < assay_column_get_n (column); i++)
    {
      g_string_truncate (cell, 0);
      assay_column_append_cell (column, i, cell);
      if (strcmp (cell->str, id) == 0)
        g_array_append_val (rows, i);
    }
}

static AssayFrame *
find_rows (const AssayFrame *frame, const AssayColumn *column, const char *id)
{
  g_autoptr(GArray) rows = g_array_new (FALSE, FALSE, sizeof (gsize));

  switch (assay_column_get_type (column))
    {
    case ASSAY_TYPE_CATEGORY:
      find_code (column, id, rows);
      break;
    case ASSAY_TYPE_TEXT:
      find_text (column, id, rows);
      break;
    case ASSAY_TYPE_INT64:
      find_integer (column, id, rows);
      break;
    default:
      find_cell (column, id, rows);
    }
  return rows->len > 0 ? assay_frame_take_rows (frame, (const gsize *) (gpointer) rows->data, rows->len, 1) : NULL;
}

/* FALSE only on error. */
static gboolean
look_into (AssayWorkspace *workspace, AssayRun *run, const char *id, GPtrArray *found, GError **error)
{
  g_autoptr(AssayPlan) plan = assay_plan_from_run (run, NULL);
  const char *column = plan != NULL && assay_option_find (plan->analysis->options, "id") != NULL ? assay_options_get_text (plan->options, "id") : NULL;
  g_autoptr(AssayFrame) rows = NULL, frame = NULL;
  AssayColumn *ids;
  AssayPrediction *prediction;

  if (column == NULL || run->rows == NULL)
    return TRUE;
  frame = assay_run_load_rows (workspace, run, error);
  if (frame == NULL)
    return FALSE;
  ids = assay_frame_find (frame, column);
  rows = ids != NULL ? find_rows (frame, ids, id) : NULL;
  if (rows == NULL)
    return TRUE;
  prediction = g_new0 (AssayPrediction, 1);
  prediction->run = assay_workspace_get_run (workspace, run->id, NULL);
  prediction->id_column = g_strdup (column);
  prediction->rows = g_steal_pointer (&rows);
  g_ptr_array_add (found, prediction);
  return TRUE;
}

GPtrArray *
assay_predictions_find (AssayWorkspace *workspace, const char *id, AssayProgress *progress, GError **error)
{
  g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func ((GDestroyNotify) assay_prediction_free);
  g_autoptr(GPtrArray) runs = assay_workspace_list_runs (workspace, error);

  for (guint i = 0; runs != NULL && i < runs->len; i++)
    {
      AssayRun *run = runs->pdata[i];

      if (!assay_progress_step (progress, (double) i / runs->len, error))
        return NULL;
      if (strcmp (run->analysis, "score") == 0 && !look_into (workspace, run, id, found, error))
        return NULL;
    }
  return runs != NULL ? g_steal_pointer (&found) : NULL;
}
