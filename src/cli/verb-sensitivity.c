/* assay sensitivity MODEL DATA: what moves a model; or a function whose indices are known, without data. */
#include <glib/gi18n.h>

#include "analysis/sensitivity/sensitivity.h"
#include "cli/delivery.h"
#include "cli/request.h"
#include "cli/request-models.h"
#include "cli/shared-options.h"

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AssayReadOptions, assay_read_options_clear)

static const AssayOption file_options[] = {
  { "ranges", ASSAY_OPTION_TEXT, NULL, 0, 0, NULL, "FILE", N_("Ranges"), N_("Where inputs are varied, as JSON: {\"inputs\": {\"income\": {\"low\": 10, \"high\": 90}}}. The data decide what it leaves out.") },
  { NULL }
};

static gboolean
read_ranges (const AssayCommand *command, AssayPlan *plan, GError **error)
{
  const char *path = assay_command_get_text (command, "ranges");
  g_autoptr(GError) problem = NULL;
  gsize length;
  char *text;

  if (path == NULL)
    return TRUE;
  if (!g_file_get_contents (path, &text, &length, &problem))
    {
      g_set_error (error, ASSAY_CLI_ERROR, ASSAY_CLI_ERROR_INPUT, _("“%s” cannot be read: %s"), path, problem->message);
      return FALSE;
    }
  plan->ranges = g_bytes_new_take (text, length);
  return TRUE;
}

/* The model, then the data. Neither: a function. */
static gboolean
load (const AssayCommand *command, AssayPlan *plan, AssayWorkspace *workspace, const AssayReadOptions *reading, AssaySource **source, AssayProgress *progress, GError **error)
{
  guint n = assay_command_get_n_inputs (command);
  const char *inputs[] = { n > 0 ? assay_command_get_input (command, 0) : NULL, NULL };

  if (n > 0 && assay_command_is_given (command, "function"))
    {
      g_set_error_literal (error, ASSAY_CLI_ERROR, ASSAY_CLI_ERROR_USAGE, _("Give a model or --function, not both."));
      return FALSE;
    }
  if (n > 0 && (plan->models = assay_request_models (command, inputs, workspace, progress, error)) == NULL)
    return FALSE;
  if (n > 1)
    *source = assay_request_source_for_models (command, assay_command_get_input (command, 1), workspace, reading, plan->models, progress, NULL, error);
  return n < 2 || *source != NULL;
}

static gboolean
run_sensitivity (const AssayCommand *command, const AssayConsole *console, AssayExit *status, GError **error)
{
  g_auto(AssayDelivery) delivery = { 0 };
  g_auto(AssayReadOptions) reading = { 0 };
  g_autoptr(AssayPlan) plan = NULL;
  g_autoptr(AssayWorkspace) workspace = NULL;
  g_autoptr(AssaySource) source = NULL;
  g_autoptr(AssayOutcome) outcome = NULL;
  g_autoptr(GBytes) ranges = NULL;
  g_autoptr(GError) problem = NULL;
  g_autoptr(AssayProgress) whole = assay_console_start_progress (console);
  g_autoptr(AssayProgress) read_part = assay_progress_new_part (whole, 0, 0.2);
  g_autoptr(AssayProgress) run_part = assay_progress_new_part (whole, 0.2, 0.9);
  g_autoptr(AssayProgress) write_part = assay_progress_new_part (whole, 0.9, 1);
  gint64 started = g_get_real_time (), clock = g_get_monotonic_time (), run = 0;

  if (!assay_request_read_options (command, &reading, error) || (plan = assay_request_plan (command, error)) == NULL
      || !assay_delivery_prepare (&delivery, command, console, error) || !read_ranges (command, plan, error))
    return FALSE;
  ranges = plan->ranges;
  workspace = assay_request_workspace (command, &problem);
  if (problem != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }
  if (!load (command, plan, workspace, &reading, &source, read_part, error))
    return FALSE;
  outcome = assay_plan_run (plan, source, run_part, error);
  if (outcome == NULL)
    return FALSE;
  if (workspace != NULL && (run = assay_run_save (workspace, plan, source, outcome, started, g_get_monotonic_time () - clock, error)) == 0)
    return FALSE;
  *status = assay_delivery_exit (command, outcome->result);
  return assay_delivery_finish (&delivery, outcome->result, outcome->rows, workspace, run, write_part, error);
}

const AssayVerb assay_verb_sensitivity = {
  .name = "sensitivity", .inputs = "[MODEL [DATA]]", .min_inputs = 0, .max_inputs = 2,
  .analysis = &assay_sensitivity,
  .detail = N_("MODEL is a model artifact and DATA a file of delimited text, plain or .gz; with --workspace also names of a model and a dataset. The data say where inputs "
              "are varied; without DATA, --ranges does. -o writes a line for every number: method, input, measure, value, low, high."),
  .groups = {
    { N_("Files"), file_options },
    { N_("Models and their inputs"), assay_model_options },
    { N_("Scope and judgement"), assay_scope_options },
    { N_("Output"), assay_output_options },
    { N_("Reading (found in the data unless given)"), assay_reading_options },
    { N_("Execution"), assay_running_options },
    { NULL } },
  .run = run_sensitivity,
};
