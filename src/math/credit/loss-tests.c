#include "math/credit/loss-tests.h"

#include "math/distribution.h"
#include "math/sum-private.h"

#include <math.h>

AmPairedT
am_paired_t (const double *realised, const double *estimated, size_t n)
{
  double sum = 0, rest = 0, squares = 0, squares_rest = 0, absolute = 0, raw = 0, error, half;
  AmPairedT out = { n, NAN, NAN, NAN, (double) n - 1, NAN, NAN, NAN, NAN, NAN, NAN };

  if (n < 1)
    return out;
  for (size_t i = 0; i < n; i++)
    {
      double d = realised[i] - estimated[i];

      am_sum_add (&sum, &rest, d);
      absolute += fabs (d);
      raw += d * d;
    }
  out.mean_difference = am_sum_get (sum, rest) / n;
  out.mean_absolute = absolute / n;
  out.root_mean_square = sqrt (raw / n);
  if (n < 2)
    return out;

  for (size_t i = 0; i < n; i++)
    {
      double d = realised[i] - estimated[i] - out.mean_difference;
      am_sum_add (&squares, &squares_rest, d * d);
    }
  out.standard_deviation = sqrt (am_sum_get (squares, squares_rest) / (n - 1));
  if (!(out.standard_deviation > 0))
    return out;
  error = out.standard_deviation / sqrt (n);
  half = am_student_t_quantile (0.975, n - 1) * error;
  out.t = out.mean_difference / error;
  out.p_two_sided = am_student_t_two_sided (out.t, n - 1);
  out.p_greater = out.t > 0 ? 0.5 * out.p_two_sided : 1 - 0.5 * out.p_two_sided;
  out.low = out.mean_difference - half;
  out.high = out.mean_difference + half;
  return out;
}

AmLossShortfall
am_loss_shortfall (const double *realised, const double *estimated, const double *exposure, size_t n)
{
  AmLossShortfall out = { 0 };
  double realised_rest = 0, estimated_rest = 0;

  for (size_t i = 0; i < n; i++)
    {
      double weight = exposure != NULL ? exposure[i] : 1;

      am_sum_add (&out.realised, &realised_rest, realised[i] * weight);
      am_sum_add (&out.estimated, &estimated_rest, estimated[i] * weight);
    }
  out.realised = am_sum_get (out.realised, realised_rest);
  out.estimated = am_sum_get (out.estimated, estimated_rest);
  out.ratio = out.estimated != 0 ? out.realised / out.estimated : NAN;
  out.shortfall = out.realised != 0 ? 1 - out.estimated / out.realised : NAN;
  return out;
}

size_t
am_lgd_segment (double lgd)
{
  static const double from[AM_LGD_SEGMENTS] = { -INFINITY, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1 };
  size_t segment = 0;

  while (segment + 1 < AM_LGD_SEGMENTS && lgd >= from[segment + 1])
    segment++;
  return segment;
}
