/* Families of tests, what compares two models, and what compares groups of people. */
#include "analysis/statistic/statistic-input.h"
#include "analysis/statistic/statistic-lists-private.h"
#include "analysis/statistic/statistic-output.h"
#include "math/credit/default-tests.h"
#include "math/discrimination/confusion.h"
#include "math/discrimination/roc-area.h"
#include "math/drift/contingency.h"
#include "math/evidence/group-difference.h"
#include "math/evidence/mcnemar.h"
#include "math/evidence/multiplicity.h"
#include "math/forecast-comparison.h"

#include <glib/gi18n-lib.h>
#include <math.h>

static gboolean
run_multiplicity (JsonObject *in, JsonObject *out, GError **error)
{
  gsize n;
  g_autofree double *p = assay_stat_numbers (in, "p|p_values|pvalues", &n, error);
  g_autofree double *adjusted = p != NULL ? g_new (double, n + 1) : NULL;
  g_autofree gsize *order = p != NULL ? g_new (gsize, n + 1) : NULL;

  if (p == NULL)
    return FALSE;
  for (gsize i = 0; i < n; i++)
    if (!(p[i] >= 0 && p[i] <= 1))
      return assay_stat_fail (error, _("Input “%s”, item %zu is no probability."), assay_stat_key (in, "p|p_values|pvalues"), i + 1);

  am_bonferroni (p, n, adjusted);
  assay_stat_put_all (out, "bonferroni", adjusted, n);
  am_holm (p, n, adjusted, order);
  assay_stat_put_all (out, "holm", adjusted, n);
  am_benjamini_hochberg (p, n, adjusted, order);
  assay_stat_put_all (out, "bh", adjusted, n);
  assay_stat_put_all (out, "fdr_bh", adjusted, n);
  return TRUE;
}

#define OUTCOME "y|event|outcome|target|label|y_true"
#define SCORE_A "score_a|score1|s1|a|x1|champion|score_champion|p1|score_1|m1|scores_a|model_a|pred_a|p_a"
#define SCORE_B "score_b|score2|s2|b|x2|challenger|score_challenger|p2|score_2|m2|scores_b|model_b|pred_b|p_b"

static double *
shares_of (const double *score, const guint8 *event, gsize n)
{
  g_autofree double *store = g_new (double, 2 * n + 2);
  double *share = g_new (double, n + 1);
  AmClassScores scores;

  if (!am_class_scores_fill (&scores, score, event, n, store, store + n))
    return g_free (share), NULL;
  am_roc_shares (&scores, score, event, 0, n, share);
  return share;
}

static void
put_comparison (JsonObject *out, const AmRocComparison *test)
{
  const double both[2] = { test->area_a, test->area_b };
  const double interval[2] = { test->difference - 1.959963984540054 * test->standard_error, test->difference + 1.959963984540054 * test->standard_error };

  assay_stat_put_all (out, "auc", both, 2);
  assay_stat_put (out, "auc_a", test->area_a, _("One of the classes is empty."));
  assay_stat_put (out, "auc_b", test->area_b, NULL);
  assay_stat_put (out, "auc1", test->area_a, NULL);
  assay_stat_put (out, "auc2", test->area_b, NULL);
  assay_stat_put (out, "diff", test->difference, NULL);
  assay_stat_put (out, "difference", test->difference, NULL);
  assay_stat_put (out, "var_a", test->variance_a, _("DeLong's variance needs two events and two non-events."));
  assay_stat_put (out, "var_b", test->variance_b, NULL);
  assay_stat_put (out, "cov", test->covariance, NULL);
  assay_stat_put (out, "se", test->standard_error, NULL);
  assay_stat_put (out, "z", test->z, _("Both scores rank the rows alike: the difference has no variance."));
  assay_stat_put (out, "p", test->p_value, NULL);
  assay_stat_put (out, "p_value", test->p_value, NULL);
  assay_stat_put_all (out, "ci95", interval, 2);
}

#define BOTH_SCORES "scores|score"

