#include "app/import-dialog.h"

#include <glib/gi18n.h>
#include <inttypes.h>
#include <string.h>

#include "app/accessible-names.h"
#include "app/import-preview.h"
#include "app/width-bin.h"
#include "charts/format.h"
#include "data/csv-reader.h"

#define PREVIEW_ROWS 200
#define SETTLE_MS 150        /* typing in a spin button should not read the file for each digit */

/* One choice of the reader: its option, and the values offered after “detected”. Labels NULL: the values themselves. */
typedef struct { const char *option; const char *values[9]; const char *labels[9]; } Choice;

enum { ENCODING, SEPARATOR, DECIMAL, THOUSANDS, DATE, HEADER, N_CHOICES };
static const Choice choices[N_CHOICES] = {
  [ENCODING] = { "encoding", { "UTF-8", "WINDOWS-1252", "UTF-16LE", "UTF-16BE" }, { 0 } },
  [SEPARATOR] = { "separator", { ",", ";", "tab", "|" }, { N_("Comma  ,"), N_("Semicolon  ;"), N_("Tab"), N_("Bar  |") } },
  [DECIMAL] = { "decimal", { ".", "," }, { N_("Point  1.5"), N_("Comma  1,5") } },
  [THOUSANDS] = { "thousands", { "none", ",", ".", "space", "'" }, { N_("None"), N_("Comma  1,234"), N_("Point  1.234"), N_("Space  1 234"), N_("Apostrophe  1'234") } },
  [DATE] = { "date-format", { "YYYY-MM-DD", "DD.MM.YYYY", "DD/MM/YYYY", "MM/DD/YYYY", "YYYY-MM-DD hh:mm:ss", "DD.MM.YYYY hh:mm:ss", "DD/MM/YYYY hh:mm:ss", "MM/DD/YYYY hh:mm:ss", "epoch" },
             { [8] = N_("Seconds since 1970") } },
  [HEADER] = { "header", { "yes", "no" }, { N_("Yes"), N_("No") } },
};

struct _AssayImportDialog
{
  AdwWindow parent;

  AssayProject *project;
  char *path;
  AdwWindowTitle *title;
  GtkButton *import_button;
  AssayWidthBin *bin;
  GtkBox *body;
  AdwClamp *clamp;
  AdwPreferencesGroup *question_group;
  AdwComboRow *time_row, *value_row;
  AdwExpanderRow *keys_row;
  AdwEntryRow *name_row;
  AdwComboRow *encoding_row, *separator_row, *decimal_row, *thousands_row, *date_row, *header_row;
  AdwComboRow *rows[N_CHOICES];
  GtkSpinButton *skip_spin;
  GtkSwitch *bad_switch;
  GtkLabel *summary, *reason;
  GtkSpinner *spinner;
  GtkListBox *warnings;
  AssayImportPreview *preview;
  GtkRevealer *reason_revealer;

  AssayReadOptions options;
  AssayReadReport *report;      /* of the last preview */
  AssayFrame *rows_shown;
  AssayType *types;
  GPtrArray *question_rows;     /* AdwComboRow, one a question of the report */
  GPtrArray *key_checks;        /* GtkCheckButton, one a column */
  GArray *role_columns;         /* guint: which column an entry of the time and value rows is */
  GHashTable *answers;          /* option -> value chosen for a question, where the rows below do not offer it */
  GCancellable *cancellable;    /* of the preview under way */
  guint settle;                 /* source that will start a preview */
  char *failure;                /* why there is no preview */
  gboolean updating;            /* rows are being filled, not chosen from */
  gboolean busy;
};

G_DEFINE_FINAL_TYPE (AssayImportDialog, assay_import_dialog, ADW_TYPE_WINDOW)

static void start_preview (AssayImportDialog *self);

/* ---- what is being asked ---- */

static const char *
choice_label (const Choice *choice, guint index)
{
  return choice->labels[index] != NULL ? _(choice->labels[index]) : choice->values[index];
}

/* The detected value in the words of the list, or as it is. */
static const char *
detected_label (const Choice *choice, const char *value)
{
  for (guint i = 0; i < G_N_ELEMENTS (choice->values) && choice->values[i] != NULL; i++)
    if (g_ascii_strcasecmp (choice->values[i], value) == 0)
      return choice_label (choice, i);
  return value;
}

