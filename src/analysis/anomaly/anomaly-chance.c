/* What chance alone would flag. A row whose window is not full yet is flagged oftener than others (and, where it counts in its
 * own window, more rarely), so each row is held against the window it has. */
#include "analysis/anomaly/anomaly-summary-private.h"

#include "math/distribution.h"

#include <math.h>

static double
chance_at (const AnomalyScan *scan, double window, double cut)
{
  double chance = am_rolling_z_alarm_share (window, cut, scan->how.z.include_current);

  /* Of two values the one that is counted itself lies 1/√2 sd off, whatever they are. */
  return window == 2 && scan->how.z.include_current ? cut <= sqrt (0.5) : chance;
}

/* Adds the rows of a series whose windows are not full: n_rows[m] less n_rows[m - 1] have m values. Returns how many they are.
 * The rows that are looked at are the series' last ones, and the last has all its values before it. */
static double
add_partial (const AnomalyScan *scan, const AnomalyCount *count, gsize n_looked, double *n_rows)
{
  gint64 window = scan->how.z.window, n_values = scan->how.on_value ? count->n_values : count->n_pairs;
  gint64 last = n_values - (scan->how.z.include_current ? 0 : 1);
  gint64 first = MAX (last - (gint64) n_looked + 1, MAX (scan->how.z.min_periods, 2)), end = MIN (last + 1, window);

  if (first >= end)
    return 0;
  n_rows[first]++;
  n_rows[end]--;
  return end - first;
}

double
anomaly_chance (const AnomalyScan *scan, double cut, gboolean recent)
{
  double full = chance_at (scan, scan->how.z.window, cut), n = recent ? scan->all.n_recent : scan->all.n_scored;
  double n_partial = 0, n_here = 0, expected = 0;
  g_autofree double *n_rows = NULL;

  if (n == 0 || scan->how.z.min_periods == scan->how.z.window)
    return full;

  n_rows = g_new0 (double, (gsize) scan->how.z.window + 1);
  for (gsize i = 0; i < scan->n_series; i++)
    n_partial += add_partial (scan, &scan->series[i], recent ? scan->series[i].n_recent : scan->series[i].n_scored, n_rows);
  for (int m = 2; m < scan->how.z.window; m++)
    {
      n_here += n_rows[m];
      if (n_here > 0)
        expected += n_here * chance_at (scan, m, cut);
    }
  return (expected + MAX (n - n_partial, 0) * full) / MAX (n, n_partial);
}
