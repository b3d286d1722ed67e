#include "app/job-row.h"

#include <glib/gi18n.h>
#include <math.h>

struct _AssayJobRow
{
  AdwBin parent;
  GtkLabel *title, *detail;
  GtkProgressBar *bar;
  GtkButton *stop, *details;
  GtkSpinner *stopping;
  AssayProject *project;
  AssayJob *job;
  GSignalGroup *signals;
};

G_DEFINE_FINAL_TYPE (AssayJobRow, assay_job_row, ADW_TYPE_BIN)

static char *
describe_eta (double eta)
{
  if (eta < 0)
    return NULL;
  if (eta < 60)
    /* Translators: time left of a task */
    return g_strdup_printf (ngettext ("about %d s left", "about %d s left", (gulong) ceil (eta)), (int) ceil (eta));
  return g_strdup_printf (ngettext ("about %d min left", "about %d min left", (gulong) ceil (eta / 60)), (int) ceil (eta / 60));
}

char *
assay_job_row_describe (AssayJobState state, double fraction, const char *step, double eta)
{
  g_autoptr(GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);
  char *left;

  switch (state)
    {
    case ASSAY_JOB_STOPPING: return g_strdup (_("Stopping…"));
    case ASSAY_JOB_CANCELLED: return g_strdup (_("Cancelled"));
    case ASSAY_JOB_FAILED: return g_strdup (_("Failed"));
    case ASSAY_JOB_DONE: return g_strdup (_("Done"));
    case ASSAY_JOB_RUNNING: default: break;
    }
  if (fraction >= 0)
    /* Translators: share of a task that is done */
    g_ptr_array_add (parts, g_strdup_printf (_("%d%%"), (int) (fraction * 100)));
  left = describe_eta (eta);
  if (left != NULL)
    g_ptr_array_add (parts, left);
  else if (step != NULL && *step != '\0')
    g_ptr_array_add (parts, g_strdup (step));
  g_ptr_array_add (parts, NULL);
  return g_strjoinv (" · ", (char **) parts->pdata);
}

static void
update (AssayJobRow *self)
{
  AssayJobState state;
  double fraction;
  g_autofree char *detail = NULL;

  if (self->job == NULL)
    return;
  state = assay_job_get_state (self->job);
  fraction = assay_job_get_fraction (self->job);
  detail = assay_job_row_describe (state, fraction, assay_job_get_step (self->job), assay_job_get_eta (self->job));
  gtk_label_set_text (self->title, assay_job_get_title (self->job));
  gtk_label_set_text (self->detail, detail);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->title), assay_job_get_title (self->job));
  gtk_widget_set_visible (GTK_WIDGET (self->bar), state == ASSAY_JOB_RUNNING || state == ASSAY_JOB_STOPPING);
  gtk_widget_set_visible (GTK_WIDGET (self->stop), state != ASSAY_JOB_STOPPING);
  gtk_widget_set_visible (GTK_WIDGET (self->stopping), state == ASSAY_JOB_STOPPING);
  gtk_spinner_set_spinning (self->stopping, state == ASSAY_JOB_STOPPING);
  gtk_widget_set_visible (GTK_WIDGET (self->details), state == ASSAY_JOB_FAILED);
  if (fraction >= 0)
    gtk_progress_bar_set_fraction (self->bar, CLAMP (fraction, 0, 1));
  else
    gtk_progress_bar_pulse (self->bar);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->bar), GTK_ACCESSIBLE_PROPERTY_LABEL, assay_job_get_title (self->job),
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, detail, -1);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->stop), state == ASSAY_JOB_FAILED ? _("Dismiss") : _("Cancel"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->stop), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  state == ASSAY_JOB_FAILED ? _("Dismiss") : _("Cancel Task"), -1);
}

static void
on_stop_clicked (AssayJobRow *self)
{
  AssayJobState state = assay_job_get_state (self->job);

  if (state == ASSAY_JOB_RUNNING)
    assay_job_stop (self->job);
  else
    assay_project_dismiss (self->project, self->job);
}

static void
copy_error (AdwMessageDialog *dialog, const char *response, gpointer user_data)
{
  if (g_str_equal (response, "copy"))
    gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (dialog)), adw_message_dialog_get_body (dialog));
}

static void
on_details_clicked (AssayJobRow *self)
{
  const GError *error = assay_job_get_error (self->job);
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *dialog;

  if (error == NULL)
    return;
  dialog = adw_message_dialog_new (GTK_WINDOW (root), assay_job_get_title (self->job), error->message);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "copy", _("_Copy Text"), "close", _("_Close"), NULL);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "close");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "close");
  g_signal_connect (dialog, "response", G_CALLBACK (copy_error), NULL);
  gtk_window_present (GTK_WINDOW (dialog));
}

void
assay_job_row_set_job (AssayJobRow *self, AssayProject *project, AssayJob *job)
{
  g_set_object (&self->project, project);
  g_set_object (&self->job, job);
  g_signal_group_set_target (self->signals, job);
  update (self);
}

GtkWidget *
assay_job_row_new (AssayProject *project, AssayJob *job)
{
  AssayJobRow *self = g_object_new (ASSAY_TYPE_JOB_ROW, NULL);

  assay_job_row_set_job (self, project, job);
  return GTK_WIDGET (self);
}

static void
assay_job_row_dispose (GObject *object)
{
  AssayJobRow *self = ASSAY_JOB_ROW (object);

  g_clear_object (&self->signals);
  g_clear_object (&self->job);
  g_clear_object (&self->project);
  G_OBJECT_CLASS (assay_job_row_parent_class)->dispose (object);
}

static void
assay_job_row_class_init (AssayJobRowClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = assay_job_row_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/assay_workbench/Assay/ui/job-row.ui");
  gtk_widget_class_bind_template_child (widget_class, AssayJobRow, title);
  gtk_widget_class_bind_template_child (widget_class, AssayJobRow, detail);
  gtk_widget_class_bind_template_child (widget_class, AssayJobRow, bar);
  gtk_widget_class_bind_template_child (widget_class, AssayJobRow, stop);
  gtk_widget_class_bind_template_child (widget_class, AssayJobRow, details);
  gtk_widget_class_bind_template_child (widget_class, AssayJobRow, stopping);
  gtk_widget_class_bind_template_callback (widget_class, on_stop_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_details_clicked);
}

static void
assay_job_row_init (AssayJobRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->signals = g_signal_group_new (ASSAY_TYPE_JOB);
  g_signal_group_connect_swapped (self->signals, "notify", G_CALLBACK (update), self);
}
