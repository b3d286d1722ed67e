#include "math/evidence/friedman.h"
#include "math/evidence/studentized-range.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdbool.h>

/* Adds the ranks of one row; returns the sum of t^3 - t over its ties, or NaN for a row with a NaN. */
static double
add_ranks (const double *loss, size_t k, double *rank)
{
  double ties = 0;

  for (size_t i = 0; i < k; i++)
    {
      double smaller = 0, equal = 0;

      if (isnan (loss[i]))
        return NAN;
      for (size_t j = 0; j < k; j++)
        {
          smaller += loss[j] < loss[i];
          equal += loss[j] == loss[i];
        }
      rank[i] += smaller + (equal + 1) / 2;
      /* A tie of t values is met t times. */
      ties += equal * equal - 1;
    }
  return ties;
}

static void
test_ranks (const double *rank, double n, double k, double ties, AmFriedman *out)
{
  double centre = n * (k + 1) / 2, squares = 0, spread = n * k * (k + 1) - ties / (k - 1), left;

  for (size_t i = 0; i < k; i++)
    squares += (rank[i] - centre) * (rank[i] - centre);
  if (!(spread > 0))
    return;
  out->chi_square = 12 * squares / spread;
  out->p_value = gsl_cdf_chisq_Q (out->chi_square, k - 1);
  left = n * (k - 1) - out->chi_square;
  out->f = left > 1e-12 * n * k ? (n - 1) * out->chi_square / left : INFINITY;
  out->f_p_value = isinf (out->f) ? 0 : gsl_cdf_fdist_Q (out->f, k - 1, (k - 1) * (n - 1));
}

void
am_friedman (const double *loss, size_t n, size_t k, double alpha, double *rank, AmFriedman *out)
{
  double ties = 0;

  *out = (AmFriedman) { NAN, NAN, NAN, NAN, NAN };
  for (size_t i = 0; i < k; i++)
    rank[i] = 0;
  for (size_t row = 0; row < n; row++)
    ties += add_ranks (loss + row * k, k, rank);

  if (k >= 2 && n >= 2 && !isnan (ties))
    {
      test_ranks (rank, n, k, ties, out);
      out->critical_distance = am_normal_range_critical (k, alpha) / sqrt (2) * sqrt (k * (k + 1.0) / (6.0 * n));
    }
  for (size_t i = 0; i < k; i++)
    rank[i] = k >= 2 && n >= 2 && !isnan (ties) ? rank[i] / n : NAN;
}
