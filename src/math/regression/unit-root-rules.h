/* Unit roots by the conventions of R's tseries and urca and of statsmodels, which differ in lags, tables and terms; and cointegration. The regressions
 * themselves are those of arima/unit-root.h. Finite values. Scratch is their own; NaN or false when undefined or out of memory. */
#pragma once
#include "math/arima/unit-root.h"

/* P-value of a Dickey-Fuller t of residuals of n_series (1 to 6) series, MacKinnon (1994), J. Bus. Econ. Statist. 12, 167-176, tables 3 and 4; n_series 1: of a series
 * itself. */
double am_mackinnon_series_p (double statistic, AmUnitRootTrend trend, unsigned n_series);
/* Critical value at 0.01, 0.05 or 0.10 for n values: MacKinnon (2010), Queen's Economics Department Working Paper 1227, table 2. NaN for another level, or without
 * trend terms for more than one series. */
double am_mackinnon_critical (double level, AmUnitRootTrend trend, unsigned n_series, double n);

/* Most lags that statsmodels tries: ceil (12 (n / 100)^(1/4)), at most n / 2 - terms - 1. */
size_t am_adf_most_lags (size_t n, AmUnitRootTrend trend);
/* Lags of least AIC among 0..most, all on the rows that `most` leaves. True: found. O(n most^3); of more than 20,000 values by one Cholesky factor for
 * all, O(n most^2), which sees no perfect fit: then false. */
bool am_adf_choose_lags (const double *y, size_t n, AmUnitRootTrend trend, size_t most, size_t *lags);
/* t of y[t-1] with that many lags, its own scratch. p by MacKinnon. */
bool am_adf_test (const double *y, size_t n, AmUnitRootTrend trend, size_t lags, AmUnitRoot *test);
/* F of a constant and y[t-1] together (urca's phi1), of the regression with a constant and `lags`. Dickey & Fuller (1981), Econometrica 49, 1057-1072. */
double am_adf_phi1 (const double *y, size_t n, size_t lags);

/* P-values by line in tables of Banerjee, Dolado, Galbraith & Hendry (1993), table 4.2, cut to [0.01, 0.99]: R's tseries. n: differences. */
double am_adf_table_p (double statistic, double n);            /* with a constant and a line */
double am_pp_alpha_table_p (double statistic, double n);       /* of Phillips and Perron's Z(alpha), likewise */
size_t am_adf_tseries_lags (size_t n);                         /* trunc ((n - 1)^(1/3)) */
size_t am_pp_tseries_lags (size_t n);                          /* trunc (4 ((n - 1) / 100)^(1/4)) */

/* Phillips and Perron's Z(alpha) = n (alpha - 1) - n^6 / (24 D) (l - g), with a constant and a line, n the differences; as R's tseries. */
double am_pp_alpha (const double *y, size_t n, size_t lags);

/* Lags of Hobijn, Franses & Ooms (1998, Econometric Institute Report 9802; 2004, Statistica Neerlandica 58, 483-502) for KPSS, as statsmodels's "auto". */
size_t am_kpss_auto_lags (const double *y, size_t n, AmUnitRootTrend trend);

typedef struct { double statistic, p, critical[3]; size_t lags; } AmCointegration;
/* Engle & Granger (1987), Econometrica 55, 251-276: y on x[k], a constant and (LINE) a line; then Dickey and Fuller without terms on the residual, its lags by AIC up to
 * `most_lags` or, is_fixed, just so many; p and critical values (1, 5, 10 %, for n - 1 values) of k + 1 series. k at most 5. */
bool am_engle_granger (const double *y, const double *const *x, size_t k, size_t n, AmUnitRootTrend trend, size_t most_lags, bool is_fixed, AmCointegration *out);
