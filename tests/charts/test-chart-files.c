#include <glib/gstdio.h>
#include <math.h>
#include <string.h>
#include "awkward-figures.h"

static char *
temporary_folder (void)
{
  g_autoptr(GError) error = NULL;
  char *folder = g_dir_make_tmp ("assay-charts-XXXXXX", &error);

  g_assert_no_error (error);
  return folder;
}

static void
test_png (void)
{
  g_autofree char *folder = temporary_folder (), *path = g_build_filename (folder, "a.png", NULL);
  g_autoptr(AssayFigure) figure = sample_figure_forecast (180);
  g_autoptr(AssayChart) chart = assay_chart_new (figure, NULL);
  g_autoptr(GError) error = NULL;
  cairo_surface_t *surface;
  AssayTheme theme;
  AssayView view;
  guint32 corner;

  assay_theme_init (&theme, ASSAY_THEME_DARK, FALSE, NULL);
  assay_view_init (&view);
  g_assert_true (assay_chart_write_png (chart, &view, &theme, 300, 150, 2, path, &error));
  g_assert_no_error (error);
  surface = cairo_image_surface_create_from_png (path);
  g_assert_cmpint (cairo_surface_status (surface), ==, CAIRO_STATUS_SUCCESS);
  g_assert_cmpint (cairo_image_surface_get_width (surface), ==, 600);
  g_assert_cmpint (cairo_image_surface_get_height (surface), ==, 300);
  /* on its card */
  corner = *(const guint32 *) (const void *) cairo_image_surface_get_data (surface);
  g_assert_cmphex (corner & 0xffffff, ==, 0x363636);
  cairo_surface_destroy (surface);
  g_remove (path);
  g_rmdir (folder);
  assay_theme_clear (&theme);
}

/* Lowest and highest y among all coordinates of strokes: "M x y L x y …". */
static void
svg_reach (const char *svg, const char *color, double *top, double *bottom)
{
  *top = INFINITY;
  *bottom = -INFINITY;
  for (const char *p = strstr (svg, color); p != NULL; p = strstr (p + 1, color))
    {
      const char *path = strstr (p, " d=\""), *end;

      if (path == NULL || (strchr (p, '>') != NULL && path > strchr (p, '>')))
        continue;
      path += 4;
      end = strchr (path, '"');
      while (path < end)
        {
          char *next;
          double y;

          if (*path != 'M' && *path != 'L')
            {
              path++;
              continue;
            }
          g_ascii_strtod (path + 1, &next);
          y = g_ascii_strtod (next, &next);
          *top = MIN (*top, y);
          *bottom = MAX (*bottom, y);
          path = next;
        }
    }
}

