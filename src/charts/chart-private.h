/* What the files of one chart share: the figure made ready (AssayChart), one arrangement of it in a box (ChartFrame),
 * and one drawing of that (ChartPaint). */
#pragma once
#include <math.h>
#include <pango/pangocairo.h>
#include "charts/chart.h"
#include "charts/pyramid.h"
#include "charts/scale.h"
#include "charts/ticks.h"

/* ---- the figure made ready ---- */

typedef struct
{
  const AssayFigureSeries *data;
  const double *x, *y, *y2;            /* x NULL: 0, 1, 2 … */
  const gint8 *risk;
  gsize n;
  guint slot;                          /* place in the palette */
  double step;                         /* usual distance in x; 0 for less than two points */
  guint risks;                         /* bit r: risk r occurs */
  AssayPyramid *low, *high;            /* of y; of y2, for a band */
} ChartSeries;

typedef struct { double from, to; } ChartGap;

#define CHART_N_BUCKETS 1024

struct _AssayChart
{
  gatomicrefcount refs;
  AssayFigure *figure;
  AssayFigureKind kind;
  guint n_series;
  ChartSeries *series;
  int main_series;                     /* whose gaps are shown and which the navigator draws; -1: none */
  double x_low, x_high;                /* all that is to be shown; NaN: no data */
  double threshold;                    /* ZSCORE, STEMS: of the rules, by size; 0: none */
  GArray *gaps;                        /* of ChartGap: longer than two steps, rising */
  guint n_buckets;                     /* navigator: means of equal stretches of x; NaN: nothing there */
  double *buckets;
};

static inline double
chart_series_x (const ChartSeries *series, gsize i)
{
  return series->x != NULL ? series->x[i] : (double) i;
}

/* First point at or after x; n when there is none. */
gsize chart_series_find (const ChartSeries *series, double x);
/* Whether a line goes from point i to the next: both exist and nothing is missing between. */
gboolean chart_series_is_joined (const ChartSeries *series, gsize i);
gboolean chart_series_is_line (const ChartSeries *series);
gboolean chart_is_hidden (const AssayView *view, guint series);
/* Points that matter for [low, high]: those inside and one on each side. FALSE: none. */
gboolean chart_series_in_view (const ChartSeries *series, double low, double high, gsize *first, gsize *last);
/* RISK_BARS, HEAT, BARS by category */
guint chart_n_categories (const AssayChart *self);
const char *chart_category (const AssayChart *self, guint index);      /* translated unless it is a name of the data */
/* Place of a series in the palette. */
guint chart_figure_slot (const AssayFigure *figure, guint series);
/* Where a bar of a BARS or HISTOGRAM series lies in x. */
void chart_bar_span (const AssayChart *self, const AssayView *view, guint series, gsize i, double *from, double *to);
/* Where a bar stands: on those of the series before it that are seen, where bars are stacked; else on 0. */
double chart_bar_foot (const AssayChart *self, const AssayView *view, guint series, gsize i);
/* gettext, but for an empty text, of which it would give the header of the catalogue; never NULL. */
const char *chart_translated (const char *text);
/* A share, or the change of one, in percentage points. */
char *chart_format_share (const AssayAxis *axis, double value);
/* "Demand (units per day)"; NULL: nothing to say. */
char *chart_axis_title (const AssayAxis *axis);

/* ---- text ---- */

typedef enum { CHART_TEXT_TITLE, CHART_TEXT_SUBTITLE, CHART_TEXT_TICK, CHART_TEXT_AXIS, CHART_TEXT_LEGEND,
               CHART_TEXT_LABEL, CHART_TEXT_VALUE, CHART_TEXT_DIM, CHART_TEXT_RULE } ChartTextStyle;

/* Metrics are never hinted: a layout is then the same on a screen, on a page and at any scale. */
PangoContext *chart_text_context (void);
/* max_width < 0: as wide as it is; else cut with an ellipsis. */
PangoLayout *chart_text_new (PangoContext *context, const AssayTheme *theme, ChartTextStyle style, const char *text, double max_width);
PangoLayout *chart_text_new_markup (PangoContext *context, const AssayTheme *theme, ChartTextStyle style, const char *markup);
double chart_text_width (PangoLayout *layout);
double chart_text_height (PangoLayout *layout);
double chart_text_line_height (PangoContext *context, const AssayTheme *theme, ChartTextStyle style);

/* ---- one arrangement ---- */

typedef struct { PangoLayout *text; double x, y, width, height; } ChartLabel;
typedef struct { ChartLabel label; int series; AssayRisk risk; double swatch_x; } ChartLegendEntry;   /* series -1: a risk */

typedef struct { ChartLabel name, count, share; double y, height, bar_height; } ChartRow;       /* RANKED: count, share are the numbers of its two series */

