#include "math/detection/tail-fit.h"

#include "math/order.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define FEWEST_PEAKS 20         /* for p-values beyond the ranks */
#define LEAST_P 1e-300

/* Mean of log (1 - theta x): minus the shape that fits best if theta = -shape / scale. */
static double
mean_log (const double *x, size_t n, double theta)
{
  double sum = 0;

  for (size_t i = 0; i < n; i++)
    sum += log1p (-theta * x[i]);
  return sum / (double) n;
}

/* Profile log likelihood over n, and for theta near 0 its limit, the exponential's. */
static double
profile (const double *x, size_t n, double theta, double mean)
{
  double k = -mean_log (x, n, theta);

  return fabs (k) < 1e-12 || fabs (theta) * mean < 1e-12 ? -log (mean) - 1 : log (theta / k) + k - 1;
}

/* theta = 1 / largest + (1 - sqrt (m / (i - 1/2))) / (3 q), i = 1..m, q the lower quartile: a quantile grid of a prior that
 * the data scale. */
bool
am_tail_fit (const double *excess, size_t n, AmTail *out)
{
  size_t n_grid = 20 + (size_t) sqrt ((double) n), n_used = 0;
  double largest, quartile, mean = 0, theta = 0, weight_sum = 0, most = -INFINITY, shape;
  double grid[256], likelihood[256];

  *out = (AmTail) { NAN, NAN };
  if (n < 5 || !(excess[n - 1] > 0))
    return false;
  largest = excess[n - 1];
  for (size_t i = 0; i < n; i++)
    mean += excess[i] / (double) n;
  quartile = excess[(size_t) ((double) n / 4 + 0.5) - 1];
  if (!(quartile > 1e-6 * mean))
    quartile = 1e-6 * mean;

  if (n_grid > 256)
    n_grid = 256;
  for (size_t i = 0; i < n_grid; i++)
    {
      grid[i] = 1 / largest + (1 - sqrt ((double) n_grid / ((double) i + 0.5))) / (3 * quartile);
      likelihood[i] = (double) n * profile (excess, n, grid[i], mean);
      n_used += isfinite (likelihood[i]);
      if (isfinite (likelihood[i]))
        most = fmax (most, likelihood[i]);
    }
  if (n_used == 0)
    return false;
  for (size_t i = 0; i < n_grid; i++)
    if (isfinite (likelihood[i]))
      {
        double weight = exp (likelihood[i] - most);

        theta += weight * grid[i];
        weight_sum += weight;
      }
  theta /= weight_sum;

  shape = mean_log (excess, n, theta);
  *out = fabs (shape) < 1e-12 || fabs (theta) * mean < 1e-12 ? (AmTail) { 0, mean } : (AmTail) { shape, -shape / theta };
  return isfinite (out->shape) && out->scale > 0;
}

double
am_tail_survival (AmTail tail, double excess)
{
  double x = excess / tail.scale, inner = 1 + tail.shape * x;

  if (x <= 0)
    return 1;
  if (fabs (tail.shape) < 1e-12)
    return exp (-x);
  return inner <= 0 ? 0 : exp (-log1p (tail.shape * x) / tail.shape);
}

double
am_tail_quantile (AmTail tail, double survival)
{
  if (!(survival >= 0) || survival > 1)
    return NAN;
  if (fabs (tail.shape) < 1e-12)
    return -tail.scale * log (survival);
  return tail.scale * expm1 (-tail.shape * log (survival)) / tail.shape;
}

/* How many of sorted[n] are at least x. */
static size_t
count_from (const double *sorted, size_t n, double x)
{
  size_t low = 0, high = n;

  while (low < high)
    {
      size_t middle = low + (high - low) / 2;

      if (sorted[middle] < x)
        low = middle + 1;
      else
        high = middle;
    }
  return n - low;
}

typedef struct { const double *sorted; size_t n, n_peaks; double threshold; AmTail tail; bool has_tail; } Reference;

static double
p_value_of (const Reference *ref, double score)
{
  double n_1 = (double) ref->n + 1;
  double rank = (1 + (double) count_from (ref->sorted, ref->n, score)) / n_1;

  if (!ref->has_tail || !(score > ref->threshold))
    return rank;
  /* At the threshold both say the same: the rank of a score just above it. */
  return fmax (LEAST_P, (1 + (double) ref->n_peaks) / n_1 * am_tail_survival (ref->tail, score - ref->threshold));
}

void
am_tail_p_values (const double *reference, size_t n_reference, double share, const double *score, size_t n, double *p, double *work)
{
  Reference ref = { .sorted = work };

  for (size_t i = 0; i < n_reference; i++)
    if (!isnan (reference[i]))
      work[ref.n++] = reference[i];
  if (ref.n > 0)
    {
      qsort (work, ref.n, sizeof *work, am_compare_doubles);
      ref.threshold = work[(size_t) ((share == 0 ? 0.98 : share) * (double) (ref.n - 1))];
      while (ref.n_peaks < ref.n && work[ref.n - 1 - ref.n_peaks] > ref.threshold)
        ref.n_peaks++;
    }

  /* The body's ranks need the reference only below the threshold, so its upper end may turn into excesses once the ranks there
   * are done. */
  for (size_t i = 0; i < n; i++)
    p[i] = isnan (score[i]) || ref.n == 0 ? NAN : p_value_of (&ref, score[i]);
  if (ref.n_peaks < FEWEST_PEAKS)
    return;
  for (size_t i = ref.n - ref.n_peaks; i < ref.n; i++)
    work[i] -= ref.threshold;
  ref.has_tail = am_tail_fit (work + (ref.n - ref.n_peaks), ref.n_peaks, &ref.tail);
  for (size_t i = 0; ref.has_tail && i < n; i++)
    if (score[i] > ref.threshold)
      p[i] = p_value_of (&ref, score[i]);
}
