/* The page of a run on the sample workspace: what leads to what, what is filtered, marked, taken back and kept. */
#include <adwaita.h>
#include <glib/gstdio.h>
#include <math.h>
#include "app/anomaly-table.h"
#include "app/cutoff-card.h"
#include "app/index-list.h"
#include "app/inspector.h"
#include "app/kpi-card.h"
#include "app/league-view.h"
#include "app/list-row.h"
#include "app/record-view.h"
#include "app/result-table.h"
#include "app/run-page.h"
#include "app/run-scope.h"
#include "app/run-summary.h"
#include "app/threshold-card.h"
#include "app/wheel.h"
#include "engine/league-answer.h"
#include "engine/sample.h"
#include "math/init.h"
#include "result/league.h"

static AssayWorkspace *workspace;      /* the sample, made once */
static gint64 anomaly_run, backtest_run;

typedef struct
{
  AssayProject *project;
  GtkWidget *window;
  AssayRunPage *page;
  AssaySelection *selection;
} Fixture;

/* ---- helpers ---- */

static gboolean
on_late (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_REMOVE;
}

#define WAIT_FOR(condition) \
  G_STMT_START { \
    gboolean late = FALSE; \
    const guint source = g_timeout_add_seconds (60, on_late, &late); \
    while (!(condition) && !late) g_main_context_iteration (NULL, TRUE); \
    if (!late) g_source_remove (source); \
    g_assert_false (late); \
  } G_STMT_END

static void
settle (Fixture *self)
{
  WAIT_FOR (assay_run_page_is_ready (self->page));
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
open_run (Fixture *self, gint64 run)
{
  self->project = assay_project_new (workspace);
  self->page = assay_run_page_new (self->project, run);
  self->selection = assay_run_page_get_selection (self->page);
  self->window = gtk_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (self->window), 1200, 800);
  gtk_window_set_child (GTK_WINDOW (self->window), GTK_WIDGET (self->page));
  gtk_window_present (GTK_WINDOW (self->window));
}

static void
set_up (Fixture *self, gconstpointer data)
{
  open_run (self, anomaly_run);
  settle (self);
}

