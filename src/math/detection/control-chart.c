#include "math/detection/control-chart.h"
#include "math/detection/moment-queue-private.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

#define FLAT 1e-9       /* a spread below this share of the level is rounding noise */

struct AmStandardiseState
{
  AmStandardise how;
  AmMomentQueue queue;      /* with a window, else: */
  AmMoments all;
};

AmStandardiseState *
am_standardise_alloc (const AmStandardise *how)
{
  AmStandardise full = *how;
  AmStandardiseState *self;

  if (full.min_values == 0)
    full.min_values = full.window > 0 && full.window < 15 ? full.window : 15;
  if (full.min_values < 3 || (full.window > 0 && full.min_values > full.window))
    return NULL;

  self = calloc (1, sizeof *self);
  if (self == NULL)
    return NULL;
  self->how = full;
  if (full.window > 0 && !am_moment_queue_init (&self->queue, full.window))
    {
      free (self);
      return NULL;
    }
  return self;
}

void
am_standardise_free (AmStandardiseState *self)
{
  if (self == NULL)
    return;
  am_moment_queue_clear (&self->queue);
  free (self);
}

void
am_standardise_forget (AmStandardiseState *self)
{
  self->all = (AmMoments) { 0 };
  am_moment_queue_empty (&self->queue);
}

/* Student's t to a normal score: Wallace (1959). */
static double
normal_score (double t, double degrees)
{
  return copysign ((8 * degrees + 1) / (8 * degrees + 3) * sqrt (degrees * log1p (t * t / degrees)), t);
}

static double
standardise (double x, AmMoments past)
{
  double sd = am_moments_sd (past), away = x - past.mean;

  if (sd == 0 || sd < FLAT * fabs (past.mean))
    return fabs (away) <= FLAT * fabs (past.mean) ? 0 : copysign (AM_SCORE_LARGEST, away);
  return am_score_bounded (normal_score (away / (sd * sqrt (1 + 1 / past.n)), past.n - 1));
}

void
am_standardise_run (AmStandardiseState *self, const double *y, size_t n, double *z)
{
  bool has_window = self->how.window > 0;

  for (size_t t = 0; t < n; t++)
    {
      AmMoments past = has_window ? am_moment_queue_get (&self->queue) : self->all;
      double x = y[t], left;

      assert (!isinf (x));
      z[t] = isnan (x) || past.n < (double) self->how.min_values ? NAN : standardise (x, past);
      if (isnan (x))
        continue;
      if (has_window)
        am_moment_queue_push (&self->queue, x, &left);
      else
        am_moments_add (&self->all, x);
    }
}

void
am_ewma_chart (const double *z, size_t n, const AmEwmaChart *how, AmEwmaState *state, double *score, uint8_t *alarm)
{
  double weight = how->weight == 0 ? 0.2 : how->weight, limit = how->limit == 0 ? 2.962 : how->limit;
  double keep = 1 - weight, per_sd = sqrt ((2 - weight) / weight);
  AmEwmaState now = *state;

  if (now.n_values == 0)
    now.decay = 1;
  for (size_t t = 0; t < n; t++)
    {
      bool is_alarm = false;

      assert (!isinf (z[t]));
      if (isnan (z[t]))
        score[t] = NAN;
      else
        {
          now.value = keep * now.value + weight * z[t];
          now.n_values++;
          score[t] = now.value * per_sd;
          /* The part of the width still to come is soon below the last digit. */
          if (now.decay > 1e-17)
            {
              now.decay *= keep * keep;
              if (!how->settled)
                score[t] /= sqrt (1 - now.decay);
            }
          score[t] = am_score_bounded (score[t]);
          is_alarm = fabs (score[t]) >= limit;
          if (is_alarm && how->reset)
            now = (AmEwmaState) { .decay = 1, .n_values = now.n_values };
        }
      if (alarm != NULL)
        alarm[t] = is_alarm;
    }
  *state = now;
}

/* What both sums of a chart end a row with. The row counter is the caller's. */
static inline double
larger_side (double high, double low, size_t high_since, size_t low_since, size_t row, size_t *since)
{
  if (high == 0 && low == 0)
    *since = row;
  else
    *since = high >= low ? high_since : low_since;
  return am_score_bounded (high >= low ? high : -low);
}

void
am_cusum (const double *z, size_t n, const AmCusum *how, AmCusumState *state, double *score, uint8_t *alarm, size_t *since)
{
  double slack = how->slack == 0 ? 0.5 : how->slack, limit = how->limit == 0 ? 5 : how->limit;
  AmCusumState now = *state;

  for (size_t t = 0; t < n; t++, now.n_rows++)
    {
      size_t began = SIZE_MAX;
      bool is_alarm = false;

      assert (!isinf (z[t]));
      if (isnan (z[t]))
        score[t] = NAN;
      else
        {
          now.high_since = now.high == 0 ? now.n_rows : now.high_since;
          now.low_since = now.low == 0 ? now.n_rows : now.low_since;
          now.high = fmax (0, now.high + (z[t] - slack));
          now.low = fmax (0, now.low - (z[t] + slack));
          score[t] = larger_side (now.high, now.low, now.high_since, now.low_since, now.n_rows, &began);
          is_alarm = fabs (score[t]) >= limit;
          if (is_alarm && !how->no_reset)
            now.high = now.low = 0;
        }
      if (alarm != NULL)
        alarm[t] = is_alarm;
      if (since != NULL)
        since[t] = began;
    }
  *state = now;
}

void
am_page_hinkley (const double *z, size_t n, const AmPageHinkley *how, AmPageHinkleyState *state, double *score,
                 uint8_t *alarm, size_t *since)
{
  double delta = how->delta == 0 ? 0.005 : how->delta, limit = how->limit == 0 ? 50 : how->limit;
  size_t min_values = how->min_values == 0 ? 30 : how->min_values;
  AmPageHinkleyState now = *state;

  for (size_t t = 0; t < n; t++, now.n_rows++)
    {
      size_t began = SIZE_MAX;
      bool is_alarm = false;

      assert (!isinf (z[t]));
      if (isnan (z[t]))
        score[t] = NAN;
      else
        {
          double away;

          now.mean += (z[t] - now.mean) / (double) ++now.n_values;
          away = z[t] - now.mean;
          now.high_since = now.high == 0 ? now.n_rows : now.high_since;
          now.low_since = now.low == 0 ? now.n_rows : now.low_since;
          /* A sum less its minimum is the same sum that never falls below 0. */
          now.high = fmax (0, now.high + (away - delta));
          now.low = fmax (0, now.low - (away + delta));
          score[t] = larger_side (now.high, now.low, now.high_since, now.low_since, now.n_rows, &began);
          is_alarm = fabs (score[t]) >= limit && now.n_values >= min_values;
          if (is_alarm && !how->no_reset)
            now = (AmPageHinkleyState) { .n_rows = now.n_rows };
        }
      if (alarm != NULL)
        alarm[t] = is_alarm;
      if (since != NULL)
        since[t] = began;
    }
  *state = now;
}
