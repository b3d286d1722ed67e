#include "charts/ticks.h"

#include <langinfo.h>
#include <math.h>
#include <glib/gi18n-lib.h>
#include "base/date.h"
#include "charts/format.h"

#define MAX_TICKS 1000

void
assay_ticks_free (AssayTicks *self)
{
  for (guint i = 0; i < self->n; i++)
    {
      g_free (self->ticks[i].label);
      g_free (self->ticks[i].second);
      g_free (self->ticks[i].second_full);
    }
  g_free (self->ticks);
  g_free (self);
}

static AssayTicks *
ticks_new (GArray *ticks, double step)
{
  AssayTicks *self = g_new0 (AssayTicks, 1);

  self->n = ticks->len;
  self->step = step;
  self->ticks = (AssayTick *) (void *) g_array_free (ticks, FALSE);
  return self;
}

/* ---- numbers ---- */

double
assay_tick_step (double least, gboolean whole)
{
  static const double steps[] = { 1, 2, 2.5, 5, 10 };
  int power;

  if (!(least > 0) || !isfinite (least))
    return 1;
  if (whole && least <= 1)
    return 1;
  power = (int) floor (log10 (least));
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      /* dividing by a power of ten that a double holds exactly keeps 0.1 the nearest double to it */
      double step = power >= 0 ? steps[i] * pow (10, power) : steps[i] / pow (10, -power);

      if (step >= least * (1 - 1e-9) && !(whole && step != floor (step)))
        return step;
    }
  return 10 * pow (10, power);
}

static char *
number_label (double value, double step, double largest, AssayTickText text)
{
  g_autofree char *label = NULL;

  if (text == ASSAY_TICK_FRACTION)
    return assay_format_fraction_tick (value, step);
  label = assay_format_tick (value, step, largest);
  return text == ASSAY_TICK_ZSCORE && value > step * 1e-6 ? g_strconcat ("+", label, NULL) : g_steal_pointer (&label);
}

AssayTicks *
assay_ticks_new_number (double low, double high, double step, AssayTickText text)
{
  GArray *ticks = g_array_new (FALSE, FALSE, sizeof (AssayTick));
  double first = ceil (low / step - 1e-9), last = floor (high / step + 1e-9);
  double largest = MAX (fabs (low), fabs (high));

  for (double k = first; last - first < MAX_TICKS && k <= last; k++)
    {
      double value = step < 1 ? k / (1 / step) : k * step;
      AssayTick tick = { value, number_label (value, step, largest, text), NULL, NULL };

      g_array_append_val (ticks, tick);
    }
  return ticks_new (ticks, step);
}

/* ---- time ---- */

typedef enum { SECONDS, DAYS, WEEKS, MONTHS, YEARS } RungUnit;
typedef struct { RungUnit unit; int count; } Rung;

static const Rung rungs[] = {
  { SECONDS, 1 }, { SECONDS, 5 }, { SECONDS, 15 }, { SECONDS, 30 },
  { SECONDS, 60 }, { SECONDS, 300 }, { SECONDS, 900 }, { SECONDS, 1800 },
  { SECONDS, 3600 }, { SECONDS, 10800 }, { SECONDS, 21600 }, { SECONDS, 43200 },
  { DAYS, 1 }, { DAYS, 2 }, { WEEKS, 1 },
  { MONTHS, 1 }, { MONTHS, 3 }, { MONTHS, 6 },
  { YEARS, 1 }, { YEARS, 2 }, { YEARS, 5 }, { YEARS, 10 },
  { YEARS, 20 }, { YEARS, 50 }, { YEARS, 100 }, { YEARS, 200 }, { YEARS, 500 }, { YEARS, 1000 },
};

guint
assay_tick_n_rungs (void)
{
  return G_N_ELEMENTS (rungs);
}

guint
assay_tick_first_day_rung (void)
{
  return 12;
}

double
assay_tick_rung_seconds (guint rung)
{
  static const double unit[] = { 1, 86400, 7 * 86400.0, 28 * 86400.0, 365 * 86400.0 };

  return rungs[rung].count * unit[rungs[rung].unit];
}

/* glibc's answer is a byte in a string and a date cast to a pointer; the first day counts from that date's weekday. The
 * names are of an enum, so that only the library itself can be asked for. */
int
assay_tick_first_weekday (void)
{
#ifdef __GLIBC__
  union { const char *string; unsigned int word; } info;
  int day, origin;

  info.string = nl_langinfo (_NL_TIME_FIRST_WEEKDAY);
  day = (unsigned char) info.string[0];
  info.string = nl_langinfo (_NL_TIME_WEEK_1STDAY);
  origin = info.word == 19971201 ? 1 : 0;            /* that was a Monday; 19971130 a Sunday */
  if (day >= 1 && day <= 7)
    return (origin + day - 1 + 6) % 7 + 1;
#endif
  return 1;
}

static double
floor_div (double a, double b)
{
  return floor (a / b);
}

/* The first tick's day at or before, on which counting starts. */
static gint32
start_day (const Rung *rung, gint32 day, int first_weekday)
{
  int year, month, of_month;

  assay_date_to_ymd (day, &year, &month, &of_month);
  switch (rung->unit)
    {
    case DAYS: return rung->count == 1 ? day : assay_date_from_ymd (year, month, 1);
    case WEEKS: return day - (assay_date_weekday (day) - first_weekday + 7) % 7;
    case MONTHS: return assay_date_from_ymd (year, (month - 1) / rung->count * rung->count + 1, 1);
    default: return assay_date_from_ymd (MAX (year / rung->count * rung->count, 1), 1, 1);
    }
}

