#include "math/arima/arima-state.h"

#include "math/arima/arma-filter.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A diffuse variance is a sum of products of small whole numbers: below this it is rounding. */
#define LEAST_DIFFUSE 1e-9
/* Once a step changes no covariance by more than this, none later will while values come in: only the state moves. */
#define STEADY 1e-14
#define CHECK_EVERY 32

struct _AmArimaState
{
  AmArimaOrder order;
  size_t r, lost, size;
  size_t n_diffuse;            /* values of the start still to be found */
  size_t n_steps;              /* since the last missing value */
  bool is_steady;              /* then `gain` and this stay */
  double steady_variance;
  double *phi, *theta;         /* [r]; theta[i] is what an innovation adds to element i */
  double *delta;               /* [lost] */
  double *state;               /* [size] what the past says about the state of the next step */
  double *covariance, *diffuse;/* [size * size] */
  double *gain, *wide_gain, *work;   /* [size + 1] */
  size_t n_numbers;
  double *numbers;             /* all of the above */
};

static void
point (AmArimaState *self)
{
  size_t size = self->size;
  double *next = self->numbers;

  self->phi = next, next += self->r;
  self->theta = next, next += self->r;
  self->delta = next, next += self->lost;
  self->state = next, next += size;
  self->covariance = next, next += size * size;
  self->diffuse = next, next += size * size;
  self->gain = next, next += size + 1;
  self->wide_gain = next, next += size + 1;
  self->work = next;
}

static AmArimaState *
state_alloc (const AmArimaOrder *order)
{
  AmArimaState *self = calloc (1, sizeof *self);
  size_t p = am_arima_order_full_p (order), q = am_arima_order_full_q (order);

  if (self == NULL)
    return NULL;
  self->order = *order;
  self->r = p > q + 1 ? p : q + 1;
  self->lost = am_arima_order_lost (order);
  self->size = self->r + self->lost;
  self->n_numbers = 2 * self->r + self->lost + self->size + 2 * self->size * self->size + 3 * (self->size + 1);
  self->numbers = calloc (self->n_numbers, sizeof (double));
  if (self->numbers == NULL)
    {
      free (self);
      return NULL;
    }
  point (self);
  return self;
}

AmArimaState *
am_arima_state_new (const AmArimaOrder *order, const double *coef)
{
  AmArimaState *self = state_alloc (order);

  if (self == NULL)
    return NULL;
  am_arima_differencing (order, self->delta, self->work);
  if (am_arima_state_restart (self, coef))
    return self;
  am_arima_state_free (self);
  return NULL;
}

AmArimaState *
am_arima_state_copy (const AmArimaState *self)
{
  AmArimaState *copy = state_alloc (&self->order);

  if (copy == NULL)
    return NULL;
  memcpy (copy->numbers, self->numbers, self->n_numbers * sizeof (double));
  copy->n_diffuse = self->n_diffuse;
  copy->n_steps = self->n_steps;
  copy->is_steady = self->is_steady;
  copy->steady_variance = self->steady_variance;
  return copy;
}

void
am_arima_state_free (AmArimaState *self)
{
  if (self != NULL)
    free (self->numbers);
  free (self);
}

static void
place_covariance (AmArimaState *self, const AmArmaFilter *filter)
{
  size_t own = am_arma_filter_get_state_size (filter), size = self->size;
  double *small = self->diffuse;               /* not in use yet */

  am_arma_filter_get_covariance (filter, small);
  memset (self->covariance, 0, size * size * sizeof (double));
  for (size_t i = 0; i < own; i++)
    memcpy (self->covariance + i * size, small + i * own, own * sizeof (double));
}

