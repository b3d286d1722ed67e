#include "model/forecaster.h"

const AssayForecaster *const assay_arima_forecasters[] = { NULL };
