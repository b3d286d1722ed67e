#include "engine/run-portfolio.h"

#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>
#include <math.h>
#include <string.h>

#include "engine/plan-inputs.h"

#define SAMPLE_ROWS 2000
#define SAMPLE_FROM 6000           /* rows of which a sample is worth while */

struct _AssayRunPortfolio
{
  gatomicrefcount refs;
  AssayPlan *plan;
  AssayPlanInputs inputs;
  AssayFrame *frame;
  AssayRoles roles;
  gsize *row_numbers;              /* NULL: all rows, in order */
  AssayPortfolio *portfolio, *sample;      /* sample NULL: the portfolio is small */
};

/* ---- the data ---- */

/* The first of that role among what the run read; NULL: it had none. */
static JsonObject *
find_input (JsonNode *inputs, const char *role)
{
  JsonArray *list = inputs != NULL && JSON_NODE_HOLDS_ARRAY (inputs) ? json_node_get_array (inputs) : NULL;

  for (guint i = 0; list != NULL && i < json_array_get_length (list); i++)
    {
      JsonNode *input = json_array_get_element (list, i);

      if (JSON_NODE_HOLDS_OBJECT (input) && g_strcmp0 (json_object_get_string_member_with_default (json_node_get_object (input), "role", ""), role) == 0)
        return json_node_get_object (input);
    }
  return NULL;
}

/* The dataset, or one that was imported from the same bytes: a run may have read the file. 0: there is none. */
static gint64
find_dataset (AssayWorkspace *workspace, const AssayRun *run)
{
  g_autoptr(JsonNode) inputs = run->inputs != NULL ? json_from_string (run->inputs, NULL) : NULL;
  JsonObject *data = find_input (inputs, "data");
  gint64 dataset = data != NULL ? json_object_get_int_member_with_default (data, "dataset", 0) : 0;
  const char *sha256 = data != NULL ? json_object_get_string_member_with_default (data, "sha256", NULL) : NULL;
  g_autoptr(GPtrArray) all = dataset == 0 && sha256 != NULL ? assay_workspace_list_datasets (workspace, NULL) : NULL;

  for (guint i = 0; all != NULL && i < all->len && dataset == 0; i++)
    if (g_strcmp0 (((AssayDataset *) all->pdata[i])->source_sha256, sha256) == 0)
      dataset = ((AssayDataset *) all->pdata[i])->id;
  return dataset;
}

gboolean
assay_run_portfolio_may_open (const AssayRun *run)
{
  g_autoptr(JsonNode) inputs = run->inputs != NULL ? json_from_string (run->inputs, NULL) : NULL;

  return find_input (inputs, "data") != NULL && find_input (inputs, "model") != NULL;
}

/* Samples, baseline, rules and ranges are of no use here, and may be gone. */
static void
want_data_only (AssayPlan *plan)
{
  plan->reference_dataset = plan->train_dataset = 0;
  for (AssayPlanFileRole role = ASSAY_PLAN_REFERENCE; role < ASSAY_N_PLAN_FILES; role++)
    assay_plan_set_file (plan, role, NULL, NULL, NULL);
}

/* ---- opening ---- */

/* Analyses have those of these options that they know. */
static const char *
option_text (const AssayPlan *plan, const char *name)
{
  return assay_option_find (assay_options_get_table (plan->options), name) != NULL ? assay_options_get_text (plan->options, name) : NULL;
}

/* What was estimated before what came: a loss that is expected is made of estimates. */
static const char *
option_first (const AssayPlan *plan, const char *const *names)
{
  const char *text = NULL;

  for (; *names != NULL && text == NULL; names++)
    text = option_text (plan, *names);
  return text;
}

static double
option_number (const AssayPlan *plan, const char *name)
{
  const char *text = option_text (plan, name);

  return text != NULL ? assay_options_get_number (plan->options, name) : NAN;
}

