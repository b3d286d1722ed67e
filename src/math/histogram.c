#include "math/histogram.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define CELLS 1024
#define ROUNDS 2       /* CELLS ^ ROUNDS parts of the range */

typedef struct { double min, max; size_t n; } Range;

static Range
range_of (const double *x, size_t n)
{
  Range range = { INFINITY, -INFINITY, 0 };

  for (size_t i = 0; i < n; i++)
    if (isfinite (x[i]))
      {
        range.min = x[i] < range.min ? x[i] : range.min;
        range.max = x[i] > range.max ? x[i] : range.max;
        range.n++;
      }
  return range;
}

/* The value with `rank` others below it, to within (max - min) / CELLS ^ ROUNDS: counts in cells,
 * then looks into the one cell that holds it. */
static double
value_of_rank (const double *x, size_t n, Range range, size_t rank)
{
  double lo = range.min, size = (range.max - range.min) / CELLS;

  for (int round = 0; round < ROUNDS && size > 0; round++)
    {
      size_t count[CELLS] = { 0 }, cell = 0;

      for (size_t i = 0; i < n; i++)
        {
          double place = (x[i] - lo) / size;

          /* The largest value stands on the edge of the last cell. NaN fails both. */
          if (place >= 0 && place <= CELLS)
            count[place < CELLS ? (size_t) place : CELLS - 1]++;
        }
      while (cell < CELLS - 1 && rank >= count[cell])
        rank -= count[cell++];
      lo += cell * size;
      size /= CELLS;
    }
  return lo + size / 2;
}

/* Powers of ten end before doubles do: a step beyond these would become zero or infinite, and the search for one endless. */
#define SMALLEST_STEP 1e-290
#define LARGEST_STEP 1e290

/* The next of 1, 2, 2.5, 5 times a power of ten that is at least `least` > 0. */
static double
round_width (double least)
{
  static const double steps[] = { 1, 2, 2.5, 5, 10 };
  int exponent = (int) floor (log10 (least));
  double unit = pow (10, abs (exponent));

  for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
    {
      /* Divided, since 0.001 is not exact and 1000 is. */
      double width = exponent < 0 ? steps[i] / unit : steps[i] * unit;

      if (width >= least)
        return width;
    }
  return exponent < 0 ? 20 / unit : 20 * unit;
}

static double
wanted_width (const double *x, size_t n, Range range, size_t max_bins)
{
  double spread = range.max - range.min;
  double between_quartiles = value_of_rank (x, n, range, (range.n - 1) * 3 / 4)
                             - value_of_rank (x, n, range, (range.n - 1) / 4);
  double width = 2 * between_quartiles / cbrt (range.n);
  double least = spread / max_bins;

  if (between_quartiles <= spread / CELLS / CELLS)
    width = spread / (1 + ceil (log2 (range.n)));
  return width > least ? width : least;
}

void
am_histogram_bins (const double *x, size_t n, size_t max_bins, double *lo, double *width, size_t *n_bins)
{
  Range range = range_of (x, n);
  double step;

  *lo = NAN;
  *width = NAN;
  *n_bins = 0;
  if (range.n == 0 || !isfinite (range.max - range.min))
    return;
  /* Two, since values on both sides of a round edge cannot share a bin. */
  if (max_bins < 2)
    max_bins = 2;

  if (range.max > range.min)
    step = wanted_width (x, n, range, max_bins);
  else
    step = range.min == 0 ? 1 : fabs (range.min) / 10;
  if (!(step >= SMALLEST_STEP && step <= LARGEST_STEP))
    return;
  step = round_width (step);

  /* Round edges can need a bin more than the range alone; a step as long as the range needs two at most. */
  for (; step <= LARGEST_STEP; step = round_width (step * 1.01))
    {
      double start = floor (range.min / step) * step, last;

      if (start > range.min)
        start -= step;
      last = floor ((range.max - start) / step);
      if (last < max_bins)
        {
          *lo = start;
          *width = step;
          *n_bins = (size_t) last + 1;
          return;
        }
    }
}

void
am_histogram_count (const double *x, size_t n, double lo, double width, size_t n_bins, double *count)
{
  memset (count, 0, n_bins * sizeof *count);
  for (size_t i = 0; i < n; i++)
    {
      double place = floor ((x[i] - lo) / width);

      if (place >= 0 && place < n_bins)
        count[(size_t) place] += 1;
    }
}
