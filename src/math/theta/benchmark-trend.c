#include "math/theta/benchmark-trend.h"

#include <float.h>
#include <math.h>
#include <string.h>

#define MOST_PARAMETERS 5
#define MOST_EVALUATIONS 2000
#define LOW 0.0001
#define HIGH 0.9999
#define PHI_LOW 0.8
#define PHI_HIGH 0.98
#define OUTSIDE 1e35
#define FIRST_VALUES 10

static size_t
count_parameters (AmTrendKind kind)
{
  return kind == AM_TREND_NONE ? 2 : kind == AM_TREND_LINEAR ? 4 : 5;
}

/* ---- the goal ---- */

static void
set_parameters (AmTrend *self, const double *at)
{
  self->alpha = *at++;
  self->beta = self->kind == AM_TREND_NONE ? 0 : *at++;
  self->phi = self->kind == AM_TREND_DAMPED ? *at++ : 1;
  self->level0 = *at++;
  self->slope0 = self->kind == AM_TREND_NONE ? 0 : *at;
}

static bool
is_within (const AmTrend *self)
{
  if (!(self->alpha >= LOW && self->alpha <= HIGH))
    return false;
  if (self->kind != AM_TREND_NONE && !(self->beta >= LOW && self->beta <= self->alpha))
    return false;
  return self->kind != AM_TREND_DAMPED || (self->phi >= PHI_LOW && self->phi <= PHI_HIGH);
}

static double
sum_of_squares (const AmTrend *self, const double *y, size_t n)
{
  double level = self->level0, slope = self->slope0, sse = 0;

  for (size_t t = 0; t < n; t++)
    {
      double next = level + self->phi * slope, error = y[t] - next;

      level = next + self->alpha * error;
      slope = self->phi * slope + self->beta * error;
      sse += error * error;
    }
  return sse;
}

/* Mean square. The likelihood has the same minimum, but its search would end elsewhere. */
static double
evaluate (const AmTrend *form, const double *at, const double *y, size_t n)
{
  AmTrend trial = *form;
  double value;

  set_parameters (&trial, at);
  if (!is_within (&trial))
    return OUTSIDE;
  value = sum_of_squares (&trial, y, n) / n;
  return isfinite (value) ? value : OUTSIDE;
}

/* ---- the start ---- */

static size_t
set_start (const AmTrend *form, const double *y, size_t n, double *at)
{
  size_t n_first = n < FIRST_VALUES ? n : FIRST_VALUES, size = 0;
  double alpha = LOW + 0.2 * (HIGH - LOW), middle = (n_first + 1) / 2.0, mean = 0, sum = 0, slope;

  for (size_t t = 0; t < n_first; t++)
    mean += y[t] / n_first;
  for (size_t t = 0; t < n_first; t++)
    sum += (t + 1 - middle) * (y[t] - mean);
  slope = 12 * sum / (n_first * ((double) n_first * n_first - 1));

  at[size++] = alpha;
  if (form->kind != AM_TREND_NONE)
    at[size++] = LOW + 0.1 * (alpha - LOW);
  if (form->kind == AM_TREND_DAMPED)
    at[size++] = PHI_LOW + 0.99 * (PHI_HIGH - PHI_LOW);
  if (form->kind == AM_TREND_NONE)
    {
      at[size++] = mean;
      return size;
    }
  at[size] = mean - slope * middle;
  at[size + 1] = slope;
  if (fabs (at[size] + at[size + 1]) < 1e-8)
    {
      at[size] *= 1 + 1e-3;
      at[size + 1] *= 1 - 1e-3;
    }
  return size + 2;
}

/* ---- the search ---- */

typedef struct
{
  const AmTrend *form;
  const double *y;
  size_t n, size, n_evaluations;
  double at[MOST_PARAMETERS + 1][MOST_PARAMETERS], value[MOST_PARAMETERS + 1], extent;
  size_t low, high;
} Simplex;

static double
look (Simplex *self, const double *at)
{
  self->n_evaluations++;
  return evaluate (self->form, at, self->y, self->n);
}

static void
set_up (Simplex *self)
{
  double step = 0;

  set_start (self->form, self->y, self->n, self->at[0]);
  for (size_t i = 0; i < self->size; i++)
    step = fmax (step, 0.1 * fabs (self->at[0][i]));
  if (step == 0)
    step = 0.1;
  self->value[0] = look (self, self->at[0]);
  for (size_t k = 1; k <= self->size; k++)
    {
      memcpy (self->at[k], self->at[0], sizeof self->at[0]);
      self->at[k][k - 1] += step;
      self->value[k] = look (self, self->at[k]);
    }
  self->extent = self->size * 10 * step;
}

static void
rank (Simplex *self)
{
  self->high = self->low;
  for (size_t k = 0; k <= self->size; k++)
    {
      if (self->value[k] < self->value[self->low])
        self->low = k;
      if (self->value[k] > self->value[self->high])
        self->high = k;
    }
}