bool
am_arima_state_restart (AmArimaState *self, const double *coef)
{
  size_t p = am_arima_order_full_p (&self->order), q = am_arima_order_full_q (&self->order), size = self->size;
  AmArmaFilter *filter = am_arma_filter_alloc (p, q, 0);
  bool is_stationary;

  if (filter == NULL)
    return false;
  memset (self->phi, 0, 2 * self->r * sizeof (double));
  self->theta[0] = 1;
  am_arima_expand (&self->order, coef, self->phi, self->theta + 1);
  is_stationary = am_arma_filter_start (filter, self->phi, p, self->theta + 1, q);
  if (is_stationary)
    place_covariance (self, filter);
  am_arma_filter_free (filter);

  memset (self->state, 0, size * sizeof (double));
  memset (self->diffuse, 0, size * size * sizeof (double));
  for (size_t i = self->r; i < size; i++)
    self->diffuse[i * size + i] = 1;
  self->n_diffuse = self->lost;
  self->n_steps = 0;
  self->is_steady = false;
  return is_stationary;
}

/* ---- one step ---- */

/* What the state says of the value: its first element and the differencing undone. */
static double
observe (const AmArimaState *self, const double *state)
{
  double sum = state[0];

  for (size_t j = 0; j < self->lost; j++)
    if (self->delta[j] != 0)
      sum += self->delta[j] * state[self->r + j];
  return sum;
}

/* v <- T v */
static void
move (const AmArimaState *self, double *v)
{
  double value = observe (self, v), first = v[0];

  for (size_t i = 0; i + 1 < self->r; i++)
    v[i] = self->phi[i] * first + v[i + 1];
  v[self->r - 1] = self->phi[self->r - 1] * first;
  if (self->lost > 0)
    {
      memmove (v + self->r + 1, v + self->r, (self->lost - 1) * sizeof (double));
      v[self->r] = value;
    }
}

/* P <- T P T': P is symmetric, so rows may be moved twice with a transposition between. */
static void
move_covariance (const AmArimaState *self, double *p)
{
  size_t size = self->size;

  for (unsigned pass = 0; pass < 2; pass++)
    {
      for (size_t i = 0; i < size; i++)
        move (self, p + i * size);
      for (size_t i = 0; i < size; i++)
        for (size_t j = 0; j < i; j++)
          {
            double swap = p[i * size + j];

            p[i * size + j] = p[j * size + i];
            p[j * size + i] = swap;
          }
    }
}

/* gain <- P Z'; returns Z P Z'. */
static double
project (const AmArimaState *self, const double *p, double *gain)
{
  for (size_t i = 0; i < self->size; i++)
    gain[i] = observe (self, p + i * self->size);
  return observe (self, gain);
}

static void
add_outer (double *p, size_t size, const double *a, const double *b, double scale)
{
  for (size_t i = 0; i < size; i++)
    if (a[i] != 0)
      for (size_t j = 0; j < size; j++)
        p[i * size + j] += scale * a[i] * b[j];
}

static void
take_known (AmArimaState *self, double error, double f)
{
  for (size_t i = 0; i < self->size; i++)
    self->state[i] += self->gain[i] * error / f;
  add_outer (self->covariance, self->size, self->gain, self->gain, -1 / f);
}

/* Durbin & Koopman (2012), eq. 5.15, written for the state after the value. */
static void
take_diffuse (AmArimaState *self, double error, double f, double wide)
{
  size_t size = self->size;

  for (size_t i = 0; i < size; i++)
    self->state[i] += self->wide_gain[i] * error / wide;
  add_outer (self->covariance, size, self->wide_gain, self->wide_gain, f / (wide * wide));
  add_outer (self->covariance, size, self->wide_gain, self->gain, -1 / wide);
  add_outer (self->covariance, size, self->gain, self->wide_gain, -1 / wide);
  add_outer (self->diffuse, size, self->wide_gain, self->wide_gain, -1 / wide);
  self->n_diffuse--;
}

static void
predict (AmArimaState *self)
{
  move (self, self->state);
  move_covariance (self, self->covariance);
  for (size_t i = 0; i < self->r; i++)
    if (self->theta[i] != 0)
      for (size_t j = 0; j < self->r; j++)
        self->covariance[i * self->size + j] += self->theta[i] * self->theta[j];
  if (self->n_diffuse > 0)
    move_covariance (self, self->diffuse);
}

