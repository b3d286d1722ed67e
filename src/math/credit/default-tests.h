/* Did more obligors of a grade default than its PD allows? n obligors, d defaults, counts as doubles so that any n fits. NaN when an argument is out of its range
 * (n < 1 or from 1e12 on, d outside 0..n, pd outside [0, 1]). All tests are one-sided: a small p says that the PD is too low. */
#pragma once
#include <stddef.h>

/* P(rate <= pd) under the beta (d + 1/2, n - d + 1/2) posterior. ECB (2019), Instructions for reporting the validation results of internal models, 2.5.3.1. */
double am_jeffreys_p (double d, double n, double pd);
/* P(X >= d), X binomial (n, pd). BCBS (2005), Working paper 14, section III. It is am_binomial_upper (d, n, pd). */
double am_default_binomial_p (double d, double n, double pd);

/* Several years of one grade: z = sum (rate - pd) / sqrt (T tau2), tau2 the sample variance (T - 1) of the differences; p = 1 - Phi (z). BCBS (2005), WP 14. NaN for fewer
 * than 2 years or when all differences agree. */
typedef struct { double tau2, z, p_value; } AmNormalYears;
AmNormalYears am_normal_years (const double *rate, const double *pd, size_t n_years);

/* Default rate that is not exceeded with chance q in a large portfolio whose obligors share one factor with asset correlation rho in [0, 1):
 * Phi ((PhiInv (pd) + sqrt (rho) PhiInv (q)) / sqrt (1 - rho)). Vasicek (2002), Risk, December, 160-162. */
double am_vasicek_quantile (double pd, double rho, double q);
/* The chance of a default rate of at least `rate` in the same model, rho in (0, 1). */
double am_vasicek_p (double rate, double pd, double rho);
/* Chance of at least d defaults among n that share the factor: the binomial tail averaged over it. rho in [0, 1). */
double am_vasicek_binomial_p (double d, double n, double pd, double rho);

/* What the exact binomial test at level alpha could have found: the smallest c with P(X >= c; pd) < alpha, and P(X >= c) when the rate is in truth times * pd. */
typedef struct { double critical, size, power; } AmDefaultPower;
AmDefaultPower am_default_power (double n, double pd, double alpha, double times);
/* The fewest obligors that give that power, up to 1e9; NaN when more are needed. O(log n) powers: power saws, so it is the first n from which on a search by doubling succeeds. */
double am_default_obligors_needed (double pd, double alpha, double times, double power);
