/* A hypothesis for each possible beginning of the present regime, oldest first. Each new value makes all of them one value
 * longer, weighs them by the density they gave it, and adds one that begins now.
 *
 * The gamma functions in Student's density depend on the length of a regime only: a table for short ones, two terms of
 * Stirling's series beyond. */
#include "math/detection/run-length.h"

#include <assert.h>
#include <gsl/gsl_sf_gamma.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#define TABLE 1024

typedef struct { double weight, length, mean, kappa, alpha, beta; } Regime;     /* weight: posterior */

struct AmRunLengthState
{
  AmRunLength how;
  Regime *regime;           /* oldest first, so length falls */
  size_t n_regimes;
  double *density;          /* log, of each regime */
  double constant[TABLE];   /* lgamma (alpha + 1/2) - lgamma (alpha), by length */
  double n_values;
};

static bool
complete (AmRunLength *how)
{
  if (how->hazard == 0)
    how->hazard = 1 / 250.0;
  if (how->kappa == 0)
    how->kappa = 1;
  if (how->alpha == 0)
    how->alpha = 1;
  if (how->beta == 0)
    how->beta = 1;
  if (how->lag == 0)
    how->lag = 10;
  if (how->prune == 0)
    how->prune = 1e-6;
  if (how->max_hypotheses == 0)
    how->max_hypotheses = how->lag + 2 > 500 ? how->lag + 2 : 500;
  return how->hazard > 0 && how->hazard < 1 && isfinite (how->mean) && how->kappa > 0 && how->alpha > 0 && how->beta > 0
         && isfinite (how->kappa) && isfinite (how->alpha) && isfinite (how->beta) && how->prune < 1
         && how->lag < (size_t) 1 << 40 && how->max_hypotheses >= how->lag + 2 && how->max_hypotheses < (size_t) 1 << 40;
}

AmRunLengthState *
am_run_length_alloc (const AmRunLength *how)
{
  AmRunLengthState *self = calloc (1, sizeof *self);

  if (self == NULL)
    return NULL;
  self->how = *how;
  if (complete (&self->how))
    {
      self->regime = malloc ((self->how.max_hypotheses + 1) * sizeof (Regime));
      self->density = malloc ((self->how.max_hypotheses + 1) * sizeof (double));
    }
  if (self->regime == NULL || self->density == NULL)
    {
      am_run_length_free (self);
      return NULL;
    }
  for (size_t i = 0; i < TABLE; i++)
    {
      double alpha = self->how.alpha + (double) i / 2;

      self->constant[i] = gsl_sf_lngamma (alpha + 0.5) - gsl_sf_lngamma (alpha);
    }
  return self;
}

void
am_run_length_free (AmRunLengthState *self)
{
  if (self == NULL)
    return;
  free (self->regime);
  free (self->density);
  free (self);
}

/* For alpha above 500 the next term is below 1e-11. */
static double
gamma_ratio (const AmRunLengthState *self, double length, double alpha)
{
  return length < TABLE ? self->constant[(size_t) length] : log (alpha) / 2 - 1 / (8 * alpha) + 1 / (192 * alpha * alpha * alpha);
}

/* Student's t with 2 alpha degrees around the mean (Murphy 2007, equation 110). */
static double
log_density (const AmRunLengthState *self, const Regime *regime, double x)
{
  double away = x - regime->mean;
  double spread = 2 * regime->beta * (regime->kappa + 1) / regime->kappa;     /* 2 alpha scale^2 */

  return gamma_ratio (self, regime->length, regime->alpha) - 0.5 * log (M_PI * spread)
         - (regime->alpha + 0.5) * log1p (away * away / spread);
}

static void
learn (Regime *regime, double x)
{
  double away = x - regime->mean;

  regime->beta += regime->kappa / (regime->kappa + 1) * away * away / 2;
  regime->mean += away / (regime->kappa + 1);
  regime->kappa++;
  regime->alpha += 0.5;
  regime->length++;
}

/* A regime that has no value yet. */
static void
begin_regime (AmRunLengthState *self, double weight)
{
  self->regime[self->n_regimes++] = (Regime) { weight, 0, self->how.mean, self->how.kappa, self->how.alpha, self->how.beta };
}

/* Keeps what is likely and what is recent; the weights kept are made to add up to 1. */
static void
prune (AmRunLengthState *self)
{
  size_t kept = 0;
  double sum = 0;

  if (self->n_regimes > self->how.max_hypotheses)
    {
      size_t least = 0;

      for (size_t i = 1; i + self->how.lag + 1 < self->n_regimes; i++)
        if (self->regime[i].weight < self->regime[least].weight)
          least = i;
      self->regime[least].weight = -1;
    }
  for (size_t i = 0; i < self->n_regimes; i++)
    {
      Regime *one = &self->regime[i];

      if (one->weight < 0 || (one->weight < self->how.prune && one->length > (double) self->how.lag))
        continue;
      sum += one->weight;
      self->regime[kept++] = *one;
    }
  self->n_regimes = kept;
  for (size_t i = 0; i < kept; i++)
    self->regime[i].weight /= sum;
}

/* Bayes: returns the log density of x under all regimes together. */
static double
weigh (AmRunLengthState *self, double x)
{
  double most = -INFINITY, sum = 0;

  for (size_t i = 0; i < self->n_regimes; i++)
    {
      self->density[i] = log_density (self, &self->regime[i], x);
      most = fmax (most, self->density[i]);
    }
  for (size_t i = 0; i < self->n_regimes; i++)
    {
      self->regime[i].weight *= exp (self->density[i] - most);
      sum += self->regime[i].weight;
    }
  for (size_t i = 0; i < self->n_regimes; i++)
    self->regime[i].weight /= sum;
  return most + log (sum);
}

static double
likeliest_length (const AmRunLengthState *self)
{
  const Regime *best = self->regime;

  for (size_t i = 1; i < self->n_regimes; i++)
    if (self->regime[i].weight > best->weight)
      best = &self->regime[i];
  return best->length;
}

/* The regime that the series began with is no change. */
static double
recent_share (const AmRunLengthState *self)
{
  double share = 0;

  for (size_t i = self->n_regimes; i-- > 0 && self->regime[i].length <= (double) self->how.lag;)
    if (self->regime[i].length < self->n_values)
      share += self->regime[i].weight;
  return fmin (share, 1);
}

/* Before a value each regime goes on or, with the hazard, a new one begins. */
static double
take_value (AmRunLengthState *self, double x)
{
  double surprise;

  if (self->n_values > 0)
    for (size_t i = 0; i < self->n_regimes; i++)
      self->regime[i].weight *= 1 - self->how.hazard;
  begin_regime (self, self->n_values > 0 ? self->how.hazard : 1);
  surprise = -weigh (self, x);
  for (size_t i = 0; i < self->n_regimes; i++)
    learn (&self->regime[i], x);
  self->n_values++;
  prune (self);
  return surprise;
}

void
am_run_length_run (AmRunLengthState *self, const double *y, size_t n, double *run, double *p_change, double *surprise)
{
  for (size_t t = 0; t < n; t++)
    {
      bool exists = !isnan (y[t]);
      double strange = NAN;

      assert (!isinf (y[t]));
      if (exists)
        strange = take_value (self, y[t]);
      if (run != NULL)
        run[t] = exists ? likeliest_length (self) : NAN;
      if (p_change != NULL)
        p_change[t] = exists ? recent_share (self) : NAN;
      if (surprise != NULL)
        surprise[t] = strange;
    }
}
