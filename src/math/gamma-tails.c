#include "math/gamma-tails.h"

#include "math/beta.h"

#include <float.h>
#include <gsl/gsl_cdf.h>
#include <math.h>

/* x^a exp (-x) / Gamma (a) */
static double
front (double x, double a)
{
  return sqrt (a) * 0.39894228040143267794 * exp (-am_stirling_error (a) - am_deviance (a, x));
}

static double
series (double x, double a)
{
  double term = 1 / a, sum = term;

  for (double k = 1; term > DBL_EPSILON * 0.25 * sum && k < 1e7; k++)
    {
      term *= x / (a + k);
      sum += term;
    }
  return sum;
}

static double
fraction (double x, double a)
{
  double b = x + 1 - a, c = 1 / DBL_MIN, d = 1 / b, h = d;

  for (double k = 1; k < 1e7; k++)
    {
      double numerator = -k * (k - a), step;

      b += 2;
      d = numerator * d + b;
      d = 1 / (fabs (d) < DBL_MIN ? DBL_MIN : d);
      c = b + numerator / c;
      step = d * (fabs (c) < DBL_MIN ? DBL_MIN : c);
      h *= step;
      if (fabs (step - 1) <= 2 * DBL_EPSILON)
        break;
    }
  return h;
}

double
am_gamma_lower (double x, double shape)
{
  if (!(x >= 0 && shape > 0) || isinf (shape))
    return NAN;
  if (x == 0 || isinf (x))
    return x == 0 ? 0 : 1;
  return x < shape + 1 ? fmin (1, front (x, shape) * series (x, shape)) : fmax (0, 1 - front (x, shape) * fraction (x, shape));
}

double
am_gamma_upper (double x, double shape)
{
  if (!(x >= 0 && shape > 0) || isinf (shape))
    return NAN;
  if (x == 0 || isinf (x))
    return x == 0 ? 1 : 0;
  return x < shape + 1 ? fmax (0, 1 - front (x, shape) * series (x, shape)) : fmin (1, front (x, shape) * fraction (x, shape));
}

double
am_gamma_quantile (double p, double shape, int upper)
{
  double z, cube, x, low = 0, high = INFINITY;

  if (!(p >= 0 && p <= 1 && shape > 0 && isfinite (shape)))
    return NAN;
  if (p == 0 || p == 1)
    return (p == 0) == !upper ? 0 : INFINITY;
  z = upper ? gsl_cdf_ugaussian_Qinv (p) : gsl_cdf_ugaussian_Pinv (p);
  cube = 1 - 1 / (9 * shape) + z / (3 * sqrt (shape));
  /* Far down, P is x^shape / Gamma (shape + 1). */
  x = cube > 0.1 ? shape * cube * cube * cube : exp ((log (upper ? 1 - p : p) + lgamma (shape + 1)) / shape);
  x = fmax (x, DBL_MIN);
  for (int i = 0; i < 500; i++)
    {
      double excess = upper ? p - am_gamma_upper (x, shape) : am_gamma_lower (x, shape) - p;
      double next = x - excess * x / front (x, shape);

      if (excess > 0)
        high = x;
      else
        low = x;
      if (excess == 0)
        break;
      if (!(next > low && next < high))
        next = isinf (high) ? 2 * x : low > 0 ? 0.5 * (low + high) : high < 1e-3 ? fmax (DBL_MIN, high * high) : 0.5 * high;
      if (fabs (next - x) <= DBL_EPSILON * x)
        return next;
      x = next;
    }
  return x;
}
