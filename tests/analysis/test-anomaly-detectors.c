/* Detectors beside the baseline, their alarms, episodes and scores against labels, as a run gives them. */
#include "analysis-fixture.h"

#include "analysis/anomaly/detector.h"
#include "math/detection/nab-score.h"
#include "math/init.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

/* ---- series ---- */

static double
noise (guint32 *state)
{
  double sum = 0;

  for (int i = 0; i < 12; i++)
    {
      *state = *state * 1664525u + 1013904223u;
      sum += (*state >> 8) / 16777216.0;
    }
  return sum - 6;
}

static void
make_demand (double *y, gint32 *days, gsize n, guint32 seed)
{
  static const double week[] = { 0, -8, -10, 0, 12, 40, 25 };

  for (gsize i = 0; i < n; i++)
    {
      days[i] = 18262 + i;
      y[i] = 100 + week[i % 7] + 5 * noise (&seed);
    }
}

static AssayOutcome *
run_on (const double *y, const gint32 *days, gsize n, guint n_threads, ...)
{
  const char *options[20] = { NULL };
  FixtureRun how = { "date", "value", NULL, options, NULL, n_threads };
  g_autoptr(AssayFrame) frame = fixture_frame (days, y, NULL, n);
  g_autoptr(GError) error = NULL;
  AssayOutcome *outcome;
  va_list args;

  va_start (args, n_threads);
  for (int i = 0; i < 19 && (options[i] = va_arg (args, const char *)) != NULL; i++)
    continue;
  va_end (args);
  outcome = fixture_run ("anomalies", frame, &how, NULL, &error);
  g_assert_no_error (error);
  return outcome;
}

static const double *
doubles (const AssayOutcome *outcome, const char *column)
{
  return assay_column_get_doubles (assay_frame_find (outcome->rows, column));
}

static const gint64 *
flags (const AssayOutcome *outcome)
{
  return assay_column_get_int64s (assay_frame_find (outcome->rows, "anomaly"));
}

static const char *
word (const AssayOutcome *outcome, const char *column, gsize row)
{
  const AssayColumn *words = assay_frame_find (outcome->rows, column);

  return assay_column_is_missing (words, row) ? "" : assay_column_get_word (words, assay_column_get_codes (words)[row]);
}

/* ---- laws ---- */

#define N 400

/* Overwrites what comes after row 300 with noise of another size, then with nothing: what a causal detector said before stays. */
static void
check_causal (const AnomalyDetector *detector, double *y, const gint32 *days)
{
  g_autoptr(AssayOutcome) before = run_on (y, days, N, 1, "detector", detector->id, "relearn", "7", NULL);
  guint32 seed = 77;

  for (int round = 0; round < 2; round++)
    {
      g_autoptr(AssayOutcome) after = NULL;

      for (gsize i = 300; i < N; i++)
        y[i] = round == 0 ? 1000 * noise (&seed) : NAN;
      after = run_on (y, days, N, 1, "detector", detector->id, "relearn", "7", NULL);
      for (gsize i = 0; i < 300; i++)
        {
          double a = doubles (before, "score")[i], b = doubles (after, "score")[i];
          double p = doubles (before, "pvalue")[i], q = doubles (after, "pvalue")[i];

          if (!(a == b || (isnan (a) && isnan (b))) || !(p == q || (isnan (p) && isnan (q))))
            g_error ("%s: row %" G_GSIZE_FORMAT " knows what comes after row 300: score %g, %g; p %g, %g", detector->id, i, a, b, p, q);
        }
    }
}

static void
check_awkward (const char *name, gint32 *days)
{
  double y[N];

  for (int kind = 0; kind < 6; kind++)
    {
      gsize n = kind == 0 ? 1 : kind == 1 ? 2 : N;
      g_autoptr(AssayOutcome) outcome = NULL;

      for (gsize i = 0; i < N; i++)
        y[i] = kind == 2 ? 5 : kind == 3 ? NAN : kind == 4 ? (i % 50 == 0 ? 1e300 : 1) : i % 3;
      outcome = run_on (y, days, n, 1, "detector", name, NULL);
      for (gsize i = 0; i < n; i++)
        {
          double p = doubles (outcome, "pvalue")[i];

          g_assert_false (isinf (doubles (outcome, "score")[i]));
          g_assert_true (isnan (p) || (p > 0 && p <= 1));
          if (kind == 2 && flags (outcome)[i] != 0)
            g_error ("%s: an alarm in a constant series, row %" G_GSIZE_FORMAT ", score %g", name, i, doubles (outcome, "score")[i]);
        }
    }
}

