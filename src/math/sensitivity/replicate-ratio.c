#include "math/sensitivity/replicate-ratio.h"

#include "math/distribution.h"
#include "math/sum-private.h"

#include <math.h>

#define FEW 1000                   /* values that are left out one by one */

static double
sum_of (const double *x, size_t n)
{
  double sum = 0, rest = 0;

  for (size_t i = 0; i < n; i++)
    am_sum_add (&sum, &rest, x[i]);
  return am_sum_get (sum, rest);
}

static double
ratio_without (const double *above, const double *below, size_t n, size_t left_out)
{
  double a = 0, b = 0;

  for (size_t i = 0; i < n; i++)
    if (i != left_out)
      {
        a += above[i];
        b += below != NULL ? below[i] : 1;
      }
  return b > 0 ? a / b : NAN;
}

/* Leaving out one value at a time comes to the variance of the values over n, and many times n steps to n. */
static AmEstimate
interval_of_many (const double *value, size_t n, double level)
{
  double mean = sum_of (value, n) / n, squares = 0, rest = 0, half;
  AmEstimate out = { mean, NAN, NAN };

  if (isnan (mean))
    return out;
  for (size_t i = 0; i < n; i++)
    am_sum_add (&squares, &rest, (value[i] - mean) * (value[i] - mean));
  half = am_student_t_quantile (0.5 + level / 2, n - 1.0) * sqrt (am_sum_get (squares, rest) / (n - 1) / n);
  out.low = mean - half;
  out.high = mean + half;
  return out;
}

static AmEstimate
interval_of (const double *above, const double *below, size_t n, double level)
{
  double total = below != NULL ? sum_of (below, n) : n, mean = 0, squares = 0, half;
  AmEstimate out = { NAN, NAN, NAN };

  if (!(total > 0))
    return out;
  out.value = sum_of (above, n) / total;
  if (n < 2 || isnan (out.value))
    return out;
  for (size_t i = 0; i < n; i++)
    mean += ratio_without (above, below, n, i);
  mean /= n;
  for (size_t i = 0; i < n; i++)
    {
      double d = ratio_without (above, below, n, i) - mean;

      squares += d * d;
    }
  half = am_student_t_quantile (0.5 + level / 2, n - 1.0) * sqrt ((n - 1.0) / n * squares);
  out.low = out.value - half;
  out.high = out.value + half;
  return out;
}

AmEstimate
am_replicate_ratio (const double *above, const double *below, size_t n, double level)
{
  return interval_of (above, below, n, level);
}

AmEstimate
am_replicate_mean (const double *value, size_t n, double level)
{
  return n <= FEW ? interval_of (value, NULL, n, level) : interval_of_many (value, n, level);
}
