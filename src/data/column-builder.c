/* Grows a column, widens it when a piece needs that, and keeps the dictionary of all pieces. */
#include "data/column-builder.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "base/date.h"
#include "data/frame.h"

struct _AssayColumnBuilder
{
  const AssayColumnPlan *plan;
  AssayNumberFormat number;
  AssayType type;
  gsize n, capacity;            /* rows */
  gpointer values;              /* CATEGORY: codes; TEXT: unused */

  guint64 *offsets;             /* TEXT */
  char *bytes;
  gsize bytes_capacity;
  guint8 *present;
  gsize n_missing;

  GString *words;               /* CATEGORY: all words, one behind the other, each ended by NUL */
  guint32 n_words;
  guint64 *starts;              /* [n_words] */
  guint32 *lengths, *hashes;
  guint32 *table;
  gsize table_size;
};

AssayColumnBuilder *
assay_column_builder_new (const AssayColumnPlan *plan, AssayNumberFormat number)
{
  AssayColumnBuilder *self = g_new0 (AssayColumnBuilder, 1);

  self->plan = plan;
  self->number = number;
  self->type = plan->type;
  if (self->type == ASSAY_TYPE_CATEGORY)
    self->words = g_string_new (NULL);
  return self;
}

static void
clear_words (AssayColumnBuilder *self)
{
  if (self->words != NULL)
    g_string_free (self->words, TRUE);
  self->words = NULL;
  g_clear_pointer (&self->starts, g_free);
  g_clear_pointer (&self->lengths, g_free);
  g_clear_pointer (&self->hashes, g_free);
  g_clear_pointer (&self->table, g_free);
  self->n_words = 0;
  self->table_size = 0;
}

void
assay_column_builder_free (AssayColumnBuilder *self)
{
  clear_words (self);
  g_free (self->values);
  g_free (self->offsets);
  g_free (self->bytes);
  g_free (self->present);
  g_free (self);
}

static gsize
value_size (AssayType type)
{
  return type == ASSAY_TYPE_DATE || type == ASSAY_TYPE_CATEGORY ? 4 : 8;
}

static void
reserve (AssayColumnBuilder *self, gsize n)
{
  gsize needed = self->n + n;

  if (needed <= self->capacity)
    return;
  self->capacity = MAX (needed, self->capacity + self->capacity / 2 + 1024);
  if (self->type == ASSAY_TYPE_TEXT)
    {
      gboolean fresh = self->offsets == NULL;

      self->offsets = g_renew (guint64, self->offsets, self->capacity + 1);
      self->present = g_realloc (self->present, self->capacity / 8 + 1);
      if (fresh)
        self->offsets[0] = 0;
    }
  else
    self->values = g_realloc (self->values, self->capacity * value_size (self->type));
}

static void
add_text_cell (AssayColumnBuilder *self, const char *text, guint32 len)
{
  guint64 end = self->offsets[self->n];
  guint8 bit = (guint8) (1u << (self->n % 8));

  if (self->n % 8 == 0)
    self->present[self->n / 8] = 0;
  if (len == G_MAXUINT32)
    self->n_missing++;
  else
    {
      self->present[self->n / 8] |= bit;
      if (end + len > self->bytes_capacity)
        {
          self->bytes_capacity = MAX (end + len, self->bytes_capacity + self->bytes_capacity / 2 + 4096);
          self->bytes = g_realloc (self->bytes, self->bytes_capacity);
        }
      if (len > 0)
        memcpy (self->bytes + end, text, len);
      end += len;
    }
  self->offsets[++self->n] = end;
}

/* Too many words: every row gets its own text. */
static void
turn_into_text (AssayColumnBuilder *self)
{
  g_autofree guint32 *codes = g_steal_pointer (&self->values);
  gsize n = self->n;

  self->type = ASSAY_TYPE_TEXT;
  self->n = self->capacity = 0;
  reserve (self, n);
  for (gsize i = 0; i < n; i++)
    if (codes[i] == ASSAY_MISSING_CODE)
      add_text_cell (self, NULL, G_MAXUINT32);
    else
      add_text_cell (self, self->words->str + self->starts[codes[i]], self->lengths[codes[i]]);
  clear_words (self);
}

