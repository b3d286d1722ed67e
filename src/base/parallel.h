/* Runs a loop on several cores.
 *
 * Items are handed out one by one in rising order, so they should be chunks of
 * some milliseconds. What an item computes must depend on its index only, and
 * results are put together in index order by the caller: then any number of
 * threads gives the same bytes. */
#pragma once
#include "base/progress.h"

G_BEGIN_DECLS

/* worker is in [0, n_threads): for scratch that threads do not share. FALSE with an error stops the loop. */
typedef gboolean (*AssayParallelFunc) (gsize item, guint worker, gpointer user_data, GError **error);

/* n_threads 0 means assay_parallel_default_threads(). The caller's thread works too.
 * The error is that of the lowest failing item (later items may not have run), or CANCELLED. */
gboolean assay_parallel_for (guint n_threads, gsize n_items, AssayParallelFunc func, gpointer user_data,
                             AssayProgress *progress, GError **error);

guint assay_parallel_default_threads (void);   /* processors this process may use, at least 1 */

G_END_DECLS
