/* Lines and bands of any length.
 *
 * A stroke of a dense zig-zag costs more than its length (20 000 points in one stroke: 1.3 s), so with more than a
 * point every two units a line is drawn as what it covers of each pixel column, extremes included, and otherwise in strokes of
 * at most 32 points. Colours are opaque, for the ends of strokes overlap. */
#include "charts/chart-private.h"

#define CHUNK 32
#define COLUMNS_A_FILL 64
#define POLYGON_POINTS 4096

/* ---- by points ---- */

typedef struct
{
  cairo_t *cr;
  double dash[4], gone, x, y;
  int n_dash, n;
} Pen;

static void
pen_lift (Pen *pen)
{
  if (pen->n > 1)
    cairo_stroke (pen->cr);
  cairo_new_path (pen->cr);
  pen->n = 0;
}

static void
pen_start (Pen *pen, double x, double y)
{
  cairo_set_dash (pen->cr, pen->dash, pen->n_dash, pen->gone);
  cairo_move_to (pen->cr, x, y);
  pen->n = 1;
}

static void
pen_to (Pen *pen, double x, double y)
{
  if (pen->n == CHUNK)
    {
      pen_lift (pen);
      pen_start (pen, pen->x, pen->y);
    }
  if (pen->n == 0)
    pen_start (pen, x, y);
  else
    {
      cairo_line_to (pen->cr, x, y);
      pen->gone += hypot (x - pen->x, y - pen->y);
      pen->n++;
    }
  pen->x = x;
  pen->y = y;
}

/* A value that no line reaches would not be seen. */
static void
dot (const ChartPaint *paint, double x, double y)
{
  cairo_new_path (paint->cr);
  cairo_arc (paint->cr, x, y, cairo_get_line_width (paint->cr) * 1.3, 0, 2 * G_PI);
  cairo_fill (paint->cr);
}

static void
line_by_points (const ChartPaint *paint, const ChartSeries *series, Pen *pen, gsize first, gsize last)
{
  gboolean joined_before = first > 0 && chart_series_is_joined (series, first - 1);

  for (gsize i = first; i < last; i++)
    {
      gboolean joined = chart_series_is_joined (series, i);
      double x, y;

      if (isfinite (series->y[i]))
        {
          x = chart_paint_x (paint, chart_series_x (series, i));
          y = chart_paint_y (paint, series->y[i]);
          if (joined || joined_before)
            pen_to (pen, x, y);
          else
            dot (paint, x, y);
        }
      if (!joined)
        pen_lift (pen);
      joined_before = joined;
    }
  pen_lift (pen);
}

/* ---- by pixel columns ---- */

typedef struct { double low, high; } Span;

static void
span_add (Span *span, double value)
{
  span->low = MIN (span->low, value);
  span->high = MAX (span->high, value);
}

static double
value_between (const ChartSeries *series, const double *values, gsize i, double x)
{
  double x0 = chart_series_x (series, i), x1 = chart_series_x (series, i + 1);

  return values[i] + (values[i + 1] - values[i]) * CLAMP ((x - x0) / (x1 - x0), 0, 1);
}

/* What the line covers between x_from and x_to, whose first points at or after them are a and b: the points inside, and where
 * it crosses the two edges. */
static Span
column_span (const ChartSeries *series, const double *values, const AssayPyramid *pyramid,
             double x_from, double x_to, gsize a, gsize b)
{
  Span span = { INFINITY, -INFINITY };
  double low, high;

  if (assay_pyramid_extremes (pyramid, a, b, &low, &high))
    {
      span_add (&span, low);
      span_add (&span, high);
    }
  if (a > 0 && chart_series_is_joined (series, a - 1))
    {
      span_add (&span, value_between (series, values, a - 1, x_from));
      if (a == b)
        span_add (&span, value_between (series, values, a - 1, x_to));
    }
  if (b > a && chart_series_is_joined (series, b - 1))
    span_add (&span, value_between (series, values, b - 1, x_to));
  return span;
}

typedef void (*ColumnFunc) (const ChartPaint *paint, double left, double width, Span first, Span second, gpointer data);

