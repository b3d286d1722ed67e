/* The columns of an anomaly table as arrays. */
#pragma once
#include "analysis/anomaly/anomaly-figures.h"

G_BEGIN_DECLS

struct _AssayAnomalyRows
{
  AssayFrame *frame;
  guint n_keys;
  AssayColumn *time, *actual_column, *forecast_column, *zscore_column, *residual_column;   /* lent by the frame */
  const double *actual, *forecast, *residual, *zscore;
  const gint64 *anomaly;
  const guint32 *risk_code;
  gint8 *risk_of_code;         /* AssayRisk a word of the risk column */
  GArray *first;               /* gsize, n_series + 1 */
};

double assay_anomaly_rows_get_x (const AssayAnomalyRows *self, gsize row);        /* days, seconds or the index itself */
char *assay_anomaly_rows_dup_time (const AssayAnomalyRows *self, gsize row);      /* as text */
AssayRisk assay_anomaly_rows_get_risk (const AssayAnomalyRows *self, gsize row);
/* The commonest distance of x from row to row of a series (the median of the first thousand); 1 for a single row. */
double assay_anomaly_rows_get_step (const AssayAnomalyRows *self, gsize series);

G_END_DECLS
