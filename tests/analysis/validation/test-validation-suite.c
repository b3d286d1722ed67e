/* The frame around the checks: outcomes, scores, what is missing, families, order. */
#include "validation-fixture.h"

#include "analysis/check-ids.h"
#include "analysis/validation/validate.h"
#include "analysis/validation/validation-baseline.h"
#include "analysis/validation/validation-profile.h"
#include "analysis/validation/validation-sink-private.h"
#include "result/result-json.h"

#include <math.h>
#include <string.h>

static void
test_auc (void)
{
  g_autoptr(Fixture) fixture = fixture_new (validation_frame ("y,p\n0,0.1\n0,0.4\n1,0.35\n1,0.8\n"), NULL,
                                            (const char *const[]) { "target", "y", "score", "p", NULL });
  g_autoptr(AssayResult) result = fixture_run (fixture, "disc-auc");
  const AssayCheck *check = fixture_find (result, "disc-auc", "all rows");

  g_assert_cmpfloat_with_epsilon (check->value, 0.75, 1e-12);
  g_assert_cmpstr (check->section, ==, "discrimination");
  g_assert_cmpfloat (check->n, ==, 4);
  g_assert_cmpfloat (check->events, ==, 2);
}

static void
test_points (void)
{
  g_autoptr(Fixture) fixture = fixture_new (validation_frame ("y,p\n0,700\n0,500\n1,550\n1,300\n"), NULL,
                                            (const char *const[]) { "target", "y", "score", "p", "score-is", "points", NULL });
  g_autoptr(AssayResult) result = fixture_run (fixture, "disc-auc");

  g_assert_cmpfloat_with_epsilon (fixture_find (result, "disc-auc", NULL)->value, 0.75, 1e-12);
}

static void
test_one_class (void)
{
  g_autoptr(Fixture) fixture = fixture_new (validation_frame ("y,p\n0,0.1\n0,0.4\n0,0.35\n"), NULL, (const char *const[]) { "target", "y", "score", "p", NULL });
  g_autoptr(AssayResult) result = fixture_run (fixture, "disc-auc");
  const AssayCheck *check = fixture_find (result, "disc-auc", NULL);

  g_assert_cmpint (check->verdict, ==, ASSAY_VERDICT_NOT_ASSESSABLE);
  g_assert_cmpstr (check->message, ==, "Not assessed. It needs rows with the event: none of 3 is “y” = 1.");
}

static void
test_three_classes (void)
{
  g_autoptr(Fixture) fixture = fixture_new (validation_frame ("y,p\n0,0.1\n1,0.4\n2,0.35\n"), NULL, (const char *const[]) { "target", "y", "score", "p", NULL });
  g_autoptr(GError) error = NULL;

  g_assert_null (fixture_prepare (fixture, &error));
  g_assert_cmpstr (error->message, ==, "The outcome “y” has more than two values: “0” (1), “1” (1), “2” (1). Say which of them is the event with --event, "
                                       "or --outcome value for an outcome that is a number.");
}

/* ---- families ---- */

/* Holm over the findings of a check: the smallest of three p-values counts three times. */
static void
test_holm (void)
{
  g_autoptr(Fixture) fixture = fixture_new (validation_frame ("y,p\n0,0.1\n1,0.4\n"), NULL, (const char *const[]) { "target", "y", "score", "p", NULL });
  g_autoptr(AssayValidationCase) c = fixture_prepare (fixture, NULL);
  static const AssayValidationCheck check = { .id = "cal-slope", .title = "Test", .section = ASSAY_SECTION_CALIBRATION, .statistic = "z", .limits = ASSAY_P_LIMITS };
  static const double p[] = { 0.02, 0.004, 0.5 }, adjusted[] = { 0.04, 0.012, 0.5 };
  static const AssayVerdict verdicts[] = { ASSAY_VERDICT_WARN, ASSAY_VERDICT_WARN, ASSAY_VERDICT_PASS };
  AssayValidationSink *sink = assay_validation_sink_new (&check);
  g_autoptr(AssayResult) result = assay_result_new ("validate", "Test");

  for (guint i = 0; i < 3; i++)
    assay_validation_sink_add (sink, i == 0 ? "a" : i == 1 ? "b" : "c", 1)->p_value = p[i];
  assay_validation_sinks_judge (&sink, 1, c, result);
  for (guint i = 0; i < 3; i++)
    {
      const AssayCheck *found = assay_result_get_check (result, i);

      g_assert_cmpfloat_with_epsilon (found->p_adjusted, adjusted[i], 1e-15);
      g_assert_cmpint (found->verdict, ==, verdicts[i]);
    }
  assay_validation_sink_free (sink);
}

