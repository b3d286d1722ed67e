/* Which checks are run on a case, and running them. */
#pragma once
#include "analysis/validation/validation-check.h"

G_BEGIN_DECLS

/* The checks that a run makes, in order, and why the others are not made; ended by NULL. */
typedef struct
{
  GPtrArray *checks;               /* of const AssayValidationCheck*: to run, or asked for though something is missing */
  GPtrArray *left_out;             /* of the same: nobody asked, and something is missing */
} AssayValidationSelection;
gboolean assay_validation_select (const AssayValidationCase *c, AssayValidationSelection *selection, GError **error);
/* Whether this run makes the check if there is all it needs: --checks, --profile and --tier. One that is unknown counts unless --checks names some. */
gboolean assay_validation_asks (const AssayValidationCase *c, const char *id);
void assay_validation_selection_clear (AssayValidationSelection *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AssayValidationSelection, assay_validation_selection_clear)

/* What a check would need and the case does not have, for a sentence; NULL: nothing is missing. (transfer full) */
char *assay_validation_word_missing (const AssayValidationCheck *check, const AssayValidationCase *c);

/* Runs them and adds what they found to the result. Same bytes for any number of threads. */
gboolean assay_validation_run_checks (const AssayValidationCase *c, const AssayValidationCheck *const *checks, guint n_checks, AssayResult *result,
                                      AssayProgress *progress, GError **error);

G_END_DECLS
