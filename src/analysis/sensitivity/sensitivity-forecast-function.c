/* The accuracy of a forecast model, and its forecast, as a function of how it is set up and of what its past is like.
 *
 * A point is a whole back-test, run as “backtest” runs it with these settings, so the numbers are the same; and a forecast from the end of the data, as
 * “forecast” makes it. Points are kept: methods ask for the base again and again. */
#include "analysis/sensitivity/sensitivity-series-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "analysis/backtest/backtest.h"
#include "analysis/backtest/backtest-settings.h"
#include "analysis/backtest/backtest-summary-private.h"
#include "analysis/wording.h"
#include "base/number.h"
#include "base/parallel.h"
#include "math/sensitivity/counter-random.h"

#define MOST_LINES 4               /* of the fan, beside the base: as many as can be told apart */

enum { KNOB_MODEL, KNOB_SEASON, KNOB_WINDOW, KNOB_ALPHA, KNOB_BETA, KNOB_GAMMA, KNOB_PHI, KNOB_OUTLIERS, KNOB_OUTLIER_SIZE, KNOB_MISSING, N_KNOBS };
static const SensitivityKnob knobs[N_KNOBS] = {
  { "forecast", NULL, 0, 0, FALSE, FALSE, TRUE },
  { "season", NULL, 1, 100000, TRUE, TRUE, FALSE },
  { "window", "expanding", 2, 2147483647, TRUE, FALSE, FALSE },
  { "alpha", "estimated", 0.0001, 0.9999, FALSE, FALSE, FALSE },
  { "beta", "estimated", 0.0001, 0.9999, FALSE, FALSE, FALSE },
  { "gamma", "estimated", 0.0001, 0.9999, FALSE, FALSE, FALSE },
  { "phi", "estimated", 0.8, 0.98, FALSE, FALSE, FALSE },
  { "outliers", NULL, 0, 0.5, FALSE, FALSE, FALSE },
  { "outlier-size", NULL, 0, 1000, FALSE, FALSE, FALSE },
  { "missing-days", NULL, 0, 0.9, FALSE, FALSE, FALSE },
};

enum { WAPE, MASE, BIAS, COVERAGE, FORECAST, FIRST_FORECAST, TESTED, N_MEASURES };
static const AssaySensitivityMeasure measures[N_MEASURES] = {
  { "wape", "WAPE", ASSAY_METRIC_FRACTION, TRUE },
  { "mase", "MASE", ASSAY_METRIC_NUMBER, FALSE },
  { "bias", N_("Bias"), ASSAY_METRIC_FRACTION, FALSE },
  { "coverage", N_("Coverage"), ASSAY_METRIC_FRACTION, FALSE },
  { "forecast", N_("Total Forecast"), ASSAY_METRIC_NUMBER, FALSE },
  { "first-forecast", N_("First Forecast"), ASSAY_METRIC_NUMBER, FALSE },
  { "tested", N_("Forecasts Tested"), ASSAY_METRIC_COUNT, FALSE },
};

typedef struct { double values[N_MEASURES]; gboolean is_done; } Point;

typedef struct
{
  AssaySensitivityFunction function;
  SensitivityKnobs knobs;
  AssayTask task;
  AssayFrame *frame;
  AssayPanel *panel;
  AssayRoles roles;
  AssayCalendar calendar;
  AssayOptions *options;           /* of a back-test at the base */
  char **models;
  guint season;                    /* at the base */
  AssayProgress *stop, *quiet;     /* quiet: asked whether to go on, tells nobody how far it is */
  int output;

  GMutex lock;
  GCond done;
  GHashTable *points;              /* what was asked for → Point; one that is not done is being made by some thread */
} ForecastFunction;

typedef struct { double x[N_KNOBS]; } Setting;

/* ---- settings ---- */

static void
read_setting (const ForecastFunction *self, const double *const *columns, gsize row, Setting *setting)
{
  for (guint k = 0; k < N_KNOBS; k++)
    setting->x[k] = sensitivity_knobs_get (&self->knobs, &self->function, k, columns, row);
}

static const char *
model_of (const ForecastFunction *self, const Setting *setting)
{
  int input = self->knobs.input[KNOB_MODEL];

  return input >= 0 ? self->function.inputs[input].words[(guint) setting->x[KNOB_MODEL]] : self->models[0];
}

/* The options with which “backtest” gives the same numbers. What was not given and is at its base stays as it is found there. */
static AssayOptions *
make_options (const ForecastFunction *self, const Setting *setting, GError **error)
{
  g_autoptr(AssayOptions) options = assay_options_copy (self->options);
  g_autofree char *season = g_strdup_printf ("%.0f", setting->x[KNOB_SEASON]);
  g_autofree char *window = isnan (setting->x[KNOB_WINDOW]) ? g_strdup ("expanding") : g_strdup_printf ("%.0f", setting->x[KNOB_WINDOW]);
  const char *model = model_of (self, setting);

  if (!sensitivity_series_set (options, "models", model, error) || !sensitivity_series_set (options, "benchmark", model, error)
      || !sensitivity_series_set (options, "window", window, error)
      || (setting->x[KNOB_SEASON] != self->season && !sensitivity_series_set (options, "season", season, error)))
    return NULL;
  return g_steal_pointer (&options);
}

