/* Exponential smoothing in state space form: error A or M, trend N, A or damped, season N, A or M.
 * Hyndman, Koehler, Ord & Snyder (2008), Forecasting with Exponential Smoothing ("HKOS" below), chapters 2, 5, 6, 7; choice and
 * bounds as R's forecast::ets.
 *
 *   q = l + phi b              (l without a trend)           mean = q, q + s or q s
 *   e = y - mean or (y - mean) / mean                        d = y - s - q, y / s - q, or y - q: what the level missed
 *   l' = q + alpha d,  b' = phi b + beta d,                  s' = s + gamma (y - q - s)  or  s + gamma (y / q - s)
 *
 * which are the same recursions for both errors. beta is the product alpha beta* of Holt's form. Series are y[n], finite,
 * oldest first, in any unit; m is the season in steps, 2 to AM_ETS_MOST_SEASON, 1 for none. */
#pragma once
#include <gsl/gsl_rng.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define AM_ETS_MOST_SEASON 24
#define AM_ETS_MOST_FORMS 15

typedef enum { AM_ETS_NO_TREND, AM_ETS_TREND, AM_ETS_DAMPED } AmEtsTrend;
typedef enum { AM_ETS_NO_SEASON, AM_ETS_ADDITIVE_SEASON, AM_ETS_MULTIPLICATIVE_SEASON } AmEtsSeason;

typedef struct
{
  bool multiplicative_error;
  AmEtsTrend trend;
  AmEtsSeason season;
} AmEtsForm;

typedef struct
{
  double l, b;                           /* b: 0 without a trend */
  double s[AM_ETS_MOST_SEASON];          /* s[next] belongs to the next step, then round; 0 or 1 without a season */
  unsigned next;
} AmEtsState;

typedef struct
{
  AmEtsForm form;
  unsigned m;                            /* 1 without a season */
  double alpha, beta, gamma, phi;        /* beta 0 without a trend, gamma 0 without a season, phi 1 without damping */
  AmEtsState first, last;                /* before the first value, after the last */
  size_t n, n_parameters;                /* values fitted; smoothing parameters and free initial states (without the variance) */
  double sse;                            /* sum of squared errors, relative ones for a multiplicative error */
  double sigma2;                         /* sse / (n - n_parameters) */
  double loglik, aic, aicc, bic;         /* the variance counts as a parameter; aicc infinite for n <= n_parameters + 2 */
} AmEts;

/* "ANN", "MAdM": 3 or 4 characters and a zero. */
void am_ets_form_to_text (AmEtsForm form, char text[5]);
/* FALSE unless the text is one of the 18 forms without a multiplicative trend, case as above. */
bool am_ets_form_parse (const char *text, AmEtsForm *form);
/* FALSE for an additive error with a multiplicative season: its variance has no bound (HKOS section 15.2; R's restrict = TRUE). */
bool am_ets_form_is_stable (AmEtsForm form);
/* alpha, beta, gamma, phi and the initial states of it, with m - 1 free ones for a season. */
size_t am_ets_count_parameters (AmEtsForm form, unsigned m);

/* Scratch for series of up to n values; NULL when memory ends. */
typedef struct _AmEtsWork AmEtsWork;
AmEtsWork *am_ets_work_alloc (size_t n);
void am_ets_work_free (AmEtsWork *work);

/* Maximum likelihood of one form, from slow smoothing by a simplex search and then least squares (ets-simplex.c and ets-fit.c say why; a
 * valley, not proven the deepest). Smoothing parameters keep the usual bounds (0.0001 <= alpha <= 0.9999, beta <= alpha,
 * gamma <= 1 - alpha, 0.80 <= phi <= 0.98) and the admissible ones (HKOS chapter 10), initial states are free. Some 1,000 to 2,000 passes of
 * n steps: 126 months 0.5 ms, 1,826 days 5 ms. FALSE, and fit is undefined, if n < n_parameters + 2, n < 2 m, y <= 0 somewhere
 * and the form has a multiplicative part, y is not finite, or nothing could be fitted. */
bool am_ets_fit (const double *y, size_t n, AmEtsForm form, unsigned m, AmEtsWork *work, AmEts *fit);

/* Takes smoothing parameters of a fit of y[n] to other values (alpha, beta, gamma, phi; NaN: stays), within the usual bounds, and fits the first states to
 * them again: for a parameter that somebody wants to see elsewhere. Those that the form lacks are ignored. FALSE, and fit is undefined, where the
 * values are not admissible. */
bool am_ets_set_smoothing (const double *y, size_t n, const double smoothing[4], AmEtsWork *work, AmEts *fit);

/* The forms an automatic choice tries, simple ones first: multiplicative parts only for y > 0, seasonal ones only for
 * 2 <= m <= AM_ETS_MOST_SEASON and n >= 2 m, none with n < n_parameters + 3. Returns how many; 0: the series is too short. */
size_t am_ets_list_forms (const double *y, size_t n, unsigned m, AmEtsForm forms[AM_ETS_MOST_FORMS]);
/* Whether `fit` takes the place of `best` (of the same series): the smaller AICc. */
bool am_ets_is_better (const AmEts *fit, const AmEts *best);
/* The form of least AICc; m = 1: "ETS without season". A caller who wants progress goes through am_ets_list_forms() itself. */
bool am_ets_auto (const double *y, size_t n, unsigned m, AmEtsWork *work, AmEts *fit);

/* Runs the fit through a series from its first state: the one-step mean of each value, the level and slope after it and the season
 * it had; each [n] or NULL. O(n). */
void am_ets_run (const AmEts *fit, const double *y, size_t n, double *mean, double *level, double *slope, double *season);
/* One more value: moves `last` and counts n; parameters, variance and likelihood stay. */
void am_ets_update (AmEts *fit, double y);

/* mean[h] and variance[h] (NULL: not wanted) of the next h values, exact for normal errors. Additive error: HKOS table 6.2 (class 1),
 * O(h). Multiplicative error, additive season or none: equations 6.9 to 6.11 (class 2), O(h^2). Multiplicative season: second
 * moments of trend and season together, chapter 6.4.3 (class 3), O(h^2). */
void am_ets_forecast (const AmEts *fit, size_t h, double *mean, double *variance);
/* One path of the next h values with normal errors of the fit's variance; relative ones are cut at -1, as a product of positive parts has
 * no value below 0. */
void am_ets_simulate (const AmEts *fit, size_t h, gsl_rng *random, double *path);
/* Quantiles of AM_ETS_PATHS such paths: quantiles[n_p * h], one probability after the other; NaN when memory ends. Each path has a seed of its
 * own, so that a value does not depend on how many steps are asked for. work[AM_ETS_PATHS * h]. */
#define AM_ETS_PATHS 5000
void am_ets_path_quantiles (const AmEts *fit, size_t h, uint64_t seed, const double *p, size_t n_p, double *quantiles, double *work);
/* mean, level, slope (per step, damped) and season of the next h values along the point forecast; each [h] or NULL. */
void am_ets_extend (const AmEts *fit, size_t h, double *mean, double *level, double *slope, double *season);
