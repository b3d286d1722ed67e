#include "model/simple/naive-forecasters.h"

const AssayForecaster *const assay_simple_forecasters[] = { &assay_seasonal_naive_forecaster, &assay_naive_forecaster, NULL };
