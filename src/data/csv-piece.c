/* Text to typed values, a column at a time, for one piece. */
#include "data/csv-piece.h"

#include <math.h>
#include <string.h>

AssayPiece *
assay_piece_new (guint n_columns)
{
  AssayPiece *self = g_new0 (AssayPiece, 1);

  assay_fields_init (&self->fields, n_columns);
  self->columns = g_new0 (AssayPieceColumn, n_columns);
  self->bad = g_array_new (FALSE, FALSE, sizeof (AssayPieceBad));
  return self;
}

void
assay_piece_free (AssayPiece *self)
{
  for (guint i = 0; i < self->fields.n_columns; i++)
    {
      AssayPieceColumn *column = &self->columns[i];

      g_free (column->values);
      g_free (column->bytes);
      g_free (column->words);
      g_free (column->table);
      g_free (column->hashes);
    }
  g_free (self->columns);
  assay_fields_clear (&self->fields);
  g_array_unref (self->bad);
  g_free (self->text);
  g_free (self);
}

void
assay_piece_reserve (AssayPiece *self, gsize size)
{
  if (size <= self->capacity)
    return;
  self->capacity = size;
  self->text = g_realloc (self->text, size + 128);
}

/* State of parsing one column of the piece. */
typedef struct
{
  AssayPiece *piece;
  const AssayCsvPlan *plan;
  const AssayColumnPlan *column;
  guint index;
  AssayPieceColumn *out;
  guint8 *is_bad;               /* [rows split]; NULL until a row is bad */
  gboolean given_missing;       /* codes to compare every cell with */
} Work;

static inline const AssayField *
get_field (const Work *work, gsize row)
{
  return &work->piece->fields.fields[row * work->plan->n_columns + work->index];
}

static gboolean
is_given_missing (const AssayCsvPlan *plan, const char *text, gsize len)
{
  for (char **code = plan->missing; *code != NULL; code++)
    if (strlen (*code) == len && memcmp (*code, text, len) == 0)
      return TRUE;
  return FALSE;
}

/* Called when a cell is no value of its type: missing, or bad. */
static gboolean
is_usual_missing (const Work *work, const char *text, gsize len)
{
  int code = work->plan->missing == NULL ? assay_find_usual_missing (text, len) : -1;

  if (code < 0)
    return FALSE;
  work->piece->usual_missing |= 1u << code;
  return TRUE;
}

static void
mark_bad (Work *work, gsize row, AssayCell cell)
{
  AssayFields *fields = &work->piece->fields;
  gboolean is_date = work->column->type == ASSAY_TYPE_DATE || work->column->type == ASSAY_TYPE_DATETIME;
  AssayPieceBad bad = { fields->lines[row], is_date && work->column->date.order != ASSAY_DATE_EPOCH ? ASSAY_BAD_DATE : ASSAY_BAD_NUMBER,
                        cell, work->index, 0, (guint32) row, *get_field (work, row) };

  if (work->is_bad == NULL)
    work->is_bad = g_malloc0 (fields->n_rows);
  if (work->is_bad[row])
    return;                     /* one reason a row is enough: that of the first column */
  work->is_bad[row] = 1;
  g_array_append_val (work->piece->bad, bad);
}

static void
reserve_values (AssayPieceColumn *out, gsize n_rows)
{
  if (n_rows < out->capacity)
    return;
  out->capacity = n_rows + n_rows / 8 + 1;
  g_free (out->values);
  out->values = g_malloc (out->capacity * 8);
}

#define NEXT_CELL                                                                                                     \
  const AssayField *field = get_field (work, row);                                                                    \
  const char *text = work->piece->text + field->start;                                                                \
  gsize len = field->len;                                                                                             \
  gboolean missing = len == 0 || (work->given_missing && is_given_missing (work->plan, text, len));

