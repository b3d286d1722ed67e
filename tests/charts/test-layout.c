/* The numbers behind the pictures: everything inside the box, nothing over anything else, ticks as far apart as they
 * must be, for every figure at every size. */
#include <math.h>
#include "awkward-figures.h"
#include "charts/chart-private.h"

static const struct { double width, height; } sizes[] = {
  { 160, 90 }, { 340, 240 }, { 480, 120 }, { 760, 320 }, { 300, 700 }, { 4000, 2000 },
};
static const double text_sizes[] = { 9, 14.67, 29.33 };

static AssayTheme
theme_of (double text, AssayThemeKind kind)
{
  PangoFontDescription *font = pango_font_description_from_string ("Cantarell");
  AssayTheme theme;

  pango_font_description_set_absolute_size (font, text * PANGO_SCALE);
  assay_theme_init (&theme, kind, FALSE, font);
  pango_font_description_free (font);
  return theme;
}

typedef struct { AssayBox box; const char *what; } Piece;

static void
add_piece (GArray *pieces, const ChartLabel *label, const char *what)
{
  Piece piece = { { label->x, label->y, label->width, label->height }, what };

  if (label->text != NULL)
    g_array_append_val (pieces, piece);
}

static GArray *
collect_pieces (const ChartFrame *frame)
{
  GArray *pieces = g_array_new (FALSE, FALSE, sizeof (Piece));

  add_piece (pieces, &frame->title, "title");
  add_piece (pieces, &frame->subtitle, "subtitle");
  add_piece (pieces, &frame->x_title, "x title");
  if (frame->y_title.text != NULL)
    {
      /* stands on its side: x, y is its lower left corner */
      Piece piece = { { frame->y_title.x, frame->y_title.y - frame->y_title.width, frame->y_title.height, frame->y_title.width }, "y title" };
      g_array_append_val (pieces, piece);
    }
  for (guint i = 0; i < frame->legend->len; i++)
    {
      const ChartLegendEntry *entry = &g_array_index (frame->legend, ChartLegendEntry, i);
      Piece piece = { { entry->swatch_x, entry->label.y, entry->label.x + entry->label.width - entry->swatch_x, entry->label.height }, "legend" };
      g_array_append_val (pieces, piece);
    }
  for (guint i = 0; i < frame->x_labels->len; i++)
    add_piece (pieces, &g_array_index (frame->x_labels, ChartLabel, i), "x label");
  for (guint i = 0; i < frame->y_labels->len; i++)
    add_piece (pieces, &g_array_index (frame->y_labels, ChartLabel, i), "y label");
  for (guint i = 0; i < frame->rows->len; i++)
    {
      const ChartRow *row = &g_array_index (frame->rows, ChartRow, i);

      add_piece (pieces, &row->name, "name");
      add_piece (pieces, &row->count, "count");
      add_piece (pieces, &row->share, "share");
    }
  return pieces;
}

static gboolean
overlap (AssayBox a, AssayBox b)
{
  double e = 0.05;

  return a.x + e < b.x + b.width && b.x + e < a.x + a.width && a.y + e < b.y + b.height && b.y + e < a.y + a.height;
}

static void
check_frame (const ChartFrame *frame, double width, double height, const char *name, double text)
{
  g_autoptr(GArray) pieces = collect_pieces (frame);
  const AssayBox *plot = &frame->plot;

  g_assert_cmpfloat (plot->x, >=, 0);
  g_assert_cmpfloat (plot->y, >=, 0);
  g_assert_cmpfloat (plot->x + plot->width, <=, width + 1e-9);
  g_assert_cmpfloat (plot->y + plot->height, <=, height + 1e-9);
  g_assert_cmpfloat (frame->out.x_low, <, frame->out.x_high);
  g_assert_cmpfloat (frame->out.y_low, !=, frame->out.y_high);
  for (guint i = 0; i < pieces->len; i++)
    {
      const Piece *a = &g_array_index (pieces, Piece, i);

      if (a->box.x < -0.05 || a->box.y < -0.05 || a->box.x + a->box.width > width + 0.05 || a->box.y + a->box.height > height + 0.05)
        g_error ("%s at %g x %g, text %g: %s is at %g,%g %g x %g", name, width, height, text, a->what, a->box.x, a->box.y, a->box.width, a->box.height);
      for (guint k = 0; k < i; k++)
        {
          const Piece *b = &g_array_index (pieces, Piece, k);

          if (overlap (a->box, b->box))
            g_error ("%s at %g x %g, text %g: %s %g,%g %gx%g lies over %s %g,%g %gx%g", name, width, height, text,
                     a->what, a->box.x, a->box.y, a->box.width, a->box.height, b->what, b->box.x, b->box.y, b->box.width, b->box.height);
        }
      /* labels of y and rows may reach into the plot's lines, heads and labels of x may not */
      if (a->what[0] != 'y' && a->what[0] != 'n' && a->what[0] != 'c' && a->what[0] != 's' && overlap (a->box, *plot))
        g_error ("%s at %g x %g, text %g: %s lies over the plot", name, width, height, text, a->what);
    }
}

