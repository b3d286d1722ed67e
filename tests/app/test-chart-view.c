/* The chart on the screen: what each gesture and key does, and that following the pointer never draws the series again. */
#include <adwaita.h>
#include <math.h>
#include "app/chart-card.h"
#include "app/chart-tooltip.h"
#include "app/chart-view-private.h"
#include "app/legend.h"
#include "app/navigator.h"

#define FIRST_DAY 20000
#define N_DAYS 400
#define N(text) "\342\201\246" text "\342\201\251"        /* isolated for right-to-left text */
#define FIRST_ROW 1000           /* rows of the main table begin here: a series is somewhere inside it */

/* ---- a page with linked charts ---- */

typedef struct
{
  GtkWidget *window;
  AssaySelection *selection;
  AssayChartCard *card;
  AssayChartView *top, *strip;
} Fixture;

static gboolean
is_odd_day (gsize i)
{
  return i % 50 == 20;
}

static GBytes *
numbers (double (*value) (gsize))
{
  double *y = g_new (double, N_DAYS);

  for (gsize i = 0; i < N_DAYS; i++)
    y[i] = value (i);
  return g_bytes_new_take (y, N_DAYS * sizeof (double));
}

static double day (gsize i) { return FIRST_DAY + (double) i; }
static double actual (gsize i) { return i == 7 ? NAN : 100 + 10 * sin ((double) i) + (is_odd_day (i) ? 80 : 0); }
static double forecast (gsize i) { return 100 + 10 * sin ((double) i); }
static double score (gsize i) { return is_odd_day (i) ? 5.25 : sin ((double) i); }

static GBytes *
rows (void)
{
  guint64 *row = g_new (guint64, N_DAYS);

  for (gsize i = 0; i < N_DAYS; i++)
    row[i] = FIRST_ROW + i;
  return g_bytes_new_take (row, N_DAYS * sizeof (guint64));
}

static GBytes *
risks (void)
{
  gint8 *risk = g_new (gint8, N_DAYS);

  for (gsize i = 0; i < N_DAYS; i++)
    risk[i] = is_odd_day (i) ? ASSAY_RISK_CRITICAL : ASSAY_RISK_LOW;
  return g_bytes_new_take (risk, N_DAYS * sizeof (gint8));
}

static void
add_marks (AssayFigure *figure)
{
  double x[8], y[8];
  guint64 row[8];
  gint8 risk[8];

  for (gsize i = 0; i < 8; i++)
    {
      x[i] = day (20 + 50 * i);
      y[i] = actual (20 + 50 * i);
      row[i] = FIRST_ROW + 20 + 50 * i;
      risk[i] = ASSAY_RISK_CRITICAL;
    }
  assay_figure_add_series (figure, "marks", "Anomalies", ASSAY_SERIES_MARKS, 8, g_bytes_new (x, sizeof x), g_bytes_new (y, sizeof y), NULL,
                           g_bytes_new (risk, sizeof risk), g_bytes_new (row, sizeof row));
}

static AssayChart *
new_top (void)
{
  AssayFigure *figure = assay_figure_new ("forecast", ASSAY_FIGURE_SERIES, "Forecast and Actual");
  AssayChart *chart;

  assay_figure_set_finding (figure, "Eight days are far above the forecast.");
  assay_figure_set_x (figure, ASSAY_AXIS_DATE, ASSAY_UNIT_NONE, "Date", NULL);
  assay_figure_set_y (figure, ASSAY_UNIT_VALUE, "sales", "units");
  assay_figure_add_series (figure, "actual", "Actual", ASSAY_SERIES_ACTUAL, N_DAYS, numbers (day), numbers (actual), NULL, NULL, rows ());
  assay_figure_add_series (figure, "forecast", "Forecast", ASSAY_SERIES_FORECAST, N_DAYS, numbers (day), numbers (forecast), NULL, NULL, NULL);
  add_marks (figure);
  chart = assay_chart_new (figure, NULL);
  assay_figure_unref (figure);
  return chart;
}

