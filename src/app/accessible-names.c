#include "app/accessible-names.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define NAMED "assay-named"
#define NAMING "assay-naming"

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

/* What can be read in a widget, or NULL. */
static const char *
text_inside (GtkWidget *widget)
{
  const char *text = GTK_IS_LABEL (widget) ? gtk_label_get_text (GTK_LABEL (widget)) : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && text == NULL; child = gtk_widget_get_next_sibling (child))
    text = text_inside (child);
  return text != NULL && *text != '\0' ? text : NULL;
}

/* Buttons of the toolkit's own windows: with a label made by hand, a tooltip, or a magnifying glass. */
static void
name_button (GtkWidget *widget)
{
  const char *name = text_inside (widget);

  if (name == NULL)
    name = gtk_widget_get_tooltip_text (widget);
  if (name == NULL && GTK_IS_SHORTCUTS_WINDOW (gtk_widget_get_root (widget)) && GTK_IS_TOGGLE_BUTTON (widget))
    name = _("Search");
  set_name (widget, name);
}

/* In a list that is not a pop-up, as that of a combo row, the one item is what was chosen. */
static void
name_list_view (GtkWidget *list, const char *name)
{
  set_name (list, name);
  if (gtk_widget_get_ancestor (list, GTK_TYPE_POPOVER) != NULL)
    return;
  for (GtkWidget *child = gtk_widget_get_first_child (list); child != NULL; child = gtk_widget_get_next_sibling (child))
    set_name (child, name);
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
  else if (GTK_IS_LIST_VIEW (root))
    name_list_view (root, name);
  else if (GTK_IS_BUTTON (root))
    name_button (root);
  if (ADW_IS_EXPANDER_ROW (root))
    set_name (root, name);
  /* Cells are many, and have no such parts. */
  if (GTK_IS_COLUMN_VIEW (root) || ADW_IS_TAB_BAR (root))
    return;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    assay_name_parts (child, name);
}

/* ---- dialogs ---- */

static gboolean
name_window (gpointer user_data)
{
  GtkWidget *window = user_data;
  const char *title = gtk_window_get_title (GTK_WINDOW (window));

  g_object_steal_data (G_OBJECT (window), NAMING);
  assay_name_parts (window, title != NULL && *title != '\0' ? title : _("Dialog"));
  return G_SOURCE_REMOVE;
}

static void
forget_idle (gpointer idle)
{
  g_source_remove (GPOINTER_TO_UINT (idle));
}

/* From an idle: a window makes some of its parts when it is first laid out. The idle goes with the window; one that held a reference
 * would let the window live longer than the one it stands on, which GTK 4.8 does not survive. */
static void
name_window_later (GtkWidget *window)
{
  /* The main window names its pages itself, each by what it shows. */
  if (GTK_IS_APPLICATION_WINDOW (window) || gtk_widget_in_destruction (window) || g_object_get_data (G_OBJECT (window), NAMING) != NULL)
    return;
  g_object_set_data_full (G_OBJECT (window), NAMING, GUINT_TO_POINTER (g_idle_add_full (G_PRIORITY_LOW, name_window, window, NULL)), forget_idle);
}

static void
on_toplevels (GListModel *toplevels, guint position, guint n_removed, guint n_added)
{
  for (guint i = 0; i < n_added; i++)
    {
      g_autoptr(GtkWidget) window = g_list_model_get_item (toplevels, position + i);

      g_signal_connect (window, "map", G_CALLBACK (name_window_later), NULL);
      g_signal_connect (window, "notify::focus-widget", G_CALLBACK (name_window_later), NULL);
    }
}

void
assay_name_dialogs (void)
{
  GListModel *toplevels = gtk_window_get_toplevels ();

  g_signal_connect (toplevels, "items-changed", G_CALLBACK (on_toplevels), NULL);
  on_toplevels (toplevels, 0, 0, g_list_model_get_n_items (toplevels));
}

/* ---- what only its user can name ---- */

void
assay_name_drop_down (GtkDropDown *self, const char *name)
{
  GtkWidget *button = gtk_widget_get_first_child (GTK_WIDGET (self));
  GtkWidget *box = button != NULL ? gtk_button_get_child (GTK_BUTTON (button)) : NULL;
  GtkWidget *stack = box != NULL ? gtk_widget_get_first_child (box) : NULL;

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  if (button != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  for (GtkWidget *item = stack != NULL ? gtk_widget_get_first_child (stack) : NULL; item != NULL; item = gtk_widget_get_next_sibling (item))
    if (!GTK_IS_LABEL (item))
      gtk_accessible_update_property (GTK_ACCESSIBLE (item), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

void
assay_name_row (GtkWidget *cell, const char *text)
{
  GtkWidget *holder = gtk_widget_get_parent (cell);
  GtkWidget *row = holder != NULL ? gtk_widget_get_parent (holder) : NULL;
  GtkWidget *before = holder != NULL ? gtk_widget_get_prev_sibling (holder) : NULL;
  const char *first = row != NULL && before != NULL ? g_object_get_data (G_OBJECT (row), NAMED) : NULL;
  g_autofree char *name = NULL;

  if (row == NULL || text == NULL || (before != NULL && gtk_widget_get_prev_sibling (before) != NULL))
    return;
  name = first == NULL ? g_strdup (text) : g_strdup_printf ("%s, %s", first, text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  if (before == NULL)
    g_object_set_data_full (G_OBJECT (row), NAMED, g_steal_pointer (&name), g_free);
}
