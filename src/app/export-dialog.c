#include "app/export-dialog.h"

#include <glib/gi18n.h>
#include <inttypes.h>
#include <string.h>

#include "app/report-preview.h"
#include "app/settings.h"
#include "app/width-bin.h"

#define SETTLE_MS 200        /* a letter typed in the title should not lay the report out anew */

static const struct { AssayReportSections section; const char *title; } sections[] = {
  { ASSAY_REPORT_FIGURES, N_("Figures") },
  { ASSAY_REPORT_FIGURE_TABLES, N_("Numbers of the Figures") },
  { ASSAY_REPORT_TABLES, N_("Tables") },
  { ASSAY_REPORT_CHECKS, N_("Checks") },
  { ASSAY_REPORT_METHODS, N_("Methods") },
  { ASSAY_REPORT_APPENDIX, N_("Appendix and Sign-off") },
};

struct _AssayExportDialog
{
  AdwWindow parent;

  AssayProject *project;
  gint64 *runs;
  guint n_runs;
  GtkButton *export_button, *save_button, *previous_button, *next_button;
  AssayWidthBin *bin;
  GtkBox *body;
  GtkStack *stack;
  AssayReportPreview *preview;
  AdwStatusPage *failed_page;
  GtkLabel *page_label;
  AdwEntryRow *title_row, *author_row;
  AdwComboRow *paper_row;
  AdwPreferencesGroup *sections;
  GtkSwitch *switches[G_N_ELEMENTS (sections)];
  GtkFileChooserNative *chooser;

  AssayReport *report;
  guint page;
  GCancellable *cancellable;
  guint settle;
};

G_DEFINE_FINAL_TYPE (AssayExportDialog, assay_export_dialog, ADW_TYPE_WINDOW)

/* ---- laying out, on a worker ---- */

typedef struct { AssayWorkspace *workspace; gint64 *runs; guint n_runs; AssayReportOptions options; char *title, *author, *workspace_name, *run_name; } Request;

static void
request_free (gpointer data)
{
  Request *request = data;

  assay_workspace_unref (request->workspace);
  g_free (request->runs);
  g_free (request->title);
  g_free (request->author);
  g_free (request->workspace_name);
  g_free (request->run_name);
  g_free (request);
}

static char *
name_runs (const gint64 *runs, guint n_runs)
{
  g_autoptr(GString) names = g_string_new (NULL);

  for (guint i = 0; i < n_runs; i++)
    {
      g_autofree char *name = g_strdup_printf (_("Run %" PRId64), runs[i]);

      g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", name);
    }
  return g_strdup (names->str);
}

static const char *
text_or_null (AdwEntryRow *row)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (row));

  return text[0] != '\0' ? text : NULL;
}

static Request *
request_new (AssayExportDialog *self)
{
  Request *request = g_new0 (Request, 1);
  AssayReportSections chosen = 0;

  for (guint i = 0; i < G_N_ELEMENTS (sections); i++)
    if (gtk_switch_get_active (self->switches[i]))
      chosen |= sections[i].section;
  request->workspace = assay_workspace_ref (assay_project_get_workspace (self->project));
  request->runs = g_memdup2 (self->runs, self->n_runs * sizeof *self->runs);
  request->n_runs = self->n_runs;
  request->title = g_strdup (text_or_null (self->title_row));
  request->author = g_strdup (text_or_null (self->author_row));
  request->workspace_name = assay_project_dup_name (self->project);
  request->run_name = name_runs (self->runs, self->n_runs);
  assay_report_options_init (&request->options);
  request->options.paper = adw_combo_row_get_selected (self->paper_row) == 1 ? ASSAY_PAPER_LETTER : ASSAY_PAPER_A4;
  request->options.sections = chosen;
  request->options.title = request->title;
  request->options.author = request->author;
  request->options.workspace = request->workspace_name;
  request->options.run = request->run_name;
  return request;
}

static void
lay_out_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  const Request *request = task_data;
  g_autoptr(GPtrArray) results = g_ptr_array_new_with_free_func ((GDestroyNotify) assay_result_unref);

  for (guint i = 0; i < request->n_runs; i++)
    {
      GError *error = NULL;
      g_autoptr(AssayOutcome) outcome = assay_run_load (request->workspace, request->runs[i], &error);

      if (outcome == NULL)
        {
          g_task_return_error (task, error);
          return;
        }
      g_ptr_array_add (results, assay_result_ref (outcome->result));
    }
  g_task_return_pointer (task, assay_report_new ((AssayResult *const *) results->pdata, results->len, &request->options),
                         (GDestroyNotify) assay_report_free);
}

