#include "math/quality/robust-covariance.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define KEPT 10              /* starts taken to the end */
#define MOST_STEPS 100

typedef struct
{
  const double *x;
  size_t n, k, h;
  double *distance;                /* [n] */
  size_t *row;                     /* [n]: the h nearest first */
  uint64_t random;
} Search;

static uint64_t
next_random (uint64_t *state)
{
  uint64_t z = *state += UINT64_C (0x9e3779b97f4a7c15);

  z = (z ^ z >> 30) * UINT64_C (0xbf58476d1ce4e5b9);
  z = (z ^ z >> 27) * UINT64_C (0x94d049bb133111eb);
  return z ^ z >> 31;
}

/* Centre and Cholesky triangle of some rows; NaN: they lie in a plane. Returns the log of the determinant. */
static double
describe (const double *x, size_t k, const size_t *row, size_t n, AmRobustCovariance *out)
{
  double *a = out->triangle, log_determinant = 0;

  out->k = k;
  memset (out->centre, 0, k * sizeof (double));
  memset (a, 0, k * k * sizeof (double));
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j < k; j++)
      out->centre[j] += x[row[i] * k + j] / n;
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j < k; j++)
      {
        double d = x[row[i] * k + j] - out->centre[j];

        for (size_t l = 0; l <= j; l++)
          a[j * k + l] += d * (x[row[i] * k + l] - out->centre[l]) / (n - 1.0);
      }
  for (size_t j = 0; j < k; j++)
    {
      double whole = a[j * k + j], left = whole;

      for (size_t l = 0; l < j; l++)
        left -= a[j * k + l] * a[j * k + l];
      if (!(left > 1e-12 * whole))
        return NAN;
      a[j * k + j] = sqrt (left);
      log_determinant += log (left);
      for (size_t i = j + 1; i < k; i++)
        {
          double sum = a[i * k + j];

          for (size_t l = 0; l < j; l++)
            sum -= a[i * k + l] * a[j * k + l];
          a[i * k + j] = sum / a[j * k + j];
        }
    }
  return log_determinant;
}

double
am_robust_distance (const AmRobustCovariance *self, const double *row)
{
  double z[AM_MCD_MOST_COLUMNS], sum = 0;
  size_t k = self->k;

  for (size_t i = 0; i < k; i++)
    {
      z[i] = row[i] - self->centre[i];
      for (size_t l = 0; l < i; l++)
        z[i] -= self->triangle[i * k + l] * z[l];
      z[i] /= self->triangle[i * k + i];
      sum += z[i] * z[i];
    }
  return sum;
}

double
am_robust_limit (size_t k, double level)
{
  return k > 0 && level > 0 && level < 1 ? gsl_cdf_chisq_Pinv (level, k) : NAN;
}

/* Hoare's selection of the h smallest distances among row[0..n). */
static void
select_nearest (Search *self)
{
  size_t low = 0, high = self->n - 1, h = self->h;

  while (low < high)
    {
      double middle = self->distance[self->row[low + (high - low) / 2]];
      size_t i = low, j = high;

      while (i <= j)
        {
          while (self->distance[self->row[i]] < middle)
            i++;
          while (self->distance[self->row[j]] > middle)
            j--;
          if (i <= j)
            {
              size_t own = self->row[i];

              self->row[i++] = self->row[j];
              self->row[j] = own;
              if (j == 0)
                break;
              j--;
            }
        }
      if (h - 1 <= j)
        high = j;
      else if (h - 1 >= i)
        low = i;
      else
        return;
    }
}

/* One step of concentration; the log determinant of what is kept. */
static double
concentrate (Search *self, AmRobustCovariance *fit)
{
  for (size_t i = 0; i < self->n; i++)
    self->distance[i] = am_robust_distance (fit, self->x + i * self->k);
  select_nearest (self);
  return describe (self->x, self->k, self->row, self->h, fit);
}

