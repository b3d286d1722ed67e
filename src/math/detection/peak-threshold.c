#include "math/detection/peak-threshold.h"
#include "math/detection/moment-queue-private.h"
#include "math/detection/sorted-window-private.h"
#include "math/detection/tail-fit.h"
#include "math/order.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

#define MOST_SCORE 300.0
#define RARER 20
#define ENOUGH_PEAKS 100

/* One tail. Peaks are held twice: by age, to know which leaves, and sorted, as the fit wants them. */
typedef struct
{
  double threshold;         /* in the direction of the tail: values are turned for the lower one */
  double *ring, *sorted;
  size_t most;              /* places in each */
  size_t n_peaks;           /* since the threshold was set, all of them: their share of n_values is the tail's weight */
  size_t n_new;             /* since the fit */
  AmTail tail;
  bool has_tail;
} Tail;

struct AmPeakThresholdState
{
  AmPeakThreshold how;
  AmMomentQueue drift;
  double *start;            /* the first values; sorted when there are enough */
  size_t n_start;
  double n_values;          /* normal ones since the beginning, the first ones among them */
  Tail high, low;
  size_t n_alarms;          /* in a row */
};

static bool
complete (AmPeakThreshold *how)
{
  if (how->start == 0)
    how->start = 0.98;
  if (how->risk == 0)
    how->risk = 1e-4;
  if (how->n_start == 0)
    how->n_start = 1000;
  if (how->max_peaks == 0)
    how->max_peaks = 200;
  return how->start > 0 && how->start < 1 && how->risk > 0 && how->risk < 1 - how->start && how->n_start >= 100 && how->max_peaks >= 20
         && how->n_start < (size_t) 1 << 40 && how->max_peaks < (size_t) 1 << 40 && how->drift < (size_t) 1 << 40;
}

static bool
tail_init (Tail *self, size_t max_peaks)
{
  self->ring = malloc (max_peaks * sizeof (double));
  self->sorted = malloc (max_peaks * sizeof (double));
  self->most = max_peaks;
  return self->ring != NULL && self->sorted != NULL;
}

static size_t
n_held (const Tail *self)
{
  return self->n_peaks < self->most ? self->n_peaks : self->most;
}

AmPeakThresholdState *
am_peak_threshold_alloc (const AmPeakThreshold *how)
{
  AmPeakThresholdState *self = calloc (1, sizeof *self);
  bool is_ok;

  if (self == NULL)
    return NULL;
  self->how = *how;
  is_ok = complete (&self->how);
  if (is_ok)
    {
      self->start = malloc (self->how.n_start * sizeof (double));
      is_ok = self->start != NULL && tail_init (&self->high, self->how.max_peaks) && tail_init (&self->low, self->how.max_peaks)
              && (self->how.drift == 0 || am_moment_queue_init (&self->drift, self->how.drift));
    }
  if (!is_ok)
    {
      am_peak_threshold_free (self);
      return NULL;
    }
  return self;
}

void
am_peak_threshold_free (AmPeakThresholdState *self)
{
  if (self == NULL)
    return;
  am_moment_queue_clear (&self->drift);
  free (self->start);
  free (self->high.ring);
  free (self->high.sorted);
  free (self->low.ring);
  free (self->low.sorted);
  free (self);
}

double
am_peak_threshold_limit (const AmPeakThreshold *how)
{
  return -log10 (how->risk == 0 ? 1e-4 : how->risk);
}

static void
add_peak (Tail *self, double excess)
{
  double *place = &self->ring[self->n_peaks % self->most];

  if (self->n_peaks >= self->most)
    am_sorted_replace (self->sorted, self->most, *place, excess);
  else
    am_sorted_insert (self->sorted, self->n_peaks, excess);
  *place = excess;
  self->n_peaks++;
  self->n_new++;
}

/* From a few peaks a tail seems to end just beyond the largest one, and the next value would be impossible. The end is pushed
 * out, the mean stays. */
static void
doubt_end (AmTail *tail, size_t n_peaks)
{
  double mean = tail->scale / (1 - tail->shape);

  if (tail->shape >= 0 || n_peaks >= ENOUGH_PEAKS)
    return;
  tail->shape *= (double) n_peaks / ENOUGH_PEAKS;
  tail->scale = mean * (1 - tail->shape);
}

static void
fit_when_due (Tail *self)
{
  size_t held = n_held (self);

  if (self->has_tail && self->n_new * 20 < held)
    return;
  self->has_tail = am_tail_fit (self->sorted, held, &self->tail);
  if (self->has_tail)
    doubt_end (&self->tail, held);
  self->n_new = 0;
}