static void
make_trial (const ForecastFunction *self, const Setting *setting, BacktestTrial *trial)
{
  *trial = (BacktestTrial) {
    .outliers = setting->x[KNOB_OUTLIERS], .outlier_size = setting->x[KNOB_OUTLIER_SIZE], .missing = setting->x[KNOB_MISSING], .seed = self->task.seed,
    .smoothing = { setting->x[KNOB_ALPHA], setting->x[KNOB_BETA], setting->x[KNOB_GAMMA], setting->x[KNOB_PHI] },
  };
}

/* ---- a point ---- */

/* mean[horizon] from the end of a series; NaN where the model cannot be fitted. FALSE: stopped. */
static gboolean
forecast_series (const ForecastFunction *self, const BacktestSettings *how, gsize series, double *mean, GError **error)
{
  const AssayModelChoice *choice = how->models->pdata[0];
  double seasons[ASSAY_MOST_SEASONS];
  gsize n, n_off = 0, length;
  g_autofree double *grid = backtest_pad_grid (self->panel, &self->calendar, series, 0, &n, &n_off);
  g_autofree double *seen = backtest_trial_disturb (how->trial, self->panel, &self->calendar, series, grid, n);
  g_autoptr(AssayFitted) fitted = NULL;
  g_autoptr(GError) problem = NULL;
  AssayPast past;

  length = how->window > 0 ? MIN (how->window, n) : n;
  past = (AssayPast) { .y = seen + n - length, .n = length, .season = how->seasons.main, .seasons = seasons, .n_seasons = assay_seasons_of_past (&how->seasons, length, seasons),
                       .variant = choice->variant, .nonnegative = how->nonnegative, .seed = self->task.seed, .progress = self->quiet, .smoothing = how->trial->smoothing };
  for (guint i = 0; i < how->horizon; i++)
    mean[i] = NAN;
  if (assay_progress_is_cancelled (self->quiet))
    return assay_progress_step (self->quiet, 0, error);
  fitted = assay_fitted_new (choice->kind, &past, &problem);
  if (fitted != NULL)
    assay_fitted_forecast (fitted, how->horizon, NULL, NULL, 0, mean, NULL);
  else if (g_error_matches (problem, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }
  return TRUE;
}

static gboolean
is_sparse (const ForecastFunction *self, gsize series)
{
  gsize first = assay_panel_get_first (self->panel, series), end = assay_panel_get_first (self->panel, series + 1);

  return backtest_grid_is_sparse ((self->calendar.times[end - 1] - self->calendar.times[first]) / self->calendar.step + 1, end - first);
}

/* A total without one of its series would be compared with one that has it: then there is none. */
static gboolean
forecast_all (const ForecastFunction *self, const BacktestSettings *how, double values[N_MEASURES], GError **error)
{
  g_autofree double *mean = g_new (double, how->horizon);
  AssaySum total = { 0 }, first = { 0 };
  gboolean is_whole = TRUE, has_any = FALSE;

  for (gsize series = 0; series < assay_panel_get_n_series (self->panel); series++)
    {
      if (is_sparse (self, series))
        continue;
      if (!forecast_series (self, how, series, mean, error))
        return FALSE;
      has_any = TRUE;
      for (guint i = 0; i < how->horizon; i++)
        {
          is_whole = is_whole && isfinite (mean[i]);
          assay_sum_add (&total, mean[i]);
        }
      assay_sum_add (&first, mean[0]);
    }
  values[FORECAST] = is_whole && has_any ? assay_sum_get (&total) : NAN;
  values[FIRST_FORECAST] = is_whole && has_any ? assay_sum_get (&first) : NAN;
  return TRUE;
}

static gboolean
test_models (const ForecastFunction *self, const AssayTask *task, const BacktestSettings *how, double values[N_MEASURES], GError **error)
{
  g_autoptr(AssayFrame) rows = NULL;
  g_autofree char *renamed = NULL;
  g_autoptr(BacktestRun) run = backtest_run_new (self->panel, how, &self->roles, task, &rows, &renamed, self->quiet, error);
  const BacktestInterval *interval;
  BacktestFigures figures;

  if (run == NULL)
    return FALSE;
  backtest_model_figures (run, 0, &figures);
  interval = &run->sums[0].own[how->n_levels - 1];
  values[WAPE] = figures.wape;
  values[MASE] = figures.mase;
  values[BIAS] = figures.bias;
  values[COVERAGE] = backtest_over (interval->n_covered, interval->n);
  values[TESTED] = run->sums[0].point.n;
  return TRUE;
}

static gboolean
compute (const ForecastFunction *self, const Setting *setting, double values[N_MEASURES], GError **error)
{
  AssayTask task = self->task;
  g_autoptr(AssayOptions) options = make_options (self, setting, error);
  BacktestSettings how = { 0 };
  BacktestTrial trial;
  gboolean done;

  if (options == NULL)
    return FALSE;
  task.options = options;
  make_trial (self, setting, &trial);
  done = backtest_settings_read (&how, &task, error) && backtest_settings_fit_panel (&how, &task, self->panel, error);
  how.trial = &trial;
  done = done && test_models (self, &task, &how, values, error) && forecast_all (self, &how, values, error);
  backtest_settings_clear (&how);
  return done;
}

/* ---- points that were asked for before ---- */

static char *
name_setting (const Setting *setting)
{
  GString *name = g_string_new (NULL);

  for (guint k = 0; k < N_KNOBS; k++)
    g_string_append_printf (name, "%a;", setting->x[k]);
  return g_string_free (name, FALSE);
}

/* With the lock held: a point that is done, or one that the caller has to make. */
static Point *
claim (ForecastFunction *self, const char *name, gboolean *is_ours)
{
  Point *point;

  while ((point = g_hash_table_lookup (self->points, name)) != NULL && !point->is_done)
    g_cond_wait (&self->done, &self->lock);
  *is_ours = point == NULL;
  if (point == NULL)
    {
      point = g_new0 (Point, 1);
      g_hash_table_insert (self->points, g_strdup (name), point);
    }
  return point;
}

static gboolean
find_point (ForecastFunction *self, const Setting *setting, double values[N_MEASURES], GError **error)
{
  g_autofree char *name = name_setting (setting);
  gboolean is_ours, done = TRUE;
  Point *point;

  g_mutex_lock (&self->lock);
  point = claim (self, name, &is_ours);
  if (!is_ours)
    memcpy (values, point->values, sizeof point->values);
  g_mutex_unlock (&self->lock);
  if (!is_ours)
    return TRUE;

  done = compute (self, setting, values, error);
  g_mutex_lock (&self->lock);
  if (done)
    {
      memcpy (point->values, values, sizeof point->values);
      point->is_done = TRUE;
    }
  else
    g_hash_table_remove (self->points, name);
  g_cond_broadcast (&self->done);
  g_mutex_unlock (&self->lock);
  return done;
}

static gboolean
evaluate (const AssaySensitivityFunction *function, const double *const *columns, gsize n, double *y, GError **error)
{
  ForecastFunction *self = (ForecastFunction *) function;

  for (gsize i = 0; i < n; i++)
    {
      double values[N_MEASURES];
      Setting setting;

      read_setting (self, columns, i, &setting);
      if (!find_point (self, &setting, values, error))
        return FALSE;
      y[i] = values[self->output];
    }
  return TRUE;
}

typedef struct { ForecastFunction *self; const double *const *columns; double *const *values; } Many;

static gboolean
measure_item (gsize item, guint worker, gpointer user_data, GError **error)
{
  Many *many = user_data;
  double values[N_MEASURES];
  Setting setting;

  read_setting (many->self, many->columns, item, &setting);
  if (!find_point (many->self, &setting, values, error))
    return FALSE;
  for (guint m = 0; m < N_MEASURES; m++)
    many->values[m][item] = values[m];
  return TRUE;
}

static gboolean
measure (const AssaySensitivityFunction *function, const double *const *columns, gsize n, double *const *values, GError **error)
{
  ForecastFunction *self = (ForecastFunction *) function;
  Many many = { self, columns, values };

  return assay_parallel_for (self->task.n_threads, n, measure_item, &many, self->quiet, error);
}

static void
forecast_function_free (AssaySensitivityFunction *function)
{
  ForecastFunction *self = (ForecastFunction *) function;

  assay_calendar_clear (&self->calendar);
  assay_roles_clear (&self->roles);
  g_clear_pointer (&self->frame, assay_frame_unref);
  g_clear_pointer (&self->panel, assay_panel_unref);
  g_clear_pointer (&self->options, assay_options_unref);
  g_clear_pointer (&self->stop, assay_progress_unref);
  g_clear_pointer (&self->quiet, assay_progress_unref);
  g_clear_pointer (&self->points, g_hash_table_unref);
  g_strfreev (self->models);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->done);
  g_free (self);
}

