#include "app/flap.h"

#define WANTED "assay-wanted"

static gboolean
try_again (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  gboolean wanted = GPOINTER_TO_INT (g_object_get_data (G_OBJECT (widget), WANTED)) == 2;

  g_object_set_data (G_OBJECT (widget), WANTED, NULL);
  assay_flap_reveal (ADW_FLAP (widget), wanted);
  return G_SOURCE_REMOVE;
}

void
assay_flap_reveal (AdwFlap *flap, gboolean reveal)
{
  gboolean is_waiting = g_object_get_data (G_OBJECT (flap), WANTED) != NULL;
  double goal = reveal ? 1 : 0;

  if (!is_waiting && adw_flap_get_reveal_flap (flap) == reveal)
    return;
  if (!is_waiting && (!gtk_widget_get_mapped (GTK_WIDGET (flap)) || adw_flap_get_reveal_progress (flap) != goal))
    {
      adw_flap_set_reveal_flap (flap, reveal);
      return;
    }
  g_object_set_data (G_OBJECT (flap), WANTED, GINT_TO_POINTER (reveal ? 2 : 1));
  if (!is_waiting)
    gtk_widget_add_tick_callback (GTK_WIDGET (flap), try_again, NULL, NULL);
}
