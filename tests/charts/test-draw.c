/* What is on the picture, by its pixels: inside the box, with every extreme, the most severe mark on top. */
#include <math.h>
#include <string.h>
#include "awkward-figures.h"
#include "charts/chart-private.h"

#define MARGIN 12

typedef struct { cairo_surface_t *surface; int width, height, stride; const guint32 *pixels; } Picture;

static Picture
draw (const AssayChart *chart, const AssayView *view, const AssayTheme *theme, int width, int height, double scale)
{
  Picture p = { cairo_image_surface_create (CAIRO_FORMAT_ARGB32, (int) ((width + 2 * MARGIN) * scale), (int) ((height + 2 * MARGIN) * scale)),
                0, 0, 0, NULL };
  cairo_t *cr;

  cairo_surface_set_device_scale (p.surface, scale, scale);
  cr = cairo_create (p.surface);
  cairo_translate (cr, MARGIN, MARGIN);
  assay_chart_draw (chart, view, theme, cr, width, height);
  g_assert_cmpint (cairo_status (cr), ==, CAIRO_STATUS_SUCCESS);
  /* whatever was set is put back */
  g_assert_cmpint (cairo_get_dash_count (cr), ==, 0);
  g_assert_false (cairo_has_current_point (cr));
  cairo_destroy (cr);
  cairo_surface_flush (p.surface);
  p.width = cairo_image_surface_get_width (p.surface);
  p.height = cairo_image_surface_get_height (p.surface);
  p.stride = cairo_image_surface_get_stride (p.surface) / 4;
  p.pixels = (const guint32 *) (const void *) cairo_image_surface_get_data (p.surface);
  return p;
}

static guint
alpha_at (const Picture *p, int x, int y)
{
  return x >= 0 && y >= 0 && x < p->width && y < p->height ? p->pixels[y * p->stride + x] >> 24 : 0;
}

static gboolean
is_color (const Picture *p, int x, int y, AssayColor color)
{
  guint32 pixel = p->pixels[y * p->stride + x];

  return ABS ((int) (pixel >> 16 & 0xff) - (int) (color.red * 255)) < 12 && ABS ((int) (pixel >> 8 & 0xff) - (int) (color.green * 255)) < 12
         && ABS ((int) (pixel & 0xff) - (int) (color.blue * 255)) < 12 && pixel >> 24 > 240;
}

static void
test_inside_box (void)
{
  static const double texts[] = { 14.67, 29.33 };
  static const int sizes[][2] = { { 160, 90 }, { 420, 260 } };

  for (guint i = 0; i < awkward_n_figures (); i++)
    {
      g_autoptr(AssayFigure) figure = g_str_has_prefix (awkward_figure_name (i), "long") ? awkward_long_new (50000) : awkward_figure_new (i);
      g_autoptr(AssayChart) chart = assay_chart_new (figure, NULL);

      for (int k = 0; k < 4; k++)
        {
          PangoFontDescription *font = pango_font_description_from_string ("Cantarell");
          int width = sizes[k / 2][0], height = sizes[k / 2][1];
          gsize inked = 0;
          AssayTheme theme;
          AssayView view;
          Picture p;

          pango_font_description_set_absolute_size (font, texts[k % 2] * PANGO_SCALE);
          assay_theme_init (&theme, k % 3, k == 2, font);
          pango_font_description_free (font);
          assay_view_init (&view);
          awkward_figure_view (i, &view);
          if (g_str_has_prefix (awkward_figure_name (i), "long"))
            view.x_low = view.x_high = NAN;
          p = draw (chart, &view, &theme, width, height, 1);
          for (int y = 0; y < p.height; y++)
            for (int x = 0; x < p.width; x++)
              {
                gboolean is_in = x >= MARGIN && y >= MARGIN && x < MARGIN + width && y < MARGIN + height;

                if (!is_in && alpha_at (&p, x, y) != 0)
                  g_error ("%s: ink outside the box at %d, %d", awkward_figure_name (i), x - MARGIN, y - MARGIN);
                inked += alpha_at (&p, x, y) > 0;
              }
          g_assert_cmpuint (inked, >, 50);
          cairo_surface_destroy (p.surface);
          assay_theme_clear (&theme);
        }
    }
}

