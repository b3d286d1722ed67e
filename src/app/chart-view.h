/* A chart on the screen, with three layers: the still picture (axes, series), drawn once by charts/ into a texture and
 * again only when data, range, size, theme or font change; what is selected; and what follows the pointer.
 *
 * Where it looks (visible range, crosshair, pin, brush) is in the page's AssaySelection when charts are linked, else in one
 * of its own. Rows, category and series always go to the page's. Its menu and single keys activate "chart.copy-image",
 * "chart.copy-data", "chart.save", "chart.table" and "chart.reset" on whatever contains it. */
#pragma once
#include <gtk/gtk.h>
#include "app/chart-reading.h"
#include "app/selection.h"

G_BEGIN_DECLS

#define ASSAY_TYPE_CHART_VIEW (assay_chart_view_get_type ())
G_DECLARE_FINAL_TYPE (AssayChartView, assay_chart_view, ASSAY, CHART_VIEW, GtkWidget)

AssayChartView *assay_chart_view_new (void);

void assay_chart_view_set_chart (AssayChartView *self, AssayChart *chart);          /* NULL: empty */
AssayChart *assay_chart_view_get_chart (AssayChartView *self);
void assay_chart_view_set_parts (AssayChartView *self, AssayChartParts parts);
void assay_chart_view_set_content_height (AssayChartView *self, int height);        /* natural and least */

/* The page's selection. Alone it takes rows, category and series only. */
void assay_chart_view_set_selection (AssayChartView *self, AssaySelection *selection);
AssaySelection *assay_chart_view_get_selection (AssayChartView *self);
/* Shares the x axis with `first` (and all linked to it): range, crosshair, left margin and tooltip. A chart that is the first of its
 * group links with itself. Call after set_selection. */
void assay_chart_view_link (AssayChartView *self, AssayChartView *first);
AssaySelection *assay_chart_view_get_axis (AssayChartView *self);                   /* where it looks */

/* Bit i: series i is not drawn. Signal "series-changed" when hidden or emphasis change. */
guint64 assay_chart_view_get_hidden (AssayChartView *self);
void assay_chart_view_set_hidden (AssayChartView *self, guint64 hidden);
/* Signal "opened" (guint series, guint64 sample): a click or Enter on a bar, dot or cell. */
void assay_chart_view_set_emphasis (AssayChartView *self, int series);              /* -1: none */

/* FALSE: nothing is drawn (no chart, no size). */
gboolean assay_chart_view_get_layout (AssayChartView *self, AssayChartLayout *layout);
const AssayTheme *assay_chart_view_get_theme (AssayChartView *self);
void assay_chart_view_get_view (AssayChartView *self, AssayView *view);             /* as asked of charts/ now */
/* What the charts of the group say at the crosshair, else at the pin; NULL when there is neither. (transfer full) */
AssayReading *assay_chart_view_read (AssayChartView *self);
/* Puts the keyboard's cursor on the sample nearest to x, with tooltip and description. */
void assay_chart_view_put_cursor (AssayChartView *self, double x);
/* As Ctrl+plus and Ctrl+minus: a factor below 1 looks closer. */
void assay_chart_view_zoom (AssayChartView *self, double factor);
/* How often the still picture was drawn. */
guint assay_chart_view_get_n_draws (AssayChartView *self);

G_END_DECLS