static void
test_nothing_overlaps (void)
{
  for (guint i = 0; i < awkward_n_figures (); i++)
    {
      g_autoptr(AssayFigure) figure = g_str_has_prefix (awkward_figure_name (i), "long") ? awkward_long_new (50000) : awkward_figure_new (i);
      g_autoptr(AssayChart) chart = assay_chart_new (figure, NULL);

      for (guint s = 0; s < G_N_ELEMENTS (sizes); s++)
        /* every pair of them with -m thorough; else each figure at each size in one of them: pango under sanitizers is slow */
        for (guint t = 0; t < G_N_ELEMENTS (text_sizes); t++)
          {
            AssayTheme theme;
            ChartFrame frame;
            AssayView view;

            if (g_test_quick () && t != (i + s) % G_N_ELEMENTS (text_sizes))
              continue;
            theme = theme_of (text_sizes[t], ASSAY_THEME_LIGHT);
            assay_view_init (&view);
            awkward_figure_view (i, &view);
            if (chart_frame_init (&frame, chart, &view, &theme, sizes[s].width, sizes[s].height))
              {
                check_frame (&frame, sizes[s].width, sizes[s].height, awkward_figure_name (i), text_sizes[t]);
                chart_frame_clear (&frame);
              }
            else
              g_error ("%s is not drawn at %g x %g, text %g", awkward_figure_name (i), sizes[s].width, sizes[s].height, text_sizes[t]);
            assay_theme_clear (&theme);
          }
    }
}

/* Where there is room: 3 label heights from tick to tick, and 1.5 label widths between labels of one kind. */
static void
test_distances (void)
{
  static const char *const names[] = { "forecast", "huge", "mixed", "negative", "rate", "histogram", "acf", "hours", "minutes", "gaps", "small" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      guint index = awkward_figure_find (names[i]);
      g_autoptr(AssayFigure) figure = awkward_figure_new (index);
      g_autoptr(AssayChart) chart = assay_chart_new (figure, NULL);
      AssayTheme theme = theme_of (14.67, ASSAY_THEME_LIGHT);

      for (double width = 500; width < 2000; width += 490)
        {
          ChartFrame frame;
          AssayView view;

          assay_view_init (&view);
          awkward_figure_view (index, &view);
          g_assert_true (chart_frame_init (&frame, chart, &view, &theme, width, width * 0.4));
          g_assert_cmpuint (frame.y_labels->len, >=, 2);
          g_assert_cmpuint (frame.x_labels->len, >=, 2);
          for (guint k = 1; k < frame.y_labels->len; k++)
            {
              const ChartLabel *below = &g_array_index (frame.y_labels, ChartLabel, k - 1), *above = &g_array_index (frame.y_labels, ChartLabel, k);

              g_assert_cmpfloat (below->y - above->y, >=, 3 * frame.tick_height - 0.01);
            }
          for (guint k = 1; k + 1 < frame.x_labels->len; k++)
            {
              const ChartLabel *left = &g_array_index (frame.x_labels, ChartLabel, k), *right = &g_array_index (frame.x_labels, ChartLabel, k + 1);
              double middles = right->x + right->width / 2 - left->x - left->width / 2;

              g_assert_cmpfloat (middles, >=, 2 * MIN (left->width, right->width));
              g_assert_cmpfloat (right->x - left->x - left->width, >=, 0.4 * frame.em);
            }
          chart_frame_clear (&frame);
        }
      assay_theme_clear (&theme);
    }
}

