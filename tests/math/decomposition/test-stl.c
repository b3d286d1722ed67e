#include "math/decomposition/loess.h"
#include "math/decomposition/season-smoothing.h"
#include "math/decomposition/stl.h"

#include <glib.h>
#include <json-glib/json-glib.h>
#include <math.h>
#include <string.h>

#define N 1826

static double y[N], seasonal[2 * N], trend[N], remainder_[N], weights[N];

static void
make_series (void)
{
  for (int t = 1; t <= N; t++)
    y[t - 1] = 100 + 0.02 * t + 20 * sin (2 * G_PI * t / 7) + 5 * cos (4 * G_PI * t / 7) + 30 * sin (2 * G_PI * t / 365.25) + 8 * (t * 7919 % 101) / 101.0;
}

static void
assert_near (double found, double expected, double tolerance)
{
  if (!(fabs (found - expected) <= tolerance))
    g_error ("%.15g should be %.15g within %g", found, expected, tolerance);
}

static void
assert_all_near (const double *found, const int *at, const double *expected, int n)
{
  for (int i = 0; i < n; i++)
    assert_near (found[at[i] - 1], expected[i], 1e-8);
}

/* R 4.2.2, forecast 8.20: mstl (msts (y, c (7, 365.25))). */
static void
test_mstl (void)
{
  const double periods[] = { 7, 365.25 };
  const int at[] = { 1, 2, 365, 900, 1825, 1826 };
  const double in_trend[] = { 104.243374023768, 104.262088334874, 111.263152201239, 121.963356024003, 140.174614497150, 140.193215142868 };
  const double in_week[] = { 14.27151854895050, 14.92107890140539, 13.85069070192107, -5.66264669029691, -24.51113124844332, -16.90589181407219 };
  const double in_year[] = { 0.3743423208144544, 0.9333477728386188, 0.0991737558155094, 5.6972759884032422, 0.4091138727854441, 0.2805481510976987 };
  const double in_rest[] = { -0.5816378989307367, 2.4441902183655202, -2.1714748070203598, -0.0698818535310153, 2.5116323804625154, -1.9459255603206316 };

  make_series ();
  g_assert_true (am_mstl (y, N, periods, 2, false, seasonal, trend, remainder_));
  assert_all_near (trend, at, in_trend, 6);
  assert_all_near (seasonal, at, in_week, 6);
  assert_all_near (seasonal + N, at, in_year, 6);
  assert_all_near (remainder_, at, in_rest, 6);
}

/* R 4.2.2: stl (ts (y[1:401], frequency = 7), 9, robust = TRUE); an odd number of values, for which its median is one. */
static void
test_robust (void)
{
  const int at[] = { 1, 2, 200, 400, 401 }, at_weights[] = { 1, 2, 3, 200, 400 };
  const double in_season[] = { 14.40866426961218, 14.77531824727841, -6.65181952395359, 13.63388220998898, 15.05677192754543 };
  const double in_trend[] = { 104.3816247304243, 104.8293683503086, 98.9708856052195, 130.2757436490591, 130.9039459995537 };
  const double in_rest[] = { -0.482692005434458, 2.956018629896150, -1.208190012877736, -1.491329881895638, 0.618850323808971 };
  const double in_weights[] = { 0.991166698317550, 0.698647651034762, 0.905146689089039, 0.945283298811906, 0.916790505626718 };
  AmStl how = { .period = 7, .season_window = 9, .robust = true };

  make_series ();
  g_assert_true (am_stl (y, 401, &how, seasonal, trend, remainder_, weights));
  assert_all_near (seasonal, at, in_season, 5);
  assert_all_near (trend, at, in_trend, 5);
  assert_all_near (remainder_, at, in_rest, 5);
  assert_all_near (weights, at_weights, in_weights, 5);
}

/* R 4.2.2: stl (ts (y[1:100], frequency = 7), 13, t.window = 15, l.window = 9). */
static void
test_windows (void)
{
  const int at[] = { 1, 50, 100 };
  const double in_season[] = { 14.3597276391919, 14.9955837504931, 15.1106501988621 }, in_trend[] = { 104.402851695589, 127.681738962261, 135.880136019708 };
  AmStl how = { .period = 7, .season_window = 13, .trend_window = 15, .low_pass_window = 9 };

  make_series ();
  g_assert_true (am_stl (y, 100, &how, seasonal, trend, remainder_, NULL));
  assert_all_near (seasonal, at, in_season, 3);
  assert_all_near (trend, at, in_trend, 3);
}

/* ---- the classic series ---- */