static void
grow_table (AssayColumnBuilder *self)
{
  self->table_size = self->table_size == 0 ? 1024 : self->table_size * 2;
  g_free (self->table);
  self->table = g_new0 (guint32, self->table_size);
  self->starts = g_renew (guint64, self->starts, self->table_size);
  self->lengths = g_renew (guint32, self->lengths, self->table_size);
  self->hashes = g_renew (guint32, self->hashes, self->table_size);
  for (guint32 code = 0; code < self->n_words; code++)
    {
      gsize slot = self->hashes[code] & (self->table_size - 1);

      while (self->table[slot] != 0)
        slot = (slot + 1) & (self->table_size - 1);
      self->table[slot] = code + 1;
    }
}

static guint32
find_code (AssayColumnBuilder *self, const char *text, guint32 len, guint32 hash)
{
  gsize slot;

  if ((self->n_words + 1) * 2 > self->table_size)
    grow_table (self);
  for (slot = hash & (self->table_size - 1); self->table[slot] != 0; slot = (slot + 1) & (self->table_size - 1))
    {
      guint32 code = self->table[slot] - 1;

      if (self->hashes[code] == hash && self->lengths[code] == len && memcmp (self->words->str + self->starts[code], text, len) == 0)
        return code;
    }
  self->table[slot] = self->n_words + 1;
  self->starts[self->n_words] = self->words->len;
  self->lengths[self->n_words] = len;
  self->hashes[self->n_words] = hash;
  g_string_append_len (self->words, text, len);
  g_string_append_c (self->words, '\0');
  return self->n_words++;
}

static void
add_codes (AssayColumnBuilder *self, const AssayPieceColumn *column, const AssayPiece *piece)
{
  g_autofree guint32 *map = g_new (guint32, column->n_words + 1);
  const guint32 *from = column->values;
  guint32 *to;

  for (guint32 i = 0; i < column->n_words; i++)
    map[i] = find_code (self, piece->text + column->words[i].start, column->words[i].len, column->hashes[i]);
  reserve (self, MAX (piece->n_rows, 1));
  to = (guint32 *) self->values + self->n;
  for (gsize i = 0; i < piece->n_rows; i++)
    to[i] = from[i] == ASSAY_MISSING_CODE ? ASSAY_MISSING_CODE : map[from[i]];
  self->n += piece->n_rows;
  if (self->n_words > ASSAY_MAX_WORDS && !self->plan->is_given)
    turn_into_text (self);
}

static void
add_texts (AssayColumnBuilder *self, const AssayPieceColumn *column, const AssayPiece *piece)
{
  const char *text = column->bytes;

  reserve (self, MAX (piece->n_rows, 1));
  if (column->type == ASSAY_TYPE_CATEGORY)
    {
      const guint32 *codes = column->values;

      for (gsize i = 0; i < piece->n_rows; i++)
        if (codes[i] == ASSAY_MISSING_CODE)
          add_text_cell (self, NULL, G_MAXUINT32);
        else
          add_text_cell (self, piece->text + column->words[codes[i]].start, column->words[codes[i]].len);
      return;
    }
  for (gsize i = 0; i < piece->n_rows; i++)
    {
      guint32 len = ((const guint32 *) column->values)[i];

      add_text_cell (self, text, len);
      text += len == G_MAXUINT32 ? 0 : len;
    }
}

/* In place: both take eight bytes. FALSE: some whole number is no double. */
static gboolean
integers_to_doubles (gint64 *values, gsize n)
{
  for (gsize i = 0; i < n; i++)
    {
      double value = values[i] == ASSAY_MISSING_INT64 ? NAN : (double) values[i];

      if (values[i] != ASSAY_MISSING_INT64 && (value >= 0x1p63 || (gint64) value != values[i]))
        return FALSE;
      memcpy (&values[i], &value, sizeof value);
    }
  return TRUE;
}