/* Six percent of room above the data, and 0 at the foot of counts. */
static void
test_ranges (void)
{
  g_autoptr(AssayFigure) risk = sample_figure_histogram (), zscore = sample_figure_zscore (400), forecast = sample_figure_forecast (180);
  g_autoptr(AssayChart) bars = assay_chart_new (risk, NULL), stems = assay_chart_new (zscore, NULL), lines = assay_chart_new (forecast, NULL);
  AssayTheme theme = theme_of (14.67, ASSAY_THEME_LIGHT);
  AssayChartLayout layout;
  AssayView view;

  assay_view_init (&view);
  g_assert_true (assay_chart_layout (bars, &view, &theme, 600, 300, &layout));
  g_assert_cmpfloat (layout.y_low, ==, 0);
  g_assert_cmpfloat_with_epsilon (layout.y_high, 702 * 1.06, 1e-6);
  g_assert_cmpfloat (layout.x_low, ==, -100);
  g_assert_cmpfloat (layout.x_high, ==, 180);
  g_assert_true (assay_chart_layout (stems, &view, &theme, 600, 300, &layout));
  g_assert_cmpfloat (layout.y_low, ==, -layout.y_high);
  g_assert_true (assay_chart_layout (lines, &view, &theme, 600, 300, &layout));
  g_assert_cmpfloat (layout.x_low, ==, 19723);
  g_assert_cmpfloat (layout.x_high, ==, 19723 + 179);

  /* only what is in view counts; a view of its own is taken as it is */
  view.x_low = 19723 + 100;
  view.x_high = 19723 + 120;
  g_assert_true (assay_chart_layout (lines, &view, &theme, 600, 300, &layout));
  g_assert_cmpfloat (layout.x_low, ==, 19823);
  g_assert_cmpfloat (layout.y_high, <, 330);
  view.y_low = -10;
  view.y_high = 1000;
  g_assert_true (assay_chart_layout (lines, &view, &theme, 600, 300, &layout));
  g_assert_cmpfloat (layout.y_low, ==, -10);
  g_assert_cmpfloat (layout.y_high, ==, 1000);
  assay_theme_clear (&theme);
}

/* Stacked charts share the left margin, hence every x; a strip has the grid of the chart above. */
static void
test_alignment (void)
{
  g_autoptr(AssayFigure) zscore = sample_figure_zscore (180), forecast = sample_figure_forecast (180);
  g_autoptr(AssayChart) strip = assay_chart_new (zscore, NULL), lines = assay_chart_new (forecast, NULL);
  AssayTheme theme = theme_of (14.67, ASSAY_THEME_LIGHT);
  AssayChartLayout a, b, n;
  AssayView view;
  ChartFrame frame;
  guint n_grid;

  assay_view_init (&view);
  g_assert_true (assay_chart_layout (lines, &view, &theme, 700, 280, &a));
  view.left = a.left;
  g_assert_true (chart_frame_init (&frame, lines, &view, &theme, 700, 280));
  n_grid = frame.x_grid->len;
  chart_frame_clear (&frame);
  view.parts = ASSAY_CHART_Y_AXIS;
  g_assert_true (assay_chart_layout (strip, &view, &theme, 700, 70, &b));
  g_assert_true (chart_frame_init (&frame, strip, &view, &theme, 700, 70));
  g_assert_cmpuint (frame.x_grid->len, ==, n_grid);
  g_assert_cmpuint (frame.x_labels->len, ==, 0);
  chart_frame_clear (&frame);
  view.parts = ASSAY_CHART_NAVIGATOR;
  g_assert_true (assay_chart_layout (strip, &view, &theme, 700, 30, &n));
  g_assert_cmpfloat (a.plot.x, ==, b.plot.x);
  g_assert_cmpfloat (a.plot.width, ==, b.plot.width);
  g_assert_cmpfloat (a.plot.x, ==, n.plot.x);
  g_assert_cmpfloat (a.plot.width, ==, n.plot.width);
  assay_theme_clear (&theme);
}

