/* One scenario of the editor: a row that opens to its name, severity, levels and shocks, and to what it does to a measure.
 *
 * The row proposes, the editor decides. Signal "try" (AssayScenarios* of one, char *field): what the scenario would be; the answer is NULL, or a
 * sentence that says what is wrong (taken). Signal "act" (char *what): "up", "down", "duplicate", "delete". */
#pragma once
#include <adwaita.h>
#include "analysis/sensitivity/portfolio.h"
#include "engine/stress.h"

G_BEGIN_DECLS

#define ASSAY_TYPE_SCENARIO_ROW (assay_scenario_row_get_type ())
G_DECLARE_FINAL_TYPE (AssayScenarioRow, assay_scenario_row, ASSAY, SCENARIO_ROW, AdwExpanderRow)

/* inputs: the names of those of the portfolio. */
GtkWidget *assay_scenario_row_new (AssayPortfolio *portfolio, GtkStringList *inputs);
/* Copied. What has the focus keeps it as far as it is still there. */
void assay_scenario_row_set_scenario (AssayScenarioRow *self, const AssayScenario *scenario);
const AssayScenario *assay_scenario_row_get_scenario (AssayScenarioRow *self);
/* Taken; NULL: it is being computed. problem: why there is none. */
void assay_scenario_row_take_outcome (AssayScenarioRow *self, AssayStressOutcome *outcome, const char *problem);
/* Another is on its way: what is shown is not that of what was typed. */
void assay_scenario_row_wait_outcome (AssayScenarioRow *self);
const AssayStressOutcome *assay_scenario_row_get_outcome (AssayScenarioRow *self);
/* What is wrong with something that was typed and not taken, with the focus there; NULL: nothing. */
const char *assay_scenario_row_find_problem (AssayScenarioRow *self);
void assay_scenario_row_set_measure (AssayScenarioRow *self, guint measure);
void assay_scenario_row_set_place (AssayScenarioRow *self, guint index, guint n);      /* for Move Up, Move Down */
/* Opens it and puts the focus on the name, all of it selected. */
void assay_scenario_row_edit_name (AssayScenarioRow *self);

G_END_DECLS
