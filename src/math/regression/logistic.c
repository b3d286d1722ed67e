#include "math/regression/logistic.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define MOST_STEPS 60
#define DEPENDENT 1e-7           /* of its length must be left of a column */
#define APART 30.0               /* a log odds beyond this is 1 - 1e-13: the data leave no doubt */

typedef struct
{
  const double *const *x;
  const uint8_t *event;
  const double *weight;
  size_t n, k;
  double *centre, *scale;        /* [k] */
  double *b, *trial, *gradient, *step, *row; /* [k + 1], of scaled columns */
  double *information;           /* [(k + 1)^2], then its Cholesky triangle */
} Search;

static double
scaled (const Search *self, size_t column, size_t row)
{
  return (self->x[column][row] - self->centre[column]) / self->scale[column];
}

static double
log_odds (const Search *self, const double *b, size_t row)
{
  double sum = b[0];

  for (size_t j = 0; j < self->k; j++)
    sum += b[j + 1] * scaled (self, j, row);
  return sum;
}

static double
weight_of (const Search *self, size_t row)
{
  return self->weight == NULL ? 1 : self->weight[row];
}

static double
loglik_of (const Search *self, const double *b)
{
  double sum = 0;

  for (size_t i = 0; i < self->n; i++)
    {
      double odds = log_odds (self, b, i), own = self->event[i] ? -odds : odds;

      /* -log (1 + exp (own)) without overflow */
      sum -= weight_of (self, i) * (own > 0 ? own + log1p (exp (-own)) : log1p (exp (own)));
    }
  return sum;
}

static void
find_slopes (Search *self)
{
  size_t width = self->k + 1;
  double *row = self->row;

  memset (self->gradient, 0, width * sizeof (double));
  memset (self->information, 0, width * width * sizeof (double));
  for (size_t i = 0; i < self->n; i++)
    {
      double odds = log_odds (self, self->b, i), small = exp (-fabs (odds)), p = odds > 0 ? 1 / (1 + small) : small / (1 + small);
      double curve = weight_of (self, i) * small / ((1 + small) * (1 + small)), off = weight_of (self, i) * ((self->event[i] != 0) - p);

      row[0] = 1;
      for (size_t j = 0; j < self->k; j++)
        row[j + 1] = scaled (self, j, i);
      for (size_t a = 0; a < width; a++)
        {
          self->gradient[a] += off * row[a];
          for (size_t c = 0; c <= a; c++)
            self->information[a * width + c] += curve * row[a] * row[c];
        }
    }
}

/* Lower triangle in place; false when a column adds nothing to those before it. */
static bool
cholesky (double *a, size_t n)
{
  for (size_t j = 0; j < n; j++)
    {
      double left = a[j * n + j];

      for (size_t l = 0; l < j; l++)
        left -= a[j * n + l] * a[j * n + l];
      if (!(left > DEPENDENT * DEPENDENT * a[j * n + j]) || !(left > 0))
        return false;
      a[j * n + j] = sqrt (left);
      for (size_t i = j + 1; i < n; i++)
        {
          double sum = a[i * n + j];

          for (size_t l = 0; l < j; l++)
            sum -= a[i * n + l] * a[j * n + l];
          a[i * n + j] = sum / a[j * n + j];
        }
    }
  return true;
}

static void
solve (const double *triangle, size_t n, const double *right, double *x)
{
  for (size_t i = 0; i < n; i++)
    {
      double sum = right[i];

      for (size_t l = 0; l < i; l++)
        sum -= triangle[i * n + l] * x[l];
      x[i] = sum / triangle[i * n + i];
    }
  for (size_t i = n; i-- > 0;)
    {
      double sum = x[i];

      for (size_t l = i + 1; l < n; l++)
        sum -= triangle[l * n + i] * x[l];
      x[i] = sum / triangle[i * n + i];
    }
}

static AmLogisticState
search_run (Search *self, AmLogistic *out)
{
  size_t width = self->k + 1;
  double value = loglik_of (self, self->b);

  for (out->n_steps = 1; out->n_steps <= MOST_STEPS; out->n_steps++)
    {
      double decrement = 0, share = 1, next = NAN;

      find_slopes (self);
      if (!cholesky (self->information, width))
        return value > -1e-6 * self->n || out->n_steps > 8 ? AM_LOGISTIC_SEPARATED : AM_LOGISTIC_DEPENDENT;
      solve (self->information, width, self->gradient, self->step);
      for (size_t j = 0; j < width; j++)
        decrement += self->step[j] * self->gradient[j];
      /* Newton's decrement is twice what the likelihood can still gain; steps converge by squares, so this one ends it. */
      for (; share > 1e-10; share /= 2)
        {
          for (size_t j = 0; j < width; j++)
            self->trial[j] = self->b[j] + share * self->step[j];
          next = loglik_of (self, self->trial);
          if (next >= value - 1e-12 * fabs (value))
            break;
        }
      if (!(share > 1e-10))
        return decrement < 1e-9 ? AM_LOGISTIC_FITTED : AM_LOGISTIC_SEPARATED;
      memcpy (self->b, self->trial, width * sizeof (double));
      value = next;
      if (decrement < 1e-14)
        break;
      if (value > -1e-7 * self->n)
        return AM_LOGISTIC_SEPARATED;
    }
  if (out->n_steps > MOST_STEPS)
    return AM_LOGISTIC_SEPARATED;
  out->loglik = value;
  return AM_LOGISTIC_FITTED;
}

/* A column by which some rows are certain keeps growing its coefficient until nothing is gained any more: the fit then ends with log odds that no data
 * support. */
static bool
has_certain_rows (const Search *self)
{
  for (size_t i = 0; i < self->n; i++)
    if (fabs (log_odds (self, self->b, i)) > APART)
      return true;
  return false;
}

