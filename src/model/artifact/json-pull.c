/* A value is announced by item() or key() and then read by exactly one function; `is_due` holds callers to that. */
#include "model/artifact/json-pull-private.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "base/number.h"
#include "model/forecaster.h"

AssayJsonPull *
assay_json_pull_new (const char *name, const char *text, gsize length)
{
  AssayJsonPull *self = g_new0 (AssayJsonPull, 1);

  self->name = g_strdup (name);
  self->text = text;
  self->at = self->token = length >= 3 && memcmp (text, "\357\273\277", 3) == 0 ? text + 3 : text;
  self->end = text + length;
  self->most_text = ASSAY_JSON_MOST_TEXT;
  self->buffer = g_string_new (NULL);
  self->is_due = TRUE;
  return self;
}

AssayJsonPull *
assay_json_pull_new_ubj (const char *name, const char *text, gsize length)
{
  AssayJsonPull *self = assay_json_pull_new (name, text, length);

  self->is_binary = TRUE;
  self->at = self->token = text;
  return self;
}

void
assay_json_pull_free (AssayJsonPull *self)
{
  for (guint i = 0; i < ASSAY_JSON_PULL_DEPTH; i++)
    g_clear_pointer (&self->levels[i].keys, g_hash_table_unref);
  g_free (self->name);
  g_string_free (self->buffer, TRUE);
  g_clear_error (&self->error);
  g_free (self);
}

void
assay_json_pull_allow_words (AssayJsonPull *self)
{
  self->has_words = TRUE;
}

void
assay_json_pull_set_most_text (AssayJsonPull *self, gsize most)
{
  self->most_text = most;
}

/* ---- errors ---- */

static gboolean
fail_at_byte (AssayJsonPull *self, const char *where, const char *message)
{
  self->error = g_error_new (ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_FILE, _("%s, byte %zu: %s"), self->name, (gsize) (where - self->text), message);
  return FALSE;
}

gboolean
assay_json_pull_fail_at (AssayJsonPull *self, const char *where, const char *message)
{
  guint line = 1;
  const char *line_start = self->text, *next;
  glong column = 1;

  if (self->error != NULL)
    return FALSE;
  if (self->is_binary)
    return fail_at_byte (self, where, message);
  while ((next = memchr (line_start, '\n', where - line_start)) != NULL)
    {
      line++;
      line_start = next + 1;
    }
  /* characters, not bytes; what is no UTF-8 is counted as well as it goes */
  for (const char *p = line_start; p < where; p++)
    column += ((guchar) *p & 0xc0) != 0x80;
  self->error = g_error_new (ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_FILE, _("%s, line %u, column %ld: %s"), self->name, line, column, message);
  return FALSE;
}

gboolean
assay_json_pull_fail (AssayJsonPull *self, const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list args;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);
  return assay_json_pull_fail_at (self, self->token, message);
}

gboolean
assay_json_pull_has_failed (const AssayJsonPull *self)
{
  return self->error != NULL;
}

static char *
describe_next (const AssayJsonPull *self)
{
  gunichar letter;

  if (self->at >= self->end)
    return g_strdup (self->is_binary ? _("the file ends") : _("the text ends"));
  if (self->is_binary)
    return assay_ubj_describe (self);
  if ((guchar) *self->at < 0x20)
    return g_strdup_printf (_("there is a control character (0x%02x)"), (guchar) *self->at);
  letter = g_utf8_get_char_validated (self->at, self->end - self->at);
  if (letter == (gunichar) -1 || letter == (gunichar) -2)
    return g_strdup_printf (_("there is a byte that is not UTF-8 (0x%02x)"), (guchar) *self->at);
  return g_strdup_printf (_("there is “%.*s”"), (int) g_unichar_to_utf8 (letter, NULL), self->at);
}

gboolean
assay_json_pull_fail_expected (AssayJsonPull *self, const char *expected)
{
  g_autofree char *found = describe_next (self);
  g_autofree char *message = g_strdup_printf (_("%s, where %s should stand"), found, expected);

  return assay_json_pull_fail_at (self, self->at, message);
}

gboolean
assay_json_pull_finish (AssayJsonPull *self, GError **error)
{
  if (self->error == NULL && self->depth == 0 && !self->is_due)
    {
      while (!self->is_binary && self->at < self->end && (*self->at == ' ' || *self->at == '\t' || *self->at == '\r' || *self->at == '\n'))
        self->at++;
      if (self->at < self->end)
        assay_json_pull_fail_expected (self, _("the end of the text"));
    }
  else if (self->error == NULL)
    assay_json_pull_fail_expected (self, _("another part of the model"));
  if (self->error == NULL)
    return TRUE;
  if (error != NULL)
    *error = g_error_copy (self->error);
  return FALSE;
}

