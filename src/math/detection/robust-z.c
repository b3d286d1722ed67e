#include "math/detection/robust-z.h"
#include "math/detection/moment-queue-private.h"
#include "math/detection/sorted-window-private.h"

#include <assert.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

#define FLAT 1e-9       /* a spread below this share of the level is rounding noise */
#define LONGEST ((size_t) 1 << 40)

struct AmRobustZState
{
  AmRobustZ how;
  AmMomentQueue queue;
  double *sorted;
};

AmRobustZState *
am_robust_z_alloc (const AmRobustZ *how)
{
  AmRobustZ full = *how;
  AmRobustZState *self;

  if (full.window == 0)
    full.window = 60;
  if (full.min_values == 0)
    full.min_values = full.window < 15 ? full.window : 15;
  if (full.floor == 0)
    full.floor = 0.1;
  if (full.window < 3 || full.window > LONGEST || full.min_values < 2 || full.min_values > full.window || isnan (full.floor))
    return NULL;

  self = calloc (1, sizeof *self);
  if (self == NULL)
    return NULL;
  self->how = full;
  self->sorted = malloc (full.window * sizeof (double));
  if (!am_moment_queue_init (&self->queue, full.window) || self->sorted == NULL)
    {
      am_robust_z_free (self);
      return NULL;
    }
  return self;
}

void
am_robust_z_free (AmRobustZState *self)
{
  if (self == NULL)
    return;
  am_moment_queue_clear (&self->queue);
  free (self->sorted);
  free (self);
}

static double
score_of (double x, const double *sorted, size_t n, double floor, double sd)
{
  double median = am_sorted_median (sorted, n);
  double scale = AM_MAD_TO_SD * am_sorted_mad (sorted, n, median), away = x - median;

  if (floor > 0 && scale < floor * sd)
    scale = floor * sd;
  if (scale == 0 || scale < FLAT * fabs (median))
    return fabs (away) <= FLAT * fabs (median) ? 0 : copysign (AM_SCORE_LARGEST, away);
  return am_score_bounded (away / scale);
}

static void
learn (AmRobustZState *self, double x)
{
  size_t n = am_moment_queue_count (&self->queue);
  double old;

  if (am_moment_queue_push (&self->queue, x, &old))
    am_sorted_replace (self->sorted, n, old, x);
  else
    am_sorted_insert (self->sorted, n, x);
}

void
am_robust_z_run (AmRobustZState *self, const double *y, size_t n, double *score)
{
  for (size_t t = 0; t < n; t++)
    {
      size_t count = am_moment_queue_count (&self->queue);

      assert (!isinf (y[t]));
      score[t] = NAN;
      if (isnan (y[t]))
        continue;
      if (count >= self->how.min_values)
        score[t] = score_of (y[t], self->sorted, count, self->how.floor, am_moments_sd (am_moment_queue_get (&self->queue)));
      learn (self, y[t]);
    }
}

static size_t
hampel_half (const AmHampel *how)
{
  return how->half == 0 ? 3 : how->half;
}

size_t
am_hampel_work (const AmHampel *how)
{
  return 2 * hampel_half (how) + 1;
}

/* The window's sd: with the floor only, and of a handful of values, so summed anew. */
static double
plain_sd (const double *x, size_t n)
{
  AmMoments all = { 0 };

  for (size_t i = 0; i < n; i++)
    am_moments_add (&all, x[i]);
  return am_moments_sd (all);
}

/* The row leaving the window and the row entering it; either may lie outside the series or be missing. */
static size_t
slide (double *sorted, size_t count, double leaving, double entering)
{
  if (!isnan (leaving) && !isnan (entering))
    am_sorted_replace (sorted, count, leaving, entering);
  else if (!isnan (leaving))
    {
      size_t at = am_sorted_rank (sorted, count, leaving);

      memmove (sorted + at, sorted + at + 1, (count - at - 1) * sizeof *sorted);
      count--;
    }
  else if (!isnan (entering))
    am_sorted_insert (sorted, count++, entering);
  return count;
}

void
am_hampel (const double *y, size_t n, const AmHampel *how, double *score, double *work)
{
  size_t half = hampel_half (how), count = 0;
  double floor = how->floor == 0 ? 0.1 : how->floor;

  for (size_t t = 0; t < half && t < n; t++)
    count = slide (work, count, NAN, y[t]);
  for (size_t t = 0; t < n; t++)
    {
      assert (!isinf (y[t]));
      count = slide (work, count, t > half ? y[t - half - 1] : NAN, t + half < n ? y[t + half] : NAN);
      score[t] = isnan (y[t]) || count < half + 1 ? NAN : score_of (y[t], work, count, floor, plain_sd (work, count));
    }
}
