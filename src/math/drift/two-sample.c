#include "math/drift/two-sample.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

/* ---- order ---- */

#define DIGIT 11
#define N_DIGITS 6         /* 6 * 11 covers 64 bits */
#define N_VALUES (1 << DIGIT)

/* Keys take the place of the numbers they are made from. */
typedef uint64_t __attribute__ ((may_alias)) Key;

/* Bits whose unsigned order is that of the numbers: negative ones are turned round, NaN all go to the end. */
static inline uint64_t
to_key (double x)
{
  uint64_t bits;

  memcpy (&bits, &x, sizeof bits);
  if (x != x)
    return UINT64_MAX;
  return bits & (UINT64_C (1) << 63) ? ~bits : bits | UINT64_C (1) << 63;
}

static inline double
from_key (uint64_t key)
{
  uint64_t bits = key == UINT64_MAX ? UINT64_C (0x7ff8000000000000) : key & (UINT64_C (1) << 63) ? key & ~(UINT64_C (1) << 63) : ~key;
  double x;

  memcpy (&x, &bits, sizeof x);
  return x;
}

/* A few numbers are sorted sooner than the counts of digits are cleared. */
static void
insertion_sort (Key *key, size_t n)
{
  for (size_t i = 1; i < n; i++)
    {
      uint64_t own = key[i];
      size_t at = i;

      for (; at > 0 && key[at - 1] > own; at--)
        key[at] = key[at - 1];
      key[at] = own;
    }
}

static void
sort_keys (Key *key, Key *other, size_t n)
{
  size_t count[N_DIGITS][N_VALUES];
  Key *from = key, *to = other;

  memset (count, 0, sizeof count);
  for (size_t i = 0; i < n; i++)
    for (int digit = 0; digit < N_DIGITS; digit++)
      count[digit][key[i] >> (digit * DIGIT) & (N_VALUES - 1)]++;
  for (int digit = 0; digit < N_DIGITS; digit++)
    {
      size_t *place = count[digit], sum = 0, most = 0;
      Key *swap = from;

      for (int value = 0; value < N_VALUES; value++)
        {
          size_t own = place[value];

          most = own > most ? own : most;
          place[value] = sum;
          sum += own;
        }
      /* All share this digit: integers and amounts have many such. */
      if (most == n)
        continue;
      for (size_t i = 0; i < n; i++)
        to[place[from[i] >> (digit * DIGIT) & (N_VALUES - 1)]++] = from[i];
      from = to;
      to = swap;
    }
  if (from != key)
    memcpy (key, from, n * sizeof *key);
}

void
am_radix_sort (double *x, size_t n, double *work)
{
  Key *key = (Key *) x;

  for (size_t i = 0; i < n; i++)
    key[i] = to_key (x[i]);
  if (n <= 64)
    insertion_sort (key, n);
  else
    sort_keys (key, (Key *) work, n);
  for (size_t i = 0; i < n; i++)
    x[i] = from_key (key[i]);
}

void
am_radix_sort_keys (uint64_t *key, size_t n, uint64_t *work)
{
  if (n <= 64)
    insertion_sort ((Key *) key, n);
  else
    sort_keys ((Key *) key, (Key *) work, n);
}

double
am_sorted_quantile_7 (const double *x, size_t n, double q)
{
  double at = (n - 1.0) * q, low = floor (at);
  size_t i = (size_t) low;

  if (n == 0 || !(q >= 0 && q <= 1))
    return NAN;
  if (i + 1 >= n)
    return x[n - 1];
  return at == low || x[i] == x[i + 1] ? x[i] : x[i] + (at - low) * (x[i + 1] - x[i]);
}

/* ---- Kolmogorov and Smirnov ---- */

double
am_ks_statistic (const double *x, size_t n, const double *y, size_t m)
{
  size_t i = 0, j = 0;
  double largest = 0;

  if (n == 0 || m == 0)
    return NAN;
  while (i < n && j < m)
    {
      double here = x[i] < y[j] ? x[i] : y[j];

      while (i < n && x[i] <= here)
        i++;
      while (j < m && y[j] <= here)
        j++;
      largest = fmax (largest, fabs ((double) i / n - (double) j / m));
    }
  return largest;
}

typedef struct { const double *x, *y; size_t n, m; } Pair;

/* Marks ends[k], k = 1..n+m: the value of rank k differs from that of rank k + 1. */
static void
mark_ends (const Pair *pair, unsigned char *ends)
{
  size_t i = 0, j = 0, all = pair->n + pair->m;
  double before = 0;

  for (size_t k = 1; k <= all; k++)
    {
      bool takes_x = j == pair->m || (i < pair->n && pair->x[i] <= pair->y[j]);
      double own = takes_x ? pair->x[i++] : pair->y[j++];

      if (k > 1)
        ends[k - 1] = own != before;
      before = own;
    }
  ends[all] = 1;
}

/* u[j]: the chance that a random path to (i, j) has been outside the band at a step where the distribution functions can be read, which is not
 * inside a group of ties. Chances, not counts of paths, which would overflow; of being outside, so that small p-values keep their digits. */
