#include "cli/delivery.h"

#include <glib/gi18n.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/interrupt.h"
#include "cli/summary.h"
#include "cli/text-table.h"
#include "base/file-write.h"
#include "charts/format.h"
#include "data/csv-writer.h"
#include "report/report.h"
#include "result/result-json.h"

const char *
assay_delivery_format (const AssayCommand *command)
{
  if (g_strcmp0 (assay_command_get_text (command, "output"), "-") == 0)
    return "csv";
  return assay_command_get_text (command, "format");
}

/* Of a file that is not there yet: its folder as it really is, and its name. */
static char *
future_place (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path), *name = g_path_get_basename (path);
  g_autofree char *real = realpath (folder, NULL);

  return g_build_filename (real != NULL ? real : folder, name, NULL);
}

static gboolean
is_same_file (const char *a, const char *b)
{
  g_autofree char *place_a = future_place (a), *place_b = future_place (b);
  struct stat status_a, status_b;

  if (strcmp (place_a, place_b) == 0)
    return TRUE;
  return stat (a, &status_a) == 0 && stat (b, &status_b) == 0 && S_ISREG (status_a.st_mode)
         && status_a.st_dev == status_b.st_dev && status_a.st_ino == status_b.st_ino;
}

/* Files that are read besides the inputs; NULL: the path is none of them. */
static const char *
find_reader (const AssayCommand *command, const char *path)
{
  static const char *const options[] = { "reference", "train", "baseline", "rules", "ranges", "scenarios", NULL };
  char **challengers = assay_command_get_all (command, "challenger");

  for (guint i = 0; options[i] != NULL; i++)
    if (assay_command_get_text (command, options[i]) != NULL && is_same_file (path, assay_command_get_text (command, options[i])))
      return options[i];
  for (; challengers != NULL && *challengers != NULL; challengers++)
    if (is_same_file (path, *challengers))
      return "challenger";
  return NULL;
}

/* Reading is over before writing begins, but nobody means to lose the data that the result speaks of. */
static gboolean
check_target (const AssayCommand *command, const char *option, GError **error)
{
  const char *path = assay_command_get_text (command, option), *policy = assay_command_get_text (command, "policy");

  if (path == NULL || strcmp (path, "-") == 0)
    return TRUE;
  if (*path == '\0')
    {
      g_set_error (error, ASSAY_CLI_ERROR, ASSAY_CLI_ERROR_USAGE, _("Option “--%s” is empty; give the name of a file."), option);
      return FALSE;
    }
  if (policy != NULL && is_same_file (path, policy))
    {
      g_set_error (error, ASSAY_CLI_ERROR, ASSAY_CLI_ERROR_USAGE, _("Option “--%s” names the policy file “%s”; give another name."), option, path);
      return FALSE;
    }
  if (find_reader (command, path) != NULL)
    {
      g_set_error (error, ASSAY_CLI_ERROR, ASSAY_CLI_ERROR_USAGE, _("Option “--%s” names “%s”, which --%s reads; give another name."), option, path, find_reader (command, path));
      return FALSE;
    }
  for (guint i = 0; i < assay_command_get_n_inputs (command); i++)
    if (is_same_file (path, assay_command_get_input (command, i)))
      {
        g_set_error (error, ASSAY_CLI_ERROR, ASSAY_CLI_ERROR_USAGE, _("Option “--%s” names the input file “%s”; give another name."), option, path);
        return FALSE;
      }
  return TRUE;
}

/* The file of what a run leaves for later ones: fitted models, or a baseline. */
static const char *
model_option (const AssayCommand *command)
{
  return assay_command_get_text (command, "write-baseline") != NULL ? "write-baseline" : "save-model";
}

gboolean
assay_delivery_check (const AssayCommand *command, GError **error)
{
  const char *output = assay_command_get_text (command, "output");
  const char *report = assay_command_get_text (command, "report");
  const char *format = assay_command_get_text (command, "format");
  const char *model = assay_command_get_text (command, model_option (command));
  const char *violations = assay_command_get_text (command, "violations");

  if (g_strcmp0 (output, "-") == 0 && assay_command_is_given (command, "format") && strcmp (format, "csv") != 0)
    g_set_error (error, ASSAY_CLI_ERROR, ASSAY_CLI_ERROR_USAGE,
                 _("“-o -” and “--format %s” both want standard output; give -o a file."), format);
  else if (g_strcmp0 (report, "-") == 0)
    g_set_error_literal (error, ASSAY_CLI_ERROR, ASSAY_CLI_ERROR_USAGE, _("Option “--report” needs a file; a PDF is not written to standard output."));
  else if (g_strcmp0 (model, "-") == 0)
    g_set_error (error, ASSAY_CLI_ERROR, ASSAY_CLI_ERROR_USAGE, _("Option “--%s” needs a file; it is not written to standard output."), model_option (command));
  else if (g_strcmp0 (violations, "-") == 0)
    g_set_error_literal (error, ASSAY_CLI_ERROR, ASSAY_CLI_ERROR_USAGE, _("Option “--violations” needs a file; standard output is for the result."));
  else if (violations != NULL && *violations != '\0' && ((output != NULL && is_same_file (output, violations)) || (report != NULL && is_same_file (report, violations))))
    g_set_error (error, ASSAY_CLI_ERROR, ASSAY_CLI_ERROR_USAGE, _("Option “--violations” names “%s”, which another option writes; give another name."), violations);
  else if (model != NULL && *model != '\0' && ((output != NULL && is_same_file (output, model)) || (report != NULL && is_same_file (report, model))))
    g_set_error (error, ASSAY_CLI_ERROR, ASSAY_CLI_ERROR_USAGE, _("Option “--%s” names “%s”, which another option writes; give another name."), model_option (command), model);
  else if (output != NULL && report != NULL && *output != '\0' && is_same_file (output, report))
    g_set_error (error, ASSAY_CLI_ERROR, ASSAY_CLI_ERROR_USAGE, _("Options “--output” and “--report” both name “%s”; give two names."), output);
  else
    return check_target (command, "output", error) && check_target (command, "report", error) && check_target (command, model_option (command), error)
           && check_target (command, "violations", error);
  return FALSE;
}

