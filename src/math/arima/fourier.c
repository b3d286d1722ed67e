#include "math/arima/fourier.h"

#include "math/arima/arima-fit.h"
#include "math/arima/arma-filter.h"
#include "math/arima/orthogonal.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void
am_fourier_row (double t, const double *periods, const size_t *pairs, size_t n_periods, double *row)
{
  for (size_t i = 0; i < n_periods; i++)
    for (size_t k = 1; k <= pairs[i]; k++)
      {
        /* The whole turns are taken off first: sin of a large angle loses digits. */
        double turns = k * t / periods[i], angle = 2 * M_PI * (turns - floor (turns));

        *row++ = sin (angle);
        *row++ = cos (angle);
      }
}

/* Column 0: the series, 1: ones, then the terms; [n_columns * n]. */
typedef struct { size_t n, n_columns; double *cells, *gain; } Design;   /* gain[n_columns]: squares that a column takes off */

static bool
design_init (Design *self, const double *y, size_t n, const double *periods, const size_t *pairs, size_t n_periods)
{
  double *row;

  *self = (Design) { .n = n, .n_columns = 2 };
  for (size_t i = 0; i < n_periods; i++)
    self->n_columns += 2 * pairs[i];
  self->cells = malloc (self->n_columns * (n + 2) * sizeof (double));
  if (self->cells == NULL)
    return false;
  self->gain = self->cells + self->n_columns * n;
  row = self->gain + self->n_columns;
  for (size_t t = 0; t < n; t++)
    {
      am_fourier_row (t + 1, periods, pairs, n_periods, row);
      self->cells[t] = y[t];
      self->cells[n + t] = 1;
      for (size_t c = 2; c < self->n_columns; c++)
        self->cells[c * n + t] = row[c - 2];
    }
  return true;
}

static void
take_out_terms (Design *self, const double *lengths, size_t first, size_t count, size_t column)
{
  double shares[AM_ORTHOGONAL_BLOCK];

  am_take_out (self->cells + first * self->n, lengths, count, self->n, self->cells + column * self->n, shares);
  for (size_t i = 0; column == 0 && i < count; i++)
    self->gain[first + i] = shares[i] * shares[i] * lengths[i];
}

/* In the order of the columns; column 0 becomes the residual, whose sum of squares is returned. */
static double
orthogonalise (Design *self)
{
  size_t n = self->n, k = self->n_columns;

  for (size_t first = 1; first < k; first += AM_ORTHOGONAL_BLOCK)
    {
      size_t count = k - first < AM_ORTHOGONAL_BLOCK ? k - first : AM_ORTHOGONAL_BLOCK;
      double lengths[AM_ORTHOGONAL_BLOCK];

      for (size_t i = 0; i < count; i++)
        {
          const double *own = self->cells + (first + i) * n;

          for (size_t j = 0; j < i; j++)
            take_out_terms (self, lengths + j, first + j, 1, first + i);
          lengths[i] = am_dot (own, own, n);
          lengths[i] = lengths[i] < 1e-12 * n ? 0 : lengths[i];
        }
      for (size_t j = first + count; j <= k; j++)
        take_out_terms (self, lengths, first, count, j % k);
    }
  return am_dot (self->cells, self->cells, n);
}

bool
am_fourier_residual (const double *y, size_t n, const double *periods, const size_t *pairs, size_t n_periods, double *left)
{
  Design design;

  if (!design_init (&design, y, n, periods, pairs, n_periods))
    return false;
  orthogonalise (&design);
  memcpy (left, design.cells, n * sizeof (double));
  free (design.cells);
  return true;
}

static void
difference_design (Design *self, unsigned d)
{
  AmArimaOrder order = { .d = d, .m = 1 };
  size_t n = self->n;

  for (size_t c = 0; c < self->n_columns; c++)
    {
      self->n = am_arima_difference (&order, self->cells + c * n, n);
      memmove (self->cells + c * self->n, self->cells + c * n, self->n * sizeof (double));
    }
}

