/* Cells of text as numbers and dates.
 *
 * Numbers take a short cut when the decimal digits fit 53 bits and the power of ten is small: then one exact
 * multiplication or division is the correctly rounded value (Clinger 1990, "How to read floating point numbers
 * accurately"). All others go through base/number, which is exact and slower. */
#include "data/cell-format.h"

#include <math.h>
#include <string.h>

#include "base/date.h"
#include "base/number.h"

typedef struct
{
  gboolean negative;
  gboolean has_mark;        /* a decimal mark or an exponent */
  gboolean has_groups;
  guint n_digits;           /* all digits before the exponent, leading zeros left out */
  guint n_lead;             /* digits before the decimal mark, as written */
  guint64 mantissa;         /* valid up to 19 digits */
  int exponent;             /* of ten */
  char first;               /* first digit as written */
} Scan;

static inline gboolean
is_digit (char c)
{
  return (guchar) (c - '0') < 10;
}

static inline const char *
scan_digits (const char *p, const char *end, Scan *scan)
{
  for (; p < end && is_digit (*p); p++)
    {
      scan->n_digits += scan->n_digits > 0 || *p != '0';
      if (G_LIKELY (scan->n_digits <= 19))
        scan->mantissa = scan->mantissa * 10 + (guint64) (*p - '0');
    }
  return p;
}

/* Groups of exactly three digits after one to three, or no group at all. */
static const char *
scan_lead (const char *p, const char *end, char group, Scan *scan)
{
  const char *start = p;

  p = scan_digits (p, end, scan);
  scan->n_lead = (guint) (p - start);
  if (group == 0 || p == end || *p != group || scan->n_lead == 0 || scan->n_lead > 3)
    return p;
  /* 0.123 is no grouped 123: nobody writes a leading zero before a group. */
  scan->has_groups = TRUE;
  if (scan->first == '0')
    return NULL;
  while (p < end && *p == group)
    {
      const char *digits = p + 1;
      const char *stop = scan_digits (digits, end, scan);

      if (stop - digits != 3)
        return NULL;
      p = stop;
    }
  return p;
}

static const char *
scan_exponent (const char *p, const char *end, Scan *scan)
{
  gboolean negative = FALSE;
  int exponent = 0;
  const char *start;

  p++;
  if (p < end && (*p == '-' || *p == '+'))
    negative = *p++ == '-';
  for (start = p; p < end && is_digit (*p); p++)
    if (exponent < 100000)
      exponent = exponent * 10 + (*p - '0');
  if (p == start)
    return NULL;
  scan->exponent += negative ? -exponent : exponent;
  scan->has_mark = TRUE;
  return p;
}

/* FALSE: not a decimal number. */
static inline gboolean
scan_number (const char *text, gsize len, AssayNumberFormat format, Scan *scan)
{
  const char *p = text, *end = text + len;

  memset (scan, 0, sizeof *scan);
  if (p < end && (*p == '-' || *p == '+'))
    scan->negative = *p++ == '-';
  if (p == end)
    return FALSE;
  scan->first = *p;
  p = scan_lead (p, end, format.group, scan);
  if (p == NULL)
    return FALSE;
  if (p < end && *p == format.decimal)
    {
      const char *digits = p + 1;

      p = scan_digits (digits, end, scan);
      if (scan->n_lead == 0 && p == digits)
        return FALSE;
      scan->exponent = -(int) (p - digits);
      scan->has_mark = TRUE;
    }
  else if (scan->n_lead == 0)
    return FALSE;
  if (p < end && (*p == 'e' || *p == 'E') && !scan->has_groups)
    p = scan_exponent (p, end, scan);
  return p == end;
}

static inline gboolean
is_code (const Scan *scan)
{
  return scan->first == '0' && scan->n_lead > 1 && !scan->has_mark;
}

/* The usual cell: a sign, digits, perhaps a mark and more digits, 15 in all at most and none a leading zero. FALSE: not usual. */
static inline gboolean
scan_usual (const char *text, gsize len, char decimal, gint64 *mantissa, int *n_fraction)
{
  const char *p = text, *end = text + len, *mark = NULL;
  gboolean negative = p < end && *p == '-';
  gint64 value = 0;

  p += negative;
  if (end - p > 16 || p == end || (*p == '0' && end - p > 1 && p[1] != decimal))
    return FALSE;
  for (; p < end; p++)
    if (is_digit (*p))
      value = value * 10 + (*p - '0');
    else if (*p == decimal && mark == NULL)
      mark = p;
    else
      return FALSE;
  if (mark == NULL ? end - text - negative > 15 : mark == text + negative)
    return FALSE;
  *n_fraction = mark == NULL ? -1 : (int) (end - mark - 1);
  *mantissa = negative ? -value : value;
  return TRUE;
}