typedef struct
{
  AssayChartLayout out;
  PangoContext *context;
  AssayBox plot;                       /* of out */
  double em;                           /* size of the font */
  double tick_height;
  ChartLabel title, subtitle, x_title, y_title, no_data;
  gboolean has_data;                   /* anything in view */
  GArray *legend;                      /* of ChartLegendEntry */
  GArray *x_labels, *y_labels;         /* of ChartLabel */
  GArray *x_grid, *y_grid;             /* of double: values with a line */
  GArray *rows;                        /* of ChartRow: RISK_BARS, RANKED, GAUGE */
  double swatch;                       /* width of one in the legend */
} ChartFrame;

gboolean chart_frame_init (ChartFrame *frame, const AssayChart *chart, const AssayView *view, const AssayTheme *theme,
                           double width, double height);
void chart_frame_clear (ChartFrame *frame);
gboolean chart_frame_arrange_heat (ChartFrame *frame, const AssayChart *chart, const AssayTheme *theme, AssayBox box);
/* Row (series) and column of a HEAT figure; FALSE: none there. */
gboolean chart_heat_cell (const AssayChart *self, const AssayChartLayout *layout, double px, double py, guint *row, gsize *column);
gboolean chart_frame_arrange_gauge (ChartFrame *frame, const AssayChart *chart, const AssayView *view, const AssayTheme *theme, AssayBox box);
gboolean chart_frame_arrange_ranked (ChartFrame *frame, const AssayChart *chart, const AssayView *view, const AssayTheme *theme, AssayBox box);
gboolean chart_frame_arrange_rows (ChartFrame *frame, const AssayChart *chart, const AssayTheme *theme, AssayBox box);
AssayBox chart_frame_place_heads (ChartFrame *frame, const AssayChart *chart, const AssayView *view, const AssayTheme *theme,
                                  double width, double height, double least);
/* Without labels only the grid, as a strip has it that shares the axis of another. */
void chart_frame_place_x (ChartFrame *frame, const AssayChart *chart, const AssayTheme *theme, double width, gboolean has_labels);
/* Numbers along x below the plot, in the words of that axis, whatever the axis of the figure is. */
void chart_frame_place_values (ChartFrame *frame, const AssayTheme *theme, const AssayAxis *axis, double width);
/* Labels keep between top and bottom, which may lie outside the plot. */
void chart_frame_place_y (ChartFrame *frame, const AssayChart *chart, const AssayTheme *theme, double top, double bottom);
AssayRange chart_y_range (const AssayChart *chart, const AssayView *view, double x_low, double x_high, gboolean *has_data);

/* ---- one drawing ---- */

typedef struct
{
  const AssayChart *chart;
  const AssayView *view;
  const AssayTheme *theme;
  const ChartFrame *frame;
  cairo_t *cr;
  AssayBox plot;
  AssayScale x, y;
  gboolean is_vector;                  /* a page: lines may be long, columns of pixels do not exist */
  double pixel;                        /* width of a device pixel */
  double shift_x, shift_y;             /* of the pixel grid */
} ChartPaint;

/* The middle of the device pixel that holds the point, or the nearest edge between two. */
double chart_paint_snap_x (const ChartPaint *paint, double x);
double chart_paint_snap_y (const ChartPaint *paint, double y);
double chart_paint_edge_x (const ChartPaint *paint, double x);
double chart_paint_edge_y (const ChartPaint *paint, double y);
double chart_paint_x (const ChartPaint *paint, double x);
double chart_paint_y (const ChartPaint *paint, double y);    /* kept within what cairo can hold */
void chart_paint_set (const ChartPaint *paint, AssayColor color);
/* Faded when another series is emphasised. Always opaque: overlapping ends of strokes must not show. */
AssayColor chart_paint_series_color (const ChartPaint *paint, guint series);
AssayColor chart_paint_faded (const ChartPaint *paint, guint series, AssayColor color);
void chart_paint_label (const ChartPaint *paint, const ChartLabel *label, AssayColor color);
void chart_paint_halo_label (const ChartPaint *paint, const ChartLabel *label, AssayColor color);

void chart_draw_axes (const ChartPaint *paint);
void chart_draw_line (const ChartPaint *paint, guint series);
void chart_draw_band (const ChartPaint *paint, guint series);
void chart_draw_marks (const ChartPaint *paint, guint series);
/* Slanted lines from top to bottom of the plot between two points of x. */
void chart_draw_hatching (const ChartPaint *paint, double left, double right, AssayColor color);
/* What says where the data are: before and after all else is drawn. */
void chart_draw_support_below (const ChartPaint *paint);
void chart_draw_support_above (const ChartPaint *paint);
void chart_draw_rules (const ChartPaint *paint);
void chart_draw_threshold_band (const ChartPaint *paint);
void chart_draw_threshold_label (const ChartPaint *paint);
void chart_draw_series (const ChartPaint *paint);
void chart_draw_zscore (const ChartPaint *paint);
void chart_draw_stems (const ChartPaint *paint);
void chart_draw_bars (const ChartPaint *paint);
void chart_draw_risk_bars (const ChartPaint *paint);
void chart_draw_points (const ChartPaint *paint);
void chart_draw_heat (const ChartPaint *paint);
void chart_draw_gauge (const ChartPaint *paint);
void chart_draw_ranked (const ChartPaint *paint);
void chart_draw_navigator (const ChartPaint *paint);
