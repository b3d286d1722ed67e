#include "math/detection/robust-z.h"
#include "math/detection/season-z.h"
#include "math/detection/shift-score.h"
#include "detection-fixture.h"

#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics.h>

#define N 600

static gpointer new_season_z (void) { return am_season_z_alloc (&(AmSeasonZ) { .season = 7 }); }
static gpointer new_robust_z (void) { return am_robust_z_alloc (&(AmRobustZ) { .window = 20 }); }
static gpointer new_level_shift (void) { return am_shift_alloc (&(AmShift) { AM_SHIFT_LEVEL, 20, 5 }); }
static gpointer new_volatility_shift (void) { return am_shift_alloc (&(AmShift) { AM_SHIFT_VOLATILITY, 20, 5 }); }
static gpointer new_quartile_score (void) { return am_quartile_score_alloc (&(AmQuartileScore) { .history = 60 }); }

static void
run_season_z (gpointer state, const double *y, size_t n, double *score)
{
  am_season_z_run (state, y, n, score);
}

static void
run_robust_z (gpointer state, const double *y, size_t n, double *score)
{
  am_robust_z_run (state, y, n, score);
}

static void
run_shift (gpointer state, const double *y, size_t n, double *score)
{
  am_shift_run (state, y, n, score);
}

static void
run_quartile_score (gpointer state, const double *y, size_t n, double *score)
{
  am_quartile_score_run (state, y, n, score);
}

static void free_season_z (gpointer state) { am_season_z_free (state); }
static void free_robust_z (gpointer state) { am_robust_z_free (state); }
static void free_shift (gpointer state) { am_shift_free (state); }
static void free_quartile_score (gpointer state) { am_quartile_score_free (state); }

static void
test_laws (void)
{
  static const Stream streams[] = {
    { new_season_z, run_season_z, free_season_z, TRUE, TRUE, TRUE },
    { new_robust_z, run_robust_z, free_robust_z, FALSE, TRUE, TRUE },
    { new_level_shift, run_shift, free_shift, FALSE, TRUE, FALSE },
    { new_volatility_shift, run_shift, free_shift, FALSE, TRUE, FALSE },
    { new_quartile_score, run_quartile_score, free_quartile_score, FALSE, TRUE, TRUE },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (streams); i++)
    check_stream_laws (&streams[i]);
}

/* Values at rows first, first - step, …, no more than `most` of them, oldest last. */
static size_t
look_back (const double *y, gssize first, size_t step, size_t most, double *past)
{
  size_t n = 0;

  for (gssize t = first; t >= 0 && n < most; t -= (gssize) step)
    if (!isnan (y[t]))
      past[n++] = y[t];
  return n;
}

static double
score_in_units (double away, double scale, double level)
{
  if (scale == 0 || scale < 1e-9 * fabs (level))
    return fabs (away) <= 1e-9 * fabs (level) ? 0 : copysign (AM_SCORE_LARGEST, away);
  return CLAMP (away / scale, -AM_SCORE_LARGEST, AM_SCORE_LARGEST);
}

/* The definition, the slow way. */
static double
define_robust (double x, const double *past, size_t n, double floor)
{
  g_autofree double *sorted = g_memdup2 (past, n * sizeof *past);
  double median, scale;

  gsl_sort (sorted, 1, n);
  median = gsl_stats_median_from_sorted_data (sorted, 1, n);
  for (size_t i = 0; i < n; i++)
    sorted[i] = fabs (past[i] - median);
  gsl_sort (sorted, 1, n);
  scale = 1.482602218505602 * gsl_stats_median_from_sorted_data (sorted, 1, n);
  if (floor > 0)
    scale = fmax (scale, floor * gsl_stats_sd (past, 1, n));
  return score_in_units (x - median, scale, median);
}

static void
test_robust_twin (void)
{
  double y[N], score[N], expected[N], past[N];

  for (int i = 0; i < 60; i++)
    {
      AmRobustZ how = { g_rand_int_range (fixed_random (), 3, 90), 0, i % 4 == 0 ? -1 : 0.1 };
      AmRobustZState *state;

      how.min_values = g_rand_int_range (fixed_random (), 2, how.window + 1);
      state = am_robust_z_alloc (&how);
      fill_series (y, N, i % N_KINDS, i % 3 * 0.2);
      am_robust_z_run (state, y, N, score);
      am_robust_z_free (state);
      for (gssize t = 0; t < N; t++)
        {
          size_t n = look_back (y, t - 1, 1, how.window, past);

          expected[t] = isnan (y[t]) || n < how.min_values ? NAN : define_robust (y[t], past, n, how.floor);
        }
      assert_close (score, expected, N, 1e-6);
    }
}

