#include "app/anomaly-table.h"
#include <glib/gi18n.h>
#include <math.h>
#include "app/accessible-names.h"
#include "app/chart-reading.h"
#include "app/column-fit.h"
#include "app/index-cells.h"
#include "app/index-list.h"
#include "app/reason-text.h"
#include "app/wheel.h"
#include "base/date.h"
#include "base/number.h"
#include "charts/chart.h"
#include "charts/format.h"

#define BUSY_DELAY 300
#define ALL_REVIEWS 0            /* first entry of the drop-down */

struct _AssayAnomalyTable
{
  GtkWidget parent_instance;
  GtkWidget *title, *count, *spinner, *review, *search_button, *search, *scroller, *empty, *empty_label, *clear;
  GtkColumnView *view;
  AssaySelection *selection;
  AssayRunData *data;
  AssayReviewBook *reviews;
  AssayAnomalyQuery query;
  AssayIndexList *list;
  GtkMultiSelection *model;
  GtkColumnViewColumn *columns[ASSAY_N_ANOMALY_COLUMNS];
  GCancellable *running;
  guint busy_source, scroll_source;
  gboolean full, syncing;
  int probed;                    /* the header the view sorts by, while it is being asked for; -1 */
};

G_DEFINE_FINAL_TYPE (AssayAnomalyTable, assay_anomaly_table, GTK_TYPE_WIDGET)

enum { ACTIVATED, N_SIGNALS };
static guint signals[N_SIGNALS];

/* ---- cells ---- */

static char *
format_value (double value)
{
  return isnan (value) ? NULL : assay_format_number (value, -1);
}

static char *
format_review (AssayAnomalyTable *self, gsize row)
{
  const char *note;
  const AssayReview review = assay_review_book_get (self->reviews, row, &note);

  if (note == NULL)
    return g_strdup (assay_review_label (review));
  /* Translators: a review mark and the note that goes with it */
  return g_strdup_printf (_("%s — %s"), assay_review_label (review), note);
}

static char *
cell_text (gsize row, guint column, gpointer data)
{
  AssayAnomalyTable *self = data;
  AssayAxis axis;

  if (self->data == NULL)
    return NULL;
  switch ((AssayAnomalyColumn) column)
    {
    case ASSAY_ANOMALY_TIME:
      axis = assay_run_data_get_x_axis (self->data);
      return assay_chart_format_x (&axis, assay_run_data_get_x (self->data, row), FALSE);
    case ASSAY_ANOMALY_SERIES: return assay_run_data_dup_label (self->data, assay_run_data_find_series (self->data, row));
    case ASSAY_ANOMALY_ACTUAL: return format_value (assay_run_data_get_actual (self->data, row));
    case ASSAY_ANOMALY_EXPECTED: return format_value (assay_run_data_get_forecast (self->data, row));
    case ASSAY_ANOMALY_ZSCORE: return assay_format_zscore (assay_run_data_get_zscore (self->data, row));
    case ASSAY_ANOMALY_RISK: return g_strdup (assay_risk_name (assay_run_data_get_risk (self->data, row)));
    case ASSAY_ANOMALY_REASON: return g_strdup (assay_reason_text (assay_run_data_get_reason (self->data, row)));
    case ASSAY_ANOMALY_REVIEW: return format_review (self, row);
    default: return NULL;
    }
}

/* ---- the question and its answer ---- */

typedef struct { AssayAnomalyQuery query; AssayRunData *data; GHashTable *reviews; } Work;

static void
work_free (gpointer data)
{
  Work *work = data;

  assay_anomaly_query_clear (&work->query);
  assay_run_data_unref (work->data);
  g_hash_table_unref (work->reviews);
  g_free (work);
}

static void
query_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  const Work *work = task_data;
  g_autoptr(AssayProgress) progress = assay_progress_new (cancellable, NULL, NULL, NULL);
  GBytes *rows = assay_anomaly_query_run (&work->query, work->data, work->reviews, progress);

  if (rows != NULL)
    g_task_return_pointer (task, rows, (GDestroyNotify) g_bytes_unref);
  else
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "cancelled");
}

static gboolean
show_busy (gpointer data)
{
  AssayAnomalyTable *self = data;

  self->busy_source = 0;
  gtk_widget_set_visible (self->spinner, TRUE);
  gtk_spinner_start (GTK_SPINNER (self->spinner));
  return G_SOURCE_REMOVE;
}

