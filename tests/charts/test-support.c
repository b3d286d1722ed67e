/* Where data lie and where they do not: ticks, hatching and single lines. */
#include <math.h>
#include <string.h>
#include "awkward-figures.h"
#include "charts/chart-private.h"

#define WIDTH 400
#define HEIGHT 200

static GBytes *
copy (const double *values, gsize n)
{
  return g_bytes_new (values, n * sizeof *values);
}

/* A flat curve from 0 to 100 with one long step in it; ticks at 13 and 90, hatching from 50 to 100, two lines that rise and fall. */
static AssayFigure *
make_figure (gboolean has_hatch)
{
  static const double x[] = { 0, 1, 2, 100 }, y[] = { 5, 5, 5, 5 }, tick[] = { 13, 90 }, share[] = { 0.25, 1 }, from[] = { 50 }, to[] = { 100 };
  static const double line_x[] = { 0, 100, 0, 100 }, line_y[] = { 4, 6, 6, NAN };
  AssayFigure *figure = assay_figure_new ("support", ASSAY_FIGURE_SERIES, "Support");

  assay_figure_set_x (figure, ASSAY_AXIS_NUMBER, ASSAY_UNIT_VALUE, "x", NULL);
  assay_figure_add_series (figure, "curve", "Curve", ASSAY_SERIES_FORECAST, 4, copy (x, 4), copy (y, 4), NULL, NULL, NULL);
  assay_figure_add_series (figure, "lines", "Line", ASSAY_SERIES_LINES, 4, copy (line_x, 4), copy (line_y, 4), NULL, NULL, NULL);
  assay_figure_add_series (figure, "rug", "Ticks", ASSAY_SERIES_RUG, 2, copy (tick, 2), copy (share, 2), NULL, NULL, NULL);
  if (has_hatch)
    assay_figure_add_series (figure, "hatch", "Hatched", ASSAY_SERIES_HATCH, 1, NULL, copy (from, 1), copy (to, 1), NULL, NULL);
  return figure;
}

/* What is inked of a box in units of the plot, from (0, 0) at the top left to (1, 1); only the parts named are drawn. */
static gsize
count_ink (AssayFigure *figure, guint64 hidden, double x0, double y0, double x1, double y1)
{
  g_autoptr(AssayChart) chart = assay_chart_new (figure, NULL);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, WIDTH, HEIGHT);
  cairo_t *cr = cairo_create (surface);
  const guint32 *pixels;
  AssayChartLayout layout;
  AssayTheme theme;
  AssayView view;
  gsize n = 0;

  assay_theme_init (&theme, ASSAY_THEME_LIGHT, FALSE, NULL);
  assay_view_init (&view);
  view.parts = 0;
  view.hidden = hidden;
  g_assert_true (assay_chart_layout (chart, &view, &theme, WIDTH, HEIGHT, &layout));
  assay_chart_draw (chart, &view, &theme, cr, WIDTH, HEIGHT);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  pixels = (const guint32 *) (const void *) cairo_image_surface_get_data (surface);
  for (int row = (int) (layout.plot.y + y0 * layout.plot.height) + 1; row < (int) (layout.plot.y + y1 * layout.plot.height) - 1; row++)
    for (int column = (int) (layout.plot.x + x0 * layout.plot.width) + 1; column < (int) (layout.plot.x + x1 * layout.plot.width) - 1; column++)
      n += pixels[row * WIDTH + column] >> 24 > 0x10;
  cairo_surface_destroy (surface);
  assay_theme_clear (&theme);
  return n;
}

#define ONLY(series) (~(G_GUINT64_CONSTANT (1) << (series)))

static void
test_drawn (void)
{
  g_autoptr(AssayFigure) figure = make_figure (TRUE);
  gsize without = count_ink (figure, ~G_GUINT64_CONSTANT (0), 0.55, 0, 0.95, 0.85);      /* the grid */

  g_assert_cmpuint (count_ink (figure, ONLY (3), 0.55, 0, 0.95, 0.85), >, without + 200);
  g_assert_cmpuint (count_ink (figure, ONLY (3), 0.05, 0, 0.45, 0.85), ==, count_ink (figure, ~G_GUINT64_CONSTANT (0), 0.05, 0, 0.45, 0.85));
  /* ticks stand on the bottom edge, and are low */
  g_assert_cmpuint (count_ink (figure, ONLY (2), 0.11, 0.9, 0.17, 1), >, count_ink (figure, ~G_GUINT64_CONSTANT (0), 0.11, 0.9, 0.17, 1) + 2);
  g_assert_cmpuint (count_ink (figure, ONLY (2), 0.05, 0.1, 0.15, 0.8), ==, count_ink (figure, ~G_GUINT64_CONSTANT (0), 0.05, 0.1, 0.15, 0.8));
  /* the first line goes from 4 to 6; the second has one point and nothing to join it to */
  g_assert_cmpuint (count_ink (figure, ONLY (1), 0.2, 0, 0.9, 1), >, count_ink (figure, ~G_GUINT64_CONSTANT (0), 0.2, 0, 0.9, 1) + 150);
}