static char *
describe_detected (AssayImportDialog *self, const Choice *choice)
{
  const char *value = NULL;

  for (guint i = 0; self->report != NULL && i < assay_read_report_get_n_settings (self->report); i++)
    {
      const AssayReadSetting *setting = assay_read_report_get_setting (self->report, i);

      if (strcmp (setting->name, choice->option) != 0 || setting->given)
        continue;
      if (value != NULL && strcmp (value, setting->value) != 0)
        return g_strdup (_("By column"));
      value = setting->value;
    }
  return g_strdup (value == NULL || value[0] == '\0' ? _("Detect") : detected_label (choice, value));
}

static void
fill_choice (AssayImportDialog *self, guint index)
{
  const Choice *choice = &choices[index];
  g_autofree char *detected = describe_detected (self, choice);
  GListModel *model = adw_combo_row_get_model (self->rows[index]);

  if (adw_combo_row_get_selected (self->rows[index]) == 0 || model == NULL)
    {
      GtkStringList *list = gtk_string_list_new ((const char *[]) { detected, NULL });

      for (guint i = 0; i < G_N_ELEMENTS (choice->values) && choice->values[i] != NULL; i++)
        gtk_string_list_append (list, choice_label (choice, i));
      adw_combo_row_set_model (self->rows[index], G_LIST_MODEL (list));
      adw_combo_row_set_selected (self->rows[index], 0);
      g_object_unref (list);
    }
  /* TRANSLATORS: how a setting came about: found by the program, or chosen by the user */
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->rows[index]), adw_combo_row_get_selected (self->rows[index]) == 0 ? _("Detected") : _("Chosen"));
}

static void
collect_options (AssayImportDialog *self)
{
  GHashTableIter iter;
  gpointer option, value;
  g_autofree char *skip = g_strdup_printf ("%d", gtk_spin_button_get_value_as_int (self->skip_spin));

  assay_read_options_clear (&self->options);
  assay_read_options_init (&self->options);
  g_hash_table_iter_init (&iter, self->answers);
  while (g_hash_table_iter_next (&iter, &option, &value))
    assay_read_options_set (&self->options, option, value, NULL);
  for (guint i = 0; i < N_CHOICES; i++)
    {
      guint selected = adw_combo_row_get_selected (self->rows[i]);

      if (selected != 0 && selected != GTK_INVALID_LIST_POSITION)
        assay_read_options_set (&self->options, choices[i].option, choices[i].values[selected - 1], NULL);
    }
  assay_read_options_set (&self->options, "skip", skip, NULL);
  if (gtk_switch_get_active (self->bad_switch))
    self->options.max_bad_rows = G_MAXSIZE;
}

static gboolean
on_settled (gpointer user_data)
{
  AssayImportDialog *self = user_data;

  self->settle = 0;
  start_preview (self);
  return G_SOURCE_REMOVE;
}

static void
on_setting_changed (AssayImportDialog *self)
{
  if (self->updating)
    return;
  collect_options (self);
  g_clear_handle_id (&self->settle, g_source_remove);
  self->settle = g_timeout_add (SETTLE_MS, on_settled, self);
}

static void
on_reset (AssayImportDialog *self)
{
  self->updating = TRUE;
  g_hash_table_remove_all (self->answers);
  for (guint i = 0; i < N_CHOICES; i++)
    adw_combo_row_set_selected (self->rows[i], 0);
  gtk_spin_button_set_value (self->skip_spin, 0);
  gtk_switch_set_active (self->bad_switch, FALSE);
  self->updating = FALSE;
  on_setting_changed (self);
}

/* ---- whether it can be imported ---- */

static char *
why_not (AssayImportDialog *self)
{
  const char *name = gtk_editable_get_text (GTK_EDITABLE (self->name_row));

  if (self->failure != NULL)
    return g_strdup (self->failure);
  if (self->busy || self->report == NULL)
    return g_strdup (_("Reading the first rows…"));
  if (assay_read_report_get_n_questions (self->report) > 0)
    return g_strdup (ngettext ("Import waits for your decision on the question marked “Please Decide”.",
                               "Import waits for your decisions on the questions marked “Please Decide”.",
                               assay_read_report_get_n_questions (self->report)));
  if (name[0] == '\0')
    return g_strdup (_("The dataset needs a name."));
  return NULL;
}

