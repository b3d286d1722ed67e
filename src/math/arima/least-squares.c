#include "math/arima/least-squares.h"

#include "math/arima/orthogonal.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Forward differences: the error of the slope is about this size too, and the end moves by its square. */
#define SLOPE_STEP 1e-6
#define SMALL_GAIN 1e-11         /* relative, of the sum of squares: well below what shows in a likelihood */
#define SMALL_STEP 1e-9
#define MOST_DAMPING 1e12

struct _AmLeastSquares
{
  size_t n, k;
  AmResidualFunc near;
  double *residual, *trial;    /* [n] */
  double *jacobian;            /* [k * n] a parameter after the other */
  double *normal, *factor;     /* [k * k] */
  double *slope, *step, *moved;/* [k] */
};

AmLeastSquares *
am_least_squares_alloc (size_t n, size_t k)
{
  AmLeastSquares *self = calloc (1, sizeof *self);

  if (self == NULL)
    return NULL;
  self->n = n;
  self->k = k;
  self->residual = malloc ((n * (k + 2) + 2 * k * k + 3 * k + 1) * sizeof (double));
  if (self->residual == NULL)
    {
      free (self);
      return NULL;
    }
  self->trial = self->residual + n;
  self->jacobian = self->trial + n;
  self->normal = self->jacobian + n * k;
  self->factor = self->normal + k * k;
  self->slope = self->factor + k * k;
  self->step = self->slope + k;
  self->moved = self->step + k;
  return self;
}

void
am_least_squares_free (AmLeastSquares *self)
{
  if (self != NULL)
    free (self->residual);
  free (self);
}

void
am_least_squares_set_near (AmLeastSquares *self, AmResidualFunc near)
{
  self->near = near;
}

/* The last residual asked for is that of `parameters`: a step that is taken ends the search for it. */
static bool
set_slopes (AmLeastSquares *self, AmResidualFunc residual, void *user_data, const double *parameters)
{
  size_t n = self->n, k = self->k;

  for (size_t i = 0; i < k; i++)
    {
      double *column = self->jacobian + i * n, h = SLOPE_STEP * fmax (1, fabs (parameters[i]));

      memcpy (self->moved, parameters, k * sizeof (double));
      self->moved[i] += h;
      if (!isfinite (residual (user_data, self->moved, column)))
        {
          self->moved[i] = parameters[i] - h;
          h = -h;
          if (!isfinite (residual (user_data, self->moved, column)))
            return false;
        }
      for (size_t t = 0; t < n; t++)
        column[t] = (column[t] - self->residual[t]) / h;
    }
  for (size_t i = 0; i < k; i++)
    {
      self->slope[i] = am_dot (self->jacobian + i * n, self->residual, n);
      for (size_t j = 0; j <= i; j++)
        self->normal[i * k + j] = self->normal[j * k + i] = am_dot (self->jacobian + i * n, self->jacobian + j * n, n);
    }
  return true;
}

/* step = -(normal + damping diag) ^-1 slope by Cholesky; false when rounding makes it impossible. */
static bool
solve (AmLeastSquares *self, double damping)
{
  size_t k = self->k;
  double most = 0;

  for (size_t i = 0; i < k; i++)
    most = fmax (most, self->normal[i * k + i]);
  for (size_t i = 0; i < k; i++)
    for (size_t j = 0; j <= i; j++)
      {
        double sum = self->normal[i * k + j];

        if (i == j)
          sum += damping * fmax (sum, 1e-10 * most);
        for (size_t l = 0; l < j; l++)
          sum -= self->factor[i * k + l] * self->factor[j * k + l];
        if (i == j && !(sum > 0))
          return false;
        self->factor[i * k + j] = i == j ? sqrt (sum) : sum / self->factor[j * k + j];
      }
  for (size_t i = 0; i < k; i++)
    {
      double sum = -self->slope[i];

      for (size_t l = 0; l < i; l++)
        sum -= self->factor[i * k + l] * self->step[l];
      self->step[i] = sum / self->factor[i * k + i];
    }
  for (size_t i = k; i-- > 0;)
    {
      for (size_t l = i + 1; l < k; l++)
        self->step[i] -= self->factor[l * k + i] * self->step[l];
      self->step[i] /= self->factor[i * k + i];
    }
  return true;
}