/* ---- where we are ---- */

static inline void
skip_space (AssayJsonPull *self)
{
  while (self->at < self->end && (*self->at == ' ' || *self->at == '\n' || *self->at == '\r' || *self->at == '\t'))
    self->at++;
}

static inline gboolean
is_next (const AssayJsonPull *self, char c)
{
  return self->at < self->end && *self->at == c;
}

static inline gboolean
has_word (const AssayJsonPull *self, const char *word, gsize n)
{
  return (gsize) (self->end - self->at) >= n && memcmp (self->at, word, n) == 0;
}

static gboolean
is_number_word (const AssayJsonPull *self)
{
  return self->has_words && (has_word (self, "NaN", 3) || has_word (self, "Infinity", 8) || has_word (self, "-Infinity", 9));
}

AssayJsonKind
assay_json_pull_peek (AssayJsonPull *self)
{
  if (self->error != NULL)
    return ASSAY_JSON_NONE;
  g_assert (self->is_due);
  if (self->is_binary)
    return assay_ubj_peek (self);
  skip_space (self);
  self->token = self->at;
  if (self->at >= self->end)
    return ASSAY_JSON_NONE;
  switch (*self->at)
    {
    case '{':
      return ASSAY_JSON_OBJECT;
    case '[':
      return ASSAY_JSON_ARRAY;
    case '"':
      return ASSAY_JSON_TEXT;
    case 't':
    case 'f':
      return ASSAY_JSON_BOOLEAN;
    case 'n':
      return ASSAY_JSON_NULL;
    default:
      return *self->at == '-' || g_ascii_isdigit (*self->at) || is_number_word (self) ? ASSAY_JSON_NUMBER : ASSAY_JSON_NONE;
    }
}

static const char *
name_kind (AssayJsonKind kind)
{
  switch (kind)
    {
    case ASSAY_JSON_OBJECT:
      return _("an object, “{”,");
    case ASSAY_JSON_ARRAY:
      return _("an array, “[”,");
    case ASSAY_JSON_TEXT:
      return _("a text in \"quotes\"");
    case ASSAY_JSON_NUMBER:
      return _("a number");
    case ASSAY_JSON_BOOLEAN:
      return _("true or false");
    case ASSAY_JSON_NULL:
      return _("null");
    case ASSAY_JSON_NONE:
      break;
    }
  return _("a value (text, number, object, array, true, false or null)");
}

static gboolean
expect (AssayJsonPull *self, AssayJsonKind kind)
{
  if (self->error != NULL)
    return FALSE;
  if (assay_json_pull_peek (self) != kind)
    return assay_json_pull_fail_expected (self, name_kind (kind));
  self->is_due = FALSE;
  return TRUE;
}

/* ---- texts ---- */

static gboolean
read_hex (AssayJsonPull *self, gunichar *letter)
{
  *letter = 0;
  for (int i = 0; i < 4; i++, self->at++)
    {
      if (self->at >= self->end || !g_ascii_isxdigit (*self->at))
        return assay_json_pull_fail_expected (self, _("a hexadecimal digit"));
      *letter = *letter * 16 + g_ascii_xdigit_value (*self->at);
    }
  return TRUE;
}

/* Behind “\u”. Two halves make one letter of the upper planes; a half alone is none. */
static gboolean
read_unicode (AssayJsonPull *self)
{
  const char *start = self->at - 2;
  gunichar letter, low;

  if (!read_hex (self, &letter))
    return FALSE;
  if (letter >= 0xd800 && letter < 0xdc00 && has_word (self, "\\u", 2))
    {
      self->at += 2;
      if (!read_hex (self, &low))
        return FALSE;
      if (low < 0xdc00 || low >= 0xe000)
        return assay_json_pull_fail_at (self, start, _("half a surrogate pair stands alone"));
      letter = 0x10000 + ((letter - 0xd800) << 10) + (low - 0xdc00);
    }
  if (letter >= 0xd800 && letter < 0xe000)
    return assay_json_pull_fail_at (self, start, _("half a surrogate pair stands alone"));
  if (letter == 0)
    return assay_json_pull_fail_at (self, start, _("a text holds a NUL character"));
  g_string_append_unichar (self->buffer, letter);
  return TRUE;
}

