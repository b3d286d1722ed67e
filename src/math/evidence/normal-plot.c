#include "math/evidence/normal-plot.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>

void
am_normal_scores (size_t n, double *z)
{
  double a = n <= 10 ? 3.0 / 8 : 0.5;

  for (size_t i = 0; i < n; i++)
    z[i] = gsl_cdf_ugaussian_Pinv ((i + 1 - a) / (n + 1 - 2 * a));
}

void
am_normal_plot_line (const double *sorted, size_t n, double *intercept, double *slope)
{
  double low, high, z = gsl_cdf_ugaussian_Pinv (0.75);

  *intercept = *slope = NAN;
  if (n < 2)
    return;
  low = gsl_stats_quantile_from_sorted_data (sorted, 1, n, 0.25);
  high = gsl_stats_quantile_from_sorted_data (sorted, 1, n, 0.75);
  *slope = (high - low) / (2 * z);
  *intercept = (high + low) / 2;
}