/* On a page the thinned line reaches its extremes as well. */
static void
test_svg_extremes (void)
{
  enum { N = 100000 };
  g_autofree char *folder = temporary_folder (), *path = g_build_filename (folder, "a.svg", NULL), *svg = NULL;
  AssayFigure *figure = assay_figure_new ("f", ASSAY_FIGURE_SERIES, "");
  g_autoptr(AssayChart) chart = NULL;
  g_autoptr(GError) error = NULL;
  double *y = g_new (double, N), top, bottom, margin;
  AssayChartLayout layout;
  AssayTheme theme;
  AssayView view;
  gsize size;

  for (gsize i = 0; i < N; i++)
    y[i] = i == 33333 ? 90 : i == 77777 ? -90 : g_test_rand_double_range (-1, 1);
  assay_figure_add_series (figure, "a", "A", ASSAY_SERIES_FORECAST, N, NULL, g_bytes_new_take (y, N * sizeof (double)), NULL, NULL, NULL);
  chart = assay_chart_new (figure, NULL);
  assay_figure_unref (figure);
  assay_theme_init (&theme, ASSAY_THEME_PRINT, FALSE, NULL);
  assay_view_init (&view);
  view.parts = 0;
  view.y_low = -100;
  view.y_high = 100;
  g_assert_true (assay_chart_write_svg (chart, &view, &theme, 500, 300, path, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (path, &svg, &size, NULL));
  margin = assay_theme_text_size (&theme) * 0.8;
  g_assert_true (assay_chart_layout (chart, &view, &theme, 500 - 2 * margin, 300 - 2 * margin, &layout));
  svg_reach (svg, "stroke:rgb(11.7", &top, &bottom);
  g_assert_cmpfloat_with_epsilon (top, assay_chart_y_to_point (&layout, 90), 0.02);
  g_assert_cmpfloat_with_epsilon (bottom, assay_chart_y_to_point (&layout, -90), 0.02);
  /* 100 000 points on 500: some columns, not all points */
  g_assert_cmpuint (size, <, 200000);
  g_remove (path);
  g_rmdir (folder);
  assay_theme_clear (&theme);
}

static void
test_errors (void)
{
  g_autofree char *folder = temporary_folder (), *path = g_build_filename (folder, "none", "a.png", NULL);
  g_autofree char *big = g_build_filename (folder, "big.png", NULL);
  g_autoptr(AssayFigure) figure = sample_figure_risk ();
  g_autoptr(AssayChart) chart = assay_chart_new (figure, NULL);
  g_autoptr(GError) error = NULL;
  g_autofree char *want = g_strdup_printf ("“%s”: a picture of 80000 × 200 pixels cannot be made; each side is 1 to 32767, and both multiplied "
                                           "at most 400 million", big);
  AssayTheme theme;
  AssayView view;

  assay_theme_init (&theme, ASSAY_THEME_LIGHT, FALSE, NULL);
  assay_view_init (&view);
  g_assert_false (assay_chart_write_png (chart, &view, &theme, 40000, 100, 2, big, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
  g_assert_cmpstr (error->message, ==, want);
  g_assert_false (g_file_test (big, G_FILE_TEST_EXISTS));
  g_clear_error (&error);
  g_assert_false (assay_chart_write_svg (chart, &view, &theme, 300, 0, big, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
  g_clear_error (&error);
  g_assert_false (assay_chart_write_png (chart, &view, &theme, 300, 100, 1, path, &error));
  g_assert_nonnull (error);
  g_rmdir (folder);
  assay_theme_clear (&theme);
}

static void
test_text (void)
{
  static const double x1[] = { 0, 1, 3 }, y1[] = { 1.5, NAN, -2 }, x2[] = { 1, 2 }, low[] = { 0.1, 0.2 }, high[] = { 1, 2 }, x3[] = { 3 }, y3[] = { -2 };
  static const gint8 risk[] = { 3 };
  AssayFigure *figure = assay_figure_new ("f", ASSAY_FIGURE_SERIES, "F");
  g_autofree char *csv = NULL, *tsv = NULL;

  assay_figure_set_x (figure, ASSAY_AXIS_DATE, ASSAY_UNIT_NONE, "date", NULL);
  assay_figure_add_series (figure, "a", "Actual, \"raw\"", ASSAY_SERIES_ACTUAL, 3, g_bytes_new_static (x1, sizeof x1), g_bytes_new_static (y1, sizeof y1),
                           NULL, NULL, NULL);
  assay_figure_add_series (figure, "b", "Band", ASSAY_SERIES_BAND, 2, g_bytes_new_static (x2, sizeof x2), g_bytes_new_static (low, sizeof low),
                           g_bytes_new_static (high, sizeof high), NULL, NULL);
  assay_figure_add_series (figure, "m", "", ASSAY_SERIES_MARKS, 1, g_bytes_new_static (x3, sizeof x3), g_bytes_new_static (y3, sizeof y3),
                           NULL, g_bytes_new_static (risk, sizeof risk), NULL);
  csv = assay_figure_to_text (figure, ',');
  g_assert_cmpstr (csv, ==,
                   "date,\"Actual, \"\"raw\"\"\",Band low,Band high,m,m risk\n"
                   "1970-01-01,1.5,,,,\n"
                   "1970-01-02,,0.1,1,,\n"
                   "1970-01-03,,0.2,2,,\n"
                   "1970-01-04,-2,,,-2,Critical\n");
  tsv = assay_figure_to_text (figure, '\t');
  g_assert_true (g_str_has_prefix (tsv, "date\t\"Actual, \"\"raw\"\"\"\tBand low"));
  assay_figure_unref (figure);
}

static void
test_text_categories (void)
{
  g_autoptr(AssayFigure) figure = sample_figure_risk ();
  g_autofree char *csv = assay_figure_to_text (figure, ',');

  g_assert_cmpstr (csv, ==,
                   "risk level,Days,Days risk\n"
                   "Low,2634,Low\n"
                   "Medium,121,Medium\n"
                   "High,31,High\n"
                   "Critical,12,Critical\n");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/charts/files/png", test_png);
  g_test_add_func ("/charts/files/svg-extremes", test_svg_extremes);
  g_test_add_func ("/charts/files/errors", test_errors);
  g_test_add_func ("/charts/files/text", test_text);
  g_test_add_func ("/charts/files/text-categories", test_text_categories);
  return g_test_run ();
}