static gint32
next_day (const Rung *rung, gint32 day)
{
  int year, month, of_month;

  assay_date_to_ymd (day, &year, &month, &of_month);
  switch (rung->unit)
    {
    case DAYS:
      /* Every second day starts afresh on the 1st; a tick on the 31st would stand beside it. */
      if (rung->count == 1)
        return day + 1;
      return of_month + 2 <= 30 && assay_date_is_valid (year, month, of_month + 2) ? day + 2
                                                                                  : assay_date_add_months (day - of_month + 1, 1, FALSE);
    case WEEKS: return day + 7;
    case MONTHS: return assay_date_add_months (day, rung->count, FALSE);
    default:
      /* years 1, 10, 20 …: the calendar has no year 0 */
      return assay_date_from_ymd (year == 1 && rung->count > 1 ? rung->count : year + rung->count, 1, 1);
    }
}

static char *
text_of (double seconds, const char *pattern)
{
  double day = floor_div (seconds, 86400);
  int rest = (int) (seconds - day * 86400), year, month, of_month;
  g_autoptr(GDateTime) moment = NULL;
  char *text;

  assay_date_to_ymd ((gint32) day, &year, &month, &of_month);
  moment = g_date_time_new_utc (year, month, of_month, rest / 3600, rest / 60 % 60, rest % 60);
  text = moment != NULL ? g_date_time_format (moment, pattern) : NULL;
  return text != NULL ? text : g_strdup ("");
}

/* previous is NaN for the first. Patterns are strftime's. */
static AssayTick
time_tick (const Rung *rung, double seconds, double previous)
{
  AssayTick tick = { seconds, NULL, NULL, NULL };
  gboolean first = isnan (previous);
  g_autofree char *year = text_of (seconds, "%Y"), *month = text_of (seconds, "%Y-%m");
  g_autofree char *last_year = first ? NULL : text_of (previous, "%Y");
  g_autofree char *last_month = first ? NULL : text_of (previous, "%Y-%m");
  gboolean new_year = g_strcmp0 (year, last_year) != 0;

  switch (rung->unit)
    {
    case SECONDS:
      /* Translators: ticks on a time axis, patterns of strftime */
      tick.label = text_of (seconds, rung->count < 60 ? _("%H:%M:%S") : _("%H:%M"));
      tick.second_full = text_of (seconds, _("%-d %b %Y"));
      if (first || floor_div (seconds, 86400) != floor_div (previous, 86400))
        tick.second = text_of (seconds, new_year ? _("%-d %b %Y") : _("%-d %b"));
      break;
    case DAYS:
    case WEEKS:
      tick.label = text_of (seconds, C_("day of a date axis", "%-d"));
      tick.second_full = text_of (seconds, C_("month of a date axis", "%b %Y"));
      if (first || g_strcmp0 (month, last_month) != 0)
        tick.second = text_of (seconds, new_year ? C_("month of a date axis", "%b %Y") : C_("month of a date axis", "%b"));
      break;
    case MONTHS:
      tick.label = text_of (seconds, C_("month of a date axis", "%b"));
      tick.second_full = g_strdup (year);
      tick.second = new_year ? g_strdup (year) : NULL;
      break;
    default:
      tick.label = g_strdup (year);
    }
  return tick;
}

static void
add_day_ticks (GArray *ticks, const Rung *rung, double low, double high, int first_weekday)
{
  double last = floor_div (high, 86400), previous = NAN;

  for (gint32 day = start_day (rung, (gint32) floor_div (low, 86400), first_weekday); day <= last && ticks->len < MAX_TICKS; )
    {
      double seconds = day * 86400.0;
      int year, month, of_month;

      if (seconds >= low)
        {
          AssayTick tick = time_tick (rung, seconds, previous);

          g_array_append_val (ticks, tick);
          previous = seconds;
        }
      assay_date_to_ymd (day, &year, &month, &of_month);
      if (year + (rung->unit == YEARS ? rung->count : 1) > 9999)
        break;
      day = next_day (rung, day);
    }
}

static void
add_second_ticks (GArray *ticks, const Rung *rung, double low, double high)
{
  double previous = NAN;

  if ((high - low) / rung->count > MAX_TICKS)
    return;
  for (double k = ceil (low / rung->count); k * rung->count <= high; k++)
    {
      double seconds = k * rung->count;
      AssayTick tick = time_tick (rung, seconds, previous);

      g_array_append_val (ticks, tick);
      previous = seconds;
    }
}

AssayTicks *
assay_ticks_new_time (double low, double high, guint rung, int first_weekday)
{
  GArray *ticks = g_array_new (FALSE, FALSE, sizeof (AssayTick));

  /* the calendar's own ends */
  low = MAX (low, assay_date_from_ymd (1, 1, 1) * 86400.0);
  high = MIN (high, assay_date_from_ymd (9999, 12, 31) * 86400.0 + 86399);
  if (!(low <= high))
    return ticks_new (ticks, assay_tick_rung_seconds (rung));
  if (rungs[rung].unit == SECONDS)
    add_second_ticks (ticks, &rungs[rung], low, high);
  else
    add_day_ticks (ticks, &rungs[rung], low, high, first_weekday);
  return ticks_new (ticks, assay_tick_rung_seconds (rung));
}
