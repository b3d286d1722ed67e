#include "math/drift/contingency.h"

#include "math/distribution.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sf_gamma.h>
#include <math.h>
#include <stdint.h>

#define MOST_SAMPLED 1e8     /* values to deal out */
#define SAME 1e-7      /* two chances this near count as equal: the same number by different sums */

static double
row_sum (const double *table, size_t n_columns, size_t row)
{
  double sum = 0;

  for (size_t j = 0; j < n_columns; j++)
    sum += table[row * n_columns + j] >= 0 ? table[row * n_columns + j] : NAN;
  return sum;
}

static double
column_sum (const double *table, size_t n_rows, size_t n_columns, size_t column)
{
  double sum = 0;

  for (size_t i = 0; i < n_rows; i++)
    sum += table[i * n_columns + column];
  return sum;
}

static double
yates (const double *table, const AmContingency *plain, size_t n_columns)
{
  double sum = 0;

  for (size_t i = 0; i < 2; i++)
    for (size_t j = 0; j < 2; j++)
      {
        double e = row_sum (table, n_columns, i) * column_sum (table, 2, n_columns, j) / plain->n;
        double off = fabs (table[i * n_columns + j] - e);

        off -= fmin (0.5, off);
        sum += off * off / e;
      }
  return sum;
}

/* Columns in the outer loop, so that each margin is summed once a column and rows only where they are used. */
bool
am_contingency (const double *table, size_t n_rows, size_t n_columns, AmContingency *out)
{
  size_t rows = 0, columns = 0;
  double n = 0, smaller, phi2, r, c;

  *out = (AmContingency) { NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN };
  for (size_t i = 0; i < n_rows; i++)
    {
      double sum = row_sum (table, n_columns, i);

      rows += sum > 0;
      n += sum;
    }
  for (size_t j = 0; j < n_columns; j++)
    columns += column_sum (table, n_rows, n_columns, j) > 0;
  if (isnan (n) || rows < 2 || columns < 2)
    return false;

  out->n = n;
  out->chi2 = 0;
  out->least_expected = INFINITY;
  for (size_t j = 0; j < n_columns; j++)
    {
      double column = column_sum (table, n_rows, n_columns, j);

      for (size_t i = 0; i < n_rows && column > 0; i++)
        {
          double e = row_sum (table, n_columns, i) * (column / n), off = table[i * n_columns + j] - e;

          if (e == 0)
            continue;
          out->chi2 += off * off / e;
          out->least_expected = fmin (out->least_expected, e);
        }
    }
  out->df = (rows - 1.0) * (columns - 1.0);
  out->p = gsl_cdf_chisq_Q (out->chi2, out->df);
  smaller = fmin (rows, columns) - 1;
  out->cramers_v = fmin (1, sqrt (out->chi2 / n / smaller));

  phi2 = fmax (0, out->chi2 / n - out->df / (n - 1));
  r = rows - (rows - 1.0) * (rows - 1.0) / (n - 1);
  c = columns - (columns - 1.0) * (columns - 1.0) / (n - 1);
  smaller = fmin (r, c) - 1;
  out->cramers_v_corrected = smaller > 0 ? fmin (1, sqrt (phi2 / smaller)) : NAN;
  if (n_rows == 2 && n_columns == 2)
    {
      out->chi2_yates = yates (table, out, n_columns);
      out->p_yates = gsl_cdf_chisq_Q (out->chi2_yates, 1);
    }
  return true;
}

/* ---- Fisher ---- */

static double
log_factorial (double n)
{
  return gsl_sf_lngamma (n + 1);
}

static bool
is_count (double x)
{
  return x >= 0 && x == floor (x) && x < 9e15;
}

/* Chance of k + 1 in the first cell over that of k, its row, its column and all given. */
typedef struct { double row, column, n; } Margins;

static double
next_over_this (const Margins *margins, double k)
{
  return (margins->row - k) / (k + 1) * ((margins->column - k) / (margins->n - margins->row - margins->column + k + 1));
}

/* Sums of chances, in units of that of the likeliest cell, so that nothing under- or overflows. */
typedef struct { double all, less, greater, both; } FisherSums;

static void
add_chance (FisherSums *sums, double k, double chance, double a, double own)
{
  sums->all += chance;
  sums->less += k <= a ? chance : 0;
  sums->greater += k >= a ? chance : 0;
  sums->both += chance <= own * (1 + SAME) ? chance : 0;
}

