/* Reverse stress of functions whose smallest move is known, limits as text, and where moves lie among rows. */
#include "analysis/sensitivity/reverse-stress.h"

#include <math.h>
#include <string.h>

#include "analysis/analysis.h"
#include "sensitivity-fixture.h"

static AssaySensitivityFunction *
make (const char *name, const char *ranges)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = ranges != NULL ? g_bytes_new (ranges, strlen (ranges)) : NULL;
  AssaySensitivityFunction *function = assay_sensitivity_function_new_named (name, &error);

  g_assert_no_error (error);
  g_assert_true (assay_sensitivity_function_set_ranges (function, bytes, NULL, &error));
  g_assert_no_error (error);
  return function;
}

static void
find (const AssayReverseStressChoice *choice, const char *text, gboolean is_quick, AssayReverseMove *move)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(AssayReverseStress) stress = assay_reverse_stress_new (choice, NULL, &error);
  g_auto(AssayStressLimit) limit = { 0 };

  g_assert_no_error (error);
  g_assert_true (assay_stress_limit_parse (text, &limit, &error));
  g_assert_true (assay_reverse_stress_find (stress, &limit, is_quick, NULL, move, &error));
  g_assert_no_error (error);
  if (move->is_crossed)
    g_assert_true (assay_stress_limit_is_crossed (&limit, move->value));
}

static const struct { const char *text, *measure; gboolean is_above, is_strict; double value; const char *word; } limits[] = {
  { "mean>0.08", "mean", TRUE, TRUE, 0.08, "mean > 0.08" },
  { " score >= 0.5 ", "score", TRUE, FALSE, 0.5, "score ≥ 0.5" },
  { "auc<0.70", "auc", FALSE, TRUE, 0.7, "auc < 0.7" },
  { "expected-loss<=-1e6", "expected-loss", FALSE, FALSE, -1e6, "expected-loss ≤ -1000000" },
};
static const char *const wrong_limits[] = { "", "mean", "mean>", ">1", "mean=1", "mean>x", "mean>1%", "mean>>1", "mean>=inf", "mean=>1", "mean>nan", NULL };

static void
test_limits (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (limits); i++)
    {
      g_auto(AssayStressLimit) limit = { 0 };
      g_autoptr(GError) error = NULL;
      g_autofree char *word = NULL;

      g_assert_true (assay_stress_limit_parse (limits[i].text, &limit, &error));
      g_assert_cmpstr (limit.measure, ==, limits[i].measure);
      g_assert_true (limit.is_above == limits[i].is_above && limit.is_strict == limits[i].is_strict && limit.value == limits[i].value);
      word = assay_stress_limit_word (&limit);
      g_assert_cmpstr (word, ==, limits[i].word);
    }
  for (guint i = 0; wrong_limits[i] != NULL; i++)
    {
      AssayStressLimit limit = { 0 };
      g_autoptr(GError) error = NULL;
      g_autofree char *message = g_strdup_printf ("The limit “%s” cannot be read. Write a measure, one of <, <=, > and >=, and a number, as in score>=0.5 or mean>0.08.", wrong_limits[i]);

      g_assert_false (assay_stress_limit_parse (wrong_limits[i], &limit, &error));
      g_assert_error (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_OPTION);
      g_assert_cmpstr (error->message, ==, message);
    }
}