/* A value alone among hundreds of thousands is on the picture, at any zoom and scale. */
static void
test_extremes_survive (void)
{
  enum { N = 300000, SPIKES = 60 };
  double *y = g_new (double, N);
  gsize at[SPIKES];
  AssayFigure *figure = assay_figure_new ("f", ASSAY_FIGURE_SERIES, "");
  g_autoptr(AssayChart) chart = NULL;
  AssayTheme theme;
  static const double zooms[] = { 1, 0.31, 0.02, 0.004 };

  for (gsize i = 0; i < N; i++)
    y[i] = g_test_rand_double_range (-1, 1);
  for (int k = 0; k < SPIKES; k++)
    {
      at[k] = (gsize) g_test_rand_int_range (0, N);
      y[at[k]] = (k % 2 ? -1 : 1) * g_test_rand_double_range (20, 100);
    }
  assay_figure_add_series (figure, "a", "A", ASSAY_SERIES_ACTUAL, N, NULL, g_bytes_new_take (y, N * sizeof (double)), NULL, NULL, NULL);
  chart = assay_chart_new (figure, NULL);
  assay_figure_unref (figure);
  assay_theme_init (&theme, ASSAY_THEME_LIGHT, FALSE, NULL);
  for (guint z = 0; z < G_N_ELEMENTS (zooms); z++)
    for (int scale = 1; scale <= 2; scale++)
      {
        AssayChartLayout layout;
        AssayView view;
        Picture p;
        double start = g_test_rand_double_range (0, 1 - zooms[z]) * (N - 1);

        assay_view_init (&view);
        view.parts = 0;
        view.x_low = start;
        view.x_high = start + zooms[z] * (N - 1);
        view.y_low = -110;
        view.y_high = 110;
        g_assert_true (assay_chart_layout (chart, &view, &theme, 701, 301, &layout));
        p = draw (chart, &view, &theme, 701, 301, scale);
        for (int k = 0; k < SPIKES; k++)
          {
            double x = (assay_chart_x_to_point (&layout, at[k]) + MARGIN) * scale;
            double v = (assay_chart_y_to_point (&layout, y[at[k]]) + MARGIN) * scale;
            guint best = 0;

            if (at[k] < view.x_low || at[k] > view.x_high)
              continue;
            for (int dx = -1; dx <= 1; dx++)
              for (int dy = -1; dy <= 1; dy++)
                best = MAX (best, alpha_at (&p, (int) floor (x) + dx, (int) floor (v) + dy));
            if (best < 100)
              g_error ("zoom %g, scale %d: the value %g at %" G_GSIZE_FORMAT " is not to be seen", zooms[z], scale, y[at[k]], at[k]);
          }
        cairo_surface_destroy (p.surface);
      }
  assay_theme_clear (&theme);
}

