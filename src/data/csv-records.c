/* Cutting and splitting delimited text.
 *
 * Records that hold an opening quote are parsed by libcsv. A record without one needs no parser: its fields
 * lie between separators, and looking for those 16 bytes at a time is several times as fast. A test
 * runs both ways on the same text and compares. */
#include "data/csv-records.h"

#include "data/text-encoding.h"

#include <csv.h>
#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

static inline gboolean
is_space (char c, AssayDialect dialect)
{
  return (c == ' ' || c == '\t') && c != dialect.separator;
}

static inline gboolean
is_line_end (char c)
{
  return c == '\n' || c == '\r';
}

/* Behind the line end that is at pos; CR LF counts as one. */
static inline gsize
skip_line_end (const char *text, gsize len, gsize pos)
{
  return text[pos] == '\r' && pos + 1 < len && text[pos + 1] == '\n' ? pos + 2 : pos + 1;
}

static gboolean
opens_field (AssayDialect dialect, const char *text, gsize quote)
{
  while (quote > 0 && is_space (text[quote - 1], dialect))
    quote--;
  return quote == 0 || text[quote - 1] == dialect.separator || is_line_end (text[quote - 1]);
}

typedef enum { CLOSED, UNCLOSED, NEED_MORE } Closing;

/* *close: the closing quote of the field whose opening quote is at `open`. */
static Closing
find_close (AssayDialect dialect, const char *text, gsize len, gsize open, gboolean at_end, gsize *close)
{
  gsize limit = open + 1 + ASSAY_MAX_FIELD + 1;
  gsize stop = MIN (len, limit), pos = open + 1;

  while (pos < stop)
    {
      const char *quote = memchr (text + pos, dialect.quote, stop - pos);

      if (quote == NULL)
        break;
      pos = (gsize) (quote - text);
      if (pos + 1 == len && !at_end)
        return NEED_MORE;
      if (pos + 1 == len || text[pos + 1] != dialect.quote)
        {
          *close = pos;
          return CLOSED;
        }
      pos += 2;
    }
  return stop < limit && !at_end ? NEED_MORE : UNCLOSED;
}

static gsize
find_line_end (const char *text, gsize from, gsize len)
{
  while (from < len && !is_line_end (text[from]))
    from++;
  return from;
}

/* Behind the last line end in [from, to), or `otherwise`. A CR at the very end may have its LF still to come. */
static gsize
last_line_end (const char *text, gsize from, gsize to, gsize otherwise)
{
  const char *end = memrchr (text + from, '\n', to - from);

  if (end == NULL && to > from)
    end = memrchr (text + from, '\r', to - from - 1);
  return end == NULL ? otherwise : (gsize) (end - text) + 1;
}

gsize
assay_csv_cut (AssayDialect dialect, const char *text, gsize len, gboolean at_end)
{
  gsize pos = 0, cut = 0;

  if (at_end)
    return len;
  while (pos < len)
    {
      const char *quote = memchr (text + pos, dialect.quote, len - pos);
      gsize open, close = 0;

      if (quote == NULL)
        return last_line_end (text, pos, len, cut);
      open = (gsize) (quote - text);
      cut = last_line_end (text, pos, open, cut);
      if (!opens_field (dialect, text, open))
        {
          pos = open + 1;
          continue;
        }
      switch (find_close (dialect, text, len, open, at_end, &close))
        {
        case CLOSED:
          pos = close + 1;
          break;
        case UNCLOSED:
          pos = find_line_end (text, open, len);
          if (pos + 1 >= len)
            return cut;
          pos = skip_line_end (text, len, pos);
          cut = pos;
          break;
        case NEED_MORE:
          return cut;
        }
    }
  return cut;
}

typedef struct
{
  gsize end;               /* behind its line end */
  gsize stop;              /* its line end, or the end of the text */
  guint32 n_fields;
  guint32 n_lines;         /* line ends in it */
  gboolean has_quotes, is_malformed;
} Record;

static guint32
count_line_ends (const char *text, gsize from, gsize to)
{
  guint32 n = 0;

  for (gsize i = from; i < to; i++)
    n += text[i] == '\n' || (text[i] == '\r' && (i + 1 == to || text[i + 1] != '\n'));
  return n;
}

