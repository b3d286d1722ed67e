#include "math/number-sort.h"

#include <string.h>

/* NaN behind everything, and equal to itself. */
static inline int
comes_first (double a, double b)
{
  return a <= b || b != b;
}

void
am_sort_order (const double *x, size_t n, size_t *order, size_t *work)
{
  size_t *from = order, *to = work;

  for (size_t i = 0; i < n; i++)
    order[i] = i;
  for (size_t width = 1; width < n; width *= 2)
    {
      size_t *swap = from;

      for (size_t start = 0; start < n; start += 2 * width)
        {
          size_t middle = start + width < n ? start + width : n, end = start + 2 * width < n ? start + 2 * width : n;
          size_t a = start, b = middle;

          for (size_t i = start; i < end; i++)
            to[i] = b >= end || (a < middle && comes_first (x[from[a]], x[from[b]])) ? from[a++] : from[b++];
        }
      from = to;
      to = swap;
    }
  if (from != order)
    memcpy (order, from, n * sizeof *order);
}

double
am_mean_ranks (const double *x, size_t n, const size_t *order, double *rank)
{
  double ties = 0;

  for (size_t from = 0, to; from < n; from = to)
    {
      double t;

      for (to = from + 1; to < n && x[order[to]] == x[order[from]]; to++)
        ;
      for (size_t i = from; i < to; i++)
        rank[order[i]] = 0.5 * ((double) from + 1 + (double) to);
      t = (double) (to - from);
      ties += t * (t - 1) * (t + 1);
    }
  return ties;
}
