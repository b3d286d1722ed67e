#include "model/simple/mean-forecasters.h"
#include "model/simple/naive-forecasters.h"

const AssayForecaster *const assay_simple_forecasters[] = {
  &assay_seasonal_naive_forecaster, &assay_naive_forecaster, &assay_drift_forecaster, &assay_mean_forecaster,
  &assay_window_mean_forecaster, &assay_seasonal_window_mean_forecaster, NULL
};