static void
set_up_backtest (Fixture *self, gconstpointer data)
{
  open_run (self, backtest_run);
  settle (self);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  GtkWidget *page = GTK_WIDGET (self->page);

  g_object_add_weak_pointer (G_OBJECT (page), (gpointer *) &page);
  gtk_window_destroy (GTK_WINDOW (self->window));
  WAIT_FOR (page == NULL);                     /* nothing keeps it alive */
  g_object_unref (self->project);
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

static AssayRunSummary *
summary (Fixture *self)
{
  return ASSAY_RUN_SUMMARY (find (GTK_WIDGET (self->page), ASSAY_TYPE_RUN_SUMMARY));
}

static AssayAnomalyTable *
table (Fixture *self)
{
  return assay_run_summary_get_table (summary (self));
}

static GtkSelectionModel *
model (AssayAnomalyTable *of)
{
  return gtk_column_view_get_model (GTK_COLUMN_VIEW (find (GTK_WIDGET (of), GTK_TYPE_COLUMN_VIEW)));
}

static AssayRunData *
load_data (gint64 run)
{
  GError *error = NULL;
  AssayOutcome *outcome = assay_run_load (workspace, run, &error);
  AssayRunData *data;

  g_assert_no_error (error);
  data = assay_run_data_new (assay_workspace_get_run (workspace, run, &error), outcome, &error);
  g_assert_no_error (error);
  return data;
}

static gsize
anomaly (AssayRunData *data, gsize index)
{
  gsize n;
  const gsize *rows = assay_run_data_get_anomalies (data, &n);

  g_assert_cmpuint (index, <, n);
  return rows[index];
}

/* ---- questions to the anomalies ---- */

static void
test_query_matches_a_plain_loop (void)
{
  g_autoptr(AssayRunData) data = load_data (anomaly_run);
  AssayAnomalyQuery query;
  g_autoptr(GBytes) bytes = NULL;
  const gsize *got;
  gsize n, expected = 0;
  const gint64 series = 3;
  const AssaySpan extent = assay_run_data_get_extent (data);

  assay_anomaly_query_init (&query);
  query.series = series;
  query.risk = ASSAY_RISK_MEDIUM;
  query.period = (AssaySpan) { extent.low + 100, extent.high - 30 };
  query.sort = ASSAY_ANOMALY_ZSCORE;
  query.descending = FALSE;
  bytes = assay_anomaly_query_run (&query, data, NULL, NULL);
  got = g_bytes_get_data (bytes, NULL);
  n = g_bytes_get_size (bytes) / sizeof (gsize);

  for (gsize row = 0; row < assay_frame_get_n_rows (assay_run_data_get_rows (data)); row++)
    expected += assay_run_data_is_anomaly (data, row) && assay_run_data_find_series (data, row) == (gsize) series
                && assay_run_data_get_risk (data, row) == ASSAY_RISK_MEDIUM && assay_span_contains (query.period, assay_run_data_get_x (data, row));
  g_assert_cmpuint (n, ==, expected);
  g_assert_cmpuint (n, >, 2);
  for (gsize i = 1; i < n; i++)
    g_assert_cmpfloat (assay_run_data_get_zscore (data, got[i - 1]), <=, assay_run_data_get_zscore (data, got[i]));
}

static gsize
count_with_text (AssayRunData *data, const char *text)
{
  AssayAnomalyQuery query;
  g_autoptr(GBytes) bytes = NULL;

  assay_anomaly_query_init (&query);
  query.text = g_strdup (text);
  bytes = assay_anomaly_query_run (&query, data, NULL, NULL);
  assay_anomaly_query_clear (&query);
  return g_bytes_get_size (bytes) / sizeof (gsize);
}

static void
test_query_by_text (void)
{
  g_autoptr(AssayRunData) data = load_data (anomaly_run);
  gsize n;

  assay_run_data_get_anomalies (data, &n);
  g_assert_cmpuint (count_with_text (data, ""), ==, n);
  g_assert_cmpuint (count_with_text (data, "no such thing"), ==, 0);
  g_assert_cmpuint (count_with_text (data, "COFFEE"), >, 0);                     /* a series, in any case */
  g_assert_cmpuint (count_with_text (data, "coffee"), <, n);
  g_assert_cmpuint (count_with_text (data, "2025-05-14"), >, 0);                 /* the stock-out of demand-known.csv */
  g_assert_cmpuint (count_with_text (data, "critical"), >, 0);
}

static void
test_query_is_stable_and_latest_first (void)
{
  g_autoptr(AssayRunData) data = load_data (anomaly_run);
  AssayAnomalyQuery query;
  g_autoptr(GBytes) bytes = NULL;
  const gsize *rows;
  gsize n;

  assay_anomaly_query_init (&query);
  bytes = assay_anomaly_query_run (&query, data, NULL, NULL);
  rows = g_bytes_get_data (bytes, NULL);
  n = g_bytes_get_size (bytes) / sizeof (gsize);
  for (gsize i = 1; i < n; i++)
    {
      const double before = assay_run_data_get_x (data, rows[i - 1]), after = assay_run_data_get_x (data, rows[i]);

      g_assert_cmpfloat (before, >=, after);
      if (before == after && !isnan (assay_run_data_get_zscore (data, rows[i - 1])) && !isnan (assay_run_data_get_zscore (data, rows[i])))
        g_assert_cmpfloat (fabs (assay_run_data_get_zscore (data, rows[i - 1])), >=, fabs (assay_run_data_get_zscore (data, rows[i])));
    }
}

static void
test_query_by_review (void)
{
  g_autoptr(AssayRunData) data = load_data (anomaly_run);
  g_autoptr(AssayReviewBook) book = assay_review_book_new (NULL, 0);
  g_autoptr(GHashTable) reviews = NULL;
  g_autoptr(GBytes) bytes = NULL;
  AssayAnomalyQuery query;

  assay_review_book_set (book, anomaly (data, 4), ASSAY_REVIEW_EXPLAINED, "holiday");
  reviews = assay_review_book_snapshot (book);
  assay_anomaly_query_init (&query);
  query.review = ASSAY_REVIEW_EXPLAINED;
  bytes = assay_anomaly_query_run (&query, data, reviews, NULL);
  g_assert_cmpuint (g_bytes_get_size (bytes), ==, sizeof (gsize));
  g_assert_cmpuint (*(const gsize *) g_bytes_get_data (bytes, NULL), ==, anomaly (data, 4));
}

static void
test_last_days (void)
{
  const AssaySpan days = { 1000, 1730 }, seconds = { 0, 100 * 86400.0 };

  g_assert_cmpfloat (assay_run_scope_last_days (days, ASSAY_AXIS_DATE, 30).low, ==, 1701);      /* thirty days, the last one counts */
  g_assert_cmpfloat (assay_run_scope_last_days (days, ASSAY_AXIS_DATE, 30).high, ==, 1730);
  g_assert_cmpfloat (assay_run_scope_last_days (seconds, ASSAY_AXIS_DATETIME, 30).low, ==, 70 * 86400.0);
  g_assert_true (assay_span_is_all (assay_run_scope_last_days (days, ASSAY_AXIS_DATE, 0)));
  g_assert_true (assay_span_is_all (assay_run_scope_last_days (days, ASSAY_AXIS_DATE, 9999)));
  g_assert_true (assay_span_is_all (assay_run_scope_last_days (assay_span_all (), ASSAY_AXIS_DATE, 30)));
}

static void
test_limits (void)
{
  AssayMetric metric = { .id = (char *) "bias", .unit = ASSAY_METRIC_FRACTION, .value = 0.01, .low = NAN, .high = NAN };
  AssayCheck check = { .warn = 0.05, .fail = 0.1 };
  g_autofree char *both = assay_kpi_limit_text (&metric, &check), *only_fail = NULL;

  g_assert_nonnull (strstr (both, "5"));
  check.warn = NAN;
  only_fail = assay_kpi_limit_text (&metric, &check);
  g_assert_nonnull (strstr (only_fail, "10"));
  check.fail = NAN;
  g_assert_null (assay_kpi_limit_text (&metric, &check));
  g_assert_null (assay_kpi_limit_text (&metric, NULL));
}

/* ---- the page ---- */

static void
test_shows_what_the_run_found (Fixture *self, gconstpointer data)
{
  g_autoptr(AssayRunData) run = load_data (anomaly_run);
  AdwViewStack *views = assay_page_get_views (ASSAY_PAGE (self->page));
  gsize n;

  assay_run_data_get_anomalies (run, &n);
  g_assert_nonnull (adw_view_stack_get_child_by_name (views, "summary"));
  g_assert_nonnull (adw_view_stack_get_child_by_name (views, "anomalies"));
  g_assert_nonnull (adw_view_stack_get_child_by_name (views, "record"));
  g_assert_cmpuint (assay_anomaly_table_get_n_rows (table (self)), ==, n);
  g_assert_cmpstr (assay_page_get_title (ASSAY_PAGE (self->page)), ==, assay_result_get_title (assay_run_data_get_result (run)));
  g_assert_true (g_str_has_prefix (assay_page_get_subtitle (ASSAY_PAGE (self->page)), "Run "));
  g_assert_false (assay_page_get_busy (ASSAY_PAGE (self->page)));
  /* the series of the most severe anomaly */
  g_assert_cmpint (assay_selection_get_series (self->selection), ==,
                   assay_run_data_find_series (run, (gsize) assay_run_data_get_worst (run)));
  g_assert_nonnull (assay_chart_view_get_chart (assay_chart_card_get_view (assay_run_summary_get_main_card (summary (self)), 0)));
  g_assert_nonnull (find (GTK_WIDGET (self->page), ASSAY_TYPE_KPI_CARD));
}

static void
test_row_leads_to_mark (Fixture *self, gconstpointer data)
{
  g_autoptr(AssayRunData) run = load_data (anomaly_run);
  AssayAnomalyTable *full = ASSAY_ANOMALY_TABLE (adw_view_stack_get_child_by_name (assay_page_get_views (ASSAY_PAGE (self->page)), "anomalies"));
  gint64 row;

  gtk_selection_model_select_item (model (table (self)), 5, TRUE);
  row = assay_selection_get_row (self->selection);
  g_assert_cmpint (row, >=, 0);
  g_assert_true (assay_run_data_is_anomaly (run, (gsize) row));
  g_assert_cmpint (assay_selection_get_series (self->selection), ==, assay_run_data_find_series (run, (gsize) row));
  g_assert_cmpfloat (assay_selection_get_pinned (self->selection), ==, assay_run_data_get_x (run, (gsize) row));
  g_assert_true (assay_page_get_inspector_open (ASSAY_PAGE (self->page)));
  settle (self);
  g_assert_true (assay_span_contains (assay_selection_get_visible (self->selection), assay_run_data_get_x (run, (gsize) row)));
  adw_view_stack_set_visible_child_name (assay_page_get_views (ASSAY_PAGE (self->page)), "anomalies");
  WAIT_FOR (gtk_widget_get_mapped (GTK_WIDGET (full)));
  g_assert_true (gtk_selection_model_is_selected (model (full), 5));                  /* both tables say the same */
}

static void
test_mark_leads_to_row (Fixture *self, gconstpointer data)
{
  g_autoptr(AssayRunData) run = load_data (anomaly_run);
  const gsize row = anomaly (run, 17);
  g_autoptr(GtkBitset) selected = NULL;

  assay_selection_set_row (self->selection, (gint64) row);                             /* what a click on a mark does */
  settle (self);
  selected = gtk_selection_model_get_selection (model (table (self)));
  g_assert_cmpuint (gtk_bitset_get_size (selected), ==, 1);
  g_assert_cmpint (assay_anomaly_table_step (table (self), 1), !=, -1);
  g_assert_cmpint (assay_anomaly_table_step (table (self), -1), ==, (gint64) row);
}

static void
test_brush_selects_rows (Fixture *self, gconstpointer data)
{
  g_autoptr(AssayRunData) run = load_data (anomaly_run);
  g_autoptr(GtkBitset) rows = gtk_bitset_new_range ((guint) anomaly (run, 3), (guint) (anomaly (run, 6) - anomaly (run, 3)) + 1);
  g_autoptr(GtkBitset) selected = NULL;

  assay_selection_set_rows (self->selection, rows);
  selected = gtk_selection_model_get_selection (model (table (self)));
  g_assert_cmpuint (gtk_bitset_get_size (selected), ==, 4);
}

static void
test_scope_filters (Fixture *self, gconstpointer data)
{
  AssayRunScope *scope = ASSAY_RUN_SCOPE (assay_page_get_scope (ASSAY_PAGE (self->page)));
  g_autofree char *csv = NULL;
  g_auto(GStrv) lines = NULL;
  const guint all = assay_anomaly_table_get_n_rows (table (self));

  assay_selection_set_category (self->selection, ASSAY_RISK_CRITICAL);                  /* a click on a bar */
  settle (self);
  g_assert_cmpuint (assay_anomaly_table_get_n_rows (table (self)), <, all);
  assay_run_scope_set_series (scope, 2);
  settle (self);
  g_assert_cmpint (assay_selection_get_series (self->selection), ==, 2);
  csv = assay_anomaly_table_to_csv (table (self));
  lines = g_strsplit (g_strchomp (csv), "\n", -1);
  g_assert_cmpstr (lines[0], ==, "time,series,actual,forecast,zscore,risk,reason,review,note");
  g_assert_cmpuint (g_strv_length (lines) - 1, ==, assay_anomaly_table_get_n_rows (table (self)));
  for (guint i = 1; lines[i] != NULL; i++)
    g_assert_nonnull (strstr (lines[i], ",Critical,"));
  assay_run_scope_set_series (scope, -1);
  assay_selection_set_category (self->selection, -1);
  settle (self);
  g_assert_cmpuint (assay_anomaly_table_get_n_rows (table (self)), ==, all);
}

static AssayReview
stored_review (gint64 row)
{
  g_autoptr(GPtrArray) marks = assay_workspace_list_reviews (workspace, anomaly_run, NULL);

  for (guint i = 0; i < marks->len; i++)
    if (((const AssayReviewMark *) g_ptr_array_index (marks, i))->row == row)
      return ((const AssayReviewMark *) g_ptr_array_index (marks, i))->review;
  return ASSAY_REVIEW_OPEN;
}

static void
test_marks_are_kept_and_undone (void)
{
  Fixture self = { NULL };
  AssayInspector *inspector;
  AssayUndo *undo;
  g_autoptr(AssayReviewBook) again = NULL;
  gint64 row;

  set_up (&self, NULL);
  inspector = ASSAY_INSPECTOR (assay_page_get_inspector (ASSAY_PAGE (self.page)));
  undo = assay_page_get_undo (ASSAY_PAGE (self.page));
  g_assert_false (assay_inspector_mark (inspector, ASSAY_REVIEW_EXPLAINED));            /* nothing is selected */
  row = assay_anomaly_table_step (table (&self), 1);
  g_assert_true (assay_inspector_mark (inspector, ASSAY_REVIEW_EXPLAINED));
  g_assert_true (assay_inspector_mark (inspector, ASSAY_REVIEW_DATA_ERROR));
  g_assert_cmpstr (assay_undo_get_undo_label (undo), ==, "Mark as Data Error");
  assay_undo_undo (undo);
  assay_undo_redo (undo);
  assay_undo_undo (undo);
  g_assert_cmpstr (assay_undo_get_undo_label (undo), ==, "Mark as Explained");
  settle (&self);
  tear_down (&self, NULL);

  /* A closed page has written everything, and the next one reads it. */
  g_assert_cmpint (stored_review (row), ==, ASSAY_REVIEW_EXPLAINED);
  again = assay_review_book_new (workspace, anomaly_run);
  WAIT_FOR (assay_review_book_get (again, (gsize) row, NULL) == ASSAY_REVIEW_EXPLAINED);
}

static guint
count_rows (GtkWidget *from)
{
  guint n = ADW_IS_EXPANDER_ROW (from);

  for (GtkWidget *child = gtk_widget_get_first_child (from); child != NULL; child = gtk_widget_get_next_sibling (child))
    n += count_rows (child);
  return n;
}

static void
test_record_has_every_check (Fixture *self, gconstpointer data)
{
  g_autoptr(AssayRunData) run = load_data (anomaly_run);
  AdwViewStack *views = assay_page_get_views (ASSAY_PAGE (self->page));

  adw_view_stack_set_visible_child_name (views, "record");
  WAIT_FOR (gtk_widget_get_mapped (adw_view_stack_get_visible_child (views)));
  g_assert_cmpuint (count_rows (adw_view_stack_get_visible_child (views)), ==, assay_result_get_n_checks (assay_run_data_get_result (run)));
}

static guint
count_type (GtkWidget *from, GType type)
{
  guint n = G_TYPE_CHECK_INSTANCE_TYPE (from, type);

  for (GtkWidget *child = gtk_widget_get_first_child (from); child != NULL; child = gtk_widget_get_next_sibling (child))
    n += count_type (child, type);
  return n;
}

/* What stands behind a check is made when somebody looks, and only once. */
static void
test_record_opens_a_check (Fixture *self, gconstpointer data)
{
  AdwViewStack *views = assay_page_get_views (ASSAY_PAGE (self->page));
  GtkWidget *check;
  guint n_before, n_after;

  adw_view_stack_set_visible_child_name (views, "record");
  WAIT_FOR (gtk_widget_get_mapped (adw_view_stack_get_visible_child (views)));
  check = find (adw_view_stack_get_visible_child (views), ADW_TYPE_EXPANDER_ROW);
  n_before = count_type (check, ADW_TYPE_ACTION_ROW);
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (check), TRUE);
  n_after = count_type (check, ADW_TYPE_ACTION_ROW);
  g_assert_cmpuint (n_after, >, n_before + 2);
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (check), FALSE);
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (check), TRUE);
  g_assert_cmpuint (count_type (check, ADW_TYPE_ACTION_ROW), ==, n_after);
}

