/* Principal shapes of all windows of a series.
 *
 * The sum over windows s of y[s+i] y[s+j] hardly differs from that of y[s+i+1] y[s+j+1]: the same products, one window later.
 * So only the first row of the window x window matrix is summed, the others follow along the diagonals, minus and plus what
 * comes and goes at the ends of each run of whole windows. */
#include "math/detection/window-pca.h"

#include <assert.h>
#include <gsl/gsl_eigen.h>
#include <gsl/gsl_matrix.h>
#include <gsl/gsl_vector.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#define LONGEST 2000
#define ROUNDING 1e-9       /* of the spread: an error below is none */

struct AmShapes
{
  size_t window, n_parts;
  double level;             /* taken off first, so that large levels cost no digits */
  double *mean;             /* of the windows, by place */
  double *part;             /* n_parts shapes of length 1, one after the other */
  double usual;             /* root mean square error of the windows learnt from */
};

/* What learning needs beside: y less its level with 0 for missing, and which windows are whole, by their first row. */
typedef struct { double *y; bool *is_whole; size_t n_places, n_windows; } Windows;

static size_t
mark_whole (const double *y, size_t n, size_t window, bool *is_whole)
{
  size_t run = 0, count = 0;

  for (size_t t = 0; t < n; t++)
    {
      run = isnan (y[t]) ? 0 : run + 1;
      if (t + 1 >= window)
        {
          is_whole[t + 1 - window] = run >= window;
          count += run >= window;
        }
    }
  return count;
}

static double
level_of (const double *y, size_t n)
{
  double mean = 0, count = 0;

  for (size_t t = 0; t < n; t++)
    if (!isnan (y[t]))
      mean += (y[t] - mean) / ++count;
  return mean;
}

static void
sum_means (const Windows *self, size_t window, double *mean)
{
  for (size_t i = 0; i < window; i++)
    {
      double sum = 0;

      for (size_t s = 0; s < self->n_places; s++)
        sum += self->is_whole[s] ? self->y[s + i] : 0;
      mean[i] = sum / (double) self->n_windows;
    }
}

/* Windows whose left neighbour is not whole, and the other way round: edge +1 where one is lost, -1 where one begins, moving a
 * row on. */
static size_t
find_edges (const Windows *self, size_t *edge, double *sign)
{
  size_t count = 0;

  for (size_t s = 0; s <= self->n_places; s++)
    {
      bool before = s > 0 && self->is_whole[s - 1], now = s < self->n_places && self->is_whole[s];

      if (before != now)
        {
          edge[count] = s;
          sign[count++] = before ? 1 : -1;
        }
    }
  return count;
}

/* edge, sign: n_places + 1 of scratch. */
static void
sum_products (const Windows *self, const double *mean, gsl_matrix *products, size_t *edge, double *sign)
{
  size_t window = products->size1, n_edges = find_edges (self, edge, sign);
  double n = (double) self->n_windows;

  for (size_t j = 0; j < window; j++)
    {
      double sum = 0;

      for (size_t s = 0; s < self->n_places; s++)
        sum += self->is_whole[s] ? self->y[s] * self->y[s + j] : 0;
      gsl_matrix_set (products, 0, j, sum);
    }
  for (size_t i = 1; i < window; i++)
    for (size_t j = i; j < window; j++)
      {
        double sum = gsl_matrix_get (products, i - 1, j - 1);

        for (size_t e = 0; e < n_edges; e++)
          sum += sign[e] * self->y[edge[e] + i - 1] * self->y[edge[e] + j - 1];
        gsl_matrix_set (products, i, j, sum);
      }
  for (size_t i = 0; i < window; i++)
    for (size_t j = i; j < window; j++)
      {
        double covariance = gsl_matrix_get (products, i, j) / n - mean[i] * mean[j];

        gsl_matrix_set (products, i, j, covariance);
        gsl_matrix_set (products, j, i, covariance);
      }
}

static size_t
count_parts (const gsl_vector *variance, const AmWindowPca *how)
{
  size_t window = variance->size, count = 0;
  double all = 0, reached = 0, share = how->share == 0 ? 0.95 : how->share;

  if (how->n_parts > 0)
    return how->n_parts;
  for (size_t i = 0; i < window; i++)
    all += fmax (0, gsl_vector_get (variance, i));
  while (count + 1 < window && reached < share * all)
    reached += fmax (0, gsl_vector_get (variance, count++));
  return count;
}

/* False: no spread, or no memory. products is lost. */
static bool
find_parts (AmShapes *self, gsl_matrix *products, const AmWindowPca *how)
{
  size_t window = self->window;
  gsl_vector *variance = gsl_vector_alloc (window);
  gsl_matrix *shape = gsl_matrix_alloc (window, window);
  gsl_eigen_symmv_workspace *work = gsl_eigen_symmv_alloc (window);
  bool is_ok = variance != NULL && shape != NULL && work != NULL && gsl_eigen_symmv (products, variance, shape, work) == 0
               && gsl_eigen_symmv_sort (variance, shape, GSL_EIGEN_SORT_VAL_DESC) == 0;

  if (is_ok)
    {
      double left = 0, all = 0;

      self->n_parts = count_parts (variance, how);
      self->part = malloc ((self->n_parts + 1) * window * sizeof (double));
      for (size_t k = 0; k < window; k++)
        {
          double one = fmax (0, gsl_vector_get (variance, k));

          all += one;
          left += k < self->n_parts ? 0 : one;
          for (size_t i = 0; self->part != NULL && k < self->n_parts && i < window; i++)
            self->part[k * window + i] = gsl_matrix_get (shape, i, k);
        }
      /* The trace of what is left is the mean square error; a series that repeats exactly leaves rounding only. */
      self->usual = sqrt (fmax (left, ROUNDING * ROUNDING * all) / (double) window);
      is_ok = self->part != NULL && all > ROUNDING * ROUNDING * self->level * self->level * (double) window && all > 0;
    }
  if (variance != NULL)
    gsl_vector_free (variance);
  if (shape != NULL)
    gsl_matrix_free (shape);
  if (work != NULL)
    gsl_eigen_symmv_free (work);
  return is_ok;
}

