#include "math/detection/nab-score.h"
#include "math/detection/range-score.h"
#include "math/detection/stream-blend.h"
#include "math/init.h"

#include <glib.h>
#include <math.h>
#include <string.h>

static void
assert_near (double found, double expected, double tolerance)
{
  if (!(fabs (found - expected) <= tolerance))
    g_error ("found %.17g, expected %.17g", found, expected);
}

/* ---- the benchmark's score ---- */

static double
sigmoid (double y)
{
  return 2 / (1 + exp (5 * y)) - 1;
}

static void
test_probation (void)
{
  g_assert_cmpuint (am_nab_probation (0), ==, 0);
  g_assert_cmpuint (am_nab_probation (100), ==, 15);
  g_assert_cmpuint (am_nab_probation (1243), ==, 186);       /* floor (186.45) */
  g_assert_cmpuint (am_nab_probation (5000), ==, 750);
  g_assert_cmpuint (am_nab_probation (22695), ==, 750);
}

/* NAB's sweeper by hand: position -(right - i + 1) / width inside, (i - right) / (width - 1) behind. */
static void
test_credit (void)
{
  const AmNabWindow windows[] = { { 5, 9 }, { 40, 59 } };
  double credit[200];
  size_t window[200];

  g_assert_cmpuint (am_nab_credit (200, windows, 2, credit, window), ==, 1);      /* 30 rows of probation */
  for (int i = 0; i < 30; i++)
    g_assert_true (isnan (credit[i]) && window[i] == SIZE_MAX);
  assert_near (credit[40], 1, 1e-15);
  assert_near (credit[45], sigmoid (-15.0 / 20) / sigmoid (-1), 1e-15);
  assert_near (credit[59], sigmoid (-1.0 / 20) / sigmoid (-1), 1e-15);
  g_assert_cmpuint (window[40], ==, 1);
  assert_near (credit[60], sigmoid (1.0 / 19), 1e-15);
  assert_near (credit[59 + 57], sigmoid (3), 1e-15);
  assert_near (credit[59 + 58], -1, 0);
  assert_near (credit[32], -1, 1e-9);      /* long after the first window, which lies in the probation */
}

static void
test_totals (void)
{
  const AmNabWindow windows[] = { { 40, 59 }, { 80, 99 } };
  double credit[200], best[2];
  size_t window[200];
  uint8_t alarm[200] = { 0 };
  AmNabScore none = { 0 }, perfect = { 0 }, some = { 0 }, fn = { 0 };

  am_nab_credit (200, windows, 2, credit, window);
  am_nab_add (alarm, 200, credit, window, 2, &am_nab_standard, best, &none);
  assert_near (none.score, -2, 0);
  assert_near (am_nab_normalised (&none, &am_nab_standard), 0, 1e-12);

  alarm[40] = alarm[80] = 1;
  am_nab_add (alarm, 200, credit, window, 2, &am_nab_standard, best, &perfect);
  assert_near (am_nab_normalised (&perfect, &am_nab_standard), 100, 1e-12);

  /* One window early and again later, the other missed, a false alarm before and one far behind. */
  memset (alarm, 0, sizeof alarm);
  alarm[10] = alarm[31] = alarm[45] = alarm[50] = alarm[190] = 1;
  am_nab_add (alarm, 200, credit, window, 2, &am_nab_standard, best, &some);
  assert_near (some.score, credit[45] - 1 - 2 * 0.11, 1e-12);
  g_assert_cmpuint (some.n_found, ==, 1);
  g_assert_cmpuint (some.n_false, ==, 2);
  am_nab_add (alarm, 200, credit, window, 2, &am_nab_low_fn, best, &fn);
  assert_near (am_nab_normalised (&fn, &am_nab_low_fn), 100 * (credit[45] - 2 - 0.22 + 4) / 6, 1e-12);
}