/* The record at `start`, by the rules at the head of csv-records.h. */
static Record
scan_record (AssayDialect dialect, const char *text, gsize len, gsize start)
{
  Record record = { .n_fields = 1 };
  gboolean field_begun = FALSE;
  gsize pos = start, close = 0;

  for (; pos < len && !is_line_end (text[pos]); pos++)
    {
      if (text[pos] == dialect.separator)
        {
          record.n_fields++;
          field_begun = FALSE;
        }
      else if (text[pos] == dialect.quote && !field_begun)
        {
          record.has_quotes = field_begun = TRUE;
          if (find_close (dialect, text, len, pos, TRUE, &close) == UNCLOSED)
            {
              record.is_malformed = TRUE;
              pos = find_line_end (text, pos, len);
              break;
            }
          record.n_lines += count_line_ends (text, pos, close);
          pos = close;
          while (pos + 1 < len && is_space (text[pos + 1], dialect))
            pos++;
          if (pos + 1 < len && text[pos + 1] != dialect.separator && !is_line_end (text[pos + 1]))
            record.is_malformed = TRUE;
        }
      else if (!is_space (text[pos], dialect))
        field_begun = TRUE;
    }
  record.stop = record.end = pos;
  if (pos < len)
    {
      record.end = skip_line_end (text, len, pos);
      record.n_lines++;
    }
  return record;
}

static gboolean
is_blank (AssayDialect dialect, const char *text, gsize from, gsize to)
{
  while (from < to && is_space (text[from], dialect))
    from++;
  return from == to;
}

typedef struct
{
  char *text;
  gsize pos;               /* where the next unescaped field goes: never past what libcsv has read */
  AssayField *fields;
  guint32 n_fields, max_fields;
  GArray *array;           /* instead of fields */
} Unescape;

static void
on_field (void *data, size_t len, void *user_data)
{
  Unescape *self = user_data;
  AssayField field = { (guint32) self->pos, (guint32) len };

  if (len > 0)
    memcpy (self->text + self->pos, data, len);
  self->pos += len;
  if (self->array != NULL)
    g_array_append_val (self->array, field);
  else if (self->n_fields < self->max_fields)
    self->fields[self->n_fields] = field;
  self->n_fields++;
}

static void
on_record (int end, void *user_data)
{
}

/* One well-formed record through libcsv, unescaped where it stands. */
static void
parse_record (struct csv_parser *parser, Unescape *unescape, gsize start, gsize end)
{
  unescape->pos = start;
  unescape->n_fields = 0;
  csv_parse (parser, unescape->text + start, end - start, on_field, on_record, unescape);
  if (end == start || !is_line_end (unescape->text[end - 1]))
    csv_fini (parser, on_field, on_record, unescape);
}

static void
start_parser (struct csv_parser *parser, AssayDialect dialect)
{
  csv_init (parser, 0);
  csv_set_delim (parser, (unsigned char) dialect.separator);
  csv_set_quote (parser, (unsigned char) dialect.quote);
}

void
assay_fields_init (AssayFields *self, guint n_columns)
{
  memset (self, 0, sizeof *self);
  self->n_columns = n_columns;
  self->bad = g_array_new (FALSE, FALSE, sizeof (AssayBadRecord));
}

void
assay_fields_clear (AssayFields *self)
{
  g_clear_pointer (&self->fields, g_free);
  g_clear_pointer (&self->lines, g_free);
  g_clear_pointer (&self->bad, g_array_unref);
}

/* State of splitting one piece. */
typedef struct
{
  AssayFields *out;
  AssayDialect dialect;
  char *text;
  gsize len;
  gboolean check_bytes;    /* there is a NUL or something outside ASCII in the piece */
  struct csv_parser parser;
  gboolean parser_ready;
} Splitter;

static inline AssayField *
next_row (AssayFields *out)
{
  if (G_UNLIKELY (out->n_rows == out->capacity))
    {
      out->capacity = out->capacity == 0 ? 1024 : out->capacity * 2;
      out->fields = g_renew (AssayField, out->fields, out->capacity * out->n_columns);
      out->lines = g_renew (guint32, out->lines, out->capacity);
    }
  return out->fields + out->n_rows * out->n_columns;
}

