#include <math.h>
#include "awkward-figures.h"

static AssayTheme theme;

/* Irregular x, gaps, n points; marks at every 37th. */
static AssayFigure *
irregular_figure (gsize n)
{
  AssayFigure *figure = assay_figure_new ("f", ASSAY_FIGURE_SERIES, "F");
  double *x = g_new (double, n), *y = g_new (double, n);
  gsize m = (n + 36) / 37;
  double *mx = g_new (double, m), *my = g_new (double, m);
  gint8 *risk = g_new (gint8, m);
  guint64 *row = g_new (guint64, m);
  double at = -50;

  for (gsize i = 0; i < n; i++)
    {
      at += g_test_rand_int_range (0, 10) == 0 ? g_test_rand_double_range (5, 20) : g_test_rand_double_range (0.1, 1);
      x[i] = at;
      y[i] = g_test_rand_int_range (0, 9) == 0 ? NAN : g_test_rand_double_range (-10, 10);
    }
  for (gsize k = 0; k < m; k++)
    {
      mx[k] = x[k * 37];
      my[k] = isnan (y[k * 37]) ? 0 : y[k * 37];
      risk[k] = (gint8) (1 + k % 3);
      row[k] = 1000 + k * 37;
    }
  assay_figure_add_series (figure, "a", "A", ASSAY_SERIES_ACTUAL, n, g_bytes_new_take (x, n * sizeof (double)), g_bytes_new_take (y, n * sizeof (double)),
                           NULL, NULL, NULL);
  assay_figure_add_series (figure, "m", "M", ASSAY_SERIES_MARKS, m, g_bytes_new_take (mx, m * sizeof (double)), g_bytes_new_take (my, m * sizeof (double)),
                           NULL, g_bytes_new_take (risk, m), g_bytes_new_take (row, m * sizeof (guint64)));
  return figure;
}

/* The middle of every cell is that cell, and what is beside the matrix is none. */
static void
test_heat (void)
{
  g_autoptr(AssayFigure) figure = awkward_figure_new (awkward_figure_find ("heat"));
  g_autoptr(AssayChart) chart = assay_chart_new (figure, NULL);
  AssayChartLayout layout;
  AssayChartHit hit;
  AssayView view;

  assay_view_init (&view);
  g_assert_true (assay_chart_layout (chart, &view, &theme, 800, 400, &layout));
  for (guint row = 0; row < 12; row++)
    for (guint column = 0; column < 28; column++)
      {
        double x = layout.plot.x + layout.plot.width * (column + 0.5) / 28, y = layout.plot.y + layout.plot.height * (row + 0.5) / 12;
        gboolean there = assay_chart_hit (chart, &view, &layout, x, y, &hit);

        g_assert_cmpint (there, ==, column < 28 - row);
        if (there)
          g_assert_true (hit.series == row && hit.index == column && hit.y == assay_figure_series_y (assay_figure_get_series (figure, row))[column]);
      }
  g_assert_false (assay_chart_hit (chart, &view, &layout, layout.plot.x - 3, layout.plot.y + 3, &hit));
}

/* A dot is hit where it is drawn. */
static void
test_points (void)
{
  g_autoptr(AssayFigure) figure = awkward_figure_new (awkward_figure_find ("qq"));
  g_autoptr(AssayChart) chart = assay_chart_new (figure, NULL);
  const AssayFigureSeries *series = assay_figure_get_series (figure, 1);
  AssayChartLayout layout;
  AssayChartHit hit;
  AssayView view;

  assay_view_init (&view);
  g_assert_true (assay_chart_layout (chart, &view, &theme, 800, 400, &layout));
  for (gsize i = 0; i < series->n; i += 13)
    {
      g_assert_true (assay_chart_hit (chart, &view, &layout, assay_chart_x_to_point (&layout, assay_figure_series_x (series)[i]),
                                      assay_chart_y_to_point (&layout, assay_figure_series_y (series)[i]), &hit));
      g_assert_true (hit.series == 1 && hit.index == i);
    }
}

