/* What one check leaves behind, until the suite has judged all of them. */
#pragma once
#include "analysis/validation/validation-check.h"

G_BEGIN_DECLS

struct _AssayValidationSink
{
  const AssayValidationCheck *check;
  GPtrArray *findings;             /* of AssayFinding* */
  AssayResult *part;               /* metrics, tables, figures, notes */
  AssayTable *filters;             /* the rows they are about */
  const AssayResult *judged;       /* of the checks that ran before, for those that run last; else NULL */
  AssayTable *statistics;          /* of the same */
};

AssayValidationSink *assay_validation_sink_new (const AssayValidationCheck *check);
void assay_validation_sink_free (AssayValidationSink *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AssayValidationSink, assay_validation_sink_free)

/* Values of all findings with their standard errors, as the table “statistics” that a baseline keeps. NULL: there are none. */
AssayTable *assay_validation_sinks_list_statistics (AssayValidationSink *const *sinks, guint n_sinks, const AssayValidationCase *c);

/* The rows that findings, tables and figures of all sinks are about, added to a table of such filters. */
void assay_validation_sinks_list_filters (AssayValidationSink *const *sinks, guint n_sinks, const AssayValidationCase *c, AssayTable *filters);

/* Adjusts p-values over the families of all sinks, judges, and adds checks, metrics, tables, figures and notes in order. */
void assay_validation_sinks_judge (AssayValidationSink *const *sinks, guint n_sinks, const AssayValidationCase *c, AssayResult *result);

G_END_DECLS
