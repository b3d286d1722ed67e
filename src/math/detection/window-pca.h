/* Sub-PCA: windows of a series that the usual shapes do not make up. Missing values as in detection-score.h: a window with one
 * is left out. */
#pragma once
#include "math/detection/detection-score.h"
#include <stdbool.h>
#include <stddef.h>

typedef struct
{
  size_t window;            /* rows: a season; 2 to 2000 */
  double share;             /* of the variance that the parts kept must reach; 0: 0.95 */
  size_t n_parts;           /* 0: as many as `share` takes. Fewer than window */
} AmWindowPca;
typedef struct AmShapes AmShapes;

/* Learns mean and principal shapes of all whole windows in y[n]. Batch on y; a causal detector learns from a past and scores
 * what follows it. NULL: fewer than window + 1 whole windows, no spread, `how` wrong, or no memory. O(n window + window^3). */
AmShapes *am_shapes_alloc (const double *y, size_t n, const AmWindowPca *how);
void am_shapes_free (AmShapes *self);
size_t am_shapes_n_parts (const AmShapes *self);

/* error[n]: root mean square of what the parts leave of window y[t - window + 1 .. t], over that of the windows learnt from:
 * about 1 is usual, never negative. NaN where no whole window ends. Causal given the shapes. Thread-safe. O(window n_parts) a
 * row. */
void am_shapes_errors (const AmShapes *self, const double *y, size_t n, double *error);

/* From a value for each window, at the row where it ends, to one for each row: the mean over the windows that hold it, NaN
 * where there is none. Batch, looks window - 1 rows ahead. score may not be error. O(n). */
void am_windows_to_rows (const double *error, size_t n, size_t window, double *score);
