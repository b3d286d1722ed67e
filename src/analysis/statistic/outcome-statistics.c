/* One score or probability a row, and what came of it: all that can be said of both. */
#include "analysis/statistic/statistic-input.h"
#include "analysis/statistic/statistic-lists-private.h"
#include "analysis/statistic/statistic-output.h"
#include "math/calibration/calibration-line.h"
#include "math/calibration/group-calibration.h"
#include "math/calibration/lowess.h"
#include "math/calibration/probability-scores.h"
#include "math/discrimination/confusion.h"
#include "math/discrimination/rank-correlation.h"
#include "math/discrimination/rank-curves.h"
#include "math/discrimination/roc-area.h"
#include "math/distribution.h"
#include "math/drift/two-sample.h"
#include "math/order.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define EVENTS "y|event|events|outcome|target|label|y_true|default"
#define SCORES "score|scores|s|p|pd|prob|probability|y_score|y_prob|pred|y_pred"
#define CHANCES "p|pd|prob|probability|y_prob|pred|y_pred|score|scores|s|y_score"
#define THRESHOLD "threshold|cutoff|cut"
#define INITIAL "auc_initial|initial_auc|auc_init|a_init|initial"
#define CLIP 1e-15

typedef struct
{
  gsize n;
  guint8 *event;
  double *score, *chance;            /* chance: NULL unless all are in [0, 1] */
  gsize *order;                      /* rows by rising chance, or score */
  guint64 *work;                     /* [2 n] */
  double *store, *scratch;           /* [2 n] each */
} Rows;

static void
rows_clear (Rows *self)
{
  g_free (self->event);
  g_free (self->score);
  g_free (self->chance);
  g_free (self->order);
  g_free (self->work);
  g_free (self->store);
  g_free (self->scratch);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Rows, rows_clear)

static gboolean
rows_read (Rows *self, JsonObject *in, GError **error)
{
  self->event = assay_stat_events (in, EVENTS, &self->n, error);
  self->score = self->event != NULL ? assay_stat_numbers_of (in, SCORES, self->n, EVENTS, error) : NULL;
  self->chance = self->score != NULL ? assay_stat_numbers_of (in, CHANCES, self->n, EVENTS, error) : NULL;
  if (self->chance == NULL)
    return FALSE;
  for (gsize i = 0; i < self->n; i++)
    {
      if (isnan (self->score[i]) || isnan (self->chance[i]))
        return assay_stat_fail (error, _("Input “%s”, item %zu is unknown: leave such rows out, a row without a score has no rank."),
                                assay_stat_key (in, isnan (self->score[i]) ? SCORES : CHANCES), i + 1);
    }
  for (gsize i = 0; i < self->n && self->chance != NULL; i++)
    if (!(self->chance[i] >= 0 && self->chance[i] <= 1))
      g_clear_pointer (&self->chance, g_free);

  self->order = g_new (gsize, self->n + 1);
  self->work = g_new (guint64, 2 * self->n + 2);
  self->store = g_new (double, 2 * self->n + 2);
  self->scratch = g_new (double, 2 * self->n + 2);
  am_order_rising (self->chance != NULL ? self->chance : self->score, self->n, self->order, self->work);
  return TRUE;
}

static void
put_interval (JsonObject *out, const char *key, double low, double middle, double high)
{
  const double values[3] = { low, middle, high };

  assay_stat_put_all (out, key, values, 3);
}

/* The decline against an area that is taken as fixed: ECB (2019), 2.5.3.2. */
static void
put_decline (JsonObject *out, double initial, double current, double sd)
{
  double s = (initial - current) / sd;

  assay_stat_put (out, "s", sd > 0 ? s : NAN, _("The standard deviation is 0: every decline, or none, is beyond chance."));
  assay_stat_put (out, "p", sd > 0 ? am_normal_upper (s) : NAN, NULL);
  assay_stat_put (out, "p_value", sd > 0 ? am_normal_upper (s) : NAN, NULL);
  assay_stat_put (out, "sd", sd, NULL);
  assay_stat_put (out, "drop", initial - current, NULL);
}

