/* Concentration, migration, and what is expected before outcomes are known. */
#include "analysis/statistic/statistic-input.h"
#include "analysis/statistic/statistic-lists-private.h"
#include "analysis/statistic/statistic-output.h"
#include "math/calibration/estimated-performance.h"
#include "math/credit/concentration.h"
#include "math/credit/grade-migration.h"
#include "math/distribution.h"
#include "math/drift/two-sample.h"
#include "math/evidence/conformal.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define EXPOSURES "exposures|exposure|amounts|ead|shares|weights|x"

static gboolean
run_exposure (JsonObject *in, JsonObject *out, GError **error)
{
  gsize k;
  g_autofree double *value = assay_stat_numbers (in, EXPOSURES, &k, error);
  g_autofree double *work = value != NULL ? g_new (double, k + 1) : NULL;
  double hhi, top, gini;

  if (value == NULL || !assay_stat_number_or (in, "top|top_n|n_top|k", 10, &top, error))
    return FALSE;
  if (!(top >= 1 && top == floor (top)))
    return assay_stat_fail (error, _("Input “%s” should be a whole number of 1 or more."), assay_stat_key (in, "top|top_n|n_top|k"));
  am_radix_sort (value, k, work);
  hhi = am_herfindahl (value, k);
  gini = am_gini_concentration (value, k);
  assay_stat_put (out, "hhi", hhi, _("Exposures should not be negative, unknown, or all 0."));
  assay_stat_put (out, "inverse_hhi", 1 / hhi, NULL);
  assay_stat_put (out, "inv_hhi", 1 / hhi, NULL);
  assay_stat_put (out, "one_over_hhi", 1 / hhi, NULL);
  assay_stat_put (out, "effective_number", 1 / hhi, NULL);
  assay_stat_put (out, "effective_n", 1 / hhi, NULL);
  assay_stat_put (out, "n_effective", 1 / hhi, NULL);
  assay_stat_put (out, "gini", gini, NULL);
  assay_stat_put (out, "gini_corrected", gini * k / (k - 1.0), NULL);
  assay_stat_put (out, "top_share", am_top_share (value, k, MIN (top, k)), NULL);
  for (gsize n = 1; n <= 20; n++)
    {
      g_autofree char *key = g_strdup_printf ("top%zu", n), *spaced = g_strdup_printf ("top_%zu", n);
      g_autofree char *share = g_strdup_printf ("top%zu_share", n);
      double top_n = am_top_share (value, k, n);

      assay_stat_put (out, key, top_n, NULL);
      assay_stat_put (out, spaced, top_n, NULL);
      assay_stat_put (out, share, top_n, NULL);
    }
  return TRUE;
}

#define THEN "n_initial|initial|then|reference"
#define NOW "n_current|current|now"

static gboolean
run_grades (JsonObject *in, JsonObject *out, GError **error)
{
  gsize k;
  gboolean are_two = assay_stat_has (in, THEN);
  g_autofree double *now = assay_stat_numbers (in, are_two ? NOW : NOW "|n|counts", &k, error);
  g_autofree double *then = now != NULL && are_two ? assay_stat_numbers_of (in, THEN, k, NOW, error) : NULL;
  AmGradeConcentration a, b;
  AmConcentrationGrowth growth;
  double cv[2], index[2], hhi[2];

  if (now == NULL || (are_two && then == NULL))
    return FALSE;
  b = am_grade_concentration (now, k);
  if (!are_two)
    {
      assay_stat_put (out, "cv", b.cv, _("Counts should not be negative, unknown, or all 0."));
      assay_stat_put (out, "hi_ecb", b.index, NULL);
      assay_stat_put (out, "hi", b.index, NULL);
      assay_stat_put (out, "hhi", am_herfindahl (now, k), NULL);
      return TRUE;
    }
  a = am_grade_concentration (then, k);
  growth = am_concentration_growth (a.cv, b.cv, k);
  cv[0] = a.cv, cv[1] = b.cv;
  index[0] = a.index, index[1] = b.index;
  hhi[0] = am_herfindahl (then, k), hhi[1] = am_herfindahl (now, k);
  assay_stat_put_all (out, "cv", cv, 2);
  assay_stat_put_all (out, "hi_ecb", index, 2);
  assay_stat_put_all (out, "hi", index, 2);
  assay_stat_put_all (out, "hhi", hhi, 2);
  assay_stat_put (out, "z", growth.z, _("All grades are alike now: there is no concentration to test."));
  assay_stat_put (out, "p", growth.p_value, NULL);
  assay_stat_put (out, "p_value", growth.p_value, NULL);
  return TRUE;
}

