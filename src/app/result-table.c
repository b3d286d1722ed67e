#include "app/result-table.h"
#include "app/chart-reading.h"
#include "app/index-cells.h"
#include "app/index-list.h"
#include "app/wheel.h"
#include "charts/format.h"

#define MAX_COLUMNS 40           /* a column view realises every cell of a visible row */

struct _AssayResultTable
{
  GtkWidget parent_instance;
  GtkWidget *title, *note, *scroller;
  GtkColumnView *view;
  AssayTable *table;
};

G_DEFINE_FINAL_TYPE (AssayResultTable, assay_result_table, GTK_TYPE_WIDGET)

static char *
cell_text (gsize row, guint column, gpointer data)
{
  AssayResultTable *self = data;
  const AssayCellType type = assay_table_get_column_type (self->table, column);

  if (type == ASSAY_CELL_RISK || type == ASSAY_CELL_VERDICT)
    return g_strdup (assay_table_get_text (self->table, (guint) row, column));
  return assay_format_cell (self->table, (guint) row, column);
}

static AssayIndexCells
cells_for (AssayCellType type)
{
  switch (type)
    {
    case ASSAY_CELL_RISK: return ASSAY_INDEX_RISK;
    case ASSAY_CELL_VERDICT: return ASSAY_INDEX_VERDICT;
    case ASSAY_CELL_NUMBER:
    case ASSAY_CELL_COUNT:
    case ASSAY_CELL_FRACTION:
    case ASSAY_CELL_ZSCORE: return ASSAY_INDEX_NUMBER;
    default: return ASSAY_INDEX_TEXT;
    }
}

/* As wide as what stands in its first rows, within reason. */
static int
width_of (AssayResultTable *self, guint column)
{
  const guint n = MIN (assay_table_get_n_rows (self->table), 50);
  glong longest = 3;

  for (guint row = 0; row < n; row++)
    {
      g_autofree char *text = cell_text (row, column, self);

      longest = MAX (longest, text != NULL ? g_utf8_strlen (text, -1) : 0);
    }
  return (int) MIN (longest, 28);
}

static void
add_columns (AssayResultTable *self)
{
  const guint n = MIN (assay_table_get_n_columns (self->table), MAX_COLUMNS);

  for (guint i = 0; i < n; i++)
    {
      const AssayCellType type = assay_table_get_column_type (self->table, i);
      const char *title = assay_translate (assay_table_get_column_label (self->table, i));
      GtkColumnViewColumn *column = assay_index_cells_new_column (title, cells_for (type), width_of (self, i), cell_text, i, self);

      gtk_column_view_column_set_expand (column, type == ASSAY_CELL_TEXT);
      gtk_column_view_append_column (self->view, column);
      g_object_unref (column);
    }
}

static void
assay_result_table_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  g_clear_pointer (&ASSAY_RESULT_TABLE (object)->table, assay_table_unref);
  G_OBJECT_CLASS (assay_result_table_parent_class)->dispose (object);
}

static void
assay_result_table_class_init (AssayResultTableClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = assay_result_table_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/assay_workbench/Assay/ui/result-table.ui");
  gtk_widget_class_bind_template_child (widget_class, AssayResultTable, title);
  gtk_widget_class_bind_template_child (widget_class, AssayResultTable, note);
  gtk_widget_class_bind_template_child (widget_class, AssayResultTable, scroller);
  gtk_widget_class_bind_template_child (widget_class, AssayResultTable, view);
}

static void
assay_result_table_init (AssayResultTable *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
assay_result_table_new (AssayTable *table)
{
  AssayResultTable *self = g_object_new (ASSAY_TYPE_RESULT_TABLE, NULL);
  AssayIndexList *rows = assay_index_list_new ();
  GtkSingleSelection *model = gtk_single_selection_new (G_LIST_MODEL (rows));
  const char *title = assay_translate (assay_table_get_title (table));

  self->table = assay_table_ref (table);
  gtk_single_selection_set_autoselect (model, FALSE);
  gtk_single_selection_set_can_unselect (model, TRUE);
  assay_index_list_count_to (rows, assay_table_get_n_rows (table));
  gtk_label_set_text (GTK_LABEL (self->title), title);
  gtk_label_set_text (GTK_LABEL (self->note), assay_translate (assay_table_get_note (table)));
  add_columns (self);
  gtk_column_view_set_model (self->view, GTK_SELECTION_MODEL (model));
  g_object_unref (model);
  assay_index_cells_finish (self->view, title);
  assay_wheel_to_page (GTK_SCROLLED_WINDOW (self->scroller));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->scroller), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  return GTK_WIDGET (self);
}
