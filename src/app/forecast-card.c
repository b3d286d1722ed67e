#include "app/forecast-card.h"
#include <adwaita.h>
#include <glib/gi18n.h>
#include <math.h>
#include "app/accessible-names.h"

#define HEIGHT 260
#define PAST 400                 /* steps before the first origin; the navigator has them all */
#define PAST_HORIZONS 6          /* before the origin, at first */

struct _AssayForecastCard
{
  GtkWidget parent_instance;
  GtkWidget *series_box, *series, *model_box, *model, *chart_bin, *origin_box, *origin_text, *origin, *finding;
  GtkAdjustment *adjustment;
  AssayChartCard *card;
  AssaySelection *selection;
  const AssayForecastRows *rows;
  gpointer owner;
  GBoxedCopyFunc ref;
  GDestroyNotify unref;
  char *value;
  AssayPanel *history;
  gint64 shown_series;           /* whose stretch of time the charts have; -1: none */
  guint shown_origin;
  gboolean has_past;             /* the picture shown was made with the history */
  GCancellable *making;
  gboolean again;                /* something was chosen while a picture was made */
  gboolean filling;
};

G_DEFINE_FINAL_TYPE (AssayForecastCard, assay_forecast_card, GTK_TYPE_WIDGET)

enum { MODEL_CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

/* ---- a picture, on a worker ---- */

typedef struct
{
  const AssayForecastRows *rows;
  gpointer owner;
  GDestroyNotify unref;
  AssayPanel *history;
  gsize series;
  guint origin, model;
  char *value;
} Order;

static void
order_free (gpointer data)
{
  Order *order = data;

  order->unref (order->owner);
  g_clear_pointer (&order->history, assay_panel_unref);
  g_free (order->value);
  g_free (order);
}

static void
make_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  const Order *order = task_data;
  g_autoptr(AssayProgress) progress = assay_progress_new (cancellable, NULL, NULL, NULL);
  g_autoptr(AssayFigure) figure = assay_forecast_rows_figure (order->rows, order->history, order->series, order->origin, order->model, PAST);
  AssayChart *chart;

  assay_figure_set_y (figure, ASSAY_UNIT_VALUE, order->value, NULL);
  chart = assay_chart_new (figure, progress);
  if (chart != NULL)
    g_task_return_pointer (task, chart, (GDestroyNotify) assay_chart_unref);
  else
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "cancelled");
}

static void make_picture (AssayForecastCard *self);

/* A forecast is to be seen with some of the past it was made from, as it would be lost in years of it: at first its end and six
 * horizons before it. The navigator leads to the rest. */
static void
show_origin (AssayForecastCard *self, AssaySpan extent, AssaySpan forecast)
{
  const double low = forecast.low - PAST_HORIZONS * (forecast.high - forecast.low);

  assay_selection_reset (self->selection);
  if (low > extent.low || forecast.high < extent.high)
    assay_selection_track (self->selection, (AssaySpan) { MAX (low, extent.low), MIN (forecast.high + (forecast.high - forecast.low) / 2, extent.high) });
}

/* The zoom stays while the origin moves; where the forecast would leave the view, the view goes along. */
static void
follow_origin (AssayForecastCard *self, AssaySpan extent, AssaySpan forecast)
{
  const AssaySpan visible = assay_selection_get_visible (self->selection);

  if (forecast.low < visible.low || forecast.high > visible.high)
    assay_selection_track (self->selection, assay_span_reveal (visible, extent, forecast.low < visible.low ? forecast.low : forecast.high));
}

/* From the origin to the end of what is forecast from there. */
static AssaySpan
find_forecast (AssayForecastCard *self, const AssayFigure *figure, gsize series, guint origin)
{
  AssaySpan span = { assay_forecast_rows_get_origin (self->rows, series, origin), -INFINITY };

  for (guint i = 1; i < assay_figure_get_n_series (figure); i++)
    {
      const AssayFigureSeries *line = assay_figure_get_series (figure, i);

      if (line->n > 0)
        span.high = MAX (span.high, assay_figure_series_x (line)[line->n - 1]);
    }
  return span;
}

