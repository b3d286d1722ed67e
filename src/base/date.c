#include "base/date.h"

#include <string.h>

/* Days are counted in years that begin on 1 March, so that the leap day is a year's last day and
 * the months before it follow one rule: their lengths repeat 31 30 31 30 31 every 153 days. */
#define DAYS_PER_400_YEARS 146097
#define DAYS_TO_1970 719468          /* from 1 March of year 0 */

static const int days_in_month[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

static gboolean
is_leap_year (int year)
{
  return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int
month_length (int year, int month)
{
  return month == 2 && is_leap_year (year) ? 29 : days_in_month[month - 1];
}

gboolean
assay_date_is_valid (int year, int month, int day)
{
  return year >= 1 && year <= 9999 && month >= 1 && month <= 12
         && day >= 1 && day <= month_length (year, month);
}

gint32
assay_date_from_ymd (int year, int month, int day)
{
  int march_year = month <= 2 ? year - 1 : year;
  int march_month = month <= 2 ? month + 9 : month - 3;
  int era = (march_year >= 0 ? march_year : march_year - 399) / 400;
  int year_of_era = march_year - era * 400;
  int day_of_year = (153 * march_month + 2) / 5 + day - 1;
  int day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;

  return era * DAYS_PER_400_YEARS + day_of_era - DAYS_TO_1970;
}

void
assay_date_to_ymd (gint32 days, int *year, int *month, int *day)
{
  gint64 since = (gint64) days + DAYS_TO_1970;
  gint64 era = (since >= 0 ? since : since - (DAYS_PER_400_YEARS - 1)) / DAYS_PER_400_YEARS;
  int day_of_era = since - era * DAYS_PER_400_YEARS;
  int year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  int day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  int march_month = (5 * day_of_year + 2) / 153;

  *day = day_of_year - (153 * march_month + 2) / 5 + 1;
  *month = march_month < 10 ? march_month + 3 : march_month - 9;
  *year = era * 400 + year_of_era + (*month <= 2 ? 1 : 0);
}

int
assay_date_weekday (gint32 days)
{
  /* 1970-01-01 was a Thursday. */
  int since_monday = (days % 7 + 7 + 3) % 7;

  return since_monday + 1;
}

gint32
assay_date_add_months (gint32 days, int n_months, gboolean month_end)
{
  int year, month, day, length;
  gint64 months;

  assay_date_to_ymd (days, &year, &month, &day);
  length = month_length (year, month);
  months = (gint64) year * 12 + (month - 1) + n_months;
  month_end = month_end && day == length;

  year = (months >= 0 ? months : months - 11) / 12;
  month = months - (gint64) year * 12 + 1;
  length = month_length (year, month);
  return assay_date_from_ymd (year, month, month_end ? length : MIN (day, length));
}

static char *
put_digits (char *out, int value, int n_digits)
{
  for (int i = n_digits - 1; i >= 0; i--)
    {
      out[i] = '0' + value % 10;
      value /= 10;
    }
  return out + n_digits;
}

static char *
put_date (char *out, gint32 days)
{
  int year, month, day, n_digits = 4;

  assay_date_to_ymd (days, &year, &month, &day);
  if (year < 0)
    *out++ = '-';
  for (int rest = ABS (year) / 10000; rest > 0; rest /= 10)
    n_digits++;
  out = put_digits (out, ABS (year), n_digits);
  *out++ = '-';
  out = put_digits (out, month, 2);
  *out++ = '-';
  return put_digits (out, day, 2);
}

int
assay_date_format (gint32 days, char *buffer)
{
  char *end = put_date (buffer, days);

  *end = '\0';
  return end - buffer;
}

int
assay_datetime_format (gint64 usec, char *buffer)
{
  gint64 days = usec / ASSAY_USEC_PER_DAY;
  gint64 rest = usec % ASSAY_USEC_PER_DAY;
  char *end;
  int seconds, fraction;

  if (rest < 0)
    {
      rest += ASSAY_USEC_PER_DAY;
      days--;
    }
  seconds = rest / G_USEC_PER_SEC;
  fraction = rest % G_USEC_PER_SEC;

  end = put_date (buffer, days);
  *end++ = 'T';
  end = put_digits (end, seconds / 3600, 2);
  *end++ = ':';
  end = put_digits (end, seconds / 60 % 60, 2);
  *end++ = ':';
  end = put_digits (end, seconds % 60, 2);
  if (fraction > 0)
    {
      *end++ = '.';
      end = put_digits (end, fraction, 6);
      while (end[-1] == '0')
        end--;
    }
  *end = '\0';
  return end - buffer;
}

/* Exactly n_digits digits at text, or -1. */
static int
get_digits (const char *text, int n_digits)
{
  int value = 0;

  for (int i = 0; i < n_digits; i++)
    {
      if (!g_ascii_isdigit (text[i]))
        return -1;
      value = value * 10 + (text[i] - '0');
    }
  return value;
}

gboolean
assay_date_parse (const char *text, gsize len, gint32 *days)
{
  int year, month, day;

  if (len != 10 || text[4] != '-' || text[7] != '-')
    return FALSE;
  year = get_digits (text, 4);
  month = get_digits (text + 5, 2);
  day = get_digits (text + 8, 2);
  if (!assay_date_is_valid (year, month, day))
    return FALSE;
  *days = assay_date_from_ymd (year, month, day);
  return TRUE;
}

/* ".5" to ".500000"; more digits only if they are zeros, since nothing may be lost. */
static gboolean
fraction_parse (const char *text, gsize len, int *usec)
{
  int value = 0;

  if (len < 2 || text[0] != '.')
    return FALSE;
  for (gsize i = 1; i < len; i++)
    if (!g_ascii_isdigit (text[i]) || (i > 6 && text[i] != '0'))
      return FALSE;
  for (gsize i = 1; i <= 6; i++)
    value = value * 10 + (i < len ? text[i] - '0' : 0);
  *usec = value;
  return TRUE;
}

/* hh:mm[:ss[.ffffff]] */
static gboolean
time_parse (const char *text, gsize len, gint64 *usec)
{
  int hour, minute, second = 0, fraction = 0;

  if (len < 5 || text[2] != ':')
    return FALSE;
  hour = get_digits (text, 2);
  minute = get_digits (text + 3, 2);
  if (len > 5)
    {
      if (len < 8 || text[5] != ':')
        return FALSE;
      second = get_digits (text + 6, 2);
      if (len > 8 && !fraction_parse (text + 8, len - 8, &fraction))
        return FALSE;
    }
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59)
    return FALSE;
  *usec = ((gint64) hour * 3600 + minute * 60 + second) * G_USEC_PER_SEC + fraction;
  return TRUE;
}

gboolean
assay_datetime_parse (const char *text, gsize len, gint64 *usec)
{
  gint64 time = 0;
  gint32 days;

  if (len < 10 || !assay_date_parse (text, 10, &days))
    return FALSE;
  if (len > 10)
    {
      if (text[len - 1] == 'Z')
        len--;
      if (len <= 10 || (text[10] != 'T' && text[10] != ' ') || !time_parse (text + 11, len - 11, &time))
        return FALSE;
    }
  *usec = days * ASSAY_USEC_PER_DAY + time;
  return TRUE;
}
