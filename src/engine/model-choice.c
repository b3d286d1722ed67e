#include "engine/model-choice.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "engine/model-source.h"

static void
choice_free (gpointer data)
{
  AssayPlanModel *choice = data;

  g_free (choice->sha256);
  g_free (choice->name);
  assay_model_settings_clear (&choice->settings);
  g_free (choice);
}

GPtrArray *
assay_model_choices_new (void)
{
  return g_ptr_array_new_with_free_func (choice_free);
}

AssayPlanModel *
assay_model_choices_add (GPtrArray **choices)
{
  AssayPlanModel *choice = g_new0 (AssayPlanModel, 1);

  if (*choices == NULL)
    *choices = assay_model_choices_new ();
  g_ptr_array_add (*choices, choice);
  return choice;
}

GPtrArray *
assay_model_choices_copy (GPtrArray *choices)
{
  GPtrArray *copy = NULL;

  for (guint i = 0; choices != NULL && i < choices->len; i++)
    {
      const AssayPlanModel *from = choices->pdata[i];
      AssayPlanModel *to = assay_model_choices_add (&copy);

      to->version = from->version;
      to->sha256 = g_strdup (from->sha256);
      to->name = g_strdup (from->name);
      assay_model_settings_copy (&to->settings, &from->settings);
      to->has_settings = from->has_settings;
    }
  return copy;
}

void
assay_plan_choose_model (AssayPlan *self, gint64 version, const AssayModelSettings *settings, const char *name)
{
  AssayPlanModel *choice = assay_model_choices_add (&self->model_choices);

  choice->version = version;
  choice->name = g_strdup (name);
  choice->has_settings = settings != NULL;
  if (settings != NULL)
    assay_model_settings_copy (&choice->settings, settings);
}

/* ---- reading them ---- */

/* The version as it was then, or, when that is gone, another one that is the same file. */
static gint64
find_version (const AssayPlanModel *choice, AssayWorkspace *workspace, GError **error)
{
  g_autoptr(AssayModelVersion) version = choice->version > 0 ? assay_workspace_get_model (workspace, choice->version, NULL) : NULL;
  g_autoptr(GError) problem = NULL;

  if (version != NULL && !version->binned && (choice->sha256 == NULL || strcmp (version->sha256, choice->sha256) == 0))
    return version->id;
  g_clear_pointer (&version, assay_model_version_free);
  version = choice->sha256 != NULL ? assay_workspace_find_model_file (workspace, choice->sha256, &problem) : NULL;
  if (version != NULL)
    return version->id;
  if (problem != NULL)
    g_propagate_error (error, g_steal_pointer (&problem));
  else
    g_set_error (error, ASSAY_STORE_ERROR, ASSAY_STORE_ERROR_NOT_FOUND, _("The model “%s” is not in the workspace “%s” any more. Add it with “assay workspace add-model”."),
                 choice->name != NULL ? choice->name : "?", assay_workspace_get_folder (workspace));
  return 0;
}

static AssayTaskModel *
load_choice (const AssayPlanModel *choice, AssayWorkspace *workspace, AssayProgress *progress, GError **error)
{
  gint64 version = find_version (choice, workspace, error);
  AssayTaskModel *model;

  if (version == 0)
    return NULL;
  model = choice->has_settings ? assay_model_source_load_version_as (workspace, version, &choice->settings, progress, error)
                               : assay_model_source_load_version (workspace, version, NULL, progress, error);
  if (model != NULL && choice->name != NULL)
    {
      g_free (model->name);
      model->name = g_strdup (choice->name);
    }
  return model;
}

gboolean
assay_plan_load_models (AssayPlan *self, AssayWorkspace *workspace, AssayProgress *progress, GError **error)
{
  g_autoptr(GPtrArray) models = NULL;
  guint n = self->model_choices != NULL ? self->model_choices->len : 0;

  if (self->models != NULL || n == 0)
    return TRUE;
  models = g_ptr_array_new_with_free_func ((GDestroyNotify) assay_task_model_unref);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr(AssayProgress) part = assay_progress_new_part (progress, (double) i / n, (double) (i + 1) / n);
      AssayTaskModel *model = load_choice (self->model_choices->pdata[i], workspace, part, error);

      if (model == NULL)
        return FALSE;
      g_ptr_array_add (models, model);
    }
  assay_model_source_name_apart (models);
  self->models = g_steal_pointer (&models);
  return TRUE;
}
