#include "app/job-page.h"

#include <glib/gi18n.h>

#include "app/figures-view.h"
#include "app/job-row.h"
#include "app/result-table.h"

struct _AssayJobPage
{
  AssayPage parent;
  AdwStatusPage *status;
  GtkProgressBar *bar;
  GtkLabel *detail;
  GtkButton *cancel, *again;
  AdwBin *partial;
  AssayResult *shown;            /* whose table is in there; NULL: none */
  AssayProject *project;
  AssayJob *job;
};

G_DEFINE_FINAL_TYPE (AssayJobPage, assay_job_page, ASSAY_TYPE_PAGE)

static gint64
job_number (AssayJob *job)
{
  static gint64 last;
  gint64 *number = g_object_get_data (G_OBJECT (job), "assay-number");

  if (number == NULL)
    {
      number = g_new (gint64, 1);
      *number = ++last;
      g_object_set_data_full (G_OBJECT (job), "assay-number", number, g_free);
    }
  return *number;
}

char *
assay_job_page_place (AssayJob *job)
{
  return g_strdup_printf ("job/%" G_GINT64_FORMAT, job_number (job));
}

AssayJob *
assay_job_page_find (AssayProject *project, gint64 number)
{
  GListModel *jobs = assay_project_get_jobs (project);

  for (guint i = 0; i < g_list_model_get_n_items (jobs); i++)
    {
      g_autoptr(AssayJob) job = g_list_model_get_item (jobs, i);

      if (job_number (job) == number)
        return g_steal_pointer (&job);
    }
  return NULL;
}

/* A stopped one may have a run of what was finished. */
static gboolean
is_over (AssayJob *job)
{
  const AssayJobState state = assay_job_get_state (job);

  return (state == ASSAY_JOB_DONE || state == ASSAY_JOB_CANCELLED) && assay_job_get_run (job) != 0;
}

/* Only the page the user looks at turns into the run; one in another tab does so when it is shown. */
static gboolean
become_run (AssayJobPage *self)
{
  gint64 run = assay_job_get_run (self->job);
  g_autofree char *place = g_strdup_printf ("run/%" G_GINT64_FORMAT, run);

  if (!is_over (self->job) || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return FALSE;
  gtk_widget_activate_action (GTK_WIDGET (self), "win.open-replacing", "s", place);
  return TRUE;
}

static gboolean
become_run_later (gpointer user_data)
{
  become_run (user_data);
  return G_SOURCE_REMOVE;
}

static GtkWidget *
new_partial (AssayTable *table)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6), *label = gtk_label_new (_("Of the part that is finished"));

  gtk_widget_add_css_class (label, "dim-label");
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), assay_result_table_new (table));
  return box;
}

static gboolean
is_any (const char *id, const char *section)
{
  return TRUE;
}

/* Bars that find their places: of a sensitivity the pictures come as they are made. */
static void
show_figures (AssayJobPage *self, AssayResult *partial)
{
  GtkWidget *shown = adw_bin_get_child (self->partial);

  if (shown == NULL)
    {
      shown = assay_figures_view_new (_("Of the part that is finished"));
      assay_figures_view_set_scrolls (ASSAY_FIGURES_VIEW (shown), FALSE);
      adw_bin_set_child (self->partial, shown);
    }
  assay_figures_view_set_width_class (ASSAY_FIGURES_VIEW (shown), assay_width_bin_get_width_class (ASSAY_WIDTH_BIN (self)));
  assay_figures_view_set_result (ASSAY_FIGURES_VIEW (shown), partial, is_any, ASSAY_FIGURES_WITHOUT_TABLES);
}

/* What is found so far: the table of models of the finished part. A few of them a second, so the widget is only made again. */
static void
show_partial (AssayJobPage *self)
{
  AssayResult *partial = assay_job_get_partial (self->job);
  AssayTable *table = partial != NULL ? assay_result_find_table (partial, "models") : NULL;

  const gboolean has_figures = partial != NULL && g_strcmp0 (assay_result_get_analysis (partial), "sensitivity") == 0 && assay_result_get_n_figures (partial) > 0;

  if ((table == NULL && !has_figures) || partial == self->shown)
    return;
  g_clear_pointer (&self->shown, assay_result_unref);
  self->shown = assay_result_ref (partial);
  if (has_figures)
    show_figures (self, partial);
  else
    adw_bin_set_child (self->partial, new_partial (table));
  gtk_widget_set_visible (GTK_WIDGET (self->partial), TRUE);
  adw_status_page_set_icon_name (self->status, NULL);
  gtk_widget_set_vexpand (GTK_WIDGET (self->status), FALSE);
}

