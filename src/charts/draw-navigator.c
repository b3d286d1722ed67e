/* The overview under a chart: means of equal stretches as an area, and a tick in the colour of its risk for every mark.
 * The window and its handles belong to the widget, which moves them without this being drawn again. */
#include "charts/chart-private.h"

static AssayRange
bucket_range (const AssayChart *chart)
{
  double low = INFINITY, high = -INFINITY;

  for (guint i = 0; i < chart->n_buckets; i++)
    if (isfinite (chart->buckets[i]))
      {
        low = MIN (low, chart->buckets[i]);
        high = MAX (high, chart->buckets[i]);
      }
  return assay_range_for_bars (low, high);
}

static void
draw_area (const ChartPaint *paint)
{
  const AssayChart *chart = paint->chart;
  AssayRange range = bucket_range (chart);
  AssayScale y = { range.low, range.high, paint->plot.y + paint->plot.height, paint->plot.y };
  double zero = assay_scale_to_point (&y, 0), width = paint->is_vector ? 1 : paint->pixel;
  double left = chart_paint_edge_x (paint, paint->plot.x);
  AssayColor color = paint->theme->text;

  color.alpha = paint->theme->kind == ASSAY_THEME_DARK ? 0.28 : 0.22;
  chart_paint_set (paint, assay_color_mix (paint->theme->card, color, 1));
  for (double x = left; x < paint->plot.x + paint->plot.width; x += width)
    {
      /* straight between the middles of two stretches; nothing where either is empty */
      double place = (x + width / 2 - paint->plot.x) / paint->plot.width * chart->n_buckets - 0.5;
      int i = (int) floor (CLAMP (place, 0, chart->n_buckets - 1)), k = MIN (i + 1, (int) chart->n_buckets - 1);
      double value = chart->buckets[i] + (chart->buckets[k] - chart->buckets[i]) * CLAMP (place - i, 0, 1), top;

      if (!isfinite (value))
        value = place - i < 0.5 ? chart->buckets[i] : chart->buckets[k];
      if (!isfinite (value))
        continue;
      top = assay_scale_to_point (&y, value);
      cairo_rectangle (paint->cr, x, MIN (top, zero), MIN (width, paint->plot.x + paint->plot.width - x), fabs (zero - top));
      cairo_fill (paint->cr);
    }
}

static void
draw_ticks (const ChartPaint *paint, const ChartSeries *series)
{
  double height = MAX (paint->plot.height * 0.22, 4), bottom = paint->plot.y + paint->plot.height;
  g_autofree gint8 *worst = NULL;
  int n = (int) ceil (paint->plot.width);

  worst = g_new0 (gint8, n);
  for (gsize a = 0; a < series->n; )
    {
      int column = CLAMP ((int) floor (chart_paint_x (paint, chart_series_x (series, a)) - paint->plot.x), 0, n - 1);
      gsize b = chart_series_find (series, assay_scale_to_value (&paint->x, paint->plot.x + column + 1));

      b = CLAMP (b, a + 1, series->n);
      worst[column] = MAX (worst[column], assay_pyramid_most_severe (series->low, a, b, NULL));
      a = b;
    }
  for (int risk = ASSAY_RISK_MEDIUM; risk < ASSAY_N_RISKS; risk++)
    {
      chart_paint_set (paint, assay_theme_risk (paint->theme, risk));
      for (int c = 0; c < n; c++)
        if (worst[c] == risk)
          {
            cairo_rectangle (paint->cr, chart_paint_edge_x (paint, paint->plot.x + c - 0.5), bottom - height, 2, height);
            cairo_fill (paint->cr);
          }
    }
}

void
chart_draw_navigator (const ChartPaint *paint)
{
  const AssayBox *plot = &paint->plot;
  AssayColor ground = paint->theme->text;

  ground.alpha = 0.05;
  chart_paint_set (paint, ground);
  cairo_rectangle (paint->cr, plot->x, plot->y, plot->width, plot->height);
  cairo_fill (paint->cr);
  cairo_save (paint->cr);
  cairo_rectangle (paint->cr, plot->x, plot->y, plot->width, plot->height);
  cairo_clip (paint->cr);
  if (paint->chart->n_buckets > 0)
    draw_area (paint);
  for (guint i = 0; i < paint->chart->n_series; i++)
    if (paint->chart->series[i].risk != NULL && !chart_is_hidden (paint->view, i))
      draw_ticks (paint, &paint->chart->series[i]);
  cairo_restore (paint->cr);
}
