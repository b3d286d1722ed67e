#include "cli/request-models.h"

#include <glib/gi18n.h>
#include <string.h>

#include "cli/interrupt.h"

#define TEXT(name, value_name, label, help) { name, ASSAY_OPTION_TEXT, NULL, 0, 0, NULL, value_name, label, help }
#define FLAG(name, label, help) { name, ASSAY_OPTION_BOOLEAN, "false", 0, 0, NULL, NULL, label, help }

static const char *const links[] = { "logit", "identity", "probit", "cloglog", NULL };

const AssayOption assay_model_options[] = {
  TEXT ("bind", "FIELD=COLUMN", N_("Columns of Inputs"), N_("Takes an input of the model from this column; else from the column of its own name. May be given more than once; "
                                                          "MODEL:FIELD=COLUMN for one of several models.")),
  FLAG ("allow-absent", N_("Allow Absent Inputs"), N_("An input without a column is missing in every row, instead of an error.")),
  FLAG ("zero-is-missing", N_("Zero Is Missing"), N_("Takes 0 for missing, for models trained on sparse data.")),
  FLAG ("all-rounds", N_("All Rounds"), N_("Uses every boosting round, not only up to the best one that the file names.")),
  { "link", ASSAY_OPTION_CHOICE, NULL, 0, 0, links, "logit|identity|probit|cloglog", N_("Link"), N_("The link of a table of coefficients that does not say it.") },
  { "max-model-size", ASSAY_OPTION_INTEGER, NULL, 1, 65536, NULL, "MIB", N_("Largest Model"), N_("Reads model files up to this size in MiB; 512 unless given.") },
  { NULL }
};

static void
read_settings (const AssayCommand *command, AssayModelSettings *settings)
{
  *settings = (AssayModelSettings) {
    .link = g_strdup (assay_command_get_text (command, "link")),
    .zero_is_missing = assay_command_get_boolean (command, "zero-is-missing"),
    .all_rounds = assay_command_get_boolean (command, "all-rounds"),
    .allow_absent = assay_command_get_boolean (command, "allow-absent"),
    .max_bytes = (gsize) assay_command_get_integer (command, "max-model-size", 0) << 20,
  };
}

static AssayTaskModel *
load_model (const char *input, const AssayModelSettings *settings, AssayWorkspace *workspace, AssayProgress *progress, GError **error)
{
  gboolean is_standard_input = strcmp (input, "-") == 0;
  AssayTaskModel *model;

  if (workspace != NULL && !is_standard_input && !g_file_test (input, G_FILE_TEST_EXISTS))
    return assay_model_source_find (workspace, input, settings, progress, error);
  assay_interrupt_set_stuck (is_standard_input);
  model = assay_model_source_load (input, settings, progress, error);
  assay_interrupt_set_stuck (FALSE);
  return model;
}

/* The data, where they are no model themselves, may want standard input too. */
static gboolean
check_standard_input (const AssayCommand *command, const char *const *inputs, GError **error)
{
  const char *data = assay_command_get_input (command, assay_command_get_n_inputs (command) - 1);
  guint n = strcmp (data, "-") == 0;

  for (guint i = 0; inputs[i] != NULL; i++)
    n += inputs[i] != data && strcmp (inputs[i], "-") == 0;
  if (n <= 1)
    return TRUE;
  g_set_error_literal (error, ASSAY_CLI_ERROR, ASSAY_CLI_ERROR_USAGE, _("“-” is given twice, but standard input can be read only once."));
  return FALSE;
}

static gboolean
bind_columns (const AssayCommand *command, GPtrArray *models, GError **error)
{
  char **binds = assay_command_get_all (command, "bind");
  g_autoptr(GError) problem = NULL;

  for (; binds != NULL && *binds != NULL; binds++)
    if (!assay_model_source_bind (models, *binds, &problem))
      {
        g_set_error (error, ASSAY_CLI_ERROR, ASSAY_CLI_ERROR_USAGE, _("Option “--bind %s”: %s"), *binds, problem->message);
        return FALSE;
      }
  return TRUE;
}

GPtrArray *
assay_request_models (const AssayCommand *command, const char *const *inputs, AssayWorkspace *workspace, AssayProgress *progress, GError **error)
{
  g_autoptr(GPtrArray) models = g_ptr_array_new_with_free_func ((GDestroyNotify) assay_task_model_unref);
  g_auto(AssayModelSettings) settings = { 0 };
  guint n = g_strv_length ((char **) inputs);

  if (!check_standard_input (command, inputs, error))
    return NULL;
  read_settings (command, &settings);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr(AssayProgress) part = assay_progress_new_part (progress, (double) i / n, (double) (i + 1) / n);
      AssayTaskModel *model = load_model (inputs[i], &settings, workspace, part, error);

      if (model == NULL)
        return NULL;
      g_ptr_array_add (models, model);
    }
  assay_model_source_name_apart (models);
  return bind_columns (command, models, error) ? g_steal_pointer (&models) : NULL;
}

AssayModelVersion *
assay_request_version (AssayWorkspace *workspace, const char *text, GError **error)
{
  const char *at = strrchr (text, '@');
  g_autofree char *name = at != NULL ? g_strndup (text, at - text) : g_strdup (text);

  return assay_workspace_find_model (workspace, name, at != NULL ? at + 1 : NULL, error);
}
