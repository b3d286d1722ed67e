#include "analysis/wording.h"

#include "base/date.h"

#include <math.h>

char *
assay_word_count (double count)
{
  char digits[64];
  GString *text = g_string_new (NULL);
  int n = g_snprintf (digits, sizeof digits, "%.0f", count);

  for (int i = 0; i < n; i++)
    {
      if (i > 0 && digits[i - 1] != '-' && (n - i) % 3 == 0)
        g_string_append_c (text, ',');
      g_string_append_c (text, digits[i]);
    }
  return g_string_free (text, FALSE);
}

char *
assay_word_share (double share)
{
  char digits[G_ASCII_DTOSTR_BUF_SIZE];
  double percent = 100 * share;
  gboolean is_tiny = percent != 0 && fabs (percent) < 0.1;

  g_ascii_formatd (digits, sizeof digits, is_tiny ? "%.2g" : "%.1f", percent == 0 ? 0 : percent);
  return g_strconcat (digits, " %", NULL);
}

char *
assay_word_number (double value)
{
  char digits[G_ASCII_DTOSTR_BUF_SIZE];
  double size = fabs (value);

  if (size >= 1e4 && size < 1e15)
    return assay_word_count (round (value));
  g_ascii_formatd (digits, sizeof digits, "%.4g", value == 0 ? 0 : value);
  return g_strdup (digits);
}

char *
assay_word_zscore (double z)
{
  char digits[G_ASCII_DTOSTR_BUF_SIZE];

  g_ascii_formatd (digits, sizeof digits, "%+.1f", z);
  return g_strdup (digits);
}

char *
assay_word_time (AssayType type, gint64 time)
{
  char text[32];

  if (type == ASSAY_TYPE_DATE)
    assay_date_format ((gint32) time, text);
  else if (type == ASSAY_TYPE_DATETIME)
    assay_datetime_format (time, text);
  else
    g_snprintf (text, sizeof text, "%" G_GINT64_FORMAT, time);
  return g_strdup (text);
}

char *
assay_word_items (double count, const char *one, const char *many)
{
  g_autofree char *number = assay_word_count (count);

  return g_strdup_printf ("%s %s", number, count == 1 ? one : many);
}

char *
assay_word_times (double count)
{
  return count == 0 ? g_strdup ("never") : count == 1 ? g_strdup ("once") : count == 2 ? g_strdup ("twice") : assay_word_items (count, "time", "times");
}

#define USEC_PER_SECOND G_GINT64_CONSTANT (1000000)

char *
assay_word_step (AssayStep step)
{
  switch (step.unit)
    {
    case ASSAY_STEP_DAY:
      return step.n % 7 == 0 ? assay_word_items (step.n / 7, "week", "weeks") : assay_word_items (step.n, "day", "days");
    case ASSAY_STEP_MONTH:
      return step.n % 12 == 0 ? assay_word_items (step.n / 12, "year", "years") : assay_word_items (step.n, "month", "months");
    case ASSAY_STEP_USEC:
      if (step.n % (3600 * USEC_PER_SECOND) == 0)
        return assay_word_items (step.n / (3600 * USEC_PER_SECOND), "hour", "hours");
      if (step.n % (60 * USEC_PER_SECOND) == 0)
        return assay_word_items (step.n / (60 * USEC_PER_SECOND), "minute", "minutes");
      if (step.n % USEC_PER_SECOND == 0)
        return assay_word_items (step.n / USEC_PER_SECOND, "second", "seconds");
      return assay_word_items (step.n, "microsecond", "microseconds");
    case ASSAY_STEP_INDEX:
    default:
      return NULL;
    }
}

/* Steps in the day, of longer steps in the year; 0: no whole number of them, more than one. */
static gint64
usual_season (AssayStep step)
{
  gint64 n = 0;

  if (step.unit == ASSAY_STEP_USEC && ASSAY_USEC_PER_DAY % step.n == 0)
    n = ASSAY_USEC_PER_DAY / step.n;
  else if (step.unit == ASSAY_STEP_MONTH && 12 % step.n == 0)
    n = 12 / step.n;
  else if (step.unit == ASSAY_STEP_DAY && step.n == 7)
    n = 52;
  return n > 1 ? n : 0;
}

char *
assay_word_default_season (AssayStep step, gint64 season)
{
  g_autofree char *length = assay_word_step (step), *meant = NULL;
  gint64 usual;

  if (length == NULL || (step.unit == ASSAY_STEP_DAY && step.n == 1))
    return NULL;
  usual = usual_season (step);
  if (usual > 0)
    {
      g_autofree char *count = assay_word_count (usual);

      meant = g_strdup_printf ("; %s, the steps of a %s, may be meant (--season)", count, step.unit == ASSAY_STEP_USEC ? "day" : "year");
    }
  else
    meant = g_strdup ("; another may be meant (--season)");
  return g_strdup_printf ("The season is %" G_GINT64_FORMAT " steps of %s, the default for daily data%s.", season, length, meant);
}
