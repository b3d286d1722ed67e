#include "analysis/calendar.h"

#include "analysis/analysis.h"
#include "analysis/wording.h"
#include "base/date.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

#define USEC_PER_MONTH (32 * ASSAY_USEC_PER_DAY)     /* longer than any month */
#define TIME_LIMIT (G_GINT64_CONSTANT (1) << 61)     /* two times can be subtracted */
#define BLOCK 65536

/* Months differ in length; on this scale they do not: a month is 32 days, and the last day of each is its 31st where
 * the series runs from month end to month end. */
static gint64
month_scale (gint64 time, AssayType type, gboolean month_end)
{
  gint64 of_day = 0, day = time;
  int year, month, day_of_month;

  if (type == ASSAY_TYPE_DATETIME)
    {
      day = time / ASSAY_USEC_PER_DAY - (time % ASSAY_USEC_PER_DAY < 0);
      of_day = time - day * ASSAY_USEC_PER_DAY;
    }
  assay_date_to_ymd ((gint32) day, &year, &month, &day_of_month);
  if (month_end && !assay_date_is_valid (year, month, day_of_month + 1))
    day_of_month = 31;
  return ((gint64) year * 12 + month) * USEC_PER_MONTH + day_of_month * ASSAY_USEC_PER_DAY + of_day;
}

static gboolean
make_months (AssayCalendar *self, AssayPanel *panel, AssayProgress *progress, GError **error)
{
  const gint64 *times = assay_panel_get_times (panel);
  gsize n = assay_panel_get_n_rows (panel);

  self->owned = g_new (gint64, n);
  for (gsize i = 0; i < n; i++)
    {
      self->owned[i] = month_scale (times[i], assay_panel_get_time_type (panel), assay_panel_get_step (panel).month_end);
      if (i % BLOCK == 0 && !assay_progress_step (progress, 0, error))
        return FALSE;
    }
  self->times = self->owned;
  return TRUE;
}

static gboolean
check_range (const AssayCalendar *self, AssayPanel *panel, GError **error)
{
  for (gsize i = 0; i < assay_panel_get_n_series (panel); i++)
    {
      gsize first = assay_panel_get_first (panel, i), end = assay_panel_get_first (panel, i + 1);

      if (end > first && (self->times[first] < -TIME_LIMIT || self->times[end - 1] > TIME_LIMIT))
        {
          g_set_error_literal (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_DATA,
                               _("The time column holds numbers beyond ±2^61, which cannot be counted in steps. Use smaller numbers, or dates."));
          return FALSE;
        }
    }
  return TRUE;
}

gboolean
assay_calendar_init (AssayCalendar *self, AssayPanel *panel, AssayProgress *progress, GError **error)
{
  AssayStep step = assay_panel_get_step (panel);
  gint64 unit = 1;

  *self = (AssayCalendar) { assay_panel_get_times (panel) };
  if (step.unit == ASSAY_STEP_MONTH)
    unit = USEC_PER_MONTH;
  else if (step.unit == ASSAY_STEP_DAY && assay_panel_get_time_type (panel) == ASSAY_TYPE_DATETIME)
    unit = ASSAY_USEC_PER_DAY;

  if (step.unit == ASSAY_STEP_MONTH && !make_months (self, panel, progress, error))
    return FALSE;
  /* A step longer than the range can only come from times beyond it. */
  if (__builtin_mul_overflow (step.n, unit, &self->step))
    self->step = G_MAXINT64;
  return check_range (self, panel, error);
}

void
assay_calendar_clear (AssayCalendar *self)
{
  g_clear_pointer (&self->owned, g_free);
}

gboolean
assay_calendar_span (const AssayCalendar *self, gint64 n_steps, const char *option, gint64 *span, GError **error)
{
  if (!__builtin_mul_overflow (self->step, n_steps, span) && *span <= TIME_LIMIT)
    return TRUE;

  g_set_error (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_OPTION,
               _("--%s is %" PRId64 " steps, which is longer than the time of these data can be counted. Use a smaller number."),
               option, n_steps);
  return FALSE;
}

char *
assay_calendar_word_thin (const AssayCalendar *self, AssayPanel *panel)
{
  g_autofree char *first = NULL, *n = NULL, *step = assay_word_step (assay_panel_get_step (panel));
  gsize n_thin = 0;

  for (gsize i = 0; i < assay_panel_get_n_series (panel); i++)
    {
      gsize start = assay_panel_get_first (panel, i), end = assay_panel_get_first (panel, i + 1);

      /* Of two rows nobody can tell. */
      if (end - start < 3 || (self->times[end - 1] - self->times[start]) / self->step < (gint64) (2 * (end - start)))
        continue;
      if (n_thin++ == 0)
        first = assay_panel_dup_label (panel, i);
    }
  if (n_thin == 0)
    return NULL;
  n = assay_word_items (n_thin, "series has", "series have");
  return g_strdup_printf ("%s rows on fewer than half of the steps of %s, the first: %s. If its own step is longer, take it by itself (--where), "
                          "or sum all series to the longer step.", n, step != NULL ? step : "the data", first);
}

guint
assay_calendar_usual_season (AssayStep step)
{
  const gint64 day = 86400 * (gint64) G_USEC_PER_SEC;

  switch (step.unit)
    {
    case ASSAY_STEP_DAY: return step.n == 1 ? 7 : step.n == 7 ? 52 : 1;
    case ASSAY_STEP_MONTH: return step.n < 12 && 12 % step.n == 0 ? 12 / step.n : 1;
    case ASSAY_STEP_USEC: return step.n < day && day % step.n == 0 ? MIN (day / step.n, 100000) : step.n == day ? 7 : 1;
    case ASSAY_STEP_INDEX:
    default: return 1;
    }
}
