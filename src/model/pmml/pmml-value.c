#include "model/pmml/pmml-value.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/date.h"
#include "base/number.h"

gboolean
pmml_type_parse (const char *name, PmmlType *type)
{
  static const struct { const char *name; PmmlKind kind; } plain[] = {
    { "string", PMML_STRING }, { "integer", PMML_INTEGER }, { "float", PMML_FLOAT }, { "double", PMML_DOUBLE }, { "boolean", PMML_BOOLEAN },
    { "date", PMML_DATE }, { "time", PMML_TIME }, { "dateTime", PMML_DATETIME },
  };
  static const struct { const char *name; gboolean is_seconds, has_year; } since[] = {
    { "dateDaysSince[", FALSE, TRUE }, { "dateTimeSecondsSince[", TRUE, TRUE },
  };

  *type = (PmmlType) { 0 };
  for (guint i = 0; i < G_N_ELEMENTS (plain); i++)
    if (strcmp (name, plain[i].name) == 0)
      {
        type->kind = plain[i].kind;
        return TRUE;
      }
  if (strcmp (name, "timeSeconds") == 0)
    {
      *type = (PmmlType) { .kind = PMML_INTEGER, .is_since = TRUE, .is_seconds = TRUE, .since = NAN };
      return TRUE;
    }
  for (guint i = 0; i < G_N_ELEMENTS (since); i++)
    if (g_str_has_prefix (name, since[i].name))
      {
        const char *year = name + strlen (since[i].name);
        gint64 number;

        if (!g_str_has_suffix (year, "]") || !assay_integer_parse (year, strlen (year) - 1, 0, &number) || number < 0 || number > 9999)
          return FALSE;
        /* the year 0 of the standard is 1 BC, a leap year */
        *type = (PmmlType) { .kind = PMML_INTEGER, .is_since = TRUE, .is_seconds = since[i].is_seconds,
                             .since = number == 0 ? assay_date_from_ymd (1, 1, 1) - 366 : assay_date_from_ymd ((int) number, 1, 1) };
        return TRUE;
      }
  return FALSE;
}

const char *
pmml_kind_name (PmmlKind kind)
{
  static const char *const names[] = { "missing", "invalid", "integer", "float", "double", "boolean", "date", "time", "dateTime", "string", "any" };

  return names[kind];
}

gboolean
pmml_number_parse (const char *text, double *number)
{
  gsize length;

  while (g_ascii_isspace (*text))
    text++;
  length = strlen (text);
  while (length > 0 && g_ascii_isspace (text[length - 1]))
    length--;
  if (assay_number_parse (text, length, '.', 0, number))
    return TRUE;
  if ((length == 3 && g_ascii_strncasecmp (text, "INF", 3) == 0) || (length == 8 && strncmp (text, "Infinity", 8) == 0))
    *number = INFINITY;
  else if ((length == 4 && g_ascii_strncasecmp (text, "-INF", 4) == 0) || (length == 9 && strncmp (text, "-Infinity", 9) == 0))
    *number = -INFINITY;
  else
    return FALSE;
  return TRUE;
}

static gboolean
parse_time (const char *text, double *seconds)
{
  int hours, minutes, used = 0;
  double rest = 0;

  if (!g_ascii_isdigit (text[0]) || sscanf (text, "%2d:%2d%n", &hours, &minutes, &used) != 2 || hours > 23 || minutes > 59 || hours < 0 || minutes < 0)
    return FALSE;
  if (text[used] == ':')
    {
      if (!g_ascii_isdigit (text[used + 1]) || !pmml_number_parse (text + used + 1, &rest) || !(rest >= 0 && rest < 61))
        return FALSE;
    }
  else if (text[used] != '\0')
    return FALSE;
  *seconds = hours * 3600 + minutes * 60 + rest;
  return TRUE;
}

static gboolean
parse_boolean (const char *text, double *number)
{
  double value;

  if (g_ascii_strcasecmp (text, "true") == 0)
    *number = 1;
  else if (g_ascii_strcasecmp (text, "false") == 0)
    *number = 0;
  else if (pmml_number_parse (text, &value) && (value == 0 || value == 1))
    *number = value;
  else
    return FALSE;
  return TRUE;
}

static gboolean
parse_since (const char *text, const PmmlType *type, double *number)
{
  gint32 days;
  gint64 usec;
  double seconds;

  if (pmml_number_parse (text, number))
    return *number == floor (*number);
  if (isnan (type->since))
    return parse_time (text, number);
  if (assay_date_parse (text, strlen (text), &days))
    seconds = days * 86400.0;
  else if (assay_datetime_parse (text, strlen (text), &usec))
    seconds = (double) usec * 1e-6;
  else
    return FALSE;
  seconds -= type->since * 86400;
  *number = type->is_seconds ? seconds : floor (seconds / 86400);
  return TRUE;
}

