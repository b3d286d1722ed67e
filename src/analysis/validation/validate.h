/* assay validate: the validation suite on a model, or on scores that came with the data. */
#pragma once
#include "analysis/validation/validation-case.h"

G_BEGIN_DECLS

extern const AssayAnalysis assay_validate;

/* The case that a run of the task is about, without running it: to find rows again. It lives as long as what the task points to.
 * Challengers are left out. */
AssayValidationCase *assay_validate_open (const AssayTask *task, AssayProgress *progress, GError **error);

G_END_DECLS