static const char *
why_no_area (const AmClassScores *scores)
{
  return scores->n_events == 0 ? _("There is no event.") : _("There are only events.");
}

static void
put_area (JsonObject *out, const AmClassScores *scores)
{
  AmRocArea area = am_roc_area (scores);
  double se = sqrt (area.variance), low, high;

  am_roc_limits (area.area, area.variance, &low, &high);
  assay_stat_put (out, "auc", area.area, why_no_area (scores));
  assay_stat_put (out, "gini", 2 * area.area - 1, NULL);
  assay_stat_put (out, "accuracy_ratio", 2 * area.area - 1, NULL);
  assay_stat_put (out, "var", area.variance, _("DeLong's variance needs two events and two non-events."));
  assay_stat_put (out, "se", se, NULL);
  put_interval (out, "ci95", low, area.area, high);
  assay_stat_put (out, "hanley_mcneil_se", am_hanley_mcneil_se (area.area, scores->n_events, scores->n_nonevents), NULL);
}

static void
put_curves (JsonObject *out, const AmClassScores *scores)
{
  AmSeparation ks = am_kolmogorov_smirnov (scores);

  assay_stat_put (out, "ks", ks.distance, why_no_area (scores));
  assay_stat_put (out, "ks_score", ks.score, NULL);
  assay_stat_put (out, "average_precision", am_average_precision (scores), NULL);
  assay_stat_put (out, "capture_10", am_capture (scores, 0.1), NULL);
  assay_stat_put (out, "lift_10", am_capture (scores, 0.1) / 0.1, NULL);
}

static void
put_decisions (JsonObject *out, const AmConfusion *counts)
{
  AmConfusionRates rates = am_confusion_rates (counts);

  assay_stat_put (out, "tp", counts->tp, NULL);
  assay_stat_put (out, "fp", counts->fp, NULL);
  assay_stat_put (out, "fn", counts->fn, NULL);
  assay_stat_put (out, "tn", counts->tn, NULL);
  assay_stat_put (out, "accuracy", rates.accuracy, _("There is no row."));
  assay_stat_put (out, "precision", rates.precision, _("Nothing is flagged: precision has nothing to count."));
  assay_stat_put (out, "ppv", rates.precision, NULL);
  assay_stat_put (out, "recall", rates.recall, _("There is no event."));
  assay_stat_put (out, "tpr", rates.recall, NULL);
  assay_stat_put (out, "sensitivity", rates.recall, NULL);
  assay_stat_put (out, "specificity", rates.specificity, _("There are only events."));
  assay_stat_put (out, "tnr", rates.specificity, NULL);
  assay_stat_put (out, "fpr", rates.false_positive_rate, NULL);
  assay_stat_put (out, "fnr", rates.false_negative_rate, NULL);
  assay_stat_put (out, "npv", rates.negative_predictive_value, NULL);
  assay_stat_put (out, "fdr", rates.false_discovery_rate, NULL);
  assay_stat_put (out, "f1", rates.f1, NULL);
  assay_stat_put (out, "mcc", rates.mcc, _("Matthews' coefficient needs events, non-events, alarms and rows without alarm."));
  assay_stat_put (out, "kappa", rates.kappa, NULL);
  assay_stat_put (out, "balanced", rates.balanced_accuracy, NULL);
  assay_stat_put (out, "balanced_accuracy", rates.balanced_accuracy, NULL);
  assay_stat_put (out, "youden", rates.youden, NULL);
  assay_stat_put (out, "prevalence", rates.prevalence, NULL);
}

