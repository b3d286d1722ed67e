/* The model that does best on the end of the past, chosen anew for every past. */
#pragma once
#include "model/forecaster.h"

G_BEGIN_DECLS

extern const AssayForecaster assay_auto_forecaster;

G_END_DECLS