/* ARMA coefficients of what all terms together leave, kept where the filter below is stable. */
static bool
fit_whitening (const Design *design, AmArimaOrder *order, double *coef)
{
  size_t n = design->n, width = design->n_columns - 1;
  double *x = malloc (n * width * sizeof (double));
  AmArimaFitter *fitter;
  AmArimaFit fit;
  bool done;

  if (x == NULL)
    return false;
  for (size_t t = 0; t < n; t++)
    for (size_t k = 0; k < width; k++)
      x[t * width + k] = design->cells[(k + 1) * n + t];
  fitter = am_arima_fitter_alloc (design->cells, n, x, width);
  done = fitter != NULL && am_arima_fit (fitter, order, AM_ARIMA_CSS, &fit);
  am_arima_fitter_free (fitter);
  free (x);
  if (!done)
    order->p = order->q = 0;
  am_ma_invert (fit.coef + order->p, order->q);
  memcpy (coef, fit.coef, AM_ARIMA_MOST_COEF * sizeof (double));
  return true;
}

static bool
whiten (Design *self)
{
  AmArimaOrder order = { .p = 2, .q = 1, .m = 1 };
  double coef[AM_ARIMA_MOST_COEF], *plain = malloc ((self->n_columns + 1) * self->n * sizeof (double));

  if (plain == NULL || !fit_whitening (self, &order, coef))
    {
      free (plain);
      return false;
    }
  memcpy (plain, self->cells, self->n_columns * self->n * sizeof (double));
  am_arma_conditional_errors (&order, coef, plain, self->n, self->n_columns, order.p, self->cells, plain + self->n_columns * self->n);
  free (plain);
  return true;
}

static double
criterion (double squares, double n, double k)
{
  return n - k - 1 > 0 ? n * log (squares / n) + 2 * k + 2 * k * (k + 1) / (n - k - 1) : INFINITY;
}

/* Terms of different periods hardly share anything, so each period's pairs are dropped from the last one on while the criterion gains. */
static void
drop_pairs (const Design *self, double squares, double n, const size_t *most, size_t n_periods, size_t *pairs)
{
  double count = 2 + self->n_columns - 1;
  size_t column = 2;

  for (size_t i = 0; i < n_periods; i++)
    {
      double kept = criterion (squares, n, count), now = squares, best_squares = squares;

      pairs[i] = most[i];
      for (size_t k = most[i]; k-- > 0;)
        {
          double value;

          now += self->gain[column + 2 * k] + self->gain[column + 2 * k + 1];
          value = criterion (now, n, count - 2 * (most[i] - k));
          if (value < kept)
            {
              kept = value;
              pairs[i] = k;
              best_squares = now;
            }
        }
      count -= 2 * (most[i] - pairs[i]);
      squares = best_squares;
      column += 2 * most[i];
    }
}

void
am_fourier_limit (size_t n, const double *periods, size_t n_periods, size_t most, size_t *pairs)
{
  size_t total = 0;

  for (size_t i = 0; i < n_periods; i++)
    {
      size_t room = n / 8 > total ? n / 8 - total : 0, half = (size_t) (periods[i] / 2);

      pairs[i] = periods[i] * 2 > n || periods[i] < 2 ? 0 : most < half ? most : half;
      pairs[i] = pairs[i] < room ? pairs[i] : room;
      total += pairs[i];
    }
}

bool
am_fourier_choose (const double *y, size_t n, unsigned d, const double *periods, const size_t *most, size_t n_periods, size_t *pairs)
{
  size_t total = 0;
  Design design;
  bool done;

  for (size_t i = 0; i < n_periods; i++)
    {
      total += most[i];
      pairs[i] = 0;
    }
  if (total == 0)
    return true;
  if (!design_init (&design, y, n, periods, most, n_periods))
    return false;
  difference_design (&design, d);
  done = whiten (&design);
  if (done)
    drop_pairs (&design, orthogonalise (&design), design.n, most, n_periods, pairs);
  free (design.cells);
  return done;
}
