/* Logistic regression by maximum likelihood: logit P (event) = b0 + sum b x.
 *
 * x[k] points to columns of n finite values, the constant not among them. Newton's steps on centred and scaled columns, halved while the likelihood falls
 * (iteratively reweighted least squares: McCullagh & Nelder 1989, section 4.4). O(n k^2) a step, five to ten steps. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum
{
  AM_LOGISTIC_FITTED,
  AM_LOGISTIC_ONE_CLASS,         /* no event, or nothing else */
  AM_LOGISTIC_SEPARATED,         /* some combination of columns tells events apart: the coefficients have no finite best values */
  AM_LOGISTIC_DEPENDENT,         /* a column is constant or made up by others */
} AmLogisticState;

typedef struct
{
  size_t n, k;
  AmLogisticState state;
  double *coef, *se, *z, *p;     /* [k + 1], the constant first; p two-sided, normal (Wald). NaN unless FITTED */
  double *covariance;            /* [(k + 1)^2] */
  double *probability;           /* [n] */
  double loglik, null_loglik, aic, bic;
  double lr, lr_p;               /* likelihood ratio of all columns, chi2 (k) */
  unsigned n_steps;
} AmLogistic;

/* weight[n] or NULL. NULL: no memory, or n is 0. */
AmLogistic *am_logistic_new (const double *const *x, size_t k, const uint8_t *event, const double *weight, size_t n);
void am_logistic_free (AmLogistic *self);
