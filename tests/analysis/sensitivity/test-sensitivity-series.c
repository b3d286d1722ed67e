/* The anomaly rule and forecast models as functions: every number is that of a separate run. */
#include "../analysis-fixture.h"
#include "sensitivity-fixture.h"

#include "data/csv-reader.h"
#include "math/init.h"
#include "result/result-json.h"

#include <math.h>
#include <string.h>

static AssayFrame *
read_sample (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "..", "data", "sample", "demand.csv", NULL);
  g_autoptr(GError) error = NULL;
  AssayReadOptions options;
  AssayFrame *frame;

  assay_read_options_init (&options);
  frame = assay_csv_read (path, &options, 0, NULL, NULL, &error);
  g_assert_no_error (error);
  assay_read_options_clear (&options);
  return frame;
}

static AssayOutcome *
run_on (AssayFrame *frame, const char *analysis, const char *keys, const char *const *options, guint n_threads)
{
  const FixtureRun how = { "date", assay_frame_find (frame, "units") != NULL ? "units" : "value", keys, options, NULL, n_threads };
  g_autoptr(GError) error = NULL;
  AssayOutcome *outcome = fixture_run (analysis, frame, &how, NULL, &error);

  g_assert_no_error (error);
  return outcome;
}

static const AssayTable *
find_table (const AssayOutcome *outcome, const char *id)
{
  for (guint i = 0; i < assay_result_get_n_tables (outcome->result); i++)
    if (strcmp (assay_table_get_id (assay_result_get_table (outcome->result, i)), id) == 0)
      return assay_result_get_table (outcome->result, i);
  return NULL;
}

static const AssayFigure *
find_figure (const AssayOutcome *outcome, const char *id)
{
  for (guint i = 0; i < assay_result_get_n_figures (outcome->result); i++)
    if (strcmp (assay_figure_get_id (assay_result_get_figure (outcome->result, i)), id) == 0)
      return assay_result_get_figure (outcome->result, i);
  return NULL;
}

static gboolean
is_same (double a, double b)
{
  return a == b || (isnan (a) && isnan (b));
}

static double
cell (const AssayOutcome *outcome, const char *across, const char *x, const char *down, const char *y, const char *measure)
{
  g_autofree char *name = g_strdup_printf ("%s = %s × %s = %s", across, x, down, y);

  return sensitivity_value (outcome, "grid", name, measure);
}

/* ---- the anomaly rule ---- */

static void
test_grid_is_separate_runs (void)
{
  static const char *const windows[] = { "10", "30", "90", NULL }, *const thresholds[] = { "1.25", "2", "3", "4.5", NULL };
  g_autoptr(AssayFrame) frame = read_sample ();
  g_autoptr(AssayOutcome) outcome = run_on (frame, "sensitivity", "region,product",
                                            (const char *const[]) { "detector", "seasonal-naive-z", "method", "grid", "window", "30,10,90", "threshold", "2,1.25,3,4.5", NULL }, 0);

  for (guint i = 0; windows[i] != NULL; i++)
    for (guint k = 0; thresholds[k] != NULL; k++)
      {
        g_autoptr(AssayOutcome) own = run_on (frame, "anomalies", "region,product", (const char *const[]) { "window", windows[i], "threshold", thresholds[k], NULL }, 0);
        g_autoptr(AssayOutcome) joined = run_on (frame, "anomalies", "region,product", (const char *const[]) { "window", windows[i], "threshold", thresholds[k], "join", "7", NULL }, 0);

        g_assert_cmpfloat (cell (outcome, "window", windows[i], "threshold", thresholds[k], "alarms"), ==, fixture_number (own->result, "n-anomalies"));
        g_assert_cmpfloat (cell (outcome, "window", windows[i], "threshold", thresholds[k], "alarm-rate"), ==, fixture_number (own->result, "anomaly-share"));
        g_assert_cmpfloat (cell (outcome, "window", windows[i], "threshold", thresholds[k], "critical-share"), ==, fixture_number (own->result, "risk-critical-share"));
        g_assert_cmpfloat (cell (outcome, "window", windows[i], "threshold", thresholds[k], "episodes"), ==, fixture_number (joined->result, "n-episodes"));
      }
  g_assert_nonnull (find_table (outcome, "grid"));
  g_assert_nonnull (find_table (outcome, "risk-mix"));
  g_assert_nonnull (find_figure (outcome, "grid-alarms"));
  g_assert_nonnull (find_figure (outcome, "grid-alarm-rate"));
  g_assert_nonnull (find_figure (outcome, "risk-mix"));
}

