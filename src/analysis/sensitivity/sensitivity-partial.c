/* What is found so far, for whoever looks on while methods run, and what is kept of a run that is stopped. */
#include "analysis/sensitivity/sensitivity-methods-private.h"

#define INTERVAL (G_USEC_PER_SEC / 4)

static void
clear_row (gpointer row)
{
  g_free (((SensitivityRow *) row)->input);
}

GArray *
sensitivity_rows_new (void)
{
  GArray *rows = g_array_new (FALSE, FALSE, sizeof (SensitivityRow));

  g_array_set_clear_func (rows, clear_row);
  return rows;
}

static void
copy_metric (AssayResult *result, const AssayMetric *metric)
{
  AssayMetric *copy = assay_result_add_metric (result, metric->id, metric->label, metric->unit, metric->value);

  copy->low = metric->low;
  copy->high = metric->high;
  copy->text = g_strdup (metric->text);
}

/* Tables and figures are frozen once a result has them, so both results can have the same. */
static AssayResult *
copy_so_far (const AssayResult *whole)
{
  AssayResult *copy = assay_result_new (assay_result_get_analysis (whole), assay_result_get_title (whole));

  for (guint i = 0; i < assay_result_get_n_metrics (whole); i++)
    copy_metric (copy, assay_result_get_metric (whole, i));
  for (guint i = 0; i < assay_result_get_n_tables (whole); i++)
    assay_result_take_table (copy, assay_table_ref (assay_result_get_table (whole, i)));
  for (guint i = 0; i < assay_result_get_n_figures (whole); i++)
    assay_result_take_figure (copy, assay_figure_ref (assay_result_get_figure (whole, i)));
  return copy;
}

void
assay_sensitivity_publish (AssaySensitivityRun *self, void (*show) (gpointer method), gpointer method)
{
  gint64 now = self->task->partial != NULL ? g_get_monotonic_time () : 0;
  AssayResult *whole = self->result;
  guint n_rows = self->rows->len;
  g_autoptr(AssayResult) so_far = NULL;

  if (self->task->partial == NULL || now < self->next_partial)
    return;
  self->next_partial = now + INTERVAL;
  self->result = so_far = copy_so_far (whole);
  if (show != NULL)
    show (method);
  sensitivity_add_inputs (so_far, self->function);      /* whoever looks on asks which input a bar is of */
  assay_result_add_note (so_far, "Partial: more is being computed.");
  self->result = whole;
  g_array_set_size (self->rows, n_rows);
  self->task->partial (so_far, self->task->partial_data);
}

gboolean
assay_sensitivity_keep (AssaySensitivityRun *self, GError *problem, GError **error)
{
  self->is_stopped = self->task->keep_partial && g_error_matches (problem, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  if (!self->is_stopped)
    {
      g_propagate_error (error, problem);
      return FALSE;
    }
  g_error_free (problem);
  return TRUE;
}

gboolean
assay_sensitivity_check_stop (const AssaySensitivityRun *self, GError **error)
{
  if (!assay_progress_is_cancelled (self->stop))
    return TRUE;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "stopped");
  return FALSE;
}

gboolean
assay_sensitivity_check_given_up (const AssaySensitivityRun *self, GError **error)
{
  return self->task->keep_partial || assay_sensitivity_check_stop (self, error);
}

static bool
is_cancelled (void *stop)
{
  return assay_progress_is_cancelled (stop);
}

AmStop
assay_sensitivity_get_stop (const AssaySensitivityRun *self)
{
  return (AmStop) { is_cancelled, self->stop };
}
