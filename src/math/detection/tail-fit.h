/* The tail of a distribution beyond a high threshold: generalised Pareto. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

/* P(X - t > x | X > t) = (1 + shape x / scale)^(-1 / shape); exp (-x / scale) at shape 0. */
typedef struct { double shape, scale; } AmTail;

/* excess[n] above 0, sorted, rising. Zhang & Stephens (2009), Technometrics 51, 316-325: the posterior mean over a grid on the
 * profile likelihood. It always exists, loses little to maximum likelihood, and needs no root finder that can fail (Grimshaw's
 * does near shape -1; moments have no variance from shape 1/2 on). False when n < 5 or the largest is not above 0. O(n (20 +
 * sqrt n)). */
bool am_tail_fit (const double *excess, size_t n, AmTail *out);
double am_tail_survival (AmTail tail, double excess);           /* in [0, 1]; 1 below 0 */
double am_tail_quantile (AmTail tail, double survival);         /* the excess; INFINITY at 0 for shape >= 0 */

/* Chance that a normal score is at least score[i], from the scores of a normal time: p[n] in (0, 1], NaN for NaN. Up to the
 * `share` quantile of the reference (0: 0.98) it is the conformal rank (1 + number of reference scores >= it) / (1 +
 * n_reference) (Vovk); beyond it the fitted tail, which goes on where ranks end; never below 1e-300. When the tail cannot be
 * fitted (fewer than 20 values beyond, or all equal) ranks only. reference may hold NaN (stepped over); NaN throughout when it
 * holds no value. O((m + n) log m). work: n_reference doubles. */
void am_tail_p_values (const double *reference, size_t n_reference, double share, const double *score, size_t n, double *p,
                       double *work);
