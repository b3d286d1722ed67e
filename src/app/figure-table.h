/* A figure as a table: the complete equivalent of a chart for those who do not see it. Linked charts become one table.
 * The selected row and the pin of the charts are the same thing. */
#pragma once
#include "app/chart-view.h"

G_BEGIN_DECLS

#define ASSAY_TYPE_FIGURE_TABLE (assay_figure_table_get_type ())
G_DECLARE_FINAL_TYPE (AssayFigureTable, assay_figure_table, ASSAY, FIGURE_TABLE, GtkWidget)

/* charts share their x; axis is where they look. */
GtkWidget *assay_figure_table_new (AssayChart *const *charts, guint n_charts, AssaySelection *axis);

G_END_DECLS
