#include "math/sensitivity/rbd-fast.h"

#include "math/sum-private.h"

#include <math.h>

#define STRETCH 256                  /* points after which the angle is taken anew, so that rounding does not add up */

/* Power of harmonic h, of both signs; NaN: stopped. Only the lowest are asked for: a transform of all would cost n^2 where n is prime. */
static double
power_of (const double *y, size_t n, double mean, size_t h, const AmStop *stop)
{
  double step = 2 * M_PI * (double) h / n, c = cos (step), s = sin (step), re = 0, im = 0;

  for (size_t from = 0; from < n; from += STRETCH)
    {
      double angle = 2 * M_PI * ((double) (h * from % n) / n), x = cos (angle), z = sin (angle);

      if (from % AM_STOP_PIECE == 0 && am_stop_asked (stop))
        return NAN;
      for (size_t i = from; i < n && i < from + STRETCH; i++)
        {
          double next = x * c - z * s;

          re += (y[i] - mean) * x;
          im += (y[i] - mean) * z;
          z = z * c + x * s;
          x = next;
        }
    }
  return 2 * (re * re + im * im) / ((double) n * n);
}

double
am_rbd_fast (const double *y_sorted, size_t n, size_t harmonics, double *work, const AmStop *stop)
{
  double mean = 0, variance = 0, own = 0, rest = 0, squares = 0, share, bias = 2.0 * harmonics / n;
  size_t half = (n + 1) / 2;

  if (n <= 2 * harmonics)
    return NAN;
  for (size_t i = 0; i < half; i++)
    work[i] = y_sorted[2 * i];
  for (size_t i = half; i < n; i++)
    work[i] = y_sorted[2 * (n - 1 - i) + 1];
  if (am_stop_asked (stop))
    return NAN;
  /* as a curve of frequency 1 */
  for (size_t i = 0; i < n; i++)
    am_sum_add (&mean, &rest, work[i]);
  mean = am_sum_get (mean, rest) / n;
  if (am_stop_asked (stop))
    return NAN;
  rest = 0;
  for (size_t i = 0; i < n; i++)
    am_sum_add (&squares, &rest, (work[i] - mean) * (work[i] - mean));
  variance = am_sum_get (squares, rest) / n;
  if (!(variance > 0) || !isfinite (variance))
    return NAN;
  for (size_t h = 1; h <= harmonics && !isnan (own); h++)
    own += power_of (work, n, mean, h, stop);
  share = own / variance;
  return share - bias / (1 - bias) * (1 - share);
}
