/* Correlation of two columns over the rows where both exist. */
#pragma once
#include <stddef.h>

/* Pearson's, of x[n], y[n]; NaN are stepped over. Columns should be near 0 in the middle (less their median), so that no digits are lost. NaN: fewer than 3 pairs,
 * or no spread. O(n), in vectors. */
double am_pair_correlation (const float *x, const float *y, size_t n, double *n_pairs);
/* rank[n] of x: mean ranks of ties, less their middle and over their number, in [-0.5, 0.5]; NaN stays. order: am_order_rising(). O(n). */
void am_centred_ranks (const double *x, const size_t *order, size_t n, float *rank);
