#include "engine/plan-record.h"

#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>
#include <math.h>
#include <string.h>
#include "engine/model-choice.h"
#include "engine/model-source.h"
#include "model/json-check.h"

/* ---- writing ---- */

static void
put_text (JsonBuilder *builder, const char *key, const char *text)
{
  if (text == NULL)
    return;
  json_builder_set_member_name (builder, key);
  json_builder_add_string_value (builder, text);
}

static void
put_number (JsonBuilder *builder, const char *key, double number)
{
  json_builder_set_member_name (builder, key);
  if (isnan (number))
    json_builder_add_null_value (builder);
  else
    json_builder_add_double_value (builder, number);
}

static void
put_list (JsonBuilder *builder, const char *key, char **list)
{
  if (list == NULL)
    return;
  json_builder_set_member_name (builder, key);
  json_builder_begin_array (builder);
  for (guint i = 0; list[i] != NULL; i++)
    json_builder_add_string_value (builder, list[i]);
  json_builder_end_array (builder);
}

static void
put_options (JsonBuilder *builder, const AssayPlan *plan, const AssayResult *result)
{
  json_builder_set_member_name (builder, "options");
  json_builder_begin_object (builder);
  for (const AssayOption *option = plan->analysis->options; option->name != NULL; option++)
    if (assay_options_is_given (plan->options, option->name))
      put_text (builder, option->name, assay_options_get_text (plan->options, option->name));
  json_builder_end_object (builder);

  json_builder_set_member_name (builder, "resolved");
  json_builder_begin_object (builder);
  for (guint i = 0; i < assay_result_get_n_options (result); i++)
    {
      const char *value, *name = assay_result_get_option (result, i, &value);
      put_text (builder, name, value != NULL ? value : "");
    }
  json_builder_end_object (builder);
}

static const char *
first_of (const char *given, const char *found)
{
  if (given != NULL)
    return given;
  return found != NULL && *found != '\0' ? found : NULL;
}

/* The result names the keys in one text; a column whose name holds a comma cannot be told from two, and is found anew. */
static char **
split_series (const AssaySource *source, const char *text)
{
  g_auto(GStrv) keys = text != NULL ? g_strsplit (text, ",", -1) : NULL;

  for (guint i = 0; keys != NULL && keys[i] != NULL; i++)
    if (source == NULL || source->frame == NULL || assay_frame_find (source->frame, keys[i]) == NULL)
      return NULL;
  return g_steal_pointer (&keys);
}

static void
put_roles (JsonBuilder *builder, const AssayPlan *plan, const AssaySource *source, const AssayResult *result)
{
  g_auto(GStrv) found = split_series (source, assay_result_find_option (result, "series"));
  char **series = plan->roles.series != NULL ? plan->roles.series : source != NULL && source->roles.series != NULL ? source->roles.series : found;

  json_builder_set_member_name (builder, "roles");
  json_builder_begin_object (builder);
  put_text (builder, "time", first_of (plan->roles.time, assay_result_find_option (result, "time")));
  put_text (builder, "value", first_of (plan->roles.value, assay_result_find_option (result, "value")));
  put_list (builder, "series", series);
  json_builder_end_object (builder);
}

static void
put_limits (JsonBuilder *builder, const AssayPolicy *policy)
{
  g_autoptr(GList) ids = g_list_sort (g_hash_table_get_keys (policy->limits), (GCompareFunc) strcmp);

  json_builder_set_member_name (builder, "limits");
  json_builder_begin_object (builder);
  for (GList *l = ids; l != NULL; l = l->next)
    {
      const AssayLimit *limit = g_hash_table_lookup (policy->limits, l->data);
      json_builder_set_member_name (builder, l->data);
      json_builder_begin_object (builder);
      put_number (builder, "warn", limit->warn);
      put_number (builder, "fail", limit->fail);
      put_text (builder, "author", limit->author);
      put_text (builder, "date", limit->date);
      put_text (builder, "reason", limit->reason);
      json_builder_end_object (builder);
    }
  json_builder_end_object (builder);
}

static void
put_cuts (JsonBuilder *builder, const char *key, const double cuts[3])
{
  json_builder_set_member_name (builder, key);
  json_builder_begin_array (builder);
  for (guint i = 0; i < 3; i++)
    json_builder_add_double_value (builder, cuts[i]);
  json_builder_end_array (builder);
}