static gboolean
read_escape (AssayJsonPull *self)
{
  static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
  const char *found;

  self->at++;
  if (is_next (self, 'u'))
    {
      self->at++;
      return read_unicode (self);
    }
  found = self->at < self->end && *self->at != '\0' ? strchr (from, *self->at) : NULL;
  if (found == NULL)
    return assay_json_pull_fail_expected (self, _("one of \" \\ / b f n r t u"));
  g_string_append_c (self->buffer, to[found - from]);
  self->at++;
  return TRUE;
}

/* The opening quote is next; the text is in the buffer. */
static gboolean
read_text (AssayJsonPull *self)
{
  const char *invalid;

  g_string_truncate (self->buffer, 0);
  for (self->at++; !is_next (self, '"');)
    {
      const char *from = self->at;

      while (self->at < self->end && (guchar) *self->at >= 0x20 && *self->at != '"' && *self->at != '\\')
        self->at++;
      if (!g_utf8_validate_len (from, self->at - from, &invalid))
        return assay_json_pull_fail_at (self, invalid, _("this is not UTF-8"));
      if (self->buffer->len + (self->at - from) > self->most_text)
        return assay_json_pull_fail (self, _("a text is longer than the %u kB allowed"), (guint) (self->most_text >> 10));
      g_string_append_len (self->buffer, from, self->at - from);
      if (self->at >= self->end || (guchar) *self->at < 0x20)
        return assay_json_pull_fail_expected (self, _("the closing quote"));
      if (*self->at == '\\' && !read_escape (self))
        return FALSE;
    }
  self->at++;
  return TRUE;
}

const char *
assay_json_pull_text (AssayJsonPull *self)
{
  return expect (self, ASSAY_JSON_TEXT) && (self->is_binary ? assay_ubj_text (self) : read_text (self)) ? self->buffer->str : NULL;
}

/* ---- numbers ---- */

static gboolean
pass_digits (AssayJsonPull *self)
{
  if (self->at >= self->end || !g_ascii_isdigit (*self->at))
    return assay_json_pull_fail_expected (self, _("a digit"));
  while (self->at < self->end && g_ascii_isdigit (*self->at))
    self->at++;
  return TRUE;
}

static gboolean
pass_number (AssayJsonPull *self)
{
  if (is_next (self, '-'))
    self->at++;
  if (is_next (self, '0'))
    self->at++;
  else if (!pass_digits (self))
    return FALSE;
  if (is_next (self, '.'))
    {
      self->at++;
      if (!pass_digits (self))
        return FALSE;
    }
  if (is_next (self, 'e') || is_next (self, 'E'))
    {
      self->at++;
      if (is_next (self, '+') || is_next (self, '-'))
        self->at++;
      return pass_digits (self);
    }
  return TRUE;
}

static double
read_number_word (AssayJsonPull *self)
{
  gboolean is_negative = *self->at == '-', is_nan = *self->at == 'N';

  self->at += is_nan ? 3 : is_negative ? 9 : 8;
  return is_nan ? NAN : is_negative ? -INFINITY : INFINITY;
}

gboolean
assay_json_pull_number (AssayJsonPull *self, double *value)
{
  const char *start;

  if (!expect (self, ASSAY_JSON_NUMBER))
    return FALSE;
  if (self->is_binary)
    return assay_ubj_number (self, value);
  start = self->at;
  if (is_number_word (self))
    {
      *value = read_number_word (self);
      return TRUE;
    }
  if (!pass_number (self))
    return FALSE;
  if (!assay_number_parse (start, self->at - start, '.', 0, value))
    return assay_json_pull_fail (self, _("the number %.*s is too large"), (int) MIN (self->at - start, 40), start);
  return TRUE;
}

static gboolean
check_range (AssayJsonPull *self, gint64 least, gint64 most, gint64 value)
{
  if (value >= least && value <= most)
    return TRUE;
  return assay_json_pull_fail (self, _("the number %" PRId64 " does not lie between %" PRId64 " and %" PRId64), value, least, most);
}

/* Whole numbers to 2^63 are read as they are, 1e3 and 3.0 through a double. */
gboolean
assay_json_pull_integer (AssayJsonPull *self, gint64 least, gint64 most, gint64 *value)
{
  const char *start;
  double number;

  if (!expect (self, ASSAY_JSON_NUMBER))
    return FALSE;
  if (self->is_binary)
    return assay_ubj_integer (self, value) && check_range (self, least, most, *value);
  start = self->at;
  if (is_number_word (self))
    return assay_json_pull_fail_expected (self, _("a whole number"));
  if (!pass_number (self))
    return FALSE;
  if (!assay_integer_parse (start, self->at - start, 0, value))
    {
      if (!assay_number_parse (start, self->at - start, '.', 0, &number) || number != floor (number) || fabs (number) > 9007199254740992.0)
        return assay_json_pull_fail (self, _("there is %.*s, where a whole number should stand"), (int) MIN (self->at - start, 40), start);
      *value = number;
    }
  return check_range (self, least, most, *value);
}

