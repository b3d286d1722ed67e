/* Puts children in lines, as words in a paragraph: legends, chips, facts. The first child may take what its line
 * has to spare, which pushes the others to the end of it. */
#pragma once
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define ASSAY_TYPE_WRAP_LAYOUT (assay_wrap_layout_get_type ())
G_DECLARE_FINAL_TYPE (AssayWrapLayout, assay_wrap_layout, ASSAY, WRAP_LAYOUT, GtkLayoutManager)

/* Properties: "column-spacing", "row-spacing", "first-expands", "end" (lines are filled from the end). */
GtkLayoutManager *assay_wrap_layout_new (int column_spacing, int row_spacing);

G_END_DECLS
