/* Dependence between inputs by the correlations of normal scores, whatever their own distributions are. Matrices are k by k, row by row, symmetric. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include "math/stop.h"

/* Correlation of normal scores of which the rank correlation (Spearman) is this: 2 sin (pi rho / 6), Kruskal (1958), JASA 53, 814-861. */
double am_copula_correlation (double spearman);

/* Lower triangle with l l' = r, in place (the upper is set to 0); false when r is not positive definite. O(k^3). */
bool am_cholesky (double *r, size_t k);
/* NaN: no memory. */
double am_smallest_eigenvalue (const double *r, size_t k);

/* The correlation matrix that is nearest to r in the sum of squared differences, by projections in turn: Higham (2002), IMA Journal of Numerical Analysis 22, 329-343;
 * then lifted so that no eigenvalue is below 1e-8. In place. false: no memory, it did not settle in 500 turns, or it was stopped, which is asked for at each. O(k^3) a turn. */
bool am_nearest_correlation (double *r, size_t k, const AmStop *stop);

/* Dependent u[k] in (0, 1) from independent normal e[k]: u = Phi (l e). */
void am_copula_draw (const double *l, const double *e, size_t k, double *u);
