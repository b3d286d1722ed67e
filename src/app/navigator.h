/* The whole of a series in a strip, with a window on what the charts above show. The window is dragged; each of its two
 * handles is a focus stop that the arrow keys move. */
#pragma once
#include "app/chart-view.h"

G_BEGIN_DECLS

#define ASSAY_TYPE_NAVIGATOR (assay_navigator_get_type ())
G_DECLARE_FINAL_TYPE (AssayNavigator, assay_navigator, ASSAY, NAVIGATOR, GtkWidget)

/* Follows the range of `above` and stands under its plot. */
GtkWidget *assay_navigator_new (AssayChartView *above);

typedef enum { ASSAY_NAVIGATOR_OUTSIDE, ASSAY_NAVIGATOR_LOW, ASSAY_NAVIGATOR_HIGH, ASSAY_NAVIGATOR_WINDOW } AssayNavigatorPart;
/* What a press at px takes hold of, for a window from low to high in pixels. A pure function. */
AssayNavigatorPart assay_navigator_part_at (double px, double low, double high);
/* The window after dragging that part by dx, in x units. A pure function. */
AssaySpan assay_navigator_drag (AssayNavigatorPart part, AssaySpan start, AssaySpan extent, double dx, double least);

G_END_DECLS
