#include "app/figures-view.h"
#include "app/result-table.h"
#include "app/run-charts.h"

#define HEIGHT 220
#define HEAT_ROW 26
#define RANKED_ROW 24
#define SHORT 8                  /* rows … */
#define NARROW 4                 /* … and columns of a table that can stand beside a figure */
#define AXES (ASSAY_CHART_X_AXIS | ASSAY_CHART_Y_AXIS)

struct _AssayFiguresView
{
  GtkWidget parent_instance;
  GtkWidget *scroller, *content;
  AssayResult *result;
  GPtrArray *cards;              /* of AssayChartCard, lent; the figure's id is its "figure" */
  GPtrArray *tables;             /* of AssayResultTable, lent; what it shows is its "table" */
  GtkWidget *pair;               /* the last one, with room for a second figure; NULL: none */
  GPtrArray *waiting;            /* of AssayTable, which an idle moment adds each */
  guint adding, n_added;
  GtkWidget *gap;                /* beside the last figure, for a short table; NULL: none */
  GCancellable *preparing;
  AssayWidthClass width_class;
};

G_DEFINE_FINAL_TYPE (AssayFiguresView, assay_figures_view, GTK_TYPE_WIDGET)

enum { ROW_CHOSEN, FIGURE_OPENED, TABLE_ADDED, N_SIGNALS };
static guint signals[N_SIGNALS];

static gboolean
passes (AssayFiguresFilter filter, AssayFigure *figure)
{
  return filter (assay_figure_get_id (figure), assay_figure_get_section (figure));
}

gboolean
assay_figures_view_has_any (AssayResult *result, AssayFiguresFilter filter)
{
  for (guint i = 0; i < assay_result_get_n_figures (result); i++)
    if (passes (filter, assay_result_get_figure (result, i)))
      return TRUE;
  for (guint i = 0; i < assay_result_get_n_tables (result); i++)
    if (filter (assay_table_get_id (assay_result_get_table (result, i)), assay_table_get_section (assay_result_get_table (result, i))))
      return TRUE;
  return FALSE;
}

gboolean
assay_figures_view_is_busy (AssayFiguresView *self)
{
  return self->preparing != NULL || self->adding != 0;
}

static void
on_prepared (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(AssayFiguresView) self = user_data;
  g_autoptr(GPtrArray) charts = assay_run_charts_finish (result, NULL);

  if (charts == NULL || g_task_get_cancellable (G_TASK (result)) != self->preparing)
    return;
  g_clear_object (&self->preparing);
  for (guint i = 0; self->cards != NULL && i < self->cards->len; i++)
    {
      const char *id = g_object_get_data (self->cards->pdata[i], "figure");

      for (guint k = 0; k < charts->len; k++)
        {
          AssayChart *chart = charts->pdata[k];

          if (g_strcmp0 (assay_figure_get_id (assay_chart_get_figure (chart)), id) == 0)
            assay_chart_card_set_charts (self->cards->pdata[i], &chart, 1, NULL);
        }
    }
}

/* A matrix needs height for its rows, all else is as high as its neighbours. */
static int
height_of (AssayFigure *figure)
{
  if (assay_figure_get_kind (figure) == ASSAY_FIGURE_HEAT)
    return CLAMP ((int) assay_figure_get_n_series (figure) * HEAT_ROW + 60, HEIGHT / 2, 520);
  if (assay_figure_get_kind (figure) == ASSAY_FIGURE_RANKED)
    return CLAMP ((int) assay_figure_get_series (figure, 0)->n * RANKED_ROW + 60, HEIGHT / 2, 900);
  if (assay_figure_get_kind (figure) == ASSAY_FIGURE_GAUGE)
    return HEIGHT / 2 + 20;
  return HEIGHT;
}

static void
on_opened (AssayFiguresView *self, guint series, guint64 sample, AssayChartView *view)
{
  AssayChart *chart = assay_chart_view_get_chart (view);

  g_signal_emit (self, signals[FIGURE_OPENED], 0, assay_chart_get_figure (chart), series, sample);
}

