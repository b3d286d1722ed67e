#include "math/decomposition/loess.h"
#include "math/decomposition/stl.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static size_t
next_odd (double x)
{
  size_t whole = (size_t) x;

  return whole + (whole % 2 == 0);
}

/* Without a season there is only the trend, a line over the nearest third of the series. */
static bool
smooth_only (const double *y, size_t n, double *trend)
{
  size_t window = next_odd (fmax (7, round ((double) n / 3)));
  AmLoess how = { window, 1, (window + 9) / 10 };
  double *work = malloc (AM_LOESS_WORK (n) * sizeof (double));

  if (work == NULL)
    return false;
  am_loess (y, n, &how, NULL, trend, work);
  free (work);
  return true;
}

static bool
is_usable (double period, size_t n)
{
  return round (period) >= 2 && 2 * period < (double) n;
}

static bool
take_season (double *rest, size_t n, double period, size_t place, bool robust, double *seasonal, double *trend, double *remainder)
{
  AmStl how = { .period = (size_t) round (period), .season_window = 11 + 4 * place, .robust = robust };

  /* From the season's true length, which R uses here too. */
  how.trend_window = next_odd (ceil (1.5 * period / (1 - 1.5 / (double) how.season_window)));
  for (size_t i = 0; i < n; i++)
    rest[i] += seasonal[i];
  if (!am_stl (rest, n, &how, seasonal, trend, remainder, NULL))
    return false;
  for (size_t i = 0; i < n; i++)
    rest[i] -= seasonal[i];
  return true;
}

bool
am_mstl (const double *y, size_t n, const double *periods, size_t n_periods, bool robust, double *seasonal, double *trend, double *remainder)
{
  size_t n_used = 0;
  bool good = n > 0;
  double *rest;

  for (size_t i = 0; i < n; i++)
    good = good && isfinite (y[i]);
  rest = good ? malloc (n * sizeof (double)) : NULL;
  if (rest == NULL)
    return false;
  for (size_t k = 0; k < n_periods; k++)
    n_used += is_usable (periods[k], n);
  memset (seasonal, 0, n_periods * n * sizeof (double));
  memcpy (rest, y, n * sizeof (double));
  for (int round = 0; round < (n_used > 1 ? 2 : 1); round++)
    for (size_t k = 0, place = 0; k < n_periods; k++)
      if (is_usable (periods[k], n))
        good = good && take_season (rest, n, periods[k], place++, robust, seasonal + k * n, trend, remainder);
  if (n_used == 0)
    good = smooth_only (rest, n, trend);
  for (size_t i = 0; i < n && good; i++)
    remainder[i] = rest[i] - trend[i];
  free (rest);
  return good;
}

double
am_seasonal_strength (const double *seasonal, const double *remainder, size_t n)
{
  double mean_both = 0, mean_rest = 0, both = 0, rest = 0;

  for (size_t i = 0; i < n; i++)
    {
      mean_both += (seasonal[i] + remainder[i]) / (double) n;
      mean_rest += remainder[i] / (double) n;
    }
  for (size_t i = 0; i < n; i++)
    {
      double whole = seasonal[i] + remainder[i] - mean_both;

      both += whole * whole;
      rest += (remainder[i] - mean_rest) * (remainder[i] - mean_rest);
    }
  return both > 0 ? fmax (0, 1 - rest / both) : NAN;
}

double
am_seasonal_strength_of (const double *y, size_t n, size_t period)
{
  double length = (double) period, strength = NAN, *parts;

  if (!is_usable (length, n))
    return NAN;
  parts = malloc (3 * n * sizeof (double));
  if (parts == NULL)
    return NAN;
  if (am_mstl (y, n, &length, 1, false, parts, parts + n, parts + 2 * n))
    strength = am_seasonal_strength (parts, parts + 2 * n, n);
  free (parts);
  return strength;
}
