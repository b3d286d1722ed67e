/* Detection of and conversion from the encodings that data files come in. */
#include "data/text-encoding.h"

#include <string.h>

#define RAW_SIZE (1 << 16)

static const char *const names[] = { "UTF-8", "WINDOWS-1252", "UTF-16LE", "UTF-16BE" };

const char *
assay_encoding_name (AssayEncoding encoding)
{
  return names[encoding];
}

AssayEncoding
assay_encoding_from_name (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (strcmp (name, names[i]) == 0)
      return (AssayEncoding) i;
  return ASSAY_ENCODING_UTF8;
}

gboolean
assay_text_is_ascii (const char *text, gsize len)
{
  guint64 high = 0;
  gsize i = 0;

  for (; i + 8 <= len; i += 8)
    {
      guint64 word;

      memcpy (&word, text + i, 8);
      high |= word;
    }
  for (; i < len; i++)
    high |= (guint64) (guchar) text[i];
  return (high & G_GUINT64_CONSTANT (0x8080808080808080)) == 0;
}

/* Text in UTF-16 is mostly ASCII in data files: every second byte is 0. */
static gboolean
looks_like_utf16 (const guchar *bytes, gsize len, gboolean big_endian)
{
  gsize n_pairs = MIN (len, 4096) / 2, n_zero = 0, n_other_zero = 0;

  for (gsize i = 0; i < n_pairs; i++)
    {
      n_zero += bytes[2 * i + (big_endian ? 0 : 1)] == 0;
      n_other_zero += bytes[2 * i + (big_endian ? 1 : 0)] == 0;
    }
  return n_pairs > 1 && n_zero * 10 > n_pairs * 7 && n_other_zero * 20 < n_pairs;
}

/* Counts characters outside ASCII that are UTF-8, and places that are not. */
static void
count_utf8 (const char *bytes, gsize len, gsize *n_good, gsize *n_bad)
{
  const char *p = bytes, *end = bytes + len;

  *n_good = *n_bad = 0;
  while (p < end)
    {
      gunichar c;

      if ((guchar) *p < 0x80)
        {
          p++;
          continue;
        }
      c = g_utf8_get_char_validated (p, end - p);
      if (c == (gunichar) -2 && end - p < 4)
        return;                 /* cut by the end of the sample */
      if (c >= (gunichar) -2)
        {
          (*n_bad)++;
          p++;
        }
      else
        {
          (*n_good)++;
          p = g_utf8_next_char (p);
        }
    }
}

AssayEncoding
assay_encoding_detect (const char *bytes, gsize len)
{
  gsize n_good, n_bad;

  if (len >= 3 && memcmp (bytes, "\xef\xbb\xbf", 3) == 0)
    return ASSAY_ENCODING_UTF8;
  if (len >= 2 && memcmp (bytes, "\xff\xfe", 2) == 0)
    return ASSAY_ENCODING_UTF16LE;
  if (len >= 2 && memcmp (bytes, "\xfe\xff", 2) == 0)
    return ASSAY_ENCODING_UTF16BE;
  if (looks_like_utf16 ((const guchar *) bytes, len, FALSE))
    return ASSAY_ENCODING_UTF16LE;
  if (looks_like_utf16 ((const guchar *) bytes, len, TRUE))
    return ASSAY_ENCODING_UTF16BE;

  /* Accented letters of Windows-1252 hardly ever form UTF-8 by accident, so where there is
   * more good than bad the bad ones are errors in a UTF-8 file. */
  count_utf8 (bytes, len, &n_good, &n_bad);
  return n_bad > n_good ? ASSAY_ENCODING_WINDOWS_1252 : ASSAY_ENCODING_UTF8;
}

void
assay_text_append_1252 (GString *out, const char *bytes, gsize len)
{
  /* 0x80 to 0x9f, the only place where it differs from ISO-8859-1; 0 is undefined. */
  static const guint16 high[] = {
    0x20ac, 0, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0, 0x017d, 0,
    0, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0, 0x017e, 0x0178,
  };
  gsize start = 0;

  for (gsize i = 0; i < len; i++)
    {
      guchar c = (guchar) bytes[i];

      if (c < 0x80)
        continue;
      g_string_append_len (out, bytes + start, (gssize) (i - start));
      start = i + 1;
      if (c < 0xa0 && high[c - 0x80] == 0)
        g_string_append_c (out, ASSAY_BAD_BYTE);
      else
        g_string_append_unichar (out, c < 0xa0 ? high[c - 0x80] : c);
    }
  g_string_append_len (out, bytes + start, (gssize) (len - start));
}

