/* Cells lie in columns: numbers as doubles, texts in one string chunk where equal ones share their bytes, since
 * a table of anomalies repeats four risk names and a few labels over and over. */
#include "result/result.h"

#include <math.h>
#include <string.h>

typedef struct
{
  char *id, *label;
  AssayCellType type;
  GArray *numbers;             /* double, or */
  GPtrArray *texts;            /* const char * in the chunk */
} Column;

struct _AssayTable
{
  gatomicrefcount refs;
  char *id, *title, *note, *section;
  GArray *columns;
  GStringChunk *words;
  guint n_rows;
};

static void
column_clear (gpointer data)
{
  Column *column = data;

  g_free (column->id);
  g_free (column->label);
  g_clear_pointer (&column->numbers, g_array_unref);
  g_clear_pointer (&column->texts, g_ptr_array_unref);
}

static Column *
get_column (const AssayTable *self, guint column)
{
  return &g_array_index (self->columns, Column, column);
}

AssayTable *
assay_table_new (const char *id, const char *title)
{
  AssayTable *self = g_new0 (AssayTable, 1);

  g_atomic_ref_count_init (&self->refs);
  self->id = g_strdup (id);
  self->title = g_strdup (title);
  self->columns = g_array_new (FALSE, FALSE, sizeof (Column));
  g_array_set_clear_func (self->columns, column_clear);
  self->words = g_string_chunk_new (1024);
  return self;
}

AssayTable *
assay_table_ref (AssayTable *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
assay_table_unref (AssayTable *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;

  g_free (self->id);
  g_free (self->title);
  g_free (self->note);
  g_free (self->section);
  g_array_unref (self->columns);
  g_string_chunk_free (self->words);
  g_free (self);
}

static gboolean
holds_text (AssayCellType type)
{
  return type == ASSAY_CELL_TEXT || type == ASSAY_CELL_RISK || type == ASSAY_CELL_VERDICT;
}

guint
assay_table_add_column (AssayTable *self, const char *id, const char *label, AssayCellType type)
{
  Column column = { g_strdup (id), g_strdup (label), type, NULL, NULL };

  g_assert (self->n_rows == 0);
  if (holds_text (type))
    column.texts = g_ptr_array_new ();
  else
    column.numbers = g_array_new (FALSE, FALSE, sizeof (double));
  g_array_append_val (self->columns, column);
  return self->columns->len - 1;
}

void
assay_table_add_row (AssayTable *self)
{
  const double missing = NAN;

  for (guint i = 0; i < self->columns->len; i++)
    if (get_column (self, i)->texts != NULL)
      g_ptr_array_add (get_column (self, i)->texts, NULL);
    else
      g_array_append_val (get_column (self, i)->numbers, missing);
  self->n_rows++;
}

void
assay_table_set_text (AssayTable *self, guint column, const char *text)
{
  g_return_if_fail (column < self->columns->len && self->n_rows > 0 && get_column (self, column)->texts != NULL);
  get_column (self, column)->texts->pdata[self->n_rows - 1]
      = text != NULL ? g_string_chunk_insert_const (self->words, text) : NULL;
}

void
assay_table_set_number (AssayTable *self, guint column, double value)
{
  g_return_if_fail (column < self->columns->len && self->n_rows > 0 && get_column (self, column)->numbers != NULL);
  g_array_index (get_column (self, column)->numbers, double, self->n_rows - 1) = value;
}

void
assay_table_set_note (AssayTable *self, const char *note)
{
  g_free (self->note);
  self->note = g_strdup (note);
}

const char *
assay_table_get_id (const AssayTable *self)
{
  return self->id;
}

const char *
assay_table_get_title (const AssayTable *self)
{
  return self->title;
}

void
assay_table_set_section (AssayTable *self, const char *section)
{
  g_free (self->section);
  self->section = g_strdup (section);
}

const char *
assay_table_get_section (const AssayTable *self)
{
  return self->section;
}

const char *
assay_table_get_note (const AssayTable *self)
{
  return self->note;
}

guint
assay_table_get_n_columns (const AssayTable *self)
{
  return self->columns->len;
}

guint
assay_table_get_n_rows (const AssayTable *self)
{
  return self->n_rows;
}

int
assay_table_find_column (const AssayTable *self, const char *id)
{
  for (guint i = 0; i < self->columns->len; i++)
    if (strcmp (get_column (self, i)->id, id) == 0)
      return (int) i;
  return -1;
}

const char *
assay_table_get_column_id (const AssayTable *self, guint column)
{
  g_return_val_if_fail (column < self->columns->len, NULL);
  return get_column (self, column)->id;
}

const char *
assay_table_get_column_label (const AssayTable *self, guint column)
{
  g_return_val_if_fail (column < self->columns->len, NULL);
  return get_column (self, column)->label;
}

AssayCellType
assay_table_get_column_type (const AssayTable *self, guint column)
{
  g_return_val_if_fail (column < self->columns->len, ASSAY_CELL_TEXT);
  return get_column (self, column)->type;
}

const char *
assay_table_get_text (const AssayTable *self, guint row, guint column)
{
  g_return_val_if_fail (column < self->columns->len && row < self->n_rows, NULL);
  return get_column (self, column)->texts != NULL ? get_column (self, column)->texts->pdata[row] : NULL;
}

double
assay_table_get_number (const AssayTable *self, guint row, guint column)
{
  g_return_val_if_fail (column < self->columns->len && row < self->n_rows, NAN);
  return get_column (self, column)->numbers != NULL ? g_array_index (get_column (self, column)->numbers, double, row) : NAN;
}
