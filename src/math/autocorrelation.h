/* Dependence between the values of a series and its own past. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

/* r[k] for k = 0..n_lags: sum (x[t]-m)(x[t-k]-m) / sum (x[t]-m)^2 over the pairs where both exist, m the mean of all
 * values. NaN values are stepped over in place; then, as R's acf with na.pass does, the sum over p pairs counts by
 * 1/(p+k) and that of the squares by 1/p, which is the plain ratio when nothing is missing. r[k] is NaN when no pair
 * exists, and r is NaN throughout when x is constant (sd below 1e-9 of |m|) or empty. O(n n_lags).
 * Box & Jenkins (1976), chapter 2; wch/r-source: src/library/stats/src/filter.c. */
void am_autocorrelation (const double *x, size_t n, size_t n_lags, double *r);

/* Ljung & Box (1978), Biometrika 65, 297-303: Q = n(n+2) sum r[k]^2/(n-k) over k = 1..h;
 * p-value from chi2(h - n_fitted). NaN when undefined: h not above n_fitted, h not below n, or an r[k] that is NaN.
 * n counts existing values. */
double am_ljung_box (const double *r, size_t n, size_t h, size_t n_fitted, double *p_value);
/* Box & Pierce (1970), J. Am. Stat. Assoc. 65, 1509-1526: n sum r[k]^2; undefined as above. */
double am_box_pierce (const double *r, size_t n, size_t h, size_t n_fitted, double *p_value);
