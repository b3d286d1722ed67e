#include "math/discrimination/banded-rates.h"
#include "math/discrimination/confusion.h"
#include "math/discrimination/evidence-weight.h"
#include "math/discrimination/rank-correlation.h"
#include "math/discrimination/rank-curves.h"
#include "math/discrimination/roc-area.h"
#include "math/init.h"
#include "math/order.h"

#include "../forty-rows.h"

#include <glib.h>
#include <math.h>

#define g_assert_near(a, b, tolerance) g_assert_cmpfloat (fabs ((a) - (b)), <=, (tolerance) * fmax (1, fabs ((double) (b))))

/* R 4.2.2, pROC 1.18.0: auc, var, cov, roc.test (paired, delong); ks.test. */
static void
test_roc (void)
{
  double store[80], work[80], share_a[40], share_b[40];
  AmClassScores a, b;
  AmRocComparison test;

  g_assert_true (am_class_scores_fill (&a, forty_a, forty_event, 40, store, work));
  g_assert_near (am_roc_area (&a).area, 0.8125, 1e-15);
  g_assert_near (am_roc_area (&a).variance, 0.00880678238407258, 1e-14);
  g_assert_near (am_kolmogorov_smirnov (&a).distance, 0.5625, 1e-15);
  am_roc_shares (&a, forty_a, forty_event, 0, 40, share_a);
  g_assert_true (am_class_scores_fill (&b, forty_b, forty_event, 40, store + 40, work));
  am_roc_shares (&b, forty_b, forty_event, 0, 40, share_b);
  test = am_roc_compare (share_a, share_b, forty_event, 40);
  g_assert_near (test.area_b, 0.7421875, 1e-15);
  g_assert_near (test.variance_b, 0.00699204124063940, 1e-14);
  g_assert_near (test.covariance, -0.00104251984627016, 1e-14);
  g_assert_near (test.z, 0.525777344708513, 1e-13);
  g_assert_near (test.p_value, 0.599042917221241, 1e-13);
  /* The same ranking twice has nothing to compare. */
  test = am_roc_compare (share_a, share_a, forty_event, 40);
  g_assert_true (isnan (test.z));
  g_assert_cmpfloat (test.p_value, ==, 1);
}

/* scikit-learn's documentation: average_precision_score; Hanley & McNeil's formula by hand for 51 abnormal, 58 normal, A 0.893. */
static void
test_published (void)
{
  static const double score[4] = { 0.1, 0.4, 0.35, 0.8 };
  static const uint8_t event[4] = { 0, 0, 1, 1 };
  double store[4], work[4];
  AmClassScores scores;

  am_class_scores_fill (&scores, score, event, 4, store, work);
  g_assert_near (am_average_precision (&scores), 0.8333333333333333, 1e-15);
  g_assert_near (am_roc_area (&scores).area, 0.75, 1e-15);
  g_assert_near (am_hanley_mcneil_se (0.893, 51, 58), 0.03251158176764658, 1e-15);
  g_assert_near (am_capture (&scores, 0.5), 0.5, 1e-15);
  g_assert_near (am_capture (&scores, 1), 1, 1e-15);
}

static double
pair_by_pair (const double *score, const uint8_t *event, gsize n)
{
  double wins = 0, pairs = 0;

  for (gsize i = 0; i < n; i++)
    for (gsize k = 0; k < n; k++)
      if (event[i] && !event[k])
        {
          pairs += 1;
          wins += score[i] > score[k] ? 1 : score[i] == score[k] ? 0.5 : 0;
        }
  return wins / pairs;
}

/* The walk over sorted classes against every pair; the variance against shares row by row; and laws. */
static void
test_twin (void)
{
  for (guint run = 0; run < 60; run++)
    {
      gsize n = g_test_rand_int_range (4, 300), n_events = 0;
      g_autofree double *score = g_new (double, n), *other = g_new (double, n), *store = g_new (double, n), *work = g_new (double, n), *share = g_new (double, n);
      g_autofree uint8_t *event = g_new (uint8_t, n);
      AmClassScores scores;
      AmCurvePoint point[52];
      AmRocArea area;
      gsize points;

      for (gsize i = 0; i < n; i++)
        {
          score[i] = g_test_rand_int_range (-20, 20) / 7.0;
          event[i] = i < 2 ? 1 : i < 4 ? 0 : g_test_rand_int_range (0, 3) == 0;
          n_events += event[i];
          other[i] = exp (score[i]);
        }
      am_class_scores_fill (&scores, score, event, n, store, work);
      area = am_roc_area (&scores);
      g_assert_near (area.area, pair_by_pair (score, event, n), 1e-13);
      am_roc_shares (&scores, score, event, 0, n, share);
      g_assert_near (area.variance, am_roc_covariance (share, share, event, n), 1e-13);
      points = am_flagged_curve (&scores, 50, point);
      g_assert_cmpuint (points, <=, 51);
      g_assert_cmpfloat (point[points - 1].events, ==, 1);
      g_assert_cmpfloat (point[points - 1].nonevents, ==, 1);
      for (gsize i = 1; i < points; i++)
        g_assert_cmpfloat (point[i].rows, >, point[i - 1].rows);
      /* Any rising map of the score leaves all as it is. */
      am_class_scores_fill (&scores, other, event, n, store, work);
      g_assert_cmpfloat (am_roc_area (&scores).area, ==, area.area);
      g_assert_cmpuint (scores.n_events, ==, n_events);
    }
}

