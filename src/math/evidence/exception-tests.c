#include "math/evidence/exception-tests.h"
#include "math/distribution.h"

#include <gsl/gsl_blas.h>
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_linalg.h>
#include <gsl/gsl_math.h>
#include <math.h>
#include <stdbool.h>

static const AmTest undefined = { NAN, NAN, NAN };

static AmTest
test_chi_square (double statistic, double df)
{
  statistic = fmax (0, statistic);
  return (AmTest) { statistic, df, gsl_cdf_chisq_Q (statistic, df) };
}

/* x ln (x / m) + m - x. Near x = m the terms cancel to their last digits, and the series in (x - m) / (x + m) does not. Loader (2000),
 * Fast and accurate computation of binomial probabilities. m > 0 unless x = 0. */
static double
deviance (double x, double m)
{
  double v = (x - m) / (x + m), sum, term;

  if (x == 0)
    return m;
  if (fabs (v) >= 0.1)
    return x * log (x / m) + m - x;
  sum = (x - m) * v;
  term = 2 * x * v;
  for (int j = 1; j < 1000; j++)
    {
      double before = sum;

      term *= v * v;
      sum += term / (2 * j + 1);
      if (sum == before)
        break;
    }
  return sum;
}

static bool
is_usable (double n, double x, double p)
{
  return n >= 1 && x >= 0 && x <= n && p > 0 && p < 1 && !isinf (n);
}

int
am_traffic_light (double n, double x, double p, AmTrafficLight *out)
{
  static const double plus[] = { 0.4, 0.5, 0.65, 0.75, 0.85, 1 }, frtb[] = { 1.7, 1.76, 1.83, 1.88, 1.92, 2 };
  double above;

  *out = (AmTrafficLight) { NAN, NAN, AM_ZONE_GREEN, NAN, NAN };
  if (!is_usable (n, x, p))
    return 0;
  above = am_binomial_upper (x + 1, n, p);
  out->cumulative = 1 - above;
  out->upper = am_binomial_upper (x, n, p);
  /* In the tail itself: 1 - above has no digits left where red begins to be certain. */
  out->zone = above > 0.05 ? AM_ZONE_GREEN : above > 0.0001 ? AM_ZONE_YELLOW : AM_ZONE_RED;
  if (n == 250 && fabs (p - 0.01) < 1e-9)
    {
      out->plus_factor = x < 5 ? 0 : plus[(int) fmin (x - 5, 5)];
      out->multiplier = x < 5 ? 1.5 : frtb[(int) fmin (x - 5, 5)];
    }
  return 1;
}

/* The smallest x with P (X > x) <= share. */
static double
first_beyond (double n, double p, double share)
{
  double low = -1, high = n;

  while (high - low > 1)
    {
      double middle = floor (low + (high - low) / 2);

      if (am_binomial_upper (middle + 1, n, p) <= share)
        high = middle;
      else
        low = middle;
    }
  return high;
}

void
am_traffic_light_limits (double n, double p, double *yellow, double *red)
{
  *yellow = *red = NAN;
  if (!is_usable (n, 0, p))
    return;
  *yellow = first_beyond (n, p, 0.05);
  *red = first_beyond (n, p, 0.0001);
}

AmTest
am_kupiec_pof (double n, double x, double p)
{
  if (!is_usable (n, x, p))
    return undefined;
  return test_chi_square (2 * (deviance (x, n * p) + deviance (n - x, n * (1 - p))), 1);
}

AmTest
am_exception_z (double n, double x, double p)
{
  double z = (x - n * p) / sqrt (n * p * (1 - p));

  if (!is_usable (n, x, p))
    return undefined;
  return (AmTest) { z, NAN, fmin (1, 2 * gsl_cdf_ugaussian_Q (fabs (z))) };
}

AmTest
am_time_until_failure (double v, double p)
{
  return am_kupiec_pof (v, 1, p);
}

void
am_count_transitions (const uint8_t *hit, size_t n, double transitions[2][2])
{
  transitions[0][0] = transitions[0][1] = transitions[1][0] = transitions[1][1] = 0;
  for (size_t i = 1; i < n; i++)
    transitions[hit[i - 1] != 0][hit[i] != 0]++;
}

AmTest
am_christoffersen_independence (double transitions[2][2])
{
  double row[2], column[2], all, sum = 0;

  for (int i = 0; i < 2; i++)
    {
      row[i] = transitions[i][0] + transitions[i][1];
      column[i] = transitions[0][i] + transitions[1][i];
    }
  all = row[0] + row[1];
  if (!(all > 0))
    return undefined;
  /* The ratio of likelihoods is that of the counts to those expected from the margins. */
  for (int i = 0; i < 2; i++)
    for (int j = 0; j < 2; j++)
      if (row[i] > 0 && column[j] > 0)
        sum += deviance (transitions[i][j], row[i] * column[j] / all);
  return test_chi_square (2 * sum, 1);
}

