/* What breaks a limit on the portfolio of a recorded run: crossed where it is said to be, nearest row and month among those that exist. */
#include "engine/limit-search.h"

#include <math.h>
#include <string.h>

#include "math/init.h"
#include "scorecard-run.h"

static AssayWorkspace *workspace;      /* with one run of a scorecard, made once */
static AssayRun *run;

#define g_assert_near(a, b, tolerance) g_assert_cmpfloat (fabs ((a) - (b)), <=, tolerance)

/* ---- tests ---- */

static AssayRunPortfolio *
open_portfolio (void)
{
  g_autoptr(GError) error = NULL;
  AssayRunPortfolio *portfolio;

  g_assert_true (assay_run_portfolio_may_open (run));
  portfolio = assay_run_portfolio_open (workspace, run, 0, NULL, &error);
  g_assert_no_error (error);
  return portfolio;
}

static AssayLimitSearch *
new_search (AssayRunPortfolio *portfolio, const char *measure)
{
  g_autoptr(GError) error = NULL;
  AssayLimitSearch *search = assay_limit_search_new (portfolio, (guint) assay_portfolio_find_measure (assay_run_portfolio_get (portfolio), measure), FALSE, 0, NULL, &error);

  g_assert_no_error (error);
  return search;
}

/* The measure of all rows, each moved as the answer says; inputs that do not move are left alone. */
static double
measure_moved (const AssayRunPortfolio *owner, const AssayLimitSearch *search, const AssayLimitAnswer *answer)
{
  const AssayPortfolio *portfolio = assay_run_portfolio_get (owner);
  const AssayStressSpace *space = assay_limit_search_get_space (search);
  g_autofree guint *order = g_new (guint, assay_stress_space_get_n_inputs (space) + 1);
  const guint n = assay_limit_answer_order (search, answer, order);
  g_autofree AssayShock *shocks = g_new (AssayShock, n + 1);
  double value;

  for (guint i = 0; i < n; i++)
    shocks[i] = (AssayShock) { order[i], ASSAY_SHOCK_ADD, answer->move.x[order[i]] - assay_stress_space_get_input (space, order[i])->base };
  g_assert_true (assay_portfolio_measure_one (portfolio, shocks, n, assay_limit_search_get_measure (search), 0, NULL, &value, NULL));
  return value;
}

static void
test_crosses (void)
{
  static const double limits[] = { 0.25, 0.35, 0.15 };
  g_autoptr(AssayRunPortfolio) portfolio = open_portfolio ();
  const double start = g_get_monotonic_time ();
  g_autoptr(AssayLimitSearch) search = new_search (portfolio, "mean");
  double before = 0;

  g_test_message ("prepared in %.0f ms", (g_get_monotonic_time () - start) / 1000);
  for (guint i = 0; i < G_N_ELEMENTS (limits); i++)
    for (int is_quick = 1; is_quick >= 0; is_quick--)
      {
        const double asked = g_get_monotonic_time ();
        g_autoptr(GError) error = NULL;
        g_autoptr(AssayLimitAnswer) answer = assay_limit_search_find (search, limits[i], is_quick, NULL, &error);

        g_assert_no_error (error);
        g_test_message ("%s answer to %g in %.0f ms: %.3f sd", is_quick ? "quick" : "close", limits[i], (g_get_monotonic_time () - asked) / 1000, answer->move.size);
        g_assert_true (answer->move.is_crossed);
        g_assert_true (answer->is_above == (limits[i] > answer->base));
        g_assert_true (answer->is_above ? answer->move.value >= limits[i] : answer->move.value <= limits[i]);
        g_assert_near (measure_moved (portfolio, search, answer), answer->move.value, 1e-9);
        g_assert_cmpuint (answer->nearest_row, >=, 1);
        g_assert_cmpuint (answer->nearest_row, <=, 1986);
        /* what gets to the limit is within reach of as many standard deviations */
        for (guint r = 0; r < ASSAY_N_REACHES; r++)
          {
            g_assert_cmpfloat (answer->reach_low[r], <=, answer->base);
            g_assert_cmpfloat (answer->reach_high[r], >=, answer->base);
            if (answer->move.size <= r + 1 && answer->is_above)
              g_assert_cmpfloat (answer->reach_high[r], >=, limits[i] - 1e-9);
          }
        if (!is_quick)
          g_assert_cmpfloat (answer->move.size, <=, before + 1e-9);
        before = answer->move.size;
      }
}

