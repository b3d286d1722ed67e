#include "engine/stress.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "analysis/analysis.h"
#include "base/file-write.h"

#define MOST_STANDARD 8            /* inputs that move together; more are nothing that anybody would follow */
#define LEAST_EFFECT 1e-9          /* of the largest: less is rounding */
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

typedef struct
{
  guint input;
  double effect;                   /* how much worse, one way; never negative */
  int side;                        /* of a number: which way is worse, +1 or -1 */
  guint word;                      /* of words: the worst */
} Push;

static int
compare_pushes (gconstpointer a, gconstpointer b)
{
  const Push *x = a, *y = b;

  return x->effect != y->effect ? (x->effect < y->effect) - (x->effect > y->effect) : (x->input > y->input) - (x->input < y->input);
}

/* How much worse than `base`; NaN counts as no worse. */
static gboolean
try_shock (const AssayPortfolio *portfolio, const AssayShock *shock, guint measure, guint n_threads, AssayProgress *progress, double *worse, GError **error)
{
  double value, base = assay_portfolio_get_base (portfolio)[measure];

  if (!assay_portfolio_measure_one (portfolio, shock, 1, measure, n_threads, progress, &value, error))
    return FALSE;
  *worse = (value - base) * (assay_portfolio_get_measure (portfolio, measure)->more_is_worse ? 1 : -1);
  if (isnan (*worse))
    *worse = 0;
  return TRUE;
}

static gboolean
push_input (const AssayPortfolio *portfolio, guint i, guint measure, guint n_threads, AssayProgress *progress, Push *push, GError **error)
{
  const AssaySensitivityInput *input = assay_portfolio_get_input (portfolio, i);
  guint n_tries = input->words != NULL ? MIN (input->n_values, 50) : input->sd > 0 ? 2 : 0;

  *push = (Push) { .input = i };
  for (guint k = 0; k < n_tries; k++)
    {
      AssayShock shock = { i, input->words != NULL ? ASSAY_SHOCK_SET : ASSAY_SHOCK_SD, input->words != NULL ? input->values[k] : k == 0 ? 1 : -1 };
      double worse;

      if (!try_shock (portfolio, &shock, measure, n_threads, progress, &worse, error))
        return FALSE;
      if (worse > push->effect)
        *push = (Push) { i, worse, k == 0 ? 1 : -1, input->words != NULL ? (guint) input->values[k] : 0 };
    }
  return TRUE;
}

static void
add_levels (AssayScenario *scenario)
{
  assay_scenario_add_level (scenario, _("mild"), 0.5);
  assay_scenario_add_level (scenario, _("moderate"), 1);
  assay_scenario_add_level (scenario, _("severe"), 2);
}

/* side 1: to the worse, -1: to the better. Levels cannot multiply words, which have a scenario of their own. */
static void
add_moves (AssayScenarios *set, const AssayPortfolio *portfolio, const char *name, const Push *pushes, guint n, int side)
{
  AssayScenario *scenario = NULL;

  for (guint i = 0; i < n; i++)
    {
      const AssaySensitivityInput *input = assay_portfolio_get_input (portfolio, pushes[i].input);

      if (input->words != NULL)
        continue;
      if (scenario == NULL)
        {
          scenario = assay_scenarios_add (set, name, NULL);
          add_levels (scenario);
        }
      assay_scenario_add_shock (scenario, input->name, ASSAY_SHOCK_SD, side * pushes[i].side);
    }
}

static void
add_tails (AssayScenarios *set, const AssayPortfolio *portfolio, const Push *pushes, guint n)
{
  AssayScenario *scenario = assay_scenarios_add (set, _("Adverse tails"), _("severe"));

  for (guint i = 0; i < n; i++)
    {
      const AssaySensitivityInput *input = assay_portfolio_get_input (portfolio, pushes[i].input);

      if (input->words != NULL)
        assay_scenario_add_word (scenario, input->name, input->words[pushes[i].word]);
      else
        assay_scenario_add_shock (scenario, input->name, ASSAY_SHOCK_PERCENTILE, pushes[i].side > 0 ? 95 : 5);
    }
}

static const Push *
first_number (const AssayPortfolio *portfolio, const Push *pushes, guint n)
{
  for (guint i = 0; i < n; i++)
    if (assay_portfolio_get_input (portfolio, pushes[i].input)->words == NULL)
      return &pushes[i];
  return NULL;
}

AssayScenarios *
assay_stress_make_standard (const AssayPortfolio *portfolio, guint measure, guint n_threads, AssayProgress *progress, GError **error)
{
  guint k = assay_portfolio_get_n_inputs (portfolio), n = 0;
  g_autofree Push *pushes = g_new (Push, k + 1);
  g_autoptr(AssayScenarios) set = NULL;
  const Push *first;

  for (guint i = 0; i < k; i++)
    if (!push_input (portfolio, i, measure, n_threads, progress, &pushes[i], error) || !assay_progress_step (progress, (i + 1.0) / k, error))
      return NULL;
  qsort (pushes, k, sizeof *pushes, compare_pushes);
  while (n < MIN (k, MOST_STANDARD) && pushes[n].effect > 0 && pushes[n].effect >= LEAST_EFFECT * pushes[0].effect)
    n++;
  if (n == 0)
    {
      g_set_error (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_DATA, _("No input moves “%s” to its worse side by itself, so there is no set to start from. Add a scenario of your own."),
                   _(assay_portfolio_get_measure (portfolio, measure)->label));
      return NULL;
    }
  set = assay_scenarios_new ();
  first = first_number (portfolio, pushes, n);
  add_moves (set, portfolio, _("Inputs adverse together"), pushes, n, 1);
  if (first != NULL && n > 1)
    {
      const char *name = assay_portfolio_get_input (portfolio, first->input)->name;
      /* Translators: the name of an input */
      g_autofree char *text = g_strdup_printf (_("%s alone"), name);

      add_moves (set, portfolio, strlen (text) <= ASSAY_SCENARIO_MOST_NAME ? text : _("Strongest input alone"), first, 1, 1);
    }
  add_tails (set, portfolio, pushes, MIN (n, 3));
  add_moves (set, portfolio, _("Inputs favorable together"), pushes, n, -1);
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

char *
assay_stress_keep_scenarios (AssayWorkspace *workspace, const char *text, char **sha256, GError **error)
{
  g_autofree char *folder = g_build_filename (assay_workspace_get_folder (workspace), "scenarios", NULL), *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);
  g_autofree char *name = g_strdup_printf ("%.16s.json", hash), *path = g_build_filename (folder, name, NULL);

  if (assay_workspace_is_read_only (workspace))
    {
      g_set_error (error, ASSAY_STORE_ERROR, ASSAY_STORE_ERROR_WRITE, _("The workspace can only be read: a run cannot be recorded in it."));
      return NULL;
    }
  g_mkdir (folder, 0700);
  if (!assay_file_write_all (path, text, strlen (text), error))
    return NULL;
  *sha256 = g_steal_pointer (&hash);
  return g_steal_pointer (&path);
}
