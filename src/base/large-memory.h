/* Memory for whole columns, which the system hands out in large pages where it can.
 *
 * Fresh memory arrives page by page, when first written. In pages of 4 KiB that takes longer than most of what
 * we compute; in pages of 2 MiB (transparent huge pages, which must be asked for) it hardly counts. */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

/* Not cleared; g_free () frees it. Small sizes are plain g_malloc (). Ends the program when there is none, as g_malloc () does. */
gpointer assay_large_alloc (gsize size);

#define assay_large_new(Type, n) ((Type *) assay_large_alloc_n ((n), sizeof (Type)))
gpointer assay_large_alloc_n (gsize n, gsize size);

G_END_DECLS
