#include "math/distribution.h"
#include "math/forecast-accuracy.h"
#include "nile-data.h"

#include <glib.h>
#include <math.h>

#define EPSILON 1e-12

static void
check_forecast (double forecast, double bias, double mae, double rmse, double mape, double wape, double mase)
{
  AmAccuracy accuracy;

  am_accuracy_init (&accuracy);
  for (int t = 80; t < 100; t++)
    am_accuracy_add (&accuracy, nile[t], forecast);
  g_assert_cmpuint (accuracy.n, ==, 20);
  g_assert_cmpfloat_with_epsilon (am_mae (&accuracy), mae, 1e-9);
  g_assert_cmpfloat_with_epsilon (am_rmse (&accuracy), rmse, 1e-9);
  g_assert_cmpfloat_with_epsilon (am_mape (&accuracy), mape / 100, 1e-9);
  g_assert_cmpfloat_with_epsilon (am_mae (&accuracy) / am_mase_scale (nile, 80, 1), mase, 1e-9);
  if (!isnan (bias))
    g_assert_cmpfloat_with_epsilon (am_bias (&accuracy), bias, 1e-9);
  if (!isnan (wape))
    g_assert_cmpfloat_with_epsilon (am_wape (&accuracy), wape, 1e-9);
}

/* R 4.2.2, forecast 8.20: accuracy (naive (Nile[1:80], 20), Nile[81:100]) and the same of meanf. R's ME is
 * actual - forecast: the other sign. */
static void
test_nile (void)
{
  check_forecast (890, 12.95, 101.95, 123.06238255454, 11.962648268034, 0.116241947437432, 0.760389916918429);
  check_forecast (929.925, NAN, 108.0125, 133.313214367519, 13.1561511369366, NAN, 0.805606825906344);
}

static const double actual[] = { 112, 118, 132, 129, 121, 135, 148, 148, 136, 119, 104, 118 };
static const double forecast[] = { 110, 120, 130, 131, 119, 140, 150, 141, 139, 121, 100, 115 };

/* numpy 1.24: e = f - y; mean (abs (e)), sqrt (mean (e*e)), … ; interval f - 8 to f + 4 at 80 %. */
static void
test_table (void)
{
  AmAccuracy accuracy;

  am_accuracy_init (&accuracy);
  for (guint i = 0; i < G_N_ELEMENTS (actual); i++)
    {
      am_accuracy_add (&accuracy, actual[i], forecast[i]);
      am_accuracy_add_interval (&accuracy, actual[i], forecast[i] - 8, forecast[i] + 4, 0.8);
    }
  g_assert_cmpfloat_with_epsilon (am_mae (&accuracy), 3, EPSILON);
  g_assert_cmpfloat_with_epsilon (am_rmse (&accuracy), 3.366501646120693, EPSILON);
  g_assert_cmpfloat_with_epsilon (am_bias (&accuracy), -0.3333333333333333, EPSILON);
  g_assert_cmpfloat_with_epsilon (am_wape (&accuracy), 0.02368421052631579, EPSILON);
  g_assert_cmpfloat_with_epsilon (am_relative_bias (&accuracy), -0.002631578947368421, EPSILON);
  g_assert_cmpfloat_with_epsilon (am_smape (&accuracy), 0.023652013981800304, EPSILON);
  g_assert_cmpfloat_with_epsilon (am_mape (&accuracy), 0.023549106123440907, EPSILON);
  g_assert_cmpfloat_with_epsilon (am_coverage (&accuracy), 11.0 / 12, EPSILON);
  g_assert_cmpfloat_with_epsilon (am_mean_width (&accuracy), 12, EPSILON);
  g_assert_cmpfloat_with_epsilon (am_winkler (&accuracy), 14.5, EPSILON);
  g_assert_cmpfloat_with_epsilon (am_pinball (&accuracy), 0.725, EPSILON);
  g_assert_cmpfloat_with_epsilon (am_mase_scale (actual, 12, 7), 19, EPSILON);
  g_assert_cmpfloat_with_epsilon (am_rmsse_scale (actual, 12, 7), 484.6, EPSILON);
}

/* Interval scores are tied: Winkler = (4 / alpha) times the mean pinball loss of the two limits. */
static void
test_interval_law (void)
{
  AmAccuracy accuracy;

  am_accuracy_init (&accuracy);
  for (int i = 0; i < 1000; i++)
    {
      double lower = g_test_rand_double_range (-5, 5);
      am_accuracy_add_interval (&accuracy, g_test_rand_double_range (-10, 10), lower, lower + g_test_rand_double (), 0.95);
    }
  g_assert_cmpfloat_with_epsilon (am_winkler (&accuracy), 4 / 0.05 * am_pinball (&accuracy), 1e-9);
}

