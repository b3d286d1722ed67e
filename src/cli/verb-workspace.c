/* The verbs that change or check a workspace: init, import, verify, gc, sample. */
#include <glib/gi18n.h>
#include <inttypes.h>
#include <string.h>

#include "charts/format.h"
#include "cli/interrupt.h"
#include "cli/request.h"
#include "cli/shared-options.h"
#include "engine/sample.h"

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AssayReadOptions, assay_read_options_clear)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AssayRoles, assay_roles_clear)

static gboolean
run_init (const AssayCommand *command, const AssayConsole *console, AssayExit *status, GError **error)
{
  const char *folder = assay_command_get_input (command, 0);
  const char *given = assay_command_get_text (command, "name");
  g_autofree char *absolute = g_canonicalize_filename (folder, NULL);
  g_autofree char *name = given != NULL && *given != '\0' ? g_strdup (given) : g_path_get_basename (absolute);
  g_autoptr(AssayWorkspace) workspace = assay_workspace_init (folder, name, error);

  return workspace != NULL && assay_console_say (console, error, _("Workspace “%s” in %s\n"), name, folder);
}

/* One line a file: what it is called now and how much is in it. */
static gboolean
say_imported (const AssayConsole *console, AssayWorkspace *workspace, gint64 id, const AssayReadReport *report, GError **error)
{
  g_autoptr(AssayDataset) dataset = assay_workspace_get_dataset (workspace, id, error);
  g_autofree char *rows = NULL, *columns = NULL, *bad = NULL;
  gsize n_bad = assay_read_report_get_n_bad_rows (report);

  if (dataset == NULL)
    return FALSE;
  rows = assay_format_count (dataset->n_rows);
  columns = assay_format_count (dataset->n_columns);
  bad = assay_format_count (n_bad);
  if (n_bad > 0)
    return assay_console_say (console, error, _("Dataset “%s”: %s rows, %s columns; %s rows could not be read and are left out\n"), dataset->name, rows, columns, bad);
  return assay_console_say (console, error, _("Dataset “%s”: %s rows, %s columns\n"), dataset->name, rows, columns);
}

static gboolean
import_file (const AssayCommand *command, const AssayConsole *console, AssayWorkspace *workspace, const char *path,
             const AssayReadOptions *options, const AssayRoles *roles, GError **error)
{
  g_autoptr(AssayProgress) progress = assay_console_start_progress (console);
  g_autoptr(AssayReadReport) report = NULL;
  gint64 id;

  assay_interrupt_set_stuck (strcmp (path, "-") == 0);
  id = assay_import_file (workspace, path, assay_command_get_text (command, "name"), options, roles,
                          assay_command_get_integer (command, "threads", 0), progress, &report, error);
  assay_interrupt_set_stuck (FALSE);
  assay_console_end_progress (console);
  return id != 0 && say_imported (console, workspace, id, report, error);
}

static gboolean
run_import (const AssayCommand *command, const AssayConsole *console, AssayExit *status, GError **error)
{
  g_auto(AssayReadOptions) options = { 0 };
  g_auto(AssayRoles) roles = { 0 };
  g_autoptr(AssayWorkspace) workspace = NULL;
  guint n = assay_command_get_n_inputs (command);

  assay_request_roles (command, &roles);
  if (!assay_request_read_options (command, &options, error))
    return FALSE;
  if (n > 2 && assay_command_is_given (command, "name"))
    {
      g_set_error (error, ASSAY_CLI_ERROR, ASSAY_CLI_ERROR_USAGE, _("Option “--name” names one dataset, but %u files are given; import them one by one."), n - 1);
      return FALSE;
    }
  workspace = assay_request_open_workspace (assay_command_get_input (command, 0), error);
  for (guint i = 1; workspace != NULL && i < n; i++)
    if (!import_file (command, console, workspace, assay_command_get_input (command, i), &options, &roles, error))
      return FALSE;
  return workspace != NULL;
}

/* Not a fault: a report outside of the workspace belongs to whoever it was given to. But nobody can vouch for it here. */
static gboolean
say_absent_reports (const AssayConsole *console, AssayWorkspace *workspace, GError **error)
{
  g_autoptr(GPtrArray) reports = assay_workspace_list_reports (workspace, NULL);

  for (guint i = reports != NULL ? reports->len : 0; i > 0; i--)
    {
      const AssayReportEntry *report = g_ptr_array_index (reports, i - 1);
      if (g_path_is_absolute (report->file) && !g_file_test (report->file, G_FILE_TEST_IS_REGULAR)
          && !assay_console_say (console, error, _("Note: report %" PRId64 " was written to “%s”, outside of the workspace, and is not there any more; it was not checked.\n"),
                   report->id, report->file))
        return FALSE;
    }
  return TRUE;
}

