/* How much of the variance of an output comes from each of its inputs? From a model's outputs at points drawn twice, A and B, and at points of A whose inputs i come from B. */
#pragma once
#include <stddef.h>

typedef struct { double mean, variance; } AmOutputSpread;
/* Of both draws together, y_a[n] and y_b[n]. */
AmOutputSpread am_output_spread (const double *y_a, const double *y_b, size_t n);

/* y_ab[n]: outputs at the points of A with a set of inputs taken from B. First order of that set: mean of y_b (y_ab - y_a) / variance, Saltelli et al. (2010), Computer Physics
 * Communications 181, 259-270, table 2 (b), outputs taken from their mean; total: mean of (y_a - y_ab)^2 / (2 variance), Jansen (1999), ibid. 117, 35-43. The first order of a set of two less
 * that of each is their interaction. NaN when nothing varies. O(n). */
double am_sobol_first (const double *y_a, const double *y_b, const double *y_ab, size_t n, const AmOutputSpread *spread);
double am_sobol_total (const double *y_a, const double *y_ab, size_t n, const AmOutputSpread *spread);

/* points[n * k]: the first n of a Sobol sequence of k <= 40 dimensions in (0, 1), n points skipped: low discrepancy, no seed. 0 when it worked. Bratley & Fox (1988), ACM TOMS 14, 88-100. */
int am_sobol_points (size_t n, size_t k, double *points);
