/* How far the distribution of an output moves when an input is known: by the largest distance of distribution functions. Pianosi & Wagener (2018), Environmental Modelling &
 * Software 108, 197-207. */
#pragma once
#include <stddef.h>
#include <stdint.h>
#include "math/stop.h"

/* order[n]: rows by rising y; slice[n] below n_slices: which rows have similar values of the input. distance[n_slices]: Kolmogorov and Smirnov's, of the rows of the slice to
 * all, equal y stepped over together; NaN for a slice without rows. seen[n_slices]: scratch, comes back as the rows of each slice. O(n n_slices).
 * false: stopped. */
bool am_pawn (const double *y, const size_t *order, const uint32_t *slice, size_t n, size_t n_slices, double *distance, size_t *seen, const AmStop *stop);
