/* Texts of a stored run for lists. */
#include <glib/gi18n.h>
#include <inttypes.h>
#include <json-glib/json-glib.h>

#include "app/runs-page.h"
#include "charts/format.h"

char *
assay_run_text_number (const AssayRun *run)
{
  return g_strdup_printf (_("Run %" PRId64), run->id);
}

char *
assay_run_text_data (const AssayRun *run)
{
  g_autoptr(JsonNode) node = run->inputs != NULL ? json_from_string (run->inputs, NULL) : NULL;
  JsonArray *inputs;

  if (node == NULL || !JSON_NODE_HOLDS_ARRAY (node))
    return g_strdup ("");
  inputs = json_node_get_array (node);
  for (guint i = 0; i < json_array_get_length (inputs); i++)
    {
      JsonNode *input = json_array_get_element (inputs, i);

      if (JSON_NODE_HOLDS_OBJECT (input))
        return g_strdup (json_object_get_string_member_with_default (json_node_get_object (input), "name", ""));
    }
  return g_strdup ("");
}

char *
assay_run_text_anomalies (const AssayRun *run)
{
  return run->n_anomalies >= 0 ? assay_format_count (run->n_anomalies) : g_strdup ("");
}

AssayVerdict
assay_run_verdict (const AssayRun *run)
{
  AssayVerdict verdict = ASSAY_VERDICT_NONE;

  if (run->verdict != NULL)
    assay_verdict_from_name (run->verdict, &verdict);
  return verdict;
}
