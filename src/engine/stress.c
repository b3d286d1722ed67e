#include "engine/stress.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "analysis/analysis.h"
#include "analysis/sensitivity/standard-scenarios.h"
#include "base/file-write.h"

#define MOST_DRAFT (16 << 20)      /* bytes */

/* ---- one scenario ---- */

static const AssaySensitivityInput *
borrow_inputs (const AssayPortfolio *portfolio, guint *n)
{
  AssaySensitivityInput *inputs;

  *n = assay_portfolio_get_n_inputs (portfolio);
  inputs = g_new (AssaySensitivityInput, *n + 1);
  for (guint i = 0; i < *n; i++)
    inputs[i] = *assay_portfolio_get_input (portfolio, i);      /* lent: only the array is ours */
  return inputs;
}

gboolean
assay_stress_check_scenarios (const AssayPortfolio *portfolio, const AssayScenarios *scenarios, GError **error)
{
  guint n;
  g_autofree const AssaySensitivityInput *inputs = borrow_inputs (portfolio, &n);

  return assay_scenarios_check (scenarios, NULL, error) && assay_scenarios_check_inputs (scenarios, NULL, inputs, n, error);
}

static gboolean
check_one (const AssayScenario *scenario, const AssaySensitivityInput *inputs, guint n_inputs, GError **error)
{
  g_autoptr(GPtrArray) list = g_ptr_array_new ();
  AssayScenarios alone = { list };

  g_ptr_array_add (list, (gpointer) scenario);
  return assay_scenarios_check (&alone, NULL, error) && assay_scenarios_check_inputs (&alone, NULL, inputs, n_inputs, error);
}

AssayStressOutcome *
assay_stress_run_scenario (const AssayPortfolio *portfolio, const AssayScenario *scenario, guint n_threads, AssayProgress *progress, GError **error)
{
  guint n_inputs, n_shocks = scenario->shocks->len, n_measures = assay_portfolio_get_n_measures (portfolio), done = 0;
  g_autofree const AssaySensitivityInput *inputs = borrow_inputs (portfolio, &n_inputs);
  g_autofree AssayShock *shocks = g_new (AssayShock, n_shocks + 1);
  g_autoptr(AssayStressOutcome) self = NULL;

  if (!check_one (scenario, inputs, n_inputs, error))
    return NULL;
  self = g_new0 (AssayStressOutcome, 1);
  self->n_measures = n_measures;
  self->n_runs = assay_scenario_get_n_runs (scenario);
  self->n_shocks = n_shocks;
  self->joint = g_new (double, (gsize) self->n_runs * n_measures + 1);
  self->alone = g_new (double, (gsize) self->n_runs * n_shocks * n_measures + 1);
  for (guint run = 0; run < self->n_runs; run++)
    {
      assay_scenario_bind (scenario, run, inputs, n_inputs, shocks);
      for (guint k = 0; k <= n_shocks; k++)      /* the joint one first: it is what people look at */
        {
          double *values = k == 0 ? self->joint + (gsize) run * n_measures : self->alone + ((gsize) run * n_shocks + k - 1) * n_measures;

          if (k == 1 && n_shocks == 1)
            memcpy (values, self->joint + (gsize) run * n_measures, n_measures * sizeof *values);
          else if (!assay_portfolio_measure (portfolio, k == 0 ? shocks : shocks + k - 1, k == 0 ? n_shocks : 1, n_threads, progress, values, error))
            return NULL;
          if (!assay_progress_step (progress, (double) ++done / (self->n_runs * (n_shocks + 1.0)), error))
            return NULL;
        }
    }
  return g_steal_pointer (&self);
}

void
assay_stress_outcome_free (AssayStressOutcome *self)
{
  if (self == NULL)
    return;
  g_free (self->joint);
  g_free (self->alone);
  g_free (self);
}

double
assay_stress_outcome_get_joint (const AssayStressOutcome *self, guint run, guint measure)
{
  return self->joint[(gsize) run * self->n_measures + measure];
}

double
assay_stress_outcome_get_alone (const AssayStressOutcome *self, guint run, guint shock, guint measure)
{
  return self->alone[((gsize) run * self->n_shocks + shock) * self->n_measures + measure];
}

