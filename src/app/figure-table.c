#include "app/figure-table.h"
#include <glib/gi18n.h>
#include <math.h>
#include "app/index-cells.h"
#include "app/index-list.h"
#include "charts/format.h"

typedef enum { COLUMN_X, COLUMN_Y, COLUMN_Y2, COLUMN_RISK, COLUMN_HATCH } ColumnKind;
typedef struct { ColumnKind kind; AssayChart *chart; guint series; } Column;

struct _AssayFigureTable
{
  GtkWidget parent_instance;
  GPtrArray *charts;             /* of AssayChart */
  const AssayFigureSeries *base; /* whose samples are the rows; of the first chart */
  GArray *columns;               /* of Column */
  AssaySelection *axis;
  AssayIndexList *rows;
  GtkSingleSelection *model;
  GtkColumnView *view;
  GtkWidget *scroller;
  guint scroll_source;
  gboolean following;            /* the selection is being set from the pin */
};

G_DEFINE_FINAL_TYPE (AssayFigureTable, assay_figure_table, GTK_TYPE_WIDGET)

static char *
get_text (gsize index, guint column_index, gpointer data)
{
  AssayFigureTable *self = data;
  const Column *column = &g_array_index (self->columns, Column, column_index);
  const AssayFigure *figure = assay_chart_get_figure (column->chart);
  const double x = assay_reading_x_at (self->base, index);
  gsize sample = index;
  double y;

  if (column->kind == COLUMN_X)
    return assay_chart_format_x (assay_figure_get_x (figure), x, FALSE);
  if (column->kind == COLUMN_HATCH)
    return assay_reading_hatch_at (figure, column->series, x);
  y = assay_chart_value_at (column->chart, column->series, x, &sample);
  if (isnan (y))
    return NULL;
  if (column->kind == COLUMN_RISK)
    {
      const gint8 *risks = assay_figure_series_risk (assay_figure_get_series (figure, column->series));

      return g_strdup (risks != NULL ? assay_risk_name (risks[sample]) : NULL);
    }
  if (column->kind == COLUMN_Y2)
    y = assay_figure_series_y2 (assay_figure_get_series (figure, column->series))[sample];
  return assay_chart_format_y (assay_figure_get_y (figure), y);
}

static void
add_column (AssayFigureTable *self, ColumnKind kind, AssayChart *chart, guint series, const char *title)
{
  const Column column = { kind, chart, series };
  const AssayIndexCells cells = kind == COLUMN_X || kind == COLUMN_HATCH ? ASSAY_INDEX_TEXT : kind == COLUMN_RISK ? ASSAY_INDEX_RISK : ASSAY_INDEX_NUMBER;
  GtkColumnViewColumn *view_column;

  g_array_append_val (self->columns, column);
  view_column = assay_index_cells_new_column (title, cells, 12, get_text, self->columns->len - 1, self);
  gtk_column_view_column_set_expand (view_column, kind == COLUMN_X);
  gtk_column_view_append_column (self->view, view_column);
  g_object_unref (view_column);
}

static void
add_series_columns (AssayFigureTable *self, AssayChart *chart)
{
  const AssayFigure *figure = assay_chart_get_figure (chart);

  for (guint i = 0; i < assay_figure_get_n_series (figure); i++)
    {
      const AssayFigureSeries *series = assay_figure_get_series (figure, i);
      const char *label = assay_translate (series->label);

      if (series->role == ASSAY_SERIES_HATCH)
        add_column (self, COLUMN_HATCH, chart, i, label);
      else if (!ASSAY_SERIES_IS_PLAIN (series->role))
        continue;
      else if (series->role == ASSAY_SERIES_MARKS)
        add_column (self, COLUMN_RISK, chart, i, _("Risk"));
      else if (ASSAY_SERIES_HAS_LIMITS (series->role))
        {
          /* Translators: the lower and the upper end of an interval, as column titles */
          g_autofree char *lower = g_strdup_printf (_("%s, Lower"), label), *upper = g_strdup_printf (_("%s, Upper"), label);

          add_column (self, COLUMN_Y, chart, i, lower);
          add_column (self, COLUMN_Y2, chart, i, upper);
        }
      else
        add_column (self, COLUMN_Y, chart, i, label);
    }
}

static const AssayFigureSeries *
find_base (const AssayFigure *figure)
{
  const AssayFigureSeries *base = NULL;

  for (guint i = 0; i < assay_figure_get_n_series (figure); i++)
    {
      const AssayFigureSeries *series = assay_figure_get_series (figure, i);

      if (!ASSAY_SERIES_IS_PLAIN (series->role))
        continue;
      if (base == NULL || (series->n > base->n && series->role != ASSAY_SERIES_MARKS))
        base = series;
    }
  return base;
}

static void
on_row_selected (AssayFigureTable *self)
{
  AssayIndexItem *item = gtk_single_selection_get_selected_item (self->model);

  if (!self->following && item != NULL)
    assay_selection_set_pinned (self->axis, assay_reading_x_at (self->base, assay_index_item_get (item)));
}

