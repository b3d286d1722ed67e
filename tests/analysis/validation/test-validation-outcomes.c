/* Discrimination, calibration, grades, losses, concentration, fairness and challengers; and the errors of other tools that Assay must not make (catalogue §0: 6, 9, 10, 11, 14; power, large n). */
#include "validation-fixture.h"

#include "analysis/validation/validate.h"

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

static void
append_number (GString *csv, double value)
{
  char text[32];

  g_ascii_formatd (text, sizeof text, "%.8g", value);
  g_string_append_printf (csv, "%s,", text);
}

/* p is the true probability when shift is 0; worse ranks little; lgd is known of defaults only and the estimate is right. */
static AssayFrame *
make_frame (guint64 seed, guint n, double shift)
{
  g_autoptr(GString) csv = g_string_new ("p,worse,lgd,lgd_estimate,exposure,id,grade,sex,month,y\n");

  state = seed;
  for (guint i = 0; i < n; i++)
    {
      double z = -2 + 4 * (uniform () - 0.5), p = 1 / (1 + exp (-z)), truth = 1 / (1 + exp (-z - shift));
      guint y = uniform () < truth;
      double estimate = 0.2 + 0.4 * uniform (), realised = estimate + 0.2 * (uniform () - 0.5);

      append_number (csv, p);
      append_number (csv, 0.3 * p + 0.7 * uniform ());
      if (y)
        append_number (csv, realised);
      else
        g_string_append (csv, ",");
      append_number (csv, estimate);
      append_number (csv, 100 + 900 * uniform ());
      g_string_append_printf (csv, "%u,%c,%s,20%02u-%02u-01,%u\n", i, (char) ('A' + MIN ((guint) (5 * (z + 4) / 4), 4)), uniform () < 0.4 ? "F" : "M", 17 + i % 6, i % 12 + 1, y);
    }
  return validation_frame (csv->str);
}

#define ROLES "target", "y", "score", "p", "id", "id", "grades", "grade", "group", "sex", "time", "month", "lgd", "lgd", "lgd-estimate", "lgd_estimate", "exposure", "exposure", \
              "challenger-score", "worse", "cutoff", "0.3"
static const char *const roles[] = { ROLES, NULL };

/* A right model passes, the AUC is that of all pairs, and its interval holds the estimate. */
static void
test_right_model (void)
{
  static const char *const ids[] = { "disc-auc", "cal-in-the-large", "cal-slope", "cal-hosmer-lemeshow", "cal-spiegelhalter", "cal-brier", "pd-jeffreys", "pd-binomial", "lgd-t-test",
                                     "lgd-loss-shortfall", "ecl-backtest", "fair-air", "fair-smd", "fair-calibration", "bench-challenger", "disc-rank-order", "pd-grade-heterogeneity" };
  g_autoptr(Fixture) fixture = fixture_new (make_frame (5, 6000, 0), NULL, roles);

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      g_autoptr(AssayResult) result = fixture_run (fixture, ids[i]);

      for (guint k = 0; k < assay_result_get_n_checks (result); k++)
        {
          const AssayCheck *check = assay_result_get_check (result, k);

          if (check->verdict == ASSAY_VERDICT_FAIL)
            g_test_message ("%s %s: %s", check->id, check->subject, check->message);
          g_assert_cmpint (check->verdict, !=, ASSAY_VERDICT_FAIL);
          g_assert_nonnull (check->convention);
          g_assert_true (g_utf8_validate (check->message, -1, NULL));
        }
    }
}

static double
auc_of_pairs (const AssayValidationSample *sample)
{
  double wins = 0, pairs = 0;

  for (gsize i = 0; i < sample->n_complete; i++)
    for (gsize k = 0; k < sample->n_complete; k++)
      if (sample->complete_event[i] == 1 && sample->complete_event[k] == 0)
        {
          pairs += 1;
          wins += sample->complete_risk[i] > sample->complete_risk[k] ? 1 : sample->complete_risk[i] == sample->complete_risk[k] ? 0.5 : 0;
        }
  return wins / pairs;
}

static void
test_auc (void)
{
  g_autoptr(Fixture) fixture = fixture_new (make_frame (9, 400, 0), NULL, roles);
  g_autoptr(GError) error = NULL;
  g_autoptr(AssayValidationCase) c = fixture_prepare (fixture, &error);
  g_autoptr(AssayResult) result = fixture_run (fixture, "disc-auc");
  const AssayCheck *check = fixture_find (result, "disc-auc", "all rows");
  AssayTable *table = assay_result_find_table (result, "cutoffs");

  g_assert_no_error (error);
  g_assert_cmpfloat (fabs (check->value - auc_of_pairs (c->data)), <, 1e-13);
  g_assert_cmpfloat (assay_result_find_metric (result, "auc")->low, <, check->value);
  g_assert_cmpfloat (assay_result_find_metric (result, "auc")->high, >, check->value);
  /* Every cut-off accounts for every row. */
  for (guint row = 0; row < assay_table_get_n_rows (table); row++)
    g_assert_cmpfloat (assay_table_get_number (table, row, 2) + assay_table_get_number (table, row, 3) + assay_table_get_number (table, row, 4)
                       + assay_table_get_number (table, row, 5), ==, c->data->n_complete);
}