static GtkWidget *
new_card (AssayFiguresView *self, AssayFigure *figure)
{
  /* Figures look where they want: lags and quantiles are no time. */
  g_autoptr(AssaySelection) own = assay_selection_new ();
  GtkWidget *card = assay_chart_card_new (own);

  g_signal_connect_object (assay_chart_card_add (ASSAY_CHART_CARD (card), height_of (figure), AXES, FALSE), "opened", G_CALLBACK (on_opened), self, G_CONNECT_SWAPPED);
  assay_chart_card_set_finding_visible (ASSAY_CHART_CARD (card), TRUE);
  g_object_set_data_full (G_OBJECT (card), "figure", g_strdup (assay_figure_get_id (figure)), g_free);
  g_ptr_array_add (self->cards, card);
  return card;
}

AssayChartCard *
assay_figures_view_get_card (AssayFiguresView *self, const char *figure)
{
  for (guint i = 0; i < self->cards->len; i++)
    if (g_strcmp0 (g_object_get_data (self->cards->pdata[i], "figure"), figure) == 0)
      return self->cards->pdata[i];
  return NULL;
}

AssaySelection *
assay_figures_view_get_selection (AssayFiguresView *self, const char *figure)
{
  AssayChartCard *card = assay_figures_view_get_card (self, figure);

  /* a chart that is linked with no other points in a selection of its own */
  return card != NULL ? assay_chart_view_get_axis (assay_chart_card_get_view (card, 0)) : NULL;
}

/* What the model does, then what its data are like. (transfer container) */
static GPtrArray *
list_figures (AssayResult *result, AssayFiguresFilter filter)
{
  const guint n_figures = assay_result_get_n_figures (result);
  GPtrArray *figures = g_ptr_array_new ();

  for (guint i = 0; i < 2 * n_figures; i++)
    {
      AssayFigure *figure = assay_result_get_figure (result, i % n_figures);
      const gboolean is_of_data = g_strcmp0 (assay_figure_get_section (figure), "data") == 0;

      if (passes (filter, figure) && is_of_data == (i >= n_figures))
        g_ptr_array_add (figures, figure);
    }
  return figures;
}

/* Other boxes are widgets of their own. */
static gboolean
is_pair (GtkWidget *child)
{
  return G_TYPE_FROM_INSTANCE (child) == GTK_TYPE_BOX;
}

static GtkWidget *
last_pair (AssayFiguresView *self)
{
  GtkWidget *last = NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (self->content); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (is_pair (child))
      last = child;
  return last;
}

/* Behind the figures that stand there; the tables come later. */
static GtkWidget *
new_pair (AssayFiguresView *self)
{
  GtkWidget *pair = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12), *last = last_pair (self);

  if (last != NULL)
    gtk_box_insert_child_after (GTK_BOX (self->content), pair, last);
  else
    gtk_box_append (GTK_BOX (self->content), pair);
  return pair;
}

static void
add_figure (AssayFiguresView *self, AssayFigure *figure)
{
  GtkWidget *pair = self->pair != NULL ? g_steal_pointer (&self->pair) : (self->pair = new_pair (self));

  gtk_box_append (GTK_BOX (pair), new_card (self, figure));
}

static void
on_row_chosen (AssayFiguresView *self, guint row, GtkWidget *widget)
{
  g_signal_emit (self, signals[ROW_CHOSEN], 0, g_object_get_data (G_OBJECT (widget), "table"), row);
}

/* The last figure may have no neighbour: a short table stands beside it. */
static void
add_table (AssayFiguresView *self, AssayTable *table)
{
  GtkWidget *widget = assay_result_table_new (table);

  g_object_set_data_full (G_OBJECT (widget), "table", assay_table_ref (table), (GDestroyNotify) assay_table_unref);
  g_signal_connect_object (widget, "activated", G_CALLBACK (on_row_chosen), self, G_CONNECT_SWAPPED);
  g_ptr_array_add (self->tables, widget);
  if (self->gap != NULL && assay_table_get_n_rows (table) <= SHORT && assay_table_get_n_columns (table) <= NARROW)
    gtk_box_append (GTK_BOX (g_steal_pointer (&self->gap)), widget);
  else
    gtk_box_append (GTK_BOX (self->content), widget);
}

