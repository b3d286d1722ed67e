/* Names for the parts of toolkit widgets that can have the focus and that GTK announces by their class ("GtkImage",
 * "GtkColumnListView", nothing at all): scrollers, lists inside column views, halves of split buttons. */
#pragma once
#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Goes through everything below root. What has a name keeps it; a nameless part takes that of the nearest thing round it, or `name`. */
void assay_name_parts (GtkWidget *root, const char *name);

G_END_DECLS
