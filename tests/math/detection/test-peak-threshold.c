#include "math/detection/peak-threshold.h"
#include "math/detection/tail-fit.h"
#include "math/init.h"
#include "detection-fixture.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sort.h>

static gpointer new_spot (void) { return am_peak_threshold_alloc (&(AmPeakThreshold) { .n_start = 120, .max_peaks = 20 }); }
static gpointer new_dspot (void) { return am_peak_threshold_alloc (&(AmPeakThreshold) { .n_start = 100, .drift = 15, .patience = 8 }); }
static void free_state (gpointer state) { am_peak_threshold_free (state); }

static void
run_state (gpointer state, const double *y, size_t n, double *score)
{
  am_peak_threshold_run (state, y, n, score, NULL);
}

static void
test_laws (void)
{
  static const Stream streams[] = { { new_spot, run_state, free_state, FALSE, TRUE, FALSE }, { new_dspot, run_state, free_state } };

  for (size_t i = 0; i < G_N_ELEMENTS (streams); i++)
    check_stream_laws (&streams[i]);
}

/* Quantiles of the distribution: what is put in comes out, up to the error of n values. */
static void
test_fit (void)
{
  static const double shapes[] = { -0.4, -0.1, 0, 0.2, 0.5, 1.1 };
  static double x[20000];

  for (size_t i = 0; i < G_N_ELEMENTS (shapes); i++)
    for (size_t n = 200; n <= 20000; n *= 10)
      {
        AmTail truth = { shapes[i], 2.385 }, fit;

        for (size_t k = 0; k < n; k++)
          x[k] = am_tail_quantile (truth, 1 - (k + 0.5) / n);
        g_assert_true (am_tail_fit (x, n, &fit));
        g_assert_cmpfloat_with_epsilon (fit.shape, truth.shape, n == 200 ? 0.1 : 0.02);
        g_assert_cmpfloat_with_epsilon (fit.scale, truth.scale, n == 200 ? 0.2 : 0.03);
      }
}

static double
log_likelihood (const double *x, size_t n, AmTail tail)
{
  double sum = -(double) n * log (tail.scale);

  for (size_t i = 0; i < n; i++)
    sum -= fabs (tail.shape) < 1e-9 ? x[i] / tail.scale : (1 + 1 / tail.shape) * log1p (tail.shape * x[i] / tail.scale);
  return sum;
}

/* Nearly as likely as the most likely pair of a fine grid, on samples as streams have them. */
static void
test_fit_near_likeliest (void)
{
  double x[200];

  for (int i = 0; i < 40; i++)
    {
      size_t n = g_rand_int_range (fixed_random (), 40, 200);
      AmTail truth = { g_rand_double_range (fixed_random (), -0.2, 0.6), exp (g_rand_double_range (fixed_random (), -5, 5)) }, fit;
      double best = -INFINITY;

      for (size_t k = 0; k < n; k++)
        x[k] = am_tail_quantile (truth, 1 - g_rand_double (fixed_random ()));
      gsl_sort (x, 1, n);
      g_assert_true (am_tail_fit (x, n, &fit));
      for (double shape = -0.95; shape < 2; shape += 0.01)
        for (double scale = 0.3; scale < 3; scale *= 1.02)
          {
            double value = log_likelihood (x, n, (AmTail) { shape, scale * truth.scale });
            best = value > best ? value : best;
          }
      g_assert_cmpfloat (log_likelihood (x, n, fit), >, best - 1.5);
    }
}