static AssayChart *
new_strip (void)
{
  AssayFigure *figure = assay_figure_new ("zscore", ASSAY_FIGURE_ZSCORE, "Rolling Z-Score");
  AssayChart *chart;

  assay_figure_set_x (figure, ASSAY_AXIS_DATE, ASSAY_UNIT_NONE, "Date", NULL);
  assay_figure_set_y (figure, ASSAY_UNIT_ZSCORE, "Z-score", NULL);
  assay_figure_add_series (figure, "z", "Z-Score", ASSAY_SERIES_OTHER, N_DAYS, numbers (day), numbers (score), NULL, risks (), rows ());
  assay_figure_add_rule (figure, 2, NULL);
  assay_figure_add_rule (figure, -2, NULL);
  chart = assay_chart_new (figure, NULL);
  assay_figure_unref (figure);
  return chart;
}

static gboolean
on_late (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_REMOVE;
}

/* Until the condition holds; a broken one fails the test instead of hanging it. */
#define WAIT_FOR(condition) \
  G_STMT_START { \
    gboolean late = FALSE; \
    const guint source = g_timeout_add_seconds (30, on_late, &late); \
    while (!(condition) && !late) g_main_context_iteration (NULL, TRUE); \
    if (!late) g_source_remove (source); \
    g_assert_false (late); \
  } G_STMT_END

static gboolean
tick (gpointer data)
{
  *(int *) data -= 1;
  return *(int *) data > 0;
}

/* Lets the frame clock draw what was asked for. */
static void
draw_frames (int n)
{
  g_timeout_add (20, tick, &n);
  while (n > 0)
    g_main_context_iteration (NULL, TRUE);
}

static void
set_up (Fixture *self, gconstpointer data)
{
  AssayChart *charts[2] = { new_top (), new_strip () };

  self->selection = assay_selection_new ();
  self->card = ASSAY_CHART_CARD (assay_chart_card_new (self->selection));
  self->top = assay_chart_card_add (self->card, 200, ASSAY_CHART_X_AXIS | ASSAY_CHART_Y_AXIS, TRUE);
  self->strip = assay_chart_card_add (self->card, 80, ASSAY_CHART_Y_AXIS, TRUE);
  assay_chart_card_add_navigator (self->card);
  assay_selection_set_extent (self->selection, (AssaySpan) { FIRST_DAY, FIRST_DAY + N_DAYS - 1 }, 7);
  assay_chart_card_set_charts (self->card, charts, 2, NULL);
  assay_chart_unref (charts[0]);
  assay_chart_unref (charts[1]);
  self->window = gtk_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (self->window), 900, 500);
  gtk_window_set_child (GTK_WINDOW (self->window), GTK_WIDGET (self->card));
  gtk_window_present (GTK_WINDOW (self->window));
  WAIT_FOR (assay_chart_view_get_n_draws (self->top) > 0 && assay_chart_view_get_n_draws (self->strip) > 0);
  draw_frames (3);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  GtkWidget *card = GTK_WIDGET (self->card);

  g_object_add_weak_pointer (G_OBJECT (card), (gpointer *) &card);
  gtk_window_destroy (GTK_WINDOW (self->window));
  WAIT_FOR (card == NULL);                     /* nothing keeps it alive */
  g_object_unref (self->selection);
}

static double
px_of (AssayChartView *view, double x)
{
  AssayChartLayout layout;

  g_assert_true (assay_chart_view_get_layout (view, &layout));
  return assay_chart_x_to_point (&layout, x);
}

static double
py_of (AssayChartView *view, double y)
{
  AssayChartLayout layout;

  g_assert_true (assay_chart_view_get_layout (view, &layout));
  return assay_chart_y_to_point (&layout, y);
}

static void
click (AssayChartView *view, double x, double y, guint32 time)
{
  assay_chart_view_press (view, x, y, 0, FALSE);
  assay_chart_view_release (view, x, y, time);
}

static void
drag (AssayChartView *view, double from, double to, GdkModifierType state)
{
  assay_chart_view_press (view, from, 60, state, FALSE);
  assay_chart_view_drag_to (view, (from + to) / 2, 60);
  assay_chart_view_drag_to (view, to, 60);
  assay_chart_view_release (view, to, 60, 1000);
}