/* Losses of facilities that did not default are no losses: filled in as 0 they would make any estimate look prudent. */
static void
test_defaulted_only (void)
{
  static const char *const ids[] = { "lgd-t-test", "lgd-gauc", "lgd-loss-shortfall", "ead-t-test" };
  static const char *const settings[] = { "target", "y", "lgd", "lgd", "lgd-estimate", "estimate", "ead", "lgd", "ead-estimate", "estimate", NULL };
  static const char *const no_outcome[] = { "target", "", "lgd", "lgd", "lgd-estimate", "estimate", NULL };
  g_autoptr(GString) csv = g_string_new ("lgd,estimate,y\n");
  double sum = 0;

  state = 12;
  for (guint i = 0; i < 400; i++)
    {
      guint y = i % 4 == 0;
      double estimate = 0.2 + 0.4 * uniform (), realised = y ? estimate + 0.1 + 0.3 * (uniform () - 0.5) : 0;

      sum += y ? realised - estimate : 0;
      append_number (csv, realised);
      append_number (csv, estimate);
      g_string_append_printf (csv, "%u\n", y);
    }
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      g_autoptr(Fixture) fixture = fixture_new (validation_frame (csv->str), NULL, settings);
      g_autoptr(AssayResult) result = fixture_run (fixture, ids[i]);
      const AssayCheck *check = fixture_find (result, ids[i], "all rows");

      g_assert_cmpfloat (check->n, ==, 100);
      g_assert_nonnull (strstr (check->convention, "100 rows in default"));
      g_assert_nonnull (strstr (check->convention, "300 rows with both values but no default left out"));
      if (strcmp (ids[i], "lgd-t-test") == 0)
        {
          g_assert_cmpfloat (fabs (check->effect - sum / 100), <, 1e-7);
          g_assert_cmpint (check->verdict, ==, ASSAY_VERDICT_FAIL);
        }
    }
  {
    g_autoptr(Fixture) fixture = fixture_new (validation_frame (csv->str), NULL, no_outcome);
    g_autoptr(AssayResult) result = fixture_run (fixture, "lgd-t-test");

    g_assert_cmpfloat (fixture_find (result, "lgd-t-test", "all rows")->n, ==, 400);
    g_assert_nonnull (strstr (fixture_find (result, "lgd-t-test", "all rows")->convention, "no outcome says which"));
  }
}

/* Against the reference: S is the drop over the standard error of what it is now. */
static void
test_gauc_decline (void)
{
  g_autoptr(GString) then = g_string_new ("lgd,estimate,y\n"), now = g_string_new ("lgd,estimate,y\n");
  static const char *const settings[] = { "target", "y", "lgd", "lgd", "lgd-estimate", "estimate", NULL };

  state = 31;
  for (guint i = 0; i < 600; i++)
    {
      double realised = uniform ();

      append_number (then, realised);
      append_number (then, CLAMP (realised + 0.2 * (uniform () - 0.5), 0, 1));
      g_string_append (then, "1\n");
      append_number (now, realised);
      append_number (now, 0.4 * realised + 0.6 * uniform ());
      g_string_append_printf (now, "%u\n", i % 3 > 0);
    }
  {
    g_autoptr(Fixture) fixture = fixture_new (validation_frame (now->str), validation_frame (then->str), settings);
    g_autoptr(AssayResult) result = fixture_run (fixture, "lgd-gauc");
    const AssayCheck *check = fixture_find (result, "lgd-gauc", NULL);

    g_assert_cmpfloat (check->effect, >, 0.1);
    g_assert_cmpint (check->verdict, ==, ASSAY_VERDICT_FAIL);
  }
  {
    g_autoptr(Fixture) fixture = fixture_new (validation_frame (then->str), validation_frame (then->str), settings);
    g_autoptr(AssayResult) result = fixture_run (fixture, "lgd-gauc");
    const AssayCheck *check = fixture_find (result, "lgd-gauc", NULL);

    g_assert_cmpfloat (check->p_value, ==, 0.5);
    g_assert_cmpint (check->verdict, ==, ASSAY_VERDICT_PASS);
  }
}

/* Twice the odds of default: every calibration check finds it, discrimination does not mind. */
static void
test_understated (void)
{
  static const char *const found[] = { "cal-in-the-large", "cal-slope", "cal-hosmer-lemeshow", "pd-jeffreys", "pd-binomial", "pd-multi-year", "ecl-backtest" };
  g_autoptr(Fixture) fixture = fixture_new (make_frame (5, 6000, 0.7), NULL, roles);
  g_autoptr(AssayResult) auc = fixture_run (fixture, "disc-auc");

  for (guint i = 0; i < G_N_ELEMENTS (found); i++)
    {
      g_autoptr(AssayResult) result = fixture_run (fixture, found[i]);
      g_assert_cmpint (assay_result_get_verdict (result), ==, ASSAY_VERDICT_FAIL);
    }
  g_assert_cmpint (fixture_find (auc, "disc-auc", "all rows")->verdict, ==, ASSAY_VERDICT_PASS);
}

/* Months are put together by year, five years are needed, and other periods are no years. Rates 1 % to 5 % against a PD of 1 %: t 2.828 with 4 degrees. */
static void
test_years (void)
{
  static const struct { const char *time; guint n_years; AssayVerdict verdict; const char *said; } cases[] = {
    { "%u-%02u-01", 5, ASSAY_VERDICT_WARN, "Over 5 years" }, { "%u", 5, ASSAY_VERDICT_WARN, "Over 5 years" },
    { "%u-%02u-01", 4, ASSAY_VERDICT_NOT_ASSESSABLE, "5 are needed" }, { "wave %u", 5, ASSAY_VERDICT_NOT_ASSESSABLE, "are no years" },
  };
  static const char *const settings[] = { "target", "y", "score", "p", "time", "t", NULL };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GString) csv = g_string_new ("p,t,y\n");

      for (guint row = 0; row < cases[i].n_years * 1200; row++)
        {
          guint year = row / 1200;

          g_string_append (csv, row % 2 == 0 ? "0.005," : "0.015,");
          g_string_append_printf (csv, cases[i].time, 2018 + year, row % 12 + 1);
          g_string_append_printf (csv, ",%d\n", row % 100 <= year);
        }
      g_autoptr(Fixture) fixture = fixture_new (validation_frame (csv->str), NULL, settings);
      g_autoptr(AssayResult) result = fixture_run (fixture, "pd-multi-year");
      const AssayCheck *check = assay_result_get_check (result, 0);

      g_assert_cmpint (check->verdict, ==, cases[i].verdict);
      g_assert_nonnull (strstr (check->message, cases[i].said));
      if (check->verdict == ASSAY_VERDICT_WARN)
        {
          g_assert_cmpfloat (fabs (check->value - sqrt (8)), <, 1e-9);
          g_assert_cmpfloat (fabs (check->p_value - 0.023710), <, 1e-5);
        }
    }
}