/* One of two scores: under its own name, or as an item of both. */
static double *
read_score (JsonObject *in, const char *names, guint index, gsize n, GError **error)
{
  gsize n_rows, n_columns;
  g_autofree double *both = NULL;

  if (assay_stat_has (in, names) || !assay_stat_has (in, BOTH_SCORES))
    return assay_stat_numbers_of (in, names, n, OUTCOME, error);
  both = assay_stat_matrix (in, BOTH_SCORES, &n_rows, &n_columns, error);
  if (both == NULL)
    return NULL;
  if (n_rows == 2 && n_columns == n)
    return g_memdup2 (both + index * n, n * sizeof (double));
  assay_stat_fail (error, _("Input “%s” should hold two rows of %zu scores."), assay_stat_key (in, BOTH_SCORES), n);
  return NULL;
}

static gboolean
run_paired (JsonObject *in, JsonObject *out, GError **error)
{
  gsize n;
  g_autofree guint8 *event = assay_stat_events (in, OUTCOME, &n, error);
  g_autofree double *a = event != NULL ? read_score (in, SCORE_A, 0, n, error) : NULL;
  g_autofree double *b = a != NULL ? read_score (in, SCORE_B, 1, n, error) : NULL;
  g_autofree double *share_a = b != NULL ? shares_of (a, event, n) : NULL, *share_b = b != NULL ? shares_of (b, event, n) : NULL;
  AmRocComparison test;

  if (b == NULL)
    return FALSE;
  if (share_a == NULL || share_b == NULL)
    return assay_stat_fail (error, _("A row without a score has no rank: leave such rows out."));
  test = am_roc_compare (share_a, share_b, event, n);
  put_comparison (out, &test);
  return TRUE;
}

static gboolean
one_mcnemar (const double *value, JsonObject *out, GError **error)
{
  AmMcNemar test = am_mcnemar (value[0], value[1]);
  double exact = value[0] + value[1] > 0 ? test.p_exact : NAN;

  assay_stat_put (out, "chi2", test.chi_square, _("The two never differ."));
  assay_stat_put (out, "p", test.p_value, NULL);
  assay_stat_put (out, "p_value", test.p_value, NULL);
  assay_stat_put (out, "z", (value[1] - value[0]) / sqrt (value[0] + value[1]), NULL);
  assay_stat_put (out, "chi2_corrected", test.chi_square_corrected, NULL);
  assay_stat_put (out, "p_corrected", test.p_corrected, NULL);
  assay_stat_put (out, "chi2_cc", test.chi_square_corrected, NULL);
  assay_stat_put (out, "p_cc", test.p_corrected, NULL);
  assay_stat_put (out, "chi2_uncorrected", test.chi_square, NULL);
  assay_stat_put (out, "p_uncorrected", test.p_value, NULL);
  assay_stat_put (out, "exact_p", exact, NULL);
  assay_stat_put (out, "p_exact", exact, NULL);
  return TRUE;
}

static gboolean
run_mcnemar (JsonObject *in, JsonObject *out, GError **error)
{
  static const char *const keys[] = { "b|n01|n10", "c|n10|n01", NULL };
  gsize n_rows, n_columns;
  g_autofree double *count = NULL;
  double cells[2];

  if (!assay_stat_has (in, "table|counts|matrix"))
    return assay_stat_each (in, out, keys, one_mcnemar, error);
  count = assay_stat_matrix (in, "table|counts|matrix", &n_rows, &n_columns, error);
  if (count == NULL)
    return FALSE;
  if (n_rows != 2 || n_columns != 2)
    return assay_stat_fail (error, _("McNemar's test takes a table of two rows and two columns."));
  cells[0] = count[1];
  cells[1] = count[2];
  return one_mcnemar (cells, out, error);
}

static gboolean
run_losses_compared (JsonObject *in, JsonObject *out, GError **error)
{
  gsize n;
  g_autofree double *a = assay_stat_numbers (in, "loss_a|errors_a|error_a|e1", &n, error);
  g_autofree double *b = a != NULL ? assay_stat_numbers_of (in, "loss_b|errors_b|error_b|e2", n, "loss_a|errors_a|error_a|e1", error) : NULL;
  gboolean are_errors = assay_stat_has (in, "errors_a|error_a|e1");
  double h, statistic, p;

  if (b == NULL || !assay_stat_number_or (in, "h|horizon", 1, &h, error))
    return FALSE;
  for (gsize i = 0; i < n; i++)
    a[i] = are_errors ? a[i] * a[i] - b[i] * b[i] : a[i] - b[i];
  statistic = h >= 1 && h < n ? am_diebold_mariano (a, n, h, &p) : NAN;
  assay_stat_put (out, "stat", statistic, _("The losses differ by a constant, or there are fewer than three."));
  assay_stat_put (out, "p", isnan (statistic) ? NAN : p, NULL);
  return TRUE;
}

