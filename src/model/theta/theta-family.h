/* Models that work on a seasonally adjusted series, and complex exponential smoothing. */
#pragma once
#include "model/forecaster.h"

G_BEGIN_DECLS

extern const AssayForecaster assay_theta_forecaster, assay_theta_optimised_forecaster, assay_theta_dynamic_forecaster, assay_theta_auto_forecaster;
extern const AssayForecaster assay_naive2_forecaster, assay_ses_sa_forecaster, assay_holt_sa_forecaster, assay_damped_sa_forecaster, assay_comb_forecaster;
extern const AssayForecaster assay_ces_forecaster;

G_END_DECLS
