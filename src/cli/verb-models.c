/* The verbs of the registry of models in a workspace: add-model, models, stage, delete-model, predictions. */
#include <glib/gi18n.h>
#include <inttypes.h>
#include <json-glib/json-glib.h>
#include <string.h>

#include "charts/format.h"
#include "cli/model-text.h"
#include "cli/request.h"
#include "cli/request-models.h"
#include "cli/text-table.h"
#include "engine/predictions.h"

/* ---- add-model ---- */

static gboolean
check_stage (const AssayCommand *command, gboolean *is_staged, AssayStage *stage, GError **error)
{
  const char *name = assay_command_get_text (command, "stage"), *reason = assay_command_get_text (command, "reason");

  *is_staged = name != NULL && assay_stage_from_name (name, stage);
  if (*is_staged && (reason == NULL || *reason == '\0'))
    return assay_fail_usage (error, "%s", _("A stage needs to say why: --reason TEXT."));
  return TRUE;
}

static gint64
find_dataset (const AssayCommand *command, AssayWorkspace *workspace, GError **error)
{
  const char *name = assay_command_get_text (command, "data");
  g_autoptr(AssayDataset) dataset = name != NULL ? assay_workspace_find_dataset (workspace, name, error) : NULL;

  return name == NULL ? 0 : dataset != NULL ? dataset->id : -1;
}

static gboolean
say_added (const AssayConsole *console, AssayWorkspace *workspace, gint64 id, GError **error)
{
  g_autoptr(AssayModelVersion) version = assay_workspace_get_model (workspace, id, error);

  return version != NULL && assay_console_say (console, error, _("Model “%s”, version %s: %s, %s, %s\n"), version->name, version->version, _(version->kind), version->format,
                                 _(assay_stage_label (version->stage)));
}

