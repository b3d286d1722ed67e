/* The anomalies of a run in a table: filtered by the page's scope, searched, sorted by a click on a header. Its selected
 * rows and the rows of the page's AssaySelection are the same thing.
 *
 * Filtering and sorting run on a worker; the latest question wins. Signal "activated" (gint64 row): double click or Enter. */
#pragma once
#include "app/anomaly-query.h"
#include "app/review-book.h"
#include "app/selection.h"
#include "app/width-bin.h"

G_BEGIN_DECLS

#define ASSAY_TYPE_ANOMALY_TABLE (assay_anomaly_table_get_type ())
G_DECLARE_FINAL_TYPE (AssayAnomalyTable, assay_anomaly_table, ASSAY, ANOMALY_TABLE, GtkWidget)

/* full: with all columns and a filter by review, for a view of its own; else as a card. */
GtkWidget *assay_anomaly_table_new (AssaySelection *selection, const char *title, gboolean full);
void assay_anomaly_table_set_data (AssayAnomalyTable *self, AssayRunData *data, AssayReviewBook *reviews);
void assay_anomaly_table_set_scope (AssayAnomalyTable *self, int risk, gint64 series, AssaySpan period);
/* Below MEDIUM: Date, Series, Z, Risk only; below WIDE: no Reason, which the inspector says. */
void assay_anomaly_table_set_width_class (AssayAnomalyTable *self, AssayWidthClass width_class);
void assay_anomaly_table_search (AssayAnomalyTable *self);                          /* opens the search field */
/* Selects the row after or before the selected one in the table's order; -1 when there is none. */
gint64 assay_anomaly_table_step (AssayAnomalyTable *self, int direction);
void assay_anomaly_table_select_all (AssayAnomalyTable *self);
guint assay_anomaly_table_get_n_rows (AssayAnomalyTable *self);
gboolean assay_anomaly_table_is_busy (AssayAnomalyTable *self);
/* What is shown, in its order, as CSV; NULL: nothing is loaded. (transfer full) */
char *assay_anomaly_table_to_csv (AssayAnomalyTable *self);

G_END_DECLS