AssayCell
assay_cell_parse_integer (const char *text, gsize len, AssayNumberFormat format, gint64 *value)
{
  Scan scan;
  int n_fraction;

  if (G_LIKELY (scan_usual (text, len, format.decimal, value, &n_fraction)))
    return n_fraction < 0 ? ASSAY_CELL_OK : ASSAY_CELL_WIDER;
  if (!scan_number (text, len, format, &scan))
    return ASSAY_CELL_WORD;
  if (is_code (&scan))
    return ASSAY_CELL_CODE;
  if (scan.has_mark)
    return ASSAY_CELL_WIDER;
  /* The smallest 64-bit number marks a missing value and is no number here. */
  if (scan.n_digits > 19 || scan.mantissa > G_MAXINT64)
    return ASSAY_CELL_TOO_LONG;
  *value = scan.negative ? -(gint64) scan.mantissa : (gint64) scan.mantissa;
  return ASSAY_CELL_OK;
}

/* Does the double hold every digit of the whole number in text? */
static gboolean
is_exact (const char *text, gsize len, AssayNumberFormat format, const Scan *scan, double value)
{
  g_autofree char *digits = NULL;
  g_autofree char *back = NULL;
  gsize n = 0;

  if (scan->n_digits <= 15)
    return TRUE;
  if (scan->n_digits <= 19)
    return fabs (value) < 0x1p64 && (guint64) fabs (value) == scan->mantissa;
  digits = g_malloc (len + 1);
  for (gsize i = 0; i < len; i++)
    if (is_digit (text[i]))
      digits[n++] = text[i];
  digits[n] = '\0';
  back = g_strdup_printf ("%.0f", fabs (value));
  return strcmp (digits, back) == 0;
}

AssayCell
assay_cell_parse_double (const char *text, gsize len, AssayNumberFormat format, double *value)
{
  static const double powers[] = { 1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
                                   1e17, 1e18, 1e19, 1e20, 1e21, 1e22 };
  Scan scan;
  gint64 mantissa;
  int n_fraction;

  /* Zero is left out for its sign. */
  if (G_LIKELY (scan_usual (text, len, format.decimal, &mantissa, &n_fraction)) && mantissa != 0)
    {
      *value = n_fraction > 0 ? (double) mantissa / powers[n_fraction] : (double) mantissa;
      return ASSAY_CELL_OK;
    }
  if (!scan_number (text, len, format, &scan))
    return ASSAY_CELL_WORD;
  if (G_UNLIKELY (is_code (&scan)))
    return ASSAY_CELL_CODE;
  if (G_LIKELY (scan.n_digits <= 19 && scan.mantissa <= G_GUINT64_CONSTANT (1) << 53 && scan.exponent >= -22 && scan.exponent <= 22))
    {
      double result = (double) scan.mantissa;

      result = scan.exponent < 0 ? result / powers[-scan.exponent] : result * powers[scan.exponent];
      *value = scan.negative ? -result : result;
      return ASSAY_CELL_OK;
    }
  if (!assay_number_parse (text, len, format.decimal, format.group, value))
    return ASSAY_CELL_TOO_LONG;
  if (!scan.has_mark && !is_exact (text, len, format, &scan, *value))
    return ASSAY_CELL_TOO_LONG;
  return ASSAY_CELL_OK;
}

static const struct
{
  const char *text;
  AssayDateFormat format;
} date_formats[] = {
  { "YYYY-MM-DD", { ASSAY_DATE_YMD, '-' } }, { "YYYY/MM/DD", { ASSAY_DATE_YMD, '/' } }, { "YYYY.MM.DD", { ASSAY_DATE_YMD, '.' } },
  { "DD.MM.YYYY", { ASSAY_DATE_DMY, '.' } }, { "DD/MM/YYYY", { ASSAY_DATE_DMY, '/' } }, { "DD-MM-YYYY", { ASSAY_DATE_DMY, '-' } },
  { "MM/DD/YYYY", { ASSAY_DATE_MDY, '/' } }, { "MM-DD-YYYY", { ASSAY_DATE_MDY, '-' } }, { "MM.DD.YYYY", { ASSAY_DATE_MDY, '.' } },
  { "YYYY-MM", { ASSAY_DATE_YM, '-' } }, { "epoch", { ASSAY_DATE_EPOCH, 0 } }, { "integer", { ASSAY_DATE_INTEGER, 0 } },
};

gboolean
assay_date_format_from_text (const char *text, AssayDateFormat *format)
{
  static const char *const times[] = { "", " hh:mm", " hh:mm:ss", "Thh:mm", "Thh:mm:ss" };

  for (gsize i = 0; i < G_N_ELEMENTS (date_formats); i++)
    {
      gsize n = strlen (date_formats[i].text);

      if (g_ascii_strncasecmp (text, date_formats[i].text, n) != 0)
        continue;
      for (gsize t = 0; t < G_N_ELEMENTS (times); t++)
        if (g_ascii_strcasecmp (text + n, times[t]) == 0)
          {
            *format = date_formats[i].format;
            return TRUE;
          }
    }
  return FALSE;
}

