/* Control charts: small lasting changes, added up until they can be told from chance. Stream methods; missing values and
 * scores as in detection-score.h.
 *
 * The charts read z[n] in units of its standard deviation, 0 when nothing has changed; am_standardise makes that from y, by
 * the past only. Their states are plain structs: zero one to begin, then hand in piece after piece. O(1) a row. */
#pragma once
#include "math/detection/detection-score.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* z[t] = (y[t] - mean) / sd of all existing values before t, or of the last `window`. Both are uncertain, so z / sqrt (1 + 1 /
 * m) has Student's distribution (m values): it is turned into a normal score of the same tail by Wallace's formula (1959, Ann.
 * Math. Stat. 30, 1124-1130; for |z| up to 5 within 0.013 of the exact one from 15 values on, 0.12 from 5), as in the
 * self-starting charts of Hawkins (1987), The Statistician 36, 299-315. NaN before min_values. A past without spread as in
 * season-z.h. */
typedef struct
{
  size_t window;        /* 0: all values so far */
  size_t min_values;    /* 0: 15; at least 3, at most window */
} AmStandardise;
typedef struct AmStandardiseState AmStandardiseState;

AmStandardiseState *am_standardise_alloc (const AmStandardise *how);        /* NULL: `how` is wrong, or no memory */
void am_standardise_free (AmStandardiseState *self);
void am_standardise_run (AmStandardiseState *self, const double *y, size_t n, double *z);
void am_standardise_forget (AmStandardiseState *self);        /* learns anew, as after a change of level */

typedef struct
{
  double weight;        /* of the newest value, in (0, 1]; 0: 0.2 */
  double limit;         /* alarm at |score| >= limit; 0: 2.962 (one false alarm in 500 values at weight 0.2) */
  bool reset;           /* start again at 0 after an alarm */
  bool settled;         /* width of the long run from the first value on, as in tables of run lengths; else the exact one */
} AmEwmaChart;
typedef struct { double value, decay; size_t n_values; } AmEwmaState;

/* e[t] = weight z[t] + (1 - weight) e[t-1], e = 0 at first (one z of AM_SCORE_LARGEST stays in it for a hundred values unless
 * there is a reset); score[n] = e / sqrt (weight / (2 - weight) (1 - (1 - weight)^(2
 * t))): in units of its own sd. alarm[n]: 1 or 0, or NULL. Roberts (1959), Technometrics 1, 239-250; Lucas & Saccucci (1990),
 * Technometrics 32, 1-12. */
void am_ewma_chart (const double *z, size_t n, const AmEwmaChart *how, AmEwmaState *state, double *score, uint8_t *alarm);

typedef struct
{
  double slack;         /* k, half the shift that is looked for, in sd; 0: 0.5 */
  double limit;         /* h, alarm at |score| >= h; 0: 5 */
  bool no_reset;        /* go on adding after an alarm; else both sums start again at 0 */
} AmCusum;
typedef struct { double high, low; size_t n_rows, high_since, low_since; } AmCusumState;

/* high = max (0, high + z - k), low = max (0, low - z - k); score[n] is high, or -low when that is larger. alarm[n]: 1 or 0,
 * or NULL. since[n] or NULL: the row, counted from the first piece's first, after the last zero of the sum that score shows:
 * the estimate of when the change began; t itself while both sums are 0, SIZE_MAX for a missing value. Page (1954), Biometrika
 * 41, 100-115. */
void am_cusum (const double *z, size_t n, const AmCusum *how, AmCusumState *state, double *score, uint8_t *alarm, size_t *since);

typedef struct
{
  double delta;         /* change that is let pass, a row; 0: 0.005 */
  double limit;         /* lambda, alarm at |score| >= limit; 0: 50 */
  size_t min_values;    /* no alarm before; 0: 30 */
  bool no_reset;        /* go on after an alarm; else mean and sums start again */
} AmPageHinkley;
typedef struct { double mean, high, low; size_t n_values, n_rows, high_since, low_since; } AmPageHinkleyState;

/* Sum of (z - mean of all so far - delta) less its minimum, and the same downwards: the score is the larger, negative for the
 * latter. Works on any unit if delta and limit are in it. alarm, since: as in am_cusum. Page (1954); Hinkley (1971),
 * Biometrika 58, 509-523. */
void am_page_hinkley (const double *z, size_t n, const AmPageHinkley *how, AmPageHinkleyState *state, double *score,
                      uint8_t *alarm, size_t *since);

/* Mean number of values up to the first alarm, both sides watched, for independent normal values whose mean is `shift` sd off
 * from the first on. By the integral equation on Gauss-Legendre nodes, some 1e-6 of the value. am_ewma_run_length is for
 * settled = true (Crowder 1987, Technometrics 29, 401-407), the two CUSUM sums are put together as 1 / (1 / a + 1 / b) (van
 * Dobben de Bruyn 1968). NaN when a parameter is outside its range, or without memory. O(100^3). */
double am_cusum_run_length (double slack, double limit, double shift);
double am_ewma_run_length (double weight, double limit, double shift);
