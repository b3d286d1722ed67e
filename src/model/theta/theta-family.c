#include "model/theta/theta-family.h"

const AssayForecaster *const assay_theta_forecasters[] = { &assay_theta_forecaster, &assay_theta_optimised_forecaster, &assay_theta_dynamic_forecaster,
                                                           &assay_theta_auto_forecaster, &assay_naive2_forecaster, &assay_ses_sa_forecaster,
                                                           &assay_holt_sa_forecaster, &assay_damped_sa_forecaster, &assay_comb_forecaster,
                                                           &assay_ces_forecaster, NULL };
