#include "cli/model-text.h"

#include <glib/gi18n.h>
#include <inttypes.h>
#include <string.h>

#include "charts/format.h"
#include "cli/text-table.h"
#include "model/artifact/model-card.h"
#include "model/json-check.h"
#include "result/verdict.h"

char *
assay_model_text_instant (gint64 usec)
{
  g_autoptr(GDateTime) when = g_date_time_new_from_unix_local (usec / G_USEC_PER_SEC);

  return when != NULL ? g_date_time_format (when, "%Y-%m-%d %H:%M") : g_strdup ("");
}

void
assay_models_append_list (GString *out, const GPtrArray *models)
{
  g_autoptr(AssayTextTable) table = assay_text_table_new ("llllll");

  g_string_append_printf (out, "%s\n", _("Models"));
  if (models->len > 0)
    assay_text_table_add (table, (const char *[]) { _("Name"), _("Version"), _("Stage"), _("Kind"), _("Format"), _("Added") });
  for (guint i = 0; i < models->len; i++)
    {
      const AssayModelVersion *version = g_ptr_array_index (models, i);
      g_autofree char *when = assay_model_text_instant (version->created);

      assay_text_table_add (table, (const char *[]) { version->name, version->version, _(assay_stage_label (version->stage)), _(version->kind), version->format, when });
    }
  assay_text_table_append (table, "  ", out);
  if (models->len == 0)
    g_string_append_printf (out, "  %s\n", _("none"));
}

/* ---- JSON: keys sorted, times in UTC ---- */

static void
put_text (JsonBuilder *builder, const char *key, const char *text)
{
  json_builder_set_member_name (builder, key);
  if (text != NULL)
    json_builder_add_string_value (builder, text);
  else
    json_builder_add_null_value (builder);
}

static void
put_instant (JsonBuilder *builder, const char *key, gint64 usec)
{
  g_autoptr(GDateTime) when = usec > 0 ? g_date_time_new_from_unix_utc (usec / G_USEC_PER_SEC) : NULL;
  g_autofree char *text = when != NULL ? g_date_time_format_iso8601 (when) : NULL;

  put_text (builder, key, text);
}

/* JSON of the workspace, which anybody can edit: what is none becomes null. */
static void
put_json (JsonBuilder *builder, const char *key, const char *json)
{
  JsonNode *node = json != NULL && assay_json_check (json, strlen (json), NULL) ? json_from_string (json, NULL) : NULL;

  json_builder_set_member_name (builder, key);
  if (node != NULL)
    json_builder_add_value (builder, node);
  else
    json_builder_add_null_value (builder);
}

/* Members between card and stage_who; more may be put in by the caller before the object ends. */
static void
put_version (JsonBuilder *builder, const AssayModelVersion *version)
{
  put_json (builder, "card", version->card);
  put_instant (builder, "created", version->created);
  json_builder_set_member_name (builder, "dataset");
  if (version->dataset > 0)
    json_builder_add_int_value (builder, version->dataset);
  else
    json_builder_add_null_value (builder);
  put_json (builder, "facts", version->facts);
  put_text (builder, "format", version->format);
  json_builder_set_member_name (builder, "id");
  json_builder_add_int_value (builder, version->id);
  put_text (builder, "kind", version->kind);
  put_text (builder, "name", version->name);
}

static void
put_rest (JsonBuilder *builder, const AssayModelVersion *version)
{
  put_json (builder, "settings", version->settings);
  put_text (builder, "sha256", version->sha256);
  json_builder_set_member_name (builder, "size");
  json_builder_add_int_value (builder, version->n_bytes);
  put_text (builder, "source", version->source);
  put_text (builder, "stage", assay_stage_name (version->stage));
  put_text (builder, "stage_reason", version->stage_reason);
  put_instant (builder, "stage_time", version->stage_time);
  put_text (builder, "stage_who", version->stage_who);
}

static void
end_version (JsonBuilder *builder, const AssayModelVersion *version)
{
  put_text (builder, "version", version->version);
  put_text (builder, "writer", version->writer);
  json_builder_end_object (builder);
}

void
assay_models_put_list (JsonBuilder *builder, const char *key, const GPtrArray *models)
{
  json_builder_set_member_name (builder, key);
  json_builder_begin_array (builder);
  for (guint i = 0; i < models->len; i++)
    {
      const AssayModelVersion *version = g_ptr_array_index (models, i);

      json_builder_begin_object (builder);
      put_version (builder, version);
      put_rest (builder, version);
      end_version (builder, version);
    }
  json_builder_end_array (builder);
}

/* ---- one of them ---- */

typedef struct { GPtrArray *stages, *runs; AssayDataset *dataset; } Lineage;

