#include "math/order-statistics.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

#define SMALL 32
#define MOST_P 64

static int
compare (const void *a, const void *b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

static double
median_of_three (double a, double b, double c)
{
  return a < b ? (b < c ? b : a < c ? c : a) : (a < c ? a : b < c ? c : b);
}

/* [0, *below) is less than the pivot, [*below, *above) equal to it, the rest greater. */
static void
split (double *x, size_t n, double pivot, size_t *below, size_t *above)
{
  size_t low = 0, at = 0, high = n;

  while (at < high)
    {
      double value = x[at];

      if (value < pivot)
        {
          x[at++] = x[low];
          x[low++] = value;
        }
      else if (value > pivot)
        {
          x[at] = x[--high];
          x[high] = value;
        }
      else
        at++;
    }
  *below = low;
  *above = high;
}

/* offset: rank of x[0]. depth bounds the recursion; data that defeat the pivots are sorted instead. */
static void
select_part (double *x, size_t n, size_t offset, const size_t *ranks, size_t n_ranks, int depth)
{
  while (n_ranks > 0)
    {
      size_t below, above, n_below = 0, n_above = 0;

      if (n <= SMALL || depth-- == 0)
        {
          qsort (x, n, sizeof *x, compare);
          return;
        }
      split (x, n, median_of_three (x[0], x[n / 2], x[n - 1]), &below, &above);
      while (n_below < n_ranks && ranks[n_below] < offset + below)
        n_below++;
      while (n_above < n_ranks - n_below && ranks[n_ranks - 1 - n_above] >= offset + above)
        n_above++;
      select_part (x, below, offset, ranks, n_below, depth);
      x += above;
      n -= above;
      offset += above;
      ranks += n_ranks - n_above;
      n_ranks = n_above;
    }
}

void
am_select_ranks (double *x, size_t n, const size_t *ranks, size_t n_ranks)
{
  int depth = 8;

  for (size_t rest = n; rest > 0; rest /= 2)
    depth += 2;
  select_part (x, n, 0, ranks, n_ranks, depth);
}

void
am_quantiles (double *x, size_t n, const double *p, size_t n_p, double *quantile)
{
  size_t ranks[2 * MOST_P];

  assert (n_p <= MOST_P);
  for (size_t i = 0; i < n_p && n > 0; i++)
    {
      size_t rank = (size_t) floor (p[i] * (double) (n - 1));

      ranks[2 * i] = rank;
      ranks[2 * i + 1] = rank + 1 < n ? rank + 1 : rank;
    }
  /* Neighbours of close p overlap: 3, 4, 3, 4. In order they are what selecting asks for. */
  if (n > 0)
    {
      size_t sorted[2 * MOST_P];

      for (size_t i = 0; i < 2 * n_p; i++)
        {
          size_t k = i;

          for (; k > 0 && sorted[k - 1] > ranks[i]; k--)
            sorted[k] = sorted[k - 1];
          sorted[k] = ranks[i];
        }
      am_select_ranks (x, n, sorted, 2 * n_p);
    }
  for (size_t i = 0; i < n_p; i++)
    {
      double part = n > 0 ? p[i] * (double) (n - 1) - floor (p[i] * (double) (n - 1)) : NAN;
      double low = n > 0 ? x[ranks[2 * i]] : NAN, high = n > 0 ? x[ranks[2 * i + 1]] : NAN;

      quantile[i] = n == 0 ? NAN : part == 0 ? low : low + part * (high - low);
    }
}
