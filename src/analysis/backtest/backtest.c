#include "analysis/backtest/backtest.h"

#include "analysis/backtest/backtest-run-private.h"
#include "analysis/backtest/value-at-risk.h"
#include "analysis/wording.h"
#include "base/number.h"

#include <glib/gi18n-lib.h>
#include <string.h>

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AssayRoles, assay_roles_clear)

static const char *const duplicates[] = { "error", "sum", "mean", "first", "last", NULL };

static const AssayOption options[] = {
  { "models", ASSAY_OPTION_LIST, "seasonal-naive", 0, 0, NULL, "LIST", N_("Models"), N_("The forecast models to test, separated by commas.") },
  { "horizon", ASSAY_OPTION_INTEGER, "28", 1, 10000, NULL, "H", N_("Horizon"), N_("Steps to forecast from each origin.") },
  { "origins", ASSAY_OPTION_INTEGER, "12", 1, 10000, NULL, "K", N_("Origins"), N_("How many origins, counted back from the end of each series.") },
  { "step", ASSAY_OPTION_INTEGER, "7", 1, 10000, NULL, "S", N_("Step"), N_("Steps from one origin to the next.") },
  { "window", ASSAY_OPTION_TEXT, "expanding", 0, 0, NULL, "expanding|N", N_("Past"),
    N_("What a model is fitted on: all there is up to the origin (expanding), or the last N steps.") },
  { "season", ASSAY_OPTION_INTEGER, "7", 1, 100000, NULL, "M", N_("Season"), N_("Steps in a season: 7 for a week of days.") },
  { "benchmark", ASSAY_OPTION_TEXT, "seasonal-naive", 0, 0, NULL, "MODEL", N_("Benchmark"),
    N_("The model that the others are held against; it is tested too.") },
  { "errors-only", ASSAY_OPTION_BOOLEAN, "false", 0, 0, NULL, NULL, N_("Errors Only"), N_("Leave out the table of every single forecast.") },
  { "duplicates", ASSAY_OPTION_CHOICE, "error", 0, 0, duplicates, "RULE", N_("Repeated Times"),
    N_("What to do with times that repeat within a series: stop with an error, or combine the rows.") },
  VALUE_AT_RISK_OPTIONS
  { NULL },
};

static gboolean
read_window (const AssayTask *task, gsize *window, GError **error)
{
  const char *text = assay_options_get_text (task->options, "window");
  gint64 n;

  *window = 0;
  if (strcmp (text, "expanding") == 0)
    return TRUE;
  if (assay_integer_parse (text, strlen (text), 0, &n) && n >= 2 && n <= G_MAXINT32)
    {
      *window = n;
      return TRUE;
    }
  g_set_error (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_OPTION,
               _("--window is “%s”; it must be “expanding” or a whole number of steps from 2 on."), text);
  return FALSE;
}

static gboolean
find_or_add (GPtrArray *chosen, const char *name, guint *at, GError **error)
{
  g_autoptr(GError) unknown = NULL;
  AssayModelChoice *choice;

  for (*at = 0; *at < chosen->len; ++*at)
    if (strcmp (((AssayModelChoice *) chosen->pdata[*at])->name, name) == 0)
      return TRUE;
  choice = assay_model_choice_parse (name, &unknown);
  if (choice == NULL)
    {
      g_set_error_literal (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_OPTION, unknown->message);
      return FALSE;
    }
  g_ptr_array_add (chosen, choice);
  return TRUE;
}

static gboolean
read_settings (const AssayTask *task, BacktestSettings *how, GError **error)
{
  const AssayOptions *o = task->options;
  g_auto(GStrv) names = assay_options_get_list (o, "models");

  if (names[0] == NULL)
    {
      g_set_error_literal (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_OPTION, _("--models is empty; name at least one, such as seasonal-naive."));
      return FALSE;
    }
  how->models = g_ptr_array_new_with_free_func ((GDestroyNotify) assay_model_choice_free);
  for (guint i = 0; names[i] != NULL; i++)
    if (!find_or_add (how->models, names[i], &how->benchmark, error))
      return FALSE;
  if (!find_or_add (how->models, assay_options_get_text (o, "benchmark"), &how->benchmark, error))
    return FALSE;
  how->horizon = assay_options_get_integer (o, "horizon");
  how->n_origins = assay_options_get_integer (o, "origins");
  how->step = assay_options_get_integer (o, "step");
  how->season = assay_options_get_integer (o, "season");
  how->errors_only = assay_options_get_boolean (o, "errors-only");
  if (!read_window (task, &how->window, error))
    return FALSE;
  if (how->window > 0 && how->window < 2 * (gsize) how->season)
    {
      g_set_error (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_OPTION,
                   _("--window is %zu steps and --season %u; a model needs two seasons of past. Use a --window of at least %u."),
                   how->window, how->season, 2 * how->season);
      return FALSE;
    }
  return TRUE;
}

static AssayDuplicates
read_duplicates (const AssayTask *task)
{
  const char *rule = assay_options_get_text (task->options, "duplicates");

  for (int i = 0; duplicates[i] != NULL; i++)
    if (strcmp (rule, duplicates[i]) == 0)
      return (AssayDuplicates) i;
  g_assert_not_reached ();
}

