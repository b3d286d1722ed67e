/* Tails and quantiles of distributions, as the checks of an analysis ask for them. NaN when undefined. */
#pragma once
#include <stdbool.h>

double am_normal_upper (double z);                             /* P(Z > z) */
double am_normal_two_sided (double z);                         /* P(|Z| >= |z|) */
double am_chi_square_upper (double x, double df);              /* P(X > x), df > 0; 1 for x <= 0 */
double am_normal_quantile (double p);                          /* p in (0, 1) */
double am_student_t_quantile (double p, double df);            /* p in (0, 1), df > 0 */
double am_student_t_two_sided (double t, double df);           /* P(|T| >= |t|), df > 0 */

/* P(X >= k) of a binomial count of n trials with chance p, as the incomplete beta function I_p(k, n - k + 1), so that
 * n may be large, below 1e12. 1 for k <= 0, 0 for k > n. */
double am_binomial_upper (double k, double n, double p);
/* Two-sided p of k events: the chances of all counts that are no likelier than k (within 1e-7), as R's binom.test. O(log n) tails. */
double am_binomial_two_sided (double k, double n, double p);
/* The smallest k with P(X >= k) < alpha; n + 1 when there is none up to n. O(log n) tails. */
double am_binomial_critical (double n, double p, double alpha);

/* The share of independent normal values whose rolling Z-score reaches the threshold. Against the `window` values before
 * it, z / sqrt (1 + 1 / window) has Student's t distribution with window - 1 degrees (a prediction interval: Hahn 1969,
 * Technometrics 11, 178-188). With the value itself in the window, window z^2 / (window - 1)^2 is beta (1/2,
 * (window - 2) / 2), so that no |z| can pass (window - 1) / sqrt (window) (Thompson 1935, Ann. Math. Stat. 6,
 * 214-219). NaN for windows below 2, or below 3 when the value itself is counted. */
double am_rolling_z_alarm_share (double window, double threshold, bool include_current);