static void
test_laws (void)
{
  gint32 days[N];
  double y[N];

  for (guint i = 1; anomaly_detector_names[i] != NULL; i++)
    {
      const AnomalyDetector *detector = anomaly_detector_find (anomaly_detector_names[i]);
      g_autoptr(AssayOutcome) one = NULL;
      g_autoptr(AssayOutcome) two = NULL;
      g_autofree char *a = NULL;
      g_autofree char *b = NULL;

      make_demand (y, days, N, 5);
      y[350] += 80;
      y[200] = NAN;
      one = run_on (y, days, N, 1, "detector", anomaly_detector_names[i], NULL);
      two = run_on (y, days, N, 2, "detector", anomaly_detector_names[i], NULL);
      a = fixture_text (one->rows);
      b = fixture_text (two->rows);
      g_assert_cmpstr (a, ==, b);
      if (detector == NULL)
        continue;                /* ensemble */
      g_assert_cmpstr (detector->id, ==, anomaly_detector_names[i]);
      g_assert_true (isnan (doubles (one, "score")[200]));
      if (detector->is_causal)
        check_causal (detector, y, days);
      check_awkward (detector->id, days);
    }
}

/* A spike of sixteen standard deviations, and what each of these says of it. */
static void
test_spike (void)
{
  static const char *const names[] = { "weekday-z", "robust-z", "hampel", "stl-esd", "seasonal-residual", "interval", "isolation-forest", NULL };
  gint32 days[N];
  double y[N];

  make_demand (y, days, N, 9);
  y[350] += 80;
  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autoptr(AssayOutcome) outcome = run_on (y, days, N, 1, "detector", names[i], NULL);

      if (flags (outcome)[350] != 1)
        g_error ("%s does not see the spike: score %g", names[i], doubles (outcome, "score")[350]);
      g_assert_cmpstr (word (outcome, "detectors", 350), ==, names[i]);
      g_assert_cmpint (assay_column_get_int64s (assay_frame_find (outcome->rows, "episode"))[350], >, 0);
    }
  {
    g_autoptr(AssayOutcome) outcome = run_on (y, days, N, 1, "detector", "weekday-z", NULL);

    g_assert_cmpstr (word (outcome, "reason", 350), ==, "spike");
  }
}

/* ---- calibration ---- */

static AssayFrame *
make_many (gsize n_series, gsize n)
{
  gsize rows = n_series * n;
  g_autofree gint32 *days = g_new (gint32, rows);
  g_autofree gint32 *keys = g_new (gint32, rows);
  g_autofree double *y = g_new (double, rows);

  for (gsize i = 0; i < n_series; i++)
    {
      make_demand (y + i * n, days + i * n, n, 100 + i);
      for (gsize k = 0; k < n; k++)
        keys[i * n + k] = i;
    }
  return fixture_frame (days, y, keys, rows);
}

static AssayOutcome *
run_many (AssayFrame *frame, const char *const *options)
{
  FixtureRun how = { "date", "value", "key", options, NULL, 0 };
  g_autoptr(GError) error = NULL;
  AssayOutcome *outcome = fixture_run ("anomalies", frame, &how, NULL, &error);

  g_assert_no_error (error);
  return outcome;
}

static double
share_below (const AssayOutcome *outcome, double p)
{
  const double *values = doubles (outcome, "pvalue");
  gsize n = 0, below = 0;

  for (gsize i = 0; i < assay_frame_get_n_rows (outcome->rows); i++)
    {
      n += !isnan (values[i]);
      below += values[i] <= p;
    }
  return (double) below / n;
}

/* Independent noise on a weekly season: as many alarms as were promised, within what 30 series of 730 days can tell. */
static void
test_promise (void)
{
  g_autoptr(AssayFrame) frame = make_many (30, 730);
  const char *demand[] = { "preset", "demand", NULL }, *rate[] = { "detector", "weekday-z", "alarm-rate", "0.02", NULL };
  g_autoptr(AssayOutcome) outcome = run_many (frame, demand);
  g_autoptr(AssayOutcome) two = run_many (frame, rate);

  g_test_message ("demand: %.4f at 0.01, %.5f at 0.001; weekday-z: %.4f at 0.02", share_below (outcome, 0.01), share_below (outcome, 0.001), share_below (two, 0.02));
  g_assert_cmpfloat (share_below (outcome, 0.01), >, 0.008);
  g_assert_cmpfloat (share_below (outcome, 0.01), <, 0.0125);
  g_assert_cmpfloat (share_below (outcome, 0.001), <, 0.002);
  g_assert_cmpfloat (share_below (two, 0.02), >, 0.016);
  g_assert_cmpfloat (share_below (two, 0.02), <, 0.024);
  g_assert_cmpint (fixture_check (outcome->result, "anomaly-share")->verdict, ==, ASSAY_VERDICT_PASS);
}