bool
am_fisher_2x2 (double a, double b, double c, double d, AmFisher *out)
{
  Margins margins = { a + b, a + c, a + b + c + d };
  double low = fmax (0, margins.row + margins.column - margins.n), high = fmin (margins.row, margins.column), middle, own = 1, chance = 1;
  FisherSums sums = { 0 };

  *out = (AmFisher) { NAN, NAN, NAN, NAN };
  if (!is_count (a) || !is_count (b) || !is_count (c) || !is_count (d) || margins.n == 0)
    return false;
  out->odds_ratio = b * c > 0 ? a * d / (b * c) : a * d > 0 ? INFINITY : NAN;
  middle = fmin (high, fmax (low, floor ((margins.row + 1) * (margins.column + 1) / (margins.n + 2))));

  for (double k = middle; k < a; k++)
    own *= next_over_this (&margins, k);
  for (double k = middle; k > a; k--)
    own /= next_over_this (&margins, k - 1);
  add_chance (&sums, middle, 1, a, own);
  for (double k = middle; k < high; k++)
    {
      chance *= next_over_this (&margins, k);
      add_chance (&sums, k + 1, chance, a, own);
    }
  chance = 1;
  for (double k = middle; k > low; k--)
    {
      chance /= next_over_this (&margins, k - 1);
      add_chance (&sums, k - 1, chance, a, own);
    }
  out->p = fmin (1, sums.both / sums.all);
  out->p_less = fmin (1, sums.less / sums.all);
  out->p_greater = fmin (1, sums.greater / sums.all);
  return true;
}

/* Margins of the table; false when something is not a count. */
static bool
find_margins (const double *table, size_t n_rows, size_t n_columns, double *rows, double *columns)
{
  for (size_t i = 0; i < n_rows * n_columns; i++)
    if (!is_count (table[i]))
      return false;
  for (size_t i = 0; i < n_rows; i++)
    rows[i] = row_sum (table, n_columns, i);
  for (size_t j = 0; j < n_columns; j++)
    columns[j] = column_sum (table, n_rows, n_columns, j);
  return true;
}

/* Log of the chance of a table given its margins, less what all tables of these margins share: -sum log x!. */
static double
log_weight (const double *table, size_t n_cells)
{
  double sum = 0;

  for (size_t i = 0; i < n_cells; i++)
    sum -= log_factorial (table[i]);
  return sum;
}

static double
log_constant (const double *rows, size_t n_rows, const double *columns, size_t n_columns)
{
  double sum = 0, n = 0;

  for (size_t i = 0; i < n_rows; i++)
    {
      sum += log_factorial (rows[i]);
      n += rows[i];
    }
  for (size_t j = 0; j < n_columns; j++)
    sum += log_factorial (columns[j]);
  return sum - log_factorial (n);
}

size_t
am_fisher_work (const double *table, size_t n_rows, size_t n_columns)
{
  double n = 0;

  for (size_t i = 0; i < n_rows * n_columns; i++)
    n += fabs (table[i]);
  return n_rows + n_columns + 2 * n_rows * n_columns + (n < MOST_SAMPLED ? (size_t) n : 0) + 1;
}

/* An odometer over the free cells, (r - 1) x (c - 1), row after row: each cell goes from 0 to what its row and column have left; the last cell of a row and
 * the last row follow. rows and columns hold what is left of the margins, sum[k] the log weight of the cells before free cell k. */
typedef struct { size_t n_rows, n_columns; double *rows, *columns, *cell, *sum; } Odometer;

static double
cell_room (const Odometer *self, size_t i, size_t j)
{
  return fmin (self->rows[i], self->columns[j]);
}

static void
cell_set (Odometer *self, size_t i, size_t j, double value)
{
  double change = value - self->cell[i * self->n_columns + j];

  self->cell[i * self->n_columns + j] = value;
  self->rows[i] -= change;
  self->columns[j] -= change;
}

/* Sum of exp (base - log x!) over all tables not likelier than the one seen. Depth first without recursion: `at` walks over free cells. */
static double
visit_all (Odometer *self, double constant, double limit, double most)
{
  size_t free_columns = self->n_columns - 1, n_free = (self->n_rows - 1) * free_columns, at = 0;
  double p = 0, steps = 0;
  bool is_down = true;

  while (true)
    {
      size_t i = at / free_columns, j = at % free_columns;

      if (++steps > most)
        return NAN;
      if (at == n_free)
        {
          double weight = self->sum[at];
          bool fits = true;

          for (size_t column = 0; column < self->n_columns; column++)
            {
              fits = fits && self->columns[column] >= 0;
              weight -= fits ? log_factorial (self->columns[column]) : 0;
            }
          if (fits && weight <= limit + SAME)
            p += exp (constant + weight);
          is_down = false;
        }
      else if (is_down)
        cell_set (self, i, j, 0);
      else if (cell_room (self, i, j) > 0)
        {
          cell_set (self, i, j, self->cell[i * self->n_columns + j] + 1);
          is_down = true;
        }
      else
        cell_set (self, i, j, 0);

      if (at < n_free && is_down)
        {
          double weight = self->sum[at] - log_factorial (self->cell[i * self->n_columns + j]);

          if (j == free_columns - 1)
            {
              /* The row's last cell takes what is left; were it more than its column has, this cell must grow. */
              size_t last = self->n_columns - 1;

              if (self->rows[i] > self->columns[last] + self->cell[i * self->n_columns + last])
                {
                  is_down = false;
                  continue;
                }
              cell_set (self, i, last, self->cell[i * self->n_columns + last] + self->rows[i]);
              weight -= log_factorial (self->cell[i * self->n_columns + last]);
            }
          self->sum[++at] = weight;
          continue;
        }
      if (at == 0)
        return p;
      at--;
      if (at % free_columns == free_columns - 1)
        cell_set (self, at / free_columns, self->n_columns - 1, 0);
      is_down = false;
    }
}

