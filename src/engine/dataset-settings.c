#include "engine/dataset-settings.h"

#include <json-glib/json-glib.h>

/* Bad rows beyond this are counted, not listed: enough to see what is wrong, small enough for a database row. */
#define MOST_KEPT 1000

static char *
builder_to_text (JsonBuilder *builder)
{
  g_autoptr(JsonNode) root = json_builder_get_root (builder);

  return json_to_string (root, FALSE);
}

static void
put_text (JsonBuilder *builder, const char *key, const char *text)
{
  if (text == NULL)
    return;
  json_builder_set_member_name (builder, key);
  json_builder_add_string_value (builder, text);
}

static void
put_count (JsonBuilder *builder, const char *key, gint64 count)
{
  json_builder_set_member_name (builder, key);
  json_builder_add_int_value (builder, count);
}

static void
put_setting (JsonBuilder *builder, const char *name, const char *value, gboolean given, const char *column)
{
  json_builder_begin_object (builder);
  put_text (builder, "name", name);
  put_text (builder, "value", value);
  json_builder_set_member_name (builder, "given");
  json_builder_add_boolean_value (builder, given);
  put_text (builder, "column", column);
  json_builder_end_object (builder);
}

static void
put_number_setting (JsonBuilder *builder, const char *name, guint64 value)
{
  g_autofree char *text = g_strdup_printf ("%" G_GUINT64_FORMAT, value);

  put_setting (builder, name, text, TRUE, NULL);
}

static void
put_types (JsonBuilder *builder, GHashTable *types)
{
  g_autoptr(GList) columns = NULL;

  if (types == NULL)
    return;
  columns = g_list_sort (g_hash_table_get_keys (types), (GCompareFunc) g_strcmp0);
  for (GList *l = columns; l != NULL; l = l->next)
    put_setting (builder, "type", assay_type_name (GPOINTER_TO_INT (g_hash_table_lookup (types, l->data)) - 1), TRUE, l->data);
}

static void
put_reading (JsonBuilder *builder, const AssayReadReport *report, const AssayReadOptions *options)
{
  json_builder_set_member_name (builder, "reading");
  json_builder_begin_array (builder);
  for (guint i = 0; i < assay_read_report_get_n_settings (report); i++)
    {
      const AssayReadSetting *setting = assay_read_report_get_setting (report, i);
      put_setting (builder, setting->name, setting->value, setting->given, setting->column);
    }
  if (options != NULL && options->skip_rows > 0)
    put_number_setting (builder, "skip", options->skip_rows);
  if (options != NULL && options->max_bad_rows > 0 && options->max_bad_rows < G_MAXSIZE)      /* the most: no limit, nothing to record */
    put_number_setting (builder, "max-bad-rows", options->max_bad_rows);
  if (options != NULL)
    put_types (builder, options->types);
  json_builder_end_array (builder);
}

