#include "math/evidence/residual-tests.h"
#include "math/evidence/normal-plot.h"
#include "math/arima/unit-root.h"
#include "math/autocorrelation.h"
#include "math/init.h"
#include "vectors.h"

#include <math.h>

/* Annual flow of the Nile at Aswan, 1871-1970: Cobb (1978), Biometrika 65, 243-251. */
static const double nile[] = {
  1120, 1160, 963, 1210, 1160, 1160, 813, 1230, 1370, 1140, 995, 935, 1110, 994, 1020, 960, 1180, 799, 958, 1140, 1100, 1210, 1150, 
  1250, 1260, 1220, 1030, 1100, 774, 840, 874, 694, 940, 833, 701, 916, 692, 1020, 1050, 969, 831, 726, 456, 824, 702, 1120, 1100, 
  832, 764, 821, 768, 845, 864, 862, 698, 845, 744, 796, 1040, 759, 781, 865, 845, 944, 984, 897, 822, 1010, 771, 676, 649, 846, 
  812, 742, 801, 1040, 860, 874, 848, 890, 744, 749, 838, 1050, 918, 986, 797, 923, 975, 815, 1020, 906, 901, 1170, 912, 746, 919, 
  718, 714, 740
};
#define N G_N_ELEMENTS (nile)

static double *
less_mean (const double *x, gsize n)
{
  double *d = g_new (double, n), mean = 0;

  for (gsize i = 0; i < n; i++)
    mean += x[i] / n;
  for (gsize i = 0; i < n; i++)
    d[i] = x[i] - mean;
  return d;
}

/* Figures of statsmodels 0.13.5: jarque_bera, het_arch, runstest_1samp (median, no correction), pacf (ldb); the runs test also of R's tseries 0.10.53. */
static void
test_published (void)
{
  g_autofree double *e = less_mean (nile, N), *work = g_new (double, 13 * N);
  double p, skew, kurtosis, r[13], partial[13];

  assert_close (am_jarque_bera (e, N, &p, &skew, &kurtosis), 2.119404295495989, 1e-10);
  assert_close (p, 0.3465590183429913, 1e-10);
  assert_close (skew, 0.322369681723753, 1e-10);
  assert_close (kurtosis, 2.6950931549795216, 1e-10);
  assert_close (am_arch_lm (e, N, 4, &p, work), 9.53788406676233, 1e-9);
  assert_close (p, 0.048974607665072695, 1e-9);
  assert_close (am_arch_lm (e, N, 1, &p, work), 6.643956954873158, 1e-9);
  assert_close (am_arch_lm (e, N, 10, &p, work), 12.230505454096912, 1e-9);
  assert_close (p, 0.26992584552417337, 1e-9);
  assert_close (am_runs_test (nile, N, &p, work), -4.221374183841087, 1e-12);
  assert_close (p, 2.428174732475468e-05, 1e-12);

  am_autocorrelation (nile, N, 12, r);
  am_partial_autocorrelation (r, 12, partial, work);
  assert_close (partial[0], 1, 0);
  assert_close (partial[1], 0.49840818413302934, 1e-10);
  assert_close (partial[2], 0.18117100543757156, 1e-10);
  assert_close (partial[4], 0.006175636079215847, 1e-10);
  assert_close (partial[9], -0.14800441850744941, 1e-10);
  assert_close (partial[12], 0.08714989405981174, 1e-10);
}

/* Differences: another shape, and one value that lies on the median. */
static void
test_differences (void)
{
  double d[N - 1], p, skew, kurtosis;
  g_autofree double *work = g_new (double, 5 * N), *e = NULL;

  for (gsize i = 0; i + 1 < N; i++)
    d[i] = nile[i + 1] - nile[i];
  e = less_mean (d, N - 1);
  assert_close (am_jarque_bera (d, N - 1, &p, &skew, &kurtosis), 0.9509164581597597, 1e-10);
  assert_close (am_arch_lm (d, N - 1, 3, &p, work), 1.5454682883719535, 1e-9);
  assert_close (am_runs_test (d, N - 1, &p, work), 3.8585204770881862, 1e-12);
  assert_close (p, 0.00011407551132543542, 1e-12);
}

static void
test_vectors (void)
{
  JsonObject *r_vector = vectors_find ("nile-ts"), *python = r_vector != NULL ? vectors_find ("nile-statsmodels") : NULL, *want;
  g_autofree double *x = NULL, *acf = NULL, *pacf = NULL, *e = NULL;
  g_autofree double *work = g_new (double, 10 * N);
  double r[11], partial[11], p, skew, kurtosis, dw = 0, squares = 0;
  gsize n;

  if (python == NULL)
    return;
  x = vectors_get_numbers (vectors_get_object (r_vector, "inputs"), "nile", &n);
  want = vectors_get_object (r_vector, "expected");
  am_autocorrelation (x, n, 10, r);
  am_partial_autocorrelation (r, 10, partial, work);
  acf = vectors_get_numbers (want, "acf_1_10", &n);
  for (gsize k = 0; k < n; k++)
    assert_close (r[k + 1], acf[k], 1e-6);
  pacf = vectors_get_numbers (want, "pacf_1_5", &n);
  for (gsize k = 0; k < n; k++)
    assert_close (partial[k + 1], pacf[k], 1e-6);
  assert_close (am_ljung_box (r, N, 10, 0, &p), json_object_get_double_member (want, "ljung_box_10"), 1e-6);
  assert_close (p, json_object_get_double_member (want, "ljung_box_p"), 1e-6);

  want = vectors_get_object (python, "expected");
  e = less_mean (x, N);
  assert_close (am_ljung_box (r, N, 10, 0, &p), json_object_get_double_member (want, "ljung_box_10"), 1e-8);
  assert_close (am_arch_lm (e, N, 4, &p, work), json_object_get_double_member (want, "arch_lm4"), 1e-8);
  assert_close (p, json_object_get_double_member (want, "arch_lm4_p"), 1e-8);
  assert_close (am_jarque_bera (e, N, &p, &skew, &kurtosis), json_object_get_double_member (want, "jb"), 1e-8);
  assert_close (p, json_object_get_double_member (want, "jb_p"), 1e-8);
  for (gsize i = 0; i < N; i++)
    {
      dw += i > 0 ? (e[i] - e[i - 1]) * (e[i] - e[i - 1]) : 0;
      squares += e[i] * e[i];
    }
  assert_close (dw / squares, json_object_get_double_member (want, "dw_demeaned"), 1e-8);
}