static void
test_best_limit (void)
{
  const AmNabWindow windows[] = { { 40, 59 } };
  double credit[100], score[100], best[1], limit, found;
  size_t window[100], order[100];
  AmNabScore total;

  am_nab_credit (100, windows, 1, credit, window);
  for (int i = 0; i < 100; i++)
    score[i] = i % 10 / 100.0;
  score[20] = NAN;
  score[30] = 5;              /* a false alarm that must be taken along */
  score[42] = 4;
  score[58] = 9;              /* late in the window: 42 is worth more than the false alarm costs */
  found = am_nab_best_limit (score, 100, credit, window, 1, &am_nab_standard, order, best, &limit, &total);
  assert_near (limit, 4, 0);
  assert_near (found, 100 * (credit[42] - 0.11 + 1) / 2, 1e-12);
  g_assert_cmpuint (total.n_false, ==, 1);

  for (int i = 0; i < 100; i++)
    score[i] = NAN;
  assert_near (am_nab_best_limit (score, 100, credit, window, 1, &am_nab_standard, order, best, &limit, &total), 0, 0);
  g_assert_true (isinf (limit));
}

/* ---- ranges ---- */

static void
test_points (void)
{
  const uint8_t alarm[] = { 1, 1, 0, 0, 1 }, label[] = { 1, 0, 1, 0, 1 };
  AmPointScore score;

  am_point_score (alarm, label, 5, &score);
  assert_near (score.precision, 2.0 / 3, 1e-15);
  assert_near (score.recall, 2.0 / 3, 1e-15);
  assert_near (score.f1, 2.0 / 3, 1e-15);
  am_point_score (label, label, 0, &score);
  g_assert_true (isnan (score.precision) && isnan (score.recall));
}

static void
test_events (void)
{
  /*                       0  1  2  3  4  5  6  7  8  9 10 11 */
  const uint8_t label[] = { 0, 1, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0 };
  const uint8_t alarm[] = { 0, 0, 0, 1, 1, 0, 0, 0, 0, 1, 0, 1 };
  AmEventScore score;

  am_event_score (alarm, label, 12, 0, &score);
  g_assert_cmpuint (score.n_events, ==, 2);
  g_assert_cmpuint (score.n_found, ==, 1);
  g_assert_cmpuint (score.n_alarms, ==, 3);
  g_assert_cmpuint (score.n_false, ==, 2);
  assert_near (score.delay, 2, 0);
  am_event_score (alarm, label, 12, 1, &score);          /* the alarm right after the second event counts */
  g_assert_cmpuint (score.n_found, ==, 2);
  g_assert_cmpuint (score.n_false, ==, 1);
  assert_near (score.delay, 2, 0);                       /* (2 + 2) / 2 */
}

/* scikit-learn's own example: average_precision_score ([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8]) = 0.83333. */
static void
test_area (void)
{
  const uint8_t label[] = { 0, 0, 1, 1 };
  const double score[] = { 0.1, 0.4, 0.35, 0.8 }, tied[] = { 1, 1, 1, 1 }, missing[] = { NAN, 0.4, 0.35, 0.8 };
  AmRangeWork *work = am_range_work_alloc (4);

  assert_near (am_point_auc_pr (score, label, 4, work), 5.0 / 6, 1e-12);
  assert_near (am_point_auc_pr (missing, label, 4, work), 5.0 / 6, 1e-12);
  assert_near (am_point_auc_pr (tied, label, 4, work), 0.5, 1e-12);
  g_assert_true (isnan (am_point_auc_pr (score, label, 2, work)));
  am_range_work_free (work);
}

