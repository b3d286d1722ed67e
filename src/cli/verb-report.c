#include <glib/gi18n.h>
#include <string.h>

#include "base/number.h"
#include "cli/delivery.h"
#include "cli/request.h"
#include "cli/shared-options.h"
#include "report/report.h"
#include "result/result-json.h"

#define MOST_JSON_BYTES (256 * 1024 * 1024)

/* Whole numbers are runs when a workspace is given, unless there is a file of that name. */
static gboolean
is_run (const char *input, gint64 *run)
{
  return assay_integer_parse (input, strlen (input), 0, run) && *run > 0 && !g_file_test (input, G_FILE_TEST_EXISTS);
}

static AssayResult *
load_json (const char *path, GError **error)
{
  g_autoptr(GError) problem = NULL;
  g_autofree char *text = NULL;
  AssayResult *result = NULL;
  gsize length;

  if (!g_file_test (path, G_FILE_TEST_IS_REGULAR))
    {
      g_set_error (error, ASSAY_CLI_ERROR, ASSAY_CLI_ERROR_INPUT, _("“%s” is not a file; give the JSON of a result, or run numbers with --workspace DIR."), path);
      return NULL;
    }
  if (g_file_get_contents (path, &text, &length, &problem))
    result = assay_result_from_json (text, length, &problem);
  if (result == NULL)
    g_set_error (error, ASSAY_CLI_ERROR, ASSAY_CLI_ERROR_INPUT, _("“%s”: %s"), path, problem->message);
  return result;
}

static AssayResult *
load_input (const char *input, AssayWorkspace *workspace, GError **error)
{
  g_autoptr(AssayOutcome) outcome = NULL;
  gint64 run;

  if (!is_run (input, &run))
    return load_json (input, error);
  if (workspace == NULL)
    {
      g_set_error (error, ASSAY_CLI_ERROR, ASSAY_CLI_ERROR_USAGE, _("“%s” is a run number; say in which workspace: --workspace DIR."), input);
      return NULL;
    }
  outcome = assay_run_load (workspace, run, error);
  return outcome != NULL ? assay_result_ref (outcome->result) : NULL;
}

/* The run numbers of the command line when all inputs are runs, else NULL. */
static gint64 *
list_runs (const AssayCommand *command)
{
  guint n = assay_command_get_n_inputs (command);
  g_autofree gint64 *runs = g_new (gint64, n);

  for (guint i = 0; i < n; i++)
    if (!is_run (assay_command_get_input (command, i), &runs[i]))
      return NULL;
  return g_steal_pointer (&runs);
}

static gboolean
say_done (const AssayConsole *console, const char *path, guint n_pages, GError **error)
{
  g_autofree char *text = g_strdup_printf (ngettext ("%s (%u page)\n", "%s (%u pages)\n", n_pages), path, n_pages);

  assay_console_end_progress (console);
  return console->is_quiet || assay_console_write (text, strlen (text), error);
}

static gboolean
report_runs (const AssayCommand *command, const AssayConsole *console, AssayWorkspace *workspace, const gint64 *runs,
             AssayProgress *progress, GError **error)
{
  AssayReportOptions options;
  g_autofree char *path = NULL;
  guint n_pages;

  assay_delivery_report_options (command, &options);
  path = assay_run_report (workspace, runs, assay_command_get_n_inputs (command), &options, assay_command_get_text (command, "output"),
                           &n_pages, progress, error);
  return path != NULL && say_done (console, path, n_pages, error);
}

static gboolean
report_results (const AssayCommand *command, const AssayConsole *console, AssayWorkspace *workspace, AssayProgress *progress, GError **error)
{
  g_autoptr(GPtrArray) results = g_ptr_array_new_with_free_func ((GDestroyNotify) assay_result_unref);
  const char *path = assay_command_get_text (command, "output");
  AssayReportOptions options;
  guint n_pages;

  if (path == NULL)
    {
      g_set_error_literal (error, ASSAY_CLI_ERROR, ASSAY_CLI_ERROR_USAGE, _("Say where the report goes: -o FILE.pdf."));
      return FALSE;
    }
  for (guint i = 0; i < assay_command_get_n_inputs (command); i++)
    {
      AssayResult *result = load_input (assay_command_get_input (command, i), workspace, error);
      if (result == NULL)
        return FALSE;
      g_ptr_array_add (results, result);
    }
  assay_delivery_report_options (command, &options);
  return assay_report_write ((AssayResult *const *) results->pdata, results->len, &options, path, &n_pages, progress, error)
         && say_done (console, path, n_pages, error);
}

static gboolean
run_report (const AssayCommand *command, const AssayConsole *console, AssayExit *status, GError **error)
{
  g_autoptr(AssayWorkspace) workspace = NULL;
  g_autoptr(AssayProgress) progress = assay_console_start_progress (console);
  g_autoptr(GError) problem = NULL;
  g_autofree gint64 *runs = NULL;

  if (!assay_delivery_check (command, error))
    return FALSE;
  if (g_strcmp0 (assay_command_get_text (command, "output"), "-") == 0)
    {
      g_set_error_literal (error, ASSAY_CLI_ERROR, ASSAY_CLI_ERROR_USAGE, _("Option “--output” needs a file; a PDF is not written to standard output."));
      return FALSE;
    }
  workspace = assay_request_workspace (command, &problem);
  if (problem != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }
  runs = workspace != NULL ? list_runs (command) : NULL;
  return runs != NULL ? report_runs (command, console, workspace, runs, progress, error)
                      : report_results (command, console, workspace, progress, error);
}

static const char *const papers[] = { "a4", "letter", NULL };

static const AssayOption report_options[] = {
  { "output", ASSAY_OPTION_TEXT, NULL, 0, 0, NULL, "FILE.pdf", N_("Output"),
    N_("Where the report goes; runs of a workspace go into its reports folder unless given. Short: -o FILE.") },
  { "workspace", ASSAY_OPTION_TEXT, NULL, 0, 0, NULL, "DIR", N_("Workspace"), N_("Where the runs are; the report is recorded there.") },
  { "paper", ASSAY_OPTION_CHOICE, "a4", 0, 0, papers, "a4|letter", N_("Paper"), N_("Paper of the report.") },
  { "title", ASSAY_OPTION_TEXT, NULL, 0, 0, NULL, "TEXT", N_("Title"), N_("Title of the report; else that of the first result.") },
  { "author", ASSAY_OPTION_TEXT, NULL, 0, 0, NULL, "NAME", N_("Author"), N_("Who answers for the report; on its cover.") },
  { "quiet", ASSAY_OPTION_BOOLEAN, "false", 0, 0, NULL, NULL, N_("Quiet"), N_("No progress and no summary.") },
  { NULL }
};

const AssayVerb assay_verb_report = {
  .name = "report", .inputs = "RUN…|RESULT.json…", .min_inputs = 1, .max_inputs = 1000,
  .summary = N_("Writes the governance PDF of runs or results."),
  .detail = N_("RUN is the number of a run in --workspace; RESULT.json is what --format json gave. -o writes the PDF."),
  .groups = { { N_("Options"), report_options }, { NULL } },
  .run = run_report,
};
