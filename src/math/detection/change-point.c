/* PELT. best[t] is the least cost of the first t values, penalties counted: the least over s of best[s] + cost (s, t) +
 * penalty. A place s that is worse than best[t] even without the penalty can never again be the last change, since a new
 * change at t would do better; but only once a segment that begins at t may be long enough, so it is dropped min_length values
 * later. Forgetting that delay loses the optimum on short segments. */
#include "math/detection/change-point.h"
#include "math/detection/robust-z.h"
#include "math/detection/sorted-window-private.h"
#include "math/order.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#define LEAST_VARIANCE 1e-4     /* of a segment, as a share of the series' */

typedef struct { size_t place, dies_at; } Candidate;

struct AmChangePointSearch
{
  AmChangePoint how;
  size_t n, next;               /* values; the next t */
  size_t *row;                  /* of each value */
  double *sum, *squares;        /* of the first t values, less the mean of all, in units of sigma or of sd */
  double *best;
  size_t *last;                 /* the last change before t; 0: none */
  Candidate *candidate;
  size_t n_candidates;
  double least_variance;
};

static double
mean_of (const double *x, size_t n)
{
  double mean = 0;

  for (size_t i = 0; i < n; i++)
    mean += (x[i] - mean) / (double) (i + 1);
  return mean;
}

static double
variance_of (const double *x, size_t n)
{
  double mean = mean_of (x, n), squares = 0;

  for (size_t i = 0; i < n; i++)
    squares += (x[i] - mean) * (x[i] - mean);
  return squares / (double) n;
}

/* Steps between neighbours see the noise sqrt (2) times and hardly a change of level. work: n. */
static double
noise_of (const double *x, size_t n, double *work)
{
  double median, mad;

  if (n < 2)
    return 0;
  for (size_t i = 0; i + 1 < n; i++)
    work[i] = x[i + 1] - x[i];
  qsort (work, n - 1, sizeof *work, am_compare_doubles);
  median = am_sorted_median (work, n - 1);
  mad = am_sorted_mad (work, n - 1, median);
  return mad > 0 ? AM_MAD_TO_SD * mad / M_SQRT2 : sqrt (variance_of (work, n - 1) / 2);
}

static bool
complete (AmChangePoint *how)
{
  if (how->min_length == 0)
    how->min_length = 7;
  return how->min_length >= (how->kind == AM_CHANGE_MEAN_VARIANCE ? 2 : 1) && how->penalty >= 0 && how->sigma >= 0
         && isfinite (how->penalty) && isfinite (how->sigma);
}

/* x: the values that exist, overwritten. */
static void
sum_up (AmChangePointSearch *self, double *x)
{
  double mean = mean_of (x, self->n), unit = sqrt (variance_of (x, self->n));

  self->least_variance = unit > 0 ? LEAST_VARIANCE : 0;
  /* best is not in use yet. */
  if (self->how.kind == AM_CHANGE_MEAN)
    unit = self->how.sigma > 0 ? self->how.sigma : noise_of (x, self->n, self->best);
  if (unit <= 1e-12 * fabs (mean))
    unit = 0;
  for (size_t i = 0; i < self->n; i++)
    {
      double z = unit > 0 ? (x[i] - mean) / unit : 0;

      self->sum[i + 1] = self->sum[i] + z;
      self->squares[i + 1] = self->squares[i] + z * z;
    }
  if (unit == 0)
    self->least_variance = 0;
}

