/* Rows that are the same: a fingerprint of 64 bits a row, from the values of its cells and not from their text, so that two tables can be compared. Two different rows share
 * one with a chance of 3 in a hundred million for a million rows. */
#pragma once
#include "analysis/validation/validation-case.h"

G_BEGIN_DECLS

/* columns[n_columns] of equal length; NULL entries count as missing everywhere. print[n]. */
gboolean assay_fingerprint_rows (AssayColumn *const *columns, guint n_columns, gsize n, guint n_threads, guint64 *print, AssayProgress *progress, GError **error);
/* Sorts; how many of the n are equal to one before them. work[n]. */
gsize assay_fingerprints_count_repeats (guint64 *print, gsize n, guint64 *work);
/* How many of print[n] are among other[m]; both sorted. */
gsize assay_fingerprints_count_shared (const guint64 *print, gsize n, const guint64 *other, gsize m);

G_END_DECLS
