/* Bayesian online change point detection: how long has the present regime lasted? A stream method; missing values as in
 * detection-score.h. Adams & MacKay (2007), arXiv 0710.3742; normal values of unknown mean and variance, prior
 * normal-inverse-gamma. */
#pragma once
#include <stddef.h>

typedef struct
{
  double hazard;            /* chance that a regime ends, a value; 0: 1/250 */
  double mean;              /* prior of the regime's mean, in y's unit */
  double kappa;             /* what that prior is worth, in values; 0: 1 */
  double alpha, beta;       /* prior of the variance: inverse gamma; 0: 1, 1 (y in units of its sd) */
  size_t lag;               /* values that count as "just now"; 0: 10 */
  double prune;             /* hypotheses less likely are dropped; 0: 1e-6. Below 0: none */
  size_t max_hypotheses;    /* the likeliest are kept; 0: 500. At least lag + 2 */
} AmRunLength;
typedef struct AmRunLengthState AmRunLengthState;

/* NULL when `how` is wrong, or without memory. With prune < 0 memory for max_hypotheses is still the bound. */
AmRunLengthState *am_run_length_alloc (const AmRunLength *how);
void am_run_length_free (AmRunLengthState *self);

/* Each output may be NULL; NaN for a missing value. After y[t]:
 * run[n]: the likeliest number of values in the present regime, y[t] among them.
 * p_change[n]: chance that the regime began with one of the last `lag` values, in [0, 1]; some lag * hazard or less when all
 * is quiet. The beginning of the series is no change. Our regimes begin with a value, so that it counts at once; in the paper
 * the next one would be the first of the new regime, and the posterior of "began just now" would be the hazard whatever y[t]
 * is.
 * surprise[n]: -log of the density that the past gave y[t]; in nats, larger is stranger, may be below 0. O(hypotheses kept) a
 * row, at most max_hypotheses + 1. */
void am_run_length_run (AmRunLengthState *self, const double *y, size_t n, double *run, double *p_change, double *surprise);