/* The wheel over a table on the page is the page's, unless the table has the focus and can follow. */
static void
test_wheel_scrolls_the_page (Fixture *self, gconstpointer data)
{
  GtkWidget *table = GTK_WIDGET (assay_run_summary_get_table (summary (self)));
  GtkWidget *view = find (table, GTK_TYPE_COLUMN_VIEW), *scroller = gtk_widget_get_ancestor (view, GTK_TYPE_SCROLLED_WINDOW);
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scroller));

  g_assert_true (assay_wheel_is_for_page (GTK_SCROLLED_WINDOW (scroller), 0, 1));
  g_assert_false (assay_wheel_is_for_page (GTK_SCROLLED_WINDOW (scroller), 1, 0));
  WAIT_FOR (gtk_adjustment_get_upper (adjustment) > gtk_adjustment_get_page_size (adjustment));
  gtk_widget_child_focus (view, GTK_DIR_TAB_FORWARD);
  gtk_adjustment_set_value (adjustment, 0);
  g_assert_false (assay_wheel_is_for_page (GTK_SCROLLED_WINDOW (scroller), 0, 1));
  g_assert_true (assay_wheel_is_for_page (GTK_SCROLLED_WINDOW (scroller), 0, -1));
}

/* The value axis says what was measured, not “value”. */
static void
test_axis_has_the_name_of_the_value (Fixture *self, gconstpointer data)
{
  AssayChartView *view = assay_chart_card_get_view (assay_run_summary_get_main_card (summary (self)), 0);
  g_autoptr(AssayRunData) run = load_data (anomaly_run);
  const AssayFigure *stored = assay_result_get_figure (assay_run_data_get_result (run), 0);

  WAIT_FOR (assay_chart_view_get_chart (view) != NULL);
  g_assert_cmpstr (assay_figure_get_id (stored), ==, "forecast");
  g_assert_cmpstr (assay_figure_get_y (assay_chart_get_figure (assay_chart_view_get_chart (view)))->label, ==, assay_figure_get_y (stored)->label);
  g_assert_cmpstr (assay_figure_get_y (stored)->label, !=, "value");
}

