#include "app/legend.h"
#include <glib/gi18n.h>
#include <math.h>
#include "app/wrap-layout.h"

#define SWATCH 18

struct _AssayLegend
{
  GtkWidget parent_instance;
  AssayChartView *view;
  GPtrArray *values;            /* of GtkInscription by series, lent; NULL: not in the legend */
};

G_DEFINE_FINAL_TYPE (AssayLegend, assay_legend, GTK_TYPE_WIDGET)

guint64
assay_legend_toggle (guint64 hidden, guint series, guint n, gboolean only)
{
  const guint64 all = n >= 64 ? G_MAXUINT64 : (G_GUINT64_CONSTANT (1) << n) - 1, bit = G_GUINT64_CONSTANT (1) << series;

  if (!only)
    return hidden ^ bit;
  return (hidden & all) == (all & ~bit) ? 0 : all & ~bit;
}

static void
draw_swatch (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer data)
{
  AssayLegend *self = ASSAY_LEGEND (gtk_widget_get_ancestor (GTK_WIDGET (area), ASSAY_TYPE_LEGEND));
  AssayChart *chart = self != NULL ? assay_chart_view_get_chart (self->view) : NULL;

  if (chart != NULL)
    assay_chart_draw_swatch (cr, assay_chart_view_get_theme (self->view), assay_chart_get_figure (chart), GPOINTER_TO_UINT (data),
                             0, height / 2.0, width);
}

static guint
series_of (GtkWidget *button)
{
  return GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "series"));
}

static void
on_clicked (GtkWidget *button, AssayLegend *self)
{
  AssayChart *chart = assay_chart_view_get_chart (self->view);
  GdkSeat *seat = gdk_display_get_default_seat (gtk_widget_get_display (button));
  GdkDevice *keyboard = seat != NULL ? gdk_seat_get_keyboard (seat) : NULL;
  const gboolean only = keyboard != NULL && (gdk_device_get_modifier_state (keyboard) & GDK_CONTROL_MASK) != 0;

  assay_chart_view_set_hidden (self->view, assay_legend_toggle (assay_chart_view_get_hidden (self->view), series_of (button),
                                                                      assay_figure_get_n_series (assay_chart_get_figure (chart)), only));
}

static void
on_enter (GtkEventControllerMotion *controller, double x, double y, AssayLegend *self)
{
  assay_chart_view_set_emphasis (self->view, (int) series_of (gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (controller))));
}

static void
on_leave (GtkEventControllerMotion *controller, AssayLegend *self)
{
  assay_chart_view_set_emphasis (self->view, -1);
}

/* An inscription does not ask for another size when its text changes: the page is not laid out anew while the pointer moves. */
static GtkWidget *
new_value (const AssayFigure *figure, const AssayFigureSeries *series)
{
  GtkWidget *value = gtk_inscription_new (NULL);
  const double *y = assay_figure_series_y (series);
  int longest = 1;

  for (gsize i = 0; i < series->n; i += MAX (series->n / 64, 1))
    if (!isnan (y[i]))
      {
        g_autofree char *text = assay_chart_format_y (assay_figure_get_y (figure), y[i]);

        longest = MAX (longest, (int) g_utf8_strlen (text, -1));
      }
  gtk_inscription_set_min_chars (GTK_INSCRIPTION (value), (guint) longest);
  gtk_inscription_set_nat_chars (GTK_INSCRIPTION (value), (guint) longest);
  gtk_inscription_set_min_lines (GTK_INSCRIPTION (value), 1);
  gtk_widget_add_css_class (value, "numeric");
  gtk_widget_add_css_class (value, "legend-value");
  return value;
}

static void
add_entry (AssayLegend *self, const AssayFigure *figure, guint index)
{
  const AssayFigureSeries *series = assay_figure_get_series (figure, index);
  GtkWidget *button = gtk_button_new (), *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *swatch = g_object_new (GTK_TYPE_DRAWING_AREA, "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION,
                                    "content-width", SWATCH, "content-height", 14, "valign", GTK_ALIGN_CENTER, NULL);
  GtkWidget *name = gtk_label_new (assay_translate (series->label));
  GtkEventController *motion = gtk_event_controller_motion_new ();
  /* A chart that stands alone is small, and its tooltip near. */
  const gboolean has_value = assay_chart_view_get_axis (self->view) == assay_chart_view_get_selection (self->view) && !ASSAY_SERIES_HAS_LIMITS (series->role) && ASSAY_SERIES_IS_PLAIN (series->role) && series->role != ASSAY_SERIES_MARKS;

  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (swatch), draw_swatch, GUINT_TO_POINTER (index), NULL);
  gtk_label_set_ellipsize (GTK_LABEL (name), PANGO_ELLIPSIZE_END);
  gtk_box_append (GTK_BOX (box), swatch);
  gtk_box_append (GTK_BOX (box), name);
  if (has_value)
    {
      g_ptr_array_index (self->values, index) = new_value (figure, series);
      gtk_box_append (GTK_BOX (box), g_ptr_array_index (self->values, index));
    }
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "legend-entry");
  gtk_widget_set_tooltip_text (button, _("Click to hide or show, Ctrl+click to show only this"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, assay_translate (series->label), -1);
  g_object_set_data (G_OBJECT (button), "series", GUINT_TO_POINTER (index));
  g_signal_connect (button, "clicked", G_CALLBACK (on_clicked), self);
  g_signal_connect (motion, "enter", G_CALLBACK (on_enter), self);
  g_signal_connect (motion, "leave", G_CALLBACK (on_leave), self);
  gtk_widget_add_controller (button, motion);
  gtk_widget_set_parent (button, GTK_WIDGET (self));
}