/* A grade of a dozen obligors cannot fail its test, so it does not pass it: catalogue §4.2. */
static void
test_power (void)
{
  static const char *const small[] = { "target", "y", "score", "p", "grades", "grade", NULL };
  g_autoptr(Fixture) fixture = fixture_new (make_frame (3, 60, 0), NULL, small);
  g_autoptr(AssayResult) jeffreys = fixture_run (fixture, "pd-jeffreys"), power = fixture_run (fixture, "pd-test-power");
  const AssayCheck *check = fixture_find (jeffreys, "pd-jeffreys", "grade = A");

  g_assert_cmpint (check->verdict, ==, ASSAY_VERDICT_NOT_ASSESSABLE);
  g_assert_nonnull (strstr (check->message, "obligors are needed"));
  g_assert_cmpint (fixture_find (power, "pd-test-power", "grade = A")->verdict, ==, ASSAY_VERDICT_NOT_ASSESSABLE);
}

/* p-values of grades are adjusted together (Holm). */
static void
test_family (void)
{
  g_autoptr(Fixture) fixture = fixture_new (make_frame (5, 6000, 0.7), NULL, roles);
  g_autoptr(AssayResult) result = fixture_run (fixture, "pd-jeffreys");
  const AssayCheck *check = fixture_find (result, "pd-jeffreys", "grade = C");

  g_assert_cmpfloat (check->p_adjusted, >=, check->p_value);
  g_assert_cmpfloat (check->effect, >, 1);
  g_assert_cmpuint (assay_table_get_n_rows (assay_result_find_table (result, "grades")), ==, 5);
}

/* The challenger is worse: no finding. The other way round it is one. */
static void
test_challenger (void)
{
  static const char *const reversed[] = { "target", "y", "score", "worse", "challenger-score", "p", NULL };
  g_autoptr(Fixture) good = fixture_new (make_frame (5, 3000, 0), NULL, roles), bad = fixture_new (make_frame (5, 3000, 0), NULL, reversed);
  g_autoptr(AssayResult) first = fixture_run (good, "bench-challenger"), second = fixture_run (bad, "bench-challenger");
  const AssayCheck *a = fixture_find (first, "bench-challenger", "worse, AUC"), *b = fixture_find (second, "bench-challenger", "p, AUC");

  g_assert_cmpint (a->verdict, ==, ASSAY_VERDICT_PASS);
  g_assert_cmpint (b->verdict, ==, ASSAY_VERDICT_WARN);
  g_assert_cmpfloat (fabs (a->value + b->value), <, 1e-12);
}

/* Selection of 60 % and 30 %: the EEOC's example, 48 of 80 against 12 of 40; group sizes in their places (catalogue §0, 14). */
static void
test_four_fifths (void)
{
  static const char *const settings[] = { "target", "", "score", "s", "score-is", "risk", "group", "g", "cutoff", "0.5", NULL };
  g_autoptr(GString) csv = g_string_new ("s,g\n");
  g_autoptr(Fixture) fixture = NULL;
  g_autoptr(AssayResult) result = NULL;
  const AssayCheck *check;

  for (guint i = 0; i < 120; i++)
    g_string_append_printf (csv, "%s,%s\n", (i < 80 ? i < 48 : i < 92) ? "0.1" : "0.9", i < 80 ? "a" : "b");
  fixture = fixture_new (validation_frame (csv->str), NULL, settings);
  result = fixture_run (fixture, "fair-air");
  check = fixture_find (result, "fair-air", "g = b");
  g_assert_cmpfloat (fabs (check->value - 0.5), <, 1e-14);
  g_assert_cmpfloat (fabs (check->p_value - 0.0034092217678491827), <, 1e-13);
  g_assert_cmpint (check->verdict, ==, ASSAY_VERDICT_FAIL);
}

/* A cut-off that everybody passes chooses nobody: an equal treatment that says nothing. */
static void
test_all_selected (void)
{
  static const char *const settings[] = { "target", "", "score", "s", "score-is", "risk", "group", "g", "cutoff", "30", NULL };
  static const char *const probability[] = { "target", "", "score", "s", "score-is", "probability", "group", "g", "cutoff", "30", NULL };
  g_autoptr(GString) csv = g_string_new ("s,g\n");
  g_autoptr(Fixture) fixture = NULL, refused = NULL;
  g_autoptr(AssayResult) result = NULL;
  g_autoptr(AssayValidationCase) c = NULL;
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < 120; i++)
    g_string_append_printf (csv, "0.%u,%s\n", i % 10, i < 80 ? "a" : "b");
  fixture = fixture_new (validation_frame (csv->str), NULL, settings);
  result = fixture_run (fixture, "fair-air");
  g_assert_cmpint (fixture_find (result, "fair-air", "g = b")->verdict, ==, ASSAY_VERDICT_NOT_ASSESSABLE);
  /* 30 per cent written as 30 */
  refused = fixture_new (validation_frame (csv->str), NULL, probability);
  c = fixture_prepare (refused, &error);
  g_assert_error (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_OPTION);
}

