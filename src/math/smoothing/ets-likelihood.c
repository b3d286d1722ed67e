/* The state equations and, beside them, the derivative of every state by every parameter, one step after the other. A row of derivatives is
 * a short array that the compiler makes vectors of; the rows are summed into J'J as they come, so nothing of length n p is kept.
 * Derivatives by beta and gamma are made those by their shares u and v of a row before it is summed. */
#include "math/smoothing/ets-private.h"

#include <math.h>
#include <string.h>

/* Even, so that rows are whole vectors. */
#define WIDTH (ETS_MOST_PARAMETERS + 1)
/* Derivatives by the first states die out like a power; below this they are 0, for subnormal numbers are slow. */
#define LEAST_DERIVATIVE 1e-120
#define SWEEP 64
/* Steps whose means are multiplied before a logarithm is taken. */
#define CHUNK 8

typedef struct { double l[WIDTH], b[WIDTH], s[AM_ETS_MOST_SEASON][WIDTH], mean[WIDTH], row[WIDTH]; } Derivatives;
typedef struct { double sum, product; int n; } LogSum;

static inline void
log_sum_add (LogSum *self, double value)
{
  self->product *= value;
  if (++self->n == CHUNK)
    {
      self->sum += log (self->product);
      self->product = 1;
      self->n = 0;
    }
}

static double
log_of_sum (double sse, double log_mean, size_t n)
{
  double value = log (fmax (sse, n * ETS_LEAST_SSE)) / 2 + log_mean;

  return isfinite (value) ? value : INFINITY;
}

/* ---- the value alone ---- */

typedef struct { double sse; LogSum means; } Sums;

/* FALSE: a mean or level that must be positive is not. The two flags are constants where this is called, so that each form has
 * a loop of its own. */
static inline __attribute__ ((always_inline)) bool
run (const EtsLayout *layout, EtsStart *at, const double *y, size_t n, bool multiplicative_season, bool multiplicative_error, Sums *sums)
{
  double l = at->state.l, b = at->state.b, alpha = at->alpha, beta = at->beta, gamma = at->gamma, phi = at->phi;
  double *s = at->state.s;
  unsigned k = 0;

  for (size_t t = 0; t < n; t++)
    {
      double phib = phi * b, q = l + phib, mean, missed, e;

      if (multiplicative_season)
        {
          mean = q * s[k];
          if (!(q > 0) || !(mean > 0))
            return false;
          missed = y[t] / s[k] - q;
          s[k] += gamma * (y[t] / q - s[k]);
        }
      else
        {
          mean = q + s[k];
          missed = y[t] - mean;
          s[k] += gamma * missed;
        }
      e = y[t] - mean;
      if (multiplicative_error)
        {
          if (!(mean > 0))
            return false;
          e /= mean;
          log_sum_add (&sums->means, mean);
        }
      sums->sse += e * e;
      l = q + alpha * missed;
      b = phib + beta * missed;
      k = k + 1 < layout->m ? k + 1 : 0;
    }
  return true;
}

static double
value (const EtsLayout *layout, EtsStart *at, const double *y, size_t n)
{
  Sums sums = { 0, { 0, 1, 0 } };
  bool fits = layout->form.season == AM_ETS_MULTIPLICATIVE_SEASON
                ? (layout->form.multiplicative_error ? run (layout, at, y, n, true, true, &sums) : run (layout, at, y, n, true, false, &sums))
                : (layout->form.multiplicative_error ? run (layout, at, y, n, false, true, &sums) : run (layout, at, y, n, false, false, &sums));

  return fits ? log_of_sum (sums.sse, (sums.means.sum + log (sums.means.product)) / n, n) : INFINITY;
}

/* ---- with derivatives ---- */

static void
start_derivatives (const EtsLayout *layout, Derivatives *d, int width)
{
  for (int i = 0; i < width; i++)
    d->l[i] = d->b[i] = d->mean[i] = d->row[i] = 0;
  d->l[layout->l] = 1;
  if (layout->b > 0)
    d->b[layout->b] = 1;
  for (unsigned k = 0; k < layout->m; k++)
    for (int i = 0; i < width; i++)
      d->s[k][i] = layout->s < 0 || i < layout->s || i >= layout->p ? 0 : k + 1 == layout->m ? -1 : i - layout->s == (int) k;
}