static void
stop_busy (AssayAnomalyTable *self)
{
  g_clear_handle_id (&self->busy_source, g_source_remove);
  gtk_spinner_stop (GTK_SPINNER (self->spinner));
  gtk_widget_set_visible (self->spinner, FALSE);
}

static void
show_count (AssayAnomalyTable *self)
{
  const guint n = g_list_model_get_n_items (G_LIST_MODEL (self->list));
  const gboolean filtered = assay_anomaly_query_is_filtered (&self->query);
  g_autofree char *shown = assay_format_count (n), *all = NULL, *text = NULL;
  gsize n_all = 0;

  assay_run_data_get_anomalies (self->data, &n_all);
  all = assay_format_count ((double) n_all);
  if (filtered)
    /* Translators: so many rows are shown, of so many there are */
    text = g_strdup_printf (_("%s of %s"), shown, all);
  else
    text = g_strdup (shown);
  gtk_label_set_text (GTK_LABEL (self->count), text);
  gtk_widget_set_visible (self->empty, n == 0);
  gtk_widget_set_visible (self->clear, n == 0 && self->query.text != NULL && *self->query.text != '\0');
  gtk_label_set_text (GTK_LABEL (self->empty_label),
                      filtered ? _("No anomalies match the scope and the search.") : _("No anomalies: every row is within its threshold."));
}

static void rows_to_table (AssayAnomalyTable *self);

static void
on_answer (GObject *source, GAsyncResult *result, gpointer user_data)
{
  AssayAnomalyTable *self = ASSAY_ANOMALY_TABLE (source);
  g_autoptr(GBytes) rows = g_task_propagate_pointer (G_TASK (result), NULL);

  if (rows == NULL || g_task_get_cancellable (G_TASK (result)) != self->running)
    return;
  g_clear_object (&self->running);
  stop_busy (self);
  self->syncing = TRUE;
  assay_index_list_set_order (self->list, rows);
  self->syncing = FALSE;
  show_count (self);
  rows_to_table (self);
}

static void
ask (AssayAnomalyTable *self)
{
  g_autoptr(GTask) task = NULL;
  Work *work;

  if (self->running != NULL)
    g_cancellable_cancel (self->running);
  g_clear_object (&self->running);
  if (self->data == NULL || !assay_run_data_has_anomalies (self->data))
    return;
  self->running = g_cancellable_new ();
  if (self->busy_source == 0)
    self->busy_source = g_timeout_add (BUSY_DELAY, show_busy, self);
  work = g_new0 (Work, 1);
  assay_anomaly_query_copy (&work->query, &self->query);
  work->data = assay_run_data_ref (self->data);
  work->reviews = assay_review_book_snapshot (self->reviews);
  task = g_task_new (self, self->running, on_answer, NULL);
  g_task_set_task_data (task, work, work_free);
  g_task_run_in_thread (task, query_in_thread);
}

/* ---- selection, both ways ---- */

/* From the table to the page. */
static void
table_to_rows (AssayAnomalyTable *self)
{
  g_autoptr(GtkBitset) positions = NULL;
  g_autoptr(GtkBitset) rows = NULL;
  GtkBitsetIter iter;
  guint position;

  if (self->syncing)
    return;
  positions = gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->model));
  rows = gtk_bitset_new_empty ();
  for (gboolean more = gtk_bitset_iter_init_first (&iter, positions, &position); more; more = gtk_bitset_iter_next (&iter, &position))
    gtk_bitset_add (rows, (guint) assay_index_list_get (self->list, position));
  self->syncing = TRUE;
  assay_selection_set_rows (self->selection, rows);
  self->syncing = FALSE;
}

static void
find_positions (AssayAnomalyTable *self, GtkBitset *rows, GtkBitset *positions)
{
  const guint n = g_list_model_get_n_items (G_LIST_MODEL (self->list));

  if (gtk_bitset_is_empty (rows))
    return;
  for (guint i = 0; i < n; i++)
    if (gtk_bitset_contains (rows, (guint) assay_index_list_get (self->list, i)))
      gtk_bitset_add (positions, i);
}

static gboolean
scroll_to_selection (gpointer data)
{
  AssayAnomalyTable *self = data;
  g_autoptr(GtkBitset) positions = gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->model));

  self->scroll_source = 0;
  if (!gtk_bitset_is_empty (positions))
    assay_index_cells_scroll_to (self->view, gtk_bitset_get_minimum (positions));
  return G_SOURCE_REMOVE;
}