/* Unit roots of the same series: R's tseries and urca, statsmodels; each with its own rule for lags. */
static void
test_unit_roots (void)
{
  JsonObject *r_vector = vectors_find ("nile-ts"), *python = r_vector != NULL ? vectors_find ("nile-statsmodels") : NULL;
  g_autofree double *work = g_new (double, am_adf_work (N, 5));
  AmUnitRoot test;

  g_assert_true (am_adf (nile, N, AM_TREND_LEVEL, 1, work, &test));
  assert_close (test.statistic, -4.048705096914341, 1e-9);
  assert_close (test.p, 0.0011758879503871295, 1e-6);
  g_assert_true (am_kpss (nile, N, AM_TREND_LEVEL, 4, &test));
  assert_close (test.statistic, 0.9654349077526598, 1e-9);
  if (python == NULL)
    return;
  g_assert_true (am_kpss (nile, N, AM_TREND_LEVEL, 5, &test));
  assert_close (test.statistic, json_object_get_double_member (vectors_get_object (python, "expected"), "kpss_auto"), 1e-8);
  g_assert_true (am_kpss (nile, N, AM_TREND_LINE, 4, &test));
  assert_close (test.statistic, json_object_get_double_member (vectors_get_object (r_vector, "expected"), "kpss_trend_stat"), 1e-6);
  g_assert_true (am_adf (nile, N, AM_TREND_LINE, 4, work, &test));
  assert_close (test.statistic, json_object_get_double_member (vectors_get_object (r_vector, "expected"), "adf_tseries_stat"), 1e-6);
}

static void
test_edges (void)
{
  static const double flat[20] = { 0 }, sides[] = { 1, -1, 1, -1, 1, -1, 1, -1, 1, -1, 1, -1 };
  double work[200], p, skew, kurtosis, huge[N], r[] = { 1, 1, 1 }, partial[3];
  g_autofree double *big = g_new (double, 6 * N);

  g_assert_true (isnan (am_jarque_bera (flat, 20, &p, &skew, &kurtosis)) && isnan (p));
  g_assert_true (isnan (am_jarque_bera (nile, 7, &p, &skew, &kurtosis)));
  /* Squares that never change say nothing of changing variance. */
  g_assert_true (isnan (am_arch_lm (sides, 12, 2, &p, work)) && isnan (p));
  g_assert_true (isnan (am_arch_lm (nile, 6, 2, &p, work)));
  g_assert_true (isnan (am_arch_lm (nile, N, 0, &p, big)));
  g_assert_true (isnan (am_runs_test (flat, 20, &p, work)));
  g_assert_cmpfloat (am_runs_test (sides, 12, &p, work), >, 3);
  am_partial_autocorrelation (r, 2, partial, work);
  g_assert_true (partial[1] == 1 && isnan (partial[2]));
  /* The unit of the data does not matter, however large. */
  for (gsize i = 0; i < N; i++)
    huge[i] = (nile[i] - 900) * 1e200;
  assert_close (am_arch_lm (huge, N, 3, &p, big), ({ double e[N]; for (gsize i = 0; i < N; i++) e[i] = nile[i] - 900; am_arch_lm (e, N, 3, &p, big); }), 1e-9);
  assert_close (am_jarque_bera (huge, N, &p, &skew, &kurtosis), 2.119404295495989, 1e-9);
}

/* R 4.2.2: qqnorm (1:8), qqnorm (1:11), and the line of qqline. */
static void
test_normal_plot (void)
{
  static const double sorted[] = { -2.25, -1, 0.2, 2.1, 3.3, 5.5, 8 };
  double z[11], a, b;

  am_normal_scores (8, z);
  assert_close (z[0], -1.434200159686379, 1e-12);
  assert_close (z[4], 0.152505974246244, 1e-12);
  am_normal_scores (11, z);
  assert_close (z[0], -1.690621629584898, 1e-12);
  assert_close (z[5], 0, 1e-12);
  am_normal_plot_line (sorted, 7, &a, &b);
  assert_close (a, 2, 1e-12);
  assert_close (b, 3.55824532441345, 1e-12);
  am_normal_plot_line (sorted, 1, &a, &b);
  g_assert_true (isnan (a) && isnan (b));
}

int
main (int argc, char **argv)
{
  am_init ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/math/evidence/residual-tests/published", test_published);
  g_test_add_func ("/math/evidence/residual-tests/differences", test_differences);
  g_test_add_func ("/math/evidence/residual-tests/vectors", test_vectors);
  g_test_add_func ("/math/evidence/residual-tests/unit-roots", test_unit_roots);
  g_test_add_func ("/math/evidence/residual-tests/edges", test_edges);
  g_test_add_func ("/math/evidence/residual-tests/normal-plot", test_normal_plot);
  return g_test_run ();
}