/* The table of decisions has the run's own cut-off with the counts of its confusion table, whether scores stand at it or not. */
static void
test_own_cutoff (void)
{
  static const char *const cutoffs[] = { "0.3", "0.31234", "0", "1", "0.5" };
  g_autoptr(GString) csv = g_string_new ("p,y\n");

  state = 21;
  for (guint i = 0; i < 500; i++)
    {
      double p = i < 10 ? 0.5 : 0.02 + 0.9 * uniform ();

      append_number (csv, p);
      g_string_append_printf (csv, "%d\n", uniform () < p);
    }
  for (guint i = 0; i < G_N_ELEMENTS (cutoffs); i++)
    {
      const char *const settings[] = { "target", "y", "score", "p", "cutoff", cutoffs[i], NULL };
      g_autoptr(Fixture) fixture = fixture_new (validation_frame (csv->str), NULL, settings);
      g_autoptr(AssayResult) ranked = fixture_run (fixture, "disc-auc"), decided = fixture_run (fixture, "disc-confusion");
      AssayTable *table = assay_result_find_table (ranked, "cutoffs"), *confusion = assay_result_find_table (decided, "confusion");
      guint n_own = 0;

      for (guint row = 0; row < assay_table_get_n_rows (table); row++)
        {
          g_assert_true (row == 0 || assay_table_get_number (table, row, 0) < assay_table_get_number (table, row - 1, 0));
          if (assay_table_get_number (table, row, 0) != g_ascii_strtod (cutoffs[i], NULL))
            continue;
          n_own++;
          g_assert_cmpfloat (assay_table_get_number (table, row, 2), ==, assay_table_get_number (confusion, 0, 1));
          g_assert_cmpfloat (assay_table_get_number (table, row, 3), ==, assay_table_get_number (confusion, 1, 1));
          g_assert_cmpfloat (assay_table_get_number (table, row, 4), ==, assay_table_get_number (confusion, 0, 2));
          g_assert_cmpfloat (assay_table_get_number (table, row, 5), ==, assay_table_get_number (confusion, 1, 2));
        }
      g_assert_cmpuint (n_own, ==, 1);
    }
}

/* All scores tied, one kind of outcome: said, not guessed. */
static void
test_awkward (void)
{
  static const char *const tied[] = { "target", "y", "score", "p", "grades", "grade", NULL };
  static const char *const ids[] = { "disc-auc", "disc-ks", "disc-rank-order", "disc-lift-capture", "disc-rank-correlation", "cal-in-the-large", "cal-slope", "cal-hosmer-lemeshow",
                                     "cal-spiegelhalter", "cal-brier", "cal-ece", "pd-jeffreys", "pd-grade-heterogeneity", "conc-grade", "bench-naive" };
  static const char *const tables[] = {
    "y,p,grade\n0,0.5,A\n1,0.5,A\n0,0.5,A\n1,0.5,A\n", "y,p,grade\n0,0.2,A\n0,0.3,A\n0,0.4,B\n", "y,p,grade\n1,1,A\n0,0,B\n1,1,A\n0,0,B\n", "y,p,grade\n1,0.4,A\n",
  };

  for (guint t = 0; t < G_N_ELEMENTS (tables); t++)
    for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
      {
        g_autoptr(Fixture) fixture = fixture_new (validation_frame (tables[t]), NULL, tied);
        g_autoptr(AssayResult) result = fixture_run (fixture, ids[i]);

        for (guint k = 0; k < assay_result_get_n_checks (result); k++)
          {
            const char *message = assay_result_get_check (result, k)->message;

            if (strstr (message, "nan") != NULL || strstr (message, "inf ") != NULL)
              g_test_message ("%s of table %u: %s", ids[i], t, message);
            g_assert_null (strstr (message, "nan"));
          }
      }
}

/* The same bytes' worth on one thread and on four. */
static void
test_threads (void)
{
  static const char *const ids[] = { "bench-challenger", "bench-naive" };

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      g_autoptr(Fixture) one = fixture_new (make_frame (5, 3000, 0), NULL, roles), four = fixture_new (make_frame (5, 3000, 0), NULL, roles);
      g_autoptr(AssayResult) a = NULL, b = NULL;

      one->n_threads = 1;
      four->n_threads = 4;
      a = fixture_run (one, ids[i]);
      b = fixture_run (four, ids[i]);
      g_assert_cmpuint (assay_result_get_n_checks (a), ==, assay_result_get_n_checks (b));
      for (guint k = 0; k < assay_result_get_n_checks (a); k++)
        g_assert_cmpfloat (assay_result_get_check (a, k)->value, ==, assay_result_get_check (b, k)->value);
    }
}

/* Obligors of two samples, matched by id. */
static void
test_migration (void)
{
  static const char *const settings[] = { "target", "y", "score", "p", "id", "id", "grades", "grade", NULL };
  g_autoptr(Fixture) fixture = fixture_new (make_frame (5, 800, 0), make_frame (6, 800, 0), settings);
  g_autoptr(AssayResult) width = fixture_run (fixture, "stab-migration-mwb"), matrix = fixture_run (fixture, "stab-migration-matrix");
  const AssayCheck *check = fixture_find (width, "stab-migration-mwb", "to riskier grades");

  g_assert_cmpfloat (check->n, ==, 800);
  g_assert_cmpfloat (check->value, >, 0.2);
  g_assert_cmpfloat (check->value, <, 1);
  g_assert_cmpuint (assay_result_get_n_checks (matrix), >, 0);
}

