/* Do the coefficients of a regression stay what they were? Rows in order of time. NaN in all when undefined or out of memory. */
#pragma once
#include "math/regression/regression-tests.h"

/* F of two fits, before and from row `at`, against one: (rss - rss1 - rss2) / rank over (rss1 + rss2) / (n - 2 rank). Chow (1960), Econometrica 28, 591-605. */
AmRegressionTest am_chow (const AmOls *fit, const double *const *x, const double *y, size_t at);

typedef struct
{
  double sup_f;                /* the largest (rss - rss1 - rss2) / ((rss1 + rss2) / (n - 2 rank)): rank times Chow's F, as Andrews and strucchange have it */
  double p;                    /* approximate, see below */
  size_t at;                   /* the first row of the later part, where it is largest */
} AmSupF;
/* Over all breaks that leave `trim` (0.15 is usual) of the rows on each side. Andrews (1993), Econometrica 61, 821-856. The p-value is the tail of the supremum of a
 * Bessel process, P = (c/2)^(p/2) e^(-c/2) / Gamma (p/2) ((1 - p/c) log l + 2/c), l = ((1 - trim) / trim)^2, for p coefficients: DeLong (1981), Comm. in
 * Statistics A 10, 2197-2213, as in Estrella (2003), Econometric Theory 19, 1128-1143; it is good to two digits below 0.1, and cut at 1 and at chi2's own tail.
 * O(n^2 k^2) for small n; from 2000 possible breaks on, every one of an even grid of 2000. */
AmSupF am_sup_f (const AmOls *fit, const double *const *x, const double *y, double trim);

typedef struct { double statistic, p; size_t at; } AmCusum;
/* Recursive residuals w of rows rank + 1 .. n: path[t] = sum w / s; statistic: the largest |path[t]| / sqrt (n - k) / (1 + 2 t / (n - k)), whose chance is
 * by Brown, Durbin & Evans (1975), J. Royal Stat. Soc. B 37, 149-192, eq. 2.7. path[n] or NULL; NaN before the first. O(n k^2). */
AmCusum am_cusum_recursive (const AmOls *fit, const double *const *x, const double *y, double *path);

/* Does the mean of a series drift? sum (x[i] - mean) up to each i over sd sqrt (n); the supremum of a Brownian bridge. Ploberger & Krämer (1992), Econometrica 60,
 * 271-285. x[n] finite. path[n] or NULL. */
AmCusum am_cusum_mean (const double *x, size_t n, double *path);
