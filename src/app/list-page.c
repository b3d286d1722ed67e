#include "app/list-page.h"

#include <glib/gi18n.h>

#include "app/list-layout.h"

typedef struct
{
  GtkSearchBar *search_bar;
  GtkSearchEntry *search_entry;
  GtkStack *stack;
  AdwStatusPage *empty;
  GtkButton *empty_button;
  GtkColumnView *view;
  GtkActionBar *bar;
  GtkLabel *selected_label;
  GListModel *model;
  GtkFilterListModel *filtered;
  GtkCustomFilter *filter;
  GtkMultiSelection *selection;
  AssayCellText search_text;
  char *needle;                  /* casefolded */
} AssayListPagePrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (AssayListPage, assay_list_page, ASSAY_TYPE_PAGE)

static AssayListPagePrivate *
get_private (AssayListPage *self)
{
  return assay_list_page_get_instance_private (self);
}

/* ---- what is shown ---- */

static void
update_stack (AssayListPage *self)
{
  AssayListPagePrivate *priv = get_private (self);
  guint n_items = priv->model != NULL ? g_list_model_get_n_items (priv->model) : 0;
  guint n_shown = priv->filtered != NULL ? g_list_model_get_n_items (G_LIST_MODEL (priv->filtered)) : 0;

  gtk_stack_set_visible_child_name (priv->stack, n_items == 0 ? "empty" : n_shown == 0 ? "no-hit" : "list");
}

static gboolean
matches (gpointer item, gpointer user_data)
{
  AssayListPagePrivate *priv = get_private (user_data);
  g_autofree char *text = NULL, *folded = NULL;

  if (priv->needle == NULL || *priv->needle == '\0')
    return TRUE;
  text = priv->search_text (item, NULL);
  folded = g_utf8_casefold (text, -1);
  return strstr (folded, priv->needle) != NULL;
}

static void
on_search_changed (AssayListPage *self)
{
  AssayListPagePrivate *priv = get_private (self);

  g_free (priv->needle);
  priv->needle = g_utf8_casefold (gtk_editable_get_text (GTK_EDITABLE (priv->search_entry)), -1);
  gtk_filter_changed (GTK_FILTER (priv->filter), GTK_FILTER_CHANGE_DIFFERENT);
  update_stack (self);
}

static void
on_clear_search (AssayListPage *self)
{
  assay_list_page_search (self, NULL);
}

void
assay_list_page_search (AssayListPage *self, const char *text)
{
  AssayListPagePrivate *priv = get_private (self);

  gtk_search_bar_set_search_mode (priv->search_bar, text != NULL);
  gtk_editable_set_text (GTK_EDITABLE (priv->search_entry), text != NULL ? text : "");
  if (text != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (priv->search_entry));
}

/* ---- selection and activation ---- */

GPtrArray *
assay_list_page_dup_selected (AssayListPage *self)
{
  AssayListPagePrivate *priv = get_private (self);
  GPtrArray *items = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(GtkBitset) rows = gtk_selection_model_get_selection (GTK_SELECTION_MODEL (priv->selection));

  for (guint64 i = 0; i < gtk_bitset_get_size (rows); i++)
    g_ptr_array_add (items, g_list_model_get_item (G_LIST_MODEL (priv->selection), gtk_bitset_get_nth (rows, i)));
  return items;
}

static void
on_selection_changed (AssayListPage *self)
{
  AssayListPagePrivate *priv = get_private (self);
  AssayListPageClass *class = ASSAY_LIST_PAGE_GET_CLASS (self);
  g_autoptr(GtkBitset) rows = gtk_selection_model_get_selection (GTK_SELECTION_MODEL (priv->selection));
  guint n_selected = gtk_bitset_get_size (rows);
  g_autofree char *label = g_strdup_printf (ngettext ("%u selected", "%u selected", n_selected), n_selected);

  gtk_label_set_text (priv->selected_label, label);
  gtk_action_bar_set_revealed (priv->bar, n_selected > 0 && class->selection_changed != NULL);
  if (class->selection_changed != NULL)
    class->selection_changed (self, n_selected);
}

static void
activate_at (AssayListPage *self, guint position, gboolean new_tab)
{
  AssayListPageClass *class = ASSAY_LIST_PAGE_GET_CLASS (self);
  g_autoptr(GObject) item = g_list_model_get_item (G_LIST_MODEL (get_private (self)->selection), position);

  if (item != NULL && class->activate_item != NULL)
    class->activate_item (self, item, new_tab);
}

static void
on_activate (AssayListPage *self, guint position)
{
  activate_at (self, position, FALSE);
}

static gboolean
open_selected_in_tab (GtkWidget *widget, GVariant *args, gpointer user_data)
{
  AssayListPage *self = user_data;
  g_autoptr(GtkBitset) rows = gtk_selection_model_get_selection (GTK_SELECTION_MODEL (get_private (self)->selection));

  if (gtk_bitset_is_empty (rows))
    return GDK_EVENT_PROPAGATE;
  activate_at (self, gtk_bitset_get_minimum (rows), TRUE);
  return GDK_EVENT_STOP;
}

