/* A long season seen a few times only is noisy step by step: a year of days seen four times carries half of the days' noise into the
 * forecast. What neighbouring steps have in common can be told from the noise by asking how well the other periods foretell one. */
#pragma once
#include <stddef.h>

#define AM_SEASON_SMOOTHING_WORK(n) (3 * (n))

/* The number of steps to average, odd, 1 (none) to a quarter of the period, that makes the mean of all other periods foretell each period
 * best in squares. y[n] is the season with its remainder, n at least 2 periods; work[AM_SEASON_SMOOTHING_WORK (n)]. O(n) a width, of
 * which there are about 2 log2 (period). 1 when n is less than 2 periods. */
size_t am_choose_season_smoothing (const double *y, size_t n, size_t period, double *work);

/* Averages each value of seasonal[n] with its neighbours over `width` steps, twice (a triangle of weights); beyond the ends it goes on with the
 * first and the last period. width odd, below the period. work as above. O(n width). */
void am_smooth_season (double *seasonal, size_t n, size_t period, size_t width, double *work);
