#include "cli/table-frame.h"

#include <math.h>
#include <string.h>

static AssayColumn *
make_text (const AssayTable *table, guint column)
{
  guint n = assay_table_get_n_rows (table);
  guint64 *offsets = g_new0 (guint64, n + 1);
  guint8 *present = g_new0 (guint8, n / 8 + 1);
  GString *bytes = g_string_new (NULL);

  for (guint row = 0; row < n; row++)
    {
      const char *text = assay_table_get_text (table, row, column);

      if (text != NULL)
        present[row / 8] |= 1u << row % 8;
      g_string_append (bytes, text != NULL ? text : "");
      offsets[row + 1] = bytes->len;
    }
  return assay_column_take_text (assay_table_get_column_id (table, column), offsets, g_string_free (bytes, FALSE), present, n);
}

static AssayColumn *
make_doubles (const AssayTable *table, guint column)
{
  guint n = assay_table_get_n_rows (table);
  double *values = g_new (double, n + 1);

  for (guint row = 0; row < n; row++)
    values[row] = assay_table_get_number (table, row, column);
  return assay_column_take_doubles (assay_table_get_column_id (table, column), values, n);
}

static AssayColumn *
make_dates (const AssayTable *table, guint column)
{
  guint n = assay_table_get_n_rows (table);
  gint32 *values = g_new (gint32, n + 1);

  for (guint row = 0; row < n; row++)
    {
      double day = assay_table_get_number (table, row, column);
      values[row] = isnan (day) ? ASSAY_MISSING_DATE : (gint32) day;
    }
  return assay_column_take_dates (assay_table_get_column_id (table, column), values, n);
}

static AssayColumn *
make_datetimes (const AssayTable *table, guint column)
{
  guint n = assay_table_get_n_rows (table);
  gint64 *values = g_new (gint64, n + 1);

  for (guint row = 0; row < n; row++)
    {
      double time = assay_table_get_number (table, row, column);
      values[row] = isnan (time) ? ASSAY_MISSING_INT64 : (gint64) time;
    }
  return assay_column_take_datetimes (assay_table_get_column_id (table, column), values, n);
}

static AssayColumn *
make_column (const AssayTable *table, guint column)
{
  switch (assay_table_get_column_type (table, column))
    {
    case ASSAY_CELL_TEXT:
    case ASSAY_CELL_RISK:
    case ASSAY_CELL_VERDICT:
      return make_text (table, column);
    case ASSAY_CELL_DATE:
      return make_dates (table, column);
    case ASSAY_CELL_DATETIME:
      return make_datetimes (table, column);
    case ASSAY_CELL_NUMBER:
    case ASSAY_CELL_COUNT:
    case ASSAY_CELL_FRACTION:
    case ASSAY_CELL_ZSCORE:
      break;
    }
  return make_doubles (table, column);
}

AssayFrame *
assay_table_to_frame (const AssayTable *table)
{
  guint n = assay_table_get_n_columns (table);
  g_autoptr(GPtrArray) columns = g_ptr_array_new_with_free_func ((GDestroyNotify) assay_column_unref);

  for (guint i = 0; i < n; i++)
    g_ptr_array_add (columns, make_column (table, i));
  return assay_frame_new ((AssayColumn **) columns->pdata, n, assay_table_get_n_rows (table));
}
