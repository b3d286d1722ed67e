/* Widths of a list's columns, kept in the settings under the name of the list. */
#pragma once
#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Columns carry their id as the object data "assay-id". */
void assay_list_layout_restore (GtkColumnView *view, const char *list);
void assay_list_layout_save (GtkColumnView *view, const char *list);

G_END_DECLS
