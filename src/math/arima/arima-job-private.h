/* One series with its regressors, differenced for one set of orders: turns coefficients into prediction errors with the
 * regressors taken out. Only arima-fit.c uses it. */
#pragma once
#include "math/arima/arima-order.h"

typedef struct _AmArimaJob AmArimaJob;

/* x column after column. */
AmArimaJob *am_arima_job_alloc (const AmArimaOrder *order, const double *y, size_t n, size_t n_values, const double *x, size_t n_x);
void am_arima_job_free (AmArimaJob *self);
const AmArimaOrder *am_arima_job_get_order (const AmArimaJob *self);
bool am_arima_job_has_gaps (const AmArimaJob *self);
size_t am_arima_job_get_n_residuals (const AmArimaJob *self);
size_t am_arima_job_get_n_conditional (const AmArimaJob *self);    /* errors that the conditional sum has */

/* Sum of squares of the scaled errors, put into residual[n_residuals] unless NULL: the exact one times the geometric mean of the
 * variances, so that its logarithm ranks as -2 loglik / n does. +infinity when the coefficients are not stationary. */
double am_arima_job_exact (AmArimaJob *self, const double *coef, double *residual);
double am_arima_job_conditional (AmArimaJob *self, const double *coef, double *residual);
/* The same a small step from the coefficients of the last call of am_arima_job_exact() or am_arima_job_conditional(), with the
 * regression held where it was there and what the regressors then could explain left out: not the residual there, but one with
 * almost the same slope, as in Kaufman's variable projection, that passes through one filtered column instead of all. */
double am_arima_job_exact_near (AmArimaJob *self, const double *coef, double *residual);
double am_arima_job_conditional_near (AmArimaJob *self, const double *coef, double *residual);
/* Of the last call (but for those near it): the sum of squares before that scaling, the sum of log variances (0 if conditional), the regression. */
double am_arima_job_get_squares (const AmArimaJob *self, double *log_sum);
void am_arima_job_get_beta (const AmArimaJob *self, double *beta);
