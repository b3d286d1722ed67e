/* What If against `score`: a case and a portfolio that are moved have the very numbers that scoring a file with those values has. */
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "analysis/scoring/score.h"
#include "data/csv-writer.h"
#include "engine/model-source.h"
#include "engine/source.h"
#include "engine/what-if-case.h"
#include "math/init.h"

static AssaySource *
load (const char *path)
{
  AssayReadOptions options;
  g_autoptr(GError) error = NULL;
  AssaySource *source;

  assay_read_options_init (&options);
  source = assay_source_load (path, &options, 1, NULL, NULL, &error);
  g_assert_no_error (error);
  assay_read_options_clear (&options);
  return source;
}

typedef struct
{
  AssayTaskModel *model;
  AssaySource *source;
  AssayWhatIf *what_if;
  char *folder;
} Fixture;

static void
set_up (Fixture *self, gconstpointer name)
{
  g_autofree char *data = g_test_build_filename (G_TEST_DIST, "..", "data", "sample", "home-equity.csv", NULL);
  g_autofree char *model = g_test_build_filename (G_TEST_DIST, "..", "data", "sample", name, NULL);
  AssayPortfolioChoice choice = { .target = "Default", .event = "1", .cutoff = NAN };
  g_autoptr(GError) error = NULL;

  self->folder = g_dir_make_tmp ("assay-what-if-XXXXXX", &error);
  self->model = assay_model_source_load (model, NULL, NULL, &error);
  g_assert_no_error (error);
  self->source = load (data);
  choice.model = self->model;
  choice.data = self->source->frame;
  self->what_if = assay_what_if_new (&choice, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *self, gconstpointer name)
{
  g_autofree char *path = g_build_filename (self->folder, "moved.csv", NULL);

  assay_what_if_unref (self->what_if);
  assay_source_free (self->source);
  assay_task_model_unref (self->model);
  g_unlink (path);
  g_rmdir (self->folder);
  g_free (self->folder);
}

static guint
find (Fixture *self, const char *name)
{
  int found = assay_portfolio_find_input (assay_what_if_get_portfolio (self->what_if), name);

  g_assert_cmpint (found, >=, 0);
  return found;
}

/* ---- the same by way of a file ---- */

typedef double (*Move) (double value);

/* The data with one column moved, written, read and scored as the command line does. */
static double *
score_file (Fixture *self, const char *column, Move move, gsize only_row)
{
  g_autofree char *path = g_build_filename (self->folder, "moved.csv", NULL);
  AssayFrame *frame = self->source->frame;
  gsize n = assay_frame_get_n_rows (frame);
  g_autoptr(GPtrArray) columns = g_ptr_array_new_with_free_func ((GDestroyNotify) assay_column_unref);
  g_autoptr(GPtrArray) models = g_ptr_array_new ();
  g_autoptr(AssayFrame) moved = NULL;
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < assay_frame_get_n_columns (frame); i++)
    {
      AssayColumn *from = assay_frame_get_column (frame, i);
      g_autofree double *owned = NULL;
      double *values;

      if (strcmp (assay_column_get_name (from), column) != 0)
        {
          g_ptr_array_add (columns, assay_column_ref (from));
          continue;
        }
      values = g_memdup2 (assay_column_as_doubles (from, &owned), n * sizeof *values);
      for (gsize row = 0; row < n; row++)
        if (only_row == G_MAXSIZE || row == only_row)
          values[row] = move (values[row]);
      g_ptr_array_add (columns, assay_column_take_doubles (column, values, n));
    }
  moved = assay_frame_new ((AssayColumn **) columns->pdata, columns->len, n);
  g_assert_true (assay_csv_write (moved, path, 0, NULL, &error));
  g_autoptr(AssaySource) source = load (path);
  g_autoptr(AssayOptions) options = assay_options_new (assay_score.options);
  g_autoptr(AssayPolicy) policy = assay_policy_new ();
  g_ptr_array_add (models, self->model);
  AssayTask task = { .frame = source->frame, .options = options, .policy = policy, .seed = 1, .n_threads = 1, .models = models };
  g_autoptr(AssayOutcome) outcome = assay_score.run (&task, NULL, &error);
  g_assert_no_error (error);
  AssayColumn *score = assay_frame_find (outcome->rows, assay_portfolio_get_output (assay_what_if_get_portfolio (self->what_if)));
  g_assert_nonnull (score);
  return g_memdup2 (assay_column_get_doubles (score), n * sizeof (double));
}

static double add_4 (double value) { return value + 4; }
static double cut_a_fifth (double value) { return value + value * -0.2; }
static double set_52 (double value) { return 52.25; }