static void
test_nearest (void)
{
  static const gsize sizes[] = { 1, 2, 10, 300, 5000 };

  for (guint s = 0; s < G_N_ELEMENTS (sizes); s++)
    {
      g_autoptr(AssayFigure) figure = irregular_figure (sizes[s]);
      g_autoptr(AssayChart) chart = assay_chart_new (figure, NULL);
      const AssayFigureSeries *series = assay_figure_get_series (figure, 0);
      const double *x = assay_figure_series_x (series), *y = assay_figure_series_y (series);

      for (int t = 0; t < 80; t++)
        {
          AssayChartLayout layout;
          AssayChartHit hit;
          AssayView view;
          double px, at, best = INFINITY;
          gboolean found;

          assay_view_init (&view);
          if (t % 2)
            {
              view.x_low = x[0] + g_test_rand_double_range (0, 0.8) * (x[sizes[s] - 1] - x[0]);
              view.x_high = view.x_low + 0.2 * (x[sizes[s] - 1] - x[0]) + 1;
            }
          g_assert_true (assay_chart_layout (chart, &view, &theme, 500, 200, &layout));
          px = layout.plot.x + g_test_rand_double_range (-0.1, 1.1) * layout.plot.width;
          at = assay_chart_point_to_x (&layout, px);
          for (gsize i = 0; i < sizes[s]; i++)
            if (isfinite (y[i]) && x[i] >= layout.x_low && x[i] <= layout.x_high)
              best = MIN (best, fabs (x[i] - at));
          found = assay_chart_nearest (chart, &view, &layout, px, &hit);
          g_assert_cmpint (found, ==, best < INFINITY);
          if (found)
            {
              g_assert_cmpfloat (fabs (hit.x - at), ==, best);
              g_assert_cmpuint (hit.series, ==, 0);
              g_assert_cmpfloat (hit.y, ==, y[hit.index]);
              g_assert_cmpint (hit.row, ==, -1);
            }
        }
    }
}

static void
test_value_at (void)
{
  g_autoptr(AssayFigure) figure = irregular_figure (5000), plain = sample_figure_risk ();
  g_autoptr(AssayChart) chart = assay_chart_new (figure, NULL), bars = assay_chart_new (plain, NULL);
  const double *x = assay_figure_series_x (assay_figure_get_series (figure, 0)), *y = assay_figure_series_y (assay_figure_get_series (figure, 0));

  for (gsize i = 0; i < 5000; i++)
    {
      gsize index = 0;
      double value = assay_chart_value_at (chart, 0, x[i], &index);

      g_assert_true (value == y[i] || (isnan (value) && isnan (y[i])));
      g_assert_cmpuint (index, ==, i);
      if (i > 0)
        g_assert_true (isnan (assay_chart_value_at (chart, 0, (x[i] + x[i - 1]) / 2, NULL)));
    }
  g_assert_true (isnan (assay_chart_value_at (chart, 0, x[0] - 1, NULL)));
  g_assert_true (isnan (assay_chart_value_at (chart, 0, x[4999] + 1, NULL)));
  g_assert_cmpfloat (assay_chart_value_at (bars, 0, 2, NULL), ==, 31);
  g_assert_true (isnan (assay_chart_value_at (bars, 0, 4, NULL)));
  g_assert_true (isnan (assay_chart_value_at (bars, 0, -1, NULL)));
}

