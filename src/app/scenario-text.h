/* Parts of a scenario as they stand in an editor's entries, and back. No widgets. */
#pragma once
#include "analysis/sensitivity/scenarios.h"

G_BEGIN_DECLS

/* "mild 0.5; moderate 1; severe 2"; "" without levels. (transfer full) */
char *assay_levels_to_text (const AssayScenario *scenario);
/* Fills levels of the scenario, which had none. FALSE with a sentence: where it is not so. */
gboolean assay_levels_from_text (const char *text, AssayScenario *scenario, GError **error);

/* What is typed for a shock: -0.2 of a relative change is "-20". (transfer full) */
char *assay_shock_amount_to_text (AssayShockKind kind, double amount);
gboolean assay_shock_amount_from_text (AssayShockKind kind, const char *text, double *amount, GError **error);
/* What stands behind the entry: "%", "sd"; of an addition the unit of the input. Never NULL. */
const char *assay_shock_kind_unit (AssayShockKind kind, const AssaySensitivityInput *input);
const char *assay_shock_kind_title (AssayShockKind kind);      /* N_("Change by Percent") */
/* A shock of this kind that says something: 1 sd, 10 %, the value it has. */
double assay_shock_kind_usual (AssayShockKind kind, const AssaySensitivityInput *input);

/* "income −20 % · rate +2". (transfer full) */
char *assay_scenario_to_text (const AssayScenario *scenario);

/* The same scenario as a set of one. */
AssayScenarios *assay_scenario_dup_alone (const AssayScenario *scenario);
/* Moves, copies and takes out within a set. */
void assay_scenarios_move (AssayScenarios *self, guint from, guint to);
void assay_scenarios_insert_copy (AssayScenarios *self, guint at, const AssayScenario *scenario, const char *name);
void assay_scenarios_remove (AssayScenarios *self, guint index);
/* A name that no scenario of the set has: "Recession (2)". (transfer full) */
char *assay_scenarios_free_name (const AssayScenarios *self, const char *wish);

G_END_DECLS
