/* What a report needs to say of a validation beside what the checks found: which models, of what card, which samples with what left out,
 * which limits are not the default, and what each column is. */
#pragma once
#include "analysis/validation/validation-case.h"

G_BEGIN_DECLS

/* Adds the tables validated-models, model-card, samples, thresholds and dictionary; none that would be empty. */
void assay_validation_record (const AssayValidationCase *c, const AssayTask *task, AssayResult *result);

G_END_DECLS
