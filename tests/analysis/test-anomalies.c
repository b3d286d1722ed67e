#include "analysis-fixture.h"

#include "analysis/wording.h"
#include "base/date.h"
#include "math/init.h"
#include "math/rolling-z.h"
#include "result/result-json.h"

#include <math.h>
#include <string.h>

/* ---- the twin: the definitions of the reference as plain loops ---- */

typedef struct
{
  int season, window, min_periods;
  double threshold;
  gboolean on_value, include_current;
} Definition;

typedef struct { double forecast, residual, z; int anomaly; const char *risk, *reason; } Expected;

static double
value_at (const gint32 *days, const double *y, gsize n, gint32 day)
{
  for (gsize i = 0; i < n; i++)
    if (days[i] == day)
      return y[i];
  return NAN;
}

static void
define_score (const double *x, gsize t, const Definition *how, Expected *row)
{
  long double mean = 0, squares = 0;     /* so that the plain sums do not lose what the kernel keeps */
  double history[512];
  int n = 0;

  for (gsize back = how->include_current ? t + 1 : t; back-- > 0 && n < how->window;)
    if (!isnan (x[back]))
      history[n++] = x[back];
  if (n < how->min_periods)
    {
      row->reason = how->on_value ? "too-few-values" : "too-few-residuals";
      return;
    }
  for (int i = 0; i < n; i++)
    mean += (long double) history[i] / n;
  for (int i = 0; i < n; i++)
    squares += (history[i] - mean) * (history[i] - mean);
  if (sqrtl (squares / (n - 1)) <= 1e-9 * fabsl (mean))
    {
      gboolean breach = fabsl (x[t] - mean) > 1e-9 * fabsl (mean);

      row->reason = breach ? "constant-history" : "constant-equal";
      row->risk = breach ? "Critical" : "";
      row->anomaly = breach;
      return;
    }
  row->z = (x[t] - mean) / sqrtl (squares / (n - 1));
  row->anomaly = fabs (row->z) >= how->threshold;
  row->risk = fabs (row->z) >= 4 ? "Critical" : fabs (row->z) >= 3 ? "High" : fabs (row->z) >= 2 ? "Medium" : "Low";
  row->reason = !row->anomaly ? "" : how->on_value ? (row->z > 0 ? "above-history" : "below-history")
                                                   : (row->z > 0 ? "above-forecast" : "below-forecast");
}

static void
define_series (const gint32 *days, const double *y, gsize n, const Definition *how, Expected *rows)
{
  g_autofree double *x = g_new (double, n);

  for (gsize t = 0; t < n; t++)
    {
      rows[t] = (Expected) { value_at (days, y, n, days[t] - how->season), NAN, NAN, 0, "", "" };
      rows[t].residual = y[t] - rows[t].forecast;
      x[t] = how->on_value ? y[t] : rows[t].residual;
    }
  for (gsize t = 0; t < n; t++)
    if (isnan (y[t]))
      rows[t].reason = "no-value";
    else if (isnan (x[t]))
      rows[t].reason = "no-forecast";
    else
      define_score (x, t, how, &rows[t]);
}

static void
assert_near (double found, double expected, gsize row, const char *what)
{
  if (isnan (expected) ? isnan (found) : fabs (found - expected) <= 1e-9 * MAX (1, fabs (expected)))
    return;
  g_error ("row %" G_GSIZE_FORMAT ": %s is %.17g and should be %.17g", row, what, found, expected);
}

static const char *
word (AssayFrame *frame, const char *column, gsize row)
{
  AssayColumn *words = assay_frame_find (frame, column);

  return assay_column_is_missing (words, row) ? "" : assay_column_get_word (words, assay_column_get_codes (words)[row]);
}

static double
number (AssayFrame *frame, const char *column, gsize row)
{
  return assay_column_get_doubles (assay_frame_find (frame, column))[row];
}

/* Random series with absent days, missing values, flat stretches and jumps. */
static gsize
make_panel (gint32 *days, double *values, gint32 *keys, gsize *first, int n_series, int most)
{
  gsize n = 0;

  for (int s = 0; s < n_series; s++)
    {
      gint32 day = 19000 + g_test_rand_int_range (0, 20);
      int length = g_test_rand_int_range (1, most);
      double level = g_test_rand_int_range (0, 3) * 1e6;

      first[s] = n;
      for (int i = 0; i < length; i++, n++)
        {
          days[n] = day;
          keys[n] = s;
          values[n] = level + (i / 60 % 3 == 2 ? 5 : g_test_rand_int_range (0, 50));
          if (g_test_rand_int_range (0, 40) == 0)
            values[n] = NAN;
          day += g_test_rand_int_range (0, 12) == 0 ? g_test_rand_int_range (1, 9) : 1;
        }
    }
  first[n_series] = n;
  return n;
}

