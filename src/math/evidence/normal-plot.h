/* The points of a Q-Q plot against the normal distribution. */
#pragma once
#include <stddef.h>

/* Expected positions z[n] of n sorted normal values: the quantiles of (i - a) / (n + 1 - 2 a) for i = 1..n, a = 3/8 up to ten values and 1/2
 * above, as R's qqnorm. Blom (1958); Hazen (1914). O(n). */
void am_normal_scores (size_t n, double *z);
/* The line through the quartiles of sorted[n] and of the normal distribution, as R's qqline; quartiles by linear interpolation (R's type 7).
 * NaN for n < 2. */
void am_normal_plot_line (const double *sorted, size_t n, double *intercept, double *slope);
