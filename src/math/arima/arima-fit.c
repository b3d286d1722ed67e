#include "math/arima/arima-fit.h"

#include "math/arima/arima-job-private.h"
#include "math/arima/least-squares.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What auto.arima calls too near a unit root. */
#define LEAST_ROOT 1.01
#define MOST_STEPS 60
#define HESSIAN_STEP 1e-3

struct _AmArimaFitter
{
  size_t n, n_x, n_values;
  double offset;
  double *y, *x;               /* x column after column */
};

AmArimaFitter *
am_arima_fitter_alloc (const double *y, size_t n, const double *x, size_t n_x)
{
  AmArimaFitter *self = n_x <= AM_ARIMA_MOST_X ? calloc (1, sizeof *self) : NULL;

  if (self == NULL)
    return NULL;
  self->n = n;
  self->n_x = n_x;
  self->y = malloc ((n * (n_x + 1) + 1) * sizeof (double));
  if (self->y == NULL)
    {
      free (self);
      return NULL;
    }
  self->x = self->y + n;
  memcpy (self->y, y, n * sizeof (double));
  for (size_t t = 0; t < n; t++)
    {
      self->n_values += !isnan (y[t]);
      for (size_t k = 0; k < n_x; k++)
        self->x[k * n + t] = x[t * n_x + k];
    }
  return self;
}

void
am_arima_fitter_free (AmArimaFitter *self)
{
  if (self != NULL)
    free (self->y);
  free (self);
}

void
am_arima_fitter_set_offset (AmArimaFitter *self, double offset)
{
  self->offset = offset;
}

static AmArimaJob *
start_job (AmArimaFitter *self, const AmArimaOrder *order)
{
  return am_arima_job_alloc (order, self->y, self->n, self->n_values, self->x, self->n_x);
}

static bool
is_possible (const AmArimaFitter *self, const AmArimaOrder *order)
{
  size_t lost = am_arima_order_lost (order), n_beta = self->n_x + am_arima_order_has_constant (order);

  return self->n_values > lost && self->n_values - lost > n_beta && am_arima_order_n_coef (order) <= AM_ARIMA_MOST_COEF;
}

/* An autoregression pulled towards 0 until it is stationary: a start when the conditional fit has left the region. */
static void
make_stationary (double *phi, size_t n)
{
  double partial[AM_ARIMA_MOST];

  for (unsigned tries = 0; tries < 100 && !am_ar_roots_outside (phi, n, 1.001); tries++)
    {
      double factor = 1;

      for (size_t j = 0; j < n; j++)
        phi[j] *= factor *= 0.95;
    }
  if (!am_ar_to_partial (phi, n, partial))
    memset (phi, 0, n * sizeof (double));
}

/* Coefficients to what is searched, and back. */
static void
to_free (const AmArimaOrder *order, const double *coef, double *u)
{
  size_t sar = order->p + order->q;

  memcpy (u, coef, am_arima_order_n_coef (order) * sizeof (double));
  am_ar_to_partial (coef, order->p, u);
  am_ar_to_partial (coef + sar, order->P, u + sar);
  for (size_t j = 0; j < order->p; j++)
    u[j] = atanh (u[j]);
  for (size_t j = sar; j < sar + order->P; j++)
    u[j] = atanh (u[j]);
}

static void
partial_to_ar (const double *u, size_t n, double *phi)
{
  double partial[AM_ARIMA_MOST];

  for (size_t j = 0; j < n; j++)
    partial[j] = tanh (u[j]);
  am_ar_from_partial (partial, n, phi);
}

static void
from_free (const AmArimaOrder *order, const double *u, double *coef)
{
  size_t sar = order->p + order->q;

  memcpy (coef, u, am_arima_order_n_coef (order) * sizeof (double));
  partial_to_ar (u, order->p, coef);
  partial_to_ar (u + sar, order->P, coef + sar);
}

static double
exact (void *user_data, const double *u, double *residual)
{
  AmArimaJob *job = user_data;
  double coef[AM_ARIMA_MOST_COEF];

  from_free (am_arima_job_get_order (job), u, coef);
  return am_arima_job_exact (job, coef, residual);
}

static double
exact_near (void *user_data, const double *u, double *residual)
{
  AmArimaJob *job = user_data;
  double coef[AM_ARIMA_MOST_COEF];

  from_free (am_arima_job_get_order (job), u, coef);
  return am_arima_job_exact_near (job, coef, residual);
}

static double
conditional (void *user_data, const double *u, double *residual)
{
  return am_arima_job_conditional (user_data, u, residual);
}

