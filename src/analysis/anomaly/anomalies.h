/* The analysis "anomalies": forecast baseline, rolling Z-score, risk level for every row (cli.md section 2).
 *
 * rows: the series columns, then time, actual, forecast, residual, zscore (double), anomaly (int64 0/1), risk (category:
 * Low Medium High Critical), reason (category). */
#pragma once
#include "analysis/analysis.h"

G_BEGIN_DECLS

extern const AssayAnalysis assay_anomalies;

G_END_DECLS
