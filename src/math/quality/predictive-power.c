#include "math/quality/predictive-power.h"

#include <math.h>

/* F1 of both classes, each weighted by its share of the rows. hit: right, of class 1 and 0; miss: said 0 where 1 is, said 1 where 0 is. */
static double
weighted_f1 (double hit1, double miss1, double hit0, double miss0)
{
  double n1 = hit1 + miss1, n0 = hit0 + miss0;
  double f1 = hit1 > 0 ? 2 * hit1 / (2 * hit1 + miss1 + miss0) : 0, f0 = hit0 > 0 ? 2 * hit0 / (2 * hit0 + miss1 + miss0) : 0;

  return (n1 * f1 + n0 * f0) / (n1 + n0);
}

static double
sum_of (const double *x, size_t n)
{
  double sum = 0;

  for (size_t i = 0; i < n; i++)
    sum += x[i];
  return sum;
}

/* Majority class of each bin in all folds but one, read in that one. A bin that is not seen elsewhere gets the more frequent class. */
static double
read_fold (const double *event, const double *other, size_t n_bins, size_t fold)
{
  double hit1 = 0, miss1 = 0, hit0 = 0, miss0 = 0, all1 = 0, all0 = 0;

  for (size_t k = 0; k < AM_POWER_FOLDS * n_bins; k++)
    if (k / n_bins != fold)
      {
        all1 += event[k];
        all0 += other[k];
      }
  for (size_t bin = 0; bin < n_bins; bin++)
    {
      double n1 = 0, n0 = 0, own1 = event[fold * n_bins + bin], own0 = other[fold * n_bins + bin];

      for (size_t k = 0; k < AM_POWER_FOLDS; k++)
        if (k != fold)
          {
            n1 += event[k * n_bins + bin];
            n0 += other[k * n_bins + bin];
          }
      if (n1 + n0 > 0 ? n1 > n0 : all1 > all0)
        {
          hit1 += own1;
          miss0 += own0;
        }
      else
        {
          miss1 += own1;
          hit0 += own0;
        }
    }
  return hit1 + miss1 + hit0 + miss0 > 0 ? weighted_f1 (hit1, miss1, hit0, miss0) : NAN;
}

double
am_predictive_power (const double *event, const double *other, size_t n_bins)
{
  double n1 = sum_of (event, AM_POWER_FOLDS * n_bins), n0 = sum_of (other, AM_POWER_FOLDS * n_bins), n = n1 + n0, mean = 0, frequent, drawn, guess;

  if (!(n1 > 0 && n0 > 0))
    return NAN;
  for (size_t fold = 0; fold < AM_POWER_FOLDS; fold++)
    mean += read_fold (event, other, n_bins, fold) / AM_POWER_FOLDS;
  frequent = n1 > n0 ? weighted_f1 (n1, 0, 0, n0) : weighted_f1 (0, n1, n0, 0);
  drawn = (n1 * n1 + n0 * n0) / (n * n);
  guess = fmax (frequent, drawn);
  return guess < 1 ? fmax (0, (mean - guess) / (1 - guess)) : NAN;
}

double
am_gini_of_bins (const double *event, const double *other, size_t n_bins)
{
  double n1 = sum_of (event, n_bins), n0 = sum_of (other, n_bins), below = 0, pairs = 0;

  for (size_t bin = 0; bin < n_bins; bin++)
    {
      pairs += event[bin] * (below + other[bin] / 2);
      below += other[bin];
    }
  return n1 > 0 && n0 > 0 ? 2 * pairs / (n1 * n0) - 1 : NAN;
}
