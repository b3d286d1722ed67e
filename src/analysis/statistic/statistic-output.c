#include "analysis/statistic/statistic-output.h"

#include "base/number.h"

#include <math.h>
#include <string.h>

JsonNode *
assay_stat_number_node (double value)
{
  JsonNode *node = json_node_alloc ();

  if (isnan (value))
    return json_node_init_null (node);
  if (isinf (value))
    return json_node_init_string (node, value > 0 ? "inf" : "-inf");
  return json_node_init_double (node, value);
}

void
assay_stat_put_reason (JsonObject *out, const char *reason)
{
  const char *before = json_object_get_string_member_with_default (out, "reason", NULL);
  g_autofree char *both = NULL;

  if (before == NULL)
    json_object_set_string_member (out, "reason", reason);
  else if (strstr (before, reason) == NULL)
    {
      both = g_strconcat (before, " ", reason, NULL);
      json_object_set_string_member (out, "reason", both);
    }
}

void
assay_stat_put (JsonObject *out, const char *key, double value, const char *reason)
{
  json_object_set_member (out, key, assay_stat_number_node (value));
  if (isnan (value) && reason != NULL)
    assay_stat_put_reason (out, reason);
}

static JsonArray *
array_of (const double *value, gsize n)
{
  JsonArray *array = json_array_sized_new (n);

  for (gsize i = 0; i < n; i++)
    json_array_add_element (array, assay_stat_number_node (value[i]));
  return array;
}

void
assay_stat_put_all (JsonObject *out, const char *key, const double *value, gsize n)
{
  json_object_set_array_member (out, key, array_of (value, n));
}

void
assay_stat_put_matrix (JsonObject *out, const char *key, const double *value, gsize n_rows, gsize n_columns)
{
  JsonArray *rows = json_array_new ();

  for (gsize i = 0; i < n_rows; i++)
    json_array_add_array_element (rows, array_of (value + i * n_columns, n_columns));
  json_object_set_array_member (out, key, rows);
}

void
assay_stat_put_integer (JsonObject *out, const char *key, gint64 value)
{
  json_object_set_int_member (out, key, value);
}

void
assay_stat_put_text (JsonObject *out, const char *key, const char *value)
{
  json_object_set_string_member (out, key, value);
}

void
assay_stat_put_truth (JsonObject *out, const char *key, gboolean value)
{
  json_object_set_boolean_member (out, key, value);
}

static void
write_string (GString *text, const char *value)
{
  g_string_append_c (text, '"');
  for (const char *p = value; *p != '\0'; p++)
    if (*p == '"' || *p == '\\')
      g_string_append_printf (text, "\\%c", *p);
    else if ((guchar) *p < 0x20 || *p == 0x7f)
      g_string_append_printf (text, "\\u%04x", (guchar) *p);
    else
      g_string_append_c (text, *p);
  g_string_append_c (text, '"');
}

static void
write_value (GString *text, JsonNode *node)
{
  GType type = JSON_NODE_HOLDS_VALUE (node) ? json_node_get_value_type (node) : G_TYPE_INVALID;
  char buffer[ASSAY_NUMBER_SIZE];

  if (type == G_TYPE_STRING)
    write_string (text, json_node_get_string (node));
  else if (type == G_TYPE_BOOLEAN)
    g_string_append (text, json_node_get_boolean (node) ? "true" : "false");
  else if (type == G_TYPE_INT64)
    g_string_append_printf (text, "%" G_GINT64_FORMAT, json_node_get_int (node));
  else if (type == G_TYPE_DOUBLE)
    {
      /* -0 would come back from a reader as the integer 0. */
      assay_number_format (json_node_get_double (node) + 0.0, buffer);
      g_string_append (text, buffer);
    }
  else
    g_string_append (text, "null");
}

static void
new_line (GString *text, guint depth)
{
  g_string_append_printf (text, "\n%*s", (int) (2 * depth), "");
}

static void write_node (GString *text, JsonNode *node, guint depth);

/* An array of plain values stays on one line. */
static void
write_array (GString *text, JsonArray *array, guint depth)
{
  guint n = json_array_get_length (array);
  gboolean is_flat = TRUE;

  for (guint i = 0; i < n; i++)
    is_flat &= !JSON_NODE_HOLDS_OBJECT (json_array_get_element (array, i));
  g_string_append_c (text, '[');
  for (guint i = 0; i < n; i++)
    {
      if (i > 0)
        g_string_append (text, is_flat ? ", " : ",");
      if (!is_flat)
        new_line (text, depth + 1);
      write_node (text, json_array_get_element (array, i), depth + 1);
    }
  if (!is_flat)
    new_line (text, depth);
  g_string_append_c (text, ']');
}

static void
write_object (GString *text, JsonObject *object, guint depth)
{
  g_autoptr(GList) keys = g_list_sort (json_object_get_members (object), (GCompareFunc) strcmp);

  g_string_append_c (text, '{');
  for (GList *l = keys; l != NULL; l = l->next)
    {
      if (l != keys)
        g_string_append_c (text, ',');
      new_line (text, depth + 1);
      write_string (text, l->data);
      g_string_append (text, ": ");
      write_node (text, json_object_get_member (object, l->data), depth + 1);
    }
  if (keys != NULL)
    new_line (text, depth);
  g_string_append_c (text, '}');
}

/* Outputs are of our own making, a few levels deep. */
static void
write_node (GString *text, JsonNode *node, guint depth)
{
  if (JSON_NODE_HOLDS_OBJECT (node))
    write_object (text, json_node_get_object (node), depth);
  else if (JSON_NODE_HOLDS_ARRAY (node))
    write_array (text, json_node_get_array (node), depth);
  else
    write_value (text, node);
}

char *
assay_stat_write (JsonObject *out)
{
  GString *text = g_string_new (NULL);

  write_object (text, out, 0);
  g_string_append_c (text, '\n');
  return g_string_free (text, FALSE);
}
