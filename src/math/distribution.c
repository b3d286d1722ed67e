#include "math/distribution.h"

#include "math/beta.h"
#include "math/gamma-tails.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

double
am_normal_upper (double z)
{
  return 0.5 * erfc (z / M_SQRT2);
}

double
am_normal_two_sided (double z)
{
  return erfc (fabs (z) / M_SQRT2);
}

double
am_chi_square_upper (double x, double df)
{
  if (!(df > 0) || isnan (x))
    return NAN;
  return x <= 0 ? 1 : am_gamma_upper (0.5 * x, 0.5 * df);
}

double
am_normal_quantile (double p)
{
  return p > 0 && p < 1 ? gsl_cdf_ugaussian_Pinv (p) : NAN;
}

double
am_student_t_quantile (double p, double df)
{
  return df > 0 && p > 0 && p < 1 ? gsl_cdf_tdist_Pinv (p, df) : NAN;
}

double
am_student_t_two_sided (double t, double df)
{
  return df > 0 && !isnan (t) ? fmin (1, 2 * gsl_cdf_tdist_Q (fabs (t), df)) : NAN;
}

double
am_binomial_upper (double k, double n, double p)
{
  if (!(n >= 0 && p >= 0 && p <= 1) || isnan (k))
    return NAN;
  if (k <= 0)
    return 1;
  if (k > n || p == 0)
    return 0;
  return p == 1 ? 1 : am_beta_lower (p, k, n - k + 1);
}

double
am_binomial_critical (double n, double p, double alpha)
{
  double low = 0, high = floor (n) + 1;

  if (isnan (am_binomial_upper (1, n, p)) || !(alpha > 0))
    return NAN;
  /* The tail falls with k: it is not below alpha at low (1 at k = 0), and 0 at high. */
  while (high - low > 1)
    {
      double middle = floor (low + (high - low) / 2);

      if (am_binomial_upper (middle, n, p) < alpha)
        high = middle;
      else
        low = middle;
    }
  return high;
}

double
am_rolling_z_alarm_share (double window, double threshold, bool include_current)
{
  double beta;

  if (!(window >= (include_current ? 3 : 2)) || !(threshold > 0))
    return NAN;
  if (!include_current)
    return am_student_t_two_sided (threshold / sqrt (1 + 1 / window), window - 1);

  beta = window * threshold * threshold / ((window - 1) * (window - 1));
  return beta >= 1 ? 0 : gsl_cdf_beta_Q (beta, 0.5, (window - 2) / 2);
}