static inline guint
utf16_unit (const char *from, gboolean big_endian)
{
  guint a = (guchar) from[0], b = (guchar) from[1];

  return big_endian ? a << 8 | b : b << 8 | a;
}

gsize
assay_text_convert_utf16 (const char *from, gsize from_len, gboolean big_endian, gboolean at_end, char *to, gsize to_size, gsize *to_len)
{
  gsize used = 0, n = 0;

  while (n + 4 <= to_size && from_len - used >= 2)
    {
      guint unit = utf16_unit (from + used, big_endian), low;

      if (unit < 0xd800 || unit > 0xdfff)
        {
          n += (gsize) g_unichar_to_utf8 (unit, to + n);
          used += 2;
          continue;
        }
      if (unit < 0xdc00 && from_len - used < 4 && !at_end)
        break;
      low = unit < 0xdc00 && from_len - used >= 4 ? utf16_unit (from + used + 2, big_endian) : 0;
      if (low >= 0xdc00 && low <= 0xdfff)
        {
          n += (gsize) g_unichar_to_utf8 (0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00), to + n);
          used += 4;
        }
      else
        {
          to[n++] = ASSAY_BAD_BYTE;
          used += 2;
        }
    }
  if (at_end && from_len - used == 1 && n < to_size)
    {
      to[n++] = ASSAY_BAD_BYTE;
      used++;
    }
  *to_len = n;
  return used;
}

void
assay_text_input_init (AssayTextInput *self, AssayByteSource *source, AssayEncoding encoding)
{
  memset (self, 0, sizeof *self);
  self->source = source;
  self->encoding = encoding;
}

void
assay_text_input_clear (AssayTextInput *self)
{
  g_clear_pointer (&self->raw, g_free);
}

static gssize
read_utf16 (AssayTextInput *self, char *buffer, gsize size, GError **error)
{
  gsize n = 0;

  if (self->raw == NULL)
    self->raw = g_malloc (RAW_SIZE);
  for (;;)
    {
      gsize converted, used;
      gssize got;

      used = assay_text_convert_utf16 (self->raw + self->raw_pos, self->raw_len - self->raw_pos, self->encoding == ASSAY_ENCODING_UTF16BE,
                                       self->raw_at_end, buffer + n, size - n, &converted);
      self->raw_pos += used;
      n += converted;
      if (size - n < 4 || (self->raw_at_end && used == 0))
        return (gssize) n;
      self->raw_len -= self->raw_pos;
      memmove (self->raw, self->raw + self->raw_pos, self->raw_len);
      self->raw_pos = 0;
      got = assay_byte_source_read (self->source, self->raw + self->raw_len, RAW_SIZE - self->raw_len, error);
      if (got < 0)
        return -1;
      if (!self->started && self->raw_len + (gsize) got >= 2 && utf16_unit (self->raw, self->encoding == ASSAY_ENCODING_UTF16BE) == 0xfeff)
        self->raw_pos = 2;
      self->started = TRUE;
      self->raw_at_end = self->raw_len + (gsize) got < RAW_SIZE;
      self->raw_len += (gsize) got;
    }
}

gssize
assay_text_input_read (AssayTextInput *self, char *buffer, gsize size, GError **error)
{
  gssize n, more;

  if (self->encoding >= ASSAY_ENCODING_UTF16LE)
    return read_utf16 (self, buffer, size, error);

  n = assay_byte_source_read (self->source, buffer, size, error);
  if (self->started || n < 3 || memcmp (buffer, "\xef\xbb\xbf", 3) != 0)
    {
      self->started = TRUE;
      return n;
    }
  self->started = TRUE;
  memmove (buffer, buffer + 3, (gsize) n - 3);
  n -= 3;
  more = assay_byte_source_read (self->source, buffer + n, size - (gsize) n, error);
  return more < 0 ? -1 : n + more;
}
