#include "math/beta.h"
#include "math/credit/concentration.h"
#include "math/credit/default-tests.h"
#include "math/credit/grade-migration.h"
#include "math/credit/loss-tests.h"
#include "math/credit/low-default.h"
#include "math/distribution.h"
#include "math/drift/contingency.h"
#include "math/evidence/conformal.h"
#include "math/evidence/group-difference.h"
#include "math/evidence/mcnemar.h"
#include "math/evidence/multiplicity.h"
#include "math/sensitivity/sobol-indices.h"
#include "math/gamma-tails.h"
#include "math/init.h"

#include <glib.h>
#include <math.h>

#define g_assert_near(a, b, tolerance) g_assert_cmpfloat (fabs ((a) - (b)), <=, (tolerance) * fmax (1, fabs ((double) (b))))
#define g_assert_relative(a, b, tolerance) g_assert_cmpfloat (fabs ((a) / (b) - 1), <=, (tolerance))

/* R 4.2.2: pbeta, qbeta, pgamma, qgamma, binom.test. The large ones are where GSL's own give NaN or few digits. */
static void
test_tails (void)
{
  static const double beta[][5] = {
    { 0.01, 7.5, 243.5, 0.0075370162596839884, 0.99246298374031605 }, { 0.3, 3010000, 7e+06, 6.9343101268699947e-07, 0.99999930656898739 },
    { 0.5, 5010000, 5e+06, 0.00078695768721989386, 0.99921304231278008 }, { 0.01, 1e+06, 9.9e+07, 0.50013097767968606, 0.49986902232031394 },
    { 0.9, 0.5, 0.5, 0.79516723530086664, 0.20483276469913339 }, { 1e-12, 0.5, 1e+06, 0.0011283786499222729, 0.99887162135007768 },
    { 0.99999, 1e+06, 3, 0.0027692595182506829, 0.99723074048174931 },
  };
  static const double beta_quantile[][4] = {
    { 0.5, 1, 800, 0.00086605873016579247 }, { 0.025, 1e+06, 9.9e+07, 0.0099805078884785577 }, { 0.975, 0.01, 5, 0.01038688723885961 },
    { 1e-10, 0.5, 0.5, 2.4674011002723406e-20 }, { 0.999, 3.5, 1e+07, 1.216093425938884e-06 },
  };
  static const double gamma[][4] = {
    { 2.5, 3, 0.45618688411667041, 0.54381311588332959 }, { 1001000, 1e+06, 0.84134478636834031, 0.15865521363165971 },
    { 99980000, 1e+08, 0.022744732581593555, 0.97725526741840651 }, { 0.01, 0.5, 0.1124629160182849, 0.88753708398171505 }, { 25, 0.5, 0.99999999999846256, 1.5374597944280343e-12 },
  };
  static const double gamma_quantile[][3] = {
    { 0.025, 1e+06, 998040.98334029387 }, { 0.975, 18, 27.218646815906613 }, { 0.025, 17, 9.9031264696072885 }, { 0.5, 2e+08, 199999999.66666666 }, { 1e-10, 3, 0.00084361056248472748 },
  };
  static const double binomial[][4] = {
    { 3, 20, 0.3, 0.220418267380709 }, { 7, 250, 0.01, 0.0137014478552037 }, { 0, 300, 0.01, 0.081791840474065 }, { 520, 1000, 0.5, 0.217448293204141 }, { 19, 20, 0.9, 0.714820192935702 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (beta); i++)
    {
      /* One part in 1e12 of x at 1 - 1e-5 moves this tail by as much as R and we differ. */
      g_assert_relative (am_beta_lower (beta[i][0], beta[i][1], beta[i][2]), beta[i][3], 1e-11);
      g_assert_relative (am_beta_upper (beta[i][0], beta[i][1], beta[i][2]), beta[i][4], 1e-11);
    }
  for (guint i = 0; i < G_N_ELEMENTS (beta_quantile); i++)
    g_assert_relative (am_beta_quantile (beta_quantile[i][0], beta_quantile[i][1], beta_quantile[i][2]), beta_quantile[i][3], 1e-11);
  for (guint i = 0; i < G_N_ELEMENTS (gamma); i++)
    {
      g_assert_relative (am_gamma_lower (gamma[i][0], gamma[i][1]), gamma[i][2], 1e-11);
      g_assert_relative (am_gamma_upper (gamma[i][0], gamma[i][1]), gamma[i][3], 1e-11);
    }
  for (guint i = 0; i < G_N_ELEMENTS (gamma_quantile); i++)
    g_assert_relative (am_gamma_quantile (gamma_quantile[i][0], gamma_quantile[i][1], 0), gamma_quantile[i][2], 1e-12);
  for (guint i = 0; i < G_N_ELEMENTS (binomial); i++)
    g_assert_relative (am_binomial_two_sided (binomial[i][0], binomial[i][1], binomial[i][2]), binomial[i][3], 1e-12);
  g_assert_true (isnan (am_beta_lower (1.5, 1, 1)));
  g_assert_true (isnan (am_gamma_lower (-1, 1)));
  g_assert_relative (am_chi_square_upper (2000, 1500), 5.80991098976199e-17, 1e-11);
}

/* R: pbeta, binom.test, prop.test, pnorm, integrate; SciPy nothing. */
static void
test_defaults (void)
{
  static const double rate[5] = { 0.021, 0.025, 0.019, 0.031, 0.028 }, pd[5] = { 0.02, 0.02, 0.02, 0.02, 0.02 };
  AmProportions plain = am_two_proportions (15, 200, 25, 180, FALSE), corrected = am_two_proportions (15, 200, 25, 180, TRUE);
  AmDefaultPower power = am_default_power (300, 0.02, 0.05, 1.5);
  AmNormalYears years = am_normal_years (rate, pd, 5);

  g_assert_near (am_jeffreys_p (12, 400, 0.02), 0.0830667995643539, 1e-13);
  g_assert_near (am_default_binomial_p (12, 400, 0.02), 0.10973307622423, 1e-13);
  g_assert_near (years.z, 2.18181818181818, 1e-13);
  g_assert_near (years.p_value, 0.0145614770761925, 1e-13);
  g_assert_near (plain.chi2, 4.1058006535947715, 1e-13);
  g_assert_near (plain.p, 0.0427363519186983, 1e-13);
  g_assert_near (plain.p_less, 0.0213681759593491, 1e-13);
  g_assert_near (corrected.chi2, 3.4554697712418303, 1e-13);
  g_assert_near (corrected.p, 0.0630428180456815, 1e-13);
  g_assert_near (am_vasicek_quantile (0.02, 0.12, 0.999), 0.1472824968109245, 1e-13);
  g_assert_near (am_vasicek_p (0.05, 0.02, 0.12), 0.0701899553994977, 1e-13);
  g_assert_near (am_vasicek_binomial_p (5, 200, 0.01, 0.12), 0.124086322618323, 1e-11);
  g_assert_cmpfloat (power.critical, ==, 11);
  g_assert_near (power.size, 0.0409620590646263, 1e-13);
  g_assert_near (power.power, 0.2921827778904925, 1e-13);
  g_assert_true (isnan (am_jeffreys_p (5, 4, 0.1)));
  g_assert_true (isnan (am_two_proportions (0, 10, 0, 10, FALSE).z));
  /* A hundred million obligors. */
  g_assert_near (am_jeffreys_p (1e6, 1e8, 0.01), 0.5, 1e-3);
}

/* Pluto & Tasche (2005), their table without defaults; R: qbeta. With correlation the bound grows, and solves its own equation. */
static void
test_low_default (void)
{
  static const double n[3] = { 100, 400, 300 }, none[3] = { 0, 0, 0 }, few[3] = { 0, 2, 1 };
  double bound[3], scaled[3], mean = 0;

  am_pluto_tasche (none, n, 3, 0.9, 0, FALSE, bound);
  g_assert_cmpfloat (round (1e4 * bound[0]), ==, 29);
  g_assert_cmpfloat (round (1e4 * bound[1]), ==, 33);
  g_assert_cmpfloat (round (1e4 * bound[2]), ==, 76);
  am_pluto_tasche (few, n, 3, 0.9, 0, FALSE, bound);
  g_assert_near (bound[0], 0.00833178219068753, 1e-13);
  am_pluto_tasche (few, n, 3, 0.9, 0, TRUE, scaled);
  for (guint i = 0; i < 3; i++)
    mean += n[i] * scaled[i] / 800;
  g_assert_near (mean, bound[0], 1e-13);
  g_assert_cmpfloat (am_default_upper_bound (3, 800, 0.9, 0.12), >, bound[0]);
  g_assert_near (am_vasicek_binomial_p (4, 800, am_default_upper_bound (3, 800, 0.9, 0.12), 0.12), 0.9, 1e-11);
  g_assert_cmpfloat (am_default_upper_bound (5, 5, 0.5, 0), ==, 1);
}

/* MathWorks' example of matrixWeightedBandwidth; ECB's z by hand. */
static void
test_migration (void)
{
  static const double count[25] = { 10, 8, 15, 9, 10, 11, 9, 13, 9, 8, 0, 10, 10, 11, 10, 0, 0, 9, 11, 11, 0, 0, 0, 11, 10 }, two[4] = { 80, 20, 30, 70 };
  AmBandwidth width = am_migration_bandwidth (count, 5);
  double z[25], p[25];

  g_assert_near (width.upper, 0.6066066066066066, 1e-14);
  g_assert_near (width.lower, 0.33064516129032256, 1e-14);
  am_migration_z (two, 2, z, p);
  g_assert_true (isnan (z[0]));
  g_assert_near (z[1], (0.8 - 0.2) / sqrt ((0.16 + 0.16 + 2 * 0.16) / 100), 1e-14);
  g_assert_near (p[2], 1 - am_normal_upper (z[2]), 1e-14);
}

static void
test_concentration (void)
{
  static const double then[6] = { 50, 120, 200, 180, 90, 40 }, now[6] = { 20, 60, 320, 260, 60, 20 }, even[4] = { 5, 5, 5, 5 }, one[4] = { 0, 0, 0, 7 }, none[2] = { 0, 0 };
  AmGradeConcentration a = am_grade_concentration (then, 6), b = am_grade_concentration (now, 6);
  AmConcentrationGrowth growth = am_concentration_growth (a.cv, b.cv, 6);

  /* Values of the catalogue, computed with meliora's and MathWorks' formulas. */
  g_assert_near (b.cv, 0.9748480430741316, 1e-14);
  g_assert_near (a.index, 0.13977824942785333, 1e-13);
  g_assert_near (growth.p_value, 0.20027231829259118, 1e-13);
  g_assert_near (am_herfindahl (even, 4), 0.25, 1e-15);
  g_assert_near (am_gini_concentration (even, 4), 0, 1e-15);
  g_assert_near (am_gini_concentration (one, 4), 0.75, 1e-15);
  g_assert_near (am_top_share (one, 4, 1), 1, 1e-15);
  g_assert_near (am_grade_concentration (one, 4).index, 1, 1e-14);
  g_assert_near (am_grade_concentration (even, 4).index, 0, 1e-14);
  g_assert_true (isnan (am_herfindahl (none, 2)));
}

/* R: mcnemar.test (with and without correction), binom.test; p.adjust; statsmodels multipletests. */
static void
test_comparison (void)
{
  static const double p[5] = { 0.042, 0.001, 0.039, 0.008, 0.041 }, holm[5] = { 0.117, 0.005, 0.117, 0.032, 0.117 }, bh[5] = { 0.042, 0.005, 0.042, 0.02, 0.042 };
  static const double a[4] = { 1e9 + 1, 1e9 + 2, 1e9 + 3, 1e9 + 4 }, b[3] = { 1e9 + 2, 1e9 + 4, 1e9 + 6 };
  AmMcNemar test = am_mcnemar (86, 150);
  double adjusted[5];
  size_t order[5];

  g_assert_near (test.chi_square, 17.3559322033898, 1e-13);
  g_assert_near (test.p_value, 3.09929344104522e-05, 1e-13);
  g_assert_near (test.chi_square_corrected, 16.8177966101695, 1e-13);
  g_assert_near (test.p_corrected, 4.11456228134594e-05, 1e-13);
  g_assert_relative (test.p_exact, 3.71593613957143e-05, 1e-11);
  g_assert_cmpfloat (am_mcnemar (0, 0).p_exact, ==, 1);
  am_holm (p, 5, adjusted, order);
  for (guint i = 0; i < 5; i++)
    g_assert_near (adjusted[i], holm[i], 1e-14);
  am_benjamini_hochberg (p, 5, adjusted, order);
  for (guint i = 0; i < 5; i++)
    g_assert_near (adjusted[i], bh[i], 1e-14);
  am_bonferroni (p, 5, adjusted);
  g_assert_near (adjusted[0], 0.21, 1e-14);
  /* Means 2.5 and 4, variances 5/3 and 4: nothing cancels far from 0. */
  g_assert_near (am_standardised_difference (a, 4, b, 3).pooled, -1.5 / sqrt ((3 * 5.0 / 3 + 2 * 4) / 5), 1e-12);
}

static void
test_losses (void)
{
  static const double realised[4] = { 0.2, 0.5, 0.9, 0.4 }, estimated[4] = { 0.1, 0.45, 0.7, 0.45 }, exposure[4] = { 100, 200, 50, 10 };
  AmPairedT test = am_paired_t (realised, estimated, 4);
  AmLossShortfall all = am_loss_shortfall (realised, estimated, exposure, 4);

  /* Differences 0.1, 0.05, 0.2, -0.05: mean 0.075, sum of squares about it 0.0325. */
  g_assert_near (test.t, 2 * 0.075 / sqrt (0.0325 / 3), 1e-13);
  g_assert_near (test.mean_absolute, 0.1, 1e-15);
  g_assert_near (all.ratio, (20 + 100 + 45 + 4) / (10 + 90 + 35 + 4.5), 1e-14);
  g_assert_near (all.shortfall, 1 - 139.5 / 169, 1e-14);
  g_assert_cmpuint (am_lgd_segment (0.05), ==, 1);
  g_assert_cmpuint (am_lgd_segment (-0.2), ==, 0);
  g_assert_cmpuint (am_lgd_segment (1), ==, 11);
  g_assert_cmpuint (am_lgd_segment (0.999), ==, 10);
  g_assert_true (isnan (am_paired_t (realised, realised, 4).t));
}

static void
test_conformal (void)
{
  static const double sorted[19] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19 };

  g_assert_cmpfloat (am_split_conformal (sorted, 19, 0.1).rank, ==, 18);
  g_assert_cmpfloat (am_split_conformal (sorted, 19, 0.1).quantile, ==, 18);
  g_assert_cmpfloat (am_split_conformal (sorted, 9, 0.2).quantile, ==, 8);
  g_assert_true (isinf (am_split_conformal (sorted, 8, 0.1).quantile));
  g_assert_true (isnan (am_split_conformal (sorted, 0, 0.1).rank));
}

