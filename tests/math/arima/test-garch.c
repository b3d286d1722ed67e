/* Against R's optim() on the same likelihood, on a series that a small generator makes anywhere. */
#include "math/arima/garch.h"
#include "math/init.h"

#include <glib.h>
#include <math.h>

#define N 500

static void
assert_near (double found, double expected, double tolerance)
{
  if (!(fabs (found - expected) <= tolerance * fmax (1, fabs (expected))))
    g_error ("%.15g should be %.15g within %g", found, expected, tolerance);
}

/* Park & Miller's generator and the Box-Muller transform; omega 0.1, alpha 0.15, beta 0.75. */
static void
make_series (double *y)
{
  double u[2 * N], state = 12345, h = 1;

  for (guint i = 0; i < 2 * N; i++)
    {
      state = fmod (state * 16807, 2147483647);
      u[i] = state / 2147483647;
    }
  for (guint t = 0; t < N; t++)
    {
      y[t] = sqrt (h) * sqrt (-2 * log (u[t])) * cos (2 * G_PI * u[N + t]);
      h = 0.1 + 0.15 * y[t] * y[t] + 0.75 * h;
    }
  assert_near (y[0], 2.03072800237, 1e-10);
  assert_near (y[N - 1], -0.557771454914, 1e-10);
}

static void
test_fit (void)
{
  AmGarch garch;
  double y[N];

  make_series (y);
  g_assert_true (am_garch_fit (y, N, &garch));
  assert_near (garch.loglik, -671.889482792, 1e-8);
  assert_near (garch.mean, -0.0475757578689, 1e-4);
  assert_near (garch.omega, 0.0937467402234, 1e-4);
  assert_near (garch.alpha, 0.166496390279, 1e-4);
  assert_near (garch.beta, 0.734179105907, 1e-4);
}

static void
test_filter (void)
{
  AmGarch garch = { .mean = 1, .omega = 0.2, .alpha = 0.1, .beta = 0.8 };
  const double y[] = { 2, 0, 4 };
  double variance[3], ahead[3];

  am_garch_filter (y, 3, 1, &garch, variance);
  assert_near (variance[1], 1.1, 1e-15);
  assert_near (variance[2], 0.2 + 0.1 + 0.88, 1e-15);
  assert_near (garch.next_variance, 0.2 + 0.9 + 0.8 * 1.18, 1e-15);
  assert_near (garch.loglik, -0.5 * (3 * log (2 * G_PI) + 1 + log (1.1) + 1 / 1.1 + log (1.18) + 9 / 1.18), 1e-14);
  am_garch_forecast (&garch, 3, ahead);
  assert_near (ahead[0], garch.next_variance, 1e-14);
  assert_near (ahead[2], 2 + 0.81 * (garch.next_variance - 2), 1e-14);
}

static void
test_scale (void)
{
  AmGarch garch, big;
  double y[N], scaled[N];

  make_series (y);
  for (guint t = 0; t < N; t++)
    scaled[t] = 1e6 * y[t] + 1e6;
  am_garch_fit (y, N, &garch);
  am_garch_fit (scaled, N, &big);
  assert_near (big.alpha, garch.alpha, 1e-5);
  assert_near (big.omega / 1e12, garch.omega, 1e-5);
  assert_near (big.mean / 1e6 - 1, garch.mean, 1e-5);
}

static void
test_refused (void)
{
  AmGarch garch;
  double y[30];

  for (guint t = 0; t < 30; t++)
    y[t] = t;
  g_assert_false (am_garch_fit (y, 19, &garch));
  y[4] = NAN;
  g_assert_false (am_garch_fit (y, 30, &garch));
  for (guint t = 0; t < 30; t++)
    y[t] = 7;
  g_assert_false (am_garch_fit (y, 30, &garch));
}

int
main (int argc, char **argv)
{
  am_init ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/math/garch/fit", test_fit);
  g_test_add_func ("/math/garch/filter", test_filter);
  g_test_add_func ("/math/garch/scale", test_scale);
  g_test_add_func ("/math/garch/refused", test_refused);
  return g_test_run ();
}