/* From the page to the table. */
static void
rows_to_table (AssayAnomalyTable *self)
{
  GtkBitset *rows = assay_selection_get_rows (self->selection);
  g_autoptr(GtkBitset) positions = gtk_bitset_new_empty ();
  g_autoptr(GtkBitset) all = NULL;

  if (self->syncing)
    return;
  find_positions (self, rows, positions);
  all = gtk_bitset_new_range (0, g_list_model_get_n_items (G_LIST_MODEL (self->list)));
  self->syncing = TRUE;
  gtk_selection_model_set_selection (GTK_SELECTION_MODEL (self->model), positions, all);
  self->syncing = FALSE;
  /* Once for many changes, and after the list was laid out: its rows are not where they will be before that. */
  if (self->scroll_source == 0)
    self->scroll_source = g_idle_add (scroll_to_selection, self);
}

static void
on_activated (GtkColumnView *view, guint position, AssayAnomalyTable *self)
{
  g_signal_emit (self, signals[ACTIVATED], 0, (gint64) assay_index_list_get (self->list, position));
}

gint64
assay_anomaly_table_step (AssayAnomalyTable *self, int direction)
{
  g_autoptr(GtkBitset) positions = gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->model));
  const guint n = g_list_model_get_n_items (G_LIST_MODEL (self->list));
  gint64 next;

  if (n == 0)
    return -1;
  if (gtk_bitset_is_empty (positions))
    next = direction > 0 ? 0 : (gint64) n - 1;
  else
    next = (direction > 0 ? (gint64) gtk_bitset_get_maximum (positions) : (gint64) gtk_bitset_get_minimum (positions)) + direction;
  if (next < 0 || next >= n)
    return -1;
  assay_selection_set_row (self->selection, (gint64) assay_index_list_get (self->list, (guint) next));
  return (gint64) assay_index_list_get (self->list, (guint) next);
}

void
assay_anomaly_table_select_all (AssayAnomalyTable *self)
{
  gtk_selection_model_select_all (GTK_SELECTION_MODEL (self->model));
}

/* ---- sorting by a header ---- */

typedef struct { AssayAnomalyTable *table; int column; } Probe;

/* Never sorts: only says that it was the first to be asked. */
static int
probe_compare (gconstpointer a, gconstpointer b, gpointer data)
{
  const Probe *probe = data;

  if (probe->table->probed >= 0)
    return GTK_ORDERING_EQUAL;
  probe->table->probed = probe->column;
  return GTK_ORDERING_SMALLER;
}

/* GTK 4.8 does not say by which column a view is sorted, so the view's sorter is asked to compare two things: the first
 * column that is asked is the one, and an answer turned round means descending. */
static void
on_sort_changed (AssayAnomalyTable *self)
{
  GtkSorter *sorter = gtk_column_view_get_sorter (self->view);
  GtkOrdering ordering;

  self->probed = -1;
  ordering = gtk_sorter_compare (sorter, self->list, self->model);
  self->query.sort = self->probed >= 0 ? (AssayAnomalyColumn) self->probed : ASSAY_ANOMALY_TIME;
  self->query.descending = self->probed >= 0 ? ordering == GTK_ORDERING_LARGER : TRUE;
  ask (self);
}

