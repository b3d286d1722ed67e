#include "app/workspace-load.h"

#include "engine/model-data.h"
#include "engine/model-source.h"

typedef struct { AssayWorkspace *workspace; gint64 id; } Request;

static void
request_free (gpointer data)
{
  Request *request = data;

  assay_workspace_unref (request->workspace);
  g_free (request);
}

static void
start (gpointer object, AssayProject *project, gint64 id, GCancellable **cancellable, GTaskThreadFunc func, GAsyncReadyCallback callback)
{
  g_autoptr(GTask) task = NULL;
  Request *request;

  if (*cancellable != NULL)
    g_cancellable_cancel (*cancellable);
  g_clear_object (cancellable);
  if (id == 0)
    return;
  *cancellable = g_cancellable_new ();
  request = g_new0 (Request, 1);
  request->workspace = assay_workspace_ref (assay_project_get_workspace (project));
  request->id = id;
  task = g_task_new (object, *cancellable, callback, NULL);
  g_task_set_task_data (task, request, request_free);
  g_task_run_in_thread (task, func);
}

static void
return_pointer (GTask *task, gpointer found, GDestroyNotify free_found, GError *error)
{
  if (found != NULL)
    g_task_return_pointer (task, found, free_found);
  else
    g_task_return_error (task, error);
}

static void
load_dataset_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  const Request *request = task_data;
  g_autoptr(AssayProgress) progress = assay_progress_new (cancellable, NULL, NULL, NULL);
  GError *error = NULL;
  AssaySource *found = assay_source_load_dataset (request->workspace, request->id, progress, &error);

  return_pointer (task, found, (GDestroyNotify) assay_source_free, error);
}

static void
load_model_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  const Request *request = task_data;
  g_autoptr(AssayProgress) progress = assay_progress_new (cancellable, NULL, NULL, NULL);
  GError *error = NULL;
  AssayTaskModel *found = assay_model_source_load_version (request->workspace, request->id, NULL, progress, &error);

  return_pointer (task, found, (GDestroyNotify) assay_task_model_unref, error);
}

void
assay_load_dataset (gpointer object, AssayProject *project, gint64 id, GCancellable **cancellable, GAsyncReadyCallback callback)
{
  start (object, project, id, cancellable, load_dataset_in_thread, callback);
}

void
assay_load_model (gpointer object, AssayProject *project, gint64 id, GCancellable **cancellable, GAsyncReadyCallback callback)
{
  start (object, project, id, cancellable, load_model_in_thread, callback);
}

/* ---- which dataset a model is for ---- */

typedef struct { AssayWorkspace *workspace; AssayTaskModel *model; GArray *ids; } Search;

static void
search_free (gpointer data)
{
  Search *self = data;

  assay_workspace_unref (self->workspace);
  assay_task_model_unref (self->model);
  g_array_unref (self->ids);
  g_free (self);
}

static void
find_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  const Search *search = task_data;
  gint64 best = assay_find_dataset_for_model (search->workspace, search->model, cancellable);

  for (guint i = 0; i < search->ids->len; i++)
    if (g_array_index (search->ids, gint64, i) == best)
      {
        g_task_return_int (task, i);
        return;
      }
  g_task_return_int (task, -1);
}

void
assay_find_dataset (gpointer object, AssayProject *project, const AssayTaskModel *model, GCancellable *cancellable, GAsyncReadyCallback callback)
{
  g_autoptr(GTask) task = g_task_new (object, cancellable, callback, NULL);
  GListModel *datasets = assay_project_get_datasets (project);
  Search *search = g_new0 (Search, 1);

  search->workspace = assay_workspace_ref (assay_project_get_workspace (project));
  /* One of its own: that of the caller may be bound otherwise meanwhile. */
  search->model = assay_task_model_new (model->artifact, model->name, &model->settings);
  search->ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  for (guint i = 0; i < g_list_model_get_n_items (datasets); i++)
    {
      g_autoptr(AssayDatasetItem) item = g_list_model_get_item (datasets, i);

      g_array_append_val (search->ids, assay_dataset_item_get (item)->id);
    }
  g_task_set_task_data (task, search, search_free);
  g_task_run_in_thread (task, find_in_thread);
}

/* ---- a choice among them ---- */

static char *
dataset_name (AssayDatasetItem *item)
{
  return g_strdup (item != NULL ? assay_dataset_item_get (item)->name : NULL);
}

void
assay_dataset_row_fill (AdwComboRow *row, AssayProject *project, gint64 chosen)
{
  g_autoptr(GtkExpression) name = gtk_cclosure_expression_new (G_TYPE_STRING, NULL, 0, NULL, G_CALLBACK (dataset_name), NULL, NULL);
  GListModel *datasets = assay_project_get_datasets (project);

  adw_combo_row_set_expression (row, name);
  adw_combo_row_set_model (row, datasets);
  for (guint i = 0; i < g_list_model_get_n_items (datasets); i++)
    {
      g_autoptr(AssayDatasetItem) item = g_list_model_get_item (datasets, i);

      if (assay_dataset_item_get (item)->id == chosen)
        adw_combo_row_set_selected (row, i);
    }
}
