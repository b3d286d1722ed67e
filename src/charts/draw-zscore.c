/* ZSCORE: a stem from 0 for every value, grey while ordinary, in the colour of its risk beyond. With more values than
 * pixels each column shows both extremes. STEMS: the same with round heads and one colour: autocorrelation. */
#include "charts/chart-private.h"

static AssayRisk
risk_at (const ChartPaint *paint, const ChartSeries *series, gsize i)
{
  if (series->risk != NULL)
    return (AssayRisk) CLAMP (series->risk[i], ASSAY_RISK_NONE, ASSAY_N_RISKS - 1);
  return fabs (series->y[i]) >= paint->chart->threshold && paint->chart->threshold > 0 ? ASSAY_RISK_MEDIUM : ASSAY_RISK_LOW;
}

static AssayColor
stem_color (const ChartPaint *paint, guint index, AssayRisk risk)
{
  AssayColor grey = paint->theme->text;

  grey.alpha = paint->theme->high_contrast ? 0.7 : 0.45;
  return chart_paint_faded (paint, index, risk > ASSAY_RISK_LOW ? assay_theme_risk (paint->theme, risk) : grey);
}

/* From zero to y, on whole pixels in x. */
static void
stem (const ChartPaint *paint, double x, double y, double width)
{
  double zero = chart_paint_y (paint, 0), left = chart_paint_edge_x (paint, x - width / 2);

  cairo_rectangle (paint->cr, left, MIN (zero, y), width, MAX (fabs (y - zero), paint->pixel));
}

static double
stem_width (const ChartPaint *paint, const ChartSeries *series)
{
  double pitch = series->step > 0 ? series->step / (paint->frame->out.x_high - paint->frame->out.x_low) * paint->plot.width
                                  : paint->plot.width;
  double width = CLAMP (pitch * 0.72, 1, 4);

  return paint->is_vector ? width : MAX (round (width / paint->pixel), 1) * paint->pixel;
}

/* Severe over slight: one pass for each risk. */
static void
draw_each (const ChartPaint *paint, guint index, gsize first, gsize last)
{
  const ChartSeries *series = &paint->chart->series[index];
  double width = stem_width (paint, series);

  for (int risk = ASSAY_RISK_NONE; risk < ASSAY_N_RISKS; risk++)
    {
      chart_paint_set (paint, stem_color (paint, index, risk));
      for (gsize i = first; i < last; i++)
        if (isfinite (series->y[i]) && risk_at (paint, series, i) == (AssayRisk) risk)
          stem (paint, chart_paint_x (paint, chart_series_x (series, i)), chart_paint_y (paint, series->y[i]),
                risk > ASSAY_RISK_LOW ? MAX (width, 2) : width);
      cairo_fill (paint->cr);
    }
}

typedef struct { double x, low, high; AssayRisk risk; } StemColumn;

static GArray *
collect_columns (const ChartPaint *paint, const ChartSeries *series, double width)
{
  GArray *columns = g_array_new (FALSE, FALSE, sizeof (StemColumn));
  double left = chart_paint_edge_x (paint, paint->plot.x);
  int n = (int) ceil (paint->plot.width / width - 1e-6);
  gsize a = chart_series_find (series, paint->frame->out.x_low);
  gsize end = chart_series_find (series, nextafter (paint->frame->out.x_high, INFINITY));

  for (int c = 0; c < n && a < end; c++)
    {
      gsize b = c == n - 1 ? end : MIN (end, chart_series_find (series, assay_scale_to_value (&paint->x, left + (c + 1) * width)));
      StemColumn column = { left + c * width, 0, 0, ASSAY_RISK_LOW };

      b = MAX (a, b);
      if (assay_pyramid_extremes (series->low, a, b, &column.low, &column.high))
        {
          column.risk = assay_pyramid_most_severe (series->low, a, b, NULL);
          if (series->risk == NULL && MAX (-column.low, column.high) >= paint->chart->threshold && paint->chart->threshold > 0)
            column.risk = ASSAY_RISK_MEDIUM;
          column.low = MIN (column.low, 0);
          column.high = MAX (column.high, 0);
          g_array_append_val (columns, column);
        }
      a = b;
    }
  return columns;
}

/* The risk of a column belongs to the side that reaches further; the other is ordinary unless it is beyond the
 * threshold as well. */