/* Which series, whose interval, and how far off it was. */
static void
describe_picture (AssayForecastCard *self, const AssayFigure *figure, guint model)
{
  const char *series = assay_figure_get_subtitle (figure), *finding = assay_figure_get_finding (figure);
  /* Translators: a forecast model */
  g_autofree char *interval = g_strdup_printf (_("interval of %s"), _(assay_forecast_rows_get_title (self->rows, model)));
  g_autofree char *text = series != NULL && *series != '\0' ? g_strdup_printf ("%s · %s", series, interval) : g_strdup (interval);

  assay_chart_card_set_subtitle (self->card, text);
  gtk_label_set_text (GTK_LABEL (self->finding), finding != NULL && *finding != '\0' ? _(finding) : "");
  gtk_widget_set_visible (self->finding, finding != NULL && *finding != '\0');
}

static void
show_chart (AssayForecastCard *self, AssayChart *chart, const Order *order)
{
  const AssayFigure *figure = assay_chart_get_figure (chart);
  const AssaySpan forecast = find_forecast (self, figure, order->series, order->origin);
  const gsize n = assay_figure_get_series (figure, 0)->n;
  AssaySpan extent;

  if (assay_chart_get_x_extent (chart, &extent.low, &extent.high) && extent.high > extent.low)
    {
      const double step = (extent.high - extent.low) / MAX (n, 2);

      assay_selection_set_extent (self->selection, extent, MIN (7 * step, extent.high - extent.low));
      if (((gint64) order->series != self->shown_series || self->has_past != (order->history != NULL)) && forecast.high > forecast.low)
        show_origin (self, extent, forecast);
      else if (order->origin != self->shown_origin && forecast.high > forecast.low)
        follow_origin (self, extent, forecast);
    }
  self->shown_series = (gint64) order->series;
  self->shown_origin = order->origin;
  self->has_past = order->history != NULL;
  describe_picture (self, figure, order->model);
  assay_chart_card_set_charts (self->card, &chart, 1, NULL);
}

static void
on_made (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(AssayForecastCard) self = user_data;
  g_autoptr(AssayChart) chart = g_task_propagate_pointer (G_TASK (result), NULL);
  const Order *order = g_task_get_task_data (G_TASK (result));

  if (g_task_get_cancellable (G_TASK (result)) != self->making)
    return;
  g_clear_object (&self->making);
  if (chart != NULL && self->card != NULL)
    show_chart (self, chart, order);
  if (self->again)
    make_picture (self);
}

/* Dragging asks faster than pictures are made: the last wish counts. */
static void
make_picture (AssayForecastCard *self)
{
  g_autoptr(GTask) task = NULL;
  Order *order;

  self->again = self->making != NULL;
  if (self->again || self->rows == NULL || assay_forecast_rows_get_n_series (self->rows) == 0)
    return;
  self->making = g_cancellable_new ();
  order = g_new (Order, 1);
  *order = (Order) { self->rows, self->ref (self->owner), self->unref, self->history != NULL ? assay_panel_ref (self->history) : NULL,
                     gtk_drop_down_get_selected (GTK_DROP_DOWN (self->series)), (guint) gtk_adjustment_get_value (self->adjustment),
                     gtk_drop_down_get_selected (GTK_DROP_DOWN (self->model)), g_strdup (self->value) };
  task = g_task_new (NULL, self->making, on_made, g_object_ref (self));
  g_task_set_task_data (task, order, order_free);
  g_task_run_in_thread (task, make_in_thread);
}

gboolean
assay_forecast_card_is_busy (AssayForecastCard *self)
{
  return self->making != NULL;
}

/* ---- choices ---- */

static void
describe_origin (AssayForecastCard *self)
{
  const gsize series = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->series));
  const guint origin = (guint) gtk_adjustment_get_value (self->adjustment), n = assay_forecast_rows_get_n_origins (self->rows, series);
  const AssayAxis axis = { .type = assay_forecast_rows_get_axis (self->rows) };
  g_autofree char *when = assay_chart_format_x (&axis, assay_forecast_rows_get_origin (self->rows, series, origin), FALSE);
  /* Translators: a date, then which of how many */
  g_autofree char *text = g_strdup_printf (_("Origin %s (%u of %u)"), when, origin + 1, n);

  gtk_label_set_text (GTK_LABEL (self->origin_text), text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->origin), GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, text, -1);
}

