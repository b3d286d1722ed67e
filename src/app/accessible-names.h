/* Names for the parts of toolkit widgets that can have the focus and that GTK announces by their class ("GtkImage",
 * "GtkColumnListView", nothing at all): scrollers, lists inside column views, halves of split buttons. */
#pragma once
#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Goes through everything below root. What has a name keeps it; a nameless part takes that of the nearest thing round it, or `name`. */
void assay_name_parts (GtkWidget *root, const char *name);

/* The same for every dialog from now on, when it is shown and whenever its focus moves: rows may have come since. */
void assay_name_dialogs (void);

/* A drop-down has a button and an item of its own inside. */
void assay_name_drop_down (GtkDropDown *self, const char *name);

/* While a cell of a column view is bound: the texts of the first two cells make the name of the row. Others are passed over. */
void assay_name_row (GtkWidget *cell, const char *text);

G_END_DECLS
