#include "engine/model-members.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <string.h>
#include <unistd.h>

#include "model/json-check.h"

#define MOST_BYTES (64 << 20)      /* of an ensemble itself, which is a list */
#define MOST_DEPTH 8

/* ---- reading what an ensemble names ---- */

/* NULL: no ensemble with members, or no JSON at all. */
static JsonNode *
parse_ensemble (const char *text, gsize length)
{
  g_autoptr(JsonParser) parser = json_parser_new_immutable ();

  if (length == 0 || length > MOST_BYTES || memmem (text, length, "\"members\"", 9) == NULL || !assay_json_check (text, length, NULL)
      || !json_parser_load_from_data (parser, text, length, NULL))
    return NULL;
  return json_parser_steal_root (parser);
}

static JsonArray *
find_members (JsonNode *root)
{
  JsonObject *object = root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL;
  JsonNode *ensemble = object != NULL ? json_object_get_member (object, "ensemble") : NULL;
  JsonNode *members = ensemble != NULL && JSON_NODE_HOLDS_OBJECT (ensemble) ? json_object_get_member (json_node_get_object (ensemble), "members") : NULL;

  return members != NULL && JSON_NODE_HOLDS_ARRAY (members) ? json_node_get_array (members) : NULL;
}

static const char *
get_text (JsonArray *array, guint index, const char *key)
{
  JsonNode *element = json_array_get_element (array, index);
  JsonNode *node = JSON_NODE_HOLDS_OBJECT (element) ? json_object_get_member (json_node_get_object (element), key) : NULL;

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING ? json_node_get_string (node) : NULL;
}

/* Below the folder, as the reader of ensembles asks for as well. A workspace is a folder that anybody can edit. */
static gboolean
is_below (const char *path)
{
  g_auto(GStrv) parts = path != NULL ? g_strsplit (path, "/", -1) : NULL;
  gboolean is_fine = path != NULL && *path != '\0' && !g_path_is_absolute (path);

  for (char **part = parts; is_fine && *part != NULL; part++)
    is_fine = **part != '\0' && strcmp (*part, "..") != 0 && strcmp (*part, ".") != 0;
  return is_fine;
}

/* ---- into the workspace ---- */

typedef struct { AssayWorkspace *workspace; const char *folder; JsonBuilder *builder; GHashTable *known; } Storing;

static gboolean store_members (Storing *self, const char *text, gsize length, const char *below, guint depth, GError **error);

static gboolean
store_member (Storing *self, const char *path, guint depth, GError **error)
{
  g_autofree char *full = g_build_filename (self->folder, path, NULL), *sha256 = NULL, *text = NULL, *below = g_path_get_dirname (path);
  gsize length;

  if (g_hash_table_contains (self->known, path))
    return TRUE;
  g_hash_table_add (self->known, g_strdup (path));
  sha256 = assay_workspace_put_file (self->workspace, full, FALSE, error);
  if (sha256 == NULL || !g_file_get_contents (full, &text, &length, error))
    return FALSE;
  json_builder_begin_object (self->builder);
  json_builder_set_member_name (self->builder, "path");
  json_builder_add_string_value (self->builder, path);
  json_builder_set_member_name (self->builder, "sha256");
  json_builder_add_string_value (self->builder, sha256);
  json_builder_end_object (self->builder);
  return store_members (self, text, length, strcmp (below, ".") != 0 ? below : NULL, depth + 1, error);
}