static void
add_columns (AssayAnomalyTable *self)
{
  static const struct { const char *title; AssayIndexCells cells; int width; gboolean only_full; } looks[] = {
    [ASSAY_ANOMALY_TIME] = { N_("Date"), ASSAY_INDEX_TEXT, 11, FALSE },
    [ASSAY_ANOMALY_SERIES] = { N_("Series"), ASSAY_INDEX_TEXT, 18, FALSE },
    [ASSAY_ANOMALY_ACTUAL] = { N_("Actual"), ASSAY_INDEX_NUMBER, 7, FALSE },
    [ASSAY_ANOMALY_EXPECTED] = { N_("Expected"), ASSAY_INDEX_NUMBER, 8, FALSE },
    [ASSAY_ANOMALY_ZSCORE] = { N_("Z-Score"), ASSAY_INDEX_NUMBER, 7, FALSE },
    [ASSAY_ANOMALY_RISK] = { N_("Risk"), ASSAY_INDEX_RISK, 8, FALSE },
    [ASSAY_ANOMALY_REASON] = { N_("Reason"), ASSAY_INDEX_TEXT, 16, TRUE },
    [ASSAY_ANOMALY_REVIEW] = { N_("Review"), ASSAY_INDEX_TEXT, 24, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (looks); i++)
    {
      Probe *probe = g_new (Probe, 1);
      GtkSorter *sorter;

      *probe = (Probe) { self, (int) i };
      sorter = GTK_SORTER (gtk_custom_sorter_new (probe_compare, probe, g_free));
      self->columns[i] = assay_index_cells_new_column (_(looks[i].title), looks[i].cells, looks[i].width, cell_text, i, self);
      gtk_column_view_column_set_sorter (self->columns[i], sorter);
      gtk_column_view_column_set_expand (self->columns[i], i == ASSAY_ANOMALY_SERIES);
      gtk_column_view_column_set_visible (self->columns[i], self->full || !looks[i].only_full);
      gtk_column_view_append_column (self->view, self->columns[i]);
      g_object_unref (sorter);
      g_object_unref (self->columns[i]);
    }
}

void
assay_anomaly_table_set_width_class (AssayAnomalyTable *self, AssayWidthClass width_class)
{
  const gboolean broad = width_class >= ASSAY_WIDTH_MEDIUM;

  gtk_column_view_column_set_visible (self->columns[ASSAY_ANOMALY_ACTUAL], broad);
  gtk_column_view_column_set_visible (self->columns[ASSAY_ANOMALY_EXPECTED], broad);
  gtk_column_view_column_set_visible (self->columns[ASSAY_ANOMALY_REASON], width_class == ASSAY_WIDTH_WIDE && self->full);
  gtk_column_view_column_set_visible (self->columns[ASSAY_ANOMALY_REVIEW], broad);
}

/* ---- scope and search ---- */

void
assay_anomaly_table_set_scope (AssayAnomalyTable *self, int risk, gint64 series, AssaySpan period)
{
  if (self->query.risk == risk && self->query.series == series && assay_span_equal (self->query.period, period))
    return;
  self->query.risk = risk;
  self->query.series = series;
  self->query.period = period;
  ask (self);
}

static void
on_search_changed (AssayAnomalyTable *self)
{
  g_free (self->query.text);
  self->query.text = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->search)));
  g_strstrip (self->query.text);
  ask (self);
}

static void
on_search_toggled (AssayAnomalyTable *self)
{
  if (gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->search_button)))
    gtk_widget_grab_focus (self->search);
  else
    gtk_editable_set_text (GTK_EDITABLE (self->search), "");
}

static void
close_search (AssayAnomalyTable *self)
{
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->search_button), FALSE);
  gtk_widget_grab_focus (GTK_WIDGET (self->view));
}

void
assay_anomaly_table_search (AssayAnomalyTable *self)
{
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->search_button), TRUE);
  gtk_widget_grab_focus (self->search);
}

static void
on_review_filter (AssayAnomalyTable *self)
{
  const guint selected = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->review));

  self->query.review = selected == ALL_REVIEWS || selected == GTK_INVALID_LIST_POSITION ? -1 : (int) selected - 1;
  ask (self);
}

/* A mark changes one cell. Asking for the items anew keeps the selection, which is by position. */
static void
on_review_changed (AssayReviewBook *reviews, guint64 row, AssayAnomalyTable *self)
{
  const guint n = g_list_model_get_n_items (G_LIST_MODEL (self->list));
  gint64 position;

  if (row == G_MAXUINT64 || self->query.review >= 0 || self->query.sort == ASSAY_ANOMALY_REVIEW)
    {
      ask (self);
      return;
    }
  position = assay_index_list_find (self->list, (gsize) row);
  if (position < 0 || position >= n)
    return;
  self->syncing = TRUE;
  g_list_model_items_changed (G_LIST_MODEL (self->list), (guint) position, 1, 1);
  self->syncing = FALSE;
  rows_to_table (self);
}