static void
key (AssayChartView *view, guint keyval)
{
  g_assert_true (assay_chart_view_key (view, keyval, 0));
}

/* ---- layers ---- */

static void
test_hover_draws_no_series (Fixture *self, gconstpointer data)
{
  const guint top = assay_chart_view_get_n_draws (self->top), strip = assay_chart_view_get_n_draws (self->strip);

  for (double x = 100; x < 700; x += 25)
    {
      assay_chart_view_point (self->top, x, 90);
      draw_frames (1);
    }
  g_assert_false (isnan (assay_selection_get_hover (self->selection)));
  assay_selection_set_pinned (self->selection, FIRST_DAY + 70);
  assay_selection_set_row (self->selection, FIRST_ROW + 70);
  assay_selection_set_brush (self->selection, (AssaySpan) { FIRST_DAY + 10, FIRST_DAY + 90 });
  draw_frames (2);
  assay_chart_view_leave (self->top);
  draw_frames (1);
  g_assert_cmpuint (assay_chart_view_get_n_draws (self->top), ==, top);
  g_assert_cmpuint (assay_chart_view_get_n_draws (self->strip), ==, strip);

  assay_selection_show (self->selection, (AssaySpan) { FIRST_DAY + 10, FIRST_DAY + 90 });
  WAIT_FOR (assay_chart_view_get_n_draws (self->top) > top && assay_chart_view_get_n_draws (self->strip) > strip);
}

static void
test_linked_charts_share_margin_and_range (Fixture *self, gconstpointer data)
{
  AssayChartLayout top, strip;

  assay_selection_show (self->selection, (AssaySpan) { FIRST_DAY + 100, FIRST_DAY + 200 });
  g_assert_true (assay_chart_view_get_layout (self->top, &top));
  g_assert_true (assay_chart_view_get_layout (self->strip, &strip));
  g_assert_cmpfloat_with_epsilon (top.plot.x, strip.plot.x, 0.01);
  g_assert_cmpfloat_with_epsilon (top.plot.width, strip.plot.width, 0.01);
  g_assert_cmpfloat_with_epsilon (top.x_low, strip.x_low, 1e-6);
  g_assert_cmpfloat_with_epsilon (top.x_high, strip.x_high, 1e-6);
}

/* ---- pointer ---- */

static void
test_pointer_snaps_to_samples (Fixture *self, gconstpointer data)
{
  assay_chart_view_point (self->strip, px_of (self->strip, FIRST_DAY + 143.3), 20);
  g_assert_cmpfloat (assay_selection_get_hover (self->selection), ==, FIRST_DAY + 143);
  assay_chart_view_leave (self->strip);
  g_assert_true (isnan (assay_selection_get_hover (self->selection)));
}

static void
test_click_pins_and_unpins (Fixture *self, gconstpointer data)
{
  const double x = px_of (self->top, FIRST_DAY + 200), y = py_of (self->top, 150);

  click (self->top, x, y, 10000);
  g_assert_cmpfloat (assay_selection_get_pinned (self->selection), ==, FIRST_DAY + 200);
  g_assert_cmpint (assay_selection_get_row (self->selection), ==, -1);
  click (self->top, x, y, 20000);
  g_assert_true (isnan (assay_selection_get_pinned (self->selection)));
  click (self->top, x, y, 30000);
  key (self->top, GDK_KEY_Escape);
  g_assert_true (isnan (assay_selection_get_pinned (self->selection)));
}

static void
test_click_on_mark_selects_its_row (Fixture *self, gconstpointer data)
{
  click (self->top, px_of (self->top, day (120)) + 2, py_of (self->top, actual (120)) - 2, 10000);
  g_assert_cmpint (assay_selection_get_row (self->selection), ==, FIRST_ROW + 120);
  g_assert_cmpfloat (assay_selection_get_pinned (self->selection), ==, day (120));
}