/* sorted[n] rising in the direction of the tail if sign is 1, falling if -1. */
static void
set_threshold (Tail *self, const double *sorted, size_t n, double sign, const AmPeakThreshold *how)
{
  self->n_peaks = self->n_new = 0;
  self->has_tail = false;
  self->threshold = sign * am_sorted_quantile (sorted, n, sign > 0 ? how->start : 1 - how->start);
  for (size_t i = 0; i < n; i++)
    if (sign * sorted[i] > self->threshold)
      add_peak (self, sign * sorted[i] - self->threshold);
  fit_when_due (self);
}

static void
begin_tails (AmPeakThresholdState *self)
{
  qsort (self->start, self->n_start, sizeof (double), am_compare_doubles);
  set_threshold (&self->high, self->start, self->n_start, 1, &self->how);
  set_threshold (&self->low, self->start, self->n_start, -1, &self->how);
  self->n_values = (double) self->n_start;
}

/* -log10 of the chance of as much in this tail; 0 inside. A tail too short to be fitted (a stream that stood still) has its
 * share of values and no shape: anything beyond its largest is without precedent. */
static double
tail_score (const Tail *self, double x, double n_values)
{
  size_t held = n_held (self);
  double excess = x - self->threshold, share = fmax ((double) self->n_peaks, 1) / n_values;

  if (!(excess > 0))
    return 0;
  if (!self->has_tail)
    return held > 0 && excess <= self->sorted[held - 1] ? -log10 (share) : MOST_SCORE;
  return fmin (MOST_SCORE, -log10 (share * am_tail_survival (self->tail, excess)));
}

/* The furthest value that is learnt from: rarer than the limit, so that the tail is not cut off there and pulled in, but no
 * wild one. */
static double
most_of (const Tail *self, const AmPeakThreshold *how, double n_values)
{
  double share = fmax ((double) self->n_peaks, 1) / n_values;

  if (!self->has_tail)
    return self->n_peaks > 0 ? self->threshold + self->sorted[n_held (self) - 1] : INFINITY;
  return self->threshold + am_tail_quantile (self->tail, fmin (1, how->risk / share / RARER));
}

static void
learn (AmPeakThresholdState *self, double x)
{
  self->n_values++;
  if (x > self->high.threshold)
    {
      add_peak (&self->high, x - self->high.threshold);
      fit_when_due (&self->high);
    }
  else if (-x > self->low.threshold)
    {
      add_peak (&self->low, -x - self->low.threshold);
      fit_when_due (&self->low);
    }
}

static void
forget (AmPeakThresholdState *self)
{
  self->n_start = 0;
  self->n_alarms = 0;
  if (self->how.drift > 0)
    am_moment_queue_empty (&self->drift);
}

/* What is left of y after the drift; false while that is unknown. */
static bool
take_off_drift (AmPeakThresholdState *self, double y, double *x)
{
  *x = y;
  if (self->how.drift == 0)
    return true;
  if (am_moment_queue_count (&self->drift) < self->how.drift)
    return false;
  *x = y - am_moment_queue_get (&self->drift).mean;
  return true;
}

static void
accept (AmPeakThresholdState *self, double y)
{
  double left;

  if (self->how.drift > 0)
    am_moment_queue_push (&self->drift, y, &left);
}

static double
take_value (AmPeakThresholdState *self, double y, bool *is_alarm)
{
  double x, high, low;

  *is_alarm = false;
  if (!take_off_drift (self, y, &x))
    {
      accept (self, y);
      return NAN;
    }
  if (self->n_start < self->how.n_start)
    {
      accept (self, y);
      self->start[self->n_start++] = x;
      if (self->n_start == self->how.n_start)
        begin_tails (self);
      return NAN;
    }

  high = tail_score (&self->high, x, self->n_values);
  low = self->how.upper_only ? 0 : tail_score (&self->low, -x, self->n_values);
  *is_alarm = fmax (high, low) >= am_peak_threshold_limit (&self->how);
  self->n_alarms = *is_alarm ? self->n_alarms + 1 : 0;
  if (!*is_alarm)
    {
      accept (self, y);
      learn (self, x);
    }
  else if (self->how.patience > 0 && self->n_alarms >= self->how.patience)
    forget (self);
  else if (self->n_alarms == 1)
    {
      double most = most_of (&self->high, &self->how, self->n_values), least = -most_of (&self->low, &self->how, self->n_values);

      learn (self, fmax (least, fmin (x, most)));
    }
  return high >= low ? high : -low;
}

void
am_peak_threshold_run (AmPeakThresholdState *self, const double *y, size_t n, double *score, uint8_t *alarm)
{
  for (size_t t = 0; t < n; t++)
    {
      bool is_alarm = false;

      assert (!isinf (y[t]));
      score[t] = isnan (y[t]) ? NAN : take_value (self, y[t], &is_alarm);
      if (alarm != NULL)
        alarm[t] = is_alarm;
    }
}