/* Rows of one grade after another: n, of which d default, at a PD. */
static void
append_grade (GString *csv, const char *grade, guint n, guint d, const char *p)
{
  for (guint i = 0; i < n; i++)
    g_string_append_printf (csv, "%u,%s,%s,%s\n", i < d, p, grade, i < d ? "1" : "9");
}

static AssayVerdict
verdict_of (Fixture *fixture, const char *id, const char *subject)
{
  g_autoptr(AssayResult) result = fixture_run (fixture, id);

  return fixture_find (result, id, subject)->verdict;
}

/* PDs are averaged as defaults are counted: weights that favour high PDs do not turn a fail into a pass. */
static void
test_weight (void)
{
  static const char *const settings[] = { "target", "y", "score", "p", "grades", "grade", "weight", "w", NULL };
  g_autoptr(GString) csv = g_string_new ("y,p,grade,w\n");
  g_autoptr(Fixture) fixture = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(AssayValidationCase) c = NULL;
  gboolean is_said = FALSE;

  for (guint i = 0; i < 1000; i++)
    g_string_append_printf (csv, "%u,%s,A,%s\n", i % 10 == 0, i % 2 == 0 ? "0.09" : "0.01", i % 2 == 0 ? "99" : "1");
  fixture = fixture_new (validation_frame (csv->str), NULL, settings);
  c = fixture_prepare (fixture, &error);
  g_assert_no_error (error);
  g_assert_cmpfloat_with_epsilon (c->grade_pd[0], 0.05, 1e-12);
  g_assert_cmpint (verdict_of (fixture, "pd-jeffreys", "grade = A"), ==, ASSAY_VERDICT_FAIL);
  for (guint i = 0; i < fixture->notes->len; i++)
    is_said |= strstr (fixture->notes->pdata[i], "unweighted") != NULL;
  g_assert_true (is_said);
}

/* A raw p below 5 % that the adjustment lifts above it is no pass of a grade without power. */
static void
test_adjusted_power (void)
{
  static const char *const settings[] = { "target", "y", "score", "p", "grades", "grade", NULL };
  g_autoptr(GString) csv = g_string_new ("y,p,grade,w\n");
  g_autoptr(Fixture) fixture = NULL;
  g_autoptr(AssayResult) result = NULL;
  const AssayCheck *check;

  append_grade (csv, "A", 60, 3, "0.015");
  append_grade (csv, "B", 2000, 100, "0.05");
  append_grade (csv, "C", 2000, 200, "0.1");
  fixture = fixture_new (validation_frame (csv->str), NULL, settings);
  result = fixture_run (fixture, "pd-jeffreys");
  check = fixture_find (result, "pd-jeffreys", "grade = A");
  g_assert_cmpfloat (check->p_value, <, 0.05);
  g_assert_cmpfloat (check->p_adjusted, >=, 0.05);
  g_assert_cmpint (check->verdict, ==, ASSAY_VERDICT_NOT_ASSESSABLE);
  g_assert_nonnull (strstr (check->message, "Not a pass"));
  g_assert_cmpint (fixture_find (result, "pd-jeffreys", "grade = B")->verdict, ==, ASSAY_VERDICT_PASS);
}

/* What could not have failed has not passed; what fails by an exact test still does. */
static void
test_few (void)
{
  static const char *const settings[] = { "target", "y", "score", "p", "grades", "grade", NULL };
  static const char *const ids[] = { "cal-in-the-large", "cal-spiegelhalter", "cal-hosmer-lemeshow", "disc-rank-order", "disc-auc", "disc-auc-vs-initial", "disc-ks", "drift-target", "perf-estimated" };
  g_autoptr(GString) csv = g_string_new ("y,p,grade,w\n"), tail = g_string_new ("y,p,grade,w\n");
  g_autoptr(Fixture) fixture = NULL, bad = NULL, alike = fixture_new (make_frame (6, 40, 0), make_frame (5, 2000, 0), settings);

  append_grade (csv, "A", 16, 2, "0.1");
  append_grade (csv, "B", 8, 2, "0.3");
  append_grade (csv, "C", 8, 4, "0.5");
  fixture = fixture_new (validation_frame (csv->str), make_frame (5, 2000, 0), settings);
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      g_autoptr(AssayResult) result = fixture_run (fixture, ids[i]);
      const AssayCheck *check = fixture_find (result, ids[i], "all rows");

      if (check->verdict != ASSAY_VERDICT_NOT_ASSESSABLE)
        g_test_message ("%s: %s", ids[i], check->message);
      g_assert_cmpint (check->verdict, ==, ASSAY_VERDICT_NOT_ASSESSABLE);
      g_assert_nonnull (strstr (check->message, "need"));
    }
  g_assert_cmpint (verdict_of (fixture, "pd-correlated", "grade = A"), ==, ASSAY_VERDICT_NOT_ASSESSABLE);
  g_assert_cmpint (verdict_of (fixture, "pd-grade-heterogeneity", "grade A and B"), ==, ASSAY_VERDICT_NOT_ASSESSABLE);
  g_assert_cmpint (verdict_of (fixture, "pd-low-default", "grade = A"), ==, ASSAY_VERDICT_NOT_ASSESSABLE);
  g_assert_cmpint (verdict_of (fixture, "drift-psi", "p"), ==, ASSAY_VERDICT_FAIL);
  g_assert_cmpint (verdict_of (alike, "drift-psi", "p"), ==, ASSAY_VERDICT_NOT_ASSESSABLE);
  append_grade (tail, "A", 400, 3, "0.1");
  bad = fixture_new (validation_frame (tail->str), NULL, settings);
  g_assert_cmpint (verdict_of (bad, "cal-in-the-large", "all rows"), ==, ASSAY_VERDICT_FAIL);
}