double
assay_stress_outcome_get_interaction (const AssayStressOutcome *self, guint run, guint measure, double base)
{
  double sum = 0;

  if (self->n_shocks < 2)
    return NAN;
  for (guint i = 0; i < self->n_shocks; i++)
    sum += assay_stress_outcome_get_alone (self, run, i, measure) - base;
  return assay_stress_outcome_get_joint (self, run, measure) - base - sum;
}

/* ---- a set to start from ---- */

typedef struct { const AssayPortfolio *portfolio; guint measure, n_threads; AssayProgress *progress; } Try;

static gboolean
try_shock (const AssayShock *shock, double *value, gpointer user_data, GError **error)
{
  const Try *self = user_data;

  return assay_portfolio_measure_one (self->portfolio, shock, 1, self->measure, self->n_threads, self->progress, value, error);
}

AssayScenarios *
assay_stress_make_standard (const AssayPortfolio *portfolio, guint measure, guint n_threads, AssayProgress *progress, GError **error)
{
  guint n;
  g_autofree const AssaySensitivityInput *inputs = borrow_inputs (portfolio, &n);
  Try try = { portfolio, measure, n_threads, progress };
  const AssayPortfolioMeasure *of = assay_portfolio_get_measure (portfolio, measure);
  AssayStandardChoice choice = { .inputs = inputs, .n_inputs = n, .base = assay_portfolio_get_base (portfolio)[measure], .more_is_worse = of->more_is_worse, .measure = try_shock, .user_data = &try };
  g_autoptr(AssayScenarios) set = assay_scenarios_make_standard (&choice, progress, error);

  if (set == NULL)
    return NULL;
  if (set->scenarios->len == 0)
    {
      g_set_error (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_DATA, _("No input moves “%s” to its worse side by itself, so there is no set to start from. Add a scenario of your own."), _(of->label));
      return NULL;
    }
  return assay_stress_check_scenarios (portfolio, set, error) ? g_steal_pointer (&set) : NULL;
}

/* ---- what somebody works on ---- */

/* Files that no row of the database names are no part of the workspace: they can come and go. NULL: no such model. */
static char *
draft_path (AssayWorkspace *workspace, const char *model, gboolean make)
{
  g_autofree char *folder = g_build_filename (assay_workspace_get_folder (workspace), "drafts", NULL), *name = NULL;

  if (model == NULL || *model == '\0' || strspn (model, "0123456789abcdef") != strlen (model))
    return NULL;
  if (make)
    g_mkdir (folder, 0700);
  name = g_strdup_printf ("scenarios-%s.json", model);
  return g_build_filename (folder, name, NULL);
}

AssayScenarios *
assay_scenario_draft_load (AssayWorkspace *workspace, const char *model, GError **error)
{
  g_autofree char *path = draft_path (workspace, model, FALSE), *text = NULL, *name = NULL;
  GStatBuf status;
  gsize length;

  if (path == NULL || g_stat (path, &status) != 0)
    return NULL;
  name = g_path_get_basename (path);
  if (status.st_size > MOST_DRAFT)
    {
      g_set_error (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_DATA, _("“%s” is larger than any set of scenarios."), name);
      return NULL;
    }
  if (!g_file_get_contents (path, &text, &length, error))
    return NULL;
  return length == 0 ? assay_scenarios_new () : assay_scenarios_from_json (text, length, name, error);
}

gboolean
assay_scenario_draft_save (AssayWorkspace *workspace, const char *model, const AssayScenarios *scenarios, GError **error)
{
  g_autofree char *path = draft_path (workspace, model, !assay_workspace_is_read_only (workspace)), *text = NULL;

  if (assay_workspace_is_read_only (workspace))
    {
      g_set_error (error, ASSAY_STORE_ERROR, ASSAY_STORE_ERROR_WRITE, _("The workspace can only be read: the scenarios are kept until the window is closed. Save them as a file."));
      return FALSE;
    }
  if (path == NULL)
    return TRUE;
  text = scenarios->scenarios->len > 0 ? assay_scenarios_to_json (scenarios) : g_strdup ("");
  return assay_file_write_all (path, text, strlen (text), error);
}
