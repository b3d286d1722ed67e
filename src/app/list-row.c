#include "app/list-row.h"
#include <glib/gi18n.h>
#include <string.h>

struct _AssayListRow
{
  AdwExpanderRow parent_instance;
  GPtrArray *checks;             /* of GtkCheckButton, lent; its name is "name" */
  GtkEditable *entry;            /* NULL: none */
  gboolean filling;
};

G_DEFINE_FINAL_TYPE (AssayListRow, assay_list_row, ADW_TYPE_EXPANDER_ROW)

static void
update_subtitle (AssayListRow *self)
{
  g_autofree char *text = assay_list_row_dup_text (self);
  g_auto(GStrv) names = g_strsplit (text, ",", -1);
  g_autofree char *spaced = g_strjoinv (", ", names);

  if (!self->filling)
    adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self), *spaced != '\0' ? spaced : _("None"));
}

void
assay_list_row_add (AssayListRow *self, const char *name, const char *title, const char *subtitle)
{
  GtkWidget *check = gtk_check_button_new (), *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  if (subtitle != NULL)
    {
      adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
      adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 2);
    }
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), check);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), check);
  gtk_accessible_update_property (GTK_ACCESSIBLE (check), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  g_object_set_data_full (G_OBJECT (check), "name", g_strdup (name), g_free);
  g_signal_connect_object (check, "toggled", G_CALLBACK (update_subtitle), self, G_CONNECT_SWAPPED);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (self), row);
  g_ptr_array_add (self->checks, check);
}

void
assay_list_row_add_entry (AssayListRow *self, const char *title)
{
  GtkWidget *row = adw_entry_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  self->entry = GTK_EDITABLE (row);
  g_signal_connect_object (row, "changed", G_CALLBACK (update_subtitle), self, G_CONNECT_SWAPPED);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (self), row);
}

static gboolean
check_name (AssayListRow *self, const char *name)
{
  for (guint i = 0; i < self->checks->len; i++)
    if (strcmp (g_object_get_data (self->checks->pdata[i], "name"), name) == 0)
      {
        gtk_check_button_set_active (self->checks->pdata[i], TRUE);
        return TRUE;
      }
  return FALSE;
}

void
assay_list_row_set_text (AssayListRow *self, const char *text)
{
  g_auto(GStrv) names = g_strsplit (text != NULL ? text : "", ",", -1);
  g_autoptr(GString) others = g_string_new (NULL);

  self->filling = TRUE;
  for (guint i = 0; i < self->checks->len; i++)
    gtk_check_button_set_active (self->checks->pdata[i], FALSE);
  for (guint i = 0; names[i] != NULL; i++)
    if (*g_strstrip (names[i]) != '\0' && !check_name (self, names[i]))
      g_string_append_printf (others, "%s%s", others->len > 0 ? "," : "", names[i]);
  if (self->entry != NULL)
    gtk_editable_set_text (self->entry, others->str);
  self->filling = FALSE;
  update_subtitle (self);
}

char *
assay_list_row_dup_text (AssayListRow *self)
{
  GString *text = g_string_new (NULL);
  g_autofree char *others = self->entry != NULL ? g_strstrip (g_strdup (gtk_editable_get_text (self->entry))) : g_strdup ("");

  for (guint i = 0; i < self->checks->len; i++)
    if (gtk_check_button_get_active (self->checks->pdata[i]))
      g_string_append_printf (text, "%s%s", text->len > 0 ? "," : "", (char *) g_object_get_data (self->checks->pdata[i], "name"));
  if (*others != '\0')
    g_string_append_printf (text, "%s%s", text->len > 0 ? "," : "", others);
  return g_string_free (text, FALSE);
}

static void
assay_list_row_finalize (GObject *object)
{
  g_ptr_array_unref (ASSAY_LIST_ROW (object)->checks);
  G_OBJECT_CLASS (assay_list_row_parent_class)->finalize (object);
}

static void
assay_list_row_class_init (AssayListRowClass *class)
{
  G_OBJECT_CLASS (class)->finalize = assay_list_row_finalize;
}

static void
assay_list_row_init (AssayListRow *self)
{
  self->checks = g_ptr_array_new ();
}

GtkWidget *
assay_list_row_new (void)
{
  return g_object_new (ASSAY_TYPE_LIST_ROW, NULL);
}