static bool
learn (AmShapes *self, const Windows *windows, const AmWindowPca *how)
{
  gsl_matrix *products = gsl_matrix_alloc (self->window, self->window);
  size_t *edge = malloc ((windows->n_places + 1) * sizeof (size_t));
  double *sign = malloc ((windows->n_places + 1) * sizeof (double));
  bool is_ok = products != NULL && edge != NULL && sign != NULL;

  if (is_ok)
    {
      sum_means (windows, self->window, self->mean);
      sum_products (windows, self->mean, products, edge, sign);
      is_ok = find_parts (self, products, how);
    }
  if (products != NULL)
    gsl_matrix_free (products);
  free (edge);
  free (sign);
  return is_ok;
}

AmShapes *
am_shapes_alloc (const double *y, size_t n, const AmWindowPca *how)
{
  size_t window = how->window;
  Windows windows = { 0 };
  AmShapes *self;
  bool is_ok = false;

  if (window < 2 || window > LONGEST || n <= window || how->n_parts >= window || how->share < 0 || how->share > 1)
    return NULL;
  self = calloc (1, sizeof *self);
  if (self == NULL)
    return NULL;
  self->window = window;
  self->level = level_of (y, n);
  self->mean = malloc (window * sizeof (double));
  windows.n_places = n - window + 1;
  windows.y = malloc (n * sizeof (double));
  windows.is_whole = malloc (windows.n_places * sizeof (bool));
  if (self->mean != NULL && windows.y != NULL && windows.is_whole != NULL)
    {
      for (size_t t = 0; t < n; t++)
        windows.y[t] = isnan (y[t]) ? 0 : y[t] - self->level;
      windows.n_windows = mark_whole (y, n, window, windows.is_whole);
      is_ok = windows.n_windows > window && learn (self, &windows, how);
    }
  free (windows.y);
  free (windows.is_whole);
  if (!is_ok)
    {
      am_shapes_free (self);
      return NULL;
    }
  return self;
}

void
am_shapes_free (AmShapes *self)
{
  if (self == NULL)
    return;
  free (self->mean);
  free (self->part);
  free (self);
}

size_t
am_shapes_n_parts (const AmShapes *self)
{
  return self->n_parts;
}

/* What the parts leave of one window, shape for shape: the square of the whole less those along the parts would lose its
 * digits where little is left. rest: scratch. */
static double
error_of (const AmShapes *self, const double *y, double *rest)
{
  size_t window = self->window;
  double squares = 0;

  for (size_t i = 0; i < window; i++)
    rest[i] = y[i] - self->level - self->mean[i];
  for (size_t k = 0; k < self->n_parts; k++)
    {
      const double *part = self->part + k * window;
      double along = 0;

      for (size_t i = 0; i < window; i++)
        along += part[i] * rest[i];
      for (size_t i = 0; i < window; i++)
        rest[i] -= along * part[i];
    }
  for (size_t i = 0; i < window; i++)
    squares += rest[i] * rest[i];
  return sqrt (squares / (double) window);
}

void
am_shapes_errors (const AmShapes *self, const double *y, size_t n, double *error)
{
  double rest[LONGEST];
  size_t run = 0;

  for (size_t t = 0; t < n; t++)
    {
      assert (!isinf (y[t]));
      run = isnan (y[t]) ? 0 : run + 1;
      error[t] = run < self->window ? NAN : am_score_bounded (error_of (self, y + (t + 1 - self->window), rest) / self->usual);
    }
}

/* The windows that hold row t end at t..t + window - 1. Sums of blocks of `window` errors, forwards and backwards, make each
 * window's sum without a subtraction: score holds the backward sums first. */
void
am_windows_to_rows (const double *error, size_t n, size_t window, double *score)
{
  for (size_t first = 0; first < n; first += window)
    {
      size_t end = first + window < n ? first + window : n;
      double sum = 0;

      for (size_t t = end; t-- > first;)
        {
          sum += isnan (error[t]) ? 0 : error[t];
          score[t] = sum;
        }
    }
  for (size_t first = 0; first < n; first += window)
    {
      size_t end = first + window < n ? first + window : n, next_end = end + window < n ? end + window : n;
      double sum = 0, count = 0;

      for (size_t t = first; t < end; t++)
        count += !isnan (error[t]);
      for (size_t t = first; t < end; t++)
        {
          /* This block from t on, and the next up to t + window - 1. */
          if (t > first && t - 1 + window < next_end)
            {
              double entering = error[t - 1 + window];

              sum += isnan (entering) ? 0 : entering;
              count += !isnan (entering);
            }
          score[t] = count > 0 ? (score[t] + sum) / count : NAN;
          count -= !isnan (error[t]);
        }
    }
}
