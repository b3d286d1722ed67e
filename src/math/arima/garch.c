#include "math/arima/garch.h"

#include "math/arima/unit-root.h"

#include <gsl/gsl_multimin.h>
#include <math.h>
#include <stdlib.h>

#define LEAST_N 20
#define MOST_STEPS 800
/* alpha + beta stays this far below 1: at 1 there is no variance to return to. */
#define ROOM 1e-6

typedef struct { const double *z; size_t n; } Sample;

double
am_garch_filter (const double *y, size_t n, double start, AmGarch *garch, double *variance)
{
  double h = start, sum = 0;

  if (isnan (h))
    {
      h = 0;
      for (size_t t = 0; t < n; t++)
        h += (y[t] - garch->mean) * (y[t] - garch->mean) / n;
    }
  for (size_t t = 0; t < n; t++)
    {
      double e = y[t] - garch->mean;

      if (variance != NULL)
        variance[t] = h;
      sum += log (h) + e * e / h;
      h = garch->omega + garch->alpha * e * e + garch->beta * h;
    }
  garch->next_variance = h;
  garch->loglik = -0.5 * (n * log (2 * M_PI) + sum);
  return garch->loglik;
}

/* Free numbers to parameters: persistence and the share of it that is alpha are logistic, the level of variance is a logarithm. */
static AmGarch
from_free (const gsl_vector *u)
{
  double persistence = (1 - ROOM) / (1 + exp (-gsl_vector_get (u, 2))), share = 1 / (1 + exp (-gsl_vector_get (u, 3)));

  return (AmGarch) { .mean = gsl_vector_get (u, 0), .omega = exp (gsl_vector_get (u, 1)) * (1 - persistence),
                     .alpha = persistence * share, .beta = persistence * (1 - share) };
}

static double
minus_loglik (const gsl_vector *u, void *params)
{
  const Sample *sample = params;
  AmGarch garch = from_free (u);
  double value = -am_garch_filter (sample->z, sample->n, NAN, &garch, NULL);

  return isfinite (value) ? value : 1e300;
}

static double
minimise (const Sample *sample, gsl_vector *u)
{
  gsl_multimin_function function = { minus_loglik, 4, (void *) sample };
  gsl_vector *step = gsl_vector_alloc (4);
  gsl_multimin_fminimizer *search = gsl_multimin_fminimizer_alloc (gsl_multimin_fminimizer_nmsimplex2, 4);
  double least = INFINITY;

  if (step != NULL && search != NULL)
    {
      gsl_vector_set_all (step, 0.5);
      gsl_vector_set (step, 0, 0.1);
      gsl_multimin_fminimizer_set (search, &function, u, step);
      for (unsigned i = 0; i < MOST_STEPS && gsl_multimin_fminimizer_size (search) > 1e-7; i++)
        if (gsl_multimin_fminimizer_iterate (search) != 0)
          break;
      gsl_vector_memcpy (u, gsl_multimin_fminimizer_x (search));
      least = gsl_multimin_fminimizer_minimum (search);
    }
  if (search != NULL)
    gsl_multimin_fminimizer_free (search);
  if (step != NULL)
    gsl_vector_free (step);
  return least;
}

static bool
standardise (const double *y, size_t n, double *z, double *mean, double *spread)
{
  double squares = 0;

  *mean = 0;
  for (size_t t = 0; t < n; t++)
    *mean += y[t] / n;
  for (size_t t = 0; t < n; t++)
    squares += (y[t] - *mean) * (y[t] - *mean);
  *spread = sqrt (squares / n);
  if (!(*spread > 0) || !isfinite (*spread) || am_is_constant (y, n))
    return false;
  for (size_t t = 0; t < n; t++)
    z[t] = (y[t] - *mean) / *spread;
  return true;
}

bool
am_garch_fit (const double *y, size_t n, AmGarch *garch)
{
  static const double starts[][2] = { { 3, -2 }, { 1, 0 }, { -2, 0 } };
  double *z = n >= LEAST_N ? malloc (n * sizeof (double)) : NULL, mean, spread, least = INFINITY;
  gsl_vector *u = gsl_vector_alloc (4);
  bool done = z != NULL && u != NULL && standardise (y, n, z, &mean, &spread);
  Sample sample = { z, n };

  for (size_t i = 0; done && i < sizeof starts / sizeof starts[0]; i++)
    {
      double value;

      gsl_vector_set_zero (u);
      gsl_vector_set (u, 2, starts[i][0]);
      gsl_vector_set (u, 3, starts[i][1]);
      minimise (&sample, u);
      /* A simplex may fold up before the end; a new one around the point goes on. */
      value = minimise (&sample, u);
      if (value < least)
        {
          least = value;
          *garch = from_free (u);
        }
    }
  done = done && isfinite (least);
  if (done)
    {
      garch->mean = mean + spread * garch->mean;
      garch->omega *= spread * spread;
      am_garch_filter (y, n, NAN, garch, NULL);
    }
  if (u != NULL)
    gsl_vector_free (u);
  free (z);
  return done;
}

void
am_garch_forecast (const AmGarch *garch, size_t h, double *variance)
{
  double persistence = garch->alpha + garch->beta, level = garch->omega / (1 - persistence), off = garch->next_variance - level;

  for (size_t i = 0; i < h; i++, off *= persistence)
    variance[i] = level + off;
}