/* A member may be an ensemble itself, whose members lie below its own folder. */
static gboolean
store_members (Storing *self, const char *text, gsize length, const char *below, guint depth, GError **error)
{
  g_autoptr(JsonNode) root = depth < MOST_DEPTH ? parse_ensemble (text, length) : NULL;
  JsonArray *members = find_members (root);

  for (guint i = 0; members != NULL && i < json_array_get_length (members); i++)
    {
      const char *path = get_text (members, i, "path");
      g_autofree char *full = path != NULL && below != NULL ? g_build_filename (below, path, NULL) : g_strdup (path);

      if (is_below (path) && !store_member (self, full, depth, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
assay_model_members_store (AssayWorkspace *workspace, const AssayTaskModel *model, char **members, GError **error)
{
  g_autoptr(JsonBuilder) builder = json_builder_new ();
  g_autoptr(GHashTable) known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr(JsonNode) root = NULL;
  Storing storing = { workspace, model->folder, builder, known };
  gsize length = 0;
  const char *text = model->bytes != NULL ? g_bytes_get_data (model->bytes, &length) : NULL;

  *members = NULL;
  if (model->folder == NULL || text == NULL)
    return TRUE;
  json_builder_begin_array (builder);
  if (!store_members (&storing, text, length, NULL, 0, error))
    return FALSE;
  json_builder_end_array (builder);
  root = json_builder_get_root (builder);
  if (g_hash_table_size (known) > 0)
    *members = json_to_string (root, FALSE);
  return TRUE;
}

/* ---- out of it ---- */

static JsonArray *
parse_list (const char *members, JsonNode **root)
{
  *root = assay_json_check (members, strlen (members), NULL) ? json_from_string (members, NULL) : NULL;
  return *root != NULL && JSON_NODE_HOLDS_ARRAY (*root) ? json_node_get_array (*root) : NULL;
}

static gboolean
link_member (AssayWorkspace *workspace, const char *folder, const char *path, const char *sha256, GError **error)
{
  g_autofree char *object = sha256 != NULL ? assay_workspace_object_path (workspace, sha256, error) : NULL;
  g_autofree char *full = NULL, *parent = NULL;

  if (object == NULL || !is_below (path))
    {
      if (error != NULL && *error == NULL)
        g_set_error_literal (error, ASSAY_STORE_ERROR, ASSAY_STORE_ERROR_DAMAGED, _("The list of members of the ensemble is damaged."));
      return FALSE;
    }
  full = g_build_filename (folder, path, NULL);
  parent = g_path_get_dirname (full);
  if (g_mkdir_with_parents (parent, 0700) == 0 && symlink (object, full) == 0)
    return TRUE;
  g_set_error (error, ASSAY_STORE_ERROR, ASSAY_STORE_ERROR_WRITE, _("“%s” cannot be made: %s."), full, g_strerror (errno));
  return FALSE;
}

char *
assay_model_members_lay_out (AssayWorkspace *workspace, const char *members, GError **error)
{
  g_autoptr(JsonNode) root = NULL;
  JsonArray *list = parse_list (members, &root);
  g_autofree char *folder = g_dir_make_tmp ("assay-members-XXXXXX", error);

  if (folder == NULL)
    return NULL;
  for (guint i = 0; list != NULL && i < json_array_get_length (list); i++)
    if (!link_member (workspace, folder, get_text (list, i, "path"), get_text (list, i, "sha256"), error))
      {
        assay_model_members_remove (folder, members);
        return NULL;
      }
  return g_steal_pointer (&folder);
}

void
assay_model_members_remove (const char *folder, const char *members)
{
  g_autoptr(JsonNode) root = NULL;
  JsonArray *list = parse_list (members, &root);

  for (guint i = 0; list != NULL && i < json_array_get_length (list); i++)
    {
      const char *path = get_text (list, i, "path");
      g_autofree char *parent = is_below (path) ? g_path_get_dirname (path) : NULL, *full = parent != NULL ? g_build_filename (folder, path, NULL) : NULL;

      if (full != NULL)
        g_unlink (full);
      /* empty folders from the inside out; one that is not empty stays until its last member goes */
      while (parent != NULL && strcmp (parent, ".") != 0)
        {
          g_autofree char *inner = g_build_filename (folder, parent, NULL);
          char *up = g_path_get_dirname (parent);

          g_rmdir (inner);
          g_free (parent);
          parent = up;
        }
    }
  g_rmdir (folder);
}