static char *
shared_path (const char *name)
{
  const char *folder = g_getenv ("ASSAY_SHARED");

  return g_build_filename (folder != NULL ? folder : ".", "data", "classic-series", name, NULL);
}

static gsize
read_series (const char *name, double *values)
{
  g_autofree char *file = g_strconcat (name, ".csv", NULL), *path = shared_path (file), *text = NULL;
  g_auto(GStrv) lines = NULL;
  gsize n = 0;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  lines = g_strsplit (g_strchomp (text), "\n", -1);
  for (guint i = 1; lines[i] != NULL; i++)
    values[n++] = g_ascii_strtod (strrchr (lines[i], ',') + 1, NULL);
  return n;
}

static void
compare_with_r (JsonObject *expected, const char *name, const double *values, gsize n, double tolerance)
{
  JsonArray *array = json_object_get_array_member (expected, name);
  guint count = json_array_get_length (array);
  gsize from = g_str_has_suffix (name, "tail") ? n - count : 0;

  for (guint i = 0; i < count; i++)
    assert_near (values[from + i], json_array_get_double_element (array, i), tolerance);
}

/* R's robust weights miss the median for even n now and then (see stl.c): these come out as they should. */
static gboolean
has_true_median (const char *name)
{
  const char *const names[] = { "USAccDeaths", "UKgas", "woolyrnq", NULL };

  return g_strv_contains (names, name);
}

static void
check_series (JsonObject *series)
{
  const char *name = json_object_get_string_member (series, "series");
  AmStl periodic = { .period = json_object_get_int_member (series, "frequency") }, robust = { periodic.period, 7, 0, 0, true };
  gsize n = read_series (name, y);
  JsonObject *expected = json_object_get_object_member (series, "stl_periodic");
  double scale = fabs (y[0]), tolerance;

  g_assert_true (am_stl (y, n, &periodic, seasonal, trend, remainder_, NULL));
  compare_with_r (expected, "seasonal_first", seasonal, n, 2e-9 * scale);
  compare_with_r (expected, "trend_head", trend, n, 2e-9 * scale);
  compare_with_r (expected, "trend_tail", trend, n, 2e-9 * scale);

  g_assert_true (am_stl (y, n, &robust, seasonal, trend, remainder_, weights));
  expected = json_object_get_object_member (series, "stl_sw7_robust");
  tolerance = (has_true_median (name) ? 2e-9 : 0.01) * scale;
  compare_with_r (expected, "seasonal_head", seasonal, n, tolerance);
  compare_with_r (expected, "seasonal_tail", seasonal, n, tolerance);
  compare_with_r (expected, "trend_tail", trend, n, tolerance);
  assert_near (am_seasonal_strength (seasonal, remainder_, n), json_object_get_double_member (json_object_get_object_member (series, "strength_sw7_robust"), "seasonal"),
               has_true_median (name) ? 1e-9 : 1e-3);

  /* nsdiffs (test = "seas"): one seasonal difference where the strength is above 0.64. */
  g_assert_cmpint (am_seasonal_strength_of (y, n, periodic.period) > 0.64, ==, json_object_get_int_member (series, "nsdiffs_seas"));
}

static void
test_classic (void)
{
  g_autofree char *path = shared_path ("expected.json");
  g_autoptr(JsonParser) parser = json_parser_new ();
  JsonArray *all;
  guint n_checked = 0;

  if (!json_parser_load_from_file (parser, path, NULL))
    {
      g_test_skip ("the shared data file classic-series/expected.json is missing");
      return;
    }
  all = json_object_get_array_member (json_node_get_object (json_parser_get_root (parser)), "series");
  for (guint i = 0; i < json_array_get_length (all); i++)
    if (json_object_has_member (json_array_get_object_element (all, i), "stl_periodic"))
      {
        check_series (json_array_get_object_element (all, i));
        n_checked++;
      }
  g_assert_cmpuint (n_checked, ==, 6);
}

/* R: 1 - var (Remainder) / var (Remainder + Seasonal) of mstl (AirPassengers). */
static void
test_strength (void)
{
  g_autofree char *path = shared_path ("AirPassengers.csv");
  const double same[] = { 3, 3, 3 };

  g_assert_true (isnan (am_seasonal_strength (same, same, 3)));
  g_assert_true (isnan (am_seasonal_strength_of (y, 24, 12)));
  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    {
      g_test_skip ("the shared data file classic-series/AirPassengers.csv is missing");
      return;
    }
  assert_near (am_seasonal_strength_of (y, read_series ("AirPassengers", y), 12), 0.940672490310218, 1e-9);
}

