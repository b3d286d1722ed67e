/* From data, models and options to a case that checks can read. */
#pragma once
#include "analysis/validation/validation-case.h"

G_BEGIN_DECLS

typedef struct
{
  AssayFrame *frame, *reference, *train;     /* reference, train: NULL: none */
  const AssayTaskModel *model;     /* NULL: none; the score is a column */
  AssayTaskModel *const *challengers;
  guint n_challengers;
  const AssayOptions *options;     /* of assay_validate's table */
  const char *time;                /* column; NULL: none */
  const AssayPolicy *policy;
  const AssayResult *baseline;
  GBytes *rules;
  guint64 seed;
  guint n_threads;
  gboolean is_outcomes_only;       /* scores, outcomes and weights are wanted: neither features, grades, periods nor segments */
} AssayValidationInput;

/* A case lives as long as what input points to. notes (of char*) gets what was found rather than given, and what was left out.
 * ASSAY_DATA_ERROR or ASSAY_ANALYSIS_ERROR: a column that is not there, an outcome that cannot be told; or CANCELLED. */
AssayValidationCase *assay_validation_case_new (const AssayValidationInput *input, GPtrArray *notes, AssayProgress *progress, GError **error);
void assay_validation_case_free (AssayValidationCase *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AssayValidationCase, assay_validation_case_free)

G_END_DECLS