/* ---- words ---- */

static gboolean
read_word (AssayJsonPull *self, const char *word)
{
  gsize n = strlen (word);

  if (!has_word (self, word, n))
    return assay_json_pull_fail_expected (self, name_kind (ASSAY_JSON_NONE));
  self->at += n;
  return TRUE;
}

gboolean
assay_json_pull_boolean (AssayJsonPull *self, gboolean *value)
{
  if (!expect (self, ASSAY_JSON_BOOLEAN))
    return FALSE;
  if (self->is_binary)
    {
      *value = *self->at++ == 'T';
      return TRUE;
    }
  *value = *self->at == 't';
  return read_word (self, *value ? "true" : "false");
}

gboolean
assay_json_pull_null (AssayJsonPull *self)
{
  if (!expect (self, ASSAY_JSON_NULL))
    return FALSE;
  if (!self->is_binary)
    return read_word (self, "null");
  self->at++;
  return TRUE;
}

/* ---- objects and arrays ---- */

static gboolean
enter (AssayJsonPull *self, gboolean is_object)
{
  AssayPullLevel *level;

  if (!expect (self, is_object ? ASSAY_JSON_OBJECT : ASSAY_JSON_ARRAY))
    return FALSE;
  if (self->depth == ASSAY_JSON_PULL_DEPTH)
    return assay_json_pull_fail (self, _("brackets are nested deeper than %d levels"), ASSAY_JSON_PULL_DEPTH);
  level = &self->levels[self->depth++];
  level->is_object = is_object;
  level->is_started = FALSE;
  if (level->keys != NULL)
    g_hash_table_remove_all (level->keys);
  else if (is_object)
    level->keys = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->at++;
  return !self->is_binary || assay_ubj_enter (self, level);
}

gboolean
assay_json_pull_object (AssayJsonPull *self)
{
  return enter (self, TRUE);
}

gboolean
assay_json_pull_array (AssayJsonPull *self)
{
  return enter (self, FALSE);
}

/* TRUE: before another member. FALSE: behind the bracket, or an error. */
static gboolean
go_on (AssayJsonPull *self, char close, const char *expected)
{
  AssayPullLevel *level = &self->levels[self->depth - 1];

  if (self->is_binary)
    return assay_ubj_go_on (self, level, close);
  skip_space (self);
  if (is_next (self, close))
    {
      self->at++;
      self->depth--;
      return FALSE;
    }
  if (level->is_started)
    {
      if (!is_next (self, ','))
        return assay_json_pull_fail_expected (self, expected);
      self->at++;
      skip_space (self);
    }
  level->is_started = TRUE;
  return TRUE;
}

gboolean
assay_json_pull_item (AssayJsonPull *self)
{
  if (self->error != NULL)
    return FALSE;
  g_assert (self->depth > 0 && !self->levels[self->depth - 1].is_object && !self->is_due);
  if (!go_on (self, ']', _("“,” or “]”")))
    return FALSE;
  self->token = self->at;
  self->is_due = TRUE;
  return TRUE;
}

static gboolean
pass_colon (AssayJsonPull *self)
{
  skip_space (self);
  if (!is_next (self, ':'))
    return assay_json_pull_fail_expected (self, "“:”");
  self->at++;
  return TRUE;
}

const char *
assay_json_pull_key (AssayJsonPull *self)
{
  char *key;

  if (self->error != NULL)
    return NULL;
  g_assert (self->depth > 0 && self->levels[self->depth - 1].is_object && !self->is_due);
  if (!go_on (self, '}', _("“,” or “}”")))
    return NULL;
  self->token = self->at;
  if (!self->is_binary && !is_next (self, '"'))
    {
      assay_json_pull_fail_expected (self, name_kind (ASSAY_JSON_TEXT));
      return NULL;
    }
  if (!(self->is_binary ? assay_ubj_string (self) : read_text (self)))
    return NULL;
  key = g_strndup (self->buffer->str, self->buffer->len);
  if (g_hash_table_contains (self->levels[self->depth - 1].keys, key))
    {
      assay_json_pull_fail (self, _("the key “%s” stands twice in one object"), key);
      g_free (key);
      return NULL;
    }
  g_hash_table_add (self->levels[self->depth - 1].keys, key);
  self->is_due = TRUE;
  return self->is_binary || pass_colon (self) ? key : NULL;
}

