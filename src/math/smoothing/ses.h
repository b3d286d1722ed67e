/* Simple exponential smoothing with its two parameters estimated, fast enough for every series of a large panel. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

#define AM_SES_ALPHA_LOW 0.0001
#define AM_SES_ALPHA_HIGH 0.9999

typedef struct
{
  double alpha;                /* in [AM_SES_ALPHA_LOW, AM_SES_ALPHA_HIGH] */
  double l0;                   /* level before the first value */
  double level;                /* level after the last: the forecast of every step ahead */
  double sse;                  /* sum of squared one-step errors */
} AmSes;

/* level[t] = level[t-1] + alpha e[t], e[t] = y[t] - level[t-1]. alpha and l0 together make the sum of squared errors least,
 * which is the maximum likelihood of ETS(A,N,N) (R's ses()). For one alpha the best l0 is a projection in closed form; alpha
 * is looked for on a grid and then ever closer around its best point, eight at a time, to 1e-9: no start to be unlucky with.
 * y[n] finite, in any unit. FALSE if n < 3 or a value is not finite. O(n), some 120 n steps of the recursion.
 * Hyndman, Koehler, Ord & Snyder (2008), Forecasting with Exponential Smoothing, sections 2.3 and 5.1. */
bool am_ses_fit (const double *y, size_t n, AmSes *fit);

/* The same for a given alpha in (0, 1]; O(n). */
bool am_ses_fit_level (const double *y, size_t n, double alpha, AmSes *fit);

/* level[t] after each value, from alpha and l0 of the fit; O(n). */
void am_ses_levels (const AmSes *fit, const double *y, size_t n, double *level);
