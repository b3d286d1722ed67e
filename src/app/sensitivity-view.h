/* The sensitivity of what a run is about, on the page of the run: which inputs move it (Influence), how (Shapes), what it would have said
 * if … (What If), and how far it can be moved before it breaks (Stress).
 *
 * A sensitivity run shows itself; any other run the newest sensitivity run of the same model on the same data, or, where there is none, a card
 * that starts one and fills as it comes. Nothing is read before somebody looks.
 *
 * What If and Stress are slots. What hangs there is made by the run page (see build_sensitivity() in run-page.c) and begins its work when it is
 * mapped. It learns of an input that was picked in a chart or table from the signal "input-selected" (char *name), and passes one that is picked
 * in it to assay_sensitivity_view_select_input(). */
#pragma once
#include "app/run-data.h"
#include "app/width-bin.h"

G_BEGIN_DECLS

#define ASSAY_TYPE_SENSITIVITY_VIEW (assay_sensitivity_view_get_type ())
G_DECLARE_FINAL_TYPE (AssaySensitivityView, assay_sensitivity_view, ASSAY, SENSITIVITY_VIEW, GtkBox)

/* project NULL: in a test, of a sensitivity run only. */
GtkWidget *assay_sensitivity_view_new (AssayProject *project, AssayRunData *data);

/* Takes the widget; the inner page is there from then on. */
void assay_sensitivity_view_set_what_if (AssaySensitivityView *self, GtkWidget *widget);
void assay_sensitivity_view_set_stress (AssaySensitivityView *self, GtkWidget *widget);

/* "influence", "shapes", "what-if", "stress" */
void assay_sensitivity_view_show_page (AssaySensitivityView *self, const char *name);
const char *assay_sensitivity_view_get_page (AssaySensitivityView *self);
/* The input that is picked; NULL: none. A name that no input has is taken as it is: the slots may know it. */
const char *assay_sensitivity_view_get_input (AssaySensitivityView *self);
void assay_sensitivity_view_select_input (AssaySensitivityView *self, const char *input);
/* What is shown; NULL: nothing yet. (transfer none) */
AssayResult *assay_sensitivity_view_get_result (AssaySensitivityView *self);

void assay_sensitivity_view_set_width_class (AssaySensitivityView *self, AssayWidthClass width_class);
/* It looks for a run, reads one, or makes pictures. A run that is under way is no such thing. */
gboolean assay_sensitivity_view_is_busy (AssaySensitivityView *self);

G_END_DECLS