static void
test_undefined (void)
{
  static const double score[3] = { 1, 2, NAN };
  static const uint8_t none[3] = { 0, 0, 0 }, some[3] = { 1, 0, 0 };
  double store[3], work[3];
  AmClassScores scores;

  g_assert_false (am_class_scores_fill (&scores, score, some, 3, store, work));
  g_assert_true (am_class_scores_fill (&scores, score, none, 2, store, work));
  g_assert_true (isnan (am_roc_area (&scores).area));
  g_assert_true (isnan (am_kolmogorov_smirnov (&scores).distance));
  g_assert_true (isnan (am_average_precision (&scores)));
  g_assert_true (isnan (am_capture (&scores, 0.1)));
  g_assert_true (am_class_scores_fill (&scores, score, some, 2, store, work));
  g_assert_cmpfloat (am_roc_area (&scores).area, ==, 0);
  g_assert_true (isnan (am_roc_area (&scores).variance));
  g_assert_true (isnan (am_hanley_mcneil_se (1.1, 5, 5)));
}

/* R: cor (kendall, spearman), cor.test (exact and not). SciPy 1.10: kendalltau's and somersd's examples. */
static void
test_rank_correlation (void)
{
  static const double x[6] = { 3.1, 1.2, 5.5, 2.2, 4.4, 9.9 }, z[6] = { 2, 1, 6, 3, 7, 5 };
  static const double u[5] = { 12, 2, 1, 12, 2 }, v[5] = { 1, 4, 7, 1, 0 };
  static const double hotel[15] = { 27, 25, 14, 7, 0, 7, 14, 18, 35, 12, 1, 3, 2, 7, 17 };
  double sorted[40], merged[40], rank[80], y[40], error;
  size_t order[40];
  uint64_t work[80];
  AmPairs pairs;
  bool is_exact;

  for (gsize i = 0; i < 40; i++)
    y[i] = forty_event[i];
  g_assert_true (am_pairs_count (forty_a, y, 40, order, work, sorted, merged, &pairs));
  g_assert_near (am_kendall_tau_b (&pairs), 0.36345618209240699, 1e-14);
  g_assert_near (am_kendall_p (&pairs, &is_exact), 0.00675222996170957, 1e-13);
  g_assert_false (is_exact);
  /* For two outcomes D given the outcome is 2 AUC - 1. */
  g_assert_true (am_pairs_count (y, forty_a, 40, order, work, sorted, merged, &pairs));
  g_assert_near (am_somers_d (&pairs), 2 * 0.8125 - 1, 1e-14);
  g_assert_true (am_pairs_count (forty_a, forty_b, 40, order, work, sorted, merged, &pairs));
  g_assert_near (am_kendall_tau_b (&pairs), 0.1993399774183357, 1e-14);
  g_assert_near (am_kendall_p (&pairs, NULL), 0.0773970434797624, 1e-13);
  am_order_rising (forty_a, 40, order, work);
  am_mean_ranks (forty_a, 40, order, rank);
  am_order_rising (forty_b, 40, order, work);
  am_mean_ranks (forty_b, 40, order, rank + 40);
  g_assert_near (am_pearson (rank, rank + 40, 40), 0.291796031021395, 1e-14);
  g_assert_true (am_pairs_count (x, z, 6, order, work, sorted, merged, &pairs));
  g_assert_near (am_kendall_tau_b (&pairs), 0.466666666666667, 1e-14);
  g_assert_near (am_kendall_p (&pairs, &is_exact), 0.272222222222222, 1e-14);
  g_assert_true (is_exact);
  g_assert_true (am_pairs_count (u, v, 5, order, work, sorted, merged, &pairs));
  g_assert_near (am_kendall_tau_b (&pairs), -0.4714045207910316, 1e-14);
  g_assert_near (am_kendall_p (&pairs, NULL), 0.28274545993277467, 1e-13);
  am_pairs_count_table (hotel, 3, 5, &pairs);
  g_assert_near (am_somers_d (&pairs), 0.6032766111513396, 1e-14);
  g_assert_cmpfloat (fabs (am_somers_p (hotel, 3, 5, &error) / 1.0007091191074533e-27 - 1), <, 1e-10);
}