/* FALSE: a number that is not whole was met; the column becomes one of doubles. */
static gboolean
parse_integers (Work *work)
{
  gint64 *values = work->out->values;
  const AssayNumberFormat format = work->plan->number;

  for (gsize row = 0; row < work->piece->fields.n_rows; row++)
    {
      AssayCell cell;
      NEXT_CELL

      values[row] = ASSAY_MISSING_INT64;
      if (missing)
        continue;
      cell = assay_cell_parse_integer (text, len, format, &values[row]);
      if (G_LIKELY (cell == ASSAY_CELL_OK))
        continue;
      values[row] = ASSAY_MISSING_INT64;
      if (cell == ASSAY_CELL_WIDER && !work->column->is_given)
        return FALSE;
      if (!is_usual_missing (work, text, len))
        mark_bad (work, row, cell);
    }
  return TRUE;
}

/* The samples had no mark in any number. Does this one say which mark is the decimal one? */
static void
note_mark (Work *work, gsize row, const char *text, gsize len)
{
  AssayPiece *piece = work->piece;
  double point, comma;
  gboolean is_point, is_comma;

  if (memchr (text, '.', len) == NULL && memchr (text, ',', len) == NULL)
    return;
  is_point = assay_cell_parse_double (text, len, (AssayNumberFormat) { '.', ',' }, &point) == ASSAY_CELL_OK;
  is_comma = assay_cell_parse_double (text, len, (AssayNumberFormat) { ',', '.' }, &comma) == ASSAY_CELL_OK;
  if (is_point && is_comma && point != comma && !piece->open_mark)
    {
      piece->open_mark = TRUE;
      piece->open_where = *get_field (work, row);
      piece->open_column = work->index;
      piece->open_line = piece->fields.lines[row];
    }
  else if (is_point && !is_comma)
    piece->decided_mark = TRUE;
}

static void
parse_doubles (Work *work)
{
  double *values = work->out->values;
  const AssayNumberFormat format = work->plan->number;
  gint64 whole;

  for (gsize row = 0; row < work->piece->fields.n_rows; row++)
    {
      AssayCell cell;
      NEXT_CELL

      values[row] = NAN;
      if (missing)
        continue;
      cell = assay_cell_parse_double (text, len, format, &values[row]);
      if (G_UNLIKELY (work->plan->decimal_is_open))
        note_mark (work, row, text, len);
      if (G_LIKELY (cell == ASSAY_CELL_OK))
        continue;
      values[row] = NAN;
      if (cell == ASSAY_CELL_TOO_LONG && work->column->type == ASSAY_TYPE_INT64
          && assay_cell_parse_integer (text, len, format, &whole) == ASSAY_CELL_OK)
        work->out->is_mixed = TRUE;         /* the load fails for that, wherever the two kinds meet */
      else if (!is_usual_missing (work, text, len))
        mark_bad (work, row, cell);
    }
}

/* FALSE: a date with a time was met. */
static gboolean
parse_dates (Work *work)
{
  gint32 *values = work->out->values;
  const AssayDateFormat format = work->column->date;

  for (gsize row = 0; row < work->piece->fields.n_rows; row++)
    {
      AssayCell cell;
      NEXT_CELL

      values[row] = ASSAY_MISSING_DATE;
      if (missing)
        continue;
      cell = assay_cell_parse_date (text, len, format, &values[row]);
      if (G_LIKELY (cell == ASSAY_CELL_OK))
        continue;
      values[row] = ASSAY_MISSING_DATE;
      if (cell == ASSAY_CELL_WIDER && !work->column->is_given)
        return FALSE;
      if (!is_usual_missing (work, text, len))
        mark_bad (work, row, cell);
    }
  return TRUE;
}

/* Seconds, or milliseconds when there are more digits than seconds until 2286 have. */
static AssayCell
parse_epoch (const char *text, gsize len, AssayNumberFormat format, gint64 *usec)
{
  const gint64 most_seconds = G_GINT64_CONSTANT (10000000000);
  AssayCell cell = assay_cell_parse_integer (text, len, format, usec);

  if (cell != ASSAY_CELL_OK)
    return cell;
  if (ABS (*usec) < most_seconds)
    *usec *= 1000000;
  else if (ABS (*usec) < most_seconds * 1000)
    *usec *= 1000;
  else
    return ASSAY_CELL_IMPOSSIBLE;
  return ASSAY_CELL_OK;
}