/* Champion against challenger: whichever way the two are given. */
static gboolean
run_challenger (JsonObject *in, JsonObject *out, GError **error)
{
  if (assay_stat_has (in, OUTCOME))
    return run_paired (in, out, error);
  if (assay_stat_has (in, "loss_a|errors_a|error_a|e1"))
    return run_losses_compared (in, out, error);
  return run_mcnemar (in, out, error);
}

#define SELECTED "selected|hired|approved|passed|favourable|favorable"
#define APPLICANTS "n|applicants|total|totals|count"

/* Every group against the one with the highest rate. */
static void
put_against_best (JsonObject *out, const double *selected, const double *n, const double *rate, gsize k, gsize best)
{
  g_autofree double *ratio = g_new (double, k), *fisher = g_new (double, k), *z = g_new (double, k);

  for (gsize i = 0; i < k; i++)
    {
      AmFisher exact;
      AmProportions test = am_two_proportions (selected[best], n[best], selected[i], n[i], FALSE);

      am_fisher_2x2 (selected[best], n[best] - selected[best], selected[i], n[i] - selected[i], &exact);
      ratio[i] = rate[i] / rate[best];
      fisher[i] = i == best ? NAN : exact.p;
      z[i] = i == best ? NAN : test.z;
    }
  assay_stat_put_all (out, "ratio", ratio, k);
  if (k > 2)
    {
      assay_stat_put_all (out, "fisher_p", fisher, k);
      assay_stat_put_all (out, "z", z, k);
    }
}

static gboolean
run_impact (JsonObject *in, JsonObject *out, GError **error)
{
  gsize k, best = 0, worst = 0;
  g_autofree double *selected = assay_stat_numbers (in, SELECTED, &k, error);
  g_autofree double *n = selected != NULL ? assay_stat_numbers_of (in, APPLICANTS, k, SELECTED, error) : NULL;
  g_autofree double *rate = n != NULL ? g_new (double, k + 1) : NULL;

  if (n == NULL)
    return FALSE;
  if (k < 2)
    return assay_stat_fail (error, _("Two groups are needed, or more."));
  for (gsize i = 0; i < k; i++)
    {
      if (!(n[i] >= 1 && selected[i] >= 0 && selected[i] <= n[i]))
        return assay_stat_fail (error, _("Group %zu has %g of %g selected."), i + 1, selected[i], n[i]);
      rate[i] = selected[i] / n[i];
      best = rate[i] > rate[best] ? i : best;
      worst = rate[i] < rate[worst] ? i : worst;
    }
  assay_stat_put_all (out, "rate", rate, k);
  assay_stat_put (out, "air", rate[worst] / rate[best], _("Nobody was selected."));
  assay_stat_put_truth (out, "below_four_fifths", rate[worst] < 0.8 * rate[best]);
  put_against_best (out, selected, n, rate, k, best);
  if (k == 2)
    {
      AmFisher exact;
      AmProportions test = am_two_proportions (selected[0], n[0], selected[1], n[1], FALSE);

      am_fisher_2x2 (selected[0], n[0] - selected[0], selected[1], n[1] - selected[1], &exact);
      assay_stat_put (out, "fisher_p", exact.p, NULL);
      assay_stat_put (out, "z", test.z, _("All, or none, were selected."));
      assay_stat_put (out, "z_p", test.p, NULL);
      assay_stat_put (out, "odds_ratio", exact.odds_ratio, NULL);
    }
  return TRUE;
}

static gboolean
run_mean_difference (JsonObject *in, JsonObject *out, GError **error)
{
  gsize n_a, n_b;
  g_autofree double *a = assay_stat_numbers (in, "a|x|group_a|x1|protected", &n_a, error);
  g_autofree double *b = a != NULL ? assay_stat_numbers (in, "b|y|group_b|x2|reference", &n_b, error) : NULL;
  AmMeanDifference difference;

  if (b == NULL)
    return FALSE;
  difference = am_standardised_difference (a, n_a, b, n_b);
  assay_stat_put (out, "smd", difference.pooled, _("A group has fewer than two values, or none varies."));
  assay_stat_put (out, "cohens_d", difference.pooled, NULL);
  assay_stat_put (out, "smd_average_variance", difference.averaged, NULL);
  assay_stat_put (out, "mean_a", difference.mean_a, NULL);
  assay_stat_put (out, "mean_b", difference.mean_b, NULL);
  return TRUE;
}

