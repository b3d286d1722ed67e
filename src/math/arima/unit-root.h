/* Tests for unit roots, and how often a series should be differenced. Finite y throughout: NaN in, NaN out. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

typedef struct
{
  double statistic;
  double p;                      /* KPSS: by line between the table's points, in [0.01, 0.10]; others: MacKinnon (1994, 2010) */
  size_t lags;                   /* used */
} AmUnitRoot;

typedef enum { AM_TREND_NONE, AM_TREND_LEVEL, AM_TREND_LINE } AmUnitRootTrend;

/* Kwiatkowski, Phillips, Schmidt & Shin (1992), J. Econometrics 54, 159-178: stationary around a level or a line is the null.
 * Bartlett weights up to `lags`; am_kpss_lags() are those of R's ndiffs. NONE counts as LEVEL. False: fewer than 3 values, or
 * constant. O(n lags). */
bool am_kpss (const double *y, size_t n, AmUnitRootTrend trend, size_t lags, AmUnitRoot *test);
size_t am_kpss_lags (size_t n);                        /* floor (3 sqrt (n) / 13) */

/* Augmented Dickey-Fuller: a unit root is the null; t value of y[t-1] in the regression of the difference on it, the trend and `lags`
 * past differences. work from am_adf_work (n, lags). False when values are too few or the regression is singular.
 * Said & Dickey (1984), Biometrika 71, 599-607. O(n lags^2). */
bool am_adf (const double *y, size_t n, AmUnitRootTrend trend, size_t lags, double *work, AmUnitRoot *test);
size_t am_adf_work (size_t n, size_t lags);
size_t am_adf_lags (size_t n);                         /* floor (12 (n / 100)^(1/4)), Schwert (1989) */

/* Phillips & Perron (1988), Biometrika 75, 335-346: Z-tau with Bartlett weights; trend LEVEL or LINE. work from am_adf_work (n, 0). */
bool am_phillips_perron (const double *y, size_t n, AmUnitRootTrend trend, size_t lags, double *work, AmUnitRoot *test);
size_t am_phillips_perron_lags (size_t n);             /* floor (4 (n / 100)^(1/4)) */

/* P value of a Dickey-Fuller t statistic by MacKinnon's response surface of one series (1994, J. Bus. Econ. Statist. 12, table 3). */
double am_mackinnon_p (double statistic, AmUnitRootTrend trend);

/* Every value is the first, to 1.5e-8 of its size: what R calls constant. */
bool am_is_constant (const double *y, size_t n);
/* d: differences until KPSS (level) no longer rejects at 5 %, at most `most`. work[n]. */
unsigned am_ndiffs (const double *y, size_t n, unsigned most, double *work);
/* D: 1 when the strength of the season is above 0.64 (Wang, Smith & Hyndman 2006), else 0; 0 when n is 2 m or less. */
unsigned am_nsdiffs (const double *y, size_t n, size_t m);
