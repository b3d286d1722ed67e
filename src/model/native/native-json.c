#include "model/native/native-json.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "base/number.h"
#include "base/options.h"

gboolean
native_fail (GError **error, const char *where, const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list arguments;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_FILE, "%s: %s", where, message);
  return FALSE;
}

gboolean
native_check_keys (JsonObject *from, const char *where, const char *keys, GError **error)
{
  g_auto(GStrv) known = g_strsplit (keys, " ", -1);
  JsonObjectIter iter;
  const char *name, *nearest;

  json_object_iter_init_ordered (&iter, from);
  while (json_object_iter_next_ordered (&iter, &name, NULL))
    {
      if (g_str_has_prefix (name, "x-") || g_strv_contains ((const char *const *) known, name))
        continue;
      nearest = assay_nearest_name (name, (const char *const *) known);
      if (nearest != NULL)
        return native_fail (error, where, _("“%s” is no key here; did you mean “%s”?"), name, nearest);
      return native_fail (error, where, _("“%s” is no key here. Known are: %s. What is yours begins with “x-”."), name, keys);
    }
  return TRUE;
}

gboolean
native_has (JsonObject *from, const char *key)
{
  JsonNode *node = json_object_get_member (from, key);

  return node != NULL && !JSON_NODE_HOLDS_NULL (node);
}

/* The node of a key, NULL with TRUE where it is absent and may be. */
static gboolean
get_node (JsonObject *from, const char *where, const char *key, gboolean required, JsonNode **node, GError **error)
{
  *node = native_has (from, key) ? json_object_get_member (from, key) : NULL;
  if (*node == NULL && required)
    return native_fail (error, where, _("“%s” is missing."), key);
  return TRUE;
}

gboolean
native_node_to_number (JsonNode *node, double *value)
{
  if (!JSON_NODE_HOLDS_VALUE (node) || (json_node_get_value_type (node) != G_TYPE_INT64 && json_node_get_value_type (node) != G_TYPE_DOUBLE))
    return FALSE;
  *value = json_node_get_double (node);
  return isfinite (*value);
}

char *
native_node_to_word (JsonNode *node)
{
  char buffer[ASSAY_NUMBER_SIZE];
  double value;

  if (!JSON_NODE_HOLDS_VALUE (node))
    return NULL;
  if (json_node_get_value_type (node) == G_TYPE_STRING)
    return g_strdup (json_node_get_string (node));
  if (json_node_get_value_type (node) == G_TYPE_BOOLEAN)
    return g_strdup (json_node_get_boolean (node) ? "true" : "false");
  if (!native_node_to_number (node, &value))
    return NULL;
  assay_number_format (value, buffer);
  return g_strdup (buffer);
}

gboolean
native_get_number (JsonObject *from, const char *where, const char *key, gboolean required, double *value, GError **error)
{
  JsonNode *node;

  if (!get_node (from, where, key, required, &node, error))
    return FALSE;
  if (node != NULL && !native_node_to_number (node, value))
    return native_fail (error, where, _("“%s” must be a finite number."), key);
  return TRUE;
}

gboolean
native_get_count (JsonObject *from, const char *where, const char *key, gboolean required, guint low, guint high, guint *value, GError **error)
{
  JsonNode *node;
  double number;

  if (!get_node (from, where, key, required, &node, error))
    return FALSE;
  if (node == NULL)
    return TRUE;
  if (!native_node_to_number (node, &number) || number != floor (number) || number < low || number > high)
    return native_fail (error, where, _("“%s” must be a whole number from %u to %u."), key, low, high);
  *value = number;
  return TRUE;
}

gboolean
native_get_text (JsonObject *from, const char *where, const char *key, gboolean required, const char **value, GError **error)
{
  JsonNode *node;

  if (!get_node (from, where, key, required, &node, error))
    return FALSE;
  if (node == NULL)
    return TRUE;
  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING)
    return native_fail (error, where, _("“%s” must be a text."), key);
  *value = json_node_get_string (node);
  return TRUE;
}

