/* A case from plain columns, and a check run on it. */
#pragma once
#include "analysis/validation/validation-prepare.h"
#include "analysis/validation/validation-suite.h"

G_BEGIN_DECLS

/* CSV text with a header, as a frame. */
AssayFrame *validation_frame (const char *csv);

typedef struct
{
  AssayFrame *frame, *reference, *train;
  AssayTaskModel *model;
  AssayOptions *options;           /* of assay_validate; set before use */
  AssayPolicy *policy;
  AssayResult *baseline;
  GBytes *rules;                   /* lent */
  GPtrArray *notes;                /* of what was prepared last */
  guint64 seed;
  guint n_threads;
} Fixture;

/* Takes the frames; reference may be NULL. settings: name, value, …, NULL. */
Fixture *fixture_new (AssayFrame *frame, AssayFrame *reference, const char *const *settings);
void fixture_free (Fixture *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Fixture, fixture_free)

AssayValidationCase *fixture_prepare (Fixture *self, GError **error);
/* One check, judged; what it could not be run for is not assessable. Fails the test on error. */
AssayResult *fixture_run (Fixture *self, const char *check);
/* The finding of a subject; fails the test when there is none. */
const AssayCheck *fixture_find (const AssayResult *result, const char *check, const char *subject);

G_END_DECLS
