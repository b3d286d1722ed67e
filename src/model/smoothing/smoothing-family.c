#include "model/forecaster.h"

const AssayForecaster *const assay_smoothing_forecasters[] = { NULL };
