#include "app/activity-area.h"

#include <glib/gi18n.h>

#include "app/job-row.h"

struct _AssayActivityArea
{
  AdwBin parent;
  GtkRevealer *revealer;
  AssayJobRow *row;
  GtkMenuButton *more;
  GtkListBox *list;
  AssayProject *project;
  GSignalGroup *signals;      /* of the project's list of jobs */
};

G_DEFINE_FINAL_TYPE (AssayActivityArea, assay_activity_area, ADW_TYPE_BIN)

static void
update (AssayActivityArea *self)
{
  GListModel *jobs = assay_project_get_jobs (self->project);
  guint n_jobs = g_list_model_get_n_items (jobs);
  g_autoptr(AssayJob) job = n_jobs > 0 ? g_list_model_get_item (jobs, n_jobs - 1) : NULL;
  g_autofree char *label = NULL;

  gtk_revealer_set_reveal_child (self->revealer, n_jobs > 0);
  gtk_widget_set_visible (GTK_WIDGET (self->more), n_jobs > 1);
  if (job == NULL)
    return;
  assay_job_row_set_job (self->row, self->project, job);
  if (n_jobs < 2)
    {
      gtk_menu_button_popdown (self->more);
      return;
    }
  label = g_strdup_printf (ngettext ("%u More Task", "%u More Tasks", n_jobs - 1), n_jobs - 1);
  gtk_menu_button_set_label (self->more, label);
}

static GtkWidget *
make_row (gpointer item, gpointer user_data)
{
  AssayActivityArea *self = user_data;
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *child = assay_job_row_new (self->project, item);

  gtk_widget_set_margin_start (child, 6);
  gtk_widget_set_margin_top (child, 6);
  gtk_widget_set_margin_bottom (child, 6);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), child);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, assay_job_get_title (item), -1);
  return row;
}

void
assay_activity_area_set_project (AssayActivityArea *self, AssayProject *project)
{
  if (!g_set_object (&self->project, project))
    return;
  g_signal_group_set_target (self->signals, project != NULL ? assay_project_get_jobs (project) : NULL);
  gtk_list_box_bind_model (self->list, project != NULL ? assay_project_get_jobs (project) : NULL, make_row, self, NULL);
  if (project != NULL)
    update (self);
  else
    gtk_revealer_set_reveal_child (self->revealer, FALSE);
}

static void
assay_activity_area_dispose (GObject *object)
{
  AssayActivityArea *self = ASSAY_ACTIVITY_AREA (object);

  g_clear_object (&self->signals);
  g_clear_object (&self->project);
  G_OBJECT_CLASS (assay_activity_area_parent_class)->dispose (object);
}

static void
assay_activity_area_class_init (AssayActivityAreaClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = assay_activity_area_dispose;
  g_type_ensure (ASSAY_TYPE_JOB_ROW);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/assay_workbench/Assay/ui/activity-area.ui");
  gtk_widget_class_bind_template_child (widget_class, AssayActivityArea, revealer);
  gtk_widget_class_bind_template_child (widget_class, AssayActivityArea, row);
  gtk_widget_class_bind_template_child (widget_class, AssayActivityArea, more);
  gtk_widget_class_bind_template_child (widget_class, AssayActivityArea, list);
}

static void
assay_activity_area_init (AssayActivityArea *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->signals = g_signal_group_new (G_TYPE_LIST_MODEL);
  g_signal_group_connect_swapped (self->signals, "items-changed", G_CALLBACK (update), self);
}
