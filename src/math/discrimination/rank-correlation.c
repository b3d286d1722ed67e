#include "math/discrimination/rank-correlation.h"

#include "math/distribution.h"
#include "math/drift/two-sample.h"
#include "math/order.h"

#include <math.h>
#include <string.h>

static void
add_ties (double t, double v[3])
{
  v[0] += t * (t - 1);
  v[1] += t * (t - 1) * (t - 2);
  v[2] += t * (t - 1) * (2 * t + 5);
}

static double
pairs_of (double n)
{
  return 0.5 * n * (n - 1);
}

/* Sorts y[n] and returns how many pairs stood the wrong way round. */
static double
count_swaps (double *y, double *work, size_t n)
{
  double swaps = 0, *from = y, *to = work;

  for (size_t width = 1; width < n; width *= 2)
    {
      double *swap = from;

      for (size_t start = 0; start < n; start += 2 * width)
        {
          size_t middle = start + width < n ? start + width : n, end = start + 2 * width < n ? start + 2 * width : n;
          size_t a = start, b = middle;

          for (size_t i = start; i < end; i++)
            if (b >= end || (a < middle && from[a] <= from[b]))
              to[i] = from[a++];
            else
              {
                swaps += middle - a;
                to[i] = from[b++];
              }
        }
      from = to;
      to = swap;
    }
  if (from != y)
    memcpy (y, from, n * sizeof *y);
  return swaps;
}

/* Within equal x, by y: then ties on both are neighbours, and no pair tied on x counts as swapped. */
static void
order_within_ties (const double *x, const double *y, size_t n, const size_t *order, uint64_t *work, double *sorted, AmPairs *out)
{
  for (size_t from = 0, to; from < n; from = to)
    {
      for (to = from + 1; to < n && x[order[to]] == x[order[from]]; to++)
        ;
      add_ties (to - from, out->v_x);
      out->tied_x += pairs_of (to - from);
      for (size_t i = from; i < to; i++)
        sorted[i] = y[order[i]];
      am_radix_sort (sorted + from, to - from, (double *) (void *) work);
      for (size_t a = from, b; a < to; a = b)
        {
          for (b = a + 1; b < to && sorted[b] == sorted[a]; b++)
            ;
          out->tied_both += pairs_of (b - a);
        }
    }
}

bool
am_pairs_count (const double *x, const double *y, size_t n, size_t *order, uint64_t *work, double *sorted, double *merged, AmPairs *out)
{
  *out = (AmPairs) { .n = n };
  for (size_t i = 0; i < n; i++)
    if (isnan (x[i]) || isnan (y[i]))
      return false;

  _Static_assert (sizeof (double) == sizeof (uint64_t), "scratch of keys serves as scratch of numbers");
  am_order_rising (x, n, order, work);
  order_within_ties (x, y, n, order, work, sorted, out);
  out->discordant = count_swaps (sorted, merged, n);
  for (size_t from = 0, to; from < n; from = to)
    {
      for (to = from + 1; to < n && sorted[to] == sorted[from]; to++)
        ;
      add_ties (to - from, out->v_y);
      out->tied_y += pairs_of (to - from);
    }
  out->concordant = pairs_of (n) - out->tied_x - out->tied_y + out->tied_both - out->discordant;
  return true;
}

/* What lies to the lower right of a cell, and to its lower left. */
static void
beyond (const double *count, size_t n_rows, size_t n_columns, size_t row, size_t column, double *right, double *left)
{
  *right = *left = 0;
  for (size_t i = row + 1; i < n_rows; i++)
    for (size_t j = 0; j < n_columns; j++)
      {
        *right += j > column ? count[i * n_columns + j] : 0;
        *left += j < column ? count[i * n_columns + j] : 0;
      }
}

static double
row_sum (const double *count, size_t n_columns, size_t row)
{
  double sum = 0;

  for (size_t j = 0; j < n_columns; j++)
    sum += count[row * n_columns + j];
  return sum;
}

void
am_pairs_count_table (const double *count, size_t n_rows, size_t n_columns, AmPairs *out)
{
  *out = (AmPairs) { 0 };
  for (size_t i = 0; i < n_rows; i++)
    {
      double sum = row_sum (count, n_columns, i);

      out->n += sum;
      out->tied_x += pairs_of (sum);
      add_ties (sum, out->v_x);
      for (size_t j = 0; j < n_columns; j++)
        {
          double cell = count[i * n_columns + j], right, left;

          beyond (count, n_rows, n_columns, i, j, &right, &left);
          out->concordant += cell * right;
          out->discordant += cell * left;
          out->tied_both += pairs_of (cell);
        }
    }
  for (size_t j = 0; j < n_columns; j++)
    {
      double sum = 0;

      for (size_t i = 0; i < n_rows; i++)
        sum += count[i * n_columns + j];
      out->tied_y += pairs_of (sum);
      add_ties (sum, out->v_y);
    }
}

