#include "math/evidence/sobol-indices.h"

#include "math/sum-private.h"

#include <gsl/gsl_qrng.h>
#include <math.h>

AmOutputSpread
am_output_spread (const double *y_a, const double *y_b, size_t n)
{
  double sum = 0, rest = 0, squares = 0, squares_rest = 0;
  AmOutputSpread out;

  for (size_t i = 0; i < n; i++)
    am_sum_add (&sum, &rest, y_a[i] + y_b[i]);
  out.mean = am_sum_get (sum, rest) / (2.0 * n);
  for (size_t i = 0; i < n; i++)
    am_sum_add (&squares, &squares_rest, (y_a[i] - out.mean) * (y_a[i] - out.mean) + (y_b[i] - out.mean) * (y_b[i] - out.mean));
  out.variance = am_sum_get (squares, squares_rest) / (2.0 * n);
  return out;
}

double
am_sobol_first (const double *y_a, const double *y_b, const double *y_ab, size_t n, const AmOutputSpread *spread)
{
  double sum = 0, rest = 0;

  for (size_t i = 0; i < n; i++)
    am_sum_add (&sum, &rest, (y_b[i] - spread->mean) * (y_ab[i] - y_a[i]));
  return spread->variance > 0 ? am_sum_get (sum, rest) / n / spread->variance : NAN;
}

double
am_sobol_total (const double *y_a, const double *y_ab, size_t n, const AmOutputSpread *spread)
{
  double sum = 0, rest = 0;

  for (size_t i = 0; i < n; i++)
    am_sum_add (&sum, &rest, (y_a[i] - y_ab[i]) * (y_a[i] - y_ab[i]));
  return spread->variance > 0 ? am_sum_get (sum, rest) / (2.0 * n) / spread->variance : NAN;
}

int
am_sobol_points (size_t n, size_t k, double *points)
{
  gsl_qrng *sequence = k >= 1 && k <= 40 ? gsl_qrng_alloc (gsl_qrng_sobol, k) : NULL;

  if (sequence == NULL)
    return -1;
  /* The second block of a power of two is as even as the first, and does not begin at the corner. */
  for (size_t i = 0; i < n; i++)
    gsl_qrng_get (sequence, points);
  for (size_t i = 0; i < n; i++)
    gsl_qrng_get (sequence, points + i * k);
  gsl_qrng_free (sequence);
  return 0;
}