static gboolean
run_concentration (JsonObject *in, JsonObject *out, GError **error)
{
  return assay_stat_has (in, NOW) ? run_grades (in, out, error) : run_exposure (in, out, error);
}

#define MOST_GRADES 1000

#define MIGRATIONS "counts|table|matrix|migration"
#define CHANCES_OF_MOVING "p|probabilities|transition|transitions"

/* Counts as they are, or shares of the rows with the number of obligors of each. */
static double *
read_migration (JsonObject *in, gsize *k, gsize *n_columns, GError **error)
{
  gboolean are_shares = !assay_stat_has (in, MIGRATIONS) && assay_stat_has (in, CHANCES_OF_MOVING);
  g_autofree double *count = assay_stat_matrix (in, are_shares ? CHANCES_OF_MOVING : MIGRATIONS, k, n_columns, error);
  g_autofree double *row = count != NULL && are_shares ? assay_stat_numbers_spread (in, "n|obligors|n_i", *k, CHANCES_OF_MOVING, error) : NULL;

  if (count == NULL || (are_shares && row == NULL))
    return NULL;
  for (gsize i = 0; are_shares && i < *k * *n_columns; i++)
    count[i] *= row[i / *n_columns];
  return g_steal_pointer (&count);
}

static gboolean
run_migration (JsonObject *in, JsonObject *out, GError **error)
{
  gsize k, n_columns;
  g_autofree double *count = read_migration (in, &k, &n_columns, error);
  g_autofree double *z = NULL, *p = NULL;
  AmBandwidth width;

  if (count == NULL)
    return FALSE;
  if (k != n_columns || k > MOST_GRADES)
    return assay_stat_fail (error, _("A migration matrix has as many rows as columns, at most %d."), MOST_GRADES);
  for (gsize i = 0; i < k * k; i++)
    if (!(count[i] >= 0))
      return assay_stat_fail (error, _("A migration matrix holds counts: none is negative or unknown."));
  z = g_new (double, k * k);
  p = g_new (double, k * k);
  width = am_migration_bandwidth (count, k);
  am_migration_z (count, k, z, p);
  assay_stat_put (out, "upper", width.upper, _("Nobody moved that way."));
  assay_stat_put (out, "lower", width.lower, _("Nobody moved that way."));
  assay_stat_put (out, "mwb_upper", width.upper, NULL);
  assay_stat_put (out, "mwb_lower", width.lower, NULL);
  assay_stat_put_matrix (out, "z", z, k, k);
  assay_stat_put_matrix (out, "p", p, k, k);
  assay_stat_put_matrix (out, "p_value", p, k, k);
  assay_stat_put_matrix (out, "p_values", p, k, k);
  assay_stat_put_reason (out, _("The diagonal, and rows without obligors, have no z."));
  return TRUE;
}

