#include "math/arima/arima-job-private.h"

#include "math/arima/arima-fit.h"
#include "math/arima/arima-state.h"
#include "math/arima/arma-filter.h"
#include "math/arima/orthogonal.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A regressor of which the others leave less than this share is theirs already. */
#define LEAST_OWN 1e-8

struct _AmArimaJob
{
  AmArimaOrder order;
  bool has_gaps;
  size_t n, n_columns;         /* n: of residuals */
  size_t n_used, n_conditional, n_first;
  double *columns;             /* [n_columns * n] the series, the constant, the regressors; differenced unless there are gaps */
  double *scaled;              /* [n_columns * n] */
  double *phi, *theta;         /* expanded */
  double *triangle;            /* [n_columns * n_columns] of the regression */
  double *lengths;             /* [n_columns] sums of squares of the orthogonal regressors, 0: nothing of its own; [0] unused */
  double *rest;                /* [n] column 0 less the regression of the last errors */
  bool has_rest;
  double *work;                /* [n] */
  double squares, log_sum;
  AmArmaFilter *filter;
  AmArimaState *state;         /* with gaps */
};

static bool
allocate (AmArimaJob *self)
{
  size_t p = am_arima_order_full_p (&self->order), q = am_arima_order_full_q (&self->order), cells = self->n_columns * self->n;

  self->columns = malloc ((2 * cells + p + q + 1 + self->n_columns * (self->n_columns + 1) + 2 * self->n) * sizeof (double));
  if (self->columns == NULL)
    return false;
  self->scaled = self->columns + cells;
  self->phi = self->scaled + cells;
  self->theta = self->phi + p;
  self->triangle = self->theta + q + 1;
  self->lengths = self->triangle + self->n_columns * self->n_columns;
  self->rest = self->lengths + self->n_columns;
  self->work = self->rest + self->n;
  self->filter = am_arma_filter_alloc (p, q, self->n_columns);
  return self->filter != NULL;
}

/* Time for a drift, ones for a mean; columns of n_full steps each, gaps kept. */
static void
fill_columns (AmArimaJob *self, double *columns, const double *y, size_t n_full, const double *x, size_t n_x)
{
  size_t c = 1;

  memcpy (columns, y, n_full * sizeof (double));
  if (am_arima_order_has_constant (&self->order))
    {
      for (size_t t = 0; t < n_full; t++)
        columns[n_full + t] = self->order.d + self->order.D > 0 ? t + 1.0 : 1;
      c++;
    }
  if (n_x > 0)
    memcpy (columns + c * n_full, x, n_x * n_full * sizeof (double));
}

static bool
difference_columns (AmArimaJob *self, const double *y, size_t n_full, const double *x, size_t n_x)
{
  double *full = malloc (self->n_columns * n_full * sizeof (double));

  if (full == NULL)
    return false;
  fill_columns (self, full, y, n_full, x, n_x);
  for (size_t c = 0; c < self->n_columns; c++)
    {
      am_arima_difference (&self->order, full + c * n_full, n_full);
      memcpy (self->columns + c * self->n, full + c * n_full, self->n * sizeof (double));
    }
  free (full);
  return true;
}

AmArimaJob *
am_arima_job_alloc (const AmArimaOrder *order, const double *y, size_t n, size_t n_values, const double *x, size_t n_x)
{
  AmArimaJob *self = calloc (1, sizeof *self);
  const double none[AM_ARIMA_MOST_COEF] = { 0 };
  size_t lost = am_arima_order_lost (order);
  bool done;

  if (self == NULL)
    return NULL;
  self->order = *order;
  self->has_gaps = n_values < n;
  self->n = self->has_gaps ? n : n - lost;
  self->n_used = n_values - lost;
  self->n_columns = 1 + n_x + am_arima_order_has_constant (order);
  self->n_first = am_arima_order_full_p (order);
  self->n_conditional = !self->has_gaps && self->n > self->n_first ? self->n - self->n_first : 0;
  done = allocate (self);
  if (done && self->has_gaps)
    {
      fill_columns (self, self->columns, y, n, x, n_x);
      self->state = am_arima_state_new (order, none);
      done = self->state != NULL;
    }
  else if (done)
    done = difference_columns (self, y, n, x, n_x);
  if (done)
    return self;
  am_arima_job_free (self);
  return NULL;
}

