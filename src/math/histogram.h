/* Counts of values in equal bins with round edges. */
#pragma once
#include <stddef.h>

/* Bin width by Freedman & Diaconis (1981), rounded up to 1, 2, 2.5 or 5 times a power of ten, at most max_bins and at
 * least 1 bin; sets *lo (a multiple of *width) and *n_bins so that every finite value lies in [lo, lo + n_bins * width).
 * n_bins 0 when there is no finite value. */
void am_histogram_bins (const double *x, size_t n, size_t max_bins, double *lo, double *width, size_t *n_bins);
void am_histogram_count (const double *x, size_t n, double lo, double width, size_t n_bins, double *count);
