/* assay validate: the validation suite on a model, or on scores that came with the data. */
#pragma once
#include "analysis/analysis.h"

G_BEGIN_DECLS

extern const AssayAnalysis assay_validate;

G_END_DECLS
