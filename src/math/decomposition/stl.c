/* The inner loop takes the trend off, smooths the values of each step of the season on their own (one step beyond either end, so
 * that the filter below loses nothing), takes from these what is no season (three moving averages and a LOESS), and smooths what is
 * left of the series as the trend. The outer loop gives values far from the fit less weight. */
#include "math/decomposition/stl.h"
#include "math/decomposition/loess.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct
{
  const double *y;
  size_t n, period;
  AmLoess season, trend, low_pass;
  double *seasonal, *trend_values, *weights;
  bool weighted;
  double *cycle;               /* [n + 2 period] the smoothed steps of the season, one season beyond either end */
  double *filtered;            /* [n + 2 period] */
  double *rest;                /* [n + 2 period] */
  double *one, *one_weights;   /* [n / period + 3] the values of one step of the season */
  double *one_smooth;          /* same */
  double *work;                /* AM_LOESS_WORK (n) */
} Stl;

static size_t
next_odd (double x)
{
  size_t whole = (size_t) fmax (round (x), 3);

  return whole + (whole % 2 == 0);
}

static AmLoess
window_of (size_t window, int degree)
{
  return (AmLoess) { window, degree, (window + 9) / 10 };
}

/* ---- inner loop ---- */

static void
smooth_step (Stl *self, const double *y, size_t step)
{
  size_t n = (self->n - step - 1) / self->period + 1, window = self->season.window, count = window < n ? window : n;
  const double *weights = self->weighted ? self->one_weights : NULL;
  double *smooth = self->one_smooth;

  for (size_t i = 0; i < n; i++)
    {
      self->one[i] = y[i * self->period + step];
      self->one_weights[i] = self->weights[i * self->period + step];
    }
  am_loess (self->one, n, &self->season, weights, smooth + 1, self->work);
  if (!am_loess_at (self->one, n, &self->season, weights, 0, 0, count, &smooth[0], self->work))
    smooth[0] = smooth[1];
  if (!am_loess_at (self->one, n, &self->season, weights, (double) n + 1, n - count, count, &smooth[n + 1], self->work))
    smooth[n + 1] = smooth[n];
  for (size_t i = 0; i < n + 2; i++)
    self->cycle[i * self->period + step] = smooth[i];
}

/* to[n - span + 1], which may be `from`; returns its length. */
static size_t
average (const double *from, size_t n, size_t span, double *to)
{
  double sum = 0;

  for (size_t i = 0; i < span; i++)
    sum += from[i];
  for (size_t i = 0; i + span <= n; i++)
    {
      double gone = from[i];

      to[i] = sum / (double) span;
      if (i + span < n)
        sum += from[i + span] - gone;
    }
  return n - span + 1;
}

static void
pass (Stl *self)
{
  size_t n = self->n, length = n + 2 * self->period;

  for (size_t i = 0; i < n; i++)
    self->rest[i] = self->y[i] - self->trend_values[i];
  for (size_t step = 0; step < self->period; step++)
    smooth_step (self, self->rest, step);
  length = average (self->cycle, length, self->period, self->filtered);
  length = average (self->filtered, length, self->period, self->filtered);
  average (self->filtered, length, 3, self->filtered);
  am_loess (self->filtered, n, &self->low_pass, NULL, self->rest, self->work);
  for (size_t i = 0; i < n; i++)
    {
      self->seasonal[i] = self->cycle[self->period + i] - self->rest[i];
      self->rest[i] = self->y[i] - self->seasonal[i];
    }
  am_loess (self->rest, n, &self->trend, self->weighted ? self->weights : NULL, self->trend_values, self->work);
}

/* ---- outer loop ---- */

static int
compare (const void *a, const void *b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

/* Bisquare of the distance from the fit in units of six times its median. The authors' program, and with it R's stl(), asks its
 * partial sort for the two middle places in falling order, which for an even number of values now and then gives a place some ten
 * below the middle; the published definition, the median, is kept here. */
static void
weigh (Stl *self)
{
  size_t n = self->n;
  double reach;

  for (size_t i = 0; i < n; i++)
    self->weights[i] = self->rest[i] = fabs (self->y[i] - self->trend_values[i] - self->seasonal[i]);
  qsort (self->rest, n, sizeof (double), compare);
  reach = 3 * (self->rest[n / 2] + self->rest[n - n / 2 - 1]);
  for (size_t i = 0; i < n; i++)
    {
      double distance = self->weights[i], part = distance / reach, rest = 1 - part * part;

      self->weights[i] = distance <= 0.001 * reach ? 1 : distance <= 0.999 * reach ? rest * rest : 0;
    }
  self->weighted = true;
}

/* A periodic season is the mean of each of its steps. */
static void
average_steps (Stl *self)
{
  for (size_t step = 0; step < self->period; step++)
    {
      double sum = 0;
      size_t count = 0;

      for (size_t i = step; i < self->n; i += self->period, count++)
        sum += self->seasonal[i];
      for (size_t i = step; i < self->n; i += self->period)
        self->seasonal[i] = sum / (double) count;
    }
}

static void
run (Stl *self, bool robust)
{
  for (int outer = 0; outer <= (robust ? 15 : 0); outer++)
    {
      if (outer > 0)
        weigh (self);
      for (int inner = 0; inner < (robust ? 1 : 2); inner++)
        pass (self);
    }
}

static bool
is_finite (const double *y, size_t n)
{
  for (size_t i = 0; i < n; i++)
    if (!isfinite (y[i]))
      return false;
  return true;
}

static void
choose_windows (Stl *self, const AmStl *how)
{
  /* R makes "periodic" a window of ten times the series, then averages; a mean over all of a step's values in all but name. */
  size_t season = how->season_window > 0 ? how->season_window : 10 * self->n + 1;
  double trend = ceil (1.5 * (double) self->period / (1 - 1.5 / (double) season));

  self->season = window_of (season, 0);
  self->trend = window_of (how->trend_window > 0 ? how->trend_window : next_odd (trend), 1);
  self->low_pass = window_of (how->low_pass_window > 0 ? how->low_pass_window : next_odd ((double) self->period), 1);
}

bool
am_stl (const double *y, size_t n, const AmStl *how, double *seasonal, double *trend, double *remainder, double *weights)
{
  Stl self = { .y = y, .n = n, .period = how->period, .seasonal = seasonal, .trend_values = trend };
  size_t longer, one;
  double *work;

  if (how->period < 2 || how->period > n / 2 || n <= 2 * how->period || !is_finite (y, n))
    return false;
  longer = n + 2 * how->period;
  one = n / how->period + 3;
  work = malloc ((3 * longer + 3 * one + AM_LOESS_WORK (n) + n) * sizeof (double));
  if (work == NULL)
    return false;
  self.cycle = work;
  self.filtered = self.cycle + longer;
  self.rest = self.filtered + longer;
  self.one = self.rest + longer;
  self.one_weights = self.one + one;
  self.one_smooth = self.one_weights + one;
  self.weights = self.one_smooth + one;
  self.work = self.weights + n;

  memset (trend, 0, n * sizeof (double));
  for (size_t i = 0; i < n; i++)
    self.weights[i] = 1;
  choose_windows (&self, how);
  run (&self, how->robust);
  if (how->season_window == 0)
    average_steps (&self);
  for (size_t i = 0; i < n; i++)
    remainder[i] = y[i] - seasonal[i] - trend[i];
  if (weights != NULL)
    memcpy (weights, self.weights, n * sizeof (double));
  free (work);
  return true;
}