/* ---- one case ---- */

static void
test_case_is_score (Fixture *self, gconstpointer name)
{
  const gsize rows[] = { 0, 1, 16, 500, 1985 };
  guint n = assay_what_if_get_n_inputs (self->what_if), debt = find (self, "DEBTINC");
  g_autofree double *before = g_new (double, n), *after = g_new (double, n);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree double *expected = score_file (self, "DEBTINC", set_52, rows[i]), *unmoved = score_file (self, "DEBTINC", set_52, G_MAXSIZE - 1);
      g_autoptr(GError) error = NULL;

      g_assert_true (assay_what_if_read_row (self->what_if, rows[i] + 1, before));
      memcpy (after, before, n * sizeof *after);
      after[debt] = 52.25;
      g_autoptr(AssayCaseAnswer) answer = assay_what_if_try (self->what_if, before, after, &error);
      g_assert_no_error (error);
      g_assert_cmpfloat (answer->before.score, ==, unmoved[rows[i]]);
      g_assert_cmpfloat (answer->after.score, ==, expected[rows[i]]);
      g_assert_true (answer->after.level != ASSAY_RISK_NONE);
    }
}

/* They add up to the score on their scale. */
static void
test_contributions (Fixture *self, gconstpointer name)
{
  guint n = assay_what_if_get_n_inputs (self->what_if);
  g_autofree double *values = g_new (double, n), *moved = g_new (double, n);
  g_autoptr(GError) error = NULL;

  assay_what_if_read_typical (self->what_if, values);
  memcpy (moved, values, n * sizeof *moved);
  moved[find (self, "Delinquencies")] = 3;
  g_autoptr(AssayCaseAnswer) answer = assay_what_if_try (self->what_if, values, moved, &error);
  g_assert_no_error (error);
  g_assert_nonnull (answer->scale);
  double before = answer->before.base, after = answer->after.base;
  for (guint i = 0; i < n; i++)
    {
      before += answer->before.contributions[i];
      after += answer->after.contributions[i];
    }
  g_assert_cmpfloat (answer->after.score, >, answer->before.score);
  g_assert_true (answer->more_is_riskier == (after > before));
  if (strcmp (answer->scale, "log-odds") == 0)
    g_assert_cmpfloat_with_epsilon (1 / (1 + exp (-after)), answer->after.score, 1e-6);
}

/* At the value found the decision is the other one, and a little before it, it is not. */
static void
test_turns (Fixture *self, gconstpointer name)
{
  guint n = assay_what_if_get_n_inputs (self->what_if), n_found = 0;
  g_autofree double *values = g_new (double, n), *at = g_new (double, n);
  g_autofree AssayCaseTurn *turns = g_new (AssayCaseTurn, n);
  double cutoff = assay_what_if_get_cutoff (self->what_if, NULL);
  g_autoptr(GError) error = NULL;

  assay_what_if_read_typical (self->what_if, values);
  g_assert_true (assay_what_if_find_turns (self->what_if, values, cutoff, turns, NULL, &error));
  g_assert_no_error (error);
  for (guint i = 0; i < n; i++)
    {
      const AssayWhatIfInput *input = assay_what_if_get_input (self->what_if, i);
      double back = turns[i].value > values[i] ? -1 : 1;

      if (!turns[i].exists)
        continue;
      n_found++;
      memcpy (at, values, n * sizeof *at);
      at[i] = turns[i].value;
      g_autoptr(AssayCaseAnswer) there = assay_what_if_try (self->what_if, values, at, &error);
      g_assert_cmpfloat (there->after.score, ==, turns[i].score);
      g_assert_cmpint (assay_what_if_decide (self->what_if, there->after.score, cutoff), !=, assay_what_if_decide (self->what_if, there->before.score, cutoff));
      if (input->is_choice)
        continue;
      at[i] = turns[i].value + back * (input->is_whole ? 1 : 0.01 * (input->high - input->low));
      g_autoptr(AssayCaseAnswer) here = assay_what_if_try (self->what_if, values, at, &error);
      g_assert_cmpint (assay_what_if_decide (self->what_if, here->after.score, cutoff), ==, assay_what_if_decide (self->what_if, here->before.score, cutoff));
    }
  g_assert_cmpuint (n_found, >, 0);
}

/* A case that no single input can turn: nothing is made up. */
static void
test_no_turn (Fixture *self, gconstpointer name)
{
  guint n = assay_what_if_get_n_inputs (self->what_if);
  g_autofree double *values = g_new (double, n);
  g_autofree AssayCaseTurn *turns = g_new (AssayCaseTurn, n);
  g_autoptr(GError) error = NULL;

  assay_what_if_read_typical (self->what_if, values);
  g_assert_true (assay_what_if_find_turns (self->what_if, values, 1.5, turns, NULL, &error));
  for (guint i = 0; i < n; i++)
    g_assert_false (turns[i].exists);
}