static void
update_state (AssayImportDialog *self)
{
  g_autofree char *reason = why_not (self);

  gtk_widget_set_sensitive (GTK_WIDGET (self->import_button), reason == NULL);
  if (reason != NULL)
    gtk_label_set_text (self->reason, reason);
  gtk_revealer_set_reveal_child (self->reason_revealer, reason != NULL);
  gtk_spinner_set_spinning (self->spinner, self->busy);
}

static void
on_name_changed (AssayImportDialog *self)
{
  update_state (self);
}

/* ---- questions and warnings ---- */

static void
on_answer (AssayImportDialog *self, GParamSpec *pspec, AdwComboRow *row)
{
  guint index, selected = adw_combo_row_get_selected (row);
  const AssayReadQuestion *question;

  if (self->updating || selected == 0 || selected == GTK_INVALID_LIST_POSITION || !g_ptr_array_find (self->question_rows, row, &index))
    return;
  question = assay_read_report_get_question (self->report, index);
  for (guint i = 0; i < N_CHOICES; i++)
    for (guint v = 0; strcmp (choices[i].option, question->setting) == 0 && v < G_N_ELEMENTS (choices[i].values) && choices[i].values[v] != NULL; v++)
      if (strcmp (choices[i].values[v], question->values[selected - 1]) == 0)
        {
          adw_combo_row_set_selected (self->rows[i], v + 1);
          return;
        }
  g_hash_table_replace (self->answers, g_strdup (question->setting), g_strdup (question->values[selected - 1]));
  on_setting_changed (self);
}

static void
show_questions (AssayImportDialog *self)
{
  guint n = self->report != NULL ? assay_read_report_get_n_questions (self->report) : 0;

  for (guint i = 0; i < self->question_rows->len; i++)
    adw_preferences_group_remove (self->question_group, g_ptr_array_index (self->question_rows, i));
  g_ptr_array_set_size (self->question_rows, 0);
  for (guint i = 0; i < n; i++)
    {
      const AssayReadQuestion *question = assay_read_report_get_question (self->report, i);
      GtkStringList *list = gtk_string_list_new ((const char *[]) { _("Choose…"), NULL });
      GtkWidget *row = adw_combo_row_new ();

      for (guint v = 0; question->meanings[v] != NULL; v++)
        gtk_string_list_append (list, question->meanings[v]);
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _(question->question));
      adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 4);
      adw_combo_row_set_model (ADW_COMBO_ROW (row), G_LIST_MODEL (list));
      g_object_unref (list);
      g_ptr_array_add (self->question_rows, row);
      g_signal_connect_object (row, "notify::selected", G_CALLBACK (on_answer), self, G_CONNECT_SWAPPED);
      adw_preferences_group_add (self->question_group, row);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->question_group), n > 0);
}

static void
add_warning (AssayImportDialog *self, const char *title, const char *detail)
{
  GtkWidget *row = adw_action_row_new (), *icon = gtk_image_new_from_icon_name ("dialog-warning-symbolic");

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), detail);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 4);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 6);
  gtk_widget_add_css_class (icon, "warning");
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), icon);
  gtk_list_box_append (self->warnings, row);
}

static void
show_warnings (AssayImportDialog *self)
{
  gsize n = self->report != NULL ? assay_read_report_get_n_bad_rows (self->report) : 0;

  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->warnings)); child != NULL; child = gtk_widget_get_first_child (GTK_WIDGET (self->warnings)))
    gtk_list_box_remove (self->warnings, child);
  if (n > 0)
    {
      g_autofree char *title = g_strdup_printf (ngettext ("%zu row at the start of the file cannot be read", "%zu rows at the start of the file cannot be read", n), n);
      GString *detail = g_string_new (NULL);

      for (guint i = 0; i < MIN (assay_read_report_get_n_kept (self->report), 3); i++)
        {
          const AssayBadRow *bad = assay_read_report_get_bad_row (self->report, i);

          g_string_append_printf (detail, _("Line %" PRIu64 ": %s"), bad->line, bad->message);
          g_string_append_c (detail, '\n');
        }
      g_string_truncate (detail, detail->len > 0 ? detail->len - 1 : 0);
      add_warning (self, title, detail->str);
      g_string_free (detail, TRUE);
    }
  if (self->failure != NULL)
    add_warning (self, _("The file cannot be read as it is"), self->failure);
  gtk_widget_set_visible (GTK_WIDGET (self->warnings), n > 0 || self->failure != NULL);
}

