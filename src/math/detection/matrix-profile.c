/* Every window against every other, row by row of the matrix of their covariances. The covariance of windows i and j follows
 * from that of i - 1 and j - 1 by the one value that leaves and the one that enters each, so a cell costs a few operations
 * whatever the window's length, and neighbours in a row do not wait for each other: vectors do several at a time. (The update
 * is that of Kamgar's mpx; STOMP's, on raw products, loses digits on large levels.) Rounding adds up along a diagonal;
 * therefore a row is summed anew every so often, which is causal too. */
#include "math/detection/matrix-profile.h"
#include "math/clones.h"

#include <assert.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#define FLAT 1e-9           /* an sd below this share of the level is rounding noise */
#define RENEW 64            /* windows' lengths of rows between fresh sums: their cost is 1/64 of the whole */
#define CALM 1e-6           /* of the largest sum of squares since the last fresh sums: a thousandth of the sd */
#define LANES 8

typedef enum { WHOLE, STILL, BROKEN } Kind;     /* STILL: without spread; BROKEN: a value is missing */

struct AmProfile
{
  size_t window, exclusion, n, n_windows, next;
  bool past_only;
  double *y;                    /* less its first values' mean, 0 where missing */
  double *mean, *share;         /* of each window; share = 1 / sqrt (sum of squared distances from it), NaN for none */
  double *half_step, *two_away; /* (enters - leaves) / 2 and both their distances from the means */
  double *covariance;           /* of row `next` - 1, by distance of the windows */
  double *best;                 /* largest correlation of each window so far */
  double *row;
  uint8_t *kind;
  size_t *calm;                 /* windows that are calm after a storm, rising */
  size_t n_calm;
};

static size_t
full_exclusion (const AmMatrixProfile *how)
{
  return how->exclusion > 0 ? how->exclusion : (how->window + 1) / 2;
}

/* Of the first `window` values there are: no window has a neighbour before those are known. */
static double
level_of (const double *y, size_t n, size_t window)
{
  double mean = 0, count = 0;

  for (size_t t = 0; t < n && count < (double) window; t++)
    if (!isnan (y[t]))
      mean += (y[t] - mean) / ++count;
  return mean;
}

/* Mean and sum of squares of one window of finite values. */
static void
measure (const double *y, size_t window, double *mean, double *squares)
{
  double sum = 0;

  for (size_t k = 0; k < window; k++)
    sum += y[k];
  *mean = sum / (double) window;
  *squares = 0;
  for (size_t k = 0; k < window; k++)
    *squares += (y[k] - *mean) * (y[k] - *mean);
}

static Kind
kind_of (double level, double squares, size_t window, bool is_broken)
{
  if (is_broken)
    return BROKEN;
  return squares == 0 || sqrt (squares / (double) window) < FLAT * fabs (level) ? STILL : WHOLE;
}

static void
measure_windows (AmProfile *self, const double *y)
{
  size_t window = self->window, run = 0;
  double storm = 0;

  for (size_t t = 0; t < self->n; t++)
    {
      size_t i = t + 1 - window;
      double squares, level, own_squares;

      run = isnan (y[t]) ? 0 : run + 1;
      if (t + 1 < window)
        continue;
      measure (self->y + i, window, &self->mean[i], &squares);
      /* Of the values as they came: equal ones differ by rounding once a level is off. */
      measure (y + i, window, &level, &own_squares);
      self->kind[i] = kind_of (level, own_squares, window, run < window);
      self->share[i] = self->kind[i] == WHOLE && squares > 0 ? 1 / sqrt (squares) : NAN;
      self->best[i] = -INFINITY;
      storm = fmax (storm, squares);
      if (squares < CALM * storm)
        {
          self->calm[self->n_calm++] = i;
          storm = squares;
        }
      self->half_step[i] = i > 0 ? (self->y[t] - self->y[i - 1]) / 2 : 0;
      self->two_away[i] = i > 0 ? (self->y[t] - self->mean[i]) + (self->y[i - 1] - self->mean[i - 1]) : 0;
    }
}

