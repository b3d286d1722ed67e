#include "math/regression/unit-root-rules.h"

#include "math/regression/ols.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MOST_SERIES 6

/* ---- MacKinnon's surfaces: none, a constant, a constant and a line; 1 to 6 series ---- */

double
am_mackinnon_series_p (double statistic, AmUnitRootTrend trend, unsigned n_series)
{
  static const struct { double least, edge, most, low[3], high[4]; } surface[3][MOST_SERIES] = {
    {
      { -19.04, -1.04, INFINITY, { 0.6344, 1.2378, 0.032496 }, { 0.4797, 0.93557, -0.06999, 0.033066 } },
      { -19.62, -1.53, 1.51, { 1.9129, 1.3857, 0.035322 }, { 1.5578, 0.8558, -0.2083, -0.033549 } },
      { -21.21, -2.68, 0.86, { 2.7648, 1.4502, 0.034186 }, { 2.2268, 0.68093, -0.32362, -0.054448 } },
      { -23.25, -3.09, 0.88, { 3.4336, 1.4835, 0.0319 }, { 2.7654, 0.64502, -0.30811, -0.044946 } },
      { -21.63, -3.07, 1.05, { 4.0999, 1.5533, 0.0359 }, { 3.2684, 0.68051, -0.26778, -0.034972 } },
      { -25.74, -3.77, 1.24, { 4.5388, 1.5344, 0.029807 }, { 3.7268, 0.7167, -0.23648, -0.028288 } },
    },
    {
      { -18.83, -1.61, 2.74, { 2.1659, 1.4412, 0.038269 }, { 1.7339, 0.93202, -0.12745, -0.010368 } },
      { -18.86, -2.62, 0.92, { 2.92, 1.5012, 0.039796 }, { 2.1945, 0.64695, -0.29198, -0.042377 } },
      { -23.48, -3.13, 0.55, { 3.4699, 1.4856, 0.03164 }, { 2.5893, 0.45168, -0.36529, -0.050074 } },
      { -28.07, -3.47, 0.61, { 3.9673, 1.4777, 0.026315 }, { 3.0387, 0.45452, -0.33666, -0.041921 } },
      { -25.96, -3.78, 0.79, { 4.5509, 1.5338, 0.029545 }, { 3.5049, 0.52098, -0.29158, -0.033468 } },
      { -23.27, -3.93, 1, { 5.1399, 1.6036, 0.034445 }, { 3.9489, 0.58933, -0.25359, -0.02721 } },
    },
    {
      { -16.18, -2.89, 0.7, { 3.2512, 1.6047, 0.049588 }, { 2.5261, 0.61654, -0.37956, -0.060285 } },
      { -21.15, -3.19, 0.63, { 3.6646, 1.5419, 0.036448 }, { 2.85, 0.5272, -0.36622, -0.051695 } },
      { -25.37, -3.5, 0.71, { 4.0983, 1.5173, 0.029898 }, { 3.221, 0.5255, -0.32685, -0.041501 } },
      { -26.63, -3.65, 0.93, { 4.5844, 1.5338, 0.028796 }, { 3.652, 0.59758, -0.27483, -0.032081 } },
      { -26.53, -3.8, 1.19, { 5.0722, 1.5634, 0.029472 }, { 4.0712, 0.66428, -0.23464, -0.02546 } },
      { -26.18, -4.36, 1.42, { 5.53, 1.5914, 0.030392 }, { 4.4735, 0.71757, -0.20681, -0.021196 } },
    },
  };
  double z = statistic, sum = 0;

  if (isnan (z) || n_series < 1 || n_series > MOST_SERIES)
    return NAN;
  if (z > surface[trend][n_series - 1].most)
    return 1;
  if (z < surface[trend][n_series - 1].least)
    return 0;
  if (z <= surface[trend][n_series - 1].edge)
    for (int i = 3; i-- > 0;)
      sum = sum * z + surface[trend][n_series - 1].low[i];
  else
    for (int i = 4; i-- > 0;)
      sum = sum * z + surface[trend][n_series - 1].high[i];
  return gsl_cdf_ugaussian_P (sum);
}