static void
show_page (AssayExportDialog *self)
{
  guint n = self->report != NULL ? assay_report_get_n_pages (self->report) : 0;
  g_autofree char *text = n > 0 ? g_strdup_printf (_("Page %u of %u"), self->page + 1, n) : g_strdup ("");

  assay_report_preview_show (self->preview, self->report, self->page);
  gtk_label_set_text (self->page_label, text);
  gtk_widget_set_sensitive (GTK_WIDGET (self->previous_button), self->page > 0);
  gtk_widget_set_sensitive (GTK_WIDGET (self->next_button), self->page + 1 < n);
}

static void
on_laid_out (GObject *source, GAsyncResult *result, gpointer user_data)
{
  AssayExportDialog *self = ASSAY_EXPORT_DIALOG (source);
  g_autoptr(GError) error = NULL;
  AssayReport *report = g_task_propagate_pointer (G_TASK (result), &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  assay_report_preview_show (self->preview, NULL, 0);
  g_clear_pointer (&self->report, assay_report_free);
  self->report = report;
  self->page = report != NULL ? MIN (self->page, assay_report_get_n_pages (report) - 1) : 0;
  if (report == NULL)
    adw_status_page_set_description (self->failed_page, error->message);
  gtk_stack_set_visible_child_name (self->stack, report != NULL ? "page" : "failed");
  gtk_widget_set_sensitive (GTK_WIDGET (self->export_button), report != NULL);
  gtk_widget_set_sensitive (GTK_WIDGET (self->save_button), report != NULL);
  show_page (self);
}

static gboolean
lay_out (gpointer user_data)
{
  AssayExportDialog *self = user_data;
  g_autoptr(GTask) task = NULL;

  self->settle = 0;
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  task = g_task_new (self, self->cancellable, on_laid_out, NULL);
  g_task_set_source_tag (task, lay_out);
  g_task_set_task_data (task, request_new (self), request_free);
  g_task_run_in_thread (task, lay_out_in_thread);
  return G_SOURCE_REMOVE;
}

static void
on_changed (AssayExportDialog *self)
{
  if (self->runs == NULL)
    return;
  g_clear_handle_id (&self->settle, g_source_remove);
  self->settle = g_timeout_add (SETTLE_MS, lay_out, self);
}

static void
on_previous (AssayExportDialog *self)
{
  self->page -= self->page > 0;
  show_page (self);
}

static void
on_next (AssayExportDialog *self)
{
  self->page += self->report != NULL && self->page + 1 < assay_report_get_n_pages (self->report);
  show_page (self);
}

/* ---- writing ---- */

static void
export_to (AssayExportDialog *self, const char *path)
{
  Request *request = request_new (self);

  assay_project_report (self->project, self->runs, self->n_runs, &request->options, path);
  request_free (request);
  gtk_window_close (GTK_WINDOW (self));
}

static void
on_export (AssayExportDialog *self)
{
  export_to (self, NULL);
}

static void
on_chosen (AssayExportDialog *self, int response)
{
  g_autoptr(GFile) file = response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (self->chooser)) : NULL;
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;

  g_clear_object (&self->chooser);
  if (path != NULL)
    export_to (self, path);
}

static void
on_save_as (AssayExportDialog *self)
{
  g_autofree char *name = g_strdup_printf ("run-%" G_GINT64_FORMAT ".pdf", self->runs[0]);

  g_clear_object (&self->chooser);
  self->chooser = gtk_file_chooser_native_new (_("Save Report"), GTK_WINDOW (self), GTK_FILE_CHOOSER_ACTION_SAVE, _("_Save"), _("_Cancel"));
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (self->chooser), name);
  g_signal_connect_swapped (self->chooser, "response", G_CALLBACK (on_chosen), self);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

/* ---- class ---- */

static void
on_width_class (AssayExportDialog *self)
{
  gboolean wide = assay_width_bin_get_width_class (self->bin) >= ASSAY_WIDTH_NARROW;

  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->body), wide ? GTK_ORIENTATION_HORIZONTAL : GTK_ORIENTATION_VERTICAL);
}

