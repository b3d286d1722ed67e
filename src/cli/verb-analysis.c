/* The verbs that run an analysis: all of them alike, each with its own options. */
#include <glib/gi18n.h>

#include "analysis/anomaly/anomalies.h"
#include "analysis/backtest/backtest.h"
#include "analysis/forecast/forecast.h"
#include "cli/delivery.h"
#include "cli/request.h"
#include "cli/resume.h"
#include "cli/shared-options.h"

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AssayReadOptions, assay_read_options_clear)

static double
seconds_since (gint64 start)
{
  return (g_get_monotonic_time () - start) / 1e6;
}

static AssaySource *
read_data (const AssayCommand *command, const AssayConsole *console, AssayWorkspace *workspace, const AssayReadOptions *reading,
           AssayProgress *progress, GError **error)
{
  gint64 start = g_get_monotonic_time ();
  AssaySource *source = assay_request_source (command, assay_command_get_input (command, 0), workspace, reading, progress, NULL, error);

  if (source == NULL)
    return NULL;
  assay_request_note_namesake (console, assay_command_get_input (command, 0), workspace, source);
  assay_console_remark (console, _("Read %zu rows of %u columns in %.2f s"), assay_frame_get_n_rows (source->frame),
                        assay_frame_get_n_columns (source->frame), seconds_since (start));
  return source;
}

static AssayOutcome *
analyse (const AssayPlan *plan, const AssaySource *source, const AssayConsole *console, AssayProgress *progress, GError **error)
{
  gint64 start = g_get_monotonic_time ();
  AssayOutcome *outcome;

  assay_progress_set_step (progress, _(plan->analysis->title));
  outcome = assay_plan_run (plan, source, progress, error);
  if (outcome != NULL)
    assay_console_remark (console, _("Analysed in %.2f s"), seconds_since (start));
  return outcome;
}

static gboolean
run_analysis (const AssayCommand *command, const AssayConsole *console, AssayExit *status, GError **error)
{
  g_auto(AssayDelivery) delivery = { 0 };
  g_auto(AssayReadOptions) reading = { 0 };
  g_autoptr(AssayPlan) plan = NULL;
  g_autoptr(AssayWorkspace) workspace = NULL;
  g_autoptr(AssaySource) source = NULL;
  g_autoptr(AssayOutcome) outcome = NULL;
  g_auto(AssayResume) resume = { 0 };
  g_autoptr(GError) problem = NULL;
  g_autoptr(AssayProgress) whole = assay_console_start_progress (console);
  g_autoptr(AssayProgress) read_part = assay_progress_new_part (whole, 0, 0.4);
  g_autoptr(AssayProgress) run_part = assay_progress_new_part (whole, 0.4, 0.8);
  g_autoptr(AssayProgress) write_part = assay_progress_new_part (whole, 0.8, 1);
  gint64 started = g_get_real_time (), clock = g_get_monotonic_time (), run = 0;

  /* What can be said without the data is said before it is read. */
  if (!assay_request_read_options (command, &reading, error) || (plan = assay_request_plan (command, error)) == NULL
      || !assay_delivery_prepare (&delivery, command, console, error))
    return FALSE;
  workspace = assay_request_workspace (command, &problem);
  if (problem != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }

  source = read_data (command, console, workspace, &reading, read_part, error);
  if (source == NULL || !assay_resume_open (&resume, command, plan, source, error))
    return FALSE;
  outcome = analyse (plan, source, console, run_part, &problem);
  if (outcome == NULL)
    {
      if (g_error_matches (problem, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        assay_resume_keep (&resume, console);
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }
  if (workspace != NULL)
    {
      run = assay_run_save (workspace, plan, source, outcome, started, g_get_monotonic_time () - clock, error);
      if (run == 0)
        return FALSE;
    }
  *status = assay_delivery_exit (command, outcome->result);
  delivery.artifact = outcome->artifact;
  if (!assay_delivery_finish (&delivery, outcome->result, outcome->rows, workspace, run, write_part, error))
    return FALSE;
  assay_resume_done (&resume);
  return TRUE;
}

#define SHARED_GROUPS { \
    { N_("Columns (found in the data when only one fits)"), assay_role_options }, \
    { N_("Scope and judgement"), assay_scope_options }, \
    { N_("Output"), assay_output_options }, \
    { N_("Reading (found in the data unless given)"), assay_reading_options }, \
    { N_("Execution"), assay_running_options }, \
    { NULL } }

const AssayVerb assay_verb_anomalies = {
  .name = "anomalies", .inputs = "DATA", .min_inputs = 1, .max_inputs = 1,
  .analysis = &assay_anomalies,
  .detail = N_("DATA is a file of delimited text, plain or .gz; “-” is standard input; with --workspace also the name of a dataset. "
              "-o writes a line for every row: the series columns, time, actual, forecast, residual, zscore, anomaly, risk, reason."),
  .groups = SHARED_GROUPS,
  .run = run_analysis,
};

const AssayVerb assay_verb_forecast = {
  .name = "forecast", .inputs = "DATA", .min_inputs = 1, .max_inputs = 1,
  .analysis = &assay_forecast,
  .detail = N_("DATA is a file of delimited text, plain or .gz; “-” is standard input; with --workspace also the name of a dataset. "
              "-o writes a line for every step ahead: the series columns, model, origin, time, step, forecast, lower, upper, and the limits of other levels."),
  .groups = {
    { N_("Columns (found in the data when only one fits)"), assay_role_options },
    { N_("Scope and judgement"), assay_scope_options },
    { N_("Output"), assay_output_options },
    { N_("Models"), assay_artifact_options },
    { N_("Reading (found in the data unless given)"), assay_reading_options },
    { N_("Execution"), assay_running_options },
    { NULL } },
  .run = run_analysis,
};

const AssayVerb assay_verb_backtest = {
  .name = "backtest", .inputs = "DATA", .min_inputs = 1, .max_inputs = 1,
  .analysis = &assay_backtest,
  .detail = N_("DATA is a file of delimited text, plain or .gz; “-” is standard input; with --workspace also the name of a dataset. "
              "-o writes a line for every forecast: the series columns, model, origin, time, step, actual, forecast, lower, upper."),
  .groups = {
    { N_("Columns (found in the data when only one fits)"), assay_role_options },
    { N_("Scope and judgement"), assay_scope_options },
    { N_("Output"), assay_output_options },
    { N_("Reading (found in the data unless given)"), assay_reading_options },
    { N_("Execution"), assay_running_options },
    { N_("Stopping and going on"), assay_resume_options },
    { NULL } },
  .run = run_analysis,
};