/* y = x1 + 2 x2 + 3 x3 on [-12, 12]: sd 12 / sqrt 3, so that the smallest move to y = 30 is 30 / (sd sqrt (c' R c)), along R c. */
static void
test_linear (void)
{
  static const char *const ranges = "{\"inputs\": {\"x1\": {\"low\": -12, \"high\": 12, \"base\": 0}, \"x2\": {\"low\": -12, \"high\": 12, \"base\": 0}, \"x3\": {\"low\": -12, \"high\": 12, \"base\": 0}},"
                                    " \"correlations\": [{\"inputs\": [\"x1\", \"x3\"], \"value\": 0.6}, {\"inputs\": [\"x2\", \"x3\"], \"value\": -0.3}]}";
  g_autoptr(AssaySensitivityFunction) function = make ("linear:1,2,3", ranges);
  AssayReverseStressChoice choice = { .function = function, .seed = 7, .n_threads = 1 };
  const double c[] = { 1, 2, 3 }, r[3][3] = { { 1, 0, 0.6 }, { 0, 1, -0.3 }, { 0.6, -0.3, 1 } };
  double sd = function->inputs[0].sd, variance = 0, plain = 0, rc[3] = { 0 };

  for (guint i = 0; i < 3; i++)
    {
      for (guint j = 0; j < 3; j++)
        rc[i] += r[i][j] * c[j];
      variance += c[i] * rc[i];
      plain += c[i] * c[i];
    }
  for (guint is_plain = 0; is_plain <= 1; is_plain++)
    for (guint is_below = 0; is_below <= 1; is_below++)
      {
        g_auto(AssayReverseMove) move = { 0 };
        double expected = 30 / sd / sqrt (is_plain ? plain : variance);

        choice.is_plain = is_plain;
        find (&choice, is_below ? "score<=-30" : "score>=30", FALSE, &move);
        g_assert_true (move.is_crossed && !move.is_crossed_at_rest);
        g_assert_near (move.size, expected, 1e-5);
        g_assert_near (fabs (move.value), 30, 1e-4);
        for (guint i = 0; i < 3; i++)
          g_assert_near (move.z[i], (is_below ? -1 : 1) * (is_plain ? c[i] : rc[i]) * expected / sqrt (is_plain ? plain : variance), 0.005);
        for (guint i = 0; i < 3; i++)
          g_assert_near (move.x[i], move.z[i] * sd, 1e-9);
        g_assert_near (move.chance, 0.5 * erfc (move.size / sqrt (2)), 1e-9);
        if (!is_plain)
          g_assert_near (move.plausibility.distance, move.size, 1e-6);
        g_assert_cmpuint (move.plausibility.n_inputs, ==, 3);
        g_assert_true (isnan (move.plausibility.share_as_far));
      }
}

static void
test_ends (void)
{
  g_autoptr(AssaySensitivityFunction) function = make ("linear:1,2", NULL);      /* on [0, 1]: 1.5 at rest, 3 at most */
  AssayReverseStressChoice choice = { .function = function, .seed = 1, .n_threads = 1 };
  g_auto(AssayReverseMove) rest = { 0 }, far = { 0 }, held = { 0 };

  find (&choice, "score>1", FALSE, &rest);
  g_assert_true (rest.is_crossed_at_rest && rest.size == 0 && rest.value == 1.5 && rest.x[0] == 0.5);
  find (&choice, "score>4", FALSE, &far);
  g_assert_false (far.is_crossed);
  g_assert_near (far.value, 3, 1e-9);
  choice.only = (const char *const[]) { "x1", NULL };
  find (&choice, "score>=1.9", FALSE, &held);
  g_assert_true (held.is_crossed && held.z[1] == 0);
  g_assert_near (held.x[0], 0.9, 1e-6);
}

/* The limit is met where the path ends, and nowhere before. */
static void
test_follow (void)
{
  g_autoptr(AssaySensitivityFunction) function = make ("ishigami", NULL);
  AssayReverseStressChoice choice = { .function = function, .seed = 1, .n_threads = 2 };
  g_autoptr(GError) error = NULL;
  g_autoptr(AssayReverseStress) stress = assay_reverse_stress_new (&choice, NULL, &error);
  AssayStressLimit limit = { (char *) "score", TRUE, FALSE, 8 };
  const double shares[] = { 0, 0.25, 0.5, 0.75, 0.999, 1, 1.02 };
  double sizes[7], values[7];
  g_auto(AssayReverseMove) move = { 0 }, quick = { 0 };

  g_assert_no_error (error);
  g_assert_true (assay_reverse_stress_find (stress, &limit, FALSE, NULL, &move, &error));
  g_assert_near (move.size, 1.19568, 1e-4);      /* as by trying a grid: test-boundary-search */
  g_assert_true (assay_reverse_stress_follow (stress, &move, shares, 7, NULL, sizes, values, &error));
  g_assert_true (values[0] == assay_reverse_stress_get_base (stress) && sizes[0] == 0);
  g_assert_near (sizes[5], move.size, 1e-12);
  g_assert_near (values[5], move.value, 1e-12);
  for (guint i = 0; i < 7; i++)
    g_assert_true ((values[i] >= 8) == (i >= 5));
  g_assert_true (assay_reverse_stress_find (stress, &limit, TRUE, NULL, &quick, &error));
  g_assert_true (quick.is_crossed && quick.size >= move.size && quick.n_runs < 500);
}

