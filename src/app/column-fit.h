/* Widths of table columns from what is in them. GtkInscription is laid out in the space it gets, so a column view would squeeze many
 * columns into the window until nothing can be read; with fixed widths it scrolls sideways. */
#pragma once
#include "app/index-cells.h"

G_BEGIN_DECLS

/* Sets the width of a column by its title and the first cells, as the view would draw them. */
void assay_column_fit (GtkColumnView *view, GtkColumnViewColumn *column, AssayIndexFunc func, guint index, gpointer user_data, gsize n_rows);
/* Takes what is left at the end: a column view narrower than its window draws the shadow of having scrolled too far. */
void assay_column_fill (GtkColumnView *view);

G_END_DECLS
