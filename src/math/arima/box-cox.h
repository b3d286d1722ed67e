/* Box & Cox's power transformation: (y^lambda - 1) / lambda, log (y) for lambda 0. */
#pragma once
#include <stddef.h>

double am_box_cox (double y, double lambda);           /* NaN for y < 0, and for y = 0 with lambda <= 0 */
/* Values that no y has (below -1 / lambda) give 0, or infinity for lambda below 0. */
double am_box_cox_back (double z, double lambda);
/* The lambda in [-1, 2] (from 0 on if some y is 0) for which sd / mean^(1 - lambda) differs least between the seasons (of m steps, at least
 * 2). 1 when there are not more than 2 seasons; NaN when some y is negative or NaN. Guerrero (1993), J. Forecasting 12, 37-48. O(n) a step,
 * 60 steps. */
double am_box_cox_lambda (const double *y, size_t n, size_t m);
