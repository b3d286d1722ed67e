#include "app/run-history.h"
#include <json-glib/json-glib.h>

gint64
assay_run_history_find_dataset (const AssayRun *run)
{
  g_autoptr(JsonNode) node = run->inputs != NULL ? json_from_string (run->inputs, NULL) : NULL;
  JsonArray *inputs = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  for (guint i = 0; inputs != NULL && i < json_array_get_length (inputs); i++)
    {
      JsonNode *input = json_array_get_element (inputs, i);

      if (JSON_NODE_HOLDS_OBJECT (input))
        return json_object_get_int_member_with_default (json_node_get_object (input), "dataset", 0);
    }
  return 0;
}

typedef struct { AssayWorkspace *workspace; AssayPlan *plan; gint64 dataset; } Order;

static void
order_free (gpointer data)
{
  Order *order = data;

  assay_workspace_unref (order->workspace);
  assay_plan_free (order->plan);
  g_free (order);
}

static void
load_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  const Order *order = task_data;
  g_autoptr(AssayProgress) progress = assay_progress_new (cancellable, NULL, NULL, NULL);
  GError *error = NULL;
  g_autoptr(AssaySource) data = assay_source_load_dataset (order->workspace, order->dataset, progress, &error);
  AssayPanel *panel = data != NULL ? assay_plan_make_panel (order->plan, data, NULL, progress, &error) : NULL;

  if (panel != NULL)
    g_task_return_pointer (task, panel, (GDestroyNotify) assay_panel_unref);
  else
    g_task_return_error (task, error);
}

void
assay_run_history_load_async (AssayProject *project, const AssayRun *run, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr(GTask) task = g_task_new (project, cancellable, callback, user_data);
  g_autoptr(GError) error = NULL;
  gint64 dataset = assay_run_history_find_dataset (run);
  AssayPlan *plan = dataset != 0 ? assay_plan_from_run (run, &error) : NULL;
  Order *order;

  if (plan == NULL)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "%s", error != NULL ? error->message : "the run read a file");
      return;
    }
  order = g_new (Order, 1);
  *order = (Order) { assay_workspace_ref (assay_project_get_workspace (project)), plan, dataset };
  g_task_set_task_data (task, order, order_free);
  g_task_run_in_thread (task, load_in_thread);
}

AssayPanel *
assay_run_history_load_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
