#include "math/regression/regression-tests.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_eigen.h>
#include <gsl/gsl_integration.h>
#include <gsl/gsl_matrix.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define EXACT_ROWS 150
#define FLAT 1e-12               /* residuals below this share of y are rounding */

static const AmRegressionTest undefined = { NAN, NAN, NAN, NAN };

/* ---- auxiliary regressions ---- */

/* Columns of an auxiliary regression: those given and some made here. */
typedef struct { const double **x; double *made; size_t k, n; } Design;

static bool
design_init (Design *self, const double *const *x, size_t k, size_t n_made, size_t n)
{
  *self = (Design) { .k = k + n_made, .n = n };
  if (n == 0 || k + n_made == 0 || n_made > SIZE_MAX / sizeof (double) / n)
    return false;
  self->x = malloc ((k + n_made) * sizeof *self->x);
  self->made = calloc (n_made * n + 1, sizeof (double));
  if (self->x == NULL || self->made == NULL)
    {
      free (self->x);
      free (self->made);
      return false;
    }
  for (size_t j = 0; j < k; j++)
    self->x[j] = x[j];
  for (size_t j = 0; j < n_made; j++)
    self->x[k + j] = self->made + j * n;
  return true;
}

static void
design_clear (Design *self)
{
  free (self->x);
  free (self->made);
}

static bool
has_residuals (const AmOls *fit)
{
  double size = 0;

  for (size_t i = 0; i < fit->n; i++)
    size = fmax (size, fabs (fit->fitted[i]));
  return fit->df > 0 && sqrt (fit->rss / fit->n) > FLAT * size;
}

/* n R^2 of y on the design and a constant, against chi2 of df; df 0: the columns that can be told apart. */
static AmRegressionTest
lagrange (const Design *design, const double *y, double df)
{
  AmOls *fit = am_ols_new (design->x, design->k, true, y, design->n);
  AmRegressionTest test = undefined;

  if (fit == NULL)
    return test;
  test.df = df > 0 ? df : fit->rank - 1.0;
  if (fit->df > 0 && test.df > 0 && !isnan (fit->r2))
    {
      test.statistic = fmax (0, fit->n * fit->r2);
      test.p = gsl_cdf_chisq_Q (test.statistic, test.df);
    }
  am_ols_free (fit);
  return test;
}

static double *
squared_residuals (const AmOls *fit)
{
  double *square = malloc (fit->n * sizeof *square);

  for (size_t i = 0; square != NULL && i < fit->n; i++)
    square[i] = fit->residual[i] / fit->sigma * (fit->residual[i] / fit->sigma);
  return square;
}

static AmRegressionTest
test_squares (const AmOls *fit, const Design *design)
{
  double *square = squared_residuals (fit);
  AmRegressionTest test = square != NULL ? lagrange (design, square, 0) : undefined;

  free (square);
  return test;
}

AmRegressionTest
am_breusch_pagan (const AmOls *fit, const double *const *x)
{
  Design design;
  AmRegressionTest test;

  if (!has_residuals (fit) || !design_init (&design, x, fit->k, 0, fit->n))
    return undefined;
  test = test_squares (fit, &design);
  design_clear (&design);
  return test;
}

/* Products of columns less their middle and over their spread: with a constant and the columns they span the same as the raw products, and keep digits. */
static void
standardise (const double *x, size_t n, double *mean, double *scale)
{
  double squares = 0;

  *mean = 0;
  for (size_t i = 0; i < n; i++)
    *mean += x[i] / n;
  for (size_t i = 0; i < n; i++)
    squares += (x[i] - *mean) * (x[i] - *mean);
  *scale = squares > 0 ? sqrt (squares / n) : 1;
}

AmRegressionTest
am_white (const AmOls *fit, const double *const *x)
{
  size_t k = fit->k, n = fit->n, at = 0;
  Design design;
  AmRegressionTest test;

  if (!has_residuals (fit) || k > 1000 || !design_init (&design, x, k, k * (k + 1) / 2, n))
    return undefined;
  for (size_t a = 0; a < k; a++)
    for (size_t b = a; b < k; b++, at++)
      {
        double mean_a, mean_b, scale_a, scale_b;

        standardise (x[a], n, &mean_a, &scale_a);
        standardise (x[b], n, &mean_b, &scale_b);
        for (size_t i = 0; i < n; i++)
          design.made[at * n + i] = (x[a][i] - mean_a) / scale_a * ((x[b][i] - mean_b) / scale_b);
      }
  test = test_squares (fit, &design);
  design_clear (&design);
  return test;
}