/* ---- roles ---- */

static guint
chosen_column (AssayImportDialog *self, AdwComboRow *row)
{
  guint selected = adw_combo_row_get_selected (row);

  if (selected == 0 || selected == GTK_INVALID_LIST_POSITION || selected > self->role_columns->len)
    return G_MAXUINT;
  return g_array_index (self->role_columns, guint, selected - 1);
}

static gboolean
is_key (AssayImportDialog *self, guint column)
{
  return column < self->key_checks->len && gtk_check_button_get_active (g_ptr_array_index (self->key_checks, column));
}

static void
on_role_changed (AssayImportDialog *self)
{
  guint time, value, n_keys = 0;
  g_autoptr(GString) keys = g_string_new (NULL);

  if (self->updating || self->rows_shown == NULL)
    return;
  time = chosen_column (self, self->time_row);
  value = chosen_column (self, self->value_row);
  for (guint i = 0; i < self->key_checks->len; i++)
    {
      gboolean key = is_key (self, i);

      assay_import_preview_set_role (self->preview, i, i == time ? _("Time") : i == value ? _("Value") : key ? _("Key") : NULL);
      if (!key || i == time || i == value)
        continue;
      n_keys++;
      g_string_append_printf (keys, "%s%s", keys->len > 0 ? ", " : "", assay_column_get_name (assay_frame_get_column (self->rows_shown, i)));
    }
  adw_expander_row_set_subtitle (self->keys_row, n_keys > 0 ? keys->str : _("None chosen: found when it is run"));
}

static gboolean
is_date (AssayType type)
{
  return type == ASSAY_TYPE_DATE || type == ASSAY_TYPE_DATETIME;
}

/* Offered as time: dates, and whole numbers (a year, a step). Offered as value: numbers. Chosen at once only when just one fits. */
static void
fill_role_row (AssayImportDialog *self, AdwComboRow *row, gboolean (*fits) (AssayType type))
{
  GtkStringList *list = gtk_string_list_new ((const char *[]) { _("Not set"), NULL });
  guint n = assay_frame_get_n_columns (self->rows_shown), only = 0, n_fit = 0;

  for (guint i = 0; i < n; i++)
    {
      gtk_string_list_append (list, assay_column_get_name (assay_frame_get_column (self->rows_shown, i)));
      if (fits (self->types[i]))
        {
          only = i + 1;
          n_fit++;
        }
    }
  adw_combo_row_set_model (row, G_LIST_MODEL (list));
  adw_combo_row_set_selected (row, n_fit == 1 ? only : 0);
  g_object_unref (list);
}

static gboolean
is_measure (AssayType type)
{
  return type == ASSAY_TYPE_DOUBLE || type == ASSAY_TYPE_INT64;
}

static void
add_key_check (AssayImportDialog *self, guint column)
{
  GtkWidget *row = adw_action_row_new (), *check = gtk_check_button_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), assay_column_get_name (assay_frame_get_column (self->rows_shown, column)));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), assay_import_type_label (self->types[column]));
  gtk_accessible_update_property (GTK_ACCESSIBLE (check), GTK_ACCESSIBLE_PROPERTY_LABEL, assay_column_get_name (assay_frame_get_column (self->rows_shown, column)), -1);
  gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), check);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), check);
  g_ptr_array_add (self->key_checks, check);
  g_signal_connect_object (check, "toggled", G_CALLBACK (on_role_changed), self, G_CONNECT_SWAPPED);
  adw_expander_row_add_row (self->keys_row, row);
}

static gboolean
same_columns (AssayFrame *a, AssayFrame *b)
{
  if (a == NULL || b == NULL || assay_frame_get_n_columns (a) != assay_frame_get_n_columns (b))
    return FALSE;
  for (guint i = 0; i < assay_frame_get_n_columns (a); i++)
    if (strcmp (assay_column_get_name (assay_frame_get_column (a, i)), assay_column_get_name (assay_frame_get_column (b, i))) != 0)
      return FALSE;
  return TRUE;
}

