/* Generalised extreme Studentised deviate test: how many values are outliers, up to a number. Batch. Rosner (1983),
 * Technometrics 25, 165-172. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

typedef struct
{
  double alpha;             /* chance of calling any value of a clean normal sample an outlier; 0: 0.05 */
  size_t max_outliers;      /* 0: max (1, 2 % of the values). Cut to n / 2 - 1 */
  bool hybrid;              /* median and 1.4826 MAD instead of mean and sd: outliers cannot hide each other (Hochenbaum, Vallis
                             * & Kejariwal 2017) */
} AmExtremeDeviate;

/* x[n], NaN stepped over; typically the remainder of an STL decomposition. For i = 0, 1, …: the value furthest from the centre
 * of those left is row[i], statistic[i] its distance in units of spread (R), limit[i] the critical value (lambda); then it is
 * taken out. *n_tested says how many i there are, at most am_extreme_deviate_most (n, how); the arrays hold as many. Returns
 * the number of outliers: the largest i + 1 with R > lambda (not the first miss). 0 with fewer than 5 values, or when what is
 * left has no spread (a value outside a MAD of 0 counts as R = AM_SCORE_LARGEST). Of equal values the earlier row goes first
 * below, the later above. O(n log n) to sort; then O(1), hybrid O(log n), each. work: am_extreme_deviate_work (n) bytes. */
size_t am_extreme_deviates (const double *x, size_t n, const AmExtremeDeviate *how, size_t *row, double *statistic, double *limit,
                            size_t *n_tested, void *work);
size_t am_extreme_deviate_most (size_t n, const AmExtremeDeviate *how);
size_t am_extreme_deviate_work (size_t n);
