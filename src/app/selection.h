/* What is looked at and picked on one page. Charts, tables and the inspector bind to this and to
 * nothing else, so that a mark leads to its row and a row to its mark.
 *
 * Properties (all notify, and only on a real change): visible-range, brush (AssaySpan; "all" is none), hover-x, pinned-x (double, NaN:
 * none), rows (GtkBitset of rows of the run's main table), category (a risk, -1: all), series (index, -1: none).
 * Main thread. */
#pragma once
#include <gtk/gtk.h>
#include "app/view-span.h"

G_BEGIN_DECLS

#define ASSAY_TYPE_SELECTION (assay_selection_get_type ())
G_DECLARE_FINAL_TYPE (AssaySelection, assay_selection, ASSAY, SELECTION, GObject)

AssaySelection *assay_selection_new (void);

/* The full stretch of x of the page's linked charts, and the narrowest view. A view that no longer fits is
 * moved inside; the history is kept. */
void assay_selection_set_extent (AssaySelection *self, AssaySpan extent, double least);
AssaySpan assay_selection_get_extent (AssaySelection *self);
double assay_selection_get_least (AssaySelection *self);

/* show: a new view, the old one goes into the history. track: one step of a movement (panning, a handle being dragged);
 * begin it with assay_selection_remember(). */
AssaySpan assay_selection_get_visible (AssaySelection *self);
void assay_selection_show (AssaySelection *self, AssaySpan span);
void assay_selection_track (AssaySelection *self, AssaySpan span);
void assay_selection_remember (AssaySelection *self);
void assay_selection_reset (AssaySelection *self);
gboolean assay_selection_go_back (AssaySelection *self);        /* FALSE: nowhere to go */
gboolean assay_selection_go_forward (AssaySelection *self);

double assay_selection_get_hover (AssaySelection *self);
void assay_selection_set_hover (AssaySelection *self, double x);
double assay_selection_get_pinned (AssaySelection *self);
void assay_selection_set_pinned (AssaySelection *self, double x);
AssaySpan assay_selection_get_brush (AssaySelection *self);
void assay_selection_set_brush (AssaySelection *self, AssaySpan brush);

GtkBitset *assay_selection_get_rows (AssaySelection *self);     /* lent, never NULL; do not change it */
void assay_selection_set_rows (AssaySelection *self, GtkBitset *rows);
gint64 assay_selection_get_row (AssaySelection *self);          /* the one selected row; -1: none, or several */
void assay_selection_set_row (AssaySelection *self, gint64 row);

int assay_selection_get_category (AssaySelection *self);
void assay_selection_set_category (AssaySelection *self, int category);
gint64 assay_selection_get_series (AssaySelection *self);
void assay_selection_set_series (AssaySelection *self, gint64 series);

G_END_DECLS
