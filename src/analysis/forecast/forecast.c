#include "analysis/forecast/forecast.h"

#include "analysis/forecast/forecast-settings.h"
#include "analysis/regressors.h"
#include "analysis/wording.h"

#include <glib/gi18n-lib.h>
#include <string.h>

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AssayRoles, assay_roles_clear)

static AssayDuplicates
read_duplicates (const AssayTask *task)
{
  static const char *const rules[] = { "error", "sum", "mean", "first", "last" };
  const char *rule = assay_options_get_text (task->options, "duplicates");

  for (guint i = 0; i < G_N_ELEMENTS (rules); i++)
    if (strcmp (rule, rules[i]) == 0)
      return (AssayDuplicates) i;
  g_assert_not_reached ();
}

static void G_GNUC_PRINTF (2, 3)
note (AssayResult *result, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  assay_result_add_note (result, text);
}

/* Options are numbers of steps, and say nothing of how long a step is. */
static void
note_settings (AssayResult *result, const ForecastRun *run, const AssayTask *task)
{
  const ForecastSettings *how = run->how;
  AssayStep step = assay_panel_get_step (run->panel);
  g_autofree char *length = assay_word_step (step), *season = assay_word_items (how->seasons.main, "step", "steps");
  g_autofree char *unit = length != NULL ? g_strdup (length) : assay_word_count (step.n);
  g_autofree char *horizon = assay_word_items (how->horizon, "step", "steps");

  g_autofree char *number = g_strdup_printf ("%u", how->seasons.main);

  assay_result_set_option (result, "season", number);
  note (result, "Step: %s; season: %s; horizon: %s from the last value of each series.", unit, season, horizon);
  if (assay_options_get_text (task->options, "season") == NULL && how->artifact == NULL)
    assay_result_add_note (result, how->seasons.main > 1 ? N_("The season follows from the step of the data; --season sets another.")
                                                   : N_("No season follows from the step of the data; --season sets one."));
}

/* Repairs that the panel made before any model saw the data. */
static void
note_combined (AssayResult *result, const ForecastRun *run, const AssayTask *task)
{
  gsize n = 0;

  for (gsize i = 0; i < run->n_series; i++)
    {
      AssaySeriesQuality quality;

      assay_panel_get_quality (run->panel, i, &quality);
      n += quality.n_duplicates;
    }
  if (n > 0)
    {
      g_autofree char *rows = assay_word_items (n, "row repeats a time and is", "rows repeat a time and are");

      note (result, "%s combined with the one before (--duplicates %s).", rows, assay_options_get_text (task->options, "duplicates"));
    }
}

/* Who forecasts demand should know of the switch before somebody asks about a limit of −40 units. */
static void
note_negative_limits (AssayResult *result, const ForecastRun *run)
{
  gsize last = (gsize) (run->how->n_levels - 1) * run->how->horizon, n = 0;

  if (run->how->nonnegative || run->lowest < 0)
    return;
  for (gsize k = 0; k < run->n_series * run->how->models->len; k++)
    for (guint i = 0; run->ones[k].why == NULL && i < run->how->horizon; i++)
      n += run->ones[k].lower[last + i] < 0;
  if (n > 0)
    note (result, "No value of the past is below 0, and some limits are: --nonnegative keeps forecasts and limits from that.");
}

static void
note_carried (AssayResult *result, const ForecastRun *run)
{
  if (run->how->artifact != NULL)
    note (result, "The models are those of the artifact: none was fitted here; each took the values since the last one it had seen. What is said of fitting below tells how they were made.");
}

static void
note_unused_regressors (AssayResult *result, const ForecastRun *run)
{
  g_autofree char *names = assay_regressors_word_unused (run->how->regressors, run->how->models);

  if (names != NULL)
    assay_result_add_note (result, names);
}

