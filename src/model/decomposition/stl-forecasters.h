/* The series without its seasons forecast by any other model, the seasons put back. */
#pragma once
#include "model/forecaster.h"

G_BEGIN_DECLS

/* One season, past->season; fails where the past does not hold it twice. */
extern const AssayForecaster assay_stl_forecaster;
/* All seasons of past->seasons that the past holds twice and shows. */
extern const AssayForecaster assay_mstl_forecaster;

G_END_DECLS
