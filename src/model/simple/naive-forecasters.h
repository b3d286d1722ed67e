/* The last value, or the last season, repeated. */
#pragma once
#include "model/forecaster.h"

G_BEGIN_DECLS

/* f[h] = y[T + h - m (k + 1)], k = floor ((h - 1) / m). */
extern const AssayForecaster assay_seasonal_naive_forecaster;
/* f[h] = the last value. */
extern const AssayForecaster assay_naive_forecaster;

G_END_DECLS
