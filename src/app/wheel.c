#include "app/wheel.h"

#include <math.h>

static gboolean
can_move (GtkAdjustment *adjustment, double dy)
{
  const double value = gtk_adjustment_get_value (adjustment);

  if (dy < 0)
    return value > gtk_adjustment_get_lower (adjustment);
  return value < gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_page_size (adjustment);
}

gboolean
assay_wheel_is_for_page (GtkScrolledWindow *inner, double dx, double dy)
{
  if (fabs (dx) > fabs (dy))
    return FALSE;                     /* sideways: the page has no sideways */
  return gtk_widget_get_focus_child (GTK_WIDGET (inner)) == NULL || !can_move (gtk_scrolled_window_get_vadjustment (inner), dy);
}

/* A scrolled window takes every step it could ever follow. For a step that is the page's its own controllers are put to
 * sleep, and the event goes on to the page by itself, kinetic scrolling and all. */
static gboolean
on_scroll (GtkEventControllerScroll *controller, double dx, double dy, GtkScrolledWindow *inner)
{
  const GdkModifierType state = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (controller));
  const gboolean for_page = (state & GDK_SHIFT_MASK) == 0 && assay_wheel_is_for_page (inner, dx, dy);
  g_autoptr(GListModel) controllers = gtk_widget_observe_controllers (GTK_WIDGET (inner));

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr(GtkEventController) other = g_list_model_get_item (controllers, i);

      if (GTK_IS_EVENT_CONTROLLER_SCROLL (other) && gtk_event_controller_get_propagation_phase (other) != GTK_PHASE_CAPTURE)
        gtk_event_controller_set_propagation_phase (other, for_page ? GTK_PHASE_NONE : GTK_PHASE_BUBBLE);
    }
  return GDK_EVENT_PROPAGATE;
}

void
assay_wheel_to_page (GtkScrolledWindow *inner)
{
  GtkEventController *controller = gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_BOTH_AXES);

  gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_CAPTURE);
  g_signal_connect (controller, "scroll", G_CALLBACK (on_scroll), inner);
  gtk_widget_add_controller (GTK_WIDGET (inner), controller);
}