static void
test_drag_zooms (Fixture *self, gconstpointer data)
{
  AssaySpan view;

  drag (self->top, px_of (self->top, FIRST_DAY + 100), px_of (self->top, FIRST_DAY + 200), 0);
  view = assay_selection_get_visible (self->selection);
  g_assert_cmpfloat_with_epsilon (view.low, FIRST_DAY + 100, 0.5);
  g_assert_cmpfloat_with_epsilon (view.high, FIRST_DAY + 200, 0.5);
  g_assert_true (isnan (assay_selection_get_pinned (self->selection)));
  g_assert_true (assay_chart_view_key (self->top, GDK_KEY_z, GDK_ALT_MASK));
  g_assert_true (assay_span_is_all (assay_selection_get_visible (self->selection)));
  g_assert_true (assay_chart_view_key (self->top, GDK_KEY_Z, GDK_ALT_MASK | GDK_SHIFT_MASK));
  g_assert_false (assay_span_is_all (assay_selection_get_visible (self->selection)));
}

static void
test_short_drag_is_a_click (Fixture *self, gconstpointer data)
{
  const double x = px_of (self->top, FIRST_DAY + 200);

  drag (self->top, x, x + ASSAY_CLICK_SLOP - 1, 0);
  g_assert_true (assay_span_is_all (assay_selection_get_visible (self->selection)));
  g_assert_false (isnan (assay_selection_get_pinned (self->selection)));
}

static void
test_escape_cancels_drag (Fixture *self, gconstpointer data)
{
  const double x = px_of (self->top, FIRST_DAY + 100);

  assay_chart_view_press (self->top, x, 60, 0, FALSE);
  assay_chart_view_drag_to (self->top, x + 100, 60);
  key (self->top, GDK_KEY_Escape);
  assay_chart_view_drag_to (self->top, x + 200, 60);
  assay_chart_view_release (self->top, x + 200, 60, 1000);
  g_assert_true (assay_span_is_all (assay_selection_get_visible (self->selection)));
  g_assert_true (isnan (assay_selection_get_pinned (self->selection)));
}

static void
test_brush_selects_rows (Fixture *self, gconstpointer data)
{
  GtkBitset *selected;

  drag (self->strip, px_of (self->strip, FIRST_DAY + 99.6), px_of (self->strip, FIRST_DAY + 109.4), GDK_SHIFT_MASK);
  selected = assay_selection_get_rows (self->selection);
  g_assert_true (assay_span_is_all (assay_selection_get_visible (self->selection)));
  g_assert_cmpuint (gtk_bitset_get_size (selected), ==, 10);
  g_assert_cmpuint (gtk_bitset_get_minimum (selected), ==, FIRST_ROW + 100);
  g_assert_cmpuint (gtk_bitset_get_maximum (selected), ==, FIRST_ROW + 109);
  key (self->strip, GDK_KEY_Escape);
  g_assert_true (gtk_bitset_is_empty (assay_selection_get_rows (self->selection)));
  g_assert_true (assay_span_is_all (assay_selection_get_brush (self->selection)));
}

static void
test_double_click_resets (Fixture *self, gconstpointer data)
{
  assay_selection_show (self->selection, (AssaySpan) { FIRST_DAY + 100, FIRST_DAY + 200 });
  click (self->top, 300, 60, 5000);
  click (self->top, 300, 60, 5100);
  g_assert_true (assay_span_is_all (assay_selection_get_visible (self->selection)));
}

static void
test_wheel (Fixture *self, gconstpointer data)
{
  const double x = px_of (self->top, FIRST_DAY + 100);
  AssaySpan view;
  double before;

  assay_chart_view_point (self->top, x, 60);
  g_assert_false (assay_chart_view_scroll (self->top, 0, 1, 0));                 /* the page scrolls */
  g_assert_true (assay_span_is_all (assay_selection_get_visible (self->selection)));

  g_assert_true (assay_chart_view_scroll (self->top, 0, -1, GDK_CONTROL_MASK));
  g_assert_true (assay_chart_view_scroll (self->top, 0, -1, GDK_CONTROL_MASK));
  g_assert_cmpfloat_with_epsilon (px_of (self->top, FIRST_DAY + 100), x, 1);      /* what is under the pointer stays there */
  before = assay_selection_get_visible (self->selection).low;
  g_assert_true (assay_chart_view_scroll (self->top, 0, 1, GDK_SHIFT_MASK));
  view = assay_selection_get_visible (self->selection);
  g_assert_cmpfloat (view.low, >, before);
  g_assert_true (assay_chart_view_scroll (self->top, -2, 0.5, 0));               /* sideways */
  g_assert_cmpfloat (assay_selection_get_visible (self->selection).low, <, view.low);
  g_assert_true (assay_selection_go_back (self->selection));                      /* a run of steps is one view */
  g_assert_true (assay_span_is_all (assay_selection_get_visible (self->selection)));
}

