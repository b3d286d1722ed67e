/* Samples of a file, and how its records and fields are told apart. */
#include "data/csv-sample.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define PART_SIZE (1 << 18)

static void
append_decoded (GString *out, const char *bytes, gsize len, AssayEncoding encoding)
{
  gsize n;

  if (encoding == ASSAY_ENCODING_WINDOWS_1252)
    assay_text_append_1252 (out, bytes, len);
  else if (encoding == ASSAY_ENCODING_UTF8)
    g_string_append_len (out, bytes, (gssize) len);
  else
    {
      g_autofree char *text = g_malloc (2 * len + 8);

      assay_text_convert_utf16 (bytes, len, encoding == ASSAY_ENCODING_UTF16BE, TRUE, text, 2 * len + 8, &n);
      g_string_append_len (out, text, (gssize) n);
    }
}

/* Whole lines out of a part of the file; a part without two line ends gives nothing. */
static void
add_part (AssaySample *self, AssayByteSource *source, AssayEncoding encoding, guint64 offset)
{
  g_autofree char *bytes = g_malloc (PART_SIZE);
  g_autoptr(GString) part = g_string_new (NULL);
  gsize n;
  const char *first, *last;

  offset &= ~G_GUINT64_CONSTANT (1);            /* UTF-16 comes in pairs of bytes */
  n = assay_byte_source_sample (source, offset, bytes, PART_SIZE);
  append_decoded (part, bytes, n, encoding);
  first = memchr (part->str, '\n', part->len);
  last = memrchr (part->str, '\n', part->len);
  if (first == NULL || first == last)
    return;
  if (self->text->len > 0 && self->text->str[self->text->len - 1] != '\n')
    g_string_append_c (self->text, '\n');
  g_string_append_len (self->text, first + 1, last - first);
}

static gsize
find_lines (const char *text, gsize len, guint n_lines)
{
  gsize pos = 0;

  for (; n_lines > 0 && pos < len; n_lines--)
    {
      while (pos < len && text[pos] != '\n' && text[pos] != '\r')
        pos++;
      if (pos < len)
        pos += text[pos] == '\r' && pos + 1 < len && text[pos + 1] == '\n' ? 2 : 1;
    }
  return pos;
}

void
assay_sample_load (AssaySample *self, AssayByteSource *source, AssayEncoding encoding, guint skip_rows, gsize *start)
{
  gsize len, mark;
  const char *bytes = assay_byte_source_get_head (source, &len, &self->is_all);
  guint64 size = assay_byte_source_get_size (source);

  mark = encoding == ASSAY_ENCODING_UTF8 && len >= 3 && memcmp (bytes, "\xef\xbb\xbf", 3) == 0 ? 3
         : encoding >= ASSAY_ENCODING_UTF16LE && len >= 2
             && memcmp (bytes, encoding == ASSAY_ENCODING_UTF16LE ? "\xff\xfe" : "\xfe\xff", 2) == 0 ? 2 : 0;
  self->head = g_string_new (NULL);
  if (encoding == ASSAY_ENCODING_WINDOWS_1252)
    g_string_append_len (self->head, bytes, (gssize) len);
  else
    append_decoded (self->head, bytes + mark, len - mark, encoding);

  *start = find_lines (self->head->str, self->head->len, skip_rows);
  self->text = g_string_new (NULL);
  if (encoding == ASSAY_ENCODING_WINDOWS_1252)
    assay_text_append_1252 (self->text, self->head->str + *start, self->head->len - *start);
  else
    g_string_append_len (self->text, self->head->str + *start, (gssize) (self->head->len - *start));
  self->fields = g_array_new (FALSE, FALSE, sizeof (AssayField));
  self->rows = g_array_new (FALSE, FALSE, sizeof (AssaySampleRow));
  if (self->is_all)
    return;

  /* The last line of the head is most likely cut. */
  len = self->text->len;
  while (len > 0 && self->text->str[len - 1] != '\n' && self->text->str[len - 1] != '\r')
    len--;
  g_string_truncate (self->text, len);
  if (size > ASSAY_HEAD_SIZE + PART_SIZE)
    {
      add_part (self, source, encoding, MAX (size / 2, ASSAY_HEAD_SIZE));
      add_part (self, source, encoding, size - PART_SIZE);
    }
}

