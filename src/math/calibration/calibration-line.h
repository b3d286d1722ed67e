/* Are probabilities too high, too low, too bold or too timid? The logistic line logit P(y) = a + b logit (p): a = 0 and b = 1 when all is well; b < 1 when
 * they are too extreme. Cox (1958), Biometrika 45, 562-565. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct
{
  double n, events;
  size_t n_left_out;                         /* rows whose p is 0 or 1: they have no logit */
  double intercept, slope, intercept_se, slope_se, covariance;
  double log_likelihood_identity, log_likelihood_line, log_likelihood_null;     /* at (0, 1), at the fitted line, at the event rate */
  double statistic, p_value;                 /* likelihood ratio of a = 0 and b = 1, chi2(2) */
  double slope_statistic, slope_p;           /* of b = 1 alone, against the line of slope 1 with its own intercept; chi2(1) */
  double intercept_at_slope_1, intercept_at_slope_1_se;     /* calibration in the large on the scale of logits */
  double intercept_statistic, intercept_p;   /* of a = 0 given b = 1, chi2(1) */
} AmCalibrationLine;

/* logit[n] is scratch. By Newton's method with halved steps. FALSE, and NaN, with one class only, fewer than two distinct p, or when p separates the classes (no
 * finite maximum). O(n) a step. */
bool am_calibration_line (const double *p, const uint8_t *event, size_t n, double *logit, AmCalibrationLine *out);