#define N_SERIES 3
#define N_DAYS 400

/* Series with gaps, a stretch that is constant and left (a breach), and steps without a value; label: some of the days. */
static AssayFrame *
make_frame (gboolean with_label)
{
  g_autofree gint32 *days = g_new (gint32, N_SERIES * N_DAYS), *keys = g_new (gint32, N_SERIES * N_DAYS);
  g_autofree double *values = g_new (double, N_SERIES * N_DAYS), *label = g_new (double, N_SERIES * N_DAYS);
  g_autoptr(AssayFrame) frame = NULL;
  gsize n = 0;

  for (gint32 s = 0; s < N_SERIES; s++)
    for (gint32 day = 0; day < N_DAYS; day++)
      {
        if (g_test_rand_double () < 0.05)
          continue;
        days[n] = 20000 + day;
        keys[n] = s;
        values[n] = g_test_rand_double () < 0.03 ? NAN : s == 1 && day < 200 ? 12 + (day == 150) : 100 + 20 * (day % 7 == 5) + 30 * (g_test_rand_double () - 0.5) + 80 * (g_test_rand_double () < 0.02);
        label[n++] = g_test_rand_double () < 0.05;
      }
  frame = fixture_frame (days, values, keys, n);
  if (!with_label)
    return g_steal_pointer (&frame);
  {
    g_autoptr(AssayColumn) column = assay_column_take_doubles ("known", g_memdup2 (label, n * sizeof (double)), n);
    AssayColumn *columns[] = { assay_frame_get_column (frame, 0), assay_frame_get_column (frame, 1), assay_frame_get_column (frame, 2), column };

    return assay_frame_new (columns, 4, n);
  }
}

static void
check_row (AssayFrame *frame, const AssayOutcome *outcome, const char *least, const char *threshold)
{
  gboolean is_window = strcmp (least, "window") == 0;
  const char *const options[] = { "threshold", threshold, "label", "known", "season", "6", "window", "20", is_window ? NULL : "min-periods", least, NULL };
  g_autoptr(AssayOutcome) own = run_on (frame, "anomalies", "key", options, 0);

  g_assert_cmpfloat (cell (outcome, "min-periods", least, "threshold", threshold, "alarms"), ==, fixture_number (own->result, "n-anomalies"));
  g_assert_true (is_same (cell (outcome, "min-periods", least, "threshold", threshold, "recall"), fixture_number (own->result, "point-recall")));
  g_assert_true (is_same (cell (outcome, "min-periods", least, "threshold", threshold, "precision"), fixture_number (own->result, "point-precision")));
}

static void
test_labels (void)
{
  g_autoptr(AssayFrame) frame = make_frame (TRUE);
  const char *const options[] = { "detector", "seasonal-naive-z", "method", "grid", "window", "20", "season", "6", "threshold", "2,1,5", "min-periods", "window,8,14", "against", "min-periods,threshold",
                                  "label", "known", "measure", "recall", NULL };
  g_autoptr(AssayOutcome) outcome = run_on (frame, "sensitivity", "key", options, 0);
  static const char *const leasts[] = { "8", "14", "window" }, *const thresholds[] = { "1", "2", "5" };

  for (guint i = 0; i < G_N_ELEMENTS (leasts); i++)
    for (guint k = 0; k < G_N_ELEMENTS (thresholds); k++)
      check_row (frame, outcome, leasts[i], thresholds[k]);
}