static const char *
describe_state (AssayJobState state)
{
  switch (state)
    {
    case ASSAY_JOB_STOPPING: return _("Stopping…");
    case ASSAY_JOB_DONE: return _("Done");
    case ASSAY_JOB_CANCELLED: return _("Stopped");
    case ASSAY_JOB_FAILED: return _("Failed");
    case ASSAY_JOB_RUNNING:
    default: return _("Running");
    }
}

static void
update (AssayJobPage *self)
{
  AssayJobState state = assay_job_get_state (self->job);
  double fraction = assay_job_get_fraction (self->job);
  g_autofree char *detail = assay_job_row_describe (state, fraction, assay_job_get_step (self->job), assay_job_get_eta (self->job));
  gboolean working = state == ASSAY_JOB_RUNNING || state == ASSAY_JOB_STOPPING;
  const GError *error = assay_job_get_error (self->job);

  assay_page_set_busy (ASSAY_PAGE (self), working);
  assay_page_set_subtitle (ASSAY_PAGE (self), describe_state (state));
  show_partial (self);
  gtk_label_set_text (self->detail, detail);
  gtk_widget_set_visible (GTK_WIDGET (self->bar), working);
  gtk_widget_set_visible (GTK_WIDGET (self->cancel), working);
  gtk_widget_set_sensitive (GTK_WIDGET (self->cancel), state == ASSAY_JOB_RUNNING);
  gtk_widget_set_visible (GTK_WIDGET (self->again), state == ASSAY_JOB_FAILED || state == ASSAY_JOB_CANCELLED);
  if (fraction >= 0)
    gtk_progress_bar_set_fraction (self->bar, CLAMP (fraction, 0, 1));
  else
    gtk_progress_bar_pulse (self->bar);
  if (error != NULL && state == ASSAY_JOB_FAILED)
    {
      g_autofree char *escaped = g_markup_escape_text (error->message, -1);

      adw_status_page_set_icon_name (self->status, "dialog-error-symbolic");
      adw_status_page_set_description (self->status, escaped);
    }
  /* From an idle: the page would go away in the middle of a notification of its own job. */
  if (is_over (self->job))
    g_idle_add_full (G_PRIORITY_DEFAULT, become_run_later, g_object_ref (self), g_object_unref);
}

static void
on_cancel (AssayJobPage *self)
{
  assay_job_stop (self->job);
}

static void
shown (AssayPage *page)
{
  g_idle_add_full (G_PRIORITY_DEFAULT, become_run_later, g_object_ref (page), g_object_unref);
}

AssayPage *
assay_job_page_new (AssayProject *project, AssayJob *job)
{
  AssayJobPage *self = g_object_new (ASSAY_TYPE_JOB_PAGE, "title", assay_job_get_title (job), "icon-name", "assay-run-symbolic", NULL);
  g_autofree char *place = assay_job_page_place (job);
  g_autofree char *title = g_markup_escape_text (assay_job_get_title (job), -1);

  self->project = g_object_ref (project);
  self->job = g_object_ref (job);
  assay_page_set_place (ASSAY_PAGE (self), place);
  adw_status_page_set_title (self->status, title);
  g_signal_connect_object (job, "notify", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
  return ASSAY_PAGE (self);
}

static void
assay_job_page_dispose (GObject *object)
{
  AssayJobPage *self = ASSAY_JOB_PAGE (object);

  g_clear_object (&self->job);
  g_clear_pointer (&self->shown, assay_result_unref);
  g_clear_object (&self->project);
  G_OBJECT_CLASS (assay_job_page_parent_class)->dispose (object);
}

static void
assay_job_page_class_init (AssayJobPageClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = assay_job_page_dispose;
  ASSAY_PAGE_CLASS (class)->shown = shown;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/assay_workbench/Assay/ui/job-page.ui");
  gtk_widget_class_bind_template_child (widget_class, AssayJobPage, status);
  gtk_widget_class_bind_template_child (widget_class, AssayJobPage, bar);
  gtk_widget_class_bind_template_child (widget_class, AssayJobPage, detail);
  gtk_widget_class_bind_template_child (widget_class, AssayJobPage, cancel);
  gtk_widget_class_bind_template_child (widget_class, AssayJobPage, again);
  gtk_widget_class_bind_template_child (widget_class, AssayJobPage, partial);
  gtk_widget_class_bind_template_callback (widget_class, on_cancel);
}

static void
assay_job_page_init (AssayJobPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