static void
fill_roles (AssayImportDialog *self)
{
  guint n = assay_frame_get_n_columns (self->rows_shown);

  for (guint i = 0; i < self->key_checks->len; i++)
    {
      GtkWidget *row = gtk_widget_get_ancestor (g_ptr_array_index (self->key_checks, i), ADW_TYPE_ACTION_ROW);

      adw_expander_row_remove (self->keys_row, row);
    }
  g_ptr_array_set_size (self->key_checks, 0);
  g_array_set_size (self->role_columns, 0);
  for (guint i = 0; i < n; i++)
    {
      g_array_append_val (self->role_columns, i);
      add_key_check (self, i);
    }
  fill_role_row (self, self->time_row, is_date);
  fill_role_row (self, self->value_row, is_measure);
}

static void
collect_roles (AssayImportDialog *self, AssayRoles *roles)
{
  g_autoptr(GPtrArray) keys = g_ptr_array_new ();
  guint time = chosen_column (self, self->time_row), value = chosen_column (self, self->value_row);

  *roles = (AssayRoles) { 0 };
  if (time != G_MAXUINT)
    roles->time = g_strdup (assay_column_get_name (assay_frame_get_column (self->rows_shown, time)));
  if (value != G_MAXUINT)
    roles->value = g_strdup (assay_column_get_name (assay_frame_get_column (self->rows_shown, value)));
  for (guint i = 0; i < self->key_checks->len; i++)
    if (is_key (self, i) && i != time && i != value)
      g_ptr_array_add (keys, g_strdup (assay_column_get_name (assay_frame_get_column (self->rows_shown, i))));
  g_ptr_array_add (keys, NULL);
  if (keys->len > 1)
    roles->series = (char **) g_ptr_array_steal (keys, NULL);
}

/* ---- preview, on a worker ---- */

typedef struct { char *path; AssayReadOptions options; } Request;
typedef struct { AssayFrame *rows; AssayReadReport *report; AssayType *types; } Preview;

static void
request_free (gpointer data)
{
  Request *request = data;

  g_free (request->path);
  assay_read_options_clear (&request->options);
  g_free (request);
}

static void
preview_free (gpointer data)
{
  Preview *preview = data;

  g_clear_pointer (&preview->rows, assay_frame_unref);
  g_clear_pointer (&preview->report, assay_read_report_unref);
  g_free (preview->types);
  g_free (preview);
}

static void
preview_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  const Request *request = task_data;
  Preview *preview = g_new0 (Preview, 1);
  GError *error = NULL;

  preview->rows = assay_csv_preview (request->path, &request->options, PREVIEW_ROWS, &preview->report, &preview->types, &error);
  if (preview->rows != NULL)
    {
      g_task_return_pointer (task, preview, preview_free);
      return;
    }
  preview_free (preview);
  g_task_return_error (task, error);
}

static void
show_preview (AssayImportDialog *self, Preview *preview)
{
  gboolean same = same_columns (self->rows_shown, preview->rows);
  g_autofree char *rows = assay_format_count (assay_frame_get_n_rows (preview->rows));
  g_autofree char *size = g_format_size (assay_read_report_get_n_bytes (preview->report));
  g_autofree char *text = NULL;
  guint n = assay_frame_get_n_columns (preview->rows);

  g_clear_pointer (&self->rows_shown, assay_frame_unref);
  g_clear_pointer (&self->report, assay_read_report_unref);
  g_clear_pointer (&self->types, g_free);
  self->rows_shown = g_steal_pointer (&preview->rows);
  self->report = g_steal_pointer (&preview->report);
  self->types = g_steal_pointer (&preview->types);

  self->updating = TRUE;
  for (guint i = 0; i < N_CHOICES; i++)
    fill_choice (self, i);
  assay_import_preview_set_rows (self->preview, self->rows_shown, self->types);
  if (!same)
    fill_roles (self);
  self->updating = FALSE;
  /* TRANSLATORS: columns in the file, rows shown, size of the file */
  text = g_strdup_printf (ngettext ("%u column, rows shown: %s, size: %s", "%u columns, rows shown: %s, size: %s", n), n, rows, size);
  gtk_label_set_text (self->summary, text);
}

