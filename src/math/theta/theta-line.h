/* Theta models in one form. With q = 1 - alpha, step t counted from 1, A and B a straight line through the past:
 *
 *   y[t] = level[t-1] + weight g[t] + e[t],   g[t] = A q^(t-1) + B (1 - q^t) / alpha,   level[t] = alpha y[t] + q level[t-1]
 *
 * and weight = 1 - 1 / theta. The forecast of h steps repeats this with forecasts in the place of values.
 * Fiorucci, Pellegrini, Louzada, Petropoulos & Koehler (2016), International Journal of Forecasting 32, 1151-1161.
 *
 * For a given alpha the errors are linear in the first level and in the weight, so both have their least-squares values in
 * one pass, and the fit is a search over alpha alone, exact to 1e-8. (The paper searches all three by Nelder and Mead.) */
#pragma once
#include <stdbool.h>
#include <stddef.h>

typedef enum
{
  AM_THETA_CLASSIC,             /* exponential smoothing of y itself, the drift B/2 added to forecasts: Hyndman & Billah
                                   (2003), IJF 19, 287-290, equation 10, as R's thetaf. alpha in [0.0001, 0.9999] */
  AM_THETA_LINES,               /* smoothing of the theta line 2 averaged with the trend line: Assimakopoulos & Nikolopoulos
                                   (2000), as M4's benchmark; theta 2, alpha in [0.0001, 0.9999] */
  AM_THETA_STANDARD,            /* A, B by regression on the whole past; theta 2; here and below alpha in [0.1, 0.99] */
  AM_THETA_OPTIMISED,           /* the same with theta >= 1 estimated */
  AM_THETA_DYNAMIC_STANDARD,    /* A, B by regression on the past up to each step; theta 2; errors count from step 3 on */
  AM_THETA_DYNAMIC,             /* the same with theta >= 1 estimated: DOTM */
} AmThetaKind;

typedef struct
{
  AmThetaKind kind;
  double alpha, weight, level0;
  double intercept, slope;      /* A and B after n steps */
  double level, mean;           /* of the smoothing and of all values, after n steps */
  size_t n;
  double sigma;                 /* sqrt (sum e^2 / (errors - parameters)) */
  double mse;                   /* mean e^2 from step 3 on, with the forecasts of am_theta_fitted() */
} AmTheta;

/* FALSE if n < 4 or a value is not finite. O(100 n); work[2 n]. */
bool am_theta_fit (AmThetaKind kind, const double *y, size_t n, double *work, AmTheta *self);
double am_theta_of_weight (double weight);        /* theta = 1 / (1 - weight) */
/* One-step forecasts of the past by the fitted parameters; fitted[n], NaN at the first two steps of dynamic models; levels[n] are
 * the smoothing's part of them, the rest is the line's. levels may be NULL, here and in a forecast. */
void am_theta_fitted (const AmTheta *self, const double *y, size_t n, double *fitted, double *levels);
void am_theta_update (AmTheta *self, double y);
void am_theta_forecast (const AmTheta *self, size_t h, double *mean, double *levels);
/* sd[h] of the error h steps ahead: sigma sqrt (1 + (h - 1) alpha^2) for a fixed line; for a moving one by the exact
 * weights of each error on the later forecasts, O(h^2). */
void am_theta_spread (const AmTheta *self, size_t h, double *sd);