/* By hand, one event of one row in the middle of five, buffer 1: soft labels 0, √½, 1, √½, 0; mass 2.414, whole (1 + 2.414) / 2. */
static void
test_volume (void)
{
  const uint8_t label[] = { 0, 0, 1, 0, 0 };
  const double right[] = { 0, 1, 3, 2, 0.5 };
  double s = sqrt (0.5), whole = (1 + 1 + 2 * s) / 2, with_buffer;
  AmRangeWork *work = am_range_work_alloc (5);

  assert_near (am_volume_pr (right, label, 5, 0, work), 1, 1e-12);
  with_buffer = 1 / whole * 1 + (1 - 1 / whole) * ((1 + s) / 2);          /* the second row reaches recall 1 */
  assert_near (am_volume_pr (right, label, 5, 1, work), (1 + with_buffer) / 2, 1e-12);
  am_range_work_free (work);
}

/* ---- the blend ---- */

static void
test_blend_pieces (void)
{
  const AmStreamBlend how = { .season = 24 };
  AmStreamBlendState *whole = am_stream_blend_alloc (&how), *pieces = am_stream_blend_alloc (&how);
  double y[2000], a[2000], b[2000];
  guint32 state = 1;

  for (int i = 0; i < 2000; i++)
    {
      state = state * 1664525u + 1013904223u;
      y[i] = i % 97 == 0 ? NAN : 10 * sin (i * 0.2618) + (state >> 16) / 65536.0;
    }
  y[1500] = 60;
  am_stream_blend_run (whole, y, 2000, a, NULL);
  for (int i = 0; i < 2000; i += 37)
    am_stream_blend_run (pieces, y + i, MIN (37, 2000 - i), b + i, NULL);
  g_assert_cmpmem (a, sizeof a, b, sizeof b);
  for (int i = 0; i < 2000; i++)
    {
      g_assert_true (isnan (a[i]) == (isnan (y[i]) || i < 51));
      g_assert_true (i < 300 || i >= 1500 || isnan (a[i]) || a[i] < a[1500]);
    }
  am_stream_blend_free (whole);
  am_stream_blend_free (pieces);
}

/* A flat series is never strange; the same in another unit is as strange as before. */
static void
test_blend_laws (void)
{
  const AmStreamBlend how = { .season = 24 }, bad[] = { { .season = 3 }, { .season = 24, .n_seasons = 1 }, { .season = 24, .own = 2 } };
  AmStreamBlendState *flat = am_stream_blend_alloc (&how), *one = am_stream_blend_alloc (&how), *other = am_stream_blend_alloc (&how);
  double y[1000], z[1000], a[1000], b[1000];

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_null (am_stream_blend_alloc (&bad[i]));
  for (int i = 0; i < 1000; i++)
    y[i] = 7.3;
  am_stream_blend_run (flat, y, 1000, a, NULL);
  for (int i = 51; i < 1000; i++)
    g_assert_true (a[i] <= 0);
  for (int i = 0; i < 1000; i++)
    {
      y[i] = sin (i * 12.9898) * 43758.5453;
      y[i] -= floor (y[i]);
      z[i] = 1024 * y[i];
    }
  am_stream_blend_run (one, y, 1000, a, NULL);
  am_stream_blend_run (other, z, 1000, b, NULL);
  for (int i = 51; i < 1000; i++)
    assert_near (a[i], b[i], 2e-3);          /* a bin of the quantile */
  am_stream_blend_free (flat);
  am_stream_blend_free (one);
  am_stream_blend_free (other);
}

int
main (int argc, char **argv)
{
  am_init ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/math/nab-score/probation", test_probation);
  g_test_add_func ("/math/nab-score/credit", test_credit);
  g_test_add_func ("/math/nab-score/totals", test_totals);
  g_test_add_func ("/math/nab-score/best-limit", test_best_limit);
  g_test_add_func ("/math/range-score/points", test_points);
  g_test_add_func ("/math/range-score/events", test_events);
  g_test_add_func ("/math/range-score/area", test_area);
  g_test_add_func ("/math/range-score/volume", test_volume);
  g_test_add_func ("/math/stream-blend/pieces", test_blend_pieces);
  g_test_add_func ("/math/stream-blend/laws", test_blend_laws);
  return g_test_run ();
}
