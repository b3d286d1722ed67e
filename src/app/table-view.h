/* Shows a result table (AssayTable): one column view, rows made when asked for. */
#pragma once
#include <gtk/gtk.h>
#include "result/result.h"

G_BEGIN_DECLS

/* A GtkColumnView without a scroller; keeps a reference to the table. */
GtkWidget *assay_table_view_new (AssayTable *table);

G_END_DECLS
