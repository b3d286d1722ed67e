#include <glib/gi18n.h>

#include "app/import-dialog.h"
#include "app/model-sheet.h"
#include "app/window-private.h"
#include "engine/model-source.h"
#include "engine/sample.h"

/* ---- opening and making workspaces, on a worker ---- */

typedef enum { OPEN_FOLDER, MAKE_FOLDER, OPEN_SAMPLE } Way;
typedef struct { Way way; char *folder; AssayProgress *progress; } Opening;

typedef struct { AssayWindow *window; char *step; double fraction; } Step;

static void
opening_free (gpointer data)
{
  Opening *opening = data;

  g_free (opening->folder);
  g_clear_pointer (&opening->progress, assay_progress_unref);
  g_free (opening);
}

static void
step_free (gpointer data)
{
  Step *step = data;

  g_object_unref (step->window);
  g_free (step->step);
  g_free (step);
}

static gboolean
show_step (gpointer user_data)
{
  Step *step = user_data;

  if (step->window->opening != NULL)
    assay_start_page_set_progress (step->window->start, step->step, step->fraction);
  return G_SOURCE_REMOVE;
}

/* On the worker, at most ten times a second. */
static void
on_progress (double fraction, const char *text, gpointer user_data)
{
  Step *step = g_new0 (Step, 1);

  step->window = g_object_ref (user_data);
  step->step = g_strdup (text != NULL ? text : _("Opening…"));
  step->fraction = fraction;
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, show_step, step, step_free);
}

static void
open_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Opening *opening = task_data;
  g_autofree char *name = NULL;
  GError *error = NULL;
  AssayWorkspace *workspace = NULL;

  switch (opening->way)
    {
    case OPEN_FOLDER:
      workspace = assay_workspace_open (opening->folder, &error);
      break;
    case MAKE_FOLDER:
      name = g_path_get_basename (opening->folder);
      workspace = assay_workspace_init (opening->folder, name, &error);
      break;
    case OPEN_SAMPLE:
      workspace = assay_sample_open (opening->folder, NULL, opening->progress, &error);
      break;
    }
  if (workspace == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, workspace, (GDestroyNotify) assay_workspace_unref);
}

static void
show_failure (AssayWindow *self, const GError *error)
{
  GtkWidget *dialog;

  if (self->project == NULL)
    {
      assay_start_page_set_error (self->start, error->message);
      assay_window_show_start (self);
      return;
    }
  dialog = adw_message_dialog_new (GTK_WINDOW (self), _("The Workspace Cannot Be Opened"), error->message);
  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _("_Close"));
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
on_opened (GObject *source, GAsyncResult *result, gpointer user_data)
{
  AssayWindow *self = ASSAY_WINDOW (source);
  g_autoptr(GError) error = NULL;
  g_autoptr(AssayWorkspace) workspace = g_task_propagate_pointer (G_TASK (result), &error);
  g_autoptr(AssayProject) project = NULL;

  /* A window that is gone, or one that was meanwhile told to open something else. */
  if (self->opening == NULL || self->opening != g_task_get_cancellable (G_TASK (result)))
    return;
  g_clear_object (&self->opening);
  assay_start_page_set_progress (self->start, NULL, 0);
  if (workspace != NULL)
    {
      assay_start_page_set_error (self->start, NULL);
      project = assay_project_new (workspace);
      assay_window_set_project (self, project);
    }
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      assay_window_show_start (self);
    }
  else
    {
      show_failure (self, error);
    }
}

static void
open_workspace (AssayWindow *self, Way way, const char *folder)
{
  g_autoptr(GTask) task = NULL;
  Opening *opening = g_new0 (Opening, 1);

  if (self->opening != NULL)
    g_cancellable_cancel (self->opening);
  g_clear_object (&self->opening);
  self->opening = g_cancellable_new ();
  opening->way = way;
  opening->folder = g_strdup (folder);
  opening->progress = assay_progress_new (self->opening, on_progress, g_object_ref (self), g_object_unref);
  task = g_task_new (self, self->opening, on_opened, NULL);
  g_task_set_task_data (task, opening, opening_free);
  g_task_run_in_thread (task, open_in_thread);
}

void
assay_window_open_folder (AssayWindow *self, const char *folder)
{
  open_workspace (self, OPEN_FOLDER, folder);
}

void
assay_window_open_sample (AssayWindow *self)
{
  g_autofree char *folder = assay_sample_default_folder ();

  assay_start_page_set_progress (self->start, _("Opening the sample…"), -1);
  open_workspace (self, OPEN_SAMPLE, folder);
}

/* ---- choosing ---- */