static void
put_policy (JsonBuilder *builder, const AssayPolicy *policy)
{
  json_builder_set_member_name (builder, "policy");
  json_builder_begin_object (builder);
  put_text (builder, "name", policy->name);
  put_text (builder, "sha256", policy->sha256);
  json_builder_set_member_name (builder, "risk");
  json_builder_begin_object (builder);
  put_cuts (builder, "score", policy->score_cuts);
  put_cuts (builder, "z", policy->risk_cuts);
  json_builder_end_object (builder);
  put_limits (builder, policy);
  json_builder_end_object (builder);
}

static void
put_model (JsonBuilder *builder, const AssayTaskModel *model, gint64 version)
{
  g_autofree char *settings = assay_model_settings_to_json (&model->settings);

  json_builder_begin_object (builder);
  put_text (builder, "name", model->name);
  json_builder_set_member_name (builder, "settings");
  json_builder_add_value (builder, json_from_string (settings, NULL));
  put_text (builder, "sha256", assay_artifact_get_sha256 (model->artifact));
  if (version > 0)
    {
      json_builder_set_member_name (builder, "version");
      json_builder_add_int_value (builder, version);
    }
  json_builder_end_object (builder);
}

static void
put_models (JsonBuilder *builder, const AssayPlan *plan, GArray *models)
{
  if (plan->models == NULL)
    return;
  json_builder_set_member_name (builder, "models");
  json_builder_begin_array (builder);
  for (guint i = 0; i < plan->models->len; i++)
    put_model (builder, plan->models->pdata[i], models != NULL && i < models->len ? g_array_index (models, gint64, i) : 0);
  json_builder_end_array (builder);
}

static void
put_sample (JsonBuilder *builder, const char *key, gint64 planned, const AssaySource *sample)
{
  gint64 dataset = sample != NULL ? sample->dataset : planned;

  if (dataset == 0)
    return;
  json_builder_set_member_name (builder, key);
  json_builder_add_int_value (builder, dataset);
}

static const char *const file_keys[ASSAY_N_PLAN_FILES] = { "data", "reference", "train", "baseline", "rules", "ranges", "scenarios" };

static void
put_file (JsonBuilder *builder, AssayPlanFileRole role, const char *path, const char *sha256, const char *settings, const char *text)
{
  json_builder_set_member_name (builder, file_keys[role]);
  json_builder_begin_object (builder);
  put_text (builder, "path", path);
  put_text (builder, "settings", settings);
  put_text (builder, "sha256", sha256);
  put_text (builder, "text", text);
  json_builder_end_object (builder);
}

/* What was read goes before what was asked for. */
static void
put_files (JsonBuilder *builder, const AssayPlan *plan, const AssaySource *source)
{
  const AssaySource *const sources[ASSAY_N_PLAN_FILES] = { source, plan->reference, plan->train };

  json_builder_set_member_name (builder, "files");
  json_builder_begin_object (builder);
  for (guint i = 0; i < ASSAY_N_PLAN_FILES; i++)
    if (sources[i] != NULL && sources[i]->path != NULL)
      put_file (builder, i, sources[i]->path, sources[i]->sha256, sources[i]->settings, NULL);
    else if (sources[i] == NULL && plan->files[i].path != NULL)
      put_file (builder, i, plan->files[i].path, plan->files[i].sha256, plan->files[i].settings, plan->files[i].text);
  json_builder_end_object (builder);
}

char *
assay_plan_record_make (const AssayPlan *plan, const AssaySource *source, const AssayResult *result, GArray *models)
{
  g_autoptr(JsonBuilder) builder = json_builder_new ();
  g_autofree char *seed = g_strdup_printf ("%" G_GUINT64_FORMAT, plan->seed);

  json_builder_begin_object (builder);
  put_text (builder, "schema", "assay-plan/1");
  put_text (builder, "analysis", plan->analysis->id);
  put_options (builder, plan, result);
  put_roles (builder, plan, source, result);
  put_models (builder, plan, models);
  put_sample (builder, "reference", plan->reference_dataset, plan->reference);
  put_sample (builder, "train", plan->train_dataset, plan->train);
  put_files (builder, plan, source);
  if (plan->has_no_champion)
    {
      json_builder_set_member_name (builder, "no_champion");
      json_builder_add_boolean_value (builder, TRUE);
    }
  if (source == NULL)
    {
      json_builder_set_member_name (builder, "no_data");
      json_builder_add_boolean_value (builder, TRUE);
    }
  put_list (builder, "where", plan->where);
  put_text (builder, "start", plan->start);
  put_text (builder, "end", plan->end);
  /* Only a day that was chosen is part of the plan; else a plan speaks of the day it is run. */
  put_text (builder, "as_of", plan->as_of);
  put_text (builder, "title", plan->title);
  put_text (builder, "seed", seed);
  put_policy (builder, plan->policy);
  json_builder_end_object (builder);

  g_autoptr(JsonNode) root = json_builder_get_root (builder);
  char *text = json_to_string (root, FALSE);

  assay_json_mend_numbers (text);
  return text;
}