static void
sweep (double *values, int width)
{
  for (int i = 0; i < width; i++)
    values[i] = fabs (values[i]) < LEAST_DERIVATIVE ? 0 : values[i];
}

/* The states of one step and their derivatives. Where the season multiplies, what is missed is y / s - q. */
typedef struct { double mean, missed, missed_season; } Step;

static Step
step_additive (const EtsLayout *layout, const EtsStart *at, Derivatives *restrict d, unsigned k, double y, int width)
{
  double alpha = at->alpha, beta = at->beta, gamma = at->gamma, phi = at->phi;
  double mean = at->state.l + phi * at->state.b + at->state.s[k];
  double *restrict s = d->s[k], *restrict l = d->l, *restrict b = d->b, *restrict dmean = d->mean;

  if (layout->b < 0)
    for (int i = 0; i < width; i++)
      {
        dmean[i] = l[i] + s[i];
        l[i] -= alpha * dmean[i];
        s[i] -= gamma * dmean[i];
      }
  else
    {
      for (int i = 0; i < width; i++)
        b[i] *= phi;
      if (layout->phi > 0)
        b[layout->phi] += at->state.b;
      for (int i = 0; i < width; i++)
        {
          double q = l[i] + b[i];

          dmean[i] = q + s[i];
          l[i] = q - alpha * dmean[i];
          b[i] -= beta * dmean[i];
          s[i] -= gamma * dmean[i];
        }
    }
  return (Step) { mean, y - mean, y - mean };
}

static Step
step_multiplicative (const EtsLayout *layout, const EtsStart *at, Derivatives *restrict d, unsigned k, double y, int width)
{
  double alpha = at->alpha, beta = at->beta, gamma = at->gamma, phi = at->phi, q = at->state.l + phi * at->state.b, season = at->state.s[k];
  double by_season = y / (season * season), by_level = y / (q * q);
  double *restrict s = d->s[k], *restrict l = d->l, *restrict b = d->b, *restrict dmean = d->mean;

  if (layout->b > 0)
    {
      for (int i = 0; i < width; i++)
        b[i] *= phi;
      if (layout->phi > 0)
        b[layout->phi] += at->state.b;
    }
  for (int i = 0; i < width; i++)
    {
      double dq = l[i] + b[i], ds = s[i], missed = -by_season * ds - dq;

      dmean[i] = season * dq + q * ds;
      l[i] = dq + alpha * missed;
      b[i] += beta * missed;
      s[i] = ds - gamma * (by_level * dq + ds);
    }
  return (Step) { q * season, y / season - q, y / q - season };
}

/* By the smoothing parameters themselves, beside what they do through the states. */
static inline void
add_direct (const EtsLayout *layout, Derivatives *d, unsigned k, const Step *step)
{
  d->l[0] += step->missed;
  if (layout->beta > 0)
    d->b[layout->beta] += step->missed;
  if (layout->gamma > 0)
    d->s[k][layout->gamma] += step->missed_season;
}

static void
move_states (const EtsLayout *layout, EtsStart *at, unsigned k, const Step *step)
{
  double b = at->phi * at->state.b;

  at->state.l += b + at->alpha * step->missed;
  at->state.b = b + at->beta * step->missed;
  at->state.s[k] += at->gamma * step->missed_season;
}

/* a += row row', upper half by whole vectors. */
static void
add_square (double *restrict a, const double *restrict row, int p, int width)
{
  for (int i = 0; i < p; i++)
    {
      double factor = row[i];

      for (int j = i & ~1; j < width; j++)
        a[i * width + j] += factor * row[j];
    }
}

typedef struct { double a[WIDTH * WIDTH], g[WIDTH], dlog[WIDTH]; } Raw;

/* de of relative errors: -(y / mean^2) dmean, and d log mean = dmean / mean. */
static inline void
make_row (const EtsLayout *layout, const Derivatives *d, double scale, double du, double dv, double u, double v, double *restrict row, int width)
{
  for (int i = 0; i < width; i++)
    row[i] = scale * d->mean[i];
  if (layout->beta > 0)
    {
      row[0] += u * row[layout->beta];
      row[layout->beta] *= du;
    }
  if (layout->gamma > 0)
    {
      row[0] -= v * row[layout->gamma];
      row[layout->gamma] *= dv;
    }
}

