/* Which series each row belongs to, and in which order rows come. */
#pragma once
#include "base/progress.h"
#include "data/column.h"

G_BEGIN_DECLS

/* series[n]: dense numbers from 0 in the natural order of the keys (the first key counts most, missing comes last).
 * Returns how many there are. */
guint32 assay_order_find_series (AssayColumn *const *keys, guint n_keys, gsize n, guint32 *series);

/* Rows by series, then time, then as they came; rows whose keep bit is 0 left out (NULL: all kept). NULL when they are in that order already.
 * first[n_series + 1] is filled either way. */
gsize *assay_order_sort (const guint32 *series, guint32 n_series, const gint64 *times, const guint8 *keep, gsize n, gsize *first, guint n_threads);

G_END_DECLS