static gboolean
run_verify (const AssayCommand *command, const AssayConsole *console, AssayExit *status, GError **error)
{
  g_autoptr(AssayProgress) progress = assay_console_start_progress (console);
  g_autoptr(AssayWorkspace) workspace = assay_request_open_workspace (assay_command_get_input (command, 0), error);
  g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GError) problem = NULL;
  gboolean is_whole;

  if (workspace == NULL)
    return FALSE;
  is_whole = assay_workspace_verify (workspace, problems, progress, &problem);
  assay_console_end_progress (console);
  if (problem != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }
  if (!say_absent_reports (console, workspace, error))
    return FALSE;
  if (is_whole)
    return assay_console_say (console, error, _("%s: everything is as it was recorded\n"), assay_workspace_get_folder (workspace));

  *status = ASSAY_EXIT_CHECK_FAILED;
  for (guint i = 0; i < problems->len; i++)
    if (!assay_console_say (console, error, "%s\n", (char *) g_ptr_array_index (problems, i)))
      return FALSE;
  return assay_console_say (console, error, ngettext ("%s: %u thing is not as it was recorded\n", "%s: %u things are not as they were recorded\n", problems->len),
              assay_workspace_get_folder (workspace), problems->len);
}

static gboolean
run_gc (const AssayCommand *command, const AssayConsole *console, AssayExit *status, GError **error)
{
  g_autoptr(AssayWorkspace) workspace = assay_request_open_workspace (assay_command_get_input (command, 0), error);
  g_autofree char *size = NULL;
  guint n_objects = 0;
  gint64 n_bytes = 0;

  if (workspace == NULL || !assay_workspace_gc (workspace, &n_objects, &n_bytes, error))
    return FALSE;
  size = g_format_size_full (n_bytes, G_FORMAT_SIZE_IEC_UNITS);
  return assay_console_say (console, error, ngettext ("%u file removed, %s freed\n", "%u files removed, %s freed\n", n_objects), n_objects, size);
}

static gboolean
run_sample (const AssayCommand *command, const AssayConsole *console, AssayExit *status, GError **error)
{
  g_autoptr(AssayProgress) progress = assay_console_start_progress (console);
  g_autofree char *folder = assay_command_get_n_inputs (command) > 0 ? g_strdup (assay_command_get_input (command, 0)) : assay_sample_default_folder ();
  g_autoptr(AssayWorkspace) workspace = assay_sample_open (folder, g_getenv ("ASSAY_DATA_DIR"), progress, error);

  assay_console_end_progress (console);
  return workspace != NULL && assay_console_say (console, error, _("Sample workspace in %s\n"), folder);
}

static const AssayOption init_options[] = {
  { "name", ASSAY_OPTION_TEXT, NULL, 0, 0, NULL, "NAME", N_("Name"), N_("What the workspace is called; the folder's name unless given.") },
  { "quiet", ASSAY_OPTION_BOOLEAN, "false", 0, 0, NULL, NULL, N_("Quiet"), N_("No progress and no summary.") },
  { NULL }
};

static const AssayOption import_options[] = {
  { "name", ASSAY_OPTION_TEXT, NULL, 0, 0, NULL, "NAME", N_("Name"), N_("What the dataset is called; the file's name unless given.") },
  { NULL }
};

static const AssayOption quiet_options[] = {
  { "quiet", ASSAY_OPTION_BOOLEAN, "false", 0, 0, NULL, NULL, N_("Quiet"), N_("No progress and no summary.") },
  { NULL }
};

const AssayVerb assay_verb_workspace_init = {
  .name = "workspace init", .inputs = "DIR", .min_inputs = 1, .max_inputs = 1,
  .summary = N_("Makes a workspace in an empty or new folder."),
  .groups = { { N_("Options"), init_options }, { NULL } },
  .run = run_init,
};

const AssayVerb assay_verb_workspace_import = {
  .name = "workspace import", .inputs = "DIR FILE…", .min_inputs = 2, .max_inputs = 1000,
  .summary = N_("Reads data files into a workspace as datasets."),
  .groups = {
    { N_("Options"), import_options },
    { N_("Columns (kept with the dataset)"), assay_role_options },
    { N_("Reading (found in the data unless given)"), assay_reading_options },
    { N_("Execution"), assay_running_options },
    { NULL } },
  .run = run_import,
};

const AssayVerb assay_verb_workspace_verify = {
  .name = "workspace verify", .inputs = "DIR", .min_inputs = 1, .max_inputs = 1,
  .summary = N_("Recomputes every hash and the audit trail, and says what was altered (exit status 1)."),
  .groups = { { N_("Options"), quiet_options }, { NULL } },
  .run = run_verify,
};

const AssayVerb assay_verb_workspace_gc = {
  .name = "workspace gc", .inputs = "DIR", .min_inputs = 1, .max_inputs = 1,
  .summary = N_("Removes files that nothing refers to any more."),
  .groups = { { N_("Options"), quiet_options }, { NULL } },
  .run = run_gc,
};

const AssayVerb assay_verb_workspace_sample = {
  .name = "workspace sample", .inputs = "[DIR]", .min_inputs = 0, .max_inputs = 1,
  .summary = N_("Makes the sample workspace, with data and a finished run."),
  .groups = { { N_("Options"), quiet_options }, { NULL } },
  .run = run_sample,
};
