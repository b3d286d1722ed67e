#include "cli/analyse.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>

#include "cli/delivery.h"
#include "cli/interrupt.h"
#include "cli/request.h"
#include "cli/request-models.h"
#include "cli/resume.h"
#include "engine/plan-inputs.h"
#include "model/forecast-artifact.h"

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AssayReadOptions, assay_read_options_clear)

static double
seconds_since (gint64 start)
{
  return (g_get_monotonic_time () - start) / 1e6;
}

/* ---- reading ---- */

/* Models stand before the data. */
static guint
count_models (const AssayCommand *command, const AssayPlan *plan)
{
  const AssayAnalysis *analysis = plan->analysis;
  guint n = assay_command_get_n_inputs (command);

  if (analysis->needs_no_model != NULL && analysis->needs_no_model (plan->options))
    return 0;
  return analysis->may_lack_data ? MIN (n, analysis->max_models) : n - 1;
}

static const char *
data_input (const AssayCommand *command)
{
  return assay_command_get_input (command, assay_command_get_n_inputs (command) - 1);
}

/* ---- a file of fitted forecast models in the place of a model ---- */

#define MOST_ARTIFACT (256 << 20)

/* NULL without an error: the file is something else. */
static AssayForecastArtifact *
read_forecast_artifact (const char *path, GBytes **bytes)
{
  char *text = NULL;
  gsize length = 0;
  GStatBuf info;
  AssayForecastArtifact *artifact = NULL;

  if (g_stat (path, &info) != 0 || info.st_size > MOST_ARTIFACT || !S_ISREG (info.st_mode) || !g_file_get_contents (path, &text, &length, NULL))
    return NULL;
  if (g_strstr_len (text, (gssize) length, "assay_model") != NULL && g_strstr_len (text, (gssize) length, "\"forecast\"") != NULL)
    artifact = assay_forecast_artifact_read (text, length, NULL);
  *bytes = g_bytes_new_take (text, length);
  return artifact;
}

/* Its methods, each once, with its season: they are what is looked at. */
static gboolean
take_methods (AssayPlan *plan, const AssayForecastArtifact *artifact, GError **error)
{
  g_autoptr(GPtrArray) names = g_ptr_array_new ();
  g_autofree char *season = g_strdup_printf ("%u", assay_forecast_artifact_get_season (artifact)), *all = NULL;
  AssayOptions *options = assay_options_copy (plan->options);

  assay_options_unref (plan->options);
  plan->options = options;
  for (guint i = 0; i < assay_forecast_artifact_get_n_entries (artifact); i++)
    {
      const char *name = assay_fitted_get_name (assay_forecast_artifact_get_entry (artifact, i)->fitted);
      gboolean is_new = TRUE;

      for (guint k = 0; k < names->len; k++)
        is_new = is_new && strcmp (names->pdata[k], name) != 0;
      if (is_new)
        g_ptr_array_add (names, (gpointer) name);
    }
  g_ptr_array_add (names, NULL);
  all = g_strjoinv (",", (char **) names->pdata);
  return assay_options_set (options, "forecast", all, error) && (assay_options_is_given (options, "season") || assay_options_set (options, "season", season, error));
}

static gboolean
find_forecast_models (const AssayCommand *command, AssayPlan *plan, GError **error)
{
  const char *path = assay_command_get_n_inputs (command) == 2 ? assay_command_get_input (command, 0) : NULL;
  g_autoptr(AssayForecastArtifact) artifact = NULL;
  g_autoptr(GBytes) bytes = NULL;

  if (path == NULL || plan->analysis->needs_no_model == NULL || plan->analysis->needs_no_model (plan->options) || (artifact = read_forecast_artifact (path, &bytes)) == NULL)
    return TRUE;
  plan->artifact = g_bytes_ref (bytes);
  plan->artifact_name = g_path_get_basename (path);
  plan->artifact_sha256 = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);
  return take_methods (plan, artifact, error);
}

