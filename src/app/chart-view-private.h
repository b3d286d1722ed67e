/* Shared by chart-view.c (what is drawn) and chart-view-input.c (pointer and keys). Tests call the input functions, which take
 * plain numbers, in place of events. */
#pragma once
#include "app/chart-view.h"

G_BEGIN_DECLS

#define ASSAY_CLICK_SLOP 6       /* a drag under this many pixels is a click */

typedef enum { ASSAY_DRAG_NONE, ASSAY_DRAG_PRESSED, ASSAY_DRAG_ZOOM, ASSAY_DRAG_BRUSH, ASSAY_DRAG_PAN, ASSAY_DRAG_CANCELLED } AssayDrag;

struct _AssayChartView
{
  GtkWidget parent_instance;
  AssayChart *chart;
  AssaySelection *page, *axis;
  GPtrArray *group;              /* of AssayChartView, lent; shared by all of them */
  gboolean linked;
  AssayChartParts parts;
  int content_height;
  guint64 hidden;
  int emphasis;

  AssayTheme theme;
  gboolean has_theme;
  AssayChartLayout layout;
  gboolean layout_valid, drawable;
  double own_left;               /* the margin it would take alone; negative: to be measured */
  GdkTexture *texture;
  int texture_scale;
  guint n_draws;

  gboolean inside, by_key, owns_pin;
  double px, py;                 /* the pointer */
  AssayChartHit bar;             /* the bar or stem under the pointer or the key cursor */
  gboolean has_bar;
  guint cursor_series;

  AssayDrag drag;
  double start_x, start_y;       /* of a drag, in pixels */
  double start_value, brush_anchor;
  AssaySpan start_span;
  guint32 click_time;
  gint64 zoom_time;              /* of the last wheel step: steps close in time are one view */
  double pinch_factor;
  GtkWidget *menu, *zoom_button;
};

void assay_chart_view_init_input (AssayChartView *self);

gboolean assay_chart_view_has_x (AssayChartView *self);          /* lines or stems over x: there is something to zoom */
gboolean assay_chart_view_ensure_layout (AssayChartView *self);
void assay_chart_view_update_description (AssayChartView *self);
void assay_chart_view_set_bar (AssayChartView *self, const AssayChartHit *hit);   /* NULL: none */

/* Pointer, in pixels of the widget. Each says whether it did something. */
void assay_chart_view_point (AssayChartView *self, double x, double y);
void assay_chart_view_leave (AssayChartView *self);
void assay_chart_view_press (AssayChartView *self, double x, double y, GdkModifierType state, gboolean middle);
void assay_chart_view_drag_to (AssayChartView *self, double x, double y);
void assay_chart_view_release (AssayChartView *self, double x, double y, guint32 time);
gboolean assay_chart_view_cancel_drag (AssayChartView *self);
gboolean assay_chart_view_scroll (AssayChartView *self, double dx, double dy, GdkModifierType state);
gboolean assay_chart_view_key (AssayChartView *self, guint keyval, GdkModifierType state);

G_END_DECLS