/* A tenth below the lowest threshold that was named: rows that nobody had looked at before count. */
static void
test_below_floor (void)
{
  g_autoptr(AssayFrame) frame = make_frame (FALSE);
  g_autoptr(AssayOutcome) outcome = run_on (frame, "sensitivity", "key", (const char *const[]) { "detector", "seasonal-naive-z", "threshold", "1.5,2", "window", "20,30", "method", "oat,grid", NULL }, 0);
  g_autoptr(AssayOutcome) base = run_on (frame, "anomalies", "key", (const char *const[]) { "threshold", "1.5", "window", "20", NULL }, 0);
  g_autoptr(AssayOutcome) low = run_on (frame, "anomalies", "key", (const char *const[]) { "threshold", "1.35", "window", "20", NULL }, 0);

  g_assert_cmpfloat (fixture_number (outcome->result, "output-base"), ==, fixture_number (base->result, "anomaly-share"));
  g_assert_cmpfloat (sensitivity_value (outcome, "oat", "threshold", "minus-10"), ==, fixture_number (low->result, "anomaly-share") - fixture_number (base->result, "anomaly-share"));
}

static void
test_threads (gconstpointer data)
{
  const char *const *options = data;
  g_autoptr(AssayFrame) frame = make_frame (FALSE);
  g_autoptr(AssayOutcome) one = run_on (frame, "sensitivity", "key", options, 1), eight = run_on (frame, "sensitivity", "key", options, 8);
  g_autofree char *a = assay_result_to_json (one->result, NULL), *b = assay_result_to_json (eight->result, NULL);

  g_assert_cmpstr (a, ==, b);
}

/* ---- forecast models ---- */

static void
check_against (AssayFrame *frame, const AssayOutcome *outcome, const char *window, const char *season, const char *model)
{
  g_autoptr(AssayOutcome) own = run_on (frame, "backtest", "region,product",
                                        (const char *const[]) { "models", model, "benchmark", model, "origins", "4", "horizon", "14", "window", window, "season", season, NULL }, 0);
  g_autoptr(AssayOutcome) forecast = run_on (frame, "forecast", "region,product", (const char *const[]) { "models", model, "horizon", "14", "window", window, "season", season, NULL }, 0);
  static const char *const ids[] = { "wape", "mase", "bias" };
  const double *mean = assay_column_get_doubles (assay_frame_find (forecast->rows, "forecast"));
  double total = 0;

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    g_assert_cmpfloat (cell (outcome, "window", window, "season", season, ids[i]), ==, fixture_number (own->result, ids[i]));
  g_assert_cmpfloat (cell (outcome, "window", window, "season", season, "coverage"), ==, fixture_number (own->result, "coverage-95"));
  g_assert_cmpfloat (cell (outcome, "window", window, "season", season, "tested"), ==, fixture_number (own->result, "n-forecasts"));
  for (gsize row = 0; row < assay_frame_get_n_rows (forecast->rows); row++)
    total += mean[row];
  g_assert_near (cell (outcome, "window", window, "season", season, "forecast"), total, 1e-9 * fabs (total));
}

static void
test_forecast_is_separate_runs (gconstpointer data)
{
  static const char *const windows[] = { "60", "expanding" }, *const seasons[] = { "1", "7" };
  const char *model = data;
  g_autoptr(AssayFrame) frame = read_sample ();
  g_autoptr(AssayOutcome) outcome = run_on (frame, "sensitivity", "region,product",
                                            (const char *const[]) { "forecast", model, "origins", "4", "horizon", "14", "window", "expanding,60", "season", "7,1", "inputs", "window,season", NULL }, 0);
  g_autoptr(AssayOutcome) base = run_on (frame, "backtest", "region,product", (const char *const[]) { "models", model, "origins", "4", "horizon", "14", NULL }, 0);

  g_assert_cmpfloat (fixture_number (outcome->result, "output-base"), ==, fixture_number (base->result, "wape"));
  for (guint i = 0; i < G_N_ELEMENTS (windows); i++)
    for (guint k = 0; k < G_N_ELEMENTS (seasons); k++)
      check_against (frame, outcome, windows[i], seasons[k], model);
  g_assert_nonnull (find_table (outcome, "settings"));
  g_assert_nonnull (find_figure (outcome, "grid-wape"));
  g_assert_nonnull (find_figure (outcome, "forecast-fan"));
}

