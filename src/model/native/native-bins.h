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
  guint32 *special_bins;
  guint n_specials;
  guint32 *map;                    /* what is found -> bin: of ranges [n_cuts + 2], the last for missing; of words by code */
  guint32 n_map;
  guint32 other;                   /* of words that are known elsewhere only */
} NativeBins;

/* Found as n_bins: there is no bin for this value. */
gboolean native_bins_read (NativeBins *self, JsonArray *from, NativeSlot *slot, const char *where, GError **error);
void native_bins_clear (NativeBins *self);
void native_bins_find (const NativeBins *self, const NativeRows *rows, guint slot, guint32 *bin);

G_END_DECLS