static void
put_chances (JsonObject *out, const Rows *rows)
{
  AmProbabilityScores sums = { 0 };
  AmZ z;
  AmObservedExpected ratio;

  am_probability_scores_add (&sums, rows->chance, rows->event, rows->n, CLIP);
  z = am_spiegelhalter (&sums);
  ratio = am_observed_expected (sums.events, sums.expected + sums.expected_rest, 0.95);
  assay_stat_put (out, "brier", am_brier (&sums), _("There is no row."));
  assay_stat_put (out, "brier_skill", am_brier_skill (&sums), _("With one outcome only there is nothing to be better than."));
  assay_stat_put (out, "log_loss", am_log_loss (&sums), NULL);
  assay_stat_put (out, "z", z.z, _("Spiegelhalter's test needs a probability other than 0, 1/2 and 1."));
  assay_stat_put (out, "p", z.p_value, NULL);
  assay_stat_put (out, "spiegelhalter_z", z.z, NULL);
  assay_stat_put (out, "spiegelhalter_p", z.p_value, NULL);
  assay_stat_put (out, "s_z", z.z, NULL);
  assay_stat_put (out, "s_p", z.p_value, NULL);
  assay_stat_put (out, "expected", sums.expected + sums.expected_rest, NULL);
  assay_stat_put (out, "observed", sums.events, NULL);
  assay_stat_put (out, "oe", ratio.ratio, _("No event is expected."));
  put_interval (out, "oe_ci95", ratio.low, ratio.ratio, ratio.high);
  put_interval (out, "oe_jeffreys95", ratio.jeffreys_low, ratio.ratio, ratio.jeffreys_high);
}

/* Distances of the probabilities from a smooth line of the outcomes, as rms::val.prob takes them: lowess (2/3, no robustness), joined by lines, outcomes in
 * the order of rows within equal probabilities. */
static void
put_smooth (JsonObject *out, const Rows *rows)
{
  gsize n = rows->n;
  double *x = rows->store, *y = rows->store + n, *smooth = rows->scratch, *work = rows->scratch + n;
  double sum = 0;

  for (gsize i = 0; i < n; i++)
    {
      x[i] = rows->chance[rows->order[i]];
      y[i] = rows->event[rows->order[i]];
    }
  if (n < 2 || x[0] == x[n - 1])
    return;
  am_lowess (x, y, n, 2.0 / 3, 0.01 * (x[n - 1] - x[0]), smooth, work);
  for (gsize i = 0; i < n; i++)
    {
      smooth[i] = fabs (smooth[i] - x[i]);
      sum += smooth[i];
    }
  am_radix_sort (smooth, n, work);
  assay_stat_put (out, "emax", smooth[n - 1], NULL);
  assay_stat_put (out, "e90", am_sorted_quantile_7 (smooth, n, 0.9), NULL);
  assay_stat_put (out, "eavg", sum / n, NULL);
}

static void
put_line (JsonObject *out, const Rows *rows)
{
  AmCalibrationLine line;
  double n, gain;

  if (!am_calibration_line (rows->chance, rows->event, rows->n, rows->store, &line))
    assay_stat_put_reason (out, _("The calibration line has no finite fit: it needs both outcomes, two distinct probabilities, and no cut that separates the outcomes."));
  n = line.n;
  gain = 2 * (line.log_likelihood_identity - line.log_likelihood_null);
  assay_stat_put (out, "intercept", line.intercept, NULL);
  assay_stat_put (out, "slope", line.slope, NULL);
  assay_stat_put (out, "intercept_se", line.intercept_se, NULL);
  assay_stat_put (out, "slope_se", line.slope_se, NULL);
  assay_stat_put (out, "se_intercept", line.intercept_se, NULL);
  assay_stat_put (out, "se_slope", line.slope_se, NULL);
  assay_stat_put (out, "lr", line.statistic, NULL);
  assay_stat_put (out, "lr_p", line.p_value, NULL);
  assay_stat_put (out, "u_chi2", line.statistic, NULL);
  assay_stat_put (out, "u_chisq", line.statistic, NULL);
  assay_stat_put (out, "u_p", line.p_value, NULL);
  assay_stat_put (out, "u", (line.statistic - 2) / n, NULL);
  assay_stat_put (out, "d", (gain - 1) / n, NULL);
  assay_stat_put (out, "d_chi2", gain, NULL);
  assay_stat_put (out, "d_chisq", gain, NULL);
  assay_stat_put (out, "d_p", gain >= 0 ? am_chi_square_upper (gain, 1) : NAN, NULL);
  assay_stat_put (out, "q", (gain - 1) / n - (line.statistic - 2) / n, NULL);
  assay_stat_put (out, "r2", -expm1 (-gain / n) / -expm1 (2 * line.log_likelihood_null / n), NULL);
  assay_stat_put (out, "intercept_at_slope_1", line.intercept_at_slope_1, NULL);
  assay_stat_put (out, "intercept_p", line.intercept_p, NULL);
  assay_stat_put (out, "slope_p", line.slope_p, NULL);
  if (line.n_left_out > 0)
    assay_stat_put_integer (out, "rows_without_logit", line.n_left_out);
}

