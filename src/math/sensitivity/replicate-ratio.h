/* An estimate with an interval that holds: from a few independent repetitions of one design. */
#pragma once
#include <stddef.h>

typedef struct { double value, low, high; } AmEstimate;

/* Sum of above[n] over sum of below[n], where entry r of both comes from repetition r, and a two-sided interval that covers at `level`, by leaving
 * out one repetition at a time and Student's t of n - 1 degrees: Tukey (1958), Ann. Math. Stat. 29, 614; for randomised nets as L'Ecuyer (2018),
 * Monte Carlo and Quasi-Monte Carlo Methods 2016, 29-67, section 2. The points of one net are no independent draws, so a bootstrap over points would
 * overstate the error several times. All NaN when the sum below is not above 0 or an entry is NaN; no interval for n < 2. O(n^2). */
AmEstimate am_replicate_ratio (const double *above, const double *below, size_t n, double level);
/* The same for the mean of value[n]. O(n) for many. */
AmEstimate am_replicate_mean (const double *value, size_t n, double level);
