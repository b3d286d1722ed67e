/* P-values of several tests of one family, adjusted so that they can be read against one level.
 *
 * Shared by all: p[n] in [0, 1], in any order; adjusted[n] stands in the same order, at most 1. order[n] is scratch: afterwards it holds the
 * tests from the smallest p on. NaN throughout when any p is NaN or outside [0, 1]. O(n log n). */
#pragma once
#include <stddef.h>

/* n p. Holds the chance of any wrong rejection for any dependence. Bonferroni (1936). */
void am_bonferroni (const double *p, size_t n, double *adjusted);
/* Step-down, never weaker than Bonferroni's. Holm (1979), Scandinavian J. Statistics 6, 65-70. */
void am_holm (const double *p, size_t n, double *adjusted, size_t *order);
/* Step-up; holds the expected share of wrong rejections, for independent or positively dependent tests. Benjamini & Hochberg (1995), JRSS B 57, 289-300. */
void am_benjamini_hochberg (const double *p, size_t n, double *adjusted, size_t *order);
