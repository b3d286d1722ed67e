/* Features cut into slices: bands of a number, or words, with the rows that are in each. */
#pragma once
#include "analysis/validation/validation-case.h"
#include "result/row-filter.h"

G_BEGIN_DECLS

#define SLICE_NONE 255             /* of no slice: a rare word */
#define MOST_SLICES 24

typedef struct
{
  const char *feature;
  guint n;                         /* slices */
  char *labels[MOST_SLICES];
  double cuts[MOST_SLICES];        /* of numbers: slice i is below cuts[i] and not below the one before */
  guint n_cuts;
  gboolean is_words;               /* a slice is a word; the last one, if missing_slice says so, is rows without a value */
  int missing_slice;               /* -1: none */
  guint8 *codes;                   /* [sample->n_complete] */
} Slicing;

/* n_bands quantile bands of a number, missing apart, by the cuts of `from` so that two samples are cut alike; or the most frequent
 * words. FALSE: nothing to tell apart. codes of other (may be NULL) go to *other_codes. */
gboolean slicing_init (Slicing *self, const char *name, gboolean is_number, AssayColumn *column, const AssayValidationSample *sample, guint n_bands,
                       AssayColumn *other, const AssayValidationSample *other_sample, guint8 **other_codes);
/* What a row of a slice meets; texts are lent. */
AssayRowTerm slicing_term (const Slicing *self, guint slice);
void slicing_clear (Slicing *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Slicing, slicing_clear)

G_END_DECLS
