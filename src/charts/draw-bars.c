/* HISTOGRAM and BARS: rectangles from 0. Bars that are narrower than a pixel become one column with the largest.
 * A curve over a histogram has the role BASELINE. */
#include "charts/chart-private.h"

/* Bars of several samples over the same bins lie over one another: each must be seen through the next. */
#define THROUGH 0.55

static gboolean
is_overlaid (const AssayChart *chart)
{
  guint n = 0;

  for (guint i = 0; i < chart->n_series; i++)
    n += chart_series_is_line (&chart->series[i]) && chart->series[i].data->role != ASSAY_SERIES_BASELINE;
  return chart->kind == ASSAY_FIGURE_HISTOGRAM && n > 1;
}

static AssayColor
bar_color (const ChartPaint *paint, guint index, gsize i)
{
  const ChartSeries *series = &paint->chart->series[index];
  AssayColor color;

  if (series->risk != NULL && series->risk[i] >= 0 && series->risk[i] < ASSAY_N_RISKS)
    return chart_paint_faded (paint, index, assay_theme_risk (paint->theme, series->risk[i]));
  color = chart_paint_faded (paint, index, assay_theme_series (paint->theme, ASSAY_SERIES_OTHER, series->slot));
  if (is_overlaid (paint->chart))
    color.alpha *= THROUGH;
  return color;
}

static void
draw_bar (const ChartPaint *paint, double left, double right, double foot, double value, AssayColor color)
{
  double zero = chart_paint_edge_y (paint, chart_paint_y (paint, foot)), y = chart_paint_y (paint, foot + value);
  double gap = paint->chart->kind == ASSAY_FIGURE_HISTOGRAM && right - left > 4 ? 1 : 0;

  left = chart_paint_edge_x (paint, left);
  right = MAX (chart_paint_edge_x (paint, right) - gap, left + paint->pixel);
  chart_paint_set (paint, color);
  cairo_rectangle (paint->cr, left, MIN (zero, y), right - left, fabs (y - zero));
  if (paint->theme->high_contrast)
    {
      cairo_fill_preserve (paint->cr);
      chart_paint_set (paint, paint->theme->text);
      cairo_set_line_width (paint->cr, 1);
      cairo_stroke (paint->cr);
    }
  else
    cairo_fill (paint->cr);
}

static void
draw_columns (const ChartPaint *paint, guint index, gsize first, gsize last)
{
  const ChartSeries *series = &paint->chart->series[index];
  double width = paint->is_vector ? 0.5 : paint->pixel;

  for (gsize a = first; a < last; )
    {
      double from, to, low, high;
      double left;
      gsize b;

      chart_bar_span (paint->chart, paint->view, index, a, &from, &to);
      left = chart_paint_edge_x (paint, chart_paint_x (paint, from));
      b = CLAMP (chart_series_find (series, assay_scale_to_value (&paint->x, left + width)), a + 1, last);
      if (assay_pyramid_extremes (series->low, a, b, &low, &high))
        {
          if (high > 0)
            draw_bar (paint, left, left + width, 0, high, bar_color (paint, index, a));
          if (low < 0)
            draw_bar (paint, left, left + width, 0, low, bar_color (paint, index, a));
        }
      a = b;
    }
}

static void
draw_one (const ChartPaint *paint, guint index)
{
  const ChartSeries *series = &paint->chart->series[index];
  gsize first, last;

  if (!chart_series_in_view (series, paint->frame->out.x_low, paint->frame->out.x_high, &first, &last))
    return;
  if (last - first > paint->plot.width && !assay_figure_is_stacked (paint->chart->figure))
    {
      draw_columns (paint, index, first, last);
      return;
    }
  for (gsize i = first; i < last; i++)
    if (isfinite (series->y[i]))
      {
        double from, to;

        chart_bar_span (paint->chart, paint->view, index, i, &from, &to);
        draw_bar (paint, chart_paint_x (paint, from), chart_paint_x (paint, to), chart_bar_foot (paint->chart, paint->view, index, i), series->y[i], bar_color (paint, index, i));
      }
}

static gboolean
is_curve (const AssayChart *chart, guint index)
{
  return chart->kind == ASSAY_FIGURE_HISTOGRAM && chart->series[index].data->role == ASSAY_SERIES_BASELINE;
}

/* Over a histogram rules stand upright, named at the top; of names that would lie over one another the first is there. */
static void
draw_upright_rules (const ChartPaint *paint)
{
  static const double dash[] = { 5, 3 };
  double free_from = -INFINITY, em = paint->frame->em;

  for (guint i = 0; i < assay_figure_get_n_rules (paint->chart->figure); i++)
    {
      const AssayFigureRule *rule = assay_figure_get_rule (paint->chart->figure, i);
      double x = chart_paint_snap_x (paint, chart_paint_x (paint, rule->value));
      ChartLabel label = { NULL };

      if (x < paint->plot.x || x > paint->plot.x + paint->plot.width)
        continue;
      cairo_save (paint->cr);
      chart_paint_set (paint, assay_color_mix (paint->theme->card, paint->theme->text, 0.7));
      cairo_set_line_width (paint->cr, paint->is_vector ? 0.7 : 1);
      cairo_set_dash (paint->cr, dash, 2, 0);
      cairo_move_to (paint->cr, x, paint->plot.y);
      cairo_line_to (paint->cr, x, paint->plot.y + paint->plot.height);
      cairo_stroke (paint->cr);
      cairo_restore (paint->cr);
      if (rule->label == NULL || *rule->label == '\0')
        continue;
      label.text = chart_text_new (paint->frame->context, paint->theme, CHART_TEXT_RULE, chart_translated (rule->label), paint->plot.width * 0.4);
      label.width = chart_text_width (label.text);
      label.height = chart_text_height (label.text);
      label.x = x + em * 0.25;
      label.y = paint->plot.y + 1;
      if (label.x > free_from && label.x + label.width < paint->plot.x + paint->plot.width && paint->plot.height > 4 * label.height)
        {
          chart_paint_halo_label (paint, &label, paint->theme->text);
          free_from = label.x + label.width + em * 0.25;
        }
      g_object_unref (label.text);
    }
}

void
chart_draw_bars (const ChartPaint *paint)
{
  const AssayChart *chart = paint->chart;

  chart_draw_axes (paint);
  cairo_save (paint->cr);
  cairo_rectangle (paint->cr, paint->plot.x - 1, paint->plot.y - 1, paint->plot.width + 2, paint->plot.height + 2);
  cairo_clip (paint->cr);
  for (guint i = 0; i < chart->n_series; i++)
    if (!chart_is_hidden (paint->view, i) && chart_series_is_line (&chart->series[i]) && !is_curve (chart, i))
      draw_one (paint, i);
  for (guint i = 0; i < chart->n_series; i++)
    if (!chart_is_hidden (paint->view, i) && is_curve (chart, i))
      chart_draw_line (paint, i);
  for (guint i = 0; i < chart->n_series; i++)
    if (!chart_is_hidden (paint->view, i) && chart->series[i].data->role == ASSAY_SERIES_BAND)
      chart_draw_band (paint, i);
  if (chart->kind == ASSAY_FIGURE_HISTOGRAM)
    draw_upright_rules (paint);
  else
    chart_draw_rules (paint);
  cairo_restore (paint->cr);
}