/* Calls func for every column of device pixels over the plot, with the span of y and, if there is one, of y2. */
static void
each_column (const ChartPaint *paint, const ChartSeries *series, double width, ColumnFunc func, gpointer data)
{
  double left = chart_paint_edge_x (paint, paint->plot.x), right = paint->plot.x + paint->plot.width;
  double x = assay_scale_to_value (&paint->x, left);
  gsize a = chart_series_find (series, x);
  int n = (int) ceil ((right - left) / width - 1e-6);

  for (int c = 0; c < n; c++)
    {
      double x_to = assay_scale_to_value (&paint->x, left + (c + 1) * width);
      gsize b = chart_series_find (series, x_to);
      Span first, second = { INFINITY, -INFINITY };

      /* the last column is closed on the right */
      if (c == n - 1)
        b = MAX (b, chart_series_find (series, nextafter (paint->frame->out.x_high, INFINITY)));
      first = column_span (series, series->y, series->low, x, x_to, a, b);
      if (series->y2 != NULL)
        second = column_span (series, series->y2, series->high, x, x_to, a, b);
      func (paint, left + c * width, width, first, second, data);
      a = b;
      x = x_to;
    }
}

typedef struct { double left; Span span; } Column;

static void
collect_column (const ChartPaint *paint, double left, double width, Span span, Span unused, gpointer data)
{
  Column column = { left, span };

  g_array_append_val (data, column);
}

/* A line has a width to the sides as well: each column also covers what its neighbours do within that reach. */
static Span
widened (const GArray *columns, guint at, guint reach)
{
  Span span = { INFINITY, -INFINITY };

  for (guint k = at >= reach ? at - reach : 0; k <= at + reach && k < columns->len; k++)
    {
      Span other = g_array_index (columns, Column, k).span;

      span.low = MIN (span.low, other.low);
      span.high = MAX (span.high, other.high);
    }
  return span;
}

/* Thick and smooth where single swings can still be told apart (half pixels), plain columns where they cannot. */
static void
line_by_columns (const ChartPaint *paint, const ChartSeries *series, gsize n_points, double line_width)
{
  g_autoptr(GArray) columns = g_array_new (FALSE, FALSE, sizeof (Column));
  double per_pixel = n_points * paint->pixel / paint->plot.width;
  gboolean is_fine = per_pixel < 3;
  double width = is_fine ? paint->pixel / 2 : paint->pixel, half = MIN (line_width, is_fine ? 1.8 : 1.4) / 2;
  double side = per_pixel < 1 ? half * 0.8 : half * 0.4;
  guint reach = is_fine ? (guint) round (side / width) : 0;

  each_column (paint, series, width, collect_column, columns);
  for (guint i = 0; i < columns->len; i++)
    {
      Span span = widened (columns, i, reach);
      double top = chart_paint_y (paint, span.high) - half, bottom = chart_paint_y (paint, span.low) + half;

      if (span.low > span.high)
        continue;
      cairo_rectangle (paint->cr, g_array_index (columns, Column, i).left, top, width, bottom - top);
      if (i % COLUMNS_A_FILL == COLUMNS_A_FILL - 1)
        cairo_fill (paint->cr);
    }
  cairo_fill (paint->cr);
}

/* On a page there are no pixels: up and down through the extremes of each half point. */
static void
line_through_extremes (const ChartPaint *paint, double left, double width, Span span, Span unused, gpointer data)
{
  Pen *pen = data;
  double x = left + width / 2, high, low;

  if (span.low > span.high)
    {
      pen_lift (pen);
      return;
    }
  high = chart_paint_y (paint, span.high);
  low = chart_paint_y (paint, span.low);
  /* from the nearer end, so that the way between columns adds nothing */
  if (pen->n > 0 && fabs (pen->y - low) < fabs (pen->y - high))
    {
      pen_to (pen, x, low);
      pen_to (pen, x, high);
    }
  else
    {
      pen_to (pen, x, high);
      pen_to (pen, x, low);
    }
}

