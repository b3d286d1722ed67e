/* Draws a figure on any cairo surface, and answers where things are on it.
 *
 * AssayChart prepares a figure once (extremes for every zoom, ranges) and is then frozen and shared:
 * building it for ten million points belongs on a worker. Everything is in points (1/72 in) or logical pixels. */
#pragma once
#include <cairo.h>
#include "base/progress.h"
#include "charts/theme.h"
#include "result/figure.h"

G_BEGIN_DECLS

typedef struct _AssayChart AssayChart;

AssayChart *assay_chart_new (AssayFigure *figure, AssayProgress *progress);   /* NULL only when cancelled */
AssayChart *assay_chart_ref (AssayChart *self);
void assay_chart_unref (AssayChart *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AssayChart, assay_chart_unref)
AssayFigure *assay_chart_get_figure (const AssayChart *self);
gboolean assay_chart_get_x_extent (const AssayChart *self, double *low, double *high);   /* FALSE: no data */

typedef enum
{
  ASSAY_CHART_TITLE = 1 << 0,      /* title, subtitle above; the window shows its own */
  ASSAY_CHART_LEGEND = 1 << 1,
  ASSAY_CHART_X_AXIS = 1 << 2,     /* off for a strip that shares the axis of the chart below */
  ASSAY_CHART_Y_AXIS = 1 << 3,
  ASSAY_CHART_NAVIGATOR = 1 << 4,  /* draw as overview: area and mark ticks, no axes */
} AssayChartParts;

typedef struct                     /* what is asked to be seen; init to everything */
{
  double x_low, x_high;            /* NaN: all */
  double y_low, y_high;            /* NaN: by the data in view */
  guint64 hidden;                  /* bit i: series i is hidden */
  int emphasis;                    /* series drawn strong, the others faded; -1: none */
  double left;                     /* least width of the left margin, so that stacked charts align; 0: as measured */
  AssayChartParts parts;
} AssayView;
void assay_view_init (AssayView *self);

typedef struct { double x, y, width, height; } AssayBox;
typedef struct
{
  AssayBox plot;                   /* where data is drawn */
  double x_low, x_high, y_low, y_high;   /* ranges actually shown */
  double left;                     /* left margin measured */
} AssayChartLayout;

/* A pure function of its arguments. FALSE when the box is too small to draw in (nothing is drawn then). */
gboolean assay_chart_layout (const AssayChart *self, const AssayView *view, const AssayTheme *theme,
                             double width, double height, AssayChartLayout *layout);
double assay_chart_x_to_point (const AssayChartLayout *layout, double x);
double assay_chart_y_to_point (const AssayChartLayout *layout, double y);
double assay_chart_point_to_x (const AssayChartLayout *layout, double px);
double assay_chart_point_to_y (const AssayChartLayout *layout, double py);

/* The one door: window, PNG, SVG and PDF all come through here. Nothing is drawn outside the box. */
void assay_chart_draw (const AssayChart *self, const AssayView *view, const AssayTheme *theme,
                       cairo_t *cr, double width, double height);

typedef struct
{
  guint series; gsize index;       /* the sample */
  double x, y;                     /* its values */
  gint64 row;                      /* of the main table, -1: unknown */
  AssayRisk risk;
} AssayChartHit;
/* The sample nearest in x to px among visible line series; FALSE: none in view. */
gboolean assay_chart_nearest (const AssayChart *self, const AssayView *view, const AssayChartLayout *layout, double px, AssayChartHit *hit);
/* The mark (or bar) within 8 points of (px, py), the nearest one. */
gboolean assay_chart_hit (const AssayChart *self, const AssayView *view, const AssayChartLayout *layout, double px, double py, AssayChartHit *hit);
/* Value of a series at exactly x; NaN: none. For tooltips. */
double assay_chart_value_at (const AssayChart *self, guint series, double x, gsize *index);
/* The next or previous mark after x (direction +1, -1). */
gboolean assay_chart_next_mark (const AssayChart *self, double x, int direction, AssayChartHit *hit);

/* Text of values as charts and tables show them, by the locale, isolated for right-to-left text. (transfer full) */
char *assay_chart_format_x (const AssayAxis *axis, double value, gboolean with_weekday);   /* "Wed 10 Sep 2025" */
char *assay_chart_format_y (const AssayAxis *axis, double value);
/* Marker shapes and dashes for legends and tables: draws the shape of a risk centred at (x, y). */
void assay_chart_draw_risk_mark (cairo_t *cr, const AssayTheme *theme, AssayRisk risk, double x, double y, double size);
void assay_chart_draw_swatch (cairo_t *cr, const AssayTheme *theme, const AssayFigure *figure, guint series, double x, double y, double width);

/* Whole files. width and height in points; scale for PNG (2 = 192 dpi). Through base/file-write. */
gboolean assay_chart_write_png (const AssayChart *self, const AssayView *view, const AssayTheme *theme, double width, double height, double scale, const char *path, GError **error);
gboolean assay_chart_write_svg (const AssayChart *self, const AssayView *view, const AssayTheme *theme, double width, double height, const char *path, GError **error);
/* The numbers behind a figure, as CSV text (comma) or TSV. */
char *assay_figure_to_text (const AssayFigure *figure, char separator);

G_END_DECLS
