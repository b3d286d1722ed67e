/* Points are a step apart, so the bell over a window depends only on where in the window x lies. It is kept from one point to the
 * next: in the middle of a series all points share one, and a smooth value costs one product a neighbour. */
#include "math/decomposition/loess.h"

#include <math.h>

typedef struct
{
  const double *y, *weights;
  size_t n, window;
  int degree;
  double x_in;                 /* of the bell kept: x less the first point's place; NaN: none */
  size_t count;
  double *bell;                /* [n] tricube of the distance */
  double *share;               /* [n] what each value counts, when there are no weights */
  bool any;                    /* false: the bell has no area */
} Smoother;

static void
make_bell (Smoother *self)
{
  double reach = fmax (self->x_in, (double) self->count - 1 - self->x_in);

  if (self->window > self->n)
    reach += (double) ((self->window - self->n) / 2);
  for (size_t i = 0; i < self->count; i++)
    {
      double distance = fabs ((double) i - self->x_in), part = distance / reach, rest = 1 - part * part * part;

      /* Both ends of the bell are cut as the authors' program cuts them. */
      self->bell[i] = distance > 0.999 * reach ? 0 : distance <= 0.001 * reach ? 1 : rest * rest * rest;
    }
}

/* A line through weighted points: its value at x as a share of each point. Nothing to tilt when the points with weight lie together. */
static bool
find_shares (const Smoother *self, const double *weight, double *share)
{
  double total = 0, centre = 0, spread = 0, tilt;

  for (size_t i = 0; i < self->count; i++)
    total += weight[i];
  if (!(total > 0))
    return false;
  for (size_t i = 0; i < self->count; i++)
    {
      share[i] = weight[i] / total;
      centre += share[i] * (double) i;
    }
  if (self->degree == 0)
    return true;
  for (size_t i = 0; i < self->count; i++)
    spread += share[i] * ((double) i - centre) * ((double) i - centre);
  if (!(sqrt (spread) > 0.001 * (double) (self->n - 1)))
    return true;
  tilt = (self->x_in - centre) / spread;
  for (size_t i = 0; i < self->count; i++)
    share[i] *= 1 + tilt * ((double) i - centre);
  return true;
}

static bool
smooth_at (Smoother *self, double x, size_t first, size_t count, double *value)
{
  double x_in = x - 1 - (double) first, sum = 0;

  if (x_in != self->x_in || count != self->count)
    {
      self->x_in = x_in;
      self->count = count;
      make_bell (self);
      if (self->weights == NULL)
        self->any = find_shares (self, self->bell, self->share);
    }
  if (self->weights != NULL)
    {
      for (size_t i = 0; i < count; i++)
        self->share[i] = self->bell[i] * self->weights[first + i];
      self->any = find_shares (self, self->share, self->share);
    }
  if (!self->any)
    return false;
  for (size_t i = 0; i < count; i++)
    sum += self->share[i] * self->y[first + i];
  *value = sum;
  return true;
}

static Smoother
start (const double *y, size_t n, const AmLoess *how, const double *weights, double *work)
{
  return (Smoother) { .y = y, .weights = weights, .n = n, .window = how->window, .degree = how->degree, .x_in = NAN, .bell = work, .share = work + n };
}

bool
am_loess_at (const double *y, size_t n, const AmLoess *how, const double *weights, double x, size_t first, size_t count, double *value, double *work)
{
  Smoother self = start (y, n, how, weights, work);

  return smooth_at (&self, x, first, count, value);
}

static void
join (double *smooth, size_t from, size_t to)
{
  double step = (smooth[to] - smooth[from]) / (double) (to - from);

  for (size_t i = from + 1; i < to; i++)
    smooth[i] = smooth[from] + step * (double) (i - from);
}

void
am_loess (const double *y, size_t n, const AmLoess *how, const double *weights, double *smooth, double *work)
{
  Smoother self = start (y, n, how, weights, work);
  size_t count = how->window < n ? how->window : n, half = (count + 1) / 2, first = 0, last = 0;
  size_t jump = n < 2 ? 1 : how->jump < n - 1 ? how->jump : n - 1;

  if (n < 2)
    {
      if (n == 1)
        smooth[0] = y[0];
      return;
    }
  for (size_t i = 0; i < n; i += jump)
    {
      first = i + 1 < half ? 0 : i + 1 - half;
      first = first < n - count ? first : n - count;
      if (!smooth_at (&self, (double) i + 1, first, count, &smooth[i]))
        smooth[i] = y[i];
      if (i > 0)
        join (smooth, i - jump, i);
      last = i;
    }
  /* The last point is looked at from the window of the last one computed, as in the authors' program. */
  if (last < n - 1)
    {
      if (!smooth_at (&self, (double) n, first, count, &smooth[n - 1]))
        smooth[n - 1] = y[n - 1];
      join (smooth, last, n - 1);
    }
}