static void
parse_datetimes (Work *work)
{
  gint64 *values = work->out->values;
  const AssayDateFormat format = work->column->date;

  for (gsize row = 0; row < work->piece->fields.n_rows; row++)
    {
      AssayCell cell;
      NEXT_CELL

      values[row] = ASSAY_MISSING_INT64;
      if (missing)
        continue;
      cell = format.order == ASSAY_DATE_EPOCH ? parse_epoch (text, len, work->plan->number, &values[row])
                                              : assay_cell_parse_datetime (text, len, format, &values[row]);
      if (G_LIKELY (cell == ASSAY_CELL_OK))
        continue;
      values[row] = ASSAY_MISSING_INT64;
      if (!is_usual_missing (work, text, len))
        mark_bad (work, row, cell);
    }
}

/* --- words: bad rows are known by now and left out, so that their words are not in the dictionary --------- */

static void
grow_table (AssayPieceColumn *out)
{
  out->table_size = out->table_size == 0 ? 1024 : out->table_size * 2;
  out->table = g_renew (guint32, out->table, out->table_size);
  memset (out->table, 0, out->table_size * sizeof (guint32));
  for (guint32 code = 0; code < out->n_words; code++)
    {
      gsize slot = out->hashes[code] & (out->table_size - 1);

      while (out->table[slot] != 0)
        slot = (slot + 1) & (out->table_size - 1);
      out->table[slot] = code + 1;
    }
}

static guint32
find_code (Work *work, const AssayField *field)
{
  AssayPieceColumn *out = work->out;
  const char *all = work->piece->text, *text = all + field->start;
  guint32 hash = assay_hash_word (text, field->len);
  gsize slot = hash & (out->table_size - 1);

  for (; out->table[slot] != 0; slot = (slot + 1) & (out->table_size - 1))
    {
      guint32 code = out->table[slot] - 1;

      if (out->hashes[code] == hash && out->words[code].len == field->len
          && memcmp (all + out->words[code].start, text, field->len) == 0)
        return code;
    }
  if (out->n_words == out->words_capacity)
    {
      out->words_capacity = out->words_capacity == 0 ? 256 : out->words_capacity * 2;
      out->words = g_renew (AssayField, out->words, out->words_capacity);
      out->hashes = g_renew (guint32, out->hashes, out->words_capacity);
    }
  out->table[slot] = out->n_words + 1;
  out->words[out->n_words] = *field;
  out->hashes[out->n_words++] = hash;
  if (out->n_words * 2 > out->table_size)
    grow_table (out);
  return out->n_words - 1;
}

static void
parse_words (Work *work)
{
  AssayPieceColumn *out = work->out;
  guint32 *codes = out->values, last = 0;
  gsize n = 0;

  out->n_words = 0;
  if (out->table_size == 0)
    grow_table (out);
  else
    memset (out->table, 0, out->table_size * sizeof (guint32));
  for (gsize row = 0; row < work->piece->fields.n_rows; row++)
    {
      NEXT_CELL

      if (work->is_bad != NULL && work->is_bad[row])
        continue;
      if (missing)
        codes[n++] = ASSAY_MISSING_CODE;
      else if (out->n_words > 0 && out->words[last].len == len && memcmp (work->piece->text + out->words[last].start, text, len) == 0)
        codes[n++] = last;      /* files are often sorted by their keys */
      else
        codes[n++] = last = find_code (work, field);
    }
}

static void
parse_text (Work *work)
{
  AssayPieceColumn *out = work->out;
  guint32 *lengths = out->values;
  gsize n = 0;

  /* All cells together are no longer than the piece. */
  if (out->bytes_capacity < work->piece->len)
    {
      out->bytes_capacity = work->piece->len;
      g_free (out->bytes);
      out->bytes = g_malloc (out->bytes_capacity);
    }
  out->n_bytes = 0;
  for (gsize row = 0; row < work->piece->fields.n_rows; row++)
    {
      NEXT_CELL

      if (work->is_bad != NULL && work->is_bad[row])
        continue;
      lengths[n++] = missing ? G_MAXUINT32 : (guint32) len;
      if (missing)
        continue;
      memcpy (out->bytes + out->n_bytes, text, len);
      out->n_bytes += len;
    }
}

static gboolean
is_word_type (AssayType type)
{
  return type == ASSAY_TYPE_CATEGORY || type == ASSAY_TYPE_TEXT;
}

