/* assay sensitivity: which inputs move a model, which matter together, and where it breaks. */
#pragma once
#include "analysis/analysis.h"

G_BEGIN_DECLS

extern const AssayAnalysis assay_sensitivity;

G_END_DECLS
