#include "math/init.h"
#include "math/sensitivity/sobol-sequence.h"

#include <glib.h>
#include <math.h>
#include <string.h>

/* Of the first 2^m points exactly one lies in each of 2^m equal parts of each axis, scrambled or not, in all dimensions. */
static void
test_axes (void)
{
  enum { N = 1024 };
  double u[N];

  for (int is_scrambled = 0; is_scrambled < 2; is_scrambled++)
    {
      AmSobolSequence *sequence = am_sobol_sequence_alloc (AM_SOBOL_MOST_DIMENSIONS, is_scrambled, g_test_rand_int ());

      g_assert_nonnull (sequence);
      for (size_t d = 0; d < AM_SOBOL_MOST_DIMENSIONS; d++)
        {
          gboolean seen[N] = { FALSE };

          am_sobol_sequence_column (sequence, d, 0, N, u);
          for (int i = 0; i < N; i++)
            {
              int part = (int) (u[i] * N);

              g_assert_cmpfloat (u[i], >, 0);
              g_assert_cmpfloat (u[i], <, 1);
              g_assert_false (seen[part]);
              seen[part] = TRUE;
            }
        }
      am_sobol_sequence_free (sequence);
    }
}

/* No two dimensions are the same, and planes are filled: 4,096 points meet all of 16 by 16 squares, but for one plane in 25, and at least a quarter of them in any. */
static void
test_planes (void)
{
  enum { N = 4096, K = 120, SIDE = 16 };
  g_autofree double *u = g_new (double, N * K);
  AmSobolSequence *sequence = am_sobol_sequence_alloc (K, FALSE, 0);
  int n_partly = 0;

  for (size_t d = 0; d < K; d++)
    am_sobol_sequence_column (sequence, d, 0, N, u + d * N);
  for (int a = 0; a < K; a++)
    for (int b = 0; b < a; b++)
      {
        gboolean seen[SIDE * SIDE] = { FALSE };
        int n = 0;

        for (int i = 0; i < N; i++)
          {
            int square = (int) (u[a * N + i] * SIDE) * SIDE + (int) (u[b * N + i] * SIDE);

            n += !seen[square];
            seen[square] = TRUE;
          }
        n_partly += n < SIDE * SIDE;
        g_assert_cmpint (n, >=, SIDE * SIDE / 4);
        g_assert_true (a >= 10 || n == SIDE * SIDE);
      }
  g_test_message ("%d of %d planes only in part", n_partly, K * (K - 1) / 2);
  g_assert_cmpint (n_partly, <, K * (K - 1) / 2 / 25);
  am_sobol_sequence_free (sequence);
}

/* By hand: the first dimension is van der Corput's, in Gray code order. */
static void
test_first (void)
{
  static const double expected[] = { 0, 0.5, 0.75, 0.25, 0.375, 0.875, 0.625, 0.125 };
  AmSobolSequence *sequence = am_sobol_sequence_alloc (1, FALSE, 0);
  double u[8];

  am_sobol_sequence_column (sequence, 0, 0, 8, u);
  for (int i = 0; i < 8; i++)
    g_assert_cmpfloat (fabs (u[i] - expected[i]), <=, 0x1p-32);
  am_sobol_sequence_free (sequence);
}