static void
put (Simplex *self, const double *at, double value)
{
  memcpy (self->at[self->high], at, sizeof self->at[0]);
  self->value[self->high] = value;
}

/* Halves the simplex towards its best corner. FALSE when it did not become smaller. */
static bool
shrink (Simplex *self)
{
  double extent = 0;

  for (size_t k = 0; k <= self->size; k++)
    for (size_t i = 0; i < self->size && k != self->low; i++)
      {
        self->at[k][i] = 0.5 * (self->at[k][i] - self->at[self->low][i]) + self->at[self->low][i];
        extent += fabs (self->at[k][i] - self->at[self->low][i]);
      }
  if (!(extent < self->extent))
    return false;
  self->extent = extent;
  for (size_t k = 0; k <= self->size; k++)
    if (k != self->low)
      self->value[k] = look (self, self->at[k]);
  return true;
}

/* One reflection with what follows from it; FALSE: the end. */
static bool
move (Simplex *self)
{
  double centre[MOST_PARAMETERS] = { 0 }, mirrored[MOST_PARAMETERS] = { 0 }, other[MOST_PARAMETERS] = { 0 }, value, further;

  for (size_t i = 0; i < self->size; i++)
    {
      centre[i] = -self->at[self->high][i];
      for (size_t k = 0; k <= self->size; k++)
        centre[i] += self->at[k][i];
      centre[i] /= self->size;
      mirrored[i] = 2 * centre[i] - self->at[self->high][i];
    }
  value = look (self, mirrored);
  if (value < self->value[self->low])
    {
      for (size_t i = 0; i < self->size; i++)
        other[i] = 2 * mirrored[i] - centre[i];
      further = look (self, other);
      if (further < value)
        put (self, other, further);
      else
        put (self, mirrored, value);
      return true;
    }

  bool better = value < self->value[self->high];

  if (better)
    put (self, mirrored, value);
  for (size_t i = 0; i < self->size; i++)
    other[i] = 0.5 * self->at[self->high][i] + 0.5 * centre[i];
  further = look (self, other);
  if (further < self->value[self->high])
    put (self, other, further);
  else if (!better)
    return shrink (self);
  return true;
}

/* ---- the model ---- */

bool
am_trend_fit (AmTrendKind kind, const double *y, size_t n, AmTrend *self)
{
  Simplex simplex = { .form = self, .y = y, .n = n, .size = count_parameters (kind) };
  double tolerance, narrow = sqrt (DBL_EPSILON);

  *self = (AmTrend) { .kind = kind };
  if (n < simplex.size + 2)
    return false;
  for (size_t t = 0; t < n; t++)
    if (!isfinite (y[t]))
      return false;

  set_up (&simplex);
  tolerance = narrow * (fabs (simplex.value[0]) + narrow);
  for (;;)
    {
      rank (&simplex);
      if (simplex.value[simplex.high] <= simplex.value[simplex.low] + tolerance || simplex.n_evaluations > MOST_EVALUATIONS || !move (&simplex))
        break;
    }
  rank (&simplex);
  if (!(simplex.value[simplex.low] < OUTSIDE))
    return false;
  set_parameters (self, simplex.at[simplex.low]);
  self->level = self->level0;
  self->slope = self->slope0;
  for (size_t t = 0; t < n; t++)
    am_trend_update (self, y[t]);
  self->sigma = sqrt (sum_of_squares (self, y, n) / (n - simplex.size));
  return true;
}

void
am_trend_update (AmTrend *self, double y)
{
  double next = self->level + self->phi * self->slope, error = y - next;

  self->level = next + self->alpha * error;
  self->slope = self->phi * self->slope + self->beta * error;
  self->n++;
}

void
am_trend_fitted (const AmTrend *self, const double *y, size_t n, double *fitted)
{
  AmTrend step = *self;

  step.level = self->level0;
  step.slope = self->slope0;
  for (size_t t = 0; t < n; t++)
    {
      fitted[t] = step.level + step.phi * step.slope;
      am_trend_update (&step, y[t]);
    }
}

void
am_trend_forecast (const AmTrend *self, size_t h, double *mean)
{
  double damping = 1, steps = 0;

  for (size_t i = 0; i < h; i++)
    {
      damping *= self->phi;
      steps += damping;
      mean[i] = self->level + steps * self->slope;
    }
}

void
am_trend_spread (const AmTrend *self, size_t h, double *sd)
{
  double damping = 1, steps = 0, variance = 1;

  for (size_t i = 0; i < h; i++)
    {
      double effect;

      sd[i] = self->sigma * sqrt (variance);
      damping *= self->phi;
      steps += damping;
      effect = self->alpha + self->beta * steps;
      variance += effect * effect;
    }
}
