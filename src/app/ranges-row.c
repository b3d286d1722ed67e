#include "app/ranges-row.h"

#include <glib/gi18n.h>

#include "engine/ranges-text.h"

#define NAME "ranges"            /* of ranges that are in no file */

struct _AssayRangesRow
{
  AdwActionRow parent_instance;
  AssayPlanFileRole role;
  GtkWidget *choose, *edit, *reset;
  char *path, *sha256;           /* of a file; NULL: none */
  char *text;                    /* what it says, or what was written here; NULL: not known, or none */
  gboolean is_taken;             /* the file is that of another run, and must be as it was */
  GCancellable *reading;
};

G_DEFINE_FINAL_TYPE (AssayRangesRow, assay_ranges_row, ADW_TYPE_ACTION_ROW)

enum { EDIT, N_SIGNALS };
static guint signals[N_SIGNALS];

static const char *
say_none (AssayRangesRow *self)
{
  return self->role == ASSAY_PLAN_SCENARIOS ? _("The standard set, made from the data") : _("As in the data");
}

static void
update (AssayRangesRow *self)
{
  const guint n = assay_ranges_count (self->text);
  g_autofree char *name = self->path != NULL ? g_path_get_basename (self->path) : NULL;
  g_autofree char *count = g_strdup_printf (ngettext ("%u input written here, the others as in the data", "%u inputs written here, the others as in the data", n), n);

  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), name != NULL ? name : self->text == NULL ? say_none (self) : self->role == ASSAY_PLAN_SCENARIOS ? _("Scenarios") : count);
  gtk_widget_set_visible (self->reset, self->path != NULL || self->text != NULL);
}

static void
clear (AssayRangesRow *self)
{
  if (self->reading != NULL)
    g_cancellable_cancel (self->reading);
  g_clear_object (&self->reading);
  g_clear_pointer (&self->path, g_free);
  g_clear_pointer (&self->sha256, g_free);
  g_clear_pointer (&self->text, g_free);
  self->is_taken = FALSE;
}

void
assay_ranges_row_set_file (AssayRangesRow *self, const char *path, const char *text)
{
  g_autofree char *kept = g_strdup (text);

  clear (self);
  self->path = g_strdup (path);
  self->sha256 = g_compute_checksum_for_string (G_CHECKSUM_SHA256, kept, -1);
  self->text = g_steal_pointer (&kept);
  update (self);
}

void
assay_ranges_row_set_text (AssayRangesRow *self, const char *text)
{
  g_autofree char *kept = g_strdup (text);

  clear (self);
  self->text = g_steal_pointer (&kept);
  update (self);
}

const char *
assay_ranges_row_get_text (AssayRangesRow *self)
{
  return self->text;
}

void
assay_ranges_row_apply (AssayRangesRow *self, AssayPlan *plan)
{
  if (self->path != NULL)
    assay_plan_set_file (plan, self->role, self->path, self->sha256, NULL);
  else
    assay_plan_set_text (plan, self->role, self->role == ASSAY_PLAN_SCENARIOS ? "scenarios" : NAME, self->text);
}

/* ---- a file ---- */

static void
on_read (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(AssayRangesRow) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;

  if (!g_file_load_contents_finish (G_FILE (object), result, &text, NULL, NULL, &error))
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        adw_action_row_set_subtitle (ADW_ACTION_ROW (self), error->message);
      return;
    }
  if (self->is_taken)
    self->text = g_steal_pointer (&text);
  else
    assay_ranges_row_set_file (self, g_file_peek_path (G_FILE (object)), text);
}

static void
read_file (AssayRangesRow *self, GFile *file)
{
  if (self->reading != NULL)
    g_cancellable_cancel (self->reading);
  g_clear_object (&self->reading);
  self->reading = g_cancellable_new ();
  g_file_load_contents_async (file, self->reading, on_read, g_object_ref (self));
}

void
assay_ranges_row_take_over (AssayRangesRow *self, const AssayPlan *plan)
{
  const AssayPlanFile *file = &plan->files[self->role];

  g_autoptr(GFile) at = file->path != NULL ? g_file_new_for_path (file->path) : NULL;

  clear (self);
  if (file->text != NULL)
    self->text = g_strdup (file->text);
  else if (file->path != NULL)
    {
      self->path = g_strdup (file->path);
      self->sha256 = g_strdup (file->sha256);
      self->is_taken = TRUE;
      read_file (self, at);
    }
  update (self);
}

static void
on_response (GtkNativeDialog *dialog, int response, AssayRangesRow *self)
{
  g_autoptr(GFile) file = response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog)) : NULL;

  if (file != NULL && g_file_peek_path (file) != NULL)
    {
      self->is_taken = FALSE;
      read_file (self, file);
    }
  g_object_unref (dialog);
}

static void
on_choose (AssayRangesRow *self)
{
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (self)), GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), GTK_FILE_CHOOSER_ACTION_OPEN, NULL, NULL);
  g_autoptr(GtkFileFilter) filter = gtk_file_filter_new ();

  gtk_file_filter_set_name (filter, "JSON");
  gtk_file_filter_add_pattern (filter, "*.json");
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (dialog), filter);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_response), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

static void
on_edit (AssayRangesRow *self)
{
  g_signal_emit (self, signals[EDIT], 0);
}

static void
on_reset (AssayRangesRow *self)
{
  assay_ranges_row_set_text (self, NULL);
  gtk_widget_grab_focus (self->choose);
}

/* Two rows have the same buttons: read aloud, each says whose it is. */
static void
name_buttons (AssayRangesRow *self)
{
  GtkWidget *const buttons[] = { self->reset, self->choose, self->edit };

  for (guint i = 0; i < G_N_ELEMENTS (buttons); i++)
    {
      g_auto(GStrv) parts = g_strsplit (gtk_button_get_label (GTK_BUTTON (buttons[i])), "_", -1);
      g_autofree char *label = g_strjoinv ("", parts), *name = g_strdup_printf ("%s: %s", adw_preferences_row_get_title (ADW_PREFERENCES_ROW (self)), label);

      gtk_accessible_update_property (GTK_ACCESSIBLE (buttons[i]), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
    }
}

void
assay_ranges_row_set_scenarios (AssayRangesRow *self)
{
  self->role = ASSAY_PLAN_SCENARIOS;
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), _("Scenarios"));
  gtk_widget_set_visible (self->edit, FALSE);
  name_buttons (self);
  update (self);
}

/* ---- class ---- */

static GtkWidget *
add_button (AssayRangesRow *self, const char *label, GCallback clicked)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  g_signal_connect_object (button, "clicked", clicked, self, G_CONNECT_SWAPPED);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), button);
  return button;
}

static void
assay_ranges_row_dispose (GObject *object)
{
  clear (ASSAY_RANGES_ROW (object));
  G_OBJECT_CLASS (assay_ranges_row_parent_class)->dispose (object);
}

static void
assay_ranges_row_class_init (AssayRangesRowClass *class)
{
  G_OBJECT_CLASS (class)->dispose = assay_ranges_row_dispose;
  signals[EDIT] = g_signal_new ("edit", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
assay_ranges_row_init (AssayRangesRow *self)
{
  self->role = ASSAY_PLAN_RANGES;
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), _("Ranges"));
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self), FALSE);
  self->reset = add_button (self, _("_Leave Out"), G_CALLBACK (on_reset));
  self->choose = add_button (self, _("_File…"), G_CALLBACK (on_choose));
  self->edit = add_button (self, _("_Edit…"), G_CALLBACK (on_edit));
  name_buttons (self);
  update (self);
}
