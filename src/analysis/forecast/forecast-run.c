#include "analysis/forecast/forecast-run-private.h"

#include "analysis/backtest/backtest-run-private.h"
#include "analysis/calendar.h"
#include "analysis/regressors.h"
#include "analysis/series-columns.h"
#include "analysis/wording.h"
#include "base/number.h"
#include "base/parallel.h"
#include "math/order.h"
#include "model/forecast-artifact.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct
{
  ForecastRun *run;
  const AssayTask *task;
  AssayColumn *const *keys;    /* [n_keys] of the panel's rows */
  const AssayRoles *roles;
  AssayCalendar calendar;
  AssayProgress *progress;
  AssayRegressors regressors;
  gsize *n_off, *n_unknown;    /* [n_series] */
  gboolean keeps_grids, keeps_models;
} Pass;

#define MOST_KEPT 200          /* series: of more, only what is shown is kept */
#define MOST_SAYING 1000

static guint
n_models (const ForecastRun *self)
{
  return self->how->models->len;
}

const ForecastOne *
forecast_run_get (const ForecastRun *self, gsize series, guint model)
{
  return &self->ones[series * n_models (self) + model];
}

const AssayModelChoice *
forecast_run_get_model (const ForecastRun *self, guint model)
{
  return self->how->models->pdata[model];
}

gint64
forecast_run_get_time (const ForecastRun *self, gsize series, gsize step)
{
  return assay_step_add (assay_panel_get_step (self->panel), assay_panel_get_time_type (self->panel), self->series[series].first_time, (gint64) step);
}

gboolean
forecast_run_is_current (const ForecastRun *self, gsize series)
{
  return self->series[series].n > 0 && forecast_run_get_time (self, series, self->series[series].n - 1) == self->last_time;
}

/* ---- one series ---- */

static void
fill (double *to, gsize n, double value)
{
  for (gsize i = 0; i < n; i++)
    to[i] = value;
}

/* seasons: lent to the past. */
static AssayPast
make_past (const Pass *pass, const AssayModelChoice *choice, const double *grid, const double *x, gsize n, double seasons[ASSAY_MOST_SEASONS])
{
  const ForecastSettings *how = pass->run->how;
  gsize length = how->window > 0 ? MIN (how->window, n) : n;

  return (AssayPast) { .y = grid + n - length, .n = length, .season = how->seasons.main, .seasons = seasons, .n_seasons = assay_seasons_of_past (&how->seasons, length, seasons),
                       .variant = choice->variant, .nonnegative = how->nonnegative, .seed = pass->task->seed, .progress = pass->progress,
                       .x = x != NULL ? x + (n - length) * pass->regressors.n : NULL, .n_x = pass->regressors.n };
}

/* errors[step * most + k], n[step] of them: the ceil ((n + 1) level)-th smallest is the half width; NaN with too few. */
static void
set_conformal (ForecastOne *one, const ForecastSettings *how, double *errors, const guint *n)
{
  for (guint i = 0; i < how->horizon; i++)
    {
      double *of_step = errors + (gsize) i * how->n_calibration;

      qsort (of_step, n[i], sizeof (double), am_compare_doubles);
      for (guint level = 0; level < how->n_levels; level++)
        {
          double rank = ceil ((n[i] + 1) * how->levels[level] - 1e-9);
          double half = n[i] > 0 && rank <= n[i] ? of_step[(guint) rank - 1] : NAN;

          one->lower[(gsize) level * how->horizon + i] = how->nonnegative ? fmax (one->mean[i] - half, isnan (half) ? NAN : 0) : one->mean[i] - half;
          one->upper[(gsize) level * how->horizon + i] = one->mean[i] + half;
        }
    }
}

/* Regressors from a step on; NULL: there are none. */
static const double *
ahead_of (const Pass *pass, const double *x, gsize n)
{
  return x != NULL ? x + n * pass->regressors.n : NULL;
}

