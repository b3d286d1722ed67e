/* How good will the decisions turn out, before outcomes are known? Each p is taken at its word: as calibrated. NannyML calls this confidence-based
 * performance estimation. Valid only while calibration holds. */
#pragma once
#include "math/discrimination/confusion.h"

typedef struct
{
  AmConfusion counts;            /* expected ones at the cut-off, p >= cut is an alarm */
  double brier;                  /* mean p (1 - p) */
  double area;                   /* expected pairs in order over expected pairs: the area under the ROC curve of the expected counts */
  double events;                 /* sum p */
} AmEstimatedPerformance;
/* sorted[n]: p from the smallest up, each in [0, 1]; NaN otherwise. O(n). */
AmEstimatedPerformance am_estimated_performance (const double *sorted, size_t n, double cut);
