/* Seasonal adjustment as the M competitions do it: a test on the autocorrelation at the season, then the indices of a
 * classical decomposition. Shared by every function: y[n] is finite, oldest first, m >= 2 steps are a season. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

typedef enum { AM_SEASON_NONE, AM_SEASON_ADDITIVE, AM_SEASON_MULTIPLICATIVE } AmSeasonKind;

/* |r[m]| over its standard error sqrt ((1 + 2 (r[1]^2 + ... + r[m-1]^2)) / n): seasonal above 1.645, the two-sided 90 %
 * point. NaN if m < 2, n <= m, or y is constant. O(n m); work[n + m].
 * Bartlett (1946); Makridakis, Spiliotis & Assimakopoulos (2020), International Journal of Forecasting 36, 54-74 (the benchmarks of M4). */
#define AM_SEASONALITY_LIMIT 1.645
double am_seasonality (const double *y, size_t n, size_t m, double *work);

/* index[m]: what step t has more than the trend by season, index[t % m]. The trend is the centred moving average over one
 * season (half weights at both ends for an even m); additive indices are the means by step of y - trend, less their mean;
 * multiplicative ones the means of y / trend over their mean. FALSE if n < 2 m, or a multiplicative season is asked
 * for and a value is not above 0 or an index is below 1e-4. O(n m); work[n]. Kendall & Stuart (1983), vol. 3, 410-414. */
bool am_classical_indices (AmSeasonKind kind, const double *y, size_t n, size_t m, double *index, double *work);

/* The season of M4's benchmarks and of R's thetaf: none unless n >= least and am_seasonality() is above the limit;
 * multiplicative if every value is above 0, else additive. index[m]; work[n + m]. */
AmSeasonKind am_find_season (const double *y, size_t n, size_t m, size_t least, double *index, double *work);

static inline double
am_season_take_off (AmSeasonKind kind, double y, double index)
{
  return kind == AM_SEASON_MULTIPLICATIVE ? y / index : kind == AM_SEASON_ADDITIVE ? y - index : y;
}

static inline double
am_season_put_back (AmSeasonKind kind, double adjusted, double index)
{
  return kind == AM_SEASON_MULTIPLICATIVE ? adjusted * index : kind == AM_SEASON_ADDITIVE ? adjusted + index : adjusted;
}
