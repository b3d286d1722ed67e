#include "app/result-table.h"
#include <glib/gi18n.h>
#include <math.h>
#include <string.h>
#include "app/chart-reading.h"
#include "app/index-cells.h"
#include "app/index-list.h"
#include "app/page.h"
#include "app/wheel.h"
#include "charts/format.h"

#define MAX_COLUMNS 40           /* a column view realises every cell of a visible row */
#define MANY_ROWS 12             /* fewer are found by looking */
#define SHOWN_ROWS 8             /* more scroll */
#define WIDEST_TEXT 36           /* characters */
#define LONG_TEXT 16             /* a column of shorter ones stays narrow: what belongs to it stays near */

struct _AssayResultTable
{
  GtkWidget parent_instance;
  GtkWidget *title, *note, *scroller, *search;
  GtkColumnView *view;
  GtkSingleSelection *model;     /* the view has it from when it is first seen */
  AssayTable *table;
  AssayIndexList *rows;
  int sort_column;               /* -1: as the table is */
  gboolean is_descending;
  int probed;
  gboolean selecting;            /* not by the user */
};

G_DEFINE_FINAL_TYPE (AssayResultTable, assay_result_table, GTK_TYPE_WIDGET)

enum { ACTIVATED, SELECTED, N_SIGNALS };
static guint signals[N_SIGNALS];

static char *
cell_text (gsize row, guint column, gpointer data)
{
  AssayResultTable *self = data;
  const AssayCellType type = assay_table_get_column_type (self->table, column);

  if (type == ASSAY_CELL_RISK || type == ASSAY_CELL_VERDICT)
    return g_strdup (assay_table_get_text (self->table, (guint) row, column));
  return assay_format_cell (self->table, (guint) row, column);
}

static AssayIndexCells
cells_for (AssayCellType type)
{
  switch (type)
    {
    case ASSAY_CELL_RISK: return ASSAY_INDEX_RISK;
    case ASSAY_CELL_VERDICT: return ASSAY_INDEX_VERDICT;
    case ASSAY_CELL_NUMBER:
    case ASSAY_CELL_COUNT:
    case ASSAY_CELL_FRACTION:
    case ASSAY_CELL_ZSCORE: return ASSAY_INDEX_NUMBER;
    default: return ASSAY_INDEX_TEXT;
    }
}

/* As wide as what stands in its first rows, within reason. */
static int
width_of (AssayResultTable *self, guint column)
{
  const guint n = MIN (assay_table_get_n_rows (self->table), 50);
  glong longest = 3;

  for (guint row = 0; row < n; row++)
    {
      g_autofree char *text = cell_text (row, column, self);

      longest = MAX (longest, text != NULL ? g_utf8_strlen (text, -1) : 0);
    }
  return (int) MIN (longest, WIDEST_TEXT);
}

/* ---- order and search ---- */

static gboolean
is_number (AssayCellType type)
{
  return cells_for (type) == ASSAY_INDEX_NUMBER || type == ASSAY_CELL_DATE || type == ASSAY_CELL_DATETIME;
}

/* Missing values come last, whichever way the column is sorted. */
static int
compare_rows (gconstpointer a, gconstpointer b, gpointer data)
{
  const AssayResultTable *self = data;
  const guint x = (guint) *(const gsize *) a, y = (guint) *(const gsize *) b, column = (guint) self->sort_column;
  int order;

  if (is_number (assay_table_get_column_type (self->table, column)))
    {
      const double u = assay_table_get_number (self->table, x, column), v = assay_table_get_number (self->table, y, column);

      if (isnan (u) || isnan (v))
        return isnan (u) - isnan (v) != 0 ? isnan (u) - isnan (v) : (x > y) - (x < y);
      order = (u > v) - (u < v);
    }
  else
    {
      const char *u = assay_table_get_text (self->table, x, column), *v = assay_table_get_text (self->table, y, column);

      order = g_utf8_collate (u != NULL ? u : "", v != NULL ? v : "");
    }
  if (order == 0)
    return (x > y) - (x < y);
  return self->is_descending ? -order : order;
}

static gboolean
row_matches (AssayResultTable *self, gsize row, const char *folded)
{
  for (guint i = 0; i < MIN (assay_table_get_n_columns (self->table), MAX_COLUMNS); i++)
    {
      g_autofree char *text = cell_text (row, i, self);
      g_autofree char *here = text != NULL ? g_utf8_casefold (text, -1) : NULL;

      if (here != NULL && strstr (here, folded) != NULL)
        return TRUE;
    }
  return FALSE;
}

