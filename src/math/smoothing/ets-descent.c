/* Least squares with few parameters, some in a box: Gauss-Newton steps, damped as by Levenberg and Marquardt, with the part of the
 * Hessian that J'J leaves out learnt from the change of the gradient (Dennis, Gay & Welsch 1981, ACM TOMS 7, 348-368) and used
 * whenever it foretells the sum of squares better. A parameter at a bound that the descent would leave is held. First states enter most
 * forms linearly, so that a few steps do what a simplex in as many dimensions does in thousands. */
#include "math/smoothing/ets-private.h"

#include <math.h>
#include <string.h>

#define MOST ETS_MOST_PARAMETERS
#define MOST_STEPS 200
/* Of the log-likelihood: an end is where a step gains less. AICc are compared to far less than this. */
#define LEAST_GAIN 1e-8
#define MOST_DAMPING 1e8
#define MOST_HALVINGS 5

/* What does not move: nothing but what a bound holds; beta, where the admissible region ends along it; all smoothing parameters. */
typedef enum { STOP_NOTHING, STOP_SLOPE, STOP_SMOOTHING } Stop;

typedef struct
{
  const EtsLayout *layout;
  int p;
  bool held[MOST];
  double h[MOST * MOST];       /* the model of the Hessian in use */
  double rest[MOST * MOST];    /* what J'J leaves out, as learnt so far */
  double step[MOST];
  double damping;
  bool use_rest;
  Stop stop;
} Descent;

static double
dot (const double *a, const double *b, int p)
{
  double sum = 0;

  for (int i = 0; i < p; i++)
    sum += a[i] * b[i];
  return sum;
}

static void
multiply (const double *a, const double *x, double *to, int p)
{
  for (int i = 0; i < p; i++)
    to[i] = dot (a + i * p, x, p);
}

static double
form_of (const double *a, const double *x, int p)
{
  double ax[MOST];

  multiply (a, x, ax, p);
  return dot (x, ax, p);
}

/* Cholesky in place, then two triangles. FALSE: not positive definite. */
static bool
solve (double *a, double *x, int n)
{
  for (int i = 0; i < n; i++)
    for (int j = 0; j <= i; j++)
      {
        double sum = a[i * n + j] - dot (a + i * n, a + j * n, j);

        if (i != j)
          a[i * n + j] = sum / a[j * n + j];
        else if (sum > 0)
          a[i * n + i] = sqrt (sum);
        else
          return false;
      }
  for (int i = 0; i < n; i++)
    x[i] = (x[i] - dot (a + i * n, x, i)) / a[i * n + i];
  for (int i = n - 1; i >= 0; i--)
    {
      for (int k = i + 1; k < n; k++)
        x[i] -= a[k * n + i] * x[k];
      x[i] /= a[i * n + i];
    }
  return true;
}

/* The damped step of the parameters that are not held; those that are keep the step they have. */
static bool
solve_free (Descent *self, const EtsNormal *normal)
{
  double a[MOST * MOST], x[MOST];
  int at[MOST], n = 0, p = self->p;

  for (int i = 0; i < p; i++)
    if (!self->held[i])
      at[n++] = i;
  for (int i = 0; i < n; i++)
    {
      x[i] = -normal->g[at[i]];
      for (int j = 0; j < p; j++)
        if (self->held[j])
          x[i] -= self->h[at[i] * p + j] * self->step[j];
      for (int j = 0; j < n; j++)
        a[i * n + j] = self->h[at[i] * p + at[j]];
      a[i * n + i] += self->damping * normal->a[at[i] * p + at[i]];
    }
  if (!solve (a, x, n))
    return false;
  for (int i = 0; i < n; i++)
    self->step[at[i]] = x[i];
  return true;
}

/* Holds what would leave the box at that bound and solves again for the others, until nothing leaves. */
static bool
find_step (Descent *self, const EtsNormal *normal, const double *theta)
{
  const EtsLayout *layout = self->layout;
  bool again = true;

  for (int i = 0; i < self->p; i++)
    {
      self->step[i] = 0;
      self->held[i] = i < layout->n_smoothing && (self->stop == STOP_SMOOTHING || (self->stop == STOP_SLOPE && i == layout->beta) || (theta[i] <= layout->low[i] && normal->g[i] > 0) || (theta[i] >= layout->high[i] && normal->g[i] < 0));
      /* Where nothing depends on a parameter (a share of no room), it stays. */
      self->held[i] |= !(normal->a[i * self->p + i] > 0);
    }
  while (again)
    {
      if (!solve_free (self, normal))
        return false;
      again = false;
      for (int i = 0; i < layout->n_smoothing; i++)
        if (!self->held[i] && (theta[i] + self->step[i] < layout->low[i] || theta[i] + self->step[i] > layout->high[i]))
          {
            self->step[i] = (self->step[i] < 0 ? layout->low[i] : layout->high[i]) - theta[i];
            self->held[i] = again = true;
          }
    }
  return true;
}

static void
move (const Descent *self, const double *theta, double *to)
{
  for (int i = 0; i < self->p; i++)
    {
      to[i] = theta[i] + self->step[i];
      if (i < self->layout->n_smoothing)
        to[i] = fmin (fmax (to[i], self->layout->low[i]), self->layout->high[i]);
    }
}

static bool
is_admissible (const Descent *self, const double *theta)
{
  EtsStart at;

  ets_layout_decode (self->layout, theta, &at);
  return ets_is_admissible (self->layout, &at);
}

