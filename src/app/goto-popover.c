#include "app/goto-popover.h"

#include <glib/gi18n.h>
#include <string.h>

#include "app/place.h"
#include "app/runs-page.h"

#define MOST_HITS 50

typedef struct
{
  AssayProject *project;
  GtkWidget *popover;
  GtkSearchEntry *entry;
  GtkListBox *list;
} Goto;

static void
goto_free (gpointer data)
{
  Goto *self = data;

  g_object_unref (self->project);
  g_free (self);
}

static void
add_hit (Goto *self, const char *icon, const char *title, const char *detail, const char *place, const char *needle)
{
  g_autofree char *all = g_strjoin (" ", title, detail, NULL);
  g_autofree char *folded = g_utf8_casefold (all, -1);
  GtkWidget *row, *box, *label, *image;

  if (strstr (folded, needle) == NULL || gtk_list_box_get_row_at_index (self->list, MOST_HITS) != NULL)
    return;
  row = gtk_list_box_row_new ();
  box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  image = g_object_new (GTK_TYPE_IMAGE, "icon-name", icon, "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);
  label = gtk_label_new (title);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_box_append (GTK_BOX (box), image);
  gtk_box_append (GTK_BOX (box), label);
  if (detail != NULL)
    {
      GtkWidget *dim = gtk_label_new (detail);

      gtk_widget_add_css_class (dim, "dim-label");
      gtk_widget_set_hexpand (dim, TRUE);
      gtk_label_set_xalign (GTK_LABEL (dim), 1);
      gtk_label_set_ellipsize (GTK_LABEL (dim), PANGO_ELLIPSIZE_END);
      gtk_box_append (GTK_BOX (box), dim);
    }
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, all, -1);
  g_object_set_data_full (G_OBJECT (row), "assay-place", g_strdup (place), g_free);
  gtk_list_box_append (self->list, row);
}

static void
add_runs (Goto *self, const char *needle)
{
  GListModel *runs = assay_project_get_runs (self->project);

  for (guint i = 0; i < g_list_model_get_n_items (runs); i++)
    {
      g_autoptr(AssayRunItem) item = g_list_model_get_item (runs, i);
      const AssayRun *run = assay_run_item_get (item);
      g_autofree char *number = assay_run_text_number (run);
      g_autofree char *place = g_strdup_printf ("run/%" G_GINT64_FORMAT, run->id);

      add_hit (self, "assay-run-symbolic", run->title != NULL ? run->title : number, number, place, needle);
    }
}

static void
add_datasets (Goto *self, const char *needle)
{
  GListModel *datasets = assay_project_get_datasets (self->project);

  for (guint i = 0; i < g_list_model_get_n_items (datasets); i++)
    {
      g_autoptr(AssayDatasetItem) item = g_list_model_get_item (datasets, i);
      const AssayDataset *dataset = assay_dataset_item_get (item);
      g_autofree char *place = g_strdup_printf ("dataset/%" G_GINT64_FORMAT, dataset->id);

      add_hit (self, "assay-dataset-symbolic", dataset->name, _("Dataset"), place, needle);
    }
}

static void
add_models (Goto *self, const char *needle)
{
  GListModel *models = assay_project_get_models (self->project);

  for (guint i = 0; i < g_list_model_get_n_items (models); i++)
    {
      g_autoptr(AssayModelItem) item = g_list_model_get_item (models, i);
      const AssayModelVersion *model = assay_model_item_get (item);
      g_autofree char *place = g_strdup_printf ("model/%" G_GINT64_FORMAT, model->id);
      /* Translators: the version of a model */
      g_autofree char *version = g_strdup_printf (_("Version %s"), model->version);

      add_hit (self, "assay-model-symbolic", model->name, version, place, needle);
    }
}

