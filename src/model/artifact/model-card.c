#include "model/artifact/model-card.h"

#include <math.h>
#include <string.h>

#include "base/number.h"

struct _AssayModelCard
{
  gatomicrefcount references;
  JsonObject *root;
  GHashTable *texts;               /* path to text, made when read: getters only lend */
};

static void
collect (AssayModelCard *self, const char *path, JsonNode *node)
{
  if (JSON_NODE_HOLDS_OBJECT (node))
    {
      JsonObjectIter iter;
      const char *name;
      JsonNode *member;

      json_object_iter_init (&iter, json_node_get_object (node));
      while (json_object_iter_next (&iter, &name, &member))
        {
          g_autofree char *below = *path != '\0' ? g_strconcat (path, ".", name, NULL) : g_strdup (name);

          collect (self, below, member);
        }
    }
  else if (JSON_NODE_HOLDS_ARRAY (node))
    {
      JsonArray *array = json_node_get_array (node);

      for (guint i = 0; i < json_array_get_length (array); i++)
        {
          g_autofree char *below = g_strdup_printf ("%s.%u", path, i);

          collect (self, below, json_array_get_element (array, i));
        }
      g_hash_table_insert (self->texts, g_strconcat (path, ".#", NULL), g_strdup_printf ("%u", json_array_get_length (array)));
    }
  else if (JSON_NODE_HOLDS_VALUE (node))
    {
      char buffer[ASSAY_NUMBER_SIZE];

      if (json_node_get_value_type (node) == G_TYPE_STRING)
        g_hash_table_insert (self->texts, g_strdup (path), g_strdup (json_node_get_string (node)));
      else if (json_node_get_value_type (node) == G_TYPE_BOOLEAN)
        g_hash_table_insert (self->texts, g_strdup (path), g_strdup (json_node_get_boolean (node) ? "true" : "false"));
      else
        {
          assay_number_format (json_node_get_double (node), buffer);
          g_hash_table_insert (self->texts, g_strdup (path), g_strdup (buffer));
        }
    }
}

AssayModelCard *
assay_model_card_read (JsonObject *from, GError **error)
{
  AssayModelCard *self = g_new0 (AssayModelCard, 1);
  g_autoptr(JsonNode) node = json_node_new (JSON_NODE_OBJECT);

  g_atomic_ref_count_init (&self->references);
  self->root = json_object_ref (from);
  self->texts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  json_node_set_object (node, from);
  collect (self, "", node);
  return self;
}

AssayModelCard *
assay_model_card_ref (AssayModelCard *self)
{
  g_atomic_ref_count_inc (&self->references);
  return self;
}

void
assay_model_card_unref (AssayModelCard *self)
{
  if (!g_atomic_ref_count_dec (&self->references))
    return;
  json_object_unref (self->root);
  g_hash_table_unref (self->texts);
  g_free (self);
}

const char *
assay_model_card_get (const AssayModelCard *self, const char *path)
{
  return g_hash_table_lookup (self->texts, path);
}

double
assay_model_card_get_number (const AssayModelCard *self, const char *path)
{
  const char *text = assay_model_card_get (self, path);
  double value;

  return text != NULL && assay_number_parse (text, strlen (text), '.', 0, &value) ? value : NAN;
}

guint
assay_model_card_get_length (const AssayModelCard *self, const char *path)
{
  g_autofree char *key = g_strconcat (path, ".#", NULL);
  const char *text = g_hash_table_lookup (self->texts, key);

  return text != NULL ? strtoul (text, NULL, 10) : 0;
}

char *
assay_model_card_write (const AssayModelCard *self)
{
  g_autoptr(JsonNode) node = json_node_new (JSON_NODE_OBJECT);

  json_node_set_object (node, self->root);
  return json_to_string (node, TRUE);
}