/* Fewer rows than a part of the reference has vary more, and do not fail for it. */
static void
test_estimated (void)
{
  static const char *const settings[] = { "target", "y", "score", "p", NULL };

  for (guint64 seed = 1; seed <= 20; seed++)
    {
      g_autoptr(Fixture) fixture = fixture_new (make_frame (100 + seed, 120, 0), make_frame (5, 20000, 0), settings);

      g_assert_cmpint (verdict_of (fixture, "perf-estimated", "Brier score"), !=, ASSAY_VERDICT_FAIL);
    }
}

/* One-sided: the chance of as many rows that only the challenger decides right. R: pbinom (48, 132, .5, lower = FALSE). */
static void
test_decisions (void)
{
  static const char *const settings[] = { "target", "y", "score", "a", "score-is", "probability", "challenger-score", "b", "cutoff", "0.5", NULL };
  g_autoptr(GString) csv = g_string_new ("y,a,b\n");
  g_autoptr(Fixture) fixture = NULL;
  g_autoptr(AssayResult) result = NULL;

  for (guint i = 0; i < 132; i++)
    g_string_append_printf (csv, "%u,%s,%s\n", i % 2, (i < 83) == i % 2 ? "0.9" : "0.1", (i >= 83) == i % 2 ? "0.8" : "0.2");
  fixture = fixture_new (validation_frame (csv->str), NULL, settings);
  result = fixture_run (fixture, "bench-challenger");
  g_assert_cmpfloat_with_epsilon (fixture_find (result, "bench-challenger", "b, decisions")->p_value, 0.998903, 1e-6);
}

/* Mean scores of groups: five rows say nothing, forty that lie 0.35 apart by chance fail nothing and pass nothing, five hundred fail. */
static void
test_small_groups (void)
{
  static const char *const settings[] = { "target", "y", "score", "p", "group", "g", NULL };
  static const struct { guint n; double shift; AssayVerdict wanted; } cases[] = {
    { 5, 0, ASSAY_VERDICT_NOT_ASSESSABLE }, { 5, 0.3, ASSAY_VERDICT_NOT_ASSESSABLE }, { 36, 0.085, ASSAY_VERDICT_NOT_ASSESSABLE },
    { 500, 0.15, ASSAY_VERDICT_FAIL }, { 500, 0, ASSAY_VERDICT_PASS },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GString) csv = g_string_new ("p,g,y\n");
      g_autoptr(Fixture) fixture = NULL;
      g_autoptr(AssayResult) result = NULL;

      for (guint row = 0; row < 1000 + cases[i].n; row++)
        {
          /* spread evenly over [0, 0.8) in both groups: the standard deviation is 0.23 */
          double p = row < 1000 ? row * 0.0008 : cases[i].shift + (row - 1000) * (0.8 / cases[i].n);

          append_number (csv, p);
          g_string_append_printf (csv, "%c,%u\n", row < 1000 ? 'A' : 'B', row % 3 == 0);
        }
      fixture = fixture_new (validation_frame (csv->str), NULL, settings);
      result = fixture_run (fixture, "fair-smd");
      if (cases[i].n == 36)
        g_assert_cmpfloat (fabs (fixture_find (result, "fair-smd", "g = B")->value), >, 0.3);
      g_assert_cmpint (fixture_find (result, "fair-smd", "g = B")->verdict, ==, cases[i].wanted);
    }
}

/* The correlation of the factor is the regulation's for other retail (R: 0.03 w + 0.16 (1 − w), w = (1 − exp (−35 PD)) / (1 − exp (−35))), unless somebody gives one. */
static void
test_correlation (void)
{
  static const char *const ours[] = { ROLES, NULL }, *const given[] = { ROLES, "correlation", "0.15", NULL };
  double p[2];

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr(Fixture) fixture = fixture_new (make_frame (5, 6000, 0.7), NULL, i == 0 ? ours : given);
      g_autoptr(AssayResult) result = fixture_run (fixture, "pd-correlated");
      const AssayCheck *check = fixture_find (result, "pd-correlated", "grade = A");

      p[i] = check->p_value;
      g_assert_nonnull (strstr (check->convention, i == 0 ? "by CRR 154 (1)" : "0.15 as given (source U)"));
    }
  g_assert_cmpfloat (p[0], <, p[1]);
}

/* ---- weights ---- */

/* Rows with a weight of 0 to 3, or each as often as its weight says. */
static AssayFrame *
make_weighted (guint64 seed, guint n, double shift, gboolean is_replicated)
{
  g_autoptr(GString) csv = g_string_new (is_replicated ? "p,q,grade,word,v,y\n" : "p,q,grade,word,v,y,w\n");

  state = seed;
  for (guint i = 0; i < n; i++)
    {
      double p = floor (100 * uniform ()) / 100, noise = uniform (), v = 10 * p + noise;
      guint y = uniform () < 0.7 * p + shift, weight = (guint) (4 * uniform ()), word = (guint) (3 * uniform () + 2 * p);

      for (guint k = 0; k < (is_replicated ? weight : 1); k++)
        {
          append_number (csv, p);
          append_number (csv, 0.5 * p + 0.5 * noise);
          g_string_append_printf (csv, "%c,%c,", (char) ('A' + MIN ((guint) (4 * p), 3)), (char) ('k' + word));
          append_number (csv, v);
          g_string_append_printf (csv, "%u", y);
          if (!is_replicated)
            g_string_append_printf (csv, ",%u", weight);
          g_string_append (csv, "\n");
        }
    }
  return validation_frame (csv->str);
}

static void
assert_same_number (double a, double b)
{
  g_assert_true (isnan (a) == isnan (b));
  if (!isnan (a))
    g_assert_cmpfloat (fabs (a - b), <=, 1e-9 * fmax (1, fabs (a)));
}

