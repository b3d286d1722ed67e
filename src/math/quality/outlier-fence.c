#include "math/quality/outlier-fence.h"

#include "math/drift/two-sample.h"

#include <math.h>

/* The median of distances from `centre`: two sorted runs, one down from it and one up, merged. */
static double
median_distance (const double *x, size_t n, double centre, double *work)
{
  size_t up = 0, down, at = 0;

  while (up < n && x[up] < centre)
    up++;
  down = up;
  while (at < n / 2 + 1)
    {
      double above = up < n ? x[up] - centre : INFINITY, below = down > 0 ? centre - x[down - 1] : INFINITY;

      work[at++] = fmin (above, below);
      if (above <= below)
        up++;
      else
        down--;
    }
  return n % 2 == 1 ? work[n / 2] : (work[n / 2 - 1] + work[n / 2]) / 2;
}

bool
am_fence (const double *x, size_t n, double *work, AmFence *out)
{
  double reach;

  *out = (AmFence) { NAN, NAN, NAN, NAN, NAN, 0, 0, NAN, 0 };
  if (n == 0)
    return false;
  out->q1 = am_sorted_quantile_7 (x, n, 0.25);
  out->median = am_sorted_quantile_7 (x, n, 0.5);
  out->q3 = am_sorted_quantile_7 (x, n, 0.75);
  reach = 1.5 * (out->q3 - out->q1);
  out->low = out->q1 - reach;
  out->high = out->q3 + reach;
  while (out->n_low < n && x[out->n_low] < out->low)
    out->n_low++;
  while (out->n_high < n && x[n - 1 - out->n_high] > out->high)
    out->n_high++;
  out->mad = median_distance (x, n, out->median, work);
  for (size_t i = 0; i < n && out->mad > 0 && 0.6745 * (out->median - x[i]) / out->mad > 3.5; i++)
    out->n_modified_z++;
  for (size_t i = n; i-- > 0 && out->mad > 0 && 0.6745 * (x[i] - out->median) / out->mad > 3.5;)
    out->n_modified_z++;
  return true;
}

void
am_sentinels (const double *x, size_t n, AmSentinels *out)
{
  size_t first = 1, last = 1;
  double spread;

  *out = (AmSentinels) { 0 };
  if (n < 4)
    return;
  while (first < n && x[first] == x[0])
    first++;
  if (first == n)
    return;
  while (last < n && x[n - 1 - last] == x[n - 1])
    last++;
  spread = am_sorted_quantile_7 (x, n, 0.75) - am_sorted_quantile_7 (x, n, 0.25);
  for (int side = 0; side < 2; side++)
    {
      size_t count = side == 0 ? first : last;
      double gap = side == 0 ? x[first] - x[0] : x[n - 1] - x[n - 1 - last], rest = side == 0 ? x[n - 1] - x[first] : x[n - 1 - last] - x[0];
      /* A code that fills more than a quarter of the rows is in the quartiles itself. */
      double own = count > n / 4 || spread == 0 ? rest : spread;

      if (count >= 2 && count < n && own > 0 && gap > 10 * own)
        {
          out->value[out->n] = side == 0 ? x[0] : x[n - 1];
          out->count[out->n++] = count;
        }
    }
}