static gboolean
skip_scalar (AssayJsonPull *self, AssayJsonKind kind)
{
  gboolean flag;
  double number;

  switch (kind)
    {
    case ASSAY_JSON_TEXT:
      return assay_json_pull_text (self) != NULL;
    case ASSAY_JSON_NUMBER:
      return assay_json_pull_number (self, &number);
    case ASSAY_JSON_BOOLEAN:
      return assay_json_pull_boolean (self, &flag);
    case ASSAY_JSON_NULL:
      return assay_json_pull_null (self);
    default:
      return assay_json_pull_fail_expected (self, name_kind (ASSAY_JSON_NONE));
    }
}

gboolean
assay_json_pull_skip (AssayJsonPull *self)
{
  guint depth = self->depth;

  do
    {
      AssayJsonKind kind = self->is_due ? assay_json_pull_peek (self) : ASSAY_JSON_NONE;

      if (self->error != NULL)
        return FALSE;
      if (self->is_due && (kind == ASSAY_JSON_OBJECT || kind == ASSAY_JSON_ARRAY))
        enter (self, kind == ASSAY_JSON_OBJECT);
      else if (self->is_due)
        skip_scalar (self, kind);
      /* the next member of the innermost bracket that is still open */
      while (self->error == NULL && !self->is_due && self->depth > depth)
        if (self->levels[self->depth - 1].is_object)
          assay_json_pull_key (self);
        else
          assay_json_pull_item (self);
    }
  while (self->error == NULL && self->is_due);
  return self->error == NULL;
}

/* ---- whole arrays ---- */

static gboolean
may_grow (AssayJsonPull *self, gsize n, gsize most)
{
  return n < most || assay_json_pull_fail (self, _("an array holds more than the %zu values allowed"), most);
}

static gboolean
read_doubles (AssayJsonPull *self, GArray *to, gsize most, gboolean allow_null)
{
  if (!assay_json_pull_array (self))
    return FALSE;
  for (gsize n = 0; assay_json_pull_item (self) && may_grow (self, n, most); n++)
    {
      double value = NAN;

      if (allow_null && assay_json_pull_peek (self) == ASSAY_JSON_NULL ? assay_json_pull_null (self) : assay_json_pull_number (self, &value))
        g_array_append_val (to, value);
    }
  return self->error == NULL;
}

gboolean
assay_json_pull_doubles (AssayJsonPull *self, GArray *to, gsize most)
{
  return read_doubles (self, to, most, FALSE);
}

gboolean
assay_json_pull_doubles_or_null (AssayJsonPull *self, GArray *to, gsize most)
{
  return read_doubles (self, to, most, TRUE);
}

gboolean
assay_json_pull_floats (AssayJsonPull *self, GArray *to, gsize most)
{
  double value;

  if (!assay_json_pull_array (self))
    return FALSE;
  for (gsize n = 0; assay_json_pull_item (self) && may_grow (self, n, most) && assay_json_pull_number (self, &value); n++)
    {
      float single = value;

      g_array_append_val (to, single);
    }
  return self->error == NULL;
}

gboolean
assay_json_pull_ints (AssayJsonPull *self, GArray *to, gsize most)
{
  gint64 value;

  if (!assay_json_pull_array (self))
    return FALSE;
  for (gsize n = 0; assay_json_pull_item (self) && may_grow (self, n, most) && assay_json_pull_integer (self, G_MININT32, G_MAXINT32, &value); n++)
    {
      gint32 narrow = value;

      g_array_append_val (to, narrow);
    }
  return self->error == NULL;
}

gboolean
assay_json_pull_flags (AssayJsonPull *self, GArray *to, gsize most)
{
  if (!assay_json_pull_array (self))
    return FALSE;
  for (gsize n = 0; assay_json_pull_item (self) && may_grow (self, n, most); n++)
    {
      gint64 number = 0;
      gboolean flag = FALSE;
      guint8 value;

      if (!(assay_json_pull_peek (self) == ASSAY_JSON_BOOLEAN ? assay_json_pull_boolean (self, &flag) : assay_json_pull_integer (self, 0, 1, &number)))
        return FALSE;
      value = flag || number != 0;
      g_array_append_val (to, value);
    }
  return self->error == NULL;
}

gboolean
assay_json_pull_texts (AssayJsonPull *self, GPtrArray *to, gsize most)
{
  const char *text;

  if (!assay_json_pull_array (self))
    return FALSE;
  for (gsize n = 0; assay_json_pull_item (self) && may_grow (self, n, most) && (text = assay_json_pull_text (self)) != NULL; n++)
    g_ptr_array_add (to, g_strdup (text));
  return self->error == NULL;
}