static void
test_zeros_and_gaps (void)
{
  AmAccuracy accuracy;
  double y[] = { 1, NAN, 3, 5, NAN, 9 };

  am_accuracy_init (&accuracy);
  am_accuracy_add (&accuracy, 0, 0);
  am_accuracy_add (&accuracy, 0, 2);
  am_accuracy_add (&accuracy, 4, 2);
  am_accuracy_add (&accuracy, NAN, 2);
  am_accuracy_add (&accuracy, 4, NAN);
  am_accuracy_add_interval (&accuracy, 4, NAN, 5, 0.9);
  g_assert_cmpuint (accuracy.n, ==, 3);
  g_assert_cmpuint (accuracy.n_missing, ==, 2);
  g_assert_cmpuint (accuracy.n_zero_actual, ==, 2);
  g_assert_cmpuint (accuracy.n_interval, ==, 0);
  g_assert_cmpfloat_with_epsilon (am_smape (&accuracy), (0 + 2 + 4.0 / 6) / 3, EPSILON);
  g_assert_cmpfloat_with_epsilon (am_mape (&accuracy), 0.5, EPSILON);
  g_assert_cmpfloat_with_epsilon (am_wape (&accuracy), 1, EPSILON);
  g_assert_true (isnan (am_coverage (&accuracy)));

  g_assert_cmpfloat (am_mase_scale (y, 6, 1), ==, 2);
  g_assert_cmpfloat (am_mase_scale (y, 6, 2), ==, 3);
  g_assert_true (isnan (am_mase_scale (y, 6, 6)));
  g_assert_true (isnan (am_rmsse_scale (y, 0, 1)));
}

static void
test_undefined (void)
{
  AmAccuracy accuracy;

  am_accuracy_init (&accuracy);
  g_assert_true (isnan (am_mae (&accuracy)));
  g_assert_true (isnan (am_rmse (&accuracy)));
  g_assert_true (isnan (am_bias (&accuracy)));
  g_assert_true (isnan (am_winkler (&accuracy)));
  am_accuracy_add (&accuracy, 0, 3);
  g_assert_true (isnan (am_wape (&accuracy)));
  g_assert_true (isnan (am_relative_bias (&accuracy)));
  g_assert_true (isnan (am_mape (&accuracy)));
  g_assert_cmpfloat (am_mae (&accuracy), ==, 3);
}

/* Small errors after a huge one are not lost, and pieces merged in order give what one pass gives. */
static void
test_merge (void)
{
  AmAccuracy whole, merged;

  am_accuracy_init (&whole);
  am_accuracy_init (&merged);
  for (int piece = 0; piece < 50; piece++)
    {
      AmAccuracy part;

      am_accuracy_init (&part);
      for (int i = 0; i < 100; i++)
        {
          double y = g_test_rand_double_range (0, 9), f = piece == 0 && i == 0 ? 1e17 : y + 1;

          am_accuracy_add (&whole, y, f);
          am_accuracy_add (&part, y, f);
          am_accuracy_add_interval (&whole, y, f - 2, f + 1, 0.9);
          am_accuracy_add_interval (&part, y, f - 2, f + 1, 0.9);
        }
      am_accuracy_merge (&merged, &part);
    }
  g_assert_cmpuint (merged.n, ==, whole.n);
  g_assert_cmpuint (merged.n_covered, ==, whole.n_covered);
  g_assert_cmpfloat_with_epsilon (am_mae (&whole) / ((1e17 + 4999) / 5000), 1, 4.5e-16);
  g_assert_cmpfloat_with_epsilon (am_mae (&merged) / am_mae (&whole), 1, 1e-15);
  g_assert_cmpfloat_with_epsilon (am_rmse (&merged) / am_rmse (&whole), 1, 1e-15);
  g_assert_cmpfloat_with_epsilon (am_wape (&merged) / am_wape (&whole), 1, 1e-15);
  g_assert_cmpfloat_with_epsilon (am_winkler (&merged) / am_winkler (&whole), 1, 1e-15);
}

/* A normal forecast is the limit of its own quantiles; of samples the definition says the mean distance less half the mean distance of pairs. */
static void
test_crps (void)
{
  enum { N = 4000 };
  static double quantile[N];
  double few[5] = { 1e9 + 1, 1e9 + 2, 1e9 + 2, 1e9 + 3, 1e9 + 7 };

  for (int i = 0; i < N; i++)
    quantile[i] = 2.385 + 0.7 * am_normal_quantile ((i + 0.5) / N);
  for (double y = -1; y < 6; y += 0.7)
    g_assert_cmpfloat_with_epsilon (am_crps_sample (y, quantile, N), am_crps_normal (y, 2.385, 0.7), 2e-4);
  for (double y = 1e9; y < 1e9 + 9; y++)
    {
      double from = 0, apart = 0;

      for (int i = 0; i < 5; i++)
        {
          from += fabs (few[i] - y) / 5;
          for (int k = 0; k < 5; k++)
            apart += fabs (few[i] - few[k]) / 25;
        }
      g_assert_cmpfloat_with_epsilon (am_crps_sample (y, few, 5), from - 0.5 * apart, 1e-12);
    }
  g_assert_cmpfloat (am_crps_sample (3, few, 1), ==, 1e9 - 2);
  g_assert_true (isnan (am_crps_normal (1, 0, 0)) && isnan (am_crps_normal (1, 0, NAN)) && isnan (am_crps_sample (1, few, 0)));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/math/forecast-accuracy/nile", test_nile);
  g_test_add_func ("/math/forecast-accuracy/table", test_table);
  g_test_add_func ("/math/forecast-accuracy/interval-law", test_interval_law);
  g_test_add_func ("/math/forecast-accuracy/zeros-and-gaps", test_zeros_and_gaps);
  g_test_add_func ("/math/forecast-accuracy/undefined", test_undefined);
  g_test_add_func ("/math/forecast-accuracy/merge", test_merge);
  g_test_add_func ("/math/forecast-accuracy/crps", test_crps);
  return g_test_run ();
}
