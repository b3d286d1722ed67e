/* Cells of tables: how an item of a list becomes a text, and the widgets that show it.
 *
 * Text is shown by GtkInscription, which draws a full table in half the time of GtkLabel (workbench.md section 10). */
#pragma once
#include <gtk/gtk.h>
#include "result/verdict.h"

G_BEGIN_DECLS

typedef char *(*AssayCellText) (gpointer item, gpointer user_data);       /* (transfer full) */
typedef AssayVerdict (*AssayCellVerdict) (gpointer item, gpointer user_data);

/* end: text at the end of the cell, with figures of equal width. chars: natural width. */
GtkListItemFactory *assay_cells_new_text (AssayCellText text, gpointer user_data, guint chars, gboolean end);
/* The same for the first column of a list: also gives the whole row a name. */
GtkListItemFactory *assay_cells_new_naming (AssayCellText text, AssayCellText row_name, gpointer user_data, guint chars, gboolean end);
GtkListItemFactory *assay_cells_new_verdict (AssayCellVerdict verdict, gpointer user_data);

/* Widgets that look like headers but have no name: says their titles to a screen reader. Call after the columns are there. */
void assay_cells_label_headers (GtkColumnView *view);
/* The item whose row is at a point of the view, or NULL. (transfer none) */
gpointer assay_cells_pick (GtkColumnView *view, double x, double y);

G_END_DECLS
