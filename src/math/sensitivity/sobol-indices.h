/* How much of the variance of an output comes from each of its inputs? From a model's outputs at points drawn twice, A and B, and at points of A whose inputs i come from B. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

typedef struct { double mean, variance; } AmOutputSpread;
/* Of both draws together, y_a[n] and y_b[n]. */
AmOutputSpread am_output_spread (const double *y_a, const double *y_b, size_t n);

/* y_ab[n]: outputs at the points of A with a set of inputs taken from B. First order of that set: mean of y_b (y_ab - y_a) / variance, Saltelli et al. (2010), Computer Physics
 * Communications 181, 259-270, table 2 (b), outputs taken from their mean; total: mean of (y_a - y_ab)^2 / (2 variance), Jansen (1999), ibid. 117, 35-43. The first order of a set of two less
 * that of each is their interaction. NaN when nothing varies. O(n). */
double am_sobol_first (const double *y_a, const double *y_b, const double *y_ab, size_t n, const AmOutputSpread *spread);
double am_sobol_total (const double *y_a, const double *y_ab, size_t n, const AmOutputSpread *spread);

/* points[n * k]: the first n of a Sobol sequence of k <= 40 dimensions in (0, 1), n points skipped: low discrepancy, no seed. 0 when it worked. Bratley & Fox (1988), ACM TOMS 14, 88-100. */
int am_sobol_points (size_t n, size_t k, double *points);

/* ---- one repetition of a design, of which several make indices with intervals (replicate-ratio.h) ---- */

/* What the design gave: columns of n outputs. y_ba may be NULL (then no pairs, and each index comes from A and AB alone). */
typedef struct
{
  const double *y_a, *y_b;
  const double *const *y_ab;       /* [k]: A with input i from B */
  const double *const *y_ba;       /* [k]: B with input i from A */
  size_t n, k;
  double mean;                     /* of all repetitions: outputs are taken from it first */
} AmSobolDesign;

/* The numerators of the indices, means over points, and the variance they are divided by. Where y_ba is given the estimators above are made from
 * both sides, A with AB and B with BA, and averaged. Points at which an output of those that an index needs is NaN are left out of that index: *first and
 * *total are NaN when none is left. */
double am_sobol_variance (const AmSobolDesign *design);
void am_sobol_terms (const AmSobolDesign *design, size_t input, double *first, double *total);
/* First order of inputs i and j together, so their interaction is this less their own: mean of y_ba[i] y_ab[j] and of y_ba[j] y_ab[i], less that
 * of y_a y_b. Saltelli (2002), Computer Physics Communications 145, 280-297, section 4. */
double am_sobol_pair_term (const AmSobolDesign *design, size_t i, size_t j);
/* No output that input i is held against differs from it: the model does not read this input. */
bool am_sobol_is_ignored (const AmSobolDesign *design, size_t input);