static void
on_chosen (GtkNativeDialog *chooser, int response, AssayWindow *self)
{
  g_autoptr(GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;
  Way way = GPOINTER_TO_INT (g_object_get_data (G_OBJECT (chooser), "assay-way"));

  if (response == GTK_RESPONSE_ACCEPT && path != NULL)
    open_workspace (self, way, path);
  gtk_native_dialog_destroy (chooser);
}

static void
on_files_chosen (GtkNativeDialog *chooser, int response, AssayWindow *self)
{
  g_autoptr(GListModel) files = gtk_file_chooser_get_files (GTK_FILE_CHOOSER (chooser));
  guint n_files = g_list_model_get_n_items (files);

  if (response == GTK_RESPONSE_ACCEPT)
    for (guint i = 0; i < n_files; i++)
      {
        g_autoptr(GFile) file = g_list_model_get_item (files, i);

        assay_window_open_files (self, &file, 1);
      }
  gtk_native_dialog_destroy (chooser);
}

/* What was chosen as a model is shown as one, and the sheet says why it is none. */
static void
on_model_chosen (GtkNativeDialog *chooser, int response, AssayWindow *self)
{
  g_autoptr(GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;

  if (response == GTK_RESPONSE_ACCEPT && path != NULL && self->project != NULL)
    assay_model_sheet_present (self->project, path, GTK_WINDOW (self));
  gtk_native_dialog_destroy (chooser);
}

static GtkNativeDialog *
show_chooser (AssayWindow *self, const char *title, GtkFileChooserAction action, const char *accept, GCallback chosen)
{
  GtkFileChooserNative *chooser = gtk_file_chooser_native_new (title, GTK_WINDOW (self), action, accept, NULL);

  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  /* Nobody else holds it while it is open. */
  g_object_set_data_full (G_OBJECT (self), "assay-chooser", chooser, g_object_unref);
  g_signal_connect_object (chooser, "response", chosen, self, 0);
  return GTK_NATIVE_DIALOG (chooser);
}

void
assay_window_choose_workspace (AssayWindow *self)
{
  GtkNativeDialog *chooser = show_chooser (self, _("Open Workspace"), GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER, _("_Open"), G_CALLBACK (on_chosen));

  g_object_set_data (G_OBJECT (chooser), "assay-way", GINT_TO_POINTER (OPEN_FOLDER));
  gtk_native_dialog_show (chooser);
}

void
assay_window_choose_new_workspace (AssayWindow *self)
{
  GtkNativeDialog *chooser = show_chooser (self, _("New Workspace"), GTK_FILE_CHOOSER_ACTION_SAVE, _("_Create"), G_CALLBACK (on_chosen));

  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (chooser), _("My Workspace"));
  g_object_set_data (G_OBJECT (chooser), "assay-way", GINT_TO_POINTER (MAKE_FOLDER));
  gtk_native_dialog_show (chooser);
}

void
assay_window_choose_import (AssayWindow *self)
{
  GtkNativeDialog *chooser = show_chooser (self, _("Import Data"), GTK_FILE_CHOOSER_ACTION_OPEN, _("_Open"), G_CALLBACK (on_files_chosen));
  g_autoptr(GtkFileFilter) data = gtk_file_filter_new ();
  g_autoptr(GtkFileFilter) all = gtk_file_filter_new ();

  gtk_file_filter_set_name (data, _("Data Files (CSV, TSV, text, gzip)"));
  for (const char *const *suffix = (const char *const[]) { "csv", "tsv", "txt", "gz", NULL }; *suffix != NULL; suffix++)
    gtk_file_filter_add_suffix (data, *suffix);
  gtk_file_filter_set_name (all, _("All Files"));
  gtk_file_filter_add_pattern (all, "*");
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (chooser), data);
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (chooser), all);
  gtk_file_chooser_set_select_multiple (GTK_FILE_CHOOSER (chooser), TRUE);
  gtk_native_dialog_show (chooser);
}

#define MOST_TABLE (1 << 20)
#define MOST_MODEL (600 << 20)

/* ---- files ---- */

/* By content: a scorecard is a table too. Data can be large, models hardly are. */
static gboolean
is_model (const char *path)
{
  g_autoptr(GFile) file = g_file_new_for_path (path);
  g_autoptr(GFileInfo) info = g_file_query_info (file, G_FILE_ATTRIBUTE_STANDARD_SIZE, G_FILE_QUERY_INFO_NONE, NULL, NULL);
  gboolean is_table = g_str_has_suffix (path, ".csv") || g_str_has_suffix (path, ".tsv") || g_str_has_suffix (path, ".csv.gz");

  if (info == NULL || g_file_info_get_size (info) > (is_table ? MOST_TABLE : MOST_MODEL))
    return FALSE;
  return assay_model_source_sniff (path, NULL) != ASSAY_FORMAT_UNKNOWN;
}

static void
on_import_closed (AssayWindow *self)
{
  self->import_dialog = NULL;
  assay_window_import_waiting (self);
}

