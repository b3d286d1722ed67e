/* The state of a seasonal ARIMA model as time goes by: a plain Kalman filter that takes missing values, forecasts with their exact
 * variance, and can be saved.
 *
 * The state is the ARMA state of the differenced series followed by the past values that undo the differencing. Those are
 * unknown at first: an exact diffuse start (Durbin & Koopman 2012, section 5.2) in place of R's large number, of which the
 * likelihood counts, as R does, only steps that do not serve to find the start. All variances are in units of the innovations'.
 * O((r + lost)^2) a step. Not shared between threads. */
#pragma once
#include "math/arima/arima-order.h"

typedef struct _AmArimaState AmArimaState;

/* coef as am_arima_expand() takes it. NULL: not stationary, or no memory. */
AmArimaState *am_arima_state_new (const AmArimaOrder *order, const double *coef);
AmArimaState *am_arima_state_copy (const AmArimaState *self);
void am_arima_state_free (AmArimaState *self);
/* Back to before the first value; false when not stationary. */
bool am_arima_state_restart (AmArimaState *self, const double *coef);

/* One step. y NaN: a step without a value. error: y less its forecast, variance: of that error; both NaN when y is NaN or the
 * forecast still has an infinite variance. */
void am_arima_state_step (AmArimaState *self, double y, double *error, double *variance);
/* The mean of the next step; NaN while the start is not found. */
double am_arima_state_get_next (const AmArimaState *self);
/* mean[h], variance[h] of the next steps; infinite variance when the start is not found yet. The state stays. */
void am_arima_state_forecast (const AmArimaState *self, size_t h, double *mean, double *variance);

/* For saving: state[size], covariance[size * size]. A start that is not found yet cannot be saved: read back it counts as known. */
size_t am_arima_state_get_size (const AmArimaState *self);
void am_arima_state_get (const AmArimaState *self, double *state, double *covariance);
void am_arima_state_set (AmArimaState *self, const double *state, const double *covariance);
/* The covariance when the past leaves no doubt but the next innovation: where that of an invertible model ends. */
void am_arima_state_get_known (const AmArimaState *self, double *covariance);
bool am_arima_state_is_found (const AmArimaState *self);      /* no diffuse part is left */