static void
test_budget (void)
{
  g_autoptr(AssayFrame) frame = make_many (10, 730);
  const char *budget[] = { "preset", "demand", "alarm-budget", "5", NULL };
  g_autoptr(AssayOutcome) outcome = run_many (frame, budget);
  AssayTable *rates = assay_result_find_table (outcome->result, "alarm-rates");

  g_assert_cmpfloat_with_epsilon (fixture_number (outcome->result, "expected-alarms-per-month"), 5, 1e-9);
  g_assert_cmpfloat (fixture_number (outcome->result, "alarms-per-month"), >, 3.5);
  g_assert_cmpfloat (fixture_number (outcome->result, "alarms-per-month"), <, 6.5);
  g_assert_cmpuint (assay_table_get_n_rows (rates), ==, 5);
  g_assert_cmpstr (assay_table_get_text (rates, 4, 0), ==, "alarm");
  /* 10 series, 30.44 days, one row in twenty */
  g_assert_cmpfloat_with_epsilon (assay_table_get_number (rates, 0, 3), 0.05 * 10 * 365.2425 / 12, 1e-9);
  g_assert_nonnull (assay_result_find_table (outcome->result, "agreement"));
  g_assert_nonnull (assay_result_find_figure (outcome->result, "agreement"));
}

/* ---- episodes ---- */

static void
test_episodes (void)
{
  gint32 days[N];
  double y[N];
  g_autoptr(AssayOutcome) joined = NULL;
  g_autoptr(AssayOutcome) muted = NULL;
  AssayTable *episodes;
  gsize n_flags = 0;

  make_demand (y, days, N, 9);
  for (int i = 300; i < 305; i++)
    y[i] -= 60;
  joined = run_on (y, days, N, 1, "detector", "seasonal-residual", "threshold", "6", NULL);
  episodes = assay_result_find_table (joined->result, "episodes");
  g_assert_cmpuint (assay_table_get_n_rows (episodes), ==, 1);
  g_assert_cmpfloat (assay_table_get_number (episodes, 0, 2), ==, days[300]);
  g_assert_cmpstr (assay_table_get_text (episodes, 0, 6), ==, "dip");
  g_assert_cmpfloat (assay_table_get_number (episodes, 0, 7), <, -6);
  g_assert_cmpfloat (assay_table_get_number (episodes, 0, 11), >, 0);          /* less than expected is a loss */
  g_assert_cmpstr (assay_table_get_text (episodes, 0, 12), ==, "seasonal-residual");

  muted = run_on (y, days, N, 1, "detector", "seasonal-residual", "threshold", "6", "mute", "14", NULL);
  for (gsize i = 0; i < N; i++)
    n_flags += flags (muted)[i];
  g_assert_cmpuint (n_flags, ==, 1);
  g_assert_cmpint (flags (muted)[300], ==, 1);
  g_assert_cmpstr (word (muted, "reason", 301), ==, "muted");
  g_assert_cmpfloat (fixture_number (muted->result, "n-muted"), ==, fixture_number (joined->result, "n-anomalies") - 1);
}

/* After a lasting change a median of sixty days alarms for weeks, and the Z of the same weekday, whose spread holds the change, is blind for
 * eight weeks. */
static void
test_relearn (void)
{
  gint32 days[N];
  double y[N];
  gsize n[2] = { 0, 0 };

  make_demand (y, days, N, 21);
  for (int i = 250; i < N; i++)
    y[i] += 150;
  y[285] -= 40;
  for (int round = 0; round < 2; round++)
    {
      g_autoptr(AssayOutcome) robust = run_on (y, days, N, 1, "detector", "robust-z", "on", "value", "relearn", round == 0 ? "0" : "7", NULL);
      g_autoptr(AssayOutcome) weekday = run_on (y, days, N, 1, "detector", "weekday-z", "relearn", round == 0 ? "0" : "7", NULL);

      for (gsize i = 257; i < N; i++)
        n[round] += flags (robust)[i];
      g_assert_cmpint (flags (weekday)[285], ==, round);
      if (round == 0)
        continue;
      g_assert_cmpstr (word (robust, "reason", 252), ==, "level-up");
      g_assert_cmpint (assay_column_get_dates (assay_frame_find (robust->rows, "since"))[252], ==, days[250]);
      g_assert_cmpstr (word (weekday, "reason", 285), ==, "dip");
    }
  g_test_message ("alarms from the second week on: %" G_GSIZE_FORMAT " without, %" G_GSIZE_FORMAT " with learning anew", n[0], n[1]);
  g_assert_cmpuint (n[0], >, 10);
  g_assert_cmpuint (n[1], <, 4);
}