static void
lineage_clear (Lineage *self)
{
  g_clear_pointer (&self->stages, g_ptr_array_unref);
  g_clear_pointer (&self->runs, g_ptr_array_unref);
  g_clear_pointer (&self->dataset, assay_dataset_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Lineage, lineage_clear)

static gboolean
load_lineage (Lineage *self, AssayWorkspace *workspace, const AssayModelVersion *version, GError **error)
{
  return (self->stages = assay_workspace_list_stages (workspace, version->id, error)) != NULL
         && (self->runs = assay_workspace_list_model_runs (workspace, version->id, error)) != NULL
         && (version->dataset == 0 || (self->dataset = assay_workspace_get_dataset (workspace, version->dataset, error)) != NULL);
}

static void
append_record (GString *out, const AssayModelVersion *version, const AssayDataset *dataset)
{
  g_autoptr(AssayTextTable) table = assay_text_table_new ("ll");
  g_autofree char *when = assay_model_text_instant (version->created), *size = g_format_size_full (version->n_bytes, G_FORMAT_SIZE_IEC_UNITS);

  g_string_append_printf (out, "%s@%s\n", version->name, version->version);
  assay_text_table_add (table, (const char *[]) { _("Stage"), _(assay_stage_label (version->stage)) });
  assay_text_table_add (table, (const char *[]) { _("Kind"), _(version->kind) });
  assay_text_table_add (table, (const char *[]) { _("Format"), version->format });
  if (version->writer != NULL)
    assay_text_table_add (table, (const char *[]) { _("Writer"), version->writer });
  assay_text_table_add (table, (const char *[]) { _("File"), version->source });
  assay_text_table_add (table, (const char *[]) { _("Size"), size });
  assay_text_table_add (table, (const char *[]) { _("SHA-256"), version->sha256 });
  assay_text_table_add (table, (const char *[]) { _("Added"), when });
  if (dataset != NULL)
    assay_text_table_add (table, (const char *[]) { _("Developed on"), dataset->name });
  if (version->settings != NULL && strcmp (version->settings, "{}") != 0)
    assay_text_table_add (table, (const char *[]) { _("Settings"), version->settings });
  assay_text_table_append (table, "  ", out);
}

static void
append_stages (GString *out, const GPtrArray *stages)
{
  g_autoptr(AssayTextTable) table = assay_text_table_new ("llll");

  if (stages->len == 0)
    return;
  g_string_append_printf (out, "\n%s\n", _("Stages"));
  assay_text_table_add (table, (const char *[]) { _("Stage"), _("When"), _("Who"), _("Why") });
  for (guint i = 0; i < stages->len; i++)
    {
      const AssayStageMark *mark = g_ptr_array_index (stages, i);
      g_autofree char *when = assay_model_text_instant (mark->when);

      assay_text_table_add (table, (const char *[]) { _(assay_stage_label (mark->stage)), when, mark->who, mark->reason });
    }
  assay_text_table_append (table, "  ", out);
}

/* Top-level texts of the card. */
static void
append_card (GString *out, const char *card)
{
  g_autoptr(AssayTextTable) table = assay_text_table_new ("ll");
  g_autoptr(JsonNode) root = card != NULL && assay_json_check (card, strlen (card), NULL) ? json_from_string (card, NULL) : NULL;
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    return;
  g_string_append_printf (out, "\n%s\n", _("Card"));
  json_object_iter_init_ordered (&iter, json_node_get_object (root));
  while (json_object_iter_next_ordered (&iter, &name, &value))
    {
      g_autofree char *text = JSON_NODE_HOLDS_VALUE (value) && json_node_get_value_type (value) == G_TYPE_STRING ? json_node_dup_string (value)
                                                                                                                 : assay_model_card_write_node (value, FALSE);

      assay_text_table_add (table, (const char *[]) { name, text });
    }
  assay_text_table_append (table, "  ", out);
}

static void
append_runs (GString *out, const GPtrArray *runs)
{
  g_autoptr(AssayTextTable) table = assay_text_table_new ("rllll");

  g_string_append_printf (out, "\n%s\n", _("Runs"));
  if (runs->len > 0)
    assay_text_table_add (table, (const char *[]) { _("Run"), _("Analysis"), _("Title"), _("Verdict"), _("Started") });
  for (guint i = 0; i < runs->len; i++)
    {
      const AssayRun *run = g_ptr_array_index (runs, i);
      g_autofree char *id = g_strdup_printf ("%" PRId64, run->id), *when = assay_model_text_instant (run->started);
      AssayVerdict verdict = ASSAY_VERDICT_NONE;

      assay_verdict_from_name (run->verdict, &verdict);
      assay_text_table_add (table, (const char *[]) { id, run->analysis, run->title, _(assay_verdict_label (verdict)), when });
    }
  assay_text_table_append (table, "  ", out);
  if (runs->len == 0)
    g_string_append_printf (out, "  %s\n", _("none"));
}

gboolean
assay_model_append (GString *out, AssayWorkspace *workspace, const AssayModelVersion *version, GError **error)
{
  g_auto(Lineage) lineage = { 0 };

  if (!load_lineage (&lineage, workspace, version, error))
    return FALSE;
  append_record (out, version, lineage.dataset);
  append_stages (out, lineage.stages);
  append_card (out, version->card);
  append_runs (out, lineage.runs);
  return TRUE;
}

gboolean
assay_model_put (JsonBuilder *builder, AssayWorkspace *workspace, const AssayModelVersion *version, GError **error)
{
  g_auto(Lineage) lineage = { 0 };

  if (!load_lineage (&lineage, workspace, version, error))
    return FALSE;
  json_builder_begin_object (builder);
  put_version (builder, version);
  json_builder_set_member_name (builder, "runs");
  json_builder_begin_array (builder);
  for (guint i = 0; i < lineage.runs->len; i++)
    {
      const AssayRun *run = lineage.runs->pdata[i];

      json_builder_begin_object (builder);
      put_text (builder, "analysis", run->analysis);
      json_builder_set_member_name (builder, "id");
      json_builder_add_int_value (builder, run->id);
      put_json (builder, "inputs", run->inputs);
      put_text (builder, "title", run->title);
      put_text (builder, "verdict", run->verdict);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  put_text (builder, "schema", "assay-model-version/1");
  put_rest (builder, version);
  json_builder_set_member_name (builder, "stages");
  json_builder_begin_array (builder);
  for (guint i = 0; i < lineage.stages->len; i++)
    {
      const AssayStageMark *mark = lineage.stages->pdata[i];

      json_builder_begin_object (builder);
      put_text (builder, "reason", mark->reason);
      put_text (builder, "stage", assay_stage_name (mark->stage));
      put_instant (builder, "time", mark->when);
      put_text (builder, "who", mark->who);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  end_version (builder, version);
  return TRUE;
}