AmProfile *
am_profile_alloc (const double *y, size_t n, const AmMatrixProfile *how)
{
  AmProfile *self;
  double *room, level;
  size_t n_windows;

  if (how->window < 4 || how->window > n)
    return NULL;
  self = calloc (1, sizeof *self);
  n_windows = n - how->window + 1;
  room = calloc (n + 7 * n_windows, sizeof (double));
  if (self != NULL)
    *self = (AmProfile) { .window = how->window, .exclusion = full_exclusion (how), .n = n, .n_windows = n_windows,
                          .past_only = how->past_only, .y = room, .kind = malloc (n_windows),
                          .calm = malloc (n_windows * sizeof (size_t)) };
  if (self == NULL || room == NULL || self->kind == NULL || self->calm == NULL)
    {
      if (self == NULL)
        free (room);
      am_profile_free (self);
      return NULL;
    }
  self->mean = room + n;
  self->share = self->mean + n_windows;
  self->half_step = self->share + n_windows;
  self->two_away = self->half_step + n_windows;
  self->covariance = self->two_away + n_windows;
  self->best = self->covariance + n_windows;
  self->row = self->best + n_windows;

  level = level_of (y, n, how->window);
  for (size_t t = 0; t < n; t++)
    {
      assert (!isinf (y[t]));
      self->y[t] = isnan (y[t]) ? 0 : y[t] - level;
    }
  measure_windows (self, y);
  return self;
}

void
am_profile_free (AmProfile *self)
{
  if (self == NULL)
    return;
  free (self->y);
  free (self->kind);
  free (self->calm);
  free (self);
}

/* Row i from scratch: covariance[d] of windows i and i + d. */
AM_CLONES static void
sum_row (const double *y, const double *mean, size_t window, size_t i, size_t from, size_t to, double *covariance)
{
  for (size_t d = from; d < to; d++)
    covariance[d] = 0;
  /* Place by place, so that neighbours in the row go side by side. */
  for (size_t k = 0; k < window; k++)
    {
      double away = y[i + k] - mean[i];
      const double *other = y + i + k, *other_mean = mean + i;

      for (size_t d = from; d < to; d++)
        covariance[d] += away * (other[d] - other_mean[d]);
    }
}

/* From row i - 1 to row i. Arrays are those of window i on. */
AM_CLONES static void
move_row (double half_step, double two_away, const double *restrict other_half_step, const double *restrict other_two_away,
          size_t from, size_t to, double *restrict covariance)
{
  for (size_t d = from; d < to; d++)
    covariance[d] += half_step * other_two_away[d] + other_half_step[d] * two_away;
}

/* NaN is larger than nothing: windows without a share leave `best` alone. */
AM_CLONES static void
match_row (double share, const double *restrict covariance, const double *restrict other_share, size_t from, size_t to,
           double *restrict best, double *restrict row)
{
  for (size_t d = from; d < to; d++)
    {
      double correlation = covariance[d] * share * other_share[d];

      row[d] = correlation;
      best[d] = correlation > best[d] ? correlation : best[d];
    }
}

AM_CLONES static double
largest (const double *row, size_t from, size_t to)
{
  double most[LANES], all = -INFINITY;
  size_t d = from;

  for (size_t lane = 0; lane < LANES; lane++)
    most[lane] = -INFINITY;
  for (; d + LANES <= to; d += LANES)
    for (size_t lane = 0; lane < LANES; lane++)
      most[lane] = row[d + lane] > most[lane] ? row[d + lane] : most[lane];
  for (; d < to; d++)
    all = row[d] > all ? row[d] : all;
  for (size_t lane = 0; lane < LANES; lane++)
    all = most[lane] > all ? most[lane] : all;
  return all;
}

static double
covariance_of (const AmProfile *self, size_t i, size_t j)
{
  double sum = 0;

  for (size_t k = 0; k < self->window; k++)
    sum += (self->y[i + k] - self->mean[i]) * (self->y[j + k] - self->mean[j]);
  return sum;
}

