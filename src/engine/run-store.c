/* Runs into a workspace and back. The result is an object of JSON, the rows are an object that is mapped when read. */
#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <string.h>

#include "assay-config.h"
#include "base/digest.h"
#include "data/frame-file.h"
#include "engine/plan.h"
#include "engine/model-source.h"
#include "engine/plan-record.h"
#include "result/result-json.h"

/* ---- saving ---- */

static void
put_input (JsonBuilder *builder, const AssayInput *input, gint64 dataset, gint64 model)
{
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "role");
  json_builder_add_string_value (builder, input->role);
  json_builder_set_member_name (builder, "name");
  json_builder_add_string_value (builder, input->name);
  json_builder_set_member_name (builder, "sha256");
  if (input->sha256 != NULL)
    json_builder_add_string_value (builder, input->sha256);
  else
    json_builder_add_null_value (builder);
  if (dataset > 0)
    {
      json_builder_set_member_name (builder, "dataset");
      json_builder_add_int_value (builder, dataset);
    }
  if (model > 0)
    {
      json_builder_set_member_name (builder, "model");
      json_builder_add_int_value (builder, model);
    }
  json_builder_end_object (builder);
}

/* The versions of the registry that a run was made with, so that they are kept as long as the run. */
static GArray *
register_models (AssayWorkspace *workspace, const AssayPlan *plan, GError **error)
{
  g_autoptr(GArray) versions = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint i = 0; plan->models != NULL && i < plan->models->len; i++)
    {
      const AssayTaskModel *model = plan->models->pdata[i];
      /* a model made in the program, and not read, has nothing to keep */
      gint64 id = model->bytes != NULL || model->version > 0 ? assay_model_source_ensure_registered (workspace, model, error) : -1;

      if (id == 0)
        return NULL;
      g_array_append_val (versions, id);
    }
  return g_steal_pointer (&versions);
}

static gint64
dataset_of_role (const AssayPlan *plan, const char *role, gint64 data)
{
  if (g_strcmp0 (role, "data") == 0)
    return data;
  if (g_strcmp0 (role, "reference") == 0 && plan->reference != NULL)
    return plan->reference->dataset;
  return g_strcmp0 (role, "train") == 0 && plan->train != NULL ? plan->train->dataset : 0;
}

static char *
make_inputs (const AssayPlan *plan, const AssayResult *result, gint64 data, GArray *models)
{
  g_autoptr(JsonBuilder) builder = json_builder_new ();
  guint n_models = 0;

  json_builder_begin_array (builder);
  for (guint i = 0; i < assay_result_get_n_inputs (result); i++)
    {
      const AssayInput *input = assay_result_get_input (result, i);
      gboolean is_model = g_strcmp0 (input->role, "model") == 0 && n_models < models->len;

      put_input (builder, input, dataset_of_role (plan, input->role, data), is_model ? g_array_index (models, gint64, n_models) : 0);
      n_models += is_model;
    }
  json_builder_end_array (builder);

  g_autoptr(JsonNode) root = json_builder_get_root (builder);
  return json_to_string (root, FALSE);
}

static char *
store_result (AssayWorkspace *workspace, const AssayResult *result, GError **error)
{
  gsize length;
  g_autofree char *json = assay_result_to_json (result, &length);

  return assay_workspace_put_bytes (workspace, json, length, error);
}

static gboolean
store_rows (AssayWorkspace *workspace, const AssayFrame *rows, char **object, GError **error)
{
  g_autofree char *path = NULL;
  g_autoptr(GError) problem = NULL;

  if (rows == NULL)
    return TRUE;
  path = assay_workspace_temporary_path (workspace);
  if (assay_frame_file_write (rows, path, NULL, &problem))
    *object = assay_workspace_put_file (workspace, path, TRUE, error);
  else
    g_set_error (error, ASSAY_STORE_ERROR, ASSAY_STORE_ERROR_WRITE,
                 _("The rows of the run cannot be stored: %s The workspace is as it was."), problem->message);
  if (*object == NULL)
    g_unlink (path);
  return *object != NULL;
}