/* A quantity has no steps: a curve goes on where its points lie far apart. */
static void
test_quantity (void)
{
  g_autoptr(AssayFigure) figure = make_figure (FALSE);

  g_assert_cmpuint (count_ink (figure, ONLY (0), 0.4, 0.3, 0.6, 0.7), >, count_ink (figure, ~G_GUINT64_CONSTANT (0), 0.4, 0.3, 0.6, 0.7) + 50);
}

/* Heights are those of the curve and the lines; shares of ticks and ends of stretches are no heights, nor the numbers of stretches places in x. */
static void
test_range (void)
{
  g_autoptr(AssayFigure) figure = make_figure (TRUE);
  g_autoptr(AssayChart) chart = assay_chart_new (figure, NULL);
  AssayChartLayout layout;
  AssayTheme theme;
  AssayView view;
  double low, high;

  assay_theme_init (&theme, ASSAY_THEME_LIGHT, FALSE, NULL);
  assay_view_init (&view);
  g_assert_true (assay_chart_layout (chart, &view, &theme, WIDTH, HEIGHT, &layout));
  g_assert_cmpfloat (layout.y_low, >, 3);
  g_assert_cmpfloat (layout.y_low, <=, 4);
  g_assert_cmpfloat (layout.y_high, >=, 6);
  g_assert_cmpfloat (layout.y_high, <, 7);
  g_assert_true (assay_chart_get_x_extent (chart, &low, &high));
  g_assert_cmpfloat (low, ==, 0);
  g_assert_cmpfloat (high, ==, 100);
  assay_theme_clear (&theme);
}

static void
test_hit (void)
{
  g_autoptr(AssayFigure) figure = make_figure (TRUE);
  g_autoptr(AssayChart) chart = assay_chart_new (figure, NULL);
  AssayChartLayout layout;
  AssayChartHit hit;
  AssayTheme theme;
  AssayView view;

  assay_theme_init (&theme, ASSAY_THEME_LIGHT, FALSE, NULL);
  assay_view_init (&view);
  g_assert_true (assay_chart_layout (chart, &view, &theme, WIDTH, HEIGHT, &layout));
  g_assert_true (assay_chart_nearest (chart, &view, &layout, assay_chart_x_to_point (&layout, 90), &hit));
  g_assert_cmpuint (hit.series, ==, 0);      /* the curve at 100, not the tick at 90 */
  g_assert_cmpfloat (hit.x, ==, 100);
  for (guint s = 1; s < 4; s++)
    g_assert_true (isnan (assay_chart_value_at (chart, s, 0, NULL)) && isnan (assay_chart_value_at (chart, s, 13, NULL)));
  assay_theme_clear (&theme);
}

/* A column for each line, the share at each tick, and for each x the stretch it lies in. */
static void
test_text (void)
{
  g_autoptr(AssayFigure) figure = make_figure (TRUE);
  g_autofree char *csv = assay_figure_to_text (figure, ',');

  g_assert_cmpstr (csv, ==,
                   "x,Curve,Line 1,Line 2,Ticks,Hatched low,Hatched high\n"
                   "0,5,4,6,,,\n"
                   "1,5,,,,,\n"
                   "2,5,,,,,\n"
                   "13,,,,0.25,,\n"
                   "90,,,,1,50,100\n"
                   "100,5,6,,,50,100\n");
}

static void
test_plain (void)
{
  g_autoptr(AssayFigure) figure = make_figure (TRUE), plain = assay_figure_new_plain (figure), again = assay_figure_new_plain (plain);

  g_assert_cmpuint (assay_figure_get_n_series (plain), ==, 1);
  g_assert_cmpstr (assay_figure_get_series (plain, 0)->id, ==, "curve");
  g_assert_cmpint (assay_figure_get_x (plain)->unit, ==, ASSAY_UNIT_VALUE);
  g_assert_true (again == plain);
}