static void
show_hidden (AssayLegend *self)
{
  const guint64 hidden = assay_chart_view_get_hidden (self->view);

  for (GtkWidget *button = gtk_widget_get_first_child (GTK_WIDGET (self)); button != NULL; button = gtk_widget_get_next_sibling (button))
    {
      const guint series = series_of (button);

      if (series < 64 && (hidden >> series & 1) != 0)
        gtk_widget_add_css_class (button, "hidden-series");
      else
        gtk_widget_remove_css_class (button, "hidden-series");
    }
}

static void
clear (AssayLegend *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
}

void
assay_legend_update (AssayLegend *self)
{
  AssayChart *chart = assay_chart_view_get_chart (self->view);
  const AssayFigure *figure = chart != NULL ? assay_chart_get_figure (chart) : NULL;
  /* The rows of a matrix carry their names. */
  const guint n = figure != NULL && assay_figure_get_kind (figure) != ASSAY_FIGURE_HEAT ? assay_figure_get_n_series (figure) : 0;

  clear (self);
  g_ptr_array_set_size (self->values, 0);
  g_ptr_array_set_size (self->values, (int) n);
  gtk_widget_set_visible (GTK_WIDGET (self), n > 1);
  for (guint i = 0; n > 1 && i < n; i++)
    if (assay_figure_get_series (figure, i)->n > 0)
      add_entry (self, figure, i);
  show_hidden (self);
}

static void
show_values (AssayLegend *self)
{
  AssayChart *chart = assay_chart_view_get_chart (self->view);
  AssaySelection *axis = assay_chart_view_get_axis (self->view);
  double x = assay_selection_get_hover (axis);

  if (isnan (x))
    x = assay_selection_get_pinned (axis);
  for (guint i = 0; chart != NULL && i < self->values->len; i++)
    {
      GtkInscription *value = g_ptr_array_index (self->values, i);
      const double y = isnan (x) ? NAN : assay_chart_value_at (chart, i, x, NULL);
      g_autofree char *text = isnan (y) ? NULL : assay_chart_format_y (assay_figure_get_y (assay_chart_get_figure (chart)), y);

      if (value != NULL)
        gtk_inscription_set_text (value, text);
    }
}

static void
assay_legend_dispose (GObject *object)
{
  AssayLegend *self = ASSAY_LEGEND (object);

  clear (self);
  g_clear_pointer (&self->values, g_ptr_array_unref);
  g_clear_object (&self->view);
  G_OBJECT_CLASS (assay_legend_parent_class)->dispose (object);
}

static void
assay_legend_class_init (AssayLegendClass *class)
{
  G_OBJECT_CLASS (class)->dispose = assay_legend_dispose;
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (class), "legend");
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (class), GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
assay_legend_init (AssayLegend *self)
{
  GtkLayoutManager *layout = assay_wrap_layout_new (2, 0);

  g_object_set (layout, "end", TRUE, NULL);
  gtk_widget_set_layout_manager (GTK_WIDGET (self), layout);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Legend"), -1);
  self->values = g_ptr_array_new ();
}

GtkWidget *
assay_legend_new (AssayChartView *view)
{
  AssayLegend *self = g_object_new (ASSAY_TYPE_LEGEND, NULL);

  self->view = g_object_ref (view);
  g_signal_connect_object (view, "series-changed", G_CALLBACK (show_hidden), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (assay_chart_view_get_axis (view), "notify::hover-x", G_CALLBACK (show_values), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (assay_chart_view_get_axis (view), "notify::pinned-x", G_CALLBACK (show_values), self, G_CONNECT_SWAPPED);
  assay_legend_update (self);
  return GTK_WIDGET (self);
}
