/* The analysis "forecast": values ahead of the last date with intervals, from one or more forecast models.
 *
 * rows: the series columns, then model, origin, time, step, forecast, lower, upper (of the last level), then lower_N, upper_N of every
 * other level N. artifact: the fitted models, an assay-model of kind "forecast". */
#pragma once
#include "analysis/analysis.h"

G_BEGIN_DECLS

extern const AssayAnalysis assay_forecast;

G_END_DECLS
