/* Where data lie and where they do not: ticks along the bottom, hatched stretches, and single lines behind the curve that is their mean. */
#include "charts/chart-private.h"

/* Slanted lines from edge to edge, each cut by the gap's own box. */
void
chart_draw_hatching (const ChartPaint *paint, double left, double right, AssayColor color)
{
  double top = paint->plot.y, bottom = top + paint->plot.height, height = bottom - top;
  cairo_t *cr = paint->cr;

  cairo_save (cr);
  cairo_rectangle (cr, left, top, right - left, height);
  cairo_clip (cr);
  chart_paint_set (paint, color);
  cairo_set_line_width (cr, paint->is_vector ? 0.5 : 1);
  /* from a fixed origin, so that neighbours and other zooms match */
  for (double x = floor ((left - paint->plot.x - height) / 7) * 7 + paint->plot.x; x < right; x += 7)
    {
      cairo_move_to (cr, x, bottom);
      cairo_line_to (cr, x + height, top);
      cairo_stroke (cr);
    }
  cairo_restore (cr);
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

/* A stroke a line: one of all points would cost more than its length. */
static void
draw_lines (const ChartPaint *paint, const ChartSeries *series)
{
  cairo_t *cr = paint->cr;

  cairo_save (cr);
  chart_paint_set (paint, assay_theme_lines (paint->theme));
  cairo_set_line_width (cr, paint->is_vector ? 0.35 : 1);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  for (gsize i = 0; i < series->n; i++)
    {
      gboolean is_first = i == 0 || !(chart_series_x (series, i) > chart_series_x (series, i - 1)) || !isfinite (series->y[i - 1]);

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