static double
path_chance (size_t n, size_t m, double d, const unsigned char *ends, double *u)
{
  /* Distances are multiples of 1 / (n m); half of one below d lies between two of them, whatever the last bit of d. */
  double border = (0.5 + floor (d * (double) n * m - 1e-7)) / ((double) n * m);

  u[0] = 0;
  for (size_t j = 1; j <= m; j++)
    u[j] = (double) j / m > border && (ends == NULL || ends[j]) ? 1 : u[j - 1];
  for (size_t i = 1; i <= n; i++)
    {
      if ((double) i / n > border && (ends == NULL || ends[i]))
        u[0] = 1;
      for (size_t j = 1; j <= m; j++)
        {
          if (fabs ((double) i / n - (double) j / m) > border && (ends == NULL || ends[i + j]))
            u[j] = 1;
          else
            {
              double share = (double) i / (i + j);

              /* A random path to (i, j) comes from (i - 1, j) with chance i / (i + j). */
              u[j] = share * u[j] + (1 - share) * u[j - 1];
            }
        }
    }
  return fmin (1, fmax (0, u[m]));
}

size_t
am_ks_exact_work (size_t n, size_t m)
{
  return m + 1 + (n + m + 1 + sizeof (double) - 1) / sizeof (double);
}

double
am_ks_exact_p_untied (size_t n, size_t m, double d, double *work)
{
  return n == 0 || m == 0 || isnan (d) ? NAN : path_chance (n, m, d, NULL, work);
}

double
am_ks_exact_p (const double *x, size_t n, const double *y, size_t m, double d, double *work)
{
  Pair pair = { x, y, n, m };
  unsigned char *ends = (unsigned char *) (work + m + 1);      /* one byte a step behind the row of chances */

  if (n == 0 || m == 0 || isnan (d))
    return NAN;
  mark_ends (&pair, ends);
  return path_chance (n, m, d, ends, work);
}

double
am_kolmogorov_upper (double z)
{
  double sum = 0;

  if (isnan (z))
    return NAN;
  if (z <= 0)
    return 1;
  if (z < 1)
    {
      /* The other series, which is quick for small z: P (K < z) = sqrt (2 pi) / z sum exp (-(2k-1)^2 pi^2 / (8 z^2)). */
      for (int k = 1; k <= 20; k++)
        sum += exp (-(2 * k - 1) * (2 * k - 1) * M_PI * M_PI / (8 * z * z));
      return fmax (0, 1 - sqrt (2 * M_PI) / z * sum);
    }
  for (int k = 20; k >= 1; k--)
    sum += (k % 2 == 1 ? 2 : -2) * exp (-2.0 * k * k * z * z);
  return fmin (1, fmax (0, sum));
}

double
am_ks_asymptotic_p (double n, double m, double d)
{
  return n > 0 && m > 0 ? am_kolmogorov_upper (d * sqrt (n * (m / (n + m)))) : NAN;
}

/* ---- distances between distribution functions ---- */

/* What is left of one sample while both are read from below. */
typedef struct { const double *x, *weight; size_t n, at; double sum, total; } Reader;

static Reader
reader_start (const double *x, const double *weight, size_t n)
{
  Reader reader = { x, weight, n, 0, 0, weight == NULL ? n : 0 };

  for (size_t i = 0; weight != NULL && i < n; i++)
    reader.total += weight[i] >= 0 ? weight[i] : NAN;
  return reader;
}

static double
reader_next (const Reader *reader)
{
  return reader->at < reader->n ? reader->x[reader->at] : INFINITY;
}

static void
reader_take (Reader *reader, double value)
{
  for (; reader->at < reader->n && reader->x[reader->at] <= value; reader->at++)
    reader->sum += reader->weight == NULL ? 1 : reader->weight[reader->at];
}

/* Integral of |F - G|^power. */
static double
integrate (Reader x, Reader y, bool is_squared)
{
  double sum = 0, here;

  if (x.n == 0 || y.n == 0 || !(x.total > 0) || !(y.total > 0))
    return NAN;
  here = fmin (x.x[0], y.x[0]);
  while (x.at < x.n || y.at < y.n)
    {
      double difference, next;

      reader_take (&x, here);
      reader_take (&y, here);
      next = fmin (reader_next (&x), reader_next (&y));
      if (x.at == x.n && y.at == y.n)
        break;
      difference = fabs (x.sum / x.total - y.sum / y.total);
      sum += (next - here) * (is_squared ? difference * difference : difference);
      here = next;
    }
  return sum;
}

double
am_wasserstein_weighted (const double *x, const double *wx, size_t n, const double *y, const double *wy, size_t m)
{
  return integrate (reader_start (x, wx, n), reader_start (y, wy, m), false);
}

double
am_energy_distance_weighted (const double *x, const double *wx, size_t n, const double *y, const double *wy, size_t m)
{
  return sqrt (2 * integrate (reader_start (x, wx, n), reader_start (y, wy, m), true));
}

double
am_wasserstein (const double *x, size_t n, const double *y, size_t m)
{
  return am_wasserstein_weighted (x, NULL, n, y, NULL, m);
}

double
am_energy_distance (const double *x, size_t n, const double *y, size_t m)
{
  return am_energy_distance_weighted (x, NULL, n, y, NULL, m);
}
