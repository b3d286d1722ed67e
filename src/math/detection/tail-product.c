#include "math/detection/tail-product.h"
#include "math/detection/sorted-window-private.h"
#include "math/order.h"

#include <math.h>
#include <stdlib.h>

/* How many of s[n] are at most x. */
static size_t
rank_above (const double *s, size_t n, double x)
{
  return am_sorted_rank (s, n, nextafter (x, INFINITY));
}

/* Sign of the third moment; 0 for fewer than 3 values or none that differ. */
static double
skew_of (const double *sorted, size_t n)
{
  double mean = 0, cubes = 0, scale;

  if (n < 3 || sorted[0] == sorted[n - 1])
    return 0;
  for (size_t i = 0; i < n; i++)
    mean += (sorted[i] - mean) / (double) (i + 1);
  scale = sorted[n - 1] - sorted[0];
  for (size_t i = 0; i < n; i++)
    {
      double away = (sorted[i] - mean) / scale;

      cubes += away * away * away;
    }
  return cubes;
}

typedef struct { double *left, *right, *skewed; } Sums;

/* One feature of all rows. */
static void
add_feature (const double *x, size_t n_rows, size_t stride, double *sorted, Sums sums)
{
  size_t n = 0;
  double skew;

  for (size_t i = 0; i < n_rows; i++)
    if (!isnan (x[i * stride]))
      sorted[n++] = x[i * stride];
  qsort (sorted, n, sizeof *sorted, am_compare_doubles);
  skew = skew_of (sorted, n);
  for (size_t i = 0; i < n_rows; i++)
    {
      double value = x[i * stride], left, right;

      if (isnan (value))
        continue;
      left = -log ((double) rank_above (sorted, n, value) / (double) n);
      right = -log ((double) (n - am_sorted_rank (sorted, n, value)) / (double) n);
      sums.left[i] += left;
      sums.right[i] += right;
      sums.skewed[i] += skew < 0 ? left : right;
    }
}

static int
has_value (const double *x, size_t n)
{
  for (size_t i = 0; i < n; i++)
    if (!isnan (x[i]))
      return 1;
  return 0;
}

void
am_tail_product (const double *x, size_t n_rows, size_t n_features, double *score, double *work)
{
  Sums sums = { work, work + n_rows, work + 2 * n_rows };

  for (size_t i = 0; i < 3 * n_rows; i++)
    work[i] = 0;
  for (size_t feature = 0; feature < n_features; feature++)
    add_feature (x + feature, n_rows, n_features, work + 3 * n_rows, sums);
  for (size_t i = 0; i < n_rows; i++)
    score[i] = has_value (x + i * n_features, n_features) ? fmax (fmax (sums.left[i], sums.right[i]), sums.skewed[i]) : NAN;
}