static gboolean
scroll_to_selection (gpointer data)
{
  AssayFigureTable *self = data;

  self->scroll_source = 0;
  assay_index_cells_scroll_to (self->view, gtk_single_selection_get_selected (self->model));
  /* The keyboard goes on from the pinned row, not from the first. */
  if (gtk_widget_get_focus_child (GTK_WIDGET (self)) != NULL)
    assay_index_cells_focus_selected (self->view);
  return G_SOURCE_REMOVE;
}

static void
on_pinned (AssayFigureTable *self)
{
  const double x = assay_selection_get_pinned (self->axis);

  if (isnan (x) || self->base == NULL || self->base->n == 0)
    return;
  self->following = TRUE;
  gtk_single_selection_set_selected (self->model, (guint) assay_reading_nearest (self->base, x));
  self->following = FALSE;
  if (self->scroll_source == 0)
    self->scroll_source = g_idle_add (scroll_to_selection, self);
}

static void
assay_figure_table_dispose (GObject *object)
{
  AssayFigureTable *self = ASSAY_FIGURE_TABLE (object);

  g_clear_handle_id (&self->scroll_source, g_source_remove);
  g_clear_pointer (&self->scroller, gtk_widget_unparent);
  g_clear_object (&self->model);
  g_clear_object (&self->axis);
  G_OBJECT_CLASS (assay_figure_table_parent_class)->dispose (object);
}

static void
assay_figure_table_finalize (GObject *object)
{
  AssayFigureTable *self = ASSAY_FIGURE_TABLE (object);

  g_ptr_array_unref (self->charts);
  g_array_unref (self->columns);
  G_OBJECT_CLASS (assay_figure_table_parent_class)->finalize (object);
}

static void
assay_figure_table_class_init (AssayFigureTableClass *class)
{
  G_OBJECT_CLASS (class)->dispose = assay_figure_table_dispose;
  G_OBJECT_CLASS (class)->finalize = assay_figure_table_finalize;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (class), GTK_TYPE_BIN_LAYOUT);
}

static void
assay_figure_table_init (AssayFigureTable *self)
{
  self->charts = g_ptr_array_new_with_free_func ((GDestroyNotify) assay_chart_unref);
  self->columns = g_array_new (FALSE, FALSE, sizeof (Column));
  self->rows = assay_index_list_new ();
  self->model = gtk_single_selection_new (G_LIST_MODEL (self->rows));
  gtk_single_selection_set_autoselect (self->model, FALSE);
  gtk_single_selection_set_can_unselect (self->model, TRUE);
  self->view = GTK_COLUMN_VIEW (gtk_column_view_new (GTK_SELECTION_MODEL (g_object_ref (self->model))));
  gtk_widget_add_css_class (GTK_WIDGET (self->view), "data-table");
  self->scroller = gtk_scrolled_window_new ();
  gtk_widget_set_vexpand (self->scroller, TRUE);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scroller), GTK_WIDGET (self->view));
  gtk_widget_set_parent (self->scroller, GTK_WIDGET (self));
  g_signal_connect_swapped (self->model, "notify::selected", G_CALLBACK (on_row_selected), self);
}

GtkWidget *
assay_figure_table_new (AssayChart *const *charts, guint n_charts, AssaySelection *axis)
{
  AssayFigureTable *self = g_object_new (ASSAY_TYPE_FIGURE_TABLE, NULL);
  const AssayFigure *figure = assay_chart_get_figure (charts[0]);
  const AssayAxis *x = assay_figure_get_x (figure);
  /* The rows of a run call it "time", whatever it is. */
  const char *x_title = x->type == ASSAY_AXIS_DATE ? _("Date") : x->type == ASSAY_AXIS_DATETIME ? _("Time")
                        : x->label != NULL && *x->label != '\0' ? assay_translate (x->label) : _("Value");

  self->axis = g_object_ref (axis);
  self->base = find_base (figure);
  for (guint i = 0; i < n_charts; i++)
    g_ptr_array_add (self->charts, assay_chart_ref (charts[i]));
  add_column (self, COLUMN_X, charts[0], 0, x_title);
  for (guint i = 0; i < n_charts; i++)
    add_series_columns (self, charts[i]);
  self->following = TRUE;
  assay_index_list_count_to (self->rows, self->base != NULL ? self->base->n : 0);
  self->following = FALSE;
  assay_index_cells_finish (self->view, assay_translate (assay_figure_get_title (figure)));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->scroller), GTK_ACCESSIBLE_PROPERTY_LABEL, assay_translate (assay_figure_get_title (figure)), -1);
  g_signal_connect_object (axis, "notify::pinned-x", G_CALLBACK (on_pinned), self, G_CONNECT_SWAPPED);
  on_pinned (self);
  return GTK_WIDGET (self);
}
