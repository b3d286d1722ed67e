/* Robustness, overfit and slices; the errors of other tools that Assay must not make (catalogue §0, 7 and 8). */
#include "validation-fixture.h"

#include "analysis/validation/validate.h"
#include "analysis/wording.h"
#include "model/artifact/artifact-file.h"
#include "result/result-json.h"

#include <math.h>
#include <string.h>

/* ---- data by a fixed generator: what is asserted below holds for these very rows ---- */

static guint64 state;

static double
uniform (void)
{
  state = state * G_GUINT64_CONSTANT (6364136223846793005) + G_GUINT64_CONSTANT (1442695040888963407);
  return ((state >> 33) + 0.5) / 2147483648.0;
}

static double
logistic (double z)
{
  return 1 / (1 + exp (-z));
}

/* x moves the outcome, z does not; p is the true probability, but in region "west" it is a coin. */
static char *
make_rows (guint64 seed, guint n, gboolean has_weak_region, double scale)
{
  GString *csv = g_string_new ("y,x,z,region,p,amount,fit\n");

  state = seed;
  for (guint i = 0; i < n; i++)
    {
      double x = 2 * uniform () - 1, z = uniform (), p = logistic (-1 + 2 * x), loss = 1 + x + 0.2 * (uniform () - 0.5);
      const char *region = i % 4 == 0 ? "west" : i % 4 == 1 ? "east" : "north";
      gboolean is_weak = has_weak_region && i % 4 == 0;
      guint y = uniform () < (is_weak ? logistic (-1 - 2 * x) : p);
      char a[32], b[32], c[32], d[32], e[32];

      g_ascii_formatd (a, sizeof a, "%.6f", x);
      g_ascii_formatd (b, sizeof b, "%.6f", z);
      g_ascii_formatd (c, sizeof c, "%.6f", p);
      g_ascii_formatd (d, sizeof d, "%.6f", scale * loss);
      g_ascii_formatd (e, sizeof e, "%.6f", scale * (1 + x));
      g_string_append_printf (csv, "%u,%s,%s,%s,%s,%s,%s\n", y, a, b, region, c, d, e);
    }
  return g_string_free (csv, FALSE);
}

static AssayFrame *
make_frame (guint64 seed, guint n, gboolean has_weak_region)
{
  g_autofree char *csv = make_rows (seed, n, has_weak_region, 1);

  return validation_frame (csv);
}

#define INPUTS "\"inputs\": [{\"name\": \"x\", \"type\": \"number\"}, {\"name\": \"z\", \"type\": \"number\"}]"

static AssayTaskModel *
read_model (const char *text)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr(AssayArtifact) artifact = assay_artifact_read ("m.assay.json", bytes, NULL, NULL, &error);

  g_assert_no_error (error);
  return assay_task_model_new (artifact, "m", NULL);
}

static AssayTaskModel *
logistic_model (void)
{
  return read_model ("{\"assay_model\": 1, \"kind\": \"logistic\", " INPUTS ", \"logistic\": {\"link\": \"logit\", \"intercept\": -1, \"terms\": [{\"input\": \"x\", \"coef\": 2}, {\"input\": \"z\", \"coef\": 0}]}}");
}

static Fixture *
new_fixture (AssayFrame *frame, AssayFrame *reference, const char *const *settings)
{
  Fixture *fixture = fixture_new (frame, reference, settings);

  assay_options_set (fixture->options, "target", "y", NULL);
  fixture->model = logistic_model ();
  return fixture;
}

static char *
run_as_text (Fixture *fixture, const char *check)
{
  g_autoptr(AssayResult) result = fixture_run (fixture, check);

  return assay_result_to_json (result, NULL);
}

/* ---- §0.7: noise without a seed, and a limit with a unit ---- */

/* Two runs are one report; another seed is another. */
static void
test_noise_is_seeded (void)
{
  g_autoptr(Fixture) fixture = new_fixture (make_frame (1, 800, FALSE), NULL, NULL);
  g_autofree char *first = run_as_text (fixture, "rob-noise"), *second = run_as_text (fixture, "rob-noise"), *other = NULL;

  g_assert_cmpstr (first, ==, second);
  fixture->seed = 2;
  other = run_as_text (fixture, "rob-noise");
  g_assert_cmpstr (first, !=, other);
}

