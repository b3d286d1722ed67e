#include "analysis/anomaly/anomaly-detection-private.h"

#include "math/detection/tail-fit.h"

#include <math.h>
#include <stdlib.h>

#define LEAST_SCORES 30        /* before a first p-value */
#define MOST_BLOCK 125         /* rows that share a reference: it changes by so many of its scores at most */
#define TAIL_SCORES 25         /* that a tail is fitted to, where there are enough */
#define TAIL_TRUST 100         /* how far beyond the rarest rank: scores hang together, and a fit to 25 of them knows no more */

const double detection_levels[DETECTION_N_LEVELS] = { 0.05, 0.01, 0.001, 0.0001 };

/* Where the tail begins: the last 2 % of a long past, as much of a short one as a fit needs, but never more than a quarter. */
static double
tail_share (gsize n)
{
  return CLAMP (1 - (double) TAIL_SCORES / n, 0.75, 0.98);
}

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

/* A tail fitted to few scores may end right behind the largest of them, and then calls the next one impossible. An exponential tail through the same scores
 * never ends: beyond the rarest rank the less rare of the two answers counts. Sorting for that is dear, but few scores lie there. */
static double
hold_tail (const double *scores, gsize n, double size, double p)
{
  double rarest = 1 / (n + 1.0), share, start, mean = 0;
  g_autofree double *sorted = NULL;
  gsize from = (gsize) (tail_share (n) * n);

  if (isnan (p) || p >= rarest)
    return p;
  sorted = g_memdup2 (scores, n * sizeof (double));
  qsort (sorted, n, sizeof (double), compare_doubles);
  start = sorted[MIN (from, n - 1)];
  for (gsize i = from; i < n; i++)
    mean += (sorted[i] - start) / (n - from);
  share = (double) (n - from) / n;
  if (mean > 0)
    p = MAX (p, MIN (share * exp (-(size - start) / mean), rarest));
  return MAX (p, rarest / TAIL_TRUST);
}

void
reference_clear (Reference *self)
{
  g_clear_pointer (&self->scores, g_free);
  self->n = 0;
}

double
reference_p_value (const Reference *self, double size)
{
  g_autofree double *work = NULL;
  double p;

  if (self->n < LEAST_SCORES || isnan (size))
    return NAN;
  work = g_new (double, self->n);
  am_tail_p_values (self->scores, self->n, self->share, &size, 1, &p, work);
  return hold_tail (self->scores, self->n, size, p);
}

/* By halving, since ranks and tail meet at a corner that no formula for the inverse covers. */
double
reference_score (const Reference *self, double p)
{
  double low = HUGE_VAL, high = -HUGE_VAL;

  if (self->n < LEAST_SCORES)
    return NAN;
  for (gsize i = 0; i < self->n; i++)
    {
      low = MIN (low, self->scores[i]);
      high = MAX (high, self->scores[i]);
    }
  for (int i = 0; i < 60 && reference_p_value (self, high) > p; i++)
    high += MAX (high - low, 1e-6 * MAX (fabs (high), 1e-6));
  if (!(reference_p_value (self, high) <= p))
    return NAN;
  for (int i = 0; i < 50 && high - low > 1e-9 * fabs (high); i++)
    {
      double middle = low + (high - low) / 2;

      if (reference_p_value (self, middle) <= p)
        high = middle;
      else
        low = middle;
    }
  return high;
}

static void
take_reference (Reference *self, const double *scores, gsize n)
{
  if (self == NULL)
    return;
  reference_clear (self);
  *self = (Reference) { g_memdup2 (scores, n * sizeof (double)), n, tail_share (MAX (n, 1)) };
}

static void
calibrate_batch (const double *size, gsize n, double *p, Reference *last)
{
  g_autofree double *work = g_new (double, MAX (n, 1));
  g_autofree double *kept = g_new (double, MAX (n, 1));
  gsize n_kept = 0;

  for (gsize i = 0; i < n; i++)
    if (!isnan (size[i]))
      kept[n_kept++] = size[i];
  if (n_kept < LEAST_SCORES)
    for (gsize i = 0; i < n; i++)
      p[i] = NAN;
  else
    am_tail_p_values (kept, n_kept, tail_share (n_kept), size, n, p, work);
  for (gsize i = 0; i < n; i++)
    p[i] = hold_tail (kept, n_kept, size[i], p[i]);
  take_reference (last, kept, n_kept);
}

typedef struct { double *ring; gsize size, n, next, n_strange; } Memory;

static void
memory_push (Memory *self, double size, double p, gsize patience)
{
  gboolean is_strange = p < detection_levels[DETECTION_N_LEVELS - 1];

  self->n_strange = is_strange ? self->n_strange + 1 : 0;
  if (is_strange && self->n_strange < patience)
    return;
  self->ring[self->next] = size;
  self->next = (self->next + 1) % self->size;
  self->n = MIN (self->n + 1, self->size);
}

gboolean
anomaly_calibrate (const double *size, gsize n, gboolean is_causal, gsize memory, gsize least, gsize patience, double *p, Reference *last,
                   AssayProgress *progress, GError **error)
{
  g_autofree double *ring = NULL;
  g_autofree double *work = NULL;
  Memory past = { NULL, MAX (memory, MAX (least, LEAST_SCORES)), 0, 0, 0 };
  gsize n_blocks = 0;

  if (!is_causal)
    {
      calibrate_batch (size, n, p, last);
      return anomaly_go_on (progress, error);
    }

  past.ring = ring = g_new (double, past.size);
  work = g_new (double, past.size);
  for (gsize first = 0; first < n;)
    {
      gsize block = CLAMP (past.n / 8, 1, MOST_BLOCK), count = MIN (block, n - first);

      if (past.n < MAX (least, LEAST_SCORES))
        for (gsize i = 0; i < count; i++)
          p[first + i] = NAN;
      else
        {
          am_tail_p_values (past.ring, past.n, tail_share (past.n), size + first, count, p + first, work);
          for (gsize i = first; i < first + count; i++)
            p[i] = hold_tail (past.ring, past.n, size[i], p[i]);
        }
      for (gsize i = first; i < first + count; i++)
        if (!isnan (size[i]))
          memory_push (&past, size[i], p[i], patience);
      first += count;
      if (++n_blocks % 512 == 0 && !anomaly_go_on (progress, error))
        return FALSE;
    }
  take_reference (last, past.ring, past.n);
  return TRUE;
}