static void
test_fit_edges (void)
{
  double x[] = { 0, 0, 0, 0, 0, 0 }, ones[] = { 1, 1, 1, 1, 1, 1 };
  AmTail tail;

  g_assert_false (am_tail_fit (x, 6, &tail));
  g_assert_false (am_tail_fit (ones, 4, &tail));
  g_assert_false (am_tail_fit (NULL, 0, &tail));
  if (am_tail_fit (ones, 6, &tail))
    g_assert_true (isfinite (tail.shape) && tail.scale > 0);
  tail = (AmTail) { -0.5, 1 };
  g_assert_cmpfloat (am_tail_survival (tail, 2.1), ==, 0);
  g_assert_cmpfloat (am_tail_survival (tail, -1), ==, 1);
  g_assert_cmpfloat_with_epsilon (am_tail_survival ((AmTail) { 0, 2 }, 3), exp (-1.5), 1e-15);
  g_assert_cmpfloat_with_epsilon (am_tail_quantile (tail, 0), 2, 1e-12);
  for (double shape = -0.5; shape < 1; shape += 0.25)
    for (double p = 1e-9; p < 1; p *= 7)
      g_assert_cmpfloat_with_epsilon (am_tail_survival ((AmTail) { shape, 3 }, am_tail_quantile ((AmTail) { shape, 3 }, p)) / p, 1, 1e-6);
}

static void
test_p_values (void)
{
  static double reference[50000], work[50000];
  double score[400], p[400];

  fill_series (reference, 50000, NOISE, 0.1);
  for (int i = 0; i < 400; i++)
    score[i] = -4 + i * 0.025;
  score[7] = NAN;
  am_tail_p_values (reference, 50000, 0, score, 400, p, work);
  for (int i = 0; i < 400; i++)
    {
      size_t above = 0, n = 0;

      if (i == 7)
        {
          g_assert_true (isnan (p[i]));
          continue;
        }
      for (int k = 0; k < 50000; k++)
        {
          n += !isnan (reference[k]);
          above += reference[k] >= score[i];
        }
      g_assert_true (p[i] > 0 && p[i] <= 1);
      if (score[i] < 2)
        g_assert_cmpfloat_with_epsilon (p[i], (above + 1.0) / (n + 1), 1e-12);
      else if (score[i] < 3.5)
        g_assert_cmpfloat_with_epsilon (log10 (p[i]), log10 (gsl_cdf_ugaussian_Q (score[i])), 0.6);
      if (i > 0 && i != 8)
        g_assert_cmpfloat (p[i], <=, p[i - 1] * (1 + 1e-12));
    }
  /* Beyond all that was seen the ranks end and the tail goes on. */
  g_assert_cmpfloat (p[399], <, 1.0 / 50000);

  am_tail_p_values (reference, 10, 0, score, 400, p, work);
  g_assert_cmpfloat (p[399], >=, 1.0 / 11);
  for (int k = 0; k < 30; k++)
    reference[k] = NAN;
  am_tail_p_values (reference, 30, 0, score, 400, p, work);
  g_assert_true (isnan (p[0]) && isnan (p[399]));
  for (int k = 0; k < 3000; k++)
    reference[k] = 1;
  am_tail_p_values (reference, 3000, 0, score, 400, p, work);
  g_assert_cmpfloat_with_epsilon (p[399], 1.0 / 3001, 1e-12);
  g_assert_cmpfloat (p[0], ==, 1);
}

/* Values as rare as the risk alarm about that often, whatever the distribution. */
static void
test_alarm_share (void)
{
  const size_t n = 200000;
  g_autofree double *y = g_new (double, n), *score = g_new (double, n);
  g_autofree guint8 *alarm = g_malloc (n);

  for (int kind = 0; kind < 3; kind++)
    {
      AmPeakThresholdState *state = am_peak_threshold_alloc (&(AmPeakThreshold) { .risk = 1e-3, .n_start = 2000 });
      size_t n_alarms = 0;

      for (size_t t = 0; t < n; t++)
        y[t] = kind == 0 ? random_normal () : kind == 1 ? exp (random_normal ()) : g_rand_double (fixed_random ());
      am_peak_threshold_run (state, y, n, score, alarm);
      for (size_t t = 0; t < n; t++)
        {
          n_alarms += alarm[t];
          g_assert_cmpint (alarm[t], ==, !isnan (score[t]) && fabs (score[t]) >= 3);
        }
      /* Both tails, of which the lower one of a log-normal has an end. */
      g_assert_cmpfloat (n_alarms / (2e-3 * n), >, 0.4);
      g_assert_cmpfloat (n_alarms / (2e-3 * n), <, 2);
      am_peak_threshold_free (state);
    }
}

