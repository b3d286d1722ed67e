/* Finds the direction numbers of src/math/sensitivity/sobol-directions.inc: for each dimension a primitive polynomial over GF(2), in rising
 * order, and of the first numbers that 256 seeds give, those whose projections on planes with dimensions before it are most even.
 *
 * How even a plane is says t of the (t, m, 2)-net that its first 2^m points are (Niederreiter 1992, Random Number Generation and
 * Quasi-Monte Carlo Methods, section 4.1): 0 is best. For each m the worst and the sum over the planes count, planes with near
 * dimensions and with dimensions of small number more, since a Sobol design uses those.
 *
 *   cc -O3 -march=native -I src -o sobol-directions tools/sobol-directions.c && ./sobol-directions > src/math/sensitivity/sobol-directions.inc */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "math/sensitivity/sobol-directions-private.h"

#define N_DIMENSIONS 1111          /* all polynomials up to degree 13 */
#define N_SEEDS 256
#define MOST_PLANES 48

static uint32_t directions[N_DIMENSIONS][AM_SOBOL_BITS];

/* ---- polynomials ---- */

static uint32_t
multiply (uint32_t a, uint32_t b, uint32_t polynomial, unsigned degree)
{
  uint32_t product = 0;

  for (; b != 0; b >>= 1)
    {
      if (b & 1)
        product ^= a;
      a <<= 1;
      if (a >> degree & 1)
        a ^= polynomial;
    }
  return product;
}

static uint32_t
power_of_x (uint32_t exponent, uint32_t polynomial, unsigned degree)
{
  uint32_t result = 1, base = degree == 1 ? 2 ^ polynomial : 2;

  for (; exponent != 0; exponent >>= 1)
    {
      if (exponent & 1)
        result = multiply (result, base, polynomial, degree);
      base = multiply (base, base, polynomial, degree);
    }
  return result;
}

/* x has the order 2^degree - 1 and no smaller one. */
static bool
is_primitive (uint32_t polynomial)
{
  unsigned degree = am_sobol_degree (polynomial);
  uint32_t order = (UINT32_C (1) << degree) - 1, rest = order;

  if ((polynomial & 1) == 0 || power_of_x (order, polynomial, degree) != 1)
    return false;
  for (uint32_t prime = 2; prime <= rest; prime++)
    if (rest % prime == 0)
      {
        if (order / prime < order && power_of_x (order / prime, polynomial, degree) == 1)
          return order == 1;
        while (rest % prime == 0)
          rest /= prime;
      }
  return true;
}

/* ---- how even a plane is ---- */

/* Row r of the generator matrix: which bits of the index decide binary digit r. */
static void
transpose (const uint32_t v[AM_SOBOL_BITS], uint32_t rows[AM_SOBOL_BITS])
{
  for (unsigned r = 0; r < AM_SOBOL_BITS; r++)
    {
      rows[r] = 0;
      for (unsigned b = 0; b < AM_SOBOL_BITS; b++)
        rows[r] |= (v[b] >> (31 - r) & 1) << b;
    }
}

/* Adds a row to a basis by its highest bit; false: it depends on those there. */
static bool
add_row (uint32_t basis[AM_SOBOL_BITS], uint32_t row)
{
  while (row != 0)
    {
      unsigned top = 31 - __builtin_clz (row);

      if (basis[top] == 0)
        {
          basis[top] = row;
          return true;
        }
      row ^= basis[top];
    }
  return false;
}

/* How many rows of b are independent beside the first n of a, for all n: t = m - the least of n + that, while below m. */
static unsigned
defect (const uint32_t a[AM_SOBOL_BITS], const uint32_t b[AM_SOBOL_BITS], unsigned m)
{
  uint32_t mask = m == 32 ? UINT32_MAX : (UINT32_C (1) << m) - 1, first[AM_SOBOL_BITS] = { 0 };
  unsigned least = m;

  for (unsigned n = 0; n <= m; n++)
    {
      uint32_t basis[AM_SOBOL_BITS];
      unsigned k = 0;

      for (unsigned i = 0; i < m; i++)
        basis[i] = first[i];
      while (n + k < m && add_row (basis, b[k] & mask))
        k++;
      if (n + k < least)
        least = n + k;
      if (n < m && !add_row (first, a[n] & mask))
        break;
    }
  return m - least;
}

static double
badness (const uint32_t candidate[AM_SOBOL_BITS], uint32_t (*rows)[AM_SOBOL_BITS], unsigned dimension)
{
  static const unsigned sizes[] = { 5, 7, 9, 10, 12, 14 };
  unsigned n = dimension < MOST_PLANES ? dimension : MOST_PLANES;
  double sum = 0;

  for (unsigned i = 0; i < n; i++)
    {
      /* a third of the planes with the first dimensions, the others with the nearest */
      unsigned other = n < MOST_PLANES ? i : i < MOST_PLANES / 3 ? i : dimension - 1 - (i - MOST_PLANES / 3);
      double weight = 1 / (1 + 0.05 * (n < MOST_PLANES ? dimension - 1 - i : i));

      for (unsigned s = 0; s < sizeof sizes / sizeof *sizes; s++)
        {
          unsigned t = defect (rows[other], candidate, sizes[s]);

          sum += weight * t * t * t;
        }
    }
  return sum;
}

int
main (void)
{
  static uint32_t rows[N_DIMENSIONS][AM_SOBOL_BITS];
  unsigned dimension = 1;

  am_sobol_directions (0, 0, directions[0]);
  transpose (directions[0], rows[0]);
  printf ("/* Made by tools/sobol-directions.c: polynomial and seed of each dimension. */\n  { 0, 0 },");
  for (uint32_t polynomial = 3; dimension < N_DIMENSIONS; polynomial += 2)
    {
      unsigned best = 0;
      double least = -1;
      unsigned n_seeds = polynomial == 3 ? 1 : N_SEEDS;

      if (!is_primitive (polynomial))
        continue;
      for (unsigned seed = 0; seed < n_seeds && least != 0; seed++)
        {
          uint32_t v[AM_SOBOL_BITS], candidate[AM_SOBOL_BITS];
          double bad;

          am_sobol_directions (polynomial, seed, v);
          transpose (v, candidate);
          bad = badness (candidate, rows, dimension);
          if (least < 0 || bad < least)
            {
              least = bad;
              best = seed;
            }
        }
      am_sobol_directions (polynomial, best, directions[dimension]);
      transpose (directions[dimension], rows[dimension]);
      printf ("%s{ %u, %u },", dimension % 12 == 0 ? "\n  " : " ", polynomial, best);
      if (dimension % 100 == 0)
        fprintf (stderr, "%u: %g\n", dimension, least);
      dimension++;
    }
  printf ("\n");
  return 0;
}
