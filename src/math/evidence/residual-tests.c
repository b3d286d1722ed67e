#include "math/evidence/residual-tests.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_linalg.h>
#include <gsl/gsl_sort.h>
#include <math.h>

#define FLAT 1e-9      /* a spread below this share of the values is rounding noise */

static double
largest_size (const double *x, size_t n)
{
  double size = 0;

  for (size_t i = 0; i < n; i++)
    size = fmax (size, fabs (x[i]));
  return size;
}

static double
mean_of (const double *x, size_t n)
{
  double sum = 0;

  for (size_t i = 0; i < n; i++)
    sum += x[i] / n;
  return sum;
}

double
am_jarque_bera (const double *x, size_t n, double *p_value, double *skew, double *kurtosis)
{
  double size = largest_size (x, n), mean, m2 = 0, m3 = 0, m4 = 0, statistic;

  *p_value = *skew = *kurtosis = NAN;
  if (n < 8 || !(size > 0) || isinf (size))
    return NAN;
  mean = mean_of (x, n) / size;
  for (size_t i = 0; i < n; i++)
    {
      double d = x[i] / size - mean;

      m2 += d * d;
      m3 += d * d * d;
      m4 += d * d * d * d;
    }
  m2 /= n;
  if (!(sqrt (m2) > FLAT))
    return NAN;
  *skew = m3 / n / (m2 * sqrt (m2));
  *kurtosis = m4 / n / (m2 * m2);
  statistic = n / 6.0 * (*skew * *skew + (*kurtosis - 3) * (*kurtosis - 3) / 4);
  *p_value = gsl_cdf_chisq_Q (statistic, 2);
  return statistic;
}

/* Turns a[rows * columns] into its R and the reflections, b into Q'b. 0 when a column depends on those before it. */
static int
reflect (double *a, size_t rows, size_t columns, double *b)
{
  gsl_vector_view right = gsl_vector_view_array (b, rows);
  gsl_matrix_view all = gsl_matrix_view_array (a, rows, columns);

  for (size_t j = 0; j < columns; j++)
    {
      gsl_vector_view column = gsl_matrix_subcolumn (&all.matrix, j, j, rows - j);
      gsl_vector_view rest = gsl_vector_subvector (&right.vector, j, rows - j);
      double tau;

      /* Columns are scaled to a size of about 1. */
      if (!(gsl_blas_dnrm2 (&column.vector) > FLAT * sqrt (rows)))
        return 0;
      tau = gsl_linalg_householder_transform (&column.vector);
      if (j + 1 < columns)
        {
          gsl_matrix_view later = gsl_matrix_submatrix (&all.matrix, j, j + 1, rows - j, columns - j - 1);

          gsl_linalg_householder_hm (tau, &column.vector, &later.matrix);
        }
      gsl_linalg_householder_hv (tau, &column.vector, &rest.vector);
    }
  return 1;
}

double
am_arch_lm (const double *x, size_t n, size_t lags, double *p_value, double *work)
{
  size_t rows = n - lags, columns = lags + 1;
  double *a = work, *b = work + rows * columns, size = largest_size (x, n), mean, total = 0, rest = 0, statistic;

  *p_value = NAN;
  if (lags < 1 || n < 2 * lags + 3 || !(size > 0) || isinf (size))
    return NAN;
  for (size_t i = 0; i < rows; i++)
    {
      double y = x[i + lags] / size;

      b[i] = y * y;
      a[i * columns] = 1;
      for (size_t k = 1; k <= lags; k++)
        {
          y = x[i + lags - k] / size;
          a[i * columns + k] = y * y;
        }
    }
  mean = mean_of (b, rows);
  for (size_t i = 0; i < rows; i++)
    total += (b[i] - mean) * (b[i] - mean);
  if (!(sqrt (total / rows) > FLAT) || !reflect (a, rows, columns, b))
    return NAN;
  for (size_t i = columns; i < rows; i++)
    rest += b[i] * b[i];
  statistic = fmax (0, rows * (1 - rest / total));
  *p_value = gsl_cdf_chisq_Q (statistic, lags);
  return statistic;
}

double
am_runs_test (const double *x, size_t n, double *p_value, double *work)
{
  double above = 0, below = 0, runs = 0, median, product, all, z;
  int side = 0;

  *p_value = NAN;
  if (n < 2)
    return NAN;
  for (size_t i = 0; i < n; i++)
    work[i] = x[i];
  gsl_sort (work, 1, n);
  median = n % 2 == 1 ? work[n / 2] : work[n / 2 - 1] + (work[n / 2] - work[n / 2 - 1]) / 2;
  for (size_t i = 0; i < n; i++)
    {
      int here = (x[i] > median) - (x[i] < median);

      if (here == 0)
        continue;
      above += here > 0;
      below += here < 0;
      runs += here != side;
      side = here;
    }
  product = 2 * above * below;
  all = above + below;
  if (!(product > all))
    return NAN;
  z = (runs - 1 - product / all) / sqrt (product * (product - all) / (all * all * (all - 1)));
  *p_value = fmin (1, 2 * gsl_cdf_ugaussian_Q (fabs (z)));
  return z;
}

void
am_partial_autocorrelation (const double *r, size_t n_lags, double *out, double *work)
{
  double *phi = work, *before = work + n_lags + 1, left = 1;

  out[0] = 1;
  for (size_t k = 1; k <= n_lags; k++)
    {
      double sum = r[k], here;

      for (size_t j = 1; j < k; j++)
        sum -= before[j] * r[k - j];
      here = left > 1e-14 ? sum / left : NAN;
      out[k] = here;
      for (size_t j = 1; j < k; j++)
        phi[j] = before[j] - here * before[k - j];
      phi[k] = here;
      left *= 1 - here * here;
      for (size_t j = 1; j <= k; j++)
        before[j] = phi[j];
    }
}
