#include "math/theta/complex-smoothing.h"

#include <gsl/gsl_multimin.h>
#include <math.h>
#include <string.h>

#define MOST_STEPS 300
#define LEAST_VALUES 3

static bool
is_level_seasonal (AmCesKind kind)
{
  return kind == AM_CES_SIMPLE;
}

static size_t
n_smoothing (AmCesKind kind)
{
  return kind == AM_CES_FULL ? 4 : kind == AM_CES_PARTIAL ? 3 : 2;
}

size_t
am_ces_n_states (AmCesKind kind, size_t m)
{
  switch (kind)
    {
    case AM_CES_NONE:
      return 2;
    case AM_CES_SIMPLE:
      return 2 * m;
    case AM_CES_PARTIAL:
      return 2 + m;
    default:
      return 2 + 2 * m;
    }
}

/* Eigenvalues of [1 - a0 + a1, a1 - 1; 1 - a0 - a1, 1 - a0], what one step makes of the states, by Jury's conditions. */
bool
am_ces_is_stable (double a0, double a1)
{
  double trace = 2 - 2 * a0 + a1, determinant = (1 - a0 + a1) * (1 - a0) + (1 - a1) * (1 - a0 - a1);

  return fabs (determinant) < 1 && fabs (trace) < 1 + determinant;
}

/* ---- one step ---- */

/* Functions "_at" are told the season's step: a division at each value would cost more than all the rest. */
static inline const double *
level_at (const AmCes *self, size_t step)
{
  return self->states + 2 * (is_level_seasonal (self->kind) ? step : 0);
}

static inline double
next_at (const AmCes *self, size_t step)
{
  double level = *level_at (self, step);

  return self->kind < AM_CES_PARTIAL ? level : level + self->states[2 * self->m + 2 * step];
}

double
am_ces_next (const AmCes *self)
{
  return next_at (self, self->n % self->m);
}

static inline void
turn (double *pair, double a0, double a1, double error)
{
  double level = pair[0], potential = pair[1];

  pair[0] = level - (1 - a1) * potential + (a0 - a1) * error;
  pair[1] = level + (1 - a0) * potential + (a0 + a1) * error;
}

static inline void
take_at (AmCes *self, size_t step, double error)
{
  turn (self->states + 2 * (is_level_seasonal (self->kind) ? step : 0), self->a0, self->a1, error);
  if (self->kind == AM_CES_PARTIAL)
    self->states[2 * self->m + 2 * step] += self->b0 * error;
  else if (self->kind == AM_CES_FULL)
    turn (self->states + 2 * self->m + 2 * step, self->b0, self->b1, error);
}

void
am_ces_take (AmCes *self, double error)
{
  take_at (self, self->n % self->m, error);
  self->n++;
}

/* ---- passes over the past ---- */

static double
run_forward (AmCes *self, const double *y, size_t n)
{
  double sse = 0;
  size_t step = 0;

  for (size_t t = 0; t < n; t++)
    {
      double error = y[t] - next_at (self, step);

      sse += error * error;
      take_at (self, step, error);
      step = step + 1 == self->m ? 0 : step + 1;
    }
  self->n = n;
  return sse;
}

static void
run_backward (AmCes *self, const double *y, size_t n)
{
  size_t step = n % self->m;

  for (size_t t = n; t-- > 0;)
    {
      step = step == 0 ? self->m - 1 : step - 1;
      take_at (self, step, y[t] - next_at (self, step));
    }
  self->n = 0;
}

static double
mean_of (const double *y, size_t n)
{
  double mean = 0;

  for (size_t t = 0; t < n; t++)
    mean += (y[t] - mean) / (t + 1);
  return mean;
}

static void
guess_states (AmCes *self, const double *y, size_t n, const double *season)
{
  size_t m = self->m, n_first = is_level_seasonal (self->kind) ? 1 : m > 10 ? m : 10;
  double level = mean_of (y, n_first < n ? n_first : n);

  for (size_t k = 0; k < m; k++)
    {
      double first = is_level_seasonal (self->kind) ? y[k] : level, index = self->kind < AM_CES_PARTIAL ? 0 : season[k];

      self->states[2 * k] = first;
      self->states[2 * k + 1] = first / 1.1;
      self->states[2 * m + 2 * k] = index;
      self->states[2 * m + 2 * k + 1] = self->kind == AM_CES_FULL ? index / 1.1 : 0;
    }
}

/* Leaves the first states in self->states. */
static void
backcast (AmCes *self, const double *y, size_t n, const double *season)
{
  guess_states (self, y, n, season);
  run_forward (self, y, n);
  run_backward (self, y, n);
}

/* ---- fitting ---- */

typedef struct { AmCes *model; const double *y, *season; size_t n; double scale; } Goal;

static bool
set_parameters (AmCes *self, const gsl_vector *at)
{
  self->a0 = gsl_vector_get (at, 0);
  self->a1 = gsl_vector_get (at, 1);
  self->b0 = at->size > 2 ? gsl_vector_get (at, 2) : 0;
  self->b1 = at->size > 3 ? gsl_vector_get (at, 3) : 0;
  if (!am_ces_is_stable (self->a0, self->a1))
    return false;
  return self->kind < AM_CES_PARTIAL || (self->kind == AM_CES_PARTIAL ? self->b0 > 0 && self->b0 < 1 : am_ces_is_stable (self->b0, self->b1));
}

