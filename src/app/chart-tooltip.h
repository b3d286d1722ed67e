/* The box beside the crosshair. Drawn, not a widget: it follows every pointer move. */
#pragma once
#include <gtk/gtk.h>
#include "app/chart-reading.h"

G_BEGIN_DECLS

#define ASSAY_TOOLTIP_GAP 14          /* from the crosshair */
#define ASSAY_TOOLTIP_ROWS 12         /* then "+ n more" */

/* Where a box of this size goes for a crosshair at (x, y): to the right, else to the left, else wherever it fits; inside
 * [0, width] and ending above `bottom`. It may stand out of the top, over the chart above. */
AssayBox assay_tooltip_place (double x, double y, double box_width, double box_height, double width, double bottom);

void assay_tooltip_snapshot (const AssayReading *reading, GtkWidget *widget, const AssayTheme *theme, GtkSnapshot *snapshot,
                             double x, double y, double width, double bottom);

G_END_DECLS
