#include "math/decomposition/season-detection.h"

#define HOUR 3600.0
#define DAY (24 * HOUR)
#define YEAR (365.25 * DAY)

/* Fewer steps have no shape to be learnt (a month of weeks); more are beyond what one series can show (a year of minutes). */
#define LEAST_STEPS 3.5
#define MOST_STEPS 11000

size_t
am_calendar_seasons (double seconds, unsigned months, double *periods)
{
  const double lengths[] = { 60, HOUR, DAY, 7 * DAY, YEAR / 12, YEAR };
  size_t n = 0;

  if (months > 0 && months <= 3 && 12 % months == 0)
    periods[n++] = 12.0 / months;
  if (months > 0 || !(seconds > 0))
    return n;
  for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++)
    {
      double period = lengths[i] / seconds;

      /* Within days and over weeks, a month is no whole number of anything people live by. */
      if (period >= LEAST_STEPS && period <= MOST_STEPS && (lengths[i] != YEAR / 12 || seconds == DAY))
        periods[n++] = period;
    }
  return n;
}
