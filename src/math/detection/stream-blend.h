/* One score for a stream of which nothing is known but its season: how far are its level, its shape and its restlessness from what they were?
 *
 * A stream method; missing values as in detection-score.h. Five distances, each in standard deviations of the last `n_seasons` seasons, as |z| up to 100:
 * of the value; of its mean over a 24th and over a quarter of a season; of its sd over a 24th; and of the short mean from those of the same step in the seasons
 * before, their sd being at least a tenth of the whole one's. The mean of log (1 + |z|) says how strange a value is; no part alone can.
 *
 * Then each series is held to its own past: `own` times the 99 % quantile of all its earlier blends is taken off. At 1 every series would give the
 * same share of alarms, calm or not; at 0 restless ones give them all; in between a limit learnt on some series holds for others. */
#pragma once
#include <stddef.h>

typedef struct
{
  size_t season;               /* rows in a season: 288 for a day of five minutes; at least 4 */
  size_t n_seasons;            /* 0: 7; at least 2 */
  double own;                  /* 0: 0.75; at most 1 */
} AmStreamBlend;
typedef struct AmStreamBlendState AmStreamBlendState;

/* NULL when `how` is not as said above, or without memory. */
AmStreamBlendState *am_stream_blend_alloc (const AmStreamBlend *how);
void am_stream_blend_free (AmStreamBlendState *self);

/* score[n]: the blend less its own part; NaN for the first max (50, season / 4) values. level[n] or NULL: the mean of the last seasons before, from which the value is
 * far or not. Both signs occur, and neither means high or low. O(n_seasons) a row. */
void am_stream_blend_run (AmStreamBlendState *self, const double *y, size_t n, double *score, double *level);