/* A strip of Z-scores is labelled at the run's own threshold. */
static void
test_threshold_ticks (void)
{
  AssayTheme theme = theme_of (14.67, ASSAY_THEME_LIGHT);
  AssayFigure *figure = assay_figure_new ("z", ASSAY_FIGURE_ZSCORE, "Z");
  static const double z[] = { 0.5, -1, 4, 0.25, -2.5 };
  g_autoptr(AssayChart) chart = NULL;
  ChartFrame frame;
  AssayView view;

  assay_figure_add_series (figure, "z", "Z", ASSAY_SERIES_OTHER, 5, NULL, g_bytes_new_static (z, sizeof z), NULL, NULL, NULL);
  assay_figure_set_y (figure, ASSAY_UNIT_ZSCORE, "Z-score", NULL);
  assay_figure_add_rule (figure, 2.5, "+2.5");
  assay_figure_add_rule (figure, -2.5, "-2.5");
  chart = assay_chart_new (figure, NULL);
  assay_figure_unref (figure);
  assay_view_init (&view);
  view.parts = ASSAY_CHART_Y_AXIS;
  g_assert_true (chart_frame_init (&frame, chart, &view, &theme, 500, 80));
  g_assert_cmpuint (frame.y_grid->len, ==, 3);
  g_assert_cmpfloat (g_array_index (frame.y_grid, double, 0), ==, -2.5);
  g_assert_cmpfloat (g_array_index (frame.y_grid, double, 2), ==, 2.5);
  g_assert_cmpstr (pango_layout_get_text (g_array_index (frame.y_labels, ChartLabel, 0).text), ==, "−2.5");
  g_assert_cmpstr (pango_layout_get_text (g_array_index (frame.y_labels, ChartLabel, 2).text), ==, "+2.5");
  chart_frame_clear (&frame);
  assay_theme_clear (&theme);
}

static void
test_too_small (void)
{
  g_autoptr(AssayFigure) figure = sample_figure_forecast (180);
  g_autoptr(AssayChart) chart = assay_chart_new (figure, NULL);
  AssayTheme theme = theme_of (14.67, ASSAY_THEME_LIGHT);
  AssayChartLayout layout;
  AssayView view;

  assay_view_init (&view);
  g_assert_false (assay_chart_layout (chart, &view, &theme, 20, 200, &layout));
  g_assert_false (assay_chart_layout (chart, &view, &theme, 200, 10, &layout));
  g_assert_false (assay_chart_layout (chart, &view, &theme, 0, 0, &layout));
  g_assert_false (assay_chart_layout (chart, &view, &theme, -5, NAN, &layout));
  assay_theme_clear (&theme);
}

/* Any box and any text: no crash, no false number. */
static void
test_any_size (void)
{
  for (int i = 0; i < (g_test_quick () ? 50 : 1000); i++)
    {
      guint index = (guint) g_test_rand_int_range (0, (int) awkward_n_figures () - 3);
      g_autoptr(AssayFigure) figure = g_str_has_prefix (awkward_figure_name (index), "long") ? awkward_long_new (2000) : awkward_figure_new (index);
      g_autoptr(AssayChart) chart = assay_chart_new (figure, NULL);
      /* a new size is a new search for fonts: a few will do */
      double text = 5 * pow (1.5, g_test_rand_int_range (0, 7)), width = g_test_rand_double_range (1, 900), height = g_test_rand_double_range (1, 600);
      AssayTheme theme = theme_of (text, ASSAY_THEME_DARK);
      ChartFrame frame;
      AssayView view;

      assay_view_init (&view);
      if (chart_frame_init (&frame, chart, &view, &theme, width, height))
        {
          check_frame (&frame, width, height, awkward_figure_name (index), text);
          chart_frame_clear (&frame);
        }
      assay_theme_clear (&theme);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/charts/layout/nothing-overlaps", test_nothing_overlaps);
  g_test_add_func ("/charts/layout/distances", test_distances);
  g_test_add_func ("/charts/layout/ranges", test_ranges);
  g_test_add_func ("/charts/layout/alignment", test_alignment);
  g_test_add_func ("/charts/layout/threshold-ticks", test_threshold_ticks);
  g_test_add_func ("/charts/layout/too-small", test_too_small);
  g_test_add_func ("/charts/layout/any-size", test_any_size);
  return g_test_run ();
}