/* A large value alone, or a small p alone, is no failure where both are asked. */
static void
test_both (void)
{
  g_autoptr(Fixture) fixture = fixture_new (validation_frame ("y,p\n0,0.1\n1,0.4\n"), NULL, (const char *const[]) { "target", "y", "score", "p", NULL });
  g_autoptr(AssayValidationCase) c = fixture_prepare (fixture, NULL);
  static const struct { double value, p; AssayVerdict verdict; } cases[] = {
    { 0.3, 0.5, ASSAY_VERDICT_PASS }, { 0.3, 0.001, ASSAY_VERDICT_FAIL }, { 0.3, 0.02, ASSAY_VERDICT_WARN }, { 0.05, 1e-9, ASSAY_VERDICT_PASS }, { 0.15, 1e-9, ASSAY_VERDICT_WARN },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      static const AssayValidationCheck check = { .id = "drift-psi", .title = "Test", .section = ASSAY_SECTION_STABILITY, .statistic = "psi",
                                                  .limits = { ASSAY_JUDGED_BY_BOTH, { 0.1, 0.25, ASSAY_BEYOND_FROM, 'C', "test" } } };
      AssayValidationSink *sink = assay_validation_sink_new (&check);
      g_autoptr(AssayResult) result = assay_result_new ("validate", "Test");

      assay_validation_sink_add (sink, NULL, cases[i].value)->p_value = cases[i].p;
      assay_validation_sinks_judge (&sink, 1, c, result);
      g_assert_cmpint (assay_result_get_check (result, 0)->verdict, ==, cases[i].verdict);
      assay_validation_sink_free (sink);
    }
}

/* ---- the registry ---- */

