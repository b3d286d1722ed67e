#include "engine/run-portfolio.h"

#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>
#include <math.h>
#include <string.h>

#include "engine/plan-inputs.h"
#include "engine/run-inputs.h"

#define SAMPLE_ROWS 2000
#define SAMPLE_FROM 6000           /* rows of which a sample is worth while */

struct _AssayRunPortfolio
{
  gatomicrefcount refs;
  AssayPlan *plan;
  AssayResult *result;             /* of the run: what it found that was not given */
  AssayPlanInputs inputs;
  AssayFrame *frame;
  AssayRoles roles;
  gsize *row_numbers;              /* NULL: all rows, in order */
  AssayPortfolioChoice choice;     /* lends from the plan, the result and the frame */
  AssayPortfolio *portfolio, *sample;      /* sample NULL: the portfolio is small */
};

/* ---- the data ---- */

gboolean
assay_run_portfolio_may_open (const AssayRun *run)
{
  g_autoptr(JsonNode) inputs = run->inputs != NULL ? json_from_string (run->inputs, NULL) : NULL;

  return assay_run_inputs_find (inputs, "data") != NULL && assay_run_inputs_find (inputs, "model") != NULL;
}

/* Samples, baseline, rules and ranges are of no use here, and may be gone. */
static void
want_data_only (AssayPlan *plan)
{
  plan->reference_dataset = plan->train_dataset = 0;
  for (AssayPlanFileRole role = ASSAY_PLAN_REFERENCE; role < ASSAY_N_PLAN_FILES; role++)
    assay_plan_set_file (plan, role, NULL, NULL, NULL);
}

/* Other data than the run's would be answered for as if they were its own. */
static gboolean
load_data (AssayRunPortfolio *self, AssayWorkspace *workspace, const AssayRun *run, AssayProgress *progress, GError **error)
{
  g_autoptr(JsonNode) list = run->inputs != NULL ? json_from_string (run->inputs, NULL) : NULL;
  JsonObject *data = assay_run_inputs_find (list, "data");
  const char *sha256 = data != NULL ? json_object_get_string_member_with_default (data, "sha256", NULL) : NULL;

  if (data == NULL)
    {
      g_set_error (error, ASSAY_STORE_ERROR, ASSAY_STORE_ERROR_NOT_FOUND, _("The run does not say which data it read."));
      return FALSE;
    }
  want_data_only (self->plan);
  if (!assay_plan_load_inputs (self->plan, workspace, assay_run_input_find_dataset (workspace, data), &self->inputs, progress, error))
    return FALSE;
  if (sha256 == NULL || self->inputs.data->sha256 == NULL || strcmp (sha256, self->inputs.data->sha256) == 0)
    return TRUE;
  g_set_error (error, ASSAY_STORE_ERROR, ASSAY_STORE_ERROR_DAMAGED, _("The data of this run, “%s”, have changed since: their SHA-256 was %.12s… and is %.12s…."), self->inputs.data->name, sha256,
               self->inputs.data->sha256);
  return FALSE;
}

/* ---- what it was given, or found ---- */

/* NULL: neither, or the analysis has no such option. */
static const char *
find_option (const AssayRunPortfolio *self, const char *name)
{
  const char *given = assay_option_find (self->plan->analysis->options, name) != NULL ? assay_options_get_text (self->plan->options, name) : NULL;
  const char *found = given == NULL ? assay_result_find_option (self->result, name) : NULL;

  return given != NULL ? given : found != NULL && *found != '\0' ? found : NULL;
}

/* What was estimated before what came: a loss that is expected is made of estimates. */
static const char *
find_first_option (const AssayRunPortfolio *self, const char *const *names)
{
  const char *found = NULL;

  for (; *names != NULL && found == NULL; names++)
    found = find_option (self, *names);
  return found;
}

/* An analysis that looks for outcomes looks for them again; one that has no use for them has none. */
static const char *
find_target (const AssayRunPortfolio *self)
{
  const char *found = find_option (self, "target");

  return found != NULL || assay_option_find (self->plan->analysis->options, "target") != NULL ? found : "";
}

static AssayPortfolioChoice
choose (const AssayRunPortfolio *self)
{
  static const char *const lgd[] = { "lgd-estimate", "lgd", NULL }, *const ead[] = { "ead-estimate", "exposure", "ead", NULL };
  const char *cutoff = find_option (self, "cutoff");

  return (AssayPortfolioChoice) {
    .model = self->plan->models->pdata[0], .data = self->frame, .target = find_target (self), .event = find_option (self, "event"), .outcome = find_option (self, "outcome"),
    .score_is = find_option (self, "score-is"), .weight = find_option (self, "weight"), .lgd = find_first_option (self, lgd), .ead = find_first_option (self, ead),
    .cutoff = cutoff != NULL && *cutoff != '\0' ? g_ascii_strtod (cutoff, NULL) : NAN, .seed = self->plan->seed, .n_threads = self->plan->n_threads,
  };
}

/* ---- opening ---- */

static gboolean
check_model (const AssayPlan *plan, GError **error)
{
  if (plan->models != NULL && plan->models->len > 0 && !plan->has_no_champion)
    return TRUE;
  g_set_error_literal (error, ASSAY_STORE_ERROR, ASSAY_STORE_ERROR_NOT_FOUND, _("This run has no model that could be asked again: its scores came with the data."));
  return FALSE;
}

AssayRunPortfolio *
assay_run_portfolio_load (AssayWorkspace *workspace, const AssayRun *run, AssayProgress *progress, GError **error)
{
  g_autoptr(AssayRunPortfolio) self = g_new0 (AssayRunPortfolio, 1);

  g_atomic_ref_count_init (&self->refs);
  self->plan = assay_plan_from_run (run, error);
  self->result = self->plan != NULL ? assay_run_load_result (workspace, run->id, error) : NULL;
  if (self->result == NULL || !assay_plan_load_models (self->plan, workspace, progress, error) || !check_model (self->plan, error)
      || !load_data (self, workspace, run, progress, error))
    return NULL;
  self->frame = assay_plan_select_rows (self->plan, self->inputs.data, &self->roles, &self->row_numbers, error);
  if (self->frame == NULL)
    return NULL;
  self->choice = choose (self);
  return g_steal_pointer (&self);
}

AssayRunPortfolio *
assay_run_portfolio_open (AssayWorkspace *workspace, const AssayRun *run, gsize most_rows, AssayProgress *progress, GError **error)
{
  g_autoptr(AssayRunPortfolio) self = assay_run_portfolio_load (workspace, run, progress, error);
  AssayPortfolioChoice choice;

  if (self == NULL)
    return NULL;
  choice = self->choice;
  choice.most_rows = most_rows;
  self->portfolio = assay_portfolio_new (&choice, progress, error);
  if (self->portfolio == NULL)
    return NULL;
  choice.most_rows = SAMPLE_ROWS;
  if (assay_portfolio_get_n_rows (self->portfolio) >= SAMPLE_FROM && (self->sample = assay_portfolio_new (&choice, progress, error)) == NULL)
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
  g_clear_pointer (&self->result, assay_result_unref);
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

const AssayPortfolioChoice *
assay_run_portfolio_get_choice (const AssayRunPortfolio *self)
{
  return &self->choice;
}

const gsize *
assay_run_portfolio_get_row_numbers (const AssayRunPortfolio *self)
{
  return self->row_numbers;
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