static JsonNode *
roles_to_node (const AssayRoles *roles)
{
  g_autoptr(JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  put_text (builder, "time", roles->time);
  put_text (builder, "value", roles->value);
  if (roles->series != NULL)
    {
      json_builder_set_member_name (builder, "series");
      json_builder_begin_array (builder);
      for (guint i = 0; roles->series[i] != NULL; i++)
        json_builder_add_string_value (builder, roles->series[i]);
      json_builder_end_array (builder);
    }
  json_builder_end_object (builder);
  return json_builder_get_root (builder);
}

char *
assay_dataset_settings_make (const AssayReadReport *report, const AssayReadOptions *options, const AssayRoles *roles)
{
  static const AssayRoles none = { 0 };
  g_autoptr(JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  put_text (builder, "schema", "assay-dataset/1");
  put_reading (builder, report, options);
  json_builder_set_member_name (builder, "roles");
  json_builder_add_value (builder, roles_to_node (roles != NULL ? roles : &none));
  json_builder_end_object (builder);
  return builder_to_text (builder);
}

static void
put_bad_row (JsonBuilder *builder, const AssayBadRow *bad)
{
  json_builder_begin_object (builder);
  put_count (builder, "line", bad->line);
  put_text (builder, "kind", assay_bad_kind_name (bad->kind));
  put_text (builder, "column", bad->column);
  put_text (builder, "found", bad->found);
  put_text (builder, "message", bad->message);
  json_builder_end_object (builder);
}

char *
assay_dataset_quality_make (const AssayReadReport *report)
{
  g_autoptr(JsonBuilder) builder = json_builder_new ();
  guint n_kept = MIN (assay_read_report_get_n_kept (report), MOST_KEPT);

  json_builder_begin_object (builder);
  put_text (builder, "schema", "assay-quality/1");
  put_count (builder, "rows", assay_read_report_get_n_rows (report));
  put_count (builder, "bad_rows", assay_read_report_get_n_bad_rows (report));
  json_builder_set_member_name (builder, "bad");
  json_builder_begin_object (builder);
  for (int kind = 0; kind < ASSAY_N_BAD_KINDS; kind++)
    put_count (builder, assay_bad_kind_name (kind), assay_read_report_get_n_bad_of_kind (report, kind));
  json_builder_end_object (builder);
  json_builder_set_member_name (builder, "kept");
  json_builder_begin_array (builder);
  for (guint i = 0; i < n_kept; i++)
    put_bad_row (builder, assay_read_report_get_bad_row (report, i));
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  return builder_to_text (builder);
}

/* The settings were written by us, but a workspace is a folder that anybody can edit: what is not of the
 * expected kind counts as not there. NULL when it is no object at all. */
static JsonNode *
parse_object (const char *settings)
{
  g_autoptr(JsonNode) root = settings != NULL ? json_from_string (settings, NULL) : NULL;

  return root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? g_steal_pointer (&root) : NULL;
}

static const char *
get_text (JsonObject *object, const char *key)
{
  JsonNode *node = json_object_get_member (object, key);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_string (node) : NULL;
}

char *
assay_dataset_settings_with_roles (const char *settings, const AssayRoles *roles)
{
  g_autoptr(JsonNode) root = parse_object (settings);

  if (root == NULL)
    {
      root = json_node_alloc ();
      json_node_init_object (root, NULL);
      json_node_take_object (root, json_object_new ());
      json_object_set_string_member (json_node_get_object (root), "schema", "assay-dataset/1");
    }
  json_object_set_member (json_node_get_object (root), "roles", roles_to_node (roles));
  return json_to_string (root, FALSE);
}

static char **
dup_texts (JsonArray *array)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *node = json_array_get_element (array, i);
      if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_string (node) != NULL)
        g_strv_builder_add (builder, json_node_get_string (node));
    }
  return g_strv_builder_end (builder);
}

void
assay_dataset_settings_get_roles (const char *settings, AssayRoles *roles)
{
  g_autoptr(JsonNode) root = parse_object (settings);
  JsonNode *node;
  JsonObject *object;

  *roles = (AssayRoles) { 0 };
  if (root == NULL)
    return;
  node = json_object_get_member (json_node_get_object (root), "roles");
  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return;
  object = json_node_get_object (node);
  roles->time = g_strdup (get_text (object, "time"));
  roles->value = g_strdup (get_text (object, "value"));
  node = json_object_get_member (object, "series");
  if (node != NULL && JSON_NODE_HOLDS_ARRAY (node))
    roles->series = dup_texts (json_node_get_array (node));
}

static void
tell_setting (JsonNode *node, AssayReadingFunc func, gpointer user_data)
{
  JsonObject *object;
  JsonNode *given;
  const char *name;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    return;
  object = json_node_get_object (node);
  name = get_text (object, "name");
  given = json_object_get_member (object, "given");
  if (name != NULL)
    func (name, get_text (object, "value"), given != NULL && JSON_NODE_HOLDS_VALUE (given) && json_node_get_boolean (given),
          get_text (object, "column"), user_data);
}

void
assay_dataset_settings_foreach (const char *settings, AssayReadingFunc func, gpointer user_data)
{
  g_autoptr(JsonNode) root = parse_object (settings);
  JsonNode *node = root != NULL ? json_object_get_member (json_node_get_object (root), "reading") : NULL;

  if (node == NULL || !JSON_NODE_HOLDS_ARRAY (node))
    return;
  for (guint i = 0; i < json_array_get_length (json_node_get_array (node)); i++)
    tell_setting (json_array_get_element (json_node_get_array (node), i), func, user_data);
}
