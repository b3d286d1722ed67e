#include "math/decomposition/season-smoothing.h"

#include <math.h>
#include <string.h>

/* to[n] by means over `width` values of from[n], a circle. */
static void
average_circle (const double *from, size_t n, size_t width, double *to)
{
  size_t half = width / 2;
  double sum = 0;

  for (size_t i = 0; i < width; i++)
    sum += from[(i + n - half) % n];
  for (size_t i = 0; i < n; i++)
    {
      to[i] = sum / (double) width;
      sum += from[(i + half + 1) % n] - from[(i + n - half) % n];
    }
}

/* How badly the smoothed mean of the other periods foretells period `left`, of the last `cycles` periods of y. */
static double
foretell (const double *y, size_t period, size_t cycles, size_t left, size_t width, double *mean, double *between, double *smooth)
{
  double error = 0;

  for (size_t i = 0; i < period; i++)
    {
      mean[i] = 0;
      for (size_t j = 0; j < cycles; j++)
        mean[i] += j != left ? y[j * period + i] / (double) (cycles - 1) : 0;
    }
  average_circle (mean, period, width, between);
  average_circle (between, period, width, smooth);
  for (size_t i = 0; i < period; i++)
    error += (y[left * period + i] - smooth[i]) * (y[left * period + i] - smooth[i]);
  return error;
}

size_t
am_choose_season_smoothing (const double *y, size_t n, size_t period, double *work)
{
  size_t cycles = n / period, best = 1;
  double least = INFINITY;

  if (cycles < 2)
    return 1;
  y += n - cycles * period;
  /* Widths grow by a half: a mean hardly changes with less. */
  for (size_t width = 1; width <= period / 4; width = (width + width / 2 + 2) | 1)
    {
      double error = 0;

      for (size_t left = 0; left < cycles; left++)
        error += foretell (y, period, cycles, left, width, work, work + period, work + 2 * period);
      if (error < least)
        {
          least = error;
          best = width;
        }
    }
  return best;
}

/* to[n] by means over `width` values; a place beyond an end is the one a period nearer. */
static void
average (const double *from, size_t n, size_t period, size_t width, double *to)
{
  size_t half = width / 2;

  for (size_t i = 0; i < n; i++)
    {
      double sum = 0;

      for (size_t k = i + period - half; k <= i + period + half; k++)
        sum += from[k < period ? k : k - period < n ? k - period : k - 2 * period];
      to[i] = sum / (double) width;
    }
}

void
am_smooth_season (double *seasonal, size_t n, size_t period, size_t width, double *work)
{
  if (width <= 1 || n < period)
    return;
  average (seasonal, n, period, width, work);
  average (work, n, period, width, seasonal);
}
