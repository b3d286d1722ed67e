#include "analysis/past-options.h"

#include "analysis/calendar.h"
#include "base/number.h"
#include "math/decomposition/season-detection.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define NEAR 0.02              /* a year of 52 weeks and one of 52.18 are the same season */

gboolean
assay_past_window_read (const AssayOptions *options, gsize *window, GError **error)
{
  const char *text = assay_options_get_text (options, "window");
  gint64 n;

  *window = 0;
  if (strcmp (text, "expanding") == 0)
    return TRUE;
  if (!assay_integer_parse (text, strlen (text), 0, &n) || n < 2 || n > G_MAXINT32)
    {
      g_set_error (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_OPTION,
                   _("--window is “%s”; it must be “expanding” or a whole number of steps from 2 on."), text);
      return FALSE;
    }
  *window = n;
  return TRUE;
}

static void
add (AssaySeasons *self, double season)
{
  guint at = 0;

  while (at < self->n && self->all[at] < season)
    at++;
  if (self->n == ASSAY_MOST_SEASONS || (at < self->n && self->all[at] == season))
    return;
  memmove (self->all + at + 1, self->all + at, (self->n - at) * sizeof (double));
  self->all[at] = season;
  self->n++;
}

gboolean
assay_seasons_read (AssaySeasons *self, const AssayOptions *options, GError **error)
{
  const char *text = assay_options_get_text (options, "seasons");
  g_auto(GStrv) items = strcmp (text, "auto") != 0 ? g_strsplit (text, ",", -1) : NULL;

  *self = (AssaySeasons) { .main = assay_options_get_text (options, "season") != NULL ? assay_options_get_integer (options, "season") : 0 };
  for (guint i = 0; items != NULL && items[i] != NULL; i++)
    {
      double season;

      if (!assay_number_parse (items[i], strlen (items[i]), '.', 0, &season) || !(season > 1 && season <= 1e6))
        {
          g_set_error (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_OPTION,
                       _("--seasons has “%s”; it must be “auto” or numbers of steps above 1, such as 7,365.25."), items[i]);
          return FALSE;
        }
      add (self, season);
    }
  return TRUE;
}

static void
add_calendar (AssaySeasons *self, AssayStep step)
{
  double periods[AM_MOST_SEASONS], seconds = 0;
  guint months = 0;
  size_t n;

  if (step.unit == ASSAY_STEP_DAY)
    seconds = step.n * 86400.0;
  else if (step.unit == ASSAY_STEP_USEC)
    seconds = step.n / 1e6;
  else if (step.unit == ASSAY_STEP_MONTH && step.n < 1000)
    months = (guint) step.n;
  if (seconds <= 0 && months == 0)
    return;
  n = am_calendar_seasons (seconds, months, periods);
  for (size_t i = 0; i < n; i++)
    if (fabs (periods[i] / self->main - 1) > NEAR)
      add (self, periods[i]);
}

void
assay_seasons_fit_step (AssaySeasons *self, AssayStep step)
{
  if (self->main == 0)
    self->main = assay_calendar_usual_season (step);
  if (self->n == 0 && self->main > 1)
    add_calendar (self, step);
  if (self->main > 1)
    add (self, self->main);
}

guint
assay_seasons_of_past (const AssaySeasons *self, gsize n, double seasons[ASSAY_MOST_SEASONS])
{
  guint n_seasons = 0;

  for (guint i = 0; i < self->n; i++)
    if (self->all[i] == self->main || 2 * self->all[i] <= n)
      seasons[n_seasons++] = self->all[i];
  return n_seasons;
}