double
am_fisher_exact (const double *table, size_t n_rows, size_t n_columns, double most, double *work)
{
  double *cell = work + n_rows + n_columns, constant, p;
  Odometer odometer = { n_rows, n_columns, work, work + n_rows, cell, cell + n_rows * n_columns };

  if (n_rows < 2 || n_columns < 2 || !find_margins (table, n_rows, n_columns, odometer.rows, odometer.columns))
    return NAN;
  constant = log_constant (odometer.rows, n_rows, odometer.columns, n_columns);
  for (size_t i = 0; i < n_rows * n_columns; i++)
    cell[i] = 0;
  odometer.sum[0] = 0;
  p = visit_all (&odometer, constant, log_weight (table, n_rows * n_columns), most);
  return p > 1 ? 1 : p;
}

static double
gather_total (const double *columns, size_t n_columns)
{
  double sum = 0;

  for (size_t j = 0; j < n_columns; j++)
    sum += columns[j];
  return sum;
}

/* Steele, Lea & Flood (2014), OOPSLA, 453-472: "splitmix", a counter that is stirred; enough for shuffling. */
static uint64_t
next_random (uint64_t *state)
{
  uint64_t z = *state += UINT64_C (0x9e3779b97f4a7c15);

  z = (z ^ z >> 30) * UINT64_C (0xbf58476d1ce4e5b9);
  z = (z ^ z >> 27) * UINT64_C (0x94d049bb133111eb);
  return z ^ z >> 31;
}

double
am_fisher_sampled (const double *table, size_t n_rows, size_t n_columns, size_t draws, uint64_t seed, double *work)
{
  double *rows = work, *columns = rows + n_rows, *cell = columns + n_columns, *label = cell + n_rows * n_columns;
  double limit = log_weight (table, n_rows * n_columns), not_likelier = 0;
  size_t n = 0;

  if (!find_margins (table, n_rows, n_columns, rows, columns) || !(gather_total (columns, n_columns) < MOST_SAMPLED))
    return NAN;
  for (size_t j = 0; j < n_columns; j++)
    for (double k = 0; k < columns[j]; k++)
      label[n++] = j;
  for (size_t draw = 0; draw < draws; draw++)
    {
      size_t at = 0;

      for (size_t i = 0; i < n_rows * n_columns; i++)
        cell[i] = 0;
      for (size_t i = 0; i < n_rows; i++)
        for (double k = 0; k < rows[i]; k++, at++)
          {
            size_t other = at + next_random (&seed) % (n - at);
            double own = label[other];

            label[other] = label[at];
            label[at] = own;
            cell[i * n_columns + (size_t) own]++;
          }
      not_likelier += log_weight (cell, n_rows * n_columns) <= limit + SAME;
    }
  return (1 + not_likelier) / (1.0 + draws);
}

AmProportions
am_two_proportions (double x1, double n1, double x2, double n2, bool continuity)
{
  AmProportions out = { NAN, NAN, NAN, NAN, NAN, NAN };
  double pooled, inverse, se, taken_off;

  if (!(n1 > 0 && n2 > 0 && x1 >= 0 && x2 >= 0 && x1 <= n1 && x2 <= n2))
    return out;
  out.difference = x1 / n1 - x2 / n2;
  pooled = (x1 + x2) / (n1 + n2);
  inverse = 1 / n1 + 1 / n2;
  se = sqrt (pooled * (1 - pooled) * inverse);
  if (!(se > 0))
    return out;
  taken_off = continuity ? fmin (0.5 * inverse, fabs (out.difference)) : 0;
  out.z = copysign (fabs (out.difference) - taken_off, out.difference) / se;
  out.chi2 = out.z * out.z;
  out.p = am_normal_two_sided (out.z);
  out.p_less = am_normal_upper (-out.z);
  out.p_greater = am_normal_upper (out.z);
  return out;
}
