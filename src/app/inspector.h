/* What there is to know about the selected anomaly, and what is thought of it: facts, other series on that day, earlier
 * anomalies of the series, the rule, the review mark and its note.
 *
 * Follows the one selected row of the page's AssaySelection. Signals "step" (int, −1 or 1): the neighbour in the table is
 * wanted; "close". */
#pragma once
#include "app/review-book.h"
#include "app/run-data.h"
#include "app/selection.h"

G_BEGIN_DECLS

#define ASSAY_TYPE_INSPECTOR (assay_inspector_get_type ())
G_DECLARE_FINAL_TYPE (AssayInspector, assay_inspector, ASSAY, INSPECTOR, GtkWidget)

GtkWidget *assay_inspector_new (AssaySelection *selection);
void assay_inspector_set_data (AssayInspector *self, AssayRunData *data, AssayReviewBook *reviews);
void assay_inspector_set_undo (AssayInspector *self, AssayUndo *undo);
/* Keys 1 to 4. FALSE: no anomaly is selected. */
gboolean assay_inspector_mark (AssayInspector *self, AssayReview review);

G_END_DECLS