double
am_mackinnon_critical (double level, AmUnitRootTrend trend, unsigned n_series, double n)
{
  static const double surface[3][MOST_SERIES][3][4] = {
    {
      { { -2.56574, -2.2358, -3.627, 0 }, { -1.941, -0.2686, -3.365, 31.223 }, { -1.61682, 0.2656, -2.714, 25.364 } },
    },
    {
      { { -3.43035, -6.5393, -16.786, -79.433 }, { -2.86154, -2.8903, -4.234, -40.04 }, { -2.56677, -1.5384, -2.809, 0 } },
      { { -3.89644, -10.9519, -33.527, 0 }, { -3.33613, -6.1101, -6.823, 0 }, { -3.04445, -4.2412, -2.72, 0 } },
      { { -4.29374, -14.4354, -33.195, 47.433 }, { -3.74066, -8.5632, -10.852, 27.982 }, { -3.45218, -6.2143, -3.718, 0 } },
      { { -4.64332, -18.1031, -37.972, 0 }, { -4.096, -11.2349, -11.175, 0 }, { -3.8102, -8.3931, -4.137, 0 } },
      { { -4.95756, -21.8883, -45.142, 0 }, { -4.41519, -14.0405, -12.575, 0 }, { -4.13157, -10.7417, -3.784, 0 } },
      { { -5.24568, -25.6688, -57.737, 88.639 }, { -4.70693, -16.9178, -17.492, 60.007 }, { -4.42501, -13.1875, -5.104, 27.877 } },
    },
    {
      { { -3.95877, -9.0531, -28.428, -134.155 }, { -3.41049, -4.3904, -9.036, -45.374 }, { -3.12705, -2.5856, -3.925, -22.38 } },
      { { -4.32762, -15.4387, -35.679, 0 }, { -3.78057, -9.5106, -12.074, 0 }, { -3.49631, -7.0815, -7.538, 21.892 } },
      { { -4.66305, -18.7688, -49.793, 104.244 }, { -4.1189, -11.8922, -19.031, 77.332 }, { -3.83511, -9.0723, -8.504, 35.403 } },
      { { -4.9694, -22.4694, -52.599, 51.314 }, { -4.42871, -14.5876, -18.228, 39.647 }, { -4.14633, -11.25, -9.873, 54.109 } },
      { { -5.25276, -26.2183, -59.631, 50.646 }, { -4.71537, -17.3569, -22.66, 91.359 }, { -4.43422, -13.6078, -10.238, 76.781 } },
      { { -5.51727, -29.976, -75.222, 202.253 }, { -4.98228, -20.305, -25.224, 132.03 }, { -4.70233, -16.1253, -9.836, 94.272 } },
    },
  };
  int row = level == 0.01 ? 0 : level == 0.05 ? 1 : level == 0.10 ? 2 : -1;
  const double *own;

  if (row < 0 || n_series < 1 || n_series > MOST_SERIES || (trend == AM_TREND_NONE && n_series > 1) || !(n > 0))
    return NAN;
  own = surface[trend][n_series - 1][row];
  return own[0] + (own[1] + (own[2] + own[3] / n) / n) / n;
}

/* ---- lags ---- */

size_t
am_adf_most_lags (size_t n, AmUnitRootTrend trend)
{
  double most = ceil (12 * pow (n / 100.0, 0.25)), room = floor (n / 2.0) - trend - 1;

  return (size_t) fmax (0, fmin (most, room));
}

size_t
am_adf_tseries_lags (size_t n)
{
  return n > 1 ? (size_t) trunc (pow (n - 1.0, 1 / 3.0)) : 0;
}

size_t
am_pp_tseries_lags (size_t n)
{
  return n > 1 ? (size_t) trunc (4 * pow ((n - 1) / 100.0, 0.25)) : 0;
}

/* Columns y[t-1], the line if there is one, then the past differences; all on the rows that `lags` leaves. */
typedef struct { double *space, *y; const double **x; size_t rows, terms; } Regression;

static bool
regression_init (Regression *self, const double *y, size_t n, AmUnitRootTrend trend, size_t lags)
{
  size_t rows = n > lags + 1 ? n - lags - 1 : 0, terms = 1 + (trend == AM_TREND_LINE), k = terms + lags;

  *self = (Regression) { .rows = rows, .terms = terms };
  if (rows <= k + 1)
    return false;
  self->space = malloc ((k + 1) * rows * sizeof (double));
  self->x = malloc (k * sizeof *self->x);
  if (self->space == NULL || self->x == NULL)
    {
      free (self->space);
      free (self->x);
      return false;
    }
  self->y = self->space + k * rows;
  for (size_t j = 0; j < k; j++)
    self->x[j] = self->space + j * rows;
  for (size_t t = 0; t < rows; t++)
    {
      size_t at = t + lags + 1;

      self->y[t] = y[at] - y[at - 1];
      self->space[t] = y[at - 1];
      if (trend == AM_TREND_LINE)
        self->space[rows + t] = t;
      for (size_t j = 1; j <= lags; j++)
        self->space[(terms + j - 1) * rows + t] = y[at - j] - y[at - j - 1];
    }
  return true;
}

