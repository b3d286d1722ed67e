/* Linked charts as one picture or one table in a file. Pictures are drawn in the colours of print, whatever the window's
 * are, under the title of the first chart. */
#pragma once
#include "charts/chart.h"

G_BEGIN_DECLS

typedef struct { AssayChart *chart; AssayView view; double height; } AssayExportChart;

/* By the ending of the path: .png (at 192 dpi), .svg, .pdf, .csv. Blocking. */
gboolean assay_chart_export (const AssayExportChart *charts, guint n, double width, const char *path, GError **error);
/* The same picture in memory; (transfer full). svg: NULL when it cannot be made. */
cairo_surface_t *assay_chart_export_image (const AssayExportChart *charts, guint n, double width, double scale);
GBytes *assay_chart_export_svg (const AssayExportChart *charts, guint n, double width);
/* The numbers of all of them, one table after the other. */
char *assay_chart_export_text (const AssayExportChart *charts, guint n, char separator);

G_END_DECLS
