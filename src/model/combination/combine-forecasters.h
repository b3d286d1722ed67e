/* Mean, median and weighted mean of models, and the fixed set SCUM. */
#pragma once
#include "model/forecaster.h"

G_BEGIN_DECLS

extern const AssayForecaster assay_combine_mean_forecaster, assay_combine_median_forecaster, assay_combine_inverse_error_forecaster, assay_scum_forecaster;

G_END_DECLS
