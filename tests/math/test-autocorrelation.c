#include "math/autocorrelation.h"
#include "nile-data.h"

#include <glib.h>
#include <math.h>

/* R 4.2.2: acf (Nile, plot = FALSE)$acf; Box.test (Nile, lag = 10, type = "Ljung"). */
static void
test_nile (void)
{
  static const double expected[] = {
    1, 0.498408184133029, 0.384576903904873, 0.327860437522546, 0.239191169941486, 0.22842198672084,
    0.227300982564721, 0.222046115263292, 0.299961182040464, 0.141739657780826, 0.0897914110039948,
  };
  double r[11], p_value;

  am_autocorrelation (nile, 100, 10, r);
  for (int lag = 0; lag <= 10; lag++)
    g_assert_cmpfloat_with_epsilon (r[lag], expected[lag], 1e-13);
  g_assert_cmpfloat_with_epsilon (am_ljung_box (r, 100, 10, 0, &p_value), 88.1268715513, 1e-9);
  /* Its p-value is 1 - pchisq (), so it ends where 1 does. */
  g_assert_cmpfloat_with_epsilon (p_value, 1.25455201782643e-14, 1e-16);

  /* chi2 with 4 degrees has a closed tail: exp (-q/2) (1 + q/2). */
  {
    double q = am_ljung_box (r, 100, 5, 1, &p_value);
    g_assert_cmpfloat_with_epsilon (p_value / (exp (-q / 2) * (1 + q / 2)), 1, 1e-10);
  }
}

/* Two of the values taken out. numpy, with R's rule: s(k) = sum of the existing products / (their number + k). */
static void
test_gaps (void)
{
  static const double x[] = { 112, 118, 132, 129, NAN, 135, 148, 148, 136, NAN, 104, 118 };
  static const double expected[] = { 1, 0.6778797145769623, 0.026121304791029563, -0.2673009400838147, -0.3681051078162703 };
  double r[5];

  am_autocorrelation (x, G_N_ELEMENTS (x), 4, r);
  for (int lag = 0; lag <= 4; lag++)
    g_assert_cmpfloat_with_epsilon (r[lag], expected[lag], 2e-9);
}

static void
test_undefined (void)
{
  double flat[40], r[6], p_value;

  for (int i = 0; i < 40; i++)
    flat[i] = i % 2 == 0 ? 0.3 : 0.1 + 0.2;
  am_autocorrelation (flat, 40, 5, r);
  for (int lag = 0; lag <= 5; lag++)
    g_assert_true (isnan (r[lag]));
  g_assert_true (isnan (am_ljung_box (r, 40, 5, 0, &p_value)));
  g_assert_true (isnan (p_value));

  am_autocorrelation (flat, 0, 5, r);
  g_assert_true (isnan (r[0]));

  /* More lags than rows: those that have no pair. */
  am_autocorrelation (nile, 3, 5, r);
  g_assert_cmpfloat (r[0], ==, 1);
  g_assert_false (isnan (r[2]));
  g_assert_true (isnan (r[3]));

  am_autocorrelation (nile, 100, 5, r);
  g_assert_true (isnan (am_ljung_box (r, 100, 2, 2, &p_value)));
  g_assert_true (isnan (am_ljung_box (r, 5, 5, 0, &p_value)));
}

/* Against a plain loop, at lengths around the kernel's eight sums. */
static void
test_twin (void)
{
  double x[60], r[10];

  for (size_t n = 2; n <= G_N_ELEMENTS (x); n++)
    {
      double mean = 0, squares = 0;

      for (size_t t = 0; t < n; t++)
        mean += x[t] = 1e6 + 10 * t % 3 + g_test_rand_double ();      /* never as good as constant */
      mean /= n;
      for (size_t t = 0; t < n; t++)
        squares += (x[t] - mean) * (x[t] - mean);

      am_autocorrelation (x, n, 9, r);
      for (size_t lag = 0; lag <= 9 && lag < n; lag++)
        {
          double sum = 0;

          for (size_t t = lag; t < n; t++)
            sum += (x[t] - mean) * (x[t - lag] - mean);
          g_assert_cmpfloat_with_epsilon (r[lag], sum / squares, 1e-8);
        }
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/math/autocorrelation/nile", test_nile);
  g_test_add_func ("/math/autocorrelation/gaps", test_gaps);
  g_test_add_func ("/math/autocorrelation/undefined", test_undefined);
  g_test_add_func ("/math/autocorrelation/twin", test_twin);
  return g_test_run ();
}
