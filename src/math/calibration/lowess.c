#include "math/calibration/lowess.h"

#include <math.h>
#include <stdbool.h>

static double
cube (double x)
{
  return x * x * x;
}

/* The value at x0 of the weighted line through the points from `left` on; FALSE when no point has weight. */
static bool
fit_at (const double *x, const double *y, size_t n, double x0, size_t left, size_t right, double *weight, double *fitted)
{
  double width = fmax (x0 - x[left], x[right] - x0), sum = 0, mean = 0, spread = 0, value = 0;
  size_t end = left;

  for (; end < n; end++)
    {
      double distance = fabs (x[end] - x0);

      if (distance > 0.999 * width && x[end] > x0)
        break;
      weight[end] = distance > 0.999 * width ? 0 : distance > 0.001 * width ? cube (1 - cube (distance / width)) : 1;
      sum += weight[end];
    }
  if (!(sum > 0))
    return false;
  for (size_t i = left; i < end; i++)
    mean += weight[i] / sum * x[i];
  for (size_t i = left; i < end; i++)
    spread += weight[i] / sum * (x[i] - mean) * (x[i] - mean);
  /* Where all points stand together a slope would be noise: the mean alone is taken. */
  for (size_t i = left; i < end; i++)
    {
      double tilt = width > 0 && sqrt (spread) > 0.001 * (x[n - 1] - x[0]) ? 1 + (x0 - mean) / spread * (x[i] - mean) : 1;
      value += weight[i] / sum * tilt * y[i];
    }
  *fitted = value;
  return true;
}

static void
interpolate (const double *x, double *smooth, size_t from, size_t to)
{
  for (size_t i = from + 1; i < to; i++)
    {
      double share = (x[i] - x[from]) / (x[to] - x[from]);
      smooth[i] = share * smooth[to] + (1 - share) * smooth[from];
    }
}

void
am_lowess (const double *x, const double *y, size_t n, double share, double delta, double *smooth, double *work)
{
  size_t n_near = fmax (2, fmin (n, floor (share * n + 1e-7))), left = 0, right, i = 0, last = 0;
  bool is_first = true;

  if (n < 2)
    {
      if (n == 1)
        smooth[0] = y[0];
      return;
    }
  right = n_near - 1;
  for (;;)
    {
      size_t next;

      while (right + 1 < n && x[i] - x[left] > x[right + 1] - x[i])
        {
          left++;
          right++;
        }
      if (!fit_at (x, y, n, x[i], left, right, work, &smooth[i]))
        smooth[i] = y[i];
      if (!is_first && last + 1 < i)
        interpolate (x, smooth, last, i);
      is_first = false;
      last = i;
      for (next = last + 1; next < n && x[next] <= x[i] + delta; next++)
        if (x[next] == x[last])
          {
            smooth[next] = smooth[last];
            last = next;
          }
      if (last + 1 >= n)
        break;
      i = next - 1 > last ? next - 1 : last + 1;
    }
}
