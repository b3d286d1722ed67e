#include "math/order.h"

#include <string.h>

#define DIGIT_BITS 11
#define N_DIGITS (1u << DIGIT_BITS)
#define N_PASSES 6

/* A number whose unsigned order is the order of the doubles. */
static uint64_t
key_of (double value)
{
  uint64_t bits;

  if (value != value)
    return UINT64_MAX;
  value += 0.0;                        /* -0 becomes 0 */
  memcpy (&bits, &value, sizeof bits);
  return bits >> 63 ? ~bits : bits | (uint64_t) 1 << 63;
}

static int
is_one_digit (const size_t *count, size_t n)
{
  for (size_t d = 0; d < N_DIGITS; d++)
    if (count[d] != 0)
      return count[d] == n;
  return 1;
}

bool
am_order_rising_until (const double *values, size_t n, size_t *order, uint64_t *work, const AmStop *stop)
{
  size_t counts[N_PASSES][N_DIGITS];
  uint64_t *keys = work;
  size_t *from = order, *to = (size_t *) (work + n);

  _Static_assert (sizeof (size_t) <= sizeof (uint64_t), "places are kept in the second half of work");
  memset (counts, 0, sizeof counts);
  for (size_t i = 0; i < n; i++)
    {
      uint64_t key = keys[i] = key_of (values[i]);

      if (i % AM_STOP_PIECE == 0 && am_stop_asked (stop))
        return false;
      order[i] = i;
      for (int pass = 0; pass < N_PASSES; pass++)
        counts[pass][(key >> (pass * DIGIT_BITS)) & (N_DIGITS - 1)]++;
    }
  for (int pass = 0; pass < N_PASSES; pass++)
    {
      size_t *count = counts[pass], total = 0, *swap;

      if (is_one_digit (count, n))
        continue;
      for (size_t d = 0; d < N_DIGITS; d++)
        {
          size_t here = count[d];

          count[d] = total;
          total += here;
        }
      for (size_t i = 0; i < n; i++)
        {
          size_t place = from[i];

          if (i % AM_STOP_PIECE == 0 && am_stop_asked (stop))
            return false;
          to[count[(keys[place] >> (pass * DIGIT_BITS)) & (N_DIGITS - 1)]++] = place;
        }
      swap = from;
      from = to;
      to = swap;
    }
  if (from != order)
    memcpy (order, from, n * sizeof *order);
  return true;
}

void
am_order_rising (const double *values, size_t n, size_t *order, uint64_t *work)
{
  am_order_rising_until (values, n, order, work, NULL);
}

int
am_compare_doubles (const void *a, const void *b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
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
