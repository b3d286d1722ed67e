#include "model/forecaster.h"

const AssayForecaster *const assay_intermittent_forecasters[] = { NULL };