/* Damps more until a step gains; returns the sum of squares there, or `now` when none does. */
static double
take_step (AmLeastSquares *self, AmResidualFunc residual, void *user_data, double *parameters, double now, double *damping)
{
  double grow = 2;

  for (; *damping < MOST_DAMPING; *damping *= grow, grow *= 2)
    {
      double there, expected = 0;

      if (!solve (self, *damping))
        continue;
      for (size_t i = 0; i < self->k; i++)
        {
          self->moved[i] = parameters[i] + self->step[i];
          expected += self->step[i] * (*damping * self->normal[i * self->k + i] * self->step[i] - self->slope[i]);
        }
      there = residual (user_data, self->moved, self->trial);
      if (isfinite (there) && there < now)
        {
          double ratio = expected > 0 ? (now - there) / expected : 1, edge = 2 * ratio - 1;
          double *swap = self->residual;

          *damping *= fmax (1.0 / 10, 1 - edge * edge * edge);
          memcpy (parameters, self->moved, self->k * sizeof (double));
          self->residual = self->trial;
          self->trial = swap;
          return there;
        }
      if (expected <= SMALL_GAIN * now)
        break;
    }
  return now;
}

double
am_least_squares_minimise (AmLeastSquares *self, AmResidualFunc residual, void *user_data, double *parameters, unsigned most_steps)
{
  double *block = self->residual < self->trial ? self->residual : self->trial;
  double now = residual (user_data, parameters, self->residual), damping = 1e-3;

  for (unsigned i = 0; i < most_steps && self->k > 0 && isfinite (now) && now > 0; i++)
    {
      double before = now, length = 0;

      if (!set_slopes (self, self->near != NULL ? self->near : residual, user_data, parameters))
        break;
      now = take_step (self, residual, user_data, parameters, now, &damping);
      for (size_t j = 0; j < self->k; j++)
        length = fmax (length, fabs (self->step[j]));
      if (before - now <= SMALL_GAIN * before || length < SMALL_STEP)
        break;
    }
  /* Steps exchange the two; free() wants the first. */
  self->residual = block;
  self->trial = block + self->n;
  return now;
}

/* ---- second derivatives ---- */

static double
log_at (AmResidualFunc residual, void *user_data, const double *parameters, size_t k, size_t i, double by_i, size_t j, double by_j)
{
  double moved[64];

  memcpy (moved, parameters, k * sizeof (double));
  moved[i] += by_i;
  moved[j] += by_j;
  return 0.5 * log (residual (user_data, moved, NULL));
}

bool
am_hessian_of_log (AmResidualFunc residual, void *user_data, const double *parameters, size_t k, double step, double *hessian)
{
  for (size_t i = 0; i < k; i++)
    for (size_t j = 0; j <= i; j++)
      {
        double value = log_at (residual, user_data, parameters, k, i, step, j, step) - log_at (residual, user_data, parameters, k, i, step, j, -step)
                       - log_at (residual, user_data, parameters, k, i, -step, j, step) + log_at (residual, user_data, parameters, k, i, -step, j, -step);

        hessian[i * k + j] = hessian[j * k + i] = value / (4 * step * step);
        if (!isfinite (value))
          return false;
      }
  return true;
}

static void
exchange_rows (double *matrix, size_t k, size_t a, size_t b)
{
  for (size_t j = 0; j < k; j++)
    {
      double swap = matrix[a * k + j];

      matrix[a * k + j] = matrix[b * k + j];
      matrix[b * k + j] = swap;
    }
}

bool
am_invert_matrix (double *matrix, size_t k, double *inverse)
{
  double most = 0;

  memset (inverse, 0, k * k * sizeof (double));
  for (size_t i = 0; i < k; i++)
    inverse[i * k + i] = 1;
  for (size_t i = 0; i < k * k; i++)
    most = fmax (most, fabs (matrix[i]));
  for (size_t c = 0; c < k; c++)
    {
      size_t pivot = c;

      for (size_t i = c + 1; i < k; i++)
        if (fabs (matrix[i * k + c]) > fabs (matrix[pivot * k + c]))
          pivot = i;
      if (!(fabs (matrix[pivot * k + c]) > 1e-14 * most))
        return false;
      exchange_rows (matrix, k, c, pivot);
      exchange_rows (inverse, k, c, pivot);
      for (size_t i = 0; i < k; i++)
        {
          double factor = matrix[i * k + c] / matrix[c * k + c];

          for (size_t j = 0; i != c && j < k; j++)
            {
              matrix[i * k + j] -= factor * matrix[c * k + j];
              inverse[i * k + j] -= factor * inverse[c * k + j];
            }
        }
    }
  for (size_t i = 0; i < k; i++)
    for (size_t j = 0; j < k; j++)
      inverse[i * k + j] /= matrix[i * k + i];
  return true;
}