/* ---- bad input ---- */

static void
assert_refused (const char *words, ...)
{
  const char *options[20] = { NULL };
  FixtureRun how = { "date", "value", NULL, options, NULL, 1 };
  gint32 days[N];
  double y[N];
  g_autoptr(AssayFrame) frame = NULL;
  g_autoptr(AssayOutcome) outcome = NULL;
  g_autoptr(GError) error = NULL;
  va_list args;

  va_start (args, words);
  for (int i = 0; i < 19 && (options[i] = va_arg (args, const char *)) != NULL; i++)
    continue;
  va_end (args);
  make_demand (y, days, N, 1);
  frame = fixture_frame (days, y, NULL, N);
  outcome = fixture_run ("anomalies", frame, &how, NULL, &error);
  g_assert_null (outcome);
  g_assert_nonnull (error);
  if (strstr (error->message, words) == NULL)
    g_error ("found “%s”, expected “%s”", error->message, words);
}

static void
test_refusals (void)
{
  assert_refused ("robust-z", "detector", "robustz", NULL);
  assert_refused ("--detector names no detector.", "detector", "", NULL);
  assert_refused ("--alarm-rate and --alarm-budget both set the limit.", "alarm-rate", "0.01", "alarm-budget", "4", NULL);
  assert_refused ("--threshold sets the limit, and so does", "detector", "cusum", "threshold", "4", "alarm-rate", "0.01", NULL);
  assert_refused ("--threshold is a limit on the score of one detector", "detector", "cusum,ewma", "threshold", "4", NULL);
  assert_refused ("more than half of the rows of a month. Use at most 15.", "detector", "cusum", "alarm-budget", "20", NULL);
  assert_refused ("The labels cannot be read", "labels", "/nowhere/labels.csv", NULL);
  assert_refused ("There is no column “truth”", "label", "truth", NULL);
}

/* ---- labels ---- */

static char *
write_file (const char *name, const char *text)
{
  g_autofree char *folder = g_dir_make_tmp ("assay-labels-XXXXXX", NULL);
  char *path = g_build_filename (folder, name, NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  return path;
}

static void
remove_file (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);

  g_unlink (path);
  g_rmdir (folder);
}

static void
test_labels (void)
{
  g_autofree char *csv = write_file ("l.csv", "date,label\n2020-10-26,1\n2020-10-27,1\n2020-12-16,1\n2031-01-01,1\n2020-01-05,0\n");
  g_autofree char *json = write_file ("l.json", "{\"a/x.csv\": [[\"2020-10-26\", \"2020-10-27 12:00:00\"], \"2020-12-16\"]}");
  g_autofree char *none = write_file ("n.csv", "date,label\n2031-01-01,1\n");
  gint32 days[N];
  double y[N];

  make_demand (y, days, N, 9);
  y[300] += 90;               /* 27 October 2020 */
  y[200] += 90;
  for (int i = 0; i < 2; i++)
    {
      g_autoptr(AssayOutcome) outcome = run_on (y, days, N, 1, "detector", "weekday-z", "threshold", "8", "labels", i == 0 ? csv : json, NULL);

      g_assert_cmpfloat (fixture_number (outcome->result, "labelled-rows"), ==, 3);
      g_assert_cmpfloat (fixture_number (outcome->result, "labelled-events"), ==, 2);
      g_assert_cmpfloat_with_epsilon (fixture_number (outcome->result, "point-precision"), 0.5, 1e-12);
      g_assert_cmpfloat_with_epsilon (fixture_number (outcome->result, "point-recall"), 1.0 / 3, 1e-12);
      g_assert_cmpfloat_with_epsilon (fixture_number (outcome->result, "event-recall"), 0.5, 1e-12);
      g_assert_cmpfloat (fixture_number (outcome->result, "detection-delay"), ==, 1);
      g_assert_cmpfloat (fixture_number (outcome->result, "nab-false-alarms"), ==, 1);
      g_assert_cmpint (fixture_check (outcome->result, "label-recall")->verdict, ==, ASSAY_VERDICT_WARN);
    }
  assert_refused ("None of the labels of n.csv matches a row", "labels", none, NULL);
  remove_file (csv);
  remove_file (json);
  remove_file (none);
}

