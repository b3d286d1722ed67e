/* The table of scenarios of a model and its editor: each scenario a row that opens, with what it does to the measure that is looked at. Edits take
 * effect at once, can be taken back, and are kept in the workspace; a file is for others.
 *
 * Signal "run" (char *json): the user wants a run of the set, as a file would have it. */
#pragma once
#include <adwaita.h>
#include "app/undo.h"
#include "engine/stress.h"

G_BEGIN_DECLS

#define ASSAY_TYPE_SCENARIO_EDITOR (assay_scenario_editor_get_type ())
G_DECLARE_FINAL_TYPE (AssayScenarioEditor, assay_scenario_editor, ASSAY, SCENARIO_EDITOR, GtkWidget)

GtkWidget *assay_scenario_editor_new (void);
/* Once. workspace NULL: nothing is kept; model: its SHA-256; n_threads 0: all. What was kept is loaded. */
void assay_scenario_editor_set_portfolio (AssayScenarioEditor *self, AssayPortfolio *portfolio, AssayWorkspace *workspace, const char *model, guint n_threads);
void assay_scenario_editor_set_measure (AssayScenarioEditor *self, guint measure);
/* FALSE: nothing can be recorded, and nothing is offered. */
void assay_scenario_editor_set_can_run (AssayScenarioEditor *self, gboolean can_run);
/* NULL: it finds that of its page, else has one of its own. */
void assay_scenario_editor_set_undo (AssayScenarioEditor *self, AssayUndo *undo);

const AssayScenarios *assay_scenario_editor_get_scenarios (AssayScenarioEditor *self);
/* Copied, as when a file is opened. FALSE: the set says something that no file could. */
gboolean assay_scenario_editor_set_scenarios (AssayScenarioEditor *self, const AssayScenarios *scenarios, GError **error);
gboolean assay_scenario_editor_open_file (AssayScenarioEditor *self, const char *path, GError **error);
gboolean assay_scenario_editor_save_file (AssayScenarioEditor *self, const char *path, GError **error);
/* A row, as the user sees it; NULL: there is none. */
GtkWidget *assay_scenario_editor_get_row (AssayScenarioEditor *self, guint index);
/* Something is being computed or written. */
gboolean assay_scenario_editor_is_busy (AssayScenarioEditor *self);

G_END_DECLS
