/* How far did obligors move between grades? count[i * k + j] obligors went from grade i to grade j of k; grades in the order of risk. ECB (2019), Instructions for
 * reporting the validation results of internal models, 2.5.5.2. */
#pragma once
#include <stddef.h>

/* Matrix weighted bandwidth: upper is sum over j > i of (j - i) n[i][j], over sum over i of max (k - i, i - 1) times those of row i that went up (i from 1); lower is
 * the same of j < i. In [0, 1]; NaN when nobody moved that way. O(k^2). */
typedef struct { double upper, lower; } AmBandwidth;
AmBandwidth am_migration_bandwidth (const double *count, size_t k);

/* Is it likelier to land in a grade than in the one next to it that is nearer to home? With p the shares of row i, for each cell off the diagonal
 * z = (p_nearer - p) / sqrt ((p (1 - p) + p_nearer (1 - p_nearer) + 2 p p_nearer) / N[i]), p-value Phi (z): small where the matrix is not
 * monotone. z[k * k], p_value[k * k]; NaN on the diagonal, in empty rows, and where both shares are 0. O(k^2). */
void am_migration_z (const double *count, size_t k, double *z, double *p_value);
