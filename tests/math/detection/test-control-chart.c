#include "math/detection/control-chart.h"
#include "math/init.h"
#include "detection-fixture.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_statistics.h>

#define N 600

static gpointer new_standardise (void) { return am_standardise_alloc (&(AmStandardise) { 0 }); }
static gpointer new_windowed (void) { return am_standardise_alloc (&(AmStandardise) { .window = 25 }); }
static gpointer new_ewma (void) { return g_new0 (AmEwmaState, 1); }
static gpointer new_cusum (void) { return g_new0 (AmCusumState, 1); }
static gpointer new_page_hinkley (void) { return g_new0 (AmPageHinkleyState, 1); }

static void
run_standardise (gpointer state, const double *y, size_t n, double *score)
{
  am_standardise_run (state, y, n, score);
}

static void
run_ewma (gpointer state, const double *y, size_t n, double *score)
{
  am_ewma_chart (y, n, &(AmEwmaChart) { .reset = true }, state, score, NULL);
}

static void
run_cusum (gpointer state, const double *y, size_t n, double *score)
{
  am_cusum (y, n, &(AmCusum) { 0 }, state, score, NULL, NULL);
}

static void
run_page_hinkley (gpointer state, const double *y, size_t n, double *score)
{
  am_page_hinkley (y, n, &(AmPageHinkley) { 0 }, state, score, NULL, NULL);
}

static void free_standardise (gpointer state) { am_standardise_free (state); }

static void
test_laws (void)
{
  static const Stream streams[] = {
    { new_standardise, run_standardise, free_standardise, FALSE, TRUE, TRUE },
    { new_windowed, run_standardise, free_standardise, FALSE, TRUE, TRUE },
    { new_ewma, run_ewma, g_free, FALSE, FALSE, FALSE },
    { new_cusum, run_cusum, g_free, FALSE, FALSE, FALSE },
    { new_page_hinkley, run_page_hinkley, g_free, FALSE, TRUE, FALSE },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (streams); i++)
    check_stream_laws (&streams[i]);
}

/* Two-sided CUSUM, k = 0.5: Markov chain tables (Hawkins & Olwell 1998), whose third or fourth digit depends on the number of states. EWMA: Lucas & Saccucci (1990), table 3. */
static const struct { double limit, length[4]; } cusum_table[] = {
  { 4, { 167.66, 26.63, 8.38, 3.34 } },
  { 5, { 465.32, 38.00, 10.38, 4.01 } },
};
static const struct { double weight, limit, length[4]; } ewma_table[] = {
  { 0.05, 2.615, { 499.6, 28.8, 11.4, 5.2 } }, { 0.1, 2.814, { 499.4, 31.3, 10.3, 4.4 } }, { 0.2, 2.962, { 499.6, 41.8, 10.5, 3.7 } },
  { 0.25, 2.998, { 499.8, 48.3, 11.1, 3.6 } }, { 0.4, 3.054, { 499.9, 71.2, 14.3, 3.5 } },
};
static const double shifts[4] = { 0, 0.5, 1, 2 };

static void
test_exact_run_lengths (void)
{
  for (size_t i = 0; i < G_N_ELEMENTS (cusum_table); i++)
    for (int j = 0; j < 4; j++)
      g_assert_cmpfloat_with_epsilon (am_cusum_run_length (0.5, cusum_table[i].limit, shifts[j]), cusum_table[i].length[j], 0.006 + 3e-4 * cusum_table[i].length[j]);
  for (size_t i = 0; i < G_N_ELEMENTS (ewma_table); i++)
    for (int j = 0; j < 4; j++)
      g_assert_cmpfloat_with_epsilon (am_ewma_run_length (ewma_table[i].weight, ewma_table[i].limit, shifts[j]), ewma_table[i].length[j], 0.051 + 8e-4 * ewma_table[i].length[j]);

  /* A weight of 1 is Shewhart's chart: 1 / P (|z| > 3). No slack and a low limit: still finite. */
  g_assert_cmpfloat_with_epsilon (am_ewma_run_length (1, 3, 0), 1 / (2 * gsl_cdf_ugaussian_Q (3)), 1e-5);
  g_assert_cmpfloat_with_epsilon (am_cusum_run_length (0.5, 4, -1), am_cusum_run_length (0.5, 4, 1), 1e-9);
  g_assert_true (isnan (am_cusum_run_length (0.5, 0, 0)));
  g_assert_true (isnan (am_cusum_run_length (NAN, 5, 0)));
  g_assert_true (isnan (am_ewma_run_length (0, 3, 0)));
  g_assert_true (isnan (am_ewma_run_length (1.5, 3, 0)));
}

