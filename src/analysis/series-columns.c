#include "analysis/series-columns.h"

void
assay_series_columns_add_keys (AssayPanel *panel, const AssayRoles *roles, const gsize *row_of, gsize n,
                               const char *const *ours, GPtrArray *columns, char **renamed)
{
  g_autoptr(GString) changes = g_string_new (NULL);

  for (guint key = 0; key < assay_panel_get_n_keys (panel); key++)
    {
      const char *name = roles->series[key];
      g_autoptr(AssayColumn) of_panel = assay_panel_make_key_column (panel, key);
      g_autoptr(AssayColumn) column = assay_column_take_rows (of_panel, row_of, n);
      g_autofree char *other = g_strconcat ("series_", name, NULL);

      if (!g_strv_contains (ours, name))
        {
          g_ptr_array_add (columns, g_steal_pointer (&column));
          continue;
        }
      g_string_append_printf (changes, "%s“%s” is called “%s” in the table", changes->len > 0 ? ", " : "", name, other);
      g_ptr_array_add (columns, assay_column_rename (column, other));
    }
  *renamed = changes->len > 0 ? g_strdup (changes->str) : NULL;
}

AssayColumn *
assay_series_columns_take_times (AssayPanel *panel, const char *name, gint64 *times, gsize n)
{
  gint32 *days;

  if (assay_panel_get_time_type (panel) == ASSAY_TYPE_DATETIME)
    return assay_column_take_datetimes (name, times, n);
  if (assay_panel_get_time_type (panel) != ASSAY_TYPE_DATE)
    return assay_column_take_int64s (name, times, n);

  days = g_new (gint32, n);
  for (gsize i = 0; i < n; i++)
    days[i] = (gint32) times[i];
  g_free (times);
  return assay_column_take_dates (name, days, n);
}