void
assay_anomaly_table_set_data (AssayAnomalyTable *self, AssayRunData *data, AssayReviewBook *reviews)
{
  g_clear_pointer (&self->data, assay_run_data_unref);
  if (self->reviews != NULL)
    g_signal_handlers_disconnect_by_data (self->reviews, self);
  self->data = data != NULL ? assay_run_data_ref (data) : NULL;
  g_set_object (&self->reviews, reviews);
  if (reviews != NULL)
    g_signal_connect_object (reviews, "changed", G_CALLBACK (on_review_changed), self, 0);
  /* Days have one width, but times of day and plain numbers are longer. */
  if (data != NULL && assay_run_data_has_anomalies (data) && assay_run_data_get_x_axis (data).type != ASSAY_AXIS_DATE)
    assay_column_fit (self->view, self->columns[ASSAY_ANOMALY_TIME], cell_text, ASSAY_ANOMALY_TIME, self,
                      assay_frame_get_n_rows (assay_run_data_get_rows (data)));
  ask (self);
}

guint
assay_anomaly_table_get_n_rows (AssayAnomalyTable *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (self->list));
}

gboolean
assay_anomaly_table_is_busy (AssayAnomalyTable *self)
{
  return self->running != NULL;
}

/* ---- as a file ---- */

static void
append_quoted (GString *out, const char *text)
{
  if (text == NULL)
    return;
  if (strpbrk (text, "\",\r\n") == NULL)
    {
      g_string_append (out, text);
      return;
    }
  g_string_append_c (out, '"');
  for (const char *c = text; *c != '\0'; c++)
    {
      if (*c == '"')
        g_string_append_c (out, '"');
      g_string_append_c (out, *c);
    }
  g_string_append_c (out, '"');
}

static void
append_number (GString *out, double value)
{
  char text[ASSAY_NUMBER_SIZE];

  assay_number_format (value, text);
  g_string_append (out, text);
}

static void
append_time (AssayAnomalyTable *self, GString *out, double x)
{
  const AssayAxisType type = assay_run_data_get_x_axis (self->data).type;
  char text[40];

  if (type == ASSAY_AXIS_NUMBER || isnan (x))
    {
      append_number (out, x);
      return;
    }
  if (type == ASSAY_AXIS_DATE)
    assay_date_format ((gint32) x, text);
  else
    assay_datetime_format ((gint64) llround (x * 1e6), text);
  g_string_append (out, text);
}

char *
assay_anomaly_table_to_csv (AssayAnomalyTable *self)
{
  GString *out;
  const guint n = g_list_model_get_n_items (G_LIST_MODEL (self->list));

  if (self->data == NULL)
    return NULL;
  out = g_string_new ("time,series,actual,forecast,zscore,risk,reason,review,note\n");
  for (guint i = 0; i < n; i++)
    {
      const gsize row = assay_index_list_get (self->list, i);
      g_autofree char *label = assay_run_data_dup_label (self->data, assay_run_data_find_series (self->data, row));
      const char *note;
      const AssayReview review = assay_review_book_get (self->reviews, row, &note);

      append_time (self, out, assay_run_data_get_x (self->data, row));
      g_string_append_c (out, ',');
      append_quoted (out, label);
      g_string_append_c (out, ',');
      append_number (out, assay_run_data_get_actual (self->data, row));
      g_string_append_c (out, ',');
      append_number (out, assay_run_data_get_forecast (self->data, row));
      g_string_append_c (out, ',');
      append_number (out, assay_run_data_get_zscore (self->data, row));
      g_string_append_printf (out, ",%s,%s,%s,", assay_risk_name (assay_run_data_get_risk (self->data, row)),
                              assay_run_data_get_reason (self->data, row) != NULL ? assay_run_data_get_reason (self->data, row) : "",
                              assay_review_name (review));
      append_quoted (out, note);
      g_string_append_c (out, '\n');
    }
  return g_string_free (out, FALSE);
}

/* ---- class ---- */

/* A view makes two hundred rows of widgets as soon as it has a model: not before somebody looks. */
static void
assay_anomaly_table_map (GtkWidget *widget)
{
  AssayAnomalyTable *self = ASSAY_ANOMALY_TABLE (widget);

  if (gtk_column_view_get_model (self->view) == NULL)
    {
      gtk_column_view_set_model (self->view, GTK_SELECTION_MODEL (self->model));
      rows_to_table (self);
    }
  GTK_WIDGET_CLASS (assay_anomaly_table_parent_class)->map (widget);
}

