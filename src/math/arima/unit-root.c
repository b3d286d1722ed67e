#include "math/arima/unit-root.h"

#include "math/decomposition/stl.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <string.h>

#define STRONG_SEASON 0.64
#define KPSS_5_PERCENT 0.463

/* ---- least squares on a handful of columns ---- */

/* Householder would be the book's way; columns here are few and modified Gram-Schmidt keeps the same digits. q[n * k] holds the
 * columns and is made orthogonal, y[n] becomes the residual. False when a column is made up by those before it. */
static bool
regress (double *q, size_t n, size_t k, double *y, double *last_coefficient, double *last_length)
{
  for (size_t i = 0; i < k; i++)
    {
      double *own = q + i * n, length = 0, before = 0;

      for (size_t t = 0; t < n; t++)
        before += own[t] * own[t];
      for (size_t j = 0; j < i; j++)
        {
          double shared = 0, size = 0;

          for (size_t t = 0; t < n; t++)
            {
              shared += q[j * n + t] * own[t];
              size += q[j * n + t] * q[j * n + t];
            }
          for (size_t t = 0; t < n; t++)
            own[t] -= shared / size * q[j * n + t];
        }
      for (size_t t = 0; t < n; t++)
        length += own[t] * own[t];
      if (!(length > 1e-18 * before))
        return false;
      *last_length = length;
      *last_coefficient = 0;
      for (size_t t = 0; t < n; t++)
        *last_coefficient += own[t] * y[t];
      *last_coefficient /= length;
      for (size_t t = 0; t < n; t++)
        y[t] -= *last_coefficient * own[t];
    }
  return true;
}

static double
sum_of_squares (const double *v, size_t n)
{
  double sum = 0;

  for (size_t t = 0; t < n; t++)
    sum += v[t] * v[t];
  return sum;
}

/* Long-run variance with Bartlett weights. */
static double
long_run_variance (const double *e, size_t n, size_t lags)
{
  double sum = sum_of_squares (e, n);

  for (size_t j = 1; j <= lags && j < n; j++)
    {
      double product = 0;

      for (size_t t = j; t < n; t++)
        product += e[t] * e[t - j];
      sum += 2 * (1 - j / (lags + 1.0)) * product;
    }
  return sum / n;
}

/* ---- KPSS ---- */

/* The residual of a line a + b t at step t, from the sums, so that no array is needed. */
typedef struct { double level, slope, middle; } Line;

static Line
fit_line (const double *y, size_t n, AmUnitRootTrend trend)
{
  Line line = { 0, 0, (n - 1) / 2.0 };
  double squares = 0;

  for (size_t t = 0; t < n; t++)
    line.level += y[t];
  line.level /= n;
  for (size_t t = 0; trend == AM_TREND_LINE && t < n; t++)
    {
      line.slope += (t - line.middle) * (y[t] - line.level);
      squares += (t - line.middle) * (t - line.middle);
    }
  line.slope = squares > 0 ? line.slope / squares : 0;
  return line;
}

static double
off_line (const Line *line, const double *y, size_t t)
{
  return y[t] - line->level - line->slope * (t - line->middle);
}

static double
kpss_p (double statistic, AmUnitRootTrend trend)
{
  static const double level[] = { 0.347, 0.463, 0.574, 0.739 }, slope[] = { 0.119, 0.146, 0.176, 0.216 }, p[] = { 0.10, 0.05, 0.025, 0.01 };
  const double *table = trend == AM_TREND_LINE ? slope : level;

  if (statistic <= table[0])
    return p[0];
  for (unsigned i = 1; i < 4; i++)
    if (statistic <= table[i])
      return p[i - 1] + (p[i] - p[i - 1]) * (statistic - table[i - 1]) / (table[i] - table[i - 1]);
  return p[3];
}

size_t
am_kpss_lags (size_t n)
{
  return (size_t) (3 * sqrt ((double) n) / 13);
}

bool
am_kpss (const double *y, size_t n, AmUnitRootTrend trend, size_t lags, AmUnitRoot *test)
{
  Line line = fit_line (y, n, trend);
  double variance = 0, path = 0, path_squares = 0;

  *test = (AmUnitRoot) { NAN, NAN, lags };
  for (size_t t = 0; t < n; t++)
    {
      double e = off_line (&line, y, t);

      path += e;
      path_squares += path * path;
      variance += e * e;
    }
  for (size_t j = 1; j <= lags && j < n; j++)
    {
      double product = 0;

      for (size_t t = j; t < n; t++)
        product += off_line (&line, y, t) * off_line (&line, y, t - j);
      variance += 2 * (1 - j / (lags + 1.0)) * product;
    }
  if (n < 3 || !(variance > 0))
    return false;
  test->statistic = path_squares / n / variance;
  test->p = kpss_p (test->statistic, trend);
  return true;
}

/* ---- Dickey-Fuller ---- */