static gboolean
open_portfolio (AssayRunPortfolio *self, gsize most_rows, AssayProgress *progress, GError **error)
{
  static const char *const lgd[] = { "lgd-estimate", "lgd", NULL }, *const ead[] = { "ead-estimate", "exposure", "ead", NULL };
  const AssayPlan *plan = self->plan;
  AssayPortfolioChoice choice = {
    .target = option_text (plan, "target"), .event = option_text (plan, "event"), .outcome = option_text (plan, "outcome"), .score_is = option_text (plan, "score-is"),
    .weight = option_text (plan, "weight"), .lgd = option_first (plan, lgd), .ead = option_first (plan, ead), .cutoff = option_number (plan, "cutoff"),
    .most_rows = most_rows, .seed = plan->seed, .n_threads = plan->n_threads,
  };

  if (plan->models == NULL || plan->models->len == 0)
    {
      g_set_error (error, ASSAY_STORE_ERROR, ASSAY_STORE_ERROR_NOT_FOUND, _("The run has no model, so there is nothing to put under stress."));
      return FALSE;
    }
  self->frame = assay_plan_select_rows (plan, self->inputs.data, &self->roles, &self->row_numbers, error);
  if (self->frame == NULL)
    return FALSE;
  choice.model = plan->models->pdata[0];
  choice.data = self->frame;
  self->portfolio = assay_portfolio_new (&choice, progress, error);
  if (self->portfolio == NULL || assay_portfolio_get_n_rows (self->portfolio) < SAMPLE_FROM)
    return self->portfolio != NULL;
  choice.most_rows = SAMPLE_ROWS;
  self->sample = assay_portfolio_new (&choice, progress, error);
  return self->sample != NULL;
}

AssayRunPortfolio *
assay_run_portfolio_open (AssayWorkspace *workspace, const AssayRun *run, gsize most_rows, AssayProgress *progress, GError **error)
{
  g_autoptr(AssayRunPortfolio) self = g_new0 (AssayRunPortfolio, 1);
  gint64 dataset = find_dataset (workspace, run);

  g_atomic_ref_count_init (&self->refs);
  self->plan = assay_plan_from_run (run, error);
  if (self->plan == NULL)
    return NULL;
  want_data_only (self->plan);
  if (!assay_plan_load_models (self->plan, workspace, progress, error) || !assay_plan_load_inputs (self->plan, workspace, dataset, &self->inputs, progress, error)
      || !open_portfolio (self, most_rows, progress, error))
    return NULL;
  return g_steal_pointer (&self);
}

AssayRunPortfolio *
assay_run_portfolio_ref (AssayRunPortfolio *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
assay_run_portfolio_unref (AssayRunPortfolio *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  g_clear_pointer (&self->portfolio, assay_portfolio_unref);
  g_clear_pointer (&self->sample, assay_portfolio_unref);
  g_clear_pointer (&self->frame, assay_frame_unref);
  g_clear_pointer (&self->plan, assay_plan_free);      /* it lends the inputs */
  assay_plan_inputs_clear (&self->inputs);
  assay_roles_clear (&self->roles);
  g_free (self->row_numbers);
  g_free (self);
}

AssayPortfolio *
assay_run_portfolio_get (const AssayRunPortfolio *self)
{
  return self->portfolio;
}

AssayPortfolio *
assay_run_portfolio_get_sample (const AssayRunPortfolio *self)
{
  return self->sample;
}

AssayFrame *
assay_run_portfolio_get_frame (const AssayRunPortfolio *self)
{
  return self->frame;
}

gsize
assay_run_portfolio_get_number (const AssayRunPortfolio *self, gsize row)
{
  return (self->row_numbers != NULL ? self->row_numbers[row] : row) + 1;
}

const AssayPlan *
assay_run_portfolio_get_plan (const AssayRunPortfolio *self)
{
  return self->plan;
}

const AssaySource *
assay_run_portfolio_get_source (const AssayRunPortfolio *self)
{
  return self->inputs.data;
}
