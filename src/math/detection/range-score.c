#include "math/detection/range-score.h"

#include <gsl/gsl_heapsort.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

static double
share (size_t part, size_t whole)
{
  return whole > 0 ? (double) part / (double) whole : NAN;
}

static double
harmonic (double precision, double recall)
{
  if (isnan (precision) || isnan (recall))
    return NAN;
  return precision + recall > 0 ? 2 * precision * recall / (precision + recall) : 0;
}

void
am_point_score (const uint8_t *alarm, const uint8_t *label, size_t n, AmPointScore *out)
{
  *out = (AmPointScore) { 0 };
  for (size_t i = 0; i < n; i++)
    {
      out->n_true += alarm[i] && label[i];
      out->n_false += alarm[i] && !label[i];
      out->n_missed += !alarm[i] && label[i];
    }
  out->precision = share (out->n_true, out->n_true + out->n_false);
  out->recall = share (out->n_true, out->n_true + out->n_missed);
  out->f1 = harmonic (out->precision, out->recall);
}

/* ---- events ---- */

static size_t
run_end (const uint8_t *flag, size_t n, size_t first)
{
  while (first < n && flag[first])
    first++;
  return first;
}

/* End (exclusive) of the rows in which an alarm belongs to the event first..end-1: the buffer after it, up to the next event. */
static size_t
reach (const uint8_t *label, size_t n, size_t end, size_t buffer)
{
  size_t last = n - end > buffer ? end + buffer : n;

  while (end < last && !label[end])
    end++;
  return end;
}

static bool
touches (const uint8_t *label, size_t first, size_t end, size_t buffer)
{
  size_t from = first > buffer ? first - buffer : 0;

  for (size_t i = from; i < end; i++)
    if (label[i])
      return true;
  return false;
}

void
am_event_score (const uint8_t *alarm, const uint8_t *label, size_t n, size_t buffer, AmEventScore *out)
{
  double delay = 0;

  *out = (AmEventScore) { 0 };
  for (size_t first = 0; first < n;)
    if (label[first])
      {
        size_t end = run_end (label, n, first), until = reach (label, n, end, buffer), at = first;

        while (at < until && !alarm[at])
          at++;
        out->n_events++;
        out->n_found += at < until;
        delay += at < until ? (double) (at - first) : 0;
        first = end;
      }
    else
      first++;
  for (size_t first = 0; first < n;)
    if (alarm[first])
      {
        size_t end = run_end (alarm, n, first);

        out->n_alarms++;
        out->n_false += !touches (label, first, end, buffer);
        first = end;
      }
    else
      first++;
  out->precision = share (out->n_alarms - out->n_false, out->n_alarms);
  out->recall = share (out->n_found, out->n_events);
  out->f1 = harmonic (out->precision, out->recall);
  out->delay = out->n_found > 0 ? delay / (double) out->n_found : NAN;
}

/* ---- areas ---- */

struct AmRangeWork
{
  size_t *order, *event;
  double *soft;
  bool *touched;               /* an event */
};

AmRangeWork *
am_range_work_alloc (size_t n)
{
  AmRangeWork *self = calloc (1, sizeof *self);
  size_t n_rows = n > 0 ? n : 1;

  if (self == NULL)
    return NULL;
  self->order = malloc (n_rows * sizeof (size_t));
  self->event = malloc (n_rows * sizeof (size_t));
  self->soft = malloc (n_rows * sizeof (double));
  self->touched = malloc (n_rows * sizeof (bool));
  if (self->order != NULL && self->event != NULL && self->soft != NULL && self->touched != NULL)
    return self;
  am_range_work_free (self);
  return NULL;
}

void
am_range_work_free (AmRangeWork *self)
{
  if (self == NULL)
    return;
  free (self->order);
  free (self->event);
  free (self->soft);
  free (self->touched);
  free (self);
}

/* No score is below every score: a comparison with NaN would leave the order to chance. */
static int
compare_scores (const void *a, const void *b)
{
  double x = *(const double *) a, y = *(const double *) b;

  if (isnan (x) || isnan (y))
    return !isnan (x) - !isnan (y);
  return (x > y) - (x < y);
}