/* ---- one setting at a time, with all measures, and the forecast under each ---- */

typedef struct
{
  guint knob;                      /* N_KNOBS: the base */
  char *value;
  Setting setting;
  double values[N_MEASURES];
  double *mean;                    /* [horizon] of the series that is shown */
} Case;

static void
clear_case (gpointer data)
{
  Case *one = data;

  g_free (one->value);
  g_free (one->mean);
}

static GArray *
list_cases (const ForecastFunction *self)
{
  GArray *cases = g_array_new (FALSE, TRUE, sizeof (Case));
  const AssaySensitivityFunction *function = &self->function;
  g_autofree double *point = g_new (double, function->n_inputs);
  g_autofree const double **columns = g_new (const double *, function->n_inputs);
  Case base = { .knob = N_KNOBS, .value = g_strdup ("") };

  g_array_set_clear_func (cases, clear_case);
  for (guint i = 0; i < function->n_inputs; i++)
    {
      point[i] = function->inputs[i].base;
      columns[i] = &point[i];
    }
  read_setting (self, columns, 0, &base.setting);
  g_array_append_val (cases, base);
  for (guint k = 0; k < N_KNOBS; k++)
    {
      const AssaySensitivityInput *input = self->knobs.input[k] >= 0 ? &function->inputs[self->knobs.input[k]] : NULL;

      for (guint v = 0; input != NULL && input->draw == ASSAY_DRAW_VALUES && v < input->n_values; v++)
        {
          Case one = { .knob = k, .value = assay_sensitivity_input_word (input, input->values[v]) };

          point[self->knobs.input[k]] = input->values[v];
          read_setting (self, columns, 0, &one.setting);
          point[self->knobs.input[k]] = input->base;
          if (input->values[v] != input->base)
            g_array_append_val (cases, one);
          else
            g_free (one.value);
        }
    }
  return cases;
}

