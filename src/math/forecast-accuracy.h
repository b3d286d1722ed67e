/* Accuracy of forecasts against what happened, as cli.md section 3 defines it.
 * Hyndman & Koehler (2006), International Journal of Forecasting 22, 679-688, for the scaled and relative errors.
 *
 * Streaming: init, add pairs in order, merge in a fixed order, ask. Pairs with a missing side are
 * counted, not used; an interval with a missing side is left out. Every answer is NaN when undefined
 * (no pairs, a zero denominator). */
#pragma once
#include <stdbool.h>
#include <stddef.h>

typedef struct
{
  size_t n, n_missing, n_zero_actual;
  double abs_error, squared_error, error, abs_actual, actual, smape, ape;     /* compensated sums; see .c */
  double rest[7];
  size_t n_interval, n_covered; double width, winkler, pinball;  double interval_rest[3];
} AmAccuracy;

void am_accuracy_init (AmAccuracy *self);
void am_accuracy_add (AmAccuracy *self, double actual, double forecast);
/* level in (0, 1), e.g. 0.95; both limits belong to the interval. Winkler (1972), JASA 67, 187-191; pinball is the mean
 * loss of the two limits, as quantiles (1 - level) / 2 and (1 + level) / 2: Koenker & Bassett (1978), Econometrica 46, 33-50. */
void am_accuracy_add_interval (AmAccuracy *self, double actual, double lower, double upper, double level);
void am_accuracy_merge (AmAccuracy *self, const AmAccuracy *later);

double am_mae (const AmAccuracy *self);
double am_rmse (const AmAccuracy *self);
double am_bias (const AmAccuracy *self);          /* mean (forecast - actual): positive is too high; unit of the data */
double am_relative_bias (const AmAccuracy *self); /* sum (forecast - actual) / sum |actual| */
double am_wape (const AmAccuracy *self);          /* sum |forecast - actual| / sum |actual| */
double am_smape (const AmAccuracy *self);         /* 0 to 2 as a fraction (M4's 0-200 / 100); 0 for a pair of zeros */
double am_mape (const AmAccuracy *self);          /* over non-zero actuals */
double am_coverage (const AmAccuracy *self);
double am_mean_width (const AmAccuracy *self);
double am_winkler (const AmAccuracy *self);
double am_pinball (const AmAccuracy *self);

/* Continuous ranked probability score of a normal forecast, and of n sorted equally likely values; 0 is best, unit of the data. Gneiting & Raftery (2007),
 * JASA 102, 359-378, (20) and (21): of values mean |x - y| less half the mean |x - x'|. sd > 0, n > 0, else NaN. O(n). */
double am_crps_normal (double actual, double mean, double sd);
double am_crps_sample (double actual, const double *x, size_t n);

/* In-sample scale of MASE: mean |y[t] - y[t-m]| over y[n]; and of RMSSE: mean (y[t] - y[t-m])^2, so that
 * RMSSE = RMSE / sqrt (scale). NaN values are left out pairwise. NaN if there is no pair. Zero scale: MASE undefined. */
double am_mase_scale (const double *y, size_t n, size_t m);
double am_rmsse_scale (const double *y, size_t n, size_t m);
