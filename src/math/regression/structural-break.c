#include "math/regression/structural-break.h"

#include "math/drift/two-sample.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sf_gamma.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MOST_BREAKS 2000

static const double **
columns_from (const double *const *x, size_t k, size_t first)
{
  const double **from = malloc ((k + 1) * sizeof *from);

  for (size_t j = 0; from != NULL && j < k; j++)
    from[j] = x[j] + first;
  return from;
}

/* NaN when a part cannot tell all coefficients apart. */
static double
rss_of_part (const AmOls *whole, const double *const *x, const double *y, size_t first, size_t n)
{
  const double **columns = n > whole->rank ? columns_from (x, whole->k, first) : NULL;
  AmOls *fit = columns != NULL ? am_ols_new (columns, whole->k, whole->has_constant, y + first, n) : NULL;
  double rss = fit != NULL && fit->rank == whole->rank ? fit->rss : NAN;

  am_ols_free (fit);
  free (columns);
  return rss;
}

/* rank times Chow's F. */
static double
break_at (const AmOls *fit, const double *const *x, const double *y, size_t at)
{
  double parts = rss_of_part (fit, x, y, 0, at) + rss_of_part (fit, x, y, at, fit->n - at), df = fit->n - 2.0 * fit->rank;

  return df > 0 && parts > 0 ? fmax (0, fit->rss - parts) / (parts / df) : NAN;
}

AmRegressionTest
am_chow (const AmOls *fit, const double *const *x, const double *y, size_t at)
{
  AmRegressionTest test = { NAN, NAN, NAN, NAN };
  double all = at > 0 && at < fit->n ? break_at (fit, x, y, at) : NAN;

  if (isnan (all))
    return test;
  test.df = fit->rank;
  test.df2 = fit->n - 2.0 * fit->rank;
  test.statistic = all / test.df;
  test.p = gsl_cdf_fdist_Q (test.statistic, test.df, test.df2);
  return test;
}

static double
sup_f_p (double c, double p, double trim)
{
  double least = c > 0 ? gsl_cdf_chisq_Q (c, p) : 1, odds = (1 - trim) / trim, tail;

  /* The tail formula rises to the right below its own mode; there the chance is not small, and the largest value it reaches is all that is known. */
  if (c <= p)
    return 1;
  tail = exp (p / 2 * log (c / 2) - c / 2 - gsl_sf_lngamma (p / 2)) * ((1 - p / c) * 2 * log (odds) + 2 / c);
  return fmin (1, fmax (least, tail));
}

AmSupF
am_sup_f (const AmOls *fit, const double *const *x, const double *y, double trim)
{
  AmSupF best = { NAN, NAN, 0 };
  size_t n = fit->n, first, last, step;

  if (!(trim > 0 && trim < 0.5))
    return best;
  first = (size_t) ceil (trim * n);
  last = n - first;
  if (first <= fit->rank || last < first)
    return best;
  step = (last - first) / MOST_BREAKS + 1;
  for (size_t at = first; at <= last; at += step)
    {
      double here = break_at (fit, x, y, at);

      if (!isnan (here) && !(here <= best.sup_f))
        best = (AmSupF) { here, NAN, at };
    }
  if (!isnan (best.sup_f))
    best.p = sup_f_p (best.sup_f, fit->rank, trim);
  return best;
}

/* ---- recursive residuals ---- */

/* One row of regressors in the fit's own order; columns that were left out are left out here. */
static size_t
fill_row (const AmOls *fit, const double *const *x, const double *centre, const double *scale, size_t i, double *row)
{
  size_t width = 0;

  if (fit->has_constant)
    row[width++] = 1;
  for (size_t j = 0; j < fit->k; j++)
    if (!isnan (fit->coef[j + fit->has_constant]))
      {
        row[width++] = (x[j][i] - centre[j]) / scale[j];
      }
  return width;
}

/* Gauss-Jordan on [a | I]; false when singular. */
static bool
invert (double *a, size_t n, double *inverse)
{
  memset (inverse, 0, n * n * sizeof *inverse);
  for (size_t i = 0; i < n; i++)
    inverse[i * n + i] = 1;
  for (size_t c = 0; c < n; c++)
    {
      size_t pivot = c;

      for (size_t i = c + 1; i < n; i++)
        if (fabs (a[i * n + c]) > fabs (a[pivot * n + c]))
          pivot = i;
      if (!(fabs (a[pivot * n + c]) > 1e-12))
        return false;
      for (size_t j = 0; j < n; j++)
        {
          double own = a[c * n + j], other = inverse[c * n + j];

          a[c * n + j] = a[pivot * n + j];
          inverse[c * n + j] = inverse[pivot * n + j];
          a[pivot * n + j] = own;
          inverse[pivot * n + j] = other;
        }
      for (size_t i = 0; i < n; i++)
        {
          double share = i == c ? 1 - 1 / a[c * n + c] : a[i * n + c] / a[c * n + c];

          for (size_t j = 0; j < n; j++)
            {
              a[i * n + j] -= share * a[c * n + j];
              inverse[i * n + j] -= share * inverse[c * n + j];
            }
        }
    }
  return true;
}