static gboolean
add_next_table (gpointer data)
{
  AssayFiguresView *self = data;

  if (self->n_added < self->waiting->len)
    {
      AssayTable *table = self->waiting->pdata[self->n_added++];

      add_table (self, table);
      g_signal_emit (self, signals[TABLE_ADDED], 0, table);
      return G_SOURCE_CONTINUE;
    }
  g_ptr_array_set_size (self->waiting, 0);
  self->adding = 0;
  return G_SOURCE_REMOVE;
}

/* A dozen long tables at once would keep the window waiting: each has its own idle moment. */
static void
add_tables (AssayFiguresView *self, AssayResult *result, AssayFiguresFilter filter, gboolean is_later)
{
  self->gap = self->pair;
  for (guint i = 0; i < assay_result_get_n_tables (result); i++)
    {
      AssayTable *table = assay_result_get_table (result, i);

      if (!filter (assay_table_get_id (table), assay_table_get_section (table)))
        continue;
      if (is_later)
        g_ptr_array_add (self->waiting, assay_table_ref (table));
      else
        add_table (self, table);
    }
  if (self->waiting->len > 0)
    self->adding = g_idle_add (add_next_table, self);
}

GtkWidget *
assay_figures_view_get_table (AssayFiguresView *self, const char *table)
{
  for (guint i = 0; i < self->tables->len; i++)
    if (g_strcmp0 (assay_table_get_id (g_object_get_data (self->tables->pdata[i], "table")), table) == 0)
      return self->tables->pdata[i];
  return NULL;
}

static void
remove_tables (AssayFiguresView *self)
{
  g_clear_handle_id (&self->adding, g_source_remove);
  g_ptr_array_set_size (self->waiting, 0);
  self->n_added = 0;
  self->gap = NULL;
  for (guint i = 0; i < self->tables->len; i++)
    gtk_box_remove (GTK_BOX (gtk_widget_get_parent (self->tables->pdata[i])), self->tables->pdata[i]);
  g_ptr_array_set_size (self->tables, 0);
}

static void
apply_width_class (AssayFiguresView *self)
{
  const gboolean broad = self->width_class >= ASSAY_WIDTH_MEDIUM;

  for (GtkWidget *child = gtk_widget_get_first_child (self->content); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (is_pair (child))
      {
        gtk_orientable_set_orientation (GTK_ORIENTABLE (child), broad ? GTK_ORIENTATION_HORIZONTAL : GTK_ORIENTATION_VERTICAL);
        gtk_box_set_homogeneous (GTK_BOX (child), broad);
      }
}

void
assay_figures_view_set_width_class (AssayFiguresView *self, AssayWidthClass width_class)
{
  self->width_class = width_class;
  apply_width_class (self);
}

/* Whether the cards that stand there are those of the first of the figures. */
static gboolean
goes_on (AssayFiguresView *self, GPtrArray *figures)
{
  for (guint i = 0; i < self->cards->len; i++)
    if (i >= figures->len || g_strcmp0 (g_object_get_data (self->cards->pdata[i], "figure"), assay_figure_get_id (figures->pdata[i])) != 0)
      return FALSE;
  return TRUE;
}

static void
remove_figures (AssayFiguresView *self)
{
  GtkWidget *child = gtk_widget_get_first_child (self->content);

  while (child != NULL)
    {
      GtkWidget *next = gtk_widget_get_next_sibling (child);

      if (is_pair (child))
        gtk_box_remove (GTK_BOX (self->content), child);
      child = next;
    }
  g_ptr_array_set_size (self->cards, 0);
  self->pair = NULL;
}

void
assay_figures_view_set_result (AssayFiguresView *self, AssayResult *result, AssayFiguresFilter filter, AssayFiguresParts parts)
{
  g_autoptr(GPtrArray) figures = list_figures (result, filter);

  g_clear_pointer (&self->result, assay_result_unref);
  self->result = assay_result_ref (result);
  remove_tables (self);
  if (!goes_on (self, figures))
    remove_figures (self);
  for (guint i = 0; i < self->cards->len; i++)      /* there may be more bars by now */
    assay_chart_view_set_content_height (assay_chart_card_get_view (self->cards->pdata[i], 0), height_of (figures->pdata[i]));
  for (guint i = self->cards->len; i < figures->len; i++)
    add_figure (self, figures->pdata[i]);
  if (parts != ASSAY_FIGURES_WITHOUT_TABLES)
    add_tables (self, result, filter, parts == ASSAY_FIGURES_TABLES_LATER);
  apply_width_class (self);
  if (self->preparing != NULL)
    g_cancellable_cancel (self->preparing);
  g_clear_object (&self->preparing);
  self->preparing = g_cancellable_new ();
  assay_run_charts_prepare_some_async (figures, self->preparing, on_prepared, g_object_ref (self));
}

void
assay_figures_view_set_data (AssayFiguresView *self, AssayRunData *data, AssayFiguresFilter filter)
{
  assay_figures_view_set_result (self, assay_run_data_get_result (data), filter, ASSAY_FIGURES_ALL);
}

AssayResult *
assay_figures_view_get_result (AssayFiguresView *self)
{
  return self->result;
}

void
assay_figures_view_set_scrolls (AssayFiguresView *self, gboolean scrolls)
{
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scroller), GTK_POLICY_NEVER, scrolls ? GTK_POLICY_AUTOMATIC : GTK_POLICY_NEVER);
}