static void
test_hampel_twin (void)
{
  double y[N], score[N], expected[N], near[N], work[64];

  for (int i = 0; i < 60; i++)
    {
      AmHampel how = { i % 5 == 0 ? 0 : g_rand_int_range (fixed_random (), 1, 15), i % 4 == 0 ? -1 : 0 };
      gssize half = how.half == 0 ? 3 : how.half, rows = i < 5 ? i : N;

      fill_series (y, rows, i % N_KINDS, i % 3 * 0.2);
      g_assert_cmpuint (am_hampel_work (&how), <=, G_N_ELEMENTS (work));
      am_hampel (y, rows, &how, score, work);
      for (gssize t = 0; t < rows; t++)
        {
          size_t n = 0;

          for (gssize s = MAX (0, t - half); s <= MIN (rows - 1, t + half); s++)
            if (!isnan (y[s]))
              near[n++] = y[s];
          expected[t] = isnan (y[t]) || n < (size_t) half + 1 ? NAN : define_robust (y[t], near, n, how.floor < 0 ? 0 : 0.1);
        }
      assert_close (score, expected, rows, 1e-6);
    }
}

/* A spike in a flat stretch, whose MAD is 0: sd is spike / sqrt (7), the score 1 / (0.1 / sqrt (7)) however large it is. */
static void
test_hampel_flat (void)
{
  double y[21] = { 0 }, score[21], work[7];

  y[10] = 2.385;
  am_hampel (y, 21, &(AmHampel) { 0 }, score, work);
  g_assert_cmpfloat_with_epsilon (score[10], 10 * sqrt (7), 1e-12);
  g_assert_cmpfloat (score[9], ==, 0);
  g_assert_cmpfloat (score[0], ==, 0);
}

static void
test_season_twin (void)
{
  double y[N], score[N], expected[N], past[N];

  for (int i = 0; i < 40; i++)
    {
      AmSeasonZ how = { g_rand_int_range (fixed_random (), 1, 25), i % 4 == 0 ? 0 : g_rand_int_range (fixed_random (), 2, 12), 0 };
      size_t depth = how.depth == 0 ? 8 : how.depth;
      AmSeasonZState *state = am_season_z_alloc (&how);

      fill_series (y, N, i % N_KINDS, i % 3 * 0.2);
      am_season_z_run (state, y, N, score);
      am_season_z_free (state);
      for (gssize t = 0; t < N; t++)
        {
          size_t n = look_back (y, t - (gssize) how.season, how.season, depth, past);

          expected[t] = isnan (y[t]) || n < MIN (depth, 4) ? NAN : score_in_units (y[t] - gsl_stats_mean (past, 1, n), gsl_stats_sd (past, 1, n), gsl_stats_mean (past, 1, n));
        }
      /* A level of 1e9 leaves 7 digits of a spread of 1. */
      assert_close (score, expected, N, 1e-6);
    }
}

static void
test_shift_twin (void)
{
  double y[N], difference[N], expected[N], past[N];

  for (int i = 0; i < 60; i++)
    {
      AmShift how = { i % 2, g_rand_int_range (fixed_random (), 2, 60), g_rand_int_range (fixed_random (), 2, 30) };
      AmShiftState *state = am_shift_alloc (&how);

      fill_series (y, N, i % N_KINDS, i % 3 * 0.2);
      am_shift_run (state, y, N, difference);
      am_shift_free (state);
      for (gssize t = 0; t < N; t++)
        {
          size_t n = look_back (y, t, 1, how.left + how.right, past);

          expected[t] = NAN;
          if (!isnan (y[t]) && n == how.left + how.right)
            expected[t] = how.kind == AM_SHIFT_LEVEL
              ? gsl_stats_mean (past, 1, how.right) - gsl_stats_mean (past + how.right, 1, how.left)
              : gsl_stats_sd (past, 1, how.right) - gsl_stats_sd (past + how.right, 1, how.left);
        }
      assert_close (difference, expected, N, i % N_KINDS == LARGE_LEVEL ? 1e-6 : 1e-9);
    }
}