/* And nothing is drawn where no value is: the picture's reach is the data's. */
static void
test_reach_is_exact (void)
{
  enum { N = 100000 };
  double *y = g_new (double, N);
  AssayFigure *figure = assay_figure_new ("f", ASSAY_FIGURE_SERIES, "");
  g_autoptr(AssayChart) chart = NULL;
  AssayChartLayout layout;
  AssayTheme theme;
  AssayView view;
  Picture p;

  for (gsize i = 0; i < N; i++)
    y[i] = i < N / 2 ? 10 + (double) (i % 7) : -20 - (double) (i % 5);
  assay_figure_add_series (figure, "a", "A", ASSAY_SERIES_OTHER, N, NULL, g_bytes_new_take (y, N * sizeof (double)), NULL, NULL, NULL);
  chart = assay_chart_new (figure, NULL);
  assay_figure_unref (figure);
  assay_theme_init (&theme, ASSAY_THEME_LIGHT, FALSE, NULL);
  assay_view_init (&view);
  view.parts = 0;
  g_assert_true (assay_chart_layout (chart, &view, &theme, 600, 300, &layout));
  p = draw (chart, &view, &theme, 600, 300, 1);
  for (int x = 40; x < 560; x++)
    {
      gboolean is_left = x < MARGIN + layout.plot.x + layout.plot.width / 2 - 3;
      gboolean is_right = x > MARGIN + layout.plot.x + layout.plot.width / 2 + 3;
      double top = assay_chart_y_to_point (&layout, is_left ? 16 : -20), bottom = assay_chart_y_to_point (&layout, is_left ? 10 : -24);

      if (!is_left && !is_right)
        continue;
      for (int row = 0; row < 300; row++)
        {
          gboolean is_line = is_color (&p, x, row + MARGIN, assay_theme_series (&theme, ASSAY_SERIES_OTHER, 0));

          if (is_line)
            g_assert_true (row >= floor (top - 2) && row <= ceil (bottom + 2));
          if (row >= ceil (top) && row + 1 <= floor (bottom))
            g_assert_true (is_line);
        }
    }
  cairo_surface_destroy (p.surface);
  assay_theme_clear (&theme);
}

/* Thousands of slight marks do not hide a severe one. */
static void
test_most_severe_survives (void)
{
  enum { N = 40000, SEVERE = 25 };
  double *y = g_new (double, N);
  gint8 *risk = g_new (gint8, N);
  gsize at[SEVERE];
  AssayFigure *figure = assay_figure_new ("f", ASSAY_FIGURE_SERIES, "");
  g_autoptr(AssayChart) chart = NULL;
  AssayChartLayout layout;
  AssayTheme theme;
  AssayView view;
  Picture p;

  for (gsize i = 0; i < N; i++)
    {
      y[i] = g_test_rand_double_range (0, 100);
      risk[i] = ASSAY_RISK_MEDIUM;
    }
  for (int k = 0; k < SEVERE; k++)
    {
      at[k] = (gsize) (k + 0.5) * N / SEVERE;
      risk[at[k]] = ASSAY_RISK_CRITICAL;
    }
  assay_figure_add_series (figure, "m", "M", ASSAY_SERIES_MARKS, N, NULL, g_bytes_new_take (y, N * sizeof (double)), NULL,
                           g_bytes_new_take (risk, N), NULL);
  chart = assay_chart_new (figure, NULL);
  assay_figure_unref (figure);
  assay_theme_init (&theme, ASSAY_THEME_LIGHT, FALSE, NULL);
  assay_view_init (&view);
  g_assert_true (assay_chart_layout (chart, &view, &theme, 600, 300, &layout));
  p = draw (chart, &view, &theme, 600, 300, 1);
  for (int k = 0; k < SEVERE; k++)
    {
      int x = (int) round (assay_chart_x_to_point (&layout, at[k])) + MARGIN, v = (int) round (assay_chart_y_to_point (&layout, y[at[k]])) + MARGIN;
      gboolean found = FALSE;

      for (int dx = -1; dx <= 1 && !found; dx++)
        for (int dy = -1; dy <= 1 && !found; dy++)
          found = is_color (&p, x + dx, v + dy, assay_theme_risk (&theme, ASSAY_RISK_CRITICAL));
      g_assert_true (found);
    }
  cairo_surface_destroy (p.surface);
  assay_theme_clear (&theme);
}

