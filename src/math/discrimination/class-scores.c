#include "math/discrimination/class-scores.h"

#include "math/drift/two-sample.h"
#include "math/sum-private.h"

#include <math.h>

bool
am_class_scores_split (AmClassScores *self, const double *score, const uint8_t *event, size_t n, double *store)
{
  size_t low = 0, high = n;
  bool is_whole = true;

  /* Non-events from the front, events from the back: no count is needed beforehand. */
  for (size_t i = 0; i < n; i++)
    {
      is_whole &= !isnan (score[i]);
      if (event[i])
        store[--high] = score[i] + 0.0;
      else
        store[low++] = score[i] + 0.0;
    }
  self->nonevents = store;
  self->n_nonevents = low;
  self->events = store + low;
  self->n_events = n - low;
  self->event_weights = self->nonevent_weights = NULL;
  return is_whole;
}

bool
am_class_scores_fill (AmClassScores *self, const double *score, const uint8_t *event, size_t n, double *store, double *work)
{
  if (!am_class_scores_split (self, score, event, n, store))
    return false;
  am_radix_sort (self->nonevents, self->n_nonevents, work);
  am_radix_sort (self->events, self->n_events, work);
  return true;
}

static double
sum_weights (const double *weight, size_t n)
{
  double sum = 0, rest = 0;

  for (size_t i = 0; i < n; i++)
    am_sum_add (&sum, &rest, weight[i]);
  return am_sum_get (sum, rest);
}

double
am_class_scores_count_events (const AmClassScores *self)
{
  return self->event_weights != NULL ? sum_weights (self->event_weights, self->n_events) : (double) self->n_events;
}

double
am_class_scores_count_nonevents (const AmClassScores *self)
{
  return self->nonevent_weights != NULL ? sum_weights (self->nonevent_weights, self->n_nonevents) : (double) self->n_nonevents;
}

/* Of the places from `from` to `to` (the other way round on the walk down, from the end). */
static double
count (const double *weight, size_t from, size_t to)
{
  double sum = 0;

  if (weight == NULL)
    return (double) (to - from);
  for (size_t i = from; i < to; i++)
    sum += weight[i];
  return sum;
}

bool
am_class_scores_next (const AmClassScores *self, AmTieGroup *group)
{
  size_t a = group->next_event, b = group->next_nonevent;
  size_t a_end = a, b_end = b;
  double score;

  if (a >= self->n_events && b >= self->n_nonevents)
    return false;
  score = a >= self->n_events || (b < self->n_nonevents && self->nonevents[b] < self->events[a]) ? self->nonevents[b] : self->events[a];
  while (a_end < self->n_events && self->events[a_end] == score)
    a_end++;
  while (b_end < self->n_nonevents && self->nonevents[b_end] == score)
    b_end++;
  *group = (AmTieGroup) { group->events_below + group->events, group->nonevents_below + group->nonevents, count (self->event_weights, a, a_end),
                          count (self->nonevent_weights, b, b_end), score, a_end, b_end };
  return true;
}

bool
am_class_scores_next_down (const AmClassScores *self, AmTieGroup *group)
{
  size_t a = group->next_event, b = group->next_nonevent;
  const double *event = self->events + self->n_events - 1 - a, *nonevent = self->nonevents + self->n_nonevents - 1 - b;
  size_t n_a = 0, n_b = 0, left_a = self->n_events - a, left_b = self->n_nonevents - b;
  double score;

  if (a >= self->n_events && b >= self->n_nonevents)
    return false;
  score = a >= self->n_events || (b < self->n_nonevents && *nonevent > *event) ? *nonevent : *event;
  while (a + n_a < self->n_events && *(event - n_a) == score)
    n_a++;
  while (b + n_b < self->n_nonevents && *(nonevent - n_b) == score)
    n_b++;
  *group = (AmTieGroup) { group->events_below + group->events, group->nonevents_below + group->nonevents, count (self->event_weights, left_a - n_a, left_a),
                          count (self->nonevent_weights, left_b - n_b, left_b), score, a + n_a, b + n_b };
  return true;
}
