#include "model/forecaster.h"

const AssayForecaster *const assay_combination_forecasters[] = { NULL };
