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
  GPtrArray *cards;              /* of AssayChartCard, lent; the figure's id is its "figure" */
  GCancellable *preparing;
  AssayWidthClass width_class;
};

G_DEFINE_FINAL_TYPE (AssayFiguresView, assay_figures_view, GTK_TYPE_WIDGET)

enum { ROW_CHOSEN, FIGURE_OPENED, N_SIGNALS };
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
  return self->preparing != NULL;
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

/* The last figure may have no neighbour: the box it is in is given back, for a short table beside it. */
static GtkWidget *
add_figures (AssayFiguresView *self, AssayResult *result, AssayFiguresFilter filter)
{
  const guint n_figures = assay_result_get_n_figures (result);
  GtkWidget *pair = NULL;
  guint n = 0;

  for (guint i = 0; i < 2 * n_figures; i++)
    {
      AssayFigure *figure = assay_result_get_figure (result, i % n_figures);
      const gboolean is_of_data = g_strcmp0 (assay_figure_get_section (figure), "data") == 0;

      /* what the model does, then what its data are like */
      if (!passes (filter, figure) || is_of_data != (i >= n_figures))
        continue;
      if (n++ % 2 == 0)
        {
          pair = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
          gtk_box_append (GTK_BOX (self->content), pair);
        }
      gtk_box_append (GTK_BOX (pair), new_card (self, figure));
    }
  return n % 2 == 1 ? pair : NULL;
}

static void
on_row_chosen (AssayFiguresView *self, guint row, GtkWidget *widget)
{
  g_signal_emit (self, signals[ROW_CHOSEN], 0, g_object_get_data (G_OBJECT (widget), "table"), row);
}

static void
add_tables (AssayFiguresView *self, AssayResult *result, AssayFiguresFilter filter, GtkWidget *gap)
{
  for (guint i = 0; i < assay_result_get_n_tables (result); i++)
    {
      AssayTable *table = assay_result_get_table (result, i);
      GtkWidget *widget;

      if (!filter (assay_table_get_id (table), assay_table_get_section (table)))
        continue;
      widget = assay_result_table_new (table);
      g_object_set_data_full (G_OBJECT (widget), "table", assay_table_ref (table), (GDestroyNotify) assay_table_unref);
      g_signal_connect_object (widget, "activated", G_CALLBACK (on_row_chosen), self, G_CONNECT_SWAPPED);
      if (gap != NULL && assay_table_get_n_rows (table) <= SHORT && assay_table_get_n_columns (table) <= NARROW)
        gtk_box_append (GTK_BOX (g_steal_pointer (&gap)), widget);
      else
        gtk_box_append (GTK_BOX (self->content), widget);
    }
}

/* Other boxes are widgets of their own. */
static gboolean
is_pair (GtkWidget *child)
{
  return G_TYPE_FROM_INSTANCE (child) == GTK_TYPE_BOX;
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

void
assay_figures_view_set_data (AssayFiguresView *self, AssayRunData *data, AssayFiguresFilter filter)
{
  AssayResult *result = assay_run_data_get_result (data);

  add_tables (self, result, filter, add_figures (self, result, filter));
  apply_width_class (self);
  self->preparing = g_cancellable_new ();
  assay_run_charts_prepare_async (data, self->preparing, on_prepared, g_object_ref (self));
}

void
assay_figures_view_add_first (AssayFiguresView *self, GtkWidget *widget)
{
  gtk_box_prepend (GTK_BOX (self->content), widget);
}

void
assay_figures_view_add_between (AssayFiguresView *self, GtkWidget *widget)
{
  GtkWidget *last = NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (self->content); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (is_pair (child))
      last = child;
  gtk_box_insert_child_after (GTK_BOX (self->content), widget, last);
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
  signals[ROW_CHOSEN] = g_signal_new ("row-chosen", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_POINTER, G_TYPE_UINT);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/assay_workbench/Assay/ui/figures-view.ui");
  gtk_widget_class_bind_template_child (widget_class, AssayFiguresView, scroller);
  gtk_widget_class_bind_template_child (widget_class, AssayFiguresView, content);
}

static void
assay_figures_view_init (AssayFiguresView *self)
{
  self->cards = g_ptr_array_new ();
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