static void
regression_clear (Regression *self)
{
  free (self->space);
  free (self->x);
}

/* One fit a number of lags. */
static double
least_aic (const Regression *all, AmUnitRootTrend trend, size_t most, size_t *lags)
{
  double best = INFINITY;

  for (size_t own = 0; own <= most; own++)
    {
      AmOls *fit = am_ols_new (all->x, all->terms + own, trend != AM_TREND_NONE, all->y, all->rows);
      double aic = fit != NULL ? fit->aic : NAN;

      if (aic < best)
        {
          best = aic;
          *lags = own;
        }
      am_ols_free (fit);
    }
  return best;
}

/* Beyond so many rows that would take minutes. */
#define MANY_ROWS 20000
/* A column of which less than this share of its squares is left is made up by those before it. */
#define DEPENDENT 1e-10

static double
column_mean (const double *x, size_t n)
{
  double sum = 0, rest = 0;

  for (size_t i = 0; i < n; i++)
    sum += (x[i] - x[0]) / n;
  for (size_t i = 0; i < n; i++)
    rest += (x[i] - x[0] - sum) / n;
  return x[0] + sum + rest;
}

static double
product (const double *a, const double *b, size_t n)
{
  double part[4] = { 0 };
  size_t i = 0;

  for (; i + 4 <= n; i += 4)
    for (int lane = 0; lane < 4; lane++)
      part[lane] += a[i + lane] * b[i + lane];
  for (; i < n; i++)
    part[0] += a[i] * b[i];
  return (part[0] + part[1]) + (part[2] + part[3]);
}

/* The models are nested, so that one Cholesky factor of all columns, outcome last, has the sums of squares of each: what a column takes off is the square of the
 * outcome's element beside it. work[(k + 1)^2]. The columns are centred in place where there is a constant. */
static double
least_aic_nested (const Regression *all, AmUnitRootTrend trend, size_t most, double *work, size_t *lags)
{
  const size_t k = all->terms + most, width = k + 1;
  size_t rank = trend != AM_TREND_NONE;
  double best = INFINITY, left, whole;

  for (size_t j = 0; j < width; j++)
    {
      double *column = all->space + j * all->rows, mean = trend != AM_TREND_NONE ? column_mean (column, all->rows) : 0;

      for (size_t i = 0; i < all->rows; i++)
        column[i] -= mean;
      for (size_t l = 0; l <= j; l++)
        work[j * width + l] = product (column, all->space + l * all->rows, all->rows);
    }
  whole = left = work[k * width + k];
  for (size_t j = 0; j < k; j++)
    {
      double own = work[j * width + j], before = own, aic;

      for (size_t l = 0; l < j; l++)
        own -= work[j * width + l] * work[j * width + l];
      own = own > DEPENDENT * before ? sqrt (own) : 0;
      rank += own > 0;
      for (size_t row = j + 1; row < width; row++)
        {
          double *at = &work[row * width + j];

          for (size_t l = 0; l < j; l++)
            *at -= work[row * width + l] * work[j * width + l];
          *at = own > 0 ? *at / own : 0;
        }
      left -= work[k * width + j] * work[k * width + j];
      if (!(left > DEPENDENT * whole))
        return NAN;
      aic = all->rows * log (left) + 2.0 * rank;
      if (j + 1 >= all->terms && aic < best)
        {
          best = aic;
          *lags = j + 1 - all->terms;
        }
    }
  return best;
}

bool
am_adf_choose_lags (const double *y, size_t n, AmUnitRootTrend trend, size_t most, size_t *lags)
{
  Regression all;
  double best = NAN;

  *lags = 0;
  if (!regression_init (&all, y, n, trend, most))
    return false;
  if (all.rows > MANY_ROWS)
    {
      size_t width = all.terms + most + 1;
      double *work = calloc (width * width, sizeof *work);

      if (work != NULL)
        best = least_aic_nested (&all, trend, most, work, lags);
      free (work);
    }
  else
    best = least_aic (&all, trend, most, lags);
  regression_clear (&all);
  return isfinite (best);
}

