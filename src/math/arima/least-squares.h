/* Nonlinear least squares of few parameters by Levenberg-Marquardt with derivatives from small steps, and second derivatives.
 * Marquardt (1963), J. SIAM 11, 431-441; damping as in Madsen, Nielsen & Tingleff (2004). */
#pragma once
#include <stdbool.h>
#include <stddef.h>

/* Fills residual[n] (unless NULL) and returns its sum of squares; not finite where there is none. */
typedef double (*AmResidualFunc) (void *user_data, const double *parameters, double *residual);

typedef struct _AmLeastSquares AmLeastSquares;
AmLeastSquares *am_least_squares_alloc (size_t n, size_t k);
void am_least_squares_free (AmLeastSquares *self);
/* For slopes: the residual a small step from the last parameters that `residual` of the search was asked for, where it may be
 * cheaper than a new one because its slope is all that counts. */
void am_least_squares_set_near (AmLeastSquares *self, AmResidualFunc near);
/* parameters[k]: start, then end. Returns the least sum of squares; not finite when the start has none. A step costs k + 1
 * residuals and O(n k^2). */
double am_least_squares_minimise (AmLeastSquares *self, AmResidualFunc residual, void *user_data, double *parameters, unsigned most_steps);

/* Second derivatives of log (sum of squares) / 2 by central differences; hessian[k * k]. False when one is not finite. */
bool am_hessian_of_log (AmResidualFunc residual, void *user_data, const double *parameters, size_t k, double step, double *hessian);
/* Gauss-Jordan with row exchange; `matrix` is used up. False when singular to 1e-14 of its largest element. */
bool am_invert_matrix (double *matrix, size_t k, double *inverse);
