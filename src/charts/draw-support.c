/* Where data lie and where they do not: ticks along the bottom, hatched stretches, and single lines behind the curve that is their mean. */
#include "charts/chart-private.h"

#define HATCH_STEP 7.0

static double
hatch_width (const ChartPaint *paint)
{
  return paint->is_vector ? 0.5 : 1;
}

/* From edge to edge, each cut by the stretch's own box. */
static void
stroke_hatching (const ChartPaint *paint, double left, double right)
{
  double top = paint->plot.y, bottom = top + paint->plot.height, height = bottom - top;
  cairo_t *cr = paint->cr;

  cairo_set_line_width (cr, hatch_width (paint));
  /* from a fixed origin, so that neighbours and other zooms match */
  for (double x = floor ((left - paint->plot.x - height) / HATCH_STEP) * HATCH_STEP + paint->plot.x; x < right; x += HATCH_STEP)
    {
      cairo_move_to (cr, x, bottom);
      cairo_line_to (cr, x + height, top);
      cairo_stroke (cr);
    }
}

/* On a screen strokes of the whole height cost several milliseconds for a wide stretch, and one small tile repeated next to nothing. */
static void
tile_hatching (const ChartPaint *paint, double left, double right, AssayColor color)
{
  int size = (int) CLAMP (round (HATCH_STEP / paint->pixel), 4, 256);
  cairo_surface_t *tile = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, size, size);
  cairo_t *cr = cairo_create (tile);
  cairo_pattern_t *pattern;
  cairo_matrix_t matrix;

  cairo_set_source_rgba (cr, color.red, color.green, color.blue, color.alpha);
  cairo_set_line_width (cr, hatch_width (paint) * size / HATCH_STEP);
  for (int k = -1; k <= 1; k++)      /* those beside it reach over its corners */
    {
      cairo_move_to (cr, (k - 1) * size, 2 * size);
      cairo_line_to (cr, (k + 2) * size, -size);
      cairo_stroke (cr);
    }
  cairo_destroy (cr);
  pattern = cairo_pattern_create_for_surface (tile);
  cairo_pattern_set_extend (pattern, CAIRO_EXTEND_REPEAT);
  cairo_pattern_set_filter (pattern, CAIRO_FILTER_NEAREST);
  cairo_matrix_init_scale (&matrix, 1 / paint->pixel, 1 / paint->pixel);      /* a pixel of it on each of the device */
  cairo_matrix_translate (&matrix, -chart_paint_edge_x (paint, paint->plot.x), -chart_paint_edge_y (paint, paint->plot.y + paint->plot.height));
  cairo_pattern_set_matrix (pattern, &matrix);
  cairo_set_source (paint->cr, pattern);
  cairo_rectangle (paint->cr, left, paint->plot.y, right - left, paint->plot.height);
  cairo_fill (paint->cr);
  cairo_pattern_destroy (pattern);
  cairo_surface_destroy (tile);
}

void
chart_draw_hatching (const ChartPaint *paint, double left, double right, AssayColor color)
{
  cairo_save (paint->cr);
  cairo_rectangle (paint->cr, left, paint->plot.y, right - left, paint->plot.height);
  cairo_clip (paint->cr);
  chart_paint_set (paint, color);
  if (paint->is_vector)
    stroke_hatching (paint, left, right);
  else
    tile_hatching (paint, left, right, color);
  cairo_restore (paint->cr);
}

static void
draw_hatch (const ChartPaint *paint, const ChartSeries *series)
{
  for (gsize i = 0; i < series->n && series->y2 != NULL; i++)
    {
      double left = MAX (chart_paint_x (paint, series->y[i]), paint->plot.x), right = MIN (chart_paint_x (paint, series->y2[i]), paint->plot.x + paint->plot.width);

      if (left < right)
        chart_draw_hatching (paint, left, right, assay_theme_hatch (paint->theme));
    }
}

static gboolean
begins_line (const ChartSeries *series, gsize i)
{
  return i == 0 || !(chart_series_x (series, i) > chart_series_x (series, i - 1));
}

/* A stroke a line: one of all points would cost more than its length. The more there are, the fainter each: the curve over them is to be found. */
static void
draw_lines (const ChartPaint *paint, const ChartSeries *series)
{
  AssayColor color = assay_theme_lines (paint->theme);
  cairo_t *cr = paint->cr;
  gsize n = 0;

  for (gsize i = 0; i < series->n; i++)
    n += begins_line (series, i);
  if (!paint->theme->high_contrast)
    color.alpha *= CLAMP (sqrt (60.0 / MAX (n, 1)), 0.35, 1);
  cairo_save (cr);
  chart_paint_set (paint, color);
  cairo_set_line_width (cr, paint->is_vector ? 0.35 : 1);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  for (gsize i = 0; i < series->n; i++)
    {
      gboolean is_first = begins_line (series, i) || !isfinite (series->y[i - 1]);

      if (is_first)
        {
          cairo_stroke (cr);
          cairo_new_path (cr);
        }
      if (isfinite (series->y[i]))
        (is_first ? cairo_move_to : cairo_line_to) (cr, chart_paint_x (paint, chart_series_x (series, i)), chart_paint_y (paint, series->y[i]));
    }
  cairo_stroke (cr);
  cairo_restore (cr);
}

/* On the bottom edge, above which the plot begins; ticks of one pixel are drawn once. */
static void
draw_rug (const ChartPaint *paint, const ChartSeries *series)
{
  double bottom = paint->plot.y + paint->plot.height, height = MIN (paint->frame->em * 0.55, paint->plot.height / 8), before = NAN;
  cairo_t *cr = paint->cr;

  chart_paint_set (paint, assay_theme_rug (paint->theme));
  cairo_set_line_width (cr, paint->is_vector ? 0.5 : 1);
  for (gsize i = 0; i < series->n; i++)
    {
      double at = chart_series_x (series, i), x = chart_paint_snap_x (paint, chart_paint_x (paint, at));

      if (!(at >= paint->frame->out.x_low && at <= paint->frame->out.x_high) || x == before)
        continue;
      cairo_move_to (cr, x, bottom);
      cairo_line_to (cr, x, bottom - height);
      cairo_stroke (cr);
      before = x;
    }
}

static void
draw_role (const ChartPaint *paint, AssaySeriesRole role, void (*draw) (const ChartPaint *, const ChartSeries *))
{
  cairo_new_path (paint->cr);
  for (guint i = 0; i < paint->chart->n_series; i++)
    if (paint->chart->series[i].data->role == role && !chart_is_hidden (paint->view, i))
      draw (paint, &paint->chart->series[i]);
}

void
chart_draw_support_below (const ChartPaint *paint)
{
  draw_role (paint, ASSAY_SERIES_HATCH, draw_hatch);
  draw_role (paint, ASSAY_SERIES_LINES, draw_lines);
}

void
chart_draw_support_above (const ChartPaint *paint)
{
  draw_role (paint, ASSAY_SERIES_RUG, draw_rug);
}