static void
assay_anomaly_table_dispose (GObject *object)
{
  AssayAnomalyTable *self = ASSAY_ANOMALY_TABLE (object);
  GtkWidget *child;

  g_clear_handle_id (&self->busy_source, g_source_remove);
  g_clear_handle_id (&self->scroll_source, g_source_remove);
  if (self->running != NULL)
    g_cancellable_cancel (self->running);
  g_clear_object (&self->running);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->model);
  g_clear_object (&self->selection);
  g_clear_object (&self->reviews);
  g_clear_pointer (&self->data, assay_run_data_unref);
  assay_anomaly_query_clear (&self->query);
  G_OBJECT_CLASS (assay_anomaly_table_parent_class)->dispose (object);
}

static void
assay_anomaly_table_class_init (AssayAnomalyTableClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = assay_anomaly_table_dispose;
  widget_class->map = assay_anomaly_table_map;
  signals[ACTIVATED] = g_signal_new ("activated", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT64);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/assay_workbench/Assay/ui/anomaly-table.ui");
  gtk_widget_class_bind_template_child (widget_class, AssayAnomalyTable, title);
  gtk_widget_class_bind_template_child (widget_class, AssayAnomalyTable, count);
  gtk_widget_class_bind_template_child (widget_class, AssayAnomalyTable, spinner);
  gtk_widget_class_bind_template_child (widget_class, AssayAnomalyTable, review);
  gtk_widget_class_bind_template_child (widget_class, AssayAnomalyTable, search_button);
  gtk_widget_class_bind_template_child (widget_class, AssayAnomalyTable, search);
  gtk_widget_class_bind_template_child (widget_class, AssayAnomalyTable, scroller);
  gtk_widget_class_bind_template_child (widget_class, AssayAnomalyTable, empty);
  gtk_widget_class_bind_template_child (widget_class, AssayAnomalyTable, empty_label);
  gtk_widget_class_bind_template_child (widget_class, AssayAnomalyTable, clear);
  gtk_widget_class_bind_template_child (widget_class, AssayAnomalyTable, view);
}

static void
assay_anomaly_table_init (AssayAnomalyTable *self)
{
  assay_anomaly_query_init (&self->query);
  gtk_widget_init_template (GTK_WIDGET (self));
  self->list = assay_index_list_new ();
  self->model = gtk_multi_selection_new (G_LIST_MODEL (self->list));
  g_signal_connect_swapped (self->model, "selection-changed", G_CALLBACK (table_to_rows), self);
  g_signal_connect (self->view, "activate", G_CALLBACK (on_activated), self);
  g_signal_connect_swapped (self->search, "search-changed", G_CALLBACK (on_search_changed), self);
  g_signal_connect_swapped (self->search, "stop-search", G_CALLBACK (close_search), self);
  g_signal_connect_swapped (self->clear, "clicked", G_CALLBACK (close_search), self);
  g_signal_connect_swapped (self->search_button, "toggled", G_CALLBACK (on_search_toggled), self);
}

static void
fill_review_filter (AssayAnomalyTable *self)
{
  g_autoptr(GtkStringList) choices = gtk_string_list_new (NULL);

  gtk_string_list_append (choices, _("All Reviews"));
  for (int i = 0; i < ASSAY_N_REVIEWS; i++)
    gtk_string_list_append (choices, assay_review_label ((AssayReview) i));
  gtk_drop_down_set_model (GTK_DROP_DOWN (self->review), G_LIST_MODEL (choices));
  assay_name_drop_down (GTK_DROP_DOWN (self->review), _("Filter by Review"));
  gtk_widget_set_visible (self->review, TRUE);
  g_signal_connect_swapped (self->review, "notify::selected", G_CALLBACK (on_review_filter), self);
}

GtkWidget *
assay_anomaly_table_new (AssaySelection *selection, const char *title, gboolean full)
{
  AssayAnomalyTable *self = g_object_new (ASSAY_TYPE_ANOMALY_TABLE, NULL);

  self->selection = g_object_ref (selection);
  self->full = full;
  gtk_label_set_text (GTK_LABEL (self->title), title);
  add_columns (self);
  if (full)
    fill_review_filter (self);
  else
    assay_wheel_to_page (GTK_SCROLLED_WINDOW (self->scroller));
  assay_index_cells_finish (self->view, title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->scroller), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  g_signal_connect_swapped (gtk_column_view_get_sorter (self->view), "changed", G_CALLBACK (on_sort_changed), self);
  g_signal_connect_object (selection, "notify::rows", G_CALLBACK (rows_to_table), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}
