/* How large the Wasserstein distance of two samples of one population is by chance.
 *
 * sqrt (n m / (n + m)) (F - G) tends to a Brownian bridge B (F), so the distance to the integral of |B (F (x))| dx. Its mean and variance follow from those of the
 * absolute values of two normal variables with a known correlation, and a gamma distribution with both stands in for its own, which has no simple form: for uniform values
 * it is Shepp's (1982), Ann. Probability 10, 234-239. The pooled sample stands in for F. */
#include "math/drift/two-sample.h"

#include "math/gamma-tails.h"

#include <math.h>

#define N_CELLS 128

typedef struct { const double *x, *y; size_t n, m, i, j; } Merge;

/* The next distinct value of both; *share is how much of the pooled sample is at or below it. */
static int
merge_next (Merge *self, double *value, double *share)
{
  if (self->i >= self->n && self->j >= self->m)
    return 0;
  *value = self->j >= self->m || (self->i < self->n && self->x[self->i] <= self->y[self->j]) ? self->x[self->i] : self->y[self->j];
  while (self->i < self->n && self->x[self->i] <= *value)
    self->i++;
  while (self->j < self->m && self->y[self->j] <= *value)
    self->j++;
  *share = (double) (self->i + self->j) / (double) (self->n + self->m);
  return 1;
}

/* sum over gaps of sqrt (F (1 - F)) gap; with it known, sums of cells that each hold an equal part of it, and their mean F. */
static double
sum_spread (Merge merge, double all, double *spread, double *share)
{
  double last = 0, own = 0, next, next_share, sum = 0;
  int has_last = 0;

  while (merge_next (&merge, &next, &next_share))
    {
      double term = has_last ? sqrt (own * (1 - own)) * (next - last) : 0;

      if (spread != NULL && term > 0)
        {
          size_t cell = (size_t) fmin ((sum + 0.5 * term) / all * N_CELLS, N_CELLS - 1);

          spread[cell] += term;
          share[cell] += term * own;
        }
      sum += term;
      last = next;
      own = next_share;
      has_last = 1;
    }
  return sum;
}

/* E |X Y| of standard normal X and Y with this correlation. */
static double
mean_product (double rho)
{
  rho = fmin (rho, 1);
  return 2 / M_PI * (sqrt (1 - rho * rho) + rho * asin (rho));
}

double
am_wasserstein_p (const double *x, size_t n, const double *y, size_t m, double distance)
{
  double spread[N_CELLS] = { 0 }, share[N_CELLS] = { 0 }, all, mean, square = 0, variance;
  Merge merge = { x, y, n, m, 0, 0 };

  if (n == 0 || m == 0 || !(distance >= 0))
    return NAN;
  all = sum_spread (merge, NAN, NULL, NULL);
  if (!(all > 0 && isfinite (all)))
    return distance == 0 ? 1 : NAN;
  sum_spread (merge, all, spread, share);
  for (int a = 0; a < N_CELLS; a++)
    share[a] = spread[a] > 0 ? share[a] / spread[a] : 0;
  for (int a = 0; a < N_CELLS; a++)
    for (int b = a; spread[a] > 0 && b < N_CELLS; b++)
      if (spread[b] > 0)
        square += (a == b ? 1 : 2) * spread[a] / all * (spread[b] / all) * mean_product (sqrt (share[a] * (1 - share[b]) / (share[b] * (1 - share[a]))));
  mean = sqrt (2 / M_PI);
  variance = square - mean * mean;
  return am_gamma_upper (distance / (all * sqrt (1.0 / n + 1.0 / m)) * mean / variance, mean * mean / variance);
}
