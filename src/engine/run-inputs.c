#include "engine/run-inputs.h"

JsonObject *
assay_run_inputs_find (JsonNode *inputs, const char *role)
{
  JsonArray *list = inputs != NULL && JSON_NODE_HOLDS_ARRAY (inputs) ? json_node_get_array (inputs) : NULL;

  for (guint i = 0; list != NULL && i < json_array_get_length (list); i++)
    {
      JsonNode *input = json_array_get_element (list, i);

      if (JSON_NODE_HOLDS_OBJECT (input) && g_strcmp0 (json_object_get_string_member_with_default (json_node_get_object (input), "role", ""), role) == 0)
        return json_node_get_object (input);
    }
  return NULL;
}

gint64
assay_run_input_find_dataset (AssayWorkspace *workspace, JsonObject *input)
{
  gint64 dataset = json_object_get_int_member_with_default (input, "dataset", 0);
  const char *sha256 = json_object_get_string_member_with_default (input, "sha256", NULL);
  g_autoptr(GPtrArray) all = dataset == 0 && sha256 != NULL ? assay_workspace_list_datasets (workspace, NULL) : NULL;

  for (guint i = 0; all != NULL && i < all->len && dataset == 0; i++)
    if (g_strcmp0 (((AssayDataset *) all->pdata[i])->source_sha256, sha256) == 0)
      dataset = ((AssayDataset *) all->pdata[i])->id;
  return dataset;
}