/* ---- reading ---- */

static JsonNode *
get_node (JsonObject *object, const char *key, JsonNodeType type)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, key) : NULL;

  return node != NULL && json_node_get_node_type (node) == type ? node : NULL;
}

static JsonObject *
get_object (JsonObject *object, const char *key)
{
  JsonNode *node = get_node (object, key, JSON_NODE_OBJECT);

  return node != NULL ? json_node_get_object (node) : NULL;
}

static char *
dup_text (JsonObject *object, const char *key)
{
  JsonNode *node = get_node (object, key, JSON_NODE_VALUE);

  return node != NULL ? json_node_dup_string (node) : NULL;
}

static gint64
get_integer (JsonObject *object, const char *key)
{
  JsonNode *node = get_node (object, key, JSON_NODE_VALUE);

  return node != NULL && json_node_get_value_type (node) == G_TYPE_INT64 ? MAX (json_node_get_int (node), 0) : 0;
}

static gboolean
get_flag (JsonObject *object, const char *key)
{
  JsonNode *node = get_node (object, key, JSON_NODE_VALUE);

  return node != NULL && json_node_get_value_type (node) == G_TYPE_BOOLEAN && json_node_get_boolean (node);
}

static double
get_number (JsonObject *object, const char *key)
{
  JsonNode *node = get_node (object, key, JSON_NODE_VALUE);

  return node != NULL ? json_node_get_double (node) : NAN;
}

static char **
dup_list (JsonObject *object, const char *key)
{
  JsonNode *node = get_node (object, key, JSON_NODE_ARRAY);
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();

  if (node == NULL)
    return NULL;
  for (guint i = 0; i < json_array_get_length (json_node_get_array (node)); i++)
    {
      JsonNode *item = json_array_get_element (json_node_get_array (node), i);
      if (JSON_NODE_HOLDS_VALUE (item) && json_node_get_string (item) != NULL)
        g_strv_builder_add (builder, json_node_get_string (item));
    }
  return g_strv_builder_end (builder);
}

static gboolean
read_options (AssayPlan *plan, JsonObject *options, GError **error)
{
  g_autoptr(GList) names = options != NULL ? json_object_get_members (options) : NULL;

  for (GList *l = names; l != NULL; l = l->next)
    {
      g_autofree char *value = dup_text (options, l->data);
      if (!assay_options_set (plan->options, l->data, value, error))
        return FALSE;
    }
  return TRUE;
}

static void
read_cuts (JsonObject *policy, const char *key, double cuts[3])
{
  JsonNode *node = get_node (get_object (policy, "risk"), key, JSON_NODE_ARRAY);

  if (node == NULL || json_array_get_length (json_node_get_array (node)) != 3)
    return;
  for (guint i = 0; i < 3; i++)
    cuts[i] = json_array_get_double_element (json_node_get_array (node), i);
}

static void
read_policy (AssayPolicy *policy, JsonObject *object)
{
  JsonObject *limits = get_object (object, "limits");
  g_autoptr(GList) ids = limits != NULL ? json_object_get_members (limits) : NULL;

  g_free (policy->name);
  g_free (policy->sha256);
  policy->name = dup_text (object, "name");
  policy->sha256 = dup_text (object, "sha256");
  read_cuts (object, "score", policy->score_cuts);
  read_cuts (object, "z", policy->risk_cuts);
  for (GList *l = ids; l != NULL; l = l->next)
    {
      JsonObject *limit = get_object (limits, l->data);
      AssayLimit *value = g_new0 (AssayLimit, 1);
      value->warn = get_number (limit, "warn");
      value->fail = get_number (limit, "fail");
      value->author = dup_text (limit, "author");
      value->date = dup_text (limit, "date");
      value->reason = dup_text (limit, "reason");
      g_hash_table_insert (policy->limits, g_strdup (l->data), value);
    }
}

