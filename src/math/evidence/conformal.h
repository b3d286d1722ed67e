/* Split conformal intervals: a quantile of the errors on rows that the model has not seen. Lei, G'Sell, Rinaldo, Tibshirani & Wasserman (2018), JASA 113, 1094-1111. */
#pragma once
#include <stddef.h>

/* Of sorted[n] (absolute errors, from the smallest up), the one of rank ceil ((n + 1)(1 - alpha)): prediction -+ q covers a new row with chance at least 1 - alpha.
 * Infinite when the rank is beyond n: there are too few rows. NaN for n = 0 or alpha outside (0, 1). */
typedef struct { double rank, quantile; } AmConformal;
AmConformal am_split_conformal (const double *sorted, size_t n, double alpha);
