/* Scenarios on a portfolio one at a time, the set to start from, and the set that is kept while somebody works on it. */
#include "engine/stress.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "analysis/analysis.h"
#include "analysis/sensitivity/sensitivity.h"
#include "data/csv-reader.h"
#include "math/init.h"
#include "model/artifact/artifact-file.h"

#define MODEL "7a95d15e3940610ffc6a8b8fd7574b02481d61aa6209deb2699daab10fe66e06"

static AssayPortfolio *portfolio;      /* of the sample, made once */
static AssayTaskModel *model;
static AssayFrame *frame;

static void
make_portfolio (void)
{
  g_autofree char *folder = g_build_filename (g_getenv ("G_TEST_SRCDIR"), "..", "data", "sample", NULL);
  g_autofree char *model_path = g_build_filename (folder, "home-equity.assay.json", NULL), *data_path = g_build_filename (folder, "home-equity.csv", NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(AssayArtifact) artifact = assay_artifact_load (model_path, NULL, NULL, &error);
  AssayReadOptions options;
  AssayPortfolioChoice choice = { .cutoff = 0.3, .n_threads = 1 };

  g_assert_no_error (error);
  assay_read_options_init (&options);
  frame = assay_csv_read (data_path, &options, 1, NULL, NULL, &error);
  g_assert_no_error (error);
  assay_read_options_clear (&options);
  choice.model = model = assay_task_model_new (artifact, "champion", NULL);
  choice.data = frame;
  portfolio = assay_portfolio_new (&choice, NULL, &error);
  g_assert_no_error (error);
}

static guint
input_of (const char *name)
{
  int index = assay_portfolio_find_input (portfolio, name);

  g_assert_cmpint (index, >=, 0);
  return (guint) index;
}

/* ---- one scenario ---- */

static void
test_joint_and_alone (void)
{
  g_autoptr(AssayScenarios) set = assay_scenarios_new ();
  AssayScenario *scenario = assay_scenarios_add (set, "Recession", NULL);
  g_autoptr(AssayStressOutcome) outcome = NULL;
  g_autoptr(GError) error = NULL;
  const guint n = assay_portfolio_get_n_measures (portfolio), mean = (guint) assay_portfolio_find_measure (portfolio, "mean");
  const double base = assay_portfolio_get_base (portfolio)[mean];
  g_autofree double *values = g_new (double, n);

  assay_scenario_add_level (scenario, "mild", 0.5);
  assay_scenario_add_level (scenario, "severe", 2);
  assay_scenario_add_shock (scenario, "DEBTINC", ASSAY_SHOCK_RELATIVE, 0.1);
  assay_scenario_add_shock (scenario, "CLAGE", ASSAY_SHOCK_SD, -0.75);
  outcome = assay_stress_run_scenario (portfolio, scenario, 1, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (outcome->n_runs, ==, 2);
  for (guint run = 0; run < 2; run++)
    {
      const double factor = run == 0 ? 0.5 : 2;
      const AssayShock shocks[] = { { input_of ("DEBTINC"), ASSAY_SHOCK_RELATIVE, 0.1 * factor }, { input_of ("CLAGE"), ASSAY_SHOCK_SD, -0.75 * factor } };
      double alone = 0;

      g_assert_true (assay_portfolio_measure (portfolio, shocks, 2, 1, NULL, values, NULL));
      for (guint m = 0; m < n; m++)
        g_assert_true (assay_stress_outcome_get_joint (outcome, run, m) == values[m] || isnan (values[m]));
      for (guint i = 0; i < 2; i++)
        {
          g_assert_true (assay_portfolio_measure (portfolio, shocks + i, 1, 1, NULL, values, NULL));
          g_assert_cmpfloat (assay_stress_outcome_get_alone (outcome, run, i, mean), ==, values[mean]);
          alone += values[mean] - base;
        }
      g_assert_cmpfloat_with_epsilon (assay_stress_outcome_get_interaction (outcome, run, mean, base), assay_stress_outcome_get_joint (outcome, run, mean) - base - alone, 1e-12);
    }
}

/* One shock does nothing together with others. */
static void
test_single (void)
{
  g_autoptr(AssayScenarios) set = assay_scenarios_new ();
  AssayScenario *scenario = assay_scenarios_add (set, "Rates", "mild");
  g_autoptr(AssayStressOutcome) outcome = NULL;

  assay_scenario_add_word (scenario, "Job", "Sales");
  outcome = assay_stress_run_scenario (portfolio, scenario, 1, NULL, NULL);
  g_assert_cmpfloat_with_epsilon (assay_stress_outcome_get_joint (outcome, 0, (guint) assay_portfolio_find_measure (portfolio, "mean")), 0.261677099436126, 1e-9);
  g_assert_cmpfloat (assay_stress_outcome_get_joint (outcome, 0, 0), ==, assay_stress_outcome_get_alone (outcome, 0, 0, 0));
  g_assert_true (isnan (assay_stress_outcome_get_interaction (outcome, 0, 0, 0.5)));
}

static void
test_does_not_fit (void)
{
  g_autoptr(AssayScenarios) set = assay_scenarios_new ();
  AssayScenario *scenario = assay_scenarios_add (set, "Rates", NULL);
  g_autoptr(GError) error = NULL;

  assay_scenario_add_shock (scenario, "DEBTINCOME", ASSAY_SHOCK_SD, 1);
  g_assert_null (assay_stress_run_scenario (portfolio, scenario, 1, NULL, &error));
  g_assert_error (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_DATA);
  g_assert_nonnull (strstr (error->message, "DEBTINCOME"));
  g_clear_error (&error);
  g_assert_false (assay_stress_check_scenarios (portfolio, set, &error));
  g_assert_nonnull (error);
}

static void
test_cancelled (void)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(AssayProgress) progress = assay_progress_new (cancellable, NULL, NULL, NULL);
  g_autoptr(AssayScenarios) set = assay_scenarios_new ();
  g_autoptr(GError) error = NULL;

  assay_scenario_add_shock (assay_scenarios_add (set, "Rates", NULL), "DEBTINC", ASSAY_SHOCK_SD, 1);
  g_cancellable_cancel (cancellable);
  g_assert_null (assay_stress_run_scenario (portfolio, set->scenarios->pdata[0], 1, progress, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_null (assay_stress_make_standard (portfolio, 0, 1, progress, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* ---- the set to start from ---- */

/* A file can hold it; of what rises with the risk adverse is worse, and favorable better than that. Calibration may suffer either way. */
static void
test_standard (void)
{
  for (guint m = 0; m < assay_portfolio_get_n_measures (portfolio); m++)
    {
      const int side = assay_portfolio_get_measure (portfolio, m)->more_is_worse ? 1 : -1;
      g_autoptr(GError) error = NULL;
      g_autoptr(AssayScenarios) set = assay_stress_make_standard (portfolio, m, 1, NULL, &error), again = NULL;
      g_autoptr(AssayStressOutcome) adverse = NULL, favorable = NULL;
      g_autofree char *text = NULL;

      g_assert_no_error (error);
      g_assert_true (assay_stress_check_scenarios (portfolio, set, &error));
      text = assay_scenarios_to_json (set);
      again = assay_scenarios_from_json (text, strlen (text), NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (again->scenarios->len, ==, set->scenarios->len);
      adverse = assay_stress_run_scenario (portfolio, set->scenarios->pdata[0], 1, NULL, NULL);
      favorable = assay_stress_run_scenario (portfolio, set->scenarios->pdata[set->scenarios->len - 1], 1, NULL, NULL);
      g_assert_cmpuint (adverse->n_runs, ==, 3);
      if (strcmp (assay_portfolio_get_measure (portfolio, m)->id, "mean") != 0 && strcmp (assay_portfolio_get_measure (portfolio, m)->id, "flagged") != 0)
        continue;
      g_assert_cmpfloat (side * assay_stress_outcome_get_joint (adverse, 1, m), >, side * assay_portfolio_get_base (portfolio)[m]);
      g_assert_cmpfloat (side * assay_stress_outcome_get_joint (adverse, 1, m), >, side * assay_stress_outcome_get_joint (favorable, 1, m));
    }
}

/* A run that is given no scenarios makes the same set of the same data. */
static void
test_standard_of_run (void)
{
  const guint mean = (guint) assay_portfolio_find_measure (portfolio, "mean");
  g_autoptr(GError) error = NULL;
  g_autoptr(AssayScenarios) set = assay_stress_make_standard (portfolio, mean, 1, NULL, &error);
  g_autoptr(AssayOptions) options = assay_options_new (assay_sensitivity.options);
  g_autoptr(AssayPolicy) policy = assay_policy_new ();
  g_autoptr(GPtrArray) models = g_ptr_array_new ();
  AssayTask task = { .frame = frame, .options = options, .policy = policy, .models = models, .seed = 1, .n_threads = 1 };
  g_autoptr(AssayOutcome) outcome = NULL;
  AssayTable *table, *shocks;
  guint row = 0, shock_row = 0;

  g_assert_no_error (error);
  g_ptr_array_add (models, model);
  g_assert_true (assay_options_set (options, "method", "scenario", &error) && assay_options_set (options, "measure", "mean", &error));
  outcome = assay_sensitivity.run (&task, NULL, &error);
  g_assert_no_error (error);
  table = assay_result_find_table (outcome->result, "scenarios");
  shocks = assay_result_find_table (outcome->result, "scenario-shocks");
  for (guint s = 0; s < set->scenarios->len; s++)
    {
      const AssayScenario *scenario = set->scenarios->pdata[s];
      g_autoptr(AssayStressOutcome) of_window = assay_stress_run_scenario (portfolio, scenario, 1, NULL, &error);

      for (guint r = 0; r < assay_scenario_get_n_runs (scenario); r++, row++)
        {
          g_assert_cmpstr (assay_table_get_text (table, row, 0), ==, scenario->name);
          g_assert_cmpstr (assay_table_get_text (table, row, 1), ==, assay_scenario_get_severity (scenario, r));
          g_assert_cmpfloat (assay_table_get_number (table, row, (guint) assay_table_find_column (table, "stressed")), ==, assay_stress_outcome_get_joint (of_window, r, mean));
          for (guint i = 0; i < scenario->shocks->len; i++, shock_row++)
            {
              const AssayScenarioShock *shock = &g_array_index (scenario->shocks, AssayScenarioShock, i);
              g_autofree char *what = assay_scenario_shock_describe (shock, assay_scenario_get_factor (scenario, r)), *text = g_strdup_printf ("%s %s", shock->input, what);

              g_assert_cmpstr (assay_table_get_text (shocks, shock_row, (guint) assay_table_find_column (shocks, "shock")), ==, text);
            }
          if (scenario->shocks->len > 1)
            shock_row += 2;      /* interaction, all together */
        }
    }
  g_assert_cmpuint (assay_table_get_n_rows (table), ==, row);
  g_assert_cmpuint (assay_table_get_n_rows (shocks), ==, shock_row);
}

/* ---- what is kept ---- */

static void
remove_tree (const char *path)
{
  g_autoptr(GDir) folder = g_dir_open (path, 0, NULL);
  const char *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_tree (child);
    }
  g_remove (path);
}

static void
test_draft (void)
{
  g_autofree char *parent = g_dir_make_tmp ("assay-stress-XXXXXX", NULL), *folder = g_build_filename (parent, "w", NULL), *path = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(AssayWorkspace) workspace = assay_workspace_init (folder, "Test", &error);
  g_autoptr(AssayScenarios) set = assay_stress_make_standard (portfolio, 0, 1, NULL, &error), empty = assay_scenarios_new (), back = NULL;
  g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *before = NULL, *after = NULL;

  g_assert_no_error (error);
  g_assert_null (assay_scenario_draft_load (workspace, MODEL, &error));
  g_assert_no_error (error);
  g_assert_true (assay_scenario_draft_save (workspace, MODEL, set, &error));
  back = assay_scenario_draft_load (workspace, MODEL, &error);
  g_assert_no_error (error);
  before = assay_scenarios_to_json (set);
  after = assay_scenarios_to_json (back);
  g_assert_cmpstr (before, ==, after);
  g_clear_pointer (&back, assay_scenarios_free);

  /* a set of none is not the same as no set */
  g_assert_true (assay_scenario_draft_save (workspace, MODEL, empty, &error));
  back = assay_scenario_draft_load (workspace, MODEL, &error);
  g_assert_cmpuint (back->scenarios->len, ==, 0);
  g_clear_pointer (&back, assay_scenarios_free);

  /* somebody edited the folder */
  path = g_strdup_printf ("%s/drafts/scenarios-%s.json", folder, MODEL);
  g_assert_true (g_file_set_contents (path, "{\"schema\": \"assay-scenarios/1\", \"scen", -1, NULL));
  g_assert_null (assay_scenario_draft_load (workspace, MODEL, &error));
  g_assert_nonnull (error);
  g_clear_error (&error);

  /* a name is no path */
  g_assert_null (assay_scenario_draft_load (workspace, "../../etc/passwd", &error));
  g_assert_no_error (error);

  /* the workspace is whole with it */
  g_assert_true (assay_workspace_verify (workspace, problems, NULL, &error));
  g_assert_cmpuint (problems->len, ==, 0);
  g_clear_pointer (&workspace, assay_workspace_unref);
  remove_tree (parent);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  am_init ();
  make_portfolio ();
  g_test_add_func ("/engine/stress/joint-and-alone", test_joint_and_alone);
  g_test_add_func ("/engine/stress/single", test_single);
  g_test_add_func ("/engine/stress/does-not-fit", test_does_not_fit);
  g_test_add_func ("/engine/stress/cancelled", test_cancelled);
  g_test_add_func ("/engine/stress/standard", test_standard);
  g_test_add_func ("/engine/stress/standard-of-run", test_standard_of_run);
  g_test_add_func ("/engine/stress/draft", test_draft);
  status = g_test_run ();
  assay_portfolio_unref (portfolio);
  assay_task_model_unref (model);
  assay_frame_unref (frame);
  return status;
}