/* From the back, so that `to` may be the same memory. */
static void
dates_to_datetimes (gconstpointer from, gpointer to, gsize n)
{
  for (gsize i = n; i-- > 0;)
    {
      gint32 days;
      gint64 usec;

      memcpy (&days, (const char *) from + i * sizeof days, sizeof days);
      usec = days == ASSAY_MISSING_DATE ? ASSAY_MISSING_INT64 : days * ASSAY_USEC_PER_DAY;
      memcpy ((char *) to + i * sizeof usec, &usec, sizeof usec);
    }
}

static gboolean
mixed_error (const AssayColumnBuilder *self, GError **error)
{
  g_set_error (error, ASSAY_DATA_ERROR, ASSAY_DATA_ERROR_FORMAT,
               _("Column “%s” holds numbers with a fraction and whole numbers above 9,007,199,254,740,992, which cannot be kept exactly "
                 "in one column of numbers. Read it as text."),
               self->plan->name);
  return FALSE;
}

static gboolean
add_numbers (AssayColumnBuilder *self, const AssayPieceColumn *column, gsize n, GError **error)
{
  gint64 *to;

  if (column->type == ASSAY_TYPE_DOUBLE && column->is_mixed)
    return mixed_error (self, error);
  if (self->type == ASSAY_TYPE_INT64 && column->type == ASSAY_TYPE_DOUBLE)
    {
      self->type = ASSAY_TYPE_DOUBLE;
      if (!integers_to_doubles (self->values, self->n))
        return mixed_error (self, error);
    }
  reserve (self, MAX (n, 1));
  to = (gint64 *) self->values + self->n;
  memcpy (to, column->values, n * sizeof (gint64));
  if (self->type == ASSAY_TYPE_DOUBLE && column->type == ASSAY_TYPE_INT64 && !integers_to_doubles (to, n))
    return mixed_error (self, error);
  self->n += n;
  return TRUE;
}

static void
add_times (AssayColumnBuilder *self, const AssayPieceColumn *column, gsize n)
{
  if (self->type == ASSAY_TYPE_DATE && column->type == ASSAY_TYPE_DATETIME)
    {
      self->type = ASSAY_TYPE_DATETIME;
      self->values = g_realloc (self->values, MAX (1, self->capacity) * sizeof (gint64));
      dates_to_datetimes (self->values, self->values, self->n);
    }
  reserve (self, MAX (n, 1));
  if (self->type == ASSAY_TYPE_DATETIME && column->type == ASSAY_TYPE_DATE)
    dates_to_datetimes (column->values, (gint64 *) self->values + self->n, n);
  else
    memcpy ((char *) self->values + self->n * value_size (self->type), column->values, n * value_size (self->type));
  self->n += n;
}

gboolean
assay_column_builder_add (AssayColumnBuilder *self, const AssayPieceColumn *column, const AssayPiece *piece, GError **error)
{
  switch (self->type)
    {
    case ASSAY_TYPE_DOUBLE:
    case ASSAY_TYPE_INT64:
      return add_numbers (self, column, piece->n_rows, error);
    case ASSAY_TYPE_DATE:
    case ASSAY_TYPE_DATETIME:
      add_times (self, column, piece->n_rows);
      return TRUE;
    case ASSAY_TYPE_CATEGORY:
      add_codes (self, column, piece);
      return TRUE;
    case ASSAY_TYPE_TEXT:
      add_texts (self, column, piece);
      return TRUE;
    }
  g_assert_not_reached ();
}

gboolean
assay_column_builder_is_text (const AssayColumnBuilder *self)
{
  return self->type == ASSAY_TYPE_TEXT;
}