/* Mean and standard error of the time to the first alarm. */
typedef struct { double mean, error; } RunLength;

static RunLength
simulate (int n_runs, double shift, gboolean is_cusum, double limit, double weight)
{
  double sum = 0, squares = 0;

  for (int i = 0; i < n_runs; i++)
    {
      AmCusumState cusum = { 0 };
      AmEwmaState ewma = { 0 };
      guint8 alarm = 0;
      double length = 0;

      while (!alarm)
        {
          double z = random_normal () + shift, score;

          length++;
          if (is_cusum)
            am_cusum (&z, 1, &(AmCusum) { .limit = limit }, &cusum, &score, &alarm, NULL);
          else
            am_ewma_chart (&z, 1, &(AmEwmaChart) { .weight = weight, .limit = limit, .settled = true }, &ewma, &score, &alarm);
        }
      sum += length;
      squares += length * length;
    }
  return (RunLength) { sum / n_runs, sqrt ((squares / n_runs - sum / n_runs * sum / n_runs) / n_runs) };
}

/* The charts themselves alarm as often as the tables say. */
static void
test_simulated_run_lengths (void)
{
  for (int j = 0; j < 4; j++)
    {
      for (size_t i = 0; i < G_N_ELEMENTS (cusum_table); i++)
        {
          RunLength got = simulate (3000, shifts[j], TRUE, cusum_table[i].limit, 0);

          g_assert_cmpfloat (fabs (got.mean - cusum_table[i].length[j]), <, 4.5 * got.error + 0.01);
        }
      for (size_t i = 0; i < G_N_ELEMENTS (ewma_table); i += 2)
        {
          RunLength got = simulate (2000, shifts[j], FALSE, ewma_table[i].limit, ewma_table[i].weight);

          g_assert_cmpfloat (fabs (got.mean - ewma_table[i].length[j]), <, 4.5 * got.error + 0.1);
        }
    }
}

/* The exact width: the score of normal values has sd 1 from the first value on. */
static void
test_ewma_width (void)
{
  double z[30], score[30], squares[30] = { 0 };
  const int n_runs = 4000;

  for (int i = 0; i < n_runs; i++)
    {
      AmEwmaState state = { 0 };

      fill_series (z, 30, NOISE, 0);
      am_ewma_chart (z, 30, &(AmEwmaChart) { 0 }, &state, score, NULL);
      g_assert_cmpfloat_with_epsilon (score[0], z[0], 1e-12);
      for (int t = 0; t < 30; t++)
        squares[t] += score[t] * score[t];
    }
  for (int t = 0; t < 30; t++)
    g_assert_cmpfloat_with_epsilon (squares[t] / n_runs, 1, 5 * sqrt (2.0 / n_runs));
}

static void
test_cusum_twin (void)
{
  double z[N], score[N];
  guint8 alarm[N];
  size_t since[N];

  for (int i = 0; i < 30; i++)
    {
      AmCusum how = { .no_reset = i % 2 };
      AmCusumState state = { 0 };
      double high = 0, low = 0;
      size_t high_since = 0, low_since = 0;

      fill_series (z, N, NOISE, i % 3 * 0.1);
      for (size_t t = 200; t < 300; t++)
        z[t] += i % 4 == 0 ? -1 : 1;
      am_cusum (z, N, &how, &state, score, alarm, since);
      for (size_t t = 0; t < N; t++)
        {
          if (isnan (z[t]))
            {
              g_assert_true (isnan (score[t]) && !alarm[t] && since[t] == SIZE_MAX);
              continue;
            }
          if (high == 0)
            high_since = t;
          if (low == 0)
            low_since = t;
          high = MAX (0, high + z[t] - 0.5);
          low = MAX (0, low - z[t] - 0.5);
          g_assert_cmpfloat_with_epsilon (score[t], high >= low ? high : -low, 1e-9);
          g_assert_cmpint (alarm[t], ==, MAX (high, low) >= 5);
          g_assert_cmpuint (since[t], ==, high == 0 && low == 0 ? t : high >= low ? high_since : low_since);
          if (alarm[t] && !how.no_reset)
            high = low = 0;
        }
    }
}