static void
add_notes (AssayResult *result, const ForecastRun *run, const AssayTask *task, const char *renamed)
{
  note_settings (result, run, task);
  note_carried (result, run);
  for (guint i = 0; i < run->how->models->len; i++)
    note (result, "%s: %s.", forecast_run_get_model (run, i)->title, forecast_run_get_model (run, i)->kind->convention);
  for (guint i = 0; i < run->how->models->len; i++)
    if (run->n_series > 0 && forecast_run_get (run, 0, i)->is_conformal)
      {
        note (result, "Conformal intervals: for each step the ceil((n + 1) level)-th smallest absolute error from up to %u earlier origins, a step apart, "
              "each forecast from its own past only; a limit is empty where there are too few.", run->how->n_calibration);
        break;
      }
  if (run->thin != NULL)
    assay_result_add_note (result, run->thin);
  if (run->n_unknown_ahead > 0)
    {
      g_autofree char *n = assay_word_items (run->n_unknown_ahead, "step ahead has", "steps ahead have");

      note (result, "%s no value of every regressor; the last known one is taken. Rows after the last value, with an empty value, hold the regressors to come.", n);
    }
  note_unused_regressors (result, run);
  note_combined (result, run, task);
  note_negative_limits (result, run);
  if (run->n_off_calendar > 0)
    {
      g_autofree char *n = assay_word_items (run->n_off_calendar, "row lies between two steps of the calendar and is left out",
                                             "rows lie between two steps of the calendar and are left out");

      note (result, "%s.", n);
    }
  if (assay_panel_get_n_dropped (run->panel) > 0)
    {
      g_autofree char *n = assay_word_items (assay_panel_get_n_dropped (run->panel), "row has no time and is left out", "rows have no time and are left out");

      note (result, "%s.", n);
    }
  if (renamed != NULL)
    note (result, "A series key has the name of a column of the analysis: %s.", renamed);
}

static AssayOutcome *
summarise (ForecastRun *run, const AssayTask *task, const AssayRoles *roles, GError **error)
{
  g_autoptr(AssayOutcome) outcome = g_new0 (AssayOutcome, 1);
  g_autofree char *renamed = NULL;

  outcome->rows = forecast_run_make_rows (run, roles, &renamed, error);
  if (outcome->rows == NULL)
    return NULL;
  outcome->result = assay_result_new ("forecast", assay_forecast.title);
  forecast_add_summary (outcome->result, run, task->policy);
  forecast_add_figures (outcome->result, run, roles);
  add_notes (outcome->result, run, task, renamed);
  if (task->keep_models)
    outcome->artifact = forecast_run_take_artifact (run, roles);
  return g_steal_pointer (&outcome);
}

static AssayOutcome *
run_forecast (const AssayTask *task, AssayProgress *progress, GError **error)
{
  g_auto(AssayRoles) roles = { 0 };
  g_auto(ForecastSettings) how = { 0 };
  g_autoptr(AssayPanel) panel = NULL;
  g_autoptr(ForecastRun) run = NULL;
  g_autoptr(AssayProgress) arranging = assay_progress_new_part (progress, 0, 0.1);
  g_autoptr(AssayProgress) forecasting = assay_progress_new_part (progress, 0.1, 0.95);

  if (!forecast_settings_read (&how, task->options, task->artifact, error) || !assay_roles_resolve (task->frame, task->roles, &roles, error))
    return NULL;
  if (task->keep_models && how.regressors[0] != NULL)
    {
      g_set_error_literal (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_OPTION,
                           _("--save-model cannot keep models that use regressors; leave out --regressors or --save-model."));
      return NULL;
    }
  assay_progress_set_step (progress, _("Arranging series"));
  panel = assay_panel_new (task->frame, &roles, read_duplicates (task), task->n_threads, arranging, error);
  if (panel == NULL)
    return NULL;
  how.duplicates = read_duplicates (task);
  assay_seasons_fit_step (&how.seasons, assay_panel_get_step (panel));
  assay_progress_set_step (progress, _("Forecasting"));
  run = forecast_run_new (panel, &how, &roles, task, forecasting, error);
  return run != NULL ? summarise (run, task, &roles, error) : NULL;
}

const AssayAnalysis assay_forecast = {
  .id = "forecast",
  .title = N_("Forecast"),
  .summary = N_("Forecasts each series ahead of its last value with intervals, from one or more models."),
  .options = forecast_options,
  .run = run_forecast,
};
