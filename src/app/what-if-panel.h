/* What If: sliders on the inputs of a run's model. In one case they are its values, and what comes out are its score, its decision and what would have to change; in the
 * portfolio they are moves of all rows, and what comes out are the measures, the decisions that switch and the scores before and after.
 *
 * Answers are computed on workers while a slider moves, the latest position only; where all rows would take too long, some of them speak first, said so, and all of them as
 * soon as the slider rests. Signal "input-selected" (char *name): somebody moved that input. */
#pragma once
#include "analysis/sensitivity/scenarios.h"
#include "app/undo.h"
#include "app/width-bin.h"
#include "engine/what-if-case.h"
#include "result/result.h"

G_BEGIN_DECLS

#define ASSAY_TYPE_WHAT_IF_PANEL (assay_what_if_panel_get_type ())
G_DECLARE_FINAL_TYPE (AssayWhatIfPanel, assay_what_if_panel, ASSAY, WHAT_IF_PANEL, AssayWidthBin)

/* Opens model and data of the run when it is first mapped. */
GtkWidget *assay_what_if_panel_new (AssayWorkspace *workspace, gint64 run);
GtkWidget *assay_what_if_panel_new_for (AssayWhatIf *what_if);
/* The result of a sensitivity run: inputs are then listed by their importance in it. NULL: by the model's order. */
void assay_what_if_panel_set_importance (AssayWhatIfPanel *self, AssayResult *sensitivity);
/* Where steps can be taken back; NULL: nowhere. */
void assay_what_if_panel_set_undo (AssayWhatIfPanel *self, AssayUndo *undo);
/* Puts the slider of that input into sight. */
void assay_what_if_panel_select_input (AssayWhatIfPanel *self, const char *name);

typedef enum { ASSAY_WHAT_IF_CASE, ASSAY_WHAT_IF_PORTFOLIO } AssayWhatIfMode;
void assay_what_if_panel_set_mode (AssayWhatIfPanel *self, AssayWhatIfMode mode);
/* number: of a row of the data, from 1; 0: the typical case. */
void assay_what_if_panel_set_row (AssayWhatIfPanel *self, gsize number);
/* As somebody who moves a slider would. FALSE: there is no such input. */
gboolean assay_what_if_panel_move (AssayWhatIfPanel *self, const char *input, double value);
/* What is moved now, as a scenario of that name; NULL: nothing is. (transfer full) */
AssayScenarios *assay_what_if_panel_make_scenario (AssayWhatIfPanel *self, const char *name);
/* What pictures and tests ask for: "case", "portfolio", "row=17", "sd", "percent", "units", "Loan=25000" (of a word its index). FALSE: there is no such thing. */
gboolean assay_what_if_panel_show_state (AssayWhatIfPanel *self, const char *text);
/* It opens, or an answer is under way. */
gboolean assay_what_if_panel_is_busy (AssayWhatIfPanel *self);
/* The answer that is shown; NULL: none yet. (transfer none) */
const AssayCaseAnswer *assay_what_if_panel_get_case (AssayWhatIfPanel *self);
const AssayWhatIfAnswer *assay_what_if_panel_get_answer (AssayWhatIfPanel *self);

G_END_DECLS