static double
conditional_near (void *user_data, const double *u, double *residual)
{
  return am_arima_job_conditional_near (user_data, u, residual);
}

static void
turn_invertible (const AmArimaOrder *order, double *coef)
{
  am_ma_invert (coef + order->p, order->q);
  am_ma_invert (coef + order->p + order->q + order->P, order->Q);
}

/* ---- fitting ---- */

static void
finish (const AmArimaFitter *self, AmArimaJob *job, AmArimaFit *fit)
{
  size_t k = am_arima_order_n_coef (&fit->order) + fit->n_beta + 1;
  double n = fit->n_used, log_sum, squares = am_arima_job_get_squares (job, &log_sum), left = n - k - 1;

  am_arima_job_get_beta (job, fit->beta);
  fit->n_parameters = k;
  fit->variance = squares / n;
  fit->sigma2 = n - k + 1 > 0 ? squares / (n - k + 1) : fit->variance;
  fit->loglik = NAN;
  if (fit->method == AM_ARIMA_ML)
    {
      fit->loglik = -0.5 * (n * (log (2 * M_PI * fmax (fit->variance, DBL_MIN)) + 1) + log_sum);
      fit->aic = -2 * fit->loglik + 2.0 * k;
    }
  else
    {
      fit->variance = squares / fmax (1, am_arima_job_get_n_conditional (job));
      fit->aic = self->offset + n * log (fmax (fit->variance, DBL_MIN)) + 2.0 * k;
    }
  fit->aicc = left > 0 ? fit->aic + 2.0 * k * (k + 1) / left : INFINITY;
  fit->bic = fit->aic + k * (log (n) - 2);
}

static bool
fit_conditional (AmArimaJob *job, AmLeastSquares *search, AmArimaFit *fit)
{
  size_t k = am_arima_order_n_coef (&fit->order);

  am_least_squares_set_near (search, fit->n_beta > 0 ? conditional_near : NULL);
  return am_arima_job_get_n_conditional (job) > k
         && isfinite (am_least_squares_minimise (search, conditional, job, fit->coef, MOST_STEPS))
         && isfinite (am_arima_job_conditional (job, fit->coef, NULL));
}

static bool
fit_exact (AmArimaJob *job, AmLeastSquares *search, bool has_start, AmArimaFit *fit)
{
  const AmArimaOrder *order = &fit->order;
  double u[AM_ARIMA_MOST_COEF] = { 0 }, start[AM_ARIMA_MOST_COEF];

  memcpy (start, fit->coef, sizeof start);
  if (!has_start && !am_arima_job_has_gaps (job) && !fit_conditional (job, search, fit))
    memcpy (fit->coef, start, sizeof start);
  fit->left_region = !am_ar_roots_outside (fit->coef, order->p, 1) || !am_ar_roots_outside (fit->coef + order->p + order->q, order->P, 1);
  make_stationary (fit->coef, order->p);
  make_stationary (fit->coef + order->p + order->q, order->P);
  turn_invertible (order, fit->coef);
  if (!isfinite (am_arima_job_exact (job, fit->coef, NULL)))
    memset (fit->coef, 0, sizeof fit->coef);
  to_free (order, fit->coef, u);
  am_least_squares_set_near (search, fit->n_beta > 0 ? exact_near : NULL);
  if (!isfinite (am_least_squares_minimise (search, exact, job, u, MOST_STEPS)))
    return false;
  from_free (order, u, fit->coef);
  turn_invertible (order, fit->coef);
  return isfinite (am_arima_job_exact (job, fit->coef, NULL));
}

bool
am_arima_fit (AmArimaFitter *self, const AmArimaOrder *order, AmArimaMethod method, AmArimaFit *fit)
{
  return am_arima_fit_from (self, order, method, NULL, fit);
}

bool
am_arima_fit_from (AmArimaFitter *self, const AmArimaOrder *order, AmArimaMethod method, const double *start, AmArimaFit *fit)
{
  AmArimaJob *job = is_possible (self, order) ? start_job (self, order) : NULL;
  AmLeastSquares *search = job != NULL ? am_least_squares_alloc (am_arima_job_get_n_residuals (job), am_arima_order_n_coef (order)) : NULL;
  bool done = false;

  memset (fit, 0, sizeof *fit);
  fit->order = *order;
  fit->method = method;
  if (start != NULL)
    memcpy (fit->coef, start, am_arima_order_n_coef (order) * sizeof (double));
  fit->n_beta = self->n_x + am_arima_order_has_constant (order);
  if (search != NULL)
    {
      fit->n_used = self->n_values - am_arima_order_lost (order);
      done = method == AM_ARIMA_ML ? fit_exact (job, search, start != NULL, fit) : fit_conditional (job, search, fit);
    }
  if (done)
    finish (self, job, fit);
  am_least_squares_free (search);
  am_arima_job_free (job);
  return done;
}

