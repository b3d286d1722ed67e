#include "math/calibration/calibration-line.h"
#include "math/calibration/estimated-performance.h"
#include "math/calibration/group-calibration.h"
#include "math/calibration/lowess.h"
#include "math/calibration/probability-scores.h"
#include "math/distribution.h"
#include "math/init.h"
#include "math/order.h"

#include "../forty-rows.h"

#include <glib.h>
#include <math.h>

#define g_assert_near(a, b, tolerance) g_assert_cmpfloat (fabs ((a) - (b)), <=, (tolerance) * fmax (1, fabs ((double) (b))))

/* R 4.2.2: glm (y ~ qlogis (p), binomial, epsilon = 1e-15), and with an offset. */
static void
test_line (void)
{
  double logit[40];
  AmCalibrationLine line;

  g_assert_true (am_calibration_line (forty_p, forty_event, 40, logit, &line));
  g_assert_near (line.intercept, -0.4657121312649261, 1e-9);
  g_assert_near (line.slope, 1.5593470542459464, 1e-9);
  g_assert_near (line.intercept_se, 0.4986784349052750, 1e-9);
  g_assert_near (line.slope_se, 0.6541393245847427, 1e-9);
  g_assert_near (line.covariance, 0.1496801677190986, 1e-9);
  g_assert_near (line.statistic, 3.953388489191191, 1e-10);
  g_assert_near (line.p_value, 0.138526415681913, 1e-10);
  g_assert_near (line.intercept_at_slope_1, -0.6994354289019008, 1e-9);
  g_assert_near (line.intercept_at_slope_1_se, 0.4170519261798044, 1e-9);
}

/* No finite fit is said, not returned: separation, one class, one probability; p of 0 and 1 are left out. */
static void
test_line_undefined (void)
{
  static const double p[4] = { 0.1, 0.2, 0.8, 0.9 }, same[4] = { 0.3, 0.3, 0.3, 0.3 }, ends[6] = { 0, 1, 0.2, 0.4, 0.6, 0.7 };
  static const uint8_t split[4] = { 0, 0, 1, 1 }, none[4] = { 0 }, mixed[6] = { 0, 1, 0, 1, 0, 1 };
  double logit[6];
  AmCalibrationLine line;

  g_assert_false (am_calibration_line (p, split, 4, logit, &line));
  g_assert_true (isnan (line.slope));
  g_assert_false (am_calibration_line (p, none, 4, logit, &line));
  g_assert_false (am_calibration_line (same, split, 4, logit, &line));
  g_assert_true (am_calibration_line (ends, mixed, 6, logit, &line));
  g_assert_cmpuint (line.n_left_out, ==, 2);
  g_assert_cmpfloat (line.n, ==, 4);
}

/* R: lowess (p, y, iter = 0) of the sorted rows. */
static void
test_lowess (void)
{
  static const gsize places[5] = { 0, 9, 19, 29, 39 };
  static const double expected[5] = { 0.00297005838156102, 0.07122525704862108, 0.08472843220075377, 0.32996949300890688, 0.71487727927299327 };
  double x[40], y[40], smooth[40], scratch[40];
  size_t order[40];
  uint64_t work[80];

  am_order_rising (forty_p, 40, order, work);
  for (gsize i = 0; i < 40; i++)
    {
      x[i] = forty_p[order[i]];
      y[i] = forty_event[order[i]];
    }
  am_lowess (x, y, 40, 2.0 / 3, 0.01 * (x[39] - x[0]), smooth, scratch);
  for (guint i = 0; i < 5; i++)
    g_assert_near (smooth[places[i]], expected[i], 1e-13);
}

/* scikit-learn's examples of brier_score_loss and log_loss; Murphy's identity; Spiegelhalter of rows. */
static void
test_scores (void)
{
  static const double brier_p[4] = { 0.1, 0.9, 0.8, 0.3 }, loss_p[4] = { 0.9, 0.1, 0.2, 0.65 }, impossible[2] = { 0, 1 };
  static const uint8_t brier_y[4] = { 0, 1, 1, 0 }, loss_y[4] = { 1, 0, 0, 1 }, other[2] = { 1, 0 };
  static const double p[4] = { 0.1, 0.3, 0.6, 0.9 }, n[4] = { 10, 20, 10, 5 }, d[4] = { 1, 5, 7, 4 };
  AmProbabilityScores sums = { 0 }, first = { 0 }, second = { 0 };
  AmMurphy murphy = am_murphy (p, n, d, 4);

  am_probability_scores_add (&sums, brier_p, brier_y, 4, 1e-15);
  g_assert_near (am_brier (&sums), 0.0375, 1e-15);
  sums = (AmProbabilityScores) { 0 };
  am_probability_scores_add (&sums, loss_p, loss_y, 4, 1e-15);
  g_assert_near (am_log_loss (&sums), 0.21616187468057912, 1e-14);
  sums = (AmProbabilityScores) { 0 };
  am_probability_scores_add (&sums, impossible, other, 2, 1e-15);
  g_assert_cmpuint (sums.n_impossible, ==, 2);
  g_assert_near (am_log_loss (&sums), -log (1e-15), 1e-14);
  g_assert_true (isnan (am_spiegelhalter (&sums).z));
  g_assert_near (murphy.reliability - murphy.resolution + murphy.uncertainty, murphy.brier, 1e-15);
  g_assert_near (murphy.skill, 0.2673319327731093, 1e-14);
  g_assert_near (murphy.ece, 0.055555555555555546, 1e-15);
  /* Parts put together are the whole. */
  sums = (AmProbabilityScores) { 0 };
  am_probability_scores_add (&sums, forty_p, forty_event, 40, 1e-15);
  am_probability_scores_add (&first, forty_p, forty_event, 17, 1e-15);
  am_probability_scores_add (&second, forty_p + 17, forty_event + 17, 23, 1e-15);
  am_probability_scores_merge (&first, &second);
  g_assert_cmpfloat (am_brier (&first), ==, am_brier (&sums));
  g_assert_cmpfloat (am_spiegelhalter (&first).z, ==, am_spiegelhalter (&sums).z);
}