void
assay_sample_clear (AssaySample *self)
{
  if (self->head != NULL)
    g_string_free (self->head, TRUE);
  if (self->text != NULL)
    g_string_free (self->text, TRUE);
  g_clear_pointer (&self->fields, g_array_unref);
  g_clear_pointer (&self->rows, g_array_unref);
}

static gboolean
ends_field (char c, char separator)
{
  if (c == '\n' || c == '\r' || c == '\0')
    return TRUE;
  return separator == 0 ? c == ',' || c == ';' || c == '\t' || c == '|' : c == separator;
}

/* Behind the field in single quotes that opens at `open`; 0 when it does not close in its line. */
static gsize
find_single_close (const GString *text, gsize open, char separator)
{
  for (gsize i = open + 1; i < text->len && text->str[i] != '\n'; i++)
    {
      if (text->str[i] != '\'')
        continue;
      if (text->str[i + 1] == '\'')
        i++;
      else if (ends_field (text->str[i + 1], separator))
        return i + 1;
    }
  return 0;
}

/* A single quote that opens a field and does not close it is an apostrophe: only when there is none such is it a quote. */
static char
find_quote (const GString *text, char separator)
{
  gsize n_whole = 0;
  gboolean at_start = TRUE;

  for (gsize i = 0; i < text->len; i++)
    {
      if (at_start && text->str[i] == '"')
        return '"';
      if (at_start && text->str[i] == '\'')
        {
          gsize end = find_single_close (text, i, separator);

          if (end == 0)
            return '"';
          n_whole++;
          i = end;
        }
      at_start = i < text->len && ends_field (text->str[i], separator);
    }
  return n_whole > 0 ? '\'' : '"';
}

typedef struct
{
  gdouble share;               /* of records that have the commonest number of fields */
  guint n_fields;
} Regularity;

#define MAX_LOOKED_AT 5000

/* How regular the text is when cut by this separator. The first record must have what most have. */
static Regularity
measure (const GString *text, AssayDialect dialect)
{
  g_autofree guint *counts = g_new0 (guint, ASSAY_MAX_COLUMNS + 2);
  guint n_records = 0, first = 0, best = 0;
  gsize pos = 0;

  while (pos < text->len && n_records < MAX_LOOKED_AT)
    {
      guint n;

      pos = assay_csv_count_fields (dialect, text->str, text->len, pos, &n);
      if (n == 0)
        continue;
      n = MIN (n, ASSAY_MAX_COLUMNS + 1);
      if (n_records++ == 0)
        first = n;
      counts[n]++;
    }
  for (guint n = 1; n <= ASSAY_MAX_COLUMNS + 1; n++)
    if (counts[n] > counts[best] || (counts[n] == counts[best] && n == first))
      best = n;
  if (n_records == 0 || best < 2)
    return (Regularity) { 0, 1 };
  return (Regularity) { (double) counts[best] / n_records - (first == best ? 0 : 0.3), best };
}

AssayDialect
assay_sample_find_dialect (const AssaySample *self, AssayDialect dialect)
{
  /* A comma is the likeliest to stand inside numbers and words, so the others go first. */
  static const char separators[] = { '\t', ';', '|', ',' };
  Regularity best = { 0, 1 };

  if (dialect.quote == 0)
    dialect.quote = find_quote (self->text, dialect.separator);
  if (dialect.separator != 0)
    return dialect;

  dialect.separator = ',';
  for (guint i = 0; i < G_N_ELEMENTS (separators); i++)
    {
      Regularity found = measure (self->text, (AssayDialect) { separators[i], dialect.quote });

      if (found.share > best.share + 0.02 && found.share > 0.3)
        {
          best = found;
          dialect.separator = separators[i];
        }
    }
  return dialect;
}

