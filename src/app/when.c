#include "app/when.h"

#include <glib/gi18n.h>

#include "charts/format.h"

char *
assay_when_format (gint64 usec, gint64 now)
{
  g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc (usec / G_USEC_PER_SEC);
  g_autoptr(GDateTime) now_utc = now != 0 ? g_date_time_new_from_unix_utc (now / G_USEC_PER_SEC) : g_date_time_new_now_utc ();
  g_autoptr(GDateTime) when = NULL;
  g_autoptr(GDateTime) today = NULL;
  g_autoptr(GDateTime) yesterday = NULL;

  if (utc == NULL)
    return g_strdup ("–");
  when = g_date_time_to_local (utc);
  today = g_date_time_to_local (now_utc);
  yesterday = g_date_time_add_days (today, -1);
  if (g_date_time_get_year (when) == g_date_time_get_year (today)
      && g_date_time_get_day_of_year (when) == g_date_time_get_day_of_year (today))
    return g_date_time_format (when, _("today, %H:%M"));
  if (g_date_time_get_year (when) == g_date_time_get_year (yesterday)
      && g_date_time_get_day_of_year (when) == g_date_time_get_day_of_year (yesterday))
    return g_date_time_format (when, _("yesterday, %H:%M"));
  return g_date_time_format (when, _("%-d %b %Y, %H:%M"));
}

char *
assay_duration_format (gint64 usec)
{
  gint64 seconds = usec / G_USEC_PER_SEC;

  if (usec < 10 * G_USEC_PER_SEC)
    {
      g_autofree char *number = assay_format_number (usec / 1e6, usec < G_USEC_PER_SEC / 10 ? 3 : 1);
      /* Translators: a duration in seconds, such as 0.8 s */
      return g_strdup_printf (_("%s s"), number);
    }
  if (seconds < 60)
    return g_strdup_printf (_("%d s"), (int) seconds);
  return g_strdup_printf (_("%d min %d s"), (int) (seconds / 60), (int) (seconds % 60));
}

char *
assay_size_format (gint64 bytes)
{
  return g_format_size (bytes);
}
