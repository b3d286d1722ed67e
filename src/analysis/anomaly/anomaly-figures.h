/* The pictures of an anomaly run, made from its rows: by the analysis for the result, by the window for any series
 * the user picks. The figures lend the frame's memory where they can.
 *
 * Each carries its finding, made from the numbers, and a convention; whoever knows more (the name of the value, the
 * window) sets better ones. Without data a figure has series without a value: see _has_data. */
#pragma once
#include "base/progress.h"
#include "data/frame.h"
#include "result/figure.h"

G_BEGIN_DECLS

/* Where each series begins and ends in the rows (sorted by series, then time), read from the columns before "time". */
typedef struct _AssayAnomalyRows AssayAnomalyRows;
AssayAnomalyRows *assay_anomaly_rows_new (AssayFrame *rows, GError **error);
void assay_anomaly_rows_free (AssayAnomalyRows *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AssayAnomalyRows, assay_anomaly_rows_free)
gsize assay_anomaly_rows_get_n_series (const AssayAnomalyRows *self);
char *assay_anomaly_rows_dup_label (const AssayAnomalyRows *self, gsize series);
gsize assay_anomaly_rows_get_first (const AssayAnomalyRows *self, gsize series);      /* n_series gives n_rows */
gsize assay_anomaly_rows_find_series (const AssayAnomalyRows *self, gsize row);
AssayFrame *assay_anomaly_rows_get_frame (const AssayAnomalyRows *self);

/* One series: its last n_last rows, and the subtitle says so; n_last 0: all of them. */
AssayFigure *assay_anomaly_figure_forecast (const AssayAnomalyRows *self, gsize series, gsize n_last);
AssayFigure *assay_anomaly_figure_zscore (const AssayAnomalyRows *self, gsize series, double threshold, gsize n_last);
/* All series. */
AssayFigure *assay_anomaly_figure_risk (const AssayAnomalyRows *self);
AssayFigure *assay_anomaly_figure_residuals (const AssayAnomalyRows *self, AssayProgress *progress, GError **error);      /* NULL: cancelled */
/* How many anomalies of each risk level there are in each day, week, month … of the whole span; a period without a scored
 * row is empty, not 0. Without data when there is no anomaly or only one period. */
AssayFigure *assay_anomaly_figure_over_time (const AssayAnomalyRows *self);
/* One series: autocorrelation of its last 100,000 steps of residuals, with the band +-1.96/sqrt(n). Lags count steps by the
 * calendar, so a missing row does not shift them. */
AssayFigure *assay_anomaly_figure_acf (const AssayAnomalyRows *self, gsize series, guint n_lags);

gboolean assay_anomaly_figure_has_data (const AssayFigure *figure);

G_END_DECLS
