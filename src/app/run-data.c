#include "app/run-data.h"
#include <glib/gi18n.h>
#include <math.h>

struct _AssayRunData
{
  gatomicrefcount refs;
  AssayRun *run;
  AssayOutcome *outcome;
  AssayAnomalyRows *series;                     /* NULL: not a run of anomalies */
  AssayForecastRows *forecasts;                 /* NULL: not a run of forecasts */
  AssayColumn *time, *actual, *forecast, *zscore, *anomaly, *risk, *reason;     /* lent by the frame */
  GArray *anomalies;                            /* of gsize */
  AssaySpan extent;
  gint64 worst;
};

/* ---- making it ---- */

static double
x_of (AssayColumn *time, gsize row)
{
  if (assay_column_is_missing (time, row))
    return NAN;
  switch (assay_column_get_type (time))
    {
    case ASSAY_TYPE_DATE: return assay_column_get_dates (time)[row];
    case ASSAY_TYPE_DATETIME: return (double) assay_column_get_datetimes (time)[row] / 1e6;
    case ASSAY_TYPE_INT64: return (double) assay_column_get_int64s (time)[row];
    default: return NAN;
    }
}

static gboolean
find_columns (AssayRunData *self, AssayFrame *rows, GError **error)
{
  return (self->time = assay_frame_require (rows, "time", error)) != NULL
         && (self->actual = assay_frame_require (rows, "actual", error)) != NULL
         && (self->forecast = assay_frame_require (rows, "forecast", error)) != NULL
         && (self->zscore = assay_frame_require (rows, "zscore", error)) != NULL
         && (self->anomaly = assay_frame_require (rows, "anomaly", error)) != NULL
         && (self->risk = assay_frame_require (rows, "risk", error)) != NULL
         && (self->reason = assay_frame_require (rows, "reason", error)) != NULL;
}

static void
note_worst (AssayRunData *self, gsize row)
{
  const AssayRisk risk = assay_run_data_get_risk (self, row);
  const AssayRisk before = self->worst >= 0 ? assay_run_data_get_risk (self, (gsize) self->worst) : ASSAY_RISK_NONE;

  if (risk > before || (risk == before && self->worst >= 0 && x_of (self->time, row) > x_of (self->time, (gsize) self->worst)))
    self->worst = (gint64) row;
}

static void
collect_anomalies (AssayRunData *self, gsize n_rows)
{
  const gint64 *flags = assay_column_get_int64s (self->anomaly);

  for (gsize row = 0; row < n_rows; row++)
    if (flags[row] == 1)
      {
        g_array_append_val (self->anomalies, row);
        note_worst (self, row);
      }
}

/* Rows are sorted within a series, so its ends are the series' extremes. */
static void
find_extent (AssayRunData *self)
{
  const gsize n = assay_anomaly_rows_get_n_series (self->series);

  for (gsize i = 0; i < n; i++)
    {
      const gsize first = assay_anomaly_rows_get_first (self->series, i), end = assay_anomaly_rows_get_first (self->series, i + 1);

      if (end == first)
        continue;
      self->extent.low = fmin (self->extent.low, x_of (self->time, first));
      self->extent.high = fmax (self->extent.high, x_of (self->time, end - 1));
    }
}

/* A back-test of values at risk has rows of another kind. */
static gboolean
has_forecasts (const AssayOutcome *outcome)
{
  const char *analysis = assay_result_get_analysis (outcome->result);

  return outcome->rows != NULL && (g_strcmp0 (analysis, "forecast") == 0 || g_strcmp0 (analysis, "backtest") == 0)
         && assay_frame_find (outcome->rows, "model") != NULL && assay_frame_find (outcome->rows, "forecast") != NULL;
}

AssayRunData *
assay_run_data_new (AssayRun *run, AssayOutcome *outcome, GError **error)
{
  g_autoptr(AssayRunData) self = g_new0 (AssayRunData, 1);

  g_atomic_ref_count_init (&self->refs);
  self->run = run;
  self->outcome = outcome;
  self->anomalies = g_array_new (FALSE, FALSE, sizeof (gsize));
  self->extent = assay_span_all ();
  self->worst = -1;
  if (has_forecasts (outcome))
    {
      self->forecasts = assay_forecast_rows_new (outcome->rows, error);
      return self->forecasts != NULL ? g_steal_pointer (&self) : NULL;
    }
  if (g_strcmp0 (assay_result_get_analysis (outcome->result), "anomalies") != 0 || outcome->rows == NULL)
    return g_steal_pointer (&self);

  if (!find_columns (self, outcome->rows, error))
    return NULL;
  self->series = assay_anomaly_rows_new (outcome->rows, error);
  if (self->series == NULL)
    return NULL;
  collect_anomalies (self, assay_frame_get_n_rows (outcome->rows));
  find_extent (self);
  return g_steal_pointer (&self);
}

AssayRunData *
assay_run_data_ref (AssayRunData *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
assay_run_data_unref (AssayRunData *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->refs))
    return;
  g_clear_pointer (&self->series, assay_anomaly_rows_free);
  g_clear_pointer (&self->forecasts, assay_forecast_rows_free);
  g_clear_pointer (&self->run, assay_run_free);
  g_clear_pointer (&self->outcome, assay_outcome_free);
  g_array_unref (self->anomalies);
  g_free (self);
}

/* ---- loading ---- */

