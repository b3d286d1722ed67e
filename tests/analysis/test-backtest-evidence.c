#include "analysis-fixture.h"

#include "analysis/backtest/backtest-evidence.h"
#include "analysis/backtest/residual-diagnostics.h"
#include "base/date.h"
#include "math/init.h"

#include <math.h>
#include <string.h>

static void
assert_near (double a, double b, double tolerance)
{
  if (!((isnan (a) && isnan (b)) || fabs (a - b) <= tolerance * fmax (1, fabs (b))))
    g_error ("%.17g is not %.17g", a, b);
}

/* A generator that R repeats as well: values of [-6, 6] that are nearly normal. */
static double
next_normal (guint64 *state)
{
  double sum = -6;

  for (int i = 0; i < 12; i++)
    {
      *state = (*state * 1103515245 + 12345) % 2147483648;
      sum += *state / 2147483648.0;
    }
  return sum;
}

/* n_series of two years of days: a level, a week, a trend, noise. */
static AssayFrame *
make_frame (gsize n_series, gsize n_days)
{
  gsize n = n_series * n_days;
  g_autofree gint32 *days = g_new (gint32, n), *key = g_new (gint32, n);
  g_autofree double *values = g_new (double, n);
  guint64 state = 4711;

  for (gsize s = 0; s < n_series; s++)
    for (gsize i = 0; i < n_days; i++)
      {
        gsize at = s * n_days + i;

        days[at] = assay_date_from_ymd (2022, 1, 3) + i;
        key[at] = s;
        values[at] = 100 * (s + 1) + 0.05 * i + 10 * sin (2 * G_PI * (i % 7) / 7) * (s + 1) + 3 * next_normal (&state) * (s + 1);
      }
  return fixture_frame (days, values, n_series > 1 ? key : NULL, n);
}

static AssayOutcome *
run (AssayFrame *frame, const char *series, const char *const *options, guint n_threads)
{
  FixtureRun how = { "date", "value", series, options, NULL, n_threads };
  g_autoptr(GError) error = NULL;
  AssayOutcome *outcome = fixture_run ("backtest", frame, &how, NULL, &error);

  g_assert_no_error (error);
  return outcome;
}

static guint
find_column (AssayTable *table, const char *id)
{
  for (guint i = 0; i < assay_table_get_n_columns (table); i++)
    if (g_str_equal (assay_table_get_column_id (table, i), id))
      return i;
  g_error ("no column %s", id);
}

static guint
find_row (AssayTable *table, guint column, const char *text)
{
  for (guint i = 0; i < assay_table_get_n_rows (table); i++)
    if (g_strcmp0 (assay_table_get_text (table, i, column), text) == 0)
      return i;
  g_error ("no row %s", text);
}

static const AssayCheck *
find_check (AssayResult *result, const char *id, const char *subject)
{
  for (guint i = 0; i < assay_result_get_n_checks (result); i++)
    {
      const AssayCheck *check = assay_result_get_check (result, i);

      if (g_str_equal (check->id, id) && g_strcmp0 (check->subject, subject) == 0)
        return check;
    }
  return NULL;
}

static const char *const three_models[] = { "models", "naive,mean,seasonal-naive", "horizon", "7", "origins", "20", "step", "7", NULL };

