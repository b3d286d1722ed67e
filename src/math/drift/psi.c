#include "math/drift/psi.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

static double
total (const double *count, size_t n_bins)
{
  double sum = 0;

  for (size_t i = 0; i < n_bins; i++)
    {
      if (!(count[i] >= 0))
        return NAN;
      sum += count[i];
    }
  return sum;
}

/* The count that the convention puts in place of one. A table made from the rows of both samples has no bin that is empty in both. */
static double
stand_in (double count, double other, AmPsiConvention convention)
{
  if (convention == AM_PSI_HALF_COUNT)
    return count + 0.5;
  return convention == AM_PSI_COUNT_0P9 && count == 0 && other > 0 ? 0.9 : count;
}

static double
total_of_stand_ins (const double *count, const double *other, size_t n_bins, AmPsiConvention convention)
{
  double sum = 0;

  for (size_t i = 0; i < n_bins; i++)
    sum += stand_in (count[i], other[i], convention);
  return sum;
}

static double
limit_share (double share, AmPsiConvention convention)
{
  if (convention == AM_PSI_FLOOR_1E4)
    return fmax (share, 1e-4);
  if (convention == AM_PSI_FLOOR_1PCT)
    return fmax (share, 0.01);
  return convention == AM_PSI_PLACE_1E4 && share == 0 ? 1e-4 : share;
}

static double
term_of (double e, double a)
{
  if (e == a)
    return 0;
  return e == 0 || a == 0 ? INFINITY : (a - e) * log (a / e);
}

double
am_psi (const double *expected, const double *actual, size_t n_bins, AmPsiConvention convention, double *term)
{
  double n = total (expected, n_bins), m = total (actual, n_bins), sum = 0;

  if (!(n > 0 && m > 0))
    return NAN;
  n = total_of_stand_ins (expected, actual, n_bins, convention);
  m = total_of_stand_ins (actual, expected, n_bins, convention);
  for (size_t i = 0; i < n_bins; i++)
    {
      double e = limit_share (stand_in (expected[i], actual[i], convention) / n, convention);
      double a = limit_share (stand_in (actual[i], expected[i], convention) / m, convention);
      double own = convention == AM_PSI_DROP_EMPTY && (e == 0 || a == 0) ? NAN : term_of (e, a);

      if (term != NULL)
        term[i] = own;
      sum += isnan (own) ? 0 : own;
    }
  return sum;
}

double
am_psi_of_shares (const double *expected, const double *actual, size_t n_bins)
{
  double sum = 0;

  for (size_t i = 0; i < n_bins; i++)
    {
      if (!(expected[i] >= 0 && actual[i] >= 0))
        return NAN;
      sum += term_of (expected[i], actual[i]);
    }
  return n_bins > 0 ? sum : NAN;
}

/* 1/n + 1/m; NaN when nothing can be said. */
static double
scale (double n_expected, double n_actual, size_t n_bins)
{
  return n_expected > 0 && n_actual > 0 && n_bins >= 2 ? 1 / n_expected + 1 / n_actual : NAN;
}

double
am_psi_critical (double n_expected, double n_actual, size_t n_bins, double level)
{
  if (!(level > 0 && level < 1) || isnan (scale (n_expected, n_actual, n_bins)))
    return NAN;
  return gsl_cdf_chisq_Pinv (level, n_bins - 1.0) * scale (n_expected, n_actual, n_bins);
}

double
am_psi_critical_normal (double n_expected, double n_actual, size_t n_bins, double level)
{
  if (!(level > 0 && level < 1) || isnan (scale (n_expected, n_actual, n_bins)))
    return NAN;
  return (n_bins - 1.0 + gsl_cdf_ugaussian_Pinv (level) * sqrt (2 * (n_bins - 1.0))) * scale (n_expected, n_actual, n_bins);
}

double
am_psi_p (double psi, double n_expected, double n_actual, size_t n_bins)
{
  double s = scale (n_expected, n_actual, n_bins);

  if (isnan (s) || !(psi >= 0))
    return NAN;
  return isinf (psi) ? 0 : gsl_cdf_chisq_Q (psi / s, n_bins - 1.0);
}

double
am_csi_points (const double *expected, const double *actual, const double *points, size_t n_bins)
{
  double n = total (expected, n_bins), m = total (actual, n_bins), sum = 0;

  if (!(n > 0 && m > 0))
    return NAN;
  for (size_t i = 0; i < n_bins; i++)
    sum += (actual[i] / m - expected[i] / n) * points[i];
  return sum;
}
