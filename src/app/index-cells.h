/* Columns of tables whose rows are numbers (AssayIndexItem). Cells are GtkInscription, which is laid out in the space it has
 * instead of asking for space: twice as fast as labels to scroll. */
#pragma once
#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef enum { ASSAY_INDEX_TEXT, ASSAY_INDEX_NUMBER, ASSAY_INDEX_RISK, ASSAY_INDEX_VERDICT } AssayIndexCells;

/* The text of a cell (transfer full). RISK and VERDICT: the name as in files. */
typedef char *(*AssayIndexFunc) (gsize index, guint column, gpointer user_data);

/* user_data must outlive the view. `width`: of the cells in characters, for the natural size. */
GtkColumnViewColumn *assay_index_cells_new_column (const char *title, AssayIndexCells cells, int width,
                                                   AssayIndexFunc func, guint column, gpointer user_data);
/* Gives the view's parts names for screen readers, and its headers the alignment of their cells. Call when columns are complete. */
void assay_index_cells_finish (GtkColumnView *view, const char *label);
/* Scrolls to a row that is out of view; GTK 4.8 has no call for it. After the list was laid out. */
void assay_index_cells_scroll_to (GtkColumnView *view, guint position);
/* Puts the focus on the selected row that is in view. */
void assay_index_cells_focus_selected (GtkColumnView *view);

G_END_DECLS
