/* A card that holds one chart or several that share their x axis: title, legend, menu, the charts, and if wanted a navigator
 * below them. Has the "chart.…" actions; View as Table replaces the charts by their numbers. */
#pragma once
#include "app/chart-view.h"

G_BEGIN_DECLS

#define ASSAY_TYPE_CHART_CARD (assay_chart_card_get_type ())
G_DECLARE_FINAL_TYPE (AssayChartCard, assay_chart_card, ASSAY, CHART_CARD, GtkWidget)

GtkWidget *assay_chart_card_new (AssaySelection *selection);
/* Adds a chart below the others; the first is what title, legend and menu are about. Linked charts look where the page looks. */
AssayChartView *assay_chart_card_add (AssayChartCard *self, int height, AssayChartParts parts, gboolean linked);
void assay_chart_card_add_navigator (AssayChartCard *self);
/* One chart a view, in order. n 0: nothing to show, text says why (NULL: it is being made). */
void assay_chart_card_set_charts (AssayChartCard *self, AssayChart *const *charts, guint n, const char *text);
AssayChartView *assay_chart_card_get_view (AssayChartCard *self, guint index);
/* A line under the title, in place of the figure's own. */
void assay_chart_card_set_subtitle (AssayChartCard *self, const char *subtitle);
/* The sentence of what the figure shows, in full under the title; else it is one hover away. */
void assay_chart_card_set_finding_visible (AssayChartCard *self, gboolean visible);
/* A control between titles and charts; taken. */
void assay_chart_card_add_control (AssayChartCard *self, GtkWidget *control);
void assay_chart_card_set_legend_visible (AssayChartCard *self, gboolean visible);
gboolean assay_chart_card_get_table (AssayChartCard *self);
void assay_chart_card_set_table (AssayChartCard *self, gboolean table);

G_END_DECLS
