/* assay validate MODEL DATA: a model or scores, held against outcomes, a development sample, challengers, an approved baseline. */
#include <glib/gi18n.h>
#include <string.h>

#include "analysis/validation/validate.h"
#include "cli/delivery.h"
#include "cli/request.h"
#include "cli/request-models.h"
#include "cli/request-models.h"
#include "cli/shared-options.h"
#include "result/result-json.h"

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AssayReadOptions, assay_read_options_clear)

#define FILE_OPTION(name, label, help) { name, ASSAY_OPTION_TEXT, NULL, 0, 0, NULL, "FILE", label, help }

static const AssayOption sample_options[] = {
  { "reference", ASSAY_OPTION_TEXT, NULL, 0, 0, NULL, "DATA", N_("Reference"), N_("The development sample, with the same columns; drift is measured from it. --where is for DATA only.") },
  { "train", ASSAY_OPTION_TEXT, NULL, 0, 0, NULL, "DATA", N_("Training Sample"), N_("The rows the model was fitted on; overfitting is measured against them.") },
  { "challenger", ASSAY_OPTION_TEXT, NULL, 0, 0, NULL, "MODEL", N_("Challenger"), N_("A model to compare with. May be given more than once.") },
  FILE_OPTION ("baseline", N_("Baseline"), N_("The baseline of the approved version; what changed since is checked.")),
  FILE_OPTION ("write-baseline", N_("Write Baseline"), N_("Also writes a baseline of this run: statistics, binned counts and verdicts, no rows.")),
  FILE_OPTION ("rules", N_("Rules"), N_("Rules that the data must keep, one a line, such as LTV <= 120.")),
  { NULL }
};

/* ---- reading ---- */

typedef struct
{
  GPtrArray *models;
  AssaySource *data, *reference, *train;
  AssayResult *baseline;
  GBytes *rules;
} Inputs;

static void
inputs_clear (Inputs *self)
{
  g_clear_pointer (&self->models, g_ptr_array_unref);
  g_clear_pointer (&self->data, assay_source_free);
  g_clear_pointer (&self->reference, assay_source_free);
  g_clear_pointer (&self->train, assay_source_free);
  g_clear_pointer (&self->baseline, assay_result_unref);
  g_clear_pointer (&self->rules, g_bytes_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Inputs, inputs_clear)

/* The champion first, unless “-” stands in its place, then the challengers. */
static gboolean
load_models (Inputs *self, const AssayCommand *command, AssayWorkspace *workspace, AssayProgress *progress, GError **error)
{
  const char *champion = assay_command_get_input (command, 0);
  char **challengers = assay_command_get_all (command, "challenger");
  g_autoptr(GPtrArray) inputs = g_ptr_array_new ();

  if (strcmp (champion, "-") != 0)
    g_ptr_array_add (inputs, (gpointer) champion);
  for (; challengers != NULL && *challengers != NULL; challengers++)
    g_ptr_array_add (inputs, *challengers);
  if (inputs->len == 0)
    return TRUE;
  g_ptr_array_add (inputs, NULL);
  self->models = assay_request_models (command, (const char *const *) inputs->pdata, workspace, progress, error);
  return self->models != NULL;
}

static GBytes *
read_file (const char *path, GError **error)
{
  g_autoptr(GError) problem = NULL;
  gsize length;
  char *text;

  if (g_file_get_contents (path, &text, &length, &problem))
    return g_bytes_new_take (text, length);
  g_set_error (error, ASSAY_CLI_ERROR, ASSAY_CLI_ERROR_INPUT, _("“%s” cannot be read: %s"), path, problem->message);
  return NULL;
}

static gboolean
load_baseline (Inputs *self, const AssayCommand *command, AssayPlan *plan, GError **error)
{
  const char *path = assay_command_get_text (command, "baseline");
  g_autoptr(GBytes) bytes = NULL;
  gsize length;
  const char *text;

  if (path == NULL)
    return TRUE;
  bytes = read_file (path, error);
  if (bytes == NULL)
    return FALSE;
  text = g_bytes_get_data (bytes, &length);
  self->baseline = assay_result_from_json (text, length, error);
  if (self->baseline == NULL)
    {
      g_prefix_error (error, "%s: ", path);
      return FALSE;
    }
  if (strcmp (assay_result_get_analysis (self->baseline), "validate-baseline") != 0)
    {
      g_set_error (error, ASSAY_CLI_ERROR, ASSAY_CLI_ERROR_INPUT, _("“%s” is a result of “%s” and no baseline. “assay validate --write-baseline FILE” makes one."),
                   path, assay_result_get_analysis (self->baseline));
      return FALSE;
    }
  plan->baseline = self->baseline;
  plan->baseline_name = g_path_get_basename (path);
  plan->baseline_sha256 = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);
  return TRUE;
}

