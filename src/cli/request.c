#include "cli/request.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/date.h"
#include "base/number.h"
#include "cli/interrupt.h"
#include "cli/shared-options.h"
#include "engine/model-data.h"
#include "engine/policy-file.h"

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AssayReadOptions, assay_read_options_clear)

/* COL=TYPE; the name of a column may hold "=" itself. */
static gboolean
set_type (AssayReadOptions *options, const char *text, GError **error)
{
  const char *equals = strrchr (text, '=');
  g_autofree char *column = equals != NULL ? g_strndup (text, equals - text) : NULL;

  for (int type = 0; equals != NULL && *column != '\0' && type <= ASSAY_TYPE_TEXT; type++)
    if (strcmp (equals + 1, assay_type_name (type)) == 0)
      {
        assay_read_options_set_type (options, column, type);
        return TRUE;
      }
  return assay_fail_usage (error, _("Option “--type” is “%s”; it must be COL=TYPE with one of double, int64, date, datetime, category, text."), text);
}

gboolean
assay_request_read_options (const AssayCommand *command, AssayReadOptions *options, GError **error)
{
  char **types = assay_command_get_all (command, "type");

  assay_read_options_init (options);
  for (const AssayOption *option = assay_reading_options; option->name != NULL; option++)
    {
      const char *value = assay_command_get_text (command, option->name);
      g_autoptr(GError) problem = NULL;

      if (value == NULL || strcmp (option->name, "type") == 0)
        continue;
      if (!assay_read_options_set (options, option->name, value, &problem))
        return assay_fail_usage (error, "%s", problem->message);
    }
  for (; types != NULL && *types != NULL; types++)
    if (!set_type (options, *types, error))
      return FALSE;
  return TRUE;
}

void
assay_request_roles (const AssayCommand *command, AssayRoles *roles)
{
  const char *series = assay_command_get_text (command, "series");

  *roles = (AssayRoles) { 0 };
  roles->time = g_strdup (assay_command_get_text (command, "time"));
  roles->value = g_strdup (assay_command_get_text (command, "value"));
  if (series != NULL)
    roles->series = *series != '\0' ? g_strsplit (series, ",", -1) : g_new0 (char *, 1);
}

/* A day, a day with a time, or a number (for data whose time is one). */
static gboolean
check_time (const AssayCommand *command, const char *name, gboolean day_only, GError **error)
{
  const char *text = assay_command_get_text (command, name);
  gint32 day;
  gint64 whole;

  if (text == NULL || assay_date_parse (text, strlen (text), &day))
    return TRUE;
  if (day_only)
    return assay_fail_usage (error, _("Option “--%s” is “%s”; it must be a date such as 2026-11-21."), name, text);
  if (assay_datetime_parse (text, strlen (text), &whole) || assay_integer_parse (text, strlen (text), 0, &whole))
    return TRUE;
  return assay_fail_usage (error, _("Option “--%s” is “%s”; it must be a date such as 2026-11-21, or with a time 2026-11-21T09:00."), name, text);
}

static gboolean
check_where (char **where, GError **error)
{
  for (; where != NULL && *where != NULL; where++)
    {
      gsize name = strcspn (*where, "=<>!");
      if (name == 0 || (*where)[name] == '\0' || ((*where)[name] == '!' && (*where)[name + 1] != '='))
        return assay_fail_usage (error, _("Option “--where” is “%s”; it must be COL=VALUE, or with !=, <, >, <= or >=."), *where);
    }
  return TRUE;
}

static gboolean
read_artifact (const AssayCommand *command, AssayPlan *plan, GError **error)
{
  const char *path = assay_command_get_text (command, "model");
  g_autoptr(GError) problem = NULL;
  char *text;
  gsize length;

  if (path == NULL)
    return TRUE;
  if (!g_file_get_contents (path, &text, &length, &problem))
    {
      g_set_error (error, ASSAY_CLI_ERROR, ASSAY_CLI_ERROR_INPUT, _("The model “%s” cannot be read: %s"), path, problem->message);
      return FALSE;
    }
  plan->artifact = g_bytes_new_take (text, length);
  plan->artifact_name = g_path_get_basename (path);
  plan->artifact_sha256 = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, plan->artifact);
  return TRUE;
}

AssayPlan *
assay_request_plan (const AssayCommand *command, GError **error)
{
  const AssayAnalysis *analysis = assay_command_get_verb (command)->analysis;
  const char *policy = assay_command_get_text (command, "policy");
  char **where = assay_command_get_all (command, "where");
  g_autoptr(AssayPlan) plan = NULL;

  if (!check_time (command, "start", FALSE, error) || !check_time (command, "end", FALSE, error)
      || !check_time (command, "as-of", TRUE, error) || !check_where (where, error))
    return NULL;

  plan = assay_plan_new (analysis);
  assay_options_unref (plan->options);
  plan->options = assay_options_ref (assay_command_get_group (command, analysis->options));
  assay_request_roles (command, &plan->roles);
  plan->where = g_strdupv (where);
  plan->start = g_strdup (assay_command_get_text (command, "start"));
  plan->end = g_strdup (assay_command_get_text (command, "end"));
  plan->as_of = g_strdup (assay_command_get_text (command, "as-of"));
  plan->title = g_strdup (assay_command_get_text (command, "title"));
  plan->seed = assay_command_get_integer (command, "seed", 1);
  plan->n_threads = assay_command_get_integer (command, "threads", 0);
  if (!read_artifact (command, plan, error))
    return NULL;
  plan->keep_models = assay_command_get_text (command, "save-model") != NULL;
  if (policy != NULL)
    {
      g_clear_pointer (&plan->policy, assay_policy_free);
      plan->policy = assay_policy_read (policy, error);
      if (plan->policy == NULL)
        return NULL;
    }
  return g_steal_pointer (&plan);
}

