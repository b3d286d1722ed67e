/* Level, trend and damped trend as the benchmarks of the M4 competition fit them.
 *
 *   y[t] = level + phi slope + e,  level' = level + phi slope + alpha e,  slope' = phi slope + beta e      (phi 1: not damped)
 *
 * The published figures of these benchmarks depend on where the search for their parameters ends, which often is not the
 * minimum: the simplex begins with a step of a tenth of the level for every parameter, so that most of it lies outside the bounds.
 * On M3 yearly Holt has sMAPE 19.05 there and 19.59 at the least squares, on M4 hourly 29.5 and 27.5. Who wants the
 * benchmark wants the former; who wants the better fit takes math/smoothing/ets.h. So this is that search: Nelder & Mead (1965),
 * Computer Journal 7, 308-313, as in Nash (1990), Compact Numerical Methods, algorithm 19, from the start that
 * Hyndman, Koehler, Snyder & Grose (2002), IJF 18, 439-454, section 3.1 give and R's forecast package takes. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

typedef enum { AM_TREND_NONE, AM_TREND_LINEAR, AM_TREND_DAMPED } AmTrendKind;

typedef struct
{
  AmTrendKind kind;
  double alpha, beta, phi;      /* alpha in [0.0001, 0.9999], beta in [0.0001, alpha], phi in [0.80, 0.98]; beta 0 and phi 1 where the kind has none */
  double level0, slope0;        /* before the first value */
  double level, slope;          /* after n values */
  size_t n;
  double sigma;                 /* sqrt (sum e^2 / (n - parameters and first states)) */
} AmTrend;

/* FALSE if n is below parameters and first states (2, 4, 5) + 2, or a value is not finite. At most 2,000 evaluations, O(2,000 n). */
bool am_trend_fit (AmTrendKind kind, const double *y, size_t n, AmTrend *self);
void am_trend_fitted (const AmTrend *self, const double *y, size_t n, double *fitted);      /* [n], one step ahead */
void am_trend_update (AmTrend *self, double y);
void am_trend_forecast (const AmTrend *self, size_t h, double *mean);
/* sd[h] = sigma sqrt (1 + sum over j < h of (alpha + beta (phi + ... + phi^j))^2): HKOS (2008), table 6.1. */
void am_trend_spread (const AmTrend *self, size_t h, double *sd);
