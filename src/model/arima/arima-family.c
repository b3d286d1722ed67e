#include "model/arima/arima-family.h"

const AssayForecaster *const assay_arima_forecasters[] = { &assay_arima_forecaster, &assay_arima_fourier_forecaster, &assay_garch_forecaster, NULL };
