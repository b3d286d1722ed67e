#include "model/intermittent/intermittent-forecasters.h"

const AssayForecaster *const assay_intermittent_forecasters[] = {
  &assay_croston_forecaster, &assay_sba_forecaster, &assay_tsb_forecaster, &assay_adida_forecaster, &assay_imapa_forecaster, NULL
};
