/* Shapes of risk, each with a halo in the card's colour so that it stands out of the line it marks. When there are more
 * than pixels, the most severe of each pixel column stays, and the severe are drawn over the slight. */
#include "charts/chart-private.h"

#include <string.h>

static void
shape_path (cairo_t *cr, AssayRisk risk, double x, double y, double size)
{
  double r = size / 2;

  cairo_new_path (cr);                 /* text leaves its last point behind */
  switch (risk)
    {
    case ASSAY_RISK_MEDIUM:
      cairo_move_to (cr, x, y - r * 1.05);
      cairo_line_to (cr, x + r * 1.1, y + r * 0.85);
      cairo_line_to (cr, x - r * 1.1, y + r * 0.85);
      break;
    case ASSAY_RISK_HIGH:
      cairo_move_to (cr, x, y - r * 1.2);
      cairo_line_to (cr, x + r * 1.2, y);
      cairo_line_to (cr, x, y + r * 1.2);
      cairo_line_to (cr, x - r * 1.2, y);
      break;
    case ASSAY_RISK_CRITICAL:
      {
        /* a cross as an outline, so that it can have a halo and an edge like the others */
        double a = r * 0.42, b = r * 1.06;
        static const int corners[12][2] = { { 0, -1 }, { 2, -3 }, { 3, -2 }, { 1, 0 }, { 3, 2 }, { 2, 3 },
                                            { 0, 1 }, { -2, 3 }, { -3, 2 }, { -1, 0 }, { -3, -2 }, { -2, -3 } };

        for (int i = 0; i < 12; i++)
          {
            int cx = corners[i][0], cy = corners[i][1];
            double px = cx == 0 ? 0 : ABS (cx) == 1 ? a * 1.42 / 2 * 1.41 : ABS (cx) == 2 ? b - a : b;
            double py = cy == 0 ? 0 : ABS (cy) == 1 ? a * 1.42 / 2 * 1.41 : ABS (cy) == 2 ? b - a : b;

            cairo_line_to (cr, x + (cx < 0 ? -px : px), y + (cy < 0 ? -py : py));
          }
        break;
      }
    default:
      cairo_arc (cr, x, y, r, 0, 2 * G_PI);
    }
  cairo_close_path (cr);
}

static void
draw_shape (cairo_t *cr, const AssayTheme *theme, AssayRisk risk, AssayColor color, double x, double y, double size, gboolean has_halo)
{
  cairo_save (cr);
  cairo_set_dash (cr, NULL, 0, 0);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  shape_path (cr, risk, x, y, size);
  if (has_halo)
    {
      cairo_set_source_rgb (cr, theme->card.red, theme->card.green, theme->card.blue);
      cairo_set_line_width (cr, 3);
      cairo_stroke_preserve (cr);
    }
  cairo_set_source_rgba (cr, color.red, color.green, color.blue, color.alpha);
  if (theme->high_contrast)
    {
      cairo_fill_preserve (cr);
      cairo_set_source_rgb (cr, theme->text.red, theme->text.green, theme->text.blue);
      cairo_set_line_width (cr, 1);
      cairo_stroke (cr);
    }
  else
    cairo_fill (cr);
  cairo_restore (cr);
}

void
assay_chart_draw_risk_mark (cairo_t *cr, const AssayTheme *theme, AssayRisk risk, double x, double y, double size)
{
  draw_shape (cr, theme, risk, assay_theme_risk (theme, risk), x, y, size, FALSE);
}

/* ---- many ---- */

#define MANY 96

/* Shapes drawn once and stamped at whole pixels: a thousand marks in a millisecond. */
typedef struct { cairo_surface_t *picture; double reach; } Stamp;

static Stamp
stamp_new (const ChartPaint *paint, AssayRisk risk, AssayColor color, double size)
{
  Stamp self = { NULL, ceil (size * 0.6 + 3) };
  int side = (int) ceil (2 * self.reach / paint->pixel);
  cairo_t *cr;

  self.picture = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, side, side);
  cairo_surface_set_device_scale (self.picture, 1 / paint->pixel, 1 / paint->pixel);
  cr = cairo_create (self.picture);
  draw_shape (cr, paint->theme, risk, color, self.reach, self.reach, size, TRUE);
  cairo_destroy (cr);
  return self;
}

