/* The values of a window in order.
 *
 * Putting the new value where the old one was moves only what lies between the two, in one memmove: for windows up to some
 * thousands that is a few cache lines, which beats trees and skip lists, whose steps each wait for memory. The median is then
 * read off, and the median distance from it is one binary search, because distances grow on both sides of it. */
#pragma once
#include <math.h>
#include <stddef.h>
#include <string.h>

/* How many of s[n] are below x; no branch depends on data. */
static inline size_t
am_sorted_rank (const double *s, size_t n, double x)
{
  const double *base = s;

  while (n > 1)
    {
      size_t half = n / 2;

      base = base[half - 1] < x ? base + half : base;
      n -= half;
    }
  return (size_t) (base - s) + (n == 1 && *base < x);
}

static inline void
am_sorted_insert (double *s, size_t n, double x)
{
  size_t at = am_sorted_rank (s, n, x);

  memmove (s + at + 1, s + at, (n - at) * sizeof *s);
  s[at] = x;
}

/* old must be there. */
static inline void
am_sorted_replace (double *s, size_t n, double old, double x)
{
  size_t from = am_sorted_rank (s, n, old), to = am_sorted_rank (s, n, x);

  if (to > from)
    {
      to--;
      memmove (s + from, s + from + 1, (to - from) * sizeof *s);
    }
  else
    memmove (s + to + 1, s + to, (from - to) * sizeof *s);
  s[to] = x;
}

/* By linear interpolation, type 7 of Hyndman & Fan (1996). n at least 1. */
static inline double
am_sorted_quantile (const double *s, size_t n, double p)
{
  double at = p * (double) (n - 1);
  size_t low = (size_t) at;
  double share = at - (double) low;

  return low + 1 < n ? s[low] + share * (s[low + 1] - s[low]) : s[n - 1];
}

static inline double
am_sorted_median (const double *s, size_t n)
{
  return n % 2 == 1 ? s[n / 2] : s[n / 2 - 1] + (s[n / 2] - s[n / 2 - 1]) / 2;
}

/* Median of |s[i] - centre|, centre being the median of s[n]. Distances run up from the middle: to the left they are the
 * sequence centre - s[h - 1 - i], to the right s[h + i] - centre, h = n / 2. Of the k smallest of both together, a come from
 * the left: the least a for which left[a] is no smaller than the last one taken from the right. */
static inline double
am_sorted_mad (const double *s, size_t n, double centre)
{
  size_t h = n / 2, n_right = n - h, k = (n - 1) / 2;
  size_t low = k > n_right ? k - n_right : 0, high = k < h ? k : h;
  double left, right, smaller, larger;

  while (low < high)
    {
      size_t a = (low + high) / 2;

      if (centre - s[h - 1 - a] < s[h + k - a - 1] - centre)
        low = a + 1;
      else
        high = a;
    }
  left = low < h ? centre - s[h - 1 - low] : INFINITY;
  right = k - low < n_right ? s[h + k - low] - centre : INFINITY;
  if (n % 2 == 1)
    return left < right ? left : right;

  /* The two in the middle: the next and the one after. */
  smaller = left < right ? left : right;
  if (left < right)
    left = low + 1 < h ? centre - s[h - 2 - low] : INFINITY;
  else
    right = k - low + 1 < n_right ? s[h + k - low + 1] - centre : INFINITY;
  larger = left < right ? left : right;
  return smaller + (larger - smaller) / 2;
}