/* Seven series with a week and next to no trend: the mean of all days and last week are found better than the last value. */
static void
test_league (void)
{
  g_autoptr(AssayFrame) frame = make_frame (7, 400);
  g_autoptr(AssayOutcome) outcome = run (frame, "key", three_models, 2);
  AssayTable *league = assay_result_find_table (outcome->result, "league"), *models = assay_result_find_table (outcome->result, "models");
  guint name = find_column (league, "model"), benchmark;
  double before = 0;

  g_assert_cmpuint (assay_table_get_n_rows (league), ==, 3);
  for (guint row = 0; row < 3; row++)
    {
      const char *model = assay_table_get_text (league, row, name);
      guint same = find_row (models, find_column (models, "model"), model);
      double mase = assay_table_get_number (league, row, find_column (league, "mase"));

      g_assert_cmpfloat (mase, >=, before);
      before = mase;
      assert_near (mase, assay_table_get_number (models, same, find_column (models, "mase")), 1e-12);
      assert_near (assay_table_get_number (league, row, find_column (league, "wape")), assay_table_get_number (models, same, find_column (models, "wape")), 1e-12);
    }
  benchmark = find_row (league, name, "seasonal-naive");
  g_assert_cmpstr (assay_table_get_text (league, benchmark, find_column (league, "against-benchmark")), ==, "benchmark");
  g_assert_cmpfloat (assay_table_get_number (league, benchmark, find_column (league, "skill")), ==, 0);
  g_assert_cmpfloat (assay_table_get_number (league, benchmark, find_column (league, "value-added")), ==, 0);
  g_assert_cmpstr (assay_table_get_text (league, 0, name), ==, "seasonal-naive");
  g_assert_cmpstr (assay_table_get_text (league, find_row (league, name, "naive"), find_column (league, "against-benchmark")), ==, "worse");
}

/* The league's test is the check's. */
static void
test_same_test (void)
{
  g_autoptr(AssayFrame) frame = make_frame (3, 400);
  g_autoptr(AssayOutcome) outcome = run (frame, "key", three_models, 1);
  AssayTable *league = assay_result_find_table (outcome->result, "league");
  guint name = find_column (league, "model"), p = find_column (league, "p-value");

  assert_near (assay_table_get_number (league, find_row (league, name, "naive"), p), find_check (outcome->result, "fc-diebold-mariano", "Naive")->p_value, 1e-12);
  assert_near (assay_table_get_number (league, find_row (league, name, "mean"), p), find_check (outcome->result, "fc-diebold-mariano", "Mean")->p_value, 1e-12);
  g_assert_nonnull (find_check (outcome->result, "fc-interval-score", "Naive"));
  g_assert_null (find_check (outcome->result, "fc-interval-score", "Seasonal Naive"));
}

/* Mean ranks of k models add up to k (k + 1) / 2; a model stands in a group. */
static void
test_ranks (void)
{
  g_autoptr(AssayFrame) frame = make_frame (7, 400);
  g_autoptr(AssayOutcome) outcome = run (frame, "key", three_models, 1);
  AssayTable *ranks = assay_result_find_table (outcome->result, "ranks");
  AssayFigure *figure = assay_result_find_figure (outcome->result, "ranks");
  double sum = 0;

  for (guint row = 0; row < 3; row++)
    {
      sum += assay_table_get_number (ranks, row, 1);
      g_assert_cmpuint (strlen (assay_table_get_text (ranks, row, 2)), >=, 1);
    }
  assert_near (sum, 6, 1e-12);
  /* q of three models at 5 % is 3.314 / sqrt 2: Demsar (2006), table 5. */
  assert_near (fixture_number (outcome->result, "critical-distance"), 3.314493155398122 / sqrt (2) * sqrt (3 * 4 / (6.0 * 7)), 1e-6);
  g_assert_cmpfloat (fixture_number (outcome->result, "friedman-p"), <, 0.05);
  assert_near (assay_figure_get_rule (figure, 0)->value, assay_table_get_number (ranks, 0, 1) + fixture_number (outcome->result, "critical-distance"), 1e-12);
}

static void
test_reliability (void)
{
  g_autoptr(AssayFrame) frame = make_frame (4, 400);
  g_autoptr(AssayOutcome) outcome = run (frame, "key", three_models, 1);
  AssayTable *table = assay_result_find_table (outcome->result, "reliability");
  AssayFigure *figure = assay_result_find_figure (outcome->result, "reliability"), *heat = assay_result_find_figure (outcome->result, "error-by-origin");
  const AssayFigureSeries *diagonal = assay_figure_get_series (figure, assay_figure_get_n_series (figure) - 1);
  double sum = 0, n = 0;

  g_assert_cmpuint (assay_table_get_n_rows (table), >, 0);
  for (guint row = 0; row < assay_table_get_n_rows (table); row++)
    {
      double nominal = assay_table_get_number (table, row, 2), coverage = assay_table_get_number (table, row, 3);

      g_assert_cmpfloat (coverage, >=, 0);
      g_assert_cmpfloat (coverage, <=, 1);
      assert_near (assay_table_get_number (table, row, 4), coverage - nominal, 1e-12);
    }
  g_assert_cmpint (diagonal->role, ==, ASSAY_SERIES_BASELINE);
  g_assert_cmpmem (assay_figure_series_x (diagonal), 2 * sizeof (double), assay_figure_series_y (diagonal), 2 * sizeof (double));
  /* Cells are in units of each series' mean error, so that their mean is 1. */
  for (guint i = 0; i < assay_figure_get_n_series (heat); i++)
    for (gsize k = 0; k < assay_figure_get_series (heat, i)->n; k++)
      {
        sum += assay_figure_series_y (assay_figure_get_series (heat, i))[k];
        n++;
      }
  g_assert_cmpfloat (n, ==, 7 * 20);
  assert_near (sum / n, 1, 1e-9);
}