AmChangePointSearch *
am_change_point_alloc (const double *y, size_t n, const AmChangePoint *how)
{
  AmChangePointSearch *self = calloc (1, sizeof *self);
  double *x = malloc ((n + 1) * sizeof (double));

  if (self == NULL || x == NULL)
    {
      free (self);
      free (x);
      return NULL;
    }
  self->how = *how;
  self->row = malloc ((n + 1) * sizeof (size_t));
  self->sum = calloc (n + 1, sizeof (double));
  self->squares = calloc (n + 1, sizeof (double));
  self->best = calloc (n + 1, sizeof (double));
  self->last = calloc (n + 1, sizeof (size_t));
  self->candidate = malloc ((n + 1) * sizeof (Candidate));
  if (!complete (&self->how) || !self->row || !self->sum || !self->squares || !self->best || !self->last || !self->candidate)
    {
      am_change_point_free (self);
      free (x);
      return NULL;
    }

  for (size_t t = 0; t < n; t++)
    if (!isnan (y[t]))
      {
        self->row[self->n] = t;
        x[self->n++] = y[t];
      }
  if (self->n > 0)
    sum_up (self, x);
  free (x);
  if (self->how.penalty == 0)
    self->how.penalty = (self->how.kind == AM_CHANGE_MEAN ? 2 : 3) * log (self->n > 1 ? (double) self->n : 2);

  /* The whole as one segment is best until two fit; place 0 costs no penalty. */
  self->best[0] = -self->how.penalty;
  self->next = self->how.min_length;
  self->candidate[self->n_candidates++] = (Candidate) { 0, SIZE_MAX };
  return self;
}

void
am_change_point_free (AmChangePointSearch *self)
{
  if (self == NULL)
    return;
  free (self->row);
  free (self->sum);
  free (self->squares);
  free (self->best);
  free (self->last);
  free (self->candidate);
  free (self);
}

/* Of values from..to-1. */
static inline double
cost (const AmChangePointSearch *self, size_t from, size_t to)
{
  double m = (double) (to - from), sum = self->sum[to] - self->sum[from];
  double squares = fmax (0, self->squares[to] - self->squares[from] - sum * sum / m);
  double variance, used;

  if (self->how.kind == AM_CHANGE_MEAN)
    return squares;
  variance = squares / m;
  used = variance > self->least_variance ? variance : self->least_variance;
  /* A series without any spread has no likelihood: every split costs the same. */
  return used > 0 ? m * (log (used) + variance / used) : 0;
}

static void
settle (AmChangePointSearch *self, size_t t)
{
  size_t kept = 0;
  double best = INFINITY;

  for (size_t i = 0; i < self->n_candidates; i++)
    {
      size_t s = self->candidate[i].place;
      double value = self->best[s] + cost (self, s, t) + self->how.penalty;

      if (value < best)
        {
          best = value;
          self->last[t] = s;
        }
    }
  self->best[t] = best;

  for (size_t i = 0; i < self->n_candidates; i++)
    {
      Candidate one = self->candidate[i];

      if (one.dies_at == SIZE_MAX && self->best[one.place] + cost (self, one.place, t) > best)
        one.dies_at = t + self->how.min_length;
      if (one.dies_at > t + 1)
        self->candidate[kept++] = one;
    }
  self->n_candidates = kept;
}

bool
am_change_point_step (AmChangePointSearch *self, size_t n_values)
{
  size_t min_length = self->how.min_length;

  for (; n_values > 0 && self->next <= self->n; n_values--, self->next++)
    {
      size_t t = self->next;

      /* The newest place from which a segment up to t is long enough. */
      if (t >= 2 * min_length)
        self->candidate[self->n_candidates++] = (Candidate) { t - min_length, SIZE_MAX };
      settle (self, t);
    }
  return self->next <= self->n;
}

size_t
am_change_point_finish (const AmChangePointSearch *self, size_t *change)
{
  size_t count = 0;

  if (self->n < 2 * self->how.min_length)
    return 0;
  for (size_t t = self->last[self->n]; t > 0; t = self->last[t])
    count++;
  for (size_t t = self->last[self->n], i = count; t > 0; t = self->last[t])
    change[--i] = self->row[t];
  return count;
}

size_t
am_change_point_most (const AmChangePointSearch *self)
{
  return self->n / self->how.min_length;
}

double
am_change_point_cost (const AmChangePointSearch *self)
{
  return self->n < self->how.min_length ? NAN : self->best[self->n];
}
