#include "analysis-fixture.h"

#include "model/fitted.h"
#include "math/distribution.h"
#include "math/forecast-comparison.h"
#include "math/init.h"
#include "result/result-json.h"

#include <json-glib/json-glib.h>
#include <math.h>
#include <string.h>

/* ---- the windows of the retail sample ---- */

static const char *const reference_series[] = { "1_1", "1_5", "1_9", "2_4", "2_8", "3_3", "3_7", "4_3", "4_7", "5_3", "5_7",
                                                "6_3", "6_7", "7_3", "7_7", "8_3", "8_7", "9_3", "9_7", "10_4", "10_8" };

static AssayFrame *
read_reference_series (void)
{
  g_autoptr(AssayFrame) frame = fixture_read ("retail-store-item/retail_sales_sample.csv.gz");
  g_autoptr(GArray) rows = g_array_new (FALSE, FALSE, sizeof (gsize));
  AssayColumn *store, *item;

  if (frame == NULL)
    return NULL;
  store = assay_frame_find (frame, "store");
  item = assay_frame_find (frame, "item");
  for (gsize row = 0; row < assay_frame_get_n_rows (frame); row++)
    {
      g_autoptr(GString) key = g_string_new (NULL);

      assay_column_append_cell (store, row, key);
      g_string_append_c (key, '_');
      assay_column_append_cell (item, row, key);
      for (guint i = 0; i < G_N_ELEMENTS (reference_series); i++)
        if (strcmp (key->str, reference_series[i]) == 0)
          {
            g_array_append_val (rows, row);
            break;
          }
    }
  return assay_frame_take_rows (frame, (const gsize *) rows->data, rows->len, 1);
}

static void
assert_printed (double found, double printed, int digits, const char *what)
{
  if (!(fabs (found - printed) <= 0.5 * pow (10, -digits) + 1e-12))
    g_error ("%s is %.6f and should print as %.*f", what, found, digits, printed);
}

static void
check_row (AssayTable *models, guint row, const double *printed)
{
  assert_printed (100 * assay_table_get_number (models, row, 6), printed[0], 2, "WAPE");
  assert_printed (assay_table_get_number (models, row, 9), printed[1], 4, "MASE");
  assert_printed (assay_table_get_number (models, row, 10), printed[2], 4, "RMSSE");
  assert_printed (100 * assay_table_get_number (models, row, 7), printed[3], 2, "sMAPE");
  assert_printed (100 * assay_table_get_number (models, row, 8), printed[4], 2, "MAPE");
  assert_printed (100 * assay_table_get_number (models, row, 5), printed[5], 2, "bias");
}

static void
test_retail (void)
{
  static const char *const options[] = { "models", "seasonal-naive,naive", "horizon", "28", "origins", "3", "step", "28", "season", "7", NULL };
  static const double snaive7[] = { 20.28, 1.2346, 1.2007, 21.68, 24.25, 5.03 }, naive[] = { 25.05, 1.5472, 1.4203, 25.51, 31.71, 17.25 };
  g_autoptr(AssayFrame) frame = read_reference_series ();
  FixtureRun how = { "date", "sales", "store,item", options };
  g_autoptr(AssayOutcome) outcome = NULL;
  g_autoptr(GError) error = NULL;
  AssayTable *models;

  if (frame == NULL)
    return;
  outcome = fixture_run ("backtest", frame, &how, NULL, &error);
  g_assert_no_error (error);
  models = assay_result_find_table (outcome->result, "models");
  g_assert_cmpstr (assay_table_get_text (models, 0, 0), ==, "seasonal-naive");
  g_assert_cmpstr (assay_table_get_text (models, 1, 0), ==, "naive");
  check_row (models, 0, snaive7);
  check_row (models, 1, naive);
  g_assert_cmpuint (assay_frame_get_n_rows (outcome->rows), ==, 21 * 3 * 28 * 2);
  g_assert_cmpint (fixture_check (outcome->result, "fc-diebold-mariano")->verdict, ==, ASSAY_VERDICT_NOT_ASSESSABLE);
  g_assert_cmpfloat (fixture_number (outcome->result, "wape"), ==, assay_table_get_number (models, 0, 6));
}

/* ---- leaks, threads, rows ---- */