/* But for bins of the stability index, which are tenths of the rows, and for counts of rows, which are never weighted. */
static void
assert_same_tables (const AssayResult *a, const AssayResult *b)
{
  static const char *const others[] = { "psi-bins", "psi-conventions", "statistics", "row-filters", NULL };

  for (guint i = 0; i < assay_result_get_n_tables (a); i++)
    {
      const AssayTable *own = assay_result_get_table (a, i), *other = assay_result_find_table (b, assay_table_get_id (own));
      guint n_rows = assay_table_get_n_rows (own);

      if (g_strv_contains (others, assay_table_get_id (own)))
        continue;
      g_test_message ("table %s: %u rows", assay_table_get_id (own), n_rows);
      g_assert_cmpuint (n_rows, ==, assay_table_get_n_rows (other));
      for (guint column = 0; column < assay_table_get_n_columns (own); column++)
        for (guint row = 0; row < n_rows && assay_table_get_column_type (own, column) != ASSAY_CELL_TEXT; row++)
          assert_same_number (assay_table_get_number (own, row, column), assay_table_get_number (other, row, column));
    }
}

/* A weight is a frequency: a weighted check finds what it finds in rows repeated as often, its error and its chance included. An unweighted one says so. */
static void
test_weights_are_frequencies (void)
{
  static const char *const weighted[] = { "target", "y", "score", "p", "grades", "grade", "features", "word", "cutoff", "0.4", "segment", "grade", "weight", "w", NULL };
  static const char *const plain[] = { "target", "y", "score", "p", "grades", "grade", "features", "word", "cutoff", "0.4", "segment", "grade", NULL };
  guint n_weighted = 0;

  for (const AssayValidationCheck *const *all = assay_validation_check_list (); *all != NULL; all++)
    {
      const char *id = (*all)->id;
      g_autoptr(Fixture) by_weight = fixture_new (make_weighted (3, 900, 0.1, FALSE), make_weighted (4, 700, 0.05, FALSE), weighted);
      g_autoptr(Fixture) repeated = fixture_new (make_weighted (3, 900, 0.1, TRUE), make_weighted (4, 700, 0.05, TRUE), plain);
      g_autoptr(AssayResult) a = fixture_run (by_weight, id), b = fixture_run (repeated, id);
      gboolean is_weighted = ((*all)->flags & ASSAY_CHECK_WEIGHTED) != 0;

      for (guint i = 0; i < assay_result_get_n_checks (a); i++)
        g_assert_nonnull (strstr (assay_result_get_check (a, i)->convention, is_weighted ? "weighted: a row counts as often" : "unweighted: a row counts once"));
      if (!is_weighted || strcmp (id, "reg-metrics") == 0)
        continue;
      n_weighted++;
      assert_same_tables (a, b);
      g_assert_cmpuint (assay_result_get_n_checks (a), ==, assay_result_get_n_checks (b));
      for (guint i = 0; i < assay_result_get_n_checks (a); i++)
        {
          const AssayCheck *own = assay_result_get_check (a, i), *other = assay_result_get_check (b, i);

          if (strcmp (id, "drift-psi") == 0 && strcmp (own->subject, "p") == 0)
            continue;          /* tenths of the rows, which are others when rows are repeated */
          g_test_message ("%s %s: %.12g, %.12g", id, own->subject, own->value, other->value);
          assert_same_number (own->value, other->value);
          if (strcmp (id, "dq-leakage") != 0)
            assert_same_number (own->effect, other->effect);
          assert_same_number (own->p_value, other->p_value);
          g_assert_cmpint (own->verdict, ==, other->verdict);
        }
    }
  g_assert_cmpuint (n_weighted, ==, 17);
}

/* Of outcomes that are numbers too. */
static void
test_weighted_errors (void)
{
  static const char *const weighted[] = { "target", "v", "outcome", "value", "score", "q", "weight", "w", "features", "p", NULL };
  static const char *const plain[] = { "target", "v", "outcome", "value", "score", "q", "features", "p", NULL };
  g_autoptr(Fixture) by_weight = fixture_new (make_weighted (3, 900, 0.1, FALSE), make_weighted (4, 700, 0.05, FALSE), weighted);
  g_autoptr(Fixture) repeated = fixture_new (make_weighted (3, 900, 0.1, TRUE), make_weighted (4, 700, 0.05, TRUE), plain);
  g_autoptr(AssayResult) a = fixture_run (by_weight, "reg-metrics"), b = fixture_run (repeated, "reg-metrics");

  for (guint i = 0; i < assay_result_get_n_metrics (a); i++)
    assert_same_number (assay_result_get_metric (a, i)->value, assay_result_get_metric (b, i)->value);
  assert_same_number (assay_result_get_check (a, 0)->value, assay_result_get_check (b, 0)->value);
}