/* One after the other: the next dialog opens when this one is done. */
void
assay_window_import_waiting (AssayWindow *self)
{
  g_autofree char *path = NULL;

  if (self->project == NULL || self->import_dialog != NULL || self->waiting == NULL || self->waiting->len == 0)
    return;
  path = g_ptr_array_steal_index (self->waiting, 0);
  self->import_dialog = is_model (path) ? GTK_WINDOW (assay_model_sheet_present (self->project, path, GTK_WINDOW (self)))
                                        : GTK_WINDOW (assay_import_dialog_present (self->project, path, GTK_WINDOW (self)));
  g_signal_connect_object (self->import_dialog, "destroy", G_CALLBACK (on_import_closed), self, G_CONNECT_SWAPPED);
}

void
assay_window_import_path (AssayWindow *self, const char *path)
{
  g_ptr_array_add (self->waiting, g_strdup (path));
  assay_window_import_waiting (self);
}

void
assay_window_open_files (AssayWindow *self, GFile **files, int n_files)
{
  for (int i = 0; i < n_files; i++)
    {
      g_autofree char *path = g_file_get_path (files[i]);

      if (path == NULL)
        assay_window_toast (self, _("Only files on this computer can be opened"), NULL, NULL, NULL);
      else if (g_file_test (path, G_FILE_TEST_IS_DIR))
        assay_window_open_folder (self, path);
      else
        assay_window_import_path (self, path);
    }
  if (self->waiting->len > 0 && self->project == NULL && self->opening == NULL)
    {
      assay_start_page_set_error (self->start, _("Open or make a workspace first; the file will be imported into it."));
      assay_window_show_start (self);
    }
}

static gboolean
on_drop (GtkDropTarget *target, const GValue *value, double x, double y, AssayWindow *self)
{
  g_autoptr(GSList) files = gdk_file_list_get_files (g_value_get_boxed (value));

  for (GSList *l = files; l != NULL; l = l->next)
    assay_window_open_files (self, (GFile *[]) { l->data }, 1);
  return files != NULL;
}

void
assay_window_add_drop_target (AssayWindow *self)
{
  GtkDropTarget *target = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);

  g_signal_connect (target, "drop", G_CALLBACK (on_drop), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
}

void
assay_window_choose_model (AssayWindow *self)
{
  GtkNativeDialog *chooser = show_chooser (self, _("Load Model"), GTK_FILE_CHOOSER_ACTION_OPEN, _("_Open"), G_CALLBACK (on_model_chosen));
  g_autoptr(GtkFileFilter) models = gtk_file_filter_new ();
  g_autoptr(GtkFileFilter) all = gtk_file_filter_new ();

  gtk_file_filter_set_name (models, _("Model Files (PMML, JSON, UBJ, ONNX, text, CSV, gzip)"));
  for (const char *const *suffix = (const char *const[]) { "pmml", "xml", "json", "ubj", "onnx", "txt", "csv", "gz", NULL }; *suffix != NULL; suffix++)
    gtk_file_filter_add_suffix (models, *suffix);
  gtk_file_filter_set_name (all, _("All Files"));
  gtk_file_filter_add_pattern (all, "*");
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (chooser), models);
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (chooser), all);
  gtk_native_dialog_show (chooser);
}

/* ---- the name ---- */

static void
on_renamed (AdwMessageDialog *dialog, const char *response, AssayWindow *self)
{
  GtkEditable *entry = GTK_EDITABLE (g_object_get_data (G_OBJECT (dialog), "assay-entry"));
  g_autofree char *name = g_strstrip (g_strdup (gtk_editable_get_text (entry)));
  g_autoptr(GError) error = NULL;

  if (!g_str_equal (response, "rename") || *name == '\0' || self->project == NULL)
    return;
  if (!assay_workspace_set_name (assay_project_get_workspace (self->project), name, &error))
    assay_window_toast (self, error->message, NULL, NULL, NULL);
  assay_project_refresh (self->project);
  assay_sidebar_set_project (self->sidebar, self->project);
}

void
assay_window_rename_workspace (AssayWindow *self)
{
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (adw_message_dialog_new (GTK_WINDOW (self), _("Rename Workspace"), NULL));
  g_autofree char *name = assay_project_dup_name (self->project);
  GtkWidget *group = adw_preferences_group_new ();
  GtkWidget *entry = adw_entry_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (entry), _("Name"));
  gtk_editable_set_text (GTK_EDITABLE (entry), name);
  adw_entry_row_set_activates_default (ADW_ENTRY_ROW (entry), TRUE);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), entry);
  adw_message_dialog_set_extra_child (dialog, group);
  adw_message_dialog_add_responses (dialog, "cancel", _("_Cancel"), "rename", _("_Rename"), NULL);
  adw_message_dialog_set_response_appearance (dialog, "rename", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (dialog, "rename");
  adw_message_dialog_set_close_response (dialog, "cancel");
  g_object_set_data (G_OBJECT (dialog), "assay-entry", entry);
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_renamed), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}