static double
define_quartile_score (double x, const double *past, size_t n)
{
  g_autofree double *sorted = g_memdup2 (past, n * sizeof *past);
  double low, high, away;

  gsl_sort (sorted, 1, n);
  low = gsl_stats_quantile_from_sorted_data (sorted, 1, n, 0.25);
  high = gsl_stats_quantile_from_sorted_data (sorted, 1, n, 0.75);
  away = x > high ? x - high : x < low ? x - low : 0;
  if (away == 0)
    return 0;
  return high > low ? CLAMP (away / (high - low), -AM_SCORE_LARGEST, AM_SCORE_LARGEST) : copysign (AM_SCORE_LARGEST, away);
}

static void
test_quartile_twin (void)
{
  double y[N], score[N], expected[N], past[N], work[N];

  for (int i = 0; i < 60; i++)
    {
      AmQuartileScore how = { g_rand_int_range (fixed_random (), 4, 90), 0 };
      AmQuartileScoreState *state = am_quartile_score_alloc (&how);
      size_t n;

      fill_series (y, N, i % N_KINDS, i % 3 * 0.2);
      am_quartile_score_run (state, y, N, score);
      am_quartile_score_free (state);
      for (gssize t = 0; t < N; t++)
        {
          n = look_back (y, t - 1, 1, how.history, past);
          expected[t] = isnan (y[t]) || n < MIN (how.history, 30) ? NAN : define_quartile_score (y[t], past, n);
        }
      if (i % N_KINDS != LARGE_LEVEL)
        assert_close (score, expected, N, 1e-9);

      am_quartile_score (y, N, score, work);
      n = look_back (y, N - 1, 1, N, past);
      for (gssize t = 0; t < N; t++)
        expected[t] = isnan (y[t]) ? NAN : define_quartile_score (y[t], past, n);
      assert_close (score, expected, N, 1e-6);
    }
}

/* A step of 100 sd is found with the delay of the right window, and the level score is then far beyond 6. */
static void
test_shift_found (void)
{
  double y[N], difference[N], score[N], work[N];
  AmShiftState *state = am_shift_alloc (&(AmShift) { .kind = AM_SHIFT_LEVEL });
  size_t best = 0;

  fill_series (y, N, NOISE, 0);
  for (size_t t = 400; t < N; t++)
    y[t] += 100;
  am_shift_run (state, y, N, difference);
  am_quartile_score (difference, N, score, work);
  for (size_t t = 0; t < N; t++)
    if (score[t] > score[best] || isnan (score[best]))
      best = t;
  g_assert_cmpuint (best, ==, 406);
  g_assert_cmpfloat (score[best], >, 6);
  g_assert_cmpfloat (score[399], <, 3);
  am_shift_free (state);
}

static void
test_bad_settings (void)
{
  g_assert_null (am_season_z_alloc (&(AmSeasonZ) { 0 }));
  g_assert_null (am_season_z_alloc (&(AmSeasonZ) { 7, 3, 4 }));
  g_assert_null (am_season_z_alloc (&(AmSeasonZ) { 7, 3, 1 }));
  g_assert_null (am_season_z_alloc (&(AmSeasonZ) { SIZE_MAX, 8, 4 }));
  g_assert_null (am_robust_z_alloc (&(AmRobustZ) { .window = 2 }));
  g_assert_null (am_robust_z_alloc (&(AmRobustZ) { .window = 9, .min_values = 10 }));
  g_assert_null (am_robust_z_alloc (&(AmRobustZ) { .floor = NAN }));
  g_assert_null (am_shift_alloc (&(AmShift) { AM_SHIFT_VOLATILITY, 1, 7 }));
  g_assert_null (am_quartile_score_alloc (&(AmQuartileScore) { 0 }));
  g_assert_null (am_quartile_score_alloc (&(AmQuartileScore) { 3, 0 }));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/math/detection/stream-score/laws", test_laws);
  g_test_add_func ("/math/detection/stream-score/robust-twin", test_robust_twin);
  g_test_add_func ("/math/detection/stream-score/hampel-twin", test_hampel_twin);
  g_test_add_func ("/math/detection/stream-score/hampel-flat", test_hampel_flat);
  g_test_add_func ("/math/detection/stream-score/season-twin", test_season_twin);
  g_test_add_func ("/math/detection/stream-score/shift-twin", test_shift_twin);
  g_test_add_func ("/math/detection/stream-score/quartile-twin", test_quartile_twin);
  g_test_add_func ("/math/detection/stream-score/shift-found", test_shift_found);
  g_test_add_func ("/math/detection/stream-score/bad-settings", test_bad_settings);
  return g_test_run ();
}