/* The loss of a model of amounts is the same in cents and in millions. */
static void
test_noise_has_no_unit (void)
{
  static const double scales[] = { 1, 1000 };
  double values[2];

  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *csv = make_rows (3, 500, FALSE, scales[i]);
      g_autofree char *coefficient = g_strdup_printf ("%d", (int) scales[i]);
      g_autofree char *text = g_strdup_printf ("{\"assay_model\": 1, \"kind\": \"linear\", " INPUTS ", \"linear\": {\"intercept\": %s, \"terms\": [{\"input\": \"x\", \"coef\": %s}, {\"input\": \"z\", \"coef\": 0}]}}",
                                               coefficient, coefficient);
      g_autoptr(Fixture) fixture = fixture_new (validation_frame (csv), NULL, (const char *const[]) { "target", "amount", "outcome", "value", NULL });
      g_autoptr(AssayResult) result = NULL;

      fixture->model = read_model (text);
      result = fixture_run (fixture, "rob-noise");
      values[i] = fixture_find (result, "rob-noise", NULL)->value;
    }
  g_assert_cmpfloat (values[0], >, 0);
  g_assert_cmpfloat_with_epsilon (values[0], values[1], 1e-6 * fabs (values[0]));
}

/* ---- what the model declares ---- */

#define COUNTS "\"inputs\": [{\"name\": \"k\", \"type\": \"number\"%s}]"

/* A count that is 0 in half of the rows. */
static AssayFrame *
make_counts (guint n)
{
  g_autoptr(GString) csv = g_string_new ("y,k\n");

  state = 5;
  for (guint i = 0; i < n; i++)
    {
      guint k = i % 2 == 0 ? 0 : 1 + i % 5;

      g_string_append_printf (csv, "%u,%u\n", uniform () < logistic (-2 + k), k);
    }
  return validation_frame (csv->str);
}

static Fixture *
count_fixture (guint n, const char *range)
{
  Fixture *fixture = fixture_new (make_counts (n), NULL, (const char *const[]) { "target", "y", NULL });
  g_autofree char *text = g_strdup_printf ("{\"assay_model\": 1, \"kind\": \"logistic\", " COUNTS ", \"logistic\": {\"link\": \"logit\", \"intercept\": -2, \"terms\": [{\"input\": \"k\", \"coef\": 1}]}}", range);

  fixture->model = read_model (text);
  return fixture;
}

/* Noise takes counts of 0 below a declared 0, where the model has no score: every row is still judged. */
static void
test_declared_range (void)
{
  static const char *const checks[] = { "rob-noise", "rob-sensitivity", "xai-pdp-ale" };
  g_autoptr(Fixture) bounded = count_fixture (800, ", \"min\": 0"), open = count_fixture (800, "");

  for (guint i = 0; i < G_N_ELEMENTS (checks); i++)
    {
      g_autoptr(AssayResult) within = fixture_run (bounded, checks[i]), without = fixture_run (open, checks[i]);
      const AssayCheck *check = fixture_find (within, checks[i], NULL);

      g_assert_nonnull (strstr (check->convention, "kept within what the model declares"));
      g_assert_null (strstr (check->convention, "lost their score"));
      g_assert_null (strstr (fixture_find (without, checks[i], NULL)->convention, "kept within"));
      if (i > 0)
        continue;
      /* an AUC of the rest alone would be far off */
      g_assert_cmpfloat_with_epsilon (check->value, fixture_find (without, checks[i], NULL)->value, 0.02);
    }
}

