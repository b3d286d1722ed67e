#include "math/credit/default-tests.h"

#include "math/beta.h"
#include "math/distribution.h"

#include <math.h>
#include <stdbool.h>

static bool
is_count (double d, double n, double pd)
{
  return n >= 1 && d >= 0 && d <= n && pd >= 0 && pd <= 1 && n < 1e12;
}

double
am_jeffreys_p (double d, double n, double pd)
{
  return is_count (d, n, pd) ? am_beta_lower (pd, d + 0.5, n - d + 0.5) : NAN;
}

double
am_default_binomial_p (double d, double n, double pd)
{
  return is_count (d, n, pd) ? am_binomial_upper (d, n, pd) : NAN;
}

AmNormalYears
am_normal_years (const double *rate, const double *pd, size_t n_years)
{
  AmNormalYears out = { NAN, NAN, NAN };
  double mean = 0, squares = 0;

  if (n_years < 2)
    return out;
  for (size_t i = 0; i < n_years; i++)
    mean += (rate[i] - pd[i] - mean) / (i + 1);
  for (size_t i = 0; i < n_years; i++)
    squares += (rate[i] - pd[i] - mean) * (rate[i] - pd[i] - mean);
  out.tau2 = squares / (n_years - 1);
  if (out.tau2 > 0)
    {
      out.z = mean * sqrt (n_years) / sqrt (out.tau2);
      out.p_value = am_normal_upper (out.z);
    }
  return out;
}

/* Also at the ends, where am_normal_quantile() says nothing. */
static double
probit (double p)
{
  return p == 0 ? -INFINITY : p == 1 ? INFINITY : am_normal_quantile (p);
}

double
am_vasicek_quantile (double pd, double rho, double q)
{
  if (!(rho >= 0 && rho < 1 && q >= 0 && q <= 1))
    return NAN;
  if (rho == 0)
    return pd >= 0 && pd <= 1 ? pd : NAN;
  return am_normal_upper (-(probit (pd) + sqrt (rho) * probit (q)) / sqrt (1 - rho));
}

double
am_vasicek_p (double rate, double pd, double rho)
{
  if (!(rho > 0 && rho < 1))
    return NAN;
  return am_normal_upper ((sqrt (1 - rho) * probit (rate) - probit (pd)) / sqrt (rho));
}

/* The tail given the factor, at x of the standard normal. */
static double
tail_given (double x, double d, double n, double threshold, double rho)
{
  return am_binomial_upper (d, n, am_normal_upper (-(threshold - sqrt (rho) * x) / sqrt (1 - rho)));
}

double
am_vasicek_binomial_p (double d, double n, double pd, double rho)
{
  /* The trapezoid rule on a smooth function that dies off at both ends errs by less than any power of the step. */
  const int steps = 4000;
  const double reach = 9;
  double sum = 0, weights = 0;

  if (!is_count (d, n, pd) || !(rho >= 0 && rho < 1))
    return NAN;
  if (rho == 0 || pd == 0 || pd == 1)
    return am_binomial_upper (d, n, pd);
  for (int i = 0; i <= steps; i++)
    {
      double x = reach * (2.0 * i / steps - 1), weight = exp (-0.5 * x * x);

      sum += weight * tail_given (x, d, n, am_normal_quantile (pd), rho);
      weights += weight;
    }
  return sum / weights;
}

AmDefaultPower
am_default_power (double n, double pd, double alpha, double times)
{
  AmDefaultPower out = { NAN, NAN, NAN };

  if (!is_count (0, n, pd) || !(alpha > 0 && alpha < 1 && times > 0))
    return out;
  out.critical = am_binomial_critical (n, pd, alpha);
  out.size = am_binomial_upper (out.critical, n, pd);
  out.power = am_binomial_upper (out.critical, n, fmin (1, times * pd));
  return out;
}

double
am_default_obligors_needed (double pd, double alpha, double times, double power)
{
  double low = 0, high = 1;

  if (!(pd > 0 && pd < 1 && times > 1 && power < 1) || isnan (am_default_power (1, pd, alpha, times).power))
    return NAN;
  while (am_default_power (high, pd, alpha, times).power < power)
    {
      low = high;
      high *= 2;
      if (high > 1e9)
        return NAN;
    }
  while (high - low > fmax (1, 0.001 * high))
    {
      double middle = floor (low + (high - low) / 2);

      if (am_default_power (middle, pd, alpha, times).power < power)
        low = middle;
      else
        high = middle;
    }
  return high;
}