double
am_mackinnon_p (double statistic, AmUnitRootTrend trend)
{
  static const struct { double least, edge, most, low[3], high[4]; } surface[] = {
    { -19.04, -1.04, INFINITY, { 0.6344, 1.2378, 0.032496 }, { 0.4797, 0.93557, -0.06999, 0.033066 } },
    { -18.83, -1.61, 2.74, { 2.1659, 1.4412, 0.038269 }, { 1.7339, 0.93202, -0.12745, -0.010368 } },
    { -16.18, -2.89, 0.70, { 3.2512, 1.6047, 0.049588 }, { 2.5261, 0.61654, -0.37956, -0.060285 } },
  };
  double z = statistic;

  if (isnan (z))
    return NAN;
  if (z > surface[trend].most)
    return 1;
  if (z < surface[trend].least)
    return 0;
  if (z <= surface[trend].edge)
    return gsl_cdf_ugaussian_P (surface[trend].low[0] + z * (surface[trend].low[1] + z * surface[trend].low[2]));
  return gsl_cdf_ugaussian_P (surface[trend].high[0] + z * (surface[trend].high[1] + z * (surface[trend].high[2] + z * surface[trend].high[3])));
}

size_t
am_adf_lags (size_t n)
{
  return (size_t) (12 * pow (n / 100.0, 0.25));
}

size_t
am_adf_work (size_t n, size_t lags)
{
  return n * (lags + 4);
}

/* y[t-1] goes last: what it explains then is its own, and its t value follows from the last step of the regression. */
bool
am_adf (const double *y, size_t n, AmUnitRootTrend trend, size_t lags, double *work, AmUnitRoot *test)
{
  size_t rows = n > lags + 1 ? n - lags - 1 : 0, k = lags + 1 + trend, c = 0;
  double *columns = work + rows, coefficient, length, variance;

  *test = (AmUnitRoot) { NAN, NAN, lags };
  if (rows <= k)
    return false;
  for (size_t t = 0; t < rows; t++)
    {
      size_t at = t + lags + 1;

      work[t] = y[at] - y[at - 1];
      c = 0;
      if (trend != AM_TREND_NONE)
        columns[c++ * rows + t] = 1;
      if (trend == AM_TREND_LINE)
        columns[c++ * rows + t] = t - (rows - 1) / 2.0;
      for (size_t j = 1; j <= lags; j++)
        columns[c++ * rows + t] = y[at - j] - y[at - j - 1];
      columns[c++ * rows + t] = y[at - 1];
    }
  if (!regress (columns, rows, k, work, &coefficient, &length))
    return false;
  variance = sum_of_squares (work, rows) / (rows - k);
  if (!(variance > 0))
    return false;
  test->statistic = coefficient / sqrt (variance / length);
  test->p = am_mackinnon_p (test->statistic, trend);
  return true;
}

/* ---- Phillips-Perron ---- */

size_t
am_phillips_perron_lags (size_t n)
{
  return (size_t) (4 * pow (n / 100.0, 0.25));
}

/* Z-tau = sqrt (g0 / l) t - (l - g0) / (2 sqrt (l)) n se / s, with g0 the variance of the residuals (/ n), l their long-run variance,
 * s^2 the regression's variance; Hamilton (1994), eq. 17.6.8. */
bool
am_phillips_perron (const double *y, size_t n, AmUnitRootTrend trend, size_t lags, double *work, AmUnitRoot *test)
{
  size_t rows = n > 0 ? n - 1 : 0, k = 1 + trend, c = 0;
  double *columns = work + rows, coefficient, length, s, zero, wide, error;

  *test = (AmUnitRoot) { NAN, NAN, lags };
  if (rows <= k + 1)
    return false;
  for (size_t t = 0; t < rows; t++)
    {
      work[t] = y[t + 1] - y[t];
      c = 0;
      if (trend != AM_TREND_NONE)
        columns[c++ * rows + t] = 1;
      if (trend == AM_TREND_LINE)
        columns[c++ * rows + t] = t - (rows - 1) / 2.0;
      columns[c * rows + t] = y[t];
    }
  if (!regress (columns, rows, k, work, &coefficient, &length))
    return false;
  s = sqrt (sum_of_squares (work, rows) / (rows - k));
  zero = sum_of_squares (work, rows) / rows;
  wide = long_run_variance (work, rows, lags);
  error = s / sqrt (length);
  if (!(s > 0) || !(wide > 0))
    return false;
  test->statistic = sqrt (zero / wide) * coefficient / error - (wide - zero) / (2 * sqrt (wide)) * rows * error / s;
  test->p = am_mackinnon_p (test->statistic, trend);
  return true;
}

/* ---- how often to difference ---- */

bool
am_is_constant (const double *y, size_t n)
{
  double off = 0, size = 0;
  size_t differ = 0;

  for (size_t t = 0; t < n; t++)
    if (y[t] != y[0])
      {
        off += fabs (y[t] - y[0]);
        size += fabs (y[t]);
        differ++;
      }
  if (differ == 0)
    return true;
  off /= differ;
  size /= differ;
  return (size > 1.5e-8 ? off / size : off) < 1.5e-8;
}

unsigned
am_ndiffs (const double *y, size_t n, unsigned most, double *work)
{
  unsigned d = 0;
  AmUnitRoot test;

  memcpy (work, y, n * sizeof (double));
  if (n == 0 || am_is_constant (work, n))
    return 0;
  while (d < most && am_kpss (work, n, AM_TREND_LEVEL, am_kpss_lags (n), &test) && test.statistic > KPSS_5_PERCENT)
    {
      d++;
      n--;
      for (size_t t = 0; t < n; t++)
        work[t] = work[t + 1] - work[t];
      if (am_is_constant (work, n))
        return d;
    }
  return d;
}

unsigned
am_nsdiffs (const double *y, size_t n, size_t m)
{
  if (m < 2 || n <= 2 * m || am_is_constant (y, n))
    return 0;
  return am_seasonal_strength_of (y, n, m) > STRONG_SEASON ? 1 : 0;
}
