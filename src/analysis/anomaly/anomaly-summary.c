#include "analysis/anomaly/anomaly-summary-private.h"

#include "math/autocorrelation.h"

#include <math.h>

typedef struct
{
  gsize series;
  const AnomalyCount *count;
} Ranked;

static int
compare_recent (gconstpointer a, gconstpointer b)
{
  const Ranked *x = a, *y = b;

  if (x->count->max_recent_z != y->count->max_recent_z)
    return x->count->max_recent_z > y->count->max_recent_z ? -1 : 1;
  for (int risk = ASSAY_RISK_CRITICAL; risk > ASSAY_RISK_LOW; risk--)
    if (x->count->n_risk[risk] != y->count->n_risk[risk])
      return x->count->n_risk[risk] > y->count->n_risk[risk] ? -1 : 1;
  return x->series < y->series ? -1 : 1;
}

gsize *
anomaly_rank_recent (const AnomalyScan *scan)
{
  g_autofree Ranked *ranked = g_new (Ranked, scan->n_series);
  gsize *order = g_new (gsize, scan->n_series);

  for (gsize i = 0; i < scan->n_series; i++)
    ranked[i] = (Ranked) { i, &scan->series[i] };
  qsort (ranked, scan->n_series, sizeof (Ranked), compare_recent);
  for (gsize i = 0; i < scan->n_series; i++)
    order[i] = ranked[i].series;
  return order;
}

gint64
anomaly_latest_time (const AnomalyScan *scan)
{
  const gint64 *times = assay_panel_get_times (scan->panel);
  gint64 latest = G_MININT64;

  for (gsize i = 0; i < scan->n_series; i++)
    if (anomaly_scan_get_first (scan, i + 1) > anomaly_scan_get_first (scan, i))
      latest = MAX (latest, times[anomaly_scan_get_first (scan, i + 1) - 1]);
  return latest;
}

/* Long series are judged by their end, so that a check costs the same for ten million rows. */
#define MOST_ROWS 20000

/* Lags count rows with a residual here as steps: exact where the calendar is whole, and where it is not, a check of
 * independence loses a little power, not its level. */
double
anomaly_largest_autocorrelation (const AnomalyScan *scan, gsize series, guint *n_lags, guint *lag, double *p_value)
{
  gsize first = anomaly_scan_get_first (scan, series), end = anomaly_scan_get_first (scan, series + 1);
  const double *x;
  double r[61], largest = NAN;
  gsize n = 0;

  first = end - first > MOST_ROWS ? end - MOST_ROWS : first;
  x = scan->residual + first;
  for (gsize i = 0; i < end - first; i++)
    n += !isnan (x[i]);

  *n_lags = MIN (MIN (2 * scan->how.season, 60), (gint64) (n / 5));
  *p_value = NAN;
  *lag = 0;
  if (*n_lags < 3)
    return NAN;

  am_autocorrelation (x, end - first, *n_lags, r);
  am_ljung_box (r, n, *n_lags, 0, p_value);
  for (guint k = 1; k <= *n_lags; k++)
    if (isnan (largest) || fabs (r[k]) > fabs (largest))
      {
        largest = r[k];
        *lag = k;
      }
  return largest;
}

double
anomaly_tracking_signal (const AnomalyScan *scan, gsize series)
{
  gsize first = anomaly_scan_get_first (scan, series), row = anomaly_scan_get_first (scan, series + 1);
  double sum = 0, size = 0;
  int n = 0;

  while (row-- > first && n < scan->how.z.window)
    if (!isnan (scan->residual[row]))
      {
        sum -= scan->residual[row];
        size += fabs (scan->residual[row]);
        n++;
      }
  return n == scan->how.z.window && size > 0 ? sum / (size / n) : NAN;
}
