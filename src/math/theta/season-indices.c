#include "math/theta/season-indices.h"
#include "math/clones.h"

#include <math.h>
#include <string.h>

#define LANES 8

/* r[lag + i] for LANES lags at once: the sums run side by side, each in the order of time. x has LANES zeros behind it. */
AM_CLONES static void
lagged_products (const double *restrict x, size_t n, size_t lag, double *restrict sums)
{
  double sum[LANES] = { 0 };

  for (size_t t = 0; t + lag < n; t++)
    for (size_t i = 0; i < LANES; i++)
      sum[i] += x[t] * x[t + lag + i];
  memcpy (sums, sum, sizeof sum);
}

double
am_seasonality (const double *y, size_t n, size_t m, double *work)
{
  double mean = 0, variance = 0, squares = 0, sums[LANES], at_season = NAN;

  if (m < 2 || n <= m)
    return NAN;
  for (size_t t = 0; t < n; t++)
    mean += y[t] / n;
  for (size_t t = 0; t < n; t++)
    {
      work[t] = y[t] - mean;
      variance += work[t] * work[t];
    }
  if (!(variance > 1e-18 * n * mean * mean) || !isfinite (variance))
    return NAN;

  memset (work + n, 0, m * sizeof (double));
  for (size_t lag = 1; lag <= m; lag += LANES)
    {
      /* The last lanes may lie beyond the zeros; such lags are computed one by one. */
      if (lag + LANES - 1 <= m)
        lagged_products (work, n, lag, sums);
      for (size_t i = 0; i < LANES && lag + i <= m; i++)
        {
          if (lag + LANES - 1 > m)
            {
              sums[i] = 0;
              for (size_t t = 0; t + lag + i < n; t++)
                sums[i] += work[t] * work[t + lag + i];
            }
          if (lag + i < m)
            squares += (sums[i] / variance) * (sums[i] / variance);
          else
            at_season = sums[i] / variance;
        }
    }
  return fabs (at_season) / sqrt ((1 + 2 * squares) / n);
}

/* trend[n - 2 (m / 2)]: of step m / 2 and later. */
AM_CLONES static void
moving_average (const double *restrict y, size_t n, size_t m, double *restrict trend)
{
  size_t width = 2 * (m / 2) + 1, n_trend = n + 1 - width;

  memset (trend, 0, n_trend * sizeof (double));
  for (size_t k = 0; k < width; k++)
    {
      double weight = (m % 2 == 0 && (k == 0 || k == width - 1) ? 0.5 : 1) / m;

      for (size_t t = 0; t < n_trend; t++)
        trend[t] += weight * y[t + k];
    }
}

static double
mean_of_step (AmSeasonKind kind, const double *y, const double *trend, size_t n, size_t m, size_t step)
{
  size_t half = m / 2, count = 0;
  double sum = 0;

  for (size_t t = step; t + half < n; t += m)
    if (t >= half)
      {
        sum += kind == AM_SEASON_MULTIPLICATIVE ? y[t] / trend[t - half] : y[t] - trend[t - half];
        count++;
      }
  return sum / count;
}

bool
am_classical_indices (AmSeasonKind kind, const double *y, size_t n, size_t m, double *index, double *work)
{
  double mean = 0;

  if (m < 2 || n < 2 * m)
    return false;
  for (size_t t = 0; t < n && kind == AM_SEASON_MULTIPLICATIVE; t++)
    if (!(y[t] > 0))
      return false;
  moving_average (y, n, m, work);
  for (size_t k = 0; k < m; k++)
    {
      index[k] = mean_of_step (kind, y, work, n, m, k);
      mean += index[k] / m;
    }
  for (size_t k = 0; k < m; k++)
    {
      index[k] = kind == AM_SEASON_MULTIPLICATIVE ? index[k] / mean : index[k] - mean;
      if (!isfinite (index[k]) || (kind == AM_SEASON_MULTIPLICATIVE && index[k] < 1e-4))
        return false;
    }
  return true;
}

AmSeasonKind
am_find_season (const double *y, size_t n, size_t m, size_t least, double *index, double *work)
{
  AmSeasonKind kind = AM_SEASON_MULTIPLICATIVE;

  if (m < 2 || n < least || n < 2 * m || !(am_seasonality (y, n, m, work) > AM_SEASONALITY_LIMIT))
    return AM_SEASON_NONE;
  for (size_t t = 0; t < n; t++)
    if (!(y[t] > 0))
      kind = AM_SEASON_ADDITIVE;
  return am_classical_indices (kind, y, n, m, index, work) ? kind : AM_SEASON_NONE;
}
