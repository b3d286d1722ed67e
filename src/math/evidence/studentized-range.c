#include "math/evidence/studentized-range.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

#define FAR 9.0
#define STEP 0.02

double
am_normal_range_cdf (double q, double k)
{
  double sum = 0;
  int n = (int) (2 * FAR / STEP);

  if (!(k >= 2) || isnan (q))
    return NAN;
  if (q <= 0)
    return 0;
  for (int i = 0; i <= n; i++)
    {
      double z = -FAR + i * STEP;
      /* Where both are near 1 their difference is taken between the upper tails. */
      double inside = z - q > 0 ? gsl_cdf_ugaussian_Q (z - q) - gsl_cdf_ugaussian_Q (z) : gsl_cdf_ugaussian_P (z) - gsl_cdf_ugaussian_P (z - q);

      sum += exp (-0.5 * z * z) * pow (inside, k - 1);
    }
  return fmin (1, k * sum * STEP / sqrt (2 * M_PI));
}

double
am_normal_range_critical (double k, double alpha)
{
  double low = 0, high = 2 * FAR;

  if (!(k >= 2) || !(alpha > 1e-10 && alpha < 1))
    return NAN;
  while (high - low > 1e-12 * high)
    {
      double middle = low + (high - low) / 2;

      if (middle <= low || middle >= high)
        break;
      if (am_normal_range_cdf (middle, k) < 1 - alpha)
        low = middle;
      else
        high = middle;
    }
  return low + (high - low) / 2;
}
