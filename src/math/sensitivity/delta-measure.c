#include "math/sensitivity/delta-measure.h"

#include <math.h>

size_t
am_delta_slices (size_t n)
{
  double slices = ceil (pow ((double) n, 2 / (7 + tanh ((1500 - (double) n) / 500))));

  return (size_t) fmin (slices, 48);
}

typedef struct { double n, mean, squares; } Moments;

static void
moments_add (Moments *self, double value)
{
  double d = value - self->mean;

  self->n++;
  self->mean += d / self->n;
  self->squares += d * (value - self->mean);
}

/* density[places] of the rows in bins; width: standard deviation of the kernel. */
static void
smooth (const double *bins, double low, double high, double n, double width, double *density)
{
  double bin = (high - low) / (AM_DELTA_BINS - 1), place = (high - low) / (AM_DELTA_PLACES - 1), scale = 1 / (n * width * sqrt (2 * M_PI));

  for (int i = 0; i < AM_DELTA_PLACES; i++)
    {
      double at = i * place;
      int from = (int) fmax (0, floor ((at - 6 * width) / bin)), to = (int) fmin (AM_DELTA_BINS - 1, ceil ((at + 6 * width) / bin));

      density[i] = 0;
      for (int b = from; b <= to; b++)
        if (bins[b] > 0)
          {
            double z = (at - b * bin) / width;

            density[i] += bins[b] * exp (-z * z / 2);
          }
      density[i] *= scale;
    }
}

/* Of the rows of one slice, or of all for slice SIZE_MAX. false: nothing varies, or stopped. */
static int
estimate (const double *y, const uint32_t *slice, size_t n, size_t which, double low, double high, const AmStop *stop, double *bins, double *density, double *count)
{
  Moments moments = { 0, 0, 0 };

  for (int b = 0; b < AM_DELTA_BINS; b++)
    bins[b] = 0;
  for (size_t i = 0; i < n; i++)
    {
      if (i % AM_STOP_PIECE == 0 && am_stop_asked (stop))
        return 0;
      if (which == SIZE_MAX || slice[i] == which)
        {
          double position = (y[i] - low) / (high - low) * (AM_DELTA_BINS - 1), part;
          int b = (int) position;

          b = b < AM_DELTA_BINS - 1 ? b : AM_DELTA_BINS - 2;
          part = position - b;
          bins[b] += 1 - part;
          bins[b + 1] += part;
          moments_add (&moments, y[i]);
        }
    }
  *count = moments.n;
  if (moments.n < 2 || !(moments.squares > 0))
    return 0;
  smooth (bins, low, high, moments.n, pow (0.75 * moments.n, -0.2) * sqrt (moments.squares / (moments.n - 1)), density);
  return 1;
}

double
am_delta_measure (const double *y, const uint32_t *slice, size_t n, size_t n_slices, double *work, const AmStop *stop)
{
  double *bins = work, *all = work + AM_DELTA_BINS, *given = all + AM_DELTA_PLACES, low = INFINITY, high = -INFINITY, sum = 0, count;

  for (size_t i = 0; i < n; i++)
    {
      if (!isfinite (y[i]))
        return NAN;
      low = fmin (low, y[i]);
      high = fmax (high, y[i]);
    }
  if (!(low < high) || !estimate (y, slice, n, SIZE_MAX, low, high, stop, bins, all, &count))
    return NAN;
  for (size_t s = 0; s < n_slices; s++)
    {
      double place = (high - low) / (AM_DELTA_PLACES - 1), area = 0;

      count = 0;
      if (!estimate (y, slice, n, s, low, high, stop, bins, given, &count))
        {
          sum += count / n;
          continue;
        }
      for (int i = 0; i + 1 < AM_DELTA_PLACES; i++)
        area += place * (fabs (all[i] - given[i]) + fabs (all[i + 1] - given[i + 1])) / 2;
      sum += count / (2.0 * n) * area;
    }
  return am_stop_asked (stop) ? NAN : sum;
}
