/* What the engine of the back-test promises: no leak, the same bytes after a stop, origins where they were asked for. */
#include "analysis-fixture.h"

#include "analysis/checkpoint.h"
#include "math/init.h"
#include "model/forecaster.h"
#include "result/result-json.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

/* Seasonal demand with noise; what lies from `spoil_from` on is overwritten with NaN or noise. */
static AssayFrame *
make_frame (gsize n_series, gsize n, gsize spoil_from, double spoil)
{
  g_autofree gint32 *days = g_new (gint32, n_series * n), *keys = g_new (gint32, n_series * n);
  g_autofree double *values = g_new (double, n_series * n);
  guint32 state = 2463534242u;

  for (gsize i = 0; i < n_series * n; i++)
    {
      state = state * 1664525u + 1013904223u;
      days[i] = 19000 + i % n;
      keys[i] = i / n;
      values[i] = 100 + 20 * sin (i * 2 * G_PI / 7) + state / 4294967296.0 * 15;
      if (i % n >= spoil_from)
        values[i] = isnan (spoil) ? NAN : spoil * (1 + i % 3);
    }
  return fixture_frame (days, values, keys, n_series * n);
}

static AssayOutcome *
run (AssayFrame *frame, const char *const *options, AssayTask *task, GError **error)
{
  const AssayAnalysis *analysis = assay_analysis_find ("backtest");
  g_autoptr(AssayOptions) chosen = assay_options_new (analysis->options);
  g_autoptr(AssayPolicy) policy = assay_policy_new ();
  char *series[] = { "key", NULL };
  AssayRoles roles = { "date", "value", series };
  g_autoptr(AssayProgress) progress = task->partial_data != NULL ? assay_progress_new (task->partial_data, NULL, NULL, NULL) : NULL;

  for (guint i = 0; options[i] != NULL; i += 2)
    g_assert_true (assay_options_set (chosen, options[i], options[i + 1], NULL));
  task->frame = frame;
  task->roles = &roles;
  task->options = chosen;
  task->policy = policy;
  task->seed = 1;
  return analysis->run (task, progress, error);
}

static AssayOutcome *
run_plain (AssayFrame *frame, const char *const *options)
{
  AssayTask task = { 0 };
  g_autoptr(GError) error = NULL;
  AssayOutcome *outcome = run (frame, options, &task, &error);

  g_assert_no_error (error);
  return outcome;
}

static void
assert_same_rows (AssayFrame *a, AssayFrame *b, const char *column, const char *what)
{
  const double *x = assay_column_get_doubles (assay_frame_find (a, column)), *y = assay_column_get_doubles (assay_frame_find (b, column));

  g_assert_cmpuint (assay_frame_get_n_rows (a), ==, assay_frame_get_n_rows (b));
  for (gsize i = 0; i < assay_frame_get_n_rows (a); i++)
    if (x[i] != y[i] && !(isnan (x[i]) && isnan (y[i])))
      g_error ("%s: %s of row %zu is %.17g and with another future %.17g", what, column, i, x[i], y[i]);
}

/* The future overwritten with NaN and with noise: every model forecasts the same. */
static void
test_leak_models (void)
{
  const AssayForecaster *const *list = assay_forecaster_list ();

  for (guint i = 0; list[i] != NULL; i++)
    {
      const char *options[] = { "models", list[i]->id, "horizon", "14", "origins", "1", "intervals", "model", NULL };
      g_autoptr(AssayFrame) plain = make_frame (1, 84, 84, 0), noisy = make_frame (1, 84, 70, 1e6), empty = make_frame (1, 84, 70, NAN);
      g_autoptr(AssayOutcome) expected = run_plain (plain, options), with_noise = run_plain (noisy, options), with_nothing = run_plain (empty, options);

      for (guint k = 0; k < 3; k++)
        {
          static const char *const columns[] = { "forecast", "lower", "upper" };

          assert_same_rows (expected->rows, with_noise->rows, columns[k], list[i]->id);
          assert_same_rows (expected->rows, with_nothing->rows, columns[k], list[i]->id);
        }
    }
}

