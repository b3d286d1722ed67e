#include "model/json-check.h"

#include <glib/gi18n-lib.h>
#include <string.h>

G_DEFINE_QUARK (assay-json-error-quark, assay_json_error)

typedef struct
{
  const char *start, *at, *end;
  guint depth;
  GError **error;
} Scan;

static gboolean scan_value (Scan *scan);

/* Where in the text, as an editor shows it. */
static gboolean
fail_at (Scan *scan, const char *where, AssayJsonError code, const char *message)
{
  guint line = 1;
  const char *line_start = scan->start;

  for (const char *p = scan->start; p < where; p++)
    if (*p == '\n')
      {
        line++;
        line_start = p + 1;
      }
  g_set_error (scan->error, ASSAY_JSON_ERROR, code, _("line %u, column %ld: %s"), line,
               g_utf8_strlen (line_start, where - line_start) + 1, message);
  return FALSE;
}

static gboolean
fail_expected (Scan *scan, const char *expected)
{
  g_autofree char *found = NULL;
  g_autofree char *message = NULL;

  if (scan->at >= scan->end)
    found = g_strdup (_("the text ends"));
  else if ((guchar) *scan->at < 0x20)
    found = g_strdup_printf (_("there is a control character (0x%02x)"), (guchar) *scan->at);
  else
    {
      const char *next = g_utf8_next_char (scan->at);
      g_autofree char *letter = g_strndup (scan->at, next - scan->at);
      found = g_strdup_printf (_("there is “%s”"), letter);
    }
  message = g_strdup_printf (_("%s, where %s should stand"), found, expected);
  return fail_at (scan, scan->at, ASSAY_JSON_ERROR_SYNTAX, message);
}

static void
skip_space (Scan *scan)
{
  while (scan->at < scan->end && strchr (" \t\r\n", *scan->at) != NULL && *scan->at != '\0')
    scan->at++;
}

static gboolean
is_next (Scan *scan, char c)
{
  return scan->at < scan->end && *scan->at == c;
}

static gboolean
scan_escape (Scan *scan)
{
  scan->at++;
  if (is_next (scan, 'u'))
    {
      scan->at++;
      for (int i = 0; i < 4; i++, scan->at++)
        if (scan->at >= scan->end || !g_ascii_isxdigit (*scan->at))
          return fail_expected (scan, _("a hexadecimal digit"));
      return TRUE;
    }
  if (scan->at >= scan->end || *scan->at == '\0' || strchr ("\"\\/bfnrt", *scan->at) == NULL)
    return fail_expected (scan, _("one of \" \\ / b f n r t u"));
  scan->at++;
  return TRUE;
}

static gboolean
scan_string (Scan *scan)
{
  if (!is_next (scan, '"'))
    return fail_expected (scan, _("a text in \"quotes\""));
  scan->at++;
  while (!is_next (scan, '"'))
    {
      if (scan->at >= scan->end || (guchar) *scan->at < 0x20)
        return fail_expected (scan, _("the closing quote"));
      if (*scan->at != '\\')
        scan->at++;
      else if (!scan_escape (scan))
        return FALSE;
    }
  scan->at++;
  return TRUE;
}

static gboolean
scan_digits (Scan *scan)
{
  if (scan->at >= scan->end || !g_ascii_isdigit (*scan->at))
    return fail_expected (scan, _("a digit"));
  while (scan->at < scan->end && g_ascii_isdigit (*scan->at))
    scan->at++;
  return TRUE;
}

static gboolean
scan_number (Scan *scan)
{
  if (is_next (scan, '-'))
    scan->at++;
  if (is_next (scan, '0'))
    scan->at++;
  else if (!scan_digits (scan))
    return FALSE;
  if (is_next (scan, '.'))
    {
      scan->at++;
      if (!scan_digits (scan))
        return FALSE;
    }
  if (is_next (scan, 'e') || is_next (scan, 'E'))
    {
      scan->at++;
      if (is_next (scan, '+') || is_next (scan, '-'))
        scan->at++;
      return scan_digits (scan);
    }
  return TRUE;
}