/* Back to the columns as they came: b_j / scale_j, and the constant less what the centres take. */
static void
fill (AmLogistic *out, Search *self)
{
  size_t width = self->k + 1;
  double *c = out->covariance, *inverse = malloc (width * width * sizeof *inverse);

  if (inverse == NULL)
    return;
  out->coef[0] = self->b[0];
  for (size_t j = 0; j < self->k; j++)
    {
      out->coef[j + 1] = self->b[j + 1] / self->scale[j];
      out->coef[0] -= out->coef[j + 1] * self->centre[j];
    }
  find_slopes (self);
  cholesky (self->information, width);
  for (size_t j = 0; j < width; j++)
    {
      memset (self->gradient, 0, width * sizeof (double));
      self->gradient[j] = 1;
      solve (self->information, width, self->gradient, inverse + j * width);
    }
  /* With T the map from scaled to own coefficients, T inverse T'. */
  for (size_t a = 1; a < width; a++)
    for (size_t b = 1; b < width; b++)
      c[a * width + b] = inverse[a * width + b] / self->scale[a - 1] / self->scale[b - 1];
  c[0] = inverse[0];
  for (size_t a = 1; a < width; a++)
    {
      double own = inverse[a * width] / self->scale[a - 1];

      c[0] -= self->centre[a - 1] * own;
      for (size_t b = 1; b < width; b++)
        own -= self->centre[b - 1] * c[a * width + b];
      c[a] = c[a * width] = own;
      c[0] -= self->centre[a - 1] * own;
    }
  for (size_t j = 0; j < width; j++)
    {
      out->se[j] = sqrt (c[j * width + j]);
      out->z[j] = out->coef[j] / out->se[j];
      out->p[j] = fmin (1, 2 * gsl_cdf_ugaussian_Q (fabs (out->z[j])));
    }
  for (size_t i = 0; i < self->n; i++)
    out->probability[i] = 1 / (1 + exp (-log_odds (self, self->b, i)));
  free (inverse);
}

static bool
find_scales (Search *self)
{
  for (size_t j = 0; j < self->k; j++)
    {
      double sum = 0, squares = 0;

      for (size_t i = 0; i < self->n; i++)
        sum += self->x[j][i];
      self->centre[j] = sum / self->n;
      for (size_t i = 0; i < self->n; i++)
        squares += (self->x[j][i] - self->centre[j]) * (self->x[j][i] - self->centre[j]);
      self->scale[j] = sqrt (squares / self->n);
      if (!(self->scale[j] > 1e-13 * fabs (self->centre[j])))
        return false;
    }
  return true;
}

static void
set_undefined (AmLogistic *self)
{
  size_t width = self->k + 1;

  for (size_t i = 0; i < 4 * width + width * width + self->n; i++)
    self->coef[i] = NAN;
  self->loglik = self->aic = self->bic = self->lr = self->lr_p = NAN;
}

static AmLogistic *
logistic_alloc (size_t n, size_t k)
{
  size_t width = k + 1;
  AmLogistic *self = n > 0 && k < 4096 && n < SIZE_MAX / 64 ? calloc (1, sizeof *self) : NULL;

  if (self == NULL)
    return NULL;
  self->n = n;
  self->k = k;
  self->coef = calloc (4 * width + width * width + n, sizeof (double));
  if (self->coef == NULL)
    {
      free (self);
      return NULL;
    }
  self->se = self->coef + width;
  self->z = self->se + width;
  self->p = self->z + width;
  self->covariance = self->p + width;
  self->probability = self->covariance + width * width;
  return self;
}

AmLogistic *
am_logistic_new (const double *const *x, size_t k, const uint8_t *event, const double *weight, size_t n)
{
  size_t width = k + 1;
  AmLogistic *self = logistic_alloc (n, k);
  double *space = self != NULL ? calloc (7 * width + width * width, sizeof *space) : NULL, events = 0, all = 0;
  Search search = { x, event, weight, n, k, space };

  if (space == NULL)
    {
      am_logistic_free (self);
      return NULL;
    }
  search.scale = space + width;
  search.b = search.scale + width;
  search.trial = search.b + width;
  search.gradient = search.trial + width;
  search.step = search.gradient + width;
  search.row = search.step + width;
  search.information = search.row + width;
  set_undefined (self);
  for (size_t i = 0; i < n; i++)
    {
      all += weight_of (&search, i);
      events += event[i] ? weight_of (&search, i) : 0;
    }
  self->null_loglik = NAN;
  if (!(events > 0 && events < all))
    self->state = AM_LOGISTIC_ONE_CLASS;
  else
    {
      self->null_loglik = events * log (events / all) + (all - events) * log1p (-events / all);
      search.b[0] = log (events / (all - events));
      self->state = find_scales (&search) ? search_run (&search, self) : AM_LOGISTIC_DEPENDENT;
      if (self->state == AM_LOGISTIC_FITTED && has_certain_rows (&search) && self->loglik > -1e-3 * all)
        self->state = AM_LOGISTIC_SEPARATED;
    }
  if (self->state == AM_LOGISTIC_FITTED)
    {
      fill (self, &search);
      self->aic = 2.0 * width - 2 * self->loglik;
      self->bic = log (n) * width - 2 * self->loglik;
      self->lr = fmax (0, 2 * (self->loglik - self->null_loglik));
      self->lr_p = k > 0 ? gsl_cdf_chisq_Q (self->lr, k) : NAN;
    }
  else
    {
      double null_loglik = self->null_loglik;

      set_undefined (self);
      self->null_loglik = null_loglik;
    }
  free (space);
  return self;
}

void
am_logistic_free (AmLogistic *self)
{
  if (self == NULL)
    return;
  free (self->coef);
  free (self);
}
