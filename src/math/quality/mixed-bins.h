/* Bins of a column that holds mass points (a value that many rows share, such as 0) beside values that spread out. */
#pragma once
#include <stddef.h>

#define AM_MIXED_BINS 10               /* of a column without mass points: its deciles */
#define AM_MIXED_MOST_EDGES 96         /* any column has fewer */

/* Rising edges of bins (edge[k - 1], edge[k]], the first and the last open to infinity, of sorted[n] without NaN; returns how many.
 * A value that a tenth of the rows or more hold, and two at least, is a mass point and has a bin to itself: (the number below it, it]. What lies below, between and above
 * mass points is cut apart from them into parts of equal count by its own quantiles (type 7): a tenth of all rows in each, or, where that makes fewer than five
 * parts of it, up to five of a hundredth of all rows and 30 rows at least. Quantiles that fall together are one cut, so few values make few bins.
 * A rare value is never in one bin with a mass point; a bin between two of them may be empty in these values and not in others. O(n). */
size_t am_mixed_edges (const double *sorted, size_t n, double *edge);   /* edge[AM_MIXED_MOST_EDGES] */

/* The bin of a value: how many edges lie below it. */
static inline size_t
am_mixed_bin (const double *edge, size_t n_edges, double value)
{
  size_t low = 0;

  /* No branch on the value, which cannot be foreseen. */
  for (size_t left = n_edges; left > 0;)
    {
      size_t half = (left + 1) / 2;

      low += half * (edge[low + half - 1] < value);
      left -= half;
    }
  return low;
}