/* Series may have different numbers of origins; the latest is shown first. */
static void
update_origins (AssayForecastCard *self)
{
  const gsize series = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->series));
  const guint n = assay_forecast_rows_get_n_origins (self->rows, series);
  const double before = gtk_adjustment_get_value (self->adjustment), upper = gtk_adjustment_get_upper (self->adjustment);
  const gboolean was_last = before >= upper;

  self->filling = TRUE;
  gtk_adjustment_set_upper (self->adjustment, n - 1);
  gtk_adjustment_set_value (self->adjustment, was_last ? n - 1 : MIN (before, n - 1));
  self->filling = FALSE;
  gtk_widget_set_visible (self->origin_box, n > 1);
  describe_origin (self);
}

static void
on_choice (AssayForecastCard *self)
{
  if (self->filling || self->rows == NULL || gtk_drop_down_get_selected (GTK_DROP_DOWN (self->series)) == GTK_INVALID_LIST_POSITION)
    return;
  update_origins (self);
  make_picture (self);
}

static void
on_model (AssayForecastCard *self)
{
  if (self->filling || self->rows == NULL || gtk_drop_down_get_selected (GTK_DROP_DOWN (self->model)) == GTK_INVALID_LIST_POSITION)
    return;
  make_picture (self);
  g_signal_emit (self, signals[MODEL_CHANGED], 0);
}

static void
on_origin (AssayForecastCard *self)
{
  if (self->filling || self->rows == NULL)
    return;
  describe_origin (self);
  make_picture (self);
}

static GtkStringList *
list_series (const AssayForecastRows *rows)
{
  GtkStringList *list = gtk_string_list_new (NULL);

  for (gsize i = 0; i < assay_forecast_rows_get_n_series (rows); i++)
    gtk_string_list_take (list, assay_forecast_rows_dup_label (rows, i));
  return list;
}

static GtkStringList *
list_models (const AssayForecastRows *rows)
{
  GtkStringList *list = gtk_string_list_new (NULL);

  for (guint i = 0; i < assay_forecast_rows_get_n_models (rows); i++)
    gtk_string_list_append (list, _(assay_forecast_rows_get_title (rows, i)));
  return list;
}

static void
fill_list (GtkWidget *drop_down, GtkStringList *list, const char *name)
{
  gtk_drop_down_set_model (GTK_DROP_DOWN (drop_down), G_LIST_MODEL (list));
  assay_name_drop_down (GTK_DROP_DOWN (drop_down), name);
  g_object_unref (list);
}

void
assay_forecast_card_set_rows (AssayForecastCard *self, const AssayForecastRows *rows, gpointer owner, GBoxedCopyFunc ref, GDestroyNotify unref, const char *value)
{
  self->rows = rows;
  self->owner = ref (owner);
  self->ref = ref;
  self->unref = unref;
  self->value = g_strdup (value);
  self->filling = TRUE;
  fill_list (self->series, list_series (rows), _("Series"));
  fill_list (self->model, list_models (rows), _("Model whose interval is shown"));
  self->filling = FALSE;
  gtk_widget_set_visible (gtk_widget_get_parent (self->series_box), assay_forecast_rows_get_n_series (rows) > 1);
  gtk_widget_set_visible (gtk_widget_get_parent (self->model_box), assay_forecast_rows_get_n_models (rows) > 1);
  if (assay_forecast_rows_get_n_series (rows) == 0)
    {
      gtk_widget_set_visible (self->origin_box, FALSE);
      assay_chart_card_set_charts (self->card, NULL, 0, _("No forecast could be made."));
      return;
    }
  update_origins (self);
  make_picture (self);
}

void
assay_forecast_card_set_history (AssayForecastCard *self, AssayPanel *history)
{
  g_clear_pointer (&self->history, assay_panel_unref);
  self->history = assay_panel_ref (history);
  make_picture (self);
}

