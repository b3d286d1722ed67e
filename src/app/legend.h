/* The names of a chart's series with their swatches; on hover also their values at the crosshair. Hover makes a series
 * stand out, a click hides it, Ctrl+click shows only it. */
#pragma once
#include "app/chart-view.h"

G_BEGIN_DECLS

#define ASSAY_TYPE_LEGEND (assay_legend_get_type ())
G_DECLARE_FINAL_TYPE (AssayLegend, assay_legend, ASSAY, LEGEND, GtkWidget)

GtkWidget *assay_legend_new (AssayChartView *view);
void assay_legend_update (AssayLegend *self);          /* the view shows another chart */

/* The hidden series after a click on one of n. A pure function: with `only` (Ctrl), everything else is hidden, or, when that
 * is so already, nothing. */
guint64 assay_legend_toggle (guint64 hidden, guint series, guint n, gboolean only);

G_END_DECLS