AmTest
am_christoffersen_coverage (double n, double x, double p, double transitions[2][2])
{
  AmTest share = am_kupiec_pof (n, x, p), independence = am_christoffersen_independence (transitions);

  if (isnan (share.statistic) || isnan (independence.statistic))
    return undefined;
  return test_chi_square (share.statistic + independence.statistic, 2);
}

AmTest
am_time_between_failures (const uint8_t *hit, size_t n, double p)
{
  double sum = 0, count = 0;
  size_t last = 0;

  for (size_t i = 0; i < n; i++)
    if (hit[i] != 0)
      {
        sum += am_time_until_failure (i + 1 - last, p).statistic;
        count++;
        last = i + 1;
      }
  if (count == 0 || isnan (sum))
    return undefined;
  return test_chi_square (sum, count);
}

/* Mean and variance of am_time_until_failure() when v is geometric. */
static void
gap_moments (double p, double *mean, double *variance)
{
  double chance = p, sum = 0, squares = 0;

  if (p < 1e-4)
    {
      /* 2 (u - 1 - ln u) of an exponential u. */
      *mean = 2 * M_EULER;
      *variance = 4 * (M_PI * M_PI / 6 - 1);
      return;
    }
  for (double v = 1; v * p < 40; v++)
    {
      double statistic = 2 * (deviance (1, v * p) + deviance (v - 1, v * (1 - p)));

      sum += chance * statistic;
      squares += chance * statistic * statistic;
      chance *= 1 - p;
    }
  *mean = sum;
  *variance = squares - sum * sum;
}

double
am_time_between_failures_p (double statistic, double x, double p)
{
  double mean, variance, scale;

  if (!(statistic >= 0) || !(x >= 1) || !(p > 0 && p < 1))
    return NAN;
  gap_moments (p, &mean, &variance);
  scale = variance / (2 * mean);
  return gsl_cdf_chisq_Q (statistic / scale, x * mean / scale);
}

/* Reflects column j of what is below the `rank` rows that are settled, and applies that to the columns after it; false when the column
 * depends on those that are settled, to within `least` of its length. */
static bool
settle (gsl_matrix *a, size_t rank, size_t j, double least)
{
  gsl_vector_view whole = gsl_matrix_column (a, j), column = gsl_matrix_subcolumn (a, j, rank, a->size1 - rank);
  gsl_matrix_view later = gsl_matrix_submatrix (a, rank, j + 1, a->size1 - rank, a->size2 - j - 1);
  double tau;

  if (!(gsl_blas_dnrm2 (&column.vector) > least * gsl_blas_dnrm2 (&whole.vector)))
    return false;
  tau = gsl_linalg_householder_transform (&column.vector);
  gsl_linalg_householder_hm (tau, &column.vector, &later.matrix);
  return true;
}

static void
fill_row (const uint8_t *hit, const double *value_at_risk, size_t i, double p, size_t lags, double *row)
{
  row[0] = 1;
  for (size_t k = 1; k <= lags; k++)
    row[k] = (hit[i - k] != 0) - p;
  row[lags + 1] = value_at_risk[i];
  row[lags + 2] = (hit[i] != 0) - p;
}

/* Turns the rows of work into an upper triangle, its first `columns` rows; the rest of the right side is not explained and is dropped. */
static void
fold (double *work, size_t rows, size_t columns)
{
  gsl_matrix_view a = gsl_matrix_view_array (work, rows, columns + 1);

  for (size_t j = 0; j < columns && j < rows; j++)
    {
      settle (&a.matrix, j, j, 0);
      for (size_t i = j + 1; i < rows; i++)
        gsl_matrix_set (&a.matrix, i, j, 0);
    }
}

AmTest
am_dynamic_quantile (const uint8_t *hit, const double *value_at_risk, size_t n, double p, size_t lags, double *work)
{
  size_t columns = lags + 2, rank = 0, width = columns + 1, kept = 0, rows = 0;
  gsl_matrix_view a;
  double sum = 0;

  if (n <= 2 * columns || !(p > 0 && p < 1))
    return undefined;
  for (size_t i = lags; i < n; i++)
    {
      fill_row (hit, value_at_risk, i, p, lags, work + (kept + rows++) * width);
      if (rows == AM_DYNAMIC_QUANTILE_BLOCK || i + 1 == n)
        {
          fold (work, kept + rows, columns);
          kept = kept + rows < columns ? kept + rows : columns;
          rows = 0;
        }
    }
  a = gsl_matrix_view_array (work, columns, width);
  for (size_t j = 0; j < columns; j++)
    rank += settle (&a.matrix, rank, j, 1e-9);
  /* The fitted part of the right side is its first `rank` entries once it is turned. */
  for (size_t i = 0; i < rank; i++)
    sum += gsl_matrix_get (&a.matrix, i, columns) * gsl_matrix_get (&a.matrix, i, columns);
  return isnan (sum) ? undefined : test_chi_square (sum / (p * (1 - p)), rank);
}

double
am_quantile_loss (double pnl, double value_at_risk, double p)
{
  double error = pnl + value_at_risk;

  return error < 0 ? (p - 1) * error : p * error;
}
