#include "math/number-sort.h"

#include <stdint.h>
#include <string.h>

#define BITS 11
#define PASSES 6
#define BUCKETS (1u << BITS)
#define FEW 1024

/* Bits whose order as unsigned integers is that of the numbers. */
static inline uint64_t
key_of (double x)
{
  uint64_t bits;

  memcpy (&bits, &x, sizeof bits);
  return bits ^ ((uint64_t) ((int64_t) bits >> 63) | UINT64_C (1) << 63);
}

static inline double
number_of (uint64_t key)
{
  uint64_t bits = key ^ (((key >> 63) - 1) | UINT64_C (1) << 63);
  double x;

  memcpy (&x, &bits, sizeof x);
  return x;
}

static void
sort_few (double *x, size_t n, double *work)
{
  double *from = x, *to = work;

  for (size_t width = 1; width < n; width *= 2)
    {
      double *swap = from;

      for (size_t start = 0; start < n; start += 2 * width)
        {
          size_t middle = start + width < n ? start + width : n, end = start + 2 * width < n ? start + 2 * width : n;
          size_t a = start, b = middle;

          for (size_t i = start; i < end; i++)
            to[i] = b >= end || (a < middle && from[a] <= from[b]) ? from[a++] : from[b++];
        }
      from = to;
      to = swap;
    }
  if (from != x)
    memcpy (x, from, n * sizeof *x);
}

static void
scatter (const uint64_t *from, uint64_t *to, size_t n, unsigned shift, const size_t *count)
{
  size_t place[BUCKETS], sum = 0;

  for (unsigned i = 0; i < BUCKETS; i++)
    {
      place[i] = sum;
      sum += count[i];
    }
  for (size_t i = 0; i < n; i++)
    to[place[from[i] >> shift & (BUCKETS - 1)]++] = from[i];
}

static int
agree (const size_t *count, size_t n)
{
  for (unsigned i = 0; i < BUCKETS; i++)
    if (count[i] != 0)
      return count[i] == n;
  return 1;
}

void
am_sort_numbers (double *x, size_t n, double *work)
{
  static const unsigned shifts[PASSES] = { 0, 11, 22, 33, 44, 55 };
  size_t count[PASSES][BUCKETS] = { 0 };
  uint64_t *from = (uint64_t *) (void *) x, *to = (uint64_t *) (void *) work;

  if (n < FEW)
    {
      sort_few (x, n, work);
      return;
    }
  _Static_assert (sizeof (double) == sizeof (uint64_t), "keys take the places of numbers");
  for (size_t i = 0; i < n; i++)
    {
      uint64_t key = key_of (x[i]);

      memcpy (&from[i], &key, sizeof key);
      for (unsigned pass = 0; pass < PASSES; pass++)
        count[pass][key >> shifts[pass] & (BUCKETS - 1)]++;
    }
  for (unsigned pass = 0; pass < PASSES; pass++)
    if (!agree (count[pass], n))
      {
        uint64_t *swap = from;

        scatter (from, to, n, shifts[pass], count[pass]);
        from = to;
        to = swap;
      }
  for (size_t i = 0; i < n; i++)
    {
      double number = number_of (from[i]);
      memcpy (&x[i], &number, sizeof number);
    }
}

/* NaN behind everything, and equal to itself. */
static inline int
comes_first (double a, double b)
{
  return a <= b || b != b;
}

void
am_sort_order (const double *x, size_t n, size_t *order, size_t *work)
{
  size_t *from = order, *to = work;

  for (size_t i = 0; i < n; i++)
    order[i] = i;
  for (size_t width = 1; width < n; width *= 2)
    {
      size_t *swap = from;

      for (size_t start = 0; start < n; start += 2 * width)
        {
          size_t middle = start + width < n ? start + width : n, end = start + 2 * width < n ? start + 2 * width : n;
          size_t a = start, b = middle;

          for (size_t i = start; i < end; i++)
            to[i] = b >= end || (a < middle && comes_first (x[from[a]], x[from[b]])) ? from[a++] : from[b++];
        }
      from = to;
      to = swap;
    }
  if (from != order)
    memcpy (order, from, n * sizeof *order);
}

double
am_mean_ranks (const double *x, size_t n, const size_t *order, double *rank)
{
  double ties = 0;

  for (size_t from = 0, to; from < n; from = to)
    {
      double t;

      for (to = from + 1; to < n && x[order[to]] == x[order[from]]; to++)
        ;
      for (size_t i = from; i < to; i++)
        rank[order[i]] = 0.5 * ((double) from + 1 + (double) to);
      t = (double) (to - from);
      ties += t * (t - 1) * (t + 1);
    }
  return ties;
}