/* y = x1 + 2 x2, independent and uniform: shares 1/5 and 4/5, total the same. */
static void
test_sobol (void)
{
  const size_t n = 4096;
  g_autofree double *points = g_new (double, 4 * n), *y = g_new (double, 4 * n);
  AmOutputSpread spread;

  g_assert_cmpint (am_sobol_points (n, 4, points), ==, 0);
  for (size_t i = 0; i < n; i++)
    {
      const double *u = points + 4 * i;

      y[i] = u[0] + 2 * u[1];
      y[n + i] = u[2] + 2 * u[3];
      y[2 * n + i] = u[2] + 2 * u[1];
      y[3 * n + i] = u[0] + 2 * u[3];
    }
  spread = am_output_spread (y, y + n, n);
  g_assert_near (spread.variance, 5.0 / 12, 1e-3);
  g_assert_near (am_sobol_first (y, y + n, y + 2 * n, n, &spread), 0.2, 5e-3);
  g_assert_near (am_sobol_first (y, y + n, y + 3 * n, n, &spread), 0.8, 5e-3);
  g_assert_near (am_sobol_total (y, y + 3 * n, n, &spread), 0.8, 5e-3);
  g_assert_cmpint (am_sobol_points (1, 41, points), !=, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  am_init ();
  g_test_add_func ("/math/tails", test_tails);
  g_test_add_func ("/math/credit/defaults", test_defaults);
  g_test_add_func ("/math/credit/low-default", test_low_default);
  g_test_add_func ("/math/credit/migration", test_migration);
  g_test_add_func ("/math/credit/concentration", test_concentration);
  g_test_add_func ("/math/credit/losses", test_losses);
  g_test_add_func ("/math/evidence/comparison", test_comparison);
  g_test_add_func ("/math/evidence/conformal", test_conformal);
  g_test_add_func ("/math/evidence/sobol", test_sobol);
  return g_test_run ();
}