/* A stem of each risk reaches its value among a million. */
static void
test_zscore_extremes (void)
{
  enum { N = 200000 };
  double *z = g_new (double, N);
  gint8 *risk = g_new0 (gint8, N);
  AssayFigure *figure = assay_figure_new ("z", ASSAY_FIGURE_ZSCORE, "");
  g_autoptr(AssayChart) chart = NULL;
  AssayChartLayout layout;
  AssayTheme theme;
  AssayView view;
  Picture p;
  static const struct { gsize at; double z; gint8 risk; } marks[] = { { 1000, 5, 3 }, { 60001, -3.5, 2 }, { 120007, 2.5, 1 }, { 199000, -8, 3 } };

  for (gsize i = 0; i < N; i++)
    z[i] = g_test_rand_double_range (-1.5, 1.5);
  for (guint k = 0; k < G_N_ELEMENTS (marks); k++)
    {
      z[marks[k].at] = marks[k].z;
      risk[marks[k].at] = marks[k].risk;
    }
  assay_figure_add_series (figure, "z", "Z", ASSAY_SERIES_OTHER, N, NULL, g_bytes_new_take (z, N * sizeof (double)), NULL,
                           g_bytes_new_take (risk, N), NULL);
  assay_figure_add_rule (figure, 2, NULL);
  chart = assay_chart_new (figure, NULL);
  assay_figure_unref (figure);
  assay_theme_init (&theme, ASSAY_THEME_DARK, FALSE, NULL);
  assay_view_init (&view);
  g_assert_true (assay_chart_layout (chart, &view, &theme, 600, 200, &layout));
  p = draw (chart, &view, &theme, 600, 200, 1);
  for (guint k = 0; k < G_N_ELEMENTS (marks); k++)
    {
      int x = (int) floor (assay_chart_x_to_point (&layout, marks[k].at)) + MARGIN;
      int v = (int) floor (assay_chart_y_to_point (&layout, marks[k].z * 0.9)) + MARGIN;

      g_assert_true (is_color (&p, x, v, assay_theme_risk (&theme, marks[k].risk)) || is_color (&p, x + 1, v, assay_theme_risk (&theme, marks[k].risk))
                     || is_color (&p, x - 1, v, assay_theme_risk (&theme, marks[k].risk)));
    }
  cairo_surface_destroy (p.surface);
  assay_theme_clear (&theme);
}

static gsize
count_color (const Picture *p, AssayColor color)
{
  gsize n = 0;

  for (int y = 0; y < p->height; y++)
    for (int x = 0; x < p->width; x++)
      n += is_color (p, x, y, color);
  return n;
}

static void
test_hidden_and_emphasis (void)
{
  g_autoptr(AssayFigure) figure = sample_figure_forecast (120);
  g_autoptr(AssayChart) chart = assay_chart_new (figure, NULL);
  AssayTheme theme;
  AssayView view;
  AssayColor blue;
  Picture p;
  gsize all, faded, hidden;

  assay_theme_init (&theme, ASSAY_THEME_LIGHT, FALSE, NULL);
  blue = assay_theme_series (&theme, ASSAY_SERIES_FORECAST, 0);
  assay_view_init (&view);
  view.parts = 0;
  p = draw (chart, &view, &theme, 500, 200, 2);
  all = count_color (&p, blue);
  cairo_surface_destroy (p.surface);
  view.emphasis = 1;
  p = draw (chart, &view, &theme, 500, 200, 2);
  faded = count_color (&p, blue);
  g_assert_cmpuint (count_color (&p, assay_color_mix (theme.card, blue, 0.25)), >, 100);
  cairo_surface_destroy (p.surface);
  view.emphasis = -1;
  view.hidden = 1 << 2;
  p = draw (chart, &view, &theme, 500, 200, 2);
  hidden = count_color (&p, blue);
  cairo_surface_destroy (p.surface);
  g_assert_cmpuint (all, >, 1000);
  g_assert_cmpuint (faded, ==, 0);
  g_assert_cmpuint (hidden, ==, 0);
  assay_theme_clear (&theme);
}

