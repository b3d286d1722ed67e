#include "math/theta/theta-line.h"
#include "math/clones.h"

#include <math.h>
#include <string.h>

#define LANES 8
#define LEAST 4
/* Smaller powers of q add nothing to sums of squares, but denormal numbers are slow. */
#define NOTHING 1e-200
#define MOST_WEIGHT (1 - 1e-6)

typedef struct { double low, high; size_t from; bool dynamic, estimated; double weight; } Rules;

static Rules
get_rules (AmThetaKind kind)
{
  switch (kind)
    {
    case AM_THETA_CLASSIC:
      return (Rules) { 0.0001, 0.9999, 0, false, false, 0.5 };
    case AM_THETA_LINES:
      return (Rules) { 0.0001, 0.9999, 0, false, false, 0.5 };
    case AM_THETA_STANDARD:
      return (Rules) { 0.1, 0.99, 0, false, false, 0.5 };
    case AM_THETA_OPTIMISED:
      return (Rules) { 0.1, 0.99, 0, false, true, 0.5 };
    case AM_THETA_DYNAMIC_STANDARD:
      return (Rules) { 0.1, 0.99, 2, true, false, 0.5 };
    default:
      return (Rules) { 0.1, 0.99, 2, true, true, 0.5 };
    }
}

double
am_theta_of_weight (double weight)
{
  return 1 / (1 - weight);
}

/* ---- lines through the past ---- */

static void
take_step_into_line (AmTheta *self, double y)
{
  double t = ++self->n;

  self->slope = t == 1 ? 0 : ((t - 2) * self->slope + 6 * (y - self->mean) / t) / (t + 1);
  self->mean += (y - self->mean) / t;
  self->intercept = self->mean - self->slope * (t + 1) / 2;
}

static void
fit_line (const double *y, size_t n, double *intercept, double *slope, double *mean)
{
  double middle = (n + 1) / 2.0, sum = 0;

  *mean = 0;
  for (size_t t = 0; t < n; t++)
    *mean += (y[t] - *mean) / (t + 1);
  for (size_t t = 0; t < n; t++)
    sum += (t + 1 - middle) * (y[t] - *mean);
  *slope = 12 * sum / ((double) n * ((double) n * n - 1));
  *intercept = *mean - *slope * middle;
}

/* ---- errors as a function of alpha ---- */

/* Sums over the errors that count, of d (errors with level0 = y[0] and weight 0), u = q^(t-1) and g. */
typedef struct { double dd[LANES], du[LANES], dg[LANES], uu[LANES], ug[LANES], gg[LANES]; } Sums;

/* intercept and slope are of the step before: one number each, or [n] each with step 1. */
AM_CLONES static void
add_up (const double *restrict y, size_t n, size_t from, const double *restrict alpha, const double *restrict intercept,
        const double *restrict slope, size_t stride, Sums *restrict sums)
{
  double level[LANES], power[LANES], dd[LANES] = { 0 }, du[LANES] = { 0 }, dg[LANES] = { 0 }, uu[LANES] = { 0 }, ug[LANES] = { 0 }, gg[LANES] = { 0 };

  for (size_t k = 0; k < LANES; k++)
    {
      level[k] = y[0];
      power[k] = 1;
    }
  for (size_t t = 0; t < n; t++)
    {
      double a = intercept[t * stride], b = slope[t * stride], counts = t >= from;

      for (size_t k = 0; k < LANES; k++)
        {
          double d = y[t] - level[k], u = power[k], next = u * (1 - alpha[k]), g = a * u + b * (1 - next) / alpha[k];

          level[k] += alpha[k] * d;
          power[k] = next > NOTHING ? next : 0;
          dd[k] += counts * d * d;
          du[k] += counts * d * u;
          dg[k] += counts * d * g;
          uu[k] += counts * u * u;
          ug[k] += counts * u * g;
          gg[k] += counts * g * g;
        }
    }
  memcpy (sums->dd, dd, sizeof dd);
  memcpy (sums->du, du, sizeof du);
  memcpy (sums->dg, dg, sizeof dg);
  memcpy (sums->uu, uu, sizeof uu);
  memcpy (sums->ug, ug, sizeof ug);
  memcpy (sums->gg, gg, sizeof gg);
}

