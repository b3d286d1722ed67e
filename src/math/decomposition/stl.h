/* Seasonal-trend decomposition by LOESS.
 * Cleveland, Cleveland, McRae & Terpenning (1990), J. Official Statistics 6, 3-73; as R's stl(). */
#pragma once
#include <stdbool.h>
#include <stddef.h>

typedef struct
{
  size_t period;               /* at least 2 */
  size_t season_window;        /* odd, at least 7; 0: periodic (the mean of each season step) */
  size_t trend_window;         /* odd; 0: next odd above 1.5 period / (1 - 1.5 / season_window) */
  size_t low_pass_window;      /* odd; 0: next odd from period on */
  bool robust;                 /* 15 outer and 1 inner passes; else 0 and 2 */
} AmStl;

/* seasonal[n], trend[n], remainder[n]; weights[n] of robustness or NULL. Only for n at least 2 periods + 1 and finite y: else false.
 * O(n) a pass. */
bool am_stl (const double *y, size_t n, const AmStl *how, double *seasonal, double *trend, double *remainder, double *weights);

/* Several seasons: each in turn by STL on what the others leave, short first, two rounds. periods[n_periods] rising, not necessarily
 * whole (365.25 is rounded); seasonal[n_periods * n]. Season windows 11, 15, 19, … (7 + 4 i). Bandara, Hyndman & Bergmeir (2021).
 * Periods of which the series has fewer than two are left out, their part is 0. */
bool am_mstl (const double *y, size_t n, const double *periods, size_t n_periods, bool robust, double *seasonal, double *trend, double *remainder);

/* max (0, 1 - var (remainder) / var (seasonal + remainder)): Wang, Smith & Hyndman (2006). NaN: constant. */
double am_seasonal_strength (const double *seasonal, const double *remainder, size_t n);
/* STL periodic strength as R's nsdiffs(test = "seas") uses it: mstl with default windows. NaN: too short. */
double am_seasonal_strength_of (const double *y, size_t n, size_t period);