static void
on_changed (Goto *self)
{
  g_autofree char *needle = g_utf8_casefold (gtk_editable_get_text (GTK_EDITABLE (self->entry)), -1);
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (GTK_WIDGET (self->list))) != NULL)
    gtk_list_box_remove (self->list, row);
  for (guint kind = 0; kind < ASSAY_N_SIDEBAR_PLACES; kind++)
    add_hit (self, assay_place_icon (kind), assay_place_title (kind), NULL, assay_place_name (kind), needle);
  add_runs (self, needle);
  add_datasets (self, needle);
  add_models (self, needle);
  gtk_list_box_select_row (self->list, gtk_list_box_get_row_at_index (self->list, 0));
}

static void
on_row_activated (GtkListBox *list, GtkListBoxRow *row, Goto *self)
{
  g_autofree char *place = g_strdup (g_object_get_data (G_OBJECT (row), "assay-place"));
  GtkWidget *anchor = gtk_widget_get_parent (self->popover);

  gtk_popover_popdown (GTK_POPOVER (self->popover));
  gtk_widget_activate_action (anchor, "win.open", "s", place);
}

static void
on_entry_activated (Goto *self)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->list);

  if (row != NULL)
    on_row_activated (self->list, row, self);
}

static void
on_stop (Goto *self)
{
  gtk_popover_popdown (GTK_POPOVER (self->popover));
}

/* Up and Down move through the list while the cursor stays in the entry. */
static gboolean
on_key (GtkEventControllerKey *controller, guint keyval, guint keycode, GdkModifierType state, Goto *self)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->list);
  int index = row != NULL ? gtk_list_box_row_get_index (row) : -1;

  if (keyval != GDK_KEY_Down && keyval != GDK_KEY_Up)
    return GDK_EVENT_PROPAGATE;
  row = gtk_list_box_get_row_at_index (self->list, MAX (index + (keyval == GDK_KEY_Down ? 1 : -1), 0));
  if (row != NULL)
    gtk_list_box_select_row (self->list, row);
  return GDK_EVENT_STOP;
}

static gboolean
unparent (gpointer popover)
{
  gtk_widget_unparent (popover);
  return G_SOURCE_REMOVE;
}

static void
on_closed (GtkPopover *popover)
{
  /* From an idle: what was chosen is still being acted on. */
  g_idle_add (unparent, popover);
}

void
assay_goto_popover_show (GtkWidget *anchor, AssayProject *project)
{
  Goto *self = g_new0 (Goto, 1);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->project = g_object_ref (project);
  self->popover = gtk_popover_new ();
  self->entry = GTK_SEARCH_ENTRY (gtk_search_entry_new ());
  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  g_object_set_data_full (G_OBJECT (self->popover), "assay-goto", self, goto_free);
  /* Without a delay: Return right after the last letter must not open what the list held before. */
  g_object_set (self->entry, "placeholder-text", _("Go to a place, run, dataset or model"), "search-delay", 0, NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Go to a place, run, dataset or model"), -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Places, Runs and Datasets"), -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (scroller), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Places, Runs and Datasets"), -1);
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "navigation-sidebar");
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), GTK_WIDGET (self->list));
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_widget_set_size_request (scroller, 340, 280);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->entry));
  gtk_box_append (GTK_BOX (box), scroller);
  gtk_popover_set_child (GTK_POPOVER (self->popover), box);
  g_signal_connect_swapped (self->entry, "search-changed", G_CALLBACK (on_changed), self);
  g_signal_connect_swapped (self->entry, "activate", G_CALLBACK (on_entry_activated), self);
  g_signal_connect_swapped (self->entry, "stop-search", G_CALLBACK (on_stop), self);
  g_signal_connect (self->list, "row-activated", G_CALLBACK (on_row_activated), self);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (on_key), self);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  gtk_widget_add_controller (GTK_WIDGET (self->entry), keys);
  g_signal_connect (self->popover, "closed", G_CALLBACK (on_closed), NULL);
  on_changed (self);
  gtk_widget_set_parent (self->popover, anchor);
  gtk_popover_popup (GTK_POPOVER (self->popover));
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
}
