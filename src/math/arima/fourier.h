/* Sines and cosines for long or fractional seasons, and how many pairs of them. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

/* One row at step t (counted from 1): sin (2 pi k t / period), cos (2 pi k t / period) for k = 1..pairs, a period after the other.
 * row[2 * sum of pairs]. */
void am_fourier_row (double t, const double *periods, const size_t *pairs, size_t n_periods, double *row);

/* Pairs that n values allow: at most `most` a period and one for eight values in all, 0 for a period that n does not hold twice. */
void am_fourier_limit (size_t n, const double *periods, size_t n_periods, size_t most, size_t *pairs);
/* Pairs for each period by AICc, at most most[i], which am_fourier_limit() allows. Errors that follow each other make ordinary criteria
 * greedy: y is differenced d times and both sides are whitened by the ARMA(2,1) process of what all terms leave before they are
 * compared. Finite y. pairs[n_periods]. False: no memory. O(n k^2), k all pairs. */
bool am_fourier_choose (const double *y, size_t n, unsigned d, const double *periods, const size_t *most, size_t n_periods, size_t *pairs);
/* y less a mean and the Fourier terms, by ordinary least squares: left[n]. False: no memory. */
bool am_fourier_residual (const double *y, size_t n, const double *periods, const size_t *pairs, size_t n_periods, double *left);
