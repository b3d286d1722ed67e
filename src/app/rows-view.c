#include "app/rows-view.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "app/chart-reading.h"
#include "app/column-fit.h"
#include "app/index-cells.h"
#include "app/index-list.h"
#include "app/page.h"
#include "charts/format.h"
#include "data/csv-writer.h"
#include "engine/finding-rows.h"
#include "math/order.h"

#define BUSY_DELAY 300
#define FIRST_COLUMNS 3
#define MOST_COLUMNS 40        /* a column view lays out some 200 rows of every column it shows */

typedef enum { COLUMN_NUMBER, COLUMN_SCORE, COLUMN_DATA } ColumnKind;
typedef struct { ColumnKind kind; guint index; } Column;        /* index: of the frame */

struct _AssayRowsView
{
  GtkWidget parent_instance;
  GtkWidget *back, *title, *condition, *spinner, *count, *save, *scroller, *problem, *note;
  GtkColumnView *view;
  AssayProject *project;
  gint64 run;
  AssayFindingRows *rows;        /* NULL until they were asked for */
  AssayRowFilter *filter;        /* what is shown, or being found */
  AssayIndexList *list;
  GtkMultiSelection *model;
  GArray *columns;               /* of Column */
  guint n_shown, adding;         /* columns that stand there already, and the source that adds the others */
  GBytes *found;                 /* in the order of the data */
  GCancellable *running;
  guint busy_source;
  int sort_column, probed;       /* -1: as the data are */
  gboolean is_descending, is_building;
};

G_DEFINE_FINAL_TYPE (AssayRowsView, assay_rows_view, GTK_TYPE_WIDGET)

enum { BACK, N_SIGNALS };
static guint signals[N_SIGNALS];

/* ---- conditions in words ---- */

static const char *
thing_of (const AssayRowTerm *term)
{
  if (strcmp (term->of, "score") == 0)
    return _("Score");
  if (strcmp (term->of, "probability") == 0)
    return _("Probability");
  if (strcmp (term->of, "grade") == 0 && g_strcmp0 (term->name, "score decile") == 0)
    return _("Score Decile");
  return term->name != NULL ? term->name : term->of;
}

static char *
word_range (const char *thing, const AssayRowTerm *term)
{
  g_autofree char *low = isnan (term->low) ? NULL : assay_format_number (term->low, -1), *high = isnan (term->high) ? NULL : assay_format_number (term->high, -1);
  const gboolean open_low = strcmp (term->is, "above-to") == 0, open_high = strcmp (term->is, "from-below") == 0;

  if (strcmp (term->is, "outside") == 0 && low != NULL && high != NULL)
    /* Translators: a column and the two ends of a range */
    return g_strdup_printf (_("%s below %s or above %s"), thing, low, high);
  if (strcmp (term->is, "outside") == 0)
    return low != NULL ? g_strdup_printf ("%s < %s", thing, low) : g_strdup_printf ("%s > %s", thing, high != NULL ? high : "");
  if (low == NULL && high == NULL)
    /* Translators: a column of the data has a value, whatever it is */
    return g_strdup_printf (_("%s is there"), thing);
  if (low == NULL)
    return g_strdup_printf ("%s %s %s", thing, open_high ? "<" : "≤", high);
  if (high == NULL)
    return g_strdup_printf ("%s %s %s", thing, open_low ? ">" : "≥", low);
  return g_strdup_printf ("%s %s %s %s %s", low, open_low ? "<" : "≤", thing, open_high ? "<" : "≤", high);
}

