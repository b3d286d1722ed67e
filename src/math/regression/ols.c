#include "math/regression/ols.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK 128                /* rows reflected together */
#define DEPENDENT 1e-7           /* of its length must be left of a column; R's lm takes the same */
#define ITSELF 1e-10             /* a row whose leverage is this near 1 has no residual of its own */

typedef long double Wide;

/* What turns raw columns into those that are reflected: (x - centre) / scale. The last one is y. */
typedef struct
{
  size_t k, width;               /* width = k + 1 */
  Wide *centre, *scale;          /* [width] */
  Wide *triangle;                /* [width * width], row after row */
  Wide *inverse;                 /* [k * k] of the triangle's columns that are kept */
  Wide *block;                   /* [BLOCK * width] */
  Wide *step;                    /* [2 width] */
  bool *is_kept;                 /* [k] */
} Reduction;

static void
reduction_free (Reduction *self)
{
  if (self == NULL)
    return;
  free (self->centre);
  free (self->is_kept);
  free (self);
}

static Reduction *
reduction_alloc (size_t k)
{
  Reduction *self = calloc (1, sizeof *self);
  size_t width = k + 1;

  if (self == NULL || width > SIZE_MAX / sizeof (Wide) / (2 * width + BLOCK + 4))
    {
      free (self);
      return NULL;
    }
  self->k = k;
  self->width = width;
  self->centre = calloc (width * (2 * width + BLOCK + 4), sizeof (Wide));
  self->is_kept = calloc (width, sizeof (bool));
  if (self->centre == NULL || self->is_kept == NULL)
    {
      reduction_free (self);
      return NULL;
    }
  self->scale = self->centre + width;
  self->triangle = self->scale + width;
  self->inverse = self->triangle + width * width;
  self->block = self->inverse + width * width;
  self->step = self->block + BLOCK * width;
  return self;
}

static void
find_scale (const double *column, size_t n, bool is_centred, Wide *centre, Wide *scale)
{
  Wide sum = 0, squares = 0;

  for (size_t i = 0; i < n; i++)
    sum += column[i];
  *centre = is_centred ? sum / n : 0;
  for (size_t i = 0; i < n; i++)
    squares += (column[i] - *centre) * (column[i] - *centre);
  *scale = sqrtl (squares / n);
  /* What is left of a constant is rounding; scaled up it would look like a column. */
  if (!(*scale > 1e-14L * fabsl (sum / n)) || !(*scale > 0))
    *scale = INFINITY;
}

/* Reflects rows[m * width] into the triangle: Householder with vectors that touch one row of the triangle and the block. Golub & Van Loan (2013),
 * section 5.2; the block form is the "TSQR" of one after the other. */
static void
take_block (Reduction *self, Wide *rows, size_t m)
{
  size_t width = self->width;

  for (size_t j = 0; j < width; j++)
    {
      Wide *top = self->triangle + j * width, below = 0, length, head, half;

      for (size_t i = 0; i < m; i++)
        below += rows[i * width + j] * rows[i * width + j];
      if (below == 0)
        continue;
      length = sqrtl (top[j] * top[j] + below);
      head = top[j] > 0 ? top[j] + length : top[j] - length;
      half = (head * head + below) / 2;
      for (size_t l = j + 1; l < width; l++)
        {
          Wide product = head * top[l];

          for (size_t i = 0; i < m; i++)
            product += rows[i * width + j] * rows[i * width + l];
          product /= half;
          top[l] -= product * head;
          for (size_t i = 0; i < m; i++)
            rows[i * width + l] -= product * rows[i * width + j];
        }
      top[j] = head > 0 ? -length : length;
      for (size_t i = 0; i < m; i++)
        rows[i * width + j] = 0;
    }
}

static void
reduce (Reduction *self, const double *const *x, const double *y, size_t n, bool has_constant)
{
  size_t width = self->width;

  for (size_t j = 0; j < width; j++)
    find_scale (j < self->k ? x[j] : y, n, has_constant, &self->centre[j], &self->scale[j]);
  for (size_t at = 0; at < n; at += BLOCK)
    {
      size_t m = n - at < BLOCK ? n - at : BLOCK;

      for (size_t j = 0; j < width; j++)
        {
          const double *column = (j < self->k ? x[j] : y) + at;

          for (size_t i = 0; i < m; i++)
            self->block[i * width + j] = (column[i] - self->centre[j]) / self->scale[j];
        }
      take_block (self, self->block, m);
    }
}

