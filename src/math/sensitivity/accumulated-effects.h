/* How an output moves with one input, from moves within narrow intervals only, so that no row is made that could not be. */
#pragma once
#include <stddef.h>
#include <stdint.h>

/* difference[n]: output of a row with the input at the upper edge of the interval it lies in, less that at the lower edge; NaN rows are left out.
 * interval[n]: in [0, n_intervals). effect[n_intervals + 1]: of each edge, summed up from the first and centred so that its mean over the rows is 0, a row
 * counting half for either edge of its interval: Apley & Zhu (2020), JRSS B 82, 1059-1086, equations 15 and 16. count[n_intervals]: rows in each.
 * error[n_intervals + 1]: standard error of the effect, for the rows as a sample and the function as it is: the effect is a weighted sum of the means of
 * the intervals, which are independent given how many rows each holds. NaN when an interval with rows has one row only. All NaN when no row is left. O(n + n_intervals^2). */
void am_accumulated_effects (const double *difference, const uint32_t *interval, size_t n, size_t n_intervals, double *effect, double *error, size_t *count);