/* Nothing is there to be compared with one model and one series; the residual part still is. */
static void
test_alone (void)
{
  static const char *const options[] = { "models", "seasonal-naive", "horizon", "7", "origins", "4", NULL };
  g_autoptr(AssayFrame) frame = make_frame (1, 300);
  g_autoptr(AssayOutcome) outcome = run (frame, NULL, options, 1);
  const AssayCheck *check = find_check (outcome->result, "ts-ljung-box", "Seasonal Naive");

  g_assert_null (assay_result_find_table (outcome->result, "league"));
  g_assert_null (assay_result_find_table (outcome->result, "ranks"));
  g_assert_nonnull (assay_result_find_table (outcome->result, "residual-tests"));
  g_assert_nonnull (assay_result_find_figure (outcome->result, "residual-qq"));
  /* Seasonal differences of noise: -0.5 at the season. */
  g_assert_cmpint (check->verdict, ==, ASSAY_VERDICT_WARN);
  assert_near (check->value, 0.5, 0.2);
}

/* The same bytes on any number of threads. */
static void
test_threads (void)
{
  g_autoptr(AssayFrame) frame = make_frame (5, 300);
  g_autoptr(AssayOutcome) one = run (frame, "key", three_models, 1), four = run (frame, "key", three_models, 4);

  for (guint i = 0; i < assay_result_get_n_checks (one->result); i++)
    {
      const AssayCheck *a = assay_result_get_check (one->result, i), *b = assay_result_get_check (four->result, i);

      g_assert_cmpstr (a->id, ==, b->id);
      g_assert_true (memcmp (&a->value, &b->value, sizeof (double)) == 0 || (isnan (a->value) && isnan (b->value)));
      g_assert_cmpstr (a->message, ==, b->message);
    }
}

/* ---- residuals by themselves ---- */

/* An autoregression of 0.7: every test that should see it does; R's Box.test takes 10 lags of it. */
static void
test_residuals (void)
{
  double e[400], before = 0;
  guint64 state = 99;
  ResidualTests tests;

  for (int i = 0; i < 400; i++)
    e[i] = before = 0.7 * before + next_normal (&state);
  residual_tests_compute (e, 400, 1, 0, &tests);
  g_assert_cmpuint (tests.n, ==, 400);
  g_assert_cmpuint (tests.lags, ==, 10);
  g_assert_cmpuint (tests.df, ==, 10);
  g_assert_cmpuint (tests.largest_at, ==, 1);
  assert_near (tests.largest, 0.7, 0.08);
  g_assert_cmpfloat (tests.ljung_box_p, <, 1e-10);
  g_assert_cmpfloat (tests.runs_z, <, -3);
  g_assert_cmpfloat (tests.adf_p, <, 0.05);
  g_assert_cmpfloat (tests.jarque_bera_p, >, 0.001);
}

