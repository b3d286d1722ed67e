#include "model/smoothing/ets-forecasters.h"

const AssayForecaster *const assay_smoothing_forecasters[] = {
  &assay_ses_forecaster, &assay_holt_forecaster, &assay_damped_forecaster, &assay_holt_winters_forecaster, &assay_ets_forecaster, NULL
};
