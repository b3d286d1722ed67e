#include "math/credit/concentration.h"

#include "math/distribution.h"

#include <math.h>

/* NaN when there is nothing to take shares of. */
static double
total (const double *value, size_t k)
{
  double sum = 0;

  for (size_t i = 0; i < k; i++)
    {
      if (!(value[i] >= 0))
        return NAN;
      sum += value[i];
    }
  return sum > 0 ? sum : NAN;
}

double
am_herfindahl (const double *value, size_t k)
{
  double all = total (value, k), sum = 0;

  for (size_t i = 0; i < k; i++)
    sum += (value[i] / all) * (value[i] / all);
  return isnan (all) ? NAN : sum;
}

double
am_gini_concentration (const double *sorted, size_t k)
{
  double all = total (sorted, k), sum = 0;

  for (size_t i = 0; i < k; i++)
    sum += (2.0 * (i + 1) - k - 1) * (sorted[i] / all);
  return isnan (all) ? NAN : sum / k;
}

double
am_top_share (const double *sorted, size_t k, size_t top)
{
  double all = total (sorted, k), sum = 0;

  for (size_t i = k - (top < k ? top : k); i < k; i++)
    sum += sorted[i];
  return sum / all;
}

AmGradeConcentration
am_grade_concentration (const double *count, size_t k)
{
  double all = total (count, k), sum = 0;

  if (isnan (all) || k < 1)
    return (AmGradeConcentration) { NAN, NAN };
  for (size_t i = 0; i < k; i++)
    sum += (count[i] / all - 1.0 / k) * (count[i] / all - 1.0 / k);
  sum *= k;
  return (AmGradeConcentration) { sqrt (sum), k > 1 ? 1 + log ((sum + 1) / k) / log (k) : NAN };
}

AmConcentrationGrowth
am_concentration_growth (double cv_then, double cv_now, size_t k)
{
  double spread = cv_now * cv_now * (0.5 + cv_now * cv_now);

  if (!(k > 1 && spread > 0) || isnan (cv_then))
    return (AmConcentrationGrowth) { NAN, NAN };
  spread = sqrt (k - 1) * (cv_now - cv_then) / sqrt (spread);
  return (AmConcentrationGrowth) { spread, am_normal_upper (spread) };
}
