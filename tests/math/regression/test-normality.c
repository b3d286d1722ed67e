#include "math/regression/normality.h"
#include "math/drift/two-sample.h"
#include "math/init.h"
#include "vectors.h"

#include <math.h>

/* R 4.2.2: shapiro.test; nortest 1.0.4: ad.test, lillie.test. */
static void
test_published (void)
{
  static const double nine[] = { 2.1, 2.3, 2.9, 3.0, 3.3, 3.8, 4.4, 6.1, 9.7 };
  double many[300], p;

  assert_close (am_shapiro_wilk (nine, 9, &p), 0.80320440746160626, 1e-10);
  assert_close (p, 0.022214705812306761, 1e-9);
  assert_close (am_anderson_darling_normal (nine, 9, &p), 0.74584316381331917, 1e-11);
  assert_close (p, 0.032560417387009211, 1e-11);
  assert_close (am_lilliefors (nine, 9, &p), 0.24086564540399802, 1e-11);
  assert_close (p, 0.13829351285712121, 1e-10);
  assert_close (am_shapiro_wilk (nine, 5, &p), 0.9267452438636441, 1e-10);
  assert_close (p, 0.57434976889030986, 1e-9);
  assert_close (am_shapiro_wilk (nine, 3, &p), 0.92307692307692291, 1e-10);
  assert_close (p, 0.4632628749337937, 1e-9);

  for (int i = 0; i < 300; i++)
    many[i] = i + 3 * sin (i * i);
  am_radix_sort (many, 300, (double[300]) { 0 });
  assert_close (am_shapiro_wilk (many, 300, &p), 0.9545771213250388, 1e-10);
  g_assert_cmpfloat_with_epsilon (p / 4.9664057260660045e-08, 1, 1e-6);
  assert_close (am_anderson_darling_normal (many, 300, &p), 3.3044547464748462, 1e-10);
  g_assert_cmpfloat_with_epsilon (p / 2.7339359958155805e-08, 1, 1e-8);
  assert_close (am_lilliefors (many, 300, &p), 0.063476950525621523, 1e-11);
  g_assert_cmpfloat_with_epsilon (p / 0.0053634900563013241, 1, 1e-8);
}

/* The place and unit of the values do not matter. */
static void
test_laws (void)
{
  double x[40], y[40], p, q;

  for (int i = 0; i < 40; i++)
    x[i] = g_test_rand_double ();
  am_radix_sort (x, 40, y);
  for (int i = 0; i < 40; i++)
    y[i] = 1e6 + 512 * x[i];
  assert_close (am_shapiro_wilk (x, 40, &p), am_shapiro_wilk (y, 40, &q), 1e-9);
  assert_close (p, q, 1e-7);
  assert_close (am_anderson_darling_normal (x, 40, &p), am_anderson_darling_normal (y, 40, &q), 1e-7);
  assert_close (am_lilliefors (x, 40, &p), am_lilliefors (y, 40, &q), 1e-9);
}

static void
test_undefined (void)
{
  static const double flat[] = { 5, 5, 5, 5, 5, 5, 5, 5 }, rising[] = { 1, 2, 3, 4, 5, 6, 7, 8 };
  double p;

  g_assert_true (isnan (am_shapiro_wilk (flat, 8, &p)) && isnan (p));
  g_assert_true (isnan (am_shapiro_wilk (rising, 2, &p)) && isnan (p));
  g_assert_true (isnan (am_anderson_darling_normal (flat, 8, &p)) && isnan (am_anderson_darling_normal (rising, 7, &p)));
  g_assert_true (isnan (am_lilliefors (flat, 8, &p)) && isnan (am_lilliefors (rising, 4, &p)));
}

int
main (int argc, char **argv)
{
  am_init ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/math/regression/normality/published", test_published);
  g_test_add_func ("/math/regression/normality/laws", test_laws);
  g_test_add_func ("/math/regression/normality/undefined", test_undefined);
  return g_test_run ();
}