double
am_arima_loglik (AmArimaFitter *self, const AmArimaOrder *order, const double *coef, double *variance)
{
  AmArimaJob *job = is_possible (self, order) ? start_job (self, order) : NULL;
  double n = self->n_values - am_arima_order_lost (order), loglik = NAN, log_sum;

  *variance = NAN;
  if (job != NULL && isfinite (am_arima_job_exact (job, coef, NULL)))
    {
      *variance = am_arima_job_get_squares (job, &log_sum) / n;
      loglik = -0.5 * (n * (log (2 * M_PI * *variance) + 1) + log_sum);
    }
  am_arima_job_free (job);
  return loglik;
}

/* ---- soundness ---- */

static bool
roots_are_far (const AmArimaOrder *order, const double *coef)
{
  const double *ma = coef + order->p, *sar = ma + order->q, *sma = sar + order->P;
  double radius = pow (LEAST_ROOT, order->m), negative[AM_ARIMA_MOST], negative_seasonal[AM_ARIMA_MOST];

  for (size_t j = 0; j < order->q; j++)
    negative[j] = -ma[j];
  for (size_t j = 0; j < order->Q; j++)
    negative_seasonal[j] = -sma[j];
  return am_ar_roots_outside (coef, order->p, LEAST_ROOT) && am_ar_roots_outside (sar, order->P, radius)
         && am_ar_roots_outside (negative, order->q, LEAST_ROOT) && am_ar_roots_outside (negative_seasonal, order->Q, radius);
}

/* d coef[j] / d u[i], row i, by the same small step that R takes. */
static void
set_slopes (const AmArimaOrder *order, const double *u, double *slopes)
{
  size_t k = am_arima_order_n_coef (order);
  double moved[AM_ARIMA_MOST_COEF], at[AM_ARIMA_MOST_COEF], there[AM_ARIMA_MOST_COEF];

  from_free (order, u, at);
  for (size_t i = 0; i < k; i++)
    {
      memcpy (moved, u, k * sizeof (double));
      moved[i] += HESSIAN_STEP;
      from_free (order, moved, there);
      for (size_t j = 0; j < k; j++)
        slopes[i * k + j] = (there[j] - at[j]) / HESSIAN_STEP;
    }
}

/* diag (A' H^-1 A) > 0 */
static bool
variances_are_positive (double *hessian, const double *slopes, size_t k)
{
  double inverse[AM_ARIMA_MOST_COEF * AM_ARIMA_MOST_COEF];

  if (!am_invert_matrix (hessian, k, inverse))
    return false;
  for (size_t j = 0; j < k; j++)
    {
      double sum = 0;

      for (size_t a = 0; a < k; a++)
        for (size_t b = 0; b < k; b++)
          sum += slopes[a * k + j] * inverse[a * k + b] * slopes[b * k + j];
      if (!(sum >= 0))
        return false;
    }
  return true;
}

bool
am_arima_is_sound (AmArimaFitter *self, const AmArimaFit *fit)
{
  size_t k = am_arima_order_n_coef (&fit->order);
  double u[AM_ARIMA_MOST_COEF], slopes[AM_ARIMA_MOST_COEF * AM_ARIMA_MOST_COEF] = { 0 }, hessian[AM_ARIMA_MOST_COEF * AM_ARIMA_MOST_COEF];
  AmArimaJob *job;
  bool is_sound;

  if (!roots_are_far (&fit->order, fit->coef))
    return false;
  job = start_job (self, &fit->order);
  if (job == NULL)
    return false;
  memcpy (u, fit->coef, sizeof u);
  for (size_t i = 0; i < k; i++)
    slopes[i * k + i] = 1;
  if (fit->method == AM_ARIMA_ML)
    {
      to_free (&fit->order, fit->coef, u);
      set_slopes (&fit->order, u, slopes);
    }
  is_sound = am_hessian_of_log (fit->method == AM_ARIMA_ML ? exact : conditional, job, u, k, HESSIAN_STEP, hessian)
             && variances_are_positive (hessian, slopes, k);
  am_arima_job_free (job);
  return is_sound;
}