/* From a file anything may come: no second limit, lines without x, stretches of nothing. */
static void
test_broken (void)
{
  static const double nothing[] = { NAN, INFINITY, -INFINITY, NAN };
  static const AssaySeriesRole roles[] = { ASSAY_SERIES_LINES, ASSAY_SERIES_RUG, ASSAY_SERIES_HATCH };

  for (guint kind = 0; kind <= ASSAY_FIGURE_POINTS; kind++)
    for (guint r = 0; r < G_N_ELEMENTS (roles); r++)
      for (guint variant = 0; variant < 4; variant++)
        {
          g_autoptr(AssayFigure) figure = assay_figure_new ("broken", kind, "Broken");
          g_autofree char *csv = NULL;
          gsize n = variant == 3 ? 0 : 4;

          assay_figure_add_series (figure, "s", "S", roles[r], n, variant == 1 ? copy (nothing, 4) : NULL, copy (nothing, 4), variant == 2 ? copy (nothing, 4) : NULL, NULL, NULL);
          count_ink (figure, 0, 0, 0, 1, 1);
          csv = assay_figure_to_text (figure, ',');
          g_assert_nonnull (csv);
        }
}

/* Bars that are drawn in the colour of their risk have a swatch of that colour; of several risks, the one of the palette. */
static void
test_swatch (void)
{
  static const double y[] = { 1, 2 };
  static const gint8 risks[][2] = { { ASSAY_RISK_HIGH, ASSAY_RISK_HIGH }, { ASSAY_RISK_LOW, ASSAY_RISK_HIGH } };
  AssayTheme theme;

  assay_theme_init (&theme, ASSAY_THEME_LIGHT, FALSE, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (risks); i++)
    {
      g_autoptr(AssayFigure) figure = assay_figure_new ("f", ASSAY_FIGURE_BARS, "F");
      cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, 20, 20);
      cairo_t *cr = cairo_create (surface);
      AssayColor color = i == 0 ? assay_theme_risk (&theme, ASSAY_RISK_HIGH) : assay_theme_series (&theme, ASSAY_SERIES_OTHER, 0);
      const guint32 *pixels;

      assay_figure_add_series (figure, "s", "S", ASSAY_SERIES_OTHER, 2, NULL, copy (y, 2), NULL, g_bytes_new (risks[i], 2), NULL);
      assay_chart_draw_swatch (cr, &theme, figure, 0, 0, 10, 20);
      cairo_destroy (cr);
      cairo_surface_flush (surface);
      pixels = (const guint32 *) (const void *) cairo_image_surface_get_data (surface);
      g_assert_cmpuint (pixels[10 * 20 + 10] >> 16 & 0xff, ==, (guint) round (color.red * 255));
      g_assert_cmpuint (pixels[10 * 20 + 10] & 0xff, ==, (guint) round (color.blue * 255));
      cairo_surface_destroy (surface);
    }
  assay_theme_clear (&theme);
}

/* What changes a share is said in points. */
static void
test_points (void)
{
  g_autoptr(AssayFigure) share = assay_figure_new ("f", ASSAY_FIGURE_RANKED, "F"), change = assay_figure_new ("g", ASSAY_FIGURE_RANKED, "G");
  g_autofree char *of_share = NULL, *of_change = NULL;

  assay_figure_set_y (share, ASSAY_UNIT_FRACTION, "Portfolio PD", NULL);
  assay_figure_set_y (change, ASSAY_UNIT_FRACTION, "Portfolio PD", "change");
  of_share = assay_chart_format_y (assay_figure_get_y (share), 0.0777);
  of_change = assay_chart_format_y (assay_figure_get_y (change), -0.0777);
  g_assert_nonnull (strchr (of_share, '%'));
  g_assert_nonnull (strstr (of_change, "\u22127.8 pp"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/charts/support/drawn", test_drawn);
  g_test_add_func ("/charts/support/quantity", test_quantity);
  g_test_add_func ("/charts/support/range", test_range);
  g_test_add_func ("/charts/support/hit", test_hit);
  g_test_add_func ("/charts/support/text", test_text);
  g_test_add_func ("/charts/support/plain", test_plain);
  g_test_add_func ("/charts/support/broken", test_broken);
  g_test_add_func ("/charts/support/swatch", test_swatch);
  g_test_add_func ("/charts/support/points", test_points);
  return g_test_run ();
}