static gboolean
run_estimated (JsonObject *in, JsonObject *out, GError **error)
{
  gsize n;
  g_autofree double *p = assay_stat_numbers (in, "p|pd|prob|probability|y_prob|score", &n, error);
  g_autofree double *work = p != NULL ? g_new (double, n + 1) : NULL;
  double cut;
  AmEstimatedPerformance estimate;
  AmConfusionRates rates;

  if (p == NULL || !assay_stat_number_or (in, "threshold|cutoff|cut", 0.5, &cut, error))
    return FALSE;
  for (gsize i = 0; i < n; i++)
    if (!(p[i] >= 0 && p[i] <= 1))
      return assay_stat_fail (error, _("Item %zu is no probability."), i + 1);
  am_radix_sort (p, n, work);
  estimate = am_estimated_performance (p, n, cut);
  rates = am_confusion_rates (&estimate.counts);
  assay_stat_put (out, "tp", estimate.counts.tp, NULL);
  assay_stat_put (out, "fp", estimate.counts.fp, NULL);
  assay_stat_put (out, "fn", estimate.counts.fn, NULL);
  assay_stat_put (out, "tn", estimate.counts.tn, NULL);
  assay_stat_put (out, "accuracy", rates.accuracy, _("There is no row."));
  assay_stat_put (out, "precision", rates.precision, _("Nothing is flagged."));
  assay_stat_put (out, "recall", rates.recall, NULL);
  assay_stat_put (out, "specificity", rates.specificity, NULL);
  assay_stat_put (out, "f1", rates.f1, NULL);
  assay_stat_put (out, "brier", estimate.brier, NULL);
  assay_stat_put (out, "auc", estimate.area, _("No event, or nothing else, is expected."));
  assay_stat_put (out, "roc_auc", estimate.area, NULL);
  assay_stat_put (out, "events", estimate.events, NULL);
  return TRUE;
}

static gboolean
put_coverage (JsonObject *in, JsonObject *out, double alpha, GError **error)
{
  double covered, n;

  if (!assay_stat_number (in, "covered|hits", &covered, error) || !assay_stat_number (in, "n|n_test", &n, error))
    return FALSE;
  assay_stat_put (out, "coverage", covered / n, NULL);
  assay_stat_put (out, "coverage_p", am_binomial_two_sided (covered, n, 1 - alpha), NULL);
  return TRUE;
}

static gboolean
run_conformal (JsonObject *in, JsonObject *out, GError **error)
{
  gsize n = 0;
  g_autofree double *score = NULL, *work = NULL;
  double alpha;
  AmConformal conformal;

  if (!assay_stat_number_or (in, "alpha", 0.1, &alpha, error))
    return FALSE;
  if (assay_stat_has (in, "covered|hits") && !put_coverage (in, out, alpha, error))
    return FALSE;
  if (assay_stat_has (in, "covered|hits") && !assay_stat_has (in, "scores|residuals|errors"))
    return TRUE;
  score = assay_stat_numbers (in, "scores|residuals|errors", &n, error);
  if (score == NULL)
    return FALSE;
  for (gsize i = 0; i < n; i++)
    {
      if (isnan (score[i]))
        return assay_stat_fail (error, _("Item %zu is unknown: leave such rows out."), i + 1);
      if (assay_stat_has (in, "residuals|errors"))
        score[i] = fabs (score[i]);
    }
  work = g_new (double, n + 1);
  am_radix_sort (score, n, work);
  conformal = am_split_conformal (score, n, alpha);
  assay_stat_put (out, "rank", conformal.rank, _("There is no score, or alpha is not inside (0, 1)."));
  assay_stat_put (out, "q", conformal.quantile, NULL);
  assay_stat_put (out, "quantile", conformal.quantile, NULL);
  if (isinf (conformal.quantile))
    assay_stat_put_reason (out, _("The rank is beyond the number of scores: the interval is infinite."));
  return TRUE;
}

#define MOST_PLAYERS 20

/* value[S]: what the features of S together give; bit i of S is feature i. Shapley (1953), Contributions to the Theory of Games II, 307-317. */
static void
share_out (const double *value, guint k, double *phi)
{
  for (guint i = 0; i < k; i++)
    {
      phi[i] = 0;
      for (guint set = 0; set < 1u << k; set++)
        if ((set & 1u << i) == 0)
          {
            guint size = __builtin_popcount (set);
            double weight = 1.0 / k;

            /* size! (k - size - 1)! / k! */
            for (guint j = 1; j <= size; j++)
              weight *= (double) j / (k - 1 - size + j);
            phi[i] += weight * (value[set | 1u << i] - value[set]);
          }
    }
}

