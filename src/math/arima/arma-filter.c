/* The state is Harvey's: a[i] is what the past says about the value i steps on. With K = T P Z', F = Z P Z' and
 * P[t+1] - P[t] = -L L' / F, one step is
 *     g = L[0] / F,  K <- K - g T L,  L <- T L - g K,  F <- F (1 - g^2)
 * where g is a reflection coefficient: the recursion is Schur's, and as stable as |g| < 1 allows. */
#include "math/arima/arma-filter.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Once L is this small beside F, no later F or K differs in the last digits. */
#define CONVERGED 1e-13
#define CHECK_EVERY 16
/* Coefficients that the automatic search goes up to. */
#define FEW 5

struct _AmArmaFilter
{
  size_t most_r, most_p, most_q;
  size_t r, p, q;
  double *phi;                 /* [r + 1] padded with zeros */
  double *theta;               /* [r + 1], theta[0] = 1 */
  double *gamma;               /* [most_p + most_q + 1] of the autoregression */
  double *psi;                 /* [r + 1] */
  double *first;               /* [r + 1] Cov (state, value) */
  double *kalman, *change;     /* [r + 1] K and L */
  double *state;               /* [most_columns * (r + 1)] */
  double *predictors;          /* [most_p * most_p] of every order */
  double *ma_gamma;            /* [most_q + 1] */
};

AmArmaFilter *
am_arma_filter_alloc (size_t most_p, size_t most_q, size_t most_columns)
{
  AmArmaFilter *self = calloc (1, sizeof *self);
  size_t r = most_p > most_q + 1 ? most_p : most_q + 1;
  double *all;

  if (self == NULL)
    return NULL;
  *self = (AmArmaFilter) { .most_r = r, .most_p = most_p, .most_q = most_q };
  all = malloc (((r + 1) * (6 + most_columns) + (most_p + most_q + 1) + most_p * most_p + most_q + 1) * sizeof (double));
  if (all == NULL)
    {
      free (self);
      return NULL;
    }
  self->phi = all;
  self->theta = self->phi + r + 1;
  self->psi = self->theta + r + 1;
  self->first = self->psi + r + 1;
  self->kalman = self->first + r + 1;
  self->change = self->kalman + r + 1;
  self->state = self->change + r + 1;
  self->gamma = self->state + most_columns * (r + 1);
  self->predictors = self->gamma + most_p + most_q + 1;
  self->ma_gamma = self->predictors + most_p * most_p;
  return self;
}

void
am_arma_filter_free (AmArmaFilter *self)
{
  if (self != NULL)
    free (self->phi);
  free (self);
}

/* Levinson's recursion backwards gives the best predictors of every lower order, and those the autocovariances of the
 * autoregression with unit innovations. */
static bool
set_ar_autocovariance (AmArmaFilter *self)
{
  size_t p = self->p, n_lags = p + self->q;
  double *gamma = self->gamma, variance = 1;

  if (p > 0)
    memcpy (self->predictors + (p - 1) * self->most_p, self->phi, p * sizeof (double));
  for (size_t k = p; k-- > 0;)
    {
      const double *now = self->predictors + k * self->most_p;
      double kappa = now[k], shrink = 1 - kappa * kappa;

      if (!(fabs (kappa) < 1) || shrink <= 0)
        return false;
      variance /= shrink;
      for (size_t j = 0; j < k; j++)
        self->predictors[(k - 1) * self->most_p + j] = (now[j] + kappa * now[k - 1 - j]) / shrink;
    }
  gamma[0] = variance;
  for (size_t k = 1; k <= n_lags; k++)
    {
      size_t order = k < p ? k : p;
      const double *now = self->predictors + (order > 0 ? order - 1 : 0) * self->most_p;

      gamma[k] = 0;
      for (size_t j = 0; j < order; j++)
        if (now[j] != 0)
          gamma[k] += now[j] * gamma[k - 1 - j];
    }
  return isfinite (variance);
}

static void
set_ma_autocovariance (AmArmaFilter *self)
{
  memset (self->ma_gamma, 0, (self->q + 1) * sizeof (double));
  for (size_t i = 0; i <= self->q; i++)
    if (self->theta[i] != 0)
      for (size_t j = i; j <= self->q; j++)
        self->ma_gamma[j - i] += self->theta[i] * self->theta[j];
}

static double
autocovariance (const AmArmaFilter *self, size_t lag)
{
  double sum = self->ma_gamma[0] * self->gamma[lag];

  for (size_t i = 1; i <= self->q; i++)
    if (self->ma_gamma[i] != 0)
      sum += self->ma_gamma[i] * (self->gamma[lag + i] + self->gamma[lag > i ? lag - i : i - lag]);
  return sum;
}

static void
set_psi (AmArmaFilter *self)
{
  for (size_t k = 0; k < self->r; k++)
    {
      double sum = self->theta[k];

      for (size_t j = 0; j < k && j < self->p; j++)
        if (self->phi[j] != 0)
          sum += self->phi[j] * self->psi[k - 1 - j];
      self->psi[k] = sum;
    }
}