/* Bins of equal width, the last one closed; empty ones count for nothing. */
static void
put_bins (JsonObject *out, const Rows *rows, gsize n_bins)
{
  g_autofree double *bin = g_new0 (double, 3 * n_bins);
  double *p = bin, *n = bin + n_bins, *d = bin + 2 * n_bins;
  AmMurphy murphy;

  for (gsize i = 0; i < rows->n; i++)
    {
      gsize at = MIN ((gsize) (rows->chance[i] * n_bins), n_bins - 1);
      p[at] += rows->chance[i];
      n[at] += 1;
      d[at] += rows->event[i];
    }
  for (gsize i = 0; i < n_bins; i++)
    p[i] = n[i] > 0 ? p[i] / n[i] : 0;
  murphy = am_murphy (p, n, d, n_bins);
  assay_stat_put (out, "ece", murphy.ece, NULL);
  assay_stat_put (out, "mce", murphy.mce, NULL);
  assay_stat_put (out, "reliability", murphy.reliability, NULL);
  assay_stat_put (out, "resolution", murphy.resolution, NULL);
  assay_stat_put (out, "uncertainty", murphy.uncertainty, NULL);
}

/* Groups of equally many rows by rising probability; equal probabilities may fall apart, as in the original. */
static void
put_deciles (JsonObject *out, const Rows *rows, gsize n_groups)
{
  g_autofree double *group = g_new0 (double, 3 * n_groups);
  double *p = group, *n = group + n_groups, *d = group + 2 * n_groups;
  AmHosmerLemeshow test;

  for (gsize i = 0; i < rows->n; i++)
    {
      gsize at = i * n_groups / rows->n;
      p[at] += rows->chance[rows->order[i]];
      n[at] += 1;
      d[at] += rows->event[rows->order[i]];
    }
  for (gsize i = 0; i < n_groups; i++)
    p[i] = n[i] > 0 ? p[i] / n[i] : 0;
  test = am_hosmer_lemeshow (d, n, p, n_groups, NULL);
  assay_stat_put (out, "hosmer_lemeshow", test.statistic, NULL);
  assay_stat_put_integer (out, "hosmer_lemeshow_groups", test.n_groups);
  assay_stat_put (out, "hosmer_lemeshow_p_df_k", am_chi_square_upper (test.statistic, test.n_groups), NULL);
  assay_stat_put (out, "hosmer_lemeshow_p_df_k_minus_2", am_chi_square_upper (test.statistic, (double) test.n_groups - 2), NULL);
}

static void
put_pairs (JsonObject *out, const Rows *rows)
{
  g_autofree double *y = g_new (double, rows->n + 1);
  AmPairs pairs;

  for (gsize i = 0; i < rows->n; i++)
    y[i] = rows->event[i];
  if (!am_pairs_count (rows->score, y, rows->n, rows->order, rows->work, rows->store, rows->scratch, &pairs))
    return;
  assay_stat_put (out, "kendall_tau_b", am_kendall_tau_b (&pairs), NULL);
  am_order_rising (rows->chance != NULL ? rows->chance : rows->score, rows->n, rows->order, rows->work);
}

static gboolean
read_groups (JsonObject *in, gsize *n, GError **error)
{
  double value;

  if (!assay_stat_number_or (in, "bins|n_bins|groups|g", 10, &value, error))
    return FALSE;
  if (!(value >= 2 && value <= 10000 && value == floor (value)))
    return assay_stat_fail (error, _("Input “%s” should be a whole number from 2 to 10000."), assay_stat_key (in, "bins|n_bins|groups|g"));
  *n = value;
  return TRUE;
}

