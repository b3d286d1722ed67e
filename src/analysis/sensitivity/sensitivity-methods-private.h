/* The methods that there are, and what the rows of the main table are kept as. */
#pragma once
#include "analysis/sensitivity/sensitivity-method.h"

G_BEGIN_DECLS

typedef struct { const char *method; char *input; const char *measure; AmInterval value; } SensitivityRow;

extern const AssaySensitivityMethod assay_sensitivity_oat, assay_sensitivity_morris, assay_sensitivity_sobol;

G_END_DECLS