typedef struct { AssayWorkspace *workspace; gint64 id; AssayOutcome *outcome; } Load;

static void
load_free (gpointer data)
{
  Load *load = data;

  assay_workspace_unref (load->workspace);
  g_clear_pointer (&load->outcome, assay_outcome_free);
  g_free (load);
}

static void
prepare_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Load *load = task_data;
  GError *error = NULL;
  AssayRun *run = assay_workspace_get_run (load->workspace, load->id, &error);
  AssayRunData *data = run != NULL ? assay_run_data_new (run, g_steal_pointer (&load->outcome), &error) : NULL;

  if (data != NULL)
    g_task_return_pointer (task, data, (GDestroyNotify) assay_run_data_unref);
  else
    g_task_return_error (task, error);
}

static void
on_outcome (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GTask) task = user_data;
  Load *load = g_task_get_task_data (task);
  GError *error = NULL;

  load->outcome = assay_project_load_run_finish (ASSAY_PROJECT (source), result, &error);
  if (load->outcome == NULL)
    g_task_return_error (task, error);
  else
    g_task_run_in_thread (task, prepare_in_thread);
}

void
assay_run_data_load_async (AssayProject *project, gint64 run, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (project, cancellable, callback, user_data);
  Load *load = g_new0 (Load, 1);

  load->workspace = assay_workspace_ref (assay_project_get_workspace (project));
  load->id = run;
  g_task_set_task_data (task, load, load_free);
  assay_project_load_run_async (project, run, cancellable, on_outcome, task);
}

AssayRunData *
assay_run_data_load_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* ---- asking ---- */

const AssayRun *
assay_run_data_get_run (AssayRunData *self)
{
  return self->run;
}

AssayResult *
assay_run_data_get_result (AssayRunData *self)
{
  return self->outcome->result;
}

AssayFrame *
assay_run_data_get_rows (AssayRunData *self)
{
  return self->outcome->rows;
}

const AssayForecastRows *
assay_run_data_get_forecasts (AssayRunData *self)
{
  return self->forecasts;
}

gboolean
assay_run_data_has_anomalies (AssayRunData *self)
{
  return self->series != NULL;
}

const AssayAnomalyRows *
assay_run_data_get_anomaly_rows (AssayRunData *self)
{
  return self->series;
}

gsize
assay_run_data_get_n_series (AssayRunData *self)
{
  return self->series != NULL ? assay_anomaly_rows_get_n_series (self->series) : 0;
}

char *
assay_run_data_dup_label (AssayRunData *self, gsize series)
{
  return assay_anomaly_rows_dup_label (self->series, series);
}

gsize
assay_run_data_find_series (AssayRunData *self, gsize row)
{
  return assay_anomaly_rows_find_series (self->series, row);
}

const gsize *
assay_run_data_get_anomalies (AssayRunData *self, gsize *n)
{
  *n = self->anomalies->len;
  return (const gsize *) (gpointer) self->anomalies->data;
}

const char *
assay_run_data_get_option (AssayRunData *self, const char *name, const char *fallback)
{
  const char *value = assay_result_find_option (self->outcome->result, name);

  return value != NULL && *value != '\0' ? value : fallback;
}

double
assay_run_data_get_threshold (AssayRunData *self)
{
  return g_ascii_strtod (assay_run_data_get_option (self, "threshold-used", assay_run_data_get_option (self, "threshold", "2")), NULL);
}

AssayAxis
assay_run_data_get_x_axis (AssayRunData *self)
{
  AssayAxis axis = { .type = ASSAY_AXIS_NUMBER };

  if (self->time != NULL && assay_column_get_type (self->time) == ASSAY_TYPE_DATE)
    axis.type = ASSAY_AXIS_DATE;
  else if (self->time != NULL && assay_column_get_type (self->time) == ASSAY_TYPE_DATETIME)
    axis.type = ASSAY_AXIS_DATETIME;
  return axis;
}

double
assay_run_data_get_x (AssayRunData *self, gsize row)
{
  return x_of (self->time, row);
}

double
assay_run_data_get_actual (AssayRunData *self, gsize row)
{
  return assay_column_get_doubles (self->actual)[row];
}

double
assay_run_data_get_forecast (AssayRunData *self, gsize row)
{
  return assay_column_get_doubles (self->forecast)[row];
}

double
assay_run_data_get_zscore (AssayRunData *self, gsize row)
{
  return assay_column_get_doubles (self->zscore)[row];
}

static const char *
word_of (AssayColumn *column, gsize row)
{
  return assay_column_is_missing (column, row) ? NULL : assay_column_get_word (column, assay_column_get_codes (column)[row]);
}

AssayRisk
assay_run_data_get_risk (AssayRunData *self, gsize row)
{
  const char *word = word_of (self->risk, row);

  return word != NULL ? assay_risk_from_name (word) : ASSAY_RISK_NONE;
}

const char *
assay_run_data_get_reason (AssayRunData *self, gsize row)
{
  return word_of (self->reason, row);
}

gboolean
assay_run_data_is_anomaly (AssayRunData *self, gsize row)
{
  return assay_column_get_int64s (self->anomaly)[row] == 1;
}

AssaySpan
assay_run_data_get_extent (AssayRunData *self)
{
  return self->extent;
}

gint64
assay_run_data_get_worst (AssayRunData *self)
{
  return self->worst;
}