/* Those that stand before the data, then the challengers. Where a model may be left out, “-” in its place says that it is. */
static gboolean
read_models (const AssayCommand *command, AssayPlan *plan, AssayWorkspace *workspace, AssayProgress *progress, GError **error)
{
  guint n = count_models (command, plan);
  char **challengers = assay_command_get_all (command, "challenger");
  g_autoptr(GPtrArray) inputs = g_ptr_array_new ();

  if (plan->analysis->max_models == 0)
    return TRUE;
  plan->has_no_champion = plan->analysis->min_models == 0 && n > 0 && strcmp (assay_command_get_input (command, 0), "-") == 0;
  for (guint i = plan->has_no_champion; i < n; i++)
    g_ptr_array_add (inputs, (gpointer) assay_command_get_input (command, i));
  for (; challengers != NULL && *challengers != NULL; challengers++)
    g_ptr_array_add (inputs, *challengers);
  if (inputs->len == 0)
    return TRUE;
  g_ptr_array_add (inputs, NULL);
  plan->models = assay_request_models (command, (const char *const *) inputs->pdata, workspace, progress, error);
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

static gboolean
read_sample (const AssayCommand *command, const char *option, AssayWorkspace *workspace, const AssayReadOptions *reading, GPtrArray *models,
             AssaySource **source, AssayProgress *progress, GError **error)
{
  const char *path = assay_command_get_text (command, option);

  if (path == NULL)
    return TRUE;
  *source = assay_request_source_for_models (command, path, workspace, reading, models, progress, NULL, error);
  if (*source == NULL)
    g_prefix_error (error, "--%s: ", option);
  return *source != NULL;
}

/* What can be read in no time comes before the data. */
static gboolean
read_inputs (const AssayCommand *command, const AssayConsole *console, AssayPlan *plan, AssayPlanInputs *inputs, AssayWorkspace *workspace,
             const AssayReadOptions *reading, AssayProgress *progress, GError **error)
{
  const char *baseline = assay_command_get_text (command, "baseline"), *rules = assay_command_get_text (command, "rules"), *ranges = assay_command_get_text (command, "ranges");
  const char *scenarios = assay_command_get_text (command, "scenarios");

  if ((baseline != NULL && !assay_plan_read_baseline (plan, baseline, inputs, error)) || (rules != NULL && !assay_plan_read_rules (plan, rules, inputs, error))
      || (ranges != NULL && !assay_plan_read_ranges (plan, ranges, inputs, error)) || (scenarios != NULL && !assay_plan_read_scenarios (plan, scenarios, inputs, error)))
    return FALSE;
  if (assay_command_get_n_inputs (command) == count_models (command, plan))
    return TRUE;
  inputs->data = read_data (command, console, workspace, reading, plan->models, progress, error);
  if (inputs->data == NULL || !read_sample (command, "reference", workspace, reading, plan->models, &inputs->reference, progress, error)
      || !read_sample (command, "train", workspace, reading, plan->models, &inputs->train, progress, error))
    return FALSE;
  plan->reference = inputs->reference;
  plan->train = inputs->train;
  return TRUE;
}

/* ---- running ---- */

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

/* Also where the result goes into a file, or a program reads it. */
static void
say_guesses (const AssayConsole *console, GPtrArray *guesses)
{
  if (guesses == NULL || guesses->len == 0 || console->is_quiet)
    return;
  assay_console_end_progress (console);
  for (guint i = 0; i < guesses->len; i++)
    g_printerr (_("Note: %s\n"), (char *) guesses->pdata[i]);
}

gboolean
assay_analyse (const AssayCommand *command, const AssayConsole *console, AssayExit *status, GError **error)
{
  g_auto(AssayDelivery) delivery = { 0 };
  g_auto(AssayReadOptions) reading = { 0 };
  g_autoptr(AssayPlan) plan = NULL;
  g_autoptr(AssayWorkspace) workspace = NULL;
  g_auto(AssayPlanInputs) inputs = { 0 };
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

  assay_interrupt_set_harmless (plan->analysis->is_by_row || plan->analysis->may_lack_data);    /* the others keep what they have when they are stopped */
  plan->keep_violations = delivery.violations_path != NULL;
  plan->keep_models = plan->keep_models || assay_command_get_text (command, "write-baseline") != NULL;
  if (!find_forecast_models (command, plan, error) || !read_models (command, plan, workspace, model_part, error) || !read_inputs (command, console, plan, &inputs, workspace, &reading, read_part, error)
      || !assay_resume_open (&resume, command, plan, inputs.data, error))
    return FALSE;
  outcome = analyse (plan, inputs.data, console, run_part, &problem);
  if (outcome == NULL)
    {
      if (g_error_matches (problem, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        assay_resume_keep (&resume, console);
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }
  if (workspace != NULL)
    {
      assay_interrupt_set_harmless (FALSE);
      run = assay_run_save (workspace, plan, inputs.data, outcome, started, g_get_monotonic_time () - clock, error);
      if (run == 0)
        return FALSE;
    }
  say_guesses (console, outcome->guesses);
  *status = assay_delivery_exit (command, outcome->result);
  delivery.artifact = outcome->artifact;
  delivery.violations = outcome->violations;
  if (!assay_delivery_finish (&delivery, outcome->result, outcome->rows, workspace, run, write_part, error))
    return FALSE;
  assay_resume_done (&resume);
  return TRUE;
}
