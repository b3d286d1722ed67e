#include "math/quality/mixed-bins.h"

#include <math.h>

#define FEWEST_PARTS 5
#define LEAST_PART 30

static size_t
count_parts (size_t n_part, size_t n)
{
  size_t tenths = (2 * AM_MIXED_BINS * n_part + n) / (2 * n), least = n / 100 > LEAST_PART ? n / 100 : LEAST_PART, small = n_part / least;

  if (small > FEWEST_PARTS)
    small = FEWEST_PARTS;
  tenths = tenths > small ? tenths : small;
  tenths = tenths < n_part ? tenths : n_part;
  return tenths > 0 ? tenths : 1;
}

/* Quantile of type 7 (Hyndman & Fan 1996). */
static double
quantile (const double *sorted, size_t n, double p)
{
  double place = p * (double) (n - 1);
  size_t at = (size_t) place;

  return at + 1 < n ? sorted[at] + (place - (double) at) * (sorted[at + 1] - sorted[at]) : sorted[n - 1];
}

/* Cuts within values that hold no mass point; those of all rows are n. */
static size_t
cut_part (const double *sorted, size_t n_part, size_t n, double *edge, size_t n_edges)
{
  size_t parts = n_part > 0 ? count_parts (n_part, n) : 0, first = n_edges;

  for (size_t k = 1; k < parts; k++)
    {
      double own = quantile (sorted, n_part, (double) k / (double) parts);

      if (own < sorted[n_part - 1] && (n_edges == first || own > edge[n_edges - 1]))
        edge[n_edges++] = own;
    }
  return n_edges;
}

size_t
am_mixed_edges (const double *sorted, size_t n, double *edge)
{
  size_t n_edges = 0, part = 0;

  for (size_t i = 0, end; i < n; i = end)
    {
      for (end = i + 1; end < n && sorted[end] == sorted[i]; end++)
        ;
      if ((end - i) * AM_MIXED_BINS < n || end - i < 2)
        continue;
      n_edges = cut_part (sorted + part, i - part, n, edge, n_edges);
      if (n_edges == 0 || nextafter (sorted[i], -INFINITY) > edge[n_edges - 1])
        edge[n_edges++] = nextafter (sorted[i], -INFINITY);
      edge[n_edges++] = sorted[i];
      part = end;
    }
  return cut_part (sorted + part, n - part, n, edge, n_edges);
}
