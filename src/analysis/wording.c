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