static JsonNode *
parse (const char *record, GError **error)
{
  g_autoptr(JsonNode) root = NULL;

  /* A workspace is a folder that anybody can edit. */
  if (!assay_json_check (record, strlen (record), error))
    {
      g_prefix_error (error, _("The plan of the run is damaged: "));
      return NULL;
    }
  root = json_from_string (record, error);
  if (root != NULL && JSON_NODE_HOLDS_OBJECT (root))
    return g_steal_pointer (&root);
  g_clear_error (error);
  g_set_error (error, ASSAY_STORE_ERROR, ASSAY_STORE_ERROR_DAMAGED, _("The plan of the run is damaged: it is not a JSON object."));
  return NULL;
}

static void
read_models (AssayPlan *plan, JsonObject *object)
{
  JsonNode *node = get_node (object, "models", JSON_NODE_ARRAY);
  JsonArray *models = node != NULL ? json_node_get_array (node) : NULL;

  for (guint i = 0; models != NULL && i < json_array_get_length (models); i++)
    {
      JsonNode *element = json_array_get_element (models, i);
      JsonObject *model = JSON_NODE_HOLDS_OBJECT (element) ? json_node_get_object (element) : NULL;
      JsonNode *settings = get_node (model, "settings", JSON_NODE_OBJECT), *version = get_node (model, "version", JSON_NODE_VALUE);
      g_autofree char *text = settings != NULL ? json_to_string (settings, FALSE) : NULL;
      AssayPlanModel *choice = assay_model_choices_add (&plan->model_choices);

      choice->name = dup_text (model, "name");
      choice->sha256 = dup_text (model, "sha256");
      choice->version = version != NULL && json_node_get_value_type (version) == G_TYPE_INT64 ? json_node_get_int (version) : 0;
      assay_model_settings_from_json (&choice->settings, text);
      choice->has_settings = TRUE;
    }
}

/* A path that is not absolute would be another file in another folder. */
static void
read_files (AssayPlan *plan, JsonObject *object)
{
  for (guint i = 0; i < ASSAY_N_PLAN_FILES; i++)
    {
      JsonObject *file = get_object (object, file_keys[i]);
      g_autofree char *path = dup_text (file, "path"), *sha256 = dup_text (file, "sha256"), *settings = dup_text (file, "settings");
      g_autofree char *text = dup_text (file, "text");

      if (path != NULL && text != NULL)
        assay_plan_set_text (plan, i, path, text);
      else if (path != NULL && g_path_is_absolute (path))
        assay_plan_set_file (plan, i, path, sha256, settings);
    }
}

AssayPlan *
assay_plan_record_read (const char *analysis, const char *record, GError **error)
{
  const AssayAnalysis *known = assay_analysis_find (analysis);
  g_autoptr(JsonNode) root = NULL;
  g_autoptr(AssayPlan) plan = NULL;
  g_autofree char *seed = NULL;

  if (known == NULL)
    {
      g_set_error (error, ASSAY_STORE_ERROR, ASSAY_STORE_ERROR_NOT_FOUND,
                   _("The run was made by the analysis “%s”, which this program does not have."), analysis);
      return NULL;
    }
  root = parse (record, error);
  if (root == NULL)
    return NULL;

  JsonObject *object = json_node_get_object (root);
  JsonObject *roles = get_object (object, "roles"), *policy = get_object (object, "policy");
  plan = assay_plan_new (known);
  if (!read_options (plan, get_object (object, "options"), error))
    return NULL;
  plan->roles.time = dup_text (roles, "time");
  plan->roles.value = dup_text (roles, "value");
  plan->roles.series = dup_list (roles, "series");
  read_models (plan, object);
  plan->reference_dataset = get_integer (object, "reference");
  plan->train_dataset = get_integer (object, "train");
  read_files (plan, get_object (object, "files"));
  plan->has_no_champion = get_flag (object, "no_champion");
  plan->lacks_data = get_flag (object, "no_data");
  plan->where = dup_list (object, "where");
  plan->start = dup_text (object, "start");
  plan->end = dup_text (object, "end");
  plan->as_of = dup_text (object, "as_of");
  plan->title = dup_text (object, "title");
  seed = dup_text (object, "seed");
  if (seed != NULL)
    plan->seed = g_ascii_strtoull (seed, NULL, 10);
  if (policy != NULL)
    read_policy (plan->policy, policy);
  return g_steal_pointer (&plan);
}
