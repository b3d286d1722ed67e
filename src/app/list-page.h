/* A page that lists things: search, sorting, several selected, actions on them at the foot, and what to say when there
 * is nothing. The Datasets, Runs, Reports and Audit Trail pages are made of it. */
#pragma once
#include "app/cells.h"
#include "app/page.h"

G_BEGIN_DECLS

#define ASSAY_TYPE_LIST_PAGE (assay_list_page_get_type ())
G_DECLARE_DERIVABLE_TYPE (AssayListPage, assay_list_page, ASSAY, LIST_PAGE, AssayPage)
struct _AssayListPageClass
{
  AssayPageClass parent_class;
  void (*activate_item) (AssayListPage *self, gpointer item, gboolean new_tab);
  void (*selection_changed) (AssayListPage *self, guint n_selected);
};

typedef enum
{
  ASSAY_COLUMN_EXPAND = 1 << 0,     /* takes what is left */
  ASSAY_COLUMN_END = 1 << 1,        /* numbers */
  ASSAY_COLUMN_EXTRA = 1 << 2,      /* hidden on a narrow page */
} AssayColumnFlags;

/* Columns first, then the model. compare NULL: not sortable. */
void assay_list_page_add_column (AssayListPage *self, const char *id, const char *title, AssayCellText text,
                                 GCompareDataFunc compare, guint chars, AssayColumnFlags flags);
void assay_list_page_add_verdict_column (AssayListPage *self, const char *id, const char *title, AssayCellVerdict verdict, GCompareDataFunc compare);
/* text: everything about an item that search looks into. */
void assay_list_page_set_model (AssayListPage *self, GListModel *model, AssayCellText text);
/* action NULL: no button. */
void assay_list_page_set_empty (AssayListPage *self, const char *icon, const char *title, const char *description,
                                const char *label, const char *action);
GtkWidget *assay_list_page_add_button (AssayListPage *self, const char *label, const char *action, gboolean destructive);
GPtrArray *assay_list_page_dup_selected (AssayListPage *self);      /* of items, referenced */
GListModel *assay_list_page_get_shown (AssayListPage *self);        /* as filtered and sorted */
void assay_list_page_search (AssayListPage *self, const char *text);

G_END_DECLS