double
am_kendall_tau_b (const AmPairs *pairs)
{
  double all = pairs_of (pairs->n), x = all - pairs->tied_x, y = all - pairs->tied_y;

  return x > 0 && y > 0 ? fmax (-1, fmin (1, (pairs->concordant - pairs->discordant) / sqrt (x) / sqrt (y))) : NAN;
}

/* P of at most c discordant pairs, doubled: counts of permutations by inversions, row by row, each row divided by its length
 * so that nothing overflows. */
static double
kendall_exact (double n, double c)
{
  double chance[600] = { 1 }, next[600], sum = 0;
  size_t most = c;

  for (size_t k = 2; k <= n; k++)
    {
      double window = 0;

      for (size_t i = 0; i <= most; i++)
        {
          window += chance[i];
          if (i >= k)
            window -= chance[i - k];
          next[i] = window / k;
        }
      memcpy (chance, next, (most + 1) * sizeof *chance);
    }
  for (size_t i = 0; i <= most; i++)
    sum += chance[i];
  return fmin (1, 2 * sum);
}

double
am_kendall_p (const AmPairs *pairs, bool *is_exact)
{
  double n = pairs->n, all = pairs_of (n), fewer = fmin (pairs->discordant, all - pairs->discordant);
  double difference = pairs->concordant - pairs->discordant, variance, m = n * (n - 1);
  bool exact = pairs->tied_x == 0 && pairs->tied_y == 0 && (n <= 33 || fewer <= 1);

  if (is_exact != NULL)
    *is_exact = exact;
  if (isnan (am_kendall_tau_b (pairs)))
    return NAN;
  if (exact && fewer < 600)
    return 2 * fewer == all ? 1 : kendall_exact (n, fewer);
  variance = (m * (2 * n + 5) - pairs->v_x[2] - pairs->v_y[2]) / 18 + pairs->v_x[0] * pairs->v_y[0] / (2 * m);
  if (n > 2)
    variance += pairs->v_x[1] * pairs->v_y[1] / (9 * m * (n - 2));
  return am_normal_two_sided (difference / sqrt (variance));
}

double
am_somers_d (const AmPairs *pairs)
{
  double x = pairs_of (pairs->n) - pairs->tied_x;

  return x > 0 ? (pairs->concordant - pairs->discordant) / x : NAN;
}

/* Of a cell: those in order with it, less those that are not, in both directions. */
static double
net_of_cell (const double *count, size_t n_rows, size_t n_columns, size_t row, size_t column)
{
  double net = 0;

  for (size_t i = 0; i < n_rows; i++)
    for (size_t j = 0; j < n_columns; j++)
      if (i != row && j != column)
        net += (i > row) == (j > column) ? count[i * n_columns + j] : -count[i * n_columns + j];
  return net;
}

double
am_somers_p (const double *count, size_t n_rows, size_t n_columns, double *standard_error)
{
  AmPairs pairs;
  double net = 0, squares = 0, unequal, spread = 0, d;

  am_pairs_count_table (count, n_rows, n_columns, &pairs);
  d = am_somers_d (&pairs);
  unequal = pairs.n * pairs.n;
  for (size_t i = 0; i < n_rows; i++)
    {
      double sum = row_sum (count, n_columns, i);
      unequal -= sum * sum;
    }
  for (size_t i = 0; i < n_rows; i++)
    for (size_t j = 0; j < n_columns; j++)
      {
        double cell = count[i * n_columns + j], one = net_of_cell (count, n_rows, n_columns, i, j);
        double with_d = unequal * one - 2 * (pairs.concordant - pairs.discordant) * (pairs.n - row_sum (count, n_columns, i));

        net += cell * one;
        squares += cell * one * one;
        spread += cell * with_d * with_d;
      }
  if (standard_error != NULL)
    *standard_error = 2 / (unequal * unequal) * sqrt (spread);
  squares -= net * net / pairs.n;
  return isnan (d) || !(squares > 0) ? NAN : am_normal_two_sided (d / (2 / unequal * sqrt (squares)));
}

double
am_pearson (const double *x, const double *y, size_t n)
{
  double mean_x = 0, mean_y = 0, xx = 0, yy = 0, xy = 0;

  for (size_t i = 0; i < n; i++)
    {
      mean_x += (x[i] - mean_x) / (i + 1);
      mean_y += (y[i] - mean_y) / (i + 1);
    }
  for (size_t i = 0; i < n; i++)
    {
      double a = x[i] - mean_x, b = y[i] - mean_y;

      xx += a * a;
      yy += b * b;
      xy += a * b;
    }
  return n >= 2 && xx > 0 && yy > 0 ? fmax (-1, fmin (1, xy / sqrt (xx) / sqrt (yy))) : NAN;
}

double
am_correlation_p (double r, double n)
{
  if (!(n > 2) || isnan (r))
    return NAN;
  return fabs (r) >= 1 ? 0 : am_student_t_two_sided (r * sqrt ((n - 2) / ((1 - r) * (1 + r))), n - 2);
}