static void
add_bad (Splitter *self, AssayBadKind kind, gsize start, gsize stop, guint32 n_fields)
{
  AssayBadRecord bad = { self->out->n_lines, kind, n_fields, (guint32) self->out->n_rows,
                         { (guint32) start, (guint32) (stop - start) } };

  g_array_append_val (self->out->bad, bad);
}

/* TRUE: the record is whole text and has the right number of fields. */
static inline gboolean
check_record (Splitter *self, gsize start, gsize stop, guint32 n_fields)
{
  if (G_UNLIKELY (self->check_bytes))
    {
      if (memchr (self->text + start, '\0', stop - start) != NULL)
        {
          add_bad (self, ASSAY_BAD_NUL, start, stop, n_fields);
          return FALSE;
        }
      if (!g_utf8_validate_len (self->text + start, stop - start, NULL))
        {
          add_bad (self, ASSAY_BAD_ENCODING, start, stop, n_fields);
          return FALSE;
        }
    }
  if (G_UNLIKELY (n_fields != self->out->n_columns))
    {
      add_bad (self, ASSAY_BAD_FIELD_COUNT, start, stop, n_fields);
      return FALSE;
    }
  return TRUE;
}

static void
check_lengths (Splitter *self, const AssayField *row)
{
  for (guint i = 0; i < self->out->n_columns; i++)
    if (row[i].len > ASSAY_MAX_FIELD && self->out->too_long_line == 0)
      self->out->too_long_line = (guint64) self->out->n_lines + 1;
}

/* A record that needs libcsv. Returns where the next one starts. */
static gsize
split_slowly (Splitter *self, gsize start)
{
  Record record = scan_record (self->dialect, self->text, self->len, start);
  AssayField *row = next_row (self->out);

  if (record.is_malformed)
    add_bad (self, ASSAY_BAD_QUOTE, start, record.stop, record.n_fields);
  else if (!is_blank (self->dialect, self->text, start, record.stop)
           && check_record (self, start, record.stop, record.n_fields))
    {
      Unescape unescape = { self->text, start, row, 0, self->out->n_columns, NULL };

      if (!self->parser_ready)
        start_parser (&self->parser, self->dialect);
      self->parser_ready = TRUE;
      parse_record (&self->parser, &unescape, start, record.end);
      g_assert (unescape.n_fields == self->out->n_columns);
      if (record.stop - start > ASSAY_MAX_FIELD)
        check_lengths (self, row);
      self->out->lines[self->out->n_rows++] = self->out->n_lines;
    }
  self->out->n_lines += record.n_lines;
  return record.end;
}

static inline AssayField
trimmed (const char *text, gsize start, gsize end, AssayDialect dialect)
{
  if (G_UNLIKELY (end > start && (text[start] <= ' ' || text[end - 1] <= ' ')))
    {
      while (start < end && is_space (text[start], dialect))
        start++;
      while (end > start && is_space (text[end - 1], dialect))
        end--;
    }
  return (AssayField) { (guint32) start, (guint32) (end - start) };
}

#ifdef __SSE2__

/* A bit for each of 64 bytes that ends a field or a line or is a quote. */
static inline guint64
find_marks (const char *text, __m128i separator, __m128i quote)
{
  const __m128i lf = _mm_set1_epi8 ('\n'), cr = _mm_set1_epi8 ('\r');
  guint64 mask = 0;

  for (guint i = 0; i < 4; i++)
    {
      __m128i bytes = _mm_loadu_si128 ((const __m128i *) (const void *) (text + 16 * i));
      __m128i found = _mm_or_si128 (_mm_or_si128 (_mm_cmpeq_epi8 (bytes, separator), _mm_cmpeq_epi8 (bytes, quote)),
                                    _mm_or_si128 (_mm_cmpeq_epi8 (bytes, lf), _mm_cmpeq_epi8 (bytes, cr)));

      mask |= (guint64) (guint32) _mm_movemask_epi8 (found) << (16 * i);
    }
  return mask;
}

#define FIND_MARKS(text, dialect) find_marks (text, _mm_set1_epi8 ((dialect).separator), _mm_set1_epi8 ((dialect).quote))

#else

static inline guint64
find_marks (const char *text, AssayDialect dialect)
{
  guint64 mask = 0;

  for (guint i = 0; i < 64; i++)
    mask |= (guint64) (text[i] == dialect.separator || text[i] == dialect.quote || is_line_end (text[i])) << i;
  return mask;
}

