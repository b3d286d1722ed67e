#include "engine/ranges-text.h"

#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>
#include <math.h>
#include <string.h>

#include "model/json-check.h"

static JsonNode *
parse (const char *text, GError **error)
{
  g_autoptr(JsonNode) root = NULL;

  if (!assay_json_check (text, strlen (text), error))
    {
      g_prefix_error (error, _("Ranges: "));
      return NULL;
    }
  root = json_from_string (text, NULL);
  if (root != NULL && JSON_NODE_HOLDS_OBJECT (root))
    return g_steal_pointer (&root);
  g_set_error (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_DATA, _("Ranges: the file must hold a JSON object."));
  return NULL;
}

/* The member of that name, made when it is not there; NULL: it is something else than an object. */
static JsonObject *
get_object (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  if (node == NULL)
    {
      json_object_set_object_member (object, name, json_object_new ());
      node = json_object_get_member (object, name);
    }
  return JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

/* Values and a range cannot stand together. */
static void
change_input (JsonObject *input, const AssayRangeChange *change)
{
  if (!isnan (change->low) && !isnan (change->high))
    {
      if (json_object_has_member (input, "values"))
        json_object_remove_member (input, "values");
      if (json_object_has_member (input, "shares"))
        json_object_remove_member (input, "shares");
      json_object_set_double_member (input, "low", change->low);
      json_object_set_double_member (input, "high", change->high);
    }
  if (change->base_word != NULL)
    json_object_set_string_member (input, "base", change->base_word);
  else if (!isnan (change->base))
    json_object_set_double_member (input, "base", change->base);
}

char *
assay_ranges_change (const char *text, const AssayRangeChange *changes, guint n, GError **error)
{
  g_autoptr(JsonNode) root = parse (text != NULL && *text != '\0' ? text : "{}", error);
  JsonObject *inputs = root != NULL ? get_object (json_node_get_object (root), "inputs") : NULL;
  char *changed;

  if (root == NULL)
    return NULL;
  for (guint i = 0; i < n; i++)
    {
      JsonObject *input = inputs != NULL ? get_object (inputs, changes[i].input) : NULL;

      if (input == NULL)
        {
          g_set_error (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_DATA, _("Ranges: “%s” %s."), changes[i].input, _("must be an object such as {\"low\": 0, \"high\": 1}"));
          return NULL;
        }
      change_input (input, &changes[i]);
    }
  changed = json_to_string (root, TRUE);
  assay_json_mend_numbers (changed);
  return changed;
}

guint
assay_ranges_count (const char *text)
{
  g_autoptr(JsonNode) root = text != NULL ? parse (text, NULL) : NULL;
  JsonNode *inputs = root != NULL ? json_object_get_member (json_node_get_object (root), "inputs") : NULL;

  return inputs != NULL && JSON_NODE_HOLDS_OBJECT (inputs) ? json_object_get_size (json_node_get_object (inputs)) : 0;
}