static gint64
count_anomalies (const AssayResult *result)
{
  const AssayMetric *metric = assay_result_find_metric (result, "n-anomalies");

  return metric != NULL && metric->value >= 0 ? (gint64) metric->value : -1;
}

gint64
assay_run_save (AssayWorkspace *workspace, const AssayPlan *plan, const AssaySource *source, const AssayOutcome *outcome,
                gint64 started, gint64 duration, GError **error)
{
  g_autoptr(AssayRun) run = g_new0 (AssayRun, 1);
  g_autoptr(GArray) models = register_models (workspace, plan, error);
  const AssayResult *result = outcome->result;

  if (models == NULL)
    return 0;
  run->result = store_result (workspace, result, error);
  if (run->result == NULL || !store_rows (workspace, outcome->rows, &run->rows, error))
    return 0;
  run->analysis = g_strdup (plan->analysis->id);
  run->title = g_strdup (assay_result_get_title (result));
  run->inputs = make_inputs (plan, result, source != NULL ? source->dataset : 0, models);
  run->options = assay_plan_record_make (plan, source, result, models);
  run->policy_sha256 = g_strdup (plan->policy->sha256);
  run->seed = plan->seed;
  run->engine = g_strdup (assay_result_get_engine (result) != NULL ? assay_result_get_engine (result) : "assay " ASSAY_VERSION);
  run->started = started;
  run->duration = duration;
  run->verdict = g_strdup (assay_verdict_name (assay_result_get_verdict (result)));
  run->n_anomalies = count_anomalies (result);
  return assay_workspace_add_run (workspace, run, error) ? run->id : 0;
}

/* ---- loading ---- */

/* What is shown as a run's result must be what was recorded: hashing a few hundred kilobytes costs less than reading them as JSON. */
static AssayResult *
load_result (AssayWorkspace *workspace, const AssayRun *run, GError **error)
{
  g_autofree char *path = assay_workspace_object_path (workspace, run->result, error);
  g_autofree char *text = NULL, *sha256 = NULL;
  gsize length;

  if (path == NULL || !g_file_get_contents (path, &text, &length, error))
    return NULL;
  sha256 = assay_digest_bytes (text, length);
  if (strcmp (sha256, run->result) != 0)
    {
      g_set_error (error, ASSAY_STORE_ERROR, ASSAY_STORE_ERROR_DAMAGED,
                   _("The result of run %" PRId64 " was altered since it was recorded: the SHA-256 of “%s” is %s. "
                     "It is not shown; bring the file back from a backup, or run the analysis again."), run->id, path, sha256);
      return NULL;
    }
  return assay_result_from_json (text, length, error);
}

AssayFrame *
assay_run_load_rows (AssayWorkspace *workspace, const AssayRun *run, GError **error)
{
  g_autofree char *path = assay_workspace_object_path (workspace, run->rows, error);

  return path != NULL ? assay_frame_file_open (path, error) : NULL;
}

AssayOutcome *
assay_run_load (AssayWorkspace *workspace, gint64 id, GError **error)
{
  g_autoptr(AssayRun) run = assay_workspace_get_run (workspace, id, error);
  g_autoptr(AssayOutcome) outcome = g_new0 (AssayOutcome, 1);

  if (run == NULL)
    return NULL;
  outcome->result = load_result (workspace, run, error);
  if (outcome->result == NULL)
    return NULL;
  if (run->rows == NULL)
    return g_steal_pointer (&outcome);
  outcome->rows = assay_run_load_rows (workspace, run, error);
  return outcome->rows != NULL ? g_steal_pointer (&outcome) : NULL;
}

AssayPlan *
assay_plan_from_run (const AssayRun *run, GError **error)
{
  return assay_plan_record_read (run->analysis, run->options, error);
}

/* The result alone, as reports need it. */
AssayResult *
assay_run_load_result (AssayWorkspace *workspace, gint64 id, GError **error)
{
  g_autoptr(AssayRun) run = assay_workspace_get_run (workspace, id, error);

  return run != NULL ? load_result (workspace, run, error) : NULL;
}
