/* Do two samples of a number come from one distribution?
 *
 * x[n] and y[m] are sorted, rising, without NaN: am_radix_sort() does it. NaN when a side is empty. */
#pragma once
#include <stddef.h>
#include <stdint.h>

/* Rising order in O(n): digits of 11 bits of the number's own bits, least first. NaN go to the end (those with a sign bit too). work[n]. Stable, so
 * equal numbers and the two zeros (-0 before 0) come out one way. */
void am_radix_sort (double *x, size_t n, double *work);
/* The same for whole numbers. */
void am_radix_sort_keys (uint64_t *key, size_t n, uint64_t *work);
/* Quantile q of sorted x[n] by line between the neighbours at (n - 1) q: R's type 7, NumPy's default. Hyndman & Fan (1996), Am. Statistician 50, 361. */
double am_sorted_quantile_7 (const double *x, size_t n, double q);

/* D = max |F - G|, read at distinct values only. O(n + m). */
double am_ks_statistic (const double *x, size_t n, const double *y, size_t m);
/* P (D >= d), two-sided, exactly, given the ties of the two samples taken together: chance that a lattice path from (0, 0) to (n, m) leaves the band.
 * Hodges (1958), Arkiv för Matematik 3, 469-486; with ties Schröer & Trenkler (1995), Comp. Statistics & Data Analysis 20, 185-202, as R's ks.test
 * does since 4.2. work[am_ks_exact_work (n, m)]. O(n m): meant for n m up to some millions. */
double am_ks_exact_p (const double *x, size_t n, const double *y, size_t m, double d, double *work);
size_t am_ks_exact_work (size_t n, size_t m);
/* The same without regard to ties, of sizes alone, as scipy has it. work[m + 1]. */
double am_ks_exact_p_untied (size_t n, size_t m, double d, double *work);
/* Kolmogorov's limit 2 sum (-1)^(k-1) exp (-2 k^2 z^2), z = d sqrt (n m / (n + m)). Smirnov (1948), Ann. Math. Statistics 19, 279-281. */
double am_ks_asymptotic_p (double n, double m, double d);
/* P (|sup of a Brownian bridge| >= z): the limit itself. */
double am_kolmogorov_upper (double z);

/* Area between the two distribution functions, in units of x: Wasserstein's (Kantorovich, Mallows, earth mover's) distance of order 1. No value is
 * trimmed. Vallender (1974), Theory Prob. Appl. 18, 784-786. O(n + m). */
double am_wasserstein (const double *x, size_t n, const double *y, size_t m);
/* The chance of a distance as large when both samples come from one population, approximately: a gamma distribution with the mean and variance of the integral of a Brownian
 * bridge over the pooled sample (wasserstein-chance.c). Within a factor of 2.5 of the p of permutations down to 0.001, from 100 values on a side. 1 for two constant samples. O(n + m). */
double am_wasserstein_p (const double *x, size_t n, const double *y, size_t m, double distance);
/* sqrt (2 integral (F - G)^2): Székely's energy distance in one dimension (Székely & Rizzo 2013, J. Stat. Planning & Inference 143, 1249-1272). O(n + m). */
double am_energy_distance (const double *x, size_t n, const double *y, size_t m);

/* Both with weights beside the sorted values; weights at least 0, of a sum above 0. */
double am_wasserstein_weighted (const double *x, const double *wx, size_t n, const double *y, const double *wy, size_t m);
double am_energy_distance_weighted (const double *x, const double *wx, size_t n, const double *y, const double *wy, size_t m);
