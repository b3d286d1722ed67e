#include "math/drift/divergence.h"

#include <math.h>
#include <stdbool.h>

static bool
find_sums (const double *p, const double *q, size_t n, double *p_sum, double *q_sum)
{
  *p_sum = *q_sum = 0;
  for (size_t i = 0; i < n; i++)
    {
      if (!(p[i] >= 0 && q[i] >= 0))
        return false;
      *p_sum += p[i];
      *q_sum += q[i];
    }
  return *p_sum > 0 && *q_sum > 0 && isfinite (*p_sum) && isfinite (*q_sum);
}

static double
relative_entropy (double p, double q)
{
  if (p == 0)
    return 0;
  return q == 0 ? INFINITY : p * log (p / q);
}

double
am_kullback_leibler (const double *p, const double *q, size_t n)
{
  double p_sum, q_sum, sum = 0;

  if (!find_sums (p, q, n, &p_sum, &q_sum))
    return NAN;
  for (size_t i = 0; i < n; i++)
    sum += relative_entropy (p[i] / p_sum, q[i] / q_sum);
  return fmax (0, sum);
}

double
am_jensen_shannon (const double *p, const double *q, size_t n, double base)
{
  double p_sum, q_sum, sum = 0;

  if (!find_sums (p, q, n, &p_sum, &q_sum) || !(base > 1))
    return NAN;
  for (size_t i = 0; i < n; i++)
    {
      double a = p[i] / p_sum, b = q[i] / q_sum, middle = (a + b) / 2;

      sum += relative_entropy (a, middle) + relative_entropy (b, middle);
    }
  return sqrt (fmax (0, sum / 2 / log (base)));
}

double
am_hellinger (const double *p, const double *q, size_t n)
{
  double p_sum, q_sum, sum = 0;

  if (!find_sums (p, q, n, &p_sum, &q_sum))
    return NAN;
  for (size_t i = 0; i < n; i++)
    {
      double d = sqrt (p[i] / p_sum) - sqrt (q[i] / q_sum);

      sum += d * d;
    }
  return sqrt (sum / 2);
}

double
am_total_variation (const double *p, const double *q, size_t n)
{
  double p_sum, q_sum, sum = 0;

  if (!find_sums (p, q, n, &p_sum, &q_sum))
    return NAN;
  for (size_t i = 0; i < n; i++)
    sum += fabs (p[i] / p_sum - q[i] / q_sum);
  return sum / 2;
}
