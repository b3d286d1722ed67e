/* How far a value lies from the last values of the same season step (the same weekday, the same hour). A stream method;
 * missing values and scores as in detection-score.h. */
#pragma once
#include "math/detection/detection-score.h"
#include <stddef.h>

typedef struct
{
  size_t season;        /* rows in a season, at least 1; 7 for weekdays of daily rows */
  size_t depth;         /* values of a step that are looked at; 0: 8 */
  size_t min_values;    /* no score before; 2 to depth; 0: 4, or depth if that is less */
} AmSeasonZ;

typedef struct AmSeasonZState AmSeasonZState;

/* NULL when `how` is not as said above, or without memory. */
AmSeasonZState *am_season_z_alloc (const AmSeasonZ *how);
void am_season_z_free (AmSeasonZState *self);

/* score[n] = (y[t] - mean) / sd of the last `depth` existing values at t - season, t - 2 season, …; sd with n-1.
 * When sd < 1e-9 |mean|: 0 if y[t] is equal to the mean within that, else ±AM_SCORE_LARGEST. The first row of the first piece
 * is step 0. O(depth) a row. */
void am_season_z_run (AmSeasonZState *self, const double *y, size_t n, double *score);