/* A score that is exactly a limit by the definition may differ from it in the last digit by another order of sums. */
static gboolean
is_tie (double z, double threshold)
{
  const double limits[] = { threshold, 2, 3, 4 };

  for (guint i = 0; i < G_N_ELEMENTS (limits); i++)
    if (fabs (fabs (z) - limits[i]) < 1e-9)
      return TRUE;
  return FALSE;
}

static void
test_twin (void)
{
  enum { SERIES = 12, MOST = 260 };
  static const Definition cases[] = {
    { 7, 30, 30, 2, FALSE, FALSE }, { 7, 30, 10, 2.5, FALSE, TRUE }, { 1, 5, 2, 1, TRUE, FALSE }, { 14, 60, 60, 3, TRUE, TRUE },
  };

  for (guint c = 0; c < G_N_ELEMENTS (cases); c++)
    {
      gint32 days[SERIES * MOST], keys[SERIES * MOST];
      static double values[SERIES * MOST];
      static Expected expected[SERIES * MOST];
      gsize first[SERIES + 1], n = make_panel (days, values, keys, first, SERIES, MOST);
      g_autofree char *season = g_strdup_printf ("%d", cases[c].season), *window = g_strdup_printf ("%d", cases[c].window);
      g_autofree char *least = g_strdup_printf ("%d", cases[c].min_periods), *threshold = g_strdup_printf ("%g", cases[c].threshold);
      const char *options[] = { "season", season, "window", window, "min-periods", least, "threshold", threshold,
                                "on", cases[c].on_value ? "value" : "residual", "include-current", cases[c].include_current ? "true" : "false", NULL };
      FixtureRun how = { "date", "value", "key", options };
      g_autoptr(AssayFrame) frame = fixture_frame (days, values, keys, n);
      g_autoptr(GError) error = NULL;
      g_autoptr(AssayOutcome) outcome = fixture_run ("anomalies", frame, &how, NULL, &error);

      g_assert_no_error (error);
      g_assert_cmpuint (assay_frame_get_n_rows (outcome->rows), ==, n);
      for (int s = 0; s < SERIES; s++)
        define_series (days + first[s], values + first[s], first[s + 1] - first[s], &cases[c], expected + first[s]);
      for (gsize row = 0; row < n; row++)
        {
          assert_near (number (outcome->rows, "actual", row), values[row], row, "actual");
          assert_near (number (outcome->rows, "forecast", row), expected[row].forecast, row, "forecast");
          assert_near (number (outcome->rows, "residual", row), expected[row].residual, row, "residual");
          assert_near (number (outcome->rows, "zscore", row), expected[row].z, row, "zscore");
          if (is_tie (expected[row].z, cases[c].threshold))
            continue;
          g_assert_cmpstr (word (outcome->rows, "risk", row), ==, expected[row].risk);
          g_assert_cmpstr (word (outcome->rows, "reason", row), ==, expected[row].reason);
          g_assert_cmpint (assay_column_get_int64s (assay_frame_find (outcome->rows, "anomaly"))[row], ==, expected[row].anomaly);
        }
    }
}

/* ---- threads and pieces ---- */

static AssayFrame *
make_long (gsize n)
{
  g_autofree gint32 *days = g_new (gint32, n);
  g_autofree double *values = g_new (double, n);

  for (gsize i = 0; i < n; i++)
    {
      days[i] = -300000 + (gint32) i + (i > n / 3) * 3;
      values[i] = i % 997 == 5 ? NAN : 100 + 20 * sin (i * 2 * G_PI / 7) + g_test_rand_double () * 10;
    }
  return fixture_frame (days, values, NULL, n);
}

