/* Do groups (grades, deciles) have the defaults that their probabilities promise? n[k] rows, d[k] events, p[k] the mean probability of each. */
#pragma once
#include <stddef.h>

typedef struct
{
  double statistic;
  size_t n_groups;               /* with rows; those are counted in df */
  double smallest_expected;      /* of events or non-events in any group: below 5 chi-square is rough */
} AmHosmerLemeshow;

/* sum (d - n p)^2 / (n p (1 - p)): chi2(K) when p was not fitted on these rows, chi2(K - 2) when it was. Hosmer & Lemeshow (1980), Comm. Statistics A9, 1043-1069.
 * A group whose p is 0 or 1 adds nothing if its events agree and makes the statistic infinite if they do not. z[k], (d - n p) / sqrt (n p (1 - p)), may be NULL. */
AmHosmerLemeshow am_hosmer_lemeshow (const double *d, const double *n, const double *p, size_t k, double *z);

typedef struct
{
  double ratio;                  /* observed / expected */
  double low, high;              /* exact Poisson: chi2(a/2; 2 O) / (2 E), chi2(1 - a/2; 2 O + 2) / (2 E). Garwood (1936), Biometrika 28, 437-442 */
  double jeffreys_low, jeffreys_high;        /* gamma (O + 1/2) quantiles / E */
  double p_value;                /* exact Poisson, two-sided by doubling the smaller tail */
} AmObservedExpected;

/* observed: a count; expected: the sum of probabilities, above 0; level in (0, 1), two-sided. The Poisson model takes rows as rare and independent; for large
 * probabilities its interval is too wide, never too narrow. */
AmObservedExpected am_observed_expected (double observed, double expected, double level);
