/* From alarms to episodes, and alarms of many tests at once. */
#pragma once
#include <stddef.h>
#include <stdint.h>

typedef struct
{
  size_t first, last;       /* rows of its first and last alarm */
  size_t peak;              /* the alarm with the largest |score|, the first of equals */
  double peak_score;        /* signed */
  size_t n_alarms;
} AmEpisode;

/* alarm[n] 1 or 0, score[n] (NaN on an alarm counts as 0). Alarms at most `gap` rows apart are one episode: 1 joins neighbours
 * only, a season joins what repeats within it; 0 counts as 1. episode[] has room for `most`; returns how many there are, which
 * may be more. O(n). */
size_t am_join_alarms (const uint8_t *alarm, const double *score, size_t n, size_t gap, AmEpisode *episode, size_t most);

/* Benjamini & Hochberg (1995), JRSS B 57, 289-300: p[n], NaN stepped over. q[n] or NULL: the least false discovery rate at
 * which p is rejected; NaN for NaN. rejected[n] or NULL: q <= rate. Returns how many are rejected. O(n log n). work: n size_t. */
size_t am_false_discovery (const double *p, size_t n, double rate, double *q, uint8_t *rejected, size_t *work);