static void
test_zoom_actions (Fixture *self, gconstpointer data)
{
  GActionGroup *actions = G_ACTION_GROUP (assay_page_get_actions (ASSAY_PAGE (self->page)));
  const AssaySpan before = assay_span_resolve (assay_selection_get_visible (self->selection), assay_selection_get_extent (self->selection));
  AssaySpan after;

  WAIT_FOR (assay_chart_view_get_n_draws (assay_chart_card_get_view (assay_run_summary_get_main_card (summary (self)), 0)) > 0);
  g_action_group_activate_action (actions, "zoom-in", NULL);
  after = assay_selection_get_visible (self->selection);
  g_assert_cmpfloat (after.high - after.low, <, before.high - before.low);
  g_action_group_activate_action (actions, "reset-zoom", NULL);
  g_assert_true (assay_span_is_all (assay_selection_get_visible (self->selection)));
}

static void
test_width_classes (Fixture *self, gconstpointer data)
{
  for (int class = ASSAY_WIDTH_TINY; class <= ASSAY_WIDTH_WIDE; class++)
    {
      assay_run_summary_set_width_class (summary (self), (AssayWidthClass) class);
      while (g_main_context_iteration (NULL, FALSE))
        ;
    }
}

static void
test_states_for_pictures (Fixture *self, gconstpointer data)
{
  AssayPage *page = ASSAY_PAGE (self->page);

  g_assert_true (assay_page_show_state (page, "zoom", "2026-01-01..2026-06-30"));
  g_assert_cmpfloat (assay_selection_get_visible (self->selection).low, ==, 20454);
  g_assert_true (assay_page_show_state (page, "hover", "2026-03-01"));
  g_assert_cmpfloat (assay_selection_get_hover (self->selection), ==, 20513);
  g_assert_true (assay_page_show_state (page, "select", "0"));
  g_assert_false (assay_page_show_state (page, "hover", "yesterday"));
  g_assert_false (assay_page_show_state (page, "dance", "1"));
  settle (self);
}