/* Conformal limits at the last origin come from errors known by then: the last 14 steps are nobody's business. */
static void
test_leak_conformal (void)
{
  static const char *const options[] = { "models", "naive", "horizon", "14", "origins", "1", "step", "3", "intervals", "conformal", "calibration", "30", NULL };
  g_autoptr(AssayFrame) plain = make_frame (4, 200, 200, 0), noisy = make_frame (4, 200, 186, 1e6), empty = make_frame (4, 200, 186, NAN);
  g_autoptr(AssayOutcome) expected = run_plain (plain, options), with_noise = run_plain (noisy, options), with_nothing = run_plain (empty, options);
  const double *lower = assay_column_get_doubles (assay_frame_find (expected->rows, "lower"));

  g_assert_false (isnan (lower[0]));
  assert_same_rows (expected->rows, with_noise->rows, "lower", "conformal");
  assert_same_rows (expected->rows, with_noise->rows, "upper", "conformal");
  assert_same_rows (expected->rows, with_nothing->rows, "lower", "conformal");
  assert_same_rows (expected->rows, with_nothing->rows, "upper", "conformal");
}

/* Exchangeable errors: 95 % limits cover 95 %. */
static void
test_conformal_coverage (void)
{
  static const char *const options[] = { "models", "mean", "horizon", "7", "origins", "20", "step", "7", "calibration", "20", NULL };
  g_autoptr(AssayFrame) frame = make_frame (20, 500, 500, 0);
  g_autoptr(AssayOutcome) outcome = run_plain (frame, options);

  g_assert_cmpfloat (fabs (fixture_number (outcome->result, "conformal-80") - 0.80), <, 0.02);
  g_assert_cmpfloat (fabs (fixture_number (outcome->result, "conformal-95") - 0.95), <, 0.02);
}

/* ---- stopping ---- */

static void
stop_soon (AssayResult *so_far, gpointer cancellable)
{
  g_assert_nonnull (assay_result_find_table (so_far, "models"));
  g_cancellable_cancel (cancellable);
}

static const char *const long_run[] = { "models", "seasonal-naive,naive,ses", "horizon", "14", "origins", "8", "calibration", "4", NULL };

static void
test_resume (void)
{
  g_autoptr(AssayFrame) frame = make_frame (40, 200, 200, 0);
  g_autoptr(AssayOutcome) whole = run_plain (frame, long_run), stopped = NULL, resumed = NULL;
  g_autoptr(AssayCheckpoint) checkpoint = assay_checkpoint_new ("this run"), read = NULL;
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GError) error = NULL;
  g_autofree char *path = g_build_filename (g_get_tmp_dir (), "assay-test-resume", NULL), *one = NULL, *other = NULL;
  AssayTask stopping = { .checkpoint = checkpoint, .partial = stop_soon, .partial_data = cancellable, .n_threads = 2 };
  AssayTask resuming = { .n_threads = 3 };

  stopped = run (frame, long_run, &stopping, &error);
  g_assert_null (stopped);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_cmpuint (assay_checkpoint_get_n (checkpoint), >, 0);

  g_assert_true (assay_checkpoint_write (checkpoint, path, &error));
  g_assert_null (assay_checkpoint_read (path, "another run", &error));
  g_assert_error (error, ASSAY_CHECKPOINT_ERROR, ASSAY_CHECKPOINT_ERROR_OTHER_RUN);
  g_clear_error (&error);
  read = assay_checkpoint_read (path, "this run", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (assay_checkpoint_get_n (read), ==, assay_checkpoint_get_n (checkpoint));
  g_unlink (path);

  resuming.checkpoint = read;
  resumed = run (frame, long_run, &resuming, &error);
  g_assert_no_error (error);
  one = assay_result_to_json (whole->result, NULL);
  other = assay_result_to_json (resumed->result, NULL);
  g_assert_cmpstr (one, ==, other);
  g_free (one);
  g_free (other);
  one = fixture_text (whole->rows);
  other = fixture_text (resumed->rows);
  g_assert_true (strcmp (one, other) == 0);
}

/* Of a window that was under way there is nothing, of one that was finished everything. */
static void
check_partial (AssayFrame *frame, const char *const *options, gsize rows_a_window, guint n_threads)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  AssayTask task = { .partial = stop_soon, .partial_data = cancellable, .keep_partial = TRUE, .n_threads = n_threads };
  g_autoptr(GError) error = NULL;
  g_autoptr(AssayOutcome) outcome = run (frame, options, &task, &error);
  const AssayCheck *check;
  const double *forecast;

  g_assert_no_error (error);
  g_assert_true (outcome->is_partial);
  check = fixture_check (outcome->result, "bt-complete");
  g_assert_cmpint (check->verdict, ==, ASSAY_VERDICT_NOT_ASSESSABLE);
  g_assert_true (g_str_has_prefix (check->message, "Partial: the run was stopped after "));
  g_assert_cmpfloat (check->events, <, check->n);
  g_assert_cmpuint (assay_frame_get_n_rows (outcome->rows), ==, (gsize) check->events * rows_a_window);
  forecast = assay_column_get_doubles (assay_frame_find (outcome->rows, "forecast"));
  for (gsize i = 0; i < assay_frame_get_n_rows (outcome->rows); i++)
    g_assert_true (fabs (forecast[i]) > 1 && fabs (forecast[i]) < 1e4);
}