/* A model without a score for values between those it was made for loses nearly all rows, and nothing is said of the rest. */
static void
test_lost_rows (void)
{
  g_autoptr(Fixture) fixture = fixture_new (make_counts (400), NULL, (const char *const[]) { "target", "y", NULL });
  g_autoptr(GError) error = NULL;
  static const char pmml[] = "<PMML version=\"4.4\" xmlns=\"http://www.dmg.org/PMML-4_4\"><Header/><DataDictionary><DataField name=\"k\" optype=\"continuous\" dataType=\"double\">"
                             "<Value value=\"0\"/><Value value=\"1\"/><Value value=\"2\"/><Value value=\"3\"/><Value value=\"4\"/><Value value=\"5\"/></DataField>"
                             "<DataField name=\"p\" optype=\"continuous\" dataType=\"double\"/></DataDictionary>"
                             "<RegressionModel functionName=\"regression\" normalizationMethod=\"logit\"><MiningSchema><MiningField name=\"k\" invalidValueTreatment=\"returnInvalid\"/>"
                             "<MiningField name=\"p\" usageType=\"target\"/></MiningSchema><RegressionTable intercept=\"-2\"><NumericPredictor name=\"k\" coefficient=\"1\"/></RegressionTable></RegressionModel></PMML>";
  g_autoptr(GBytes) bytes = g_bytes_new_static (pmml, strlen (pmml));
  g_autoptr(AssayArtifact) artifact = assay_artifact_read ("m.pmml", bytes, NULL, NULL, &error);
  g_autoptr(AssayResult) noise = NULL, sensitivity = NULL;
  const AssayCheck *check;

  g_assert_no_error (error);
  fixture->model = assay_task_model_new (artifact, "m", NULL);
  noise = fixture_run (fixture, "rob-noise");
  check = fixture_find (noise, "rob-noise", NULL);
  g_assert_cmpint (check->verdict, ==, ASSAY_VERDICT_NOT_ASSESSABLE);
  g_assert_nonnull (strstr (check->message, "no score for up to"));
  sensitivity = fixture_run (fixture, "rob-sensitivity");
  g_assert_cmpint (fixture_find (sensitivity, "rob-sensitivity", NULL)->verdict, ==, ASSAY_VERDICT_NOT_ASSESSABLE);
}

/* ---- few events ---- */

static void
test_few_events (void)
{
  static const char csv[] = "y,p,k\n0,0.1,0\n0,0.05,0\n0,0.2,0\n1,0.3,1\n0,0.15,0\n1,0.1,1\n0,0.25,0\n0,0.12,0\n1,0.4,1\n0,0.01,0\n";
  static const char *const checks[] = { "disc-auc", "pd-jeffreys", "bench-naive" };
  g_autoptr(Fixture) fixture = fixture_new (validation_frame (csv), NULL, (const char *const[]) { "target", "y", "score", "p", NULL }), noisy = count_fixture (12, "");
  g_autoptr(AssayResult) noise = fixture_run (noisy, "rob-noise");

  for (guint i = 0; i < G_N_ELEMENTS (checks); i++)
    {
      g_autoptr(AssayResult) result = fixture_run (fixture, checks[i]);

      for (guint k = 0; k < assay_result_get_n_checks (result); k++)
        {
          const AssayCheck *check = assay_result_get_check (result, k);

          g_assert_cmpint (check->verdict, ==, ASSAY_VERDICT_NOT_ASSESSABLE);
          /* a p is said once */
          if (i == 1)
            g_assert_nonnull (strstr (check->message, ". Adjusted for "));
        }
      if (i == 0)
        g_assert_cmpint (assay_result_get_metric (result, 0)->verdict, ==, ASSAY_VERDICT_NOT_ASSESSABLE);
    }
  g_assert_cmpint (fixture_find (noise, "rob-noise", NULL)->verdict, ==, ASSAY_VERDICT_NOT_ASSESSABLE);
}

/* ---- time ---- */

static AssayFrame *
make_times (const char *const *times, guint n_times, guint n_rows)
{
  g_autoptr(GString) csv = g_string_new ("y,p,t,w\n");

  state = 9;
  for (guint i = 0; i < n_rows; i++)
    {
      double p = uniform (), u = uniform ();
      char a[32];

      g_ascii_formatd (a, sizeof a, "%.6f", p);
      g_string_append_printf (csv, "%u,%s,%s,-1\n", 0.15 * u + 0.85 * p > 0.5, a, times[i % n_times]);
    }
  return validation_frame (csv->str);
}

static const char *const time_settings[] = { "target", "y", "score", "p", "time", "t", NULL };