/* The worked example that is published, f = x1 + 2 x2 + 3 x1 x2. */
static double
example (const double *x)
{
  return x[0] + 2 * x[1] + 3 * x[0] * x[1];
}

static double *
example_values (JsonObject *in, guint *k, GError **error)
{
  gsize n;
  g_autofree double *x = assay_stat_numbers (in, "x", &n, error);
  g_autofree double *baseline = x != NULL ? assay_stat_numbers_of (in, "baseline", n, "x", error) : NULL;
  double *value;

  if (baseline == NULL)
    return NULL;
  if (n != 2)
    {
      assay_stat_fail (error, _("The worked example has two features. For a function of your own give “values”: one number for each set of features, 2^k of them."));
      return NULL;
    }
  *k = 2;
  value = g_new (double, 4);
  for (guint set = 0; set < 4; set++)
    value[set] = example ((double[2]) { set & 1 ? x[0] : baseline[0], set & 2 ? x[1] : baseline[1] });
  return value;
}

static gboolean
run_shapley (JsonObject *in, JsonObject *out, GError **error)
{
  gsize n = 0;
  guint k = 0;
  double phi[MOST_PLAYERS];
  g_autofree double *value = NULL;

  if (!assay_stat_has (in, "values"))
    value = example_values (in, &k, error);
  else if ((value = assay_stat_numbers (in, "values", &n, error)) != NULL)
    {
      while (k < MOST_PLAYERS && (gsize) 1 << k < n)
        k++;
      if (k == 0 || (gsize) 1 << k != n)
        return assay_stat_fail (error, _("“values” should hold 2^k numbers, k from 1 to %d: of the empty set, of {1}, {2}, {1, 2}, {3} …"), MOST_PLAYERS);
    }
  if (value == NULL)
    return FALSE;
  share_out (value, k, phi);
  assay_stat_put_all (out, "phi", phi, k);
  assay_stat_put (out, "base", value[0], NULL);
  assay_stat_put (out, "fx", value[((gsize) 1 << k) - 1], NULL);
  return TRUE;
}

const AssayStatistic assay_portfolio_statistics[] = {
  { "conc-exposure", "hhi herfindahl exposure-concentration", N_("Concentration of exposure: Herfindahl–Hirschman index, effective number, Gini, largest shares"),
    EXPOSURES " top|top_n|n_top|k? " THEN "? " NOW "?", "Herfindahl 1950; Hirschman 1964", run_concentration },
  { "conc-grade", "ecb-concentration grade-concentration", N_("Concentration of obligors in grades now against then"), THEN "? " NOW "|n|counts", "ECB 2019, 2.5.5.3", run_grades },
  { "stab-migration-mwb", "mwb matrix-weighted-bandwidth ecb-mwb-mathworks", N_("Matrix weighted bandwidth of a migration matrix"), MIGRATIONS "? " CHANCES_OF_MOVING "? n|obligors|n_i?", "ECB 2019, 2.5.5.1", run_migration },
  { "stab-migration-matrix", "migration-z ecb-migration-z", N_("Is a migration matrix monotone? z of neighbouring cells"), MIGRATIONS "? " CHANCES_OF_MOVING "? n|obligors|n_i?", "ECB 2019, 2.5.5.2", run_migration },
  { "perf-estimated", "cbpe cbpe-hand", N_("Performance expected from calibrated probabilities, before outcomes are known"),
    "p|pd|prob|probability|y_prob|score threshold|cutoff|cut?", "NannyML CBPE", run_estimated },
  { "rel-conformal", "split-conformal conformal", N_("Split conformal quantile, and a test of its coverage"), "scores|residuals|errors? alpha? covered|hits? n|n_test?", "Lei et al. 2018", run_conformal },
  { "shapley", "shapley-hand xai-shap", N_("Exact Shapley values from the value of each set of features; with x and baseline alone, of x1 + 2 x2 + 3 x1 x2"), "values? x? baseline?", "Shapley 1953", run_shapley },
  { NULL }
};
