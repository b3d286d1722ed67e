/* The score of the Numenta Anomaly Benchmark: is an alarm inside a labelled window, how early, and what do false ones cost?
 * Lavin & Ahmad (2015), ICMLA, 38-44; the rules of version 1.1.
 *
 * Rows of one file are in time order. Alarms in the first rows (the probation) do not count. A window gives the credit of its
 * earliest alarm; a window without one costs fn; every alarm outside costs up to fp, less shortly after a window. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct { double tp, fp, fn; } AmNabProfile;
extern const AmNabProfile am_nab_standard, am_nab_low_fp, am_nab_low_fn;

typedef struct { size_t first, last; } AmNabWindow;        /* rows, both in it; rising, apart from each other */

/* 15 % of the rows, at most 750. */
size_t am_nab_probation (size_t n);

/* For each row: credit[n] of an alarm there before weights, in [0, 1] inside a window (near 1 at its first row) and in [-1, 0) outside, and
 * window[n], the index of its window or SIZE_MAX. Both are NaN and SIZE_MAX during probation, and so for windows that end in it.
 * An alarm j rows after a window of w rows: the sigmoid 2 / (1 + exp (5 y)) - 1 at y = j / (w - 1), -1 beyond 3 and before the first window. Inside, at
 * y = -(rows left, this one too) / w, over its value at -1. Returns the number of windows that count. O(n). */
size_t am_nab_credit (size_t n, const AmNabWindow *windows, size_t n_windows, double *credit, size_t *window);

typedef struct
{
  double score;                 /* with the profile's weights */
  size_t n_windows, n_found, n_false;
} AmNabScore;

/* alarm[n]: 1 or 0. credit, window: as above; best is scratch[n_windows of the file]. Adds to *total, which starts as zeros: files add up. O(n). */
void am_nab_add (const uint8_t *alarm, size_t n, const double *credit, const size_t *window, size_t n_windows, const AmNabProfile *profile,
                 double *best, AmNabScore *total);

/* 0 for no alarm at all, 100 for one at the first row of each window. NaN without windows. */
double am_nab_normalised (const AmNabScore *total, const AmNabProfile *profile);

/* The limit on score[n] (NaN: never an alarm) that makes the best total, over all files laid end to end, whose windows are numbered through; alarm
 * at score >= *limit (INFINITY: none). Returns the normalised score; *total tells the rest. order[n] and best[n_windows] are scratch. O(n log n). */
double am_nab_best_limit (const double *score, size_t n, const double *credit, const size_t *window, size_t n_windows, const AmNabProfile *profile,
                          size_t *order, double *best, double *limit, AmNabScore *total);
