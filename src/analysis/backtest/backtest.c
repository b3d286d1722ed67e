#include "analysis/backtest/backtest.h"

#include "analysis/backtest/backtest-evidence.h"
#include "analysis/backtest/backtest-settings.h"
#include "analysis/backtest/grade-backtest.h"
#include "analysis/backtest/value-at-risk.h"
#include "analysis/regressors.h"
#include "analysis/wording.h"

#include <glib/gi18n-lib.h>
#include <string.h>

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AssayRoles, assay_roles_clear)

static const AssayOption options[] = {
  BACKTEST_OPTIONS
  VALUE_AT_RISK_OPTIONS
  GRADE_BACKTEST_OPTIONS
  { NULL },
};

/* Options are numbers of steps, and say nothing of how long a step is. */
static void
note_settings (AssayResult *result, const BacktestRun *run, const AssayTask *task)
{
  const BacktestSettings *how = run->how;
  AssayStep step = assay_panel_get_step (run->panel);
  g_autofree char *length = assay_word_step (step), *season = assay_word_items (how->seasons.main, "step", "steps");
  g_autofree char *unit = length != NULL ? g_strdup (length) : assay_word_count (step.n);
  g_autofree char *horizon = assay_word_items (how->horizon, "step", "steps");
  g_autofree char *note = g_strdup_printf ("Step: %s; season: %s; horizon: %s.", unit, season, horizon);
  g_autofree char *number = g_strdup_printf ("%u", how->seasons.main);

  assay_result_set_option (result, "season", number);
  assay_result_add_note (result, note);
  if (assay_options_get_text (task->options, "season") == NULL)
    assay_result_add_note (result, how->seasons.main > 1 ? N_("The season follows from the step of the data; --season sets another.")
                                                   : N_("No season follows from the step of the data; --season sets one."));
}

static void
add_notes (AssayResult *result, const BacktestRun *run, const AssayTask *task, const char *renamed)
{
  g_autofree char *unused = assay_regressors_word_unused (run->how->regressors, run->how->models);

  note_settings (result, run, task);
  if (run->thin != NULL)
    assay_result_add_note (result, run->thin);
  if (unused != NULL)
    assay_result_add_note (result, unused);
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
test_models (const AssayTask *task, BacktestSettings *how, AssayProgress *progress, GError **error)
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
  panel = assay_panel_new (task->frame, &roles, how->duplicates, task->n_threads, arranging, error);
  if (panel == NULL || !backtest_settings_fit_panel (how, task, panel, error))
    return NULL;
  assay_progress_set_step (progress, _("Forecasting"));
  run = backtest_run_new (panel, how, &roles, task, &outcome->rows, &renamed, forecasting, error);
  if (run == NULL)
    return NULL;
  outcome->is_partial = run->is_stopped;

  assay_progress_set_step (progress, _("Summing up"));
  outcome->result = assay_result_new ("backtest", assay_backtest.title);
  backtest_add_checks (outcome->result, run, task->policy);
  backtest_add_metrics (outcome->result, run);
  backtest_add_tables (outcome->result, run);
  if (!backtest_add_figures (outcome->result, run, &roles, run->is_stopped ? NULL : summing_up, error))
    return NULL;
  backtest_add_evidence (outcome->result, run, task->policy);
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
  if (grade_backtest_is_asked (task->options))
    return grade_backtest_run (task, progress, error);
  if (backtest_settings_read (&how, task, error))
    outcome = test_models (task, &how, progress, error);
  backtest_settings_clear (&how);
  return outcome;
}

const AssayAnalysis assay_backtest = {
  .id = "backtest",
  .title = N_("Forecast Back-Test"),
  .summary = N_("Forecasts from rolling origins in the past and holds the forecasts against what happened."),
  .options = options,
  .run = run_backtest,
  .choose_roles = value_at_risk_choose_roles,
  .is_by_row_for = grade_backtest_is_asked,
};
