#include "math/init.h"
#include "math/sensitivity/gaussian-copula.h"

#include <glib.h>
#include <math.h>
#include <string.h>

#define g_assert_near(a, b, tolerance) g_assert_cmpfloat (fabs ((a) - (b)), <=, tolerance)

static void
test_cholesky (void)
{
  double r[] = { 1, 0.5, 0.2, 0.5, 1, -0.3, 0.2, -0.3, 1 }, l[9], not_positive[] = { 1, 1, 1, 1 };

  memcpy (l, r, sizeof l);
  g_assert_true (am_cholesky (l, 3));
  for (int i = 0; i < 3; i++)
    for (int j = 0; j < 3; j++)
      {
        double sum = 0;

        for (int c = 0; c < 3; c++)
          sum += l[i * 3 + c] * l[j * 3 + c];
        g_assert_near (sum, r[i * 3 + j], 1e-15);
        g_assert_true (j <= i || l[i * 3 + j] == 0);
      }
  g_assert_false (am_cholesky (not_positive, 2));
}

/* Higham (2002), section 4: the nearest correlation matrix to this one has 0.7607 beside the diagonal and 0.1573 in the corner. */
static void
test_nearest (void)
{
  double r[] = { 1, 1, 0, 1, 1, 1, 0, 1, 1 }, copy[9];

  g_assert_near (am_smallest_eigenvalue (r, 3), 1 - sqrt (2), 1e-12);
  g_assert_true (am_nearest_correlation (r, 3, NULL));
  g_assert_near (r[1], 0.7607, 5e-5);
  g_assert_near (r[5], 0.7607, 5e-5);
  g_assert_near (r[2], 0.1573, 5e-5);
  g_assert_near (r[4], 1, 0);
  memcpy (copy, r, sizeof r);
  g_assert_true (am_cholesky (copy, 3));
}

/* One that is a correlation matrix already stays as it is. */
static void
test_nearest_of_itself (void)
{
  double r[] = { 1, 0.5, 0.2, 0.5, 1, -0.3, 0.2, -0.3, 1 }, copy[9];

  memcpy (copy, r, sizeof r);
  g_assert_true (am_nearest_correlation (r, 3, NULL));
  for (int i = 0; i < 9; i++)
    g_assert_near (r[i], copy[i], 1e-9);
}

static void
test_draw (void)
{
  const double e[] = { 0, 1.959963984540054 };
  double u[2];

  am_copula_draw ((const double[]) { 1, 0, 0, 1 }, e, 2, u);
  g_assert_near (u[0], 0.5, 1e-15);
  g_assert_near (u[1], 0.975, 1e-12);
  am_copula_draw ((const double[]) { 1, 0, 0.6, 0.8 }, (const double[]) { 1.959963984540054, 0 }, 2, u);
  g_assert_near (u[1], 0.5 * erfc (-0.6 * 1.959963984540054 / sqrt (2)), 1e-15);
  g_assert_near (am_copula_correlation (1), 1, 1e-15);
  g_assert_near (am_copula_correlation (-1), -1, 1e-15);
  g_assert_near (am_copula_correlation (0), 0, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  am_init ();
  g_test_add_func ("/math/sensitivity/gaussian-copula/cholesky", test_cholesky);
  g_test_add_func ("/math/sensitivity/gaussian-copula/nearest", test_nearest);
  g_test_add_func ("/math/sensitivity/gaussian-copula/nearest-of-itself", test_nearest_of_itself);
  g_test_add_func ("/math/sensitivity/gaussian-copula/draw", test_draw);
  return g_test_run ();
}
