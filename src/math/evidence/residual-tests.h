/* What residuals should not show: skew and heavy tails, changing variance, runs. NaN when undefined. Values must be finite. */
#pragma once
#include <stddef.h>

/* Jarque & Bera (1987), Int. Statistical Review 55, 163-172: n/6 (skew^2 + (kurtosis - 3)^2 / 4), chi2(2). n at least 8, not constant
 * (sd above 1e-9 of the largest size). Moments with 1/n. O(n), two passes. */
double am_jarque_bera (const double *x, size_t n, double *p_value, double *skew, double *kurtosis);
/* Engle (1982), Econometrica 50, 987-1007: n R^2 of x^2 on a constant and `lags` of its own past, chi2(lags), n - lags used. work[n * (lags + 2)].
 * Undefined for lags 0, fewer than 2 lags + 3 values, or squares that are constant or depend linearly on one another. O(n lags^2). */
double am_arch_lm (const double *x, size_t n, size_t lags, double *p_value, double *work);
/* Wald & Wolfowitz (1940), Ann. Math. Statistics 11, 147-162: z of the number of runs above and below the median, normal with continuity left
 * out; two-sided. Negative: too few runs. Values on the median are left out. work[n]. Undefined when a side is empty. O(n log n). */
double am_runs_test (const double *x, size_t n, double *p_value, double *work);
/* Partial autocorrelation r[1..n_lags] by Durbin & Levinson from autocorrelations r[0..n_lags]; out[n_lags + 1], out[0] = 1. work[2 (n_lags + 1)].
 * From the lag on where r is NaN or the series is determined by its past, NaN. O(n_lags^2). Durbin (1960), Rev. Int. Statistical Institute 28, 233-244. */
void am_partial_autocorrelation (const double *r, size_t n_lags, double *out, double *work);
