#include "math/sensitivity/sobol-indices.h"

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

/* ---- one repetition ---- */

typedef struct { double sum, rest; size_t n; } Mean;

static void
mean_add (Mean *self, double value)
{
  if (isnan (value))
    return;
  am_sum_add (&self->sum, &self->rest, value);
  self->n++;
}

static double
mean_get (const Mean *self)
{
  return self->n > 0 ? am_sum_get (self->sum, self->rest) / self->n : NAN;
}

double
am_sobol_variance (const AmSobolDesign *design)
{
  Mean mean = { 0 };

  for (size_t i = 0; i < design->n; i++)
    {
      double a = design->y_a[i] - design->mean, b = design->y_b[i] - design->mean;

      mean_add (&mean, a * a);
      mean_add (&mean, b * b);
    }
  return mean_get (&mean);
}

void
am_sobol_terms (const AmSobolDesign *design, size_t input, double *first, double *total)
{
  const double *ab = design->y_ab[input], *ba = design->y_ba != NULL ? design->y_ba[input] : NULL;
  Mean firsts = { 0 }, totals = { 0 };

  for (size_t i = 0; i < design->n; i++)
    {
      double a = design->y_a[i] - design->mean, b = design->y_b[i] - design->mean, d = ab[i] - design->y_a[i];

      if (ba == NULL)
        {
          mean_add (&firsts, b * d);
          mean_add (&totals, isnan (b) ? b : d * d / 2);
        }
      else
        {
          double e = ba[i] - design->y_b[i];

          mean_add (&firsts, (b * d + a * e) / 2);
          mean_add (&totals, (d * d + e * e) / 4);
        }
    }
  *first = mean_get (&firsts);
  *total = mean_get (&totals);
}

double
am_sobol_pair_term (const AmSobolDesign *design, size_t i, size_t j)
{
  Mean mean = { 0 };

  for (size_t p = 0; p < design->n; p++)
    {
      double m = design->mean, both = (design->y_a[p] - m) * (design->y_b[p] - m);
      double one = (design->y_ba[i][p] - m) * (design->y_ab[j][p] - m), other = (design->y_ba[j][p] - m) * (design->y_ab[i][p] - m);

      mean_add (&mean, (one + other) / 2 - both);
    }
  return mean_get (&mean);
}

bool
am_sobol_is_ignored (const AmSobolDesign *design, size_t input)
{
  for (size_t i = 0; i < design->n; i++)
    if (fabs (design->y_ab[input][i] - design->y_a[i]) > 0)
      return false;
  return true;
}
