/* Do two things rise together? Pairs of rows are concordant (C) when both rise, discordant (D) when one falls. NaN when a value is NaN, for fewer than 2
 * rows, or when there is nothing to order (all of x, or of y, equal). */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct
{
  double n, concordant, discordant;
  double tied_x, tied_y, tied_both;          /* pairs tied on x, on y (those on both are in either) */
  double v_x[3], v_y[3];                     /* sums over tie groups of t (t - 1), t (t - 1)(t - 2), t (t - 1)(2 t + 5) */
} AmPairs;

/* Counts the pairs of x[n] and y[n] in O(n log n): Knight (1966), JASA 61, 436-439. order[n]; work[2 n], sorted[n], merged[n] scratch. FALSE on NaN. */
bool am_pairs_count (const double *x, const double *y, size_t n, size_t *order, uint64_t *work, double *sorted, double *merged, AmPairs *out);
/* The same from a table of counts: rows are values of x, columns of y, in rising order. Counts are not negative. O(cells times columns). */
void am_pairs_count_table (const double *count, size_t n_rows, size_t n_columns, AmPairs *out);

/* (C - D) / sqrt ((pairs untied on x)(pairs untied on y)). Kendall (1945), Biometrika 33, 239-251. */
double am_kendall_tau_b (const AmPairs *pairs);
/* Two-sided p: exact when there are no ties and at most 33 rows (or at most one discordant, or concordant, pair), else normal with the variance for ties, as
 * SciPy decides. Kendall (1970), Rank Correlation Methods, chapters 4 and 5. *is_exact may be NULL. */
double am_kendall_p (const AmPairs *pairs, bool *is_exact);

/* (C - D) / (pairs untied on x): of y given x. Somers (1962), Am. Sociological Review 27, 799-811. */
double am_somers_d (const AmPairs *pairs);

/* Two-sided p of Somers' D of a table, and its asymptotic standard error without the hypothesis. The p uses the variance under D = 0:
 * Z = D / sqrt (4 / (N^2 - sum r^2)^2 (sum n (A - D)^2 - (P - Q)^2 / N)). Brown & Benedetti (1977), JASA 72, 309-315; as SciPy's somersd. */
double am_somers_p (const double *count, size_t n_rows, size_t n_columns, double *standard_error);

/* Pearson's correlation of mean ranks. rank_x[n], rank_y[n] hold the ranks (order.h). Spearman (1904). */
double am_pearson (const double *x, const double *y, size_t n);
/* Two-sided p of a correlation r of n pairs from Student's t with n - 2 degrees, t = r sqrt ((n - 2) / (1 - r^2)); 0 for |r| = 1. Fewer than 3 pairs: NaN. */
double am_correlation_p (double r, double n);
