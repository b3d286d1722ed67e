#include "math/detection/season-z.h"

#include <assert.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

#define FLAT 1e-9       /* a spread below this share of the level is rounding noise */

/* Each step of the season has a ring of its last values. A few values are summed anew each time: that is as fast as keeping
 * sums, and exact. */
struct AmSeasonZState
{
  AmSeasonZ how;
  size_t step;
  double *value;        /* depth of step 0, then of step 1, … */
  size_t *n_values;     /* of each step, since the beginning */
};

AmSeasonZState *
am_season_z_alloc (const AmSeasonZ *how)
{
  AmSeasonZ full = *how;
  AmSeasonZState *self;

  if (full.depth == 0)
    full.depth = 8;
  if (full.min_values == 0)
    full.min_values = full.depth < 4 ? full.depth : 4;
  if (full.season < 1 || full.min_values < 2 || full.min_values > full.depth || full.season > SIZE_MAX / 8 / full.depth)
    return NULL;

  self = malloc (sizeof *self);
  if (self == NULL)
    return NULL;
  *self = (AmSeasonZState) { full, 0, malloc (full.season * full.depth * sizeof (double)), calloc (full.season, sizeof (size_t)) };
  if (self->value == NULL || self->n_values == NULL)
    {
      am_season_z_free (self);
      return NULL;
    }
  return self;
}

void
am_season_z_free (AmSeasonZState *self)
{
  if (self == NULL)
    return;
  free (self->value);
  free (self->n_values);
  free (self);
}

static double
score_against (const double *past, size_t n, double x)
{
  double sum = 0, squares = 0, mean, sd, away;

  for (size_t i = 0; i < n; i++)
    sum += past[i];
  mean = sum / (double) n;
  for (size_t i = 0; i < n; i++)
    squares += (past[i] - mean) * (past[i] - mean);
  sd = sqrt (squares / (double) (n - 1));
  away = x - mean;
  if (sd == 0 || sd < FLAT * fabs (mean))
    return fabs (away) <= FLAT * fabs (mean) ? 0 : copysign (AM_SCORE_LARGEST, away);
  return am_score_bounded (away / sd);
}

void
am_season_z_run (AmSeasonZState *self, const double *y, size_t n, double *score)
{
  size_t depth = self->how.depth;

  for (size_t t = 0; t < n; t++)
    {
      double *ring = self->value + self->step * depth;
      size_t *count = &self->n_values[self->step];

      assert (!isinf (y[t]));
      if (isnan (y[t]))
        score[t] = NAN;
      else
        {
          size_t n_past = *count < depth ? *count : depth;

          score[t] = n_past < self->how.min_values ? NAN : score_against (ring, n_past, y[t]);
          ring[(*count)++ % depth] = y[t];
        }
      self->step = self->step + 1 < self->how.season ? self->step + 1 : 0;
    }
}