AmRegressionTest
am_reset (const AmOls *fit, const double *const *x, const double *y, unsigned most_power)
{
  size_t n = fit->n, n_powers = most_power > 1 ? most_power - 1 : 0;
  Design design;
  AmRegressionTest test = undefined;
  AmOls *wide;
  double mean, scale;

  if (!has_residuals (fit) || n_powers == 0 || !design_init (&design, x, fit->k, n_powers, n))
    return undefined;
  standardise (fit->fitted, n, &mean, &scale);
  for (size_t power = 0; power < n_powers; power++)
    for (size_t i = 0; i < n; i++)
      {
        double z = (fit->fitted[i] - mean) / scale;

        design.made[power * n + i] = (power == 0 ? z : design.made[(power - 1) * n + i]) * z;
      }
  wide = am_ols_new (design.x, design.k, fit->has_constant, y, n);
  if (wide != NULL && wide->rank > fit->rank && wide->df > 0 && wide->rss > 0)
    {
      test.df = wide->rank - (double) fit->rank;
      test.df2 = wide->df;
      test.statistic = fmax (0, (fit->rss - wide->rss) / test.df / (wide->rss / wide->df));
      test.p = gsl_cdf_fdist_Q (test.statistic, test.df, test.df2);
    }
  am_ols_free (wide);
  design_clear (&design);
  return test;
}

AmRegressionTest
am_breusch_godfrey (const AmOls *fit, const double *const *x, size_t order)
{
  size_t n = fit->n;
  Design design;
  AmRegressionTest test;

  if (!has_residuals (fit) || order == 0 || order >= n || !design_init (&design, x, fit->k, order, n))
    return undefined;
  for (size_t lag = 1; lag <= order; lag++)
    for (size_t i = lag; i < n; i++)
      design.made[(lag - 1) * n + i] = fit->residual[i - lag];
  test = lagrange (&design, fit->residual, order);
  design_clear (&design);
  return test;
}

/* ---- Durbin and Watson ---- */

double
am_durbin_watson (const double *residual, size_t n)
{
  double steps = 0, squares = 0;

  for (size_t i = 0; i < n; i++)
    {
      steps += i > 0 ? (residual[i] - residual[i - 1]) * (residual[i] - residual[i - 1]) : 0;
      squares += residual[i] * residual[i];
    }
  return n >= 2 && squares > 0 ? steps / squares : NAN;
}

/* Orthonormal columns that span the fit's, q[rank][n], by Gram and Schmidt twice. Number found. */
static size_t
orthonormal (const AmOls *fit, const double *const *x, double *q)
{
  size_t n = fit->n, found = 0;

  for (size_t j = 0; j < fit->n_coef; j++)
    {
      double *own = q + found * n, length = 0;
      const double *from = fit->has_constant ? (j == 0 ? NULL : x[j - 1]) : x[j];

      if (isnan (fit->coef[j]))
        continue;
      for (size_t i = 0; i < n; i++)
        own[i] = from == NULL ? 1 : from[i];
      for (int pass = 0; pass < 2; pass++)
        for (size_t b = 0; b < found; b++)
          {
            double shared = 0;

            for (size_t i = 0; i < n; i++)
              shared += q[b * n + i] * own[i];
            for (size_t i = 0; i < n; i++)
              own[i] -= shared * q[b * n + i];
          }
      for (size_t i = 0; i < n; i++)
        length += own[i] * own[i];
      if (!(length > 0))
        continue;
      for (size_t i = 0; i < n; i++)
        own[i] /= sqrt (length);
      found++;
    }
  return found;
}

/* out = A in, A the matrix of sum (e[t] - e[t-1])^2. */
static void
difference_twice (const double *in, size_t n, double *out)
{
  for (size_t i = 0; i < n; i++)
    out[i] = (i > 0 ? in[i] - in[i - 1] : 0) + (i + 1 < n ? in[i] - in[i + 1] : 0);
}

static double
dot (const double *a, const double *b, size_t n)
{
  double sum = 0;

  for (size_t i = 0; i < n; i++)
    sum += a[i] * b[i];
  return sum;
}

