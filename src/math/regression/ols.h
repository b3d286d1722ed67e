/* Ordinary least squares by orthogonal reflections, with what a validator asks of a fit.
 *
 * x[k] points to columns of n values, the constant not among them; all finite. Columns are centred (when there is a constant) and scaled before they are
 * reflected a block of rows at a time into one small triangle, in extended precision where the machine has it, and the coefficients are refined
 * once from the residuals: NIST's Longley comes out to 12 digits and more, at O(n) memory and O(n k^2) time. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

typedef struct
{
  size_t n, k, n_coef, rank;     /* k columns; n_coef = k and the constant; rank: coefficients that can be told apart */
  bool has_constant;
  /* coef[0] is the constant when there is one. A column that those before it make up (to 1e-7 of its length) has NaN here, as in R's lm. */
  double *coef, *se, *t, *p;     /* [n_coef]; p two-sided, Student's t with n - rank degrees */
  double *fitted, *residual, *leverage;      /* [n]; leverage in [0, 1] sums to rank */
  double rss, tss;               /* tss around the mean when there is a constant */
  double df, sigma;              /* n - rank; NaN sigma when df is 0 */
  double r2, adjusted_r2;        /* NaN when y is constant */
  double f, f_df, f_p;           /* of all columns against none */
  double loglik, aic, bic;       /* Gaussian; sigma counts as a parameter, as in R (statsmodels's AIC is 2 lower) */
  double *covariance;            /* [n_coef * n_coef] of the coefficients over sigma^2; NaN rows for those left out */
} AmOls;

/* NULL: no memory, no coefficient, or n not above 0. */
AmOls *am_ols_new (const double *const *x, size_t k, bool has_constant, const double *y, size_t n);
void am_ols_free (AmOls *self);

/* Influence of each row, [n]; NULL for what is not wanted. NaN where leverage is 1 (the row fits itself).
 * standardised: e / (s sqrt (1 - h)); studentised: e / (s_(i) sqrt (1 - h)), s_(i) without the row; cook: Cook (1977), Technometrics 19, 15-18;
 * dffits: Belsley, Kuh & Welsch (1980). O(n). */
void am_ols_influence (const AmOls *self, double *standardised, double *studentised, double *cook, double *dffits);

/* 1 / (1 - R_j^2) of each column on the others and the constant; infinite for one that they make up. vif[k]. False: no memory, or k is 0.
 * Marquardt (1970), Technometrics 12, 591-612. O(n k^2). */
bool am_vif (const double *const *x, size_t k, size_t n, double *vif);
