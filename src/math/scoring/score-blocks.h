/* The loops of a scorecard and of a linear model over a block of rows: one column in, a running sum out.
 *
 * Shared by every function here: arrays of n values, not overlapping; nothing is allocated; the cost is O(n) unless said. */
#pragma once
#include <stddef.h>
#include <stdint.h>

/* bin[i]: how many of the rising cuts[n_cuts] are at most x[i], so that bin k holds [cuts[k - 1], cuts[k]); n_cuts + 1 where x[i] is
 * NaN. O(n n_cuts), and from 24 cuts on O(n log n_cuts). */
void am_find_bins (const double *x, size_t n, const double *cuts, size_t n_cuts, uint32_t *bin);

/* sum[i] += factor * x[i] */
void am_add_scaled (const double *x, size_t n, double factor, double *sum);

/* value[i] = table[index[i]], 0 <= index[i] */
void am_gather (const uint32_t *index, size_t n, const double *table, double *value);

/* The n_least smallest of the ranks that each row meets, one call for each column of them: least[k * stride + i] is the k-th of row i, and
 * all start as INT16_MAX. O(n n_least). */
void am_keep_least (const int16_t *rank, size_t n, int16_t *least, size_t n_least, size_t stride);

/* value[i] = 1 / (1 + exp (-x[i])), without overflow, relative error of a few 1e-16 also far down the lower tail. */
void am_logistic (const double *x, size_t n, double *value);

/* A scorecard's probability of the event: 1 / (1 + odds * 2^((points[i] - points0) / pdo)); odds are those of no event at points0, pdo the points
 * that double them, negative where more points mean more risk. */
void am_points_to_probability (const double *points, size_t n, double points0, double odds, double pdo, double *probability);