static void
test_backtest_shows_figures_and_tables (Fixture *self, gconstpointer data)
{
  AdwViewStack *views = assay_page_get_views (ASSAY_PAGE (self->page));

  g_assert_null (adw_view_stack_get_child_by_name (views, "anomalies"));
  g_assert_nonnull (adw_view_stack_get_child_by_name (views, "record"));
  g_assert_nonnull (find (GTK_WIDGET (self->page), ASSAY_TYPE_RESULT_TABLE));
  g_assert_nonnull (find (GTK_WIDGET (self->page), ASSAY_TYPE_KPI_CARD));
  g_assert_false (gtk_widget_get_visible (assay_page_get_scope (ASSAY_PAGE (self->page))));
}

static AssayForecastCard *
forecast_card (Fixture *self)
{
  return ASSAY_FORECAST_CARD (find (GTK_WIDGET (self->page), ASSAY_TYPE_FORECAST_CARD));
}

static const AssayFigure *
shown_figure (Fixture *self)
{
  return assay_chart_get_figure (assay_chart_view_get_chart (assay_chart_card_get_view (assay_forecast_card_get_chart_card (forecast_card (self)), 0)));
}

static const AssayFigureSeries *
find_figure_series (const AssayFigure *figure, AssaySeriesRole role)
{
  for (guint i = 0; i < assay_figure_get_n_series (figure); i++)
    if (assay_figure_get_series (figure, i)->role == role)
      return assay_figure_get_series (figure, i);
  return NULL;
}

/* Another origin moves the forecast by the step of the back-test and leaves what happened where it is. */
static void
test_origin_moves_the_forecast (Fixture *self, gconstpointer data)
{
  const AssayFigureSeries *before = find_figure_series (shown_figure (self), ASSAY_SERIES_FORECAST), *after;
  const double first = assay_figure_series_x (before)[0];
  const gsize n_actual = find_figure_series (shown_figure (self), ASSAY_SERIES_ACTUAL)->n;
  g_autofree char *figure_before = g_strdup (assay_figure_get_subtitle (shown_figure (self)));

  g_assert_true (assay_page_show_state (ASSAY_PAGE (self->page), "origin", "3"));
  settle (self);
  after = find_figure_series (shown_figure (self), ASSAY_SERIES_FORECAST);
  /* 12 origins, 7 days apart: from the last to the fourth */
  g_assert_cmpfloat (assay_figure_series_x (after)[0], ==, first - 8 * 7);
  g_assert_cmpuint (find_figure_series (shown_figure (self), ASSAY_SERIES_ACTUAL)->n, ==, n_actual);
  g_assert_cmpstr (assay_figure_get_subtitle (shown_figure (self)), ==, figure_before);
}

/* A hand on the slider: the width of the view stays, and a picture is there before the next frame but one. */
static void
test_origins_follow_the_hand (Fixture *self, gconstpointer data)
{
  const int n = 100;
  double width, worst = 0, sum = 0;

  WAIT_FOR (find_figure_series (shown_figure (self), ASSAY_SERIES_ACTUAL)->n > 11 * 7 + 28 && assay_run_page_is_ready (self->page));
  width = assay_selection_get_visible (self->selection).high - assay_selection_get_visible (self->selection).low;
  for (int i = 0; i < n; i++)
    {
      const gint64 start = g_get_monotonic_time ();
      double took;

      assay_forecast_card_show_origin (forecast_card (self), (guint) (i % 11));
      WAIT_FOR (!assay_forecast_card_is_busy (forecast_card (self)));
      took = (g_get_monotonic_time () - start) / 1e3;
      sum += took;
      worst = MAX (worst, took);
    }
  g_test_message ("%d moves of the origin: %.1f ms each, %.1f at most", n, sum / n, worst);
  g_assert_cmpfloat_with_epsilon (assay_selection_get_visible (self->selection).high - assay_selection_get_visible (self->selection).low, width, 1e-6);
  /* Loose: a busy machine with sanitizers. */
  g_assert_cmpfloat (sum / n, <, 250);
}

/* The page is about the model of the lowest error; the league leads to the others. */
static void
test_best_model_comes_first (Fixture *self, gconstpointer data)
{
  g_autoptr(AssayRunData) run = load_data (backtest_run);
  AssayResult *result = assay_run_data_get_result (run);
  const char *best = assay_league_get_best (result), *benchmark = assay_league_get_benchmark (result);
  g_autofree char *answer = assay_run_answer (result), *title = assay_league_dup_title (best);
  g_autoptr(GPtrArray) numbers = assay_kpi_choose_of (result, best, 5);
  g_autoptr(AssayTable) league = assay_league_dup_short (result);
  GtkWidget *table = find (GTK_WIDGET (self->page), ASSAY_TYPE_RESULT_TABLE);

  g_assert_cmpstr (assay_forecast_card_get_model (forecast_card (self)), ==, best);
  g_assert_nonnull (strstr (answer, title));
  g_assert_cmpuint (numbers->len, ==, 5);
  for (guint i = 0; i < numbers->len; i++)
    g_assert_cmpstr (((const AssayMetric *) numbers->pdata[i])->of, ==, best);
  g_assert_cmpstr (assay_table_get_text (league, 0, 0), ==, title);

  /* It is the first table of the page; its rows are chosen by a click. */
  for (guint row = 0; row < assay_table_get_n_rows (league); row++)
    g_signal_emit_by_name (table, "selected", row);
  g_assert_cmpstr (assay_forecast_card_get_model (forecast_card (self)), ==,
                   assay_table_get_text (league, assay_table_get_n_rows (league) - 1, assay_table_get_n_columns (league) - 1));
  assay_forecast_card_show_model (forecast_card (self), benchmark);
  g_assert_cmpstr (assay_forecast_card_get_model (forecast_card (self)), ==, benchmark);
}

