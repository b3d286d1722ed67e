/* Shifts of level and of volatility: two windows side by side, moved along the series. Missing values and scores as in
 * detection-score.h. */
#pragma once
#include "math/detection/detection-score.h"
#include <stdbool.h>
#include <stddef.h>

typedef enum { AM_SHIFT_LEVEL, AM_SHIFT_VOLATILITY } AmShiftKind;

typedef struct
{
  AmShiftKind kind;
  size_t left, right;       /* existing values in the windows; at least 1, for volatility 2; 0: 28 and 7 */
} AmShift;
typedef struct AmShiftState AmShiftState;

/* Stream. NULL when `how` is wrong, or without memory. */
AmShiftState *am_shift_alloc (const AmShift *how);
void am_shift_free (AmShiftState *self);

/* difference[n] in y's unit: mean (or sd, n-1) of the last `right` values, y[t] the newest, less that of the `left` values
 * before them. NaN until both are full. A change that begins at row s is shown in full at the right-th value from s on, so t -
 * right + 1 is its date and `right` its delay. Windows are grown and merged, never subtracted from (as rolling-z.c), so there
 * is no cancellation. O(1) a row. */
void am_shift_run (AmShiftState *self, const double *y, size_t n, double *difference);

typedef struct
{
  size_t history;           /* last existing values before t that quartiles are taken of; 0: all of x, batch */
  size_t min_values;        /* no score before; 4 to history; 0: 30, or history if that is less */
} AmQuartileScore;
typedef struct AmQuartileScoreState AmQuartileScoreState;

/* Any x[n] against its quartiles: (x - Q3) / IQR above Q3, (x - Q1) / IQR below Q1, 0 between; usual limit 6 for shifts (Wen &
 * Keyes, ADTK), 1.5 to 3 for values (Tukey 1977). Quartiles by linear interpolation (type 7). IQR of 0: 0 for x = Q1, else
 * ±AM_SCORE_LARGEST. With a history it is a stream method, O(log history) and a short move; a long history pays, since the
 * differences above hang together over left + right values: ten times that at least. */
AmQuartileScoreState *am_quartile_score_alloc (const AmQuartileScore *how);     /* NULL: `how` is wrong (history 0 too), or no memory */
void am_quartile_score_free (AmQuartileScoreState *self);
void am_quartile_score_run (AmQuartileScoreState *self, const double *x, size_t n, double *score);
/* Batch: quartiles of all of x. NaN with fewer than 4 values. O(n log n). work: n doubles. */
void am_quartile_score (const double *x, size_t n, double *score, double *work);
