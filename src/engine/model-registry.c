/* Models into the registry of a workspace and back. */
#include "engine/model-source.h"

#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>
#include <string.h>

#include "engine/model-members.h"
#include "model/artifact/artifact-private.h"
#include "model/json-check.h"

/* ---- settings as JSON ---- */

static void
put_flag (JsonBuilder *builder, const char *key, gboolean value)
{
  if (!value)
    return;
  json_builder_set_member_name (builder, key);
  json_builder_add_boolean_value (builder, TRUE);
}

static char *
finish (JsonBuilder *builder)
{
  g_autoptr(JsonNode) root = json_builder_get_root (builder);

  return json_to_string (root, FALSE);
}

char *
assay_model_settings_to_json (const AssayModelSettings *self)
{
  g_autoptr(JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  put_flag (builder, "all_rounds", self->all_rounds);
  put_flag (builder, "allow_absent", self->allow_absent);
  if (self->bind != NULL && self->bind[0] != NULL)
    {
      json_builder_set_member_name (builder, "bind");
      json_builder_begin_object (builder);
      for (guint i = 0; self->bind[i] != NULL; i += 2)
        {
          json_builder_set_member_name (builder, self->bind[i]);
          json_builder_add_string_value (builder, self->bind[i + 1]);
        }
      json_builder_end_object (builder);
    }
  if (self->link != NULL)
    {
      json_builder_set_member_name (builder, "link");
      json_builder_add_string_value (builder, self->link);
    }
  if (self->max_bytes > 0)
    {
      json_builder_set_member_name (builder, "max_bytes");
      json_builder_add_int_value (builder, self->max_bytes);
    }
  put_flag (builder, "zero_is_missing", self->zero_is_missing);
  json_builder_end_object (builder);
  return finish (builder);
}

static gboolean
get_flag (JsonObject *object, const char *key)
{
  JsonNode *node = json_object_get_member (object, key);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_BOOLEAN && json_node_get_boolean (node);
}

static void
read_binds (AssayModelSettings *self, JsonObject *binds)
{
  JsonObjectIter iter;
  const char *field;
  JsonNode *column;

  json_object_iter_init (&iter, binds);
  while (json_object_iter_next (&iter, &field, &column))
    if (JSON_NODE_HOLDS_VALUE (column) && json_node_get_value_type (column) == G_TYPE_STRING)
      assay_model_settings_bind (self, field, json_node_get_string (column));
}

void
assay_model_settings_from_json (AssayModelSettings *self, const char *json)
{
  g_autoptr(JsonNode) root = NULL;
  JsonObject *object;
  JsonNode *node;

  *self = (AssayModelSettings) { 0 };
  /* A workspace is a folder that anybody can edit. */
  if (json == NULL || !assay_json_check (json, strlen (json), NULL))
    return;
  root = json_from_string (json, NULL);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    return;
  object = json_node_get_object (root);
  self->all_rounds = get_flag (object, "all_rounds");
  self->allow_absent = get_flag (object, "allow_absent");
  self->zero_is_missing = get_flag (object, "zero_is_missing");
  node = json_object_get_member (object, "bind");
  if (node != NULL && JSON_NODE_HOLDS_OBJECT (node))
    read_binds (self, json_node_get_object (node));
  node = json_object_get_member (object, "link");
  if (node != NULL && JSON_NODE_HOLDS_VALUE (node))
    self->link = json_node_dup_string (node);
  node = json_object_get_member (object, "max_bytes");
  if (node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_INT64)
    self->max_bytes = MAX (json_node_get_int (node), 0);
}

/* What is said now, and for the rest what is kept. */
static void
merge_settings (AssayModelSettings *to, const AssayModelSettings *now)
{
  to->all_rounds |= now->all_rounds;
  to->allow_absent |= now->allow_absent;
  to->zero_is_missing |= now->zero_is_missing;
  for (guint i = 0; now->bind != NULL && now->bind[i] != NULL; i += 2)
    assay_model_settings_bind (to, now->bind[i], now->bind[i + 1]);
  if (now->link != NULL)
    {
      g_free (to->link);
      to->link = g_strdup (now->link);
    }
  if (now->max_bytes > 0)
    to->max_bytes = now->max_bytes;
}

/* ---- out of the registry ---- */

static void
attach_card (AssayArtifact *artifact, const char *card)
{
  g_autoptr(JsonNode) root = NULL;
  AssayModelCard *read;

  if (card == NULL || assay_artifact_get_card (artifact) != NULL || !assay_json_check (card, strlen (card), NULL))
    return;
  root = json_from_string (card, NULL);
  read = root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? assay_model_card_read (json_node_get_object (root), NULL) : NULL;
  if (read != NULL)
    assay_artifact_take_card (artifact, read);
}

static gboolean
check_unaltered (const AssayModelVersion *version, const AssayTaskModel *model, GError **error)
{
  if (g_strcmp0 (assay_artifact_get_sha256 (model->artifact), version->sha256) == 0)
    return TRUE;
  g_set_error (error, ASSAY_STORE_ERROR, ASSAY_STORE_ERROR_DAMAGED,
               _("The file of “%s@%s” was altered since it was added: its SHA-256 is %s. It is not used; bring it back from a backup, or add it as a new version."),
               version->name, version->version, assay_artifact_get_sha256 (model->artifact));
  return FALSE;
}

static AssayTaskModel *
load_version (AssayWorkspace *workspace, const AssayModelVersion *version, const AssayModelSettings *settings, AssayProgress *progress, GError **error)
{
  g_autofree char *path = assay_workspace_object_path (workspace, version->sha256, error);
  g_autofree char *folder = NULL;
  g_autoptr(AssayTaskModel) model = NULL;

  if (path == NULL || (version->members != NULL && (folder = assay_model_members_lay_out (workspace, version->members, error)) == NULL))
    return NULL;
  model = assay_model_source_load_in (path, folder, settings, progress, error);
  if (folder != NULL)
    {
      assay_model_members_remove (folder, version->members);
      if (model != NULL)
        g_clear_pointer (&model->folder, g_free);
    }
  if (model == NULL)
    g_prefix_error (error, "%s@%s: ", version->name, version->version);
  if (model == NULL || !check_unaltered (version, model, error))
    return NULL;
  attach_card (model->artifact, version->card);
  g_free (model->name);
  g_free (model->file);
  model->name = g_strdup (version->name);
  model->file = g_strdup_printf ("%s@%s", version->name, version->version);
  model->version = version->id;
  model->is_retired = version->stage == ASSAY_STAGE_RETIRED;
  return g_steal_pointer (&model);
}

AssayTaskModel *
assay_model_source_load_version_as (AssayWorkspace *workspace, gint64 version, const AssayModelSettings *settings, AssayProgress *progress, GError **error)
{
  g_autoptr(AssayModelVersion) found = assay_workspace_get_model (workspace, version, error);

  return found != NULL ? load_version (workspace, found, settings, progress, error) : NULL;
}

static AssayTaskModel *
load_with_kept (AssayWorkspace *workspace, const AssayModelVersion *version, const AssayModelSettings *settings, AssayProgress *progress, GError **error)
{
  g_auto(AssayModelSettings) all = { 0 };

  assay_model_settings_from_json (&all, version->settings);
  if (settings != NULL)
    merge_settings (&all, settings);
  return load_version (workspace, version, &all, progress, error);
}

AssayTaskModel *
assay_model_source_load_version (AssayWorkspace *workspace, gint64 version, const AssayModelSettings *settings, AssayProgress *progress, GError **error)
{
  g_autoptr(AssayModelVersion) found = assay_workspace_get_model (workspace, version, error);

  return found != NULL ? load_with_kept (workspace, found, settings, progress, error) : NULL;
}

AssayTaskModel *
assay_model_source_find (AssayWorkspace *workspace, const char *text, const AssayModelSettings *settings, AssayProgress *progress, GError **error)
{
  const char *at = strrchr (text, '@');
  g_autofree char *name = at != NULL ? g_strndup (text, at - text) : g_strdup (text);
  g_autoptr(AssayModelVersion) found = assay_workspace_find_model (workspace, name, at != NULL ? at + 1 : NULL, error);

  return found != NULL ? load_with_kept (workspace, found, settings, progress, error) : NULL;
}

/* ---- into the registry ---- */

static void
put_text (JsonBuilder *builder, const char *key, const char *text)
{
  if (text == NULL)
    return;
  json_builder_set_member_name (builder, key);
  json_builder_add_string_value (builder, text);
}

/* For lists, so that they need not read the model itself. */
static char *
make_facts (const AssayArtifact *artifact)
{
  const AssayVerification *verification = assay_artifact_get_verification (artifact);
  g_autoptr(JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  put_text (builder, "function", assay_artifact_get_function (artifact));
  json_builder_set_member_name (builder, "inputs");
  json_builder_begin_array (builder);
  for (guint i = 0; i < assay_artifact_get_n_fields (artifact); i++)
    json_builder_add_string_value (builder, assay_artifact_get_field (artifact, i)->name);
  json_builder_end_array (builder);
  put_text (builder, "name", assay_artifact_get_name (artifact));
  json_builder_set_member_name (builder, "outputs");
  json_builder_begin_array (builder);
  for (guint i = 0; i < assay_artifact_get_n_outputs (artifact); i++)
    json_builder_add_string_value (builder, assay_artifact_get_output (artifact, i)->name);
  json_builder_end_array (builder);
  put_text (builder, "target", assay_artifact_get_target (artifact));
  if (verification->n_rows > 0)
    {
      json_builder_set_member_name (builder, "verification_equal");
      json_builder_add_int_value (builder, verification->n_equal);
      json_builder_set_member_name (builder, "verification_rows");
      json_builder_add_int_value (builder, verification->n_rows);
    }
  json_builder_end_object (builder);
  return finish (builder);
}

static AssayModelVersion *
make_version (AssayWorkspace *workspace, const AssayTaskModel *model, const char *name, const char *version, gint64 dataset, GError **error)
{
  g_autoptr(AssayModelVersion) self = g_new0 (AssayModelVersion, 1);
  const AssayModelCard *card = assay_artifact_get_card (model->artifact);
  gsize size = 0;
  gconstpointer data = model->bytes != NULL ? g_bytes_get_data (model->bytes, &size) : NULL;

  g_return_val_if_fail (data != NULL, NULL);
  self->sha256 = assay_workspace_put_bytes (workspace, data, size, error);
  if (self->sha256 == NULL)
    return NULL;
  self->name = g_strdup (name != NULL && *name != '\0' ? name : model->name);
  self->version = g_strdup (version != NULL ? version : card != NULL ? assay_model_card_get (card, "version") : NULL);
  self->source = g_strdup (model->file);
  self->format = g_strdup (assay_artifact_get_format (model->artifact));
  self->kind = g_strdup (assay_artifact_get_kind (model->artifact));
  self->writer = g_strdup (assay_artifact_get_writer (model->artifact));
  self->n_bytes = size;
  self->facts = make_facts (model->artifact);
  if (!assay_model_members_store (workspace, model, &self->members, error))
    return NULL;
  self->card = card != NULL ? assay_model_card_write (card) : NULL;
  self->dataset = dataset;
  self->settings = assay_model_settings_to_json (&model->settings);
  return g_steal_pointer (&self);
}

gint64
assay_model_source_register (AssayWorkspace *workspace, const AssayTaskModel *model, const char *name, const char *version, gint64 dataset, GError **error)
{
  g_autoptr(AssayModelVersion) entry = make_version (workspace, model, name, version, dataset, error);

  return entry != NULL && assay_workspace_add_model (workspace, entry, error) ? entry->id : 0;
}

gint64
assay_model_source_ensure_registered (AssayWorkspace *workspace, const AssayTaskModel *model, GError **error)
{
  g_autoptr(GError) problem = NULL;
  g_autoptr(AssayModelVersion) found = NULL, entry = NULL;

  if (model->version > 0)
    return model->version;
  found = assay_workspace_find_model_file (workspace, assay_artifact_get_sha256 (model->artifact), &problem);
  if (found != NULL)
    return found->id;
  if (problem != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return 0;
    }
  entry = make_version (workspace, model, NULL, NULL, 0, error);
  if (entry == NULL)
    return 0;
  if (assay_workspace_add_model (workspace, entry, &problem))
    return entry->id;
  /* The version that its card names is another file: it is counted instead, since a run must not fail for that. */
  if (g_error_matches (problem, ASSAY_STORE_ERROR, ASSAY_STORE_ERROR_EXISTS))
    {
      g_clear_pointer (&entry->version, g_free);
      return assay_workspace_add_model (workspace, entry, error) ? entry->id : 0;
    }
  g_propagate_error (error, g_steal_pointer (&problem));
  return 0;
}