/* No line across a gap; hatching over it when it is long, none when it is two steps. */
static void
test_gaps (void)
{
  enum { N = 60 };
  static double y[N];
  AssayFigure *figure = assay_figure_new ("f", ASSAY_FIGURE_SERIES, "");
  g_autoptr(AssayChart) chart = NULL;
  AssayChartLayout layout;
  AssayTheme theme;
  AssayColor blue;
  AssayView view;
  Picture p;

  for (int i = 0; i < N; i++)
    y[i] = i == 10 || (i >= 30 && i < 40) ? NAN : 5 + i % 2 * 1e-3;
  assay_figure_add_series (figure, "a", "A", ASSAY_SERIES_FORECAST, N, NULL, g_bytes_new_static (y, sizeof y), NULL, NULL, NULL);
  chart = assay_chart_new (figure, NULL);
  assay_figure_unref (figure);
  g_assert_cmpuint (chart->gaps->len, ==, 1);
  g_assert_cmpfloat (g_array_index (chart->gaps, ChartGap, 0).from, ==, 29);
  g_assert_cmpfloat (g_array_index (chart->gaps, ChartGap, 0).to, ==, 40);
  assay_theme_init (&theme, ASSAY_THEME_LIGHT, FALSE, NULL);
  blue = assay_theme_series (&theme, ASSAY_SERIES_FORECAST, 0);
  assay_view_init (&view);
  view.parts = 0;
  view.y_low = 4;
  view.y_high = 6;
  g_assert_true (assay_chart_layout (chart, &view, &theme, 600, 100, &layout));
  p = draw (chart, &view, &theme, 600, 100, 1);
  for (double x = 0.5; x < N - 1; x++)
    {
      int px = (int) assay_chart_x_to_point (&layout, x) + MARGIN, py = (int) floor (assay_chart_y_to_point (&layout, 5)) + MARGIN;
      gboolean is_line = is_color (&p, px, py, blue) || is_color (&p, px, py - 1, blue);
      gboolean want = !((x > 9 && x < 11) || (x > 29 && x < 40));

      g_assert_cmpint (is_line, ==, want);
    }
  cairo_surface_destroy (p.surface);
  assay_theme_clear (&theme);
}

/* Weekends are no gaps; two missing weeks of working days are. */
static void
test_working_days (void)
{
  g_autoptr(AssayFigure) figure = awkward_figure_new (awkward_figure_find ("workdays"));
  g_autoptr(AssayChart) chart = assay_chart_new (figure, NULL);

  g_assert_cmpfloat (chart->series[0].step, ==, 3);
  g_assert_cmpuint (chart->gaps->len, ==, 1);
}

/* The same chart on the same surface: the same bytes. */
static void
test_repeats (void)
{
  g_autoptr(AssayFigure) figure = sample_figure_forecast (3000);
  g_autoptr(AssayChart) one = assay_chart_new (figure, NULL), two = assay_chart_new (figure, NULL);
  AssayTheme theme;
  AssayView view;
  Picture a, b;

  assay_theme_init (&theme, ASSAY_THEME_DARK, FALSE, NULL);
  assay_view_init (&view);
  a = draw (one, &view, &theme, 500, 300, 1);
  b = draw (two, &view, &theme, 500, 300, 1);
  g_assert_cmpmem (a.pixels, (gsize) a.stride * 4 * a.height, b.pixels, (gsize) b.stride * 4 * b.height);
  cairo_surface_destroy (a.surface);
  cairo_surface_destroy (b.surface);
  assay_theme_clear (&theme);
}

/* Something else than the card or the bar, in the row or beside it. */
static gboolean
has_line (const Picture *p, const AssayTheme *theme, double x, double y)
{
  AssayColor bar = assay_theme_series (theme, ASSAY_SERIES_OTHER, 0);

  for (int row = (int) y - 2; row <= (int) y + 2; row++)
    if (alpha_at (p, (int) x, row) > 100 && !is_color (p, (int) x, row, bar))
      return TRUE;
  return FALSE;
}