static gboolean
load_sample (const AssayCommand *command, const char *option, AssayWorkspace *workspace, const AssayReadOptions *reading, GPtrArray *models,
             AssaySource **source, AssayProgress *progress, GError **error)
{
  const char *path = assay_command_get_text (command, option);

  if (path != NULL)
    *source = assay_request_source_for_models (command, path, workspace, reading, models, progress, NULL, error);
  if (path != NULL && *source == NULL)
    g_prefix_error (error, "--%s: ", option);
  return path == NULL || *source != NULL;
}

static gboolean
load (Inputs *self, const AssayCommand *command, AssayPlan *plan, AssayWorkspace *workspace, const AssayReadOptions *reading, AssayProgress *progress, GError **error)
{
  const char *rules = assay_command_get_text (command, "rules");

  if (!load_models (self, command, workspace, progress, error) || !load_baseline (self, command, plan, error)
      || (rules != NULL && (self->rules = read_file (rules, error)) == NULL))
    return FALSE;
  self->data = assay_request_source_for_models (command, assay_command_get_input (command, 1), workspace, reading, self->models, progress, NULL, error);
  if (self->data == NULL || !load_sample (command, "reference", workspace, reading, self->models, &self->reference, progress, error)
      || !load_sample (command, "train", workspace, reading, self->models, &self->train, progress, error))
    return FALSE;
  plan->has_no_champion = strcmp (assay_command_get_input (command, 0), "-") == 0;
  plan->models = self->models != NULL ? g_ptr_array_ref (self->models) : NULL;
  plan->reference = self->reference;
  plan->train = self->train;
  plan->rules = self->rules;
  return TRUE;
}

/* ---- running ---- */

static gboolean
run_validate (const AssayCommand *command, const AssayConsole *console, AssayExit *status, GError **error)
{
  g_auto(AssayDelivery) delivery = { 0 };
  g_auto(AssayReadOptions) reading = { 0 };
  g_autoptr(AssayPlan) plan = NULL;
  g_autoptr(AssayWorkspace) workspace = NULL;
  g_auto(Inputs) inputs = { 0 };
  g_autoptr(AssayOutcome) outcome = NULL;
  g_autoptr(GError) problem = NULL;
  g_autoptr(AssayProgress) whole = assay_console_start_progress (console);
  g_autoptr(AssayProgress) read_part = assay_progress_new_part (whole, 0, 0.4);
  g_autoptr(AssayProgress) run_part = assay_progress_new_part (whole, 0.4, 0.8);
  g_autoptr(AssayProgress) write_part = assay_progress_new_part (whole, 0.8, 1);
  gint64 started = g_get_real_time (), clock = g_get_monotonic_time (), run = 0;

  if (!assay_request_read_options (command, &reading, error) || (plan = assay_request_plan (command, error)) == NULL
      || !assay_delivery_prepare (&delivery, command, console, error))
    return FALSE;
  plan->keep_models = assay_command_get_text (command, "write-baseline") != NULL;
  workspace = assay_request_workspace (command, &problem);
  if (problem != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }
  if (!load (&inputs, command, plan, workspace, &reading, read_part, error))
    return FALSE;
  outcome = assay_plan_run (plan, inputs.data, run_part, error);
  if (outcome == NULL)
    return FALSE;
  if (workspace != NULL && (run = assay_run_save (workspace, plan, inputs.data, outcome, started, g_get_monotonic_time () - clock, error)) == 0)
    return FALSE;
  *status = assay_delivery_exit (command, outcome->result);
  delivery.artifact = outcome->artifact;
  return assay_delivery_finish (&delivery, outcome->result, outcome->rows, workspace, run, write_part, error);
}

const AssayVerb assay_verb_validate = {
  .name = "validate", .inputs = "MODEL DATA", .min_inputs = 2, .max_inputs = 2,
  .analysis = &assay_validate,
  .detail = N_("MODEL is a model artifact, or “-” when the scores are in DATA (--score COL). DATA is a file of delimited text, plain or .gz; "
              "with --workspace also the name of a dataset. -o writes the checks, one a line."),
  .groups = {
    { N_("Samples and files"), sample_options },
    { N_("Models and their inputs"), assay_model_options },
    { N_("Scope and judgement"), assay_scope_options },
    { N_("Output"), assay_output_options },
    { N_("Reading (found in the data unless given)"), assay_reading_options },
    { N_("Execution"), assay_running_options },
    { NULL } },
  .run = run_validate,
};
