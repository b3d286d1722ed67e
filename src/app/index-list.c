#include "app/index-list.h"

struct _AssayIndexItem { GObject parent_instance; gsize index; };
G_DEFINE_FINAL_TYPE (AssayIndexItem, assay_index_item, G_TYPE_OBJECT)

static void
assay_index_item_class_init (AssayIndexItemClass *class)
{
}

static void
assay_index_item_init (AssayIndexItem *self)
{
}

gsize
assay_index_item_get (AssayIndexItem *self)
{
  return self->index;
}

struct _AssayIndexList
{
  GObject parent_instance;
  gsize n;
  GBytes *order;                /* NULL: counting */
};

static void assay_index_list_iface_init (GListModelInterface *iface);
G_DEFINE_FINAL_TYPE_WITH_CODE (AssayIndexList, assay_index_list, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, assay_index_list_iface_init))

AssayIndexList *
assay_index_list_new (void)
{
  return g_object_new (ASSAY_TYPE_INDEX_LIST, NULL);
}

static void
replace (AssayIndexList *self, gsize n, GBytes *order)
{
  const gsize before = self->n;

  g_clear_pointer (&self->order, g_bytes_unref);
  self->order = order != NULL ? g_bytes_ref (order) : NULL;
  /* A list model counts with 32 bits; nobody scrolls to row four thousand million. */
  self->n = MIN (n, G_MAXUINT - 1);
  g_list_model_items_changed (G_LIST_MODEL (self), 0, (guint) before, (guint) self->n);
}

void
assay_index_list_count_to (AssayIndexList *self, gsize n)
{
  replace (self, n, NULL);
}

void
assay_index_list_set_order (AssayIndexList *self, GBytes *indexes)
{
  replace (self, g_bytes_get_size (indexes) / sizeof (gsize), indexes);
}

gsize
assay_index_list_get (AssayIndexList *self, guint position)
{
  g_return_val_if_fail (position < self->n, 0);
  return self->order != NULL ? ((const gsize *) g_bytes_get_data (self->order, NULL))[position] : position;
}

/* A plain scan: a million entries take less than a millisecond, an index of them more memory than the list. */
gint64
assay_index_list_find (AssayIndexList *self, gsize index)
{
  const gsize *order = self->order != NULL ? g_bytes_get_data (self->order, NULL) : NULL;

  if (order == NULL)
    return index < self->n ? (gint64) index : -1;
  for (gsize i = 0; i < self->n; i++)
    if (order[i] == index)
      return (gint64) i;
  return -1;
}

static GType
get_item_type (GListModel *model)
{
  return ASSAY_TYPE_INDEX_ITEM;
}

static guint
get_n_items (GListModel *model)
{
  return (guint) ASSAY_INDEX_LIST (model)->n;
}

static gpointer
get_item (GListModel *model, guint position)
{
  AssayIndexList *self = ASSAY_INDEX_LIST (model);
  AssayIndexItem *item;

  if (position >= self->n)
    return NULL;
  item = g_object_new (ASSAY_TYPE_INDEX_ITEM, NULL);
  item->index = assay_index_list_get (self, position);
  return item;
}

static void
assay_index_list_iface_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static void
assay_index_list_finalize (GObject *object)
{
  g_clear_pointer (&ASSAY_INDEX_LIST (object)->order, g_bytes_unref);
  G_OBJECT_CLASS (assay_index_list_parent_class)->finalize (object);
}

static void
assay_index_list_class_init (AssayIndexListClass *class)
{
  G_OBJECT_CLASS (class)->finalize = assay_index_list_finalize;
}

static void
assay_index_list_init (AssayIndexList *self)
{
}