/* ---- the portfolio ---- */

static void
check_portfolio (Fixture *self, const char *column, AssayShockKind kind, double amount, Move move)
{
  AssayShock shock = { find (self, column), kind, amount };
  const AssayPortfolio *portfolio = assay_what_if_get_portfolio (self->what_if);
  const double *before = assay_portfolio_get_scores (portfolio);
  gsize n = assay_portfolio_get_n_rows (portfolio), to_flagged = 0, to_passed = 0, n_lost = 0;
  g_autofree double *expected = score_file (self, column, move, G_MAXSIZE);
  double cutoff = assay_what_if_get_cutoff (self->what_if, NULL), sum = 0, binned = 0;
  g_autoptr(GError) error = NULL;

  g_autoptr(AssayWhatIfAnswer) answer = assay_what_if_ask (self->what_if, &shock, 1, cutoff, FALSE, NULL, &error);
  g_assert_no_error (error);
  for (gsize i = 0; i < n; i++)
    {
      double after = expected[assay_portfolio_get_row (portfolio, i)];

      n_lost += isnan (after);
      to_flagged += before[i] < cutoff && after >= cutoff;
      to_passed += before[i] >= cutoff && after < cutoff;
      sum += isnan (after) ? 0 : after;
    }
  g_assert_cmpuint (answer->n_asked, ==, n);
  g_assert_cmpfloat (answer->to_flagged, ==, to_flagged);
  g_assert_cmpfloat (answer->to_passed, ==, to_passed);
  g_assert_cmpfloat (answer->n_lost, ==, n_lost);
  g_assert_cmpuint (to_flagged + to_passed, >, 0);
  for (guint i = 0; i < ASSAY_WHAT_IF_BINS; i++)
    binned += answer->bins_after[i];
  g_assert_cmpfloat (binned, ==, n - n_lost);
  int mean = assay_portfolio_find_measure (portfolio, "mean");
  g_assert_cmpint (mean, >=, 0);
  if (n_lost == 0)
    g_assert_cmpfloat_with_epsilon (answer->after[mean], sum / n, 1e-12);
}

static void
test_portfolio_is_score (Fixture *self, gconstpointer name)
{
  check_portfolio (self, "DEBTINC", ASSAY_SHOCK_ADD, 4, add_4);
  check_portfolio (self, "DEBTINC", ASSAY_SHOCK_RELATIVE, -0.2, cut_a_fifth);
}

/* For sliders that move on and on: the same scores, by what is kept of the trees. */
static void
test_memo_is_score (Fixture *self, gconstpointer name)
{
  const AssayPortfolio *portfolio = assay_what_if_get_portfolio (self->what_if);
  gsize n = assay_portfolio_get_n_rows (portfolio);
  AssayShock shocks[] = { { find (self, "DEBTINC"), ASSAY_SHOCK_ADD, 0 }, { find (self, "CLAGE"), ASSAY_SHOCK_SD, -0.5 } };
  g_autoptr(AssayScoreMemo) memo = assay_score_memo_new (64 << 20);
  g_autofree double *expected = g_new (double, n), *found = g_new (double, n);
  g_autoptr(GError) error = NULL;
  gboolean is_ready = assay_portfolio_fill_memo (portfolio, shocks, 2, memo, 2, NULL, &error);

  g_assert_no_error (error);
  g_assert_true (is_ready == (strstr (name, "challenger") != NULL));
  for (int step = -8; step <= 8; step++)
    {
      shocks[0].amount = step * 1.7;
      g_assert_true (assay_portfolio_score_all (portfolio, shocks, 2, 2, NULL, expected, &error));
      g_assert_true (assay_portfolio_score_all_by_memo (portfolio, shocks, 2, memo, 2, NULL, found, &error));
      g_assert_cmpmem (found, n * sizeof *found, expected, n * sizeof *expected);
    }
  /* and where more has moved than it knows */
  shocks[1].amount = 0.5;
  g_assert_true (assay_portfolio_score_all (portfolio, shocks, 2, 2, NULL, expected, &error));
  g_assert_true (assay_portfolio_score_all_by_memo (portfolio, shocks, 2, memo, 2, NULL, found, &error));
  g_assert_cmpmem (found, n * sizeof *found, expected, n * sizeof *expected);
}

