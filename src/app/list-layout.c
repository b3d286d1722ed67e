#include "app/list-layout.h"

#include "app/settings.h"

static GKeyFile *
load (void)
{
  GKeyFile *file = g_key_file_new ();
  g_autofree char *text = assay_settings_dup_text (assay_settings_get_default (), "list-layouts");

  if (*text != '\0')
    g_key_file_load_from_data (file, text, -1, G_KEY_FILE_NONE, NULL);
  return file;
}

void
assay_list_layout_restore (GtkColumnView *view, const char *list)
{
  g_autoptr(GKeyFile) file = load ();
  GListModel *columns = gtk_column_view_get_columns (view);

  for (guint i = 0; i < g_list_model_get_n_items (columns); i++)
    {
      g_autoptr(GtkColumnViewColumn) column = g_list_model_get_item (columns, i);
      const char *id = g_object_get_data (G_OBJECT (column), "assay-id");
      int width = list != NULL ? g_key_file_get_integer (file, list, id, NULL) : 0;

      if (width >= 24)
        gtk_column_view_column_set_fixed_width (column, width);
    }
}

void
assay_list_layout_save (GtkColumnView *view, const char *list)
{
  g_autoptr(GKeyFile) file = load ();
  GListModel *columns = gtk_column_view_get_columns (view);
  g_autofree char *text = NULL;

  if (list == NULL)
    return;
  for (guint i = 0; i < g_list_model_get_n_items (columns); i++)
    {
      g_autoptr(GtkColumnViewColumn) column = g_list_model_get_item (columns, i);
      int width = gtk_column_view_column_get_fixed_width (column);

      if (width >= 24)
        g_key_file_set_integer (file, list, g_object_get_data (G_OBJECT (column), "assay-id"), width);
    }
  text = g_key_file_to_data (file, NULL, NULL);
  g_object_set (assay_settings_get_default (), "list-layouts", text, NULL);
}
