#include "model/forecast-artifact.h"

#include "model/json-check.h"

#include <glib/gi18n-lib.h>
#include <string.h>

struct _AssayForecastArtifact
{
  char *frequency, *value;
  guint season;
  GPtrArray *entries;          /* AssayForecastEntry * */
  GHashTable *by_key;          /* of one that was read: key and method -> entry, lent */
};

static void
free_entry (gpointer data)
{
  AssayForecastEntry *entry = data;

  g_strfreev (entry->key);
  g_free (entry->last_time);
  assay_fitted_free (entry->fitted);
  g_free (entry);
}

AssayForecastArtifact *
assay_forecast_artifact_new (const char *frequency, const char *value, guint season)
{
  AssayForecastArtifact *self = g_new0 (AssayForecastArtifact, 1);

  self->frequency = g_strdup (frequency);
  self->value = g_strdup (value);
  self->season = season;
  self->entries = g_ptr_array_new_with_free_func (free_entry);
  return self;
}

void
assay_forecast_artifact_free (AssayForecastArtifact *self)
{
  if (self == NULL)
    return;
  g_free (self->frequency);
  g_free (self->value);
  g_clear_pointer (&self->by_key, g_hash_table_unref);
  g_ptr_array_unref (self->entries);
  g_free (self);
}

void
assay_forecast_artifact_take (AssayForecastArtifact *self, const char *const *key, const char *last_time, AssayFitted *fitted)
{
  AssayForecastEntry *entry = g_new0 (AssayForecastEntry, 1);

  entry->key = g_strdupv ((char **) key);
  entry->last_time = g_strdup (last_time);
  entry->fitted = fitted;
  g_ptr_array_add (self->entries, entry);
}

const char *
assay_forecast_artifact_get_frequency (const AssayForecastArtifact *self)
{
  return self->frequency;
}

const char *
assay_forecast_artifact_get_value (const AssayForecastArtifact *self)
{
  return self->value;
}

guint
assay_forecast_artifact_get_season (const AssayForecastArtifact *self)
{
  return self->season;
}

guint
assay_forecast_artifact_get_n_entries (const AssayForecastArtifact *self)
{
  return self->entries->len;
}

const AssayForecastEntry *
assay_forecast_artifact_get_entry (const AssayForecastArtifact *self, guint index)
{
  return self->entries->pdata[index];
}

/* Entries are many and asked for once each: their keys are looked up in a table made when the artifact is complete. */
static char *
join_key (const char *const *key, const char *method)
{
  GString *text = g_string_new (method);

  for (; key != NULL && *key != NULL; key++)
    g_string_append_printf (text, "\n%s", *key);
  return g_string_free (text, FALSE);
}

AssayFitted *
assay_forecast_artifact_steal (AssayForecastArtifact *self, const char *const *key, const char *method, const char **last_time)
{
  g_autofree char *joined = join_key (key, method);
  AssayForecastEntry *entry = self->by_key != NULL ? g_hash_table_lookup (self->by_key, joined) : NULL;

  if (entry == NULL)
    return NULL;
  *last_time = entry->last_time;
  return g_steal_pointer (&entry->fitted);
}

/* ---- writing ---- */

static JsonObject *
write_entry (const AssayForecastEntry *entry)
{
  JsonObject *to = assay_fitted_write (entry->fitted), *key = json_object_new ();

  for (char **name = entry->key; name != NULL && *name != NULL; name += 2)
    json_object_set_string_member (key, name[0], name[1]);
  json_object_set_object_member (to, "key", key);
  json_object_set_string_member (to, "last_time", entry->last_time);
  return to;
}

GBytes *
assay_forecast_artifact_write (const AssayForecastArtifact *self)
{
  g_autoptr(JsonNode) root = json_node_new (JSON_NODE_OBJECT);
  g_autoptr(JsonGenerator) generator = json_generator_new ();
  JsonObject *document = json_object_new (), *forecast = json_object_new ();
  JsonArray *series = json_array_new ();
  char *text;
  gsize length;

  for (guint i = 0; i < self->entries->len; i++)
    json_array_add_object_element (series, write_entry (self->entries->pdata[i]));
  if (self->frequency != NULL)
    json_object_set_string_member (forecast, "frequency", self->frequency);
  json_object_set_string_member (forecast, "value", self->value);
  json_object_set_int_member (forecast, "season_length", self->season);
  json_object_set_array_member (forecast, "series", series);
  json_object_set_int_member (document, "assay_model", 1);
  json_object_set_string_member (document, "kind", "forecast");
  json_object_set_object_member (document, "forecast", forecast);
  json_node_take_object (root, document);
  json_generator_set_root (generator, root);
  json_generator_set_pretty (generator, TRUE);
  text = json_generator_to_data (generator, NULL);
  length = assay_json_mend_numbers (text);
  return g_bytes_new_take (text, length);
}

