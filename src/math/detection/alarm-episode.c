#include "math/detection/alarm-episode.h"

#include <math.h>
#include <stdlib.h>

static double
size_of (double score)
{
  return isnan (score) ? 0 : fabs (score);
}

static void
extend (AmEpisode *self, size_t row, double score)
{
  self->last = row;
  self->n_alarms++;
  if (size_of (score) > fabs (self->peak_score))
    {
      self->peak = row;
      self->peak_score = score;
    }
}

size_t
am_join_alarms (const uint8_t *alarm, const double *score, size_t n, size_t gap, AmEpisode *episode, size_t most)
{
  AmEpisode now = { 0 };
  size_t count = 0;

  if (gap == 0)
    gap = 1;
  for (size_t t = 0; t < n; t++)
    {
      if (!alarm[t])
        continue;
      if (count == 0 || t - now.last > gap)
        {
          count++;
          now = (AmEpisode) { .first = t, .peak = t };
        }
      extend (&now, t, score[t]);
      if (count <= most)
        episode[count - 1] = now;
    }
  return count;
}

/* Sorts row numbers by a key that qsort cannot be told of without a global. */
typedef struct { const double *p; size_t *row; } Order;

static void
sink (Order order, size_t at, size_t n)
{
  size_t row = order.row[at];

  for (size_t child = 2 * at + 1; child < n; child = 2 * at + 1)
    {
      if (child + 1 < n && order.p[order.row[child]] < order.p[order.row[child + 1]])
        child++;
      if (!(order.p[row] < order.p[order.row[child]]))
        break;
      order.row[at] = order.row[child];
      at = child;
    }
  order.row[at] = row;
}

/* Heap sort: no room, no worst case. Equal p get equal q, so their order does not matter. */
static void
sort_rows (Order order, size_t n)
{
  for (size_t at = n / 2; at-- > 0;)
    sink (order, at, n);
  for (size_t end = n; end-- > 1;)
    {
      size_t row = order.row[0];

      order.row[0] = order.row[end];
      order.row[end] = row;
      sink (order, 0, end);
    }
}

size_t
am_false_discovery (const double *p, size_t n, double rate, double *q, uint8_t *rejected, size_t *work)
{
  size_t count = 0, n_rejected = 0;
  double least = 1;

  for (size_t i = 0; i < n; i++)
    {
      if (q != NULL)
        q[i] = NAN;
      if (rejected != NULL)
        rejected[i] = 0;
      if (!isnan (p[i]))
        work[count++] = i;
    }
  sort_rows ((Order) { p, work }, count);
  for (size_t rank = count; rank-- > 0;)
    {
      size_t i = work[rank];

      least = fmin (least, p[i] * (double) count / (double) (rank + 1));
      if (q != NULL)
        q[i] = least;
      if (rejected != NULL)
        rejected[i] = least <= rate;
      n_rejected += least <= rate;
    }
  return n_rejected;
}