static void
test_words_of_time (void)
{
  static const char *const jobs[] = { "Mgr", "Office", "Sales" }, *const mixed[] = { "2024Q1", "2024Q2", "later" }, *const unlike[] = { "2024Q1", "Q2", "2024Q3" };
  static const char *const quarters[] = { "Q2 2024", "Q1 2025", "Q4 2024" }, *const months[] = { "Feb 2024", "Jan 2024", "Apr 2024" };
  static const struct { const char *const *times; const char *first, *last; } cases[] = {
    { jobs, NULL, NULL }, { mixed, NULL, NULL }, { unlike, NULL, NULL }, { quarters, "Q2 2024", "Q1 2025" }, { months, "Jan 2024", "Apr 2024" } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(Fixture) fixture = fixture_new (make_times (cases[i].times, 3, 60), NULL, time_settings);
      g_autoptr(GError) error = NULL;
      g_autoptr(AssayValidationCase) c = fixture_prepare (fixture, &error);

      if (cases[i].first == NULL)
        {
          g_assert_error (error, ASSAY_DATA_ERROR, ASSAY_DATA_ERROR_ROLE);
          continue;
        }
      g_assert_no_error (error);
      g_assert_cmpstr (c->periods->labels[0], ==, cases[i].first);
      g_assert_cmpstr (c->periods->labels[2], ==, cases[i].last);
    }
}

static void
test_interval_within_one (void)
{
  static const char *const years[] = { "2021-01-01", "2022-01-01", "2023-01-01", "2024-01-01" };
  g_autoptr(Fixture) fixture = fixture_new (make_times (years, 4, 400), NULL, time_settings);
  g_autoptr(AssayResult) result = fixture_run (fixture, "stab-over-time");
  const AssayTable *table = assay_result_get_table (result, 0);
  gboolean is_cut = FALSE;

  for (guint row = 0; row < assay_table_get_n_rows (table); row++)
    {
      g_assert_cmpfloat (assay_table_get_number (table, row, 7), <=, 1);
      is_cut |= assay_table_get_number (table, row, 7) == 1 && assay_table_get_number (table, row, 5) < 1;
    }
  g_assert_true (is_cut);
}

/* "fall 1 times" */
static void
test_times (void)
{
  static const char *const words[] = { "never", "once", "twice", "3 times" };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      g_autofree char *word = assay_word_times (i);

      g_assert_cmpstr (word, ==, words[i]);
    }
}

static void
test_no_weight (void)
{
  static const char *const years[] = { "2021", "2022" };
  g_autoptr(Fixture) fixture = fixture_new (make_times (years, 2, 60), NULL, (const char *const[]) { "target", "y", "score", "p", "weight", "w", NULL });
  g_autoptr(GError) error = NULL;
  g_autoptr(AssayValidationCase) c = fixture_prepare (fixture, &error);

  g_assert_null (c);
  g_assert_error (error, ASSAY_DATA_ERROR, ASSAY_DATA_ERROR_EMPTY);
}

static void
test_threads (void)
{
  static const char *const checks[] = { "rob-noise", "rob-sensitivity", "xai-permutation", "ovf-gap", "weak-slices", "xai-shap" };
  g_autoptr(Fixture) fixture = new_fixture (make_frame (1, 1500, TRUE), make_frame (2, 1500, FALSE), NULL);

  for (guint i = 0; i < G_N_ELEMENTS (checks); i++)
    {
      g_autofree char *alone = NULL, *together = NULL;

      fixture->n_threads = 1;
      alone = run_as_text (fixture, checks[i]);
      fixture->n_threads = 7;
      together = run_as_text (fixture, checks[i]);
      g_assert_cmpstr (alone, ==, together);
    }
}

/* ---- §0.8: slices of few rows or one outcome ---- */