static void
add_section_row (AssayExportDialog *self, guint index)
{
  GtkWidget *row = adw_action_row_new (), *toggle = gtk_switch_new ();

  gtk_widget_set_valign (toggle, GTK_ALIGN_CENTER);
  gtk_switch_set_active (GTK_SWITCH (toggle), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (toggle), GTK_ACCESSIBLE_PROPERTY_LABEL, _(sections[index].title), -1);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _(sections[index].title));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), toggle);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), toggle);
  adw_preferences_group_add (self->sections, row);
  self->switches[index] = GTK_SWITCH (toggle);
  g_signal_connect_swapped (toggle, "notify::active", G_CALLBACK (on_changed), self);
}

AssayExportDialog *
assay_export_dialog_present (AssayProject *project, const gint64 *runs, guint n_runs, GtkWindow *parent)
{
  AssayExportDialog *self = g_object_new (ASSAY_TYPE_EXPORT_DIALOG, "transient-for", parent, NULL);

  g_return_val_if_fail (n_runs > 0, NULL);
  self->project = g_object_ref (project);
  gtk_editable_set_text (GTK_EDITABLE (self->author_row), g_get_real_name ());
  adw_combo_row_set_selected (self->paper_row, assay_settings_get_paper (assay_settings_get_default ()) == ASSAY_PAPER_LETTER);
  self->runs = g_memdup2 (runs, n_runs * sizeof *runs);
  self->n_runs = n_runs;
  show_page (self);
  lay_out (self);
  gtk_window_present (GTK_WINDOW (self));
  return self;
}

static void
assay_export_dialog_dispose (GObject *object)
{
  AssayExportDialog *self = ASSAY_EXPORT_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_handle_id (&self->settle, g_source_remove);
  if (self->chooser != NULL)
    gtk_native_dialog_destroy (GTK_NATIVE_DIALOG (self->chooser));
  g_clear_object (&self->chooser);
  if (self->preview != NULL)
    assay_report_preview_show (self->preview, NULL, 0);
  self->preview = NULL;
  g_clear_pointer (&self->report, assay_report_free);
  g_clear_object (&self->project);
  g_clear_pointer (&self->runs, g_free);
  G_OBJECT_CLASS (assay_export_dialog_parent_class)->dispose (object);
}

static void
assay_export_dialog_class_init (AssayExportDialogClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = assay_export_dialog_dispose;
  g_type_ensure (ASSAY_TYPE_WIDTH_BIN);
  g_type_ensure (ASSAY_TYPE_REPORT_PREVIEW);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/assay_workbench/Assay/ui/export-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, AssayExportDialog, export_button);
  gtk_widget_class_bind_template_child (widget_class, AssayExportDialog, save_button);
  gtk_widget_class_bind_template_child (widget_class, AssayExportDialog, previous_button);
  gtk_widget_class_bind_template_child (widget_class, AssayExportDialog, next_button);
  gtk_widget_class_bind_template_child (widget_class, AssayExportDialog, bin);
  gtk_widget_class_bind_template_child (widget_class, AssayExportDialog, body);
  gtk_widget_class_bind_template_child (widget_class, AssayExportDialog, stack);
  gtk_widget_class_bind_template_child (widget_class, AssayExportDialog, preview);
  gtk_widget_class_bind_template_child (widget_class, AssayExportDialog, failed_page);
  gtk_widget_class_bind_template_child (widget_class, AssayExportDialog, page_label);
  gtk_widget_class_bind_template_child (widget_class, AssayExportDialog, title_row);
  gtk_widget_class_bind_template_child (widget_class, AssayExportDialog, author_row);
  gtk_widget_class_bind_template_child (widget_class, AssayExportDialog, paper_row);
  gtk_widget_class_bind_template_child (widget_class, AssayExportDialog, sections);
  gtk_widget_class_bind_template_callback (widget_class, on_export);
  gtk_widget_class_bind_template_callback (widget_class, on_save_as);
  gtk_widget_class_bind_template_callback (widget_class, on_previous);
  gtk_widget_class_bind_template_callback (widget_class, on_next);
  gtk_widget_class_bind_template_callback (widget_class, on_changed);
}

static void
assay_export_dialog_init (AssayExportDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  for (guint i = 0; i < G_N_ELEMENTS (sections); i++)
    add_section_row (self, i);
  g_signal_connect_swapped (self->bin, "notify::width-class", G_CALLBACK (on_width_class), self);
  on_width_class (self);
}
