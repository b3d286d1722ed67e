/* What a cut-off decides: a slider over the cut-offs of a validation, the four counts and the rates that follow. It and the ROC curve
 * point at the same place: a click on the curve moves the slider, the slider moves the mark on the curve. */
#pragma once
#include "app/selection.h"
#include "result/result.h"

G_BEGIN_DECLS

#define ASSAY_TYPE_CUTOFF_CARD (assay_cutoff_card_get_type ())
G_DECLARE_FINAL_TYPE (AssayCutoffCard, assay_cutoff_card, ASSAY, CUTOFF_CARD, GtkWidget)

/* cutoffs: the table of that id. roc: the selection of the curve's chart; NULL: there is none. first: where to begin, NaN: where events and other rows are furthest apart (KS). */
GtkWidget *assay_cutoff_card_new (AssayTable *cutoffs, AssaySelection *roc, double first);

G_END_DECLS