/* A parameter set to what was estimated changes nothing; set elsewhere, the accuracy changes. */
static void
test_smoothing (void)
{
  g_autoptr(AssayFrame) frame = make_frame (FALSE);
  g_autoptr(AssayOutcome) outcome = run_on (frame, "sensitivity", "key", (const char *const[]) { "forecast", "ses", "origins", "3", "horizon", "7", "alpha", "estimated,0.05,0.9", "inputs", "alpha", "method", "oat", NULL }, 0);
  g_autoptr(AssayOutcome) base = run_on (frame, "backtest", "key", (const char *const[]) { "models", "ses", "origins", "3", "horizon", "7", NULL }, 0);

  g_assert_cmpfloat (fixture_number (outcome->result, "output-base"), ==, fixture_number (base->result, "wape"));
  g_assert_cmpfloat (sensitivity_value (outcome, "oat", "alpha", "span"), >, 0);
}

/* Of no days nothing is done; more days are those and others, so that the past is disturbed ever further. */
static void
test_disturbed (void)
{
  g_autoptr(AssayFrame) frame = make_frame (FALSE);
  const char *const options[] = { "forecast", "seasonal-naive", "season", "7", "origins", "3", "horizon", "7", "outliers", "0,0.5", "missing-days", "0,0.5", "against", "outliers,missing-days", "method", "grid",
                                  "inputs", "outliers,missing-days", NULL };
  g_autoptr(AssayOutcome) outcome = run_on (frame, "sensitivity", "key", options, 0);
  g_autoptr(AssayOutcome) base = run_on (frame, "backtest", "key", (const char *const[]) { "models", "seasonal-naive", "season", "7", "origins", "3", "horizon", "7", NULL }, 0);

  g_assert_cmpfloat (cell (outcome, "outliers", "0", "missing-days", "0", "wape"), ==, fixture_number (base->result, "wape"));
  g_assert_cmpfloat (cell (outcome, "outliers", "0.5", "missing-days", "0", "wape"), >, fixture_number (base->result, "wape"));
  g_assert_cmpfloat (cell (outcome, "outliers", "0.5", "missing-days", "0", "tested"), ==, fixture_number (base->result, "n-forecasts"));
  g_assert_cmpfloat (cell (outcome, "outliers", "0", "missing-days", "0.5", "tested"), <, fixture_number (base->result, "n-forecasts"));
}

static void
test_sampled_series (void)
{
  g_autoptr(AssayFrame) frame = make_frame (FALSE);
  const char *const options[] = { "forecast", "seasonal-naive", "origins", "2", "horizon", "7", "max-series", "2", "inputs", "season,window", "method", "oat", NULL };
  g_autoptr(AssayOutcome) outcome = run_on (frame, "sensitivity", "key", options, 0);

  g_assert_true (sensitivity_has_note (outcome, "2 of 3 series are looked at, drawn by the seed"));
  g_assert_cmpfloat (fixture_number (outcome->result, "output-base"), >, 0);
}

/* ---- what cannot be done ---- */

