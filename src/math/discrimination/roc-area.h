/* Area under the ROC curve: the chance that an event outranks a non-event, ties counted half. In [0, 1]; 0.5 is no separation. Gini's
 * coefficient (the accuracy ratio) is 2 area - 1. */
#pragma once
#include "math/discrimination/class-scores.h"

typedef struct
{
  double area;            /* NaN when either class is empty */
  double variance;        /* DeLong's; NaN when either class has fewer than 2 */
} AmRocArea;

/* With S10 and S01 the sample variances (n - 1) of each event's, and each non-event's, share of beaten rivals: S10 / n1 + S01 / n0. DeLong, DeLong &
 * Clarke-Pearson (1988), Biometrics 44, 837-845; the shares come from one walk over both sorted classes, as Sun & Xu (2014), IEEE Signal
 * Processing Letters 21, 1389-1393, do by ranks. With weights, n1 and n0 are their sums, and a row of weight 2 is two rows. O(n). */
AmRocArea am_roc_area (const AmClassScores *scores);
/* Wald's 95 % limits of an area, cut at 0 and 1. NaN where the variance is. */
void am_roc_limits (double area, double variance, double *low, double *high);

/* Standard error for n1 events and n0 non-events when only the area is known: with Q1 = A / (2 - A) and Q2 = 2 A^2 / (1 + A) it is
 * sqrt ((A (1 - A) + (n1 - 1)(Q1 - A^2) + (n0 - 1)(Q2 - A^2)) / (n1 n0)). Hanley & McNeil (1982), Radiology 143, 29-36. NaN outside A in [0, 1], n1 and n0 at
 * least 1. */
double am_hanley_mcneil_se (double area, double n_events, double n_nonevents);

/* Each row's share of beaten rivals: of an event among non-events, of a non-event the events above it; ties half. share[n]. scores must
 * be of the same rows, without weights. O(n log n), rows are independent: any range of them may be asked for. */
void am_roc_shares (const AmClassScores *scores, const double *score, const uint8_t *event, size_t from, size_t to, double *share);

/* Covariance of the areas of two scores of the same rows, from the shares of both. DeLong et al. (1988). NaN as the variance. O(n). */
double am_roc_covariance (const double *share_a, const double *share_b, const uint8_t *event, size_t n);

/* Difference of two areas of the same rows, first less second: z = (A - B) / sqrt (var A + var B - 2 cov), two-sided normal p. Variances from the shares
 * too. z is NaN when the variance is 0 (the same ranking): then difference 0 has p = 1. */
typedef struct { double area_a, area_b, difference, variance_a, variance_b, covariance, standard_error, z, p_value; } AmRocComparison;
AmRocComparison am_roc_compare (const double *share_a, const double *share_b, const uint8_t *event, size_t n);
