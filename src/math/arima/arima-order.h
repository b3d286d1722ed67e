/* Orders of a seasonal ARIMA model and the polynomials behind them.
 *
 * Signs as in Box & Jenkins and R: w[t] = sum phi[j] w[t-j] + e[t] + sum theta[j] e[t-j], coefficient j at index j - 1; the
 * seasonal polynomials multiply the others. Pure functions of small arrays; nothing is allocated. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

#define AM_ARIMA_MOST 9                                /* most coefficients of one kind */
#define AM_ARIMA_MOST_COEF (4 * AM_ARIMA_MOST)

typedef struct
{
  unsigned p, d, q;              /* p, q at most AM_ARIMA_MOST, d at most 2 */
  unsigned P, D, Q;              /* the seasonal ones; all 0 when m is 1. P, Q at most AM_ARIMA_MOST, D at most 1 */
  unsigned m;                    /* steps of the season, at least 1 */
  bool constant;                 /* mean when d + D is 0, drift when it is 1; else ignored */
} AmArimaOrder;

/* Steps that differencing takes off the start: d + D m. */
size_t am_arima_order_lost (const AmArimaOrder *order);
/* p + q + P + Q. */
size_t am_arima_order_n_coef (const AmArimaOrder *order);
/* A constant is really estimated: asked for, and d + D below 2. */
bool am_arima_order_has_constant (const AmArimaOrder *order);
size_t am_arima_order_full_p (const AmArimaOrder *order);          /* p + m P */
size_t am_arima_order_full_q (const AmArimaOrder *order);

/* coef: ar, ma, sar, sma one after the other. phi[full_p], theta[full_q]. */
void am_arima_expand (const AmArimaOrder *order, const double *coef, double *phi, double *theta);
/* delta[lost]: y[t] = w[t] + sum delta[j] y[t-1-j]. work[lost + 1]. */
void am_arima_differencing (const AmArimaOrder *order, double *delta, double *work);
/* In place, first lag m (D times), then lag 1 (d times); the result starts at y[0]. Returns its length, 0 when n is too small. */
size_t am_arima_difference (const AmArimaOrder *order, double *y, size_t n);

/* The autoregressive polynomial of n coefficients from partial autocorrelations in (-1, 1) and back (Durbin-Levinson, Monahan 1984,
 * Biometrika 71, 403-404). n at most AM_ARIMA_MOST. `back` is false when phi is not stationary. */
void am_ar_from_partial (const double *partial, size_t n, double *phi);
bool am_ar_to_partial (const double *phi, size_t n, double *partial);
/* All roots of 1 - sum phi[j] z^j lie outside the circle of that radius. */
bool am_ar_roots_outside (const double *phi, size_t n, double radius);
/* Roots of 1 + sum theta[j] z^j inside the unit circle are turned outside, which changes the innovations' variance but not the
 * autocorrelations. In place; left as it is when no root is inside. GSL's companion matrix. */
void am_ma_invert (double *theta, size_t n);
