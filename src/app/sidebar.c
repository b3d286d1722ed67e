#include "app/sidebar.h"

#include <glib/gi18n.h>

#include "app/activity-area.h"
#include "app/place.h"

struct _AssaySidebar
{
  AdwBin parent;
  GtkListBox *list;
  GtkMenuButton *workspace;
  AssayActivityArea *activity;
  GtkListBoxRow *rows[ASSAY_N_SIDEBAR_PLACES];
  GtkLabel *counts[ASSAY_N_SIDEBAR_PLACES];
  AssayProject *project;
  GSignalGroup *signals[ASSAY_N_SIDEBAR_PLACES];      /* of the list a row counts */
  AssayPlaceKind shown;
};

G_DEFINE_FINAL_TYPE (AssaySidebar, assay_sidebar, ADW_TYPE_BIN)

static GListModel *
counted_list (AssayProject *project, AssayPlaceKind kind)
{
  switch (kind)
    {
    case ASSAY_PLACE_DATASETS: return assay_project_get_datasets (project);
    case ASSAY_PLACE_MODELS: return assay_project_get_models (project);
    case ASSAY_PLACE_RUNS: return assay_project_get_runs (project);
    case ASSAY_PLACE_REPORTS: return assay_project_get_reports (project);
    default: return NULL;
    }
}

static void
update (AssaySidebar *self)
{
  for (guint kind = 0; kind < ASSAY_N_SIDEBAR_PLACES; kind++)
    {
      GListModel *list = self->project != NULL ? counted_list (self->project, kind) : NULL;
      guint n_items = list != NULL ? g_list_model_get_n_items (list) : 0;
      g_autofree char *count = g_strdup_printf ("%u", n_items);
      /* Translators: name of a place, then how many things are there */
      g_autofree char *label = list != NULL ? g_strdup_printf (_("%s, %u"), assay_place_title (kind), n_items)
                                            : g_strdup (assay_place_title (kind));

      gtk_label_set_text (self->counts[kind], count);
      gtk_widget_set_visible (GTK_WIDGET (self->counts[kind]), n_items > 0);
      gtk_widget_set_visible (GTK_WIDGET (self->rows[kind]), list == NULL || n_items > 0 || kind == self->shown);
      gtk_accessible_update_property (GTK_ACCESSIBLE (self->rows[kind]), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
    }
  gtk_list_box_invalidate_headers (self->list);
}

static AssayPlaceKind
kind_of_row (GtkListBoxRow *row)
{
  return GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (row), "assay-place"));
}

static void
add_header (GtkListBoxRow *row, GtkListBoxRow *before, gpointer user_data)
{
  const char *section = assay_place_section (kind_of_row (row));
  const char *section_before = before != NULL ? assay_place_section (kind_of_row (before)) : NULL;
  GtkWidget *label;

  if (section == NULL || g_strcmp0 (section, section_before) == 0)
    {
      gtk_list_box_row_set_header (row, NULL);
      return;
    }
  label = gtk_label_new (section);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "sidebar-section");
  gtk_list_box_row_set_header (row, label);
}

static void
on_row_activated (AssaySidebar *self, GtkListBoxRow *row)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.open", "s", assay_place_name (kind_of_row (row)));
}

static void
on_middle_click (GtkGestureClick *gesture, int n_press, double x, double y, GtkListBoxRow *row)
{
  gtk_widget_activate_action (GTK_WIDGET (row), "win.open-tab", "s", assay_place_name (kind_of_row (row)));
}

static void
add_row (AssaySidebar *self, AssayPlaceKind kind)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  /* An icon beside its name says nothing new to a screen reader. */
  GtkWidget *icon = g_object_new (GTK_TYPE_IMAGE, "icon-name", assay_place_icon (kind),
                                  "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);
  GtkWidget *title = gtk_label_new (assay_place_title (kind));
  GtkWidget *count = gtk_label_new (NULL);
  GtkGesture *click = gtk_gesture_click_new ();

  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_label_set_ellipsize (GTK_LABEL (title), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (title, TRUE);
  gtk_widget_add_css_class (count, "count");
  gtk_widget_add_css_class (count, "numeric");
  gtk_widget_set_valign (count, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (box), icon);
  gtk_box_append (GTK_BOX (box), title);
  gtk_box_append (GTK_BOX (box), count);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  g_object_set_data (G_OBJECT (row), "assay-place", GUINT_TO_POINTER (kind));
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), GDK_BUTTON_MIDDLE);
  g_signal_connect (click, "released", G_CALLBACK (on_middle_click), row);
  gtk_widget_add_controller (row, GTK_EVENT_CONTROLLER (click));
  gtk_list_box_append (self->list, row);
  self->rows[kind] = GTK_LIST_BOX_ROW (row);
  self->counts[kind] = GTK_LABEL (count);
}

void
assay_sidebar_set_project (AssaySidebar *self, AssayProject *project)
{
  g_autofree char *name = project != NULL ? assay_project_dup_name (project) : NULL;

  g_set_object (&self->project, project);
  for (guint kind = 0; kind < ASSAY_N_SIDEBAR_PLACES; kind++)
    g_signal_group_set_target (self->signals[kind], project != NULL ? counted_list (project, kind) : NULL);
  gtk_menu_button_set_label (self->workspace, name != NULL ? name : "");
  assay_activity_area_set_project (self->activity, project);
  update (self);
}

void
assay_sidebar_set_place (AssaySidebar *self, const char *place)
{
  AssayPlaceKind kind;
  gint64 id;

  if (place == NULL || !assay_place_parse (place, &kind, &id))
    return;
  self->shown = assay_place_sidebar (kind);
  update (self);
  gtk_list_box_select_row (self->list, self->rows[self->shown]);
}

static void
assay_sidebar_dispose (GObject *object)
{
  AssaySidebar *self = ASSAY_SIDEBAR (object);

  for (guint kind = 0; kind < ASSAY_N_SIDEBAR_PLACES; kind++)
    g_clear_object (&self->signals[kind]);
  g_clear_object (&self->project);
  G_OBJECT_CLASS (assay_sidebar_parent_class)->dispose (object);
}

static void
assay_sidebar_class_init (AssaySidebarClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = assay_sidebar_dispose;
  g_type_ensure (ASSAY_TYPE_ACTIVITY_AREA);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/assay_workbench/Assay/ui/sidebar.ui");
  gtk_widget_class_bind_template_child (widget_class, AssaySidebar, list);
  gtk_widget_class_bind_template_child (widget_class, AssaySidebar, workspace);
  gtk_widget_class_bind_template_child (widget_class, AssaySidebar, activity);
  gtk_widget_class_bind_template_callback (widget_class, on_row_activated);
}

static void
assay_sidebar_init (AssaySidebar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  for (guint kind = 0; kind < ASSAY_N_SIDEBAR_PLACES; kind++)
    {
      add_row (self, kind);
      self->signals[kind] = g_signal_group_new (G_TYPE_LIST_MODEL);
      g_signal_group_connect_swapped (self->signals[kind], "items-changed", G_CALLBACK (update), self);
    }
  gtk_list_box_set_header_func (self->list, add_header, NULL, NULL);
}
