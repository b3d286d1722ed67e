/* What a result says of an anomaly scan: its key figures, checks, tables and pictures. */
#pragma once
#include "analysis/analysis.h"
#include "analysis/anomaly/anomaly-figures.h"
#include "analysis/anomaly/anomaly-scan-private.h"

G_BEGIN_DECLS

void anomaly_add_checks (AssayResult *result, const AnomalyScan *scan, const AssayTask *task);
void anomaly_add_metrics (AssayResult *result, const AnomalyScan *scan);      /* after the checks, whose verdicts it shows */
gboolean anomaly_add_tables (AssayResult *result, const AnomalyScan *scan, AssayProgress *progress, GError **error);
gboolean anomaly_add_figures (AssayResult *result, const AnomalyScan *scan, AssayFrame *rows, const AssayRoles *roles,
                              AssayProgress *progress, GError **error);

/* The mean chance of the scored rows (recent: of those in the last `window` steps) that |z| of independent normal values reaches the
 * cut, each by the number of values in its window. */
double anomaly_chance (const AnomalyScan *scan, double cut, gboolean recent);

/* Series in the order of how much they need looking at: the largest |z| in the last `window` steps first. [n_series] */
gsize *anomaly_rank_recent (const AnomalyScan *scan);
gint64 anomaly_latest_time (const AnomalyScan *scan);       /* G_MININT64: no rows */

/* Residuals of a series on a grid of its calendar steps: its own noun, since checks and figures both look back with it. */
/* The one of the largest size, with its sign. */
double anomaly_largest_autocorrelation (const AnomalyScan *scan, gsize series, guint *n_lags, guint *lag, double *p_value);
/* Sum of the errors (forecast less actual) of the last `window` rows that have one, over their mean size. NaN: fewer than `window`. */
double anomaly_tracking_signal (const AnomalyScan *scan, gsize series);

G_END_DECLS