gboolean
pmml_value_parse (const char *text, const PmmlType *type, PmmlValue *value)
{
  gint32 days;
  gint64 usec;

  *value = (PmmlValue) { .kind = type->kind };
  if (type->is_since)
    return parse_since (text, type, &value->number);
  switch (type->kind)
    {
    case PMML_STRING:
      value->text = text;
      return TRUE;
    case PMML_INTEGER:
      return pmml_number_parse (text, &value->number) && value->number == floor (value->number);
    case PMML_FLOAT:
      if (!pmml_number_parse (text, &value->number))
        return FALSE;
      value->number = (float) value->number;
      return TRUE;
    case PMML_DOUBLE:
      return pmml_number_parse (text, &value->number);
    case PMML_BOOLEAN:
      return parse_boolean (text, &value->number);
    case PMML_DATE:
      if (!assay_date_parse (text, strlen (text), &days))
        return FALSE;
      value->number = days;
      return TRUE;
    case PMML_DATETIME:
      if (assay_date_parse (text, strlen (text), &days))
        value->number = days * 86400.0;
      else if (assay_datetime_parse (text, strlen (text), &usec))
        value->number = (double) usec * 1e-6;
      else
        return FALSE;
      return TRUE;
    case PMML_TIME:
      return parse_time (text, &value->number);
    case PMML_ANY:
      if (pmml_number_parse (text, &value->number))
        value->kind = PMML_DOUBLE;
      else
        *value = pmml_string (text);
      return TRUE;
    case PMML_MISSING:
    case PMML_INVALID:
      break;
    }
  return FALSE;
}

const char *
pmml_value_format (PmmlValue value, char buffer[64])
{
  switch (value.kind)
    {
    case PMML_STRING:
      return value.text;
    case PMML_BOOLEAN:
      return value.number != 0 ? "true" : "false";
    case PMML_DATE:
      if (fabs (value.number) > 3e6)
        break;
      assay_date_format ((gint32) value.number, buffer);
      return buffer;
    case PMML_DATETIME:
      if (fabs (value.number) > 2.5e11)
        break;
      assay_datetime_format ((gint64) llround (value.number * 1e6), buffer);
      return buffer;
    case PMML_TIME:
      g_snprintf (buffer, 64, "%02d:%02d:%02d", (int) (value.number / 3600) % 100, (int) fmod (value.number / 60, 60), (int) fmod (value.number, 60));
      return buffer;
    case PMML_FLOAT:
    case PMML_INTEGER:
    case PMML_DOUBLE:
      if (isinf (value.number))
        return value.number > 0 ? "INF" : "-INF";
      if (isnan (value.number))
        return "NaN";
      /* a float shows the digits of a float */
      if (value.kind == PMML_FLOAT && value.number != floor (value.number))
        {
          for (int digits = 1; digits <= 9; digits++)
            {
              char format[8] = { '%', '.', (char) ('0' + digits), 'g', 0 };

              g_ascii_formatd (buffer, 64, format, value.number);
              if ((float) g_ascii_strtod (buffer, NULL) == (float) value.number)
                break;
            }
          return buffer;
        }
      if (value.number == floor (value.number) && fabs (value.number) < 1e15)
        g_snprintf (buffer, 64, "%" G_GINT64_FORMAT, (gint64) value.number);
      else
        assay_number_format (value.number, buffer);
      return buffer;
    case PMML_MISSING:
    case PMML_INVALID:
    case PMML_ANY:
      break;
    }
  return "";
}

int
pmml_value_compare (PmmlValue a, PmmlValue b)
{
  double x = a.number, y = b.number;

  if (a.kind == PMML_STRING && b.kind == PMML_STRING)
    {
      int order = a.text == b.text ? 0 : strcmp (a.text, b.text);

      return order < 0 ? -1 : order > 0;
    }
  /* a text beside a number: as numbers where the text is one, else as texts */
  if ((a.kind == PMML_STRING && !pmml_number_parse (a.text, &x)) || (b.kind == PMML_STRING && !pmml_number_parse (b.text, &y)))
    {
      char buffers[2][64];
      int order = strcmp (pmml_value_format (a, buffers[0]), pmml_value_format (b, buffers[1]));

      return order < 0 ? -1 : order > 0;
    }
  if (a.kind == PMML_DATE && b.kind == PMML_DATETIME)
    x *= 86400;
  if (a.kind == PMML_DATETIME && b.kind == PMML_DATE)
    y *= 86400;
  return x < y ? -1 : x > y ? 1 : x == y ? 0 : 2;
}

gboolean
pmml_value_equal (PmmlValue a, PmmlValue b)
{
  return pmml_value_compare (a, b) == 0;
}