/* Of a run of nothing but stress: what scenarios and limits said, also where no figure says it; more limits than fit are in their table. */
static void
test_answer_of_stress (void)
{
  g_autoptr(AssayResult) result = assay_result_new ("sensitivity", "T");
  AssayFigure *figure;
  g_autofree char *nothing = assay_run_answer (result), *limit = NULL, *both = NULL, *failed = NULL;
  AssayCheck *check;

  g_assert_cmpstr (nothing, ==, "Nothing was checked.");
  assay_result_add_note (result, "Rows: all.");
  assay_result_add_note (result, "Reverse stress: A is crossed already.");
  assay_result_add_note (result, "Reverse stress: B is far.");
  limit = assay_run_answer (result);
  g_assert_cmpstr (limit, ==, "A is crossed already. B is far.");
  figure = assay_figure_new ("scenarios", ASSAY_FIGURE_RANKED, "Scenarios");
  assay_figure_set_finding (figure, "“Up” is the worst.");
  assay_result_take_figure (result, figure);
  both = assay_run_answer (result);
  g_assert_cmpstr (both, ==, "“Up” is the worst. A is crossed already.");
  check = assay_result_add_check (result, "stress-limit", "Limit Under Stress");
  check->verdict = ASSAY_VERDICT_FAIL;
  check->message = g_strdup ("It goes from 1 to 2.");
  failed = assay_run_answer (result);
  g_assert_cmpstr (failed, ==, both);
}

/* A line a model: of eight models the shown one, the benchmark and the best four others stay, and what is no model. */
static void
test_figures_keep_to_a_few_models (void)
{
  g_autoptr(AssayResult) result = assay_result_new ("backtest", "T");
  AssayTable *league = assay_table_new ("league", "Models Ranked");
  g_autoptr(AssayFigure) figure = assay_figure_new ("f", ASSAY_FIGURE_SERIES, "F");
  g_autoptr(AssayFigure) few = NULL;
  static const char *const models[] = { "theta", "ets", "ses", "holt", "damped", "mean", "naive", "seasonal-naive" };
  static const char *const kept[] = { "theta", "ets", "ses", "holt", "naive", "seasonal-naive", "promised" };

  assay_table_add_column (league, "model", "Model", ASSAY_CELL_TEXT);
  assay_table_add_column (league, "against-benchmark", "Against", ASSAY_CELL_TEXT);
  for (guint i = 0; i < G_N_ELEMENTS (models); i++)
    {
      const double y = i;

      assay_table_add_row (league);
      assay_table_set_text (league, 0, models[i]);
      assay_table_set_text (league, 1, i == 7 ? "benchmark" : "better");
      assay_figure_add_series (figure, models[i], models[i], ASSAY_SERIES_OTHER, 1, NULL, g_bytes_new (&y, sizeof y), NULL, NULL, NULL);
    }
  assay_result_take_table (result, league);
  assay_figure_add_series (figure, "promised", "Promised", ASSAY_SERIES_OTHER, 0, NULL, g_bytes_new (NULL, 0), NULL, NULL, NULL);
  few = assay_league_focus_figure (result, figure, "naive");
  g_assert_nonnull (few);
  g_assert_cmpuint (assay_figure_get_n_series (few), ==, G_N_ELEMENTS (kept));
  for (guint i = 0; i < G_N_ELEMENTS (kept); i++)
    g_assert_cmpstr (assay_figure_get_series (few, i)->id, ==, kept[i]);
  g_assert_cmpint (assay_figure_get_series (few, 4)->role, ==, ASSAY_SERIES_FORECAST);
  g_assert_cmpint (assay_figure_get_series (few, 5)->role, ==, ASSAY_SERIES_BASELINE);
  g_assert_null (assay_league_focus_figure (result, few, NULL));
}

/* The past comes from the dataset: there is more of it than the rows of the back-test hold. */
static void
test_past_of_the_dataset (Fixture *self, gconstpointer data)
{
  const AssayFigureSeries *actual;
  const double origin = 3 * 7 + 28;

  WAIT_FOR (find_figure_series (shown_figure (self), ASSAY_SERIES_ACTUAL)->n > 11 * 7 + 28 && assay_run_page_is_ready (self->page));
  actual = find_figure_series (shown_figure (self), ASSAY_SERIES_ACTUAL);
  g_assert_cmpfloat (assay_figure_series_x (actual)[actual->n - 1] - assay_figure_series_x (actual)[0], >, origin);
}

static void
test_series_of_a_label (Fixture *self, gconstpointer data)
{
  g_autofree char *before = g_strdup (assay_figure_get_subtitle (shown_figure (self)));

  assay_forecast_card_show_series (forecast_card (self), "region South · product Pasta");
  settle (self);
  g_assert_cmpstr (assay_figure_get_subtitle (shown_figure (self)), ==, "region South · product Pasta");
  g_assert_cmpstr (before, !=, "region South · product Pasta");
  assay_forecast_card_show_series (forecast_card (self), "nowhere");
  settle (self);
  g_assert_cmpstr (assay_figure_get_subtitle (shown_figure (self)), ==, "region South · product Pasta");
}

/* ---- tables ---- */

static AssayTable *
make_table (void)
{
  AssayTable *table = assay_table_new ("t", "T");

  assay_table_add_column (table, "name", "Name", ASSAY_CELL_TEXT);
  assay_table_add_column (table, "value", "Value", ASSAY_CELL_NUMBER);
  for (guint i = 0; i < 20; i++)
    {
      g_autofree char *name = g_strdup_printf ("series %c", 'A' + (int) (i * 7 % 20));

      assay_table_add_row (table);
      assay_table_set_text (table, 0, name);
      assay_table_set_number (table, 1, i == 5 ? NAN : (i * 13) % 20);
    }
  return table;
}

static guint
row_at (GtkColumnView *view, guint position)
{
  g_autoptr(AssayIndexItem) item = g_list_model_get_item (G_LIST_MODEL (gtk_column_view_get_model (view)), position);

  return (guint) assay_index_item_get (item);
}

