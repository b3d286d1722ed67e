/* Mean and sum of squares of the last `window` values, without ever taking a value out again: rolling-z.c drawn out to a
 * stream.
 *
 * Values go into blocks of `window` places. When a block is full, the moments of its values from each place on are grown
 * backwards; the window that ends at place r of the next block is those from r on, and the new block's first r values, merged.
 * A place's old value is still there when the new one comes, so whoever keeps the window sorted is told which value leaves. */
#pragma once
#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>

typedef struct { double n, mean, m2; } AmMoments;      /* m2: sum of squared distances from the mean */

typedef struct
{
  size_t window, place;
  bool has_block;                           /* a full block lies before this one */
  double *value, *suffix_mean, *suffix_m2;  /* window places; one allocation */
  AmMoments prefix;                         /* of this block */
} AmMomentQueue;

/* Welford (1962), Technometrics 4, 419-420. */
static inline void
am_moments_add (AmMoments *self, double x)
{
  double away = x - self->mean;

  self->n++;
  self->mean += away / self->n;
  self->m2 += away * (x - self->mean);
}

/* Chan, Golub & LeVeque (1983), equations 2.1. */
static inline AmMoments
am_moments_merge (AmMoments a, AmMoments b)
{
  double n = a.n + b.n, apart = b.mean - a.mean;

  if (n == 0)
    return a;
  return (AmMoments) { n, a.mean + apart * (b.n / n), a.m2 + b.m2 + apart * apart * (a.n * b.n / n) };
}

/* NaN below two values. */
static inline double
am_moments_sd (AmMoments self)
{
  return self.n < 2 ? NAN : sqrt (self.m2 / (self.n - 1));
}

static inline bool
am_moment_queue_init (AmMomentQueue *self, size_t window)
{
  *self = (AmMomentQueue) { .window = window };
  self->value = calloc (window, 3 * sizeof (double));
  if (self->value == NULL)
    return false;
  self->suffix_mean = self->value + window;
  self->suffix_m2 = self->suffix_mean + window;
  return true;
}

static inline void
am_moment_queue_clear (AmMomentQueue *self)
{
  free (self->value);
}

static inline size_t
am_moment_queue_count (const AmMomentQueue *self)
{
  return self->has_block ? self->window : self->place;
}

static inline AmMoments
am_moment_queue_get (const AmMomentQueue *self)
{
  size_t r = self->place;

  if (!self->has_block || r == self->window)
    return self->prefix;
  return am_moments_merge ((AmMoments) { (double) (self->window - r), self->suffix_mean[r], self->suffix_m2[r] }, self->prefix);
}

static inline void
am_moment_queue_turn_block (AmMomentQueue *self)
{
  AmMoments suffix = { 0 };

  for (size_t r = self->window; r-- > 0;)
    {
      am_moments_add (&suffix, self->value[r]);
      self->suffix_mean[r] = suffix.mean;
      self->suffix_m2[r] = suffix.m2;
    }
  self->prefix = (AmMoments) { 0 };
  self->place = 0;
  self->has_block = true;
}

/* True, and *left set, when a value had to leave. */
static inline bool
am_moment_queue_push (AmMomentQueue *self, double x, double *left)
{
  bool has_left = self->has_block;

  *left = self->value[self->place];
  self->value[self->place++] = x;
  am_moments_add (&self->prefix, x);
  if (self->place == self->window)
    am_moment_queue_turn_block (self);
  return has_left;
}

static inline void
am_moment_queue_empty (AmMomentQueue *self)
{
  self->place = 0;
  self->has_block = false;
  self->prefix = (AmMoments) { 0 };
}
