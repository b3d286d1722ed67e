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
  if (!(n >= 0 && n < 1e12 && p >= 0 && p <= 1) || isnan (k))
    return NAN;
  if (k <= 0)
    return 1;
  if (k > n || p == 0)
    return 0;
  return p == 1 ? 1 : am_beta_lower (p, k, n - k + 1);
}

/* ln P(X = k), by deviances. Loader (2000). */
static double
log_chance (double k, double n, double p)
{
  if (k == 0 || k == n)
    return k == 0 ? n * log1p (-p) : n * log (p);
  return am_stirling_error (n) - am_stirling_error (k) - am_stirling_error (n - k) - am_deviance (k, n * p) - am_deviance (n - k, n * (1 - p))
         + 0.5 * log (n / (2 * M_PI * k * (n - k)));
}

double
am_binomial_two_sided (double k, double n, double p)
{
  double limit, low, high;

  if (!(n >= 1 && n < 1e12 && k >= 0 && k <= n && p >= 0 && p <= 1) || k != floor (k))
    return NAN;
  if (p == 0 || p == 1)
    return k == n * p ? 1 : 0;
  if (k == n * p)
    return 1;
  limit = log_chance (k, n, p) + 1e-7;
  if (k < n * p)
    {
      /* On the other side chances fall with the count: the first one that is no likelier. */
      low = floor (n * p);
      high = n + 1;
      while (high - low > 1)
        {
          double middle = floor ((low + high) / 2);
          *(log_chance (middle, n, p) <= limit ? &high : &low) = middle;
        }
      return fmin (1, am_beta_upper (p, k + 1, n - k) + am_binomial_upper (high, n, p));
    }
  low = -1;
  high = ceil (n * p);
  while (high - low > 1)
    {
      double middle = floor ((low + high) / 2);
      *(log_chance (middle, n, p) <= limit ? &low : &high) = middle;
    }
  return fmin (1, am_binomial_upper (k, n, p) + (low < 0 ? 0 : am_beta_upper (p, low + 1, n - low)));
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
