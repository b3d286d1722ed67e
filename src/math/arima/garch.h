/* GARCH(1,1): y[t] = mean + e[t], e[t] ~ N (0, h[t]), h[t+1] = omega + alpha e[t]^2 + beta h[t].
 * Bollerslev (1986), J. Econometrics 31, 307-327. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

typedef struct
{
  double mean, omega, alpha, beta;       /* omega > 0; alpha, beta >= 0; alpha + beta < 1 */
  double loglik;                         /* Gaussian, constants included; the first variance is the mean of e^2 */
  double next_variance;                  /* h[n], of the step after the last */
} AmGarch;

/* Maximum likelihood by Nelder-Mead from several starts, in units of the values' spread. False: fewer than 20 values, a constant or
 * NaN. O(n) a step, a few hundred steps. */
bool am_garch_fit (const double *y, size_t n, AmGarch *garch);
/* Log-likelihood of given parameters; sets loglik and next_variance; variance[n] or NULL. start: h[0], or NaN for the mean of e^2. */
double am_garch_filter (const double *y, size_t n, double start, AmGarch *garch, double *variance);
/* variance[h] of the next steps: they return to omega / (1 - alpha - beta) by alpha + beta a step. */
void am_garch_forecast (const AmGarch *garch, size_t h, double *variance);
