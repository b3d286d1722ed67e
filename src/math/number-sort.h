/* The order of numbers, and their ranks. Numbers alone, of which there may be millions, are sorted by am_radix_sort() of drift/two-sample.h. */
#pragma once
#include <stddef.h>

/* The order of x[n] from the smallest up, equal ones as they come: order[n]. work[n] is scratch. NaN last. O(n log n) by merging. */
void am_sort_order (const double *x, size_t n, size_t *order, size_t *work);

/* Mean ranks of x[n], from 1, given its order. Returns the sum of t^3 - t over groups of t equal values, what corrections for ties ask for. */
double am_mean_ranks (const double *x, size_t n, const size_t *order, double *rank);
