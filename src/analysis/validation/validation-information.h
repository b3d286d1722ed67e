/* How much one feature says of the outcome: one binning and one information value, whichever check shows it. */
#pragma once
#include "analysis/validation/validation-columns.h"

G_BEGIN_DECLS

#define ASSAY_INFORMATION_WORDS 50     /* of a category that have a bin each, the most frequent first; rarer ones share one */

typedef struct
{
  double value;                    /* information value; NaN: the data have no such column */
  double p;                        /* chance of a larger one where the feature says nothing */
  guint n_bins;                    /* with a row */
  gsize n_smoothed;                /* with rows of one outcome only: half a row was added to each side of those */
} AssayInformation;

/* Of the complete rows, which have both outcomes; weights are frequencies. facts: of the feature. */
AssayInformation assay_column_information (const AssayValidationCase *c, const AssayColumnFacts *facts, guint feature);

G_END_DECLS
