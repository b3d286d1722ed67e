/* Do two groups differ in a number, in units of its spread? */
#pragma once
#include <stddef.h>

typedef struct
{
  double mean_a, mean_b, variance_a, variance_b;      /* n - 1 */
  double pooled;                 /* (mean a - mean b) / sqrt (((n_a - 1) v_a + (n_b - 1) v_b) / (n_a + n_b - 2)): Cohen (1988), Statistical Power Analysis, 2.2 */
  double averaged;               /* over sqrt ((v_a + v_b) / 2): Austin (2009), Statistics in Medicine 28, 3083-3107 */
  double t, df, p;               /* Welch (1947), Biometrika 34, 28-35: (mean a - mean b) / sqrt (v_a / n_a + v_b / n_b), two-sided */
} AmMeanDifference;
/* NaN for fewer than 2 in a group, or no spread. Two passes. O(n). */
AmMeanDifference am_standardised_difference (const double *a, size_t n_a, const double *b, size_t n_b);