/* k + 1 random rows, more while they lie in a plane. */
static bool
start (Search *self, AmRobustCovariance *fit)
{
  for (size_t i = 0; i < self->n; i++)
    self->row[i] = i;
  for (size_t drawn = 0; drawn < self->h; drawn++)
    {
      size_t other = drawn + next_random (&self->random) % (self->n - drawn), own = self->row[other];

      self->row[other] = self->row[drawn];
      self->row[drawn] = own;
      if (drawn >= self->k && !isnan (describe (self->x, self->k, self->row, drawn + 1, fit)))
        return true;
    }
  return false;
}

/* Variance of normal rows of which only the share alpha nearest is kept: divide by it. */
static double
consistency (double alpha, size_t k)
{
  return alpha / gsl_cdf_chisq_P (gsl_cdf_chisq_Pinv (alpha, k), k + 2.0);
}

static void
scale (AmRobustCovariance *self, double factor)
{
  for (size_t i = 0; i < self->k * self->k; i++)
    self->triangle[i] *= sqrt (factor);
}

static bool
find_best (Search *self, AmRobustCovariance *best)
{
  AmRobustCovariance *kept = calloc (KEPT + 1, sizeof *kept), *own = kept + KEPT;
  double value[KEPT];
  unsigned n_kept = 0;

  if (kept == NULL)
    return false;
  for (int draw = 0; draw < (self->n <= 600 ? 500 : 100); draw++)
    {
      double here = NAN;
      unsigned at = n_kept;

      if (!start (self, own))
        continue;
      for (int step = 0; step < 2; step++)
        if (isnan (here = concentrate (self, own)))
          break;
      if (isnan (here))
        continue;
      while (at > 0 && value[at - 1] > here)
        at--;
      if (at >= KEPT)
        continue;
      n_kept = n_kept < KEPT ? n_kept + 1 : KEPT;
      memmove (kept + at + 1, kept + at, (n_kept - 1 - at) * sizeof *kept);
      memmove (value + at + 1, value + at, (n_kept - 1 - at) * sizeof *value);
      kept[at] = *own;
      value[at] = here;
    }
  best->raw_log_determinant = INFINITY;
  for (unsigned i = 0; i < n_kept; i++)
    {
      double before = INFINITY, here = value[i];

      *own = kept[i];
      for (int step = 0; step < MOST_STEPS && here < before - 1e-12 * fabs (here); step++)
        {
          before = here;
          here = concentrate (self, own);
          if (isnan (here))
            break;
        }
      if (here < best->raw_log_determinant)
        {
          *best = *own;
          best->raw_log_determinant = here;
        }
    }
  free (kept);
  return isfinite (best->raw_log_determinant);
}

/* All rows within the 97.5 % ellipse of the raw fit. */
static bool
reweight (Search *self, AmRobustCovariance *best)
{
  double limit = am_robust_limit (self->k, 0.975), determinant = best->raw_log_determinant;
  size_t n = 0;

  for (size_t i = 0; i < self->n; i++)
    if (am_robust_distance (best, self->x + i * self->k) <= limit)
      self->row[n++] = i;
  if (n <= self->k || isnan (describe (self->x, self->k, self->row, n, best)))
    return false;
  scale (best, consistency (0.975, self->k));
  best->raw_log_determinant = determinant;
  return true;
}

bool
am_robust_covariance (const double *x, size_t n, size_t k, uint64_t seed, AmRobustCovariance *out)
{
  Search search = { .x = x, .n = n, .k = k, .h = (n + k + 1) / 2, .random = seed };
  bool is_found = false;

  if (k == 0 || k > AM_MCD_MOST_COLUMNS || n <= 2 * k || n > SIZE_MAX / 64)
    return false;
  search.distance = malloc (n * sizeof (double));
  search.row = malloc (n * sizeof (size_t));
  if (search.distance != NULL && search.row != NULL && find_best (&search, out))
    {
      scale (out, consistency ((double) search.h / n, k));
      is_found = reweight (&search, out);
    }
  free (search.distance);
  free (search.row);
  return is_found;
}
