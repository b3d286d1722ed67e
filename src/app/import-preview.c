#include "app/import-preview.h"

#include <glib/gi18n.h>

#include "app/accessible-names.h"
#include "app/index-list.h"

#define MAX_COLUMNS 40       /* more make the table slow and nobody reads them (workbench.md section 10) */

struct _AssayImportPreview
{
  AdwBin parent;

  GtkColumnView *view;
  GtkLabel *more;
  AssayIndexList *list;
  AssayFrame *rows;
  AssayType *types;
};

G_DEFINE_FINAL_TYPE (AssayImportPreview, assay_import_preview, ADW_TYPE_BIN)

const char *
assay_import_type_label (AssayType type)
{
  switch (type)
    {
    case ASSAY_TYPE_DOUBLE:
      return _("Number");
    case ASSAY_TYPE_INT64:
      return _("Whole number");
    case ASSAY_TYPE_DATE:
      return _("Date");
    case ASSAY_TYPE_DATETIME:
      return _("Date and time");
    case ASSAY_TYPE_CATEGORY:
      return _("Category");
    case ASSAY_TYPE_TEXT:
    default:
      return _("Text");
    }
}

static gboolean
is_number (AssayType type)
{
  return type == ASSAY_TYPE_DOUBLE || type == ASSAY_TYPE_INT64;
}

typedef struct { AssayImportPreview *self; guint column; } Cell;

static void
set_up_cell (GtkListItemFactory *factory, GtkListItem *item, gpointer user_data)
{
  const Cell *cell = user_data;

  gtk_list_item_set_child (item, g_object_new (GTK_TYPE_INSCRIPTION, "min-chars", 4, "nat-chars", 12, "text-overflow", GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END,
                                               "xalign", is_number (cell->self->types[cell->column]) ? 1.0 : 0.0, NULL));
  gtk_widget_add_css_class (gtk_list_item_get_child (item), "numeric");
}

static void
bind_cell (GtkListItemFactory *factory, GtkListItem *item, gpointer user_data)
{
  const Cell *cell = user_data;
  g_autoptr(GString) text = g_string_new (NULL);

  if (cell->self->rows != NULL)
    assay_column_append_cell (assay_frame_get_column (cell->self->rows, cell->column),
                              assay_index_item_get (gtk_list_item_get_item (item)), text);
  gtk_inscription_set_text (GTK_INSCRIPTION (gtk_list_item_get_child (item)), text->str);
  assay_name_row (gtk_list_item_get_child (item), text->str);
}

static void
add_column (AssayImportPreview *self, guint index)
{
  Cell *cell = g_new (Cell, 1);
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkColumnViewColumn *column;

  *cell = (Cell) { self, index };
  g_object_set_data_full (G_OBJECT (factory), "cell", cell, g_free);
  g_signal_connect (factory, "setup", G_CALLBACK (set_up_cell), cell);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cell), cell);
  column = gtk_column_view_column_new (NULL, factory);
  gtk_column_view_column_set_resizable (column, TRUE);
  gtk_column_view_column_set_expand (column, TRUE);
  gtk_column_view_append_column (self->view, column);
  g_object_unref (column);
  assay_import_preview_set_role (self, index, NULL);
}

void
assay_import_preview_set_role (AssayImportPreview *self, guint index, const char *role)
{
  GListModel *columns = gtk_column_view_get_columns (self->view);
  g_autoptr(GtkColumnViewColumn) column = g_list_model_get_item (columns, index);
  g_autofree char *title = NULL;

  if (column == NULL)
    return;
  /* TRANSLATORS: head of a column: its name, its type or its role */
  title = g_strdup_printf (_("%s · %s"), assay_column_get_name (assay_frame_get_column (self->rows, index)),
                           role != NULL ? role : assay_import_type_label (self->types[index]));
  gtk_column_view_column_set_title (column, title);
}

static void
remove_columns (AssayImportPreview *self)
{
  GListModel *columns = gtk_column_view_get_columns (self->view);

  while (g_list_model_get_n_items (columns) > 0)
    {
      g_autoptr(GtkColumnViewColumn) column = g_list_model_get_item (columns, 0);

      gtk_column_view_remove_column (self->view, column);
    }
}

void
assay_import_preview_set_rows (AssayImportPreview *self, AssayFrame *rows, const AssayType *types)
{
  guint n = rows != NULL ? assay_frame_get_n_columns (rows) : 0;

  assay_index_list_count_to (self->list, 0);
  remove_columns (self);
  g_clear_pointer (&self->rows, assay_frame_unref);
  g_clear_pointer (&self->types, g_free);
  gtk_widget_set_visible (GTK_WIDGET (self->more), n > MAX_COLUMNS);
  if (rows == NULL)
    return;
  self->rows = assay_frame_ref (rows);
  self->types = g_memdup2 (types, n * sizeof *types);
  for (guint i = 0; i < MIN (n, MAX_COLUMNS); i++)
    add_column (self, i);
  assay_index_list_count_to (self->list, assay_frame_get_n_rows (rows));
  if (n > MAX_COLUMNS)
    {
      g_autofree char *text = g_strdup_printf (ngettext ("%u more column is not shown here.", "%u more columns are not shown here.", n - MAX_COLUMNS), n - MAX_COLUMNS);

      gtk_label_set_text (self->more, text);
    }
}

static void
assay_import_preview_dispose (GObject *object)
{
  AssayImportPreview *self = ASSAY_IMPORT_PREVIEW (object);

  if (self->view != NULL)
    remove_columns (self);
  self->view = NULL;
  g_clear_object (&self->list);
  g_clear_pointer (&self->rows, assay_frame_unref);
  g_clear_pointer (&self->types, g_free);
  G_OBJECT_CLASS (assay_import_preview_parent_class)->dispose (object);
}

static void
assay_import_preview_class_init (AssayImportPreviewClass *class)
{
  G_OBJECT_CLASS (class)->dispose = assay_import_preview_dispose;
}

static void
assay_import_preview_init (AssayImportPreview *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *scroller = gtk_scrolled_window_new ();

  self->list = assay_index_list_new ();
  self->view = GTK_COLUMN_VIEW (gtk_column_view_new (GTK_SELECTION_MODEL (gtk_no_selection_new (g_object_ref (G_LIST_MODEL (self->list))))));
  gtk_column_view_set_show_column_separators (self->view, TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->view), "data-table");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL, _("First rows of the file"), -1);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), GTK_WIDGET (self->view));
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (scroller), 260);
  gtk_widget_set_vexpand (scroller, TRUE);
  gtk_widget_add_css_class (scroller, "card");
  self->more = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (self->more, 0);
  gtk_widget_add_css_class (GTK_WIDGET (self->more), "dim-label");
  gtk_widget_set_visible (GTK_WIDGET (self->more), FALSE);
  gtk_box_append (GTK_BOX (box), scroller);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->more));
  adw_bin_set_child (ADW_BIN (self), box);
}