bool
am_adf_test (const double *y, size_t n, AmUnitRootTrend trend, size_t lags, AmUnitRoot *test)
{
  double *work = malloc ((am_adf_work (n, lags) + 1) * sizeof *work);
  bool is_done = false;

  *test = (AmUnitRoot) { NAN, NAN, lags };
  if (work != NULL)
    is_done = am_adf (y, n, trend, lags, work, test);
  free (work);
  return is_done;
}

double
am_adf_phi1 (const double *y, size_t n, size_t lags)
{
  Regression all;
  AmOls *wide, *narrow = NULL;
  double f = NAN, rss = 0;

  if (!regression_init (&all, y, n, AM_TREND_LEVEL, lags))
    return NAN;
  wide = am_ols_new (all.x, 1 + lags, true, all.y, all.rows);
  if (lags > 0)
    narrow = am_ols_new (all.x + 1, lags, false, all.y, all.rows);
  for (size_t t = 0; t < all.rows; t++)
    rss += all.y[t] * all.y[t];
  if (narrow != NULL)
    rss = narrow->rss;
  if (wide != NULL && wide->df > 0 && wide->rss > 0 && (narrow != NULL || lags == 0))
    f = (rss - wide->rss) / 2 / (wide->rss / wide->df);
  am_ols_free (wide);
  am_ols_free (narrow);
  regression_clear (&all);
  return f;
}

/* ---- tables ---- */

static double
on_line (const double *x, const double *y, int n, double at)
{
  if (at <= x[0])
    return y[0];
  for (int i = 1; i < n; i++)
    if (at <= x[i])
      return y[i - 1] + (y[i] - y[i - 1]) * (at - x[i - 1]) / (x[i] - x[i - 1]);
  return y[n - 1];
}

static double
table_p (const double table[8][6], double statistic, double n)
{
  static const double sizes[] = { 25, 50, 100, 250, 500, 1e5 }, p[] = { 0.01, 0.025, 0.05, 0.1, 0.9, 0.95, 0.975, 0.99 };
  double own[8];

  if (isnan (statistic))
    return NAN;
  for (int i = 0; i < 8; i++)
    own[i] = -on_line (sizes, table[i], 6, n);
  return on_line (own, p, 8, statistic);
}

double
am_adf_table_p (double statistic, double n)
{
  static const double table[8][6] = {
    { 4.38, 4.15, 4.04, 3.99, 3.98, 3.96 }, { 3.95, 3.8, 3.73, 3.69, 3.68, 3.66 }, { 3.6, 3.5, 3.45, 3.43, 3.42, 3.41 }, { 3.24, 3.18, 3.15, 3.13, 3.13, 3.12 },
    { 1.14, 1.19, 1.22, 1.23, 1.24, 1.25 }, { 0.8, 0.87, 0.9, 0.92, 0.93, 0.94 }, { 0.5, 0.58, 0.62, 0.64, 0.65, 0.66 }, { 0.15, 0.24, 0.28, 0.31, 0.32, 0.33 },
  };

  return table_p (table, statistic, n);
}

double
am_pp_alpha_table_p (double statistic, double n)
{
  static const double table[8][6] = {
    { 22.5, 25.7, 27.4, 28.4, 28.9, 29.5 }, { 19.9, 22.4, 23.6, 24.4, 24.8, 25.1 }, { 17.9, 19.8, 20.7, 21.3, 21.5, 21.8 }, { 15.6, 16.8, 17.5, 18, 18.1, 18.3 },
    { 3.66, 3.71, 3.74, 3.75, 3.76, 3.77 }, { 2.51, 2.6, 2.62, 2.64, 2.65, 2.66 }, { 1.53, 1.66, 1.73, 1.78, 1.78, 1.79 }, { 0.43, 0.65, 0.75, 0.82, 0.84, 0.87 },
  };

  return table_p (table, statistic, n);
}