void
assay_sample_split (AssaySample *self, AssayDialect dialect)
{
  g_autoptr(GArray) ends = g_array_new (FALSE, FALSE, sizeof (guint));
  guint first = 0;

  assay_csv_split_any (dialect, self->text->str, self->text->len, self->fields, ends);
  for (guint i = 0; i < ends->len; i++)
    {
      guint end = g_array_index (ends, guint, i);
      AssaySampleRow row = { first, end - first };

      if (row.n_fields > 0)
        g_array_append_val (self->rows, row);
      else if (self->rows->len == 0)
        self->first_is_bad = TRUE;
      first = end;
    }
}

static gboolean
starts_with (const char *head, gsize len, const char *magic, gsize n)
{
  return len >= n && memcmp (head, magic, n) == 0;
}

const char *
assay_find_foreign_content (const char *head, gsize len)
{
  static const struct { const char *magic; gsize n; const char *what; } kinds[] = {
    { "\x89PNG\r\n", 6, N_("a PNG picture") },
    { "\xff\xd8\xff", 3, N_("a JPEG picture") },
    { "GIF8", 4, N_("a GIF picture") },
    { "%PDF-", 5, N_("a PDF document") },
    { "PK\x03\x04", 4, N_("a ZIP archive or a spreadsheet (.xlsx, .ods); save the sheet as CSV") },
    { "PK\x05\x06", 4, N_("an empty ZIP archive") },
    { "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8, N_("an old Office document (.xls, .doc); save the sheet as CSV") },
    { "SQLite format 3", 15, N_("an SQLite database; export a table as CSV") },
    { "PAR1", 4, N_("a Parquet file; convert it to CSV") },
    { "\x89HDF\r\n", 6, N_("an HDF5 file; convert it to CSV") },
    { "ARROW1", 6, N_("an Arrow file; convert it to CSV") },
    { "\x1f\x8b", 2, N_("a gzip file inside a gzip file; unpack it once") },
    { "BZh", 3, N_("a bzip2 file; unpack it, or pack it with gzip") },
    { "\xfd" "7zXZ", 5, N_("an xz file; unpack it, or pack it with gzip") },
    { "\x28\xb5\x2f\xfd", 4, N_("a Zstandard file; unpack it, or pack it with gzip") },
    { "7z\xbc\xaf", 4, N_("a 7-Zip archive; unpack it") },
    { "\x7f" "ELF", 4, N_("a program") },
    { "\x93NUMPY", 6, N_("a NumPy array; save it as CSV") },
    { "RDX", 3, N_("an R data file; write it as CSV") },
    { "<?xml", 5, N_("an XML document") },
    { "<!DOCTYPE", 9, N_("a web page or an XML document") },
    { "<html", 5, N_("a web page") },
    { "<PMML", 5, N_("a PMML model, not data") },
  };
  gsize start = starts_with (head, len, "\xef\xbb\xbf", 3) ? 3 : 0, n_control = 0;

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (starts_with (head + start, len - start, kinds[i].magic, kinds[i].n))
      return kinds[i].what;
  if (len > 2 && head[0] == '\x80' && head[1] >= 2 && head[1] <= 5)
    return N_("a Python pickle; such files can run programs and are not read. Save the data as CSV");
  while (start < len && g_ascii_isspace (head[start]))
    start++;
  if (len - start > 1 && (head[start] == '{' || head[start] == '['))
    {
      gsize next = start + 1;

      while (next < len && g_ascii_isspace (head[next]))
        next++;
      if (next < len && head[next] != '\0' && strchr (head[start] == '{' ? "\"}" : "{[", head[next]) != NULL)
        return N_("JSON");
    }
  for (gsize i = 0; i < MIN (len, 65536); i++)
    n_control += (guchar) head[i] < 0x20 && strchr ("\n\r\t\f\v\x1a", head[i]) == NULL;
  if (n_control > MIN (len, 65536) / 10 + 4)
    return N_("binary data, not text");
  return NULL;
}