static gboolean
put_initial (JsonObject *in, JsonObject *out, const AmClassScores *scores, GError **error)
{
  AmRocArea area = am_roc_area (scores);
  double initial;

  if (!assay_stat_has (in, INITIAL))
    return TRUE;
  if (!assay_stat_number (in, INITIAL, &initial, error))
    return FALSE;
  put_decline (out, initial, area.area, sqrt (area.variance));
  return TRUE;
}

#define RMS_BIN 0.0002

/* rms::val.prob counts pairs of probabilities in bins of 0.0002: what it prints may differ from the exact area in the third digit. Its names get its number. */
static void
put_binned_area (JsonObject *out, const Rows *rows, double exact)
{
  g_autofree double *binned = g_new (double, rows->n + 1);
  AmClassScores scores;
  double area = exact;

  for (gsize i = 0; i < rows->n && rows->chance != NULL; i++)
    binned[i] = floor (rows->chance[i] / RMS_BIN);
  if (rows->chance != NULL && am_class_scores_fill (&scores, binned, rows->event, rows->n, rows->store, rows->scratch))
    area = am_roc_area (&scores).area;
  assay_stat_put (out, "dxy", 2 * area - 1, NULL);
  assay_stat_put (out, "c", area, NULL);
  assay_stat_put (out, "c_roc", area, NULL);
}

gboolean
assay_statistic_run_outcomes (JsonObject *in, JsonObject *out, GError **error)
{
  g_auto(Rows) rows = { 0 };
  AmClassScores scores;
  double threshold;
  gsize n_bins = 0;

  if (!rows_read (&rows, in, error) || !read_groups (in, &n_bins, error) || !assay_stat_number_or (in, THRESHOLD, NAN, &threshold, error))
    return FALSE;
  assay_stat_put_integer (out, "n", rows.n);
  if (rows.chance != NULL)
    {
      put_chances (out, &rows);
      put_line (out, &rows);
      put_smooth (out, &rows);
      put_bins (out, &rows, n_bins);
      put_deciles (out, &rows, n_bins);
    }
  else
    assay_stat_put_reason (out, _("Some scores are outside [0, 1]: as probabilities they are not judged."));
  put_pairs (out, &rows);
  if (!isnan (threshold))
    {
      AmConfusion counts = am_confusion_count (rows.score, rows.event, rows.n, threshold);
      put_decisions (out, &counts);
    }

  am_class_scores_fill (&scores, rows.score, rows.event, rows.n, rows.store, rows.scratch);
  assay_stat_put_integer (out, "events", scores.n_events);
  put_area (out, &scores);
  put_curves (out, &scores);
  if (!put_initial (in, out, &scores, error))
    return FALSE;
  put_binned_area (out, &rows, json_object_get_double_member_with_default (out, "auc", NAN));
  return TRUE;
}

#define AREA "auc|area|a|auc_current|current|auc_cur"
#define N_EVENTS "n1|n_pos|n_events|n_event|events|n_a|na|n_abnormal|n_defaults|n_bad|d|positives"
#define N_NONEVENTS "n0|n_neg|n_nonevents|n_nonevent|nonevents|n_n|nn|n_normal|n_nondefaults|n_good|n2|negatives"
/* “m” of the one and “n” of the other as DeLong has them; “n” beside any other name of the events counts all rows. */
#define M_EVENTS "m"
#define N_ROWS "n|n_total|total|rows"
#define SPREAD "sd|se|std|sd_current|se_current"
#define VARIANCE "var|variance"

/* count: events, non-events, m, n. */
static double
se_of_counts (double area, const double *count)
{
  double events = isnan (count[0]) ? count[2] : count[0], nonevents = !isnan (count[1]) ? count[1] : isnan (count[0]) ? count[3] : count[3] - count[0];

  return am_hanley_mcneil_se (area, events, nonevents);
}

