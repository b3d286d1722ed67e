/* The verbs that only read a workspace: list, show, export. */
#include <glib/gi18n.h>
#include <json-glib/json-glib.h>
#include <string.h>

#include "base/file-write.h"
#include "base/number.h"
#include "charts/format.h"
#include "cli/delivery.h"
#include "cli/model-text.h"
#include "cli/request.h"
#include "cli/request-models.h"
#include "cli/summary.h"
#include "cli/text-table.h"
#include "data/csv-writer.h"
#include "model/artifact/model-card.h"
#include "result/result-json.h"

typedef struct { GPtrArray *datasets, *models, *runs, *reports; } Contents;

static void
contents_clear (Contents *self)
{
  g_clear_pointer (&self->datasets, g_ptr_array_unref);
  g_clear_pointer (&self->models, g_ptr_array_unref);
  g_clear_pointer (&self->runs, g_ptr_array_unref);
  g_clear_pointer (&self->reports, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Contents, contents_clear)

static gboolean
load_contents (AssayWorkspace *workspace, Contents *contents, GError **error)
{
  return (contents->datasets = assay_workspace_list_datasets (workspace, error)) != NULL
         && (contents->models = assay_workspace_list_models (workspace, error)) != NULL
         && (contents->runs = assay_workspace_list_runs (workspace, error)) != NULL
         && (contents->reports = assay_workspace_list_reports (workspace, error)) != NULL;
}

/* In the time of the place where it is read. */
static char *
format_instant (gint64 usec)
{
  g_autoptr(GDateTime) when = g_date_time_new_from_unix_local (usec / G_USEC_PER_SEC);

  return when != NULL ? g_date_time_format (when, "%Y-%m-%d %H:%M") : g_strdup ("");
}

static const char *
verdict_label (const char *name)
{
  AssayVerdict verdict;

  return name != NULL && assay_verdict_from_name (name, &verdict) ? _(assay_verdict_label (verdict)) : "";
}

static void
append_datasets (GString *out, const GPtrArray *datasets)
{
  g_autoptr(AssayTextTable) table = assay_text_table_new ("lrrl");

  g_string_append_printf (out, "%s\n", _("Datasets"));
  if (datasets->len > 0)
    assay_text_table_add (table, (const char *[]) { _("Name"), _("Rows"), _("Columns"), _("Imported") });
  for (guint i = 0; i < datasets->len; i++)
    {
      const AssayDataset *dataset = g_ptr_array_index (datasets, i);
      g_autofree char *rows = assay_format_count (dataset->n_rows);
      g_autofree char *columns = assay_format_count (dataset->n_columns);
      g_autofree char *when = format_instant (dataset->created);
      assay_text_table_add (table, (const char *[]) { dataset->name, rows, columns, when });
    }
  assay_text_table_append (table, "  ", out);
  if (datasets->len == 0)
    g_string_append_printf (out, "  %s\n", _("none"));
}

/* Runs of a model, forecasts and back-tests have none to count. */
static gboolean
counts_anomalies (const GPtrArray *runs)
{
  for (guint i = 0; i < runs->len; i++)
    if (((const AssayRun *) runs->pdata[i])->n_anomalies >= 0)
      return TRUE;
  return FALSE;
}

static void
append_runs (GString *out, const GPtrArray *runs)
{
  gboolean has_anomalies = counts_anomalies (runs);
  g_autoptr(AssayTextTable) table = assay_text_table_new (has_anomalies ? "rllllr" : "rllll");

  g_string_append_printf (out, "\n%s\n", _("Runs"));
  if (runs->len > 0)
    assay_text_table_add (table, (const char *[]) { _("Run"), _("Analysis"), _("Title"), _("Verdict"), _("Started"), _("Anomalies") });
  for (guint i = 0; i < runs->len; i++)
    {
      const AssayRun *run = g_ptr_array_index (runs, i);
      g_autofree char *id = g_strdup_printf ("%" G_GINT64_FORMAT, run->id);
      g_autofree char *anomalies = run->n_anomalies >= 0 ? assay_format_count (run->n_anomalies) : g_strdup ("–");
      g_autofree char *when = format_instant (run->started);
      assay_text_table_add (table, (const char *[]) { id, run->analysis, run->title, verdict_label (run->verdict), when, anomalies });
    }
  assay_text_table_append (table, "  ", out);
  if (runs->len == 0)
    g_string_append_printf (out, "  %s\n", _("none"));
}

static void
append_reports (GString *out, const GPtrArray *reports)
{
  g_autoptr(AssayTextTable) table = assay_text_table_new ("llrll");

  g_string_append_printf (out, "\n%s\n", _("Reports"));
  if (reports->len > 0)
    assay_text_table_add (table, (const char *[]) { _("Title"), _("Runs"), _("Pages"), _("File"), _("Written") });
  for (guint i = 0; i < reports->len; i++)
    {
      const AssayReportEntry *report = g_ptr_array_index (reports, i);
      g_autofree char *pages = assay_format_count (report->n_pages);
      g_autofree char *when = format_instant (report->created);
      assay_text_table_add (table, (const char *[]) { report->title, report->runs, pages, report->file, when });
    }
  assay_text_table_append (table, "  ", out);
  if (reports->len == 0)
    g_string_append_printf (out, "  %s\n", _("none"));
}

/* ---- the same as JSON: keys sorted, times in UTC ---- */

static void
put_text (JsonBuilder *builder, const char *key, const char *text)
{
  json_builder_set_member_name (builder, key);
  if (text != NULL)
    json_builder_add_string_value (builder, text);
  else
    json_builder_add_null_value (builder);
}

static void
put_count (JsonBuilder *builder, const char *key, gint64 count)
{
  json_builder_set_member_name (builder, key);
  json_builder_add_int_value (builder, count);
}

static void
put_instant (JsonBuilder *builder, const char *key, gint64 usec)
{
  g_autoptr(GDateTime) when = g_date_time_new_from_unix_utc (usec / G_USEC_PER_SEC);
  g_autofree char *text = when != NULL ? g_date_time_format_iso8601 (when) : NULL;

  put_text (builder, key, text);
}

static void
put_dataset (JsonBuilder *builder, gconstpointer data)
{
  const AssayDataset *dataset = data;

  put_count (builder, "columns", dataset->n_columns);
  put_instant (builder, "created", dataset->created);
  put_count (builder, "id", dataset->id);
  put_text (builder, "name", dataset->name);
  put_count (builder, "rows", dataset->n_rows);
  put_text (builder, "sha256", dataset->source_sha256);
  put_text (builder, "source", dataset->source);
}

static void
put_run (JsonBuilder *builder, gconstpointer data)
{
  const AssayRun *run = data;

  put_text (builder, "analysis", run->analysis);
  put_count (builder, "anomalies", run->n_anomalies);
  put_text (builder, "engine", run->engine);
  put_count (builder, "id", run->id);
  put_text (builder, "result_sha256", run->result);
  put_text (builder, "rows_sha256", run->rows);
  put_count (builder, "seed", run->seed);
  put_instant (builder, "started", run->started);
  put_text (builder, "title", run->title);
  put_text (builder, "verdict", run->verdict);
}

static void
put_report (JsonBuilder *builder, gconstpointer data)
{
  const AssayReportEntry *report = data;

  put_instant (builder, "created", report->created);
  put_text (builder, "file", report->file);
  put_count (builder, "id", report->id);
  put_count (builder, "pages", report->n_pages);
  put_text (builder, "runs", report->runs);
  put_text (builder, "sha256", report->sha256);
  put_text (builder, "title", report->title);
}

static void
put_list (JsonBuilder *builder, const char *key, const GPtrArray *items, void (*put) (JsonBuilder *, gconstpointer))
{
  json_builder_set_member_name (builder, key);
  json_builder_begin_array (builder);
  for (guint i = 0; i < items->len; i++)
    {
      json_builder_begin_object (builder);
      put (builder, g_ptr_array_index (items, i));
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static char *
contents_to_json (AssayWorkspace *workspace, const Contents *contents)
{
  g_autoptr(JsonBuilder) builder = json_builder_new ();
  g_autoptr(JsonNode) root = NULL;
  g_autofree char *name = assay_workspace_dup_name (workspace);
  g_autofree char *text = NULL;

  json_builder_begin_object (builder);
  put_list (builder, "datasets", contents->datasets, put_dataset);
  assay_models_put_list (builder, "models", contents->models);
  put_text (builder, "name", name);
  put_list (builder, "reports", contents->reports, put_report);
  put_list (builder, "runs", contents->runs, put_run);
  put_text (builder, "schema", "assay-workspace-list/1");
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  text = assay_model_card_write_node (root, TRUE);
  return g_strconcat (text, "\n", NULL);
}

static char *
contents_to_text (const Contents *contents)
{
  GString *out = g_string_new (NULL);

  append_datasets (out, contents->datasets);
  if (contents->models->len > 0)
    {
      g_string_append_c (out, '\n');
      assay_models_append_list (out, contents->models);
    }
  append_runs (out, contents->runs);
  append_reports (out, contents->reports);
  return g_string_free (out, FALSE);
}

static gboolean
run_list (const AssayCommand *command, const AssayConsole *console, AssayExit *status, GError **error)
{
  g_autoptr(AssayWorkspace) workspace = assay_request_open_workspace (assay_command_get_input (command, 0), error);
  g_auto(Contents) contents = { NULL };
  g_autofree char *text = NULL;

  if (workspace == NULL || !load_contents (workspace, &contents, error))
    return FALSE;
  text = strcmp (assay_command_get_text (command, "format"), "json") == 0 ? contents_to_json (workspace, &contents) : contents_to_text (&contents);
  return assay_console_write (text, strlen (text), error);
}

/* DIR RUN of the command line; the run is also what was recorded about it. */
static AssayOutcome *
load_run (const AssayCommand *command, AssayWorkspace *workspace, AssayRun **run, GError **error)
{
  const char *text = assay_command_get_input (command, 1);
  gint64 id;

  if (!assay_integer_parse (text, strlen (text), 0, &id) || id < 1)
    {
      g_set_error (error, ASSAY_CLI_ERROR, ASSAY_CLI_ERROR_USAGE, _("“%s” is not a run number; “assay workspace list %s” lists them."),
                   text, assay_command_get_input (command, 0));
      return NULL;
    }
  *run = assay_workspace_get_run (workspace, id, error);
  return *run != NULL ? assay_run_load (workspace, id, error) : NULL;
}

static void
append_record (GString *out, const AssayRun *run)
{
  g_autoptr(AssayTextTable) table = assay_text_table_new ("ll");
  g_autofree char *id = g_strdup_printf ("%" G_GINT64_FORMAT, run->id);
  g_autofree char *seed = g_strdup_printf ("%" G_GINT64_FORMAT, run->seed);
  g_autofree char *when = format_instant (run->started);
  g_autofree char *seconds = assay_format_number (run->duration / 1e6, 2);
  g_autofree char *duration = g_strdup_printf (_("%s s"), seconds);

  g_string_append_printf (out, "\n%s\n", _("Record"));
  assay_text_table_add (table, (const char *[]) { _("Run"), id });
  assay_text_table_add (table, (const char *[]) { _("Started"), when });
  assay_text_table_add (table, (const char *[]) { _("Duration"), duration });
  assay_text_table_add (table, (const char *[]) { _("Program"), run->engine });
  assay_text_table_add (table, (const char *[]) { _("Seed"), seed });
  assay_text_table_add (table, (const char *[]) { _("Policy"), run->policy_sha256 });
  assay_text_table_add (table, (const char *[]) { _("Result"), run->result });
  if (run->rows != NULL)
    assay_text_table_add (table, (const char *[]) { _("Rows"), run->rows });
  assay_text_table_append (table, "  ", out);
}

static gboolean
show_model (const AssayCommand *command, AssayWorkspace *workspace, GError **error)
{
  const char *name = assay_command_get_input (command, 1);
  g_autoptr(GError) problem = NULL;
  g_autoptr(AssayModelVersion) version = assay_request_version (workspace, name, &problem);
  g_autoptr(JsonBuilder) builder = json_builder_new ();
  g_autoptr(GString) text = g_string_new (NULL);

  if (version == NULL && g_error_matches (problem, ASSAY_STORE_ERROR, ASSAY_STORE_ERROR_NOT_FOUND) && strchr (name, '@') == NULL)
    g_set_error (error, ASSAY_CLI_ERROR, ASSAY_CLI_ERROR_USAGE, _("“%s” is neither a run number nor a model; “assay workspace list %s” lists them."),
                 name, assay_command_get_input (command, 0));
  else if (version == NULL)
    g_propagate_error (error, g_steal_pointer (&problem));
  if (version == NULL)
    return FALSE;
  if (strcmp (assay_command_get_text (command, "format"), "json") != 0)
    return assay_model_append (text, workspace, version, error) && assay_console_write (text->str, text->len, error);
  if (!assay_model_put (builder, workspace, version, error))
    return FALSE;
  g_autoptr(JsonNode) root = json_builder_get_root (builder);
  g_autofree char *json = assay_model_card_write_node (root, TRUE);
  g_string_printf (text, "%s\n", json);
  return assay_console_write (text->str, text->len, error);
}

/* A number is a run, unless a model has such a name. */
static gboolean
names_model (AssayWorkspace *workspace, const char *text)
{
  g_autoptr(AssayModelVersion) version = assay_request_version (workspace, text, NULL);
  gint64 id;

  return version != NULL || !assay_integer_parse (text, strlen (text), 0, &id);
}

static gboolean
run_show (const AssayCommand *command, const AssayConsole *console, AssayExit *status, GError **error)
{
  g_autoptr(AssayWorkspace) workspace = assay_request_open_workspace (assay_command_get_input (command, 0), error);
  g_autoptr(AssayRun) run = NULL;

  if (workspace != NULL && names_model (workspace, assay_command_get_input (command, 1)))
    return show_model (command, workspace, error);
  g_autoptr(AssayOutcome) outcome = workspace != NULL ? load_run (command, workspace, &run, error) : NULL;
  g_autoptr(GString) text = g_string_new (NULL);
  g_autofree char *json = NULL;
  gsize length;

  if (outcome == NULL)
    return FALSE;
  if (strcmp (assay_command_get_text (command, "format"), "json") == 0)
    {
      json = assay_result_to_json (outcome->result, &length);
      return assay_console_write (json, length, error);
    }
  assay_summary_append (text, outcome->result, console->is_verbose);
  append_record (text, run);
  return assay_console_write (text->str, text->len, error);
}

static gboolean
export_rows (const AssayOutcome *outcome, const char *path, AssayProgress *progress, GError **error)
{
  if (outcome->rows != NULL)
    return assay_csv_write (outcome->rows, path, 0, progress, error);
  g_set_error_literal (error, ASSAY_CLI_ERROR, ASSAY_CLI_ERROR_INPUT, _("This run kept no row table; export its result with --format json."));
  return FALSE;
}

/* What was asked for; else what the name of the file says. */
static gboolean
wants_rows (const AssayCommand *command, const char *path)
{
  g_autofree char *lower = g_ascii_strdown (path, -1);

  if (assay_command_is_given (command, "format"))
    return strcmp (assay_command_get_text (command, "format"), "csv") == 0;
  return g_str_has_suffix (lower, ".csv");
}

static gboolean
run_export (const AssayCommand *command, const AssayConsole *console, AssayExit *status, GError **error)
{
  const char *path = assay_command_get_text (command, "output");
  g_autoptr(AssayProgress) progress = assay_console_start_progress (console);
  g_autoptr(AssayWorkspace) workspace = NULL;
  g_autoptr(AssayRun) run = NULL;
  g_autoptr(AssayOutcome) outcome = NULL;
  g_autofree char *json = NULL;
  gsize length;

  workspace = assay_request_open_workspace (assay_command_get_input (command, 0), error);
  outcome = workspace != NULL ? load_run (command, workspace, &run, error) : NULL;
  if (outcome == NULL)
    return FALSE;
  if (path == NULL)
    path = "-";
  if (wants_rows (command, path))
    return export_rows (outcome, path, progress, error);
  json = assay_result_to_json (outcome->result, &length);
  return strcmp (path, "-") == 0 ? assay_console_write (json, length, error) : assay_file_write_all (path, json, length, error);
}

static const char *const show_formats[] = { "text", "json", NULL };
static const char *const export_formats[] = { "json", "csv", NULL };

static const AssayOption list_options[] = {
  { "format", ASSAY_OPTION_CHOICE, "text", 0, 0, show_formats, "text|json", N_("Format"), N_("How the lists are written.") },
  { NULL }
};

static const AssayOption show_options[] = {
  { "format", ASSAY_OPTION_CHOICE, "text", 0, 0, show_formats, "text|json", N_("Format"), N_("A summary and the record, or the result.") },
  { "verbose", ASSAY_OPTION_BOOLEAN, "false", 0, 0, NULL, NULL, N_("Verbose"), N_("A longer summary.") },
  { NULL }
};

static const AssayOption export_options[] = {
  { "output", ASSAY_OPTION_TEXT, NULL, 0, 0, NULL, "FILE", N_("Output"), N_("Where to; standard output unless given. Short: -o FILE.") },
  { "format", ASSAY_OPTION_CHOICE, NULL, 0, 0, export_formats, "json|csv", N_("Format"),
    N_("The result, or the row table. Unless given, a FILE that ends in .csv gets the rows, anything else the result.") },
  { NULL }
};

const AssayVerb assay_verb_workspace_list = {
  .name = "workspace list", .inputs = "DIR", .min_inputs = 1, .max_inputs = 1,
  .summary = N_("Lists the datasets, models, runs and reports of a workspace."),
  .groups = { { N_("Options"), list_options }, { NULL } },
  .run = run_list,
};

const AssayVerb assay_verb_workspace_show = {
  .name = "workspace show", .inputs = "DIR RUN|MODEL", .min_inputs = 2, .max_inputs = 2,
  .summary = N_("Shows a recorded run, or a model with its stages, card and runs."),
  .detail = N_("RUN is the number of a run; MODEL is NAME for the newest version of a model, or NAME@VERSION."),
  .groups = { { N_("Options"), show_options }, { NULL } },
  .run = run_show,
};

const AssayVerb assay_verb_workspace_export = {
  .name = "workspace export", .inputs = "DIR RUN", .min_inputs = 2, .max_inputs = 2,
  .summary = N_("Writes the result of a recorded run as JSON, or its rows as CSV."),
  .groups = { { N_("Options"), export_options }, { NULL } },
  .run = run_export,
};
