#include "model/decomposition/stl-forecasters.h"

const AssayForecaster *const assay_decomposition_forecasters[] = { &assay_stl_forecaster, &assay_mstl_forecaster, NULL };
