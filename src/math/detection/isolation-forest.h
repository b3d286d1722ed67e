/* Isolation forest: rows that few random cuts set apart are strange. Batch. Liu, Ting & Zhou (2008), ICDM, 413-422. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct
{
  size_t n_trees;           /* 0: 100 */
  size_t sample;            /* rows a tree is grown on, without repetition; 0: 256. At least 2 */
  uint64_t seed;            /* tree i is grown from seed and i alone: the same forest whatever thread grows which tree */
} AmIsolationForest;
typedef struct AmForest AmForest;

/* x[n_rows * n_features], row after row; it must stay until all trees are grown. Rows with a NaN are left out. NULL: fewer
 * than 2 whole rows, no feature, `how` wrong, or no memory. */
AmForest *am_forest_alloc (const double *x, size_t n_rows, size_t n_features, const AmIsolationForest *how);
void am_forest_free (AmForest *self);
size_t am_forest_n_trees (const AmForest *self);
/* Different trees may be grown at the same time. O(sample log sample). False: no memory. */
bool am_forest_grow (AmForest *self, size_t tree);

/* When all are grown, of any rows: score[n_rows] = 2^(-mean path / c(sample)) in (0, 1); about 0.5 is usual, near 1 strange;
 * NaN for a row with a NaN. The features need no common unit. Thread-safe; O(n_trees log sample) a row. */
void am_forest_score (const AmForest *self, const double *x, size_t n_rows, double *score);

/* Mean path of an unsuccessful search among n: 2 (ln (n - 1) + Euler's constant) - 2 (n - 1) / n; 1 for 2, 0 below. */
double am_isolation_path (double n);
