/* The forecasters of the ARIMA family. */
#pragma once
#include "model/forecaster.h"

extern const AssayForecaster assay_arima_forecaster;
extern const AssayForecaster assay_arima_fourier_forecaster;
extern const AssayForecaster assay_garch_forecaster;