static void
test_marks (void)
{
  g_autoptr(AssayFigure) figure = irregular_figure (370);
  g_autoptr(AssayChart) chart = assay_chart_new (figure, NULL);
  const double *mx = assay_figure_series_x (assay_figure_get_series (figure, 1)), *my = assay_figure_series_y (assay_figure_get_series (figure, 1));
  AssayChartLayout layout;
  AssayChartHit hit;
  AssayView view;
  guint n = 0;

  assay_view_init (&view);
  g_assert_true (assay_chart_layout (chart, &view, &theme, 800, 300, &layout));
  for (int k = 0; k < 10; k++)
    {
      double px = assay_chart_x_to_point (&layout, mx[k]), py = assay_chart_y_to_point (&layout, my[k]);

      g_assert_true (assay_chart_hit (chart, &view, &layout, px + 3, py - 4, &hit));
      g_assert_cmpuint (hit.series, ==, 1);
      g_assert_cmpint (hit.row, ==, 1000 + 37 * k);
      g_assert_cmpint (hit.risk, ==, 1 + k % 3);
      g_assert_false (assay_chart_hit (chart, &view, &layout, px + 9, py, &hit));
    }
  view.hidden = 1 << 1;
  g_assert_false (assay_chart_hit (chart, &view, &layout, assay_chart_x_to_point (&layout, mx[0]), assay_chart_y_to_point (&layout, my[0]), &hit));

  /* once through all of them, forth and back */
  for (double x = -INFINITY; assay_chart_next_mark (chart, x, 1, &hit); x = hit.x)
    g_assert_cmpfloat (hit.x, ==, mx[n++]);
  g_assert_cmpuint (n, ==, 10);
  for (double x = INFINITY; assay_chart_next_mark (chart, x, -1, &hit); x = hit.x)
    g_assert_cmpfloat (hit.x, ==, mx[--n]);
  g_assert_cmpuint (n, ==, 0);
}

/* Of two marks at one place the more severe is hit. */
static void
test_severe_first (void)
{
  static const double x[] = { 10, 10.1, 10.2, 50 }, y[] = { 5, 5, 5, 5 };
  static const gint8 risk[] = { 1, 3, 2, 1 };
  AssayFigure *figure = assay_figure_new ("f", ASSAY_FIGURE_SERIES, "F");
  g_autoptr(AssayChart) chart = NULL;
  AssayChartLayout layout;
  AssayChartHit hit;
  AssayView view;

  assay_figure_add_series (figure, "m", "M", ASSAY_SERIES_MARKS, 4, g_bytes_new_static (x, sizeof x), g_bytes_new_static (y, sizeof y), NULL,
                           g_bytes_new_static (risk, sizeof risk), NULL);
  chart = assay_chart_new (figure, NULL);
  assay_figure_unref (figure);
  assay_view_init (&view);
  view.x_low = 0;
  view.x_high = 1000;
  g_assert_true (assay_chart_layout (chart, &view, &theme, 600, 200, &layout));
  g_assert_true (assay_chart_hit (chart, &view, &layout, assay_chart_x_to_point (&layout, 10), assay_chart_y_to_point (&layout, 5), &hit));
  g_assert_cmpint (hit.risk, ==, ASSAY_RISK_CRITICAL);
}

static void
test_stems (void)
{
  g_autoptr(AssayFigure) figure = sample_figure_zscore (400);
  g_autoptr(AssayChart) chart = assay_chart_new (figure, NULL);
  AssayChartLayout layout;
  AssayChartHit mark, hit;
  AssayView view;

  assay_view_init (&view);
  view.parts = ASSAY_CHART_Y_AXIS;
  g_assert_true (assay_chart_layout (chart, &view, &theme, 800, 80, &layout));
  g_assert_true (assay_chart_next_mark (chart, -INFINITY, 1, &mark));
  g_assert_cmpint (mark.risk, >, ASSAY_RISK_LOW);
  /* anywhere on the stem */
  g_assert_true (assay_chart_hit (chart, &view, &layout, assay_chart_x_to_point (&layout, mark.x), assay_chart_y_to_point (&layout, mark.y / 2), &hit));
  g_assert_cmpuint (hit.index, ==, mark.index);
  g_assert_cmpint (hit.row, ==, (gint64) mark.index);
}