void
chart_draw_line (const ChartPaint *paint, guint index)
{
  const ChartSeries *series = &paint->chart->series[index];
  cairo_t *cr = paint->cr;
  Pen pen = { .cr = cr };
  double width = assay_theme_line_width (paint->theme, series->data->role);
  gsize first, last;

  if (!chart_series_in_view (series, paint->frame->out.x_low, paint->frame->out.x_high, &first, &last))
    return;
  if (series->data->role != ASSAY_SERIES_ACTUAL)
    pen.n_dash = assay_theme_dash (series->slot, pen.dash);
  cairo_save (cr);
  chart_paint_set (paint, chart_paint_series_color (paint, index));
  cairo_set_line_width (cr, width);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_set_line_cap (cr, pen.n_dash > 0 ? CAIRO_LINE_CAP_BUTT : CAIRO_LINE_CAP_ROUND);
  if (last - first <= paint->plot.width / 2 + 2)
    line_by_points (paint, series, &pen, first, last);
  else if (paint->is_vector)
    {
      pen.n_dash = 0;
      cairo_set_line_width (cr, MIN (width, 0.8));
      each_column (paint, series, 0.5, line_through_extremes, &pen);
      pen_lift (&pen);
    }
  else
    line_by_columns (paint, series, last - first, width);
  cairo_restore (cr);
}

/* ---- bands ---- */

static void
band_column (const ChartPaint *paint, double left, double width, Span low, Span high, gpointer data)
{
  int *n = data;
  double top, bottom;

  if (low.low > low.high || high.low > high.high)
    return;
  top = chart_paint_y (paint, high.high);
  bottom = chart_paint_y (paint, low.low);
  cairo_rectangle (paint->cr, left, top, width, bottom - top);
  if (++*n % COLUMNS_A_FILL == 0)
    cairo_fill (paint->cr);
}

typedef struct { GArray *x, *low, *high; } Outline;

static void
outline_fill (const ChartPaint *paint, Outline *self)
{
  guint n = self->x->len;

  for (guint i = 0; i < n; i++)
    cairo_line_to (paint->cr, g_array_index (self->x, double, i), g_array_index (self->high, double, i));
  for (guint i = n; i > 0; i--)
    cairo_line_to (paint->cr, g_array_index (self->x, double, i - 1), g_array_index (self->low, double, i - 1));
  if (n > 1)
    cairo_fill (paint->cr);
  cairo_new_path (paint->cr);
  g_array_set_size (self->x, 0);
  g_array_set_size (self->low, 0);
  g_array_set_size (self->high, 0);
}

static void
outline_add (const ChartPaint *paint, Outline *self, double x, double low, double high)
{
  if (self->x->len == POLYGON_POINTS)
    outline_fill (paint, self);
  g_array_append_val (self->x, x);
  g_array_append_val (self->low, low);
  g_array_append_val (self->high, high);
}

static void
outline_column (const ChartPaint *paint, double left, double width, Span low, Span high, gpointer data)
{
  if (low.low > low.high || high.low > high.high)
    outline_fill (paint, data);
  else
    outline_add (paint, data, left + width / 2, chart_paint_y (paint, low.low), chart_paint_y (paint, high.high));
}

/* Page formats have no pixels to leave seams between, and a viewer fills a polygon once: one shape for each run of points. */
static void
band_as_outline (const ChartPaint *paint, const ChartSeries *series, gsize first, gsize last)
{
  Outline outline = { g_array_new (FALSE, FALSE, sizeof (double)), g_array_new (FALSE, FALSE, sizeof (double)),
                      g_array_new (FALSE, FALSE, sizeof (double)) };

  if (last - first > paint->plot.width)
    each_column (paint, series, 1, outline_column, &outline);
  else
    for (gsize i = first; i < last; i++)
      {
        if (isfinite (series->y[i]) && isfinite (series->y2[i]))
          outline_add (paint, &outline, chart_paint_x (paint, chart_series_x (series, i)),
                       chart_paint_y (paint, series->y[i]), chart_paint_y (paint, series->y2[i]));
        if (!chart_series_is_joined (series, i))
          outline_fill (paint, &outline);
      }
  outline_fill (paint, &outline);
  g_array_unref (outline.x);
  g_array_unref (outline.low);
  g_array_unref (outline.high);
}

void
chart_draw_band (const ChartPaint *paint, guint index)
{
  const ChartSeries *series = &paint->chart->series[index];
  gsize first, last;
  int n = 0;

  if (series->y2 == NULL || !chart_series_in_view (series, paint->frame->out.x_low, paint->frame->out.x_high, &first, &last))
    return;
  cairo_save (paint->cr);
  chart_paint_set (paint, chart_paint_series_color (paint, index));
  if (paint->is_vector)
    band_as_outline (paint, series, first, last);
  else
    {
      each_column (paint, series, paint->pixel, band_column, &n);
      cairo_fill (paint->cr);
    }
  cairo_restore (paint->cr);
}
