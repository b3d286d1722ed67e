#include "math/autocorrelation.h"
#include "math/clones.h"
#include "math/sum-private.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

#define FLAT 1e-9      /* a spread below this share of the mean is rounding noise, not spread */
#define LANES 8        /* sums side by side: one sum would wait for each addition to end */

typedef struct { double sum, n; } Products;

/* Sum and number of the products (x[t] - mean)(x[t - lag] - mean) that exist. */
AM_CLONES static Products
sum_products (const double *x, size_t n, size_t lag, double mean)
{
  double sum[LANES] = { 0 }, count[LANES] = { 0 };
  const double *before = x, *now = x + lag;
  size_t n_pairs = n - lag, i = 0;
  Products all = { 0 };

  for (; i + LANES <= n_pairs; i += LANES)
    for (int lane = 0; lane < LANES; lane++)
      {
        double product = (now[i + lane] - mean) * (before[i + lane] - mean);

        sum[lane] += product == product ? product : 0;
        count[lane] += product == product ? 1 : 0;
      }
  for (int lane = 0; i < n_pairs; i++, lane++)
    {
      double product = (now[i] - mean) * (before[i] - mean);

      sum[lane] += product == product ? product : 0;
      count[lane] += product == product ? 1 : 0;
    }
  for (int lane = 0; lane < LANES; lane++)
    {
      all.sum += sum[lane];
      all.n += count[lane];
    }
  return all;
}

static double
mean_of_existing (const double *x, size_t n)
{
  double sum = 0, rest = 0;
  size_t count = 0;

  for (size_t i = 0; i < n; i++)
    if (!isnan (x[i]))
      {
        am_sum_add (&sum, &rest, x[i]);
        count++;
      }
  return count > 0 ? am_sum_get (sum, rest) / count : NAN;
}

void
am_autocorrelation (const double *x, size_t n, size_t n_lags, double *r)
{
  double mean = mean_of_existing (x, n), variance;
  Products squares = { 0 };
  bool is_constant;

  if (!isnan (mean))
    squares = sum_products (x, n, 0, mean);
  variance = squares.sum / squares.n;
  is_constant = !(variance > 0) || sqrt (variance) < FLAT * fabs (mean);

  for (size_t lag = 0; lag <= n_lags; lag++)
    {
      Products products = { 0 };

      if (!is_constant && lag < n)
        products = sum_products (x, n, lag, mean);
      r[lag] = products.n > 0 ? products.sum / (products.n + lag) / variance : NAN;
    }
}

double
am_ljung_box (const double *r, size_t n, size_t h, size_t n_fitted, double *p_value)
{
  double sum = 0, q;

  *p_value = NAN;
  if (h <= n_fitted || h >= n)
    return NAN;
  for (size_t k = 1; k <= h; k++)
    sum += r[k] * r[k] / (n - k);
  q = (double) n * (n + 2.0) * sum;
  if (isnan (q))
    return NAN;
  *p_value = gsl_cdf_chisq_Q (q, h - n_fitted);
  return q;
}

double
am_box_pierce (const double *r, size_t n, size_t h, size_t n_fitted, double *p_value)
{
  double sum = 0;

  *p_value = NAN;
  if (h <= n_fitted || h >= n)
    return NAN;
  for (size_t k = 1; k <= h; k++)
    sum += r[k] * r[k];
  if (isnan (sum))
    return NAN;
  *p_value = gsl_cdf_chisq_Q (n * sum, h - n_fitted);
  return n * sum;
}