/* A word with 20 rows, and one without events: neither is judged, neither is flagged, both are counted. */
static void
test_small_slices_are_not_judged (void)
{
  g_autoptr(GString) csv = g_string_new ("y,p,kind\n");
  g_autoptr(Fixture) fixture = NULL;
  g_autoptr(AssayResult) result = NULL;
  AssayTable *table;

  state = 5;
  for (guint i = 0; i < 1200; i++)
    {
      const char *kind = i < 20 ? "few" : i < 320 ? "quiet" : i % 2 == 0 ? "a" : "b";
      double p = 0.1 + 0.3 * uniform ();
      char text[32];

      g_ascii_formatd (text, sizeof text, "%.6f", p);
      g_string_append_printf (csv, "%u,%s,%s\n", i >= 320 && uniform () < p, text, kind);
    }
  fixture = fixture_new (validation_frame (csv->str), NULL, (const char *const[]) { "target", "y", "score", "p", NULL });
  result = fixture_run (fixture, "weak-slices");
  table = assay_result_find_table (result, "weak-slices");
  g_assert_nonnull (table);
  for (guint i = 0; i < assay_table_get_n_rows (table); i++)
    {
      g_assert_null (strstr (assay_table_get_text (table, i, 0), "few"));
      g_assert_null (strstr (assay_table_get_text (table, i, 0), "quiet"));
    }
  g_assert_nonnull (strstr (fixture_find (result, "weak-slices", NULL)->convention, "2 slices judged, 2 too small"));
}

/* The region whose outcomes go against the score is found, and named. */
static void
test_weak_region_is_found (void)
{
  g_autoptr(Fixture) fixture = fixture_new (make_frame (1, 3000, TRUE), NULL, (const char *const[]) { "target", "y", "score", "p", "features", "region,z", NULL });
  g_autoptr(AssayResult) result = fixture_run (fixture, "weak-slices");
  const AssayCheck *check = fixture_find (result, "weak-slices", NULL);

  g_assert_cmpint (check->verdict, ==, ASSAY_VERDICT_FAIL);
  g_assert_nonnull (strstr (check->message, "region: west"));
}

static void
test_no_weak_region (void)
{
  g_autoptr(Fixture) fixture = fixture_new (make_frame (1, 3000, FALSE), NULL, (const char *const[]) { "target", "y", "score", "p", "features", "region,z", NULL });
  g_autoptr(AssayResult) result = fixture_run (fixture, "weak-slices");

  g_assert_cmpint (fixture_find (result, "weak-slices", NULL)->verdict, ==, ASSAY_VERDICT_PASS);
}

/* ---- the others ---- */

static void
test_sensitivity (void)
{
  g_autoptr(Fixture) fixture = new_fixture (make_frame (1, 500, FALSE), NULL, NULL);
  g_autoptr(AssayResult) result = fixture_run (fixture, "rob-sensitivity");
  const AssayCheck *check = fixture_find (result, "rob-sensitivity", NULL);

  /* all of it is x */
  g_assert_cmpfloat_with_epsilon (check->value, 1, 1e-12);
  g_assert_cmpint (check->verdict, ==, ASSAY_VERDICT_FAIL);
  g_assert_cmpstr (assay_table_get_text (assay_result_find_table (result, "sensitivity"), 0, 0), ==, "x");
}

static void
test_monotonicity (void)
{
  g_autoptr(Fixture) fixture = new_fixture (make_frame (1, 300, FALSE), NULL, (const char *const[]) { "monotone", "x+,z-", NULL });
  g_autoptr(AssayResult) result = fixture_run (fixture, "rob-monotonicity"), wrong = NULL;

  g_assert_cmpint (fixture_find (result, "rob-monotonicity", "x")->verdict, ==, ASSAY_VERDICT_PASS);
  g_assert_cmpint (fixture_find (result, "rob-monotonicity", "z")->verdict, ==, ASSAY_VERDICT_PASS);
  assay_options_set (fixture->options, "monotone", "x-", NULL);
  wrong = fixture_run (fixture, "rob-monotonicity");
  g_assert_cmpint (fixture_find (wrong, "rob-monotonicity", "x")->verdict, ==, ASSAY_VERDICT_FAIL);
  g_assert_cmpfloat (fixture_find (wrong, "rob-monotonicity", "x")->value, ==, 1);
}

static void
test_extrapolation (void)
{
  g_autoptr(Fixture) fixture = fixture_new (validation_frame ("a,b\n1,1\n5,2\n11,3\n,2\n"), validation_frame ("a,b\n0,1\n10,3\n"), (const char *const[]) { "target", "", "features", "a,b", NULL });
  g_autoptr(AssayResult) result = fixture_run (fixture, "rob-extrapolation");

  g_assert_cmpfloat (fixture_find (result, "rob-extrapolation", NULL)->value, ==, 0.25);
}