static void
on_preview (GObject *source, GAsyncResult *result, gpointer user_data)
{
  AssayImportDialog *self = ASSAY_IMPORT_DIALOG (source);
  g_autoptr(GError) error = NULL;
  Preview *preview = g_task_propagate_pointer (G_TASK (result), &error);

  /* A cancelled one was overtaken by a newer, or the dialog is gone. */
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self->busy = FALSE;
  g_clear_pointer (&self->failure, g_free);
  if (preview != NULL)
    {
      show_preview (self, preview);
      preview_free (preview);
    }
  else
    {
      self->failure = g_strdup (error->message);
      gtk_label_set_text (self->summary, _("No preview"));
      g_clear_pointer (&self->report, assay_read_report_unref);
      assay_import_preview_set_rows (self->preview, NULL, NULL);
    }
  show_questions (self);
  show_warnings (self);
  on_role_changed (self);
  update_state (self);
  /* Rows for questions and keys may have come. */
  assay_name_parts (GTK_WIDGET (self), gtk_window_get_title (GTK_WINDOW (self)));
}

static void
start_preview (AssayImportDialog *self)
{
  Request *request = g_new0 (Request, 1);
  g_autoptr(GTask) task = NULL;

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  self->busy = TRUE;
  request->path = g_strdup (self->path);
  assay_read_options_copy (&request->options, &self->options);
  task = g_task_new (self, self->cancellable, on_preview, NULL);
  g_task_set_source_tag (task, start_preview);
  g_task_set_task_data (task, request, request_free);
  g_task_run_in_thread (task, preview_in_thread);
  update_state (self);
}

/* ---- import ---- */

static void
on_import (AssayImportDialog *self)
{
  AssayRoles roles;

  collect_options (self);
  collect_roles (self, &roles);
  assay_project_import (self->project, self->path, gtk_editable_get_text (GTK_EDITABLE (self->name_row)), &self->options, &roles);
  assay_roles_clear (&roles);
  gtk_window_close (GTK_WINDOW (self));
}

static void
on_width_class (AssayImportDialog *self)
{
  gboolean wide = assay_width_bin_get_width_class (self->bin) >= ASSAY_WIDTH_MEDIUM;

  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->body), wide ? GTK_ORIENTATION_HORIZONTAL : GTK_ORIENTATION_VERTICAL);
  adw_clamp_set_maximum_size (self->clamp, wide ? 360 : 640);
}

static char *
name_of_file (const char *path)
{
  g_autofree char *base = g_path_get_basename (path);
  char *name = g_filename_display_name (base);
  const char *const suffixes[] = { ".gz", ".csv", ".tsv", ".txt" };

  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    if (g_str_has_suffix (name, suffixes[i]) && strlen (name) > strlen (suffixes[i]))
      name[strlen (name) - strlen (suffixes[i])] = '\0';
  return name;
}

AssayImportDialog *
assay_import_dialog_present (AssayProject *project, const char *path, GtkWindow *parent)
{
  AssayImportDialog *self = g_object_new (ASSAY_TYPE_IMPORT_DIALOG, "transient-for", parent, NULL);
  g_autofree char *base = g_path_get_basename (path);
  g_autofree char *shown = g_filename_display_name (base);
  g_autofree char *title = g_strdup_printf (_("Import “%s”"), shown);
  g_autofree char *name = name_of_file (path);

  self->project = g_object_ref (project);
  self->path = g_strdup (path);
  gtk_window_set_title (GTK_WINDOW (self), title);
  adw_window_title_set_title (self->title, title);
  gtk_editable_set_text (GTK_EDITABLE (self->name_row), name);
  collect_options (self);
  start_preview (self);
  gtk_window_present (GTK_WINDOW (self));
  return self;
}

/* ---- class ---- */

static void
assay_import_dialog_dispose (GObject *object)
{
  AssayImportDialog *self = ASSAY_IMPORT_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_handle_id (&self->settle, g_source_remove);
  g_clear_object (&self->project);
  g_clear_pointer (&self->rows_shown, assay_frame_unref);
  g_clear_pointer (&self->report, assay_read_report_unref);
  g_clear_pointer (&self->types, g_free);
  g_clear_pointer (&self->failure, g_free);
  G_OBJECT_CLASS (assay_import_dialog_parent_class)->dispose (object);
}

