#include "result/json-out-private.h"

#include "base/date.h"
#include "base/number.h"

#include <math.h>
#include <string.h>

static void
put_string (GString *text, const char *value)
{
  g_autofree char *valid = NULL;

  if (!g_utf8_validate (value, -1, NULL))
    value = valid = g_utf8_make_valid (value, -1);

  g_string_append_c (text, '"');
  for (const char *p = value; *p != '\0'; p++)
    switch (*p)
      {
      case '"':
        g_string_append (text, "\\\"");
        break;
      case '\\':
        g_string_append (text, "\\\\");
        break;
      case '\n':
        g_string_append (text, "\\n");
        break;
      case '\t':
        g_string_append (text, "\\t");
        break;
      default:
        if ((guchar) *p < 0x20 || *p == 0x7f)
          g_string_append_printf (text, "\\u%04x", (guchar) *p);
        else
          g_string_append_c (text, *p);
      }
  g_string_append_c (text, '"');
}

static void
new_line (AssayJsonOut *out)
{
  g_string_append_c (out->text, '\n');
  for (guint i = 0; i < out->depth; i++)
    g_string_append (out->text, "  ");
}

/* What stands before a value: comma, line break, key. */
static void
lead (AssayJsonOut *out, const char *key)
{
  if (out->depth == 0)
    return;

  if (out->level[out->depth].filled)
    g_string_append_c (out->text, ',');
  if (!out->level[out->depth].flat)
    new_line (out);
  else if (out->level[out->depth].filled)
    g_string_append_c (out->text, ' ');
  out->level[out->depth].filled = TRUE;

  if (key == NULL)
    return;
  g_assert (out->level[out->depth].key == NULL || strcmp (out->level[out->depth].key, key) < 0);
  out->level[out->depth].key = key;
  put_string (out->text, key);
  g_string_append (out->text, ": ");
}

void
assay_json_open (AssayJsonOut *out, const char *key, char bracket)
{
  gboolean flat = bracket == '(' || out->level[out->depth].flat;

  lead (out, key);
  g_string_append_c (out->text, bracket == '(' ? '[' : bracket);
  out->depth++;
  g_assert (out->depth < ASSAY_JSON_DEPTH);
  out->level[out->depth].key = NULL;
  out->level[out->depth].filled = FALSE;
  out->level[out->depth].flat = flat;
}

void
assay_json_close (AssayJsonOut *out, char bracket)
{
  gboolean on_new_line = out->level[out->depth].filled && !out->level[out->depth].flat;

  out->depth--;
  if (on_new_line)
    new_line (out);
  g_string_append_c (out->text, bracket);
}

void
assay_json_string (AssayJsonOut *out, const char *key, const char *value)
{
  lead (out, key);
  if (value != NULL)
    put_string (out->text, value);
  else
    g_string_append (out->text, "null");
}

void
assay_json_string_pair (AssayJsonOut *out, const char *name, const char *value)
{
  lead (out, NULL);
  put_string (out->text, name);
  g_string_append (out->text, ": ");
  if (value != NULL)
    put_string (out->text, value);
  else
    g_string_append (out->text, "null");
}

void
assay_json_number (AssayJsonOut *out, const char *key, double value)
{
  char buffer[ASSAY_NUMBER_SIZE];

  lead (out, key);
  if (!isfinite (value))
    g_string_append (out->text, "null");
  else
    {
      /* -0 would come back from a reader as the integer 0. */
      assay_number_format (value == 0 ? 0.0 : value, buffer);
      g_string_append (out->text, buffer);
    }
}

void
assay_json_integer (AssayJsonOut *out, const char *key, gint64 value)
{
  lead (out, key);
  g_string_append_printf (out->text, "%" G_GINT64_FORMAT, value);
}

/* Years 1 to 9999, which is what ISO text can say. */
#define FIRST_DAY (-719162)
#define LAST_DAY 2932896

void
assay_json_date (AssayJsonOut *out, const char *key, double days)
{
  char buffer[32];

  if (!(days >= FIRST_DAY && days <= LAST_DAY) || days != floor (days))
    {
      assay_json_number (out, key, days);
      return;
    }

  assay_date_format ((gint32) days, buffer);
  assay_json_string (out, key, buffer);
}

void
assay_json_datetime (AssayJsonOut *out, const char *key, double value, double per_second)
{
  double usec = round (value / per_second * 1e6);
  char buffer[32];

  if (!(usec >= FIRST_DAY * 86400e6 && usec < (LAST_DAY + 1) * 86400e6) || usec / 1e6 * per_second != value)
    {
      assay_json_number (out, key, value);
      return;
    }

  assay_datetime_format ((gint64) usec, buffer);
  assay_json_string (out, key, buffer);
}