/* Least squares over the first level's distance from y[0] and, where it is free, the weight within its range: the sum of
 * squares is convex in both, so a weight beyond the range belongs on its end. */
static double
solve (const Sums *s, size_t k, const Rules *rules, bool drifts, double *shift, double *weight)
{
  double determinant = s->gg[k] * s->uu[k] - s->ug[k] * s->ug[k];

  *weight = drifts ? rules->weight : 0;
  if (rules->estimated && determinant > 1e-12 * s->gg[k] * s->uu[k])
    {
      *weight = (s->dg[k] * s->uu[k] - s->du[k] * s->ug[k]) / determinant;
      *weight = *weight < 0 ? 0 : *weight > MOST_WEIGHT ? MOST_WEIGHT : *weight;
    }
  *shift = s->uu[k] > 0 ? (s->du[k] - *weight * s->ug[k]) / s->uu[k] : 0;
  return s->dd[k] - 2 * *weight * s->dg[k] + *weight * *weight * s->gg[k] - *shift * *shift * s->uu[k];
}

typedef struct
{
  const double *y;
  size_t n;
  const Rules *rules;
  bool drifts;                  /* the line takes part in the errors */
  const double *intercept, *slope;
  size_t stride;
  double best, alpha, shift, weight;
} Search;

static void
try_alphas (Search *search, const double *alpha)
{
  Sums sums;

  add_up (search->y, search->n, search->rules->from, alpha, search->intercept, search->slope, search->stride, &sums);
  for (size_t k = 0; k < LANES; k++)
    {
      double shift, weight, sse = solve (&sums, k, search->rules, search->drifts, &shift, &weight);

      if (sse < search->best)
        {
          search->best = sse;
          search->alpha = alpha[k];
          search->shift = shift;
          search->weight = weight;
        }
    }
}

/* Two passes look at 16 values over the whole range, ends included, since the sum of squares may have several valleys; then
 * each pass puts LANES points between the neighbours of the best. */
static void
find_alpha (Search *search)
{
  double low = search->rules->low, high = search->rules->high, gap = (high - low) / (2 * LANES - 1), alpha[LANES];

  search->best = INFINITY;
  for (size_t pass = 0; pass < 2; pass++)
    {
      for (size_t k = 0; k < LANES; k++)
        alpha[k] = pass * LANES + k == 2 * LANES - 1 ? high : low + (pass * LANES + k) * gap;
      try_alphas (search, alpha);
    }
  while (gap > 1e-8)
    {
      double left = fmax (search->alpha - gap, low), right = fmin (search->alpha + gap, high);

      gap = (right - left) / (LANES + 1);
      for (size_t k = 0; k < LANES; k++)
        alpha[k] = left + (k + 1) * gap;
      try_alphas (search, alpha);
    }
}

/* ---- the model ---- */

static bool
is_usable (const double *y, size_t n)
{
  if (n < LEAST)
    return false;
  for (size_t t = 0; t < n; t++)
    if (!isfinite (y[t]))
      return false;
  return true;
}

static void
find_line (AmTheta *self, const Rules *rules, const double *y, size_t n, double *work, Search *search)
{
  if (!rules->dynamic)
    {
      fit_line (y, n, &self->intercept, &self->slope, &self->mean);
      self->n = n;
      search->intercept = &self->intercept;
      search->slope = &self->slope;
      return;
    }
  for (size_t t = 0; t < n; t++)
    {
      work[t] = self->intercept;
      work[n + t] = self->slope;
      take_step_into_line (self, y[t]);
    }
  search->intercept = work;
  search->slope = work + n;
  search->stride = 1;
}

/* Of the errors from step `from` on, over their number less that of the parameters. */
static double
root_mean_square (const double *y, const double *fitted, size_t n, size_t from, size_t n_parameters)
{
  size_t n_errors = n - from;
  double sum = 0;

  for (size_t t = from; t < n; t++)
    sum += (y[t] - fitted[t]) * (y[t] - fitted[t]);
  return sqrt (sum / (n_errors > n_parameters ? n_errors - n_parameters : 1));
}