static gboolean
prepare_file (AssayDelivery *self, const char *option, const char **where, GError **error)
{
  const char *path = assay_command_get_text (self->command, option);

  if (path != NULL && strcmp (path, "-") != 0)
    *where = assay_outputs_add (self->outputs, path, error);
  return path == NULL || strcmp (path, "-") == 0 || *where != NULL;
}

gboolean
assay_delivery_prepare (AssayDelivery *self, const AssayCommand *command, const AssayConsole *console, GError **error)
{

  if (!assay_delivery_check (command, error))
    return FALSE;
  self->command = command;
  self->console = console;
  self->outputs = assay_outputs_new ();
  self->rows_to_stdout = g_strcmp0 (assay_delivery_format (command), "csv") == 0;
  return prepare_file (self, "output", &self->rows_path, error) && prepare_file (self, "report", &self->report_path, error)
         && prepare_file (self, model_option (command), &self->model_path, error) && prepare_file (self, "violations", &self->violations_path, error);
}

void
assay_delivery_clear (AssayDelivery *self)
{
  g_clear_pointer (&self->outputs, assay_outputs_free);
}

void
assay_delivery_report_options (const AssayCommand *command, gpointer report_options)
{
  AssayReportOptions *options = report_options;

  assay_report_options_init (options);
  options->paper = g_strcmp0 (assay_command_get_text (command, "paper"), "letter") == 0 ? ASSAY_PAPER_LETTER : ASSAY_PAPER_A4;
  options->title = assay_command_get_text (command, "title");
  options->author = assay_command_get_text (command, "author");
}

/* The error of a room that writes to a temporary name would name that; the user gave another. */
static gboolean
rename_error (GError *problem, const char *temporary, const char *path, GError **error)
{
  g_autoptr(GString) message = g_string_new (problem->message);

  g_string_replace (message, temporary, path, 0);
  g_set_error_literal (error, problem->domain, problem->code, message->str);
  g_error_free (problem);
  return FALSE;
}

static gboolean
write_table (AssayDelivery *self, const AssayFrame *rows, const char *path, const char *option, AssayProgress *progress, GError **error)
{
  GError *problem = NULL;
  guint n_threads = assay_command_get_integer (self->command, "threads", 0);

  assay_progress_set_step (progress, _("Writing the table"));
  if (!assay_csv_write (rows, path, n_threads, progress, &problem))
    return rename_error (problem, path, assay_command_get_text (self->command, option), error);
  return TRUE;
}

static gboolean
write_report (AssayDelivery *self, AssayResult *result, AssayProgress *progress, GError **error)
{
  GError *problem = NULL;
  AssayReportOptions options;

  assay_progress_set_step (progress, _("Writing the report"));
  assay_delivery_report_options (self->command, &options);
  if (!assay_report_write (&result, 1, &options, self->report_path, NULL, progress, &problem))
    return rename_error (problem, self->report_path, assay_command_get_text (self->command, "report"), error);
  return TRUE;
}

static gboolean
write_model (AssayDelivery *self, GError **error)
{
  GError *problem = NULL;
  gsize size;
  gconstpointer data = g_bytes_get_data (self->artifact, &size);

  if (!assay_file_write_all (self->model_path, data, size, &problem))
    return rename_error (problem, self->model_path, assay_command_get_text (self->command, model_option (self->command)), error);
  return TRUE;
}

/* A recorded run has its report recorded too, under the name it will have. */
static gboolean
record_report (AssayDelivery *self, AssayWorkspace *workspace, gint64 run, AssayProgress *progress, GError **error)
{
  AssayReportOptions options;
  g_autofree char *path = NULL;

  assay_outputs_drop (self->outputs, self->report_path);
  assay_delivery_report_options (self->command, &options);
  path = assay_run_report (workspace, &run, 1, &options, assay_command_get_text (self->command, "report"), NULL, progress, error);
  return path != NULL;
}