static char *
word_term (const AssayRowTerm *term)
{
  const char *thing = thing_of (term);

  if (strcmp (term->of, "complete") == 0)
    return g_strdup (_("with score and outcome"));
  if (strcmp (term->of, "check") == 0)
    return g_strdup (_("told by the check"));
  if (strcmp (term->of, "event") == 0)
    return g_strdup (term->low == 1 ? _("with the event") : _("without the event"));
  if (strcmp (term->is, "missing") == 0 || strcmp (term->is, "empty") == 0)
    /* Translators: a column of the data has no value */
    return g_strdup_printf (_("%s is missing"), thing);
  if (strcmp (term->is, "word") == 0)
    return g_strdup_printf ("%s = %s", thing, term->text != NULL ? term->text : "");
  if (strcmp (term->is, "number") == 0)
    {
      g_autofree char *number = assay_format_number (term->low, -1);

      return g_strdup_printf ("%s = %s", thing, number);
    }
  return word_range (thing, term);
}

char *
assay_rows_view_word_filter (const AssayRowFilter *filter)
{
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint i = 0; i < assay_row_filter_get_n_terms (filter); i++)
    {
      const AssayRowTerm term = assay_row_filter_get_term (filter, i);
      g_autofree char *word = word_term (&term);

      g_string_append_printf (text, "%s%s", i > 0 ? " · " : "", word);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* ---- cells ---- */

static char *
data_cell (AssayColumn *column, gsize row)
{
  g_autoptr(GString) text = NULL;

  if (assay_column_is_missing (column, row))
    return g_strdup ("");
  if (assay_column_get_type (column) == ASSAY_TYPE_DOUBLE)
    return assay_format_number (assay_column_get_doubles (column)[row], -1);
  if (assay_column_get_type (column) == ASSAY_TYPE_DATE)
    return assay_format_date (assay_column_get_dates (column)[row], FALSE);
  if (assay_column_get_type (column) == ASSAY_TYPE_DATETIME)
    return assay_format_datetime (assay_column_get_datetimes (column)[row], FALSE);
  text = g_string_new (NULL);        /* a whole number is often a key: no separators */
  assay_column_append_cell (column, row, text);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static char *
cell_text (gsize row, guint index, gpointer data)
{
  AssayRowsView *self = data;
  const Column *column = &g_array_index (self->columns, Column, index);

  if (self->rows == NULL)
    return NULL;
  if (column->kind == COLUMN_NUMBER)
    return assay_format_count ((double) assay_finding_rows_get_number (self->rows, row));
  if (column->kind == COLUMN_SCORE)
    return assay_format_number (assay_finding_rows_get_score (self->rows, row), -1);
  return data_cell (assay_frame_get_column (assay_finding_rows_get_frame (self->rows), column->index), row);
}

/* The width of a column is read off the first rows of the data, whichever are shown. */
static GtkColumnViewColumn *
new_column (AssayRowsView *self, guint at)
{
  const Column *column = &g_array_index (self->columns, Column, at);
  AssayFrame *frame = assay_finding_rows_get_frame (self->rows);
  AssayColumn *data = column->kind == COLUMN_DATA ? assay_frame_get_column (frame, column->index) : NULL;
  const char *title = column->kind == COLUMN_NUMBER ? _("Row") : column->kind == COLUMN_SCORE ? assay_finding_rows_get_score_name (self->rows) : assay_column_get_name (data);
  const AssayType type = data != NULL ? assay_column_get_type (data) : ASSAY_TYPE_DOUBLE;
  GtkColumnViewColumn *shown = assay_index_cells_new_column (title, type == ASSAY_TYPE_DOUBLE || type == ASSAY_TYPE_INT64 ? ASSAY_INDEX_NUMBER : ASSAY_INDEX_TEXT, 1, cell_text, at, self);

  assay_column_fit (self->view, shown, cell_text, at, self, assay_frame_get_n_rows (frame));
  return shown;
}

/* ---- sorting, on a worker ---- */

typedef struct { AssayRowsView *view; int column; } Probe;

/* Never sorts: only says that it was the first to be asked (GTK 4.8 does not tell the column otherwise). */
static int
probe_compare (gconstpointer a, gconstpointer b, gpointer data)
{
  const Probe *probe = data;

  if (probe->view->probed >= 0)
    return GTK_ORDERING_EQUAL;
  probe->view->probed = probe->column;
  return GTK_ORDERING_SMALLER;
}

static void
make_sortable (AssayRowsView *self, GtkColumnViewColumn *column, guint at)
{
  Probe *probe = g_new (Probe, 1);
  g_autoptr(GtkSorter) sorter = NULL;

  *probe = (Probe) { self, (int) at };
  sorter = GTK_SORTER (gtk_custom_sorter_new (probe_compare, probe, g_free));
  gtk_column_view_column_set_sorter (column, sorter);
}

typedef struct { char *key; guint word; } Word;

static int
compare_words (gconstpointer a, gconstpointer b)
{
  return strcmp (((const Word *) a)->key, ((const Word *) b)->key);
}

/* Where each word of a column stands in the alphabet of the reader. */
static guint *
rank_words (AssayColumn *column)
{
  guint n = assay_column_get_n_words (column), *rank = g_new (guint, n + 1);
  g_autofree Word *words = g_new (Word, n + 1);

  for (guint w = 0; w < n; w++)
    words[w] = (Word) { g_utf8_collate_key (assay_column_get_word (column, w), -1), w };
  qsort (words, n, sizeof *words, compare_words);
  for (guint at = 0; at < n; at++)
    {
      rank[words[at].word] = at;
      g_free (words[at].key);
    }
  return rank;
}

/* What a cell is sorted by; NaN: missing, which comes last either way. */
static double
key_of (AssayColumn *column, const guint *rank, gsize row)
{
  if (assay_column_is_missing (column, row))
    return NAN;
  switch (assay_column_get_type (column))
    {
    case ASSAY_TYPE_DOUBLE: return assay_column_get_doubles (column)[row];
    case ASSAY_TYPE_INT64: return (double) assay_column_get_int64s (column)[row];
    case ASSAY_TYPE_DATE: return assay_column_get_dates (column)[row];
    case ASSAY_TYPE_DATETIME: return (double) assay_column_get_datetimes (column)[row];
    case ASSAY_TYPE_CATEGORY: return rank[assay_column_get_codes (column)[row]];
    case ASSAY_TYPE_TEXT:
    default: return NAN;
    }
}

static GBytes *
sort_rows (const AssayFindingRows *rows, const Column *column, gboolean is_descending, GBytes *found)
{
  gsize n;
  const gsize *row = g_bytes_get_data (found, &n);
  AssayColumn *data = column->kind == COLUMN_DATA ? assay_frame_get_column (assay_finding_rows_get_frame (rows), column->index) : NULL;
  g_autofree guint *rank = data != NULL && assay_column_get_type (data) == ASSAY_TYPE_CATEGORY ? rank_words (data) : NULL;
  g_autofree double *key = NULL;
  g_autofree gsize *order = NULL;
  g_autofree guint64 *work = NULL;
  gsize *sorted;

  n /= sizeof *row;
  key = g_new (double, n + 1);
  order = g_new (gsize, n + 1);
  work = g_new (guint64, 2 * n + 1);
  sorted = g_new (gsize, n + 1);
  for (gsize i = 0; i < n; i++)
    {
      double own = data != NULL ? key_of (data, rank, row[i]) : column->kind == COLUMN_SCORE ? assay_finding_rows_get_score (rows, row[i]) : (double) row[i];

      key[i] = is_descending ? -own : own;
    }
  am_order_rising (key, n, order, work);
  for (gsize i = 0; i < n; i++)
    sorted[i] = row[order[i]];
  return g_bytes_new_take (sorted, n * sizeof *sorted);
}

/* ---- asking, on a worker ---- */

typedef struct
{
  AssayWorkspace *workspace;
  gint64 run;
  AssayFindingRows *rows;        /* NULL: to be opened */
  AssayRowFilter *filter;        /* NULL: only to be sorted */
  GBytes *found, *sorted;
  Column column;
  gboolean is_sorted, is_descending;
} Ask;

static void
ask_free (gpointer data)
{
  Ask *ask = data;

  assay_workspace_unref (ask->workspace);
  g_clear_pointer (&ask->rows, assay_finding_rows_unref);
  g_clear_pointer (&ask->filter, assay_row_filter_unref);
  g_clear_pointer (&ask->found, g_bytes_unref);
  g_clear_pointer (&ask->sorted, g_bytes_unref);
  g_free (ask);
}

static void
ask_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Ask *ask = task_data;
  g_autoptr(AssayProgress) progress = assay_progress_new (cancellable, NULL, NULL, NULL);
  GError *error = NULL;

  if (ask->rows == NULL)
    {
      g_autoptr(AssayRun) run = assay_workspace_get_run (ask->workspace, ask->run, &error);

      ask->rows = run != NULL ? assay_finding_rows_open (ask->workspace, run, progress, &error) : NULL;
    }
  if (ask->rows != NULL && ask->found == NULL)
    ask->found = assay_finding_rows_find (ask->rows, ask->filter, progress, &error);
  if (ask->found != NULL && ask->is_sorted)
    ask->sorted = sort_rows (ask->rows, &ask->column, ask->is_descending, ask->found);
  if (ask->found != NULL)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
show_problem (AssayRowsView *self, const char *text)
{
  gtk_label_set_text (GTK_LABEL (self->problem), text != NULL ? text : "");
  gtk_widget_set_visible (self->problem, text != NULL);
  gtk_widget_set_visible (self->scroller, text == NULL);
}

static gboolean
show_busy (gpointer data)
{
  AssayRowsView *self = data;

  self->busy_source = 0;
  gtk_widget_set_visible (self->spinner, TRUE);
  gtk_spinner_start (GTK_SPINNER (self->spinner));
  if (self->rows == NULL)
    show_problem (self, _("Reading the data and scoring them…"));
  return G_SOURCE_REMOVE;
}

static void
stop_busy (AssayRowsView *self)
{
  g_clear_handle_id (&self->busy_source, g_source_remove);
  gtk_spinner_stop (GTK_SPINNER (self->spinner));
  gtk_widget_set_visible (self->spinner, FALSE);
}

static void
show_count (AssayRowsView *self)
{
  g_autofree char *n = assay_format_count (assay_rows_view_get_n_rows (self)), *text = NULL, *all = NULL;

  all = assay_format_count ((double) assay_frame_get_n_rows (assay_finding_rows_get_frame (self->rows)));
  /* Translators: so many rows are shown, of so many there are */
  text = g_strdup_printf (_("%s of %s"), n, all);
  gtk_label_set_text (GTK_LABEL (self->count), text);
}

static void build_columns (AssayRowsView *self);

static void
on_answer (GObject *source, GAsyncResult *result, gpointer user_data)
{
  AssayRowsView *self = ASSAY_ROWS_VIEW (source);
  const Ask *ask = g_task_get_task_data (G_TASK (result));
  g_autoptr(GError) error = NULL;
  gboolean is_answered = g_task_propagate_boolean (G_TASK (result), &error);

  if (self->view == NULL || g_task_get_cancellable (G_TASK (result)) != self->running)
    return;
  g_clear_object (&self->running);
  stop_busy (self);
  if (self->rows == NULL && ask->rows != NULL)
    self->rows = assay_finding_rows_ref (ask->rows);
  if (!is_answered)
    {
      show_problem (self, error->message);
      return;
    }
  if (self->found != ask->found)
    {
      g_clear_pointer (&self->found, g_bytes_unref);
      self->found = g_bytes_ref (ask->found);
      build_columns (self);
    }
  assay_index_list_set_order (self->list, ask->sorted != NULL ? ask->sorted : ask->found);
  show_problem (self, NULL);
  show_count (self);
  gtk_widget_set_sensitive (self->save, TRUE);
}

/* filter NULL: the rows that are there, in another order. */
static void
ask (AssayRowsView *self, AssayRowFilter *filter)
{
  g_autoptr(GTask) task = NULL;
  Ask *work = g_new0 (Ask, 1);

  if (self->running != NULL)
    g_cancellable_cancel (self->running);
  g_clear_object (&self->running);
  self->running = g_cancellable_new ();
  if (self->busy_source == 0)
    self->busy_source = g_timeout_add (BUSY_DELAY, show_busy, self);
  work->workspace = assay_workspace_ref (assay_project_get_workspace (self->project));
  work->run = self->run;
  work->rows = self->rows != NULL ? assay_finding_rows_ref (self->rows) : NULL;
  work->filter = filter != NULL ? assay_row_filter_ref (filter) : NULL;
  work->found = filter == NULL ? g_bytes_ref (self->found) : NULL;
  work->is_sorted = filter == NULL && self->sort_column >= 0;
  work->is_descending = self->is_descending;
  if (work->is_sorted)
    work->column = g_array_index (self->columns, Column, self->sort_column);
  task = g_task_new (self, self->running, on_answer, NULL);
  g_task_set_task_data (task, work, ask_free);
  g_task_run_in_thread (task, ask_in_thread);
}

static void
on_sort_changed (AssayRowsView *self)
{
  GtkOrdering ordering;

  if (self->is_building || self->found == NULL)
    return;
  self->probed = -1;
  ordering = gtk_sorter_compare (gtk_column_view_get_sorter (self->view), self->list, self->model);
  self->sort_column = self->probed;
  self->is_descending = ordering == GTK_ORDERING_LARGER;
  ask (self, NULL);
}

/* ---- columns ---- */

static gboolean
is_asked (AssayRowsView *self, const char *name)
{
  for (guint i = 0; i < assay_row_filter_get_n_terms (self->filter); i++)
    if (g_strcmp0 (assay_row_filter_get_term (self->filter, i).name, name) == 0)
      return TRUE;
  return g_strcmp0 (assay_finding_rows_get_target (self->rows), name) == 0;
}

/* A column is a cell in each of some two hundred rows. All of them at once would hold the window up; so the first few come with the rows,
 * and then one at a time whenever there is nothing else to do. */
static gboolean
add_next_column (gpointer data)
{
  AssayRowsView *self = data;
  g_autoptr(GtkColumnViewColumn) column = NULL;

  if (self->n_shown == self->columns->len)
    {
      self->adding = 0;
      assay_column_fill (self->view);
      assay_index_cells_finish (self->view, _("Rows"));
      assay_page_came_later (GTK_WIDGET (self));
      return G_SOURCE_REMOVE;
    }
  column = new_column (self, self->n_shown);
  make_sortable (self, column, self->n_shown++);
  gtk_column_view_append_column (self->view, column);
  return G_SOURCE_CONTINUE;
}

static void
choose_columns (AssayRowsView *self, guint n)
{
  AssayFrame *frame = assay_finding_rows_get_frame (self->rows);
  const Column number = { COLUMN_NUMBER, 0 }, score = { COLUMN_SCORE, 0 };

  g_array_set_size (self->columns, 0);
  g_array_append_val (self->columns, number);
  if (assay_finding_rows_get_score_name (self->rows) != NULL)
    g_array_append_val (self->columns, score);
  for (int asked = TRUE; asked >= FALSE; asked--)
    for (guint i = 0; i < n && self->columns->len < MOST_COLUMNS; i++)
      if (is_asked (self, assay_column_get_name (assay_frame_get_column (frame, i))) == asked)
        {
          const Column column = { COLUMN_DATA, i };

          g_array_append_val (self->columns, column);
        }
}

/* Number and score, the outcome and what the conditions are about, then the others as the data have them. */
static void
build_columns (AssayRowsView *self)
{
  const guint n = assay_frame_get_n_columns (assay_finding_rows_get_frame (self->rows));
  GListModel *columns = gtk_column_view_get_columns (self->view);
  guint n_of_data = 0;             /* the others are number and score */

  self->is_building = TRUE;
  g_clear_handle_id (&self->adding, g_source_remove);
  gtk_column_view_sort_by_column (self->view, NULL, GTK_SORT_ASCENDING);
  gtk_column_view_set_model (self->view, NULL);
  while (g_list_model_get_n_items (columns) > 0)
    {
      g_autoptr(GtkColumnViewColumn) column = g_list_model_get_item (columns, 0);

      gtk_column_view_remove_column (self->view, column);
    }
  self->n_shown = 0;
  self->sort_column = -1;
  choose_columns (self, n);
  for (guint i = 0; i < self->columns->len; i++)
    n_of_data += g_array_index (self->columns, Column, i).kind == COLUMN_DATA;
  while (self->n_shown < MIN (self->columns->len, FIRST_COLUMNS))
    add_next_column (self);
  gtk_column_view_set_model (self->view, GTK_SELECTION_MODEL (self->model));
  self->is_building = FALSE;
  self->adding = g_idle_add_full (G_PRIORITY_LOW, add_next_column, self, NULL);
  gtk_widget_set_visible (self->note, n_of_data < n);
  if (n_of_data < n)
    {
      g_autofree char *text = g_strdup_printf (_("%u of %u columns are shown; a saved file has all."), n_of_data, n);

      gtk_label_set_text (GTK_LABEL (self->note), text);
    }
}

/* ---- saving ---- */

typedef struct { AssayFindingRows *rows; GBytes *found; char *path; } Save;

static void
save_free (gpointer data)
{
  Save *save = data;

  assay_finding_rows_unref (save->rows);
  g_bytes_unref (save->found);
  g_free (save->path);
  g_free (save);
}

static void
save_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  const Save *save = task_data;
  g_autoptr(AssayFrame) frame = assay_finding_rows_copy (save->rows, save->found);
  GError *error = NULL;

  if (assay_csv_write (frame, save->path, 0, NULL, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
on_saved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GtkWidget *page = gtk_widget_get_ancestor (GTK_WIDGET (source), ASSAY_TYPE_PAGE);
  const Save *save = g_task_get_task_data (G_TASK (result));
  g_autofree char *name = g_path_get_basename (save->path), *text = NULL;
  g_autoptr(GError) error = NULL;
  gboolean is_saved = g_task_propagate_boolean (G_TASK (result), &error);

  if (page == NULL)
    return;
  if (!is_saved)
    {
      assay_page_set_message (ASSAY_PAGE (page), error->message, NULL, NULL);
      return;
    }
  text = g_strdup_printf (_("Saved “%s”"), name);
  assay_page_toast (ASSAY_PAGE (page), text, NULL, NULL, NULL);
}

static void
on_save_response (GtkNativeDialog *dialog, int response, AssayRowsView *self)
{
  g_autoptr(GFile) file = response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog)) : NULL;

  if (file != NULL && g_file_peek_path (file) != NULL && self->found != NULL)
    {
      g_autoptr(GTask) task = g_task_new (self, NULL, on_saved, NULL);
      Save *save = g_new (Save, 1);

      *save = (Save) { assay_finding_rows_ref (self->rows), g_bytes_ref (self->found), g_strdup (g_file_peek_path (file)) };
      g_task_set_task_data (task, save, save_free);
      g_task_run_in_thread (task, save_in_thread);
    }
  g_object_unref (dialog);
}

static void
on_save (AssayRowsView *self)
{
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (_("Save Rows"), GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), GTK_FILE_CHOOSER_ACTION_SAVE, NULL, NULL);

  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), "rows.csv");
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_save_response), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

