/* Real data against numbers computed once by a plain Python script from the definitions, with dictionaries and
 * math.fsum: no code or library in common. */
#include "analysis-fixture.h"

#include "math/distribution.h"
#include "math/init.h"

#include <json-glib/json-glib.h>
#include <math.h>
#include <string.h>

typedef struct
{
  const char *file, *time, *value, *series, *options[5];
  double rows, scored, anomalies, risk[4];
  double wape, bias, rmse, mase;
  double n_z, sum_abs_z;
  double max_z; const char *max_time;      /* of the largest |z| */
} Case;

static const Case cases[] = {
  { "retail-store-item/retail_sales_sample.csv.gz", "date", "sales", "store,item", { NULL },
    149999, 146928, 8893, { 138035, 7859, 944, 90 }, 0.169718824602, -0.00117967349935, 9.94142349514, 0.835726120286,
    146928, 122402.761059, 6.664231765081898, "2016-11-03" },
  { "retail-store-item/retail_sales_sample.csv.gz", "date", "sales", "store,item", { "include-current", "true" },
    149999, 147011, 6128, { 140883, 5941, 186, 1 }, 0.169718824602, -0.00117967349935, 9.94142349514, 0.835726120286,
    147011, 116352.162035, 4.158773575764754, "2016-11-03" },
  { "retail-store-item/retail_sales_sample.csv.gz", "date", "sales", "store,item", { "on", "value" },
    149999, 147509, 9111, { 138398, 8115, 880, 116 }, 0.169718824602, -0.00117967349935, 9.94142349514, 0.835726120286,
    147509, 126146.896876, 6.327465494682971, "2014-06-15" },
  { "m5-foods/m5_sales_exog_small.csv", "ds", "y", "unique_id", { NULL },
    15752, 12782, 1044, { 11738, 671, 222, 151 }, 0.862876503221, -0.000148925872147, 3.34567668753, 1.06960858052,
    12762, 9795.95648519, 19.444916094053013, "2015-03-29" },
  { "bike-sharing/day.csv", "dteday", "cnt", NULL, { NULL },
    731, 694, 53, { 641, 39, 12, 2 }, 0.205852952517, -0.000949054995849, 1341.10589107, 1.27901340552,
    694, 546.836777403, -7.13206934902953, "2011-08-27" },
  { "nab-dev/realKnownCause/nyc_taxi.csv", "timestamp", "value", NULL, { "season", "336" },
    10320, 9954, 1042, { 8912, 752, 220, 70 }, 0.100282316395, 0.00104387860165, 2745.94251655, 1.19923501227,
    9954, 9673.65402281, -10.06926623662772, "2014-07-21T18:30:00" },
  { "nab-dev/realAWSCloudwatch/ec2_cpu_utilization_24ae8d.csv", "timestamp", "value", NULL, { NULL },
    4032, 3995, 178, { 3817, 120, 21, 37 }, 0.307669608395, 3.93454491086e-06, 0.133260076356, 0.838196818578,
    3995, 2909.15116417, 40.2683917215413, "2014-02-15T03:05:00" },
};

static void
assert_close (double found, double expected, double tolerance, const char *what)
{
  if (!(fabs (found - expected) <= tolerance * fabs (expected) + 1e-14))
    g_error ("%s is %.14g and should be %.14g", what, found, expected);
}

static void
check_scores (AssayFrame *rows, const Case *expected)
{
  const double *z = assay_column_get_doubles (assay_frame_find (rows, "zscore"));
  gsize n = assay_frame_get_n_rows (rows), n_z = 0, largest = 0;
  g_autoptr(GString) when = g_string_new (NULL);
  double sum = 0;

  for (gsize i = 0; i < n; i++)
    if (!isnan (z[i]))
      {
        n_z++;
        sum += fabs (z[i]);
        largest = isnan (z[largest]) || fabs (z[i]) > fabs (z[largest]) ? i : largest;
      }
  g_assert_cmpfloat (n_z, ==, expected->n_z);
  assert_close (sum, expected->sum_abs_z, 1e-10, "sum of |z|");
  assert_close (z[largest], expected->max_z, 1e-9, "largest z");
  assay_column_append_cell (assay_frame_find (rows, "time"), largest, when);
  g_assert_cmpstr (when->str, ==, expected->max_time);
}