/* D, the determinant of the cross products of a constant, a line and y[t-1], is n^2 (n^2 - 1) / 12 times what the first two leave of y[t-1]. */
double
am_pp_alpha (const double *y, size_t n, size_t lags)
{
  Regression all;
  AmOls *fit, *own;
  double z = NAN;

  if (!regression_init (&all, y, n, AM_TREND_LINE, 0))
    return NAN;
  fit = am_ols_new (all.x, 2, true, all.y, all.rows);
  own = am_ols_new (all.x + 1, 1, true, all.x[0], all.rows);
  if (fit != NULL && own != NULL && fit->rank == 3 && own->rss > 0)
    {
      double m = all.rows, g = fit->rss / m, l = g, d = m * m * (m * m - 1) / 12 * own->rss;

      for (size_t i = 1; i <= lags && i < all.rows; i++)
        {
          double product = 0;

          for (size_t t = i; t < all.rows; t++)
            product += fit->residual[t] * fit->residual[t - i];
          l += 2 * (1 - i / (lags + 1.0)) * product / m;
        }
      /* The difference is explained here, so its coefficient is alpha - 1. */
      z = m * fit->coef[1] - pow (m, 6) / (24 * d) * (l - g);
    }
  am_ols_free (fit);
  am_ols_free (own);
  regression_clear (&all);
  return z;
}

size_t
am_kpss_auto_lags (const double *y, size_t n, AmUnitRootTrend trend)
{
  double *line = malloc ((n + 1) * sizeof *line), s0 = 0, s1 = 0, lags;
  const double *x = line;
  AmOls *fit;

  if (line == NULL || n < 3)
    {
      free (line);
      return 0;
    }
  for (size_t t = 0; t < n; t++)
    line[t] = t;
  fit = am_ols_new (&x, trend == AM_TREND_LINE ? 1 : 0, true, y, n);
  free (line);
  if (fit == NULL || !(fit->rss > 0))
    {
      am_ols_free (fit);
      return 0;
    }
  s0 = fit->rss / n;
  for (size_t i = 1; i <= (size_t) pow (n, 2 / 9.0); i++)
    {
      double product = 0;

      for (size_t t = i; t < n; t++)
        product += fit->residual[t] * fit->residual[t - i];
      product /= n / 2.0;
      s0 += product;
      s1 += i * product;
    }
  am_ols_free (fit);
  lags = 1.1447 * pow (s1 / s0 * (s1 / s0), 1 / 3.0) * pow (n, 1 / 3.0);
  return isfinite (lags) ? (size_t) fmin (trunc (lags), n - 1.0) : 0;
}

/* ---- Engle and Granger ---- */

bool
am_engle_granger (const double *y, const double *const *x, size_t k, size_t n, AmUnitRootTrend trend, size_t most_lags, bool is_fixed, AmCointegration *out)
{
  const double *columns[MOST_SERIES + 1];
  double *line = malloc ((n + 1) * sizeof *line);
  AmOls *fit;
  AmUnitRoot test;

  *out = (AmCointegration) { NAN, NAN, { NAN, NAN, NAN }, 0 };
  if (line == NULL || k < 1 || k >= MOST_SERIES)
    {
      free (line);
      return false;
    }
  memcpy (columns, x, k * sizeof *columns);
  for (size_t t = 0; t < n; t++)
    line[t] = t;
  columns[k] = line;
  fit = am_ols_new (columns, k + (trend == AM_TREND_LINE), trend != AM_TREND_NONE, y, n);
  free (line);
  if (fit == NULL)
    return false;
  for (int i = 0; i < 3; i++)
    out->critical[i] = am_mackinnon_critical (i == 0 ? 0.01 : i == 1 ? 0.05 : 0.10, trend, k + 1, n - 1.0);
  out->lags = most_lags;
  /* Almost the same series: what is left is rounding, and they move together for certain. */
  if (fit->r2 >= 1 - 100 * 1.4901161193847656e-8)
    {
      out->statistic = -INFINITY;
      out->p = 0;
      out->lags = 0;
      am_ols_free (fit);
      return true;
    }
  if (!is_fixed)
    am_adf_choose_lags (fit->residual, n, AM_TREND_NONE, most_lags, &out->lags);
  if (fit->tss > 0 && am_adf_test (fit->residual, n, AM_TREND_NONE, out->lags, &test))
    {
      out->statistic = test.statistic;
      out->p = am_mackinnon_series_p (test.statistic, trend, k + 1);
    }
  am_ols_free (fit);
  return !isnan (out->statistic);
}
