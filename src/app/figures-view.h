/* A view of a run that is figures, two in a row, and tables below them: residuals, detectors, sections of a validation.
 *
 * Signals "row-chosen" (AssayTable *table, guint row): Enter or a double click on a row; "figure-opened" (AssayFigure *figure, guint series,
 * guint64 sample): Enter or a click on a bar, dot or cell. */
#pragma once
#include "app/chart-card.h"
#include "app/run-data.h"
#include "app/selection.h"
#include "app/width-bin.h"

G_BEGIN_DECLS

#define ASSAY_TYPE_FIGURES_VIEW (assay_figures_view_get_type ())
G_DECLARE_FINAL_TYPE (AssayFiguresView, assay_figures_view, ASSAY, FIGURES_VIEW, GtkWidget)

/* What belongs on the view, by the id of a figure or a table and its section of the report, NULL: none. */
typedef gboolean (*AssayFiguresFilter) (const char *id, const char *section);
/* Later: one table after the other, as there is time; "table-added" says each. */
typedef enum { ASSAY_FIGURES_ALL, ASSAY_FIGURES_WITHOUT_TABLES, ASSAY_FIGURES_TABLES_LATER } AssayFiguresParts;

GtkWidget *assay_figures_view_new (const char *title);
void assay_figures_view_set_data (AssayFiguresView *self, AssayRunData *data, AssayFiguresFilter filter);
/* In place of what it shows; of figures that it shows already only the pictures change, so that one that is being worked out can be looked at. */
void assay_figures_view_set_result (AssayFiguresView *self, AssayResult *result, AssayFiguresFilter filter, AssayFiguresParts parts);
/* What it shows; NULL: nothing yet. (transfer none) */
AssayResult *assay_figures_view_get_result (AssayFiguresView *self);
/* The table of that id; NULL: it is not shown. (transfer none) */
GtkWidget *assay_figures_view_get_table (AssayFiguresView *self, const char *table);
void assay_figures_view_set_width_class (AssayFiguresView *self, AssayWidthClass width_class);
/* FALSE: it stands in something that scrolls. */
void assay_figures_view_set_scrolls (AssayFiguresView *self, gboolean scrolls);
/* A widget above the figures; taken. */
void assay_figures_view_add_first (AssayFiguresView *self, GtkWidget *widget);
/* … below the figures and above the tables. */
void assay_figures_view_add_between (AssayFiguresView *self, GtkWidget *widget);
/* Where the chart of a figure looks and points; NULL: there is no such figure. (transfer none) */
AssaySelection *assay_figures_view_get_selection (AssayFiguresView *self, const char *figure);
/* The card of a figure; NULL: there is no such figure. (transfer none) */
AssayChartCard *assay_figures_view_get_card (AssayFiguresView *self, const char *figure);
gboolean assay_figures_view_is_busy (AssayFiguresView *self);
/* Has the result anything for such a view? */
gboolean assay_figures_view_has_any (AssayResult *result, AssayFiguresFilter filter);

G_END_DECLS