/* The one with the largest values: what a change does is plainest there. */
static gsize
find_largest (const ForecastFunction *self)
{
  const double *values = assay_panel_get_values (self->panel);
  double most = -INFINITY;
  gsize found = 0;

  for (gsize series = 0; series < assay_panel_get_n_series (self->panel); series++)
    {
      double sum = 0;

      for (gsize row = assay_panel_get_first (self->panel, series); row < assay_panel_get_first (self->panel, series + 1); row++)
        sum += isnan (values[row]) ? 0 : fabs (values[row]);
      if (sum > most && !is_sparse (self, series))
        {
          most = sum;
          found = series;
        }
    }
  return found;
}

typedef struct { ForecastFunction *self; GArray *cases; gsize shown; guint horizon; } Cases;

static gboolean
run_case (gsize item, guint worker, gpointer user_data, GError **error)
{
  Cases *all = user_data;
  Case *one = &g_array_index (all->cases, Case, item);
  AssayTask task = all->self->task;
  g_autoptr(AssayOptions) options = make_options (all->self, &one->setting, error);
  BacktestSettings how = { 0 };
  BacktestTrial trial;
  gboolean done;

  if (options == NULL || !find_point (all->self, &one->setting, one->values, error))
    return FALSE;
  task.options = options;
  make_trial (all->self, &one->setting, &trial);
  one->mean = g_new (double, all->horizon);
  done = backtest_settings_read (&how, &task, error) && backtest_settings_fit_panel (&how, &task, all->self->panel, error);
  how.trial = &trial;
  done = done && forecast_series (all->self, &how, all->shown, one->mean, error);
  backtest_settings_clear (&how);
  return done;
}

