/* A chart of ten million points on the screen: what a pointer move and a step of zoom cost, drawn by the software renderer.
 * Prints milliseconds of this thread's processor time a frame, so that a busy machine does not count; fails above 16. */
#include <adwaita.h>
#include <math.h>
#include <time.h>
#include "app/chart-card.h"
#include "app/chart-view-private.h"

#define N_POINTS 10000000
#define N_STEPS 60
#define BUDGET 16.0

static double
now (void)
{
  struct timespec time;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &time);
  return time.tv_sec * 1e3 + time.tv_nsec / 1e6;
}

static GBytes *
make (double (*value) (gsize))
{
  double *y = g_new (double, N_POINTS);

  for (gsize i = 0; i < N_POINTS; i++)
    y[i] = value (i);
  return g_bytes_new_take (y, N_POINTS * sizeof (double));
}

static double
actual (gsize i)
{
  const guint32 noise = (guint32) i * 2654435761u;

  return 100 + 20 * sin ((double) i / 50000) + (noise >> 16) / 6553.6;
}

static double
forecast (gsize i)
{
  return 105 + 20 * sin ((double) i / 50000);
}

static AssayChart *
new_chart (void)
{
  AssayFigure *figure = assay_figure_new ("big", ASSAY_FIGURE_SERIES, "Ten Million Points");
  AssayChart *chart;
  const double start = now ();

  assay_figure_set_x (figure, ASSAY_AXIS_NUMBER, ASSAY_UNIT_COUNT, "step", NULL);
  assay_figure_set_y (figure, ASSAY_UNIT_VALUE, "value", NULL);
  assay_figure_add_series (figure, "actual", "Actual", ASSAY_SERIES_ACTUAL, N_POINTS, NULL, make (actual), NULL, NULL, NULL);
  assay_figure_add_series (figure, "forecast", "Forecast", ASSAY_SERIES_FORECAST, N_POINTS, NULL, make (forecast), NULL, NULL, NULL);
  chart = assay_chart_new (figure, NULL);
  assay_figure_unref (figure);
  g_print ("made and prepared in %.0f ms\n", now () - start);
  return chart;
}

/* What GTK does for a frame: the widget's nodes, then their pixels. */
static double
frame (GtkWidget *widget, GskRenderer *renderer)
{
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  const double start = now ();
  GskRenderNode *node;
  GdkTexture *texture;

  GTK_WIDGET_GET_CLASS (widget)->snapshot (widget, snapshot);
  node = gtk_snapshot_free_to_node (snapshot);
  texture = gsk_renderer_render_texture (renderer, node, NULL);
  g_object_unref (texture);
  gsk_render_node_unref (node);
  return now () - start;
}

static gboolean
report (const char *what, double sum, double worst)
{
  g_print ("%s: %.2f ms mean, %.2f ms worst of %d\n", what, sum / N_STEPS, worst, N_STEPS);
  return sum / N_STEPS <= BUDGET;
}

static gboolean
bench_hover (AssayChartView *view, GskRenderer *renderer)
{
  const guint n_draws = assay_chart_view_get_n_draws (view);
  double sum = 0, worst = 0;

  for (int i = 0; i < N_STEPS; i++)
    {
      const double start = now ();
      double spent;

      assay_chart_view_point (view, 100 + i * 18, 200);
      spent = now () - start + frame (GTK_WIDGET (view), renderer);
      sum += spent;
      worst = MAX (worst, spent);
    }
  g_assert_cmpuint (assay_chart_view_get_n_draws (view), ==, n_draws);
  return report ("pointer move", sum, worst);
}

static gboolean
bench_zoom (AssayChartView *view, GskRenderer *renderer)
{
  double sum = 0, worst = 0;

  for (int i = 0; i < N_STEPS; i++)
    {
      const double start = now ();
      double spent;

      assay_chart_view_scroll (view, 0, i < N_STEPS / 2 ? -1 : 1, GDK_CONTROL_MASK);
      spent = now () - start + frame (GTK_WIDGET (view), renderer);
      sum += spent;
      worst = MAX (worst, spent);
    }
  return report ("zoom step, series drawn anew", sum, worst);
}

int
main (void)
{
  GtkWidget *window;
  AssaySelection *selection;
  AssayChartCard *card;
  AssayChartView *view;
  AssayChart *chart;
  gboolean good;

  if (!gtk_init_check ())
    {
      g_print ("no display: skipped\n");
      return 77;
    }
  adw_init ();
  chart = new_chart ();
  selection = assay_selection_new ();
  card = ASSAY_CHART_CARD (assay_chart_card_new (selection));
  view = assay_chart_card_add (card, 500, ASSAY_CHART_X_AXIS | ASSAY_CHART_Y_AXIS, TRUE);
  assay_selection_set_extent (selection, (AssaySpan) { 0, N_POINTS - 1 }, 10);
  assay_chart_card_set_charts (card, &chart, 1, NULL);
  window = gtk_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (window), 1400, 600);
  gtk_window_set_child (GTK_WINDOW (window), GTK_WIDGET (card));
  gtk_window_present (GTK_WINDOW (window));
  while (assay_chart_view_get_n_draws (view) == 0)
    g_main_context_iteration (NULL, TRUE);

  good = bench_hover (view, gtk_native_get_renderer (GTK_NATIVE (window)));
  good = bench_zoom (view, gtk_native_get_renderer (GTK_NATIVE (window))) && good;
  gtk_window_destroy (GTK_WINDOW (window));
  assay_chart_unref (chart);
  g_object_unref (selection);
  return good ? 0 : 1;
}
