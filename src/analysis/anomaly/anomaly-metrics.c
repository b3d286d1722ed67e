#include "analysis/anomaly/anomaly-summary-private.h"

#include "analysis/wording.h"
#include "base/date.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* A metric that a check judges shows the check's verdict. */
static AssayMetric *
add (AssayResult *result, const char *id, const char *label, AssayMetricUnit unit, double value, const char *check_id)
{
  AssayMetric *metric = assay_result_add_metric (result, id, label, unit, value);

  for (guint i = 0; check_id != NULL && i < assay_result_get_n_checks (result); i++)
    {
      const AssayCheck *check = assay_result_get_check (result, i);

      if (strcmp (check->id, check_id) == 0)
        metric->verdict = check->verdict;
    }
  return metric;
}

static void
say_why (AssayMetric *metric, const char *why)
{
  if (isnan (metric->value))
    metric->text = g_strdup (why);
}

/* Why an error figure is undefined: nothing to compare, or what `otherwise` says. */
static const char *
why_no_error (const AnomalyCount *all, const char *otherwise)
{
  return all->n_pairs == 0 ? N_("no row has both a value and a forecast") : otherwise;
}

static void
add_period (AssayResult *result, const AnomalyScan *scan)
{
  const gint64 *times = assay_panel_get_times (scan->panel);
  AssayType type = assay_panel_get_time_type (scan->panel);
  AssayMetricUnit unit = type == ASSAY_TYPE_INT64 ? ASSAY_METRIC_NUMBER : ASSAY_METRIC_DATE;
  double scale = type == ASSAY_TYPE_DATETIME ? ASSAY_USEC_PER_DAY : 1;
  double start = NAN, end = NAN;

  for (gsize i = 0; i < scan->n_series && scan->n_rows > 0; i++)
    {
      start = fmin (start, floor (times[anomaly_scan_get_first (scan, i)] / scale));
      end = fmax (end, floor (times[anomaly_scan_get_first (scan, i + 1) - 1] / scale));
    }
  say_why (add (result, "period-start", N_("Start"), unit, start, NULL), N_("there are no rows"));
  say_why (add (result, "period-end", N_("End"), unit, end, NULL), N_("there are no rows"));
}

/* Of several series the one that is furthest out at the last time of all. */
static void
add_latest (AssayResult *result, const AnomalyScan *scan)
{
  const gint64 *times = assay_panel_get_times (scan->panel);
  gint64 latest = anomaly_latest_time (scan);
  gsize found = G_MAXSIZE;
  AssayMetric *metric;
  double z = NAN;

  for (gsize i = 0; i < scan->n_series && scan->n_rows > 0; i++)
    {
      gsize last = anomaly_scan_get_first (scan, i + 1) - 1;

      if (times[last] == latest && !isnan (scan->zscore[last]) && (found == G_MAXSIZE || fabs (scan->zscore[last]) > fabs (z)))
        {
          found = i;
          z = scan->zscore[last];
        }
    }
  metric = add (result, "latest-z", N_("Latest Z-Score"), ASSAY_METRIC_ZSCORE, z, NULL);
  say_why (metric, N_("the last row has no Z-score"));
  if (found != G_MAXSIZE && scan->n_series > 1)
    metric->of = assay_panel_dup_label (scan->panel, found);
}

static void
add_risks (AssayResult *result, const AnomalyScan *scan)
{
  static const char *const ids[] = { "risk-low", "risk-medium", "risk-high", "risk-critical" };
  static const char *const share_labels[] = { N_("Low Share"), N_("Medium Share"), N_("High Share"), N_("Critical Share") };

  for (int risk = 0; risk < ASSAY_N_RISKS; risk++)
    {
      double count = scan->all.n_risk[risk];
      g_autofree char *share_id = g_strconcat (ids[risk], "-share", NULL);

      add (result, ids[risk], assay_risk_name (risk), ASSAY_METRIC_COUNT, count, NULL);
      say_why (add (result, share_id, share_labels[risk], ASSAY_METRIC_FRACTION, scan->all.n_scored > 0 ? count / scan->all.n_scored : NAN, NULL),
               N_("no row has a score"));
    }
}

void
anomaly_add_metrics (AssayResult *result, const AnomalyScan *scan)
{
  const AnomalyCount *all = &scan->all;
  double n_mase = 0, mase = 0;
  AssayMetric *metric;

  for (gsize i = 0; i < scan->n_series; i++)
    if (!isnan (anomaly_count_mase (&scan->series[i])))
      {
        mase += anomaly_count_mase (&scan->series[i]);
        n_mase++;
      }

  add_period (result, scan);
  add (result, "n-series", N_("Series"), ASSAY_METRIC_COUNT, scan->n_series, NULL);
  add (result, "n-rows", N_("Rows"), ASSAY_METRIC_COUNT, scan->n_rows, NULL);
  add (result, "n-anomalies", N_("Anomalies"), ASSAY_METRIC_COUNT, all->n_anomalies, NULL);
  metric = add (result, "anomaly-share", N_("Anomalies of Scored Rows"), ASSAY_METRIC_FRACTION,
                all->n_scored > 0 ? (double) all->n_anomalies / all->n_scored : NAN, "anomaly-share");
  say_why (metric, N_("no row has a score"));
  add_latest (result, scan);
  add (result, "open-critical", N_("Critical at the End"), ASSAY_METRIC_COUNT, all->n_recent_critical, "open-critical");
  say_why (add (result, "wape", "WAPE", ASSAY_METRIC_FRACTION, anomaly_count_wape (all), NULL),
           why_no_error (all, N_("all values with a forecast are zero, or too large to be added up")));
  say_why (add (result, "bias", N_("Bias"), ASSAY_METRIC_FRACTION, anomaly_count_bias (all), "fc-bias"),
           why_no_error (all, N_("all values with a forecast are zero, or too large to be added up")));
  say_why (add (result, "mase", N_("MASE (last value)"), ASSAY_METRIC_NUMBER, n_mase > 0 ? mase / n_mase : NAN, "fc-scaled"),
           why_no_error (all, N_("the values never change from one step to the next")));
  say_why (add (result, "rmse", "RMSE", ASSAY_METRIC_VALUE, anomaly_count_rmse (all), NULL),
           why_no_error (all, N_("the errors are too large to be squared")));
  add_risks (result, scan);
}