void
assay_figures_view_add_first (AssayFiguresView *self, GtkWidget *widget)
{
  gtk_box_prepend (GTK_BOX (self->content), widget);
}

void
assay_figures_view_add_between (AssayFiguresView *self, GtkWidget *widget)
{
  gtk_box_insert_child_after (GTK_BOX (self->content), widget, last_pair (self));
}

static void
assay_figures_view_dispose (GObject *object)
{
  AssayFiguresView *self = ASSAY_FIGURES_VIEW (object);
  GtkWidget *child;

  if (self->preparing != NULL)
    g_cancellable_cancel (self->preparing);
  g_clear_object (&self->preparing);
  g_clear_pointer (&self->cards, g_ptr_array_unref);
  g_clear_handle_id (&self->adding, g_source_remove);
  g_clear_pointer (&self->waiting, g_ptr_array_unref);
  g_clear_pointer (&self->tables, g_ptr_array_unref);
  g_clear_pointer (&self->result, assay_result_unref);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (assay_figures_view_parent_class)->dispose (object);
}

/* While the charts are made only what stands below them could take the focus, and the page would scroll there. */
static gboolean
assay_figures_view_focus (GtkWidget *widget, GtkDirectionType direction)
{
  if (ASSAY_FIGURES_VIEW (widget)->preparing != NULL && gtk_widget_get_focus_child (widget) == NULL)
    return FALSE;
  return GTK_WIDGET_CLASS (assay_figures_view_parent_class)->focus (widget, direction);
}

static void
assay_figures_view_class_init (AssayFiguresViewClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = assay_figures_view_dispose;
  widget_class->focus = assay_figures_view_focus;
  signals[FIGURE_OPENED] = g_signal_new ("figure-opened", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 3, G_TYPE_POINTER, G_TYPE_UINT, G_TYPE_UINT64);
  signals[TABLE_ADDED] = g_signal_new ("table-added", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
  signals[ROW_CHOSEN] = g_signal_new ("row-chosen", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_POINTER, G_TYPE_UINT);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/assay_workbench/Assay/ui/figures-view.ui");
  gtk_widget_class_bind_template_child (widget_class, AssayFiguresView, scroller);
  gtk_widget_class_bind_template_child (widget_class, AssayFiguresView, content);
}

static void
assay_figures_view_init (AssayFiguresView *self)
{
  self->cards = g_ptr_array_new ();
  self->tables = g_ptr_array_new ();
  self->waiting = g_ptr_array_new_with_free_func ((GDestroyNotify) assay_table_unref);
  self->width_class = ASSAY_WIDTH_WIDE;
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
assay_figures_view_new (const char *title)
{
  AssayFiguresView *self = g_object_new (ASSAY_TYPE_FIGURES_VIEW, NULL);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self->scroller), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  return GTK_WIDGET (self);
}