void
am_arima_job_free (AmArimaJob *self)
{
  if (self == NULL)
    return;
  am_arma_filter_free (self->filter);
  am_arima_state_free (self->state);
  free (self->columns);
  free (self);
}

const AmArimaOrder *
am_arima_job_get_order (const AmArimaJob *self)
{
  return &self->order;
}

bool
am_arima_job_has_gaps (const AmArimaJob *self)
{
  return self->has_gaps;
}

size_t
am_arima_job_get_n_residuals (const AmArimaJob *self)
{
  return self->n;
}

size_t
am_arima_job_get_n_conditional (const AmArimaJob *self)
{
  return self->n_conditional;
}

/* ---- the regression ---- */

static void
subtract (double *from, const double *what, double times, size_t n)
{
  for (size_t t = 0; t < n; t++)
    from[t] -= times * what[t];
}

/* Regressors are made orthogonal a block after the other and taken out of the series. Row i of the triangle: what regressor i shares
 * with later ones and with the series (column 0); its diagonal 0 says it has nothing of its own. */
static void
note_shares (AmArimaJob *self, size_t first, size_t count, size_t column, const double *shares)
{
  for (size_t i = 0; i < count; i++)
    self->triangle[(first + i) * self->n_columns + column] = shares[i];
}

static void
make_block (AmArimaJob *self, size_t first, size_t count)
{
  size_t n = self->n, k = self->n_columns;
  double shares[AM_ORTHOGONAL_BLOCK];

  for (size_t i = first; i < first + count; i++)
    {
      double *own = self->scaled + i * n, before = self->lengths[i], length;

      for (size_t j = first; j < i; j++)
        {
          am_take_out (self->scaled + j * n, self->lengths + j, 1, n, own, shares);
          note_shares (self, j, 1, i, shares);
        }
      length = am_dot (own, own, n);
      self->triangle[i * k + i] = self->lengths[i] = length > LEAST_OWN * LEAST_OWN * before ? length : 0;
    }
}

static double
take_out_regressors (AmArimaJob *self)
{
  size_t n = self->n, k = self->n_columns;
  double shares[AM_ORTHOGONAL_BLOCK];

  for (size_t i = 1; i < k; i++)
    self->lengths[i] = am_dot (self->scaled + i * n, self->scaled + i * n, n);
  for (size_t first = 1; first < k; first += AM_ORTHOGONAL_BLOCK)
    {
      size_t count = k - first < AM_ORTHOGONAL_BLOCK ? k - first : AM_ORTHOGONAL_BLOCK;

      make_block (self, first, count);
      for (size_t j = first + count; j <= k; j++)
        {
          am_take_out (self->scaled + first * n, self->lengths + first, count, n, self->scaled + j % k * n, shares);
          note_shares (self, first, count, j % k, shares);
        }
    }
  return am_dot (self->scaled, self->scaled, n);
}

void
am_arima_job_get_beta (const AmArimaJob *self, double *beta)
{
  size_t k = self->n_columns;

  for (size_t i = k; i-- > 1;)
    {
      beta[i - 1] = 0;
      if (self->triangle[i * k + i] == 0)
        continue;
      beta[i - 1] = self->triangle[i * k];
      for (size_t j = i + 1; j < k; j++)
        if (self->triangle[j * k + j] != 0)
          beta[i - 1] -= self->triangle[i * k + j] * beta[j - 1];
    }
}

/* ---- errors ---- */

static double
filter_with_gaps (AmArimaJob *self, const double *coef, const double *columns, size_t n_columns, double *scaled)
{
  double log_sum = 0;

  for (size_t c = 0; c < n_columns; c++)
    {
      if (!am_arima_state_restart (self->state, coef))
        return NAN;
      for (size_t t = 0; t < self->n; t++)
        {
          double error, variance, value = isnan (self->columns[t]) ? NAN : columns[c * self->n + t];

          am_arima_state_step (self->state, value, &error, &variance);
          scaled[c * self->n + t] = isnan (error) ? 0 : error / sqrt (variance);
          log_sum += c == 0 && !isnan (error) ? log (variance) : 0;
        }
    }
  return log_sum;
}