static void
test_middle_drag_pans (Fixture *self, gconstpointer data)
{
  AssaySpan view;

  assay_selection_show (self->selection, (AssaySpan) { FIRST_DAY + 100, FIRST_DAY + 200 });
  assay_chart_view_press (self->top, 400, 60, 0, TRUE);
  assay_chart_view_drag_to (self->top, 300, 60);
  assay_chart_view_release (self->top, 300, 60, 1);
  view = assay_selection_get_visible (self->selection);
  g_assert_cmpfloat (view.low, >, FIRST_DAY + 101);
  g_assert_cmpfloat_with_epsilon (view.high - view.low, 100, 1e-6);
}

/* ---- keys ---- */

static void
test_keys_move_the_cursor (Fixture *self, gconstpointer data)
{
  key (self->top, GDK_KEY_Home);
  g_assert_cmpfloat (assay_selection_get_hover (self->selection), ==, FIRST_DAY);
  key (self->top, GDK_KEY_Right);
  g_assert_cmpfloat (assay_selection_get_hover (self->selection), ==, FIRST_DAY + 1);
  for (int i = 0; i < 6; i++)
    key (self->top, GDK_KEY_Right);
  g_assert_cmpfloat (assay_selection_get_hover (self->selection), ==, FIRST_DAY + 8);         /* day 7 is a gap */
  g_assert_true (assay_chart_view_key (self->top, GDK_KEY_Right, GDK_CONTROL_MASK));
  g_assert_cmpfloat (assay_selection_get_hover (self->selection), ==, day (20));               /* the next mark */
  gtk_test_accessible_assert_property (self->top, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                       "Thursday 24 October 2024: Actual " N ("189.1") ", Forecast " N ("109.1") ", Z-Score " N ("+5.2") ", Critical anomaly");
  key (self->top, GDK_KEY_Return);
  g_assert_cmpint (assay_selection_get_row (self->selection), ==, FIRST_ROW + 20);
  g_assert_true (assay_chart_view_key (self->top, GDK_KEY_Left, GDK_CONTROL_MASK));
  g_assert_cmpfloat (assay_selection_get_hover (self->selection), ==, day (20));               /* there is none before it */
  key (self->top, GDK_KEY_Page_Down);
  g_assert_cmpfloat (assay_selection_get_hover (self->selection), ==, day (60));
  key (self->top, GDK_KEY_End);
  g_assert_cmpfloat (assay_selection_get_hover (self->selection), ==, day (N_DAYS - 1));
}

static void
test_cursor_stays_in_view (Fixture *self, gconstpointer data)
{
  assay_selection_show (self->selection, (AssaySpan) { FIRST_DAY + 100, FIRST_DAY + 150 });
  assay_chart_view_put_cursor (self->top, FIRST_DAY + 150);
  key (self->top, GDK_KEY_Right);
  g_assert_true (assay_span_contains (assay_selection_get_visible (self->selection), FIRST_DAY + 151));
}

static void
test_keys_zoom_and_brush (Fixture *self, gconstpointer data)
{
  AssaySpan view;

  assay_chart_view_put_cursor (self->top, FIRST_DAY + 100);
  key (self->top, GDK_KEY_plus);
  view = assay_selection_get_visible (self->selection);
  g_assert_cmpfloat (view.high - view.low, <, N_DAYS * 0.75);
  key (self->top, GDK_KEY_0);
  g_assert_true (assay_span_is_all (assay_selection_get_visible (self->selection)));

  assay_chart_view_put_cursor (self->top, FIRST_DAY + 100);
  g_assert_true (assay_chart_view_key (self->top, GDK_KEY_Right, GDK_SHIFT_MASK));
  g_assert_true (assay_chart_view_key (self->top, GDK_KEY_Right, GDK_SHIFT_MASK));
  view = assay_selection_get_brush (self->selection);
  g_assert_cmpfloat (view.low, ==, FIRST_DAY + 100);
  g_assert_cmpfloat (view.high, ==, FIRST_DAY + 102);
  g_assert_cmpuint (gtk_bitset_get_size (assay_selection_get_rows (self->selection)), ==, 3);
}

