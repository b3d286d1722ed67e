#include "engine/sensitivity-plan.h"

#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>
#include <string.h>

#include "analysis/sensitivity/sensitivity-method.h"
#include "engine/model-choice.h"
#include "engine/model-source.h"

static const AssayAnalysis *
get_sensitivity (void)
{
  return assay_analysis_find ("sensitivity");
}

/* ---- what a run read ---- */

static JsonArray *
parse_inputs (const AssayRun *run, JsonNode **root)
{
  *root = run->inputs != NULL ? json_from_string (run->inputs, NULL) : NULL;
  return *root != NULL && JSON_NODE_HOLDS_ARRAY (*root) ? json_node_get_array (*root) : NULL;
}

/* (transfer full) the hash of the first input of that role; NULL: there is none. */
static char *
dup_hash (const AssayRun *run, const char *role)
{
  g_autoptr(JsonNode) root = NULL;
  JsonArray *inputs = parse_inputs (run, &root);

  for (guint i = 0; inputs != NULL && i < json_array_get_length (inputs); i++)
    {
      JsonNode *node = json_array_get_element (inputs, i);
      JsonObject *input = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;

      if (input != NULL && g_strcmp0 (json_object_get_string_member_with_default (input, "role", NULL), role) == 0)
        return g_strdup (json_object_get_string_member_with_default (input, "sha256", NULL));
    }
  return NULL;
}

gboolean
assay_run_may_have_sensitivity (const AssayRun *run)
{
  g_autofree char *data = dup_hash (run, "data"), *model = dup_hash (run, "model");

  return g_strcmp0 (run->analysis, "sensitivity") == 0 || (data != NULL && model != NULL);
}

/* ---- the plan ---- */

static AssayArtifact *
get_artifact (const AssayPlan *plan)
{
  return plan->models != NULL && plan->models->len > 0 ? ((AssayTaskModel *) plan->models->pdata[0])->artifact : NULL;
}

/* A score without probabilities is looked at as it is, whatever the event was called. */
static gboolean
choose_event (AssayPlan *plan, const char *event, GError **error)
{
  AssayArtifact *artifact = get_artifact (plan);
  gboolean is_complement;

  if (event == NULL || *event == '\0' || artifact == NULL || assay_artifact_find_event_output (artifact, event, &is_complement) < 0)
    return TRUE;
  return assay_options_set (plan->options, "event", event, error);
}

/* What the Sensitivity view of a run shows, the quickest first. */
static gboolean
choose_methods (AssayPlan *plan, GError **error)
{
  static const char *const wanted[] = { "oat", "morris", "sobol", "pdp", "ale", "ice" };
  g_autoptr(GPtrArray) known = g_ptr_array_new ();
  g_autofree char *list = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (wanted); i++)
    if (assay_sensitivity_method_find (wanted[i]) != NULL)
      g_ptr_array_add (known, (gpointer) wanted[i]);
  g_ptr_array_add (known, NULL);
  list = g_strjoinv (",", (char **) known->pdata);
  return assay_options_set (plan->options, "method", list, error);
}

static void
copy_scope (AssayPlan *plan, const AssayPlan *from)
{
  const AssayPlanFile *data = &from->files[ASSAY_PLAN_DATA];

  assay_roles_copy (&plan->roles, &from->roles);
  plan->where = g_strdupv (from->where);
  plan->start = g_strdup (from->start);
  plan->end = g_strdup (from->end);
  plan->lacks_data = from->lacks_data;
  plan->seed = from->seed;
  assay_plan_set_file (plan, ASSAY_PLAN_DATA, data->path, data->sha256, data->settings);
}

static void
copy_model (AssayPlan *plan, const AssayPlanModel *from)
{
  AssayPlanModel *choice = assay_model_choices_add (&plan->model_choices);

  choice->version = from->version;
  choice->sha256 = g_strdup (from->sha256);
  choice->name = g_strdup (from->name);
  choice->has_settings = from->has_settings;
  if (from->has_settings)
    assay_model_settings_copy (&choice->settings, &from->settings);
}

