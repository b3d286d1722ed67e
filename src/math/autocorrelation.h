/* Dependence between the values of a series and its own past. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

/* r[k] for k = 0..n_lags: sum (x[t]-m)(x[t-k]-m) / sum (x[t]-m)^2 over the pairs where both exist
 * (R's acf with na.pass). NaN values are stepped over in place. r is NaN throughout when x is constant or empty. */
void am_autocorrelation (const double *x, size_t n, size_t n_lags, double *r);

/* Ljung & Box (1978), Biometrika 65, 297-303: Q = n(n+2) sum r[k]^2/(n-k) over k = 1..h;
 * p-value from chi2(h - n_fitted). NaN when undefined. n counts existing values. */
double am_ljung_box (const double *r, size_t n, size_t h, size_t n_fitted, double *p_value);