static void
add_settings (const ForecastFunction *self, const GArray *cases, AssayResult *result)
{
  AssayTable *table = assay_table_new ("settings", N_("One Setting at a Time"));

  assay_table_add_column (table, "setting", N_("Setting"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "value", N_("Value"), ASSAY_CELL_TEXT);
  for (guint m = 0; m < N_MEASURES; m++)
    assay_table_add_column (table, measures[m].id, measures[m].label, measures[m].unit == ASSAY_METRIC_FRACTION ? ASSAY_CELL_FRACTION : measures[m].unit == ASSAY_METRIC_COUNT ? ASSAY_CELL_COUNT : ASSAY_CELL_NUMBER);
  for (guint i = 0; i < cases->len; i++)
    {
      const Case *one = &g_array_index (cases, Case, i);

      assay_table_add_row (table);
      assay_table_set_text (table, 0, one->knob == N_KNOBS ? "base" : knobs[one->knob].id);
      assay_table_set_text (table, 1, one->value);
      for (guint m = 0; m < N_MEASURES; m++)
        assay_table_set_number (table, 2 + m, one->values[m]);
    }
  assay_table_set_note (table, "each setting alone at another value, the others at their bases; forecast: sum of all steps ahead and all series from the end of the data, without a value where a series cannot be forecast");
  assay_result_take_table (result, table);
}

/* Accuracy on fewer days is not the same accuracy. */
static void
note_fewer (const GArray *cases, AssayResult *result)
{
  const Case *base = &g_array_index (cases, Case, 0);

  for (guint i = 1; i < cases->len; i++)
    {
      const Case *one = &g_array_index (cases, Case, i);
      g_autofree char *n = assay_word_count (one->values[TESTED]), *of = assay_word_count (base->values[TESTED]), *note = NULL;

      if (one->values[TESTED] == base->values[TESTED])
        continue;
      note = g_strdup_printf ("With %s %s, %s forecasts are tested and at the base %s: their accuracy is not that of the same days.", knobs[one->knob].id, one->value, n, of);
      assay_result_add_note (result, note);
    }
}

/* ---- the fan ---- */

static double
time_of (const ForecastFunction *self, gsize series, gint64 step)
{
  AssayType type = assay_panel_get_time_type (self->panel);
  gint64 start = assay_panel_get_times (self->panel)[assay_panel_get_first (self->panel, series)];
  gint64 time = assay_step_add (assay_panel_get_step (self->panel), type, start, step);

  return type == ASSAY_TYPE_DATETIME ? time / 1e6 : (double) time;
}

static double
sum_of (const double *x, guint n)
{
  double sum = 0;

  for (guint i = 0; i < n; i++)
    sum += x[i];
  return sum;
}

static void
add_line (AssayFigure *figure, const char *id, const char *label, AssaySeriesRole role, const double *x, const double *y, gsize n)
{
  assay_figure_add_series (figure, id, label, role, n, g_bytes_new (x, n * sizeof *x), g_bytes_new (y, n * sizeof *y), NULL, NULL, NULL);
}

/* Those that lie furthest from the base, in the order of the settings. */
static void
choose_lines (const Cases *all, guint8 *is_shown)
{
  double base = sum_of (g_array_index (all->cases, Case, 0).mean, all->horizon);

  for (guint n = 0; n < MOST_LINES; n++)
    {
      guint found = 0;
      double most = -1;

      for (guint i = 1; i < all->cases->len; i++)
        {
          double gap = fabs (sum_of (g_array_index (all->cases, Case, i).mean, all->horizon) - base);

          if (!is_shown[i] && gap > most)
            {
              most = gap;
              found = i;
            }
        }
      if (most > 0)
        is_shown[found] = TRUE;
    }
}

static char *
word_fan (const Cases *all)
{
  guint low = 0, high = 0;
  double sums[2];

  for (guint i = 1; i < all->cases->len; i++)
    {
      double sum = sum_of (g_array_index (all->cases, Case, i).mean, all->horizon);

      if (sum < sum_of (g_array_index (all->cases, Case, low).mean, all->horizon))
        low = i;
      if (sum > sum_of (g_array_index (all->cases, Case, high).mean, all->horizon))
        high = i;
    }
  sums[0] = sum_of (g_array_index (all->cases, Case, low).mean, all->horizon);
  sums[1] = sum_of (g_array_index (all->cases, Case, high).mean, all->horizon);
  {
    const Case *least = &g_array_index (all->cases, Case, low), *most = &g_array_index (all->cases, Case, high);
    g_autofree char *base = assay_word_number (sum_of (g_array_index (all->cases, Case, 0).mean, all->horizon)), *from = assay_word_number (sums[0]), *to = assay_word_number (sums[1]);

    return g_strdup_printf ("The next %u steps add up to %s at the base, and to between %s (%s%s%s) and %s (%s%s%s).", all->horizon, base,
                            from, low == 0 ? "base" : knobs[least->knob].id, low == 0 ? "" : " ", least->value, to, high == 0 ? "base" : knobs[most->knob].id, high == 0 ? "" : " ", most->value);
  }
}

/* From the lowest to the highest of all settings at each step. */
static void
add_band (const Cases *all, AssayFigure *figure, const double *x)
{
  double *low = g_new (double, all->horizon), *high = g_new (double, all->horizon);

  for (guint i = 0; i < all->horizon; i++)
    {
      low[i] = high[i] = NAN;
      for (guint k = 0; k < all->cases->len; k++)
        {
          low[i] = fmin (low[i], g_array_index (all->cases, Case, k).mean[i]);
          high[i] = fmax (high[i], g_array_index (all->cases, Case, k).mean[i]);
        }
    }
  assay_figure_add_series (figure, "all", N_("All settings"), ASSAY_SERIES_BAND, all->horizon, g_bytes_new (x, all->horizon * sizeof *x), g_bytes_new_take (low, all->horizon * sizeof *low),
                           g_bytes_new_take (high, all->horizon * sizeof *high), NULL, NULL);
}

static void
add_fan (const Cases *all, AssayResult *result)
{
  const ForecastFunction *self = all->self;
  gsize n, n_off = 0;
  g_autofree double *grid = backtest_pad_grid (self->panel, &self->calendar, all->shown, 0, &n, &n_off);
  gsize past = MIN (n, 3 * (gsize) all->horizon);
  g_autofree double *x = g_new (double, past + all->horizon);
  g_autofree guint8 *is_shown = g_new0 (guint8, all->cases->len);
  g_autofree char *label = assay_panel_dup_label (self->panel, all->shown), *finding = word_fan (all);
  g_autofree char *convention = g_strdup_printf ("%s, the series with the largest values: its last steps, and the forecast from their end with one setting at a time at another value; lines: the base and at most %d others, those furthest from it; band: from the lowest to the highest of all settings at each step.",
                                                 label, MOST_LINES);
  AssayType type = assay_panel_get_time_type (self->panel);
  AssayFigure *figure = assay_figure_new ("forecast-fan", ASSAY_FIGURE_SERIES, N_("The Forecast Under Each Setting"));

  for (gsize i = 0; i < past + all->horizon; i++)
    x[i] = time_of (self, all->shown, (gint64) (n - past + i));
  assay_figure_set_finding (figure, finding);
  assay_figure_set_convention (figure, convention);
  assay_figure_set_x (figure, type == ASSAY_TYPE_DATE ? ASSAY_AXIS_DATE : type == ASSAY_TYPE_DATETIME ? ASSAY_AXIS_DATETIME : ASSAY_AXIS_NUMBER, ASSAY_UNIT_NONE, self->roles.time, NULL);
  assay_figure_set_y (figure, ASSAY_UNIT_VALUE, self->roles.value, NULL);
  add_line (figure, "actual", N_("Actual"), ASSAY_SERIES_ACTUAL, x, grid + n - past, past);
  add_band (all, figure, x + past);
  add_line (figure, "base", N_("Base"), ASSAY_SERIES_FORECAST, x + past, g_array_index (all->cases, Case, 0).mean, all->horizon);
  choose_lines (all, is_shown);
  for (guint i = 1; i < all->cases->len; i++)
    if (is_shown[i])
      {
        const Case *one = &g_array_index (all->cases, Case, i);
        g_autofree char *id = g_strdup_printf ("%s-%s", knobs[one->knob].id, one->value), *name = g_strdup_printf ("%s %s", knobs[one->knob].id, one->value);

        add_line (figure, id, name, ASSAY_SERIES_OTHER, x + past, one->mean, all->horizon);
      }
  assay_result_take_figure (result, figure);
}

static gboolean
report (const AssaySensitivityFunction *function, AssayResult *result, AssayProgress *progress, GError **error)
{
  ForecastFunction *self = (ForecastFunction *) function;
  g_autoptr(GArray) cases = list_cases (self);
  Cases all = { self, cases, find_largest (self), (guint) assay_options_get_integer (self->options, "horizon") };

  if (!assay_parallel_for (self->task.n_threads, cases->len, run_case, &all, self->quiet, error))
    return FALSE;
  add_settings (self, cases, result);
  note_fewer (cases, result);
  if (isfinite (sum_of (g_array_index (cases, Case, 0).mean, all.horizon)))
    add_fan (&all, result);
  return TRUE;
}

static const AssaySensitivityClass forecast_class = { evaluate, forecast_function_free, measure, report };

/* ---- the data ---- */

static char *
join_keys (AssayColumn *const *keys, guint n, gsize row)
{
  GString *text = g_string_new (NULL);

  for (guint k = 0; k < n; k++)
    {
      assay_column_append_cell (keys[k], row, text);
      g_string_append_c (text, '\x1f');
    }
  return g_string_free (text, FALSE);
}

/* Names of a sample of the series, each as likely as any other. */
static GHashTable *
draw_series (const ForecastFunction *self, guint most)
{
  GHashTable *drawn = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  gsize n = assay_panel_get_n_series (self->panel), taken = 0;
  guint n_keys = assay_panel_get_n_keys (self->panel);
  g_autofree AssayColumn **keys = g_new (AssayColumn *, n_keys + 1);
  AmRandom random = { self->task.seed ^ G_GUINT64_CONSTANT (0x5e41e5) };

  for (guint k = 0; k < n_keys; k++)
    keys[k] = assay_panel_make_key_column (self->panel, k);
  for (gsize series = 0; series < n && taken < most; series++)
    if (am_random_below (&random, n - series) < most - taken)
      {
        g_hash_table_add (drawn, join_keys (keys, n_keys, assay_panel_get_first (self->panel, series)));
        taken++;
      }
  for (guint k = 0; k < n_keys; k++)
    assay_column_unref (keys[k]);
  return drawn;
}

static AssayFrame *
keep_series (const ForecastFunction *self, GHashTable *drawn, GError **error)
{
  guint n_keys = g_strv_length (self->roles.series);
  gsize n = assay_frame_get_n_rows (self->frame), kept = 0;
  g_autofree AssayColumn **keys = g_new (AssayColumn *, n_keys + 1);
  g_autofree gsize *rows = g_new (gsize, n + 1);
  g_autoptr(GPtrArray) columns = g_ptr_array_new_with_free_func ((GDestroyNotify) assay_column_unref);

  for (guint k = 0; k < n_keys; k++)
    {
      keys[k] = assay_frame_require (self->frame, self->roles.series[k], error);
      if (keys[k] == NULL)
        return NULL;
    }
  for (gsize row = 0; row < n; row++)
    {
      g_autofree char *name = join_keys (keys, n_keys, row);

      if (g_hash_table_contains (drawn, name))
        rows[kept++] = row;
    }
  for (guint c = 0; c < assay_frame_get_n_columns (self->frame); c++)
    g_ptr_array_add (columns, assay_column_take_rows (assay_frame_get_column (self->frame, c), rows, kept));
  return assay_frame_new ((AssayColumn **) columns->pdata, columns->len, kept);
}

static gboolean
arrange (ForecastFunction *self, AssayDuplicates duplicates, GError **error)
{
  g_clear_pointer (&self->panel, assay_panel_unref);
  self->panel = assay_panel_new (self->frame, &self->roles, duplicates, self->task.n_threads, NULL, error);
  return self->panel != NULL;
}

static gboolean
limit_series (ForecastFunction *self, AssayDuplicates duplicates, GError **error)
{
  guint most = (guint) assay_options_get_integer (self->task.options, "max-series");
  gsize n = assay_panel_get_n_series (self->panel);
  g_autoptr(GHashTable) drawn = NULL;
  g_autofree char *all = assay_word_count (n), *some = assay_word_count (most);
  AssayFrame *frame;

  if (n <= most || self->roles.series == NULL)
    return TRUE;
  drawn = draw_series (self, most);
  frame = keep_series (self, drawn, error);
  if (frame == NULL)
    return FALSE;
  assay_frame_unref (self->frame);
  self->frame = frame;
  g_ptr_array_add (self->function.notes, g_strdup_printf ("%s of %s series are looked at, drawn by the seed; --max-series takes more.", some, all));
  return arrange (self, duplicates, error);
}

/* ---- making one ---- */

static AssayOptions *
make_base_options (const AssayTask *task, char **models, GError **error)
{
  static const char *const passed[] = { "horizon", "origins", "step", "nonnegative", "duplicates", NULL };
  static const char *const first[] = { "season", "window", NULL };
  g_autoptr(AssayOptions) options = assay_options_new (assay_backtest.options);

  for (guint i = 0; first[i] != NULL; i++)
    {
      g_auto(GStrv) values = sensitivity_series_list (task->options, first[i], NULL);

      if (values[0] != NULL && !sensitivity_series_set (options, first[i], values[0], error))
        return NULL;
    }
  for (guint i = 0; passed[i] != NULL; i++)
    if (!sensitivity_series_pass (options, task->options, passed[i], error))
      return NULL;
  if (!sensitivity_series_set (options, "models", models[0], error) || !sensitivity_series_set (options, "benchmark", models[0], error)
      || !sensitivity_series_set (options, "errors-only", "true", error) || !sensitivity_series_set (options, "intervals", "model", error))
    return NULL;
  return g_steal_pointer (&options);
}

static gboolean
read_data (ForecastFunction *self, const AssayTask *task, GError **error)
{
  BacktestSettings how = { 0 };
  gboolean done;

  self->options = make_base_options (task, self->models, error);
  if (self->options == NULL || !assay_roles_resolve (task->frame, task->roles, &self->roles, error))
    return FALSE;
  self->task.options = self->options;
  done = backtest_settings_read (&how, &self->task, error);
  self->task.options = task->options;
  done = done && arrange (self, how.duplicates, error) && limit_series (self, how.duplicates, error) && assay_calendar_init (&self->calendar, self->panel, NULL, error);
  if (done)
    {
      self->task.options = self->options;
      self->task.frame = self->frame;
      done = backtest_settings_fit_panel (&how, &self->task, self->panel, error);
      self->season = how.seasons.main;
    }
  backtest_settings_clear (&how);
  return done;
}

/* Which smoothing parameters do the models have? */
static gboolean
has_parameter (const ForecastFunction *self, guint knob)
{
  static const struct { const char *id; const char *has; } smoothers[] = { { "ses", "a" }, { "holt", "ab" }, { "damped", "abp" }, { "holt-winters", "abg" }, { "ets", "abgp" } };
  const char letter = "abgp"[knob - KNOB_ALPHA];

  for (guint i = 0; self->models[i] != NULL; i++)
    for (guint k = 0; k < G_N_ELEMENTS (smoothers); k++)
      {
        gsize length = strlen (smoothers[k].id);
        const char *variant = self->models[i] + length;

        if (strncmp (self->models[i], smoothers[k].id, length) != 0 || (*variant != '\0' && *variant != ':'))
          continue;
        if (strcmp (smoothers[k].id, "ets") == 0 && *variant == ':')
          {
            gboolean is_damped = strstr (variant, "d") != NULL, has_trend = is_damped || variant[2] == 'A', has_season = variant[strlen (variant) - 1] != 'N';

            if (letter == 'a' || (letter == 'b' && has_trend) || (letter == 'g' && has_season) || (letter == 'p' && is_damped))
              return TRUE;
          }
        else if (strchr (smoothers[k].has, letter) != NULL || (letter == 'p' && strstr (variant, "damped") != NULL))
          return TRUE;
      }
  return FALSE;
}

/* Half and a quarter of the past that all origins have, in whole seasons. */
static char *
usual_windows (const ForecastFunction *self)
{
  gint64 longest = 0, after = assay_options_get_integer (self->options, "horizon") + (assay_options_get_integer (self->options, "origins") - 1) * assay_options_get_integer (self->options, "step");
  gint64 season = MAX (self->season, 1);
  GString *text = g_string_new (assay_options_get_text (self->options, "window"));

  for (gsize series = 0; series < assay_panel_get_n_series (self->panel); series++)
    {
      gsize first = assay_panel_get_first (self->panel, series), end = assay_panel_get_first (self->panel, series + 1);

      longest = MAX (longest, (self->calendar.times[end - 1] - self->calendar.times[first]) / self->calendar.step + 1);
    }
  for (guint part = 2; part <= 4; part += 2)
    {
      gint64 window = (longest - after) / part / season * season;

      if (window >= 2 * season + 2)
        g_string_append_printf (text, ",%" G_GINT64_FORMAT, window);
    }
  if (strcmp (assay_options_get_text (self->options, "window"), "expanding") != 0)
    g_string_append (text, ",expanding");
  return g_string_free (text, FALSE);
}

/* (transfer full) The base first; one value is held. */
static char *
usual_values (const ForecastFunction *self, guint knob, const char *given)
{
  static const char *const usual[N_KNOBS] = { [KNOB_ALPHA] = "0.1,0.3,0.6", [KNOB_BETA] = "0.01,0.1,0.3", [KNOB_GAMMA] = "0.05,0.2,0.5", [KNOB_PHI] = "0.8,0.9,0.98",
                                              [KNOB_OUTLIERS] = "0.01,0.05", [KNOB_MISSING] = "0.05,0.2" };

  switch (knob)
    {
    case KNOB_SEASON:
      return self->season > 1 ? g_strdup_printf ("%u,1,%u", self->season, 2 * self->season) : g_strdup ("1");
    case KNOB_WINDOW:
      return usual_windows (self);
    case KNOB_OUTLIER_SIZE:
      return g_strdup (given != NULL ? given : "5");
    case KNOB_OUTLIERS:
    case KNOB_MISSING:
      return g_strdup_printf ("%s,%s%s", given != NULL ? given : "0", usual[knob], given != NULL ? ",0" : "");
    default:
      if (!has_parameter (self, knob))
        return g_strdup (given != NULL ? given : "estimated");
      return g_strdup_printf ("%s,%s%s", given != NULL ? given : "estimated", usual[knob], given != NULL ? ",estimated" : "");
    }
}

static gboolean
add_inputs (ForecastFunction *self, const AssayTask *task, GError **error)
{
  g_auto(GStrv) only = assay_options_get_list (task->options, "inputs");

  sensitivity_knobs_init (&self->knobs, knobs, N_KNOBS);
  if (!sensitivity_knobs_add (&self->knobs, &self->function, KNOB_MODEL, (const char *const *) self->models, error))
    return FALSE;
  for (guint k = KNOB_SEASON; k < N_KNOBS; k++)
    {
      g_auto(GStrv) given = sensitivity_series_list (task->options, knobs[k].id, NULL);
      g_autofree char *text = usual_values (self, k, given[0]);
      g_auto(GStrv) usual = g_strsplit (text, ",", -1);

      if (!sensitivity_knobs_add (&self->knobs, &self->function, k, (const char *const *) (g_strv_length (given) > 1 ? given : usual), error))
        return FALSE;
    }
  if (!sensitivity_knobs_settle (&self->knobs, &self->function, only, task, error))
    return FALSE;
  if (self->knobs.input[KNOB_SEASON] >= 0 && self->knobs.input[KNOB_WINDOW] >= 0)
    {
      self->function.grid[0] = self->knobs.input[KNOB_WINDOW];
      self->function.grid[1] = self->knobs.input[KNOB_SEASON];
    }
  return TRUE;
}

static gboolean
check_models (ForecastFunction *self, char **models, GError **error)
{
  for (guint i = 0; models[i] != NULL; i++)
    {
      g_autoptr(GError) problem = NULL;
      g_autoptr(AssayModelChoice) choice = assay_model_choice_parse (models[i], &problem);

      if (choice == NULL)
        {
          g_set_error (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_OPTION, "%s", problem->message);
          return FALSE;
        }
      for (guint k = 0; k < i; k++)
        if (strcmp (models[k], models[i]) == 0)
          {
            g_set_error (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_OPTION, _("--forecast names “%s” twice."), models[i]);
            return FALSE;
          }
    }
  if (models[0] != NULL)
    return TRUE;
  g_set_error_literal (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_OPTION, _("--forecast is empty; name at least one model, such as seasonal-naive."));
  return FALSE;
}

/* A file of ranges may have brought a model. */
static gboolean
check_words (ForecastFunction *self, GError **error)
{
  int input = self->knobs.input[KNOB_MODEL];

  return input < 0 || check_models (self, self->function.inputs[input].words, error);
}

static void
note_settings (ForecastFunction *self)
{
  AssayStep step = assay_panel_get_step (self->panel);
  g_autofree char *length = assay_word_step (step), *unit = length != NULL ? g_strdup (length) : assay_word_count (step.n);

  g_ptr_array_add (self->function.notes, g_strdup_printf ("Accuracy is that of “assay backtest” with these settings: step %s, horizon %s, %s origins; the base has season %u.", unit,
                                                          assay_options_get_text (self->options, "horizon"), assay_options_get_text (self->options, "origins"), self->season));
  g_ptr_array_add (self->function.notes, g_strdup ("Outliers and missing days are made in the past that models see, never in the values their forecasts are held against; which days, the seed, the "
                                                   "series' name and the date decide, and a larger share takes in the same days and more. Outliers are moved up or down by so many standard "
                                                   "deviations of the series. A smoothing parameter is set after all were estimated; the others stay, and first states are fitted again."));
}

AssaySensitivityFunction *
sensitivity_forecast_function_new (const AssayTask *task, AssayProgress *stop, GError **error)
{
  ForecastFunction *self = g_new0 (ForecastFunction, 1);

  self->function.klass = &forecast_class;
  self->function.is_dear = TRUE;
  sensitivity_series_init (&self->function, assay_options_get_text (task->options, "forecast"));
  g_mutex_init (&self->lock);
  g_cond_init (&self->done);
  self->points = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->task = *task;
  self->task.checkpoint = NULL;
  self->task.partial = NULL;
  self->task.keep_partial = FALSE;
  self->frame = assay_frame_ref (task->frame);
  self->models = assay_options_get_list (task->options, "forecast");
  self->stop = assay_progress_ref (stop);
  self->quiet = assay_progress_new_part (stop, 0, 0);
  self->function.measures = measures;
  self->function.n_measures = N_MEASURES;
  if (!check_models (self, self->models, error) || !read_data (self, task, error) || !add_inputs (self, task, error) || !check_words (self, error)
      || (self->output = sensitivity_series_choose_measure (&self->function, task->options, "wape", error)) < 0)
    {
      assay_sensitivity_function_free (&self->function);
      return NULL;
    }
  note_settings (self);
  if (task->artifact != NULL)
    g_ptr_array_add (self->function.notes, g_strdup ("The models are named by the model file, and its season is the base; they are fitted anew at every origin, not taken as they were fitted there."));
  return &self->function;
}
