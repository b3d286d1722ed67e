/* The first view of a run: the answer in one sentence, the key numbers, the charts, the anomalies. A run of "anomalies" has
 * linked charts of one series at a time; any other result shows its figures and tables as they are. */
#pragma once
#include "app/anomaly-table.h"
#include "app/chart-card.h"
#include "app/forecast-card.h"
#include "app/width-bin.h"

G_BEGIN_DECLS

#define ASSAY_TYPE_RUN_SUMMARY (assay_run_summary_get_type ())
G_DECLARE_FINAL_TYPE (AssayRunSummary, assay_run_summary, ASSAY, RUN_SUMMARY, GtkWidget)

/* Signals: "show-checks"; "activated" (gint64 row) of the table. */
GtkWidget *assay_run_summary_new (AssaySelection *selection);
void assay_run_summary_set_data (AssayRunSummary *self, AssayRunData *data, AssayReviewBook *reviews);
/* reveal: an x to have in view then; NaN: none. */
void assay_run_summary_show_series (AssayRunSummary *self, gsize series, double reveal);
void assay_run_summary_set_width_class (AssayRunSummary *self, AssayWidthClass width_class);
AssayChartCard *assay_run_summary_get_main_card (AssayRunSummary *self);       /* NULL: none */
AssayAnomalyTable *assay_run_summary_get_table (AssayRunSummary *self);        /* NULL: none */
AssayForecastCard *assay_run_summary_get_forecast_card (AssayRunSummary *self);      /* NULL: none */
/* The past of a run of forecasts, once it is there. */
void assay_run_summary_set_history (AssayRunSummary *self, AssayPanel *history);
gboolean assay_run_summary_is_busy (AssayRunSummary *self);                     /* charts are being made */

/* Does a figure or table of that id belong to the view of residuals? That of an anomaly run is on its summary. */
gboolean assay_run_is_residual (const char *id, const char *section);

/* The answer first: which model is best, or what the worst check says. Translated. (transfer full) */
char *assay_run_answer (AssayResult *result);
/* "82 series · 149,999 rows · 1 Jan 2013 – 31 Dec 2017". (transfer full) */
char *assay_run_scope_text (AssayResult *result);

G_END_DECLS