static bool
is_limit (const double *score, const size_t *order, size_t k)
{
  double here = score[order[k]], next = k > 0 ? score[order[k - 1]] : 0;

  return k == 0 || !(here == next || (isnan (here) && isnan (next)));
}

static size_t
count_labels (const uint8_t *label, size_t n)
{
  size_t count = 0;

  for (size_t i = 0; i < n; i++)
    count += label[i] != 0;
  return count;
}

double
am_point_auc_pr (const double *score, const uint8_t *label, size_t n, AmRangeWork *work)
{
  size_t n_label = count_labels (label, n), n_true = 0;
  double area = 0, recall = 0;

  if (n_label == 0 || n_label == n)
    return NAN;

  gsl_heapsort_index (work->order, score, n, sizeof (double), compare_scores);
  for (size_t k = n; k-- > 0;)
    {
      n_true += label[work->order[k]] != 0;
      if (is_limit (score, work->order, k))
        {
          double now = (double) n_true / (double) n_label;

          area += (now - recall) * (double) n_true / (double) (n - k);
          recall = now;
        }
    }
  return area;
}

/* One step on the way from an event's border: SIZE_MAX is no event yet. */
static size_t
walk (size_t distance, bool inside)
{
  return inside ? 0 : distance == SIZE_MAX ? SIZE_MAX : distance + 1;
}

static double
fade (size_t distance, size_t buffer)
{
  return distance <= buffer ? sqrt (1 - (double) distance / (double) (buffer + 1)) : 0;
}

/* soft[n], and event[n] of the rows where it is above 0. Where two buffers meet, the nearer event has the row. Returns the number of events. */
static size_t
soften (const uint8_t *label, size_t n, size_t buffer, double *soft, size_t *event)
{
  size_t n_events = 0, distance = SIZE_MAX, next;

  for (size_t i = 0; i < n; i++)
    {
      n_events += label[i] && (i == 0 || !label[i - 1]);
      distance = walk (distance, label[i]);
      soft[i] = fade (distance, buffer);
      event[i] = n_events - (n_events > 0);
    }
  distance = SIZE_MAX;
  next = n_events;
  for (size_t i = n; i-- > 0;)
    {
      next -= label[i] && (i + 1 == n || !label[i + 1]);
      distance = walk (distance, label[i]);
      if (fade (distance, buffer) > soft[i])
        {
          soft[i] = fade (distance, buffer);
          event[i] = next;
        }
    }
  return n_events;
}

static double
area_with_buffer (const double *score, const uint8_t *label, size_t n, size_t buffer, AmRangeWork *work)
{
  size_t n_events = soften (label, n, buffer, work->soft, work->event), n_touched = 0;
  double mass = 0, whole, hit = 0, area = 0, recall = 0;

  for (size_t i = 0; i < n; i++)
    mass += work->soft[i];
  whole = ((double) count_labels (label, n) + mass) / 2;
  for (size_t i = 0; i < n_events; i++)
    work->touched[i] = false;

  for (size_t k = n; k-- > 0;)
    {
      size_t row = work->order[k];

      hit += work->soft[row];
      if (work->soft[row] > 0 && !work->touched[work->event[row]])
        {
          work->touched[work->event[row]] = true;
          n_touched++;
        }
      if (is_limit (score, work->order, k))
        {
          double now = fmin (hit / whole, 1) * (double) n_touched / (double) n_events;

          area += (now - recall) * hit / (double) (n - k);
          recall = now;
        }
    }
  return area;
}

#define MOST_BUFFERS 11

double
am_volume_pr (const double *score, const uint8_t *label, size_t n, size_t most, AmRangeWork *work)
{
  size_t n_label = count_labels (label, n), n_buffers = most + 1 < MOST_BUFFERS ? most + 1 : MOST_BUFFERS;
  double sum = 0;

  if (n_label == 0 || n_label == n)
    return NAN;

  gsl_heapsort_index (work->order, score, n, sizeof (double), compare_scores);
  for (size_t i = 0; i < n_buffers; i++)
    sum += area_with_buffer (score, label, n, n_buffers > 1 ? most * i / (n_buffers - 1) : 0, work);
  return sum / (double) n_buffers;
}