/* Cov (state[i], value) = sum_{j >= i} phi[j] gamma[j - i + 1] + theta[j] psi[j - i], both counted as here from 0. */
static void
set_first_column (AmArmaFilter *self)
{
  size_t p = self->p, r = self->r;

  /* kalman is free until the run: it holds the autocovariances here. */
  for (size_t k = 0; k <= p; k++)
    self->kalman[k] = autocovariance (self, k);
  self->first[0] = self->kalman[0];
  for (size_t i = 1; i <= r; i++)
    {
      double sum = 0;

      for (size_t j = i; j < p; j++)
        sum += self->phi[j] * self->kalman[j - i + 1];
      for (size_t j = i; j <= self->q; j++)
        sum += self->theta[j] * self->psi[j - i];
      self->first[i] = sum;
    }
}

bool
am_arma_filter_start (AmArmaFilter *self, const double *phi, size_t p, const double *theta, size_t q)
{
  while (p > 0 && phi[p - 1] == 0)
    p--;
  while (q > 0 && theta[q - 1] == 0)
    q--;
  self->p = p;
  self->q = q;
  self->r = p > q + 1 ? p : q + 1;
  memset (self->phi, 0, (self->r + 1) * sizeof (double));
  memset (self->theta, 0, (self->r + 1) * sizeof (double));
  memcpy (self->phi, phi, p * sizeof (double));
  self->theta[0] = 1;
  memcpy (self->theta + 1, theta, q * sizeof (double));
  if (!set_ar_autocovariance (self))
    return false;
  set_ma_autocovariance (self);
  set_psi (self);
  set_first_column (self);
  return isfinite (self->first[0]) && self->first[0] > 0;
}

size_t
am_arma_filter_get_state_size (const AmArmaFilter *self)
{
  return self->r;
}

double
am_arma_filter_get_variance (const AmArmaFilter *self)
{
  return self->first[0];
}

/* P = T P T' + R R' read from the last row up: each element needs the next one on its diagonal and the first column. The first
 * column in that form is Cov (state[i], value). */
void
am_arma_filter_get_covariance (const AmArmaFilter *self, double *covariance)
{
  size_t r = self->r;
  const double *phi = self->phi, *c = self->first;

  for (size_t i = r; i-- > 0;)
    for (size_t j = r; j-- > i;)
      {
        double sum = phi[i] * phi[j] * c[0] + self->theta[i] * self->theta[j];

        sum += j + 1 < r ? phi[i] * c[j + 1] : 0;
        sum += i + 1 < r ? phi[j] * c[i + 1] : 0;
        sum += i + 1 < r && j + 1 < r ? covariance[(i + 1) * r + j + 1] : 0;
        covariance[i * r + j] = covariance[j * r + i] = i == 0 ? c[j] : sum;
      }
}

/* One step of K, L and F; returns the new F. */
static double
advance_gain (const double *restrict phi, double *restrict kalman, double *restrict change, size_t r, double f)
{
  double l = change[0], g = l / f;

  for (size_t i = 0; i < r; i++)
    {
      double moved = phi[i] * l + change[i + 1], k = kalman[i];

      change[i] = moved - g * k;
      kalman[i] = k - g * moved;
    }
  return f * (1 - g * g);
}

static void
advance_state (const double *restrict phi, const double *restrict kalman, double *restrict state, size_t r, double error)
{
  double value = state[0];

  for (size_t i = 0; i < r; i++)
    state[i] = phi[i] * value + state[i + 1] + kalman[i] * error;
}

static bool
has_converged (const double *change, size_t r, double f)
{
  double most = 0;

  for (size_t i = 0; i < r; i++)
    most = fmax (most, fabs (change[i]));
  return most < CONVERGED * f;
}

double
am_arma_filter_run (AmArmaFilter *self, const double *columns, size_t n, size_t n_columns, double *scaled)
{
  size_t r = self->r;
  double f = self->first[0], log_sum = 0, root = sqrt (f), log_f = log (f);
  bool moves = true;

  for (size_t i = 0; i < r; i++)
    self->kalman[i] = self->change[i] = self->phi[i] * f + (i + 1 < r ? self->first[i + 1] : 0);
  self->kalman[r] = self->change[r] = 0;
  memset (self->state, 0, n_columns * (r + 1) * sizeof (double));

  for (size_t t = 0; t < n; t++)
    {
      for (size_t c = 0; c < n_columns; c++)
        {
          double *state = self->state + c * (r + 1);
          double error = columns[c * n + t] - state[0];

          scaled[c * n + t] = error / root;
          advance_state (self->phi, self->kalman, state, r, error / f);
        }
      log_sum += log_f;
      if (!moves)
        continue;
      if (self->change[0] != 0)
        {
          f = advance_gain (self->phi, self->kalman, self->change, r, f);
          if (!(f > 0))
            return NAN;
          root = sqrt (f);
          log_f = log (f);
        }
      else
        memmove (self->change, self->change + 1, r * sizeof (double));
      moves = t % CHECK_EVERY != 0 || !has_converged (self->change, r, f);
    }
  return log_sum;
}

