#include <glib/gi18n.h>
#include <string.h>

#include "cli/delivery.h"
#include "cli/request.h"
#include "cli/request-models.h"
#include "cli/shared-options.h"
#include "cli/table-frame.h"
#include "engine/inspect.h"
#include "engine/inspect-model.h"

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AssayReadOptions, assay_read_options_clear)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AssayRoles, assay_roles_clear)

/* A column that the user names must be there, also where everything else is only found out. */
static gboolean
check_roles (const AssayFrame *frame, const AssayRoles *roles, GError **error)
{
  if ((roles->time != NULL && assay_frame_require (frame, roles->time, error) == NULL)
      || (roles->value != NULL && assay_frame_require (frame, roles->value, error) == NULL))
    return FALSE;
  for (char **name = roles->series; name != NULL && *name != NULL; name++)
    if (assay_frame_require (frame, *name, error) == NULL)
      return FALSE;
  return TRUE;
}

static AssayResult *
inspect (const AssayCommand *command, const AssayConsole *console, AssaySource *source, AssayProgress *progress, GError **error)
{
  g_auto(AssayRoles) roles = { 0 };
  g_autofree char *as_of = assay_as_of_resolve (assay_command_get_text (command, "as-of"), error);
  g_autofree char *role_problem = NULL;
  AssayResult *result;

  assay_request_roles (command, &roles);
  if (as_of == NULL || !check_roles (source->frame, &roles, error))
    return NULL;
  result = assay_source_inspect (source, &roles, as_of, &role_problem, progress, error);
  if (result != NULL && role_problem != NULL && !console->is_quiet)
    {
      assay_console_end_progress (console);
      assay_console_complain (role_problem);
    }
  return result;
}

/* A file says itself what it is; a name of the workspace is a dataset before it is a model. */
static gboolean
is_model (const char *input, AssayWorkspace *workspace, GError **error)
{
  g_autofree char *why = NULL;

  if (workspace != NULL && strcmp (input, "-") != 0 && !g_file_test (input, G_FILE_TEST_EXISTS))
    {
      g_autoptr(AssayDataset) dataset = assay_workspace_find_dataset (workspace, input, NULL);
      g_autoptr(AssayModelVersion) version = dataset == NULL ? assay_request_version (workspace, input, NULL) : NULL;

      return version != NULL;
    }
  switch (assay_model_source_sniff (input, &why))
    {
    case ASSAY_FORMAT_UNKNOWN:
      return assay_model_source_is_json (input);
    case ASSAY_FORMAT_REFUSED:
      g_set_error_literal (error, ASSAY_CLI_ERROR, ASSAY_CLI_ERROR_INPUT, why);
      return FALSE;
    default:
      return TRUE;
    }
}

static gboolean
inspect_model (const AssayCommand *command, AssayDelivery *delivery, AssayWorkspace *workspace, AssayProgress *progress, AssayExit *status, GError **error)
{
  const char *inputs[] = { assay_command_get_input (command, 0), NULL };
  g_autofree char *as_of = assay_as_of_resolve (assay_command_get_text (command, "as-of"), error);
  g_autoptr(GPtrArray) models = as_of != NULL ? assay_request_models (command, inputs, workspace, progress, error) : NULL;
  g_autoptr(AssayResult) result = models != NULL ? assay_model_inspect (models->pdata[0], as_of) : NULL;
  g_autoptr(AssayFrame) rows = NULL;

  if (result == NULL)
    return FALSE;
  rows = assay_table_to_frame (assay_result_find_table (result, "inputs"));
  *status = assay_delivery_exit (command, result);
  return assay_delivery_finish (delivery, result, rows, NULL, 0, NULL, error);
}

static gboolean
run_inspect (const AssayCommand *command, const AssayConsole *console, AssayExit *status, GError **error)
{
  g_auto(AssayDelivery) delivery = { 0 };
  g_auto(AssayReadOptions) reading = { 0 };
  g_autoptr(AssayWorkspace) workspace = NULL;
  g_autoptr(AssaySource) source = NULL;
  g_autoptr(AssayResult) result = NULL;
  g_autoptr(AssayFrame) rows = NULL;
  g_autoptr(AssayProgress) whole = assay_console_start_progress (console);
  g_autoptr(AssayProgress) read_part = assay_progress_new_part (whole, 0, 0.6);
  g_autoptr(AssayProgress) inspect_part = assay_progress_new_part (whole, 0.6, 1);
  g_autoptr(GError) problem = NULL;

  if (!assay_request_read_options (command, &reading, error) || !assay_delivery_prepare (&delivery, command, console, error))
    return FALSE;
  /* Looking is no use to anybody if it stops at the first fault. */
  if (!assay_command_is_given (command, "max-bad-rows"))
    reading.max_bad_rows = G_MAXSIZE;
  workspace = assay_request_workspace (command, &problem);
  if (problem != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }
  if (is_model (assay_command_get_input (command, 0), workspace, &problem))
    return inspect_model (command, &delivery, workspace, whole, status, error);
  if (problem != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }
  source = assay_request_source (command, assay_command_get_input (command, 0), workspace, &reading, read_part, NULL, error);
  if (source != NULL)
    assay_request_note_namesake (console, assay_command_get_input (command, 0), workspace, source);
  result = source != NULL ? inspect (command, console, source, inspect_part, error) : NULL;
  if (result == NULL)
    return FALSE;
  rows = assay_table_to_frame (assay_result_find_table (result, "columns"));
  *status = assay_delivery_exit (command, result);
  return assay_delivery_finish (&delivery, result, rows, NULL, 0, NULL, error);
}

static const char *const formats[] = { "text", "json", "csv", NULL };

static const AssayOption output_options[] = {
  { "output", ASSAY_OPTION_TEXT, NULL, 0, 0, NULL, "FILE", N_("Output"), N_("Writes the table of columns, or of a model's inputs, as CSV; “-” is standard output. Short: -o FILE.") },
  { "format", ASSAY_OPTION_CHOICE, "text", 0, 0, formats, "text|json|csv", N_("Format"), N_("What standard output gets: a summary, the result, or the table of columns or inputs.") },
  { "workspace", ASSAY_OPTION_TEXT, NULL, 0, 0, NULL, "DIR", N_("Workspace"), N_("FILE may then also name one of its datasets, or a model as NAME or NAME@VERSION.") },
  { "as-of", ASSAY_OPTION_TEXT, NULL, 0, 0, NULL, "DATE", N_("As of"), N_("The day the result speaks of; else that of SOURCE_DATE_EPOCH, else today.") },
  { NULL }
};

const AssayVerb assay_verb_inspect = {
  .name = "inspect", .inputs = "FILE", .min_inputs = 1, .max_inputs = 1,
  .summary = N_("Says what is in a data file (columns, types, missing values, ranges, what could not be read) or in a model (kind, inputs, outputs, card)."),
  .detail = N_("FILE is delimited text or a model artifact, plain or .gz; which of them, its content says. “-” is standard input, for data. Rows that cannot be read "
              "are listed, not refused; verification rows of a model are scored."),
  .groups = {
    { N_("Columns (found in the data when only one fits)"), assay_role_options },
    { N_("Output"), output_options },
    { N_("Models and their inputs"), assay_model_options },
    { N_("Reading (found in the data unless given)"), assay_reading_options },
    { N_("Execution"), assay_running_options },
    { NULL } },
  .run = run_inspect,
};