/* Mean and variance of DW from traces of M A: with Q the columns, tr MA = tr A - tr Q'AQ, tr (MA)^2 = tr A^2 - 2 tr Q'A^2Q + tr (Q'AQ)^2. */
static double
normal_lower (double dw, const double *q, size_t k, size_t n)
{
  double *a = malloc (k * n * sizeof *a), first = 0, second = 0, squares = 0, mean, variance, free_rows = n - k;

  if (a == NULL)
    return NAN;
  for (size_t j = 0; j < k; j++)
    difference_twice (q + j * n, n, a + j * n);
  for (size_t j = 0; j < k; j++)
    {
      first += dot (q + j * n, a + j * n, n);
      second += dot (a + j * n, a + j * n, n);
      for (size_t l = 0; l < k; l++)
        {
          double own = dot (q + l * n, a + j * n, n);

          squares += own * own;
        }
    }
  free (a);
  first = 2 * (n - 1.0) - first;
  second = 2 * (3.0 * n - 4) - 2 * second + squares;
  mean = first / free_rows;
  variance = 2 / (free_rows * (free_rows + 2)) * (second - first * mean);
  return variance > 0 ? gsl_cdf_ugaussian_P ((dw - mean) / sqrt (variance)) : NAN;
}

/* Weights of a sum of squares of independent normal values. */
typedef struct { const double *weight; size_t n; } Form;

static double
imhof_integrand (double u, void *data)
{
  const Form *form = data;
  double angle = 0, size = 0;

  if (u == 0)
    {
      double sum = 0;

      for (size_t i = 0; i < form->n; i++)
        sum += form->weight[i];
      return sum / 2;
    }
  for (size_t i = 0; i < form->n; i++)
    {
      double own = form->weight[i] * u;

      angle += atan (own);
      size += log1p (own * own);
    }
  return sin (angle / 2) / u * exp (-size / 4);
}

/* P (sum weight z^2 < 0). */
static double
imhof_lower (const double *weight, size_t n)
{
  gsl_integration_workspace *space = gsl_integration_workspace_alloc (2000);
  Form form = { weight, n };
  gsl_function integrand = { imhof_integrand, &form };
  double value = NAN, error;

  if (space == NULL)
    return NAN;
  if (gsl_integration_qagiu (&integrand, 0, 1e-12, 1e-11, 2000, space, &value, &error) != 0 && !(error < 1e-8))
    value = NAN;
  gsl_integration_workspace_free (space);
  return isnan (value) ? NAN : fmin (1, fmax (0, 0.5 - value / M_PI));
}

/* Eigenvalues of M A M but for the zeros of the columns, less dw. */
static double
exact_lower (double dw, const double *q, size_t k, size_t n)
{
  gsl_matrix *m = gsl_matrix_calloc (n, n), *am = gsl_matrix_calloc (n, n);
  gsl_vector *value = gsl_vector_calloc (n);
  gsl_eigen_symm_workspace *space = gsl_eigen_symm_alloc (n);
  double p = NAN;

  if (m != NULL && am != NULL && value != NULL && space != NULL)
    {
      for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++)
          {
            double own = i == j;

            for (size_t l = 0; l < k; l++)
              own -= q[l * n + i] * q[l * n + j];
            gsl_matrix_set (m, i, j, own);
          }
      for (size_t i = 0; i < n; i++)
        difference_twice (gsl_matrix_ptr (m, i, 0), n, gsl_matrix_ptr (am, i, 0));
      /* Rows of am are A m_i; M A M = am times m, symmetric; the dw is taken off where M is one, so the columns' zeros stay zeros and weigh nothing. */
      for (size_t i = 0; i < n; i++)
        {
          double row[EXACT_ROWS] = { 0 };

          for (size_t l = 0; l < n; l++)
            for (size_t j = 0; j < n; j++)
              row[j] += (gsl_matrix_get (am, i, l) - dw * gsl_matrix_get (m, i, l)) * gsl_matrix_get (m, l, j);
          memcpy (gsl_matrix_ptr (am, i, 0), row, n * sizeof *row);
        }
      if (gsl_eigen_symm (am, value, space) == 0)
        p = imhof_lower (value->data, n);
    }
  gsl_matrix_free (m);
  gsl_matrix_free (am);
  gsl_vector_free (value);
  gsl_eigen_symm_free (space);
  return p;
}

AmDurbinWatson
am_durbin_watson_test (const AmOls *fit, const double *const *x)
{
  AmDurbinWatson test = { am_durbin_watson (fit->residual, fit->n), NAN, NAN, fit->n <= EXACT_ROWS };
  double *q = has_residuals (fit) ? malloc ((fit->n_coef + 1) * fit->n * sizeof *q) : NULL;
  size_t k;

  if (q == NULL)
    return test;
  k = orthonormal (fit, x, q);
  test.p_positive = test.is_exact ? exact_lower (test.dw, q, k, fit->n) : normal_lower (test.dw, q, k, fit->n);
  test.p_negative = 1 - test.p_positive;
  free (q);
  return test;
}

double
am_f_upper (double f, double df, double df2)
{
  return f >= 0 && df > 0 && df2 > 0 ? (isinf (f) ? 0 : gsl_cdf_fdist_Q (f, df, df2)) : NAN;
}
