#include "app/run-charts.h"

#define N_LAGS 28                /* four seasons of a week */

typedef struct { AssayRunData *data; gsize series; } Order;

static void
order_free (gpointer data)
{
  Order *order = data;

  assay_run_data_unref (order->data);
  g_free (order);
}

/* Takes the figure. FALSE: cancelled. */
static gboolean
add_chart (GPtrArray *charts, AssayFigure *figure, AssayProgress *progress)
{
  AssayChart *chart = figure != NULL ? assay_chart_new (figure, progress) : NULL;

  g_clear_pointer (&figure, assay_figure_unref);
  if (chart != NULL)
    g_ptr_array_add (charts, chart);
  return chart != NULL;
}

static void
give_back (GTask *task, GPtrArray *charts, gboolean complete)
{
  if (complete)
    {
      g_task_return_pointer (task, charts, (GDestroyNotify) g_ptr_array_unref);
      return;
    }
  g_ptr_array_unref (charts);
  g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "cancelled");
}

/* The rows call what was measured “actual”; the figures of the result know its name. */
static AssayFigure *
name_value (AssayFigure *figure, AssayResult *result)
{
  for (guint i = 0; i < assay_result_get_n_figures (result); i++)
    {
      AssayFigure *known = assay_result_get_figure (result, i);
      const AssayAxis *y = assay_figure_get_y (known);

      if (g_str_has_prefix (assay_figure_get_id (known), "forecast") && y->label != NULL && *y->label != '\0')
        {
          assay_figure_set_y (figure, y->unit, y->label, y->unit_text);
          break;
        }
    }
  return figure;
}

static void
make_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  const Order *order = task_data;
  const AssayAnomalyRows *rows = assay_run_data_get_anomaly_rows (order->data);
  g_autoptr(AssayProgress) progress = assay_progress_new (cancellable, NULL, NULL, NULL);
  GPtrArray *charts = g_ptr_array_new_with_free_func ((GDestroyNotify) assay_chart_unref);

  give_back (task, charts,
             add_chart (charts, name_value (assay_anomaly_figure_forecast (rows, order->series, 0), assay_run_data_get_result (order->data)), progress)
             && add_chart (charts, assay_anomaly_figure_zscore (rows, order->series, assay_run_data_get_threshold (order->data), 0), progress)
             && add_chart (charts, assay_anomaly_figure_acf (rows, order->series, N_LAGS), progress));
}

static void
prepare_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  GPtrArray *figures = task_data;
  g_autoptr(AssayProgress) progress = assay_progress_new (cancellable, NULL, NULL, NULL);
  GPtrArray *charts = g_ptr_array_new_with_free_func ((GDestroyNotify) assay_chart_unref);
  gboolean complete = TRUE;

  for (guint i = 0; complete && i < figures->len; i++)
    complete = add_chart (charts, assay_figure_ref (figures->pdata[i]), progress);
  give_back (task, charts, complete);
}

void
assay_run_charts_make_async (AssayRunData *data, gsize series, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Order *order = g_new (Order, 1);

  *order = (Order) { assay_run_data_ref (data), series };
  g_task_set_task_data (task, order, order_free);
  g_task_run_in_thread (task, make_in_thread);
}

void
assay_run_charts_prepare_some_async (GPtrArray *figures, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  GPtrArray *kept = g_ptr_array_new_with_free_func ((GDestroyNotify) assay_figure_unref);

  for (guint i = 0; i < figures->len; i++)
    g_ptr_array_add (kept, assay_figure_ref (figures->pdata[i]));
  g_task_set_task_data (task, kept, (GDestroyNotify) g_ptr_array_unref);
  g_task_run_in_thread (task, prepare_in_thread);
}

void
assay_run_charts_prepare_async (AssayRunData *data, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  AssayResult *result = assay_run_data_get_result (data);
  g_autoptr(GPtrArray) figures = g_ptr_array_new ();

  for (guint i = 0; i < assay_result_get_n_figures (result); i++)
    g_ptr_array_add (figures, assay_result_get_figure (result, i));
  assay_run_charts_prepare_some_async (figures, cancellable, callback, user_data);
}

GPtrArray *
assay_run_charts_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