static void
test_drift_and_patience (void)
{
  double y[3000], score[3000];
  guint8 alarm[3000];
  AmPeakThreshold how = { .n_start = 500, .drift = 30 };
  AmPeakThresholdState *drifting = am_peak_threshold_alloc (&how), *patient;
  size_t n_alarms = 0;

  fill_series (y, 3000, NOISE, 0);
  for (int t = 0; t < 3000; t++)
    y[t] += 0.05 * t;
  y[2000] += 15;
  am_peak_threshold_run (drifting, y, 3000, score, alarm);
  for (int t = 0; t < 530; t++)
    g_assert_true (isnan (score[t]) && !alarm[t]);
  for (int t = 530; t < 3000; t++)
    n_alarms += alarm[t];
  g_assert_true (alarm[2000]);
  g_assert_cmpfloat (score[2000], >, 4);
  g_assert_cmpuint (n_alarms, <, 8);
  am_peak_threshold_free (drifting);

  /* A new level: alarms at first, then it is learnt. */
  fill_series (y, 3000, NOISE, 0);
  for (int t = 1500; t < 3000; t++)
    y[t] -= 30;
  patient = am_peak_threshold_alloc (&(AmPeakThreshold) { .n_start = 500, .patience = 20 });
  am_peak_threshold_run (patient, y, 3000, score, alarm);
  for (int t = 1500; t < 1520; t++)
    g_assert_true (alarm[t] && score[t] < -4);
  for (int t = 1520; t < 2020; t++)
    g_assert_true (isnan (score[t]));
  for (int t = 2020; t < 3000; t++)
    g_assert_cmpfloat (fabs (score[t]), <, 7);
  am_peak_threshold_free (patient);
}

/* A stream that stood still and then begins to move: without precedent at first, then learnt. */
static void
test_flat_start (void)
{
  double y[3000], score[3000];
  guint8 alarm[3000];
  AmPeakThresholdState *state = am_peak_threshold_alloc (&(AmPeakThreshold) { 0 });
  size_t n_late = 0;

  for (int t = 0; t < 3000; t++)
    y[t] = t < 1200 || t % 5 > 0 ? 3 : 3 + g_rand_double (fixed_random ());
  am_peak_threshold_run (state, y, 3000, score, alarm);
  g_assert_cmpfloat (score[1100], ==, 0);
  g_assert_true (alarm[1200]);
  g_assert_cmpfloat (score[1200], ==, 300);
  for (int t = 1600; t < 3000; t++)
    n_late += alarm[t];
  g_assert_cmpuint (n_late, <, 10);
  am_peak_threshold_free (state);
}

static void
test_bad_settings (void)
{
  static const AmPeakThreshold bad[] = { { .start = 1 }, { .start = -1 }, { .risk = 0.03 }, { .n_start = 99 }, { .max_peaks = 19 }, { .risk = NAN } };

  for (size_t i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_null (am_peak_threshold_alloc (&bad[i]));
  g_assert_cmpfloat_with_epsilon (am_peak_threshold_limit (&(AmPeakThreshold) { 0 }), 4, 1e-12);
}

int
main (int argc, char **argv)
{
  am_init ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/math/detection/peak-threshold/laws", test_laws);
  g_test_add_func ("/math/detection/peak-threshold/fit", test_fit);
  g_test_add_func ("/math/detection/peak-threshold/fit-near-likeliest", test_fit_near_likeliest);
  g_test_add_func ("/math/detection/peak-threshold/fit-edges", test_fit_edges);
  g_test_add_func ("/math/detection/peak-threshold/p-values", test_p_values);
  g_test_add_func ("/math/detection/peak-threshold/alarm-share", test_alarm_share);
  g_test_add_func ("/math/detection/peak-threshold/drift-and-patience", test_drift_and_patience);
  g_test_add_func ("/math/detection/peak-threshold/flat-start", test_flat_start);
  g_test_add_func ("/math/detection/peak-threshold/bad-settings", test_bad_settings);
  return g_test_run ();
}
