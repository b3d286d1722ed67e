#include "math/credit/low-default.h"

#include "math/beta.h"
#include "math/credit/default-tests.h"

#include <float.h>
#include <math.h>

double
am_default_upper_bound (double d, double n, double gamma, double rho)
{
  double low = 0, high = 1;

  if (!(n >= 1 && d >= 0 && d <= n && gamma > 0 && gamma < 1 && rho >= 0 && rho < 1))
    return NAN;
  if (d == n)
    return 1;
  if (rho == 0)
    return am_beta_quantile (gamma, d + 1, n - d);

  /* P(more than d) rises with pd from 0 to 1. Halving the exponent first finds bounds of 1e-9 as well. */
  for (int i = 0; i < 400 && high - low > 4 * DBL_EPSILON * high; i++)
    {
      double middle = low == 0 ? high / 16 : high > 4 * low ? sqrt (low * high) : 0.5 * (low + high);

      if (am_vasicek_binomial_p (d + 1, n, middle, rho) < gamma)
        low = middle;
      else
        high = middle;
      if (high < 1e-300)
        break;
    }
  return 0.5 * (low + high);
}

void
am_pluto_tasche (const double *d, const double *n, size_t k, double gamma, double rho, int scaled, double *bound)
{
  double defaults = 0, obligors = 0, mean = 0, scale;

  for (size_t i = k; i-- > 0; )
    {
      defaults += d[i];
      obligors += n[i];
      bound[i] = am_default_upper_bound (defaults, obligors, gamma, rho);
      mean += n[i] * bound[i];
    }
  if (!scaled || k == 0)
    return;
  scale = bound[0] * obligors / mean;
  for (size_t i = 0; i < k; i++)
    bound[i] *= scale;
}
