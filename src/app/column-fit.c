#include "app/column-fit.h"

#include <string.h>

#define ROWS_LOOKED_AT 60
#define MOST_CHARS 48
#define PADDING 30             /* of the cell, both sides, and the sort arrow's room */

static int
text_width (PangoLayout *layout, const char *text)
{
  const char *end = g_utf8_strlen (text, -1) > MOST_CHARS ? g_utf8_offset_to_pointer (text, MOST_CHARS) : text + strlen (text);
  int width;

  pango_layout_set_text (layout, text, (int) (end - text));
  pango_layout_get_pixel_size (layout, &width, NULL);
  return width;
}

void
assay_column_fit (GtkColumnView *view, GtkColumnViewColumn *column, AssayIndexFunc func, guint index, gpointer user_data, gsize n_rows)
{
  g_autoptr(PangoLayout) layout = gtk_widget_create_pango_layout (GTK_WIDGET (view), NULL);
  int width = text_width (layout, gtk_column_view_column_get_title (column));

  for (gsize row = 0; row < MIN (n_rows, ROWS_LOOKED_AT); row++)
    {
      /* Half from the start, half from all over: numbers grow, names differ. */
      gsize at = row < ROWS_LOOKED_AT / 2 ? row : (gsize) ((double) row / ROWS_LOOKED_AT * (n_rows - 1));
      g_autofree char *text = func (at, index, user_data);

      width = MAX (width, text != NULL ? text_width (layout, text) : 0);
    }
  gtk_column_view_column_set_fixed_width (column, width + PADDING);
}

static char *
no_text (gsize row, guint column, gpointer user_data)
{
  return NULL;
}

void
assay_column_fill (GtkColumnView *view)
{
  g_autoptr(GtkColumnViewColumn) column = assay_index_cells_new_column ("", ASSAY_INDEX_TEXT, 0, no_text, 0, NULL);

  gtk_column_view_column_set_resizable (column, FALSE);
  gtk_column_view_column_set_expand (column, TRUE);
  gtk_column_view_append_column (view, column);
}
