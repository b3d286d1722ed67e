/* Rules that a business declares for its data, and totals of its ledger: the --rules file.
 *
 *   {"rules": [{"name": "LTV up to 1.5", "column": "LTV", "min": 0, "max": 1.5}, {"column": "JOB", "values": ["Office", "Other"]},
 *              {"column": "AGE", "whole": true, "required": true}, {"column": "BALANCE", "total": 1234567.89, "tolerance": 0.5}]} */
#pragma once
#include "analysis/validation/validation-check.h"

G_BEGIN_DECLS

gboolean assay_validation_run_rules (const AssayValidationCheck *check, const AssayValidationCase *c, AssayValidationSink *sink, AssayProgress *progress, GError **error);
gboolean assay_validation_run_totals (const AssayValidationCheck *check, const AssayValidationCase *c, AssayValidationSink *sink, AssayProgress *progress, GError **error);

G_END_DECLS