static void
on_middle_click (GtkGestureClick *gesture, int n_press, double x, double y, AssayListPage *self)
{
  AssayListPageClass *class = ASSAY_LIST_PAGE_GET_CLASS (self);
  gpointer item = assay_cells_pick (get_private (self)->view, x, y);

  if (item != NULL && class->activate_item != NULL)
    class->activate_item (self, item, TRUE);
}

/* ---- making ---- */

static void
add_column (AssayListPage *self, const char *id, const char *title, GtkListItemFactory *factory, GCompareDataFunc compare, AssayColumnFlags flags)
{
  AssayListPagePrivate *priv = get_private (self);
  g_autoptr(GtkColumnViewColumn) column = gtk_column_view_column_new (title, factory);

  gtk_column_view_column_set_resizable (column, TRUE);
  gtk_column_view_column_set_expand (column, (flags & ASSAY_COLUMN_EXPAND) != 0);
  if (compare != NULL)
    {
      g_autoptr(GtkSorter) sorter = GTK_SORTER (gtk_custom_sorter_new (compare, NULL, NULL));

      gtk_column_view_column_set_sorter (column, sorter);
    }
  g_object_set_data_full (G_OBJECT (column), "assay-id", g_strdup (id), g_free);
  g_object_set_data (G_OBJECT (column), "assay-extra", GINT_TO_POINTER ((flags & ASSAY_COLUMN_EXTRA) != 0));
  gtk_column_view_append_column (priv->view, column);
}

static char *
row_name (gpointer item, gpointer user_data)
{
  return get_private (user_data)->search_text (item, NULL);
}

void
assay_list_page_add_column (AssayListPage *self, const char *id, const char *title, AssayCellText text,
                            GCompareDataFunc compare, guint chars, AssayColumnFlags flags)
{
  gboolean end = (flags & ASSAY_COLUMN_END) != 0;
  gboolean first = g_list_model_get_n_items (gtk_column_view_get_columns (get_private (self)->view)) == 0;

  /* What search looks into is also what a row is called. */
  add_column (self, id, title,
              first ? assay_cells_new_naming (text, row_name, self, chars, end) : assay_cells_new_text (text, NULL, chars, end), compare, flags);
}

void
assay_list_page_add_verdict_column (AssayListPage *self, const char *id, const char *title, AssayCellVerdict verdict, GCompareDataFunc compare)
{
  add_column (self, id, title, assay_cells_new_verdict (verdict, NULL), compare, 0);
}

static void
on_width_class (AssayListPage *self)
{
  gboolean narrow = assay_width_bin_get_width_class (ASSAY_WIDTH_BIN (self)) <= ASSAY_WIDTH_NARROW;
  GListModel *columns = gtk_column_view_get_columns (get_private (self)->view);

  for (guint i = 0; i < g_list_model_get_n_items (columns); i++)
    {
      g_autoptr(GtkColumnViewColumn) column = g_list_model_get_item (columns, i);

      if (g_object_get_data (G_OBJECT (column), "assay-extra") != NULL)
        gtk_column_view_column_set_visible (column, !narrow);
    }
}