static void
test_lags (void)
{
  static const struct { gsize n; guint season, n_parameters, lags, df; } cases[] = {
    { 200, 1, 0, 10, 10 }, { 30, 1, 0, 6, 6 }, { 200, 7, 0, 14, 14 }, { 200, 12, 4, 24, 20 }, { 200, 52, 0, 40, 40 }, { 30, 1, 5, 8, 3 }, { 12, 1, 0, 3, 3 },
  };
  double e[200];
  guint64 state = 5;

  for (int i = 0; i < 200; i++)
    e[i] = next_normal (&state);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      ResidualTests tests;

      residual_tests_compute (e, cases[i].n, cases[i].season, cases[i].n_parameters, &tests);
      g_assert_cmpuint (tests.lags, ==, cases[i].lags);
      g_assert_cmpuint (tests.df, ==, cases[i].df);
      g_assert_false (isnan (tests.ljung_box));
    }
}

static void
test_few_residuals (void)
{
  double e[10] = { 1, NAN, 2, 1, 0, 2, 3, NAN, 1, NAN }, flat[20] = { 0 };
  g_autoptr(AssayResult) result = assay_result_new ("backtest", "x");
  ResidualSeries few = { "x", e, 10, ASSAY_AXIS_NUMBER, NULL, 7 }, same = { "x", flat, 20, ASSAY_AXIS_NUMBER, NULL, 7 };
  ResidualTests tests;

  residual_tests_compute (e, 10, 7, 0, &tests);
  g_assert_cmpuint (tests.n, ==, 7);
  g_assert_true (isnan (tests.mean) && isnan (tests.ljung_box) && isnan (tests.runs_p) && isnan (tests.kpss_p));
  residual_figures_add (result, &few);
  g_assert_cmpuint (assay_result_get_n_figures (result), ==, 0);
  residual_tests_compute (flat, 20, 7, 0, &tests);
  g_assert_true (isnan (tests.ljung_box_p) && isnan (tests.jarque_bera_p) && isnan (tests.arch_p) && isnan (tests.runs_p));
  residual_figures_add (result, &same);
}

/* Intervals are compared where both models have one: a series that the model cannot be fitted to says nothing of it. */
static void
test_interval_pairs (void)
{
  static const char *const options[] = { "models", "garch", "benchmark", "naive", "season", "2", "horizon", "2", "origins", "8", "step", "2", NULL };
  enum { LONG = 120, SHORT = 20 };
  gint32 days[LONG + SHORT], key[LONG + SHORT];
  double values[LONG + SHORT];
  guint64 state = 99;
  g_autoptr(AssayFrame) both = NULL, one = NULL;
  g_autoptr(AssayOutcome) of_both = NULL, of_one = NULL;

  for (int i = 0; i < LONG + SHORT; i++)
    {
      days[i] = assay_date_from_ymd (2022, 1, 3) + (i < LONG ? i : i - LONG);
      key[i] = i >= LONG;
      values[i] = i < LONG ? next_normal (&state) : 1e6 * next_normal (&state);
    }
  both = fixture_frame (days, values, key, LONG + SHORT);
  one = fixture_frame (days, values, key, LONG);
  of_both = run (both, "key", options, 2);
  of_one = run (one, "key", options, 2);
  g_assert_cmpfloat (find_check (of_one->result, "fc-interval-score", "GARCH(1,1)")->p_value, >, 0);
  assert_near (find_check (of_both->result, "fc-interval-score", "GARCH(1,1)")->p_value, find_check (of_one->result, "fc-interval-score", "GARCH(1,1)")->p_value, 1e-12);
}

int
main (int argc, char **argv)
{
  am_init ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/analysis/backtest-evidence/league", test_league);
  g_test_add_func ("/analysis/backtest-evidence/same-test", test_same_test);
  g_test_add_func ("/analysis/backtest-evidence/ranks", test_ranks);
  g_test_add_func ("/analysis/backtest-evidence/reliability", test_reliability);
  g_test_add_func ("/analysis/backtest-evidence/alone", test_alone);
  g_test_add_func ("/analysis/backtest-evidence/threads", test_threads);
  g_test_add_func ("/analysis/backtest-evidence/residuals", test_residuals);
  g_test_add_func ("/analysis/backtest-evidence/lags", test_lags);
  g_test_add_func ("/analysis/backtest-evidence/few-residuals", test_few_residuals);
  g_test_add_func ("/analysis/backtest-evidence/interval-pairs", test_interval_pairs);
  return g_test_run ();
}
