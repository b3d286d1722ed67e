/* How far a value lies from a median, in units of the median distance from it: a spread that outliers cannot blow up.
 * Missing values and scores as in detection-score.h. */
#pragma once
#include "math/detection/detection-score.h"
#include <stddef.h>

#define AM_MAD_TO_SD 1.482602218505602      /* 1 / normal quantile of 3/4 */

typedef struct
{
  size_t window;        /* existing values before y[t]; 0: 60. At least 3 */
  size_t min_values;    /* no score before; 2 to window; 0: 15, or window if that is less */
  double floor;         /* least scale, as a share of the window's sd; 0: 0.1. Below 0: none */
} AmRobustZ;

typedef struct AmRobustZState AmRobustZState;

/* Stream. NULL when `how` is not as said above, or without memory. */
AmRobustZState *am_robust_z_alloc (const AmRobustZ *how);
void am_robust_z_free (AmRobustZState *self);

/* score[n] = (y[t] - median) / max (1.4826 MAD, floor sd) of the last `window` existing values before t. Without the floor a
 * quantised series, whose MAD is 0 half of the time, explodes. Usual limit: 3.5 (Iglewicz & Hoaglin 1993, How to Detect and
 * Handle Outliers). A past without any spread: 0 for its own value, ±AM_SCORE_LARGEST for another. O(log window) a row, and
 * one move of at most window doubles inside a sorted array: twice as fast as a skip list up to some 2,000 values, the same at
 * 10,000 (bench-detection, against pandas), slower beyond. */
void am_robust_z_run (AmRobustZState *self, const double *y, size_t n, double *score);

typedef struct
{
  size_t half;          /* rows on each side; 0: 3 */
  double floor;         /* as in AmRobustZ */
} AmHampel;

/* Batch, with a delay of `half`: score[t] depends on y[t - half .. t + half] alone. The same score with the median of the
 * existing values in these 2 half + 1 rows, y[t] among them; near the ends on the rows there are. NaN with fewer than half + 1
 * values. Usual limit: 3. Hampel (1974), JASA 69, 383-393; Pearson (2002). O(half) a row. work: am_hampel_work (how) doubles. */
void am_hampel (const double *y, size_t n, const AmHampel *how, double *score, double *work);
size_t am_hampel_work (const AmHampel *how);