/* Takes column j, which those before it make up, out of the triangle: what it had below its place is reflected into the columns after it. */
static void
drop_column (Reduction *self, size_t j)
{
  size_t width = self->width;
  Wide *rest = self->block;

  /* Its own row, without it, goes back as one more row of data. */
  memcpy (rest, self->triangle + j * width, width * sizeof *rest);
  for (size_t l = 0; l <= j; l++)
    rest[l] = 0;
  memset (self->triangle + j * width, 0, width * sizeof *rest);
  take_block (self, rest, 1);
}

/* Keeps columns that add something and inverts their triangle. */
static size_t
find_rank (Reduction *self)
{
  size_t k = self->k, width = self->width, rank = 0;
  Wide *r = self->triangle, *inverse = self->inverse;

  for (size_t j = 0; j < k; j++)
    {
      Wide length = 0;

      for (size_t i = 0; i <= j; i++)
        length += r[i * width + j] * r[i * width + j];
      self->is_kept[j] = length > 0 && fabsl (r[j * width + j]) > DEPENDENT * sqrtl (length);
      rank += self->is_kept[j];
      if (!self->is_kept[j])
        drop_column (self, j);
    }
  memset (inverse, 0, k * k * sizeof *inverse);
  for (size_t j = 0; j < k; j++)
    {
      if (!self->is_kept[j])
        continue;
      inverse[j * k + j] = 1 / r[j * width + j];
      for (size_t i = j; i-- > 0;)
        {
          Wide sum = 0;

          if (!self->is_kept[i])
            continue;
          for (size_t l = i + 1; l <= j; l++)
            sum += r[i * width + l] * inverse[l * k + j];
          inverse[i * k + j] = -sum / r[i * width + i];
        }
    }
  return rank;
}

/* coefficients (of scaled columns) += inverse * right. */
static void
add_solution (const Reduction *self, const Wide *right, Wide *coefficient)
{
  for (size_t i = 0; i < self->k; i++)
    for (size_t j = i; j < self->k; j++)
      coefficient[i] += self->inverse[i * self->k + j] * right[j];
}

static Wide
fit_scaled (const Reduction *self, const double *const *x, size_t i, const Wide *coefficient)
{
  Wide sum = 0;

  for (size_t j = 0; j < self->k; j++)
    if (self->is_kept[j])
      sum += (x[j][i] - self->centre[j]) / self->scale[j] * coefficient[j];
  return sum;
}

/* One step of refinement by the corrected seminormal equations R'R d = X'e. Björck (1987), Linear Algebra and its Applications 88-89, 31-48. */
static void
refine (const Reduction *self, const double *const *x, const double *y, size_t n, Wide *coefficient)
{
  size_t k = self->k;
  Wide *product = self->step, *solved = self->step + self->width;

  memset (product, 0, k * sizeof *product);
  memset (solved, 0, k * sizeof *solved);
  for (size_t i = 0; i < n; i++)
    {
      Wide e = (y[i] - self->centre[k]) / self->scale[k] - fit_scaled (self, x, i, coefficient);

      for (size_t j = 0; j < k; j++)
        if (self->is_kept[j])
          product[j] += (x[j][i] - self->centre[j]) / self->scale[j] * e;
    }
  for (size_t j = 0; j < k; j++)
    for (size_t i = 0; i <= j; i++)
      solved[j] += self->inverse[i * k + j] * product[i];
  add_solution (self, solved, coefficient);
}

static Wide
leverage_of (const Reduction *self, const double *const *x, size_t i)
{
  Wide sum = 0;

  for (size_t j = 0; j < self->k; j++)
    {
      Wide own = 0;

      for (size_t l = 0; l <= j; l++)
        if (self->is_kept[l])
          own += (x[l][i] - self->centre[l]) / self->scale[l] * self->inverse[l * self->k + j];
      sum += own * own;
    }
  return sum;
}

