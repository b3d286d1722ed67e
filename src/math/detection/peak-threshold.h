/* Peaks over threshold on a stream: how rare is this value, judged by the tail of those before? Stream method; missing values
 * as in detection-score.h. Siffer, Fouque, Termier & Largouet (2017), KDD, algorithms SPOT (drift 0) and DSPOT. */
#pragma once
#include "math/detection/detection-score.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct
{
  double start;             /* quantile where the tail begins; 0: 0.98 */
  double risk;              /* alarm when less likely; 0: 1e-4 */
  size_t n_start;           /* values that the threshold is learnt from; 0: 1000; at least 100 */
  size_t drift;             /* values of the moving mean that is taken off first; 0: none (SPOT) */
  size_t max_peaks;         /* the last ones are kept; 0: 200; at least 20 */
  size_t patience;          /* values beyond the limit in a row that are taken for a new normal: the state learns anew. 0: never */
  bool upper_only;          /* else both tails */
} AmPeakThreshold;
typedef struct AmPeakThresholdState AmPeakThresholdState;

/* NULL when `how` is wrong, or without memory. */
AmPeakThresholdState *am_peak_threshold_alloc (const AmPeakThreshold *how);
void am_peak_threshold_free (AmPeakThresholdState *self);

/* score[n]: -log10 of the chance of a value at least as far out, by the tail as it was before y[t]; 0 inside the thresholds;
 * negative in the lower tail; at most 300. NaN in the first n_start (and drift) values. Alarm: |score| >= -log10 risk
 * (am_peak_threshold_limit); the state learns from it no more than from one 20 times as rare as the limit, of alarms in a row
 * from the first only, and the drift does not follow it. (The paper leaves alarms out; then the tail that is learnt ends at
 * the limit, the limit falls, and ever more values are left out: 9 times the risk of 1e-3 after 200,000 normal values,
 * measured.) alarm[n] or NULL. The tail is fitted anew when 5 % of the peaks held are new: O(1) a row on average. */
void am_peak_threshold_run (AmPeakThresholdState *self, const double *y, size_t n, double *score, uint8_t *alarm);
double am_peak_threshold_limit (const AmPeakThreshold *how);