static void
parse_typed (Work *work)
{
  work->out->type = work->column->type;
  work->out->is_mixed = FALSE;
  switch (work->column->type)
    {
    case ASSAY_TYPE_INT64:
      if (parse_integers (work))
        return;
      work->out->type = ASSAY_TYPE_DOUBLE;
      parse_doubles (work);
      return;
    case ASSAY_TYPE_DOUBLE:
      parse_doubles (work);
      return;
    case ASSAY_TYPE_DATE:
      if (parse_dates (work))
        return;
      work->out->type = ASSAY_TYPE_DATETIME;
      parse_datetimes (work);
      return;
    case ASSAY_TYPE_DATETIME:
      parse_datetimes (work);
      return;
    case ASSAY_TYPE_CATEGORY:
    case ASSAY_TYPE_TEXT:
      break;
    }
  g_assert_not_reached ();
}

/* Takes the bad rows out of the typed columns. */
static void
compact (AssayPiece *self, const AssayCsvPlan *plan, const guint8 *is_bad)
{
  for (guint i = 0; i < plan->n_columns; i++)
    {
      AssayPieceColumn *out = &self->columns[i];
      gsize n = 0;

      if (is_word_type (plan->columns[i].type))
        continue;
      for (gsize row = 0; row < self->fields.n_rows; row++)
        {
          if (is_bad[row])
            continue;
          if (out->type == ASSAY_TYPE_DATE)
            ((gint32 *) out->values)[n++] = ((const gint32 *) out->values)[row];
          else
            ((gint64 *) out->values)[n++] = ((const gint64 *) out->values)[row];
        }
    }
}

static int
compare_bad (gconstpointer a, gconstpointer b)
{
  const AssayPieceBad *x = a, *y = b;

  return x->line < y->line ? -1 : x->line > y->line;
}

/* Bad records and bad cells in the order of the file. */
static void
collect_bad (AssayPiece *self)
{
  for (guint i = 0; i < self->fields.bad->len; i++)
    {
      const AssayBadRecord *record = &g_array_index (self->fields.bad, AssayBadRecord, i);
      AssayPieceBad bad = { record->line, record->kind, ASSAY_CELL_WORD, G_MAXUINT, record->n_fields, record->row, record->where };

      g_array_append_val (self->bad, bad);
    }
  g_array_sort (self->bad, compare_bad);
}

void
assay_piece_parse (AssayPiece *self, const AssayCsvPlan *plan, const gint *as_text)
{
  Work work = { .piece = self, .plan = plan, .given_missing = plan->missing != NULL && plan->missing[0] != NULL };

  if (plan->encoding == ASSAY_ENCODING_WINDOWS_1252 && !assay_text_is_ascii (self->text, self->len))
    {
      g_autoptr(GString) text = g_string_sized_new (self->len + self->len / 8);

      assay_text_append_1252 (text, self->text, self->len);
      assay_piece_reserve (self, text->len);
      memcpy (self->text, text->str, text->len);
      self->len = text->len;
    }
  memset (self->text + self->len, 0, 128);
  g_array_set_size (self->bad, 0);
  self->usual_missing = 0;
  self->open_mark = self->decided_mark = FALSE;
  assay_fields_split (&self->fields, plan->dialect, self->text, self->len);
  self->n_lines = self->fields.n_lines;

  for (guint pass = 0; pass < 2; pass++)
    for (guint i = 0; i < plan->n_columns; i++)
      {
        if (is_word_type (plan->columns[i].type) != (pass == 1))
          continue;
        work.index = i;
        work.column = &plan->columns[i];
        work.out = &self->columns[i];
        reserve_values (work.out, self->fields.n_rows);
        if (pass == 0)
          parse_typed (&work);
        else if (plan->columns[i].type == ASSAY_TYPE_TEXT || g_atomic_int_get (&as_text[i]))
          {
            work.out->type = ASSAY_TYPE_TEXT;
            parse_text (&work);
          }
        else
          {
            work.out->type = ASSAY_TYPE_CATEGORY;
            parse_words (&work);
          }
      }
  self->n_rows = self->fields.n_rows - self->bad->len;
  if (work.is_bad != NULL)
    compact (self, plan, work.is_bad);
  g_free (work.is_bad);
  collect_bad (self);
}