static void
draw_columns (const ChartPaint *paint, guint index)
{
  const ChartSeries *series = &paint->chart->series[index];
  double width = paint->is_vector ? 0.5 : paint->pixel, threshold = paint->chart->threshold;
  g_autoptr(GArray) columns = collect_columns (paint, series, width);
  double zero = chart_paint_y (paint, 0);

  for (int risk = ASSAY_RISK_NONE; risk < ASSAY_N_RISKS; risk++)
    {
      chart_paint_set (paint, stem_color (paint, index, risk));
      for (guint k = 0; k < columns->len; k++)
        {
          const StemColumn *column = &g_array_index (columns, StemColumn, k);

          for (int side = 0; side < 2; side++)
            {
              double value = side ? column->low : column->high;
              gboolean is_far = fabs (value) >= MAX (-column->low, column->high)
                                || (threshold > 0 && fabs (value) >= threshold);
              double y = chart_paint_y (paint, value);

              if ((is_far ? column->risk : MIN (column->risk, ASSAY_RISK_LOW)) == (AssayRisk) risk && value != 0)
                cairo_rectangle (paint->cr, column->x, MIN (y, zero), width, fabs (y - zero));
            }
        }
      cairo_fill (paint->cr);
    }
}

/* Heads in the shape of the risk, where there is room to tell them apart. */
static void
draw_heads (const ChartPaint *paint, guint index, gsize first, gsize last)
{
  const ChartSeries *series = &paint->chart->series[index];
  double size = paint->frame->em * 0.55, before = -INFINITY;
  gsize n = 0;

  for (gsize i = first; i < last; i++)
    if (isfinite (series->y[i]) && risk_at (paint, series, i) > ASSAY_RISK_LOW)
      n++;
  if (paint->plot.height < 8 * paint->frame->tick_height || n * size * 2 > paint->plot.width)
    return;
  for (gsize i = first; i < last; i++)
    if (isfinite (series->y[i]) && risk_at (paint, series, i) > ASSAY_RISK_LOW)
      {
        double x = chart_paint_x (paint, chart_series_x (series, i)), y = chart_paint_y (paint, series->y[i]);
        AssayRisk risk = risk_at (paint, series, i);

        if (x < paint->plot.x - 1 || x > paint->plot.x + paint->plot.width + 1 || x - before < size * 0.5)
          continue;
        if (y < paint->plot.y || y > paint->plot.y + paint->plot.height)
          continue;
        assay_chart_draw_risk_mark (paint->cr, paint->theme, risk, x, y, size);
        before = x;
      }
}

void
chart_draw_zscore (const ChartPaint *paint)
{
  const AssayChart *chart = paint->chart;

  chart_draw_threshold_band (paint);
  chart_draw_axes (paint);
  for (guint i = 0; i < chart->n_series; i++)
    {
      gsize first, last;

      if (chart_is_hidden (paint->view, i)
          || !chart_series_in_view (&chart->series[i], paint->frame->out.x_low, paint->frame->out.x_high, &first, &last))
        continue;
      cairo_save (paint->cr);
      cairo_rectangle (paint->cr, paint->plot.x - 2, paint->plot.y, paint->plot.width + 4, paint->plot.height);
      cairo_clip (paint->cr);
      if (last - first <= paint->plot.width / 2 + 2)
        draw_each (paint, i, first, last);
      else
        draw_columns (paint, i);
      cairo_restore (paint->cr);
      if (last - first <= paint->plot.width * 2)
        draw_heads (paint, i, first, last);
    }
  chart_draw_threshold_label (paint);
}

void
chart_draw_stems (const ChartPaint *paint)
{
  const AssayChart *chart = paint->chart;
  double head = paint->frame->em * 0.2;

  chart_draw_threshold_band (paint);
  chart_draw_axes (paint);
  cairo_save (paint->cr);
  cairo_rectangle (paint->cr, paint->plot.x, paint->plot.y - 2, paint->plot.width, paint->plot.height + 4);
  cairo_clip (paint->cr);
  for (guint i = 0; i < chart->n_series; i++)
    {
      const ChartSeries *series = &chart->series[i];
      double width = MIN (stem_width (paint, series), 2);
      gsize first, last;

      if (chart_is_hidden (paint->view, i)
          || !chart_series_in_view (series, paint->frame->out.x_low, paint->frame->out.x_high, &first, &last))
        continue;
      chart_paint_set (paint, chart_paint_series_color (paint, i));
      if (last - first > paint->plot.width / 2 + 2)
        {
          draw_columns (paint, i);
          continue;
        }
      for (gsize k = first; k < last; k++)
        if (isfinite (series->y[k]))
          {
            double x = chart_paint_x (paint, chart_series_x (series, k)), y = chart_paint_y (paint, series->y[k]);

            stem (paint, x, y, width);
            cairo_fill (paint->cr);
            if (paint->plot.width > 3.5 * head * (last - first))
              {
                cairo_arc (paint->cr, chart_paint_edge_x (paint, x - width / 2) + width / 2, y, head, 0, 2 * G_PI);
                cairo_fill (paint->cr);
              }
          }
    }
  cairo_restore (paint->cr);
  chart_draw_threshold_label (paint);
}
