/* A smooth line through a cloud, here of outcomes over probabilities. */
#pragma once
#include <stddef.h>

/* Locally weighted lines at x[n], rising, of y[n], with tricube weights over the nearest share of points, no robustness steps; smooth[n], work[n]. Points closer
 * together than delta are interpolated, which is what makes it fast. Cleveland (1979), JASA 74, 829-836; same choices as R's lowess (iter = 0).
 * O(n share range / delta). */
void am_lowess (const double *x, const double *y, size_t n, double share, double delta, double *smooth, double *work);
