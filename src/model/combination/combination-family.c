#include "model/combination/combine-forecasters.h"

const AssayForecaster *const assay_combination_forecasters[] = { &assay_combine_mean_forecaster, &assay_combine_median_forecaster,
                                                                 &assay_combine_inverse_error_forecaster, &assay_scum_forecaster, NULL };