static void
stamp_at (const ChartPaint *paint, const Stamp *self, double x, double y)
{
  double left = chart_paint_edge_x (paint, x - self->reach), top = chart_paint_edge_y (paint, y - self->reach);

  cairo_set_source_surface (paint->cr, self->picture, left, top);
  cairo_pattern_set_filter (cairo_get_source (paint->cr), CAIRO_FILTER_NEAREST);
  cairo_rectangle (paint->cr, left, top, 2 * self->reach, 2 * self->reach);
  cairo_fill (paint->cr);
}

static gint8
risk_of (const ChartSeries *series, gsize i)
{
  return series->risk != NULL ? CLAMP (series->risk[i], ASSAY_RISK_NONE, ASSAY_N_RISKS - 1) : ASSAY_RISK_MEDIUM;
}

/* The marks to draw: all of them, or of each pixel column the most severe. */
static GArray *
choose_marks (const ChartPaint *paint, const ChartSeries *series)
{
  GArray *chosen = g_array_new (FALSE, FALSE, sizeof (gsize));
  gsize first = chart_series_find (series, paint->frame->out.x_low);
  gsize last = chart_series_find (series, nextafter (paint->frame->out.x_high, INFINITY));
  double width = paint->is_vector ? 0.5 : paint->pixel;
  int n = (int) ceil (paint->plot.width / width);

  if (last - first <= (gsize) n / 4 || series->risk == NULL)
    {
      for (gsize i = first; i < last; i++)
        if (isfinite (series->y[i]))
          g_array_append_val (chosen, i);
      return chosen;
    }
  for (gsize a = first; a < last; )
    {
      /* columns are found from the points, so that a narrow cluster in a wide view is not searched in vain */
      double column = floor ((chart_paint_x (paint, chart_series_x (series, a)) - paint->plot.x) / width);
      gsize b = chart_series_find (series, assay_scale_to_value (&paint->x, paint->plot.x + (column + 1) * width));
      gsize at;

      b = CLAMP (b, a + 1, last);
      if (assay_pyramid_most_severe (series->low, a, b, &at) != ASSAY_RISK_NONE)
        g_array_append_val (chosen, at);
      a = b;
    }
  return chosen;
}

void
chart_draw_marks (const ChartPaint *paint, guint index)
{
  const ChartSeries *series = &paint->chart->series[index];
  g_autoptr(GArray) chosen = choose_marks (paint, series);
  /* crowded marks are smaller: below one for every three points they are a texture anyway */
  double room = paint->plot.width / MAX (chosen->len, 1);
  double size = MIN (paint->frame->em * 0.62 * CLAMP (room / 9, 0.55, 1), paint->plot.height * 0.2);
  gboolean stamped = chosen->len > MANY && !paint->is_vector;

  for (int risk = ASSAY_RISK_NONE; risk < ASSAY_N_RISKS; risk++)
    {
      AssayColor color = chart_paint_faded (paint, index, assay_theme_risk (paint->theme, risk));
      Stamp stamp = stamped ? stamp_new (paint, risk, color, size) : (Stamp) { NULL, 0 };

      for (guint k = 0; k < chosen->len; k++)
        {
          gsize i = g_array_index (chosen, gsize, k);
          double x, y;

          if (risk_of (series, i) != risk)
            continue;
          x = chart_paint_x (paint, chart_series_x (series, i));
          y = chart_paint_y (paint, series->y[i]);
          if (y < paint->plot.y - 1 || y > paint->plot.y + paint->plot.height + 1)
            continue;
          if (stamped)
            stamp_at (paint, &stamp, x, y);
          else
            draw_shape (paint->cr, paint->theme, risk, color, x, y, size, TRUE);
        }
      g_clear_pointer (&stamp.picture, cairo_surface_destroy);
    }
}