static bool
is_unchanged (const AmArimaState *self, const double *before, double f)
{
  for (size_t i = 0; i < self->size * self->size; i++)
    if (!(fabs (self->covariance[i] - before[i]) <= STEADY * f))
      return false;
  return true;
}

/* The diffuse part is free once the start is found: it holds the covariance before a step that is compared. */
static void
step_covariance (AmArimaState *self, double error, double f)
{
  bool compares = self->n_diffuse == 0 && ++self->n_steps % CHECK_EVERY == 0;

  if (compares)
    memcpy (self->diffuse, self->covariance, self->size * self->size * sizeof (double));
  take_known (self, error, f);
  predict (self);
  self->is_steady = compares && is_unchanged (self, self->diffuse, f);
  if (self->is_steady)
    self->steady_variance = project (self, self->covariance, self->gain);
}

void
am_arima_state_step (AmArimaState *self, double y, double *error, double *variance)
{
  double v = y - observe (self, self->state), f = self->is_steady ? self->steady_variance : project (self, self->covariance, self->gain);
  double wide = self->n_diffuse > 0 ? project (self, self->diffuse, self->wide_gain) : 0;

  *error = *variance = NAN;
  if (isnan (y) || (wide <= LEAST_DIFFUSE && !(f > 0)))
    {
      self->n_steps = 0;
      self->is_steady = false;
      predict (self);
      return;
    }
  if (wide > LEAST_DIFFUSE)
    {
      take_diffuse (self, v, f, wide);
      predict (self);
      return;
    }
  *error = v;
  *variance = f;
  if (!self->is_steady)
    {
      step_covariance (self, v, f);
      return;
    }
  for (size_t i = 0; i < self->size; i++)
    self->state[i] += self->gain[i] * v / f;
  move (self, self->state);
}

double
am_arima_state_get_next (const AmArimaState *self)
{
  return self->n_diffuse > 0 ? NAN : observe (self, self->state);
}

void
am_arima_state_forecast (const AmArimaState *self, size_t h, double *mean, double *variance)
{
  AmArimaState *ahead = am_arima_state_copy (self);

  for (size_t i = 0; i < h; i++)
    {
      mean[i] = variance[i] = NAN;
      if (ahead == NULL)
        continue;
      mean[i] = observe (ahead, ahead->state);
      variance[i] = fmax (0, project (ahead, ahead->covariance, ahead->gain));
      if (ahead->n_diffuse > 0 && project (ahead, ahead->diffuse, ahead->wide_gain) > LEAST_DIFFUSE)
        mean[i] = NAN, variance[i] = INFINITY;
      predict (ahead);
    }
  am_arima_state_free (ahead);
}

/* ---- saving ---- */

void
am_arima_state_get_known (const AmArimaState *self, double *covariance)
{
  memset (covariance, 0, self->size * self->size * sizeof (double));
  for (size_t i = 0; i < self->r; i++)
    for (size_t j = 0; j < self->r; j++)
      covariance[i * self->size + j] = self->theta[i] * self->theta[j];
}

size_t
am_arima_state_get_size (const AmArimaState *self)
{
  return self->size;
}

bool
am_arima_state_is_found (const AmArimaState *self)
{
  return self->n_diffuse == 0;
}

void
am_arima_state_get (const AmArimaState *self, double *state, double *covariance)
{
  memcpy (state, self->state, self->size * sizeof (double));
  memcpy (covariance, self->covariance, self->size * self->size * sizeof (double));
}

void
am_arima_state_set (AmArimaState *self, const double *state, const double *covariance)
{
  memcpy (self->state, state, self->size * sizeof (double));
  memcpy (self->covariance, covariance, self->size * self->size * sizeof (double));
  self->n_diffuse = self->n_steps = 0;
  self->is_steady = false;
}