static double
filter (AmArimaJob *self, const double *coef, const double *columns, size_t n_columns, double *scaled)
{
  size_t p = am_arima_order_full_p (&self->order), q = am_arima_order_full_q (&self->order);

  if (self->has_gaps)
    return filter_with_gaps (self, coef, columns, n_columns, scaled);
  am_arima_expand (&self->order, coef, self->phi, self->theta);
  if (!am_arma_filter_start (self->filter, self->phi, p, self->theta, q))
    return NAN;
  return am_arma_filter_run (self->filter, columns, self->n, n_columns, scaled);
}

double
am_arima_job_exact (AmArimaJob *self, const double *coef, double *residual)
{
  double scale;

  self->has_rest = false;
  self->log_sum = filter (self, coef, self->columns, self->n_columns, self->scaled);
  if (!isfinite (self->log_sum))
    return INFINITY;
  self->squares = take_out_regressors (self);
  scale = exp (self->log_sum / self->n_used);
  if (residual != NULL)
    for (size_t t = 0; t < self->n; t++)
      residual[t] = self->scaled[t] * sqrt (scale);
  return isfinite (self->squares * scale) ? self->squares * scale : INFINITY;
}

double
am_arima_job_conditional (AmArimaJob *self, const double *coef, double *residual)
{
  self->has_rest = false;
  am_arma_conditional_errors (&self->order, coef, self->columns, self->n, self->n_columns, self->n_first, self->scaled, self->work);
  self->log_sum = 0;
  self->squares = take_out_regressors (self);
  if (residual != NULL)
    memcpy (residual, self->scaled, self->n * sizeof (double));
  return isfinite (self->squares) ? self->squares : INFINITY;
}

/* ---- errors near the last ones ---- */

static void
set_rest (AmArimaJob *self)
{
  double beta[AM_ARIMA_MOST_X + 1];

  if (self->has_rest)
    return;
  am_arima_job_get_beta (self, beta);
  memcpy (self->rest, self->columns, self->n * sizeof (double));
  for (size_t c = 1; c < self->n_columns; c++)
    subtract (self->rest, self->columns + c * self->n, beta[c - 1], self->n);
  self->has_rest = true;
}

/* What the regressors, orthogonal since the last call, leave of it. */
static double
leave_out_regressors (const AmArimaJob *self, double *residual)
{
  size_t n = self->n, k = self->n_columns;
  double shares[AM_ORTHOGONAL_BLOCK];

  for (size_t first = 1; first < k; first += AM_ORTHOGONAL_BLOCK)
    am_take_out (self->scaled + first * n, self->lengths + first, k - first < AM_ORTHOGONAL_BLOCK ? k - first : AM_ORTHOGONAL_BLOCK, n, residual,
                 shares);
  return am_dot (residual, residual, n);
}

double
am_arima_job_exact_near (AmArimaJob *self, const double *coef, double *residual)
{
  double log_sum, root, squares;

  set_rest (self);
  log_sum = filter (self, coef, self->rest, 1, residual);
  if (!isfinite (log_sum))
    return INFINITY;
  squares = leave_out_regressors (self, residual);
  root = exp (0.5 * log_sum / self->n_used);
  for (size_t t = 0; t < self->n; t++)
    residual[t] *= root;
  return isfinite (squares * root * root) ? squares * root * root : INFINITY;
}

double
am_arima_job_conditional_near (AmArimaJob *self, const double *coef, double *residual)
{
  double squares;

  set_rest (self);
  am_arma_conditional_errors (&self->order, coef, self->rest, self->n, 1, self->n_first, residual, self->work);
  squares = leave_out_regressors (self, residual);
  return isfinite (squares) ? squares : INFINITY;
}

double
am_arima_job_get_squares (const AmArimaJob *self, double *log_sum)
{
  *log_sum = self->log_sum;
  return self->squares;
}