static gboolean
one_hanley_mcneil (const double *value, JsonObject *out, GError **error)
{
  double se = se_of_counts (value[0], value + 1);

  assay_stat_put (out, "se", se, _("The area should be in [0, 1], with at least one event and one non-event."));
  assay_stat_put (out, "hanley_mcneil_se", se, NULL);
  assay_stat_put (out, "var", se * se, NULL);
  assay_stat_put (out, "variance", se * se, NULL);
  assay_stat_put (out, "q1", isnan (se) ? NAN : value[0] / (2 - value[0]), NULL);
  assay_stat_put (out, "q2", isnan (se) ? NAN : 2 * value[0] * value[0] / (1 + value[0]), NULL);
  return TRUE;
}

static gboolean
run_hanley_mcneil (JsonObject *in, JsonObject *out, GError **error)
{
  static const char *const keys[] = { AREA, N_EVENTS "=", N_NONEVENTS "=", M_EVENTS "=", N_ROWS "=", NULL };

  if (assay_stat_has (in, EVENTS) && assay_stat_has (in, SCORES) && !assay_stat_has (in, AREA))
    {
      if (!assay_statistic_run_outcomes (in, out, error))
        return FALSE;
      assay_stat_put (out, "se", json_object_get_double_member_with_default (out, "hanley_mcneil_se", NAN), NULL);
      return TRUE;
    }
  return assay_stat_each (in, out, keys, one_hanley_mcneil, error);
}

/* initial, current, then sd, variance, or the counts for Hanley & McNeil's. */
static gboolean
one_decline (const double *value, JsonObject *out, GError **error)
{
  double sd = !isnan (value[2]) ? value[2] : !isnan (value[3]) ? sqrt (value[3]) : se_of_counts (value[1], value + 4);

  if (isnan (sd))
    return assay_stat_fail (error, _("The decline of an area needs “sd”, “var”, or the counts “n1” and “n0”."));
  put_decline (out, value[0], value[1], sd);
  return TRUE;
}

static gboolean
run_initial (JsonObject *in, JsonObject *out, GError **error)
{
  static const char *const keys[] = { INITIAL, AREA, SPREAD "=", VARIANCE "=", N_EVENTS "=", N_NONEVENTS "=", M_EVENTS "=", N_ROWS "=", NULL };

  if (assay_stat_has (in, SCORES))
    return assay_statistic_run_outcomes (in, out, error);
  if (assay_stat_has (in, INITIAL))
    return assay_stat_each (in, out, keys, one_decline, error);
  return run_hanley_mcneil (in, out, error);
}

/* An area and its counts are Hanley's; an area before and one now is a decline; else there are rows. */
static gboolean
run_separation (JsonObject *in, JsonObject *out, GError **error)
{
  if (assay_stat_has (in, INITIAL) || assay_stat_has (in, "cases") || (assay_stat_has (in, AREA) && !assay_stat_has (in, SCORES)))
    return run_initial (in, out, error);
  return assay_statistic_run_outcomes (in, out, error);
}

#define ROWS ASSAY_STATISTIC_ROWS

static gboolean
one_confusion (const double *value, JsonObject *out, GError **error)
{
  AmConfusion counts = { value[0], value[1], value[2], value[3] };

  for (int i = 0; i < 4; i++)
    if (!(value[i] >= 0))
      return assay_stat_fail (error, _("Counts of decisions cannot be negative or unknown."));
  put_decisions (out, &counts);
  return TRUE;
}

static gboolean
run_confusion (JsonObject *in, JsonObject *out, GError **error)
{
  static const char *const keys[] = { "tp|true_positives", "fp|false_positives", "fn|false_negatives", "tn|true_negatives", NULL };

  if (assay_stat_has (in, EVENTS) && assay_stat_has (in, SCORES))
    return assay_statistic_run_outcomes (in, out, error);
  return assay_stat_each (in, out, keys, one_confusion, error);
}

