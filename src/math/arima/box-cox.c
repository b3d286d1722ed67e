#include "math/arima/box-cox.h"

#include <math.h>

/* Closer to 0 than this the power loses its digits to the subtraction; the logarithm is its limit. */
#define NEARLY_LOG 1e-7

double
am_box_cox (double y, double lambda)
{
  if (y < 0 || (y == 0 && lambda < NEARLY_LOG))
    return NAN;
  return fabs (lambda) < NEARLY_LOG ? log (y) : expm1 (lambda * log (y)) / lambda;
}

double
am_box_cox_back (double z, double lambda)
{
  double power = 1 + lambda * z;

  if (fabs (lambda) < NEARLY_LOG)
    return exp (z);
  if (power <= 0)
    return lambda > 0 ? 0 : INFINITY;
  return exp (log (power) / lambda);
}

/* Coefficient of variation of sd / mean^(1 - lambda) over whole seasons, counted from the end. */
static double
unevenness (const double *y, size_t n, size_t period, double lambda)
{
  size_t n_seasons = n / period;
  double mean = 0, squares = 0;

  y += n - n_seasons * period;
  for (size_t k = 0; k < n_seasons; k++)
    {
      double level = 0, spread = 0, ratio, step;

      for (size_t i = 0; i < period; i++)
        level += y[k * period + i] / period;
      for (size_t i = 0; i < period; i++)
        spread += (y[k * period + i] - level) * (y[k * period + i] - level);
      ratio = level > 0 ? sqrt (spread / (period - 1)) / pow (level, 1 - lambda) : 0;
      step = ratio - mean;
      mean += step / (k + 1);
      squares += step * (ratio - mean);
    }
  return mean > 0 ? sqrt (squares / (n_seasons - 1)) / mean : INFINITY;
}

double
am_box_cox_lambda (const double *y, size_t n, size_t m)
{
  const double golden = (sqrt (5) - 1) / 2;
  size_t period = m > 2 ? m : 2;
  double low = -1, high = 2, left, right, at_left, at_right;

  for (size_t t = 0; t < n; t++)
    if (!(y[t] >= 0))
      return NAN;
    else if (y[t] == 0)
      low = 0;
  if (n <= 2 * m || n / period < 2)
    return 1;
  left = high - golden * (high - low);
  right = low + golden * (high - low);
  at_left = unevenness (y, n, period, left);
  at_right = unevenness (y, n, period, right);
  for (unsigned i = 0; i < 60 && high - low > 1e-9; i++)
    if (at_left <= at_right)
      {
        high = right;
        right = left;
        at_right = at_left;
        left = high - golden * (high - low);
        at_left = unevenness (y, n, period, left);
      }
    else
      {
        low = left;
        left = right;
        at_left = at_right;
        right = low + golden * (high - low);
        at_right = unevenness (y, n, period, right);
      }
  return (low + high) / 2;
}
