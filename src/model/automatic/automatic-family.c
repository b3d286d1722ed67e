#include "model/forecaster.h"

const AssayForecaster *const assay_automatic_forecasters[] = { NULL };
