/* Options of the reader, and the words in which a user writes them. */
#include "data/read-options.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "data/cell-format.h"
#include "data/frame.h"

void
assay_read_options_init (AssayReadOptions *self)
{
  memset (self, 0, sizeof *self);
  self->header = -1;
}

void
assay_read_options_clear (AssayReadOptions *self)
{
  g_free (self->encoding);
  g_free (self->date_format);
  g_strfreev (self->missing);
  g_clear_pointer (&self->types, g_hash_table_unref);
  assay_read_options_init (self);
}

void
assay_read_options_copy (AssayReadOptions *to, const AssayReadOptions *from)
{
  GHashTableIter iter;
  gpointer name, type;

  *to = *from;
  to->encoding = g_strdup (from->encoding);
  to->date_format = g_strdup (from->date_format);
  to->missing = g_strdupv (from->missing);
  to->types = NULL;
  if (from->types == NULL)
    return;
  g_hash_table_iter_init (&iter, from->types);
  while (g_hash_table_iter_next (&iter, &name, &type))
    assay_read_options_set_type (to, name, GPOINTER_TO_INT (type) - 1);
}

void
assay_read_options_set_type (AssayReadOptions *self, const char *column, AssayType type)
{
  if (self->types == NULL)
    self->types = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_hash_table_insert (self->types, g_strdup (column), GINT_TO_POINTER (type + 1));
}

typedef struct
{
  const char *word;
  int value;
} Word;

/* FALSE: the value is none of the words; the caller says what is possible. */
static gboolean
find_word (const Word *words, const char *value, int *found)
{
  for (; words->word != NULL; words++)
    if (g_ascii_strcasecmp (words->word, value) == 0)
      {
        *found = words->value;
        return TRUE;
      }
  return FALSE;
}

static gboolean
bad_value (const char *name, const char *value, const char *possible, GError **error)
{
  g_set_error (error, ASSAY_DATA_ERROR, ASSAY_DATA_ERROR_FORMAT,
               _("“%s” cannot be used for --%s. Possible is: %s"), value, name, possible);
  return FALSE;
}

static gboolean
set_encoding (AssayReadOptions *self, const char *value, GError **error)
{
  static const Word words[] = { { "UTF-8", 0 }, { "UTF8", 0 }, { "WINDOWS-1252", 1 }, { "CP1252", 1 }, { "ISO-8859-1", 1 },
                                { "LATIN1", 1 }, { "LATIN-1", 1 }, { "UTF-16LE", 2 }, { "UTF-16BE", 3 }, { NULL, 0 } };
  static const char *const names[] = { "UTF-8", "WINDOWS-1252", "UTF-16LE", "UTF-16BE" };
  int found = 0;

  if (!find_word (words, value, &found))
    return bad_value ("encoding", value, "UTF-8, WINDOWS-1252, UTF-16LE, UTF-16BE", error);
  g_free (self->encoding);
  self->encoding = g_strdup (names[found]);
  return TRUE;
}

static gboolean
set_number (const char *name, const char *value, gsize *number, GError **error)
{
  guint64 parsed;

  if (!g_ascii_string_to_unsigned (value, 10, 0, G_MAXINT32, &parsed, NULL))
    return bad_value (name, value, _("a whole number, 0 or more"), error);
  *number = parsed;
  return TRUE;
}

/* A list separated by commas; the empty text is an empty list. */
static void
set_missing (AssayReadOptions *self, const char *value)
{
  g_strfreev (self->missing);
  self->missing = *value == '\0' ? g_new0 (char *, 1) : g_strsplit (value, ",", -1);
}

static gboolean
set_date_format (AssayReadOptions *self, const char *value, GError **error)
{
  AssayDateFormat format;

  if (!assay_date_format_from_text (value, &format))
    return bad_value ("date-format", value,
                      "YYYY-MM-DD, DD.MM.YYYY, DD/MM/YYYY, MM/DD/YYYY (each also with “ hh:mm:ss”), epoch, integer", error);
  g_free (self->date_format);
  self->date_format = g_strdup (value);
  return TRUE;
}

gboolean
assay_read_options_set (AssayReadOptions *self, const char *name, const char *value, GError **error)
{
  static const Word separators[] = { { ",", ',' }, { "comma", ',' }, { ";", ';' }, { "semicolon", ';' }, { "tab", '\t' },
                                     { "\t", '\t' }, { "\\t", '\t' }, { "|", '|' }, { "pipe", '|' }, { NULL, 0 } };
  static const Word quotes[] = { { "\"", '"' }, { "double", '"' }, { "'", '\'' }, { "single", '\'' }, { NULL, 0 } };
  static const Word decimals[] = { { ".", '.' }, { "point", '.' }, { ",", ',' }, { "comma", ',' }, { NULL, 0 } };
  static const Word groups[] = { { ".", '.' }, { "point", '.' }, { ",", ',' }, { "comma", ',' }, { " ", ' ' }, { "space", ' ' },
                                 { "'", '\'' }, { "none", -1 }, { NULL, 0 } };
  static const Word yes_no[] = { { "yes", 1 }, { "true", 1 }, { "1", 1 }, { "no", 0 }, { "false", 0 }, { "0", 0 }, { NULL, 0 } };
  gsize number;
  int found;

  g_return_val_if_fail (name != NULL && value != NULL, FALSE);

  if (strcmp (name, "encoding") == 0)
    return set_encoding (self, value, error);
  if (strcmp (name, "date-format") == 0)
    return set_date_format (self, value, error);
  if (strcmp (name, "separator") == 0)
    {
      if (!find_word (separators, value, &found))
        return bad_value (name, value, ", ; tab |", error);
      self->separator = (char) found;
    }
  else if (strcmp (name, "quote") == 0)
    {
      if (!find_word (quotes, value, &found))
        return bad_value (name, value, "\" '", error);
      self->quote = (char) found;
    }
  else if (strcmp (name, "decimal") == 0)
    {
      if (!find_word (decimals, value, &found))
        return bad_value (name, value, ". ,", error);
      self->decimal = (char) found;
    }
  else if (strcmp (name, "thousands") == 0)
    {
      if (!find_word (groups, value, &found))
        return bad_value (name, value, ". , ' space none", error);
      self->group = found;
    }
  else if (strcmp (name, "header") == 0)
    {
      if (!find_word (yes_no, value, &found))
        return bad_value (name, value, "yes no", error);
      self->header = found;
    }
  else if (strcmp (name, "missing") == 0)
    set_missing (self, value);
  else if (strcmp (name, "skip") == 0)
    {
      if (!set_number (name, value, &number, error))
        return FALSE;
      self->skip_rows = (guint) number;
    }
  else if (strcmp (name, "max-bad-rows") == 0)
    {
      if (!set_number (name, value, &number, error))
        return FALSE;
      self->max_bad_rows = number;
    }
  else
    {
      g_set_error (error, ASSAY_DATA_ERROR, ASSAY_DATA_ERROR_FORMAT, _("There is no reading option “%s”."), name);
      return FALSE;
    }
  return TRUE;
}
