#include "sample-result.h"

#include <math.h>

static const char *const labels[] = { "store 1 · item 7", "store 1 · item 9", "store 2 · item 7", "store 10 · item 12" };

static AssayMetric *
metric (AssayResult *result, const char *id, const char *label, AssayMetricUnit unit, double value, AssayVerdict verdict)
{
  AssayMetric *added = assay_result_add_metric (result, id, label, unit, value);

  added->verdict = verdict;
  return added;
}

static void
add_metrics (AssayResult *result)
{
  AssayMetric *added;

  metric (result, "period-start", "First Day", ASSAY_METRIC_DATE, 19723, ASSAY_VERDICT_NONE);
  metric (result, "period-end", "Last Day", ASSAY_METRIC_DATE, 20452, ASSAY_VERDICT_NONE);
  metric (result, "n-series", "Series", ASSAY_METRIC_COUNT, 4, ASSAY_VERDICT_NONE);
  metric (result, "n-rows", "Rows", ASSAY_METRIC_COUNT, 2920, ASSAY_VERDICT_NONE);
  metric (result, "n-anomalies", "Anomalies", ASSAY_METRIC_COUNT, 164, ASSAY_VERDICT_NONE);
  metric (result, "anomaly-share", "Anomaly Share", ASSAY_METRIC_FRACTION, 164.0 / 2798, ASSAY_VERDICT_PASS);
  added = metric (result, "latest-z", "Latest Z-Score", ASSAY_METRIC_ZSCORE, -4.25, ASSAY_VERDICT_FAIL);
  added->of = g_strdup (labels[3]);
  added = metric (result, "wape", "WAPE", ASSAY_METRIC_FRACTION, 0.1238, ASSAY_VERDICT_NONE);
  added->low = 0.119;
  added->high = 0.128;
  metric (result, "bias", "Bias", ASSAY_METRIC_FRACTION, -0.0031, ASSAY_VERDICT_PASS);
  added = metric (result, "mase", "MASE", ASSAY_METRIC_NUMBER, NAN, ASSAY_VERDICT_NOT_ASSESSABLE);
  added->text = g_strdup ("a constant series has no scale");
  metric (result, "mae", "Mean Absolute Error", ASSAY_METRIC_VALUE, 22.385, ASSAY_VERDICT_NONE);
  metric (result, "risk-low", "Low", ASSAY_METRIC_COUNT, 2634, ASSAY_VERDICT_NONE);
  metric (result, "risk-medium", "Medium", ASSAY_METRIC_COUNT, 121, ASSAY_VERDICT_NONE);
  metric (result, "risk-high", "High", ASSAY_METRIC_COUNT, 31, ASSAY_VERDICT_NONE);
  metric (result, "risk-critical", "Critical", ASSAY_METRIC_COUNT, 12, ASSAY_VERDICT_WARN);
  added = metric (result, "detector", "Detector", ASSAY_METRIC_TEXT, NAN, ASSAY_VERDICT_NONE);
  added->text = g_strdup ("seasonal-naive-z");
}

static AssayCheck *
check (AssayResult *result, const char *id, const char *title, AssayVerdict verdict, const char *statistic, double value,
       double warn, double fail, char source, const char *convention, const char *message)
{
  AssayCheck *added = assay_result_add_check (result, id, title);

  added->subject = g_strdup ("all rows");
  added->verdict = verdict;
  added->statistic = g_strdup (statistic);
  added->value = value;
  added->warn = warn;
  added->fail = fail;
  added->source = source;
  added->convention = g_strdup (convention);
  added->message = g_strdup (message);
  return added;
}

static void
add_checks (AssayResult *result)
{
  AssayCheck *added;

  added = check (result, "dq-missing", "Missing Values", ASSAY_VERDICT_PASS, "share of missing values", 0.0017, 0.01, 0.05, 'A',
                 "rows whose value is missing, of all rows", "5 of 2,920 values are missing.");
  added->n = 2920;
  added->events = 5;
  added = check (result, "anomaly-share", "Share of Anomalies", ASSAY_VERDICT_PASS, "share", 0.0586, 0.0882, 0.1176, 'C',
                 "expected of normal independent residuals: Student's t with 29 degrees, scaled by √(1 + 1/30)",
                 "5.9 % of the scored rows are anomalies; chance alone would give 5.9 %.");
  added->n = 2798;
  added->limit_note = g_strdup ("1.5 and 2 times the expected share");
  added = check (result, "open-critical", "Critical Anomalies in the Last 30 Days", ASSAY_VERDICT_FAIL, "count", 3, 1, 3, 'C',
                 "rows of risk Critical in the last 30 days of the data",
                 "3 critical anomalies since 2025-11-30, the last on 2025-12-29 in store 10 · item 12.");
  added->events = 3;
  added = check (result, "ts-ljung-box", "Residual Autocorrelation", ASSAY_VERDICT_WARN, "Q", 38.2, 0.05, 0.01, 'C',
                 "Ljung-Box over 14 lags, no parameters fitted", "The residuals are not independent: lag 7 has -0.48.");
  added->p_value = 0.0123;
  added->n = 723;
  added->limit_note = g_strdup ("limits are p-values");
  added->reference = g_strdup ("Ljung & Box 1978, Biometrika 65, 297-303");
  added->source = 'S';
  added = check (result, "fc-scaled", "Scaled Error", ASSAY_VERDICT_NOT_ASSESSABLE, "MASE", NAN, 1, NAN, 'S',
                 "in-sample scale over the same rows", "Series store 2 · item 7 is constant, so its error has no scale: at least two different values are needed.");
  added->reference = g_strdup ("Hyndman & Koehler 2006");
  check (result, "fc-tracking-signal", "Tracking Signal", ASSAY_VERDICT_NONE, "cumulative error / MAD", NAN, 4, 6, 'U',
         "per series", "Not asked for.");
}

