/* Milliseconds a frame and to make a chart ready, for ten million points on 1400 x 500 pixels.
 * Budgets (workbench.md section 10): redraw below 16 ms, pyramid below 100 ms. Fails when three times over, so that a
 * busy machine does not fail it and a lost thinning does. */
#include <math.h>
#include <pango/pangocairo.h>
#include "awkward-figures.h"
#include "charts/pyramid.h"

#define N 10000000
#define WIDTH 1400
#define HEIGHT 500
#define FRAMES 40

static int failures;

static void
report (const char *what, double mean, double worst, double budget)
{
  g_print ("%-34s %8.2f ms mean %8.2f ms worst   budget %g ms%s\n", what, mean, worst, budget, mean > budget ? "   OVER" : "");
  failures += mean > 3 * budget;
}

static void
measure_pyramid (const double *values, gsize n)
{
  double sum = 0, worst = 0;

  for (int i = 0; i < 5; i++)
    {
      gint64 start = g_get_monotonic_time ();
      g_autoptr(AssayPyramid) pyramid = assay_pyramid_new (values, NULL, n, NULL);
      double took = (g_get_monotonic_time () - start) / 1000.0;

      sum += took;
      worst = MAX (worst, took);
    }
  report ("pyramid of 10 M points", sum / 5, worst, 100);
}

/* Redraws while the view narrows towards the middle by this factor each frame. */
static void
measure_frames (const char *what, const AssayChart *chart, const AssayTheme *theme, double start, double factor, double scale, double budget)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, (int) (WIDTH * scale), (int) (HEIGHT * scale));
  double low, high, sum = 0, worst = 0, share = start;
  cairo_t *cr;

  cairo_surface_set_device_scale (surface, scale, scale);
  cr = cairo_create (surface);
  assay_chart_get_x_extent (chart, &low, &high);
  for (int i = -2; i < FRAMES; i++, share *= factor)
    {
      double middle = low + (high - low) * 0.51, half = (high - low) / 2 * share, took;
      AssayView view;
      gint64 begin;

      assay_view_init (&view);
      if (share < 1)
        {
          view.x_low = middle - half;
          view.x_high = middle + half;
        }
      begin = g_get_monotonic_time ();
      assay_chart_draw (chart, &view, theme, cr, WIDTH, HEIGHT);
      cairo_surface_flush (surface);
      took = (g_get_monotonic_time () - begin) / 1000.0;
      if (i < 0)                       /* fonts are found, pages mapped */
        continue;
      sum += took;
      worst = MAX (worst, took);
    }
  report (what, sum / FRAMES, worst, budget);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
}

int
main (void)
{
  g_autoptr(AssayFigure) figure = awkward_long_new (N);
  g_autoptr(AssayFigure) zscores = awkward_long_zscore_new (N);
  g_autoptr(AssayFigure) year = awkward_figure_new (awkward_figure_find ("forecast730"));
  g_autoptr(AssayFigure) ice = awkward_figure_new (awkward_figure_find ("ice"));
  g_autoptr(AssayChart) chart = NULL, stems = NULL, short_chart = NULL, lines = NULL;
  AssayTheme theme;
  gint64 start;

  assay_theme_init (&theme, ASSAY_THEME_LIGHT, FALSE, NULL);
  measure_pyramid (assay_figure_series_y (assay_figure_get_series (figure, 1)), N);
  start = g_get_monotonic_time ();
  chart = assay_chart_new (figure, NULL);
  report ("chart of 4 x 10 M points ready", (g_get_monotonic_time () - start) / 1000.0, (g_get_monotonic_time () - start) / 1000.0, 600);
  start = g_get_monotonic_time ();
  stems = assay_chart_new (zscores, NULL);
  report ("Z-scores of 10 M points ready", (g_get_monotonic_time () - start) / 1000.0, (g_get_monotonic_time () - start) / 1000.0, 400);
  short_chart = assay_chart_new (year, NULL);
  lines = assay_chart_new (ice, NULL);
  measure_frames ("two lines, band, marks, all 10 M", chart, &theme, 1, 1, 1, 16);
  measure_frames ("the same, zooming to 400 points", chart, &theme, 1, 0.78, 1, 16);
  measure_frames ("the same, double scale", chart, &theme, 1, 1, 2, 32);
  measure_frames ("Z-scores, all 10 M", stems, &theme, 1, 1, 1, 16);
  measure_frames ("Z-scores, zooming", stems, &theme, 1, 0.78, 1, 16);
  measure_frames ("730 points, two lines, band, marks", short_chart, &theme, 1, 1, 1, 16);
  measure_frames ("200 lines of 20 points, rug, hatching", lines, &theme, 1, 1, 1, 16);
  assay_theme_clear (&theme);
  return failures > 0;
}
