#include "math/arima/fourier.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define WHITENING 7              /* lags of the autoregression that whitens */

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

/* Modified Gram-Schmidt in the order of the columns; column 0 becomes the residual, whose sum of squares is returned. */
static double
orthogonalise (Design *self)
{
  size_t n = self->n;
  double left = 0;

  for (size_t i = 1; i < self->n_columns; i++)
    {
      const double *own = self->cells + i * n;
      double length = 0;

      for (size_t t = 0; t < n; t++)
        length += own[t] * own[t];
      self->gain[i] = 0;
      if (length < 1e-12 * n)
        continue;
      for (size_t j = i + 1; j <= self->n_columns; j++)
        {
          double *other = self->cells + (j == self->n_columns ? 0 : j) * n, shared = 0;

          for (size_t t = 0; t < n; t++)
            shared += own[t] * other[t];
          for (size_t t = 0; t < n; t++)
            other[t] -= shared / length * own[t];
          if (j == self->n_columns)
            self->gain[i] = shared * shared / length;
        }
    }
  for (size_t t = 0; t < n; t++)
    left += self->cells[t] * self->cells[t];
  return left;
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

/* Yule-Walker by Levinson's recursion: stationary by construction. */
static void
fit_autoregression (const double *e, size_t n, double *phi)
{
  double gamma[WHITENING + 1], before[WHITENING], variance;

  for (size_t k = 0; k <= WHITENING; k++)
    {
      gamma[k] = 0;
      for (size_t t = k; t < n; t++)
        gamma[k] += e[t] * e[t - k];
    }
  memset (phi, 0, WHITENING * sizeof (double));
  variance = gamma[0];
  for (size_t k = 0; k < WHITENING && variance > 1e-12 * gamma[0]; k++)
    {
      double sum = gamma[k + 1];

      for (size_t j = 0; j < k; j++)
        sum -= phi[j] * gamma[k - j];
      memcpy (before, phi, sizeof before);
      phi[k] = sum / variance;
      for (size_t j = 0; j < k; j++)
        phi[j] = before[j] - phi[k] * before[k - 1 - j];
      variance *= 1 - phi[k] * phi[k];
    }
}

static void
difference_design (Design *self, unsigned d)
{
  for (unsigned i = 0; i < d; i++)
    for (size_t c = 0; c < self->n_columns; c++)
      for (size_t t = self->n; t-- > i + 1;)
        self->cells[c * self->n + t] -= self->cells[c * self->n + t - 1];
  /* The first d steps have no difference: they count for nothing. */
  for (size_t c = 0; c < self->n_columns; c++)
    memset (self->cells + c * self->n, 0, d * sizeof (double));
}

static void
whiten (Design *self, const double *phi, unsigned d)
{
  for (size_t c = 0; c < self->n_columns; c++)
    {
      double *column = self->cells + c * self->n;

      for (size_t t = self->n; t-- > d + WHITENING;)
        for (size_t j = 0; j < WHITENING; j++)
          column[t] -= phi[j] * column[t - 1 - j];
      memset (column, 0, (d + WHITENING) * sizeof (double));
    }
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

bool
am_fourier_choose (const double *y, size_t n, unsigned d, const double *periods, const size_t *most_pairs, size_t n_periods, size_t *pairs)
{
  size_t *most = malloc ((n_periods + 1) * sizeof (size_t)), total = 0;
  double phi[WHITENING], squares;
  Design design;
  bool done;

  if (most == NULL)
    return false;
  for (size_t i = 0; i < n_periods; i++)
    {
      size_t room = n / 8 > total ? n / 8 - total : 0, half = (size_t) (periods[i] / 2);

      most[i] = periods[i] * 2 > n || periods[i] < 2 ? 0 : most_pairs[i] < half ? most_pairs[i] : half;
      most[i] = most[i] < room ? most[i] : room;
      total += most[i];
      pairs[i] = 0;
    }
  done = total == 0 || n <= 2 * (d + WHITENING);
  if (!done && design_init (&design, y, n, periods, most, n_periods))
    {
      double *plain = malloc (design.n_columns * n * sizeof (double));

      done = plain != NULL;
      difference_design (&design, d);
      if (done)
        {
          memcpy (plain, design.cells, design.n_columns * n * sizeof (double));
          orthogonalise (&design);
          fit_autoregression (design.cells, n, phi);
          memcpy (design.cells, plain, design.n_columns * n * sizeof (double));
          whiten (&design, phi, d);
          squares = orthogonalise (&design);
          drop_pairs (&design, squares, n - d - WHITENING, most, n_periods, pairs);
        }
      free (plain);
      free (design.cells);
    }
  free (most);
  return done;
}