const char *
assay_date_format_to_text (AssayDateFormat format)
{
  for (gsize i = 0; i < G_N_ELEMENTS (date_formats); i++)
    if (date_formats[i].format.order == format.order
        && (date_formats[i].format.separator == format.separator || format.order >= ASSAY_DATE_YM))
      return date_formats[i].text;
  return "";
}

/* Reads one to max_digits digits; -1 if there are fewer than min_digits. */
static int
read_digits (const char **p, const char *end, int min_digits, int max_digits)
{
  int value = 0, n = 0;

  for (; n < max_digits && *p < end && is_digit (**p); n++, (*p)++)
    value = value * 10 + (**p - '0');
  return n < min_digits ? -1 : value;
}

/* hh:mm[:ss[.ffffff]][Z|+00:00] up to the end; digits past the microsecond are cut. */
static AssayCell
parse_time (const char *p, const char *end, gint64 *usec)
{
  int hour = read_digits (&p, end, 1, 2), minute, second = 0;
  gint64 fraction = 0, unit = 100000;

  if (hour < 0 || p == end || *p++ != ':')
    return ASSAY_CELL_WORD;
  minute = read_digits (&p, end, 2, 2);
  if (minute < 0)
    return ASSAY_CELL_WORD;
  if (p < end && *p == ':')
    {
      p++;
      second = read_digits (&p, end, 2, 2);
      if (second < 0)
        return ASSAY_CELL_WORD;
      if (p < end && *p == '.')
        for (p++; p < end && is_digit (*p); p++, unit /= 10)
          fraction += (*p - '0') * unit;
    }
  if (p < end && *p == 'Z')
    p++;
  else if (end - p == 6 && memcmp (p, "+00:00", 6) == 0)
    p = end;
  if (p != end)
    return ASSAY_CELL_WORD;
  if (hour > 23 || minute > 59 || second > 59)
    return ASSAY_CELL_IMPOSSIBLE;
  *usec = ((hour * 60 + minute) * 60 + second) * G_GINT64_CONSTANT (1000000) + fraction;
  return ASSAY_CELL_OK;
}

/* The date at the front of text; *rest is what follows it. */
static AssayCell
parse_day (const char *text, const char *end, AssayDateFormat format, gint32 *days, const char **rest)
{
  const char *p = text;
  int part[3] = { 1, 1, 1 };
  guint n_parts = format.order == ASSAY_DATE_YM ? 2 : 3;
  guint year_part = format.order == ASSAY_DATE_YMD || format.order == ASSAY_DATE_YM ? 0 : 2;
  int year, month, day;

  for (guint i = 0; i < n_parts; i++)
    {
      if (i > 0 && (p == end || *p++ != format.separator))
        return ASSAY_CELL_WORD;
      part[i] = i == year_part ? read_digits (&p, end, 4, 4) : read_digits (&p, end, 1, 2);
      if (part[i] < 0)
        return ASSAY_CELL_WORD;
    }
  if (p < end && is_digit (*p))
    return ASSAY_CELL_WORD;

  year = part[year_part];
  month = year_part == 0 ? part[1] : format.order == ASSAY_DATE_MDY ? part[0] : part[1];
  day = year_part == 0 ? part[2] : format.order == ASSAY_DATE_MDY ? part[1] : part[0];
  *rest = p;
  if (!assay_date_is_valid (year, month, day))
    return ASSAY_CELL_IMPOSSIBLE;
  *days = assay_date_from_ymd (year, month, day);
  return ASSAY_CELL_OK;
}

static AssayCell
parse_day_and_time (const char *text, gsize len, AssayDateFormat format, gint32 *days, gint64 *usec, gboolean *has_time)
{
  const char *end = text + len, *rest = NULL;
  AssayCell day = parse_day (text, end, format, days, &rest), time = ASSAY_CELL_OK;

  *usec = 0;
  *has_time = FALSE;
  if (day == ASSAY_CELL_WORD)
    return day;
  if (rest < end)
    {
      if ((*rest != ' ' && *rest != 'T') || format.order == ASSAY_DATE_YM)
        return ASSAY_CELL_WORD;
      time = parse_time (rest + 1, end, usec);
      *has_time = TRUE;
    }
  return time == ASSAY_CELL_OK ? day : time;
}

AssayCell
assay_cell_parse_date (const char *text, gsize len, AssayDateFormat format, gint32 *days)
{
  gboolean has_time;
  gint64 usec;
  AssayCell cell = parse_day_and_time (text, len, format, days, &usec, &has_time);

  return cell == ASSAY_CELL_OK && has_time ? ASSAY_CELL_WIDER : cell;
}

AssayCell
assay_cell_parse_datetime (const char *text, gsize len, AssayDateFormat format, gint64 *usec)
{
  gboolean has_time;
  gint32 days = 0;
  AssayCell cell = parse_day_and_time (text, len, format, &days, usec, &has_time);

  *usec += days * ASSAY_USEC_PER_DAY;
  return cell;
}