static gboolean
scan_member (Scan *scan, GHashTable *keys)
{
  const char *start = scan->at;
  g_autofree char *message = NULL;
  char *key;

  if (!scan_string (scan))
    return FALSE;
  key = g_strndup (start + 1, scan->at - start - 2);
  if (!g_hash_table_add (keys, key))
    {
      message = g_strdup_printf (_("the key “%s” stands twice in one object"), key);
      return fail_at (scan, start, ASSAY_JSON_ERROR_REPEATED_KEY, message);
    }

  skip_space (scan);
  if (!is_next (scan, ':'))
    return fail_expected (scan, "“:”");
  scan->at++;
  return scan_value (scan);
}

/* An object when keys is given, else an array; the bracket is next. */
static gboolean
scan_members (Scan *scan, char close, GHashTable *keys)
{
  const char *expected = keys != NULL ? _("“,” or “}”") : _("“,” or “]”");

  scan->at++;
  skip_space (scan);
  if (is_next (scan, close))
    {
      scan->at++;
      return TRUE;
    }
  for (;;)
    {
      skip_space (scan);
      if (keys != NULL ? !scan_member (scan, keys) : !scan_value (scan))
        return FALSE;
      skip_space (scan);
      if (is_next (scan, close))
        {
          scan->at++;
          return TRUE;
        }
      if (!is_next (scan, ','))
        return fail_expected (scan, expected);
      scan->at++;
    }
}

static gboolean
scan_nested (Scan *scan)
{
  g_autoptr(GHashTable) keys = NULL;
  gboolean is_fine;

  if (scan->depth >= ASSAY_JSON_DEPTH)
    return fail_at (scan, scan->at, ASSAY_JSON_ERROR_DEPTH, _("brackets are nested deeper than 64 levels"));
  if (*scan->at == '{')
    keys = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  scan->depth++;
  is_fine = scan_members (scan, keys != NULL ? '}' : ']', keys);
  scan->depth--;
  return is_fine;
}

static gboolean
scan_word (Scan *scan)
{
  static const char *const words[] = { "true", "false", "null" };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      gsize n = strlen (words[i]);
      if ((gsize) (scan->end - scan->at) >= n && memcmp (scan->at, words[i], n) == 0)
        {
          scan->at += n;
          return TRUE;
        }
    }
  return fail_expected (scan, _("a value (text, number, object, array, true, false or null)"));
}

static gboolean
scan_value (Scan *scan)
{
  skip_space (scan);
  if (scan->at >= scan->end)
    return fail_expected (scan, _("a value"));
  if (*scan->at == '{' || *scan->at == '[')
    return scan_nested (scan);
  if (*scan->at == '"')
    return scan_string (scan);
  if (*scan->at == '-' || g_ascii_isdigit (*scan->at))
    return scan_number (scan);
  return scan_word (scan);
}

gboolean
assay_json_check (const char *text, gsize length, GError **error)
{
  Scan scan;
  const char *valid_end;

  if (text == NULL)      /* of an empty GBytes */
    text = "";
  scan = (Scan) { text, text, text + length, 0, error };
  if (!g_utf8_validate_len (text, length, &valid_end))
    return fail_at (&scan, valid_end, ASSAY_JSON_ERROR_ENCODING,
                    *valid_end == '\0' && valid_end < scan.end ? _("there is a NUL byte") : _("this is not UTF-8"));
  if (!scan_value (&scan))
    return FALSE;
  skip_space (&scan);
  if (scan.at < scan.end)
    return fail_expected (&scan, _("the end of the text"));
  return TRUE;
}

/* ---- what json-glib writes ---- */

static const char *
skip_string (const char *from)
{
  for (from++; *from != '"' && *from != '\0'; from++)
    if (*from == '\\' && from[1] != '\0')
      from++;
  return *from == '"' ? from + 1 : from;
}

gsize
assay_json_mend_numbers (char *text)
{
  const char *from = text;
  char *to = text;

  while (*from != '\0')
    {
      const char *end = *from == '"' ? skip_string (from) : from + strspn (from, "+-.0123456789eE");
      gsize n = end > from ? end - from : 1, kept = n;

      if (*from != '"' && n > 2 && memchr (from, 'e', n) != NULL && memcmp (from + n - 2, ".0", 2) == 0)
        kept -= 2;
      memmove (to, from, kept);
      to += kept;
      from += n;
    }
  *to = '\0';
  return to - text;
}