bool
am_theta_fit (AmThetaKind kind, const double *y, size_t n, double *work, AmTheta *self)
{
  Rules rules = get_rules (kind);
  Search search = { .y = y, .n = n, .rules = &rules, .drifts = kind != AM_THETA_CLASSIC };
  size_t n_parameters = rules.estimated ? 3 : 2;

  if (!is_usable (y, n))
    return false;
  *self = (AmTheta) { .kind = kind };
  find_line (self, &rules, y, n, work, &search);
  find_alpha (&search);
  if (!isfinite (search.best))
    return false;

  self->alpha = search.alpha;
  self->weight = search.weight;
  self->level0 = self->level = y[0] + search.shift;
  for (size_t t = 0; t < n; t++)
    self->level += self->alpha * (y[t] - self->level);
  /* The spread of the classic model is that of the smoothing alone, as in R: its weight is still 0 here. */
  am_theta_fitted (self, y, n, work, NULL);
  self->sigma = root_mean_square (y, work, n, rules.from, n_parameters);
  if (kind == AM_THETA_CLASSIC)
    {
      /* The same recursion gives level + slope / 2 (h - 1 + (1 - q^n) / alpha) when the line begins one slope below 0. */
      self->weight = rules.weight;
      self->intercept = -self->slope;
      am_theta_fitted (self, y, n, work, NULL);
    }
  self->mse = pow (root_mean_square (y, work, n, 2, 0), 2);
  return true;
}

static double
next_of (const AmTheta *self, double power)
{
  double next = power * (1 - self->alpha);

  return self->level + self->weight * (self->intercept * power + self->slope * (1 - next) / self->alpha);
}

void
am_theta_fitted (const AmTheta *self, const double *y, size_t n, double *fitted, double *levels)
{
  bool dynamic = get_rules (self->kind).dynamic;
  AmTheta step = *self;
  double power = 1;

  step.level = self->level0;
  if (dynamic)
    step.intercept = step.slope = step.mean = step.n = 0;
  for (size_t t = 0; t < n; t++)
    {
      fitted[t] = dynamic && t < 2 ? NAN : next_of (&step, power);
      if (levels != NULL)
        levels[t] = dynamic && t < 2 ? NAN : step.level;
      step.level += step.alpha * (y[t] - step.level);
      if (dynamic)
        take_step_into_line (&step, y[t]);
      power = power > NOTHING ? power * (1 - step.alpha) : 0;
    }
}

void
am_theta_update (AmTheta *self, double y)
{
  self->level += self->alpha * (y - self->level);
  if (get_rules (self->kind).dynamic)
    take_step_into_line (self, y);
  else
    self->n++;
}

/* Moves on by a value; power is q^n before and after. */
static double
take (AmTheta *self, double y, double power)
{
  am_theta_update (self, y);
  return power > NOTHING ? power * (1 - self->alpha) : 0;
}

void
am_theta_forecast (const AmTheta *self, size_t h, double *mean, double *levels)
{
  AmTheta step = *self;
  double power = pow (1 - self->alpha, self->n);

  for (size_t i = 0; i < h; i++)
    {
      mean[i] = next_of (&step, power);
      if (levels != NULL)
        levels[i] = step.level;
      power = take (&step, mean[i], power);
    }
}

/* Adds what an error of 1 at step `from` does to the squares of later steps. The recursion is linear, so that is what it
 * makes of 0, ..., 0, 1 and its own forecasts. */
static void
add_effects (const AmTheta *self, size_t from, size_t h, double *squares)
{
  AmTheta step = *self;
  double power = pow (1 - self->alpha, self->n + from);

  step.level = step.intercept = step.slope = step.mean = 0;
  step.n += from;
  power = take (&step, 1, power);
  for (size_t i = from + 1; i < h; i++)
    {
      double effect = next_of (&step, power);

      squares[i] += effect * effect;
      power = take (&step, effect, power);
    }
}

void
am_theta_spread (const AmTheta *self, size_t h, double *sd)
{
  bool dynamic = get_rules (self->kind).dynamic;

  for (size_t i = 0; i < h; i++)
    sd[i] = dynamic ? 1 : 1 + i * self->alpha * self->alpha;
  for (size_t from = 0; dynamic && from < h; from++)
    add_effects (self, from, h, sd);
  for (size_t i = 0; i < h; i++)
    sd[i] = self->sigma * sqrt (sd[i]);
}
