/* The rows of the data that a finding is about, found again by the conditions that its result holds (result/row-filter.h). */
#pragma once
#include "analysis/validation/validation-check.h"
#include "result/row-filter.h"

G_BEGIN_DECLS

/* Rows of c->data, rising; a gsize each. ASSAY_ANALYSIS_ERROR: a condition names what the case does not have; or CANCELLED. */
GBytes *assay_validation_find_rows (const AssayValidationCase *c, const AssayRowFilter *filter, AssayProgress *progress, GError **error);

/* Rows that a check tells by more than conditions on columns; flag[n_rows of the data]. FALSE without error: the check has none. */
gboolean assay_validation_flag_repeats (const AssayValidationCase *c, gboolean only_id, guint8 *flag, AssayProgress *progress, GError **error);
gboolean assay_validation_flag_conflicts (const AssayValidationCase *c, guint8 *flag, AssayProgress *progress, GError **error);
gboolean assay_validation_flag_outlying (const AssayValidationCase *c, guint8 *flag, AssayProgress *progress, GError **error);
gboolean assay_validation_flag_overlap (const AssayValidationCase *c, guint8 *flag, AssayProgress *progress, GError **error);
gboolean assay_validation_flag_outside (const AssayValidationCase *c, guint8 *flag, AssayProgress *progress, GError **error);

/* Conditions that tell the rows of “Job = Sales”, a subject of checks of segments, groups and grades; 0: it is none of these.
 * terms[1]; lent by the case. */
guint assay_validation_terms_of_subject (const AssayValidationCase *c, const char *subject, AssayRowTerm *terms);

G_END_DECLS