/* Goes only so far with the smoothing parameters as errors still die out, and solves again for the states. FALSE: that would be next to nothing. */
static bool
shorten (Descent *self, const EtsNormal *normal, const double *theta, double *to)
{
  for (int i = 0; i < self->layout->n_smoothing; i++)
    self->held[i] = true;
  for (int halving = 0; halving < MOST_HALVINGS; halving++)
    {
      for (int i = 0; i < self->layout->n_smoothing; i++)
        self->step[i] /= 2;
      move (self, theta, to);
      if (is_admissible (self, to))
        {
          if (!solve_free (self, normal))
            return false;
          move (self, theta, to);
          return true;
        }
    }
  return false;
}

/* The next trial point, inside the admissible region. */
static bool
find_trial (Descent *self, const EtsNormal *normal, const double *theta, double *to)
{
  for (;;)
    {
      if (!find_step (self, normal, theta))
        return false;
      move (self, theta, to);
      if (is_admissible (self, to) || (self->stop == STOP_NOTHING && shorten (self, normal, theta, to)))
        return true;
      if (self->stop == STOP_SMOOTHING)
        return false;
      self->stop++;
    }
}

/* Equation 3.3 of Dennis, Gay & Welsch with their sizing: the rest times the step becomes what the gradient changed by beyond J'J. */
static void
learn_rest (Descent *self, const EtsNormal *now, const EtsNormal *next)
{
  int p = self->p;
  double change[MOST], beyond[MOST], product[MOST], scale, along, left;

  for (int i = 0; i < p; i++)
    change[i] = next->g[i] - now->g[i];
  multiply (next->a, self->step, product, p);
  for (int i = 0; i < p; i++)
    beyond[i] = change[i] - product[i];
  along = dot (self->step, change, p);
  if (!(along > 0))
    return;
  multiply (self->rest, self->step, product, p);
  left = dot (self->step, product, p);
  scale = left != 0 ? fmin (fabs (dot (self->step, beyond, p) / left), 1) : 1;
  for (int i = 0; i < p * p; i++)
    self->rest[i] *= scale;
  for (int i = 0; i < p; i++)
    beyond[i] -= scale * product[i];
  left = dot (self->step, beyond, p) / along;
  for (int i = 0; i < p; i++)
    for (int j = 0; j < p; j++)
      self->rest[i * p + j] += (beyond[i] * change[j] + change[i] * beyond[j] - left * change[i] * change[j]) / along;
}

static void
set_model (Descent *self, const EtsNormal *normal)
{
  for (int i = 0; i < self->p * self->p; i++)
    self->h[i] = normal->a[i] + (self->use_rest ? self->rest[i] : 0);
}

/* Which model would have foretold the gain better is used next. */
static void
choose_model (Descent *self, const EtsNormal *now, double gain)
{
  double linear = -dot (now->g, self->step, self->p), plain = linear - form_of (now->a, self->step, self->p) / 2;
  double full = plain - form_of (self->rest, self->step, self->p) / 2;

  self->use_rest = fabs (full - gain) < fabs (plain - gain);
}

static void
adapt_damping (Descent *self, double gain, double foretold)
{
  if (gain > 0.75 * foretold)
    self->damping = self->damping > 1e-9 ? self->damping / 8 : 0;
  else if (gain < 0.25 * foretold)
    self->damping = fmax (4 * self->damping, 1e-6);
}

void
ets_descend (EtsSearch *search, const EtsLayout *layout, const double *y, size_t n, bool only_states, double *theta, double *value)
{
  EtsNormal *now = &search->now, *next = &search->next, *swap;
  Descent self = { .layout = layout, .p = layout->p, .damping = only_states ? 1e-9 : 1e-1, .stop = only_states ? STOP_SMOOTHING : STOP_NOTHING };
  int most = !only_states ? MOST_STEPS : layout->form.multiplicative_error ? 3 : 1;
  double to[MOST];

  *value = ets_likelihood (layout, theta, y, n, now);
  if (!isfinite (*value))
    return;
  for (int round = 0; round < most && self.damping < MOST_DAMPING; round++)
    {
      double after, half = exp (2 * *value) / 2, gain, foretold;

      set_model (&self, now);
      if (!find_trial (&self, now, theta, to))
        {
          self.damping = fmax (4 * self.damping, 1e-4);
          self.use_rest = false;
          continue;
        }
      after = ets_likelihood (layout, to, y, n, NULL);
      if (!(after < *value))
        {
          if (self.damping < 1e-3 && after - *value < LEAST_GAIN / n)
            return;
          self.damping = fmax (4 * self.damping, 1e-4);
          continue;
        }
      after = ets_likelihood (layout, to, y, n, next);
      gain = half - exp (2 * after) / 2;
      foretold = -dot (now->g, self.step, self.p) - form_of (self.h, self.step, self.p) / 2;
      choose_model (&self, now, gain);
      learn_rest (&self, now, next);
      adapt_damping (&self, gain, foretold);
      memcpy (theta, to, self.p * sizeof *theta);
      swap = now;
      now = next;
      next = swap;
      gain = n * (*value - after);
      *value = after;
      if (gain < LEAST_GAIN && self.damping < 1e-2)
        return;
      if (!only_states)
        self.stop = STOP_NOTHING;
    }
}
