/* The simplex of Nelder & Mead (1965), Computer Journal 7, 308-313, with the steps of Nash (1990), Compact Numerical Methods for Computers,
 * algorithm 19, as R's optim() and ets() have it: one first step for all parameters, a tenth of the largest, so that it leaves the bounds of
 * the smoothing parameters far behind and comes back from there. Crude as it is, it finds other valleys than a descent does, and the
 * published accuracy of ETS rests on it: a descent to the best valley of all has more likelihood and worse forecasts. */
#include "math/smoothing/ets-private.h"

#include <math.h>
#include <string.h>

#define MOST ETS_MOST_PARAMETERS
/* Values of this size at most: the first step would otherwise depend on the unit that somebody happened to use. */
#define UNIT 2048
#define TOLERANCE 1.490116e-08       /* square root of the double's precision */
#define IMPOSSIBLE 1e35
/* A simplex in many dimensions creeps; what it has by then a few steps of least squares finish. */
#define MOST_TRIALS 2000

typedef struct
{
  const EtsLayout *layout;
  const double *y;
  size_t n;
  int p, trials;
  double x[MOST + 1][MOST], f[MOST + 1];
  double centre[MOST], trial[MOST], further[MOST];
  double size;
} Simplex;

/* As R orders them: alpha, beta, gamma, phi, l, b, then the season backwards; the season of the first step follows from the others. */
static void
to_start (const EtsLayout *layout, const double *x, EtsStart *start)
{
  bool multiplicative = layout->form.season == AM_ETS_MULTIPLICATIVE_SEASON;
  double unit = multiplicative ? 1 : UNIT, rest = multiplicative ? layout->m : 0;
  int at = 0;

  memset (start, 0, sizeof *start);
  start->alpha = x[at++];
  start->beta = layout->beta > 0 ? x[at++] : 0;
  start->gamma = layout->gamma > 0 ? x[at++] : 0;
  start->phi = layout->phi > 0 ? x[at++] : 1;
  start->state.l = x[at++] / UNIT;
  start->state.b = layout->b > 0 ? x[at++] / UNIT : 0;
  for (unsigned k = layout->m - 1; k > 0; k--)
    {
      start->state.s[k] = x[at++] / unit;
      rest -= start->state.s[k];
    }
  if (layout->m > 1)
    start->state.s[0] = rest;
}

static void
from_start (const EtsLayout *layout, const EtsStart *start, double *x)
{
  double unit = layout->form.season == AM_ETS_MULTIPLICATIVE_SEASON ? 1 : UNIT;
  int at = 0;

  x[at++] = start->alpha;
  if (layout->beta > 0)
    x[at++] = start->beta;
  if (layout->gamma > 0)
    x[at++] = start->gamma;
  if (layout->phi > 0)
    x[at++] = start->phi;
  x[at++] = start->state.l * UNIT;
  if (layout->b > 0)
    x[at++] = start->state.b * UNIT;
  for (unsigned k = layout->m - 1; k > 0; k--)
    x[at++] = start->state.s[k] * unit;
}

static bool
is_usual (const EtsLayout *layout, const EtsStart *start)
{
  const double low = ETS_LEAST_SMOOTHING, high = ETS_MOST_SMOOTHING;

  return start->alpha >= low && start->alpha <= high
         && (layout->beta < 0 || (start->beta >= low && start->beta <= start->alpha))
         && (layout->gamma < 0 || (start->gamma >= low && start->gamma <= 1 - start->alpha))
         && (layout->phi < 0 || (start->phi >= ETS_LEAST_PHI && start->phi <= ETS_MOST_PHI));
}

static double
evaluate (Simplex *self, const double *x)
{
  EtsStart start;
  double value;

  self->trials++;
  to_start (self->layout, x, &start);
  if (!is_usual (self->layout, &start))
    return IMPOSSIBLE;
  value = 2 * self->n * ets_likelihood_of (self->layout, &start, self->y, self->n);
  return isfinite (value) ? value : IMPOSSIBLE;
}

