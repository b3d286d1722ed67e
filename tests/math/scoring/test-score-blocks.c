/* The loops over blocks against their definitions as plain loops. */
#include <glib.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "math/init.h"
#include "math/scoring/score-blocks.h"

#define N 700

static void
fill (double *x)
{
  for (guint i = 0; i < N; i++)
    x[i] = i % 11 == 3 ? NAN : i % 13 == 5 ? INFINITY : i % 17 == 7 ? -INFINITY : floor (g_test_rand_double_range (-8, 60)) / 2;
}

/* Cuts lie on values of x, and so few and so many that both ways of counting are taken. */
static void
test_find_bins (void)
{
  static const guint sizes[] = { 0, 1, 4, 23, 24, 50 };
  double x[N], cuts[50];
  uint32_t bin[N];

  fill (x);
  for (guint k = 0; k < 50; k++)
    cuts[k] = k / 2.0;
  for (guint s = 0; s < G_N_ELEMENTS (sizes); s++)
    {
      am_find_bins (x, N, cuts, sizes[s], bin);
      for (guint i = 0; i < N; i++)
        {
          guint expected = isnan (x[i]) ? sizes[s] + 1 : 0;

          for (guint k = 0; k < sizes[s]; k++)
            expected += x[i] >= cuts[k];
          g_assert_cmpuint (bin[i], ==, expected);
        }
    }
}

static int
compare (const void *a, const void *b)
{
  return *(const int16_t *) a - *(const int16_t *) b;
}

static void
test_keep_least (void)
{
  static int16_t ranks[9][N], least[4 * N];

  for (guint i = 0; i < 4 * N; i++)
    least[i] = INT16_MAX;
  for (guint c = 0; c < 9; c++)
    {
      for (guint i = 0; i < N; i++)
        ranks[c][i] = g_test_rand_int_range (0, 3) == 0 ? INT16_MAX : g_test_rand_int_range (0, 40);
      am_keep_least (ranks[c], N, least, 4, N);
    }
  for (guint i = 0; i < N; i++)
    {
      int16_t row[9];

      for (guint c = 0; c < 9; c++)
        row[c] = ranks[c][i];
      qsort (row, 9, sizeof *row, compare);
      for (guint k = 0; k < 4; k++)
        g_assert_cmpint (least[k * N + i], ==, row[k]);
    }
}

/* Far out nothing overflows, and a small probability keeps its digits. */
static void
test_logistic (void)
{
  const double x[] = { 0, 36, -700, 800, -800, NAN };
  double p[6];

  am_logistic (x, 6, p);
  g_assert_cmpfloat (p[0], ==, 0.5);
  g_assert_cmpfloat (p[1], ==, 1 / (1 + exp (-36)));
  g_assert_cmpfloat (fabs (p[2] / exp (-700) - 1), <, 1e-15);
  g_assert_cmpfloat (p[3], ==, 1);
  g_assert_cmpfloat (p[4], ==, 0);
  g_assert_true (isnan (p[5]));
}

/* 600 points at odds of 30, 20 double them: 1 in 31, 1 in 61, 1 in 16; far out nothing overflows. */
static void
test_points (void)
{
  const double points[] = { 600, 620, 580, 1e6, -1e6 }, expected[] = { 1 / 31.0, 1 / 61.0, 1 / 16.0, 0, 1 };
  double p[5];

  am_points_to_probability (points, 5, 600, 30, 20, p);
  for (guint i = 0; i < 5; i++)
    g_assert_cmpfloat (fabs (p[i] - expected[i]), <, 1e-15);
  am_points_to_probability (points, 5, 600, 30, -20, p);
  g_assert_cmpfloat (fabs (p[1] - 1 / 16.0), <, 1e-15);
}

int
main (int argc, char **argv)
{
  am_init ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/math/scoring/find-bins", test_find_bins);
  g_test_add_func ("/math/scoring/keep-least", test_keep_least);
  g_test_add_func ("/math/scoring/logistic", test_logistic);
  g_test_add_func ("/math/scoring/points", test_points);
  return g_test_run ();
}
