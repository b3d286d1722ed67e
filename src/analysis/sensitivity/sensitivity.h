/* assay sensitivity: which inputs move a model, which matter together, and where it breaks. */
#pragma once
#include "analysis/analysis.h"
#include "analysis/sensitivity/sensitivity-function.h"

G_BEGIN_DECLS

extern const AssayAnalysis assay_sensitivity;

/* What a run of the task would vary, before anything is varied: where its inputs lie. */
AssaySensitivityFunction *assay_sensitivity_make_function (const AssayTask *task, AssayProgress *progress, GError **error);

G_END_DECLS