/* ---- reading ---- */

static gboolean G_GNUC_PRINTF (2, 3)
fail (GError **error, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  g_propagate_error (error, g_error_new_valist (ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_FILE, format, arguments));
  va_end (arguments);
  return FALSE;
}

static const char *
get_text (JsonObject *from, const char *name)
{
  JsonNode *node = json_object_get_member (from, name);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING ? json_node_get_string (node) : NULL;
}

static JsonObject *
get_object (JsonObject *from, const char *name)
{
  JsonNode *node = json_object_get_member (from, name);

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

static char **
read_key (JsonObject *key)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  json_object_iter_init_ordered (&iter, key);
  while (json_object_iter_next_ordered (&iter, &name, &node))
    {
      if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING)
        return NULL;
      g_strv_builder_add_many (builder, name, json_node_get_string (node), NULL);
    }
  return g_strv_builder_end (builder);
}

static gboolean
read_entry (AssayForecastArtifact *self, JsonNode *node, guint index, GError **error)
{
  JsonObject *from = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  JsonObject *key = from != NULL ? get_object (from, "key") : NULL;
  g_auto(GStrv) names = key != NULL ? read_key (key) : NULL;
  const char *last = from != NULL ? get_text (from, "last_time") : NULL;
  AssayFitted *fitted;

  if (names == NULL || last == NULL)
    return fail (error, _("Entry %u of “series” needs a “key” (an object of texts) and a “last_time” (a text)."), index + 1);
  fitted = assay_fitted_read (from, error);
  if (fitted == NULL)
    {
      g_prefix_error (error, _("Entry %u of “series”: "), index + 1);
      return FALSE;
    }
  assay_forecast_artifact_take (self, (const char *const *) names, last, fitted);
  return TRUE;
}

static JsonObject *
find_forecast (JsonNode *root, GError **error)
{
  JsonObject *document = JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL;
  gint64 version;

  if (document == NULL || !json_object_has_member (document, "assay_model"))
    {
      fail (error, _("This is no model artifact of Assay: “assay_model” is missing."));
      return NULL;
    }
  if (!assay_json_get_integer (document, "assay_model", 1, 1, &version, error))
    return NULL;
  if (g_strcmp0 (get_text (document, "kind"), "forecast") != 0)
    {
      fail (error, _("The artifact is of kind “%s”; a forecast needs one of kind “forecast”."), get_text (document, "kind") != NULL ? get_text (document, "kind") : "");
      return NULL;
    }
  if (get_object (document, "forecast") == NULL)
    fail (error, _("The artifact has no “forecast”, its models."));
  return get_object (document, "forecast");
}

AssayForecastArtifact *
assay_forecast_artifact_read (const char *text, gsize length, GError **error)
{
  g_autoptr(JsonParser) parser = json_parser_new ();
  g_autoptr(AssayForecastArtifact) self = NULL;
  JsonObject *forecast;
  JsonNode *series;
  gint64 season;

  if (!assay_json_check (text, length, error) || !json_parser_load_from_data (parser, text, (gssize) length, error))
    return NULL;
  forecast = find_forecast (json_parser_get_root (parser), error);
  if (forecast == NULL || !assay_json_get_integer (forecast, "season_length", 1, 1000000, &season, error))
    return NULL;
  series = json_object_get_member (forecast, "series");
  if (series == NULL || !JSON_NODE_HOLDS_ARRAY (series) || get_text (forecast, "value") == NULL)
    {
      fail (error, _("The artifact needs a “value”, the name of what is forecast, and a list “series”."));
      return NULL;
    }
  self = assay_forecast_artifact_new (get_text (forecast, "frequency"), get_text (forecast, "value"), (guint) season);
  for (guint i = 0; i < json_array_get_length (json_node_get_array (series)); i++)
    if (!read_entry (self, json_array_get_element (json_node_get_array (series), i), i, error))
      return NULL;
  self->by_key = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < self->entries->len; i++)
    {
      AssayForecastEntry *entry = self->entries->pdata[i];

      g_hash_table_insert (self->by_key, join_key ((const char *const *) entry->key, assay_fitted_get_name (entry->fitted)), entry);
    }
  return g_steal_pointer (&self);
}