/* Options are numbers of steps, and say nothing of how long a step is. */
static void
note_settings (AssayResult *result, const BacktestRun *run, const AssayTask *task)
{
  const BacktestSettings *how = run->how;
  AssayStep step = assay_panel_get_step (run->panel);
  g_autofree char *length = assay_word_step (step), *season = assay_word_items (how->season, "step", "steps");
  g_autofree char *unit = length != NULL ? g_strdup (length) : assay_word_count (step.n);
  g_autofree char *horizon = assay_word_items (how->horizon, "step", "steps");
  g_autofree char *note = g_strdup_printf ("Step: %s; season: %s; horizon: %s.", unit, season, horizon);
  g_autofree char *doubt = assay_options_is_given (task->options, "season") ? NULL : assay_word_default_season (step, how->season);

  assay_result_add_note (result, note);
  if (doubt != NULL)
    assay_result_add_note (result, doubt);
}

static void
add_notes (AssayResult *result, const BacktestRun *run, const AssayTask *task, const char *renamed)
{
  note_settings (result, run, task);
  for (guint i = 0; i < run->how->models->len; i++)
    {
      const AssayModelChoice *model = run->how->models->pdata[i];
      g_autofree char *note = g_strdup_printf ("%s: %s.", model->title, model->kind->convention);

      assay_result_add_note (result, note);
    }
  if (run->n_unfitted > 0)
    {
      g_autofree char *n = assay_word_items (run->n_unfitted, "forecast could not be made", "forecasts could not be made");
      g_autofree char *note = g_strdup_printf ("%s. The first: %s", n, run->why_unfitted);

      assay_result_add_note (result, note);
    }
  if (run->n_off_calendar > 0)
    {
      g_autofree char *n = assay_word_items (run->n_off_calendar, "row lies between two steps of the calendar and is left out",
                                             "rows lie between two steps of the calendar and are left out");
      g_autofree char *note = g_strdup_printf ("%s.", n);

      assay_result_add_note (result, note);
    }
  if (assay_panel_get_n_dropped (run->panel) > 0)
    {
      g_autofree char *n = assay_word_items (assay_panel_get_n_dropped (run->panel), "row has no time and is left out", "rows have no time and are left out");
      g_autofree char *note = g_strdup_printf ("%s.", n);

      assay_result_add_note (result, note);
    }
  if (renamed != NULL)
    {
      g_autofree char *note = g_strdup_printf ("A series key has the name of a column of the analysis: %s.", renamed);

      assay_result_add_note (result, note);
    }
}

static AssayOutcome *
test_models (const AssayTask *task, const BacktestSettings *how, AssayProgress *progress, GError **error)
{
  g_auto(AssayRoles) roles = { 0 };
  g_autoptr(AssayOutcome) outcome = g_new0 (AssayOutcome, 1);
  g_autoptr(AssayPanel) panel = NULL;
  g_autoptr(BacktestRun) run = NULL;
  g_autoptr(AssayProgress) arranging = assay_progress_new_part (progress, 0, 0.4);
  g_autoptr(AssayProgress) forecasting = assay_progress_new_part (progress, 0.4, 0.95);
  g_autoptr(AssayProgress) summing_up = assay_progress_new_part (progress, 0.95, 1);
  g_autofree char *renamed = NULL;

  if (!assay_roles_resolve (task->frame, task->roles, &roles, error))
    return NULL;
  assay_progress_set_step (progress, _("Arranging series"));
  panel = assay_panel_new (task->frame, &roles, read_duplicates (task), task->n_threads, arranging, error);
  if (panel == NULL)
    return NULL;
  assay_progress_set_step (progress, _("Forecasting"));
  run = backtest_run_new (panel, how, &roles, task, &outcome->rows, &renamed, forecasting, error);
  if (run == NULL)
    return NULL;

  assay_progress_set_step (progress, _("Summing up"));
  outcome->result = assay_result_new ("backtest", assay_backtest.title);
  backtest_add_checks (outcome->result, run, task->policy);
  backtest_add_metrics (outcome->result, run);
  backtest_add_tables (outcome->result, run);
  if (!backtest_add_figures (outcome->result, run, &roles, summing_up, error))
    return NULL;
  add_notes (outcome->result, run, task, renamed);
  return g_steal_pointer (&outcome);
}

static AssayOutcome *
run_backtest (const AssayTask *task, AssayProgress *progress, GError **error)
{
  BacktestSettings how = { 0 };
  AssayOutcome *outcome = NULL;

  if (value_at_risk_is_asked (task->options))
    return value_at_risk_run (task, progress, error);
  if (read_settings (task, &how, error))
    outcome = test_models (task, &how, progress, error);
  g_clear_pointer (&how.models, g_ptr_array_unref);
  return outcome;
}

const AssayAnalysis assay_backtest = {
  .id = "backtest",
  .title = N_("Forecast Back-Test"),
  .summary = N_("Forecasts from rolling origins in the past and holds the forecasts against what happened."),
  .options = options,
  .run = run_backtest,
  .choose_roles = value_at_risk_choose_roles,
};
