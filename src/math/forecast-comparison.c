#include "math/forecast-comparison.h"
#include "math/distribution.h"

#include <math.h>

static double
autocovariance (const double *d, size_t n, double mean, size_t lag)
{
  double sum = 0;

  for (size_t i = lag; i < n; i++)
    sum += (d[i] - mean) * (d[i - lag] - mean);
  return sum / n;
}

static double
long_run_variance (const double *d, size_t n, double mean, size_t h)
{
  double gamma0 = autocovariance (d, n, mean, 0), plain = gamma0, bartlett = gamma0;

  for (size_t k = 1; k < h; k++)
    {
      double gamma = autocovariance (d, n, mean, k);

      plain += 2 * gamma;
      bartlett += 2 * (1 - (double) k / h) * gamma;
    }
  return plain > 0 ? plain : bartlett;
}

double
am_diebold_mariano (const double *d, size_t n, size_t h, double *p_value)
{
  double mean = 0, variance, factor, statistic;

  *p_value = NAN;
  if (n < 3 || h < 1 || h >= n)
    return NAN;

  for (size_t i = 0; i < n; i++)
    mean += d[i];
  mean /= n;
  variance = long_run_variance (d, n, mean, h);
  /* Below rounding of the mean there is no variation to compare with. */
  if (!(variance > 1e-28 * mean * mean) || !(variance > 0))
    return NAN;

  factor = (n + 1 - 2.0 * h + (double) h * (h - 1) / n) / n;
  if (!(factor > 0))
    return NAN;
  statistic = mean / sqrt (variance / n) * sqrt (factor);
  *p_value = am_student_t_two_sided (statistic, n - 1);
  return statistic;
}