AssayPlan *
assay_plan_new_sensitivity_of (AssayWorkspace *workspace, const AssayRun *run, const AssayResult *result, guint model, AssayProgress *progress, GError **error)
{
  g_autoptr(AssayPlan) from = assay_plan_from_run (run, error), plan = NULL;

  if (from == NULL)
    return NULL;
  if (from->analysis == get_sensitivity ())
    return assay_plan_load_models (from, workspace, progress, error) ? g_steal_pointer (&from) : NULL;
  if (from->model_choices == NULL || model >= from->model_choices->len)
    {
      g_set_error_literal (error, ASSAY_STORE_ERROR, ASSAY_STORE_ERROR_NOT_FOUND, _("This run has no model whose sensitivity could be measured."));
      return NULL;
    }
  plan = assay_plan_new (get_sensitivity ());
  copy_scope (plan, from);
  copy_model (plan, from->model_choices->pdata[model]);
  if (!choose_methods (plan, error) || !assay_plan_load_models (plan, workspace, progress, error) || !choose_event (plan, assay_result_find_option (result, "event"), error))
    return NULL;
  return g_steal_pointer (&plan);
}

/* ---- the run that there is ---- */

static gboolean
have_same_texts (char **a, char **b)
{
  static char *none[] = { NULL };

  return g_strv_equal ((const char *const *) (a != NULL ? a : none), (const char *const *) (b != NULL ? b : none));
}

static const AssayPlanModel *
first_model (const AssayPlan *plan)
{
  return plan->model_choices != NULL && plan->model_choices->len > 0 ? plan->model_choices->pdata[0] : NULL;
}

static gboolean
have_same_columns (const AssayPlanModel *a, const AssayPlanModel *b)
{
  g_autofree char *x = assay_model_settings_to_json (&a->settings), *y = assay_model_settings_to_json (&b->settings);

  return strcmp (x, y) == 0;
}

/* Which output is looked at: the last class named and no class named are the same. */
static int
find_output (const AssayPlan *plan, AssayArtifact *artifact, gboolean *is_complement)
{
  const char *event = assay_options_get_text (plan->options, "event");
  gboolean unused;

  *is_complement = FALSE;
  return event != NULL ? assay_artifact_find_event_output (artifact, event, is_complement) : assay_artifact_find_risk_output (artifact, NULL, &unused);
}

static gboolean
have_same_output (const AssayPlan *plan, const AssayPlan *other)
{
  AssayArtifact *artifact = get_artifact (plan);
  gboolean complement, other_complement;

  return artifact != NULL && find_output (plan, artifact, &complement) == find_output (other, artifact, &other_complement) && complement == other_complement;
}

static gboolean
answers (const AssayRun *candidate, const AssayPlan *plan)
{
  g_autoptr(AssayPlan) other = assay_plan_from_run (candidate, NULL);
  const AssayPlanModel *mine = first_model (plan), *theirs = other != NULL ? first_model (other) : NULL;

  return mine != NULL && theirs != NULL && mine->sha256 != NULL && g_strcmp0 (mine->sha256, theirs->sha256) == 0 && have_same_columns (mine, theirs)
         && have_same_texts (plan->where, other->where) && g_strcmp0 (plan->start, other->start) == 0 && g_strcmp0 (plan->end, other->end) == 0
         && have_same_output (plan, other);
}

gint64
assay_plan_find_sensitivity (AssayWorkspace *workspace, const AssayPlan *plan, const AssayRun *of, GError **error)
{
  g_autofree char *data = dup_hash (of, "data");
  g_autoptr(GPtrArray) runs = data != NULL ? assay_workspace_list_runs (workspace, error) : NULL;
  gint64 partial = 0;

  for (guint i = 0; runs != NULL && i < runs->len; i++)
    {
      const AssayRun *run = runs->pdata[i];
      g_autofree char *other = strcmp (run->analysis, "sensitivity") == 0 ? dup_hash (run, "data") : NULL;

      if (other == NULL || strcmp (other, data) != 0 || !answers (run, plan))
        continue;
      if (!g_str_has_suffix (run->title, "(partial)"))
        return run->id;
      partial = partial == 0 ? run->id : partial;
    }
  return partial;
}