/* Zeros, then 2 from row 40 on: the sum grows by 1.5 a row, passes 5 at the fourth, and says since when. */
static void
test_cusum_date (void)
{
  double z[60] = { 0 }, score[60];
  guint8 alarm[60];
  size_t since[60];
  AmCusumState state = { 0 };

  for (size_t t = 40; t < 60; t++)
    z[t] = -2;
  z[38] = NAN;
  am_cusum (z, 60, &(AmCusum) { 0 }, &state, score, alarm, since);
  for (size_t t = 0; t < 60; t++)
    g_assert_cmpint (alarm[t], ==, t >= 43 && (t - 43) % 4 == 0);
  g_assert_cmpfloat (score[43], ==, -6);
  g_assert_cmpuint (since[43], ==, 40);
  g_assert_cmpuint (since[44], ==, 44);
  g_assert_cmpuint (since[20], ==, 20);
}

static void
test_page_hinkley (void)
{
  double z[N], score[N], sum = 0, least = 0, negative = 0, largest = 0, mean = 0;
  guint8 alarm[N];
  size_t since[N], first = 0;
  AmPageHinkleyState state = { 0 };

  /* The definition with both sums running freely; no alarm. */
  fill_series (z, N, NOISE, 0);
  am_page_hinkley (z, N, &(AmPageHinkley) { .limit = 1e6 }, &state, score, alarm, NULL);
  for (size_t t = 0; t < N; t++)
    {
      mean = (mean * t + z[t]) / (t + 1);
      sum += z[t] - mean - 0.005;
      negative += z[t] - mean + 0.005;
      least = MIN (least, sum);
      largest = MAX (largest, negative);
      g_assert_cmpfloat_with_epsilon (score[t], sum - least >= largest - negative ? sum - least : negative - largest, 1e-8);
      g_assert_cmpint (alarm[t], ==, 0);
    }

  for (size_t t = 400; t < N; t++)
    z[t] += 4;
  state = (AmPageHinkleyState) { 0 };
  am_page_hinkley (z, N, &(AmPageHinkley) { 0 }, &state, score, alarm, since);
  while (first < N && !alarm[first])
    first++;
  g_assert_cmpuint (first, >, 400);
  g_assert_cmpuint (first, <, 425);
  g_assert_cmpuint (since[first], <=, 401);
}

/* Normal scores of the exact tail, by the distributions themselves. */
static void
test_standardise_exact (void)
{
  for (int i = 0; i < 200; i++)
    {
      double y[60], z[60];
      size_t m = g_rand_int_range (fixed_random (), 15, 60);
      AmStandardiseState *state = am_standardise_alloc (&(AmStandardise) { 0 });
      double t, exact;

      fill_series (y, 60, NOISE, 0);
      am_standardise_run (state, y, 60, z);
      t = (y[m] - gsl_stats_mean (y, 1, m)) / (gsl_stats_sd (y, 1, m) * sqrt (1 + 1.0 / m));
      exact = copysign (gsl_cdf_ugaussian_Qinv (gsl_cdf_tdist_Q (fabs (t), m - 1)), t);
      if (fabs (exact) < 5)
        g_assert_cmpfloat_with_epsilon (z[m], exact, 0.013);
      am_standardise_free (state);
    }
}

static void
test_standardise_forget (void)
{
  double y[N], z[N], fresh[N];
  AmStandardiseState *state = am_standardise_alloc (&(AmStandardise) { 0 });

  fill_series (y, N, NOISE, 0);
  am_standardise_run (state, y, N, z);
  am_standardise_forget (state);
  am_standardise_run (state, y, N, fresh);
  assert_same_bits (fresh, z, N);
  am_standardise_free (state);
}

static void
test_bad_settings (void)
{
  g_assert_null (am_standardise_alloc (&(AmStandardise) { .min_values = 2 }));
  g_assert_null (am_standardise_alloc (&(AmStandardise) { .window = 5, .min_values = 6 }));
  g_assert_null (am_standardise_alloc (&(AmStandardise) { .window = 2 }));
}

int
main (int argc, char **argv)
{
  am_init ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/math/detection/control-chart/laws", test_laws);
  g_test_add_func ("/math/detection/control-chart/exact-run-lengths", test_exact_run_lengths);
  g_test_add_func ("/math/detection/control-chart/simulated-run-lengths", test_simulated_run_lengths);
  g_test_add_func ("/math/detection/control-chart/ewma-width", test_ewma_width);
  g_test_add_func ("/math/detection/control-chart/cusum-twin", test_cusum_twin);
  g_test_add_func ("/math/detection/control-chart/cusum-date", test_cusum_date);
  g_test_add_func ("/math/detection/control-chart/page-hinkley", test_page_hinkley);
  g_test_add_func ("/math/detection/control-chart/standardise-exact", test_standardise_exact);
  g_test_add_func ("/math/detection/control-chart/standardise-forget", test_standardise_forget);
  g_test_add_func ("/math/detection/control-chart/bad-settings", test_bad_settings);
  return g_test_run ();
}