/* ---- conditional ---- */

/* error[t] -= coefficient[j] from[t - (j + 1) step] */
static void
subtract_lags (const double *coefficient, size_t n_coefficients, size_t step, const double *restrict from, size_t n, size_t first,
               double *restrict error)
{
  for (size_t j = 0; j < n_coefficients; j++)
    {
      size_t lag = (j + 1) * step;

      for (size_t t = first > lag ? first : lag; t < n; t++)
        error[t] -= coefficient[j] * from[t - lag];
    }
}

/* Errors of earlier seasons are there already when those of a season come, so lags are whole passes of up to `step` errors. */
static void
divide_seasons (const double *coefficient, size_t n_coefficients, size_t step, size_t n, size_t first, double *error)
{
  for (size_t start = first + step; n_coefficients > 0 && start < n; start += step)
    for (size_t j = 0, lag = step; j < n_coefficients && lag <= start - first; j++, lag += step)
      for (size_t t = start; t < start + step && t < n; t++)
        error[t] -= coefficient[j] * error[t - lag];
}

/* The oldest error first: only the last product has to wait for the error before. Inlined for each number of coefficients, so that
 * earlier errors stay in registers. */
static inline void
divide_by (const double *coefficient, size_t n_coefficients, size_t n, size_t first, double *error)
{
  double before[FEW] = { 0 };

  for (size_t t = first; t < n; t++)
    {
      double sum = error[t];

      for (size_t j = n_coefficients; j-- > 0;)
        sum -= coefficient[j] * before[j];
      for (size_t j = n_coefficients; j-- > 1;)
        before[j] = before[j - 1];
      error[t] = before[0] = sum;
    }
}

static void
divide_by_many (const double *coefficient, size_t n_coefficients, size_t n, size_t first, double *error)
{
  for (size_t t = first + 1; t < n; t++)
    {
      double sum = error[t];

      for (size_t j = t - first < n_coefficients ? t - first : n_coefficients; j-- > 0;)
        sum -= coefficient[j] * error[t - 1 - j];
      error[t] = sum;
    }
}

static void
divide_one (const double *coefficient, size_t n_coefficients, size_t n, size_t first, double *error)
{
  switch (n_coefficients)
    {
    case 1:
      divide_by (coefficient, 1, n, first, error);
      break;
    case 2:
      divide_by (coefficient, 2, n, first, error);
      break;
    case 3:
      divide_by (coefficient, 3, n, first, error);
      break;
    case 4:
      divide_by (coefficient, 4, n, first, error);
      break;
    case FEW:
      divide_by (coefficient, FEW, n, first, error);
      break;
    default:
      divide_by_many (coefficient, n_coefficients, n, first, error);
      break;
    }
}

/* The same for columns that are n apart: while one waits, others go on. */
static void
divide_four (const double *coefficient, size_t n_coefficients, size_t n, size_t first, double *error)
{
  for (size_t t = first + 1; t < n; t++)
    {
      double sum[4];

      for (size_t c = 0; c < 4; c++)
        sum[c] = error[c * n + t];
      for (size_t j = t - first < n_coefficients ? t - first : n_coefficients; j-- > 0;)
        for (size_t c = 0; c < 4; c++)
          sum[c] -= coefficient[j] * error[c * n + t - 1 - j];
      for (size_t c = 0; c < 4; c++)
        error[c * n + t] = sum[c];
    }
}

static void
divide (const double *coefficient, size_t n_coefficients, size_t n, size_t n_columns, size_t first, double *error)
{
  size_t c = 0;

  if (n_coefficients == 0)
    return;
  for (; c + 4 <= n_columns; c += 4)
    divide_four (coefficient, n_coefficients, n, first, error + c * n);
  for (; c < n_columns; c++)
    divide_one (coefficient, n_coefficients, n, first, error + c * n);
}

/* With zeros before `first` the two moving averages may be divided out one after the other. */
void
am_arma_conditional_errors (const AmArimaOrder *order, const double *coef, const double *columns, size_t n, size_t n_columns, size_t first,
                            double *error, double *work)
{
  const double *ar = coef, *ma = ar + order->p, *sar = ma + order->q, *sma = sar + order->P;

  for (size_t c = 0; c < n_columns; c++)
    {
      double *own = error + c * n;

      memcpy (own, columns + c * n, n * sizeof (double));
      subtract_lags (ar, order->p, 1, columns + c * n, n, 0, own);
      if (order->P > 0)
        {
          memcpy (work, own, n * sizeof (double));
          subtract_lags (sar, order->P, order->m, work, n, 0, own);
        }
      memset (own, 0, (first < n ? first : n) * sizeof (double));
      divide_seasons (sma, order->Q, order->m, n, first, own);
    }
  divide (ma, order->q, n, n_columns, first, error);
}
