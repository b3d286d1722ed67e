/* The pictures of an anomaly run, made from its rows: by the analysis for the result, by the window for any series
 * the user picks. The figures lend the frame's memory where they can. */
#pragma once
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

/* One series. max_points 0: all of them; else thinned to a minimum and a maximum in equal stretches of time, with every
 * anomaly kept, and the subtitle says so. */
AssayFigure *assay_anomaly_figure_forecast (const AssayAnomalyRows *self, gsize series, gsize max_points);
AssayFigure *assay_anomaly_figure_zscore (const AssayAnomalyRows *self, gsize series, double threshold, gsize max_points);
/* All series. */
AssayFigure *assay_anomaly_figure_risk (const AssayAnomalyRows *self);
AssayFigure *assay_anomaly_figure_residuals (const AssayAnomalyRows *self);
/* One series: autocorrelation of the residuals with the band +-1.96/sqrt(n). */
AssayFigure *assay_anomaly_figure_acf (const AssayAnomalyRows *self, gsize series, guint n_lags);

G_END_DECLS
