/* The order of numbers: what ranks, ties and curves are read from. */
#pragma once
#include <stddef.h>
#include <stdint.h>
#include "math/stop.h"

/* order[n]: indices of values[n] by rising value; equal values (0 and -0 too) stay in the order they came in, NaN comes last. work: 2 n.
 * Least significant digit first, 11 bits a pass, passes in which all digits agree left out: O(n), the same on any machine. */
void am_order_rising (const double *values, size_t n, size_t *order, uint64_t *work);
/* The same for so many that somebody may not want to wait: false when it was stopped, and order says nothing. */
bool am_order_rising_until (const double *values, size_t n, size_t *order, uint64_t *work, const AmStop *stop);

/* Mean ranks of values[n], from 1, given their order. Returns the sum of t^3 - t over groups of t equal values, what corrections for ties ask for. */
double am_mean_ranks (const double *values, size_t n, const size_t *order, double *rank);

/* Of two numbers, neither NaN, for qsort() and its kin. */
int am_compare_doubles (const void *a, const void *b);
