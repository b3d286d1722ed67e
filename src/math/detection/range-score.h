/* How well scores and alarms find labelled stretches: row by row, event by event, and with a soft border.
 *
 * label[n]: 1 inside an anomaly; score[n] grows with strangeness, NaN counts as below every other. Runs of 1 are events. */
#pragma once
#include <stddef.h>
#include <stdint.h>

typedef struct
{
  size_t n_true, n_false, n_missed;      /* rows: alarm and label, alarm only, label only */
  double precision, recall, f1;          /* NaN: nothing to divide by */
} AmPointScore;
void am_point_score (const uint8_t *alarm, const uint8_t *label, size_t n, AmPointScore *out);

typedef struct
{
  size_t n_events, n_found;              /* an event is found when an alarm falls in it or at most `buffer` rows after its end */
  size_t n_alarms, n_false;              /* runs of alarm rows; those that touch no event, buffer and all */
  double precision, recall, f1;
  double delay;                          /* mean rows from an event's first row to its first alarm, over those found */
} AmEventScore;
/* Each event once and each run of alarms once, however long. No point adjustment: a run of alarms is not stretched over the event it touches, which
 * lets random scores look good (Kim et al. 2022, AAAI 36(7), 7194-7201). O(n). */
void am_event_score (const uint8_t *alarm, const uint8_t *label, size_t n, size_t buffer, AmEventScore *out);

/* Scratch of the areas, for up to n rows; NULL without memory. */
typedef struct AmRangeWork AmRangeWork;
AmRangeWork *am_range_work_alloc (size_t n);
void am_range_work_free (AmRangeWork *self);

/* Area under precision over recall of all limits, rows alike (average precision, ties together). NaN without both kinds of rows.
 * O(n log n). */
double am_point_auc_pr (const double *score, const uint8_t *label, size_t n, AmRangeWork *work);

/* The mean over buffers 0 … most, in at most 11 even steps, of the area with labels that fade over `buffer` rows before and after each
 * event, sqrt (1 - distance / (buffer + 1)), recall held against the mean of plain and faded label mass and multiplied by the share of events touched: VUS-PR; with most 0
 * the range-AUC without a buffer. Paparrizos et al. (2022), PVLDB 15(11), 2774-2787, section 4; every distinct score is a limit here, where their
 * programs take 250. NaN as above. O(n log n). */
double am_volume_pr (const double *score, const uint8_t *label, size_t n, size_t most, AmRangeWork *work);