static void
test_table_sorts_and_finds (void)
{
  g_autoptr(AssayTable) table = make_table ();
  GtkWidget *widget = g_object_ref_sink (assay_result_table_new (table)), *window = gtk_window_new ();
  GtkColumnView *view = GTK_COLUMN_VIEW (find (widget, GTK_TYPE_COLUMN_VIEW));
  GtkWidget *search = find (widget, GTK_TYPE_SEARCH_ENTRY);
  g_autoptr(GtkColumnViewColumn) value = g_list_model_get_item (gtk_column_view_get_columns (view), 1);
  GListModel *rows;

  /* rows are made when the table is seen, not before */
  g_assert_null (gtk_column_view_get_model (view));
  gtk_window_set_child (GTK_WINDOW (window), widget);
  gtk_window_present (GTK_WINDOW (window));
  WAIT_FOR (gtk_column_view_get_model (view) != NULL);
  rows = G_LIST_MODEL (gtk_column_view_get_model (view));
  g_assert_true (gtk_widget_get_visible (search));
  gtk_column_view_sort_by_column (view, value, GTK_SORT_DESCENDING);
  g_assert_cmpfloat (assay_table_get_number (table, row_at (view, 0), 1), ==, 19);
  /* a missing value is last in either order */
  g_assert_cmpuint (row_at (view, 19), ==, 5);
  gtk_column_view_sort_by_column (view, value, GTK_SORT_ASCENDING);
  g_assert_cmpfloat (assay_table_get_number (table, row_at (view, 0), 1), ==, 0);
  g_assert_cmpuint (row_at (view, 19), ==, 5);
  gtk_editable_set_text (GTK_EDITABLE (search), "SERIES C");
  g_signal_emit_by_name (search, "search-changed");
  g_assert_cmpuint (g_list_model_get_n_items (rows), ==, 1);
  g_assert_cmpstr (assay_table_get_text (table, row_at (view, 0), 0), ==, "series C");
  gtk_window_destroy (GTK_WINDOW (window));
  g_object_unref (widget);
}

/* What is expected at the solved limit is the budget, and what is found is a plain count. */
static void
test_threshold_rows (void)
{
  double sizes[1000];
  const AssayThresholdRows rows = { sizes, 1000, 10, FALSE, 30, FALSE }, p_rows = { sizes, 1000, 10, TRUE, 30, FALSE };
  double limit;

  for (int i = 0; i < 1000; i++)
    sizes[i] = i / 250.0;
  g_assert_cmpfloat (assay_threshold_rows_found (&rows, 3), ==, 25);
  g_assert_cmpfloat_with_epsilon (assay_threshold_rows_expected (&rows, 2), 5.88, 0.005);      /* 5.88 % of 100 rows a month */
  limit = assay_threshold_rows_solve (&rows, 1);
  g_assert_cmpfloat_with_epsilon (limit, 2.802, 0.001);                                         /* anomaly_reference.json: 1 % at window 30 */
  g_assert_cmpfloat_with_epsilon (assay_threshold_rows_expected (&p_rows, 2), 1, 1e-12);
  g_assert_cmpfloat_with_epsilon (assay_threshold_rows_solve (&p_rows, 0.1), 3, 1e-9);
}

static void
test_list_row (void)
{
  GtkWidget *row = g_object_ref_sink (assay_list_row_new ());
  g_autofree char *text = NULL, *none = NULL;

  assay_list_row_add (ASSAY_LIST_ROW (row), "naive", "Naive", NULL);
  assay_list_row_add (ASSAY_LIST_ROW (row), "theta", "Theta", "Lines");
  assay_list_row_add_entry (ASSAY_LIST_ROW (row), "Others");
  assay_list_row_set_text (ASSAY_LIST_ROW (row), "ets:ANA, theta,window-mean:14");
  text = assay_list_row_dup_text (ASSAY_LIST_ROW (row));
  g_assert_cmpstr (text, ==, "theta,ets:ANA,window-mean:14");
  assay_list_row_set_text (ASSAY_LIST_ROW (row), NULL);
  none = assay_list_row_dup_text (ASSAY_LIST_ROW (row));
  g_assert_cmpstr (none, ==, "");
  g_object_unref (row);
}

static void
test_a_run_that_is_not_there (void)
{
  Fixture self = { NULL };
  GtkWidget *stack;

  open_run (&self, 987654);
  WAIT_FOR (!assay_page_get_busy (ASSAY_PAGE (self.page)));
  stack = find (GTK_WIDGET (self.page), GTK_TYPE_STACK);
  g_assert_cmpstr (gtk_stack_get_visible_child_name (GTK_STACK (stack)), ==, "failed");
  tear_down (&self, NULL);
}

/* Things that a screen reader would announce by the name of their class. */
static gboolean
needs_name (GtkWidget *widget)
{
  if (GTK_IS_BUTTON (widget))
    return gtk_widget_get_focusable (widget) && gtk_button_get_icon_name (GTK_BUTTON (widget)) != NULL;
  return GTK_IS_COLUMN_VIEW (widget) || GTK_IS_SEARCH_ENTRY (widget) || GTK_IS_TEXT_VIEW (widget) || GTK_IS_DROP_DOWN (widget)
         || ASSAY_IS_CHART_VIEW (widget);
}

static void
check_names (GtkWidget *widget)
{
  if (needs_name (widget) && !gtk_test_accessible_has_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL))
    g_error ("a %s in a %s has no name", G_OBJECT_TYPE_NAME (widget), G_OBJECT_TYPE_NAME (gtk_widget_get_parent (widget)));
  /* What is inside of these is GTK's own. */
  if (GTK_IS_SEARCH_ENTRY (widget) || GTK_IS_DROP_DOWN (widget) || GTK_IS_MENU_BUTTON (widget) || GTK_IS_SPIN_BUTTON (widget))
    return;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    check_names (child);
}

static void
test_everything_has_a_name (Fixture *self, gconstpointer data)
{
  assay_anomaly_table_step (table (self), 1);
  check_names (GTK_WIDGET (self->page));
  check_names (assay_page_get_inspector (ASSAY_PAGE (self->page)));
  check_names (assay_page_get_scope (ASSAY_PAGE (self->page)));
  settle (self);
}

/* ---- the sample ---- */

static void
remove_tree (const char *path)
{
  g_autoptr(GDir) folder = g_dir_open (path, 0, NULL);
  const char *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_tree (child);
    }
  g_remove (path);
}