/* Cancelled at once, and any time later. */
static void
test_cancel (void)
{
  g_autoptr(AssaySensitivityFunction) function = make ("ishigami", NULL);
  AssayReverseStressChoice choice = { .function = function, .seed = 1, .n_threads = 1 };
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(AssayProgress) progress = assay_progress_new (cancellable, NULL, NULL, NULL);
  g_autoptr(AssayReverseStress) stress = assay_reverse_stress_new (&choice, progress, NULL);
  g_auto(AssayReverseMove) move = { 0 };
  g_autoptr(GError) error = NULL;
  AssayStressLimit limit = { (char *) "score", TRUE, FALSE, 8 };

  g_assert_nonnull (stress);
  g_cancellable_cancel (cancellable);
  g_assert_false (assay_reverse_stress_find (stress, &limit, FALSE, progress, &move, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_null (assay_reverse_stress_new (&choice, progress, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_threads (void)
{
  g_autoptr(AssaySensitivityFunction) function = make ("ishigami", NULL);

  for (guint seed = 1; seed < 4; seed++)
    {
      g_auto(AssayReverseMove) one = { 0 }, many = { 0 };

      find (&(AssayReverseStressChoice) { .function = function, .seed = seed, .n_threads = 1 }, "score>=9", FALSE, &one);
      find (&(AssayReverseStressChoice) { .function = function, .seed = seed, .n_threads = 4 }, "score>=9", FALSE, &many);
      g_assert_true (one.size == many.size && one.value == many.value && one.n_runs == many.n_runs);
      g_assert_cmpmem (one.x, 3 * sizeof *one.x, many.x, 3 * sizeof *many.x);
    }
}

/* ---- plausibility ---- */

#define N_ROWS 3000

static double
draw_normal (GRand *rand)
{
  return sqrt (-2 * log (g_rand_double_range (rand, 1e-300, 1))) * cos (2 * G_PI * g_rand_double (rand));
}

/* Two inputs that go together, and one that is as skewed as incomes are. */
static AssaySensitivityFunction *
make_with_rows (void)
{
  AssaySensitivityFunction *function = make ("linear:1,1,1", NULL);
  g_autoptr(GRand) rand = g_rand_new_with_seed (11);

  function->rows = g_new0 (double *, 4);
  function->n_rows = N_ROWS;
  for (guint i = 0; i < 3; i++)
    {
      function->rows[i] = g_new (double, N_ROWS);
      function->inputs[i].base = i < 2 ? 0 : 1;
      function->inputs[i].sd = i < 2 ? 1 : sqrt ((exp (1) - 1) * exp (1));
    }
  for (guint row = 0; row < N_ROWS; row++)
    {
      double a = draw_normal (rand), b = draw_normal (rand);

      function->rows[0][row] = a;
      function->rows[1][row] = 0.8 * a + 0.6 * b;
      function->rows[2][row] = exp (draw_normal (rand));
    }
  function->rows[0][7] = NAN;      /* this row has no distance */
  return function;
}

static void
test_plausibility (void)
{
  g_autoptr(AssaySensitivityFunction) function = make_with_rows ();
  g_autoptr(AssayStressSpace) space = assay_stress_space_new_function (function);
  const double along[] = { 1, 1, 1 }, against[] = { 1, -1, 1 }, rich[] = { 0, 0, exp (2) }, rest[] = { 0, 0, 1 };
  AssayPlausibility a = assay_stress_space_judge (space, along), b = assay_stress_space_judge (space, against), c = assay_stress_space_judge (space, rich);
  double distance, least = INFINITY;
  gsize row, best = 0, n_as_far = 0;

  g_assert_false (assay_stress_space_get_input (space, 0)->is_skewed);
  g_assert_true (assay_stress_space_get_input (space, 2)->is_skewed);
  g_assert_near (a.distance, sqrt (2 / 1.8), 0.05);      /* 1' R^-1 1 = 2 / (1 + r) */
  g_assert_near (b.distance, sqrt (2 / 0.2), 0.25);
  g_assert_near (c.distance, 2, 0.15);                   /* two normal scores off, though 4 sd */
  g_assert_cmpuint (a.n_inputs, ==, 3);
  g_assert_cmpuint (a.n_rows, ==, N_ROWS - 1);
  for (gsize r = 0; r < N_ROWS; r++)
    {
      const double x[] = { function->rows[0][r], function->rows[1][r], function->rows[2][r] };
      double from_rest = assay_stress_space_distance (space, x, rest), from_there = assay_stress_space_distance (space, x, against);

      n_as_far += from_rest >= b.distance;
      if (from_there < least)
        {
          least = from_there;
          best = r;
        }
    }
  g_assert_near (b.share_as_far, (double) n_as_far / (N_ROWS - 1), 1e-12);
  g_assert_true (assay_stress_space_find_nearest (space, against, &row, &distance));
  g_assert_cmpuint (row, ==, best);
  g_assert_near (distance, least, 1e-12);
  g_assert_near (assay_stress_space_percentile (space, 2, 1), 50, 2.5);
  g_assert_true (assay_stress_space_percentile (space, 2, -1) == 0 && assay_stress_space_percentile (space, 2, 1e9) == 100);
}

#define MANY_WORDS 2000

static gboolean
evaluate_words (const AssaySensitivityFunction *function, const double *const *columns, gsize n, double *y, GError **error)
{
  for (gsize row = 0; row < n; row++)
    y[row] = columns[0][row] + columns[1][row] / MANY_WORDS;
  return TRUE;
}

/* A column of names is no reason to run for hours, and what was left out is said. */
static void
test_many_words (void)
{
  static const AssaySensitivityClass klass = { .evaluate = evaluate_words };
  char x[] = "x", name[] = "name", word[] = "w";
  char *words[MANY_WORDS + 1] = { NULL };
  AssaySensitivityInput inputs[] = { { .name = x, .low = -3, .high = 3, .sd = 1 }, { .name = name, .low = 0, .high = MANY_WORDS - 1, .sd = NAN, .words = words, .n_words = MANY_WORDS } };
  const AssaySensitivityFunction function = { .klass = &klass, .name = x, .output = x, .n_inputs = 2, .inputs = inputs };
  AssayReverseStressChoice choice = { .function = &function, .may_switch = TRUE, .most_runs = 500, .n_threads = 1 };
  g_autoptr(AssayReverseStress) stress = NULL, all = NULL;
  g_autoptr(GError) error = NULL;

  for (guint w = 0; w < MANY_WORDS; w++)
    words[w] = word;
  stress = assay_reverse_stress_new (&choice, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (assay_reverse_stress_get_n_runs (stress), <=, 2 * choice.most_runs + 500);
  g_assert_nonnull (strstr (assay_reverse_stress_get_text (stress), "the 1,499 rarest words left out"));
  choice.most_runs = 5000;
  all = assay_reverse_stress_new (&choice, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (assay_reverse_stress_get_n_runs (all), >=, MANY_WORDS - 1);
  g_assert_null (strstr (assay_reverse_stress_get_text (all), "left out"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/analysis/reverse-stress/limits", test_limits);
  g_test_add_func ("/analysis/reverse-stress/linear", test_linear);
  g_test_add_func ("/analysis/reverse-stress/ends", test_ends);
  g_test_add_func ("/analysis/reverse-stress/follow", test_follow);
  g_test_add_func ("/analysis/reverse-stress/cancel", test_cancel);
  g_test_add_func ("/analysis/reverse-stress/threads", test_threads);
  g_test_add_func ("/analysis/reverse-stress/plausibility", test_plausibility);
  g_test_add_func ("/analysis/reverse-stress/many-words", test_many_words);
  return g_test_run ();
}
