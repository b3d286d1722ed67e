/* Scenarios on the portfolio behind a run, as the window asks for them: one scenario at a time, each shock alone and all together; a set to start
 * from; and the set that somebody works on, kept in the workspace so that nothing is lost before it is saved or run. Blocking: for workers. */
#pragma once
#include "analysis/sensitivity/portfolio.h"
#include "analysis/sensitivity/scenarios.h"
#include "store/workspace.h"

G_BEGIN_DECLS

typedef struct
{
  guint n_measures, n_runs, n_shocks;
  double *joint;                   /* [n_runs][n_measures]; NaN: undefined under the shocks */
  double *alone;                   /* [n_runs][n_shocks][n_measures] */
} AssayStressOutcome;

/* ERROR_DATA when the scenario does not fit the inputs. */
AssayStressOutcome *assay_stress_run_scenario (const AssayPortfolio *portfolio, const AssayScenario *scenario, guint n_threads, AssayProgress *progress, GError **error);
void assay_stress_outcome_free (AssayStressOutcome *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AssayStressOutcome, assay_stress_outcome_free)
double assay_stress_outcome_get_joint (const AssayStressOutcome *self, guint run, guint measure);
double assay_stress_outcome_get_alone (const AssayStressOutcome *self, guint run, guint shock, guint measure);
/* What the shocks do together beyond what they do one by one; base: of the measure. NaN for one shock. */
double assay_stress_outcome_get_interaction (const AssayStressOutcome *self, guint run, guint measure, double base);

/* Fits a set to a portfolio: as assay_scenarios_check() and _check_inputs() with its inputs. */
gboolean assay_stress_check_scenarios (const AssayPortfolio *portfolio, const AssayScenarios *scenarios, GError **error);

/* A set to start from, as assay_scenarios_make_standard() has it for this measure. NULL with error: cancelled, or no input moves the measure. */
AssayScenarios *assay_stress_make_standard (const AssayPortfolio *portfolio, guint measure, guint n_threads, AssayProgress *progress, GError **error);

/* One set a model, by its SHA-256. NULL without error: there is none. */
AssayScenarios *assay_scenario_draft_load (AssayWorkspace *workspace, const char *model, GError **error);
/* An empty set is kept too: somebody deleted the last one. A read-only workspace is an error. */
gboolean assay_scenario_draft_save (AssayWorkspace *workspace, const char *model, const AssayScenarios *scenarios, GError **error);

G_END_DECLS
