/* POINTS: dots, with lines of reference, bands and whiskers under them. */
#include "charts/chart-private.h"

static gboolean
is_dots (const ChartSeries *series)
{
  return series->data->role == ASSAY_SERIES_OTHER || series->data->role == ASSAY_SERIES_ACTUAL;
}

/* Many dots are smaller and let each other through: where they are dense is then seen. */
static void
draw_dots (const ChartPaint *paint, guint index)
{
  const ChartSeries *series = &paint->chart->series[index];
  AssayColor color = chart_paint_series_color (paint, index);
  double room = sqrt (paint->plot.width * paint->plot.height / MAX (series->n, 1));
  double radius = CLAMP (room / 6, 0.8, paint->frame->em * 0.24);
  cairo_t *cr = paint->cr;

  color.alpha *= series->n > 500 ? 0.55 : 0.9;
  chart_paint_set (paint, color);
  for (gsize i = 0; i < series->n; i++)
    {
      double x = chart_paint_x (paint, chart_series_x (series, i)), y = chart_paint_y (paint, series->y[i]);

      if (!isfinite (series->y[i]) || x < paint->plot.x - 1 || x > paint->plot.x + paint->plot.width + 1
          || y < paint->plot.y - 1 || y > paint->plot.y + paint->plot.height + 1)
        continue;
      if (radius <= 1)
        cairo_rectangle (cr, x - radius, y - radius, 2 * radius, 2 * radius);
      else
        cairo_arc (cr, x, y, radius, 0, 2 * G_PI);
      cairo_fill (cr);
    }
}

/* An upright line a point; no feet: they would hide one another where points are near. */
static void
draw_whiskers (const ChartPaint *paint, guint index)
{
  const ChartSeries *series = &paint->chart->series[index];

  chart_paint_set (paint, chart_paint_series_color (paint, index));
  cairo_set_line_width (paint->cr, paint->is_vector ? 1 : 1.5);
  for (gsize i = 0; i < series->n && series->y2 != NULL; i++)
    if (isfinite (series->y[i]) && isfinite (series->y2[i]))
      {
        double x = chart_paint_snap_x (paint, chart_paint_x (paint, chart_series_x (series, i)));

        cairo_move_to (paint->cr, x, chart_paint_y (paint, series->y[i]));
        cairo_line_to (paint->cr, x, chart_paint_y (paint, series->y2[i]));
        cairo_stroke (paint->cr);
      }
}

static gboolean
overlaps (const AssayBox *box, const AssayBox *others, gsize n)
{
  for (gsize i = 0; i < n; i++)
    if (box->x < others[i].x + others[i].width && others[i].x < box->x + box->width && box->y < others[i].y + others[i].height && others[i].y < box->y + box->height)
      return TRUE;
  return FALSE;
}

/* To the right of the dot, else to its left, over or under it: where it lies over no other name or dot, and within the plot. */
static gboolean
place_note (const ChartPaint *paint, const AssayBox *taken, gsize n_taken, double x, double y, ChartLabel *label)
{
  double gap = paint->frame->em * 0.4, w = label->width, h = label->height;
  const AssayBox places[] = { { x + gap, y - h / 2, w, h }, { x - gap - w, y - h / 2, w, h }, { x - w / 2, y - gap - h, w, h }, { x - w / 2, y + gap, w, h } };

  for (guint p = 0; p < G_N_ELEMENTS (places); p++)
    if (places[p].x >= paint->plot.x && places[p].x + w <= paint->plot.x + paint->plot.width && places[p].y >= paint->plot.y
        && places[p].y + h <= paint->plot.y + paint->plot.height && !overlaps (&places[p], taken, n_taken))
      {
        label->x = places[p].x;
        label->y = places[p].y;
        return TRUE;
      }
  return FALSE;
}

#define MOST_NOTES 200

/* Names of dots, from the last, which lies farthest out: where there is no room for all it keeps its own. */
static void
draw_notes (const ChartPaint *paint, guint index)
{
  const ChartSeries *series = &paint->chart->series[index];
  gsize n = series->data->notes != NULL && series->n <= MOST_NOTES ? series->n : 0, n_taken = n;
  g_autofree AssayBox *taken = g_new0 (AssayBox, 2 * n + 1);
  double reach = paint->frame->em * 0.3;

  for (gsize i = 0; i < n; i++)
    if (isfinite (series->y[i]))
      taken[i] = (AssayBox) { chart_paint_x (paint, chart_series_x (series, i)) - reach, chart_paint_y (paint, series->y[i]) - reach, 2 * reach, 2 * reach };
  for (gsize i = n; i > 0; i--)
    {
      double x = chart_paint_x (paint, chart_series_x (series, i - 1)), y = chart_paint_y (paint, series->y[i - 1]);
      ChartLabel label;

      if (!isfinite (series->y[i - 1]) || *series->data->notes[i - 1] == '\0' || x < paint->plot.x || x > paint->plot.x + paint->plot.width)
        continue;
      label.text = chart_text_new (paint->frame->context, paint->theme, CHART_TEXT_RULE, chart_translated (series->data->notes[i - 1]), paint->plot.width * 0.3);
      label.width = chart_text_width (label.text);
      label.height = chart_text_height (label.text);
      if (place_note (paint, taken, n_taken, x, y, &label))
        {
          chart_paint_halo_label (paint, &label, paint->theme->text);
          taken[n_taken++] = (AssayBox) { label.x, label.y, label.width, label.height };
        }
      g_object_unref (label.text);
    }
}

void
chart_draw_points (const ChartPaint *paint)
{
  const AssayBox *plot = &paint->plot;

  chart_draw_axes (paint);
  cairo_save (paint->cr);
  cairo_rectangle (paint->cr, plot->x, plot->y, plot->width, plot->height);
  cairo_clip (paint->cr);
  chart_draw_support_below (paint);
  for (guint i = 0; i < paint->chart->n_series; i++)
    if (!chart_is_hidden (paint->view, i) && paint->chart->series[i].data->role == ASSAY_SERIES_BAND)
      chart_draw_band (paint, i);
  for (guint i = 0; i < paint->chart->n_series; i++)
    if (!chart_is_hidden (paint->view, i) && chart_series_is_line (&paint->chart->series[i]) && !is_dots (&paint->chart->series[i]))
      chart_draw_line (paint, i);
  for (guint i = 0; i < paint->chart->n_series; i++)
    if (!chart_is_hidden (paint->view, i) && paint->chart->series[i].data->role == ASSAY_SERIES_WHISKERS)
      draw_whiskers (paint, i);
  for (guint i = 0; i < paint->chart->n_series; i++)
    if (!chart_is_hidden (paint->view, i) && is_dots (&paint->chart->series[i]))
      draw_dots (paint, i);
  chart_draw_support_above (paint);
  cairo_restore (paint->cr);
  for (guint i = 0; i < paint->chart->n_series; i++)
    if (!chart_is_hidden (paint->view, i) && is_dots (&paint->chart->series[i]))
      draw_notes (paint, i);
  chart_draw_rules (paint);
}
