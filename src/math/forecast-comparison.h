/* Is one forecast better than another? */
#pragma once
#include <stddef.h>

/* Diebold & Mariano (1995), J. Business & Economic Statistics 13, 253-263, of loss differences d[n] of forecasts h steps
 * ahead: mean(d) / sqrt (V / n), V = gamma[0] + 2 sum gamma[k] for k = 1..h-1, with the small-sample factor of Harvey,
 * Leybourne & Newbold (1997), Int. J. Forecasting 13, 281-291: sqrt ((n + 1 - 2h + h (h - 1) / n) / n). Where V is not
 * positive it is taken with Bartlett weights 1 - k/h. Two-sided p-value from Student's t with n - 1 degrees.
 * Positive: the first loss is larger. NaN for fewer than 3 differences, h outside 1..n-1, or no variation. */
double am_diebold_mariano (const double *d, size_t n, size_t h, double *p_value);