static AssayFrame *
make_frame (gsize n_series, gsize n, gsize spoil_from, double spoil)
{
  g_autofree gint32 *days = g_new (gint32, n_series * n);
  g_autofree gint32 *keys = g_new (gint32, n_series * n);
  g_autofree double *values = g_new (double, n_series * n);
  guint32 state = 12345;

  for (gsize i = 0; i < n_series * n; i++)
    {
      state = state * 1664525u + 1013904223u;
      days[i] = 19000 + i % n;
      keys[i] = i / n;
      values[i] = 100 + 20 * sin (i * 2 * G_PI / 7) + state / 4294967296.0 * 15;
      if (i % 61 == 17)
        values[i] = NAN;
      if (i % n >= spoil_from)
        values[i] = spoil * (i % 3);
    }
  return fixture_frame (days, values, keys, n_series * n);
}

static double
cell (AssayFrame *rows, const char *column, gsize row)
{
  return assay_column_get_doubles (assay_frame_find (rows, column))[row];
}

static gboolean
same (double a, double b)
{
  return a == b || (isnan (a) && isnan (b));
}

/* What comes after an origin changes nothing that is forecast from it. */
static void
test_leak (void)
{
  static const char *const options[] = { "models", "naive,seasonal-naive", "horizon", "14", "origins", "1", NULL };
  static const double spoils[] = { 1e9, -5, NAN };
  FixtureRun how = { "date", "value", "key", options };
  g_autoptr(AssayFrame) plain = make_frame (5, 200, 200, 0);
  g_autoptr(AssayOutcome) expected = fixture_run ("backtest", plain, &how, NULL, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (spoils); i++)
    {
      g_autoptr(AssayFrame) spoiled = make_frame (5, 200, 186, spoils[i]);
      g_autoptr(AssayOutcome) outcome = fixture_run ("backtest", spoiled, &how, NULL, NULL);
      gsize n_differ = 0;

      g_assert_cmpuint (assay_frame_get_n_rows (outcome->rows), ==, 5 * 14 * 2);
      for (gsize row = 0; row < 5 * 14 * 2; row++)
        {
          g_assert_true (same (cell (outcome->rows, "forecast", row), cell (expected->rows, "forecast", row)));
          g_assert_true (same (cell (outcome->rows, "lower", row), cell (expected->rows, "lower", row)));
          g_assert_true (same (cell (outcome->rows, "upper", row), cell (expected->rows, "upper", row)));
          n_differ += !same (cell (outcome->rows, "actual", row), cell (expected->rows, "actual", row));
        }
      g_assert_cmpuint (n_differ, >, 100);
    }
}

/* Why a figure is undefined: there are forecasts, but nothing to hold their errors against. */
static void
test_undefined (void)
{
  static const char *const options[] = { "horizon", "7", "origins", "2", NULL };
  FixtureRun how = { "date", "value", NULL, options };
  gint32 days[60];
  double values[60] = { 0 };
  g_autoptr(AssayFrame) frame = NULL;
  g_autoptr(AssayOutcome) outcome = NULL;

  for (int i = 0; i < 60; i++)
    days[i] = 20000 + i;
  frame = fixture_frame (days, values, NULL, 60);
  outcome = fixture_run ("backtest", frame, &how, NULL, NULL);
  g_assert_cmpfloat (fixture_number (outcome->result, "n-forecasts"), ==, 14);
  g_assert_cmpfloat (fixture_number (outcome->result, "mae"), ==, 0);
  g_assert_cmpstr (assay_result_find_metric (outcome->result, "mase")->text, ==, "the past never changes from one season to the next");
  g_assert_cmpstr (assay_result_find_metric (outcome->result, "wape")->text, ==, "all values with a forecast are zero, or too large to be added up");
}

static void
test_threads (void)
{
  static const guint threads[] = { 1, 2, 8 };
  static const char *const options[] = { "models", "seasonal-naive,naive", NULL };
  g_autoptr(AssayFrame) frame = make_frame (40, 200, 200, 0);
  g_autofree char *first_rows = NULL, *first_json = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    {
      FixtureRun how = { "date", "value", "key", options, NULL, threads[i] };
      g_autoptr(AssayOutcome) outcome = fixture_run ("backtest", frame, &how, NULL, NULL);
      g_autofree char *rows = fixture_text (outcome->rows), *json = assay_result_to_json (outcome->result, NULL);

      if (i == 0)
        {
          first_rows = g_steal_pointer (&rows);
          first_json = g_steal_pointer (&json);
          continue;
        }
      g_assert_true (strcmp (rows, first_rows) == 0);
      g_assert_cmpstr (json, ==, first_json);
    }
}

