#include "math/smoothing/ets-private.h"

#include <math.h>
#include <string.h>

/* How far outside the unit circle a root may lie: that of R's check, so that the same parameters are admissible. */
#define ROOT_ROOM 1e-10

static void
add_bounded (EtsLayout *self, int *place, double low, double high)
{
  *place = self->p;
  self->low[self->p] = low;
  self->high[self->p++] = high;
}

void
ets_layout_init (EtsLayout *self, AmEtsForm form, unsigned m)
{
  int alpha;

  *self = (EtsLayout) { .form = form, .m = form.season != AM_ETS_NO_SEASON ? m : 1, .beta = -1, .gamma = -1, .phi = -1, .b = -1, .s = -1 };
  add_bounded (self, &alpha, ETS_LEAST_SMOOTHING, ETS_MOST_SMOOTHING);
  if (form.trend != AM_ETS_NO_TREND)
    add_bounded (self, &self->beta, 0, 1);
  if (form.season != AM_ETS_NO_SEASON)
    add_bounded (self, &self->gamma, 0, 1);
  if (form.trend == AM_ETS_DAMPED)
    add_bounded (self, &self->phi, ETS_LEAST_PHI, ETS_MOST_PHI);
  self->n_smoothing = self->p;
  self->l = self->p++;
  if (form.trend != AM_ETS_NO_TREND)
    self->b = self->p++;
  if (form.season != AM_ETS_NO_SEASON)
    {
      self->s = self->p;
      self->p += m - 1;
    }
}

void
ets_layout_decode (const EtsLayout *self, const double *theta, EtsStart *start)
{
  bool multiplicative = self->form.season == AM_ETS_MULTIPLICATIVE_SEASON;
  double alpha = theta[0], rest = multiplicative ? self->m : 0;

  start->alpha = alpha;
  start->beta = self->beta > 0 ? ETS_LEAST_SMOOTHING + theta[self->beta] * (alpha - ETS_LEAST_SMOOTHING) : 0;
  start->gamma = self->gamma > 0 ? ETS_LEAST_SMOOTHING + theta[self->gamma] * (1 - alpha - ETS_LEAST_SMOOTHING) : 0;
  start->phi = self->phi > 0 ? theta[self->phi] : 1;
  start->state.l = theta[self->l];
  start->state.b = self->b > 0 ? theta[self->b] : 0;
  start->state.next = 0;
  memset (start->state.s, 0, sizeof start->state.s);
  for (unsigned k = 0; k + 1 < self->m; k++)
    {
      start->state.s[k] = theta[self->s + k];
      rest -= start->state.s[k];
    }
  if (self->m > 1)
    start->state.s[self->m - 1] = rest;
}

static double
share (double value, double room)
{
  return room > 0 ? fmin (fmax ((value - ETS_LEAST_SMOOTHING) / room, 0), 1) : 0;
}

void
ets_layout_encode (const EtsLayout *self, const EtsStart *start, double *theta)
{
  theta[0] = start->alpha;
  if (self->beta > 0)
    theta[self->beta] = share (start->beta, start->alpha - ETS_LEAST_SMOOTHING);
  if (self->gamma > 0)
    theta[self->gamma] = share (start->gamma, 1 - start->alpha - ETS_LEAST_SMOOTHING);
  if (self->phi > 0)
    theta[self->phi] = start->phi;
  theta[self->l] = start->state.l;
  if (self->b > 0)
    theta[self->b] = start->state.b;
  for (unsigned k = 0; k + 1 < self->m; k++)
    theta[self->s + k] = start->state.s[k];
}

/* All roots of c[0] + c[1] z + … + c[degree] z^degree inside the unit circle; c is used up. Each round takes one degree off:
 * Schur (1918), Cohn (1922); Henrici, Applied and Computational Complex Analysis, vol. 1, section 6.8. */
static bool
has_roots_inside (double *c, int degree)
{
  for (; degree > 0; degree--)
    {
      double k = c[0] / c[degree];

      if (!(fabs (k) < 1))
        return false;
      for (int i = 0, j = degree; i < j; i++, j--)
        {
          double low = c[i], high = c[j];

          c[i] = low - k * high;
          c[j] = high - k * low;
        }
      if (degree % 2 == 0)
        c[degree / 2] *= 1 - k;
      memmove (c, c + 1, degree * sizeof *c);
    }
  return true;
}

bool
ets_is_admissible (const EtsLayout *self, const EtsStart *start)
{
  double c[AM_ETS_MOST_SEASON + 2], alpha = start->alpha, beta = start->beta, gamma = start->gamma, phi = start->phi;
  double middle = alpha + beta - alpha * phi, power = 1;
  int m = self->m;

  if (self->form.season == AM_ETS_NO_SEASON || self->form.trend == AM_ETS_NO_TREND)
    return true;
  for (int k = 0; k <= m + 1; k++)
    c[k] = k == 0 ? 0 : k == m + 1 ? 1 : middle;
  c[0] += phi * (1 - alpha - gamma);
  c[1] += gamma - 1;
  c[m] += alpha * phi - phi;
  for (int k = 0; k <= m + 1; k++)
    {
      c[k] *= power;
      power *= 1 + ROOT_ROOM;
    }
  return has_roots_inside (c, m + 1);
}
