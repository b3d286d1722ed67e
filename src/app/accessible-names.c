#include "app/accessible-names.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define NAMED "assay-named"

static void
set_name (GtkWidget *widget, const char *name)
{
  /* Once is enough, and a name given elsewhere stays. */
  if (name == NULL || g_object_get_data (G_OBJECT (widget), NAMED) != NULL
      || gtk_test_accessible_has_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL))
    return;
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_object_set_data (G_OBJECT (widget), NAMED, GINT_TO_POINTER (1));
}

/* Its children are the row of headers and the list. */
static void
name_column_view (GtkWidget *view, const char *name)
{
  GtkWidget *header = gtk_widget_get_first_child (view);
  GtkWidget *list = gtk_widget_get_last_child (view);

  set_name (view, name);
  if (header != NULL && header != list)
    set_name (header, _("Column Headers"));
  if (list != NULL)
    set_name (list, name);
}

static void
name_split_button (GtkWidget *widget)
{
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      if (GTK_IS_MENU_BUTTON (child))
        set_name (gtk_widget_get_first_child (child), adw_split_button_get_dropdown_tooltip (ADW_SPLIT_BUTTON (widget)));
      else if (GTK_IS_BUTTON (child))
        set_name (child, gtk_widget_get_tooltip_text (widget));
    }
}

/* A tab bar is made of a scroller, boxes that take the focus, and tabs with a button that closes them. */
static void
name_tab_bar (GtkWidget *widget)
{
  if (GTK_IS_SCROLLED_WINDOW (widget))
    set_name (widget, _("Tabs"));
  else if (GTK_IS_BUTTON (widget))
    set_name (widget, gtk_widget_get_tooltip_text (widget) != NULL ? gtk_widget_get_tooltip_text (widget) : _("Close Tab"));
  else if (gtk_widget_get_focusable (widget) && !GTK_IS_LABEL (widget))
    set_name (widget, _("Tab"));
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    name_tab_bar (child);
}

void
assay_name_parts (GtkWidget *root, const char *name)
{
  if (GTK_IS_SCROLLED_WINDOW (root) || GTK_IS_LIST_BOX (root))
    set_name (root, name);
  else if (GTK_IS_COLUMN_VIEW (root))
    name_column_view (root, name);
  else if (ADW_IS_TAB_BAR (root))
    name_tab_bar (root);
  else if (ADW_IS_SPLIT_BUTTON (root))
    name_split_button (root);
  else if (ADW_IS_STATUS_PAGE (root))
    name = adw_status_page_get_title (ADW_STATUS_PAGE (root));
  else if (ADW_IS_PREFERENCES_ROW (root))
    name = adw_preferences_row_get_title (ADW_PREFERENCES_ROW (root));
  /* Cells are many, and have no such parts. */
  if (GTK_IS_COLUMN_VIEW (root) || ADW_IS_TAB_BAR (root))
    return;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    assay_name_parts (child, name);
}
