#include "math/calibration/group-calibration.h"

#include "math/gamma-tails.h"

#include <math.h>

AmHosmerLemeshow
am_hosmer_lemeshow (const double *d, const double *n, const double *p, size_t k, double *z)
{
  AmHosmerLemeshow out = { 0, 0, INFINITY };

  for (size_t i = 0; i < k; i++)
    {
      double expected = n[i] * p[i], variance = expected * (1 - p[i]), gap = d[i] - expected;
      double one = gap == 0 ? 0 : gap / sqrt (variance);

      if (z != NULL)
        z[i] = n[i] > 0 ? one : NAN;
      if (!(n[i] > 0))
        continue;
      out.n_groups++;
      out.statistic += one * one;
      out.smallest_expected = fmin (out.smallest_expected, fmin (expected, n[i] - expected));
      if (!(p[i] >= 0 && p[i] <= 1))
        out.statistic = NAN;
    }
  if (out.n_groups == 0)
    out.statistic = out.smallest_expected = NAN;
  return out;
}

AmObservedExpected
am_observed_expected (double observed, double expected, double level)
{
  double tail = 0.5 - 0.5 * level, fewer, more;
  AmObservedExpected out = { NAN, NAN, NAN, NAN, NAN, NAN };

  if (!(observed >= 0 && expected > 0 && level > 0 && level < 1) || isinf (expected))
    return out;
  out.ratio = observed / expected;
  out.low = observed == 0 ? 0 : am_gamma_quantile (tail, observed, 0) / expected;
  out.high = am_gamma_quantile (tail, observed + 1, 1) / expected;
  out.jeffreys_low = observed == 0 ? 0 : am_gamma_quantile (tail, observed + 0.5, 0) / expected;
  out.jeffreys_high = am_gamma_quantile (tail, observed + 0.5, 1) / expected;
  fewer = am_gamma_upper (expected, observed + 1);
  more = observed == 0 ? 1 : am_gamma_lower (expected, observed);
  out.p_value = fmin (1, 2 * fmin (fewer, more));
  return out;
}
