/* Upper bounds of PDs where hardly anybody defaults: the most prudent estimation of Pluto & Tasche (2005), Estimating probabilities of default for low default
 * portfolios, arXiv cond-mat/0411699. */
#pragma once
#include <stddef.h>

/* The pd of which P(at most d of n default) is 1 - gamma. Independent obligors: the beta (d + 1, n - d) quantile; with asset correlation rho in (0, 1) the chance is averaged over
 * one common factor of one year. 1 when d = n. NaN outside n >= 1, 0 <= d <= n, gamma in (0, 1), rho in [0, 1). */
double am_default_upper_bound (double d, double n, double gamma, double rho);

/* The bound of each of k grades, from the best: a grade is no worse than those behind it, so that its n and d are those of itself and all behind it. bound[k].
 * With `scaled` each bound is multiplied so that sum (n bound) / sum (n) is the bound of the whole portfolio at the same gamma: their section 4. */
void am_pluto_tasche (const double *d, const double *n, size_t k, double gamma, double rho, int scaled, double *bound);
