#include "math/evidence/group-difference.h"

#include "math/distribution.h"

#include <math.h>

static void
moments (const double *x, size_t n, double *mean, double *variance)
{
  double sum = 0, rest = 0;

  *mean = 0;
  for (size_t i = 0; i < n; i++)
    *mean += (x[i] - *mean) / (i + 1);
  for (size_t i = 0; i < n; i++)
    {
      sum += (x[i] - *mean) * (x[i] - *mean);
      rest += x[i] - *mean;
    }
  *variance = n > 1 ? (sum - rest * rest / n) / (n - 1) : NAN;
  if (n == 0)
    *mean = NAN;
}

AmMeanDifference
am_standardised_difference (const double *a, size_t n_a, const double *b, size_t n_b)
{
  AmMeanDifference out = { .t = NAN, .df = NAN, .p = NAN };
  double pooled, averaged, error_a, error_b;

  moments (a, n_a, &out.mean_a, &out.variance_a);
  moments (b, n_b, &out.mean_b, &out.variance_b);
  pooled = ((n_a - 1.0) * out.variance_a + (n_b - 1.0) * out.variance_b) / (n_a + n_b - 2.0);
  averaged = 0.5 * (out.variance_a + out.variance_b);
  out.pooled = pooled > 0 ? (out.mean_a - out.mean_b) / sqrt (pooled) : NAN;
  out.averaged = averaged > 0 ? (out.mean_a - out.mean_b) / sqrt (averaged) : NAN;
  error_a = out.variance_a / n_a;
  error_b = out.variance_b / n_b;
  if (error_a + error_b > 0)
    {
      out.t = (out.mean_a - out.mean_b) / sqrt (error_a + error_b);
      out.df = (error_a + error_b) * (error_a + error_b) / (error_a * error_a / (n_a - 1.0) + error_b * error_b / (n_b - 1.0));
      out.p = am_student_t_two_sided (out.t, out.df);
    }
  return out;
}