/* Covariance over sigma^2 of the coefficients as the columns came. */
static void
fill_covariance (AmOls *self, const Reduction *reduction)
{
  size_t k = self->k, first = self->has_constant, width = self->n_coef;
  double *c = self->covariance;

  for (size_t i = 0; i < k; i++)
    for (size_t j = 0; j < k; j++)
      {
        Wide sum = 0;

        for (size_t l = i > j ? i : j; l < k; l++)
          sum += reduction->inverse[i * k + l] * reduction->inverse[j * k + l];
        c[(i + first) * width + j + first] = reduction->is_kept[i] && reduction->is_kept[j] ? sum / reduction->scale[i] / reduction->scale[j] : NAN;
      }
  if (!self->has_constant)
    return;
  c[0] = 1.0 / self->n;
  for (size_t i = 0; i < k; i++)
    {
      Wide sum = 0;

      for (size_t j = 0; j < k; j++)
        if (reduction->is_kept[j])
          sum -= reduction->centre[j] * c[(i + 1) * width + j + 1];
      c[i + 1] = c[(i + 1) * width] = sum;
      if (reduction->is_kept[i])
        c[0] -= reduction->centre[i] * sum;
    }
}

static void
fill_coefficients (AmOls *self, const Reduction *reduction, const Wide *coefficient)
{
  size_t k = self->k, first = self->has_constant;
  Wide level = reduction->centre[k];

  for (size_t j = 0; j < k; j++)
    {
      Wide own = coefficient[j] * reduction->scale[k] / reduction->scale[j];

      self->coef[j + first] = reduction->is_kept[j] ? own : NAN;
      if (reduction->is_kept[j])
        level -= own * reduction->centre[j];
    }
  if (self->has_constant)
    self->coef[0] = level;
}

static void
fill_rows (AmOls *self, const Reduction *reduction, const double *const *x, const double *y, const Wide *coefficient)
{
  Wide rss = 0, tss = 0, y_scale = isfinite (reduction->scale[self->k]) ? reduction->scale[self->k] : 0;

  for (size_t i = 0; i < self->n; i++)
    {
      Wide off = y[i] - reduction->centre[self->k], fit = y_scale > 0 ? fit_scaled (reduction, x, i, coefficient) * y_scale : 0;

      self->fitted[i] = reduction->centre[self->k] + fit;
      self->residual[i] = off - fit;
      self->leverage[i] = fminl (1, leverage_of (reduction, x, i) + (self->has_constant ? 1.0L / self->n : 0));
      rss += (off - fit) * (off - fit);
      tss += off * off;
    }
  self->rss = rss;
  self->tss = y_scale > 0 ? tss : 0;
}

static void
fill_summary (AmOls *self)
{
  double n = self->n, parameters = self->rank + 1.0, free_columns = self->rank - (double) self->has_constant;

  self->df = n - self->rank;
  self->sigma = self->df > 0 ? sqrt (self->rss / self->df) : NAN;
  self->r2 = self->tss > 0 ? 1 - self->rss / self->tss : NAN;
  self->adjusted_r2 = 1 - (1 - self->r2) * (n - self->has_constant) / self->df;
  if (!(self->df > 0))
    self->adjusted_r2 = NAN;
  self->f_df = free_columns;
  self->f = free_columns > 0 && self->df > 0 ? (self->tss - self->rss) / free_columns / (self->rss / self->df) : NAN;
  self->f_p = self->f >= 0 ? (isinf (self->f) ? 0 : gsl_cdf_fdist_Q (self->f, free_columns, self->df)) : NAN;
  self->loglik = self->rss > 0 ? -n / 2 * (log (2 * M_PI) + log (self->rss / n) + 1) : INFINITY;
  self->aic = 2 * parameters - 2 * self->loglik;
  self->bic = log (n) * parameters - 2 * self->loglik;
  for (size_t i = 0; i < self->n_coef; i++)
    {
      self->se[i] = self->sigma * sqrt (self->covariance[i * self->n_coef + i]);
      self->t[i] = self->coef[i] / self->se[i];
      self->p[i] = isnan (self->t[i]) ? NAN : fmin (1, 2 * gsl_cdf_tdist_Q (fabs (self->t[i]), self->df));
    }
}

static AmOls *
ols_alloc (size_t n, size_t k, bool has_constant)
{
  size_t width = k + has_constant;
  AmOls *self = calloc (1, sizeof *self);
  double *all = self != NULL && width < 1 << 20 && n < SIZE_MAX / 64 ? calloc (3 * n + width * (4 + width), sizeof (double)) : NULL;

  if (all == NULL)
    {
      free (self);
      return NULL;
    }
  *self = (AmOls) { .n = n, .k = k, .n_coef = width, .has_constant = has_constant, .coef = all };
  self->se = self->coef + width;
  self->t = self->se + width;
  self->p = self->t + width;
  self->covariance = self->p + width;
  self->fitted = self->covariance + width * width;
  self->residual = self->fitted + n;
  self->leverage = self->residual + n;
  return self;
}