/* A ranked bar of 1 and its interval from 0.5 to 2: the line is there and no farther. */
static void
test_ranked_interval (void)
{
  static const double value[] = { 1 }, low[] = { 0.5 }, high[] = { 2 };
  static const char *const names[] = { "x", NULL };
  g_autoptr(AssayFigure) figure = assay_figure_new ("one", ASSAY_FIGURE_RANKED, "One");
  g_autoptr(AssayChart) chart = NULL;
  AssayTheme theme;
  AssayView view;
  Picture p;
  int left = G_MAXINT, right = -1, top = G_MAXINT, bottom = -1;
  double width, y;

  assay_figure_set_x (figure, ASSAY_AXIS_CATEGORY, ASSAY_UNIT_NONE, "input", NULL);
  assay_figure_set_categories (figure, names);
  assay_figure_add_series (figure, "value", "Value", ASSAY_SERIES_OTHER, 1, NULL, g_bytes_new_static (value, sizeof value), NULL, NULL, NULL);
  assay_figure_add_series (figure, "interval", "Interval", ASSAY_SERIES_WHISKERS, 1, NULL, g_bytes_new_static (low, sizeof low), g_bytes_new_static (high, sizeof high), NULL, NULL);
  chart = assay_chart_new (figure, NULL);
  assay_theme_init (&theme, ASSAY_THEME_LIGHT, FALSE, NULL);
  assay_view_init (&view);
  view.parts = 0;
  p = draw (chart, &view, &theme, 400, 60, 2);
  for (int x = 0; x < p.width; x++)
    for (int row = 0; row < p.height; row++)
      if (is_color (&p, x, row, assay_theme_series (&theme, ASSAY_SERIES_OTHER, 0)))
        {
          left = MIN (left, x);
          right = MAX (right, x);
          top = MIN (top, row);
          bottom = MAX (bottom, row);
        }
  width = right - left;
  y = (top + bottom) / 2.0;
  g_assert_cmpfloat (width, >, 100);
  g_assert_false (has_line (&p, &theme, left + 0.46 * width, y));
  g_assert_true (has_line (&p, &theme, left + 0.54 * width, y));
  g_assert_true (has_line (&p, &theme, left + 1.5 * width, y));
  g_assert_true (has_line (&p, &theme, left + 1.96 * width, y));
  g_assert_false (has_line (&p, &theme, left + 2.02 * width, y));
  cairo_surface_destroy (p.surface);
  assay_theme_clear (&theme);
}

/* Intervals of which nobody said where they end: nothing of them is drawn, and what stands beside them is. */
static void
test_no_ends (void)
{
  static const AssayFigureKind kinds[] = { ASSAY_FIGURE_RANKED, ASSAY_FIGURE_POINTS, ASSAY_FIGURE_SERIES, ASSAY_FIGURE_BARS };
  static const AssaySeriesRole roles[] = { ASSAY_SERIES_WHISKERS, ASSAY_SERIES_BAND, ASSAY_SERIES_HATCH };
  static const double value[] = { 1, 2 };
  static const char *const names[] = { "a", "b", NULL };

  for (guint i = 0; i < G_N_ELEMENTS (kinds) * G_N_ELEMENTS (roles); i++)
    {
      AssayFigureKind kind = kinds[i % G_N_ELEMENTS (kinds)];
      g_autoptr(AssayFigure) figure = assay_figure_new ("one", kind, "One");
      g_autoptr(AssayChart) chart = NULL;
      AssayTheme theme;
      AssayView view;
      Picture p;

      assay_figure_set_x (figure, kind == ASSAY_FIGURE_RANKED || kind == ASSAY_FIGURE_BARS ? ASSAY_AXIS_CATEGORY : ASSAY_AXIS_NUMBER, ASSAY_UNIT_NONE, "input", NULL);
      assay_figure_set_categories (figure, names);
      assay_figure_add_series (figure, "value", "Value", ASSAY_SERIES_OTHER, 2, NULL, g_bytes_new_static (value, sizeof value), NULL, NULL, NULL);
      assay_figure_add_series (figure, "interval", "Interval", roles[i / G_N_ELEMENTS (kinds)], 2, NULL, g_bytes_new_static (value, sizeof value), NULL, NULL, NULL);
      chart = assay_chart_new (figure, NULL);
      assay_theme_init (&theme, ASSAY_THEME_LIGHT, FALSE, NULL);
      assay_view_init (&view);
      p = draw (chart, &view, &theme, 400, 200, 1);
      cairo_surface_destroy (p.surface);
      assay_theme_clear (&theme);
    }
}

