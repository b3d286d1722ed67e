/* The baseline of an approved version: what a run found, without a row of the data, so that it can be signed, sent and held against later.
 *
 * It is an Assay result of the analysis "validate-baseline": its checks are the verdicts, its tables are
 *   statistics  check, subject, statistic, value, standard_error, n, events
 *   artifact    label, value: format, kind, SHA-256, facts of the model
 *   settings    name, value: what decides the numbers
 *   conventions check, convention
 *   bins        variable, bin, low, high, n, events: counts of the score and of each feature, words of fewer than 10 rows together. */
#pragma once
#include "analysis/validation/validation-case.h"

G_BEGIN_DECLS

AssayResult *assay_validation_baseline_new (const AssayValidationCase *c, const AssayResult *result);

/* For the checks that hold a run against one. */
AssayTable *assay_validation_describe_artifact (const AssayValidationCase *c);
AssayTable *assay_validation_describe_settings (const AssayValidationCase *c);

G_END_DECLS
