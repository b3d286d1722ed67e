/* UBJSON: each value begins with a marker byte, numbers are big-endian, and an array may name one type and a count for all of its values. */
#include "model/artifact/json-pull-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* Bytes of a number behind its marker; 0: no number. */
static gsize
number_size (char marker)
{
  switch (marker)
    {
    case 'i':
    case 'U':
      return 1;
    case 'I':
      return 2;
    case 'l':
    case 'd':
      return 4;
    case 'L':
    case 'D':
      return 8;
    default:
      return 0;
    }
}

static guint64
read_bytes (const char *at, gsize n)
{
  guint64 bits = 0;

  for (gsize i = 0; i < n; i++)
    bits = bits << 8 | (guchar) at[i];
  return bits;
}

static gint64
read_integer (char marker, const char *at)
{
  guint64 bits = read_bytes (at, number_size (marker));

  switch (marker)
    {
    case 'i':
      return (gint8) bits;
    case 'I':
      return (gint16) bits;
    case 'l':
      return (gint32) bits;
    default:
      return (gint64) bits;
    }
}

static double
read_real (char marker, const char *at)
{
  guint64 bits = read_bytes (at, number_size (marker));
  guint32 low = bits;
  float single;
  double value;

  memcpy (&single, &low, sizeof single);
  memcpy (&value, &bits, sizeof value);
  return marker == 'd' ? single : value;
}

char *
assay_ubj_describe (const AssayJsonPull *self)
{
  return g_ascii_isgraph (*self->at) ? g_strdup_printf (_("there is the marker “%c”"), *self->at) : g_strdup_printf (_("there is the byte 0x%02x"), (guchar) *self->at);
}

/* ---- values ---- */

static char
find_marker (const AssayJsonPull *self)
{
  char type = self->depth > 0 ? self->levels[self->depth - 1].type : 0;

  return type != 0 ? type : self->at < self->end ? *self->at : '\0';
}

/* Past the marker, if the value has its own; *at: where its bytes are. FALSE: they are not all there. */
static gboolean
take_number (AssayJsonPull *self, char *marker, const char **bytes)
{
  gsize size;

  *marker = find_marker (self);
  size = number_size (*marker);
  if (self->depth == 0 || self->levels[self->depth - 1].type == 0)
    self->at++;
  if ((gsize) (self->end - self->at) < size)
    {
      self->at = self->end;
      return assay_json_pull_fail_expected (self, _("a number"));
    }
  *bytes = self->at;
  self->at += size;
  return TRUE;
}

AssayJsonKind
assay_ubj_peek (AssayJsonPull *self)
{
  char marker;

  while (self->at < self->end && find_marker (self) == 'N')
    self->at++;
  self->token = self->at;
  marker = self->at < self->end ? find_marker (self) : '\0';
  if (number_size (marker) > 0)
    return ASSAY_JSON_NUMBER;
  switch (marker)
    {
    case '{':
      return ASSAY_JSON_OBJECT;
    case '[':
      return ASSAY_JSON_ARRAY;
    case 'S':
      return ASSAY_JSON_TEXT;
    case 'T':
    case 'F':
      return ASSAY_JSON_BOOLEAN;
    case 'Z':
      return ASSAY_JSON_NULL;
    default:
      return ASSAY_JSON_NONE;
    }
}

gboolean
assay_ubj_number (AssayJsonPull *self, double *value)
{
  const char *bytes;
  char marker;

  if (!take_number (self, &marker, &bytes))
    return FALSE;
  *value = marker == 'd' || marker == 'D' ? read_real (marker, bytes) : (double) read_integer (marker, bytes);
  if (!isfinite (*value) && !self->has_words)
    return assay_json_pull_fail (self, _("a number is not finite"));
  return TRUE;
}

gboolean
assay_ubj_integer (AssayJsonPull *self, gint64 *value)
{
  const char *bytes;
  double real;
  char marker;

  if (!take_number (self, &marker, &bytes))
    return FALSE;
  if (marker != 'd' && marker != 'D')
    {
      *value = read_integer (marker, bytes);
      return TRUE;
    }
  real = read_real (marker, bytes);
  if (!(fabs (real) <= 9007199254740992.0) || real != floor (real))
    return assay_json_pull_fail (self, _("there is %g, where a whole number should stand"), real);
  *value = real;
  return TRUE;
}

/* ---- texts ---- */

/* A count or length with its marker; at most what the bytes left could hold. */
static gboolean
read_length (AssayJsonPull *self, gsize size, gsize *length)
{
  const char *start = self->at;
  char marker = self->at < self->end ? *self->at : '\0';
  gint64 value;

  if (number_size (marker) == 0 || marker == 'd' || marker == 'D')
    return assay_json_pull_fail_expected (self, _("a length"));
  self->at++;
  if ((gsize) (self->end - self->at) < number_size (marker))
    {
      self->at = self->end;
      return assay_json_pull_fail_expected (self, _("a length"));
    }
  value = read_integer (marker, self->at);
  self->at += number_size (marker);
  if (value < 0 || (guint64) value > (gsize) (self->end - self->at) / size)
    return assay_json_pull_fail_at (self, start, _("a length reaches beyond the end of the file"));
  *length = value;
  return TRUE;
}

gboolean
assay_ubj_string (AssayJsonPull *self)
{
  const char *invalid;
  gsize length;

  if (!read_length (self, 1, &length))
    return FALSE;
  if (length > self->most_text)
    return assay_json_pull_fail (self, _("a text is longer than the %u kB allowed"), (guint) (self->most_text >> 10));
  if (!g_utf8_validate_len (self->at, length, &invalid))
    return assay_json_pull_fail_at (self, invalid, _("this is not UTF-8"));
  g_string_truncate (self->buffer, 0);
  g_string_append_len (self->buffer, self->at, length);
  self->at += length;
  return TRUE;
}

gboolean
assay_ubj_text (AssayJsonPull *self)
{
  self->at++;
  return assay_ubj_string (self);
}

/* ---- containers ---- */

/* Behind the bracket: “$” and a type, “#” and a count. Only numbers may share a type: anything else could claim values that take no bytes. */
gboolean
assay_ubj_enter (AssayJsonPull *self, AssayPullLevel *level)
{
  level->type = 0;
  level->is_counted = FALSE;
  level->left = 0;
  if (level->is_object)
    return TRUE;
  if (self->at < self->end && *self->at == '$')
    {
      self->at++;
      if (self->at >= self->end || number_size (*self->at) == 0)
        return assay_json_pull_fail_expected (self, _("a type of number"));
      level->type = *self->at++;
      if (self->at >= self->end || *self->at != '#')
        return assay_json_pull_fail_expected (self, _("the sign “#” of a count"));
    }
  if (self->at >= self->end || *self->at != '#')
    return TRUE;
  self->at++;
  level->is_counted = TRUE;
  return read_length (self, level->type != 0 ? number_size (level->type) : 1, &level->left);
}

gboolean
assay_ubj_go_on (AssayJsonPull *self, AssayPullLevel *level, char close)
{
  if (level->is_counted)
    {
      if (level->left > 0)
        {
          level->left--;
          return TRUE;
        }
      self->depth--;
      return FALSE;
    }
  while (self->at < self->end && *self->at == 'N')
    self->at++;
  if (self->at >= self->end)
    return assay_json_pull_fail_expected (self, close == ']' ? _("“]”") : _("“}”"));
  if (*self->at != close)
    return TRUE;
  self->at++;
  self->depth--;
  return FALSE;
}