static void
test_rows (void)
{
  static const char *const options[] = { "models", "naive", "horizon", "2", "origins", "2", "step", "3", "season", "1", NULL };
  static const char *expected = "model,origin,time,step,actual,forecast,lower,upper,\n"
                                "naive,1970-01-05,1970-01-06,1,6,5,";
  const gint32 days[] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 };
  const double values[] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 };
  FixtureRun how = { "date", "value", NULL, options };
  g_autoptr(AssayFrame) frame = fixture_frame (days, values, NULL, 10);
  g_autoptr(AssayOutcome) outcome = fixture_run ("backtest", frame, &how, NULL, NULL);
  g_autofree char *text = fixture_text (outcome->rows);

  g_assert_true (g_str_has_prefix (text, expected));
  /* The last origin leaves exactly the horizon after it. */
  g_assert_nonnull (strstr (text, "\nnaive,1970-01-08,1970-01-10,2,10,8,"));
  g_assert_cmpuint (assay_frame_get_n_rows (outcome->rows), ==, 2 * 2 * 2);     /* the benchmark is tested too */
}

static void
test_errors_only (void)
{
  static const char *const options[] = { "errors-only", "true", NULL };
  FixtureRun how = { "date", "value", "key", options }, with_rows = { "date", "value", "key" };
  g_autoptr(AssayFrame) frame = make_frame (3, 150, 150, 0);
  g_autoptr(AssayOutcome) outcome = fixture_run ("backtest", frame, &how, NULL, NULL);
  g_autoptr(AssayOutcome) whole = fixture_run ("backtest", frame, &with_rows, NULL, NULL);

  g_assert_null (outcome->rows);
  g_assert_nonnull (whole->rows);
  g_assert_cmpfloat (fixture_number (outcome->result, "wape"), ==, fixture_number (whole->result, "wape"));
}

static void
test_too_short (void)
{
  FixtureRun how = { "date", "value", "key" };
  g_autoptr(AssayFrame) frame = make_frame (2, 29, 29, 0);
  g_autoptr(AssayOutcome) outcome = fixture_run ("backtest", frame, &how, NULL, NULL);
  const AssayCheck *check = fixture_check (outcome->result, "bt-history");

  g_assert_cmpint (check->verdict, ==, ASSAY_VERDICT_FAIL);
  g_assert_cmpstr (check->message, ==, "No forecast could be compared: no series has the 30 steps that are needed. Use a shorter --horizon.");
  g_assert_cmpuint (assay_frame_get_n_rows (outcome->rows), ==, 0);
  g_assert_cmpuint (assay_result_get_n_figures (outcome->result), ==, 0);
  g_assert_cmpint (assay_result_get_verdict (outcome->result), ==, ASSAY_VERDICT_FAIL);
}

static void
test_errors (void)
{
  static const struct { const char *options[5], *message; } cases[] = {
    { { "window", "all" }, "--window is “all”; it must be “expanding” or a whole number of steps from 2 on." },
    { { "window", "1" }, "--window is “1”; it must be “expanding” or a whole number of steps from 2 on." },
    { { "window", "-5" }, "--window is “-5”; it must be “expanding” or a whole number of steps from 2 on." },
    { { "refit", "0" }, "--refit is “0”; it must be “auto” or a whole number from 1 to 10000." },
    { { "calibration", "some" }, "--calibration is “some”; it must be “auto” or a whole number from 0 to 10000." },
    { { "levels", "80,100" }, "--levels has “100”; a level is a number of percent from 1 to 99.99, such as 80,95." },
    { { "levels", "50,60,70,80,90" }, "--levels has 5 levels; it must have one to 4, such as 80,95." },
    { { "seasons", "7,one" }, "--seasons has “one”; it must be “auto” or numbers of steps above 1, such as 7,365.25." },
    { { "cutoffs", "2020-01-01,soon" }, "--cutoffs has “soon”; it must be dates such as 2026-11-21." },
    { { "models", "seasonal-naif" }, "There is no forecast model “seasonal-naif”; did you mean “seasonal-naive”?" },
  };
  g_autoptr(AssayFrame) frame = make_frame (1, 50, 50, 0);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      FixtureRun how = { "date", "value", "key", cases[i].options };
      g_autoptr(GError) error = NULL;

      g_assert_null (fixture_run ("backtest", frame, &how, NULL, &error));
      g_assert_error (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_OPTION);
      g_assert_cmpstr (error->message, ==, cases[i].message);
    }
}