#define FIND_MARKS(text, dialect) find_marks (text, dialect)

#endif

static void
end_row (Splitter *self, AssayField *row, gsize record_start, gsize pos, guint32 n_fields)
{
  if (n_fields == 1 && is_blank (self->dialect, self->text, record_start, pos))
    return;
  if (!check_record (self, record_start, pos, n_fields))
    return;
  if (G_UNLIKELY (pos - record_start > ASSAY_MAX_FIELD))
    check_lengths (self, row);
  self->out->lines[self->out->n_rows++] = self->out->n_lines;
}

static void
split_fast (Splitter *self)
{
  const AssayDialect dialect = self->dialect;
  const guint32 n_columns = self->out->n_columns;
  char *text = self->text;
  gsize base = 0, start = 0, record_start = 0;
  guint32 n_fields = 0;
  AssayField *row = next_row (self->out);
  guint64 mask = FIND_MARKS (text, dialect);

  for (;;)
    {
      gsize pos;

      while (mask == 0 && base + 64 < self->len)
        {
          base += 64;
          mask = FIND_MARKS (text + base, dialect);
        }
      pos = mask == 0 ? self->len : base + (gsize) __builtin_ctzll (mask);
      if (pos >= self->len)
        break;
      mask &= mask - 1;

      if (text[pos] == dialect.quote)
        {
          if (!opens_field (dialect, text, pos))
            continue;
          base = start = record_start = split_slowly (self, record_start);
          n_fields = 0;
          row = next_row (self->out);
          if (base >= self->len)
            return;
          mask = FIND_MARKS (text + base, dialect);
          continue;
        }
      if (G_LIKELY (n_fields < n_columns))
        row[n_fields] = trimmed (text, start, pos, dialect);
      n_fields++;
      start = pos + 1;
      if (text[pos] == dialect.separator)
        continue;

      /* The LF of a CR LF whose CR was the end of the line. */
      if (text[pos] == '\n' && pos == record_start && pos > 0 && text[pos - 1] == '\r')
        self->out->n_lines--;
      end_row (self, row, record_start, pos, n_fields);
      self->out->n_lines++;
      record_start = start;
      n_fields = 0;
      row = next_row (self->out);
    }
  if (record_start < self->len)
    {
      if (n_fields < n_columns)
        row[n_fields] = trimmed (text, start, self->len, dialect);
      end_row (self, row, record_start, self->len, n_fields + 1);
    }
}

void
assay_fields_split (AssayFields *self, AssayDialect dialect, char *text, gsize len)
{
  Splitter splitter = { .out = self, .dialect = dialect, .text = text, .len = len };

  self->n_rows = 0;
  self->n_lines = 0;
  self->too_long_line = 0;
  g_array_set_size (self->bad, 0);
  if (len == 0)
    return;
  splitter.check_bytes = !assay_text_is_ascii (text, len) || memchr (text, '\0', len) != NULL;
  if (self->all_by_libcsv)
    for (gsize pos = 0; pos < len;)
      pos = split_slowly (&splitter, pos);
  else
    split_fast (&splitter);
  if (splitter.parser_ready)
    csv_free (&splitter.parser);
}

gsize
assay_csv_skip_record (AssayDialect dialect, const char *text, gsize len, gsize pos)
{
  return scan_record (dialect, text, len, pos).end;
}

gsize
assay_csv_count_fields (AssayDialect dialect, const char *text, gsize len, gsize pos, guint *n_fields)
{
  Record record = scan_record (dialect, text, len, pos);

  *n_fields = is_blank (dialect, text, pos, record.stop) ? 0 : record.n_fields;
  return record.end;
}

void
assay_csv_split_any (AssayDialect dialect, char *text, gsize len, GArray *fields, GArray *ends)
{
  Unescape unescape = { .text = text, .array = fields };
  struct csv_parser parser;

  start_parser (&parser, dialect);
  for (gsize pos = 0; pos < len;)
    {
      Record record = scan_record (dialect, text, len, pos);

      if (!is_blank (dialect, text, pos, record.stop))
        {
          if (!record.is_malformed)
            parse_record (&parser, &unescape, pos, record.end);
          g_array_append_val (ends, fields->len);
        }
      pos = record.end;
    }
  csv_free (&parser);
}
