/* Means of the past: of all of it, of the last steps, of the last same steps of the season; and the line through first and last. */
#pragma once
#include "model/forecaster.h"

G_BEGIN_DECLS

extern const AssayForecaster assay_mean_forecaster;
extern const AssayForecaster assay_drift_forecaster;
extern const AssayForecaster assay_window_mean_forecaster;             /* variant: steps, 28 */
extern const AssayForecaster assay_seasonal_window_mean_forecaster;    /* variant: seasons, 4 */

G_END_DECLS