static void
test_sparse_calendar (void)
{
  const gint32 days[] = { 0, 1, 2, 2000000 };
  const double values[] = { 1, 2, 3, 4 };
  FixtureRun how = { "date", "value" };
  g_autoptr(AssayFrame) frame = fixture_frame (days, values, NULL, 4);
  g_autoptr(GError) error = NULL;

  g_assert_null (fixture_run ("backtest", frame, &how, NULL, &error));
  g_assert_error (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_DATA);
  g_assert_cmpstr (error->message, ==, "Series “all rows” has 4 rows over 2000001 steps of time, too few for its calendar. "
                                       "Sum the data to a longer step, or limit the period with --start and --end.");
}

static void
test_cancel (void)
{
  FixtureRun how = { "date", "value", "key" };
  g_autoptr(AssayFrame) frame = make_frame (3, 150, 150, 0);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(AssayProgress) progress = assay_progress_new (cancellable, NULL, NULL, NULL);
  g_autoptr(GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_null (fixture_run ("backtest", frame, &how, progress, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* ---- Diebold-Mariano ---- */

/* Worked by hand: d = 1..6 and 0: mean 3, gamma0 = 28/7 = 4, gamma1 from the definition. */
static void
test_diebold_mariano (void)
{
  const double d[] = { 1, 2, 3, 4, 5, 6, 0 };
  double p, gamma1 = ((-1) * (-2) + 0 * (-1) + 1 * 0 + 2 * 1 + 3 * 2 + (-3) * 3) / 7.0;

  g_assert_cmpfloat (fabs (am_diebold_mariano (d, 7, 1, &p) - 3 / sqrt (4 / 7.0) * sqrt (6 / 7.0)), <, 1e-12);
  g_assert_cmpfloat (fabs (p - am_student_t_two_sided (3 / sqrt (4 / 7.0) * sqrt (6 / 7.0), 6)), <, 1e-12);
  g_assert_cmpfloat (fabs (am_diebold_mariano (d, 7, 2, &p) - 3 / sqrt ((4 + 2 * gamma1) / 7) * sqrt ((8 - 4 + 2 / 7.0) / 7)), <, 1e-12);
  g_assert_true (isnan (am_diebold_mariano (d, 2, 1, &p)));
  g_assert_true (isnan (am_diebold_mariano (d, 7, 7, &p)));
  g_assert_true (isnan (am_diebold_mariano ((double[]) { 2, 2, 2, 2 }, 4, 1, &p)));
}

/* A seasonal series: the last value is significantly worse than the last season. */
static void
test_comparison (void)
{
  static const char *const options[] = { "models", "naive", "origins", "20", NULL };
  FixtureRun how = { "date", "value", "key", options };
  g_autoptr(AssayFrame) frame = make_frame (10, 300, 300, 0);
  g_autoptr(AssayOutcome) outcome = fixture_run ("backtest", frame, &how, NULL, NULL);
  const AssayCheck *check = fixture_check (outcome->result, "fc-diebold-mariano");

  g_assert_cmpstr (check->subject, ==, "Naive");
  g_assert_cmpint (check->verdict, ==, ASSAY_VERDICT_FAIL);
  g_assert_cmpfloat (check->n, ==, 20);
}

int
main (int argc, char **argv)
{
  am_init ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/analysis/backtest/retail", test_retail);
  g_test_add_func ("/analysis/backtest/leak", test_leak);
  g_test_add_func ("/analysis/backtest/undefined", test_undefined);
  g_test_add_func ("/analysis/backtest/threads", test_threads);
  g_test_add_func ("/analysis/backtest/rows", test_rows);
  g_test_add_func ("/analysis/backtest/errors-only", test_errors_only);
  g_test_add_func ("/analysis/backtest/too-short", test_too_short);
  g_test_add_func ("/analysis/backtest/errors", test_errors);
  g_test_add_func ("/analysis/backtest/sparse-calendar", test_sparse_calendar);
  g_test_add_func ("/analysis/backtest/cancel", test_cancel);
  g_test_add_func ("/analysis/backtest/comparison", test_comparison);
  g_test_add_func ("/analysis/diebold-mariano", test_diebold_mariano);
  return g_test_run ();
}