static void
append_files (AssayDelivery *self, const AssayFrame *rows, AssayWorkspace *workspace, gint64 run, GString *out)
{
  g_autoptr(AssayTextTable) table = assay_text_table_new ("ll");
  const char *report = assay_command_get_text (self->command, "report"), *model = assay_command_get_text (self->command, model_option (self->command));
  const char *violations = self->violations != NULL ? assay_command_get_text (self->command, "violations") : NULL;
  g_autofree char *count = rows != NULL ? assay_format_count (assay_frame_get_n_rows (rows)) : NULL;
  g_autofree char *rows_text = self->rows_path != NULL ? g_strdup_printf (_("%s (%s rows)"), assay_command_get_text (self->command, "output"), count) : NULL;
  g_autofree char *run_text = run != 0 ? g_strdup_printf (_("Run %" PRId64 " in %s"), run, assay_workspace_get_folder (workspace)) : NULL;

  if (rows_text == NULL && report == NULL && model == NULL && violations == NULL && run_text == NULL)
    return;
  g_string_append_c (out, '\n');
  if (rows_text != NULL)
    assay_text_table_add (table, (const char *[]) { _("Rows"), rows_text });
  if (violations != NULL)
    assay_text_table_add (table, (const char *[]) { _("Violations"), violations });
  if (report != NULL)
    assay_text_table_add (table, (const char *[]) { _("Report"), report });
  if (model != NULL)
    assay_text_table_add (table, (const char *[]) { strcmp (model_option (self->command), "save-model") == 0 ? _("Models") : _("Baseline"), model });
  if (run_text != NULL)
    assay_text_table_add (table, (const char *[]) { _("Recorded"), run_text });
  assay_text_table_append (table, "", out);
}

static gboolean
write_stdout (AssayDelivery *self, const AssayResult *result, const AssayFrame *rows, AssayWorkspace *workspace, gint64 run, GError **error)
{
  /* Can be stopped, but draws no progress among the lines of the table. */
  g_autoptr(AssayProgress) progress = assay_progress_new (self->console->cancellable, NULL, NULL, NULL);
  const char *format = assay_delivery_format (self->command);
  g_autoptr(GString) text = NULL;
  g_autofree char *json = NULL;
  gsize length;

  if (strcmp (format, "csv") == 0)
    return assay_csv_write (rows, "-", assay_command_get_integer (self->command, "threads", 0), progress, error);
  if (strcmp (format, "json") == 0)
    {
      json = assay_result_to_json (result, &length);
      return assay_console_write (json, length, error);
    }
  if (self->console->is_quiet)
    return TRUE;
  text = g_string_new (NULL);
  if (self->text != NULL)
    g_string_append (text, self->text);
  else
    assay_summary_append (text, result, self->console->is_verbose);
  append_files (self, rows, workspace, run, text);
  return assay_console_write (text->str, text->len, error);
}

gboolean
assay_delivery_finish (AssayDelivery *self, AssayResult *result, const AssayFrame *rows, AssayWorkspace *workspace, gint64 run,
                       AssayProgress *progress, GError **error)
{
  if (rows == NULL && (self->rows_path != NULL || self->rows_to_stdout))
    {
      g_set_error_literal (error, ASSAY_CLI_ERROR, ASSAY_CLI_ERROR_USAGE, _("With these options there is no table to write; leave out -o and --format csv."));
      return FALSE;
    }
  if (self->rows_path != NULL && !write_table (self, rows, self->rows_path, "output", progress, error))
    return FALSE;
  if (self->violations_path != NULL && !write_table (self, self->violations, self->violations_path, "violations", progress, error))
    return FALSE;
  if (self->report_path != NULL && run == 0 && !write_report (self, result, progress, error))
    return FALSE;
  if (self->model_path != NULL && !write_model (self, error))
    return FALSE;
  assay_console_end_progress (self->console);
  if (!write_stdout (self, result, rows, workspace, run, error))
    return FALSE;
  /* From here on files get their own names. */
  assay_interrupt_set_harmless (FALSE);
  if (run != 0 && self->report_path != NULL && !record_report (self, workspace, run, progress, error))
    return FALSE;
  return assay_outputs_commit (self->outputs, error);
}

AssayExit
assay_delivery_exit (const AssayCommand *command, const AssayResult *result)
{
  gboolean is_strict = assay_command_get_boolean (command, "strict");

  switch (assay_result_get_verdict (result))
    {
    case ASSAY_VERDICT_FAIL:
      return ASSAY_EXIT_CHECK_FAILED;
    case ASSAY_VERDICT_WARN:
    case ASSAY_VERDICT_NOT_ASSESSABLE:
      return is_strict ? ASSAY_EXIT_CHECK_FAILED : ASSAY_EXIT_DONE;
    case ASSAY_VERDICT_NONE:
    case ASSAY_VERDICT_PASS:
      break;
    }
  return ASSAY_EXIT_DONE;
}
