/* How sure is the date of a change? As the segments grow and the step shrinks, the estimate's error, scaled by (step / sd)^2,
 * goes to where a two-sided Brownian motion that drifts down is highest. Bai (1997), appendix B, gives that place's
 * distribution. */
#include "math/detection/change-point.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

typedef struct { double n, mean, variance; } Side;

static Side
side_of (const double *y, size_t from, size_t to)
{
  Side side = { 0 };
  double squares = 0;

  for (size_t t = from; t < to; t++)
    if (!isnan (y[t]))
      {
        double away = y[t] - side.mean;

        side.mean += away / ++side.n;
        squares += away * (y[t] - side.mean);
      }
  side.variance = squares / side.n;
  return side;
}

/* exp (a) Phi (-b), where the one overflows and the other vanishes. For large b by the tail's first terms. */
static double
scaled_tail (double a, double b)
{
  double tail = gsl_cdf_ugaussian_Q (b);

  if (b < 30)
    return exp (a + log (tail));
  return exp (a - b * b / 2) / (b * sqrt (2 * M_PI)) * (1 - 1 / (b * b) + 3 / (b * b * b * b));
}

/* P (place <= -x) for x >= 0, the drift being 1/2 on both sides, the variance 1 here and phi on the other side. The other tail
 * is the same with sides changed: in units of its own variance the side there has 1, this one 1 / phi. */
static double
lower_tail (double x, double phi)
{
  double root = sqrt (x), a = (1 + 1 / phi) / (2 * phi), b = 0.5 + 1 / phi;
  double c = phi * (phi + 2) / (phi + 1), d = (phi + 2) * (phi + 2) / (phi + 1);

  return -root * exp (-x / 8) / sqrt (2 * M_PI) - c * scaled_tail (a * x, b * root)
         + (d - 2 + x / 2) * gsl_cdf_ugaussian_Q (root / 2);
}

/* The least x with P (place <= -x) <= share. The tail falls. */
static double
tail_place (double share, double phi)
{
  double low = 0, high = 1;

  if (lower_tail (0, phi) <= share)
    return 0;
  while (lower_tail (high, phi) > share && high < 1e6)
    high *= 2;
  for (int i = 0; i < 100; i++)
    {
      double middle = (low + high) / 2;

      if (lower_tail (middle, phi) > share)
        low = middle;
      else
        high = middle;
    }
  return high;
}

/* The row that is `steps` existing values from `from`, kept within first..last. */
static size_t
walk (const double *y, size_t from, double steps, bool back, size_t first, size_t last)
{
  size_t row = from, at = from;

  while (steps >= 1 && (back ? at > first : at < last))
    {
      at += back ? -1 : 1;
      if (!isnan (y[at]))
        {
          row = at;
          steps--;
        }
    }
  return row;
}

bool
am_change_point_interval (const double *y, size_t from, size_t change, size_t to, double level, size_t *first, size_t *last)
{
  Side before = side_of (y, from, change), after = side_of (y, change, to);
  double step = after.mean - before.mean, share = (1 - level) / 2, back, ahead;

  *first = *last = change;
  if (before.n < 2 || after.n < 2 || step == 0 || !(before.variance > 0) || !(after.variance > 0) || !(level > 0 && level < 1))
    return false;

  /* The estimate errs to the later side by what happens after the change: so the change may be that much earlier than the
   * estimate. */
  back = after.variance / (step * step) * tail_place (share, before.variance / after.variance);
  ahead = before.variance / (step * step) * tail_place (share, after.variance / before.variance);
  *first = walk (y, change, ceil (back), true, from, to - 1);
  *last = walk (y, change, ceil (ahead), false, from, to - 1);
  return true;
}
