#include "math/sensitivity/gaussian-copula.h"

#include <gsl/gsl_eigen.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define LEAST_EIGENVALUE 1e-8
#define MOST_TURNS 500

double
am_copula_correlation (double spearman)
{
  return 2 * sin (M_PI * spearman / 6);
}

bool
am_cholesky (double *r, size_t k)
{
  for (size_t i = 0; i < k; i++)
    for (size_t j = 0; j <= i; j++)
      {
        double sum = r[i * k + j];

        for (size_t c = 0; c < j; c++)
          sum -= r[i * k + c] * r[j * k + c];
        if (i == j && !(sum > 0))
          return false;
        r[i * k + j] = i == j ? sqrt (sum) : sum / r[j * k + j];
      }
  for (size_t i = 0; i < k; i++)
    for (size_t j = i + 1; j < k; j++)
      r[i * k + j] = 0;
  return true;
}

/* ---- eigenvalues ---- */

typedef struct { gsl_eigen_symmv_workspace *work; gsl_vector *values; gsl_matrix *vectors, *copy; } Eigen;

static void
eigen_clear (Eigen *self)
{
  if (self->work != NULL)
    gsl_eigen_symmv_free (self->work);
  if (self->values != NULL)
    gsl_vector_free (self->values);
  if (self->vectors != NULL)
    gsl_matrix_free (self->vectors);
  if (self->copy != NULL)
    gsl_matrix_free (self->copy);
}

static bool
eigen_init (Eigen *self, size_t k)
{
  self->work = gsl_eigen_symmv_alloc (k);
  self->values = gsl_vector_alloc (k);
  self->vectors = gsl_matrix_alloc (k, k);
  self->copy = gsl_matrix_alloc (k, k);
  if (self->work != NULL && self->values != NULL && self->vectors != NULL && self->copy != NULL)
    return true;
  eigen_clear (self);
  return false;
}

static void
eigen_solve (Eigen *self, const double *r, size_t k)
{
  for (size_t i = 0; i < k; i++)
    for (size_t j = 0; j < k; j++)
      gsl_matrix_set (self->copy, i, j, r[i * k + j]);
  gsl_eigen_symmv (self->copy, self->values, self->vectors, self->work);
}

/* Eigenvalues below `least` are lifted to it. */
static void
lift (Eigen *self, const double *r, size_t k, double least, double *out)
{
  eigen_solve (self, r, k);
  memset (out, 0, k * k * sizeof *out);
  for (size_t v = 0; v < k; v++)
    {
      double value = fmax (gsl_vector_get (self->values, v), least);

      for (size_t i = 0; i < k; i++)
        for (size_t j = 0; j < k; j++)
          out[i * k + j] += value * gsl_matrix_get (self->vectors, i, v) * gsl_matrix_get (self->vectors, j, v);
    }
}

double
am_smallest_eigenvalue (const double *r, size_t k)
{
  Eigen eigen;
  double smallest = INFINITY;

  if (!eigen_init (&eigen, k))
    return NAN;
  eigen_solve (&eigen, r, k);
  for (size_t v = 0; v < k; v++)
    smallest = fmin (smallest, gsl_vector_get (eigen.values, v));
  eigen_clear (&eigen);
  return smallest;
}

bool
am_nearest_correlation (double *r, size_t k, const AmStop *stop)
{
  double *correction = calloc (2 * k * k, sizeof *correction), *positive = correction + k * k;
  Eigen eigen;
  bool is_settled = false;

  if (correction == NULL || !eigen_init (&eigen, k))
    {
      free (correction);
      return false;
    }
  for (int turn = 0; turn < MOST_TURNS && !is_settled && !am_stop_asked (stop); turn++)
    {
      double change = 0;

      /* Dykstra: what the projection on positive matrices took off is given back before the next */
      for (size_t i = 0; i < k * k; i++)
        correction[i] = r[i] - correction[i];
      lift (&eigen, correction, k, 0, positive);
      for (size_t i = 0; i < k * k; i++)
        {
          double next = i % (k + 1) == 0 ? 1 : positive[i];

          correction[i] = positive[i] - correction[i];
          change = fmax (change, fabs (next - r[i]));
          r[i] = next;
        }
      is_settled = change < 1e-12;
    }
  lift (&eigen, r, k, LEAST_EIGENVALUE, positive);
  for (size_t i = 0; i < k; i++)
    for (size_t j = 0; j < k; j++)
      r[i * k + j] = i == j ? 1 : positive[i * k + j] / sqrt (positive[i * k + i] * positive[j * k + j]);
  eigen_clear (&eigen);
  free (correction);
  return is_settled;
}

void
am_copula_draw (const double *l, const double *e, size_t k, double *u)
{
  for (size_t i = 0; i < k; i++)
    {
      double z = 0;

      for (size_t j = 0; j <= i; j++)
        z += l[i * k + j] * e[j];
      u[i] = 0.5 * erfc (-z * M_SQRT1_2);
    }
}
