#include "math/discrimination/banded-rates.h"

#include "math/distribution.h"
#include "math/drift/contingency.h"

#include <math.h>

void
am_pool_adjacent (const double *d, const double *n, size_t k, double *fitted, size_t *block, double *work)
{
  double *events = work, *rows = work + k, *last = work + 2 * k;      /* last: the band that a pool ends with */
  size_t n_pools = 0, band = 0;

  for (size_t i = 0; i < k; i++)
    {
      if (n[i] <= 0)
        {
          if (n_pools > 0)
            last[n_pools - 1] = i;
          continue;
        }
      events[n_pools] = d[i];
      rows[n_pools] = n[i];
      last[n_pools] = i;
      n_pools++;
      while (n_pools > 1 && events[n_pools - 2] * rows[n_pools - 1] > events[n_pools - 1] * rows[n_pools - 2])
        {
          events[n_pools - 2] += events[n_pools - 1];
          rows[n_pools - 2] += rows[n_pools - 1];
          last[n_pools - 2] = last[n_pools - 1];
          n_pools--;
        }
    }
  for (size_t pool = 0; pool < n_pools; pool++)
    for (; band <= last[pool]; band++)
      {
        fitted[band] = events[pool] / rows[pool];
        block[band] = pool;
      }
  for (size_t i = 0; i < k && n[i] <= 0; i++)
    fitted[i] = NAN;
  for (; band < k; band++)
    {
      fitted[band] = NAN;
      block[band] = 0;
    }
}

/* P that the second rate is that much smaller, or more, when both are equal. */
static double
fall_p (double d_a, double n_a, double d_b, double n_b)
{
  double p = am_two_proportions (d_a, n_a, d_b, n_b, false).p_greater;

  return isnan (p) ? 1 : p;
}

size_t
am_count_inversions (const double *d, const double *n, size_t k, double *worst_p)
{
  size_t before = k, count = 0;
  double worst = 1;

  for (size_t i = 0; i < k; i++)
    {
      if (!(n[i] > 0))
        continue;
      if (before < k && d[i] * n[before] < d[before] * n[i])
        {
          count++;
          worst = fmin (worst, fall_p (d[before], n[before], d[i], n[i]));
        }
      before = i;
    }
  if (worst_p != NULL)
    *worst_p = worst;
  return count;
}

AmTrend
am_cochran_armitage (const double *d, const double *n, const double *t, size_t k)
{
  double rows = 0, events = 0, mean = 0, spread = 0, slope = 0, rate;
  AmTrend out = { NAN, NAN, NAN };

  for (size_t i = 0; i < k; i++)
    {
      rows += n[i];
      events += d[i];
      mean += n[i] * (t != NULL ? t[i] : (double) i);
    }
  mean /= rows;
  rate = events / rows;
  for (size_t i = 0; i < k; i++)
    {
      double from_mean = (t != NULL ? t[i] : (double) i) - mean;

      spread += n[i] * from_mean * from_mean;
      slope += from_mean * (d[i] - n[i] * rate);
    }
  if (!(rows > 0 && events > 0 && events < rows && spread > 0))
    return out;
  out.z = slope / sqrt (rate * (1 - rate) * spread);
  out.p_value = am_normal_two_sided (out.z);
  out.chi_square = out.z * out.z;
  return out;
}