static void
test_not_to_be_had (void)
{
  g_autoptr(AssayRunPortfolio) portfolio = open_portfolio ();
  g_autoptr(AssayLimitSearch) search = new_search (portfolio, "mean");
  g_autoptr(AssayLimitAnswer) never = assay_limit_search_find (search, 1.5, TRUE, NULL, NULL), at_rest = assay_limit_search_find (search, assay_limit_search_get_base (search), TRUE, NULL, NULL);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(AssayProgress) progress = assay_progress_new (cancellable, NULL, NULL, NULL);
  g_autoptr(GError) error = NULL;

  g_assert_false (never->move.is_crossed);
  g_assert_true (at_rest->move.is_crossed_at_rest);
  for (guint r = 0; r < ASSAY_N_REACHES; r++)
    g_assert_true (isnan (at_rest->reach_high[r]));
  g_cancellable_cancel (cancellable);
  g_assert_null (assay_limit_search_find (search, 0.3, FALSE, progress, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_null (assay_limit_search_new (portfolio, 0, FALSE, 0, progress, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* Data that are not the run's own are not answered for. */
static void
test_other_data (void)
{
  g_autoptr(AssayRunPortfolio) portfolio = open_portfolio ();
  const char *sha256 = assay_run_portfolio_get_source (portfolio)->sha256;
  char *inputs = run->inputs, *found;
  g_autoptr(GError) error = NULL;

  run->inputs = g_strdup (inputs);
  found = strstr (run->inputs, sha256);
  g_assert_nonnull (found);
  *found = *found == '0' ? '1' : '0';
  g_assert_null (assay_run_portfolio_open (workspace, run, 0, NULL, &error));
  g_assert_error (error, ASSAY_STORE_ERROR, ASSAY_STORE_ERROR_DAMAGED);
  g_free (run->inputs);
  run->inputs = inputs;
}

/* The rows have twelve months of about 166 rows each. */
static void
test_month (void)
{
  g_autoptr(AssayRunPortfolio) portfolio = open_portfolio ();
  g_autoptr(AssayLimitSearch) search = new_search (portfolio, "mean");
  g_autoptr(AssayLimitAnswer) answer = assay_limit_search_find (search, 0.25, TRUE, NULL, NULL);

  g_assert_nonnull (answer->nearest_period);
  g_assert_true (g_str_has_prefix (answer->nearest_period, "2024-"));
  g_assert_cmpfloat (answer->nearest_period_distance, >=, 0);
}

/* Many rows have some that answer at once, and say nearly the same. */
static void
test_sample (void)
{
  g_autofree char *folder = g_dir_make_tmp ("assay-limit-XXXXXX", NULL);
  AssayWorkspace *large;
  AssayRun *of_many = scorecard_run_make (folder, 4, &large);
  g_autoptr(GError) error = NULL;
  g_autoptr(AssayRunPortfolio) portfolio = assay_run_portfolio_open (large, of_many, 0, NULL, &error), small = open_portfolio ();
  const guint mean = (guint) assay_portfolio_find_measure (assay_run_portfolio_get (portfolio), "mean");
  g_autoptr(AssayLimitSearch) some = NULL, all = NULL;
  g_autoptr(AssayLimitAnswer) quick = NULL, full = NULL;

  g_assert_no_error (error);
  g_assert_null (assay_run_portfolio_get_sample (small));
  g_assert_nonnull (assay_run_portfolio_get_sample (portfolio));
  some = assay_limit_search_new (portfolio, mean, TRUE, 0, NULL, &error);
  all = assay_limit_search_new (portfolio, mean, FALSE, 0, NULL, &error);
  g_assert_cmpuint (assay_limit_search_get_n_rows (some), ==, 2000);
  g_assert_cmpuint (assay_limit_search_get_n_rows (all), ==, 4 * 1986);
  g_assert_near (assay_limit_search_get_base (some), assay_limit_search_get_base (all), 0.03);
  quick = assay_limit_search_find (some, 0.3, TRUE, NULL, &error);
  full = assay_limit_search_find (all, 0.3, TRUE, NULL, &error);
  g_assert_true (quick->move.is_crossed && full->move.is_crossed);
  g_assert_near (quick->move.size, full->move.size, 0.5);
  g_assert_cmpuint (quick->nearest_row, <=, 4 * 1986);
  assay_run_free (of_many);
  g_clear_pointer (&some, assay_limit_search_unref);
  g_clear_pointer (&all, assay_limit_search_unref);
  g_clear_pointer (&portfolio, assay_run_portfolio_unref);
  assay_workspace_unref (large);
  scorecard_run_remove (folder);
}

int
main (int argc, char **argv)
{
  g_autofree char *folder = NULL;
  int status;

  g_test_init (&argc, &argv, NULL);
  am_init ();
  folder = g_dir_make_tmp ("assay-limit-XXXXXX", NULL);
  run = scorecard_run_make (folder, 1, &workspace);
  g_test_add_func ("/engine/limit-search/crosses", test_crosses);
  g_test_add_func ("/engine/limit-search/other-data", test_other_data);
  g_test_add_func ("/engine/limit-search/not-to-be-had", test_not_to_be_had);
  g_test_add_func ("/engine/limit-search/month", test_month);
  g_test_add_func ("/engine/limit-search/sample", test_sample);
  status = g_test_run ();
  assay_run_free (run);
  assay_workspace_unref (workspace);
  scorecard_run_remove (folder);
  return status;
}
