#include "math/sensitivity/accumulated-effects.h"

#include <math.h>

/* Mean difference of each interval and, squared, the error of that mean, into entries 1 to n_intervals. Two passes: differences may be small beside their mean. */
static size_t
find_means (const double *difference, const uint32_t *interval, size_t n, size_t n_intervals, double *mean, double *square, size_t *count)
{
  size_t n_rows = 0;

  for (size_t k = 0; k <= n_intervals; k++)
    mean[k] = square[k] = 0;
  for (size_t k = 0; k < n_intervals; k++)
    count[k] = 0;
  for (size_t i = 0; i < n; i++)
    if (!isnan (difference[i]))
      {
        n_rows++;
        count[interval[i]]++;
        mean[interval[i] + 1] += (difference[i] - mean[interval[i] + 1]) / count[interval[i]];
      }
  for (size_t i = 0; i < n; i++)
    if (!isnan (difference[i]))
      square[interval[i] + 1] += (difference[i] - mean[interval[i] + 1]) * (difference[i] - mean[interval[i] + 1]);
  for (size_t k = 0; k < n_intervals; k++)
    if (count[k] > 0)
      square[k + 1] = count[k] > 1 ? square[k + 1] / (count[k] - 1) / count[k] : NAN;
  return n_rows;
}

/* Share of the rows for which the mean difference of interval k is in the mean of all effects: half of those inside, and all beyond. */
static double
weight_in_mean (const size_t *count, size_t n_intervals, size_t n_rows, size_t k)
{
  double rows = count[k] / 2.0;

  for (size_t other = k + 1; other < n_intervals; other++)
    rows += count[other];
  return rows / n_rows;
}

void
am_accumulated_effects (const double *difference, const uint32_t *interval, size_t n, size_t n_intervals, double *effect, double *error, size_t *count)
{
  size_t n_rows = find_means (difference, interval, n, n_intervals, effect, error, count);
  double mean = 0, below = 0, above = 0;

  if (n_rows == 0)
    {
      for (size_t k = 0; k <= n_intervals; k++)
        effect[k] = error[k] = NAN;
      return;
    }
  /* of edge e the mean difference of interval k counts 1 - weight below it and -weight above: squares of both are summed up from the two ends */
  for (size_t k = 0; k < n_intervals; k++)
    {
      double weight = weight_in_mean (count, n_intervals, n_rows, k);

      mean += weight * effect[k + 1];
      above += weight * weight * error[k + 1];
    }
  for (size_t e = 0; e <= n_intervals; e++)
    {
      double square = error[e];

      if (e > 0)
        {
          double weight = weight_in_mean (count, n_intervals, n_rows, e - 1);

          effect[e] += effect[e - 1];
          below += (1 - weight) * (1 - weight) * square;
          above -= weight * weight * square;
        }
      error[e] = sqrt (fmax (below + above, 0));
      if (isnan (below + above))
        error[e] = NAN;
    }
  for (size_t e = 0; e <= n_intervals; e++)
    effect[e] -= mean;
}
