/* Tables of counts: are rows and columns independent? table[n_rows * n_columns], row after row, counts as doubles so that any n fits. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct
{
  double n;
  double chi2, df, p;                /* Pearson (1900), Phil. Mag. 50, 157-175; rows and columns without counts are left out */
  double least_expected;             /* the smallest expected count; below 5 chi2 is a rough guide (Cochran 1952) */
  double cramers_v;                  /* sqrt (chi2 / n / min (r - 1, c - 1)) in [0, 1]. Cramér (1946), section 21.9 */
  double cramers_v_corrected;        /* without the bias that makes it positive by chance. Bergsma (2013), J. Korean Stat. Soc. 42, 323-328 */
  double chi2_yates, p_yates;        /* of 2 x 2 tables, with Yates's (1934) correction, at most |O - E|; else NaN */
} AmContingency;

/* False, and NaN throughout, when a count is negative or NaN, or fewer than two rows or columns have counts. */
bool am_contingency (const double *table, size_t n_rows, size_t n_columns, AmContingency *out);

typedef struct { double p, p_less, p_greater, odds_ratio; } AmFisher;
/* Exact test of a 2 x 2 table a b / c d given its margins: P (first cell <= a), >= a, and the sum over all tables not likelier than this one (to 1e-7, as R
 * and scipy compare). odds_ratio: a d / (b c), infinite or NaN where it must be. Fisher (1935), J. Royal Stat. Soc. 98, 39-54. O(smallest margin). */
bool am_fisher_2x2 (double a, double b, double c, double d, AmFisher *out);
/* P of all r x c tables with these margins that are not likelier than this one. Freeman & Halton (1951), Biometrika 38, 141-149. All tables are visited, up to
 * `most` cells set; NaN when that does not do, or counts are not whole. work[am_fisher_work (…)]. */
double am_fisher_exact (const double *table, size_t n_rows, size_t n_columns, double most, double *work);
size_t am_fisher_work (const double *table, size_t n_rows, size_t n_columns);
/* The same from `draws` random tables of these margins, (1 + not likelier) / (1 + draws). work as above. At most 1e8 in all. O(n) a draw. */
double am_fisher_sampled (const double *table, size_t n_rows, size_t n_columns, size_t draws, uint64_t seed, double *work);

typedef struct { double difference, z, p, p_less, p_greater, chi2; } AmProportions;
/* x1 of n1 against x2 of n2, pooled variance: z of x1/n1 - x2/n2, chi2 = z^2; p two-sided, p_less small: the first share is smaller. R's prop.test; with continuity,
 * min ((1/n1 + 1/n2) / 2, |difference|) is taken off. All but the difference NaN where both shares are 0, or 1; all NaN for n not above 0 or x outside 0..n. */
AmProportions am_two_proportions (double x1, double n1, double x2, double n2, bool continuity);