static void
test_bars_and_rows (void)
{
  g_autoptr(AssayFigure) risk = sample_figure_risk (), bars = sample_figure_bars (), histogram = sample_figure_histogram ();
  g_autoptr(AssayChart) rows = assay_chart_new (risk, NULL), groups = assay_chart_new (bars, NULL), bins = assay_chart_new (histogram, NULL);
  AssayChartLayout layout;
  AssayChartHit hit;
  AssayView view;

  assay_view_init (&view);
  g_assert_true (assay_chart_layout (rows, &view, &theme, 300, 200, &layout));
  for (int k = 0; k < 4; k++)
    {
      g_assert_true (assay_chart_hit (rows, &view, &layout, layout.plot.x + 5, layout.plot.y + layout.plot.height * (k + 0.5) / 4, &hit));
      g_assert_cmpuint (hit.index, ==, k);
      g_assert_cmpint (hit.risk, ==, k);
    }
  g_assert_false (assay_chart_hit (rows, &view, &layout, layout.plot.x + 5, layout.plot.y - 2, &hit));
  g_assert_false (assay_chart_hit (rows, &view, &layout, layout.plot.x + 5, layout.plot.y + layout.plot.height + 1, &hit));

  g_assert_true (assay_chart_layout (groups, &view, &theme, 500, 200, &layout));
  g_assert_true (assay_chart_hit (groups, &view, &layout, assay_chart_x_to_point (&layout, 0.9), layout.plot.y + 10, &hit));
  g_assert_cmpuint (hit.series, ==, 0);
  g_assert_cmpuint (hit.index, ==, 1);
  g_assert_true (assay_chart_hit (groups, &view, &layout, assay_chart_x_to_point (&layout, 1.1), layout.plot.y + 10, &hit));
  g_assert_cmpuint (hit.series, ==, 1);
  g_assert_false (assay_chart_hit (groups, &view, &layout, assay_chart_x_to_point (&layout, 1.5), layout.plot.y + 10, &hit));

  g_assert_true (assay_chart_layout (bins, &view, &theme, 500, 200, &layout));
  g_assert_true (assay_chart_hit (bins, &view, &layout, assay_chart_x_to_point (&layout, 5), layout.plot.y + 10, &hit));
  g_assert_cmpfloat (hit.x, ==, 0);
  g_assert_cmpfloat (hit.y, ==, 702);
}

static void
test_empty (void)
{
  g_autoptr(AssayFigure) figure = awkward_figure_new (awkward_figure_find ("empty"));
  g_autoptr(AssayFigure) missing = awkward_figure_new (awkward_figure_find ("missing"));
  g_autoptr(AssayChart) chart = assay_chart_new (figure, NULL), all_nan = assay_chart_new (missing, NULL);
  AssayChartLayout layout;
  AssayChartHit hit;
  AssayView view;
  double low, high;

  assay_view_init (&view);
  g_assert_false (assay_chart_get_x_extent (chart, &low, &high));
  g_assert_true (assay_chart_layout (chart, &view, &theme, 400, 200, &layout));
  g_assert_false (assay_chart_nearest (chart, &view, &layout, 100, &hit));
  g_assert_false (assay_chart_hit (chart, &view, &layout, 100, 100, &hit));
  g_assert_false (assay_chart_next_mark (chart, 0, 1, &hit));
  g_assert_false (assay_chart_next_mark (chart, 0, -1, &hit));
  g_assert_true (isnan (assay_chart_value_at (chart, 0, 0, NULL)));
  g_assert_true (assay_chart_get_x_extent (all_nan, &low, &high));
  g_assert_true (assay_chart_layout (all_nan, &view, &theme, 400, 200, &layout));
  g_assert_false (assay_chart_nearest (all_nan, &view, &layout, 100, &hit));
}

