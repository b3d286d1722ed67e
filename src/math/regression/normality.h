/* Are values normal? x[n] sorted, rising, finite. NaN when undefined: too few values, or all the same. O(n) once sorted. */
#pragma once
#include <stddef.h>

/* Royston (1995), Applied Statistics 44, 547-551 (AS R94), of Shapiro & Wilk (1965): 3 to 5000 values; above 5000 the p-value is not supported and is NaN.
 * Nothing is allocated: the weights of the order statistics are made twice. */
double am_shapiro_wilk (const double *x, size_t n, double *p_value);
/* A^2 with mean and deviation estimated; p by the polynomials of D'Agostino & Stephens (1986), Goodness-of-Fit Techniques, table 4.9, of A^2 (1 + 0.75/n + 2.25/n^2),
 * as R's nortest. n at least 8. */
double am_anderson_darling_normal (const double *x, size_t n, double *p_value);
/* Lilliefors (1967), J. Am. Stat. Assoc. 62, 399-402: the largest distance to the normal distribution of the same mean and deviation; p by Dallal & Wilkinson
 * (1986), Am. Statistician 40, 294-296, above 0.1 by Stephens (1974), J. Am. Stat. Assoc. 69, 730-737, as R's nortest. n at least 5. */
double am_lilliefors (const double *x, size_t n, double *p_value);
