/* What a cut-off on the score would catch: Kolmogorov–Smirnov's distance, precision, capture and lift. Scores by class and sorted
 * (class-scores.h); all are NaN when either class is empty. O(n). */
#pragma once
#include "math/discrimination/class-scores.h"

typedef struct
{
  double distance;         /* the largest difference of the shares of events and non-events at or below a score, read at distinct scores only */
  double score;            /* where; the smallest such score */
  double events_below, nonevents_below;      /* both shares there */
} AmSeparation;
AmSeparation am_kolmogorov_smirnov (const AmClassScores *scores);

/* sum (R[k] - R[k-1]) P[k] over thresholds from the largest score down, no interpolation: as scikit-learn's average_precision_score. */
double am_average_precision (const AmClassScores *scores);

/* The share of all events among the `share` of rows with the largest scores; a tie group at the cut counts in proportion, so that
 * the order of rows does not matter. Lift is capture / share. share in (0, 1]. */
double am_capture (const AmClassScores *scores, double share);

/* Area between the capture (CAP) curve and the diagonal over that of a perfect model: 2 AUC - 1. Given by am_roc_area (); the curve itself, and the
 * ROC curve, at no more than n_points places spread evenly over the rows, ends included: x and y from (0, 0) to (1, 1).
 * Returns how many points were written; n_points at least 2. */
typedef struct { double rows, nonevents, events, score; } AmCurvePoint;   /* shares flagged when all scores above or at `score` are; the first has score NaN */
size_t am_flagged_curve (const AmClassScores *scores, size_t n_points, AmCurvePoint *point);