static void
test_scale_round_trip (void)
{
  g_autoptr(AssayFigure) figure = sample_figure_forecast (180);
  g_autoptr(AssayChart) chart = assay_chart_new (figure, NULL);
  AssayChartLayout layout;
  AssayView view;

  assay_view_init (&view);
  g_assert_true (assay_chart_layout (chart, &view, &theme, 700, 300, &layout));
  g_assert_cmpfloat (assay_chart_x_to_point (&layout, layout.x_low), ==, layout.plot.x);
  g_assert_cmpfloat_with_epsilon (assay_chart_y_to_point (&layout, layout.y_high), layout.plot.y, 1e-9);
  g_assert_cmpfloat_with_epsilon (assay_chart_point_to_x (&layout, assay_chart_x_to_point (&layout, 19800.25)), 19800.25, 1e-8);
  g_assert_cmpfloat_with_epsilon (assay_chart_point_to_y (&layout, assay_chart_y_to_point (&layout, 123.4)), 123.4, 1e-9);
}

/* Bars on one another: each is hit at its own height, the uppermost above them all, and the scale holds their sum. */
static void
test_stacked (void)
{
  static const double low[] = { 30, 10, 0 }, high[] = { 20, 0, 5 };
  static const char *const names[] = { "a", "b", "c", NULL };
  static const struct { guint bar; double y; guint series; } cases[] = { { 0, 15, 0 }, { 0, 40, 1 }, { 0, 49.5, 1 }, { 1, 5, 0 }, { 1, 30, 0 }, { 2, 2, 1 } };
  g_autoptr(AssayFigure) figure = assay_figure_new ("f", ASSAY_FIGURE_BARS, "F");
  g_autoptr(AssayChart) chart = NULL;
  AssayChartLayout layout;
  AssayChartHit hit;
  AssayView view;

  assay_figure_set_stacked (figure, TRUE);
  assay_figure_set_x (figure, ASSAY_AXIS_CATEGORY, ASSAY_UNIT_NONE, "x", NULL);
  assay_figure_set_categories (figure, names);
  assay_figure_add_series (figure, "low", "Low", ASSAY_SERIES_OTHER, 3, NULL, g_bytes_new_static (low, sizeof low), NULL, NULL, NULL);
  assay_figure_add_series (figure, "high", "High", ASSAY_SERIES_OTHER, 3, NULL, g_bytes_new_static (high, sizeof high), NULL, NULL, NULL);
  chart = assay_chart_new (figure, NULL);
  assay_view_init (&view);
  g_assert_true (assay_chart_layout (chart, &view, &theme, 800, 400, &layout));
  g_assert_cmpfloat (layout.y_high, >=, 50);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_assert_true (assay_chart_hit (chart, &view, &layout, assay_chart_x_to_point (&layout, cases[i].bar), assay_chart_y_to_point (&layout, cases[i].y), &hit));
      g_assert_cmpuint (hit.series, ==, cases[i].series);
      g_assert_cmpuint (hit.index, ==, cases[i].bar);
    }
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  assay_theme_init (&theme, ASSAY_THEME_LIGHT, FALSE, NULL);
  g_test_add_func ("/charts/hit/heat", test_heat);
  g_test_add_func ("/charts/hit/points", test_points);
  g_test_add_func ("/charts/hit/nearest", test_nearest);
  g_test_add_func ("/charts/hit/value-at", test_value_at);
  g_test_add_func ("/charts/hit/marks", test_marks);
  g_test_add_func ("/charts/hit/severe-first", test_severe_first);
  g_test_add_func ("/charts/hit/stems", test_stems);
  g_test_add_func ("/charts/hit/bars-and-rows", test_bars_and_rows);
  g_test_add_func ("/charts/hit/stacked", test_stacked);
  g_test_add_func ("/charts/hit/empty", test_empty);
  g_test_add_func ("/charts/hit/scale-round-trip", test_scale_round_trip);
  status = g_test_run ();
  assay_theme_clear (&theme);
  return status;
}