static void
test_cancelled (void)
{
  g_autoptr(AssayFigure) figure = sample_figure_forecast (100);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(AssayProgress) progress = assay_progress_new (cancellable, NULL, NULL, NULL);

  g_cancellable_cancel (cancellable);
  g_assert_null (assay_chart_new (figure, progress));
}

/* A bar from 2 to 8 and a limit of 5: to the right of it the bar has the other colour, from there on to its end and no farther. */
static void
test_gauge_beyond (void)
{
  static const double low[] = { 2 }, high[] = { 8 };
  static const char *const names[] = { "x", NULL };
  g_autoptr(AssayFigure) figure = assay_figure_new ("one", ASSAY_FIGURE_GAUGE, "One");
  g_autoptr(AssayChart) chart = NULL;
  AssayTheme theme;
  AssayView view;
  AssayChartLayout layout;
  Picture p;
  int calm[2] = { G_MAXINT, -1 }, hot[2] = { G_MAXINT, -1 };

  assay_figure_set_x (figure, ASSAY_AXIS_CATEGORY, ASSAY_UNIT_NONE, "move", NULL);
  assay_figure_set_categories (figure, names);
  assay_figure_add_series (figure, "reach", "Reach", ASSAY_SERIES_BAND, 1, NULL, g_bytes_new_static (low, sizeof low), g_bytes_new_static (high, sizeof high), NULL, NULL);
  assay_figure_add_rule (figure, 3, "Now");
  assay_figure_add_rule (figure, 5, "Limit");
  chart = assay_chart_new (figure, NULL);
  assay_theme_init (&theme, ASSAY_THEME_LIGHT, FALSE, NULL);
  assay_view_init (&view);
  g_assert_true (assay_chart_layout (chart, &view, &theme, 400, 160, &layout));
  p = draw (chart, &view, &theme, 400, 160, 2);
  for (int x = 0; x < p.width; x++)
    for (int row = 0; row < p.height; row++)
      {
        int *span = is_color (&p, x, row, assay_theme_series (&theme, ASSAY_SERIES_OTHER, 0)) ? calm : is_color (&p, x, row, assay_theme_series (&theme, ASSAY_SERIES_OTHER, 1)) ? hot : NULL;

        if (span == NULL)
          continue;
        span[0] = MIN (span[0], x);
        span[1] = MAX (span[1], x);
      }
  g_assert_cmpfloat_with_epsilon (calm[0] / 2.0 - MARGIN, assay_chart_x_to_point (&layout, 2), 2);
  g_assert_cmpfloat_with_epsilon (calm[1] / 2.0 - MARGIN, assay_chart_x_to_point (&layout, 5), 3);
  g_assert_cmpfloat_with_epsilon (hot[0] / 2.0 - MARGIN, assay_chart_x_to_point (&layout, 5), 3);
  g_assert_cmpfloat_with_epsilon (hot[1] / 2.0 - MARGIN, assay_chart_x_to_point (&layout, 8), 2);
  cairo_surface_destroy (p.surface);
  assay_theme_clear (&theme);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/charts/draw/inside-box", test_inside_box);
  g_test_add_func ("/charts/draw/no-ends", test_no_ends);
  g_test_add_func ("/charts/draw/extremes-survive", test_extremes_survive);
  g_test_add_func ("/charts/draw/reach-is-exact", test_reach_is_exact);
  g_test_add_func ("/charts/draw/most-severe-survives", test_most_severe_survives);
  g_test_add_func ("/charts/draw/zscore-extremes", test_zscore_extremes);
  g_test_add_func ("/charts/draw/hidden-and-emphasis", test_hidden_and_emphasis);
  g_test_add_func ("/charts/draw/gaps", test_gaps);
  g_test_add_func ("/charts/draw/working-days", test_working_days);
  g_test_add_func ("/charts/draw/repeats", test_repeats);
  g_test_add_func ("/charts/draw/ranked-interval", test_ranked_interval);
  g_test_add_func ("/charts/draw/gauge-beyond", test_gauge_beyond);
  g_test_add_func ("/charts/draw/cancelled", test_cancelled);
  return g_test_run ();
}