/* ---- edges ---- */

static void
test_edges (void)
{
  AmStl how = { .period = 7 };
  const double periods[] = { 7, 60 };

  make_series ();
  g_assert_false (am_stl (y, 14, &how, seasonal, trend, remainder_, NULL));
  g_assert_true (am_stl (y, 15, &how, seasonal, trend, remainder_, NULL));
  how.period = 1;
  g_assert_false (am_stl (y, 15, &how, seasonal, trend, remainder_, NULL));
  how.period = G_MAXSIZE;
  g_assert_false (am_stl (y, 15, &how, seasonal, trend, remainder_, NULL));
  g_assert_false (am_mstl (y, 0, periods, 2, false, seasonal, trend, remainder_));

  /* The season of 60 is left out at 100 values, and what is there is as without it. */
  g_assert_true (am_mstl (y, 100, periods, 2, false, seasonal, trend, remainder_));
  for (int i = 0; i < 100; i++)
    g_assert_cmpfloat (seasonal[100 + i], ==, 0);
  g_assert_true (am_mstl (y, 1, periods, 2, false, seasonal, trend, remainder_));
  assert_near (trend[0], y[0], 1e-12);

  y[50] = NAN;
  g_assert_false (am_mstl (y, 100, periods, 2, false, seasonal, trend, remainder_));
  for (int i = 0; i < 100; i++)
    y[i] = 5;
  g_assert_true (am_mstl (y, 100, periods, 1, true, seasonal, trend, remainder_));
  for (int i = 0; i < 100; i++)
    assert_near (trend[i] + fabs (seasonal[i]) + fabs (remainder_[i]), 5, 1e-12);
}

/* A line is its own local line, whatever the window and the jump. */
static void
test_loess (void)
{
  const AmLoess ways[] = { { 7, 1, 1 }, { 7, 1, 3 }, { 41, 1, 5 }, { 99, 1, 10 } };
  double line[50], smooth[50], work[AM_LOESS_WORK (50)], value;

  for (int i = 0; i < 50; i++)
    line[i] = 3 - 0.25 * i;
  for (guint k = 0; k < G_N_ELEMENTS (ways); k++)
    {
      am_loess (line, 50, &ways[k], NULL, smooth, work);
      for (int i = 0; i < 50; i++)
        assert_near (smooth[i], line[i], 1e-12);
      g_assert_true (am_loess_at (line, 50, &ways[k], NULL, 51, 43, 7, &value, work));
      assert_near (value, 3 - 0.25 * 50, 1e-12);
    }
  memset (weights, 0, sizeof weights);
  g_assert_false (am_loess_at (line, 50, &ways[0], weights, 3, 0, 7, &value, work));
  am_loess (line, 50, &ways[0], weights, smooth, work);
  g_assert_cmpfloat (smooth[20], ==, line[20]);
}

/* A smooth year under noise is smoothed, a jagged one is left as it is. */
static void
test_smoothing (void)
{
  static double work[AM_SEASON_SMOOTHING_WORK (N)], jagged[N];
  g_autoptr(GRand) random = g_rand_new_with_seed (3);
  gsize width;

  for (int i = 0; i < N; i++)
    {
      y[i] = 10 * sin (2 * G_PI * i / 365) + g_rand_double_range (random, -5, 5);
      jagged[i] = 40.0 * (i % 365 % 3 == 0) + g_rand_double_range (random, -1, 1);
    }
  width = am_choose_season_smoothing (y, N, 365, work);
  g_assert_cmpuint (width, >=, 9);
  am_smooth_season (y, N, 365, width, work);
  for (int i = 0; i < N; i++)
    assert_near (y[i], 10 * sin (2 * G_PI * i / 365), 4);
  g_assert_cmpuint (am_choose_season_smoothing (jagged, N, 365, work), ==, 1);
  g_assert_cmpuint (am_choose_season_smoothing (jagged, 700, 365, work), ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/math/decomposition/stl/mstl", test_mstl);
  g_test_add_func ("/math/decomposition/stl/robust", test_robust);
  g_test_add_func ("/math/decomposition/stl/windows", test_windows);
  g_test_add_func ("/math/decomposition/stl/classic", test_classic);
  g_test_add_func ("/math/decomposition/stl/strength", test_strength);
  g_test_add_func ("/math/decomposition/stl/edges", test_edges);
  g_test_add_func ("/math/decomposition/stl/loess", test_loess);
  g_test_add_func ("/math/decomposition/stl/smoothing", test_smoothing);
  return g_test_run ();
}
