/* Values by their rank, found without sorting everything. */
#pragma once
#include <stddef.h>

/* Rearranges x[n] so that x[ranks[i]] is the value of that rank (from 0) for each of n_ranks rising ranks. x must hold no NaN.
 * O(n log n_ranks) as a rule, O(n log n) at worst. Hoare (1961), "Find", Comm. ACM 4, 321-322; with equal values apart
 * as in Bentley & McIlroy (1993), Software 23, 1249-1265. */
void am_select_ranks (double *x, size_t n, const size_t *ranks, size_t n_ranks);

/* Quantiles by linear interpolation between neighbours in rank (Hyndman & Fan 1996, type 7, the default of R) for rising p[n_p] in
 * [0, 1], n_p at most 64; rearranges x. All NaN for n 0. */
void am_quantiles (double *x, size_t n, const double *p, size_t n_p, double *quantile);