static void
test_partial (void)
{
  static const char *const slow[] = { "models", "ets,seasonal-naive", "horizon", "14", "origins", "8", NULL };
  g_autoptr(AssayFrame) frame = make_frame (40, 200, 200, 0);

  check_partial (frame, long_run, 3 * 14, 1);
  check_partial (frame, slow, 2 * 14, 1);
  check_partial (frame, slow, 2 * 14, 3);
}

static void
test_broken_checkpoint (void)
{
  g_autofree char *path = g_build_filename (g_get_tmp_dir (), "assay-test-broken", NULL), *text = NULL;
  g_autoptr(AssayCheckpoint) checkpoint = assay_checkpoint_new ("run");
  g_autoptr(GBytes) bytes = g_bytes_new ("12345", 5);
  g_autoptr(GError) error = NULL;
  gsize length;

  assay_checkpoint_put (checkpoint, "a", bytes);
  g_assert_true (assay_checkpoint_write (checkpoint, path, NULL));
  g_assert_true (g_file_get_contents (path, &text, &length, NULL));
  for (gsize cut = 0; cut < length; cut += 7)
    {
      g_assert_true (g_file_set_contents (path, text, cut, NULL));
      g_assert_null (assay_checkpoint_read (path, "run", &error));
      g_assert_error (error, ASSAY_CHECKPOINT_ERROR, ASSAY_CHECKPOINT_ERROR_BROKEN);
      g_clear_error (&error);
    }
  g_unlink (path);
}

/* ---- origins ---- */

static gint32
date_at (AssayFrame *rows, const char *column, gsize row)
{
  return assay_column_get_dates (assay_frame_find (rows, column))[row];
}

static void
test_cutoffs (void)
{
  /* Days 19000 (2022-01-08) to 19099. */
  static const char *const options[] = { "models", "naive", "benchmark", "naive", "horizon", "5", "cutoffs", "2022-03-01,2022-02-01", "gap", "2", NULL };
  g_autoptr(AssayFrame) frame = make_frame (1, 100, 100, 0);
  g_autoptr(AssayOutcome) outcome = run_plain (frame, options);

  g_assert_cmpuint (assay_frame_get_n_rows (outcome->rows), ==, 2 * 5);
  g_assert_cmpint (date_at (outcome->rows, "origin", 0), ==, 19024);
  g_assert_cmpint (date_at (outcome->rows, "time", 0), ==, 19027);
  g_assert_cmpint (date_at (outcome->rows, "origin", 5), ==, 19052);
  g_assert_cmpint (assay_column_get_int64s (assay_frame_find (outcome->rows, "step"))[0], ==, 3);
}

/* A gap leaves the last origin where the horizon after it still ends with the data. */
static void
test_gap (void)
{
  static const char *const options[] = { "models", "naive", "benchmark", "naive", "horizon", "5", "gap", "3", "origins", "1", NULL };
  g_autoptr(AssayFrame) frame = make_frame (1, 60, 60, 0);
  g_autoptr(AssayOutcome) outcome = run_plain (frame, options);

  g_assert_cmpint (date_at (outcome->rows, "origin", 0), ==, 19059 - 8);
  g_assert_cmpint (date_at (outcome->rows, "time", 4), ==, 19059);
}

/* A model whose state is its last values forecasts the same whether it is fitted again or carried on. */
static void
test_refit (void)
{
  static const char *const each[] = { "models", "seasonal-naive", "horizon", "7", "origins", "9", "refit", "1", NULL };
  static const char *const seldom[] = { "models", "seasonal-naive", "horizon", "7", "origins", "9", "refit", "4", NULL };
  g_autoptr(AssayFrame) frame = make_frame (3, 150, 150, 0);
  g_autoptr(AssayOutcome) a = run_plain (frame, each), b = run_plain (frame, seldom);

  assert_same_rows (a->rows, b->rows, "forecast", "carried on");
}

