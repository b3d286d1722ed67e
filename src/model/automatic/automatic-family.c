#include "model/automatic/automatic-forecaster.h"

const AssayForecaster *const assay_automatic_forecasters[] = { &assay_auto_forecaster, NULL };
