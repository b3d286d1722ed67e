#include "model/forecaster.h"

const AssayForecaster *const assay_theta_forecasters[] = { NULL };