/* KS of two small samples of one population drops by a fifth now and then: that is no decline of the model. A real one still fails. */
static void
test_drop_by_chance (void)
{
  static const char *const settings[] = { "target", "y", "score", "p", NULL }, *const worse[] = { "target", "y", "score", "worse", NULL };
  guint n_large = 0;

  for (guint64 seed = 1; seed <= 30; seed++)
    {
      g_autoptr(Fixture) fixture = fixture_new (make_frame (seed, 150, 0), make_frame (seed + 100, 150, 0), settings);
      g_autoptr(AssayResult) result = fixture_run (fixture, "disc-ks");
      const AssayCheck *check = fixture_find (result, "disc-ks", NULL);

      n_large += check->value > 0.2;
      g_assert_cmpint (check->verdict, !=, ASSAY_VERDICT_FAIL);
    }
  g_assert_cmpuint (n_large, >, 2);
  {
    g_autoptr(AssayFrame) before = make_frame (1, 4000, 0);
    g_autoptr(GPtrArray) columns = g_ptr_array_new_with_free_func ((GDestroyNotify) assay_column_unref);
    g_autoptr(Fixture) fixture = fixture_new (make_frame (2, 4000, 0), NULL, worse);
    double *owned = NULL;
    gsize n = assay_frame_get_n_rows (before);

    /* the reference had the good score under the same name */
    g_ptr_array_add (columns, assay_column_take_doubles ("worse", g_memdup2 (assay_column_as_doubles (assay_frame_find (before, "p"), &owned), n * sizeof (double)), n));
    g_ptr_array_add (columns, assay_column_ref (assay_frame_find (before, "y")));
    fixture->reference = assay_frame_new ((AssayColumn **) columns->pdata, columns->len, n);
    g_free (owned);
    {
      g_autoptr(AssayResult) result = fixture_run (fixture, "disc-ks");
      g_assert_cmpint (fixture_find (result, "disc-ks", NULL)->verdict, ==, ASSAY_VERDICT_FAIL);
    }
  }
}

/* A model that is right in every period, in periods of a dozen events: neither a trend nor a break, and no decline of skill, decisions or losses against rows of the same kind. */
static void
test_steady (void)
{
  static const char *const ids[] = { "stab-over-time", "cal-brier", "disc-confusion", "lgd-loss-shortfall" };
  guint n_alarms[G_N_ELEMENTS (ids)] = { 0 };

  for (guint64 seed = 1; seed <= 20; seed++)
    {
      g_autoptr(Fixture) fixture = fixture_new (make_frame (seed, 1500, 0), make_frame (seed + 50, 1500, 0), roles);

      for (guint k = 0; k < G_N_ELEMENTS (ids); k++)
        {
          g_autoptr(AssayResult) result = fixture_run (fixture, ids[k]);
          AssayVerdict verdict = assay_result_get_verdict (result);

          n_alarms[k] += verdict == ASSAY_VERDICT_FAIL || verdict == ASSAY_VERDICT_WARN;
          g_assert_cmpint (verdict, !=, ASSAY_VERDICT_FAIL);
        }
    }
  for (guint k = 0; k < G_N_ELEMENTS (ids); k++)
    {
      g_test_message ("%s: %u alarms in 20", ids[k], n_alarms[k]);
      g_assert_cmpuint (n_alarms[k], <=, 3);
    }
}

/* Grades of so few obligors that their PDs could not be told apart are not shown to be one; of many, they are. */
static void
test_grades_of_few (void)
{
  static const char *const settings[] = { "target", "y", "score", "p", "grades", "grade", NULL };

  for (guint times = 1; times <= 100; times *= 100)
    {
      g_autoptr(GString) csv = g_string_new ("y,p,grade,w\n");
      g_autoptr(Fixture) fixture = NULL;

      append_grade (csv, "A", 60 * times, 6 * times, "0.08");
      append_grade (csv, "B", 60 * times, 6 * times, "0.12");
      fixture = fixture_new (validation_frame (csv->str), NULL, settings);
      g_assert_cmpint (verdict_of (fixture, "pd-grade-heterogeneity", "grade A and B"), ==, times == 1 ? ASSAY_VERDICT_NOT_ASSESSABLE : ASSAY_VERDICT_FAIL);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/analysis/validation/outcomes/steady", test_steady);
  g_test_add_func ("/analysis/validation/outcomes/grades-of-few", test_grades_of_few);
  g_test_add_func ("/analysis/validation/outcomes/drop-by-chance", test_drop_by_chance);
  g_test_add_func ("/analysis/validation/outcomes/weights-are-frequencies", test_weights_are_frequencies);
  g_test_add_func ("/analysis/validation/outcomes/weighted-errors", test_weighted_errors);
  g_test_add_func ("/analysis/validation/outcomes/correlation", test_correlation);
  g_test_add_func ("/analysis/validation/outcomes/small-groups", test_small_groups);
  g_test_add_func ("/analysis/validation/outcomes/defaulted-only", test_defaulted_only);
  g_test_add_func ("/analysis/validation/outcomes/gauc-decline", test_gauc_decline);
  g_test_add_func ("/analysis/validation/outcomes/right-model", test_right_model);
  g_test_add_func ("/analysis/validation/outcomes/auc", test_auc);
  g_test_add_func ("/analysis/validation/outcomes/understated", test_understated);
  g_test_add_func ("/analysis/validation/outcomes/years", test_years);
  g_test_add_func ("/analysis/validation/outcomes/power", test_power);
  g_test_add_func ("/analysis/validation/outcomes/family", test_family);
  g_test_add_func ("/analysis/validation/outcomes/challenger", test_challenger);
  g_test_add_func ("/analysis/validation/outcomes/four-fifths", test_four_fifths);
  g_test_add_func ("/analysis/validation/outcomes/all-selected", test_all_selected);
  g_test_add_func ("/analysis/validation/outcomes/own-cutoff", test_own_cutoff);
  g_test_add_func ("/analysis/validation/outcomes/awkward", test_awkward);
  g_test_add_func ("/analysis/validation/outcomes/threads", test_threads);
  g_test_add_func ("/analysis/validation/outcomes/migration", test_migration);
  g_test_add_func ("/analysis/validation/outcomes/weight", test_weight);
  g_test_add_func ("/analysis/validation/outcomes/adjusted-power", test_adjusted_power);
  g_test_add_func ("/analysis/validation/outcomes/few", test_few);
  g_test_add_func ("/analysis/validation/outcomes/estimated", test_estimated);
  g_test_add_func ("/analysis/validation/outcomes/decisions", test_decisions);
  return g_test_run ();
}