void
assay_forecast_card_show_series (AssayForecastCard *self, const char *label)
{
  const gint64 series = self->rows != NULL ? assay_forecast_rows_find_label (self->rows, label) : -1;

  if (series >= 0)
    gtk_drop_down_set_selected (GTK_DROP_DOWN (self->series), (guint) series);
}

void
assay_forecast_card_show_model (AssayForecastCard *self, const char *model)
{
  for (guint i = 0; self->rows != NULL && i < assay_forecast_rows_get_n_models (self->rows); i++)
    if (g_strcmp0 (assay_forecast_rows_get_model (self->rows, i), model) == 0 || g_strcmp0 (assay_forecast_rows_get_title (self->rows, i), model) == 0)
      gtk_drop_down_set_selected (GTK_DROP_DOWN (self->model), i);
}

void
assay_forecast_card_show_nth_series (AssayForecastCard *self, guint series)
{
  if (self->rows != NULL && series < assay_forecast_rows_get_n_series (self->rows))
    gtk_drop_down_set_selected (GTK_DROP_DOWN (self->series), series);
}

void
assay_forecast_card_show_nth_model (AssayForecastCard *self, guint model)
{
  if (self->rows != NULL && model < assay_forecast_rows_get_n_models (self->rows))
    gtk_drop_down_set_selected (GTK_DROP_DOWN (self->model), model);
}

const char *
assay_forecast_card_get_model (AssayForecastCard *self)
{
  const guint model = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->model));

  return self->rows != NULL && model < assay_forecast_rows_get_n_models (self->rows) ? assay_forecast_rows_get_model (self->rows, model) : NULL;
}

void
assay_forecast_card_show_origin (AssayForecastCard *self, guint origin)
{
  gtk_adjustment_set_value (self->adjustment, origin);
}

AssayChartCard *
assay_forecast_card_get_chart_card (AssayForecastCard *self)
{
  return self->card;
}

/* ---- class ---- */

static void
assay_forecast_card_dispose (GObject *object)
{
  AssayForecastCard *self = ASSAY_FORECAST_CARD (object);
  GtkWidget *child;

  if (self->making != NULL)
    g_cancellable_cancel (self->making);
  g_clear_object (&self->making);
  self->again = FALSE;
  self->card = NULL;
  self->rows = NULL;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  if (self->owner != NULL)
    self->unref (g_steal_pointer (&self->owner));
  g_clear_pointer (&self->history, assay_panel_unref);
  g_clear_pointer (&self->value, g_free);
  g_clear_object (&self->selection);
  G_OBJECT_CLASS (assay_forecast_card_parent_class)->dispose (object);
}

static void
assay_forecast_card_class_init (AssayForecastCardClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = assay_forecast_card_dispose;
  signals[MODEL_CHANGED] = g_signal_new ("model-changed", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/assay_workbench/Assay/ui/forecast-card.ui");
#define CHILD(name) gtk_widget_class_bind_template_child (widget_class, AssayForecastCard, name)
  CHILD (series_box); CHILD (series); CHILD (model_box); CHILD (model); CHILD (chart_bin); CHILD (origin_box); CHILD (origin_text); CHILD (origin);
  CHILD (adjustment); CHILD (finding);
#undef CHILD
  gtk_widget_class_bind_template_callback (widget_class, on_choice);
  gtk_widget_class_bind_template_callback (widget_class, on_model);
  gtk_widget_class_bind_template_callback (widget_class, on_origin);
}

static void
assay_forecast_card_init (AssayForecastCard *self)
{
  self->shown_series = -1;
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
assay_forecast_card_new (AssaySelection *selection)
{
  AssayForecastCard *self = g_object_new (ASSAY_TYPE_FORECAST_CARD, NULL);

  self->selection = g_object_ref (selection);
  self->card = ASSAY_CHART_CARD (assay_chart_card_new (selection));
  assay_chart_card_add (self->card, HEIGHT, ASSAY_CHART_X_AXIS | ASSAY_CHART_Y_AXIS, TRUE);
  assay_chart_card_add_navigator (self->card);
  adw_bin_set_child (ADW_BIN (self->chart_bin), GTK_WIDGET (self->card));
  return GTK_WIDGET (self);
}
