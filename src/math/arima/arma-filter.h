/* Prediction errors of a stationary ARMA process, for its exact Gaussian likelihood.
 *
 * The process has no missing values and unit innovation variance; phi[p] and theta[q] are the expanded polynomials. Because the
 * start is stationary, the covariance of the state changes by a matrix of rank one a step (Morf, Sidhu & Kailath 1974, IEEE
 * Trans. AC 19, 315-323; for ARMA: Pearlman 1980, Biometrika 67, 232-233; Mélard 1984, Appl. Statist. 33, 104-114), so a step costs
 * O(r), r = max (p, q + 1), instead of O(r^2). The likelihood is that of the plain Kalman filter, not an approximation.
 * Several columns (a series and its regressors) go through the same filter at once. */
#pragma once
#include "math/arima/arima-order.h"

typedef struct _AmArmaFilter AmArmaFilter;

/* Scratch, for up to these expanded orders and columns; NULL: no memory. */
AmArmaFilter *am_arma_filter_alloc (size_t most_p, size_t most_q, size_t most_columns);
void am_arma_filter_free (AmArmaFilter *self);

/* Sets the process. False when it is not stationary. O(r^2). */
bool am_arma_filter_start (AmArmaFilter *self, const double *phi, size_t p, const double *theta, size_t q);
/* columns[n_columns * n], one after the other; scaled[same] gets v[t] / sqrt (F[t]). Returns the sum of log F[t]; NaN when rounding
 * has eaten the variance (next to a unit root). O(n r n_columns). */
double am_arma_filter_run (AmArmaFilter *self, const double *columns, size_t n, size_t n_columns, double *scaled);

/* autocovariance[n_lags + 1] of the process started; covariance[r * r] of its state (Harvey's form: the first element is the
 * value, element i what earlier steps add to the value i steps on). */
size_t am_arma_filter_get_state_size (const AmArmaFilter *self);
void am_arma_filter_get_covariance (const AmArmaFilter *self, double *covariance);
double am_arma_filter_get_variance (const AmArmaFilter *self);

/* Conditional errors: nothing before `first`, errors before it are 0; error[n_columns * n], zeros before `first`. `first` is at
 * least am_arima_order_full_p(). work[n]. Box & Jenkins (1976), section 7.1. O(n n_columns) times the number of coefficients. */
void am_arma_conditional_errors (const AmArimaOrder *order, const double *coef, const double *columns, size_t n, size_t n_columns, size_t first,
                                 double *error, double *work);