static void
add_anomalies (AssayResult *result)
{
  AssayTable *table = assay_table_new ("anomalies", "Recent Anomalies");
  guint date = assay_table_add_column (table, "time", "Date", ASSAY_CELL_DATE);
  guint series = assay_table_add_column (table, "series", "Series", ASSAY_CELL_TEXT);
  guint actual = assay_table_add_column (table, "actual", "Actual", ASSAY_CELL_NUMBER);
  guint forecast = assay_table_add_column (table, "forecast", "Expected", ASSAY_CELL_NUMBER);
  guint z = assay_table_add_column (table, "zscore", "Z", ASSAY_CELL_ZSCORE);
  guint risk = assay_table_add_column (table, "risk", "Risk", ASSAY_CELL_RISK);
  guint reason = assay_table_add_column (table, "reason", "Reason", ASSAY_CELL_TEXT);
  guint row = assay_table_add_column (table, "row", "Row", ASSAY_CELL_COUNT);

  for (int i = 0; i < 200; i++)
    {
      double score = (i % 2 == 0 ? 1 : -1) * (2 + (i * 37 % 100) / 25.0);
      double expected = 150 + i * 13 % 90;

      assay_table_add_row (table);
      assay_table_set_number (table, date, 20452 - i);
      assay_table_set_text (table, series, labels[i * 7 % 4]);
      assay_table_set_number (table, actual, floor (expected + 24.5 * score));
      assay_table_set_number (table, forecast, expected);
      assay_table_set_number (table, z, i == 50 ? NAN : score);
      assay_table_set_text (table, risk, i == 50 ? "Critical" : fabs (score) >= 4 ? "Critical" : fabs (score) >= 3 ? "High" : "Medium");
      assay_table_set_text (table, reason, i == 50 ? "constant-history" : score > 0 ? "above-forecast" : "below-forecast");
      assay_table_set_number (table, row, 2919 - i * 3);
    }
  assay_table_set_note (table, "The first 200 of 1,234 anomalies, newest first; the main table has all.");
  assay_result_take_table (result, table);
}

static void
add_small_tables (AssayResult *result)
{
  AssayTable *table = assay_table_new ("series", "Summary by Series");

  assay_table_add_column (table, "series", "Series", ASSAY_CELL_TEXT);
  assay_table_add_column (table, "n", "Rows", ASSAY_CELL_COUNT);
  assay_table_add_column (table, "wape", "WAPE", ASSAY_CELL_FRACTION);
  assay_table_add_column (table, "latest-z", "Latest Z", ASSAY_CELL_ZSCORE);
  assay_table_add_column (table, "start", "Start", ASSAY_CELL_DATETIME);
  assay_table_add_column (table, "verdict", "Verdict", ASSAY_CELL_VERDICT);
  for (int i = 0; i < 4; i++)
    {
      assay_table_add_row (table);
      assay_table_set_text (table, 0, labels[i]);
      assay_table_set_number (table, 1, 730 - i);
      assay_table_set_number (table, 2, i == 2 ? NAN : 0.1 + 0.013 * i);
      assay_table_set_number (table, 3, -4.25 + 1.5 * i);
      assay_table_set_number (table, 4, (19723.0 + i) * 86400e6 + 34440e6);
      assay_table_set_text (table, 5, i == 2 ? NULL : assay_verdict_name (ASSAY_VERDICT_PASS + i));
    }
  assay_result_take_table (result, table);
}

AssayResult *
sample_result_new (void)
{
  AssayResult *result = assay_result_new ("anomalies", "Anomaly Detection: retail demand");

  assay_result_add_input (result, "data", "demand.csv", "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", 2920, 4);
  assay_result_set_option (result, "window", "30");
  assay_result_set_option (result, "threshold", "2");
  assay_result_set_option (result, "season", "7");
  assay_result_set_option (result, "series", "store,item");
  assay_result_set_option (result, "start", NULL);
  assay_result_set_provenance (result, "assay 0.1.0", "2026-11-21", 1, "default",
                               "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  add_metrics (result);
  add_checks (result);
  add_anomalies (result);
  add_small_tables (result);
  assay_result_take_figure (result, sample_figure_forecast (730));
  assay_result_take_figure (result, sample_figure_zscore (730));
  assay_result_take_figure (result, sample_figure_risk ());
  assay_result_take_figure (result, sample_figure_histogram ());
  assay_result_take_figure (result, sample_figure_acf ());
  assay_result_take_figure (result, sample_figure_bars ());
  assay_result_add_note (result, "The columns “date”, “sales”, “store” and “item” were given.");
  assay_result_add_note (result, "Rows without a date: 0; \"quoted\" text, a back\\slash and a tab\tsurvive.");
  return result;
}
