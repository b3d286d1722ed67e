#include "model/forecaster.h"

const AssayForecaster *const assay_decomposition_forecasters[] = { NULL };