/* Knight's merging against every pair. */
static void
test_pairs_twin (void)
{
  for (guint run = 0; run < 40; run++)
    {
      gsize n = g_test_rand_int_range (2, 120);
      double x[120], y[120], sorted[120], merged[120], concordant = 0, discordant = 0;
      size_t order[120];
      uint64_t work[240];
      AmPairs pairs;

      for (gsize i = 0; i < n; i++)
        {
          x[i] = g_test_rand_int_range (0, 15);
          y[i] = g_test_rand_int_range (0, 9);
        }
      for (gsize i = 0; i < n; i++)
        for (gsize k = 0; k < i; k++)
          {
            double sign = (x[i] - x[k]) * (y[i] - y[k]);
            concordant += sign > 0;
            discordant += sign < 0;
          }
      g_assert_true (am_pairs_count (x, y, n, order, work, sorted, merged, &pairs));
      g_assert_cmpfloat (pairs.concordant, ==, concordant);
      g_assert_cmpfloat (pairs.discordant, ==, discordant);
    }
}

/* R: prop.trend.test, isoreg. */
static void
test_bands (void)
{
  static const double d[5] = { 3, 5, 9, 8, 20 }, n[5] = { 100, 110, 120, 90, 105 }, rates[6] = { 0.1, 0.3, 0.2, 0.2, 0.5, 0.4 }, ones[6] = { 1, 1, 1, 1, 1, 1 };
  static const double pooled[6] = { 0.1, 0.7 / 3, 0.7 / 3, 0.7 / 3, 0.45, 0.45 };
  double fitted[6], work[18], worst;
  size_t block[6];
  AmTrend trend = am_cochran_armitage (d, n, NULL, 5);

  g_assert_near (trend.chi_square, 17.9325256233657, 1e-13);
  g_assert_near (trend.p_value, 2.28876079084528e-05, 1e-13);
  g_assert_cmpfloat (trend.z, >, 0);
  g_assert_cmpuint (am_count_inversions (d, n, 5, &worst), ==, 0);
  g_assert_cmpfloat (worst, ==, 1);
  am_pool_adjacent (rates, ones, 6, fitted, block, work);
  for (guint i = 0; i < 6; i++)
    g_assert_near (fitted[i], pooled[i], 1e-14);
  g_assert_cmpuint (block[3], ==, block[1]);
  g_assert_cmpuint (am_count_inversions (rates, ones, 6, &worst), ==, 2);
  g_assert_true (isnan (am_cochran_armitage (ones, ones, NULL, 6).z));
}

/* Siddiqi's “Age” exhibit; a bin without bads is the strongest, not worthless. */
static void
test_evidence (void)
{
  static const double good[7] = { 42, 152, 246, 405, 475, 339, 147 }, bad[7] = { 8, 48, 54, 45, 25, 11, 3 };
  static const double published[7] = { -57.28, -107.83, -71.47, -3.38, 71.34, 119.71, 166.08 };
  static const double pure_good[3] = { 500, 300, 200 }, pure_bad[3] = { 0, 30, 70 };
  double woe[7];
  AmInformation information = am_weight_of_evidence (good, bad, 7, 0.5, woe);

  for (guint i = 0; i < 7; i++)
    g_assert_cmpfloat (fabs (100 * woe[i] - published[i]), <=, 0.005001);
  g_assert_near (information.value, 0.6502179922425796, 1e-14);
  information = am_weight_of_evidence (pure_good, pure_bad, 3, 0.5, woe);
  g_assert_cmpuint (information.n_smoothed, ==, 1);
  g_assert_cmpfloat (woe[0], >, woe[1]);
  g_assert_cmpfloat (information.value, >, 0.5);
  g_assert_true (isfinite (information.value));
}

/* scikit-learn 1.2.1. */
static void
test_confusion (void)
{
  AmConfusion counts = { .tp = 18, .fn = 12, .fp = 17, .tn = 153 };
  AmConfusionRates rates = am_confusion_rates (&counts);

  g_assert_near (rates.accuracy, 0.855, 1e-14);
  g_assert_near (rates.mcc, 0.4698714938993647, 1e-14);
  g_assert_near (rates.kappa, 0.4678899082568807, 1e-14);
  g_assert_near (rates.f1, 0.5538461538461538, 1e-14);
  counts = am_confusion_count (forty_a, forty_event, 40, 0.9);
  g_assert_cmpfloat (counts.tp + counts.fn, ==, 8);
  g_assert_cmpfloat (counts.tp, ==, 5);
  g_assert_cmpfloat (counts.fp, ==, 5);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  am_init ();
  g_test_add_func ("/math/discrimination/roc", test_roc);
  g_test_add_func ("/math/discrimination/published", test_published);
  g_test_add_func ("/math/discrimination/twin", test_twin);
  g_test_add_func ("/math/discrimination/undefined", test_undefined);
  g_test_add_func ("/math/discrimination/rank-correlation", test_rank_correlation);
  g_test_add_func ("/math/discrimination/pairs", test_pairs_twin);
  g_test_add_func ("/math/discrimination/bands", test_bands);
  g_test_add_func ("/math/discrimination/evidence-weight", test_evidence);
  g_test_add_func ("/math/discrimination/confusion", test_confusion);
  return g_test_run ();
}