/* The recursion of Brown, Durbin & Evans, started where the first rows tell the coefficients apart; w[t] = e / sqrt (1 + x P x'). */
static bool
recursive_residuals (const AmOls *fit, const double *const *x, const double *y, double *space, double *w)
{
  size_t n = fit->n, k = fit->rank;
  double *centre = space, *scale = centre + fit->k, *p = scale + fit->k, *cross = p + k * k, *b = cross + k * k, *sum = b + k, *row = sum + k, *px = row + fit->n_coef;
  size_t start = k;

  for (size_t j = 0; j < fit->k; j++)
    {
      double squares = 0;

      centre[j] = 0;
      for (size_t i = 0; fit->has_constant && i < n; i++)
        centre[j] += x[j][i] / n;
      for (size_t i = 0; i < n; i++)
        squares += (x[j][i] - centre[j]) * (x[j][i] - centre[j]);
      scale[j] = squares > 0 ? sqrt (squares / n) : 1;
    }
  for (size_t i = 0; i < n; i++)
    w[i] = NAN;
  for (bool is_found = false; !is_found; start++)
    {
      if (start >= n)
        return false;
      memset (cross, 0, k * k * sizeof *cross);
      memset (sum, 0, k * sizeof *sum);
      for (size_t i = 0; i < start; i++)
        {
          fill_row (fit, x, centre, scale, i, row);
          for (size_t a = 0; a < k; a++)
            {
              sum[a] += row[a] * y[i];
              for (size_t c = 0; c < k; c++)
                cross[a * k + c] += row[a] * row[c];
            }
        }
      is_found = invert (cross, k, p);
      if (is_found)
        break;
    }
  for (size_t a = 0; a < k; a++)
    {
      b[a] = 0;
      for (size_t c = 0; c < k; c++)
        b[a] += p[a * k + c] * sum[c];
    }
  for (size_t i = start; i < n; i++)
    {
      double spread = 1, e = y[i];

      fill_row (fit, x, centre, scale, i, row);
      for (size_t a = 0; a < k; a++)
        {
          px[a] = 0;
          for (size_t c = 0; c < k; c++)
            px[a] += p[a * k + c] * row[c];
          spread += row[a] * px[a];
          e -= row[a] * b[a];
        }
      w[i] = e / sqrt (spread);
      for (size_t a = 0; a < k; a++)
        {
          b[a] += px[a] * e / spread;
          for (size_t c = 0; c < k; c++)
            p[a * k + c] -= px[a] * px[c] / spread;
        }
    }
  return true;
}

static double
cusum_p (double x)
{
  if (isnan (x))
    return NAN;
  if (x < 0.3)
    return 1 - 0.1464 * x;
  return fmin (1, 2 * (gsl_cdf_ugaussian_Q (3 * x) + exp (-4 * x * x) * (gsl_cdf_ugaussian_P (x) + gsl_cdf_ugaussian_P (5 * x) - 1)
                       - exp (-16 * x * x) * gsl_cdf_ugaussian_Q (x)));
}

AmCusum
am_cusum_recursive (const AmOls *fit, const double *const *x, const double *y, double *path)
{
  size_t n = fit->n, k = fit->rank, count = 0;
  double *space = malloc ((2 * fit->k + 2 * k * k + 3 * k + fit->n_coef + n + 8) * sizeof *space), *w, mean = 0, squares = 0, sum = 0;
  AmCusum found = { NAN, NAN, 0 };

  if (space == NULL)
    return found;
  w = space + 2 * fit->k + 2 * k * k + 3 * k + fit->n_coef + 4;
  if (fit->df > 1 && recursive_residuals (fit, x, y, space, w))
    {
      for (size_t i = 0; i < n; i++)
        if (!isnan (w[i]))
          {
            mean += w[i];
            count++;
          }
      mean /= count;
      for (size_t i = 0; i < n; i++)
        squares += isnan (w[i]) ? 0 : (w[i] - mean) * (w[i] - mean);
    }
  if (count > 1 && squares > 0)
    {
      double deviation = sqrt (squares / (count - 1.0)), t = 0;

      for (size_t i = 0; i < n; i++)
        {
          double here;

          if (path != NULL)
            path[i] = NAN;
          if (isnan (w[i]))
            continue;
          t++;
          sum += w[i] / deviation / sqrt (count);
          if (path != NULL)
            path[i] = sum;
          here = fabs (sum) / (1 + 2 * t / count);
          if (!(here <= found.statistic))
            found = (AmCusum) { here, NAN, i };
        }
      found.p = cusum_p (found.statistic);
    }
  free (space);
  return found;
}

AmCusum
am_cusum_mean (const double *x, size_t n, double *path)
{
  AmCusum found = { NAN, NAN, 0 };
  double mean = 0, squares = 0, sum = 0;

  for (size_t i = 0; i < n; i++)
    mean += x[i] / n;
  for (size_t i = 0; i < n; i++)
    squares += (x[i] - mean) * (x[i] - mean);
  for (size_t i = 0; path != NULL && i < n; i++)
    path[i] = NAN;
  if (n < 3 || !(sqrt (squares / n) > 1e-12 * fabs (mean)))
    return found;
  for (size_t i = 0; i < n; i++)
    {
      double here;

      sum += x[i] - mean;
      here = sum / sqrt (squares / (n - 1.0) * n);
      if (path != NULL)
        path[i] = here;
      if (!(fabs (here) <= found.statistic))
        found = (AmCusum) { fabs (here), NAN, i };
    }
  found.p = am_kolmogorov_upper (found.statistic);
  return found;
}