static void
test_threads (void)
{
  static const guint threads[] = { 1, 2, 8 };
  g_autoptr(AssayFrame) frame = make_long (150000);
  g_autofree char *first_rows = NULL, *first_json = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    {
      FixtureRun how = { "date", "value", NULL, NULL, NULL, threads[i] };
      g_autoptr(AssayOutcome) outcome = fixture_run ("anomalies", frame, &how, NULL, NULL);
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

/* A series longer than a piece has the same bits as the kernel run over it whole. */
static void
test_pieces (void)
{
  gsize n = 200000;
  g_autoptr(AssayFrame) frame = make_long (n);
  FixtureRun how = { "date", "value", NULL, NULL, NULL, 2 };
  g_autoptr(AssayOutcome) outcome = fixture_run ("anomalies", frame, &how, NULL, NULL);
  AmRollingZ rolling = { 30, 30, FALSE };
  g_autofree double *z = g_new (double, n);
  g_autofree guint8 *state = g_new (guint8, n);
  g_autofree void *work = g_malloc (am_rolling_z_work (&rolling));
  const double *residual = assay_column_get_doubles (assay_frame_find (outcome->rows, "residual"));
  const double *found = assay_column_get_doubles (assay_frame_find (outcome->rows, "zscore"));

  g_assert_true (am_rolling_z (residual, n, &rolling, z, state, work));
  for (gsize i = 0; i < n; i++)
    g_assert_true (found[i] == z[i] || (isnan (found[i]) && isnan (z[i])));
}

/* ---- small inputs ---- */

static AssayOutcome *
run_small (const double *values, gsize n)
{
  g_autofree gint32 *days = g_new (gint32, n + 1);
  g_autoptr(AssayFrame) frame = NULL;
  g_autoptr(GError) error = NULL;
  FixtureRun how = { "date", "value" };
  AssayOutcome *outcome;

  for (gsize i = 0; i < n; i++)
    days[i] = 20000 + i;
  frame = fixture_frame (days, values, NULL, n);
  outcome = fixture_run ("anomalies", frame, &how, NULL, &error);
  g_assert_no_error (error);
  return outcome;
}

static void
assert_unscored (AssayOutcome *outcome)
{
  g_assert_cmpint (fixture_check (outcome->result, "score-coverage")->verdict, ==, ASSAY_VERDICT_FAIL);
  g_assert_cmpint (fixture_check (outcome->result, "anomaly-share")->verdict, ==, ASSAY_VERDICT_NOT_ASSESSABLE);
  g_assert_true (isnan (fixture_number (outcome->result, "latest-z")));
  g_assert_nonnull (assay_result_find_metric (outcome->result, "latest-z")->text);
  g_assert_null (assay_result_find_figure (outcome->result, "zscore"));
  g_assert_null (assay_result_find_figure (outcome->result, "risk"));
}

static void
test_no_rows (void)
{
  g_autoptr(AssayOutcome) outcome = run_small (NULL, 0);

  assert_unscored (outcome);
  g_assert_cmpuint (assay_frame_get_n_rows (outcome->rows), ==, 0);
  g_assert_cmpuint (assay_result_get_n_figures (outcome->result), ==, 0);
  g_assert_cmpint (assay_result_get_verdict (outcome->result), ==, ASSAY_VERDICT_FAIL);
  g_assert_cmpstr (fixture_check (outcome->result, "score-coverage")->message, ==, "No row could be scored: no row has a value.");
}

static void
test_one_row (void)
{
  const double value = 5;
  g_autoptr(AssayOutcome) outcome = run_small (&value, 1);

  assert_unscored (outcome);
  g_assert_cmpstr (assay_result_find_metric (outcome->result, "mase")->text, ==, "no row has both a value and a forecast");
  g_assert_cmpstr (word (outcome->rows, "reason", 0), ==, "no-forecast");
  g_assert_cmpuint (assay_result_get_n_figures (outcome->result), ==, 1);
}

static void
test_all_missing (void)
{
  double values[50];
  g_autoptr(AssayOutcome) outcome = NULL;

  for (int i = 0; i < 50; i++)
    values[i] = NAN;
  outcome = run_small (values, 50);
  assert_unscored (outcome);
  g_assert_cmpuint (assay_result_get_n_figures (outcome->result), ==, 0);
  g_assert_cmpstr (word (outcome->rows, "reason", 49), ==, "no-value");
  g_assert_cmpint (fixture_check (outcome->result, "dq-missing")->verdict, ==, ASSAY_VERDICT_FAIL);
  g_assert_true (isnan (fixture_number (outcome->result, "wape")));
}

static void
test_fewer_than_37 (void)
{
  double values[37];
  g_autoptr(AssayOutcome) outcome = NULL;

  for (int i = 0; i < 37; i++)
    values[i] = i * i % 11;
  outcome = run_small (values, 37);
  assert_unscored (outcome);
  g_assert_cmpstr (word (outcome->rows, "reason", 36), ==, "too-few-residuals");
  g_assert_cmpint (assay_result_get_verdict (outcome->result), ==, ASSAY_VERDICT_FAIL);
  g_assert_cmpstr (fixture_check (outcome->result, "score-coverage")->message, ==,
                   "No row could be scored: the detector needs at least 38 values a series, one step apart; the longest series has 37. "
                   "Give more history, or a shorter --season or --window.");
}

static void
assert_noted (AssayResult *result, const char *text, gboolean expected)
{
  gboolean found = FALSE;

  for (guint i = 0; i < assay_result_get_n_notes (result); i++)
    found |= strcmp (assay_result_get_note (result, i), text) == 0;
  if (found != expected)
    g_error ("“%s” is %s the notes", text, expected ? "not among" : "among");
}

#define WEEKLY "The season is 7 steps of 1 week, the default for daily data; 52, the steps of a year, may be meant (--season)."

static void
test_settings_noted (void)
{
  static const char *const given[] = { "season", "7", "threshold", "3", NULL };
  gint32 days[60];
  double values[60];
  FixtureRun how = { "date", "value" }, with_season = { "date", "value", NULL, given };
  g_autoptr(AssayFrame) frame = NULL;
  g_autoptr(AssayOutcome) plain = NULL, told = NULL, daily = NULL;

  for (int i = 0; i < 60; i++)
    {
      days[i] = 20000 + 7 * i;
      values[i] = i * i % 11;
    }
  frame = fixture_frame (days, values, NULL, 60);
  plain = fixture_run ("anomalies", frame, &how, NULL, NULL);
  told = fixture_run ("anomalies", frame, &with_season, NULL, NULL);
  daily = run_small (values, 60);

  assert_noted (plain->result, "Step: 1 week; season: 7 steps; window: 30 residuals; threshold: |z| ≥ 2.", TRUE);
  assert_noted (plain->result, WEEKLY, TRUE);
  assert_noted (told->result, WEEKLY, FALSE);
  assert_noted (told->result, "Rows from |z| ≥ 2 are at least Medium by the policy; only those from 3 are anomalies (--threshold).", TRUE);
  assert_noted (daily->result, "Step: 1 day; season: 7 steps; window: 30 residuals; threshold: |z| ≥ 2.", TRUE);
  g_assert_cmpuint (assay_result_get_n_notes (daily->result), ==, 2);      /* the other: rows without a score */
}

static void
test_default_season (void)
{
  static const struct { AssayStep step; const char *words, *meant; } cases[] = {
    { { ASSAY_STEP_USEC, G_GINT64_CONSTANT (3600000000) }, "1 hour", "; 24, the steps of a day, may" },
    { { ASSAY_STEP_USEC, G_GINT64_CONSTANT (1800000000) }, "30 minutes", "; 48, the steps of a day, may" },
    { { ASSAY_STEP_USEC, G_GINT64_CONSTANT (7000000) }, "7 seconds", "; another may" },
    { { ASSAY_STEP_DAY, 7 }, "1 week", "; 52, the steps of a year, may" },
    { { ASSAY_STEP_DAY, 1 }, "1 day", NULL },
    { { ASSAY_STEP_MONTH, 1 }, "1 month", "; 12, the steps of a year, may" },
    { { ASSAY_STEP_MONTH, 3 }, "3 months", "; 4, the steps of a year, may" },
    { { ASSAY_STEP_MONTH, 12 }, "1 year", "; another may" },
    { { ASSAY_STEP_INDEX, 1 }, NULL, NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *words = assay_word_step (cases[i].step), *note = assay_word_default_season (cases[i].step, 7);

      g_assert_cmpstr (words, ==, cases[i].words);
      g_assert_true ((note != NULL) == (cases[i].meant != NULL));
      g_assert_true (note == NULL || strstr (note, cases[i].meant) != NULL);
    }
}

/* Labels that could be taken for another number of the same name say which one they are. */
static void
test_labels (void)
{
  double values[80];
  g_autoptr(AssayOutcome) outcome = NULL;

  for (int i = 0; i < 80; i++)
    values[i] = i * i % 11;
  outcome = run_small (values, 80);
  g_assert_cmpstr (assay_result_find_metric (outcome->result, "mase")->label, ==, "MASE (last value)");
  g_assert_cmpstr (assay_result_find_metric (outcome->result, "anomaly-share")->label, ==, "Anomalies of Scored Rows");
}

/* Weeks alternate between two levels, so the seasonal difference changes sign from week to week. */
static void
test_autocorrelation_sign (void)
{
  double values[147];
  g_autoptr(AssayOutcome) outcome = NULL;
  const AssayCheck *check;

  for (int i = 0; i < 147; i++)
    values[i] = (i / 7 % 2 == 0 ? 10 : -10) + i * i % 5;
  outcome = run_small (values, 147);
  check = fixture_check (outcome->result, "ts-ljung-box");
  g_assert_cmpfloat (check->value, >, 0.6);
  g_assert_nonnull (strstr (check->message, "the largest autocorrelation is −0."));
  g_assert_nonnull (strstr (check->message, "at lag 7."));
  g_assert_nonnull (strstr (check->convention, "has −0.5 at lag 7"));
}

/* A shorter season would not help here, so none is advised. */
static void
test_never_changing (void)
{
  double values[60];
  g_autoptr(AssayOutcome) outcome = NULL;

  for (int i = 0; i < 60; i++)
    values[i] = 7.5;
  outcome = run_small (values, 60);
  assert_unscored (outcome);
  g_assert_cmpint (assay_result_get_verdict (outcome->result), ==, ASSAY_VERDICT_FAIL);
  g_assert_cmpstr (assay_result_find_metric (outcome->result, "mase")->text, ==, "the values never change from one step to the next");
  g_assert_cmpfloat (fixture_number (outcome->result, "wape"), ==, 0);
  g_assert_cmpstr (fixture_check (outcome->result, "score-coverage")->message, ==,
                   "No row could be scored: the residuals before each row that has enough of them are all equal, which leaves no spread to measure a change against.");
}

static void
test_constant (void)
{
  double values[60];
  g_autoptr(AssayOutcome) outcome = NULL;

  for (int i = 0; i < 60; i++)
    values[i] = 7.5;
  values[59] = 8;
  outcome = run_small (values, 60);
  g_assert_cmpstr (word (outcome->rows, "reason", 58), ==, "constant-equal");
  g_assert_cmpstr (word (outcome->rows, "risk", 58), ==, "");
  g_assert_cmpstr (word (outcome->rows, "reason", 59), ==, "constant-history");
  g_assert_cmpstr (word (outcome->rows, "risk", 59), ==, "Critical");
  g_assert_true (isnan (number (outcome->rows, "zscore", 59)));
  g_assert_cmpfloat (fixture_number (outcome->result, "n-anomalies"), ==, 1);
  g_assert_cmpfloat (fixture_number (outcome->result, "open-critical"), ==, 1);
  g_assert_cmpstr (assay_table_get_text (assay_result_find_table (outcome->result, "anomalies"), 0, 7), ==, "constant-history");
}

/* A window longer than the data reaches back to their start, not to a day before it. */
static void
test_since_start (void)
{
  static const char *const options[] = { "season", "1", "window", "1000", "min-periods", "3", NULL };
  FixtureRun how = { "date", "value", NULL, options };
  gint32 days[40];
  double values[40];
  g_autoptr(AssayFrame) frame = NULL;
  g_autoptr(AssayOutcome) outcome = NULL;
  g_autoptr(GError) error = NULL;

  for (int i = 0; i < 40; i++)
    {
      days[i] = assay_date_from_ymd (1, 1, 1) + i;
      values[i] = i * i % 7;
    }
  frame = fixture_frame (days, values, NULL, 40);
  outcome = fixture_run ("anomalies", frame, &how, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (fixture_check (outcome->result, "open-critical")->message, ==, "No critical anomaly since 0001-01-01.");
}

/* 1e9 + small values: a formula of squares would lose every digit of the spread. */
static void
test_large_level (void)
{
  double small[80], large[80];
  g_autoptr(AssayOutcome) a = NULL, b = NULL;

  for (int i = 0; i < 80; i++)
    {
      small[i] = i * 37 % 11;
      large[i] = 1e9 + small[i];
    }
  a = run_small (small, 80);
  b = run_small (large, 80);
  for (gsize row = 0; row < 80; row++)
    assert_near (number (b->rows, "zscore", row), number (a->rows, "zscore", row), row, "zscore");
}

/* ---- the calendar ---- */

/* Months: the forecast of a month end is the month end a season earlier, and a missing month is a gap. */
static void
test_months (void)
{
  gint32 days[48], n = 0;
  double values[48];
  static const char *const options[] = { "season", "12", "window", "12", NULL };
  FixtureRun how = { "date", "value", NULL, options };
  g_autoptr(AssayFrame) frame = NULL;
  g_autoptr(AssayOutcome) outcome = NULL;
  g_autoptr(GError) error = NULL;

  for (int month = 0; month < 48; month++)
    {
      int year = 2019 + (month + 1) / 12, next = (month + 1) % 12 + 1;

      if (month == 5)
        continue;
      days[n] = assay_date_from_ymd (year, next, 1) - 1;
      values[n++] = 100 + month;
    }
  frame = fixture_frame (days, values, NULL, n);
  outcome = fixture_run ("anomalies", frame, &how, NULL, &error);
  g_assert_no_error (error);
  for (int row = 0, month = 0; row < n; row++, month++)
    {
      month += month == 5;
      assert_near (number (outcome->rows, "forecast", row), month < 12 || month == 17 ? NAN : 88 + month, row, "forecast");
    }
}

static void
test_reserved_key (void)
{
  gint64 keys[] = { 1, 1, 2, 2 };
  g_autoptr(AssayColumn) key = assay_column_take_int64s ("risk", g_memdup2 (keys, sizeof keys), 4);
  g_autoptr(AssayColumn) date = assay_column_take_dates ("date", g_memdup2 ((gint32[]) { 1, 2, 1, 2 }, 16), 4);
  g_autoptr(AssayColumn) value = assay_column_take_doubles ("value", g_memdup2 ((double[]) { 1, 2, 3, 4 }, 32), 4);
  AssayColumn *columns[] = { key, date, value };
  g_autoptr(AssayFrame) frame = assay_frame_new (columns, 3, 4);
  FixtureRun how = { "date", "value", "risk" };
  g_autoptr(AssayOutcome) outcome = fixture_run ("anomalies", frame, &how, NULL, NULL);

  g_assert_cmpstr (assay_column_get_name (assay_frame_get_column (outcome->rows, 0)), ==, "series_risk");
  g_assert_cmpint (assay_column_get_type (assay_frame_find (outcome->rows, "risk")), ==, ASSAY_TYPE_CATEGORY);
  assert_noted (outcome->result, "A series key has the name of a column of the analysis: “risk” is called “series_risk” in the table.", TRUE);
}

static void
test_columns (void)
{
  static const char *const names[] = { "key", "time", "actual", "forecast", "residual", "zscore", "anomaly", "risk", "reason" };
  const gint32 days[] = { 3, 1 }, keys[] = { 2, 10 };
  const double values[] = { 1, 2 };
  g_autoptr(AssayFrame) frame = fixture_frame (days, values, keys, 2);
  FixtureRun how = { "date", "value", "key" };
  g_autoptr(AssayOutcome) outcome = fixture_run ("anomalies", frame, &how, NULL, NULL);

  g_assert_cmpuint (assay_frame_get_n_columns (outcome->rows), ==, G_N_ELEMENTS (names));
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    g_assert_cmpstr (assay_column_get_name (assay_frame_get_column (outcome->rows, i)), ==, names[i]);
}

/* ---- errors ---- */

static void
test_errors (void)
{
  static const struct { const char *options[5], *time, *message; } cases[] = {
    { { "window", "10", "min-periods", "11" }, "date",
      "--min-periods is 11 and --window is 10; a window cannot hold more residuals than its length. Use a --min-periods of at most 10." },
  };
  const gint32 days[] = { 1, 2 };
  const double values[] = { 1, 2 };
  g_autoptr(AssayFrame) frame = fixture_frame (days, values, NULL, 2);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      FixtureRun how = { cases[i].time, "value", NULL, cases[i].options };
      g_autoptr(GError) error = NULL;
      g_autoptr(AssayOutcome) outcome = fixture_run ("anomalies", frame, &how, NULL, &error);

      g_assert_null (outcome);
      g_assert_error (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_OPTION);
      g_assert_cmpstr (error->message, ==, cases[i].message);
    }
}

static AssayOutcome *
run_numbers (gint64 a, gint64 b, const char *const *options, GError **error)
{
  g_autoptr(AssayColumn) time = assay_column_take_int64s ("t", g_memdup2 ((gint64[]) { a, b }, 16), 2);
  g_autoptr(AssayColumn) value = assay_column_take_doubles ("value", g_memdup2 ((double[]) { 1, 2 }, 16), 2);
  AssayColumn *columns[] = { time, value };
  g_autoptr(AssayFrame) frame = assay_frame_new (columns, 2, 2);
  FixtureRun how = { "t", "value", NULL, options };

  return fixture_run ("anomalies", frame, &how, NULL, error);
}

static void
test_huge_times (void)
{
  static const char *const options[] = { "season", "1000000", NULL };
  g_autoptr(GError) error = NULL, other = NULL;

  g_assert_null (run_numbers (-5, G_GINT64_CONSTANT (1) << 62, NULL, &error));
  g_assert_error (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_DATA);
  g_assert_cmpstr (error->message, ==,
                   "The time column holds numbers beyond ±2^61, which cannot be counted in steps. Use smaller numbers, or dates.");

  g_assert_null (run_numbers (0, G_GINT64_CONSTANT (1) << 60, options, &other));
  g_assert_error (other, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_OPTION);
  g_assert_cmpstr (other->message, ==, "--season is 1000000 steps, which is longer than the time of these data can be counted. Use a smaller number.");
}

static void
test_duplicates (void)
{
  const gint32 days[] = { 1, 2, 2, 3 };
  const double values[] = { 1, 2, 4, 8 };
  static const struct { const char *rule; double merged; } cases[] = { { "sum", 6 }, { "mean", 3 }, { "first", 2 }, { "last", 4 } };
  g_autoptr(AssayFrame) frame = fixture_frame (days, values, NULL, 4);
  FixtureRun how = { "date", "value" };
  g_autoptr(GError) error = NULL;

  g_assert_null (fixture_run ("anomalies", frame, &how, NULL, &error));
  g_assert_error (error, ASSAY_DATA_ERROR, ASSAY_DATA_ERROR_DUPLICATES);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const char *options[] = { "duplicates", cases[i].rule, NULL };
      FixtureRun merged = { "date", "value", NULL, options };
      g_autoptr(AssayOutcome) outcome = fixture_run ("anomalies", frame, &merged, NULL, NULL);

      g_assert_cmpfloat (number (outcome->rows, "actual", 1), ==, cases[i].merged);
      g_assert_cmpint (fixture_check (outcome->result, "dq-duplicates")->verdict, !=, ASSAY_VERDICT_PASS);
    }
}

/* ---- policy ---- */

static void
test_policy (void)
{
  g_autoptr(AssayPolicy) policy = assay_policy_new (), copy = NULL;
  AssayLimit *limit = g_new0 (AssayLimit, 1);
  g_autoptr(AssayFrame) frame = make_long (2000);
  FixtureRun how = { "date", "value" };
  g_autoptr(AssayOutcome) outcome = NULL;
  const AssayCheck *check;

  *limit = (AssayLimit) { 0.0001, NAN, g_strdup ("A. Novak"), g_strdup ("2026-01-02"), g_strdup ("stricter") };
  g_hash_table_replace (policy->limits, g_strdup ("dq-missing"), limit);
  policy->risk_cuts[0] = 0.5;
  copy = assay_policy_copy (policy);
  how.policy = copy;
  outcome = fixture_run ("anomalies", frame, &how, NULL, NULL);
  check = fixture_check (outcome->result, "dq-missing");
  g_assert_cmpint (check->verdict, ==, ASSAY_VERDICT_WARN);
  g_assert_cmpint (check->source, ==, 'U');
  g_assert_cmpfloat (check->warn, ==, 0.0001);
  g_assert_true (isnan (check->fail));
  g_assert_cmpstr (check->limit_note, ==, "set by the policy, A. Novak, 2026-01-02: stricter");
  g_assert_cmpfloat (fixture_number (outcome->result, "risk-medium"), >, 500);
  g_assert_cmpint (assay_policy_risk (policy, 0.5), ==, ASSAY_RISK_MEDIUM);
  g_assert_cmpint (assay_policy_risk (policy, NAN), ==, ASSAY_RISK_NONE);
}

/* ---- cancel ---- */

typedef struct { double at; GCancellable *cancellable; gint64 when; } Cancel;

static void
cancel_when (double fraction, const char *step, gpointer user_data)
{
  Cancel *cancel = user_data;

  if (fraction < cancel->at || cancel->when != 0)
    return;
  cancel->when = g_get_monotonic_time ();
  g_cancellable_cancel (cancel->cancellable);
}

/* From the moment of cancelling to the return, at several points of a long series. The limit is for an idle machine, so
 * the best of three counts. */
static void
test_cancel (void)
{
  static const double points[] = { 0, 0.42, 0.7, 0.81, 0.9 };
  g_autoptr(AssayFrame) frame = make_long (2000000);
  FixtureRun how = { "date", "value", NULL, NULL, NULL, 2 };

  for (guint i = 0; i < G_N_ELEMENTS (points); i++)
    {
      gint64 best = G_MAXINT64;

      for (int attempt = 0; attempt < 3 && best > 100000; attempt++)
        {
          g_autoptr(GCancellable) cancellable = g_cancellable_new ();
          Cancel cancel = { points[i], cancellable, 0 };
          g_autoptr(AssayProgress) progress = assay_progress_new (cancellable, cancel_when, &cancel, NULL);
          g_autoptr(GError) error = NULL;
          g_autoptr(AssayOutcome) outcome = fixture_run ("anomalies", frame, &how, progress, &error);

          if (cancel.when == 0 || outcome != NULL)
            {
              best = 0;       /* it was done before there was anything to cancel */
              continue;
            }
          g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
          best = MIN (best, g_get_monotonic_time () - cancel.when);
        }
      g_test_message ("cancelled at %g: answered after %" G_GINT64_FORMAT " µs", points[i], best);
#ifndef __SANITIZE_ADDRESS__
      g_assert_cmpint (best, <, 100000);
#endif
    }
}

static void
test_registry (void)
{
  g_assert_true (assay_analysis_find ("anomalies") == assay_analysis_list ()[0]);
  g_assert_null (assay_analysis_find ("anomaly"));
  for (guint i = 0; assay_analysis_list ()[i] != NULL; i++)
    {
      g_autoptr(AssayOptions) options = assay_options_new (assay_analysis_list ()[i]->options);

      for (const AssayOption *o = assay_analysis_list ()[i]->options; o->name != NULL; o++)
        if (o->fallback != NULL)
          g_assert_true (assay_options_set (options, o->name, o->fallback, NULL));
    }
}

int
main (int argc, char **argv)
{
  am_init ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/analysis/registry", test_registry);
  g_test_add_func ("/analysis/anomalies/twin", test_twin);
  g_test_add_func ("/analysis/anomalies/threads", test_threads);
  g_test_add_func ("/analysis/anomalies/pieces", test_pieces);
  g_test_add_func ("/analysis/anomalies/no-rows", test_no_rows);
  g_test_add_func ("/analysis/anomalies/one-row", test_one_row);
  g_test_add_func ("/analysis/anomalies/all-missing", test_all_missing);
  g_test_add_func ("/analysis/anomalies/fewer-than-37", test_fewer_than_37);
  g_test_add_func ("/analysis/anomalies/constant", test_constant);
  g_test_add_func ("/analysis/anomalies/never-changing", test_never_changing);
  g_test_add_func ("/analysis/anomalies/settings-noted", test_settings_noted);
  g_test_add_func ("/analysis/anomalies/default-season", test_default_season);
  g_test_add_func ("/analysis/anomalies/labels", test_labels);
  g_test_add_func ("/analysis/anomalies/autocorrelation-sign", test_autocorrelation_sign);
  g_test_add_func ("/analysis/anomalies/since-start", test_since_start);
  g_test_add_func ("/analysis/anomalies/large-level", test_large_level);
  g_test_add_func ("/analysis/anomalies/months", test_months);
  g_test_add_func ("/analysis/anomalies/reserved-key", test_reserved_key);
  g_test_add_func ("/analysis/anomalies/columns", test_columns);
  g_test_add_func ("/analysis/anomalies/errors", test_errors);
  g_test_add_func ("/analysis/anomalies/huge-times", test_huge_times);
  g_test_add_func ("/analysis/anomalies/duplicates", test_duplicates);
  g_test_add_func ("/analysis/anomalies/policy", test_policy);
  g_test_add_func ("/analysis/anomalies/cancel", test_cancel);
  return g_test_run ();
}
