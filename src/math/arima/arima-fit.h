/* A seasonal ARIMA model of given orders, with regressors, by conditional sum of squares or by exact Gaussian likelihood.
 *
 * Conventions are those of R's arima() and forecast::Arima(): the likelihood is that of the differenced series, its variance
 * concentrated out; autoregressions are kept stationary through partial autocorrelations, moving averages are free and turned
 * invertible at the end. Regression coefficients are concentrated out too (generalised least squares inside the likelihood),
 * so only ARMA coefficients are searched, by Levenberg-Marquardt on v[t] / sqrt (F[t]) times the geometric mean of sqrt (F), whose
 * sum of squares is least where the likelihood is largest. Deterministic. */
#pragma once
#include "math/arima/arima-order.h"

#define AM_ARIMA_MOST_X 120                            /* most regressors, the constant not counted */

typedef enum { AM_ARIMA_CSS, AM_ARIMA_ML } AmArimaMethod;

typedef struct
{
  AmArimaOrder order;
  AmArimaMethod method;
  double coef[AM_ARIMA_MOST_COEF];                     /* ar, ma, sar, sma */
  bool left_region;                                    /* ML: the conditional start was not stationary, where auto.arima gives up */
  size_t n_beta;                                       /* constant (if it has one), then regressors */
  double beta[AM_ARIMA_MOST_X + 1];                    /* 0 for a regressor that the others make up */
  size_t n_used;                                       /* values less those lost to differencing */
  size_t n_parameters;                                 /* with the variance, as R counts */
  double variance;                                     /* sum of squares / n_used */
  double sigma2;                                       /* / (n_used - coefficients), for forecasts */
  double loglik;                                       /* NaN for CSS */
  double aic, aicc, bic;                               /* +infinity when n_used is too small; CSS: see `offset` below */
} AmArimaFit;

typedef struct _AmArimaFitter AmArimaFitter;

/* y[n], NaN where missing; x[n * n_x] row by row, finite, or NULL. Copies. NULL: no memory, or n_x above AM_ARIMA_MOST_X.
 * With missing values every likelihood costs O(n (r + lost)^2), else O(n r). */
AmArimaFitter *am_arima_fitter_alloc (const double *y, size_t n, const double *x, size_t n_x);
void am_arima_fitter_free (AmArimaFitter *self);
/* Added to n_used log (variance) of CSS fits, so that their criteria stand beside those of ML fits. */
void am_arima_fitter_set_offset (AmArimaFitter *self, double offset);

/* False when the orders need more values than there are, or no likelihood can be computed. CSS takes missing values as 0 errors. */
bool am_arima_fit (AmArimaFitter *self, const AmArimaOrder *order, AmArimaMethod method, AmArimaFit *fit);
/* From these coefficients; NULL: from 0, and for ML from where CSS ends. */
bool am_arima_fit_from (AmArimaFitter *self, const AmArimaOrder *order, AmArimaMethod method, const double *start, AmArimaFit *fit);
/* As auto.arima asks before it takes a model: no root within 1.01 of the unit circle, and a covariance matrix of the estimates
 * with a positive diagonal. O(k^2) likelihoods of k coefficients. */
bool am_arima_is_sound (AmArimaFitter *self, const AmArimaFit *fit);
/* Exact log-likelihood and variance of given coefficients, regressors estimated. NaN when not stationary. */
double am_arima_loglik (AmArimaFitter *self, const AmArimaOrder *order, const double *coef, double *variance);