static void
make_sample (const char *folder)
{
  GError *error = NULL;
  g_autoptr(GPtrArray) runs = NULL;

  workspace = assay_sample_open (folder, NULL, NULL, &error);
  g_assert_no_error (error);
  runs = assay_workspace_list_runs (workspace, &error);
  g_assert_no_error (error);
  /* The newest of each kind is that of demand.csv. */
  for (guint i = 0; i < runs->len; i++)
    {
      const AssayRun *run = g_ptr_array_index (runs, i);

      if (anomaly_run == 0 && g_str_equal (run->analysis, "anomalies"))
        anomaly_run = run->id;
      else if (g_str_equal (run->analysis, "backtest"))
        backtest_run = run->id;
    }
  g_assert_cmpint (anomaly_run, >, 0);
  g_assert_cmpint (backtest_run, >, 0);
}

#define ADD(name, function) g_test_add ("/app/run-page/" name, Fixture, NULL, set_up, function, tear_down)

/* ---- the cut-off ---- */

static GtkWidget *
find_scale (GtkWidget *widget)
{
  if (GTK_IS_SCALE (widget))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_scale (child);

      if (found != NULL)
        return found;
    }
  return NULL;
}

/* It begins at the run's own cut-off; where there is none, where events and others are furthest apart, however few of all rows that flags. */
static void
test_cutoff_begins (void)
{
  static const char *const ids[] = { "cutoff", "flagged", "tp", "fp", "fn", "tn" };
  static const double cells[][6] = { { 0.9, 0.05, 4, 1, 6, 89 }, { 0.5, 0.12, 9, 3, 1, 87 }, { 0.3, 0.2, 9, 11, 1, 79 }, { 0.1, 0.5, 10, 40, 0, 50 }, { 0.006, 0.7, 10, 60, 0, 30 },
                                     { 0.001, 0.9, 10, 80, 0, 10 }, { 0, 1, 10, 90, 0, 0 } };
  const struct { double first; guint row; } begins[] = { { 0.3, 2 }, { NAN, 1 }, { 0, 6 }, { 0.9, 0 } };
  AssayTable *table = assay_table_new ("cutoffs", "Decisions by Cut-Off");

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    assay_table_add_column (table, ids[i], ids[i], ASSAY_CELL_NUMBER);
  for (guint row = 0; row < G_N_ELEMENTS (cells); row++)
    {
      assay_table_add_row (table);
      for (guint i = 0; i < 6; i++)
        assay_table_set_number (table, i, cells[row][i]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (begins); i++)
    {
      GtkWidget *card = g_object_ref_sink (assay_cutoff_card_new (table, NULL, begins[i].first));

      g_assert_cmpfloat (gtk_range_get_value (GTK_RANGE (find_scale (card))), ==, begins[i].row);
      g_object_unref (card);
    }
  assay_table_unref (table);
}

int
main (int argc, char **argv)
{
  g_autofree char *parent = NULL, *folder = NULL;
  int status;

  g_test_init (&argc, &argv, NULL);
  am_init ();
  if (!gtk_init_check ())
    {
      g_print ("1..0 # SKIP no display\n");
      return 0;
    }
  adw_init ();
  parent = g_dir_make_tmp ("assay-run-page-XXXXXX", NULL);
  folder = g_build_filename (parent, "sample", NULL);
  make_sample (folder);
  g_test_add_func ("/app/anomaly-query/matches-a-plain-loop", test_query_matches_a_plain_loop);
  g_test_add_func ("/app/anomaly-query/by-text", test_query_by_text);
  g_test_add_func ("/app/anomaly-query/latest-first", test_query_is_stable_and_latest_first);
  g_test_add_func ("/app/anomaly-query/by-review", test_query_by_review);
  g_test_add_func ("/app/run-scope/last-days", test_last_days);
  g_test_add_func ("/app/kpi-card/limits", test_limits);
  g_test_add_func ("/app/cutoff-card/begins", test_cutoff_begins);
  ADD ("shows-what-the-run-found", test_shows_what_the_run_found);
  ADD ("row-leads-to-mark", test_row_leads_to_mark);
  ADD ("mark-leads-to-row", test_mark_leads_to_row);
  ADD ("brush-selects-rows", test_brush_selects_rows);
  ADD ("scope-filters", test_scope_filters);
  ADD ("record-has-every-check", test_record_has_every_check);
  ADD ("record-opens-a-check", test_record_opens_a_check);
  ADD ("wheel-scrolls-the-page", test_wheel_scrolls_the_page);
  ADD ("axis-has-the-name-of-the-value", test_axis_has_the_name_of_the_value);
  ADD ("zoom-actions", test_zoom_actions);
  ADD ("width-classes", test_width_classes);
  ADD ("states-for-pictures", test_states_for_pictures);
  ADD ("everything-has-a-name", test_everything_has_a_name);
  g_test_add ("/app/run-page/backtest", Fixture, NULL, set_up_backtest, test_backtest_shows_figures_and_tables, tear_down);
  g_test_add ("/app/run-page/origin-moves-the-forecast", Fixture, NULL, set_up_backtest, test_origin_moves_the_forecast, tear_down);
  g_test_add ("/app/run-page/origins-follow-the-hand", Fixture, NULL, set_up_backtest, test_origins_follow_the_hand, tear_down);
  g_test_add ("/app/run-page/best-model-comes-first", Fixture, NULL, set_up_backtest, test_best_model_comes_first, tear_down);
  g_test_add_func ("/app/run-page/answer-of-stress", test_answer_of_stress);
  g_test_add_func ("/app/run-page/figures-keep-to-a-few-models", test_figures_keep_to_a_few_models);
  g_test_add ("/app/run-page/past-of-the-dataset", Fixture, NULL, set_up_backtest, test_past_of_the_dataset, tear_down);
  g_test_add ("/app/run-page/series-of-a-label", Fixture, NULL, set_up_backtest, test_series_of_a_label, tear_down);
  g_test_add_func ("/app/result-table/sorts-and-finds", test_table_sorts_and_finds);
  g_test_add_func ("/app/list-row", test_list_row);
  g_test_add_func ("/app/threshold-rows", test_threshold_rows);
  g_test_add_func ("/app/run-page/marks-are-kept-and-undone", test_marks_are_kept_and_undone);
  g_test_add_func ("/app/run-page/not-there", test_a_run_that_is_not_there);
  status = g_test_run ();
  assay_workspace_unref (workspace);
  remove_tree (parent);
  return status;
}
