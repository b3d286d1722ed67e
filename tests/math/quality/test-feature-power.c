#include "math/quality/pair-correlation.h"
#include "math/quality/predictive-power.h"
#include "math/drift/domain-classifier.h"
#include "math/init.h"
#include "math/order.h"
#include "vectors.h"

#include <math.h>

/* NumPy 1.24, SciPy 1.10.1: Gini by roc_auc. */
static void
test_bins (void)
{
  static const double event[] = { 8, 48, 54, 45, 25, 11, 3 }, other[] = { 42, 152, 246, 405, 475, 339, 147 };
  static const double pure[] = { 10, 0 }, rest[] = { 0, 90 };

  assert_close (am_gini_of_bins (event, other, 7), -0.4262709639118174, 1e-12);
  /* The order of the bins turns Gini round. */
  g_assert_cmpfloat (am_gini_of_bins (pure, rest, 2), ==, -1);
  g_assert_true (isnan (am_gini_of_bins (pure, pure + 1, 1)));
}

static void
test_power (void)
{
  double event[AM_POWER_FOLDS * 2], other[AM_POWER_FOLDS * 2];

  /* The bin gives the outcome away. */
  for (int fold = 0; fold < AM_POWER_FOLDS; fold++)
    {
      event[2 * fold] = 5;
      event[2 * fold + 1] = 0;
      other[2 * fold] = 0;
      other[2 * fold + 1] = 20;
    }
  assert_close (am_predictive_power (event, other, 2), 1, 1e-14);
  /* It says nothing: no better than the more frequent class. */
  for (int i = 0; i < AM_POWER_FOLDS * 2; i++)
    {
      event[i] = 3;
      other[i] = 10;
    }
  g_assert_cmpfloat (am_predictive_power (event, other, 2), ==, 0);
  /* By hand: each fold 6 right and 2 wrong of the events, 18 and 2 of the rest: F1 0.75 and 0.9, weighted (8 * 0.75 + 20 * 0.9) / 28; guessing the more frequent class has F1 of 0
   * and 5/6, weighted 20/28 * 5/6; drawing (64 + 400) / 784. */
  for (int fold = 0; fold < AM_POWER_FOLDS; fold++)
    {
      event[2 * fold] = 6;
      event[2 * fold + 1] = 2;
      other[2 * fold] = 2;
      other[2 * fold + 1] = 18;
    }
  {
    double f1 = (8 * 0.75 + 20 * 0.9) / 28, guess = fmax (20.0 / 28 * 5 / 6, 464.0 / 784);

    assert_close (am_predictive_power (event, other, 2), (f1 - guess) / (1 - guess), 1e-13);
  }
}

/* SciPy 1.10.1: pearsonr and spearmanr of i * 37 % 101 - 50 and its cube with i * 53 % 97 - 48 added; a tenth of the first is missing in the second half of the test. */
static void
test_correlation (void)
{
  enum { N = 200 };
  double x[N], y[N];
  float fx[N], fy[N], rx[N], ry[N];
  size_t order[N];
  uint64_t work[2 * N];
  double n;

  for (int i = 0; i < N; i++)
    {
      x[i] = i * 37 % 101 - 50;
      y[i] = x[i] * x[i] * x[i] + i * 53 % 97 - 48;
      fx[i] = x[i];
      fy[i] = y[i];
    }
  assert_close (am_pair_correlation (fx, fy, N, &n), 0.9175349728953713, 1e-7);
  g_assert_cmpfloat (n, ==, N);
  am_order_rising (x, N, order, work);
  am_centred_ranks (x, order, N, rx);
  am_order_rising (y, N, order, work);
  am_centred_ranks (y, order, N, ry);
  assert_close (am_pair_correlation (rx, ry, N, &n), 0.9996688551165717, 1e-6);

  for (int i = 0; i < N; i += 10)
    fx[i] = NAN;
  assert_close (am_pair_correlation (fx, fy, N, &n), 0.9206202229135951, 1e-7);
  g_assert_cmpfloat (n, ==, 180);
  for (int i = 0; i < N; i++)
    fy[i] = 7;
  g_assert_true (isnan (am_pair_correlation (fx, fy, N, &n)) && isnan (am_pair_correlation (fx, fx, 2, &n)));
}

static double
area (const double *score, const uint8_t *is_current, size_t n)
{
  double wins = 0, n1 = 0;

  for (size_t i = 0; i < n; i++)
    n1 += is_current[i];
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j < n; j++)
      if (is_current[i] && !is_current[j])
        wins += score[i] > score[j] ? 1 : score[i] == score[j] ? 0.5 : 0;
  return wins / n1 / (n - n1);
}

/* Two features that are each the same in both samples but go together in one only: no test of one column sees it. And nothing is seen where nothing is. */
static void
test_domain (void)
{
  enum { N = 2000 };
  static uint8_t a[N], b[N], noise[N], is_current[N], fold[N];
  static double score[N];
  const uint8_t *code[] = { a, b, noise };
  guint32 state = 7;

  for (int i = 0; i < N; i++)
    {
      state = state * 1664525u + 1013904223u;
      is_current[i] = i % 2;
      a[i] = state >> 28;
      state = state * 1664525u + 1013904223u;
      b[i] = is_current[i] ? a[i] : state >> 28;
      state = state * 1664525u + 1013904223u;
      noise[i] = state >> 27;
      fold[i] = am_domain_fold (1, i);
    }
  for (unsigned own = 0; own < AM_DOMAIN_FOLDS; own++)
    g_assert_true (am_domain_score_fold (code, 3, is_current, fold, N, own, score));
  g_assert_cmpfloat (area (score, is_current, N), >, 0.85);
  code[0] = noise;
  for (unsigned own = 0; own < AM_DOMAIN_FOLDS; own++)
    g_assert_true (am_domain_score_fold (code, 1, is_current, fold, N, own, score));
  /* Five standard errors of an area of one half. */
  g_assert_cmpfloat (fabs (area (score, is_current, N) - 0.5), <, 5 * 0.0129);
  for (int i = 0; i < N; i++)
    is_current[i] = 1;
  g_assert_false (am_domain_score_fold (code, 1, is_current, fold, N, 0, score));
}

int
main (int argc, char **argv)
{
  am_init ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/math/feature-power/bins", test_bins);
  g_test_add_func ("/math/feature-power/power", test_power);
  g_test_add_func ("/math/feature-power/correlation", test_correlation);
  g_test_add_func ("/math/feature-power/domain", test_domain);
  return g_test_run ();
}