/* Forecasts again from the last n_calibration origins that leave a value after them, each from its own past only. */
static gboolean
calibrate (const Pass *pass, const AssayModelChoice *choice, const double *grid, const double *x, gsize n, ForecastOne *one, GError **error)
{
  const ForecastSettings *how = pass->run->how;
  g_autofree double *errors = g_new (double, (gsize) how->horizon * how->n_calibration), *mean = g_new (double, how->horizon);
  g_autofree guint *counts = g_new0 (guint, how->horizon);

  for (gsize back = 1; back < n && one->n_windows < how->n_calibration; back++)
    {
      double seasons[ASSAY_MOST_SEASONS];
      AssayPast past = make_past (pass, choice, grid, x, n - back, seasons);
      g_autoptr(GError) unfit = NULL;
      g_autoptr(AssayFitted) fitted = NULL;

      if (!assay_progress_step (pass->progress, 0, error))
        return FALSE;
      fitted = assay_fitted_new (choice->kind, &past, &unfit);
      if (fitted == NULL)
        break;
      assay_fitted_forecast (fitted, MIN (how->horizon, back), ahead_of (pass, x, n - back), NULL, 0, mean, NULL);
      for (guint i = 0; i < MIN (how->horizon, back); i++)
        if (!isnan (grid[n - back + i] - mean[i]))
          errors[(gsize) i * how->n_calibration + counts[i]++] = fabs (grid[n - back + i] - mean[i]);
      one->n_windows++;
    }
  one->is_conformal = TRUE;
  set_conformal (one, how, errors, counts);
  return TRUE;
}

static gboolean
wants_conformal (const ForecastSettings *how, const AssayForecaster *kind)
{
  return how->intervals == FORECAST_INTERVALS_CONFORMAL
         || (how->intervals == FORECAST_INTERVALS_AUTO && (kind->flags & ASSAY_FORECASTER_NO_INTERVALS) != 0);
}

/* "alpha 0.31 · sigma 2.4 · 3 of 80 steps have no value …" */
static char *
describe (const AssayFitted *fitted)
{
  g_autoptr(GPtrArray) parameters = assay_fitted_get_parameters (fitted);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < parameters->len; i++)
    {
      const AssayParameter *parameter = parameters->pdata[i];
      g_autofree char *number = parameter->text == NULL ? assay_word_number (parameter->value) : NULL;

      g_string_append_printf (text, "%s%s %s", text->len > 0 ? " · " : "", parameter->id, parameter->text != NULL ? parameter->text : number);
    }
  for (const char *const *note = assay_fitted_get_notes (fitted); *note != NULL; note++)
    g_string_append_printf (text, "%s%s", text->len > 0 ? " · " : "", *note);
  return g_string_free (text, FALSE);
}

static char **
make_key (const AssayPanel *panel, AssayColumn *const *keys, const AssayRoles *roles, gsize series)
{
  guint n_keys = assay_panel_get_n_keys (panel);
  char **key = g_new0 (char *, 2 * n_keys + 1);

  for (guint i = 0; i < n_keys; i++)
    {
      g_autoptr(GString) cell = g_string_new (NULL);

      assay_column_append_cell (keys[i], assay_panel_get_first (panel, series), cell);
      key[2 * i] = g_strdup (roles->series[i]);
      key[2 * i + 1] = g_strdup (cell->str);
    }
  return key;
}

/* A model of the artifact takes the values since its last one. */
static AssayFitted *
carry_on (const Pass *pass, gsize series, const AssayModelChoice *choice, const double *grid, gsize n, GError **error)
{
  ForecastRun *run = pass->run;
  AssayType type = assay_panel_get_time_type (run->panel);
  g_auto(GStrv) key = make_key (run->panel, pass->keys, pass->roles, series);
  const char *last_time;
  AssayFitted *fitted = assay_forecast_artifact_steal (run->how->artifact, (const char *const *) key, choice->name, &last_time);
  gsize at = 0;

  if (fitted == NULL)
    {
      g_set_error_literal (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_UNFIT, N_("the artifact has no such model of this series"));
      return NULL;
    }
  for (; at < n; at++)
    {
      g_autofree char *time = assay_word_time (type, forecast_run_get_time (run, series, at));

      if (strcmp (time, last_time) == 0)
        break;
    }
  if (at == n || (at + 1 < n && !assay_fitted_can_update (fitted)))
    {
      assay_fitted_free (fitted);
      if (at == n)
        g_set_error (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_UNFIT, "the data do not hold %s, the last time that the artifact's model has seen", last_time);
      else
        g_set_error_literal (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_UNFIT, N_("there are newer values, and this model has to be fitted again to take them"));
      return NULL;
    }
  for (at++; at < n; at++)
    assay_fitted_update (fitted, grid[at]);
  return fitted;
}

