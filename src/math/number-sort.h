/* Sorts numbers of which there may be millions. */
#pragma once
#include <stddef.h>

/* x[n] from the smallest up; none may be NaN (-0 comes before 0). work[n] is scratch. Few are sorted by merging, many by the bits of their
 * representation, eleven at a time: O(n), no comparison, and passes in which all agree are skipped. */
void am_sort_numbers (double *x, size_t n, double *work);

/* The order of x[n] from the smallest up, equal ones as they come: order[n]. work[n] is scratch. NaN last. O(n log n) by merging. */
void am_sort_order (const double *x, size_t n, size_t *order, size_t *work);

/* Mean ranks of x[n], from 1, given its order. Returns the sum of t^3 - t over groups of t equal values, what corrections for ties ask for. */
double am_mean_ranks (const double *x, size_t n, const size_t *order, double *rank);