void
assay_list_page_set_model (AssayListPage *self, GListModel *model, AssayCellText text)
{
  AssayListPagePrivate *priv = get_private (self);
  GtkSortListModel *sorted;

  g_set_object (&priv->model, model);
  priv->search_text = text;
  priv->filter = gtk_custom_filter_new (matches, self, NULL);
  priv->filtered = gtk_filter_list_model_new (g_object_ref (model), GTK_FILTER (priv->filter));
  sorted = gtk_sort_list_model_new (G_LIST_MODEL (g_object_ref (priv->filtered)), g_object_ref (gtk_column_view_get_sorter (priv->view)));
  priv->selection = gtk_multi_selection_new (G_LIST_MODEL (sorted));
  gtk_column_view_set_model (priv->view, GTK_SELECTION_MODEL (priv->selection));
  g_signal_connect_object (priv->selection, "selection-changed", G_CALLBACK (on_selection_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (priv->selection, "items-changed", G_CALLBACK (on_selection_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (model, "items-changed", G_CALLBACK (update_stack), self, G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  assay_cells_label_headers (priv->view);
  assay_list_layout_restore (priv->view, assay_page_get_place (ASSAY_PAGE (self)));
  update_stack (self);
  on_width_class (self);
}

void
assay_list_page_set_empty (AssayListPage *self, const char *icon, const char *title, const char *description, const char *label, const char *action)
{
  AssayListPagePrivate *priv = get_private (self);

  adw_status_page_set_icon_name (priv->empty, icon);
  adw_status_page_set_title (priv->empty, title);
  adw_status_page_set_description (priv->empty, description);
  gtk_widget_set_visible (GTK_WIDGET (priv->empty_button), action != NULL);
  if (action == NULL)
    return;
  gtk_button_set_label (priv->empty_button, label);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (priv->empty_button), action);
}

GtkWidget *
assay_list_page_add_button (AssayListPage *self, const char *label, const char *action, gboolean destructive)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  if (destructive)
    gtk_widget_add_css_class (button, "destructive-action");
  gtk_action_bar_pack_end (get_private (self)->bar, button);
  return button;
}

GListModel *
assay_list_page_get_shown (AssayListPage *self)
{
  return G_LIST_MODEL (get_private (self)->selection);
}

/* ---- the page ---- */

static void
start_search (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  assay_list_page_search (user_data, "");
}

static gboolean
show_state (AssayPage *page, const char *name, const char *value)
{
  AssayListPage *self = ASSAY_LIST_PAGE (page);

  if (g_str_equal (name, "select"))
    return gtk_selection_model_select_item (GTK_SELECTION_MODEL (get_private (self)->selection), (guint) g_ascii_strtoull (value, NULL, 10), TRUE);
  if (g_str_equal (name, "search"))
    {
      assay_list_page_search (self, value);
      return TRUE;
    }
  return FALSE;
}

/* The list, not its headers. */
static gboolean
assay_list_page_grab_focus (GtkWidget *widget)
{
  AssayListPagePrivate *priv = get_private (ASSAY_LIST_PAGE (widget));

  if (g_strcmp0 (gtk_stack_get_visible_child_name (priv->stack), "list") == 0)
    return gtk_widget_child_focus (gtk_widget_get_last_child (GTK_WIDGET (priv->view)), GTK_DIR_TAB_FORWARD);
  return gtk_widget_child_focus (GTK_WIDGET (priv->stack), GTK_DIR_TAB_FORWARD);
}

static void
assay_list_page_unmap (GtkWidget *widget)
{
  AssayListPage *self = ASSAY_LIST_PAGE (widget);

  assay_list_layout_save (get_private (self)->view, assay_page_get_place (ASSAY_PAGE (self)));
  GTK_WIDGET_CLASS (assay_list_page_parent_class)->unmap (widget);
}

static void
assay_list_page_dispose (GObject *object)
{
  AssayListPagePrivate *priv = get_private (ASSAY_LIST_PAGE (object));

  if (priv->view != NULL)
    gtk_column_view_set_model (priv->view, NULL);
  g_clear_object (&priv->selection);
  g_clear_object (&priv->filtered);
  g_clear_object (&priv->model);
  g_clear_pointer (&priv->needle, g_free);
  priv->view = NULL;
  G_OBJECT_CLASS (assay_list_page_parent_class)->dispose (object);
}

static void
assay_list_page_class_init (AssayListPageClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = assay_list_page_dispose;
  widget_class->unmap = assay_list_page_unmap;
  widget_class->grab_focus = assay_list_page_grab_focus;
  ASSAY_PAGE_CLASS (class)->show_state = show_state;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/assay_workbench/Assay/ui/list-page.ui");
  gtk_widget_class_bind_template_child_private (widget_class, AssayListPage, search_bar);
  gtk_widget_class_bind_template_child_private (widget_class, AssayListPage, search_entry);
  gtk_widget_class_bind_template_child_private (widget_class, AssayListPage, stack);
  gtk_widget_class_bind_template_child_private (widget_class, AssayListPage, empty);
  gtk_widget_class_bind_template_child_private (widget_class, AssayListPage, empty_button);
  gtk_widget_class_bind_template_child_private (widget_class, AssayListPage, view);
  gtk_widget_class_bind_template_child_private (widget_class, AssayListPage, bar);
  gtk_widget_class_bind_template_child_private (widget_class, AssayListPage, selected_label);
  gtk_widget_class_bind_template_callback (widget_class, on_search_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_clear_search);
  gtk_widget_class_bind_template_callback (widget_class, on_activate);
}

static void
assay_list_page_init (AssayListPage *self)
{
  static const GActionEntry actions[] = { { .name = "search", .activate = start_search } };
  AssayListPagePrivate *priv = get_private (self);
  GtkEventController *shortcuts = gtk_shortcut_controller_new ();
  GtkGesture *middle = gtk_gesture_click_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_search_bar_connect_entry (priv->search_bar, GTK_EDITABLE (priv->search_entry));
  gtk_search_bar_set_key_capture_widget (priv->search_bar, GTK_WIDGET (self));
  g_action_map_add_action_entries (assay_page_get_actions (ASSAY_PAGE (self)), actions, G_N_ELEMENTS (actions), self);
  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (shortcuts),
                                        gtk_shortcut_new (gtk_shortcut_trigger_parse_string ("<Control>Return"),
                                                          gtk_callback_action_new (open_selected_in_tab, self, NULL)));
  gtk_widget_add_controller (GTK_WIDGET (priv->view), shortcuts);
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (middle), GDK_BUTTON_MIDDLE);
  g_signal_connect (middle, "released", G_CALLBACK (on_middle_click), self);
  gtk_widget_add_controller (GTK_WIDGET (priv->view), GTK_EVENT_CONTROLLER (middle));
  g_signal_connect (self, "notify::width-class", G_CALLBACK (on_width_class), NULL);
}
