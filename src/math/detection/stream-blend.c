#include "math/detection/stream-blend.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#define LEAST_VALUES 15
#define LEAST_BLENDS 50
#define LARGEST_Z 100
#define OWN_QUANTILE 0.99
#define N_PARTS 5

/* ---- a window with mean and variance ---- */

/* Welford's steps forward and backward; all is summed anew once a window's length, so that no error lasts. */
typedef struct
{
  double *ring;
  size_t size, n, next, n_steps;
  double mean, squares;
} Window;

static bool
window_init (Window *self, size_t size)
{
  *self = (Window) { .ring = malloc (size * sizeof (double)), .size = size };
  return self->ring != NULL;
}

static void
window_sum (Window *self)
{
  double sum = 0;

  for (size_t i = 0; i < self->n; i++)
    sum += self->ring[i];
  self->mean = sum / (double) self->n;
  self->squares = 0;
  for (size_t i = 0; i < self->n; i++)
    self->squares += (self->ring[i] - self->mean) * (self->ring[i] - self->mean);
}

static void
window_push (Window *self, double x)
{
  bool is_full = self->n == self->size;
  double old = is_full ? self->ring[self->next] : 0, before = self->mean;

  self->ring[self->next] = x;
  self->next = (self->next + 1) % self->size;
  self->n += !is_full;
  if (++self->n_steps % self->size == 0)
    {
      window_sum (self);
      return;
    }
  self->mean += (x - (is_full ? old : before)) / (double) self->n;
  self->squares += is_full ? (x - old) * (x - self->mean + old - before) : (x - before) * (x - self->mean);
}

static double
window_sd (const Window *self)
{
  return self->n < 2 ? NAN : self->squares > 0 ? sqrt (self->squares / (double) (self->n - 1)) : 0;
}

/* |z| of a value that is not in it yet; 0 while there is too little to say. */
static double
window_distance (const Window *self, double x, size_t least)
{
  double floor = 1e-9 * fmax (fabs (self->mean), 1e-12);

  return self->n < least ? 0 : fmin (fabs (x - self->mean) / fmax (window_sd (self), floor), LARGEST_Z);
}

/* ---- all blends so far, by size ---- */

#define BINS_A_UNIT 1024
#define N_BINS 4800            /* log (1 + LARGEST_Z) fits */

typedef struct { unsigned long long count[N_BINS], n, below; size_t at; } Blends;       /* below: counts in bins before `at` */

static double
blends_quantile (Blends *self)
{
  double rank = OWN_QUANTILE * (double) (self->n - 1);

  while ((double) (self->below + self->count[self->at]) <= rank)
    self->below += self->count[self->at++];
  while ((double) self->below > rank)
    self->below -= self->count[--self->at];
  return ((double) self->at + 0.5) / BINS_A_UNIT;
}

static void
blends_push (Blends *self, double blend)
{
  size_t bin = (size_t) (blend * BINS_A_UNIT);

  bin = bin < N_BINS ? bin : N_BINS - 1;
  self->count[bin]++;
  self->below += bin < self->at;
  self->n++;
}

/* ---- the stream ---- */

struct AmStreamBlendState
{
  size_t season, n_seasons, least, n;
  double own;
  Window value, hour, quarter, unrest;           /* the last seasons of the value, of its means and of its sd */
  Window last_hour, last_unrest, last_quarter;   /* what those are taken of */
  double *past_hour;                             /* ring of n_seasons * season short means */
  Blends blends;
};

static size_t
at_least (size_t n, size_t least)
{
  return n > least ? n : least;
}

AmStreamBlendState *
am_stream_blend_alloc (const AmStreamBlend *how)
{
  size_t n_seasons = how->n_seasons > 0 ? how->n_seasons : 7;
  double own = how->own > 0 ? how->own : 0.75;
  size_t hour = (how->season + 12) / 24, all;
  AmStreamBlendState *self;

  if (how->season < 4 || n_seasons < 2 || n_seasons > 1000 || how->season > 100000000 / n_seasons || how->own < 0 || !(own <= 1))
    return NULL;
  all = n_seasons * how->season;
  self = calloc (1, sizeof *self);
  if (self == NULL)
    return NULL;

  self->season = how->season;
  self->n_seasons = n_seasons;
  self->own = own;
  self->least = at_least (how->season / 4, LEAST_VALUES);
  self->past_hour = malloc (all * sizeof (double));
  if (self->past_hour != NULL && window_init (&self->value, all) && window_init (&self->hour, all)
      && window_init (&self->quarter, all) && window_init (&self->unrest, all)
      && window_init (&self->last_hour, at_least (hour, 2)) && window_init (&self->last_unrest, at_least (hour, 3))
      && window_init (&self->last_quarter, at_least (how->season / 4, 2)))
    return self;
  am_stream_blend_free (self);
  return NULL;
}

void
am_stream_blend_free (AmStreamBlendState *self)
{
  if (self == NULL)
    return;
  free (self->value.ring);
  free (self->hour.ring);
  free (self->quarter.ring);
  free (self->unrest.ring);
  free (self->last_hour.ring);
  free (self->last_unrest.ring);
  free (self->last_quarter.ring);
  free (self->past_hour);
  free (self);
}

/* The short mean against those of the same step in the seasons before. */
static double
season_distance (const AmStreamBlendState *self, double hour)
{
  size_t all = self->n_seasons * self->season, n = 0;
  double mean = 0, squares = 0, sd;

  for (size_t back = self->season; back <= all && back <= self->n; back += self->season)
    {
      double x = self->past_hour[(self->n - back) % all], before = mean;

      mean += (x - mean) / (double) ++n;
      squares += (x - before) * (x - mean);
    }
  if (n < 3 || self->hour.n < LEAST_VALUES)
    return 0;
  sd = fmax (sqrt (squares / (double) (n - 1)), 0.1 * window_sd (&self->hour));
  return fmin (fabs (hour - mean) / fmax (sd, 1e-9 * fmax (fabs (mean), 1e-12)), LARGEST_Z);
}

static double
blend_value (AmStreamBlendState *self, double y)
{
  double hour, quarter, unrest, sum;

  window_push (&self->last_hour, y);
  window_push (&self->last_unrest, y);
  window_push (&self->last_quarter, y);
  hour = self->last_hour.mean;
  quarter = self->last_quarter.mean;
  unrest = self->n > 0 ? window_sd (&self->last_unrest) : 0;

  sum = log1p (window_distance (&self->value, y, self->least)) + log1p (window_distance (&self->hour, hour, self->least))
        + log1p (window_distance (&self->quarter, quarter, self->least)) + log1p (window_distance (&self->unrest, unrest, self->least))
        + log1p (season_distance (self, hour));

  window_push (&self->value, y);
  window_push (&self->hour, hour);
  window_push (&self->quarter, quarter);
  window_push (&self->unrest, unrest);
  self->past_hour[self->n % (self->n_seasons * self->season)] = hour;
  self->n++;
  return sum / N_PARTS;
}

void
am_stream_blend_run (AmStreamBlendState *self, const double *y, size_t n, double *score, double *level)
{
  for (size_t t = 0; t < n; t++)
    {
      size_t least = at_least (self->season / 4, LEAST_BLENDS);
      double blend;

      score[t] = NAN;
      if (level != NULL)
        level[t] = self->n >= self->least ? self->value.mean : NAN;
      if (isnan (y[t]))
        continue;
      blend = blend_value (self, y[t]);
      if (self->n > least)
        score[t] = blend - self->own * blends_quantile (&self->blends);
      blends_push (&self->blends, blend);
    }
}