/* Of a sample with itself there is no gap, and the interval lies about 0. */
static void
test_gap_of_itself (void)
{
  g_autoptr(Fixture) fixture = fixture_new (make_frame (1, 600, FALSE), make_frame (1, 600, FALSE), (const char *const[]) { "target", "y", "score", "p", NULL });
  g_autoptr(AssayResult) result = fixture_run (fixture, "ovf-gap");

  g_assert_cmpfloat_with_epsilon (fixture_find (result, "ovf-gap", NULL)->value, 0, 1e-15);
  g_assert_cmpint (fixture_find (result, "ovf-gap", NULL)->verdict, ==, ASSAY_VERDICT_PASS);
}

static void
test_gap_is_found (void)
{
  g_autoptr(Fixture) fixture = fixture_new (make_frame (1, 2000, TRUE), make_frame (2, 2000, FALSE), (const char *const[]) { "target", "y", "score", "p", NULL });
  g_autoptr(AssayResult) result = fixture_run (fixture, "ovf-gap");

  g_assert_cmpint (fixture_find (result, "ovf-gap", NULL)->verdict, ==, ASSAY_VERDICT_FAIL);
}

static void
test_importance (void)
{
  g_autoptr(Fixture) fixture = new_fixture (make_frame (1, 500, FALSE), NULL, NULL);
  g_autoptr(AssayResult) result = fixture_run (fixture, "xai-permutation"), shap = fixture_run (fixture, "xai-shap");
  AssayTable *table = assay_result_find_table (result, "permutation-importance");

  g_assert_cmpstr (assay_table_get_text (table, 0, 0), ==, "x");
  g_assert_cmpfloat (assay_table_get_number (table, 1, 1), ==, 0);
  g_assert_cmpint (fixture_find (shap, "xai-shap", NULL)->verdict, ==, ASSAY_VERDICT_PASS);
  g_assert_cmpfloat (fixture_find (shap, "xai-shap", NULL)->value, <, 1e-12);
}

/* A challenger that leads by chance where the model is worst is watched; one that leads significantly is a failure. */
static void
test_resilience (void)
{
  static const struct { double lift; AssayVerdict verdict; } cases[] = { { 0.4, ASSAY_VERDICT_WARN }, { 1, ASSAY_VERDICT_FAIL }, { -1, ASSAY_VERDICT_PASS } };

  for (guint k = 0; k < G_N_ELEMENTS (cases); k++)
    {
      g_autoptr(GString) csv = g_string_new ("y,x,p,q\n");
      state = 4;
      for (guint i = 0; i < 1500; i++)
        {
          double x = 2 * uniform () - 1, z = 2 * uniform () - 1, noise = uniform () - 0.5;
          guint y = uniform () < logistic (-1 + 2 * x + z);
          char a[32], b[32], c[32];

          g_ascii_formatd (a, sizeof a, "%.6f", x);
          g_ascii_formatd (b, sizeof b, "%.6f", logistic (-1 + 2 * x));
          g_ascii_formatd (c, sizeof c, "%.6f", logistic (-1 + 2 * x + cases[k].lift * (fabs (cases[k].lift) < 0.5 ? 0.3 * z + noise : y ? 1 : -1)));
          g_string_append_printf (csv, "%u,%s,%s,%s\n", y, a, b, c);
        }
      g_autoptr(Fixture) fixture = fixture_new (validation_frame (csv->str), NULL,
                                                (const char *const[]) { "target", "y", "score", "p", "challenger-score", "q", "features", "x", NULL });
      g_autoptr(AssayResult) result = fixture_run (fixture, "rob-resilience");
      const AssayCheck *check = fixture_find (result, "rob-resilience", NULL);

      g_test_message ("%s", check->message);
      g_assert_cmpint (check->verdict, ==, cases[k].verdict);
      g_assert_nonnull (strstr (check->message, "DeLong"));
    }
}