static gboolean
run_capture (JsonObject *in, JsonObject *out, GError **error)
{
  g_auto(Rows) rows = { 0 };
  AmClassScores scores;
  gsize n_shares = 0;
  g_autofree double *share = NULL, *capture = NULL, *lift = NULL;

  if (!rows_read (&rows, in, error))
    return FALSE;
  if (assay_stat_has (in, "share|shares|top|fraction"))
    share = assay_stat_numbers (in, "share|shares|top|fraction", &n_shares, error);
  else
    {
      share = g_new (double, 10);
      for (n_shares = 0; n_shares < 10; n_shares++)
        share[n_shares] = (n_shares + 1) / 10.0;
    }
  if (share == NULL)
    return FALSE;
  am_class_scores_fill (&scores, rows.score, rows.event, rows.n, rows.store, rows.scratch);
  put_area (out, &scores);
  put_curves (out, &scores);
  capture = g_new (double, n_shares + 1);
  lift = g_new (double, n_shares + 1);
  for (gsize i = 0; i < n_shares; i++)
    {
      capture[i] = am_capture (&scores, share[i]);
      lift[i] = capture[i] / share[i];
    }
  assay_stat_put_all (out, "share", share, n_shares);
  if (assay_stat_has (in, "share|shares|top|fraction") && !assay_stat_is_array (in, "share|shares|top|fraction"))
    {
      assay_stat_put (out, "capture", capture[0], why_no_area (&scores));
      assay_stat_put (out, "lift", lift[0], NULL);
    }
  else
    {
      assay_stat_put_all (out, "capture", capture, n_shares);
      assay_stat_put_all (out, "lift", lift, n_shares);
    }
  return TRUE;
}

const AssayStatistic assay_outcome_statistics[] = {
  { "disc-auc", "auc roc-auc delong gini accuracy-ratio average-precision auc-sklearn auc-ties auc-delong-ci",
    N_("Area under the ROC curve with DeLong's variance; Gini, KS, average precision; of probabilities also calibration"),
    ROWS " " AREA "? " N_EVENTS "? " N_NONEVENTS "? " M_EVENTS "? " N_ROWS "? cases?", "DeLong, DeLong & Clarke-Pearson 1988", run_separation },
  { "disc-auc-vs-initial", "auc-decline", N_("Decline of the area under the ROC curve against an initial one"),
    ROWS " " AREA "? " SPREAD "? " VARIANCE "? " N_EVENTS "? " N_NONEVENTS "? " M_EVENTS "? " N_ROWS "? cases?", "ECB 2019, 2.5.3.2", run_initial },
  { "hanley-mcneil", "auc-hanley-mcneil-se", N_("Standard error of an area under the ROC curve from its counts"),
    AREA "? " N_EVENTS "? " N_NONEVENTS "? " M_EVENTS "? " N_ROWS "? cases? " EVENTS "? " SCORES "?", "Hanley & McNeil 1982", run_hanley_mcneil },
  { "disc-ks", "ks kolmogorov-smirnov", N_("Kolmogorov–Smirnov distance of the scores of events and non-events"), ROWS, "Kolmogorov 1933; Smirnov 1948", assay_statistic_run_outcomes },
  { "disc-lift-capture", "lift capture cap", N_("Share of events among the rows with the largest scores, and lift"),
    EVENTS " " SCORES " share|shares|top|fraction?", "BCBS WP14", run_capture },
  { "disc-confusion", "confusion", N_("Decisions at a cut-off: rates, F1, Matthews' coefficient, kappa"),
    "tp|true_positives? fp|false_positives? fn|false_negatives? tn|true_negatives? cases? " ROWS, "Matthews 1975; Cohen 1960", run_confusion },
  { "cal-slope", "calibration-line cox calib-valprob val-prob", N_("Intercept and slope of the calibration line, with likelihood-ratio test"), ROWS, "Cox 1958; Harrell's val.prob", assay_statistic_run_outcomes },
  { "cal-spiegelhalter", "spiegelhalter spiegelhalter-small", N_("Spiegelhalter's test of the Brier score"), ROWS, "Spiegelhalter 1986", assay_statistic_run_outcomes },
  { "cal-log-loss", "log-loss logloss logloss-sklearn", N_("Logarithmic loss, probabilities clipped at 1e-15"), ROWS, "Good 1952", assay_statistic_run_outcomes },
  { "brier-sklearn", NULL, N_("Brier score of rows"), ROWS, "Brier 1950", assay_statistic_run_outcomes },
  { NULL }
};
