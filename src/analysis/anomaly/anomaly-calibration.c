#include "analysis/anomaly/anomaly-detection-private.h"

#include "math/detection/tail-fit.h"
#include "math/order.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define LEAST_SCORES 30        /* before a first p-value */
#define TAIL_SCORES 25         /* that a tail is fitted to, where there are enough */
#define LEAST_TAIL 20
#define TAIL_TRUST 100         /* how far beyond the rarest rank: scores hang together, and a fit to 25 of them knows no more */

const double detection_levels[DETECTION_N_LEVELS] = { 0.05, 0.01, 0.001, 0.0001 };

/* ---- the scores that a p-value is taken from ---- */

typedef struct
{
  double *sorted;              /* [n] rising */
  gsize n;
  gboolean has_tail;           /* the numbers below are those of the scores now */
  double start, share, mean;   /* where the tail begins, how many lie beyond, how far on average */
  gboolean is_fitted;
  AmTail tail;
} Scores;

/* The first place that is not below a size. */
static gsize
find_place (const Scores *self, double size)
{
  gsize low = 0, high = self->n;

  while (low < high)
    {
      gsize middle = (low + high) / 2;

      if (self->sorted[middle] < size)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

/* The tail begins at the last 2 % of a long past, as much of a short one as a fit needs, but never more than a quarter. */
static void
find_tail (Scores *self)
{
  gsize n = self->n, from = (gsize) (CLAMP (1 - (double) TAIL_SCORES / n, 0.75, 0.98) * n);
  g_autofree double *excess = g_new (double, n - from);

  self->has_tail = TRUE;
  self->start = self->sorted[from];
  self->share = (double) (n - from) / n;
  self->mean = 0;
  for (gsize i = from; i < n; i++)
    {
      excess[i - from] = self->sorted[i] - self->start;
      self->mean += excess[i - from] / (n - from);
    }
  /* The first is 0, the start itself. */
  self->is_fitted = n - from > LEAST_TAIL && am_tail_fit (excess + 1, n - from - 1, &self->tail);
}

/* The conformal rank as far as there are ranks. Beyond, a fitted tail; but one fitted to few scores may end right behind the largest of them, and then calls
 * the next one impossible. An exponential tail through the same scores never ends, and needs few: the less rare of the two answers counts. */
static double
p_value (Scores *self, double size)
{
  gsize place = find_place (self, size);
  double rarest = 1 / (self->n + 1.0), p;

  if (isnan (size))
    return NAN;
  if (place < self->n)
    return (self->n - place + 1.0) / (self->n + 1.0);
  if (!self->has_tail)
    find_tail (self);
  if (!(self->mean > 0))
    return rarest;
  p = exp (-(size - self->start) / self->mean);
  if (self->is_fitted)
    p = MAX (p, am_tail_survival (self->tail, size - self->start));
  return CLAMP (self->share * p, rarest / TAIL_TRUST, rarest);
}

/* ---- a reference that is kept ---- */

void
reference_clear (Reference *self)
{
  g_clear_pointer (&self->scores, g_free);
  self->n = 0;
}

double
reference_p_value (const Reference *self, double size)
{
  Scores scores = { .sorted = self->scores, .n = self->n };

  return self->n < LEAST_SCORES ? NAN : p_value (&scores, size);
}

/* By halving, since ranks and tail meet at a corner that no formula for the inverse covers. */
double
reference_score (const Reference *self, double p)
{
  Scores scores = { .sorted = self->scores, .n = self->n };
  double low, high;

  if (self->n < LEAST_SCORES)
    return NAN;
  low = self->scores[0];
  high = self->scores[self->n - 1];
  for (int i = 0; i < 60 && p_value (&scores, high) > p; i++)
    high += MAX (high - low, 1e-6 * MAX (fabs (high), 1e-6));
  if (!(p_value (&scores, high) <= p))
    return NAN;
  for (int i = 0; i < 50 && high - low > 1e-9 * fabs (high); i++)
    {
      double middle = low + (high - low) / 2;

      if (p_value (&scores, middle) <= p)
        high = middle;
      else
        low = middle;
    }
  return high;
}

static void
take_reference (Reference *self, const Scores *scores)
{
  if (self == NULL)
    return;
  reference_clear (self);
  *self = (Reference) { g_memdup2 (scores->sorted, scores->n * sizeof (double)), scores->n };
}

/* ---- all of a batch detector's scores ---- */

static void
calibrate_batch (const double *size, gsize n, double *p, Reference *last)
{
  g_autofree double *kept = g_new (double, MAX (n, 1));
  Scores scores = { .sorted = kept };

  for (gsize i = 0; i < n; i++)
    if (!isnan (size[i]))
      kept[scores.n++] = size[i];
  qsort (kept, scores.n, sizeof (double), am_compare_doubles);
  for (gsize i = 0; i < n; i++)
    p[i] = scores.n < LEAST_SCORES ? NAN : p_value (&scores, size[i]);
  take_reference (last, &scores);
}

/* ---- the last normal ones ---- */

typedef struct { Scores scores; double *ring; gsize size, next, n_strange; } Memory;

static void
memory_push (Memory *self, double size, double p, gsize patience)
{
  Scores *scores = &self->scores;
  /* Of few scores no p is critical: there one thirtieth of the rarest rank is strange enough. */
  gboolean is_strange = p < MAX (detection_levels[DETECTION_N_LEVELS - 1], 0.03 / (scores->n + 1));
  gsize place;

  self->n_strange = is_strange ? self->n_strange + 1 : 0;
  if (is_strange && self->n_strange < patience)
    return;
  if (scores->n == self->size)
    {
      place = find_place (scores, self->ring[self->next]);
      memmove (scores->sorted + place, scores->sorted + place + 1, (scores->n - place - 1) * sizeof (double));
      scores->n--;
    }
  place = find_place (scores, size);
  memmove (scores->sorted + place + 1, scores->sorted + place, (scores->n - place) * sizeof (double));
  scores->sorted[place] = size;
  scores->n++;
  scores->has_tail = FALSE;
  self->ring[self->next] = size;
  self->next = (self->next + 1) % self->size;
}

#define GO_ON_ROWS 16384

gboolean
anomaly_calibrate (const double *size, gsize n, gboolean is_causal, gsize memory, gsize least, gsize patience, double *p, Reference *last,
                   AssayProgress *progress, GError **error)
{
  gsize most = MAX (memory, MAX (least, LEAST_SCORES));
  g_autofree double *ring = NULL;
  g_autofree double *sorted = NULL;
  Memory past = { .size = most };

  if (!is_causal)
    {
      calibrate_batch (size, n, p, last);
      return anomaly_go_on (progress, error);
    }

  past.ring = ring = g_new (double, most);
  past.scores.sorted = sorted = g_new (double, most);
  for (gsize i = 0; i < n; i++)
    {
      p[i] = past.scores.n < MAX (least, LEAST_SCORES) ? NAN : p_value (&past.scores, size[i]);
      if (!isnan (size[i]))
        memory_push (&past, size[i], p[i], patience);
      if (i % GO_ON_ROWS == 0 && !anomaly_go_on (progress, error))
        return FALSE;
    }
  take_reference (last, &past.scores);
  return TRUE;
}
