/* SERIES: bands, then lines, then marks; where the main series has nothing for long, that is hatched. */
#include "charts/chart-private.h"

/* Gaps narrower than a pixel are joined with those beside them: ten thousand small ones are one grey stretch. */
static void
draw_gaps (const ChartPaint *paint)
{
  const GArray *gaps = paint->chart->gaps;
  guint low = 0, high = gaps->len;
  double from = NAN, to = NAN;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (g_array_index (gaps, ChartGap, middle).to < paint->frame->out.x_low)
        low = middle + 1;
      else
        high = middle;
    }
  for (guint i = low; i < gaps->len; i++)
    {
      const ChartGap *gap = &g_array_index (gaps, ChartGap, i);
      double left, right;

      if (gap->from > paint->frame->out.x_high)
        break;
      left = MAX (chart_paint_x (paint, gap->from), paint->plot.x);
      right = MIN (chart_paint_x (paint, gap->to), paint->plot.x + paint->plot.width);
      if (left - to < 1)
        to = MAX (to, right);
      else
        {
          if (to - from >= 1)
            chart_draw_hatching (paint, from, to, assay_theme_grid (paint->theme));
          from = left;
          to = right;
        }
    }
  if (to - from >= 1)
    chart_draw_hatching (paint, from, to, assay_theme_grid (paint->theme));
}

static void
clip_to_plot (const ChartPaint *paint)
{
  /* a line on the edge of the range keeps its whole width */
  cairo_rectangle (paint->cr, paint->plot.x - 1, paint->plot.y - 1, paint->plot.width + 2, paint->plot.height + 2);
  cairo_clip (paint->cr);
}

void
chart_draw_series (const ChartPaint *paint)
{
  const AssayChart *chart = paint->chart;

  chart_draw_axes (paint);
  cairo_save (paint->cr);
  clip_to_plot (paint);
  draw_gaps (paint);
  chart_draw_support_below (paint);
  for (guint i = 0; i < chart->n_series; i++)
    if (chart->series[i].data->role == ASSAY_SERIES_BAND && !chart_is_hidden (paint->view, i))
      chart_draw_band (paint, i);
  for (guint i = 0; i < chart->n_series; i++)
    if (chart_series_is_line (&chart->series[i]) && !chart_is_hidden (paint->view, i) && (int) i != paint->view->emphasis)
      chart_draw_line (paint, i);
  /* the one that is emphasised lies on top */
  if (paint->view->emphasis >= 0 && (guint) paint->view->emphasis < chart->n_series
      && chart_series_is_line (&chart->series[paint->view->emphasis]) && !chart_is_hidden (paint->view, (guint) paint->view->emphasis))
    chart_draw_line (paint, (guint) paint->view->emphasis);
  chart_draw_support_above (paint);
  chart_draw_rules (paint);
  cairo_restore (paint->cr);
  for (guint i = 0; i < chart->n_series; i++)
    if (chart->series[i].data->role == ASSAY_SERIES_MARKS && !chart_is_hidden (paint->view, i))
      chart_draw_marks (paint, i);
}
