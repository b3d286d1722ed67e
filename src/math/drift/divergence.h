/* How far apart two distributions over the same bins are. p[n], q[n]: shares or counts; both are divided by their sums first. NaN when a value is
 * negative or NaN, or a side sums to 0. O(n), nothing allocated. */
#pragma once
#include <stddef.h>

/* sum p ln (p / q), in nats; infinite where q is 0 and p is not. Kullback & Leibler (1951), Ann. Math. Statistics 22, 79-86. */
double am_kullback_leibler (const double *p, const double *q, size_t n);
/* The square root of Jensen and Shannon's divergence, which is a distance (Endres & Schindelin 2003, IEEE Trans. IT 49, 1858-1860), with logarithms to
 * `base`: in [0, 1] for base 2, in [0, sqrt (ln 2)] for e. */
double am_jensen_shannon (const double *p, const double *q, size_t n, double base);
/* sqrt (1 - sum sqrt (p q)), in [0, 1]: Hellinger's distance with the factor 1 / sqrt (2). Taken from squares of differences, so that near
 * distributions keep their digits. */
double am_hellinger (const double *p, const double *q, size_t n);
/* Half the sum of |p - q|: the largest difference of the chance of any event. In [0, 1]. */
double am_total_variation (const double *p, const double *q, size_t n);
