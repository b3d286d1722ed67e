#include "engine/sensitivity-plan.h"

#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>
#include <string.h>

#include "analysis/sensitivity/sensitivity-method.h"
#include "engine/model-choice.h"
#include "engine/model-source.h"
#include "result/league.h"

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

/* The model that a run of forecasts found best, else its first. (transfer full) NULL: it has none. */
static char *
dup_forecast_model (const char *analysis, const AssayResult *result)
{
  const char *best = assay_league_get_best (result), *models = assay_result_find_option (result, "models");
  g_auto(GStrv) names = best == NULL && strcmp (analysis, "forecast") == 0 && models != NULL ? g_strsplit (models, ",", 2) : NULL;

  return g_strdup (best != NULL ? best : names != NULL ? names[0] : NULL);
}

/* What of a run on time series is looked at: the option that asks for it, and its value, (transfer full). NULL: there is nothing of the kind. */
static const char *
find_series_option (const char *analysis, const AssayResult *result, char **value)
{
  const gboolean is_forecast = strcmp (analysis, "backtest") == 0 || strcmp (analysis, "forecast") == 0;

  *value = strcmp (analysis, "anomalies") == 0 ? g_strdup ("seasonal-naive-z") : is_forecast ? dup_forecast_model (analysis, result) : NULL;
  return *value == NULL ? NULL : is_forecast ? "forecast" : "detector";
}

static gboolean
has_series (const char *analysis, const AssayResult *result)
{
  g_autofree char *value = NULL;

  return find_series_option (analysis, result, &value) != NULL;
}

gboolean
assay_run_may_have_sensitivity (const AssayRun *run, const AssayResult *result)
{
  g_autofree char *data = dup_hash (run, "data"), *model = dup_hash (run, "model");

  return strcmp (run->analysis, "sensitivity") == 0 || (data != NULL && (model != NULL || has_series (run->analysis, result)));
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

/* Settings of a back-test and of the anomaly rule that a sensitivity of them has too, by the same names. */
static const char *const series_options[] = { "season", "window", "threshold", "min-periods", "on", "include-current", "join", "label", "duplicates", "horizon", "origins", "step",
                                              "nonnegative", NULL };

/* The settings of the run are where each is varied from. */
static gboolean
choose_series (AssayPlan *plan, const AssayPlan *from, const AssayResult *result, GError **error)
{
  g_autofree char *value = NULL;
  const char *name = find_series_option (from->analysis->id, result, &value);

  if (!assay_options_set (plan->options, name, value, error))
    return FALSE;
  for (guint i = 0; series_options[i] != NULL; i++)
    {
      const char *setting = assay_result_find_option (result, series_options[i]);

      if (setting != NULL && *setting != '\0' && assay_option_find (from->analysis->options, series_options[i]) != NULL && !assay_options_set (plan->options, series_options[i], setting, error))
        return FALSE;
    }
  return TRUE;
}

AssayPlan *
assay_plan_new_sensitivity_of (AssayWorkspace *workspace, const AssayRun *run, const AssayResult *result, guint model, AssayProgress *progress, GError **error)
{
  g_autoptr(AssayPlan) from = assay_plan_from_run (run, error), plan = NULL;

  if (from == NULL)
    return NULL;
  if (from->analysis == get_sensitivity ())
    return assay_plan_load_models (from, workspace, progress, error) ? g_steal_pointer (&from) : NULL;
  if (from->model_choices == NULL && has_series (from->analysis->id, result))
    {
      plan = assay_plan_new (get_sensitivity ());
      copy_scope (plan, from);
      return choose_series (plan, from, result, error) ? g_steal_pointer (&plan) : NULL;
    }
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
have_same_option (const AssayPlan *plan, const AssayPlan *other, const char *name)
{
  return g_strcmp0 (assay_options_get_text (plan->options, name), assay_options_get_text (other->options, name)) == 0;
}

/* The same series, forecast or watched in the same way. */
static gboolean
have_same_settings (const AssayPlan *plan, const AssayPlan *other)
{
  for (guint i = 0; series_options[i] != NULL; i++)
    if (!have_same_option (plan, other, series_options[i]))
      return FALSE;
  return g_strcmp0 (plan->roles.time, other->roles.time) == 0 && g_strcmp0 (plan->roles.value, other->roles.value) == 0 && have_same_texts (plan->roles.series, other->roles.series);
}

static gboolean
have_same_question (const AssayPlan *plan, const AssayPlan *other)
{
  static const char *const names[] = { "measure", "forecast", "detector", "function" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (!have_same_option (plan, other, names[i]))
      return FALSE;
  return have_same_texts (plan->where, other->where) && g_strcmp0 (plan->start, other->start) == 0 && g_strcmp0 (plan->end, other->end) == 0;
}

/* A run of scenarios alone says nothing of what is asked here. */
static gboolean
has_influence (const AssayPlan *plan)
{
  g_auto(GStrv) methods = assay_options_get_list (plan->options, "method");

  for (guint i = 0; methods[i] != NULL; i++)
    if (strcmp (methods[i], "scenario") != 0 && strcmp (methods[i], "reverse-stress") != 0)
      return TRUE;
  return FALSE;
}

static gboolean
answers (const AssayRun *candidate, const AssayPlan *plan)
{
  g_autoptr(AssayPlan) other = assay_plan_from_run (candidate, NULL);
  const AssayPlanModel *mine = first_model (plan), *theirs = other != NULL ? first_model (other) : NULL;

  if (other == NULL || !has_influence (other) || !have_same_question (plan, other))
    return FALSE;
  if (mine == NULL && theirs == NULL)
    return have_same_settings (plan, other);
  return mine != NULL && theirs != NULL && mine->sha256 != NULL && g_strcmp0 (mine->sha256, theirs->sha256) == 0 && have_same_columns (mine, theirs)
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
