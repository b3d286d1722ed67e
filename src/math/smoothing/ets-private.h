/* What the files of the ETS fit share: parameters as one vector, and the likelihood of such a vector. */
#pragma once
#include "math/smoothing/ets.h"

#define ETS_MOST_PARAMETERS (6 + AM_ETS_MOST_SEASON - 1)
#define ETS_LEAST_SMOOTHING 0.0001
#define ETS_MOST_SMOOTHING 0.9999
#define ETS_LEAST_PHI 0.80
#define ETS_MOST_PHI 0.98
/* A fit to the last digit has no likelihood; y is at most 1 where this is used, so it is the square of its rounding. */
#define ETS_LEAST_SSE 1e-32

/* theta = alpha, u, v, phi, l, b, s[0] to s[m - 2], whichever the form has, in this order. beta and gamma are written as shares
 * u and v in [0, 1] of the room that alpha leaves them, so that the usual region is a box: beta = low + u (alpha - low),
 * gamma = low + v (1 - alpha - low). s[k] is the season of the first steps; s[m - 1] makes their sum 0 or m. */
typedef struct
{
  AmEtsForm form;
  unsigned m;
  int p, n_smoothing;          /* length of theta; how many of it are bounded: all before l */
  int beta, gamma, phi;        /* places in theta; -1: not there. alpha is at 0 */
  int l, b, s;
  double low[4], high[4];      /* bounds of the first n_smoothing */
} EtsLayout;

typedef struct { double alpha, beta, gamma, phi; AmEtsState state; } EtsStart;

void ets_layout_init (EtsLayout *self, AmEtsForm form, unsigned m);
void ets_layout_decode (const EtsLayout *self, const double *theta, EtsStart *start);
void ets_layout_encode (const EtsLayout *self, const EtsStart *start, double *theta);

/* Whether errors of a seasonal trend die out: HKOS (2008), section 10.2, all roots of
 * phi (1 - alpha - gamma) + (alpha + beta - alpha phi + gamma - 1) z + (alpha + beta - alpha phi) (z^2 + ... + z^(m-1))
 * + (alpha + beta - phi) z^m + z^(m+1) within the unit circle, by the Schur-Cohn recursion, O(m^2). The other forms are admissible within
 * the usual bounds. */
bool ets_is_admissible (const EtsLayout *self, const EtsStart *start);

/* The likelihood as a sum of squares: with r = e for additive errors and r = e G, G the geometric mean of the one-step means, for
 * relative ones, -2 loglik = n log (sum r^2) + constant. `normal` has its gradient J'r and J'J. */
typedef struct
{
  double sse, log_mean;        /* sum of e^2; mean of log of the one-step means (0 for additive errors) */
  double g[ETS_MOST_PARAMETERS + 1], a[(ETS_MOST_PARAMETERS + 1) * (ETS_MOST_PARAMETERS + 1)];      /* a row by row, p wide, both halves */
} EtsNormal;

/* log (sum r^2) / 2, INFINITY where theta is not admissible or a mean that must be positive is not. normal: NULL for the value
 * alone. O(n p^2), or O(n). */
double ets_likelihood (const EtsLayout *layout, const double *theta, const double *y, size_t n, EtsNormal *normal);

/* The value at parameters and states that need not be in theta's box; `at` is used up. */
double ets_likelihood_of (const EtsLayout *layout, EtsStart *at, const double *y, size_t n);

/* First states from the first two seasons (ten steps at least): a level or line through the values less their season, which is that of a
 * classical decomposition. n >= 2 m. O(n m). */
void ets_first_states (const EtsLayout *layout, const double *y, size_t n, AmEtsState *state);

/* Takes theta to the nearest minimum of ets_likelihood() within the bounds; *value is that of theta before and after. With
 * only_states the smoothing parameters stay and one step is made. */
typedef struct { EtsNormal now, next; } EtsSearch;
void ets_descend (EtsSearch *search, const EtsLayout *layout, const double *y, size_t n, bool only_states, double *theta, double *value);

/* Moves a start by the simplex search, for values at most 1. FALSE: the start is not possible. */
bool ets_simplex (const EtsLayout *layout, const double *y, size_t n, EtsStart *start);

/* One step: mean before y, then the state after it. Returns the mean. */
double ets_step (const AmEts *fit, AmEtsState *state, double y);