gboolean
native_get_boolean (JsonObject *from, const char *where, const char *key, gboolean required, gboolean *value, GError **error)
{
  JsonNode *node;

  if (!get_node (from, where, key, required, &node, error))
    return FALSE;
  if (node == NULL)
    return TRUE;
  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_BOOLEAN)
    return native_fail (error, where, _("“%s” must be true or false."), key);
  *value = json_node_get_boolean (node);
  return TRUE;
}

gboolean
native_get_choice (JsonObject *from, const char *where, const char *key, gboolean required, const char *choices, guint *value, GError **error)
{
  g_auto(GStrv) names = g_strsplit (choices, "|", -1);
  g_autofree char *list = NULL;
  const char *text = NULL;

  if (!native_get_text (from, where, key, required, &text, error))
    return FALSE;
  if (text == NULL)
    return TRUE;
  for (guint i = 0; names[i] != NULL; i++)
    if (strcmp (names[i], text) == 0)
      {
        *value = i;
        return TRUE;
      }
  list = g_strjoinv (", ", names);
  return native_fail (error, where, _("“%s” is “%s”; possible are %s."), key, text, list);
}

gboolean
native_get_object (JsonObject *from, const char *where, const char *key, gboolean required, JsonObject **value, GError **error)
{
  JsonNode *node;

  if (!get_node (from, where, key, required, &node, error))
    return FALSE;
  if (node == NULL)
    return TRUE;
  if (!JSON_NODE_HOLDS_OBJECT (node))
    return native_fail (error, where, _("“%s” must be an object in { }."), key);
  *value = json_node_get_object (node);
  return TRUE;
}

gboolean
native_get_array (JsonObject *from, const char *where, const char *key, gboolean required, JsonArray **value, GError **error)
{
  JsonNode *node;

  if (!get_node (from, where, key, required, &node, error))
    return FALSE;
  if (node == NULL)
    return TRUE;
  if (!JSON_NODE_HOLDS_ARRAY (node))
    return native_fail (error, where, _("“%s” must be a list in [ ]."), key);
  *value = json_node_get_array (node);
  return TRUE;
}

JsonObject *
native_get_element (JsonArray *from, guint index, const char *where, GError **error)
{
  JsonNode *node = json_array_get_element (from, index);

  if (JSON_NODE_HOLDS_OBJECT (node))
    return json_node_get_object (node);
  native_fail (error, where, _("this must be an object in { }."));
  return NULL;
}

gboolean
native_get_numbers (JsonObject *from, const char *where, const char *key, gboolean required, double **value, guint *n, GError **error)
{
  g_autofree double *numbers = NULL;
  JsonArray *array = NULL;

  *value = NULL;
  *n = 0;
  if (!native_get_array (from, where, key, required, &array, error))
    return FALSE;
  if (array == NULL)
    return TRUE;
  *n = json_array_get_length (array);
  numbers = g_new (double, (gsize) *n + 1);
  for (guint i = 0; i < *n; i++)
    if (!native_node_to_number (json_array_get_element (array, i), &numbers[i]))
      return native_fail (error, where, _("entry %u of “%s” must be a finite number."), i + 1, key);
  *value = g_steal_pointer (&numbers);
  return TRUE;
}

gboolean
native_get_texts (JsonObject *from, const char *where, const char *key, gboolean required, char ***value, GError **error)
{
  g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  JsonArray *array = NULL;

  *value = NULL;
  if (!native_get_array (from, where, key, required, &array, error))
    return FALSE;
  if (array == NULL)
    return TRUE;
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      char *word = native_node_to_word (json_array_get_element (array, i));

      if (word == NULL)
        return native_fail (error, where, _("entry %u of “%s” must be a text."), i + 1, key);
      g_ptr_array_add (words, word);
      if (!g_hash_table_add (seen, word))
        return native_fail (error, where, _("“%s” holds “%s” twice."), key, word);
    }
  g_ptr_array_add (words, NULL);
  *value = (char **) g_ptr_array_free (g_steal_pointer (&words), FALSE);
  return TRUE;
}