/* A column of labels is neither a value nor a key, and the baseline's table stays as it is. */
static void
test_label_column (void)
{
  gint32 days[N];
  gint64 *label = g_new0 (gint64, N);
  double y[N];
  const char *with[] = { "label", "truth", NULL };
  FixtureRun how = { NULL, NULL, NULL, with, NULL, 1 };
  g_autoptr(AssayFrame) plain = NULL;
  g_autoptr(AssayFrame) frame = NULL;
  g_autoptr(AssayColumn) column = NULL;
  g_autoptr(AssayOutcome) outcome = NULL;
  g_autoptr(AssayOutcome) without = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *a = NULL, *b = NULL;

  make_demand (y, days, N, 9);
  y[300] += 90;
  label[300] = 1;
  plain = fixture_frame (days, y, NULL, N);
  column = assay_column_take_int64s ("truth", label, N);
  frame = assay_frame_new ((AssayColumn *[]) { assay_frame_get_column (plain, 0), assay_frame_get_column (plain, 1), column }, 3, N);
  outcome = fixture_run ("anomalies", frame, &how, NULL, &error);
  g_assert_no_error (error);
  without = run_on (y, days, N, 1, NULL);
  a = fixture_text (outcome->rows);
  b = fixture_text (without->rows);
  g_assert_cmpstr (a, ==, b);
  g_assert_cmpfloat (fixture_number (outcome->result, "point-recall"), ==, 1);
}

/* ---- the benchmark ---- */

static const char *const nab_files[] = { "realKnownCause/nyc_taxi.csv", "realTweets/Twitter_volume_AAPL.csv", "realTraffic/speed_t4013.csv",
  "realAdExchange/exchange-3_cpc_results.csv", "realAWSCloudwatch/ec2_cpu_utilization_5f5533.csv", "artificialNoAnomaly/art_daily_no_noise.csv" };

/* Six of the files; all 31 are in bench-nab (66). */
static void
test_stream (void)
{
  g_autofree char *labels = fixture_shared_path ("nab-dev/windows.json");
  const char *options[] = { "preset", "stream", "labels", labels, NULL };
  AmNabScore total = { 0 };

  for (guint i = 0; i < G_N_ELEMENTS (nab_files); i++)
    {
      g_autofree char *name = g_strconcat ("nab-dev/", nab_files[i], NULL);
      g_autoptr(AssayFrame) frame = fixture_read (name);
      FixtureRun how = { NULL, NULL, NULL, options, NULL, 0, nab_files[i] };
      g_autoptr(AssayOutcome) outcome = NULL;
      g_autoptr(GError) error = NULL;

      if (frame == NULL)
        return;
      outcome = fixture_run ("anomalies", frame, &how, NULL, &error);
      g_assert_no_error (error);
      total.score += fixture_number (outcome->result, "nab-raw-standard");
      total.n_windows += fixture_number (outcome->result, "nab-windows");
    }
  g_test_message ("standard profile: %.2f", am_nab_normalised (&total, &am_nab_standard));
  g_assert_cmpfloat (am_nab_normalised (&total, &am_nab_standard), >, 75);
}

int
main (int argc, char **argv)
{
  am_init ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/analysis/anomaly-detectors/laws", test_laws);
  g_test_add_func ("/analysis/anomaly-detectors/spike", test_spike);
  g_test_add_func ("/analysis/anomaly-detectors/promise", test_promise);
  g_test_add_func ("/analysis/anomaly-detectors/budget", test_budget);
  g_test_add_func ("/analysis/anomaly-detectors/episodes", test_episodes);
  g_test_add_func ("/analysis/anomaly-detectors/relearn", test_relearn);
  g_test_add_func ("/analysis/anomaly-detectors/refusals", test_refusals);
  g_test_add_func ("/analysis/anomaly-detectors/labels", test_labels);
  g_test_add_func ("/analysis/anomaly-detectors/label-column", test_label_column);
  g_test_add_func ("/analysis/anomaly-detectors/stream", test_stream);
  return g_test_run ();
}