/* ---- what others see ---- */

static void
test_accessible (Fixture *self, gconstpointer data)
{
  gtk_test_accessible_assert_role (self->top, GTK_ACCESSIBLE_ROLE_IMG);
  gtk_test_accessible_assert_property (self->top, GTK_ACCESSIBLE_PROPERTY_LABEL, "Forecast and Actual");
  gtk_test_accessible_assert_property (self->top, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, "Eight days are far above the forecast.");
  assay_chart_view_put_cursor (self->top, FIRST_DAY + 3);
  gtk_test_accessible_assert_property (self->top, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                       "Monday 7 October 2024: Actual " N ("101.4") ", Forecast " N ("101.4") ", Z-Score " N ("+0.1"));
}

static GtkWidget *
find (GtkWidget *from, GType type)
{
  if (G_TYPE_CHECK_INSTANCE_TYPE (from, type))
    return from;
  for (GtkWidget *child = gtk_widget_get_first_child (from); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find (child, type);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static void
test_view_as_table (Fixture *self, gconstpointer data)
{
  GtkColumnView *table;
  GtkSingleSelection *model;

  assay_selection_set_pinned (self->selection, FIRST_DAY + 42);
  g_assert_true (assay_chart_view_key (self->top, GDK_KEY_t, 0));
  g_assert_true (assay_chart_card_get_table (self->card));
  table = GTK_COLUMN_VIEW (find (GTK_WIDGET (self->card), GTK_TYPE_COLUMN_VIEW));
  model = GTK_SINGLE_SELECTION (gtk_column_view_get_model (table));
  /* date, actual, forecast, risk of the marks, Z-score */
  g_assert_cmpuint (g_list_model_get_n_items (gtk_column_view_get_columns (table)), ==, 5);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (model)), ==, N_DAYS);
  g_assert_cmpuint (gtk_single_selection_get_selected (model), ==, 42);
  gtk_single_selection_set_selected (model, 50);
  g_assert_cmpfloat (assay_selection_get_pinned (self->selection), ==, FIRST_DAY + 50);
  draw_frames (2);
  assay_chart_card_set_table (self->card, FALSE);
  g_assert_null (find (GTK_WIDGET (self->card), GTK_TYPE_COLUMN_VIEW));
}

static void
test_hidden_series (Fixture *self, gconstpointer data)
{
  g_autoptr(AssayReading) reading = NULL;

  assay_chart_view_set_hidden (self->top, 2);
  assay_selection_set_hover (self->selection, FIRST_DAY + 3);
  reading = assay_chart_view_read (self->top);
  g_assert_cmpuint (reading->rows->len, ==, 2);                                  /* actual and Z-score */
}

/* ---- pure functions ---- */

static void
test_tooltip_place (void)
{
  static const struct { double x, y, width, height; double want_x, want_y; } cases[] = {
    { 100, 100, 150, 80, 114, 60 },          /* to the right, in the middle */
    { 780, 100, 150, 80, 616, 60 },          /* no room: to the left */
    { 100, 10, 150, 80, 114, 0 },            /* inside at the top */
    { 100, 190, 150, 80, 114, 120 },         /* and at the bottom */
    { 60, 100, 790, 80, 10, 60 },            /* wider than either side */
    { 100, 40, 150, 260, 114, -60 },         /* taller than a strip: out of its top */
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const AssayBox box = assay_tooltip_place (cases[i].x, cases[i].y, cases[i].width, cases[i].height, 800, 200);

      g_assert_cmpfloat_with_epsilon (box.x, cases[i].want_x, 0.01);
      g_assert_cmpfloat_with_epsilon (box.y, cases[i].want_y, 0.01);
    }
}