static void
put_ratio (JsonObject *out, const char *key, double a, double b)
{
  assay_stat_put (out, key, b > 0 ? a / b : NAN, _("A rate of 0 in the second group leaves no ratio."));
}

/* tp, fp, fn, tn as arrays over groups: each against the second, or last, which is the reference. */
static gboolean
run_error_rates (JsonObject *in, JsonObject *out, GError **error)
{
  gsize k;
  g_autofree double *tp = assay_stat_numbers (in, "tp", &k, error);
  g_autofree double *fp = tp != NULL ? assay_stat_numbers_of (in, "fp", k, "tp", error) : NULL;
  g_autofree double *fn = fp != NULL ? assay_stat_numbers_of (in, "fn", k, "tp", error) : NULL;
  g_autofree double *tn = fn != NULL ? assay_stat_numbers_of (in, "tn", k, "tp", error) : NULL;
  g_autofree double *rate = tn != NULL ? g_new (double, 3 * k + 3) : NULL;

  if (tn == NULL)
    return FALSE;
  if (k < 2)
    return assay_stat_fail (error, _("Two groups are needed, or more."));
  for (gsize i = 0; i < k; i++)
    {
      AmConfusion counts = { tp[i], fp[i], fn[i], tn[i] };
      AmConfusionRates rates = am_confusion_rates (&counts);

      rate[i] = rates.recall;
      rate[k + i] = rates.false_positive_rate;
      rate[2 * k + i] = rates.false_negative_rate;
    }
  assay_stat_put_all (out, "tpr", rate, k);
  assay_stat_put_all (out, "fpr", rate + k, k);
  assay_stat_put_all (out, "fnr", rate + 2 * k, k);
  if (k == 2)
    {
      put_ratio (out, "tpr_ratio", rate[0], rate[1]);
      put_ratio (out, "fpr_ratio", rate[k], rate[k + 1]);
      put_ratio (out, "fnr_ratio", rate[2 * k], rate[2 * k + 1]);
    }
  return TRUE;
}

const AssayStatistic assay_comparison_statistics[] = {
  { "multiple-testing", "multiplicity holm bonferroni bh benjamini-hochberg", N_("P-values of a family of tests, adjusted: Bonferroni, Holm, Benjamini–Hochberg"),
    "p|p_values|pvalues", "Holm 1979; Benjamini & Hochberg 1995", run_multiplicity },
  { "bench-challenger", "paired-delong auc-delong-paired delong-paired", N_("Two models on the same rows: paired DeLong test, McNemar, or Diebold–Mariano of losses"),
    OUTCOME "? " SCORE_A "? " SCORE_B "? " BOTH_SCORES "? table|counts|matrix? b|n01? c|n10? cases? loss_a|errors_a|error_a|e1? loss_b|errors_b|error_b|e2? h|horizon?",
    "DeLong, DeLong & Clarke-Pearson 1988; McNemar 1947", run_challenger },
  { "mcnemar", "mcnemar-agresti", N_("McNemar's test of two decisions on the same rows"), "table|counts|matrix? b|n01? c|n10? cases?", "McNemar 1947; Edwards 1948", run_mcnemar },
  { "fair-air", "air four-fifths adverse-impact-ratio four-fifths-eeoc", N_("Adverse impact ratio of selection rates, with Fisher's exact test"),
    SELECTED " " APPLICANTS, "UGESP 1978, four-fifths rule; Fisher 1935", run_impact },
  { "fair-smd", "smd standardised-mean-difference", N_("Standardised mean difference of two groups"), "a|x|group_a|x1|protected b|y|group_b|x2|reference", "Cohen 1988", run_mean_difference },
  { "fair-error-rates", "error-rates", N_("Error rates of groups, and their ratio"), "tp fp fn tn", "Hardt, Price & Srebro 2016", run_error_rates },
  { NULL }
};