static void
test_replication (void)
{
  g_autoptr(Fixture) fixture = new_fixture (make_frame (1, 200, FALSE), NULL, (const char *const[]) { "score", "p", NULL });
  g_autoptr(AssayResult) result = fixture_run (fixture, "bench-replication");
  const AssayCheck *check = fixture_find (result, "bench-replication", NULL);

  /* x and p were written with six decimals */
  g_assert_cmpint (check->verdict, ==, ASSAY_VERDICT_FAIL);
  g_assert_cmpfloat (check->effect, <, 1e-6);
}

/* Rows of the same population beyond the ends of a small development sample are chance; rows of another one are not. */
static void
test_outside_by_chance (void)
{
  static const char *const settings[] = { "target", "", NULL };
  static const AssayVerdict wanted[] = { ASSAY_VERDICT_NOT_ASSESSABLE, ASSAY_VERDICT_PASS, ASSAY_VERDICT_FAIL };

  for (guint i = 0; i < G_N_ELEMENTS (wanted); i++)
    {
      g_autoptr(GString) before = g_string_new ("a,b,c,d\n"), now = g_string_new ("a,b,c,d\n");
      g_autoptr(GRand) random = g_rand_new_with_seed (i + 5);
      g_autoptr(Fixture) fixture = NULL;
      g_autoptr(AssayResult) result = NULL;
      guint n = i == 0 ? 40 : 400;

      for (guint row = 0; row < n; row++)
        for (guint k = 0; k < 4; k++)
          {
            g_string_append_printf (before, "%d%s", g_rand_int_range (random, 0, 1000000), k < 3 ? "," : "\n");
            g_string_append_printf (now, "%d%s", g_rand_int_range (random, 0, i == 2 ? 1100000 : 1000000), k < 3 ? "," : "\n");
          }
      fixture = fixture_new (validation_frame (now->str), validation_frame (before->str), settings);
      result = fixture_run (fixture, "rob-extrapolation");
      g_assert_cmpfloat (fixture_find (result, "rob-extrapolation", NULL)->value, >=, 0.01);
      g_assert_cmpint (fixture_find (result, "rob-extrapolation", NULL)->verdict, ==, wanted[i]);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/analysis/validation/robustness/outside-by-chance", test_outside_by_chance);
  g_test_add_func ("/analysis/validation/errors/7-noise-is-seeded", test_noise_is_seeded);
  g_test_add_func ("/analysis/validation/errors/7-noise-has-no-unit", test_noise_has_no_unit);
  g_test_add_func ("/analysis/validation/errors/8-small-slices-are-not-judged", test_small_slices_are_not_judged);
  g_test_add_func ("/analysis/validation/robustness/declared-range", test_declared_range);
  g_test_add_func ("/analysis/validation/robustness/lost-rows", test_lost_rows);
  g_test_add_func ("/analysis/validation/robustness/few-events", test_few_events);
  g_test_add_func ("/analysis/validation/robustness/words-of-time", test_words_of_time);
  g_test_add_func ("/analysis/validation/robustness/interval-within-one", test_interval_within_one);
  g_test_add_func ("/analysis/validation/robustness/times", test_times);
  g_test_add_func ("/analysis/validation/robustness/no-weight", test_no_weight);
  g_test_add_func ("/analysis/validation/robustness/threads", test_threads);
  g_test_add_func ("/analysis/validation/robustness/weak-region-is-found", test_weak_region_is_found);
  g_test_add_func ("/analysis/validation/robustness/no-weak-region", test_no_weak_region);
  g_test_add_func ("/analysis/validation/robustness/sensitivity", test_sensitivity);
  g_test_add_func ("/analysis/validation/robustness/monotonicity", test_monotonicity);
  g_test_add_func ("/analysis/validation/robustness/extrapolation", test_extrapolation);
  g_test_add_func ("/analysis/validation/robustness/gap-of-itself", test_gap_of_itself);
  g_test_add_func ("/analysis/validation/robustness/gap-is-found", test_gap_is_found);
  g_test_add_func ("/analysis/validation/robustness/importance", test_importance);
  g_test_add_func ("/analysis/validation/robustness/resilience", test_resilience);
  g_test_add_func ("/analysis/validation/robustness/replication", test_replication);
  return g_test_run ();
}