AmOls *
am_ols_new (const double *const *x, size_t k, bool has_constant, const double *y, size_t n)
{
  AmOls *self = n > 0 && k + has_constant > 0 ? ols_alloc (n, k, has_constant) : NULL;
  Reduction *reduction = self != NULL ? reduction_alloc (k) : NULL;
  Wide *coefficient = reduction != NULL ? calloc (2 * reduction->width, sizeof (Wide)) : NULL, *right;

  if (coefficient == NULL)
    {
      reduction_free (reduction);
      am_ols_free (self);
      return NULL;
    }
  right = coefficient + reduction->width;
  reduce (reduction, x, y, n, has_constant);
  self->rank = find_rank (reduction) + has_constant;
  for (size_t j = 0; j < k; j++)
    right[j] = reduction->is_kept[j] ? reduction->triangle[j * reduction->width + k] : 0;
  add_solution (reduction, right, coefficient);
  if (isfinite (reduction->scale[k]))
    refine (reduction, x, y, n, coefficient);
  else
    /* A y that does not vary has no slope; its scale is infinite. */
    for (size_t j = 0; j < k; j++)
      coefficient[j] = 0;
  if (!isfinite (reduction->scale[k]))
    reduction->scale[k] = 1;
  fill_covariance (self, reduction);
  fill_coefficients (self, reduction, coefficient);
  fill_rows (self, reduction, x, y, coefficient);
  fill_summary (self);
  free (coefficient);
  reduction_free (reduction);
  return self;
}

void
am_ols_free (AmOls *self)
{
  if (self == NULL)
    return;
  free (self->coef);
  free (self);
}

void
am_ols_influence (const AmOls *self, double *standardised, double *studentised, double *cook, double *dffits)
{
  for (size_t i = 0; i < self->n; i++)
    {
      double h = self->leverage[i], e = self->residual[i], rest = self->df - 1;
      double r = h < 1 - ITSELF ? e / (self->sigma * sqrt (1 - h)) : NAN;
      double without = rest > 0 ? sqrt (fmax (0, (self->rss - e * e / (1 - h)) / rest)) : NAN;
      double t = h < 1 - ITSELF ? e / (without * sqrt (1 - h)) : NAN;

      if (standardised != NULL)
        standardised[i] = r;
      if (studentised != NULL)
        studentised[i] = t;
      if (cook != NULL)
        cook[i] = r * r / self->rank * h / (1 - h);
      if (dffits != NULL)
        dffits[i] = t * sqrt (h / (1 - h));
    }
}

/* The diagonal of the inverse of the correlation matrix: with R the triangle of centred columns of length sqrt (n), it is n times the row sums of squares of
 * R's inverse. A column that those before it make up is found by name, and so are those that it makes up. */
bool
am_vif (const double *const *x, size_t k, size_t n, double *vif)
{
  Reduction *reduction = k > 0 && n > 0 ? reduction_alloc (k) : NULL;
  bool is_whole = true;

  if (reduction == NULL)
    return false;
  reduce (reduction, x, x[0], n, true);
  is_whole = find_rank (reduction) == k;
  for (size_t j = 0; j < k; j++)
    {
      Wide sum = 0;

      for (size_t l = j; l < k; l++)
        sum += reduction->inverse[j * k + l] * reduction->inverse[j * k + l];
      vif[j] = isinf (reduction->scale[j]) ? NAN : !reduction->is_kept[j] ? INFINITY : fmaxl (1, sum * n);
    }
  reduction_free (reduction);
  if (is_whole)
    return true;

  /* Rare: columns are dependent. Each is then set against all others by itself. */
  for (size_t j = 0; j < k; j++)
    {
      const double **others = isnan (vif[j]) ? NULL : malloc (k * sizeof *others);
      AmOls *fit = NULL;

      if (others == NULL)
        {
          if (isnan (vif[j]))
            continue;
          return false;
        }
      for (size_t l = 0; l < k; l++)
        if (l != j)
          others[l - (l > j)] = x[l];
      fit = am_ols_new (others, k - 1, true, x[j], n);
      free (others);
      if (fit == NULL)
        return false;
      vif[j] = fit->rss > 1e-14 * fit->tss ? fmax (1, fit->tss / fit->rss) : INFINITY;
      am_ols_free (fit);
    }
  return true;
}