static void
test_nothing_moved (Fixture *self, gconstpointer name)
{
  double cutoff = assay_what_if_get_cutoff (self->what_if, NULL);
  g_autoptr(AssayWhatIfAnswer) answer = assay_what_if_ask (self->what_if, NULL, 0, cutoff, TRUE, NULL, NULL);

  g_assert_cmpfloat (answer->to_flagged + answer->to_passed + answer->n_lost, ==, 0);
  g_assert_cmpmem (answer->before, assay_portfolio_get_n_measures (assay_what_if_get_portfolio (self->what_if)) * sizeof (double), answer->after,
                   assay_portfolio_get_n_measures (assay_what_if_get_portfolio (self->what_if)) * sizeof (double));
  g_assert_cmpmem (answer->bins_before, sizeof answer->bins_before, answer->bins_after, sizeof answer->bins_after);
}

/* ---- inputs ---- */

static int
compare_numbers (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

/* Where sensitivity holds inputs, so that both speak of one case: half way between the two in the middle. */
static void
test_typical (Fixture *self, gconstpointer name)
{
  const AssayPortfolio *portfolio = assay_what_if_get_portfolio (self->what_if);
  gsize n_rows = assay_portfolio_get_n_rows (portfolio);
  g_autofree double *values = g_new (double, n_rows);
  guint n_between = 0;

  for (guint i = 0; i < assay_what_if_get_n_inputs (self->what_if); i++)
    {
      const AssayWhatIfInput *input = assay_what_if_get_input (self->what_if, i);
      gsize n = 0;

      if (input->is_choice || input->input->draw == ASSAY_DRAW_VALUES)
        continue;
      assay_portfolio_read_input (portfolio, i, values);
      for (gsize row = 0; row < n_rows; row++)
        if (!isnan (values[row]))
          values[n++] = values[row];
      qsort (values, n, sizeof *values, compare_numbers);
      g_assert_cmpfloat_with_epsilon (input->typical, (values[(n - 1) / 2] + values[n / 2]) / 2, 1e-9 * fabs (input->typical));
      n_between += values[(n - 1) / 2] != values[n / 2];
    }
  g_assert_cmpuint (n_between, >, 0);
}

static void
test_inputs (Fixture *self, gconstpointer name)
{
  const AssayWhatIfInput *debt = assay_what_if_get_input (self->what_if, find (self, "DEBTINC")), *job = assay_what_if_get_input (self->what_if, find (self, "Job"));
  guint n = assay_what_if_get_n_inputs (self->what_if);
  g_autofree double *values = g_new (double, n);
  AssayCutoffOrigin origin;

  g_assert_true (job->is_choice && job->input->words != NULL);
  g_assert_false (debt->is_choice);
  g_assert_cmpfloat (debt->low, <, debt->typical);
  g_assert_cmpfloat (debt->typical, <, debt->high);
  g_assert_cmpuint (debt->n_missing + debt->n_sorted, ==, assay_portfolio_get_n_rows (assay_what_if_get_portfolio (self->what_if)));
  g_assert_cmpfloat_with_epsilon (assay_what_if_share_beyond (debt, debt->high, TRUE), 0.01, 0.002);
  g_assert_cmpfloat (assay_what_if_share_beyond (debt, debt->sorted[debt->n_sorted - 1], TRUE), ==, 0);
  g_assert_cmpfloat (assay_what_if_share_beyond (debt, debt->sorted[0], FALSE), ==, 0);
  g_assert_false (assay_what_if_read_row (self->what_if, 0, values));
  g_assert_false (assay_what_if_read_row (self->what_if, 100000, values));
  g_assert_true (assay_what_if_read_row (self->what_if, assay_what_if_get_number (self->what_if, 3), values));
  g_assert_false (isnan (assay_what_if_get_cutoff (self->what_if, &origin)));
  g_assert_cmpint (origin, ==, ASSAY_CUTOFF_BEST);
}

int
main (int argc, char *argv[])
{
  static const char *const models[] = { "home-equity.assay.json", "home-equity-challenger.assay.json" };

  am_init ();
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (models); i++)
    {
#define ADD(name, function) \
  { g_autofree char *path = g_strdup_printf ("/engine/what-if/%s/%s", i == 0 ? "scorecard" : "trees", name); g_test_add (path, Fixture, models[i], set_up, function, tear_down); }
      ADD ("case-is-score", test_case_is_score);
      ADD ("contributions", test_contributions);
      ADD ("turns", test_turns);
      ADD ("no-turn", test_no_turn);
      ADD ("portfolio-is-score", test_portfolio_is_score);
      ADD ("memo-is-score", test_memo_is_score);
      ADD ("nothing-moved", test_nothing_moved);
      ADD ("inputs", test_inputs);
      ADD ("typical", test_typical);
    }
  return g_test_run ();
}
