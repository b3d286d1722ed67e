#include "app/table-view.h"

#include <glib/gi18n.h>

#include "app/column-fit.h"
#include "app/index-cells.h"
#include "app/index-list.h"
#include "charts/format.h"

static char *
cell_text (gsize row, guint column, gpointer user_data)
{
  AssayTable *table = user_data;
  AssayCellType type = assay_table_get_column_type (table, column);

  /* Cells with a shape want the name as in files. */
  if (type == ASSAY_CELL_RISK || type == ASSAY_CELL_VERDICT)
    return g_strdup (assay_table_get_text (table, row, column));
  return assay_format_cell (table, row, column);
}

static AssayIndexCells
cells_for (AssayCellType type)
{
  switch (type)
    {
    case ASSAY_CELL_TEXT: return ASSAY_INDEX_TEXT;
    case ASSAY_CELL_RISK: return ASSAY_INDEX_RISK;
    case ASSAY_CELL_VERDICT: return ASSAY_INDEX_VERDICT;
    case ASSAY_CELL_DATE:
    case ASSAY_CELL_DATETIME: return ASSAY_INDEX_TEXT;
    default: return ASSAY_INDEX_NUMBER;
    }
}

GtkWidget *
assay_table_view_new (AssayTable *table)
{
  AssayIndexList *rows = assay_index_list_new ();
  GtkWidget *view = gtk_column_view_new (GTK_SELECTION_MODEL (gtk_no_selection_new (G_LIST_MODEL (rows))));
  guint n_columns = assay_table_get_n_columns (table);

  gtk_widget_add_css_class (view, "card-table");
  assay_index_list_count_to (rows, assay_table_get_n_rows (table));
  g_object_set_data_full (G_OBJECT (view), "assay-table", assay_table_ref (table), (GDestroyNotify) assay_table_unref);
  for (guint i = 0; i < n_columns; i++)
    {
      AssayIndexCells cells = cells_for (assay_table_get_column_type (table, i));
      /* The column is made as wide as its texts; a cell that asked for more would be cut off at its end, where numbers stand. */
      g_autoptr(GtkColumnViewColumn) column = assay_index_cells_new_column (_(assay_table_get_column_label (table, i)), cells, 1, cell_text, i, table);

      assay_column_fit (GTK_COLUMN_VIEW (view), column, cell_text, i, table, assay_table_get_n_rows (table));
      gtk_column_view_append_column (GTK_COLUMN_VIEW (view), column);
    }
  assay_column_fill (GTK_COLUMN_VIEW (view));
  assay_index_cells_finish (GTK_COLUMN_VIEW (view), _(assay_table_get_title (table)));
  return view;
}
