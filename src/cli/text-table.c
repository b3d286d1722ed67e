#include "cli/text-table.h"

#include <glib/gi18n.h>
#include <string.h>

#include "charts/format.h"

#define GAP 2              /* spaces between columns */
#define WIDEST 48          /* of a cell of the analysis' own tables; longer ones are cut, all of it is in the files */
#define LINE 100           /* where a table of names and what they stand for, or one that ends in a sentence, is wrapped instead */
#define NARROWEST 30

struct _AssayTextTable
{
  char *align;
  guint n_columns;
  gboolean wraps;          /* the last column */
  GPtrArray *cells;        /* of char *, row by row */
};

guint
assay_text_width (const char *text)
{
  guint width = 0;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);
      /* Isolates, joiners and accents take no room. */
      if (!g_unichar_iszerowidth (c))
        width += g_unichar_iswide (c) ? 2 : 1;
    }
  return width;
}

AssayTextTable *
assay_text_table_new (const char *align)
{
  AssayTextTable *self = g_new0 (AssayTextTable, 1);

  self->align = g_strdup (align);
  self->n_columns = strlen (align);
  self->cells = g_ptr_array_new_with_free_func (g_free);
  return self;
}

void
assay_text_table_free (AssayTextTable *self)
{
  g_free (self->align);
  g_ptr_array_unref (self->cells);
  g_free (self);
}

/* A cell is one line: control characters of the data would move the cursor or change colours. */
static char *
make_printable (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  GString *out = g_string_new (NULL);

  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);
      g_string_append_unichar (out, g_unichar_iscntrl (c) ? ' ' : c);
    }
  return g_string_free (out, FALSE);
}

void
assay_text_table_add (AssayTextTable *self, const char *const *cells)
{
  for (guint i = 0; i < self->n_columns; i++)
    g_ptr_array_add (self->cells, make_printable (cells[i] != NULL ? cells[i] : ""));
}

static void
append_spaces (GString *out, guint n)
{
  for (guint i = 0; i < n; i++)
    g_string_append_c (out, ' ');
}

/* The last cell of a row, its further lines below the first. */
static void
append_wrapped_cell (const AssayTextTable *self, const char *indent, const guint *widths, const char *cell, GString *out)
{
  g_autoptr(GString) lines = g_string_new (NULL);
  guint before = assay_text_width (indent);
  g_autofree char *margin = NULL;

  for (guint i = 0; i + 1 < self->n_columns; i++)
    before += widths[i] + GAP;
  margin = g_strnfill (before, ' ');
  assay_text_append_wrapped (lines, margin, cell, MAX (LINE, before + NARROWEST));
  g_string_truncate (lines, lines->len - 1);
  g_string_append (out, lines->str + before);
}

static void
append_row (const AssayTextTable *self, const char *indent, const guint *widths, guint first, GString *out)
{
  guint pending = 0;      /* spaces owed: none are left at the end of a line */

  for (guint i = 0; i < self->n_columns; i++)
    {
      const char *cell = g_ptr_array_index (self->cells, first + i);
      guint rest = widths[i] - assay_text_width (cell);

      if (self->align[i] == 'r')
        pending += rest;
      if (*cell != '\0')
        {
          append_spaces (out, pending);
          if (self->wraps && i + 1 == self->n_columns)
            append_wrapped_cell (self, indent, widths, cell, out);
          else
            g_string_append (out, cell);
          pending = 0;
        }
      pending += GAP + (self->align[i] == 'r' ? 0 : rest);
    }
  g_string_append_c (out, '\n');
}

void
assay_text_table_append (const AssayTextTable *self, const char *indent, GString *out)
{
  g_autofree guint *widths = g_new0 (guint, self->n_columns + 1);

  for (guint i = 0; i < self->cells->len; i++)
    {
      guint *width = &widths[i % self->n_columns];
      *width = MAX (*width, assay_text_width (g_ptr_array_index (self->cells, i)));
    }
  for (guint first = 0; first < self->cells->len; first += self->n_columns)
    {
      g_string_append (out, indent);
      append_row (self, indent, widths, first, out);
    }
}

static gboolean
is_numeric (AssayCellType type)
{
  return type == ASSAY_CELL_NUMBER || type == ASSAY_CELL_COUNT || type == ASSAY_CELL_FRACTION || type == ASSAY_CELL_ZSCORE;
}

static char *
cut (char *text)
{
  char *cut_at;

  if (g_utf8_strlen (text, -1) <= WIDEST)
    return text;
  cut_at = g_utf8_offset_to_pointer (text, WIDEST - 1);
  *cut_at = '\0';
  cut_at = g_strconcat (text, "…", NULL);
  g_free (text);
  return cut_at;
}

/* Sentences at the end of a row have room below; words in the middle have not. */
static gboolean
ends_in_sentences (const AssayTable *table, const char *align, guint n_rows)
{
  guint last = assay_table_get_n_columns (table) - 1;

  if (assay_table_get_n_columns (table) == 0 || align[last] != 'l')
    return FALSE;
  for (guint row = 0; row < n_rows; row++)
    {
      g_autofree char *cell = assay_format_cell (table, row, last);

      if (g_utf8_strlen (cell, -1) > WIDEST && strchr (cell, ' ') != NULL)
        return TRUE;
    }
  return FALSE;
}

static void
add_row_of_table (AssayTextTable *self, const AssayTable *table, guint row)
{
  g_auto(GStrv) cells = g_new0 (char *, self->n_columns + 1);

  for (guint column = 0; column < self->n_columns; column++)
    {
      cells[column] = assay_format_cell (table, row, column);
      if (!self->wraps || column + 1 < self->n_columns)
        cells[column] = cut (cells[column]);
    }
  assay_text_table_add (self, (const char *const *) cells);
}

void
assay_text_table_append_result_table (const AssayTable *table, guint max_rows, const char *indent, GString *out)
{
  guint n_columns = assay_table_get_n_columns (table);
  guint n_rows = assay_table_get_n_rows (table);
  g_autofree char *align = g_strnfill (n_columns, 'l');
  g_autofree const char **heads = g_new0 (const char *, n_columns + 1);
  g_autoptr(AssayTextTable) self = NULL;

  for (guint column = 0; column < n_columns; column++)
    {
      heads[column] = _(assay_table_get_column_label (table, column));
      if (is_numeric (assay_table_get_column_type (table, column)))
        align[column] = 'r';
    }
  self = assay_text_table_new (align);
  if (max_rows > 0)
    n_rows = MIN (n_rows, max_rows);
  self->wraps = (n_columns == 2 && align[1] == 'l') || ends_in_sentences (table, align, n_rows);
  assay_text_table_add (self, heads);
  for (guint row = 0; row < n_rows; row++)
    add_row_of_table (self, table, row);
  assay_text_table_append (self, indent, out);
}

void
assay_text_append_wrapped (GString *out, const char *indent, const char *text, guint width)
{
  g_auto(GStrv) words = g_strsplit (text, " ", -1);
  guint start = assay_text_width (indent);
  guint at = 0;

  for (guint i = 0; words[i] != NULL; i++)
    {
      guint needed = assay_text_width (words[i]);

      if (at > 0 && at + 1 + needed > width)
        {
          g_string_append_c (out, '\n');
          at = 0;
        }
      if (at == 0)
        g_string_append (out, indent);
      else
        g_string_append_c (out, ' ');
      at = (at == 0 ? start : at + 1) + needed;
      g_string_append (out, words[i]);
    }
  g_string_append_c (out, '\n');
}