/* M3 yearly: 14 values, 6 of them ahead. */
static void
test_short (void)
{
  static const char *const options[] = { "models", "naive,seasonal-naive", "horizon", "6", "origins", "1", "season", "1", NULL };
  static const char *const monthly[] = { "models", "naive,seasonal-naive", "horizon", "4", "origins", "3", "season", "12", NULL };
  g_autoptr(AssayFrame) frame = make_frame (2, 14, 14, 0);
  g_autoptr(AssayOutcome) outcome = run_plain (frame, options), few = run_plain (frame, monthly);
  AssayTable *models = assay_result_find_table (few->result, "models");

  g_assert_cmpuint (assay_frame_get_n_rows (outcome->rows), ==, 2 * 2 * 6);
  g_assert_cmpfloat (fixture_number (outcome->result, "n-forecasts"), ==, 12);
  /* Ten months of past are no season: one model goes on, the other says why not. */
  g_assert_cmpfloat (assay_table_get_number (models, 0, 1), ==, 8);
  g_assert_cmpfloat (assay_table_get_number (models, 1, 1), ==, 0);
  g_assert_nonnull (strstr (assay_table_get_text (models, 1, assay_table_get_n_columns (models) - 1), "needs one season of 12"));
}

/* The naive rows of the field's own table: sMAPE 17.8799 and MASE 3.1717 (shared/data/expected/forecast_accuracy.csv). */
static void
test_m3_yearly (void)
{
  static const char *const options[] = { "models", "naive", "benchmark", "naive", "horizon", "6", "origins", "1", "season", "1", NULL };
  FixtureRun how = { "t", "value", "id", options };
  g_autoptr(AssayFrame) frame = fixture_read ("m3/m3_yearly.csv.gz");
  g_autoptr(AssayOutcome) outcome = NULL;
  g_autoptr(GError) error = NULL;

  if (frame == NULL)
    return;
  outcome = fixture_run ("backtest", frame, &how, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpfloat (fixture_number (outcome->result, "n-series"), ==, 645);
  g_assert_cmpfloat (fabs (100 * fixture_number (outcome->result, "smape") - 17.8799), <, 0.00005);
  g_assert_cmpfloat (fabs (fixture_number (outcome->result, "mase") - 3.1717), <, 0.00005);
}

/* Many windows, calibration, carrying on and many threads: the same bytes. */
static void
test_threads (void)
{
  static const char *const options[] = { "models", "ses,naive,theta", "horizon", "7", "origins", "6", "calibration", "20", "refit", "3", "intervals", "conformal", NULL };
  g_autoptr(AssayFrame) frame = make_frame (30, 320, 320, 0);
  g_autofree char *first = NULL, *first_rows = NULL;

  for (guint n = 1; n <= 5; n += 2)
    {
      AssayTask task = { .n_threads = n };
      g_autoptr(AssayOutcome) outcome = run (frame, options, &task, NULL);
      g_autofree char *json = assay_result_to_json (outcome->result, NULL), *rows = fixture_text (outcome->rows);

      if (first != NULL)
        {
          g_assert_cmpstr (json, ==, first);
          g_assert_true (strcmp (rows, first_rows) == 0);
          continue;
        }
      first = g_steal_pointer (&json);
      first_rows = g_steal_pointer (&rows);
    }
}

/* Thousands of series of which every third has nothing: the rest is computed and nothing is lost. */
static void
test_many_unusable (void)
{
  static const char *const options[] = { "models", "naive", "benchmark", "naive", "horizon", "2", "origins", "1", "errors-only", "true", NULL };
  const gsize n_series = 10000, n = 20;
  g_autofree gint32 *days = g_new (gint32, n_series * n), *keys = g_new (gint32, n_series * n);
  g_autofree double *values = g_new (double, n_series * n);
  g_autoptr(AssayFrame) frame = NULL;
  g_autoptr(AssayOutcome) outcome = NULL;

  for (gsize i = 0; i < n_series * n; i++)
    {
      days[i] = i % n;
      keys[i] = i / n;
      values[i] = i / n % 3 == 0 ? NAN : i / n % 3 == 1 ? 5 : i % 7;
    }
  frame = fixture_frame (days, values, keys, n_series * n);
  outcome = run_plain (frame, options);
  g_assert_cmpfloat (fixture_number (outcome->result, "n-forecasts"), ==, 2 * (n_series - 3334));
  g_assert_cmpuint (assay_table_get_n_rows (assay_result_find_table (outcome->result, "series")), ==, 1000);
}

/* A regressor's future is known; a model without regressors ignores it. */
static void
test_regressors (void)
{
  static const char *const options[] = { "models", "naive", "horizon", "7", "origins", "2", "regressors", "key", NULL };
  static const char *const without[] = { "models", "naive", "horizon", "7", "origins", "2", NULL };
  g_autoptr(AssayFrame) frame = make_frame (2, 80, 80, 0);
  g_autoptr(AssayOutcome) a = run_plain (frame, options), b = run_plain (frame, without);

  assert_same_rows (a->rows, b->rows, "forecast", "regressors");
}

static int
column_of (const AssayTable *table, const char *id)
{
  for (guint i = 0; i < assay_table_get_n_columns (table); i++)
    if (strcmp (assay_table_get_column_id (table, i), id) == 0)
      return (int) i;
  g_error ("table %s has no column %s", assay_table_get_id (table), id);
}

/* The tables by step, origin, weekday and series hold every metric, each adding up to that of all forecasts where it is a mean over them; what is
 * undefined says why, and a model that cannot be fitted has its rows. */
static void
test_tables (void)
{
  static const char *const options[] = { "models", "seasonal-naive,theta,naive2,croston,garch", "horizon", "7", "origins", "4", "step", "5", NULL };
  static const char *const ids[] = { "steps", "origins", "weekdays", "series" };
  static const char *const metrics[] = { "mae", "rmse", "bias", "relative-bias", "wape", "smape", "mape", "mase", "rmsse", "msis", "winkler", "pinball", "width", "crps", "acd",
                                         "skill", "fva", "theil-u2", "owa", "tracking-signal" };
  static const char *const means[] = { "mae", "bias", "smape", "crps", "msis-95", "winkler-95", "pinball-95", "width-95" };
  g_autoptr(AssayFrame) frame = make_frame (5, 40, 40, 0);
  g_autoptr(AssayOutcome) outcome = run_plain (frame, options);
  const AssayTable *models = assay_result_find_table (outcome->result, "models");

  for (guint t = 0; t < G_N_ELEMENTS (ids); t++)
    {
      const AssayTable *table = assay_result_find_table (outcome->result, ids[t]);
      guint n_columns = assay_table_get_n_columns (table), n_of_model = assay_table_get_n_rows (table) / 5;

      g_assert_cmpuint (n_of_model * 5, ==, assay_table_get_n_rows (table));
      g_assert_cmpuint (n_of_model, ==, t == 0 ? 7 : t == 1 ? 4 : t == 2 ? 7 : 5);
      for (guint i = 0; i < G_N_ELEMENTS (metrics); i++)
        column_of (table, metrics[i]);
      for (guint row = 0; row < assay_table_get_n_rows (table); row++)
        for (guint column = 0; column + 1 < n_columns; column++)
          if (assay_table_get_column_type (table, column) != ASSAY_CELL_TEXT && isnan (assay_table_get_number (table, row, column)))
            g_assert_nonnull (assay_table_get_text (table, row, n_columns - 1));
      for (guint i = 0; i < G_N_ELEMENTS (means); i++)
        {
          g_autofree char *name = g_strndup (means[i], strcspn (means[i], "-"));
          int of_name = column_of (table, name), of_n = column_of (table, "n"), of_model = column_of (table, "model");
          double sum = 0, n = 0;

          for (guint row = 0; row < assay_table_get_n_rows (table); row++)
            if (strcmp (assay_table_get_text (table, row, of_model), "theta") == 0)
              {
                sum += assay_table_get_number (table, row, of_n) * assay_table_get_number (table, row, of_name);
                n += assay_table_get_number (table, row, of_n);
              }
          g_assert_cmpfloat_with_epsilon (sum / n, assay_table_get_number (models, 1, column_of (models, means[i])), 1e-9);
        }
    }
}

/* Demand that a promotion lifts by 50, with no value from n_known on: only a model that sees the promotion of the future can know it. */
static AssayFrame *
make_promotion (gsize n, gsize n_known)
{
  gint32 *days = g_new (gint32, n);
  double *values = g_new (double, n), *promotion = g_new (double, n);
  guint32 state = 2463534242u;
  AssayColumn *columns[3];
  AssayFrame *frame;

  for (gsize i = 0; i < n; i++)
    {
      state = state * 1664525u + 1013904223u;
      days[i] = 19000 + i;
      promotion[i] = (state >> 16) % 5 == 0;
      state = state * 1664525u + 1013904223u;
      values[i] = i < n_known ? 100 + 50 * promotion[i] + state / 4294967296.0 * 4 - 2 : NAN;
    }
  columns[0] = assay_column_take_dates ("date", days, n);
  columns[1] = assay_column_take_doubles ("value", values, n);
  columns[2] = assay_column_take_doubles ("promotion", promotion, n);
  frame = assay_frame_new (columns, 3, n);
  for (guint i = 0; i < 3; i++)
    assay_column_unref (columns[i]);
  return frame;
}

/* The first n rows are of the model that takes the promotion. */
static void
check_lift (AssayFrame *rows, AssayFrame *frame, gsize n)
{
  const double *forecast = assay_column_get_doubles (assay_frame_find (rows, "forecast"));
  const double *promotion = assay_column_get_doubles (assay_frame_find (frame, "promotion"));
  const gint32 *days = assay_column_get_dates (assay_frame_find (rows, "time"));
  gsize n_lifted = 0;

  for (gsize i = 0; i < n; i++)
    {
      double lift = promotion[days[i] - 19000];

      g_assert_cmpfloat (fabs (forecast[i] - (100 + 50 * lift)), <, 2);
      n_lifted += lift > 0;
    }
  g_assert_cmpuint (n_lifted, >, 0);
  g_assert_cmpuint (n_lifted, <, n);
}

/* From each origin, fitted again or not, and ahead of the last value: the promotion to come is in the forecast. */
static void
test_promotion (void)
{
  static const struct { const char *verb, *options[11]; gsize n_rows; } cases[] = {
    { "backtest", { "models", "arima:100", "horizon", "14", "regressors", "promotion", "origins", "6", "refit", "3", NULL }, 6 * 14 * 2 },
    { "forecast", { "models", "arima:100", "horizon", "14", "regressors", "promotion", NULL }, 14 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const AssayAnalysis *analysis = assay_analysis_find (cases[i].verb);
      g_autoptr(AssayFrame) frame = make_promotion (200, i == 0 ? 200 : 186);
      g_autoptr(AssayOptions) options = assay_options_new (analysis->options);
      g_autoptr(AssayPolicy) policy = assay_policy_new ();
      char *series[] = { NULL };
      AssayRoles roles = { "date", "value", series };
      AssayTask task = { .frame = frame, .roles = &roles, .options = options, .policy = policy, .seed = 1, .n_threads = 2 };
      g_autoptr(AssayOutcome) outcome = NULL;
      g_autoptr(GError) error = NULL;

      for (guint k = 0; cases[i].options[k] != NULL; k += 2)
        g_assert_true (assay_options_set (options, cases[i].options[k], cases[i].options[k + 1], NULL));
      outcome = analysis->run (&task, NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (assay_frame_get_n_rows (outcome->rows), ==, cases[i].n_rows);
      check_lift (outcome->rows, frame, MIN (cases[i].n_rows, 6 * 14));
    }
}

int
main (int argc, char **argv)
{
  am_init ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/analysis/backtest-engine/leak-models", test_leak_models);
  g_test_add_func ("/analysis/backtest-engine/leak-conformal", test_leak_conformal);
  g_test_add_func ("/analysis/backtest-engine/conformal-coverage", test_conformal_coverage);
  g_test_add_func ("/analysis/backtest-engine/resume", test_resume);
  g_test_add_func ("/analysis/backtest-engine/partial", test_partial);
  g_test_add_func ("/analysis/backtest-engine/broken-checkpoint", test_broken_checkpoint);
  g_test_add_func ("/analysis/backtest-engine/cutoffs", test_cutoffs);
  g_test_add_func ("/analysis/backtest-engine/gap", test_gap);
  g_test_add_func ("/analysis/backtest-engine/refit", test_refit);
  g_test_add_func ("/analysis/backtest-engine/short", test_short);
  g_test_add_func ("/analysis/backtest-engine/m3-yearly", test_m3_yearly);
  g_test_add_func ("/analysis/backtest-engine/threads", test_threads);
  g_test_add_func ("/analysis/backtest-engine/many-unusable", test_many_unusable);
  g_test_add_func ("/analysis/backtest-engine/regressors", test_regressors);
  g_test_add_func ("/analysis/backtest-engine/promotion", test_promotion);
  g_test_add_func ("/analysis/backtest-engine/tables", test_tables);
  return g_test_run ();
}