/* ---- from outside ---- */

void
assay_rows_view_show (AssayRowsView *self, const char *title, AssayRowFilter *filter)
{
  g_autofree char *condition = assay_rows_view_word_filter (filter);

  gtk_label_set_text (GTK_LABEL (self->title), title);
  gtk_label_set_text (GTK_LABEL (self->condition), condition);
  gtk_label_set_text (GTK_LABEL (self->count), "");
  gtk_widget_set_sensitive (self->save, FALSE);
  show_problem (self, NULL);
  g_clear_pointer (&self->filter, assay_row_filter_unref);
  self->filter = assay_row_filter_ref (filter);
  g_clear_pointer (&self->found, g_bytes_unref);
  assay_index_list_count_to (self->list, 0);
  ask (self, filter);
}

void
assay_rows_view_focus (AssayRowsView *self)
{
  gtk_widget_grab_focus (self->back);
}

gboolean
assay_rows_view_is_busy (AssayRowsView *self)
{
  return self->running != NULL || self->adding != 0;
}

guint
assay_rows_view_get_n_rows (AssayRowsView *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (self->list));
}

/* ---- class ---- */

static void
on_back (AssayRowsView *self)
{
  g_signal_emit (self, signals[BACK], 0);
}

static gboolean
on_key (GtkEventControllerKey *controller, guint keyval, guint keycode, GdkModifierType state, AssayRowsView *self)
{
  if (keyval != GDK_KEY_Escape)
    return FALSE;
  on_back (self);
  return TRUE;
}

