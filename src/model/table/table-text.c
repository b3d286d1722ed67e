#include "model/table/table-text.h"

#include <string.h>

#include "data/csv-records.h"
#include "data/text-encoding.h"

#define MARK "\357\273\277"
#define READABLE 64                /* bytes behind a text that the splitter may look at */

static GString *
decode (const char *text, gsize length)
{
  GString *decoded = g_string_sized_new (length + READABLE);

  if (length >= 3 && memcmp (text, MARK, 3) == 0)
    {
      text += 3;
      length -= 3;
    }
  if (g_utf8_validate_len (text, length, NULL))
    g_string_append_len (decoded, text, length);
  else
    assay_text_append_1252 (decoded, text, length);
  g_string_set_size (decoded, decoded->len);
  return decoded;
}

static char **
take_row (const char *text, const AssayField *fields, guint n)
{
  char **row = g_new0 (char *, n + 1);

  for (guint i = 0; i < n; i++)
    row[i] = g_strstrip (g_strndup (text + fields[i].start, fields[i].len));
  return row;
}

TableText *
table_text_read (const char *text, gsize length, char separator, gboolean at_end)
{
  TableText *self = g_new0 (TableText, 1);
  g_autoptr(GString) decoded = decode (text, length);
  g_autoptr(GArray) fields = g_array_new (FALSE, FALSE, sizeof (AssayField)), ends = g_array_new (FALSE, FALSE, sizeof (guint));
  AssayDialect dialect = { separator, '"' };
  gsize usable = decoded->len;
  guint first = 0;

  if (!at_end)
    {
      const char *line_end = memrchr (decoded->str, '\n', decoded->len);

      usable = line_end != NULL ? (gsize) (line_end - decoded->str) + 1 : 0;
    }
  g_string_set_size (decoded, usable + READABLE);
  memset (decoded->str + usable, 0, READABLE);
  assay_csv_split_any (dialect, decoded->str, usable, fields, ends);
  self->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  self->separator = separator;
  for (guint i = 0; i < ends->len; i++)
    {
      guint end = g_array_index (ends, guint, i);

      g_ptr_array_add (self->rows, take_row (decoded->str, end > first ? &g_array_index (fields, AssayField, first) : NULL, end - first));
      first = end;
    }
  return self;
}

void
table_text_free (TableText *self)
{
  g_ptr_array_unref (self->rows);
  g_free (self);
}