static gboolean
forecast_one (const Pass *pass, gsize series, guint model, const double *grid, const double *x, gsize n, GError **error)
{
  const ForecastSettings *how = pass->run->how;
  const AssayModelChoice *choice = forecast_run_get_model (pass->run, model);
  ForecastOne *one = (ForecastOne *) forecast_run_get (pass->run, series, model);
  double seasons[ASSAY_MOST_SEASONS];
  AssayPast past = make_past (pass, choice, grid, x, n, seasons);
  g_autoptr(GError) unfit = NULL;
  g_autoptr(AssayFitted) fitted = NULL;

  one->mean = g_new (double, (gsize) how->horizon * (1 + 2 * how->n_levels));
  one->lower = one->mean + how->horizon;
  one->upper = one->lower + (gsize) how->horizon * how->n_levels;
  fill (one->mean, (gsize) how->horizon * (1 + 2 * how->n_levels), NAN);
  if (n == 0)
    {
      one->why = g_strdup (N_("the series has no value"));
      return TRUE;
    }
  fitted = how->artifact != NULL ? carry_on (pass, series, choice, grid, n, &unfit) : assay_fitted_new (choice->kind, &past, &unfit);
  if (g_error_matches (unfit, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_propagate_error (error, g_steal_pointer (&unfit));
      return FALSE;
    }
  if (fitted == NULL)
    {
      one->why = g_strdup (unfit->message);
      return TRUE;
    }
  assay_fitted_forecast_levels (fitted, how->horizon, ahead_of (pass, x, n), how->levels, how->n_levels, one->mean, one->lower, one->upper);
  if (series < MOST_SAYING)
    one->says = describe (fitted);
  if (pass->keeps_models)
    one->fitted = g_steal_pointer (&fitted);
  return !wants_conformal (how, choice->kind) || calibrate (pass, choice, grid, x, n, one, error);
}

static void
note_series (ForecastSeries *series, gint64 first_time, const double *grid, gsize n, guint horizon)
{
  series->first_time = first_time;
  series->n = n;
  series->recent = n >= horizon ? 0 : NAN;
  for (gsize i = 0; i < horizon && n >= horizon; i++)
    series->recent += grid[n - 1 - i];
  series->n_missing = 0;
  for (gsize i = 0; i < n; i++)
    series->n_missing += isnan (grid[i]);
  series->lowest = INFINITY;
  for (gsize i = 0; i < n; i++)
    series->lowest = fmin (series->lowest, grid[i]);
}

static gboolean
run_series (gsize item, guint worker, gpointer user_data, GError **error)
{
  Pass *pass = user_data;
  ForecastRun *run = pass->run;
  gsize n;
  g_autofree double *grid = backtest_make_grid (run->panel, pass->calendar.times, pass->calendar.step, item, &n, &pass->n_off[item], error), *x = NULL;

  if (grid == NULL)
    return FALSE;
  while (n > 0 && isnan (grid[n - 1]))         /* the past ends with the last value */
    n--;
  x = assay_regressors_lay (&pass->regressors, run->panel, &pass->calendar, item, n + run->how->horizon);
  pass->n_unknown[item] = n > 0 ? assay_regressors_count_missing (&pass->regressors, run->panel, &pass->calendar, item, n, n + run->how->horizon) : 0;
  note_series (&run->series[item], assay_panel_get_times (run->panel)[assay_panel_get_first (run->panel, item)], grid, n, run->how->horizon);
  for (guint model = 0; model < n_models (run); model++)
    if (!forecast_one (pass, item, model, grid, x, n, error))
      return FALSE;
  if (pass->keeps_grids)
    run->series[item].grid = g_steal_pointer (&grid);
  return TRUE;
}

/* ---- all ---- */

static void
clear_series (ForecastRun *self, gsize series)
{
  for (guint model = 0; model < n_models (self); model++)
    {
      ForecastOne *one = &self->ones[series * n_models (self) + model];

      assay_fitted_free (one->fitted);
      g_free (one->why);
      g_free (one->says);
      g_free (one->mean);
      *one = (ForecastOne) { 0 };
    }
  g_clear_pointer (&self->series[series].grid, g_free);
}

/* Sum of the first model's forecast that can be used; -1: none. */
static double
size_of (const ForecastRun *self, gsize series)
{
  double sum = 0;

  for (guint model = 0; model < n_models (self); model++)
    {
      const ForecastOne *one = forecast_run_get (self, series, model);

      if (one->why != NULL)
        continue;
      for (guint i = 0; i < self->how->horizon; i++)
        sum += fabs (one->mean[i]);
      return isnan (sum) ? -1 : sum;
    }
  return -1;
}

static void
find_last_time (ForecastRun *self)
{
  self->last_time = G_MININT64;
  self->lowest = INFINITY;
  for (gsize series = 0; series < self->n_series; series++)
    self->lowest = fmin (self->lowest, self->series[series].n > 0 ? self->series[series].lowest : INFINITY);
  for (gsize series = 0; series < self->n_series; series++)
    if (self->series[series].n > 0)
      self->last_time = MAX (self->last_time, forecast_run_get_time (self, series, self->series[series].n - 1));
}

static void
choose_shown (ForecastRun *self)
{
  double sizes[FORECAST_MOST_SHOWN];

  for (gsize series = 0; series < self->n_series; series++)
    {
      double size = size_of (self, series);
      guint place = self->n_shown;

      if (size < 0)
        continue;
      while (place > 0 && size > sizes[place - 1])
        place--;
      if (place == FORECAST_MOST_SHOWN)
        continue;
      for (guint i = MIN (self->n_shown, FORECAST_MOST_SHOWN - 1); i > place; i--)
        {
          sizes[i] = sizes[i - 1];
          self->shown[i] = self->shown[i - 1];
        }
      sizes[place] = size;
      self->shown[place] = series;
      self->n_shown = MIN (self->n_shown + 1, FORECAST_MOST_SHOWN);
    }
}

/* What was not kept of many series is made again for the few that are shown: the same, since a fit depends on its past only. */
static gboolean
keep_shown (Pass *pass, GError **error)
{
  find_last_time (pass->run);
  choose_shown (pass->run);
  if (pass->keeps_grids)
    return TRUE;
  pass->keeps_grids = pass->keeps_models = TRUE;
  for (guint i = 0; i < pass->run->n_shown; i++)
    {
      clear_series (pass->run, pass->run->shown[i]);
      pass->n_off[pass->run->shown[i]] = 0;
      if (!run_series (pass->run->shown[i], 0, pass, error))
        return FALSE;
    }
  return TRUE;
}

ForecastRun *
forecast_run_new (AssayPanel *panel, const ForecastSettings *how, const AssayRoles *roles, const AssayTask *task, AssayProgress *progress, GError **error)
{
  g_autoptr(ForecastRun) self = g_new0 (ForecastRun, 1);
  g_autoptr(GPtrArray) keys = g_ptr_array_new_with_free_func ((GDestroyNotify) assay_column_unref);
  Pass pass = { .run = self, .task = task, .roles = roles, .progress = progress };
  gboolean done;

  for (guint i = 0; i < assay_panel_get_n_keys (panel); i++)
    g_ptr_array_add (keys, assay_panel_make_key_column (panel, i));
  pass.keys = (AssayColumn *const *) keys->pdata;

  self->panel = panel;
  self->how = how;
  self->n_series = assay_panel_get_n_series (panel);
  self->series = g_new0 (ForecastSeries, self->n_series);
  self->ones = g_new0 (ForecastOne, self->n_series * n_models (self));
  if (!assay_calendar_init (&pass.calendar, panel, progress, error))
    return NULL;
  self->thin = assay_calendar_word_thin (&pass.calendar, panel);
  pass.n_off = g_new0 (gsize, self->n_series);
  pass.n_unknown = g_new0 (gsize, self->n_series);
  pass.keeps_grids = self->n_series <= MOST_KEPT || how->artifact != NULL;
  /* models of an artifact are there once only */
  pass.keeps_models = task->keep_models || how->artifact != NULL || self->n_series <= MOST_KEPT;
  done = assay_regressors_init (&pass.regressors, task->frame, how->regressors, roles, how->duplicates, task->n_threads, error)
         && assay_parallel_for (task->n_threads, self->n_series, run_series, &pass, progress, error) && keep_shown (&pass, error);
  for (gsize i = 0; i < self->n_series; i++)
    {
      self->n_off_calendar += pass.n_off[i];
      self->n_unknown_ahead += pass.n_unknown[i];
    }
  g_free (pass.n_off);
  g_free (pass.n_unknown);
  assay_regressors_clear (&pass.regressors);
  assay_calendar_clear (&pass.calendar);
  return done ? g_steal_pointer (&self) : NULL;
}

void
forecast_run_free (ForecastRun *self)
{
  if (self == NULL)
    return;
  for (gsize series = 0; series < self->n_series; series++)
    clear_series (self, series);
  g_free (self->thin);
  g_free (self->series);
  g_free (self->ones);
  g_free (self);
}

/* ---- the table ---- */

typedef struct
{
  gsize n;
  gsize *row_of;
  guint32 *model;
  gint64 *origin, *time, *step;
  double *values[1 + 2 * FORECAST_MOST_LEVELS];      /* forecast, then lower and upper of each level */
} Rows;

static void
put_rows (Rows *rows, const ForecastRun *run, gsize series, guint model)
{
  const ForecastOne *one = forecast_run_get (run, series, model);
  const ForecastSettings *how = run->how;
  gsize n = run->series[series].n;

  if (one->why != NULL)
    return;
  for (guint i = 0; i < how->horizon; i++)
    {
      gsize at = rows->n++;

      rows->row_of[at] = assay_panel_get_first (run->panel, series);
      rows->model[at] = model;
      rows->origin[at] = forecast_run_get_time (run, series, n - 1);
      rows->time[at] = forecast_run_get_time (run, series, n + i);
      rows->step[at] = i + 1;
      rows->values[0][at] = one->mean[i];
      for (guint level = 0; level < how->n_levels; level++)
        {
          rows->values[1 + 2 * level][at] = one->lower[(gsize) level * how->horizon + i];
          rows->values[2 + 2 * level][at] = one->upper[(gsize) level * how->horizon + i];
        }
    }
}

static void
add_level (GPtrArray *columns, Rows *rows, const ForecastSettings *how, guint level)
{
  g_autofree char *lower = NULL, *upper = NULL;

  if (level + 1 == how->n_levels)
    {
      lower = g_strdup ("lower");
      upper = g_strdup ("upper");
    }
  else
    {
      lower = assay_number_print ("lower_%g", 100 * how->levels[level]);
      upper = assay_number_print ("upper_%g", 100 * how->levels[level]);
    }
  g_ptr_array_add (columns, assay_column_take_doubles (lower, rows->values[1 + 2 * level], rows->n));
  g_ptr_array_add (columns, assay_column_take_doubles (upper, rows->values[2 + 2 * level], rows->n));
}

AssayFrame *
forecast_run_make_rows (const ForecastRun *self, const AssayRoles *roles, char **renamed, GError **error)
{
  static const char *const ours[] = { "model", "origin", "time", "step", "forecast", "lower", "upper", NULL };
  const ForecastSettings *how = self->how;
  g_autoptr(GPtrArray) columns = g_ptr_array_new_with_free_func ((GDestroyNotify) assay_column_unref);
  gsize most = self->n_series * n_models (self) * how->horizon;
  Rows rows = { 0, g_new (gsize, most), g_new (guint32, most), g_new (gint64, most), g_new (gint64, most), g_new (gint64, most), { NULL } };
  char **names = g_new0 (char *, n_models (self) + 1);

  for (guint i = 0; i < 1 + 2 * how->n_levels; i++)
    rows.values[i] = g_new (double, most);
  for (gsize series = 0; series < self->n_series; series++)
    for (guint model = 0; model < n_models (self); model++)
      put_rows (&rows, self, series, model);

  assay_series_columns_add_keys (self->panel, roles, rows.row_of, rows.n, ours, columns, renamed);
  g_free (rows.row_of);
  for (guint i = 0; i < n_models (self); i++)
    names[i] = g_strdup (forecast_run_get_model (self, i)->name);
  g_ptr_array_add (columns, assay_column_take_codes ("model", rows.model, rows.n, names, n_models (self)));
  g_ptr_array_add (columns, assay_series_columns_take_times (self->panel, "origin", rows.origin, rows.n));
  g_ptr_array_add (columns, assay_series_columns_take_times (self->panel, "time", rows.time, rows.n));
  g_ptr_array_add (columns, assay_column_take_int64s ("step", rows.step, rows.n));
  g_ptr_array_add (columns, assay_column_take_doubles ("forecast", rows.values[0], rows.n));
  for (guint level = how->n_levels; level-- > 0; )
    add_level (columns, &rows, how, level);
  return assay_frame_new ((AssayColumn **) columns->pdata, columns->len, rows.n);
}

/* ---- the artifact ---- */

/* ISO 8601: P1D, PT1H, P3M; NULL: the times are plain numbers. */
static char *
dup_frequency (AssayStep step)
{
  gint64 seconds = step.n / G_USEC_PER_SEC;

  switch (step.unit)
    {
    case ASSAY_STEP_DAY:
      return g_strdup_printf (step.n % 7 == 0 ? "P%dW" : "P%dD", (int) (step.n % 7 == 0 ? step.n / 7 : step.n));
    case ASSAY_STEP_MONTH:
      return g_strdup_printf (step.n % 12 == 0 ? "P%dY" : "P%dM", (int) (step.n % 12 == 0 ? step.n / 12 : step.n));
    case ASSAY_STEP_USEC:
      if (seconds % 3600 == 0)
        return g_strdup_printf ("PT%dH", (int) (seconds / 3600));
      return g_strdup_printf (seconds % 60 == 0 ? "PT%dM" : "PT%dS", (int) (seconds % 60 == 0 ? seconds / 60 : seconds));
    case ASSAY_STEP_INDEX:
    default:
      return NULL;
    }
}

static void
take_models (ForecastRun *self, gsize series, const AssayRoles *roles, AssayColumn *const *keys, AssayForecastArtifact *artifact)
{
  g_auto(GStrv) key = make_key (self->panel, keys, roles, series);
  g_autofree char *last = NULL;

  if (self->series[series].n > 0)
    last = assay_word_time (assay_panel_get_time_type (self->panel), forecast_run_get_time (self, series, self->series[series].n - 1));
  for (guint model = 0; model < n_models (self); model++)
    {
      ForecastOne *one = &self->ones[series * n_models (self) + model];

      if (one->fitted != NULL)
        assay_forecast_artifact_take (artifact, (const char *const *) key, last, g_steal_pointer (&one->fitted));
    }
}

GBytes *
forecast_run_take_artifact (ForecastRun *self, const AssayRoles *roles)
{
  g_autofree char *frequency = dup_frequency (assay_panel_get_step (self->panel));
  g_autoptr(AssayForecastArtifact) artifact = assay_forecast_artifact_new (frequency, roles->value, self->how->seasons.main);
  g_autoptr(GPtrArray) keys = g_ptr_array_new_with_free_func ((GDestroyNotify) assay_column_unref);

  for (guint i = 0; i < assay_panel_get_n_keys (self->panel); i++)
    g_ptr_array_add (keys, assay_panel_make_key_column (self->panel, i));
  for (gsize series = 0; series < self->n_series; series++)
    take_models (self, series, roles, (AssayColumn *const *) keys->pdata, artifact);
  return assay_forecast_artifact_write (artifact);
}
