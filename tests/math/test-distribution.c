#include "math/distribution.h"
#include "math/init.h"

#include <glib.h>
#include <math.h>

static void
test_quantile (void)
{
  /* R 4.2.2: qnorm (c (0.975, 0.5, 1e-10)). */
  g_assert_cmpfloat_with_epsilon (am_normal_quantile (0.975), 1.959963984540054, 1e-13);
  g_assert_cmpfloat_with_epsilon (am_normal_quantile (0.5), 0, 1e-15);
  g_assert_cmpfloat_with_epsilon (am_normal_quantile (1e-10), -6.361340902404056, 1e-10);
  g_assert_true (isnan (am_normal_quantile (0)));
  g_assert_true (isnan (am_normal_quantile (1)));
  g_assert_true (isnan (am_normal_quantile (NAN)));
}

static void
test_student (void)
{
  /* With 1 degree it is Cauchy's, with 2 it has a closed form. */
  g_assert_cmpfloat_with_epsilon (am_student_t_two_sided (2, 1), 1 - 2 * atan (2) / G_PI, 1e-14);
  g_assert_cmpfloat_with_epsilon (am_student_t_two_sided (-3, 2), 1 - 3 / sqrt (11), 1e-14);
  g_assert_cmpfloat (am_student_t_two_sided (0, 5), ==, 1);
  g_assert_true (isnan (am_student_t_two_sided (1, 0)));
  g_assert_true (isnan (am_student_t_two_sided (NAN, 3)));
}

typedef struct { double k, n, p, tail; } Tail;

static void
test_binomial (void)
{
  /* R 4.2.2: binom.test (k, n, p, "greater")$p.value. */
  static const Tail tails[] = {
    { 7, 250, 0.01, 0.0137014478552037 }, { 12, 400, 0.02, 0.10973307622423 },
    { 0, 300, 0.01, 1 }, { 30, 1000, 0.02, 0.0206965186732395 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (tails); i++)
    g_assert_cmpfloat_with_epsilon (am_binomial_upper (tails[i].k, tails[i].n, tails[i].p), tails[i].tail, 1e-12);
  g_assert_cmpfloat (am_binomial_upper (5, 4, 0.5), ==, 0);
  g_assert_cmpfloat (am_binomial_upper (4, 4, 1), ==, 1);
  g_assert_cmpfloat (am_binomial_upper (1, 4, 0), ==, 0);
  g_assert_true (isnan (am_binomial_upper (1, 4, 1.5)));
}

/* The smallest count in the tail: it is below alpha, the one before is not. */
static void
test_critical (void)
{
  for (int i = 0; i < 500; i++)
    {
      double n = g_test_rand_int_range (0, 2000), p = g_test_rand_double (), alpha = g_test_rand_double_range (1e-6, 0.2);
      double k = am_binomial_critical (n, p, alpha);

      g_assert_cmpfloat (am_binomial_upper (k, n, p), <, alpha);
      if (k > 0)
        g_assert_cmpfloat (am_binomial_upper (k - 1, n, p), >=, alpha);
    }
  g_assert_cmpfloat (am_binomial_critical (3, 0.9, 1e-9), ==, 4);
}

typedef struct { double window, beyond_2, beyond_3, within_2, largest; } Share;

/* Numerical integration, to the digits printed: shared/data/expected/anomaly_reference.json. */
static void
test_alarm_share (void)
{
  static const Share shares[] = {
    { 7, 0.1106, 0.03091, 0.0086, 2.268 }, { 14, 0.0754, 0.01245, 0.0312, 3.474 }, { 28, 0.0598, 0.00653, 0.0391, 5.103 },
    { 30, 0.0588, 0.00621, 0.0396, 5.295 }, { 60, 0.0520, 0.00424, 0.0427, 7.617 }, { 90, 0.0498, 0.00368, 0.0436, 9.381 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (shares); i++)
    {
      double window = shares[i].window;

      g_assert_cmpfloat_with_epsilon (am_rolling_z_alarm_share (window, 2, false), shares[i].beyond_2, 0.51e-4);
      g_assert_cmpfloat_with_epsilon (am_rolling_z_alarm_share (window, 3, false), shares[i].beyond_3, 0.51e-5);
      g_assert_cmpfloat_with_epsilon (am_rolling_z_alarm_share (window, 2, true), shares[i].within_2, 0.51e-4);
      g_assert_cmpfloat (am_rolling_z_alarm_share (window, shares[i].largest - 0.002, true), >, 0);
      g_assert_cmpfloat (am_rolling_z_alarm_share (window, shares[i].largest + 0.002, true), ==, 0);
    }
  g_assert_true (isnan (am_rolling_z_alarm_share (1, 2, false)));
  g_assert_true (isnan (am_rolling_z_alarm_share (2, 2, true)));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  am_init ();
  g_test_add_func ("/math/distribution/quantile", test_quantile);
  g_test_add_func ("/math/distribution/student", test_student);
  g_test_add_func ("/math/distribution/binomial", test_binomial);
  g_test_add_func ("/math/distribution/critical", test_critical);
  g_test_add_func ("/math/distribution/alarm-share", test_alarm_share);
  return g_test_run ();
}
