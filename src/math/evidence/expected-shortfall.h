/* Is the expected shortfall as large as the losses beyond the value at risk? P&L, VaR and ES as arrays, VaR and ES positive. */
#pragma once
#include <gsl/gsl_rng.h>
#include <stddef.h>

/* Acerbi & Szekely (2014), Backtesting expected shortfall, Risk, December: with I = [P&L < -VaR] and p the chance of that,
 * Z1 = mean of P&L / ES over the exceptions + 1, which asks of their size alone; Z2 = sum P&L I / (n p ES) + 1, which asks of number and size. Both are 0
 * in the mean when the model is right and negative when the risk is understated. Z1 is NaN without an exception; both for n = 0, p outside
 * (0, 1), or an ES that is not positive. O(n). */
typedef struct { double z1, z2, n_exceptions; } AmShortfall;
void am_acerbi_szekely (const double *pnl, const double *value_at_risk, const double *shortfall, size_t n, double p, AmShortfall *out);

/* Residuals (loss - ES) / ES of the exceptions into r[n]; returns how many. McNeil & Frey (2000), J. Empirical Finance 7, 271-300, scale by the
 * model's volatility; a table of VaR and ES has none, and ES is proportional to it for a distribution of one shape. */
size_t am_exceedance_residuals (const double *pnl, const double *value_at_risk, const double *shortfall, size_t n, double *r);

/* Do residuals have mean 0, against a larger mean (ES too small)? The t statistic of r[n]; NaN for fewer than 2 or no spread. */
double am_exceedance_t (const double *r, size_t n);
/* How many of n_draws samples with replacement, of the residuals less their mean, have a t of at least t. With the sum over all calls and draws,
 * p = (1 + reached) / (1 + drawn). Efron & Tibshirani (1993), algorithm 16.2. O(n n_draws). */
size_t am_exceedance_bootstrap (const double *r, size_t n, double t, size_t n_draws, gsl_rng *rng);
