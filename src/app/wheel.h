/* The wheel scrolls the page, also over a table that stands on it. A table in which the focus is takes the wheel until it is at its
 * end, so that a long one can be read through without going for its scroll bar. */
#pragma once
#include <gtk/gtk.h>

G_BEGIN_DECLS

void assay_wheel_to_page (GtkScrolledWindow *inner);
/* Who is to have a step of the wheel; what assay_wheel_to_page() asks. */
gboolean assay_wheel_is_for_page (GtkScrolledWindow *inner, double dx, double dy);

G_END_DECLS
