/* The analysis "forecast": rows, conformal limits by hand, seasons from the step, what it refuses. */
#include "analysis-fixture.h"

#include "math/init.h"

#include <math.h>
#include <string.h>

#define FIRST_DAY 20000

/* Series 1 rises by weekday; series 2 has no value; series 3 is mostly zero. */
static AssayFrame *
make_frame (void)
{
  gint32 days[3 * 70], keys[3 * 70];
  double values[3 * 70];

  for (int s = 0; s < 3; s++)
    for (int i = 0; i < 70; i++)
      {
        days[s * 70 + i] = FIRST_DAY + i;
        keys[s * 70 + i] = s + 1;
        values[s * 70 + i] = s == 0 ? 10 * (i % 7) + i / 7 : s == 1 ? NAN : i % 5 == 0 ? 3 + i % 2 : 0;
      }
  return fixture_frame (days, values, keys, 3 * 70);
}

static AssayOutcome *
run (AssayFrame *frame, const char *const *options, guint n_threads, GError **error)
{
  const FixtureRun how = { "date", "value", "key", options, NULL, n_threads };

  return fixture_run ("forecast", frame, &how, NULL, error);
}

static const double *
doubles_of (AssayOutcome *outcome, const char *column)
{
  return assay_column_get_doubles (assay_frame_find (outcome->rows, column));
}

static void
test_rows (void)
{
  static const char *const options[] = { "models", "seasonal-naive,croston", "horizon", "9", "levels", "80,95", NULL };
  g_autoptr(AssayFrame) frame = make_frame ();
  g_autoptr(GError) error = NULL;
  g_autoptr(AssayOutcome) outcome = run (frame, options, 1, &error);

  g_assert_no_error (error);
  /* two models of two series; the empty one is named */
  g_assert_cmpuint (assay_frame_get_n_rows (outcome->rows), ==, 4 * 9);
  for (int i = 0; i < 9; i++)
    {
      g_assert_cmpfloat (doubles_of (outcome, "forecast")[i], ==, 10 * (i % 7) + 9);
      g_assert_cmpint (assay_column_get_dates (assay_frame_find (outcome->rows, "time"))[i], ==, FIRST_DAY + 70 + i);
      g_assert_cmpint (assay_column_get_dates (assay_frame_find (outcome->rows, "origin"))[i], ==, FIRST_DAY + 69);
      g_assert_cmpint (assay_column_get_int64s (assay_frame_find (outcome->rows, "step"))[i], ==, i + 1);
      /* seasonal differences are all 1: sigma 1, after a week √2 */
      g_assert_cmpfloat_with_epsilon (doubles_of (outcome, "upper")[i] - doubles_of (outcome, "forecast")[i], 1.959963984540054 * sqrt (i / 7 + 1), 1e-12);
      g_assert_cmpfloat_with_epsilon (doubles_of (outcome, "forecast")[i] - doubles_of (outcome, "lower_80")[i], 1.2815515655446004 * sqrt (i / 7 + 1), 1e-12);
    }
  g_assert_cmpuint (assay_table_get_n_rows (assay_result_find_table (outcome->result, "unfitted")), ==, 2);
  g_assert_cmpstr (assay_table_get_text (assay_result_find_table (outcome->result, "unfitted"), 0, 2), ==, "the series has no value");
  g_assert_cmpint (fixture_check (outcome->result, "fc-fitted")->verdict, ==, ASSAY_VERDICT_FAIL);
  g_assert_nonnull (assay_result_find_figure (outcome->result, "fan"));
}

/* The naive model of 1, 2, 4, 7, 11, …: h steps ahead it misses by sums of rising steps, all known. */
static void
test_conformal (void)
{
  static const char *const options[] = { "models", "naive", "horizon", "2", "levels", "50,90", "intervals", "conformal", "calibration", "9", NULL };
  g_autoptr(GError) error = NULL;
  g_autoptr(AssayFrame) frame = NULL;
  g_autoptr(AssayOutcome) outcome = NULL;
  gint32 days[20];
  double values[20];

  for (int i = 0; i < 20; i++)
    {
      days[i] = FIRST_DAY + i;
      values[i] = i * (i - 1) / 2.0;
    }
  frame = fixture_frame (days, values, NULL, 20);
  {
    const FixtureRun how = { "date", "value", NULL, options, NULL, 1 };

    outcome = fixture_run ("forecast", frame, &how, NULL, &error);
  }
  g_assert_no_error (error);
  /* one step: errors 18, 17, … 10 from nine origins; the 5th smallest is 14, the 9th 18 */
  g_assert_cmpfloat (doubles_of (outcome, "upper_50")[0], ==, values[19] + 14);
  g_assert_cmpfloat (doubles_of (outcome, "upper")[0], ==, values[19] + 18);
  g_assert_cmpfloat (doubles_of (outcome, "lower")[0], ==, values[19] - 18);
  /* two steps: errors 17 + 18, 16 + 17, … 10 + 11 from eight origins; the 5th smallest is 29, and 90 % needs a ninth */
  g_assert_cmpfloat (doubles_of (outcome, "upper_50")[1], ==, values[19] + 29);
  g_assert_true (isnan (doubles_of (outcome, "upper")[1]));
}

static void
test_threads (void)
{
  static const char *const options[] = { "models", "seasonal-naive,tsb:optimised,mean", "horizon", "5", "nonnegative", "true", NULL };
  g_autoptr(AssayFrame) frame = make_frame ();
  g_autoptr(AssayOutcome) one = run (frame, options, 1, NULL), five = run (frame, options, 5, NULL);
  g_autofree char *text_one = fixture_text (one->rows), *text_five = fixture_text (five->rows);

  g_assert_cmpstr (text_one, ==, text_five);
}

static void
assert_refused (const char *option, const char *value, const char *message)
{
  gboolean is_models = strcmp (option, "models") == 0;
  const char *options[] = { option, value, is_models ? NULL : "models", "naive", NULL };
  g_autoptr(AssayFrame) frame = make_frame ();
  g_autoptr(GError) error = NULL;
  g_autoptr(AssayOutcome) outcome = run (frame, options, 1, &error);

  g_assert_null (outcome);
  g_assert_error (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_OPTION);
  g_assert_cmpstr (error->message, ==, message);
}

static void
test_refused (void)
{
  assert_refused ("models", "seasonal-naiv", "There is no forecast model “seasonal-naiv”; did you mean “seasonal-naive”?");
  assert_refused ("models", "naive,naive", "--models names “naive” twice.");
  assert_refused ("levels", "95,80", "--levels must rise, such as 80,95.");
  assert_refused ("levels", "0.95,100", "--levels has “100”; a level is a number of percent between 0 and 100.");
  assert_refused ("window", "-3", "--window is “-3”; it must be “expanding” or a whole number of steps from 2 on.");
  assert_refused ("seasons", "7,x", "--seasons has “x”; it must be “auto” or numbers of steps above 1, such as 7,365.25.");
}

int
main (int argc, char **argv)
{
  am_init ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/analysis/forecast/rows", test_rows);
  g_test_add_func ("/analysis/forecast/conformal", test_conformal);
  g_test_add_func ("/analysis/forecast/threads", test_threads);
  g_test_add_func ("/analysis/forecast/refused", test_refused);
  return g_test_run ();
}
