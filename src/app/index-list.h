/* A list model over something that is addressed by number: rows of a frame, of a result's table, samples of a figure.
 *
 * Items (AssayIndexItem) are made when asked for and hold nothing but the number, so a list of ten million costs what its
 * order costs: nothing when it counts 0, 1, 2 …, else eight bytes each. Main thread. */
#pragma once
#include <gio/gio.h>

G_BEGIN_DECLS

#define ASSAY_TYPE_INDEX_ITEM (assay_index_item_get_type ())
G_DECLARE_FINAL_TYPE (AssayIndexItem, assay_index_item, ASSAY, INDEX_ITEM, GObject)
gsize assay_index_item_get (AssayIndexItem *self);

#define ASSAY_TYPE_INDEX_LIST (assay_index_list_get_type ())
G_DECLARE_FINAL_TYPE (AssayIndexList, assay_index_list, ASSAY, INDEX_LIST, GObject)

AssayIndexList *assay_index_list_new (void);
void assay_index_list_count_to (AssayIndexList *self, gsize n);           /* 0 … n - 1 */
void assay_index_list_set_order (AssayIndexList *self, GBytes *indexes);  /* gsize each, in this order */
gsize assay_index_list_get (AssayIndexList *self, guint position);
/* Where an index is; -1: it is not in the list. */
gint64 assay_index_list_find (AssayIndexList *self, gsize index);

G_END_DECLS
