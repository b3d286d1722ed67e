#include "math/evidence/expected-shortfall.h"

#include <math.h>

#define FLAT 1e-12     /* a spread below this share of the values is rounding noise */

void
am_acerbi_szekely (const double *pnl, const double *value_at_risk, const double *shortfall, size_t n, double p, AmShortfall *out)
{
  double sum = 0, count = 0;

  *out = (AmShortfall) { NAN, NAN, NAN };
  if (n == 0 || !(p > 0 && p < 1))
    return;
  for (size_t i = 0; i < n; i++)
    {
      if (!(shortfall[i] > 0) || isnan (pnl[i]) || isnan (value_at_risk[i]))
        return;
      if (pnl[i] < -value_at_risk[i])
        {
          sum += pnl[i] / shortfall[i];
          count++;
        }
    }
  out->n_exceptions = count;
  out->z1 = count > 0 ? sum / count + 1 : NAN;
  out->z2 = sum / (n * p) + 1;
}

size_t
am_exceedance_residuals (const double *pnl, const double *value_at_risk, const double *shortfall, size_t n, double *r)
{
  size_t count = 0;

  for (size_t i = 0; i < n; i++)
    if (pnl[i] < -value_at_risk[i])
      r[count++] = -pnl[i] / shortfall[i] - 1;
  return count;
}

static double
t_of (double sum, double squares, double n)
{
  double mean = sum / n, variance = (squares - n * mean * mean) / (n - 1);

  return variance > FLAT * squares / n ? mean / sqrt (variance / n) : NAN;
}

double
am_exceedance_t (const double *r, size_t n)
{
  double mean = 0, squares = 0, size = 0;

  for (size_t i = 0; i < n; i++)
    {
      mean += r[i] / n;
      size += r[i] * r[i];
    }
  for (size_t i = 0; i < n; i++)
    squares += (r[i] - mean) * (r[i] - mean);
  return n >= 2 && squares > FLAT * size ? mean / sqrt (squares / (n - 1) / n) : NAN;
}

size_t
am_exceedance_bootstrap (const double *r, size_t n, double t, size_t n_draws, gsl_rng *rng)
{
  double mean = 0;
  size_t reached = 0;

  for (size_t i = 0; i < n; i++)
    mean += r[i] / n;
  for (size_t draw = 0; draw < n_draws; draw++)
    {
      double sum = 0, squares = 0, here;

      for (size_t i = 0; i < n; i++)
        {
          double value = r[gsl_rng_uniform_int (rng, n)] - mean;

          sum += value;
          squares += value * value;
        }
      here = t_of (sum, squares, n);
      /* A sample of one value over and over has no spread: its t is infinite with the sign of the value. */
      reached += isnan (here) ? sum > 0 : here >= t;
    }
  return reached;
}
