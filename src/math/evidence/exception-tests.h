/* Does a value at risk hold what it promises? Counts and times of exceptions.
 *
 * An exception is a day whose P&L lies below -VaR, strictly; p is the chance of one, 1 - level. Counts come as doubles, so that any n fits.
 * Log-likelihood ratios are sums of x ln (x / expected) with 0 ln 0 = 0, taken as deviances x ln (x / m) + m - x: those cannot be negative, and nothing
 * cancels or underflows at any n. Statistics are NaN, and with them the p-values, when an argument is outside its range: n < 1,
 * x outside 0..n, p outside (0, 1). All are O(1) but those that take arrays, which are O(n). */
#pragma once
#include <stddef.h>
#include <stdint.h>

typedef struct { double statistic, df, p_value; } AmTest;

typedef enum { AM_ZONE_GREEN, AM_ZONE_YELLOW, AM_ZONE_RED } AmZone;
typedef struct
{
  double cumulative;           /* P (X <= x), X binomial (n, p) */
  double upper;                /* P (X >= x): the chance of a wrong alarm if a model were rejected from x on */
  AmZone zone;                 /* yellow from the first x with P (X <= x) >= 0.95 on, red from >= 0.9999 on */
  double plus_factor;          /* 1996, 0 to 1, added to 3; published for 250 days at 99 % only: NaN otherwise */
  double multiplier;           /* FRTB, 1.5 to 2; as above */
} AmTrafficLight;

/* Basel Committee (1996), Supervisory framework for the use of backtesting, table 2; MAR99.65 and MAR32.9 for the multipliers. FALSE
 * (0), and NaN in all figures, when undefined. */
int am_traffic_light (double n, double x, double p, AmTrafficLight *out);
/* The smallest x that is yellow, and red, for n days: what a chart of the rolling count draws. n + 1 when there is none. */
void am_traffic_light_limits (double n, double p, double *yellow, double *red);

/* Proportion of failures, chi2(1). Kupiec (1995), J. Derivatives 3(2), 73-84. */
AmTest am_kupiec_pof (double n, double x, double p);
/* (x - n p) / sqrt (n p (1 - p)); p-value two-sided, normal. Jorion (2007), Value at Risk, 3rd ed., chapter 6. df is NaN. */
AmTest am_exception_z (double n, double x, double p);
/* Time until the first failure, on day v = 1, 2, ...: chi2(1). Kupiec (1995). It is am_kupiec_pof (v, 1, p). */
AmTest am_time_until_failure (double v, double p);

/* Transitions of hit[n], 1 for an exception: n[a][b] counts a day of kind a followed by one of kind b. */
void am_count_transitions (const uint8_t *hit, size_t n, double transitions[2][2]);
/* Are exceptions as likely after an exception as otherwise? chi2(1). 0 where a row or column of the table is empty: the data say nothing.
 * Christoffersen (1998), Int. Economic Review 39, 841-862. NaN when the table is empty. */
AmTest am_christoffersen_independence (double transitions[2][2]);
/* Proportion and independence at once: the sum of both statistics (x of n days, all of them), chi2(2). */
AmTest am_christoffersen_coverage (double n, double x, double p, double transitions[2][2]);
/* Time between failures: the sum over exceptions of the statistic of the time since the one before (or the start), chi2(x). Haas (2001), New methods in
 * backtesting, Financial Engineering Research Center caesar. NaN without an exception. Days after the last exception do not count. */
AmTest am_time_between_failures (const uint8_t *hit, size_t n, double p);

/* The ratio of one gap has chi2(1) in name only: its mean is 1.154 (twice Euler's constant) for small p, not 1, so that with many exceptions Haas' p refuses every
 * right model. This p is of a scaled chi2 with the exact mean and variance of x gaps that are geometric with chance p, summed term by term down to p = 1e-4 and
 * taken from the exponential limit below. NaN for a statistic that is NaN, x < 1, or p outside (0, 1). O(1 / p), at most 400,000 terms. */
double am_time_between_failures_p (double statistic, double x, double p);

/* Dynamic quantile: b'X'Xb / (p (1 - p)) for the regression of hit - p on a constant, `lags` of its own past and the VaR of the day; chi2(rank of X).
 * Engle & Manganelli (2004), J. Business & Economic Statistics 22, 367-381. df is lags + 2 unless columns depend on one another (a constant VaR,
 * no exception at all): such columns are left out and df is smaller. n above 2 (lags + 2), else NaN. The regression is by Householder reflections,
 * AM_DYNAMIC_QUANTILE_BLOCK days at a time, so that memory does not grow with n. work[AM_DYNAMIC_QUANTILE_WORK (lags)]. O(n lags^2). */
#define AM_DYNAMIC_QUANTILE_BLOCK 1024
#define AM_DYNAMIC_QUANTILE_WORK(lags) ((AM_DYNAMIC_QUANTILE_BLOCK + (lags) + 2) * ((lags) + 3))
AmTest am_dynamic_quantile (const uint8_t *hit, const double *value_at_risk, size_t n, double p, size_t lags, double *work);

/* Loss of a VaR as a forecast of the quantile p of P&L: (p - [y < q]) (y - q), q = -VaR; never negative. Koenker & Bassett (1978); Gonzalez-Rivera, Lee &
 * Mishra (2004), Int. J. Forecasting 20, 629-645. */
double am_quantile_loss (double pnl, double value_at_risk, double p);
