/* Complex exponential smoothing: a level and an "information potential" that move each other, so that one model follows
 * series with and without trend. With the complex parameter a0 + i a1, an error e and l, c of the step before:
 *
 *   l' = l - (1 - a1) c + (a0 - a1) e        c' = l + (1 - a0) c + (a0 + a1) e
 *
 * none: y = l + e. simple: the same, with l, c of one season before. partial: y = l + s + e with s' = s + b0 e, s of one season
 * before. full: y = l + s + e, where s and its potential, of one season before, move as l and c do, by b0 + i b1.
 * Svetunkov, Kourentzes & Ord (2022), Naval Research Logistics 69, 1108-1123.
 *
 * The first states come from running the recursion to the end of the series and back again (backcasting); the parameters
 * minimise the sum of squares within the stable region. Candidates are compared by AICc that counts first states too. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

typedef enum { AM_CES_NONE, AM_CES_SIMPLE, AM_CES_PARTIAL, AM_CES_FULL } AmCesKind;

typedef struct
{
  AmCesKind kind;
  size_t m;                     /* steps of the season; 1 for none */
  double a0, a1, b0, b1;        /* b: 0 where the kind has none */
  size_t n;                     /* steps taken; the next has the season's step n % m */
  double *states;               /* [4 m], the caller's: l, c by step (one pair unless simple), s and its potential by step */
  double sigma, aicc;           /* sigma: sqrt (sum e^2 / (n - parameters of smoothing)) */
} AmCes;

size_t am_ces_n_states (AmCesKind kind, size_t m);
bool am_ces_is_stable (double a0, double a1);     /* the errors of the past fade: both eigenvalues within the unit circle */

/* season[m]: additive indices of the first guess, for partial and full. states[4 m] and work[4 m] are the caller's; self keeps
 * states. FALSE if there are too few values (n below states + parameters + 2), a value is not finite, or the search finds no
 * stable parameters. At most 600 evaluations of three passes each, O(1,800 n). */
bool am_ces_fit (AmCesKind kind, const double *y, size_t n, size_t m, const double *season, double *states, double *work, AmCes *self);
/* One-step forecasts of the past and the level in them; fitted[n]; levels[n] or NULL. work[4 m] holds the first states, as
 * am_ces_fit() leaves them in its `work`, and is overwritten. */
void am_ces_fitted (const AmCes *self, double *work, const double *y, size_t n, double *fitted, double *levels);
double am_ces_next (const AmCes *self);
void am_ces_take (AmCes *self, double error);     /* the value of the next step was am_ces_next() + error */
/* levels[h] or NULL; work[4 m]. sd: sigma sqrt (1 + psi[1]^2 + ... + psi[h-1]^2), exact. */
void am_ces_forecast (const AmCes *self, size_t h, double *work, double *mean, double *levels);
void am_ces_spread (const AmCes *self, size_t h, double *work, double *sd);