static void
assay_import_dialog_finalize (GObject *object)
{
  AssayImportDialog *self = ASSAY_IMPORT_DIALOG (object);

  assay_read_options_clear (&self->options);
  g_hash_table_unref (self->answers);
  g_ptr_array_unref (self->question_rows);
  g_ptr_array_unref (self->key_checks);
  g_array_unref (self->role_columns);
  g_free (self->path);
  G_OBJECT_CLASS (assay_import_dialog_parent_class)->finalize (object);
}

static void
assay_import_dialog_class_init (AssayImportDialogClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = assay_import_dialog_dispose;
  G_OBJECT_CLASS (class)->finalize = assay_import_dialog_finalize;
  g_type_ensure (ASSAY_TYPE_WIDTH_BIN);
  g_type_ensure (ASSAY_TYPE_IMPORT_PREVIEW);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/assay_workbench/Assay/ui/import-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, AssayImportDialog, title);
  gtk_widget_class_bind_template_child (widget_class, AssayImportDialog, import_button);
  gtk_widget_class_bind_template_child (widget_class, AssayImportDialog, bin);
  gtk_widget_class_bind_template_child (widget_class, AssayImportDialog, body);
  gtk_widget_class_bind_template_child (widget_class, AssayImportDialog, clamp);
  gtk_widget_class_bind_template_child (widget_class, AssayImportDialog, question_group);
  gtk_widget_class_bind_template_child (widget_class, AssayImportDialog, time_row);
  gtk_widget_class_bind_template_child (widget_class, AssayImportDialog, value_row);
  gtk_widget_class_bind_template_child (widget_class, AssayImportDialog, keys_row);
  gtk_widget_class_bind_template_child (widget_class, AssayImportDialog, name_row);
  gtk_widget_class_bind_template_child (widget_class, AssayImportDialog, encoding_row);
  gtk_widget_class_bind_template_child (widget_class, AssayImportDialog, separator_row);
  gtk_widget_class_bind_template_child (widget_class, AssayImportDialog, decimal_row);
  gtk_widget_class_bind_template_child (widget_class, AssayImportDialog, thousands_row);
  gtk_widget_class_bind_template_child (widget_class, AssayImportDialog, date_row);
  gtk_widget_class_bind_template_child (widget_class, AssayImportDialog, header_row);
  gtk_widget_class_bind_template_child (widget_class, AssayImportDialog, skip_spin);
  gtk_widget_class_bind_template_child (widget_class, AssayImportDialog, bad_switch);
  gtk_widget_class_bind_template_child (widget_class, AssayImportDialog, summary);
  gtk_widget_class_bind_template_child (widget_class, AssayImportDialog, reason);
  gtk_widget_class_bind_template_child (widget_class, AssayImportDialog, spinner);
  gtk_widget_class_bind_template_child (widget_class, AssayImportDialog, warnings);
  gtk_widget_class_bind_template_child (widget_class, AssayImportDialog, preview);
  gtk_widget_class_bind_template_child (widget_class, AssayImportDialog, reason_revealer);
  gtk_widget_class_bind_template_callback (widget_class, on_import);
  gtk_widget_class_bind_template_callback (widget_class, on_reset);
  gtk_widget_class_bind_template_callback (widget_class, on_role_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_setting_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_name_changed);
}

static void
assay_import_dialog_init (AssayImportDialog *self)
{
  assay_read_options_init (&self->options);
  self->answers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->question_rows = g_ptr_array_new ();
  self->key_checks = g_ptr_array_new ();
  self->role_columns = g_array_new (FALSE, FALSE, sizeof (guint));
  gtk_widget_init_template (GTK_WIDGET (self));
  self->rows[ENCODING] = self->encoding_row;
  self->rows[SEPARATOR] = self->separator_row;
  self->rows[DECIMAL] = self->decimal_row;
  self->rows[THOUSANDS] = self->thousands_row;
  self->rows[DATE] = self->date_row;
  self->rows[HEADER] = self->header_row;
  self->updating = TRUE;
  for (guint i = 0; i < N_CHOICES; i++)
    {
      fill_choice (self, i);
      g_signal_connect_swapped (self->rows[i], "notify::selected", G_CALLBACK (on_setting_changed), self);
    }
  self->updating = FALSE;
  g_signal_connect_swapped (self->bin, "notify::width-class", G_CALLBACK (on_width_class), self);
  on_width_class (self);
}