/* Any part is what it is in the whole, whatever is asked for first. */
static void
test_parts (void)
{
  enum { N = 3000 };
  AmSobolSequence *sequence = am_sobol_sequence_alloc (7, TRUE, 42), *again = am_sobol_sequence_alloc (7, TRUE, 42), *other = am_sobol_sequence_alloc (7, TRUE, 43);
  double whole[N], part[N];

  for (int trial = 0; trial < 50; trial++)
    {
      size_t d = g_test_rand_int_range (0, 7), first = g_test_rand_int_range (0, N), n = g_test_rand_int_range (0, N - (int) first + 1);

      am_sobol_sequence_column (sequence, d, 0, N, whole);
      am_sobol_sequence_column (again, d, first, n, part);
      g_assert_cmpmem (part, n * sizeof *part, whole + first, n * sizeof *part);
    }
  am_sobol_sequence_column (other, 0, 0, N, part);
  am_sobol_sequence_column (sequence, 0, 0, N, whole);
  g_assert_cmpint (memcmp (part, whole, sizeof part), !=, 0);
  am_sobol_sequence_free (sequence);
  am_sobol_sequence_free (again);
  am_sobol_sequence_free (other);
  g_assert_null (am_sobol_sequence_alloc (0, FALSE, 0));
  g_assert_null (am_sobol_sequence_alloc (AM_SOBOL_MOST_DIMENSIONS + 1, FALSE, 0));
}

/* The mean of a product over 20 dimensions, known to be 1, comes nearer than by chance: 4,096 draws at random miss it by 0.01. */
static void
test_mean (void)
{
  enum { N = 4096, K = 20 };
  AmSobolSequence *sequence = am_sobol_sequence_alloc (K, TRUE, 7);
  g_autofree double *u = g_new (double, N), *product = g_new (double, N);
  double mean = 0;

  for (int i = 0; i < N; i++)
    product[i] = 1;
  for (size_t d = 0; d < K; d++)
    {
      am_sobol_sequence_column (sequence, d, 0, N, u);
      for (int i = 0; i < N; i++)
        product[i] *= (fabs (4 * u[i] - 2) + d) / (1.0 + d);
    }
  for (int i = 0; i < N; i++)
    mean += product[i] / N;
  g_assert_cmpfloat (fabs (mean - 1), <, 0.005);
  am_sobol_sequence_free (sequence);
}

/* Whether the third digit is turned over is chosen anew behind each of the four beginnings that the first two digits can be: all sixteen outcomes are as likely. A linear scramble
 * has eight of them only, and the errors of its nets are anything but normal. */
static void
test_nested (void)
{
  enum { SEEDS = 16000 };
  static const double starts[] = { 0, 0.25, 0.5, 0.75 };      /* of the first dimension: points of which the third digit is 0 */
  AmSobolSequence *plain = am_sobol_sequence_alloc (1, FALSE, 0);
  int count[16] = { 0 };
  double unscrambled[8];

  am_sobol_sequence_column (plain, 0, 0, 8, unscrambled);
  for (int seed = 0; seed < SEEDS; seed++)
    {
      AmSobolSequence *sequence = am_sobol_sequence_alloc (1, TRUE, seed);
      double u[8];
      int outcome = 0;

      am_sobol_sequence_column (sequence, 0, 0, 8, u);
      for (int s = 0; s < 4; s++)
        for (int i = 0; i < 8; i++)
          if (fabs (unscrambled[i] - starts[s]) < 0x1p-16)
            outcome |= ((int) (u[i] * 8) & 1) << s;
      count[outcome]++;
      am_sobol_sequence_free (sequence);
    }
  /* five standard deviations; the seeds are fixed */
  for (int outcome = 0; outcome < 16; outcome++)
    g_assert_cmpfloat (fabs (count[outcome] - SEEDS / 16.0), <, 5 * sqrt (SEEDS / 16.0));
  am_sobol_sequence_free (plain);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  am_init ();
  g_test_add_func ("/math/sensitivity/sobol-sequence/axes", test_axes);
  g_test_add_func ("/math/sensitivity/sobol-sequence/planes", test_planes);
  g_test_add_func ("/math/sensitivity/sobol-sequence/first", test_first);
  g_test_add_func ("/math/sensitivity/sobol-sequence/parts", test_parts);
  g_test_add_func ("/math/sensitivity/sobol-sequence/nested", test_nested);
  g_test_add_func ("/math/sensitivity/sobol-sequence/mean", test_mean);
  return g_test_run ();
}
