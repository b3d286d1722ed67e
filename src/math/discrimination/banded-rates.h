/* Event rates of bands (score bands, grades, bins) in the order of their risk: do they rise? n[k] rows and d[k] events a band, 0 <= d <= n. */
#pragma once
#include <stddef.h>

/* Rising rates closest to those observed, weighted by rows: pool adjacent violators. fitted[k]; block[k] numbers the pools from 0. Bands without rows
 * take part in no pool of their own: they get the pool before them (NaN before the first). Ayer et al. (1955), Ann. Math. Stat. 26, 641-647. O(k). */
void am_pool_adjacent (const double *d, const double *n, size_t k, double *fitted, size_t *block, double *work);   /* work[3 k] */

/* How many neighbouring bands (empty ones stepped over) have a smaller rate than the one before; *worst_p, when not NULL, is the smallest one-sided p of
 * such a fall, pooled two-proportions z; 1 when there is none. */
size_t am_count_inversions (const double *d, const double *n, size_t k, double *worst_p);

typedef struct { double z, p_value, chi_square; } AmTrend;
/* Do rates change linearly with t[k] (the band's number when NULL)? z is positive when they rise: sum t (d - n r) / sqrt (r (1 - r)(sum n t^2 - (sum n t)^2 / N)); two-sided
 * normal p. Cochran (1954), Biometrics 10, 417-451; Armitage (1955), Biometrics 11, 375-386. NaN when there are no, or only, events. */
AmTrend am_cochran_armitage (const double *d, const double *n, const double *t, size_t k);
