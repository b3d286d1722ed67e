/* Bins of one input: ranges [from, to) of numbers that leave no gap, single numbers before them, sets of words, one bin for what is missing
 * and one for every other word. Read from a list of objects, whatever else those hold. */
#pragma once
#include "model/native/native-private.h"

G_BEGIN_DECLS

typedef struct
{
  guint n_bins;
  gboolean is_category;
  double *cuts;                    /* rising */
  guint n_cuts;
  double *specials;                /* numbers with a bin of their own */
  guint n_specials;
  guint32 *bin_of;                 /* [n_found]: bin of what is found; n_bins: there is none for this value */
  guint32 n_found;                 /* of numbers: the ranges in their order, missing, the specials; of words: their codes, the last for all others */
} NativeBins;

gboolean native_bins_read (NativeBins *self, JsonArray *from, NativeSlot *slot, const char *where, GError **error);
void native_bins_clear (NativeBins *self);
/* found[i] is below n_found, so that a table of what was wanted for each bin is looked up without going through the bin. */
void native_bins_find (const NativeBins *self, const NativeRows *rows, guint slot, guint32 *found);
/* by_bin[n_bins] as a table by what is found; NaN where there is no bin. */
double *native_bins_spread (const NativeBins *self, const double *by_bin);

G_END_DECLS
