#include "math/detection/shift-score.h"
#include "math/detection/moment-queue-private.h"
#include "math/detection/sorted-window-private.h"
#include "math/order.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

#define LONGEST ((size_t) 1 << 40)

struct AmShiftState
{
  AmShift how;
  AmMomentQueue left, right;        /* what leaves the right window enters the left */
};

AmShiftState *
am_shift_alloc (const AmShift *how)
{
  AmShift full = *how;
  size_t least = full.kind == AM_SHIFT_VOLATILITY ? 2 : 1;
  AmShiftState *self;

  if (full.left == 0)
    full.left = 28;
  if (full.right == 0)
    full.right = 7;
  if (full.left < least || full.right < least || full.left > LONGEST || full.right > LONGEST)
    return NULL;

  self = calloc (1, sizeof *self);
  if (self == NULL)
    return NULL;
  self->how = full;
  if (!am_moment_queue_init (&self->left, full.left) || !am_moment_queue_init (&self->right, full.right))
    {
      am_shift_free (self);
      return NULL;
    }
  return self;
}

void
am_shift_free (AmShiftState *self)
{
  if (self == NULL)
    return;
  am_moment_queue_clear (&self->left);
  am_moment_queue_clear (&self->right);
  free (self);
}

void
am_shift_run (AmShiftState *self, const double *y, size_t n, double *difference)
{
  bool is_level = self->how.kind == AM_SHIFT_LEVEL;

  for (size_t t = 0; t < n; t++)
    {
      double old, gone;

      assert (!isinf (y[t]));
      difference[t] = NAN;
      if (isnan (y[t]))
        continue;
      if (am_moment_queue_push (&self->right, y[t], &old))
        am_moment_queue_push (&self->left, old, &gone);
      if (am_moment_queue_count (&self->left) == self->how.left)
        {
          AmMoments left = am_moment_queue_get (&self->left), right = am_moment_queue_get (&self->right);

          difference[t] = is_level ? right.mean - left.mean : am_moments_sd (right) - am_moments_sd (left);
        }
    }
}

struct AmQuartileScoreState
{
  AmQuartileScore how;
  double *ring, *sorted;
  size_t n_values;          /* since the beginning */
};

AmQuartileScoreState *
am_quartile_score_alloc (const AmQuartileScore *how)
{
  AmQuartileScore full = *how;
  AmQuartileScoreState *self;

  if (full.min_values == 0)
    full.min_values = full.history < 30 ? full.history : 30;
  if (full.min_values < 4 || full.min_values > full.history || full.history > LONGEST)
    return NULL;

  self = calloc (1, sizeof *self);
  if (self == NULL)
    return NULL;
  self->how = full;
  self->ring = malloc (full.history * sizeof (double));
  self->sorted = malloc (full.history * sizeof (double));
  if (self->ring == NULL || self->sorted == NULL)
    {
      am_quartile_score_free (self);
      return NULL;
    }
  return self;
}

void
am_quartile_score_free (AmQuartileScoreState *self)
{
  if (self == NULL)
    return;
  free (self->ring);
  free (self->sorted);
  free (self);
}

static double
score_between (double x, double first, double third)
{
  double away = x > third ? x - third : x < first ? x - first : 0;

  if (away == 0)
    return 0;
  return third > first ? am_score_bounded (away / (third - first)) : copysign (AM_SCORE_LARGEST, away);
}

void
am_quartile_score_run (AmQuartileScoreState *self, const double *x, size_t n, double *score)
{
  size_t history = self->how.history;

  for (size_t t = 0; t < n; t++)
    {
      size_t count = self->n_values < history ? self->n_values : history;
      double *place = &self->ring[self->n_values % history];

      assert (!isinf (x[t]));
      score[t] = NAN;
      if (isnan (x[t]))
        continue;
      if (count >= self->how.min_values)
        score[t] = score_between (x[t], am_sorted_quantile (self->sorted, count, 0.25),
                                  am_sorted_quantile (self->sorted, count, 0.75));
      if (count == history)
        am_sorted_replace (self->sorted, count, *place, x[t]);
      else
        am_sorted_insert (self->sorted, count, x[t]);
      *place = x[t];
      self->n_values++;
    }
}

void
am_quartile_score (const double *x, size_t n, double *score, double *work)
{
  size_t count = 0;
  double first = NAN, third = NAN;

  for (size_t t = 0; t < n; t++)
    if (!isnan (x[t]))
      work[count++] = x[t];
  if (count >= 4)
    {
      qsort (work, count, sizeof *work, am_compare_doubles);
      first = am_sorted_quantile (work, count, 0.25);
      third = am_sorted_quantile (work, count, 0.75);
    }
  for (size_t t = 0; t < n; t++)
    score[t] = isnan (x[t]) || count < 4 ? NAN : score_between (x[t], first, third);
}