static double
evaluate (const gsl_vector *at, void *data)
{
  Goal *goal = data;
  double sse;

  if (!set_parameters (goal->model, at))
    return 1e100;
  backcast (goal->model, goal->y, goal->n, goal->season);
  sse = run_forward (goal->model, goal->y, goal->n);
  return isfinite (sse) ? fmin (sse / goal->scale, 1e90) : 1e90;
}

static bool
search (Goal *goal)
{
  const double start[] = { 1.3, 1, 0.1, 1 };
  size_t size = n_smoothing (goal->model->kind);
  gsl_multimin_function function = { evaluate, size, goal };
  gsl_vector *at = gsl_vector_alloc (size), *step = gsl_vector_alloc (size);
  gsl_multimin_fminimizer *minimizer = gsl_multimin_fminimizer_alloc (gsl_multimin_fminimizer_nmsimplex2, size);
  bool found;

  for (size_t i = 0; i < size; i++)
    {
      gsl_vector_set (at, i, size == 4 && i == 2 ? 1.3 : start[i]);
      gsl_vector_set (step, i, size == 3 && i == 2 ? 0.05 : 0.1);
    }
  found = gsl_multimin_fminimizer_set (minimizer, &function, at, step) == GSL_SUCCESS;
  for (size_t i = 0; found && i < MOST_STEPS; i++)
    if (gsl_multimin_fminimizer_iterate (minimizer) != GSL_SUCCESS
        || gsl_multimin_test_size (gsl_multimin_fminimizer_size (minimizer), 1e-5) == GSL_SUCCESS)
      break;
  found = found && gsl_multimin_fminimizer_minimum (minimizer) < 1e90 && set_parameters (goal->model, gsl_multimin_fminimizer_x (minimizer));
  gsl_multimin_fminimizer_free (minimizer);
  gsl_vector_free (at);
  gsl_vector_free (step);
  return found;
}

static bool
all_finite (const double *y, size_t n)
{
  for (size_t t = 0; t < n; t++)
    if (!isfinite (y[t]))
      return false;
  return true;
}

bool
am_ces_fit (AmCesKind kind, const double *y, size_t n, size_t m, const double *season, double *states, double *work, AmCes *self)
{
  size_t n_parameters = n_smoothing (kind), n_counted = n_parameters + am_ces_n_states (kind, kind == AM_CES_NONE ? 1 : m) + 1;
  Goal goal = { self, y, season, n, 0 };
  double mean = mean_of (y, n), sse;

  *self = (AmCes) { .kind = kind, .m = kind == AM_CES_NONE ? 1 : m, .states = states };
  if (n < n_counted + LEAST_VALUES - 1 || !all_finite (y, n))
    return false;
  for (size_t t = 0; t < n; t++)
    goal.scale += (y[t] - mean) * (y[t] - mean);
  if (!(goal.scale > 0) || !search (&goal))
    return false;

  backcast (self, y, n, season);
  memcpy (work, states, 4 * self->m * sizeof (double));
  sse = run_forward (self, y, n);
  self->sigma = sqrt (sse / (n - n_parameters));
  /* A perfect fit has no likelihood; it is as good as one at the rounding of the values. */
  self->aicc = n * (log (2 * M_PI * fmax (sse, 1e-30 * goal.scale) / n) + 1) + 2.0 * n_counted * n / (n - n_counted - 1.0);
  return isfinite (self->sigma);
}

void
am_ces_fitted (const AmCes *self, double *work, const double *y, size_t n, double *fitted, double *levels)
{
  AmCes step = *self;

  step.states = work;
  step.n = 0;
  for (size_t t = 0; t < n; t++)
    {
      if (levels != NULL)
        levels[t] = *level_at (&step, step.n % step.m);
      fitted[t] = am_ces_next (&step);
      am_ces_take (&step, y[t] - fitted[t]);
    }
}

/* ---- forecasts ---- */

void
am_ces_forecast (const AmCes *self, size_t h, double *work, double *mean, double *levels)
{
  AmCes step = *self;

  memcpy (work, self->states, 4 * self->m * sizeof (double));
  step.states = work;
  for (size_t i = 0; i < h; i++)
    {
      if (levels != NULL)
        levels[i] = *level_at (&step, step.n % step.m);
      mean[i] = am_ces_next (&step);
      am_ces_take (&step, 0);
    }
}

void
am_ces_spread (const AmCes *self, size_t h, double *work, double *sd)
{
  AmCes step = *self;
  double variance = 1;

  memset (work, 0, 4 * self->m * sizeof (double));
  step.states = work;
  for (size_t i = 0; i < h; i++)
    {
      double psi = i == 0 ? 0 : am_ces_next (&step);

      variance += psi * psi;
      sd[i] = self->sigma * sqrt (variance);
      am_ces_take (&step, i == 0 ? 1 : 0);
    }
}