static void
test_case (gconstpointer data)
{
  const Case *expected = data;
  static const char *const risks[] = { "risk-low", "risk-medium", "risk-high", "risk-critical" };
  g_autoptr(AssayFrame) frame = fixture_read (expected->file);
  FixtureRun how = { expected->time, expected->value, expected->series, expected->options };
  g_autoptr(AssayOutcome) outcome = NULL;
  g_autoptr(GError) error = NULL;

  if (frame == NULL)
    return;
  outcome = fixture_run ("anomalies", frame, &how, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpfloat (fixture_number (outcome->result, "n-rows"), ==, expected->rows);
  g_assert_cmpfloat (fixture_check (outcome->result, "score-coverage")->events, ==, expected->scored);
  g_assert_cmpfloat (fixture_number (outcome->result, "n-anomalies"), ==, expected->anomalies);
  for (int i = 0; i < 4; i++)
    g_assert_cmpfloat (fixture_number (outcome->result, risks[i]), ==, expected->risk[i]);
  assert_close (fixture_number (outcome->result, "anomaly-share"), expected->anomalies / expected->scored, 1e-12, "share");
  assert_close (fixture_number (outcome->result, "wape"), expected->wape, 1e-11, "WAPE");
  assert_close (fixture_number (outcome->result, "bias"), expected->bias, 1e-9, "bias");
  assert_close (fixture_number (outcome->result, "rmse"), expected->rmse, 1e-11, "RMSE");
  assert_close (fixture_number (outcome->result, "mase"), expected->mase, 1e-11, "MASE");
  check_scores (outcome->rows, expected);
}

/* Hurricane Sandy, 29 October 2012. */
static void
test_sandy (void)
{
  g_autoptr(AssayFrame) frame = fixture_read ("bike-sharing/day.csv");
  FixtureRun how = { "dteday", "cnt" };
  g_autoptr(AssayOutcome) outcome = NULL;
  AssayTable *table;
  gboolean found = FALSE;

  if (frame == NULL)
    return;
  outcome = fixture_run ("anomalies", frame, &how, NULL, NULL);
  table = assay_result_find_table (outcome->result, "anomalies");
  for (guint row = 0; row < assay_table_get_n_rows (table); row++)
    if (assay_table_get_number (table, row, 0) == 15642)
      {
        found = TRUE;
        g_assert_cmpfloat (assay_table_get_number (table, row, 2), ==, 22);
        g_assert_cmpstr (assay_table_get_text (table, row, 6), ==, "Critical");
        g_assert_cmpstr (assay_table_get_text (table, row, 7), ==, "below-forecast");
      }
  g_assert_true (found);
}

/* ---- false alarms ---- */

static JsonArray *
read_reference (JsonParser *parser, gboolean include_current)
{
  g_autofree char *path = fixture_shared_path ("expected/anomaly_reference.json");
  JsonObject *rates;

  if (!json_parser_load_from_file (parser, path, NULL))
    {
      g_test_skip ("the shared data file expected/anomaly_reference.json is missing");
      return NULL;
    }
  rates = json_object_get_object_member (json_node_get_object (json_parser_get_root (parser)), "rolling_z_false_positive_rate_iid_normal");
  return json_object_get_array_member (include_current ? json_object_get_object_member (rates, "current_point_included") : rates, "rows");
}

/* The exact shares, to the digits that the reference prints. */
static void
test_alarm_shares (void)
{
  for (int include_current = 0; include_current < 2; include_current++)
    {
      g_autoptr(JsonParser) parser = json_parser_new ();
      JsonArray *rows = read_reference (parser, include_current);

      for (guint i = 0; rows != NULL && i < json_array_get_length (rows); i++)
        {
          JsonArray *row = json_array_get_array_element (rows, i);
          double window = json_array_get_double_element (row, 0);

          g_assert_cmpfloat (fabs (am_rolling_z_alarm_share (window, 2, include_current) - json_array_get_double_element (row, 1)), <, 5.1e-5);
          if (!include_current)
            {
              g_assert_cmpfloat (fabs (am_rolling_z_alarm_share (window, 3, FALSE) - json_array_get_double_element (row, 2)), <, 5.1e-6);
              g_assert_cmpfloat (fabs (am_rolling_z_alarm_share (window, json_array_get_double_element (row, 3), FALSE) - 0.01), <, 2e-5);
            }
          else
            {
              double most = json_array_get_double_element (row, 2);

              g_assert_cmpfloat (am_rolling_z_alarm_share (window, most + 6e-4, TRUE), ==, 0);
              g_assert_cmpfloat (am_rolling_z_alarm_share (window, most - 1e-3, TRUE), >, 0);
            }
        }
    }
}

static double
normal (void)
{
  double u = g_test_rand_double () + 1e-300, v = g_test_rand_double ();

  return sqrt (-2 * log (u)) * cos (2 * G_PI * v);
}

/* And the whole analysis on independent normal values shows them: 200,000 rows, within five standard errors (wider than
 * binomial, since neighbouring windows overlap). */
static void
test_alarms_found (void)
{
  enum { N = 200000 };
  g_autofree gint32 *days = g_new (gint32, N);
  g_autofree double *values = g_new (double, N);
  g_autoptr(AssayFrame) frame = NULL;

  for (int i = 0; i < N; i++)
    {
      days[i] = i - 100000;
      values[i] = normal ();
    }
  frame = fixture_frame (days, values, NULL, N);
  for (int include_current = 0; include_current < 2; include_current++)
    {
      const char *options[] = { "on", "value", "include-current", include_current ? "true" : "false", NULL };
      FixtureRun how = { "date", "value", NULL, options };
      g_autoptr(AssayOutcome) outcome = fixture_run ("anomalies", frame, &how, NULL, NULL);
      double expected = include_current ? 0.0396 : 0.0588, found = fixture_number (outcome->result, "anomaly-share");

      g_assert_cmpfloat (fabs (found - expected), <, 5 * 2 * sqrt (expected / N));
      g_assert_cmpint (fixture_check (outcome->result, "anomaly-share")->verdict, ==, ASSAY_VERDICT_PASS);
      g_assert_cmpint (fixture_check (outcome->result, "open-critical")->verdict, !=, ASSAY_VERDICT_NOT_ASSESSABLE);
    }
}

/* Many short series whose windows mostly are not full: the chance that they are held against is that of the windows they have. */
static void
test_alarms_partial (void)
{
  enum { N_SERIES = 2000, LENGTH = 40, N = N_SERIES * LENGTH };
  g_autofree gint32 *days = g_new (gint32, N), *series = g_new (gint32, N);
  g_autofree double *values = g_new (double, N);
  g_autoptr(AssayFrame) frame = NULL;

  for (int i = 0; i < N; i++)
    {
      days[i] = 20000 + i % LENGTH;
      series[i] = i / LENGTH;
      values[i] = normal ();
    }
  frame = fixture_frame (days, values, series, N);
  for (int include_current = 0; include_current < 2; include_current++)
    {
      const char *options[] = { "on", "value", "min-periods", "2", "include-current", include_current ? "true" : "false", NULL };
      FixtureRun how = { "date", "value", "key", options };
      g_autoptr(AssayOutcome) outcome = fixture_run ("anomalies", frame, &how, NULL, NULL);
      const AssayCheck *share = fixture_check (outcome->result, "anomaly-share"), *critical = fixture_check (outcome->result, "open-critical");
      double expected = share->warn / 1.5, full = am_rolling_z_alarm_share (30, 4, include_current);

      g_assert_cmpfloat (fabs (share->value - expected), <, 5 * 2 * sqrt (expected / N));
      g_assert_cmpint (share->verdict, ==, ASSAY_VERDICT_PASS);
      if (include_current)
        g_assert_cmpfloat (expected, <, 0.035);
      else
        g_assert_cmpfloat (expected, >, 0.08);
      if (!include_current)
        g_assert_cmpfloat (critical->warn, >, 1.5 * am_binomial_critical (critical->n, full, 0.05));
      g_assert_cmpfloat (critical->value, <, critical->warn + 5 * sqrt (critical->warn));
    }
}

int
main (int argc, char **argv)
{
  am_init ();
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *base = g_path_get_basename (cases[i].file);
      g_autofree char *path = g_strdup_printf ("/analysis/anomalies/data/%u-%s", i + 1, base);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_func ("/analysis/anomalies/data/hurricane-sandy", test_sandy);
  g_test_add_func ("/analysis/anomalies/alarms/exact", test_alarm_shares);
  g_test_add_func ("/analysis/anomalies/alarms/found", test_alarms_found);
  g_test_add_func ("/analysis/anomalies/alarms/partial", test_alarms_partial);
  return g_test_run ();
}