/* r = G e: J'J and J'r of r over G^2 from those of e. */
static void
finish (const EtsLayout *layout, const Raw *raw, size_t n, int width, EtsNormal *normal)
{
  int p = layout->p;
  bool relative = layout->form.multiplicative_error;
  double square = exp (2 * normal->log_mean), c[WIDTH];

  for (int i = 0; i < p; i++)
    c[i] = relative ? raw->dlog[i] / n : 0;
  for (int i = 0; i < p; i++)
    {
      normal->g[i] = square * (raw->g[i] + normal->sse * c[i]);
      for (int j = i; j < p; j++)
        normal->a[i * p + j] = normal->a[j * p + i] = square * (raw->a[i * width + j] + raw->g[i] * c[j] + raw->g[j] * c[i] + normal->sse * c[i] * c[j]);
    }
}

static double
value_and_derivatives (const EtsLayout *layout, const double *theta, EtsStart *at, const double *y, size_t n, EtsNormal *normal)
{
  int width = (layout->p + 1) & ~1;
  double u = layout->beta > 0 ? theta[layout->beta] : 0, v = layout->gamma > 0 ? theta[layout->gamma] : 0;
  double du = at->alpha - ETS_LEAST_SMOOTHING, dv = 1 - at->alpha - ETS_LEAST_SMOOTHING, sse = 0;
  LogSum means = { 0, 1, 0 };
  Derivatives d;
  Raw raw;
  unsigned k = 0;

  start_derivatives (layout, &d, width);
  memset (raw.a, 0, width * width * sizeof (double));
  memset (raw.g, 0, width * sizeof (double));
  memset (raw.dlog, 0, width * sizeof (double));
  for (size_t t = 0; t < n; t++)
    {
      Step step = layout->form.season == AM_ETS_MULTIPLICATIVE_SEASON ? step_multiplicative (layout, at, &d, k, y[t], width)
                                                                     : step_additive (layout, at, &d, k, y[t], width);
      double e = y[t] - step.mean, scale = -1;

      if (layout->form.multiplicative_error)
        {
          if (!(step.mean > 0))
            return INFINITY;
          scale = -y[t] / (step.mean * step.mean);
          e /= step.mean;
          log_sum_add (&means, step.mean);
        }
      make_row (layout, &d, scale, du, dv, u, v, d.row, width);
      add_square (raw.a, d.row, layout->p, width);
      for (int i = 0; i < width; i++)
        raw.g[i] += e * d.row[i];
      if (layout->form.multiplicative_error)
        for (int i = 0; i < width; i++)
          raw.dlog[i] -= step.mean / y[t] * d.row[i];
      sse += e * e;
      add_direct (layout, &d, k, &step);
      move_states (layout, at, k, &step);
      k = k + 1 < layout->m ? k + 1 : 0;
      if (t % SWEEP == SWEEP - 1)
        {
          sweep (d.l, width);
          sweep (d.b, width);
          for (unsigned i = 0; i < layout->m; i++)
            sweep (d.s[i], width);
        }
    }
  normal->sse = sse;
  normal->log_mean = (means.sum + log (means.product)) / n;
  finish (layout, &raw, n, width, normal);
  return log_of_sum (sse, normal->log_mean, n);
}

static bool
has_positive_season (const EtsLayout *layout, const EtsStart *at)
{
  for (unsigned k = 0; k < layout->m; k++)
    if (!(at->state.s[k] > 0))
      return false;
  return true;
}

static bool
is_possible (const EtsLayout *layout, const EtsStart *at)
{
  return ets_is_admissible (layout, at) && (layout->form.season != AM_ETS_MULTIPLICATIVE_SEASON || has_positive_season (layout, at));
}

double
ets_likelihood_of (const EtsLayout *layout, EtsStart *at, const double *y, size_t n)
{
  return is_possible (layout, at) ? value (layout, at, y, n) : INFINITY;
}

double
ets_likelihood (const EtsLayout *layout, const double *theta, const double *y, size_t n, EtsNormal *normal)
{
  EtsStart at;

  ets_layout_decode (layout, theta, &at);
  if (normal == NULL)
    return ets_likelihood_of (layout, &at, y, n);
  return is_possible (layout, &at) ? value_and_derivatives (layout, theta, &at, y, n, normal) : INFINITY;
}