static void
test_legend_toggle (void)
{
  static const struct { guint64 hidden; guint series, n; gboolean only; guint64 want; } cases[] = {
    { 0, 1, 3, FALSE, 2 }, { 2, 1, 3, FALSE, 0 }, { 0, 1, 3, TRUE, 5 }, { 5, 1, 3, TRUE, 0 }, { 2, 2, 3, TRUE, 3 }, { 0, 0, 64, TRUE, ~G_GUINT64_CONSTANT (1) },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpuint (assay_legend_toggle (cases[i].hidden, cases[i].series, cases[i].n, cases[i].only), ==, cases[i].want);
}

static void
test_navigator_drag (void)
{
  const AssaySpan start = { 20, 40 }, extent = { 0, 100 };
  static const struct { AssayNavigatorPart part; double dx; AssaySpan want; } cases[] = {
    { ASSAY_NAVIGATOR_LOW, -5, { 15, 40 } }, { ASSAY_NAVIGATOR_LOW, 50, { 38, 40 } }, { ASSAY_NAVIGATOR_LOW, -50, { 0, 40 } },
    { ASSAY_NAVIGATOR_HIGH, 5, { 20, 45 } }, { ASSAY_NAVIGATOR_HIGH, -50, { 20, 22 } }, { ASSAY_NAVIGATOR_HIGH, 500, { 20, 100 } },
    { ASSAY_NAVIGATOR_WINDOW, 10, { 30, 50 } }, { ASSAY_NAVIGATOR_WINDOW, 90, { 80, 100 } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const AssaySpan got = assay_navigator_drag (cases[i].part, start, extent, cases[i].dx, 2);

      g_assert_cmpfloat_with_epsilon (got.low, cases[i].want.low, 1e-9);
      g_assert_cmpfloat_with_epsilon (got.high, cases[i].want.high, 1e-9);
    }
  g_assert_cmpint (assay_navigator_part_at (100, 100, 300), ==, ASSAY_NAVIGATOR_LOW);
  g_assert_cmpint (assay_navigator_part_at (296, 100, 300), ==, ASSAY_NAVIGATOR_HIGH);
  g_assert_cmpint (assay_navigator_part_at (200, 100, 300), ==, ASSAY_NAVIGATOR_WINDOW);
  g_assert_cmpint (assay_navigator_part_at (105, 100, 110), ==, ASSAY_NAVIGATOR_WINDOW);   /* a narrow window can still be moved */
  g_assert_cmpint (assay_navigator_part_at (50, 100, 300), ==, ASSAY_NAVIGATOR_OUTSIDE);
}

#define ADD(name, function) g_test_add ("/app/chart-view/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/app/tooltip/place", test_tooltip_place);
  g_test_add_func ("/app/legend/toggle", test_legend_toggle);
  g_test_add_func ("/app/navigator/drag", test_navigator_drag);
  if (!gtk_init_check ())
    {
      g_print ("1..0 # SKIP no display\n");
      return 0;
    }
  adw_init ();
  ADD ("hover-draws-no-series", test_hover_draws_no_series);
  ADD ("linked-charts-share-margin-and-range", test_linked_charts_share_margin_and_range);
  ADD ("pointer-snaps-to-samples", test_pointer_snaps_to_samples);
  ADD ("click-pins-and-unpins", test_click_pins_and_unpins);
  ADD ("click-on-mark-selects-its-row", test_click_on_mark_selects_its_row);
  ADD ("drag-zooms", test_drag_zooms);
  ADD ("short-drag-is-a-click", test_short_drag_is_a_click);
  ADD ("escape-cancels-drag", test_escape_cancels_drag);
  ADD ("brush-selects-rows", test_brush_selects_rows);
  ADD ("double-click-resets", test_double_click_resets);
  ADD ("wheel", test_wheel);
  ADD ("middle-drag-pans", test_middle_drag_pans);
  ADD ("keys-move-the-cursor", test_keys_move_the_cursor);
  ADD ("cursor-stays-in-view", test_cursor_stays_in_view);
  ADD ("keys-zoom-and-brush", test_keys_zoom_and_brush);
  ADD ("accessible", test_accessible);
  ADD ("view-as-table", test_view_as_table);
  ADD ("hidden-series", test_hidden_series);
  return g_test_run ();
}
