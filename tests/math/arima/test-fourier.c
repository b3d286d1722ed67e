/* Fourier terms and Box & Cox's transformation. */
#include "math/arima/box-cox.h"
#include "math/arima/fourier.h"
#include "math/init.h"

#include "../nile-data.h"

#include <glib.h>
#include <math.h>

#define N 800

static void
assert_near (double found, double expected, double tolerance)
{
  if (!(fabs (found - expected) <= tolerance * fmax (1, fabs (expected))))
    g_error ("%.15g should be %.15g within %g", found, expected, tolerance);
}

static void
test_row (void)
{
  const double periods[] = { 7, 365.25 };
  const gsize pairs[] = { 1, 2 };
  double row[6], far[6];

  am_fourier_row (3, periods, pairs, 2, row);
  assert_near (row[0], sin (2 * G_PI * 3 / 7), 1e-15);
  assert_near (row[1], cos (2 * G_PI * 3 / 7), 1e-15);
  assert_near (row[4], sin (4 * G_PI * 3 / 365.25), 1e-15);
  /* 2557 weeks of 7 days are 17899 days; four of 365.25 are 1461, which 17899 is not a multiple of. */
  am_fourier_row (3 + 7 * 1461.0 * 1000, periods, pairs, 2, far);
  for (guint i = 0; i < 6; i++)
    assert_near (far[i], row[i], 1e-9);
}

static void
make_series (GRand *random, double *y, double walk)
{
  double level = 0;

  for (guint t = 0; t < N; t++)
    {
      level += walk * g_rand_double_range (random, -1, 1);
      y[t] = level + 5 * sin (2 * G_PI * (t + 1) / 7) + 3 * cos (4 * G_PI * (t + 1) / 7) + 8 * cos (2 * G_PI * (t + 1) / 182.625)
             + g_rand_double_range (random, -1, 1);
    }
}

/* Two pairs of the week, one of the half year: always found, and on average not many more (AICc takes one too many now and then). */
static void
test_choose (void)
{
  const double periods[] = { 7, 182.625, 500 };
  const guint n_draws = 12;
  g_autoptr(GRand) random = g_rand_new_with_seed (11);
  gsize most[3], pairs[3], total[2] = { 0 };
  double y[N];

  am_fourier_limit (N, periods, 3, 10, most);
  g_assert_cmpuint (most[0], ==, 3);
  g_assert_cmpuint (most[1], ==, 10);
  g_assert_cmpuint (most[2], ==, 0);
  for (guint i = 0; i < 2 * n_draws; i++)
    {
      make_series (random, y, i % 2);
      g_assert_true (am_fourier_choose (y, N, i % 2, periods, most, 3, pairs));
      g_assert_cmpuint (pairs[0], >=, 2);
      g_assert_cmpuint (pairs[1], >=, 1);
      g_assert_cmpuint (pairs[2], ==, 0);
      total[i % 2] += pairs[1];
    }
  g_assert_cmpuint (total[0], <=, 2.5 * n_draws);
  g_assert_cmpuint (total[1], <=, 3.5 * n_draws);
}

static void
test_residual (void)
{
  const double periods[] = { 7, 182.625 };
  const gsize pairs[] = { 2, 1 };
  g_autoptr(GRand) random = g_rand_new_with_seed (12);
  double y[N], left[N], squares = 0;

  make_series (random, y, 0);
  g_assert_true (am_fourier_residual (y, N, periods, pairs, 2, left));
  for (guint t = 0; t < N; t++)
    squares += left[t] * left[t] / N;
  g_assert_cmpfloat (squares, <, 0.37);
  g_assert_cmpfloat (squares, >, 0.29);
}

static void
test_few_values (void)
{
  const double periods[] = { 7, 365.25 };
  gsize most[2];
  double y[20];
  gsize pairs[2] = { 9, 9 };

  for (guint t = 0; t < 20; t++)
    y[t] = t % 7;
  am_fourier_limit (20, periods, 2, 10, most);
  g_assert_true (am_fourier_choose (y, 20, 0, periods, most, 2, pairs));
  g_assert_cmpuint (pairs[0], <=, 2);
  g_assert_cmpuint (pairs[1], ==, 0);
  am_fourier_limit (3, periods, 2, 10, most);
  g_assert_true (am_fourier_choose (y, 3, 0, periods, most, 2, pairs));
  g_assert_cmpuint (pairs[0], ==, 0);
}

static void
test_box_cox (void)
{
  const double lambdas[] = { -0.7, 0, 1e-9, 0.3, 1, 2 };

  for (guint i = 0; i < G_N_ELEMENTS (lambdas); i++)
    for (double y = 0.01; y < 1e6; y *= 7)
      {
        double z = am_box_cox (y, lambdas[i]);

        assert_near (am_box_cox_back (z, lambdas[i]) / y, 1, 1e-9);
      }
  assert_near (am_box_cox (5, 1), 4, 1e-14);
  assert_near (am_box_cox (9, 0.5), 4, 1e-14);
  g_assert_true (isnan (am_box_cox (-1, 0.5)));
  g_assert_true (isnan (am_box_cox (0, 0)));
  assert_near (am_box_cox (0, 0.5), -2, 1e-14);
  g_assert_cmpfloat (am_box_cox_back (-9, 0.5), ==, 0);
  g_assert_true (isinf (am_box_cox_back (9, -0.5)));
}

/* forecast 8.20: BoxCox.lambda (Nile) is 0.998889; its search stops at 6e-5. */
static void
test_lambda (void)
{
  double y[96];

  assert_near (am_box_cox_lambda (nile, 100, 1), 0.998889361993, 2e-4);
  /* A season that grows with the level wants a logarithm. */
  for (guint t = 0; t < 96; t++)
    y[t] = exp (0.03 * t + 0.2 * sin (2 * G_PI * t / 12));
  assert_near (am_box_cox_lambda (y, 96, 12), 0, 0.02);
  g_assert_cmpfloat (am_box_cox_lambda (y, 24, 12), ==, 1);
  y[3] = -1;
  g_assert_true (isnan (am_box_cox_lambda (y, 96, 12)));
}

int
main (int argc, char **argv)
{
  am_init ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/math/fourier/row", test_row);
  g_test_add_func ("/math/fourier/choose", test_choose);
  g_test_add_func ("/math/fourier/residual", test_residual);
  g_test_add_func ("/math/fourier/few-values", test_few_values);
  g_test_add_func ("/math/box-cox/transform", test_box_cox);
  g_test_add_func ("/math/box-cox/lambda", test_lambda);
  return g_test_run ();
}
