/* The verbs that run an analysis: all of them alike, each with its own options. */
#include <glib/gi18n.h>

#include "analysis/anomaly/anomalies.h"
#include "analysis/backtest/backtest.h"
#include "analysis/forecast/forecast.h"
#include "analysis/scoring/score.h"
#include "cli/delivery.h"
#include "cli/request.h"
#include "cli/request-models.h"
#include "cli/resume.h"
#include "cli/shared-options.h"

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AssayReadOptions, assay_read_options_clear)

static double
seconds_since (gint64 start)
{
  return (g_get_monotonic_time () - start) / 1e6;
}

/* Models stand before the data. */
static const char *
data_input (const AssayCommand *command)
{
  return assay_command_get_input (command, assay_command_get_n_inputs (command) - 1);
}

static gboolean
read_models (const AssayCommand *command, AssayPlan *plan, AssayWorkspace *workspace, AssayProgress *progress, GError **error)
{
  guint n = assay_command_get_n_inputs (command) - 1;
  g_autofree const char **inputs = g_new0 (const char *, n + 1);

  if (plan->analysis->max_models == 0)
    return TRUE;
  for (guint i = 0; i < n; i++)
    inputs[i] = assay_command_get_input (command, i);
  plan->models = assay_request_models (command, inputs, workspace, progress, error);
  return plan->models != NULL;
}

static AssaySource *
read_data (const AssayCommand *command, const AssayConsole *console, AssayWorkspace *workspace, const AssayReadOptions *reading, GPtrArray *models,
           AssayProgress *progress, GError **error)
{
  gint64 start = g_get_monotonic_time ();
  AssaySource *source = assay_request_source_for_models (command, data_input (command), workspace, reading, models, progress, NULL, error);

  if (source == NULL)
    return NULL;
  assay_request_note_namesake (console, data_input (command), workspace, source);
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
  g_autoptr(AssayProgress) model_part = assay_progress_new_part (whole, 0, 0.1);
  g_autoptr(AssayProgress) read_part = assay_progress_new_part (whole, 0.1, 0.4);
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

  plan->keep_violations = delivery.violations_path != NULL;
  if (!read_models (command, plan, workspace, model_part, error))
    return FALSE;
  source = read_data (command, console, workspace, &reading, plan->models, read_part, error);
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
  delivery.violations = outcome->violations;
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

static const AssayOption score_output_options[] = {
  { "violations", ASSAY_OPTION_TEXT, NULL, 0, 0, NULL, "FILE", N_("Violations"), N_("Writes every cell that is not as a model says its inputs are, as CSV.") },
  { NULL }
};

static const AssayOption time_options[] = {
  { "time", ASSAY_OPTION_TEXT, NULL, 0, 0, NULL, "COL", N_("Time"), N_("The column of times that --start and --end speak of.") },
  { NULL }
};

const AssayVerb assay_verb_score = {
  .name = "score", .inputs = "MODEL… DATA", .min_inputs = 2, .max_inputs = 101,
  .analysis = &assay_score,
  .detail = N_("MODEL is a file (XGBoost, PMML, LightGBM, ONNX, assay-model, or a table of points or coefficients), plain or .gz; with --workspace also NAME or "
              "NAME@VERSION of a model there. DATA is a file of delimited text, plain or .gz; “-” is standard input; with --workspace also the name of a dataset. "
              "-o writes a line for every row: its id or number, the outputs of the model under their own names, risk, reasons, and problem, which says why a "
              "row has no result. With several models each column begins with the name of its model."),
  .groups = {
    { N_("Models and their inputs"), assay_model_options },
    { N_("Scope and judgement"), assay_scope_options },
    { N_("Columns"), time_options },
    { N_("Output"), assay_output_options },
    { N_("Inputs that do not fit"), score_output_options },
    { N_("Reading (found in the data unless given)"), assay_reading_options },
    { N_("Execution"), assay_running_options },
    { NULL } },
  .run = run_analysis,
};