static void
arrange (AssayResultTable *self)
{
  g_autofree char *folded = g_utf8_casefold (gtk_editable_get_text (GTK_EDITABLE (self->search)), -1);
  GArray *order = g_array_new (FALSE, FALSE, sizeof (gsize));
  gsize n;
  GBytes *bytes;

  for (gsize row = 0; row < assay_table_get_n_rows (self->table); row++)
    if (*folded == '\0' || row_matches (self, row, folded))
      g_array_append_val (order, row);
  if (self->sort_column >= 0)
    g_array_sort_with_data (order, compare_rows, self);
  n = order->len * sizeof (gsize);
  bytes = g_bytes_new_take (g_array_free (order, FALSE), n);
  assay_index_list_set_order (self->rows, bytes);
  g_bytes_unref (bytes);
}

static void
on_search_changed (AssayResultTable *self)
{
  arrange (self);
}

/* GTK 4.8 does not say by which column a view is sorted, so the view's sorter is asked to compare two things: the first
 * column asked is the one, and an answer turned round means descending. */
typedef struct { AssayResultTable *table; int column; } Probe;

static int
probe_compare (gconstpointer a, gconstpointer b, gpointer data)
{
  const Probe *probe = data;

  if (probe->table->probed >= 0)
    return GTK_ORDERING_EQUAL;
  probe->table->probed = probe->column;
  return GTK_ORDERING_SMALLER;
}

static void
on_sort_changed (AssayResultTable *self)
{
  GtkSorter *sorter = gtk_column_view_get_sorter (self->view);
  GtkOrdering ordering;

  if (self->table == NULL)       /* it goes away column by column */
    return;
  self->probed = -1;
  ordering = gtk_sorter_compare (sorter, self->rows, self->view);
  self->sort_column = self->probed;
  self->is_descending = ordering == GTK_ORDERING_LARGER;
  arrange (self);
}

static void
make_sortable (AssayResultTable *self, GtkColumnViewColumn *column, int index)
{
  Probe *probe = g_new (Probe, 1);
  GtkSorter *sorter;

  *probe = (Probe) { self, index };
  sorter = GTK_SORTER (gtk_custom_sorter_new (probe_compare, probe, g_free));
  gtk_column_view_column_set_sorter (column, sorter);
  g_object_unref (sorter);
}

static void
on_activate (AssayResultTable *self, guint position)
{
  g_signal_emit (self, signals[ACTIVATED], 0, (guint) assay_index_list_get (self->rows, position));
}

static void
on_selected (AssayResultTable *self)
{
  const guint position = gtk_single_selection_get_selected (self->model);

  if (!self->selecting && position != GTK_INVALID_LIST_POSITION)
    g_signal_emit (self, signals[SELECTED], 0, (guint) assay_index_list_get (self->rows, position));
}

void
assay_result_table_select (AssayResultTable *self, const char *column, const char *text)
{
  guint at = GTK_INVALID_LIST_POSITION;

  for (guint i = 0; text != NULL && i < assay_table_get_n_columns (self->table); i++)
    for (guint position = 0; strcmp (assay_table_get_column_id (self->table, i), column) == 0 && at == GTK_INVALID_LIST_POSITION
                             && position < g_list_model_get_n_items (G_LIST_MODEL (self->rows)); position++)
      if (g_strcmp0 (assay_table_get_text (self->table, (guint) assay_index_list_get (self->rows, position), i), text) == 0)
        at = position;
  self->selecting = TRUE;
  gtk_single_selection_set_selected (self->model, at);
  self->selecting = FALSE;
}

static void
add_columns (AssayResultTable *self)
{
  const guint n = MIN (assay_table_get_n_columns (self->table), MAX_COLUMNS);

  for (guint i = 0; i < n; i++)
    {
      const AssayCellType type = assay_table_get_column_type (self->table, i);
      const char *title = assay_translate (assay_table_get_column_label (self->table, i));
      GtkColumnViewColumn *column = assay_index_cells_new_column (title, cells_for (type), width_of (self, i), cell_text, i, self);

      gtk_column_view_column_set_expand (column, type == ASSAY_CELL_TEXT && width_of (self, i) >= LONG_TEXT);
      if (assay_table_get_n_rows (self->table) > 1)
        make_sortable (self, column, (int) i);
      gtk_column_view_append_column (self->view, column);
      g_object_unref (column);
    }
}

/* ---- rows, when they are seen ---- */

/* A view makes its rows of widgets, up to two hundred, as soon as it has a model. A page has tens of tables: none gets it before somebody
 * looks, and then one after the other, so that the window goes on in between. */