static void
spread (Simplex *self)
{
  double step = 0;

  for (int i = 0; i < self->p; i++)
    step = fmax (step, 0.1 * fabs (self->x[0][i]));
  for (int j = 1; j <= self->p; j++)
    {
      memcpy (self->x[j], self->x[0], sizeof self->x[j]);
      self->x[j][j - 1] += step;
      self->f[j] = evaluate (self, self->x[j]);
      self->size += step;
    }
}

static void
find_ends (const Simplex *self, int *lowest, int *highest)
{
  double low = self->f[*lowest], high = low;

  *highest = *lowest;
  for (int j = 0; j <= self->p; j++)
    {
      if (self->f[j] < low)
        low = self->f[*lowest = j];
      if (self->f[j] > high)
        high = self->f[*highest = j];
    }
}

static void
find_centre (Simplex *self, int without)
{
  for (int i = 0; i < self->p; i++)
    {
      double sum = -self->x[without][i];

      for (int j = 0; j <= self->p; j++)
        sum += self->x[j][i];
      self->centre[i] = sum / self->p;
    }
}

static void
replace (Simplex *self, int at, const double *x, double f)
{
  memcpy (self->x[at], x, self->p * sizeof *x);
  self->f[at] = f;
}

/* FALSE: it did not become smaller, and the search ends. */
static bool
shrink (Simplex *self, int lowest)
{
  double size = 0;

  for (int j = 0; j <= self->p; j++)
    if (j != lowest)
      {
        for (int i = 0; i < self->p; i++)
          {
            self->x[j][i] = (self->x[j][i] + self->x[lowest][i]) / 2;
            size += fabs (self->x[j][i] - self->x[lowest][i]);
          }
        self->f[j] = evaluate (self, self->x[j]);
      }
  if (!(size < self->size))
    return false;
  self->size = size;
  return true;
}

/* One reflection with what follows from it. FALSE: the simplex cannot move. */
static bool
move (Simplex *self, int lowest, int highest)
{
  double reflected, other, low = self->f[lowest], high = self->f[highest];

  find_centre (self, highest);
  for (int i = 0; i < self->p; i++)
    self->trial[i] = 2 * self->centre[i] - self->x[highest][i];
  reflected = evaluate (self, self->trial);
  if (reflected < low)
    {
      for (int i = 0; i < self->p; i++)
        self->further[i] = 2 * self->trial[i] - self->centre[i];
      other = evaluate (self, self->further);
      replace (self, highest, other < reflected ? self->further : self->trial, fmin (other, reflected));
      return true;
    }
  if (reflected < high)
    replace (self, highest, self->trial, reflected);
  for (int i = 0; i < self->p; i++)
    self->trial[i] = (self->x[highest][i] + self->centre[i]) / 2;
  other = evaluate (self, self->trial);
  if (other < self->f[highest])
    replace (self, highest, self->trial, other);
  else if (reflected >= high)
    return shrink (self, lowest);
  return true;
}

bool
ets_simplex (const EtsLayout *layout, const double *y, size_t n, EtsStart *start)
{
  Simplex self = { .layout = layout, .y = y, .n = n, .p = layout->p };
  int lowest = 0, highest;
  double enough;

  from_start (layout, start, self.x[0]);
  self.f[0] = evaluate (&self, self.x[0]);
  if (self.f[0] == IMPOSSIBLE)
    return false;
  enough = TOLERANCE * (fabs (self.f[0]) + TOLERANCE);
  spread (&self);
  do
    {
      find_ends (&self, &lowest, &highest);
      if (self.f[highest] <= self.f[lowest] + enough)
        break;
    }
  while (move (&self, lowest, highest) && self.trials <= MOST_TRIALS);
  find_ends (&self, &lowest, &highest);
  to_start (layout, self.x[lowest], start);
  return true;
}