static gboolean
add_models (const AssayCommand *command, const AssayConsole *console, AssayWorkspace *workspace, GPtrArray *models, GError **error)
{
  gint64 dataset = find_dataset (command, workspace, error);
  gboolean is_staged;
  AssayStage stage = ASSAY_STAGE_DRAFT;

  if (dataset < 0 || !check_stage (command, &is_staged, &stage, error))
    return FALSE;
  for (guint i = 0; i < models->len; i++)
    {
      gint64 id = assay_model_source_register (workspace, models->pdata[i], assay_command_get_text (command, "name"),
                                               assay_command_get_text (command, "version"), dataset, error);

      if (id == 0 || (is_staged && !assay_workspace_set_stage (workspace, id, stage, assay_command_get_text (command, "reason"), error))
          || !say_added (console, workspace, id, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
run_add_model (const AssayCommand *command, const AssayConsole *console, AssayExit *status, GError **error)
{
  guint n = assay_command_get_n_inputs (command) - 1;
  g_autofree const char **paths = g_new0 (const char *, n + 1);
  g_autoptr(AssayProgress) progress = assay_console_start_progress (console);
  g_autoptr(AssayWorkspace) workspace = NULL;
  g_autoptr(GPtrArray) models = NULL;

  if (n > 1 && (assay_command_is_given (command, "name") || assay_command_is_given (command, "version")))
    return assay_fail_usage (error, "%s", _("Options “--name” and “--version” speak of one model, but several files are given; add them one by one."));
  for (guint i = 0; i < n; i++)
    paths[i] = assay_command_get_input (command, i + 1);
  workspace = assay_request_open_workspace (assay_command_get_input (command, 0), error);
  models = workspace != NULL ? assay_request_models (command, paths, NULL, progress, error) : NULL;
  assay_console_end_progress (console);
  return models != NULL && add_models (command, console, workspace, models, error);
}

/* ---- models ---- */

static gboolean
run_models (const AssayCommand *command, const AssayConsole *console, AssayExit *status, GError **error)
{
  g_autoptr(AssayWorkspace) workspace = assay_request_open_workspace (assay_command_get_input (command, 0), error);
  g_autoptr(GPtrArray) models = workspace != NULL ? assay_workspace_list_models (workspace, error) : NULL;
  g_autoptr(GString) text = g_string_new (NULL);

  if (models == NULL)
    return FALSE;
  if (strcmp (assay_command_get_text (command, "format"), "json") == 0)
    {
      g_autoptr(JsonBuilder) builder = json_builder_new ();

      json_builder_begin_object (builder);
      assay_models_put_list (builder, "models", models);
      json_builder_set_member_name (builder, "schema");
      json_builder_add_string_value (builder, "assay-models/1");
      json_builder_end_object (builder);
      g_autoptr(JsonNode) root = json_builder_get_root (builder);
      g_autofree char *json = assay_model_card_write_node (root, TRUE);
      g_string_printf (text, "%s\n", json);
    }
  else
    assay_models_append_list (text, models);
  return assay_console_write (text->str, text->len, error);
}

/* ---- stage ---- */

static gboolean
run_stage (const AssayCommand *command, const AssayConsole *console, AssayExit *status, GError **error)
{
  const char *reason = assay_command_get_text (command, "reason"), *wanted = assay_command_get_input (command, 2);
  g_autoptr(AssayWorkspace) workspace = NULL;
  g_autoptr(AssayModelVersion) version = NULL;
  AssayStage stage;

  if (!assay_stage_from_name (wanted, &stage))
    return assay_fail_usage (error, _("“%s” is not a stage. There are: draft, under-review, approved, retired."), wanted);
  if (reason == NULL || *reason == '\0')
    return assay_fail_usage (error, "%s", _("A stage needs to say why: --reason TEXT."));
  workspace = assay_request_open_workspace (assay_command_get_input (command, 0), error);
  version = workspace != NULL ? assay_request_version (workspace, assay_command_get_input (command, 1), error) : NULL;
  return version != NULL && assay_workspace_set_stage (workspace, version->id, stage, reason, error)
         && assay_console_say (console, error, _("Model “%s”, version %s: %s\n"), version->name, version->version, _(assay_stage_label (stage)));
}

/* ---- delete-model ---- */

/* Deleting the newest of several by a name alone would not be what everybody means. */
static gboolean
check_says_version (AssayWorkspace *workspace, const AssayModelVersion *version, const char *text, GError **error)
{
  g_autoptr(GPtrArray) models = strrchr (text, '@') == NULL ? assay_workspace_list_models (workspace, error) : NULL;
  g_autoptr(GString) versions = g_string_new (NULL);
  guint n = 0;

  for (guint i = 0; models != NULL && i < models->len; i++)
    {
      const AssayModelVersion *one = models->pdata[i];

      if (strcmp (one->name, version->name) == 0)
        g_string_append_printf (versions, "%s%s@%s", n++ > 0 ? ", " : "", one->name, one->version);
    }
  return n < 2 || assay_fail_usage (error, _("“%s” has %u versions. Say which: %s."), text, n, versions->str);
}

static gboolean
run_delete_model (const AssayCommand *command, const AssayConsole *console, AssayExit *status, GError **error)
{
  const char *text = assay_command_get_input (command, 1);
  g_autoptr(AssayWorkspace) workspace = assay_request_open_workspace (assay_command_get_input (command, 0), error);
  g_autoptr(AssayModelVersion) version = workspace != NULL ? assay_request_version (workspace, text, error) : NULL;

  return version != NULL && check_says_version (workspace, version, text, error) && assay_workspace_bin_model (workspace, version->id, TRUE, error)
         && assay_console_say (console, error, _("Model “%s”, version %s: deleted\n"), version->name, version->version);
}

/* ---- predictions ---- */

static char *
dup_cell (const AssayColumn *column, gsize row)
{
  GString *cell = g_string_new (NULL);

  assay_column_append_cell (column, row, cell);
  return g_string_free (cell, FALSE);
}

static void
append_prediction (GString *out, const AssayPrediction *prediction)
{
  g_autoptr(AssayTextTable) table = assay_text_table_new ("ll");
  g_autofree char *when = assay_model_text_instant (prediction->run->started);

  g_string_append_printf (out, _("%sRun %" PRId64 " · %s · %s\n"), out->len > 0 ? "\n" : "", prediction->run->id, prediction->run->title, when);
  for (gsize row = 0; row < assay_frame_get_n_rows (prediction->rows); row++)
    for (guint i = 0; i < assay_frame_get_n_columns (prediction->rows); i++)
      {
        const AssayColumn *column = assay_frame_get_column (prediction->rows, i);
        g_autofree char *cell = dup_cell (column, row);

        if (*cell != '\0')
          assay_text_table_add (table, (const char *[]) { assay_column_get_name (column), cell });
      }
  assay_text_table_append (table, "  ", out);
}

static void
put_cell (JsonBuilder *builder, const AssayColumn *column, gsize row)
{
  g_autofree char *cell = dup_cell (column, row);

  json_builder_set_member_name (builder, assay_column_get_name (column));
  if (assay_column_is_missing (column, row))
    json_builder_add_null_value (builder);
  else if (assay_column_get_type (column) == ASSAY_TYPE_DOUBLE)
    json_builder_add_double_value (builder, assay_column_get_doubles (column)[row]);
  else if (assay_column_get_type (column) == ASSAY_TYPE_INT64)
    json_builder_add_int_value (builder, assay_column_get_int64s (column)[row]);
  else
    json_builder_add_string_value (builder, cell);
}

static void
put_prediction (JsonBuilder *builder, const AssayPrediction *prediction)
{
  g_autoptr(GDateTime) when = g_date_time_new_from_unix_utc (prediction->run->started / G_USEC_PER_SEC);
  g_autofree char *started = when != NULL ? g_date_time_format_iso8601 (when) : NULL;
  g_autoptr(JsonNode) inputs = json_from_string (prediction->run->inputs, NULL);

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "id_column");
  json_builder_add_string_value (builder, prediction->id_column);
  json_builder_set_member_name (builder, "inputs");
  json_builder_add_value (builder, inputs != NULL ? g_steal_pointer (&inputs) : json_node_new (JSON_NODE_NULL));
  json_builder_set_member_name (builder, "rows");
  json_builder_begin_array (builder);
  for (gsize row = 0; row < assay_frame_get_n_rows (prediction->rows); row++)
    {
      json_builder_begin_object (builder);
      for (guint i = 0; i < assay_frame_get_n_columns (prediction->rows); i++)
        put_cell (builder, assay_frame_get_column (prediction->rows, i), row);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  json_builder_set_member_name (builder, "run");
  json_builder_add_int_value (builder, prediction->run->id);
  json_builder_set_member_name (builder, "started");
  json_builder_add_string_value (builder, started != NULL ? started : "");
  json_builder_set_member_name (builder, "title");
  json_builder_add_string_value (builder, prediction->run->title);
  json_builder_end_object (builder);
}

static char *
predictions_to_json (GPtrArray *found, const char *id)
{
  g_autoptr(JsonBuilder) builder = json_builder_new ();
  g_autoptr(JsonNode) root = NULL;
  g_autofree char *text = NULL;

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "id");
  json_builder_add_string_value (builder, id);
  json_builder_set_member_name (builder, "predictions");
  json_builder_begin_array (builder);
  for (guint i = 0; i < found->len; i++)
    put_prediction (builder, found->pdata[i]);
  json_builder_end_array (builder);
  json_builder_set_member_name (builder, "schema");
  json_builder_add_string_value (builder, "assay-predictions/1");
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  text = json_to_string (root, TRUE);
  return g_strconcat (text, "\n", NULL);
}

static gboolean
run_predictions (const AssayCommand *command, const AssayConsole *console, AssayExit *status, GError **error)
{
  const char *id = assay_command_get_input (command, 1);
  g_autoptr(AssayProgress) progress = assay_progress_new (console->cancellable, NULL, NULL, NULL);
  g_autoptr(AssayWorkspace) workspace = assay_request_open_workspace (assay_command_get_input (command, 0), error);
  g_autoptr(GPtrArray) found = workspace != NULL ? assay_predictions_find (workspace, id, progress, error) : NULL;
  g_autoptr(GString) text = g_string_new (NULL);

  if (found == NULL)
    return FALSE;
  if (strcmp (assay_command_get_text (command, "format"), "json") == 0)
    {
      g_autofree char *json = predictions_to_json (found, id);

      return assay_console_write (json, strlen (json), error);
    }
  if (found->len == 0)
    {
      g_set_error (error, ASSAY_CLI_ERROR, ASSAY_CLI_ERROR_INPUT,
                   _("No recorded run has scored “%s”. Clients are known to runs of “assay score” that were given --workspace and --id."), id);
      return FALSE;
    }
  for (guint i = 0; i < found->len; i++)
    append_prediction (text, found->pdata[i]);
  return assay_console_write (text->str, text->len, error);
}

/* ---- the verbs ---- */

static const char *const stages[] = { "draft", "under-review", "approved", "retired", NULL };
static const char *const formats[] = { "text", "json", NULL };

static const AssayOption add_options[] = {
  { "name", ASSAY_OPTION_TEXT, NULL, 0, 0, NULL, "NAME", N_("Name"), N_("What the model is called; the file's name unless given.") },
  { "version", ASSAY_OPTION_TEXT, NULL, 0, 0, NULL, "VERSION", N_("Version"), N_("The version; else that of its card, else the next whole number.") },
  { "data", ASSAY_OPTION_TEXT, NULL, 0, 0, NULL, "DATASET", N_("Development Data"), N_("The dataset of the workspace that the model was developed on.") },
  { "stage", ASSAY_OPTION_CHOICE, NULL, 0, 0, stages, "draft|under-review|approved|retired", N_("Stage"), N_("Its stage; draft unless given. Needs a reason.") },
  { "reason", ASSAY_OPTION_TEXT, NULL, 0, 0, NULL, "TEXT", N_("Reason"), N_("Why it has this stage; kept with who and when.") },
  { "quiet", ASSAY_OPTION_BOOLEAN, "false", 0, 0, NULL, NULL, N_("Quiet"), N_("No progress and no summary.") },
  { NULL }
};

static const AssayOption stage_options[] = {
  { "reason", ASSAY_OPTION_TEXT, NULL, 0, 0, NULL, "TEXT", N_("Reason"), N_("Why it has this stage; kept with who and when.") },
  { "quiet", ASSAY_OPTION_BOOLEAN, "false", 0, 0, NULL, NULL, N_("Quiet"), N_("No progress and no summary.") },
  { NULL }
};

static const AssayOption delete_options[] = {
  { "quiet", ASSAY_OPTION_BOOLEAN, "false", 0, 0, NULL, NULL, N_("Quiet"), N_("No progress and no summary.") },
  { NULL }
};

static const AssayOption list_options[] = {
  { "format", ASSAY_OPTION_CHOICE, "text", 0, 0, formats, "text|json", N_("Format"), N_("How the list is written.") },
  { NULL }
};

const AssayVerb assay_verb_workspace_add_model = {
  .name = "workspace add-model", .inputs = "DIR FILE…", .min_inputs = 2, .max_inputs = 1000,
  .summary = N_("Puts models into the registry of a workspace, each a version with its hash, card and stage."),
  .detail = N_("FILE is a model artifact, plain or .gz; “-” is standard input. What is said of its inputs is kept with the version. The same file is never put in "
              "twice under one name, and a version never becomes another file."),
  .groups = {
    { N_("Options"), add_options },
    { N_("Models and their inputs"), assay_model_options },
    { NULL } },
  .run = run_add_model,
};

const AssayVerb assay_verb_workspace_models = {
  .name = "workspace models", .inputs = "DIR", .min_inputs = 1, .max_inputs = 1,
  .summary = N_("Lists the models of a workspace with versions and stages."),
  .groups = { { N_("Options"), list_options }, { NULL } },
  .run = run_models,
};

const AssayVerb assay_verb_workspace_stage = {
  .name = "workspace stage", .inputs = "DIR MODEL STAGE", .min_inputs = 3, .max_inputs = 3,
  .summary = N_("Sets the stage of a model: draft, under-review, approved or retired."),
  .detail = N_("MODEL is NAME for its newest version, or NAME@VERSION. Who, when and why are kept in the audit trail."),
  .groups = { { N_("Options"), stage_options }, { NULL } },
  .run = run_stage,
};

const AssayVerb assay_verb_workspace_delete_model = {
  .name = "workspace delete-model", .inputs = "DIR MODEL", .min_inputs = 2, .max_inputs = 2,
  .summary = N_("Deletes a version of a model that no run and no report uses."),
  .detail = N_("MODEL is NAME@VERSION, or NAME where there is only one. What uses it is named, and then nothing is deleted. A version that is only out of use is "
              "better retired: “assay workspace stage DIR MODEL retired”."),
  .groups = { { N_("Options"), delete_options }, { NULL } },
  .run = run_delete_model,
};

const AssayVerb assay_verb_workspace_predictions = {
  .name = "workspace predictions", .inputs = "DIR ID", .min_inputs = 2, .max_inputs = 2,
  .summary = N_("Shows what recorded scoring runs said of one client."),
  .detail = N_("ID is looked for in the column that each run was given with --id."),
  .groups = { { N_("Options"), list_options }, { NULL } },
  .run = run_predictions,
};
