/* How well one binned feature tells events: what a leak looks like. Counts only, so that a pass over the rows is enough. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

#define AM_POWER_FOLDS 4

/* Predictive power score: F1 weighted by class of the majority class of each bin, found on three quarters of the rows and read on the fourth, mean of the four; less that of
 * the better of two guesses (always the more frequent class; classes drawn at their rates), over what is left to 1; at least 0. 1 is a feature that gives the event away.
 * event[fold * n_bins + bin], other[…]: counts. NaN when a class is empty. After Wetschoreck, Krabel & Krishnamurthy (2020), ppscore, whose tree is a cut into these bins. */
double am_predictive_power (const double *event, const double *other, size_t n_bins);

/* 2 AUC - 1 of the bins in the order they stand, ties half; NaN when a class is empty. */
double am_gini_of_bins (const double *event, const double *other, size_t n_bins);