AssayWorkspace *
assay_request_open_workspace (const char *folder, GError **error)
{
  g_autofree char *database = g_build_filename (folder, "workspace.db", NULL);
  g_autoptr(GError) problem = NULL;
  AssayWorkspace *workspace = assay_workspace_open (folder, &problem);

  if (workspace != NULL)
    return workspace;
  if (g_error_matches (problem, ASSAY_STORE_ERROR, ASSAY_STORE_ERROR_NOT_A_WORKSPACE) && !g_file_test (database, G_FILE_TEST_EXISTS))
    g_set_error (error, ASSAY_CLI_ERROR, ASSAY_CLI_ERROR_INPUT, _("“%s” is not a workspace. “assay workspace init %s” makes one."), folder, folder);
  else
    g_propagate_error (error, g_steal_pointer (&problem));
  return NULL;
}

AssayWorkspace *
assay_request_workspace (const AssayCommand *command, GError **error)
{
  const char *folder = assay_command_get_text (command, "workspace");

  return folder != NULL ? assay_request_open_workspace (folder, error) : NULL;
}

static gboolean
fail_no_dataset (const char *input, AssayWorkspace *workspace, GError **error)
{
  g_autoptr(GPtrArray) datasets = assay_workspace_list_datasets (workspace, NULL);
  g_autoptr(GPtrArray) names = g_ptr_array_new ();
  const char *near;

  for (guint i = 0; datasets != NULL && i < datasets->len; i++)
    g_ptr_array_add (names, ((AssayDataset *) g_ptr_array_index (datasets, i))->name);
  g_ptr_array_add (names, NULL);
  near = assay_nearest_name (input, (const char *const *) names->pdata);
  if (near != NULL)
    g_set_error (error, ASSAY_CLI_ERROR, ASSAY_CLI_ERROR_INPUT, _("“%s” is neither a file nor a dataset of workspace “%s”; did you mean “%s”?"),
                 input, assay_workspace_get_folder (workspace), near);
  else
    g_set_error (error, ASSAY_CLI_ERROR, ASSAY_CLI_ERROR_INPUT, _("“%s” is neither a file nor a dataset of workspace “%s”. “assay workspace list %s” lists them."),
                 input, assay_workspace_get_folder (workspace), assay_workspace_get_folder (workspace));
  return FALSE;
}

static gboolean
check_no_reading (const AssayCommand *command, const char *input, GError **error)
{
  for (const AssayOption *option = assay_reading_options; option->name != NULL; option++)
    if (assay_command_is_given (command, option->name))
      return assay_fail_usage (error, _("“%s” is a dataset and has been read already; option “--%s” belongs to “assay workspace import”."), input, option->name);
  return TRUE;
}

static AssaySource *
load_dataset (const AssayCommand *command, const char *input, AssayWorkspace *workspace, AssayProgress *progress, GError **error)
{
  g_autoptr(GError) problem = NULL;
  g_autoptr(AssayDataset) dataset = assay_workspace_find_dataset (workspace, input, &problem);

  if (dataset != NULL)
    return check_no_reading (command, input, error) ? assay_source_load_dataset (workspace, dataset->id, progress, error) : NULL;
  if (problem == NULL || g_error_matches (problem, ASSAY_STORE_ERROR, ASSAY_STORE_ERROR_NOT_FOUND))
    fail_no_dataset (input, workspace, error);
  else
    g_propagate_error (error, g_steal_pointer (&problem));
  return NULL;
}

AssaySource *
assay_request_source (const AssayCommand *command, const char *input, AssayWorkspace *workspace,
                      const AssayReadOptions *options, AssayProgress *progress, AssayReadReport **report, GError **error)
{
  return assay_request_source_for_models (command, input, workspace, options, NULL, progress, report, error);
}

AssaySource *
assay_request_source_for_models (const AssayCommand *command, const char *input, AssayWorkspace *workspace, const AssayReadOptions *options,
                                 GPtrArray *models, AssayProgress *progress, AssayReadReport **report, GError **error)
{
  g_auto(AssayReadOptions) own = { 0 };
  gboolean is_standard_input = strcmp (input, "-") == 0;
  AssaySource *source;

  if (workspace != NULL && !is_standard_input && !g_file_test (input, G_FILE_TEST_EXISTS))
    return load_dataset (command, input, workspace, progress, error);
  if (options == NULL && !assay_request_read_options (command, &own, error))
    return NULL;

  assay_interrupt_set_stuck (is_standard_input);
  source = assay_source_load_for_models (input, options != NULL ? options : &own, models, assay_command_get_integer (command, "threads", 0), progress, report, error);
  assay_interrupt_set_stuck (FALSE);
  return source;
}

void
assay_request_note_namesake (const AssayConsole *console, const char *input, AssayWorkspace *workspace, const AssaySource *source)
{
  g_autoptr(AssayDataset) namesake = workspace != NULL && source->dataset == 0 ? assay_workspace_find_dataset (workspace, input, NULL) : NULL;

  if (namesake == NULL || console->is_quiet || strcmp (namesake->source_sha256, source->sha256) == 0)
    return;
  assay_console_end_progress (console);
  g_printerr (_("Note: the file “%s” was read, not the dataset “%s” of workspace “%s”, which holds other data.\n"),
              input, input, assay_workspace_get_folder (workspace));
}