/* The first calm window from `from` on. */
static size_t
find_calm (const AmProfile *self, size_t from)
{
  size_t low = 0, high = self->n_calm;

  while (low < high)
    {
      size_t middle = low + (high - low) / 2;

      if (self->calm[middle] < from)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

static void
go_to_row (AmProfile *self, size_t i, size_t from, size_t to)
{
  size_t row_calm = find_calm (self, i);

  if (i % (RENEW * self->window) == 0 || (row_calm < self->n_calm && self->calm[row_calm] == i))
    {
      sum_row (self->y, self->mean, self->window, i, from, to, self->covariance);
      return;
    }
  move_row (self->half_step[i], self->two_away[i], self->half_step + i, self->two_away + i, from, to, self->covariance);
  for (size_t k = find_calm (self, i + from); k < self->n_calm; k++)
    self->covariance[self->calm[k] - i] = covariance_of (self, i, self->calm[k]);
}

bool
am_profile_step (AmProfile *self, size_t n_windows)
{
  size_t last = self->n_windows > self->exclusion ? self->n_windows - self->exclusion : 0;    /* rows with a neighbour after them */

  for (; n_windows > 0 && self->next < last; n_windows--, self->next++)
    {
      size_t i = self->next, from = self->exclusion, to = self->n_windows - i;

      go_to_row (self, i, from, to);
      if (self->kind[i] != WHOLE)
        continue;
      match_row (self->share[i], self->covariance, self->share + i, from, to, self->best + i, self->row);
      if (!self->past_only)
        {
          double most = largest (self->row, from, to);

          self->best[i] = most > self->best[i] ? most : self->best[i];
        }
    }
  return self->next < last;
}

/* First and last window of a kind. */
typedef struct { size_t first, last; bool any; } Extent;

static Extent
extent_of (const AmProfile *self, Kind kind)
{
  Extent extent = { 0 };

  for (size_t i = 0; i < self->n_windows; i++)
    if (self->kind[i] == kind)
      {
        if (!extent.any)
          extent.first = i;
        extent.last = i;
        extent.any = true;
      }
  return extent;
}

static bool
has_neighbour (const AmProfile *self, Extent extent, size_t i)
{
  if (!extent.any)
    return false;
  return extent.first + self->exclusion <= i || (!self->past_only && extent.last >= i + self->exclusion);
}

static double
distance_at (double correlation, size_t window)
{
  return sqrt (2 * (double) window * fmax (0, 1 - correlation));
}

void
am_profile_finish (const AmProfile *self, double *distance)
{
  Extent whole = extent_of (self, WHOLE), still = extent_of (self, STILL);

  for (size_t t = 0; t + 1 < self->window; t++)
    distance[t] = NAN;
  for (size_t i = 0; i < self->n_windows; i++)
    {
      double best = self->best[i];

      /* sqrt (window) apart: as if the correlation were one half. */
      if (self->kind[i] == STILL)
        best = has_neighbour (self, still, i) ? 1 : has_neighbour (self, whole, i) ? 0.5 : -INFINITY;
      else if (self->kind[i] == WHOLE && has_neighbour (self, still, i))
        best = fmax (best, 0.5);
      distance[i + self->window - 1] = best == -INFINITY ? NAN : distance_at (best, self->window);
    }
}

static double
correlation_of (const double *a, const double *b, size_t window)
{
  double mean_a, mean_b, squares_a, squares_b, sum = 0;
  Kind kind_a, kind_b;

  measure (a, window, &mean_a, &squares_a);
  measure (b, window, &mean_b, &squares_b);
  kind_a = kind_of (mean_a, squares_a, window, isnan (mean_a));
  kind_b = kind_of (mean_b, squares_b, window, isnan (mean_b));
  if (kind_a == BROKEN || kind_b == BROKEN)
    return -INFINITY;
  if (kind_a == STILL || kind_b == STILL)
    return kind_a == kind_b ? 1 : 0.5;
  for (size_t k = 0; k < window; k++)
    sum += (a[k] - mean_a) * (b[k] - mean_b);
  return sum / sqrt (squares_a) / sqrt (squares_b);
}

size_t
am_profile_nearest (const double *y, size_t n, const AmMatrixProfile *how, size_t end, double *distance)
{
  size_t window = how->window, exclusion = full_exclusion (how), nearest = SIZE_MAX;
  double best = -INFINITY;

  *distance = NAN;
  if (window < 4 || end >= n || end + 1 < window)
    return SIZE_MAX;
  for (size_t other = window - 1; other < n; other++)
    {
      double correlation;

      if ((how->past_only && other + exclusion > end) || (other < end ? end - other : other - end) < exclusion)
        continue;
      correlation = correlation_of (y + (end + 1 - window), y + (other + 1 - window), window);
      if (correlation > best)
        {
          best = correlation;
          nearest = other;
        }
    }
  if (nearest != SIZE_MAX)
    *distance = distance_at (best, window);
  return nearest;
}