static void
assay_rows_view_dispose (GObject *object)
{
  AssayRowsView *self = ASSAY_ROWS_VIEW (object);
  GtkWidget *child;

  g_clear_handle_id (&self->busy_source, g_source_remove);
  g_clear_handle_id (&self->adding, g_source_remove);
  if (self->running != NULL)
    g_cancellable_cancel (self->running);
  g_clear_object (&self->running);
  self->view = NULL;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->model);
  g_clear_object (&self->project);
  g_clear_pointer (&self->filter, assay_row_filter_unref);
  g_clear_pointer (&self->found, g_bytes_unref);
  g_clear_pointer (&self->rows, assay_finding_rows_unref);
  G_OBJECT_CLASS (assay_rows_view_parent_class)->dispose (object);
}

static void
assay_rows_view_finalize (GObject *object)
{
  g_array_unref (ASSAY_ROWS_VIEW (object)->columns);
  G_OBJECT_CLASS (assay_rows_view_parent_class)->finalize (object);
}

static void
assay_rows_view_class_init (AssayRowsViewClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = assay_rows_view_dispose;
  G_OBJECT_CLASS (class)->finalize = assay_rows_view_finalize;
  signals[BACK] = g_signal_new ("back", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/assay_workbench/Assay/ui/rows-view.ui");
#define CHILD(name) gtk_widget_class_bind_template_child (widget_class, AssayRowsView, name)
  CHILD (back); CHILD (title); CHILD (condition); CHILD (spinner); CHILD (count); CHILD (save); CHILD (scroller); CHILD (view); CHILD (problem); CHILD (note);
#undef CHILD
}

static void
assay_rows_view_init (AssayRowsView *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->columns = g_array_new (FALSE, FALSE, sizeof (Column));
  self->list = assay_index_list_new ();
  self->model = gtk_multi_selection_new (G_LIST_MODEL (self->list));
  self->sort_column = -1;
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_sensitive (self->save, FALSE);
  g_signal_connect_swapped (self->back, "clicked", G_CALLBACK (on_back), self);
  g_signal_connect_swapped (self->save, "clicked", G_CALLBACK (on_save), self);
  g_signal_connect_object (gtk_column_view_get_sorter (self->view), "changed", G_CALLBACK (on_sort_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (on_key), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}

GtkWidget *
assay_rows_view_new (AssayProject *project, gint64 run)
{
  AssayRowsView *self = g_object_new (ASSAY_TYPE_ROWS_VIEW, NULL);

  self->project = g_object_ref (project);
  self->run = run;
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->scroller), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Rows"), -1);
  return GTK_WIDGET (self);
}