static const struct { const char *options[9], *message; } failures[] = {
  { { "detector", "robust-z" }, "--detector is “robust-z”; what can be looked at here is the rule “seasonal-naive-z”, whose window and threshold decide alone." },
  { { "detector", "seasonal-naive-z", "measure", "recall" }, "--measure is “recall”; here it can be: alarm-rate, alarms, critical-share, episodes." },
  { { "detector", "seasonal-naive-z", "window", "30,1" }, "--window has “1”; it must be a whole number from 2 to 100000." },
  { { "detector", "seasonal-naive-z", "min-periods", "window,x" }, "--min-periods has “x”; it must be “window” or a whole number from 2 to 100000." },
  { { "detector", "seasonal-naive-z", "inputs", "alpha" }, "--inputs has “alpha”; what can be varied here: window, threshold, season, min-periods." },
  { { "detector", "seasonal-naive-z", "method", "grid", "against", "window,window" }, "--against is “window,window”; it must name two different inputs." },
  { { "detector", "seasonal-naive-z", "method", "grid", "against", "window,alpha" }, "--against has “alpha”; what is varied here: window, threshold, season, min-periods." },
  { { "detector", "seasonal-naive-z", "forecast", "ets" }, "--forecast and --detector are two things to look at. Give one of them." },
  { { "forecast", "snaive" }, "There is no forecast model “snaive”; did you mean “naive”?" },
  { { "forecast", "naive,naive" }, "--forecast names “naive” twice." },
  { { "forecast", "naive", "measure", "alarms" }, "--measure is “alarms”; here it can be: wape, mase, bias, coverage, forecast, first-forecast, tested." },
  { { "forecast", "naive", "outliers", "0.1,0.7" }, "--outliers has “0.7”; it must be a number from 0 to 0.5." },
  { { "forecast", "naive", "alpha", "estimated,2" }, "--alpha has “2”; it must be “estimated” or a number from 0.0001 to 0.9999." },
  { { "forecast", "naive", "window", "expanding,1" }, "--window has “1”; it must be “expanding” or a whole number from 2 to 2.14748e+09." },
  { { "season", "7" }, "--season is a setting of a forecast or of the anomaly rule: say which with --forecast MODEL or --detector seasonal-naive-z." },
  { { "detector", "seasonal-naive-z", "function", "ishigami" }, "--forecast and --detector stand in place of a model and of --function. Give one of them." },
};

static void
test_failures (void)
{
  g_autoptr(AssayFrame) frame = make_frame (FALSE);

  for (guint i = 0; i < G_N_ELEMENTS (failures); i++)
    {
      const FixtureRun how = { "date", "value", "key", failures[i].options, NULL, 0 };
      g_autoptr(GError) error = NULL;

      g_assert_null (fixture_run ("sensitivity", frame, &how, NULL, &error));
      g_assert_cmpstr (error->message, ==, failures[i].message);
    }
}

static void
test_cancel (gconstpointer data)
{
  g_autoptr(AssayFrame) frame = make_frame (FALSE);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(AssayProgress) progress = assay_progress_new (cancellable, NULL, NULL, NULL);
  g_autoptr(GError) error = NULL;
  const FixtureRun how = { "date", "value", "key", data, NULL, 2 };

  g_cancellable_cancel (cancellable);
  g_assert_null (fixture_run ("sensitivity", frame, &how, progress, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int argc, char **argv)
{
  static const char *const rule[] = { "detector", "seasonal-naive-z", "method", "oat,morris,sobol,grid", "samples", "64", NULL };
  static const char *const models[] = { "forecast", "ses,naive", "origins", "2", "horizon", "7", "method", "oat,morris,grid", "trajectories", "4", NULL };

  am_init ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sensitivity/series/anomaly/grid-is-separate-runs", test_grid_is_separate_runs);
  g_test_add_func ("/sensitivity/series/anomaly/labels", test_labels);
  g_test_add_func ("/sensitivity/series/anomaly/below-floor", test_below_floor);
  g_test_add_data_func ("/sensitivity/series/anomaly/threads", rule, test_threads);
  g_test_add_data_func ("/sensitivity/series/anomaly/cancel", rule, test_cancel);
  g_test_add_data_func ("/sensitivity/series/forecast/is-separate-runs", "seasonal-naive", test_forecast_is_separate_runs);
  g_test_add_data_func ("/sensitivity/series/forecast/is-separate-runs-of-smoothing", "ets:ANN", test_forecast_is_separate_runs);
  g_test_add_func ("/sensitivity/series/forecast/smoothing", test_smoothing);
  g_test_add_func ("/sensitivity/series/forecast/disturbed", test_disturbed);
  g_test_add_func ("/sensitivity/series/forecast/sampled-series", test_sampled_series);
  g_test_add_data_func ("/sensitivity/series/forecast/threads", models, test_threads);
  g_test_add_data_func ("/sensitivity/series/forecast/cancel", models, test_cancel);
  g_test_add_func ("/sensitivity/series/failures", test_failures);
  return g_test_run ();
}