/* Few words for many rows, or simply few words. */
static gboolean
is_category (const AssayColumnBuilder *self)
{
  return self->n_words <= MAX (self->n / 20, MIN ((self->n + 1) / 2, 100));
}

static char **
make_dictionary (const AssayColumnBuilder *self)
{
  char **dictionary = g_new (char *, self->n_words + 1);

  for (guint32 i = 0; i < self->n_words; i++)
    dictionary[i] = g_strndup (self->words->str + self->starts[i], self->lengths[i]);
  dictionary[self->n_words] = NULL;
  return dictionary;
}

/* The samples held nothing of this column: now that all is known, it may turn out to be numbers. */
static AssayColumn *
type_late (AssayColumnBuilder *self)
{
  g_autofree double *numbers = NULL;
  const guint32 *codes = self->values;
  gboolean all_numbers = self->type == ASSAY_TYPE_CATEGORY;
  double *values;

  if (!all_numbers)
    return NULL;
  numbers = g_new (double, self->n_words + 1);
  for (guint32 i = 0; i < self->n_words && all_numbers; i++)
    {
      double other;
      const char *text = self->words->str + self->starts[i];

      numbers[i] = NAN;
      if (assay_find_usual_missing (text, self->lengths[i]) >= 0)
        continue;
      AssayNumberFormat swapped = { self->number.decimal == '.' ? ',' : '.', self->number.decimal };

      all_numbers = assay_cell_parse_double (text, self->lengths[i], self->number, &numbers[i]) == ASSAY_CELL_OK;
      if (assay_cell_parse_double (text, self->lengths[i], swapped, &other) == ASSAY_CELL_OK && other != numbers[i])
        all_numbers = FALSE;    /* 1.234 and nothing that decides: leave it as it is written */
    }
  if (!all_numbers)
    return NULL;
  values = g_new (double, self->n + 1);
  for (gsize i = 0; i < self->n; i++)
    values[i] = codes[i] == ASSAY_MISSING_CODE ? NAN : numbers[codes[i]];
  return assay_column_take_doubles (self->plan->name, values, self->n);
}

AssayColumn *
assay_column_builder_finish (AssayColumnBuilder *self)
{
  const char *name = self->plan->name;
  AssayColumn *column = self->plan->is_empty ? type_late (self) : NULL;

  if (column == NULL && self->type == ASSAY_TYPE_CATEGORY && !self->plan->is_given && !is_category (self))
    turn_into_text (self);
  if (self->type == ASSAY_TYPE_TEXT)
    {
      reserve (self, 1);
      self->offsets = g_renew (guint64, self->offsets, self->n + 1);
      self->bytes = g_realloc (self->bytes, self->offsets[self->n] + 1);
    }
  else
    self->values = g_realloc (self->values, MAX (1, self->n) * value_size (self->type));

  if (column == NULL)
    switch (self->type)
      {
      case ASSAY_TYPE_DOUBLE:
        column = assay_column_take_doubles (name, g_steal_pointer (&self->values), self->n);
        break;
      case ASSAY_TYPE_INT64:
        column = assay_column_take_int64s (name, g_steal_pointer (&self->values), self->n);
        break;
      case ASSAY_TYPE_DATE:
        column = assay_column_take_dates (name, g_steal_pointer (&self->values), self->n);
        break;
      case ASSAY_TYPE_DATETIME:
        column = assay_column_take_datetimes (name, g_steal_pointer (&self->values), self->n);
        break;
      case ASSAY_TYPE_CATEGORY:
        column = assay_column_take_codes (name, g_steal_pointer (&self->values), self->n, make_dictionary (self), self->n_words);
        break;
      case ASSAY_TYPE_TEXT:
        column = assay_column_take_text (name, g_steal_pointer (&self->offsets), g_steal_pointer (&self->bytes),
                                         g_steal_pointer (&self->present), self->n);
        break;
      }
  assay_column_builder_free (self);
  return column;
}
