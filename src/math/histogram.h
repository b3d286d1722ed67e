/* Counts of values in equal bins with round edges. */
#pragma once
#include <stddef.h>

/* Bin width by Freedman & Diaconis (1981), rounded up to 1, 2, 2.5 or 5 times a power of ten, at most max_bins (taken
 * as 2 if less) and at least 1 bin; sets *lo (a multiple of *width) and *n_bins so that every finite value lies in [lo, lo + n_bins * width).
 * n_bins 0 when there is no finite value, max - min does not fit a double, or the bins would be
 * narrower than 1e-290 or wider than 1e290. Where the quartiles are equal, Sturges'
 * (1926) number of bins takes the place of their distance; a constant gets one bin. The quartiles are found by counting,
 * to within 1e-6 of the range: O(n), nothing sorted or allocated. */
void am_histogram_bins (const double *x, size_t n, size_t max_bins, double *lo, double *width, size_t *n_bins);

/* count[n_bins]; what is not finite or lies outside is not counted. */
void am_histogram_count (const double *x, size_t n, double lo, double width, size_t n_bins, double *count);