/* R: prop.test (7, 50, correct = FALSE), binom.test, qbeta. */
static void
test_intervals (void)
{
  AmInterval wilson = am_wilson (7, 50, 0.95), exact = am_clopper_pearson (7, 50, 0.95), jeffreys = am_jeffreys_interval (7, 50, 0.95);

  g_assert_near (wilson.low, 0.0695083342701629, 1e-14);
  g_assert_near (wilson.high, 0.2618619371058554, 1e-14);
  g_assert_near (exact.low, 0.0581917003403721, 1e-14);
  g_assert_near (exact.high, 0.2673960024970085, 1e-14);
  g_assert_near (jeffreys.low, 0.0648717011505185, 1e-14);
  g_assert_near (jeffreys.high, 0.2553250281563917, 1e-14);
  g_assert_cmpfloat (am_wilson (0, 50, 0.95).low, ==, 0);
  g_assert_cmpfloat (am_clopper_pearson (50, 50, 0.95).high, ==, 1);
  g_assert_true (isnan (am_wilson (3, 2, 0.95).low));
}

/* R: qgamma, ppois, poisson.test (0, 3). */
static void
test_ratio (void)
{
  AmObservedExpected ratio = am_observed_expected (12, 8.5, 0.95);

  g_assert_near (ratio.low, 0.729479424555555, 1e-13);
  g_assert_near (ratio.high, 2.466068829197289, 1e-13);
  g_assert_near (ratio.jeffreys_low, 0.771748236761046, 1e-13);
  g_assert_near (ratio.jeffreys_high, 2.390968771780894, 1e-13);
  g_assert_near (ratio.p_value, 0.30267590916384, 1e-13);
  ratio = am_observed_expected (0, 3, 0.95);
  g_assert_cmpfloat (ratio.low, ==, 0);
  g_assert_near (ratio.high, 1.22962648470465, 1e-13);
  g_assert_true (isnan (am_observed_expected (1, 0, 0.95).ratio));
  /* A million events: nothing overflows. */
  ratio = am_observed_expected (1e6, 1e6 + 1000, 0.95);
  g_assert_cmpfloat (ratio.p_value, >, 0.31);
  g_assert_cmpfloat (ratio.p_value, <, 0.33);
}

/* R: pchisq of the sum; a grade with PD 0 and a default cannot be. */
static void
test_groups (void)
{
  static const double n[5] = { 200, 300, 400, 300, 200 }, d[5] = { 1, 4, 12, 16, 22 }, p[5] = { 0.004, 0.012, 0.028, 0.06, 0.1 }, zero[1] = { 0 }, one[1] = { 1 }, ten[1] = { 10 };
  double z[5];
  AmHosmerLemeshow test = am_hosmer_lemeshow (d, n, p, 5, z);

  g_assert_near (test.statistic, 0.612602848008824, 1e-13);
  g_assert_near (z[3], -0.486216638326315, 1e-13);
  g_assert_near (am_chi_square_upper (test.statistic, 5), 0.987418946431616, 1e-13);
  g_assert_near (am_chi_square_upper (test.statistic, 3), 0.893541275624891, 1e-13);
  g_assert_true (isinf (am_hosmer_lemeshow (one, ten, zero, 1, NULL).statistic));
  g_assert_cmpfloat (am_hosmer_lemeshow (zero, ten, zero, 1, NULL).statistic, ==, 0);
}

/* By hand. */
static void
test_estimated (void)
{
  static const double p[4] = { 0.2, 0.3, 0.8, 0.9 };
  AmEstimatedPerformance estimate = am_estimated_performance (p, 4, 0.5);

  g_assert_near (estimate.counts.tp, 1.7, 1e-15);
  g_assert_near (estimate.counts.fn, 0.5, 1e-15);
  g_assert_near (estimate.brier, 0.155, 1e-15);
  /* 0.3 (0.8 + 0.35) + 0.2 0.4 + 0.8 (1.5 + 0.1) + 0.9 (1.7 + 0.05), over 2.2 times 1.8 */
  g_assert_near (estimate.area, (0.2 * 0.4 + 0.3 * (0.8 + 0.35) + 0.8 * (1.5 + 0.1) + 0.9 * (1.7 + 0.05)) / (2.2 * 1.8), 1e-14);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  am_init ();
  g_test_add_func ("/math/calibration/line", test_line);
  g_test_add_func ("/math/calibration/line/undefined", test_line_undefined);
  g_test_add_func ("/math/calibration/lowess", test_lowess);
  g_test_add_func ("/math/calibration/scores", test_scores);
  g_test_add_func ("/math/calibration/intervals", test_intervals);
  g_test_add_func ("/math/calibration/ratio", test_ratio);
  g_test_add_func ("/math/calibration/groups", test_groups);
  g_test_add_func ("/math/calibration/estimated", test_estimated);
  return g_test_run ();
}