static GQueue waiting = G_QUEUE_INIT;
static guint waiting_source;

static gboolean
fill_next (gpointer data)
{
  AssayResultTable *self = g_queue_pop_head (&waiting);

  if (self != NULL)
    gtk_column_view_set_model (self->view, GTK_SELECTION_MODEL (self->model));
  if (!g_queue_is_empty (&waiting))
    return G_SOURCE_CONTINUE;
  if (self != NULL)
    assay_page_came_later (GTK_WIDGET (self));
  waiting_source = 0;
  return G_SOURCE_REMOVE;
}

static void
assay_result_table_map (GtkWidget *widget)
{
  AssayResultTable *self = ASSAY_RESULT_TABLE (widget);

  GTK_WIDGET_CLASS (assay_result_table_parent_class)->map (widget);
  if (gtk_column_view_get_model (self->view) != NULL || g_queue_find (&waiting, self) != NULL)
    return;
  g_queue_push_tail (&waiting, self);
  if (waiting_source == 0)
    waiting_source = g_idle_add (fill_next, NULL);
}

static void
assay_result_table_dispose (GObject *object)
{
  GtkWidget *child;

  g_queue_remove (&waiting, object);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&ASSAY_RESULT_TABLE (object)->model);
  g_clear_pointer (&ASSAY_RESULT_TABLE (object)->table, assay_table_unref);
  g_clear_object (&ASSAY_RESULT_TABLE (object)->rows);
  G_OBJECT_CLASS (assay_result_table_parent_class)->dispose (object);
}

static void
assay_result_table_class_init (AssayResultTableClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = assay_result_table_dispose;
  widget_class->map = assay_result_table_map;
  signals[ACTIVATED] = g_signal_new ("activated", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
  signals[SELECTED] = g_signal_new ("selected", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/assay_workbench/Assay/ui/result-table.ui");
  gtk_widget_class_bind_template_child (widget_class, AssayResultTable, title);
  gtk_widget_class_bind_template_child (widget_class, AssayResultTable, note);
  gtk_widget_class_bind_template_child (widget_class, AssayResultTable, scroller);
  gtk_widget_class_bind_template_child (widget_class, AssayResultTable, view);
  gtk_widget_class_bind_template_child (widget_class, AssayResultTable, search);
  gtk_widget_class_bind_template_callback (widget_class, on_search_changed);
}

static void
assay_result_table_init (AssayResultTable *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* Of a header and so many rows: two lines of text and what the style puts round each of them. */
static int
height_of (AssayResultTable *self, guint n_rows)
{
  g_autoptr(PangoLayout) line = gtk_widget_create_pango_layout (GTK_WIDGET (self), "X");
  int height;

  pango_layout_get_pixel_size (line, NULL, &height);
  return (int) (n_rows + 1) * (height + 7) + 10;
}

GtkWidget *
assay_result_table_new (AssayTable *table)
{
  AssayResultTable *self = g_object_new (ASSAY_TYPE_RESULT_TABLE, NULL);
  const char *title = assay_translate (assay_table_get_title (table));

  self->table = assay_table_ref (table);
  self->rows = assay_index_list_new ();
  self->sort_column = -1;
  self->model = gtk_single_selection_new (g_object_ref (G_LIST_MODEL (self->rows)));
  gtk_single_selection_set_autoselect (self->model, FALSE);
  gtk_single_selection_set_can_unselect (self->model, TRUE);
  assay_index_list_count_to (self->rows, assay_table_get_n_rows (table));
  gtk_label_set_text (GTK_LABEL (self->title), title);
  gtk_label_set_text (GTK_LABEL (self->note), assay_translate (assay_table_get_note (table)));
  gtk_widget_set_tooltip_text (self->note, assay_translate (assay_table_get_note (table)));
  add_columns (self);
  g_signal_connect_object (self->model, "notify::selected", G_CALLBACK (on_selected), self, G_CONNECT_SWAPPED);
  /* A column view does not know how high it would like to be. */
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (self->scroller), height_of (self, MIN (assay_table_get_n_rows (table), SHOWN_ROWS)));
  gtk_widget_set_visible (self->search, assay_table_get_n_rows (table) > MANY_ROWS);
  g_signal_connect_object (gtk_column_view_get_sorter (self->view), "changed", G_CALLBACK (on_sort_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->view, "activate", G_CALLBACK (on_activate), self, G_CONNECT_SWAPPED);
  assay_index_cells_finish (self->view, title);
  assay_wheel_to_page (GTK_SCROLLED_WINDOW (self->scroller));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->scroller), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  return GTK_WIDGET (self);
}