/* Ids are those of one catalogue: none twice, each with what a reader needs to judge it. */
static void
test_registry (void)
{
  g_autoptr(GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (const AssayValidationCheck *const *all = assay_validation_check_list (); *all != NULL; all++)
    {
      const AssayValidationCheck *check = *all;

      g_assert_true (g_hash_table_add (seen, (gpointer) check->id));
      g_assert_nonnull (check->title);
      g_assert_nonnull (check->statistic);
      g_assert_nonnull (check->run);
      g_assert_nonnull (check->limits.limits.note);
      g_assert_nonnull (strchr ("SAC", check->limits.limits.source));
      g_assert_true (check->tier == 1 || check->tier == 2);
      g_assert_true ((check->needs & ASSAY_NEEDS_OPTION) == 0 || assay_option_find (assay_validate.options, check->option) != NULL);
    }
}

/* What a profile asks for exists. */
static void
test_profiles (void)
{
  for (guint i = 0; assay_validation_profile_names[i] != NULL; i++)
    {
      const AssayValidationProfile *profile = assay_validation_profile_find (assay_validation_profile_names[i]);

      g_assert_nonnull (profile);
      for (guint section = 0; section < ASSAY_N_SECTIONS; section++)
        g_assert_nonnull (profile->sections[section]);
    }
}

/* ---- outcomes of a baseline ---- */

static void
test_baseline_has_no_rows (void)
{
  g_autoptr(GString) csv = g_string_new ("y,p,town\n");
  g_autoptr(Fixture) fixture = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(AssayValidationCase) c = NULL;
  g_autoptr(AssayResult) result = NULL, baseline = NULL;
  g_autofree char *text = NULL;

  for (guint i = 0; i < 200; i++)
    g_string_append_printf (csv, "%u,0.%03u,%s\n", i % 3 == 0, 100 + (i * 37) % 800, i < 4 ? "Tiny-Hamlet" : "City");
  fixture = fixture_new (validation_frame (csv->str), NULL, (const char *const[]) { "target", "y", "score", "p", NULL });
  c = fixture_prepare (fixture, &error);
  result = fixture_run (fixture, "disc-auc");
  baseline = assay_validation_baseline_new (c, result);
  text = assay_result_to_json (baseline, NULL);
  g_assert_null (strstr (text, "Tiny-Hamlet"));
  g_assert_nonnull (strstr (text, "City"));
  g_assert_nonnull (strstr (text, "rare"));
}

/* The ids that the catalogue promises for the first and the second tier: each is a check of validation of that tier, or one that “anomalies” or “backtest” makes. */
static const char *const tier_1[] = {
  "dq-missing", "dq-duplicates", "dq-conflicting-labels", "dq-constant", "dq-sentinel", "dq-outlier-univariate", "dq-domain-rules", "dq-correlation",
  "dq-leakage", "dq-split-overlap", "dq-new-categories", "dq-class-balance", "dq-control-totals", "disc-auc", "disc-auc-vs-initial", "disc-ks",
  "disc-rank-order", "disc-woe-iv", "cal-in-the-large", "cal-slope", "cal-hosmer-lemeshow", "cal-spiegelhalter", "cal-brier", "pd-jeffreys",
  "pd-binomial", "pd-grade-heterogeneity", "pd-test-power", "lgd-t-test", "drift-psi", "drift-csi", "drift-ks", "drift-missing", "drift-target",
  "stab-over-time", "rob-noise", "rob-sensitivity", "rob-monotonicity", "rob-extrapolation", "ovf-gap", "weak-slices", "reg-metrics", "reg-ols-fit",
  "reg-vif", "reg-heteroskedasticity", "reg-autocorrelation", "reg-influence", "reg-significance-sign", "ts-stationarity", "ts-ljung-box",
  "fc-point", "fc-scaled", "fc-diebold-mariano", "fc-tracking-signal", "fc-interval-coverage", "fc-rolling-origin", "var-traffic-light",
  "var-kupiec", "var-christoffersen", "conc-exposure", "conc-grade", "fair-air", "bench-challenger", "bench-naive", "bench-replication",
  "base-metrics", "base-scores", "base-artifact", "base-conventions", "base-verdicts", "xai-permutation", "xai-shap",
};

static const char *const tier_2[] = {
  "dq-cardinality", "dq-outlier-multivariate", "dq-types", "dq-benford", "disc-lift-capture", "disc-rank-correlation", "disc-confusion",
  "cal-log-loss", "cal-ece", "pd-multi-year", "pd-correlated", "pd-low-default", "pd-grade-homogeneity", "lgd-gauc", "lgd-loss-shortfall",
  "ead-t-test", "ecl-backtest", "drift-distance", "drift-chi2-cramer", "drift-multivariate", "stab-migration-mwb", "stab-migration-matrix",
  "perf-estimated", "rob-resilience", "rel-conformal", "ovf-slices", "ovf-boosting", "reg-reset", "reg-normality", "ts-arch-lm", "ts-cointegration",
  "ts-structural-break", "fc-interval-score", "var-binomial", "var-tuff-tbfi", "var-dynamic-quantile", "es-backtest", "var-loss", "fair-smd",
  "fair-error-rates", "fair-calibration", "xai-pdp-ale", "xai-stability",
};

static void
assert_tier (const char *const *ids, gsize n, guint tier)
{
  for (gsize i = 0; i < n; i++)
    {
      const AssayValidationCheck *check = assay_validation_check_find (ids[i]);

      if (!g_strv_contains (assay_check_ids (), ids[i]))
        g_error ("%s is made nowhere", ids[i]);
      g_assert_true (check == NULL || check->tier == tier);
      g_assert_true (check != NULL || g_str_has_prefix (ids[i], "fc-") || g_str_has_prefix (ids[i], "var-") || g_str_has_prefix (ids[i], "es-"));
    }
}

static void
test_catalogue (void)
{
  gsize n = 0;

  g_assert_cmpuint (G_N_ELEMENTS (tier_1), ==, 71);
  g_assert_cmpuint (G_N_ELEMENTS (tier_2), ==, 43);
  assert_tier (tier_1, G_N_ELEMENTS (tier_1), 1);
  assert_tier (tier_2, G_N_ELEMENTS (tier_2), 2);
  /* and validation makes nothing that the catalogue does not have */
  for (const AssayValidationCheck *const *all = assay_validation_check_list (); *all != NULL; all++)
    {
      for (gsize i = 0; i < G_N_ELEMENTS (tier_1); i++)
        n += strcmp (tier_1[i], (*all)->id) == 0;
      for (gsize i = 0; i < G_N_ELEMENTS (tier_2); i++)
        n += strcmp (tier_2[i], (*all)->id) == 0;
    }
  for (const AssayValidationCheck *const *all = assay_validation_check_list (); *all != NULL; all++)
    n--;
  g_assert_cmpuint (n, ==, 0);
}

/* Forecasts in the data: errors 10 % each way have a MAPE of 10 %; an actual value of 0 has none. */
static void
test_point_forecasts (void)
{
  static const char *const settings[] = { "target", "y", "outcome", "value", "score", "f", "time", "t", NULL };

  for (guint zero = 0; zero < 2; zero++)
    {
      g_autoptr(GString) csv = g_string_new ("t,y,f\n");
      g_autoptr(Fixture) fixture = NULL;
      g_autoptr(AssayResult) result = NULL;
      const AssayCheck *check;

      for (guint i = 0; i < 40; i++)
        g_string_append_printf (csv, "2024-%02u-%02u,%u,%u\n", 1 + i / 20, 1 + i % 20, zero && i == 3 ? 0 : 100 * (1 + i % 3), (i % 2 ? 90 : 110) * (1 + i % 3));
      fixture = fixture_new (validation_frame (csv->str), NULL, settings);
      result = fixture_run (fixture, "fc-point");
      check = fixture_find (result, "fc-point", NULL);
      g_assert_cmpfloat (assay_table_get_number (assay_result_find_table (result, "forecast-accuracy"), 0, 1), ==, 40);
      if (zero)
        {
          g_assert_cmpint (check->verdict, ==, ASSAY_VERDICT_NOT_ASSESSABLE);
          g_assert_nonnull (strstr (check->message, "1 actual value is 0"));
          continue;
        }
      g_assert_cmpfloat (fabs (check->value - 0.1), <, 1e-14);
      g_assert_cmpfloat (fabs (check->effect - 0.1), <, 1e-14);
      g_assert_cmpint (check->verdict, ==, ASSAY_VERDICT_PASS);
    }
}

/* ---- bins ---- */

static void
test_bin (void)
{
  for (guint trial = 0; trial < 2000; trial++)
    {
      guint n = g_test_rand_int_range (0, 40), expected = 0;
      double cuts[40], value = trial % 50 == 0 ? NAN : trial % 51 == 0 ? INFINITY : trial % 52 == 0 ? -INFINITY : g_test_rand_int_range (-30, 130) / 2.0;

      for (guint i = 0; i < n; i++)
        cuts[i] = (i > 0 ? cuts[i - 1] : 0) + g_test_rand_int_range (1, 5);
      for (guint i = 0; i < n; i++)
        expected += cuts[i] <= value;
      g_assert_cmpuint (assay_validation_bin (cuts, n, value), ==, expected);
    }
}

/* ---- stopping ---- */

static gboolean
run_until_cancelled (const AssayValidationCheck *check, const AssayValidationCase *c, AssayValidationSink *sink, AssayProgress *progress, GError **error)
{
  g_cancellable_cancel ((GCancellable *) check->option);
  g_assert_true (assay_progress_is_cancelled (progress));
  assay_validation_sink_add (sink, NULL, 1);
  return TRUE;
}

/* What a check found when it was cancelled is not told, wherever in the run it is. */
static void
test_cancelled (void)
{
  static const AssayValidationCheckFlags flags[] = { 0, ASSAY_CHECK_USES_ALL_THREADS, ASSAY_CHECK_RUNS_LAST };
  g_autoptr(Fixture) fixture = fixture_new (validation_frame ("y,p\n0,0.1\n1,0.4\n"), NULL, (const char *const[]) { "target", "y", "score", "p", NULL });
  g_autoptr(AssayValidationCase) c = fixture_prepare (fixture, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (flags); i++)
    {
      g_autoptr(GCancellable) cancellable = g_cancellable_new ();
      g_autoptr(AssayProgress) progress = assay_progress_new (cancellable, NULL, NULL, NULL);
      const AssayValidationCheck check = { .id = "disc-auc", .title = "Test", .statistic = "auc", .limits = ASSAY_NO_LIMITS, .flags = flags[i],
                                           .option = (const char *) cancellable, .run = run_until_cancelled };
      const AssayValidationCheck *checks[] = { &check };
      g_autoptr(AssayResult) result = assay_result_new ("validate", "Test");
      g_autoptr(GError) error = NULL;

      g_assert_false (assay_validation_run_checks (c, checks, 1, result, progress, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    }
}

static char *
many_rows (guint shift)
{
  GString *csv = g_string_new ("y,p,month,group,a,b,c,d,grade\n");

  for (guint i = 0; i < 600; i++)
    g_string_append_printf (csv, "%u,%.3f,2024-%02u-01,g%u,%u,%u,%.2f,w%u,%c\n", (i * 7 + shift) % 10 < 3 + i % 3, 0.05 + (i * 37 % 90) / 100.0, 1 + i / 50, i % 3, i * 31 % 101, i * i % 97,
                            (i * 17 % 89) / 7.0 + shift, i % 5, 'A' + i * 37 % 90 / 18);
  return g_string_free (csv, FALSE);
}

/* Each check leaves its loops at a place of its own, and leaves everything in order: the sanitizers look on. */
static void
test_cancelled_early (void)
{
  g_autofree char *data = many_rows (0), *reference = many_rows (1);
  g_autoptr(Fixture) fixture = fixture_new (validation_frame (data), validation_frame (reference),
                                            (const char *const[]) { "target", "y", "score", "p", "time", "month", "group", "group", "segment", "d", "cutoff", "0.4", "grades", "grade", NULL });
  g_autoptr(AssayValidationCase) c = fixture_prepare (fixture, NULL);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(AssayProgress) progress = assay_progress_new (cancellable, NULL, NULL, NULL);
  guint n_run = 0;

  g_cancellable_cancel (cancellable);
  for (const AssayValidationCheck *const *check = assay_validation_check_list (); *check != NULL; check++)
    {
      g_autofree char *missing = assay_validation_word_missing (*check, c);
      g_autoptr(GError) error = NULL;
      AssayValidationSink *sink;

      if (missing != NULL || ((*check)->flags & ASSAY_CHECK_RUNS_LAST) != 0)
        continue;
      sink = assay_validation_sink_new (*check);
      if (!(*check)->run (*check, c, sink, progress, &error))
        g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      assay_validation_sink_free (sink);
      n_run++;
    }
  g_assert_cmpuint (n_run, >, 40);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/analysis/validation/suite/auc", test_auc);
  g_test_add_func ("/analysis/validation/suite/points", test_points);
  g_test_add_func ("/analysis/validation/suite/one-class", test_one_class);
  g_test_add_func ("/analysis/validation/suite/three-classes", test_three_classes);
  g_test_add_func ("/analysis/validation/suite/bin", test_bin);
  g_test_add_func ("/analysis/validation/suite/cancelled", test_cancelled);
  g_test_add_func ("/analysis/validation/suite/cancelled-early", test_cancelled_early);
  g_test_add_func ("/analysis/validation/suite/holm", test_holm);
  g_test_add_func ("/analysis/validation/suite/both", test_both);
  g_test_add_func ("/analysis/validation/suite/registry", test_registry);
  g_test_add_func ("/analysis/validation/suite/catalogue", test_catalogue);
  g_test_add_func ("/analysis/validation/suite/point-forecasts", test_point_forecasts);
  g_test_add_func ("/analysis/validation/suite/profiles", test_profiles);
  g_test_add_func ("/analysis/validation/suite/baseline-has-no-rows", test_baseline_has_no_rows);
  return g_test_run ();
}
