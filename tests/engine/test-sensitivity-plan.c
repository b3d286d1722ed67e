/* The sensitivity that belongs to a run: found again by what it was made of, and made again without data, from ranges that are in no file. */
#include <glib/gstdio.h>
#include <string.h>

#include "engine/model-source.h"
#include "engine/plan-inputs.h"
#include "engine/sensitivity-plan.h"
#include "math/init.h"

typedef struct
{
  char *folder;
  AssayWorkspace *workspace;
  gint64 dataset, models[2];
} Fixture;

static char *
sample (const char *name)
{
  return g_test_build_filename (G_TEST_DIST, "..", "data", "sample", name, NULL);
}

static void
set_up (Fixture *self, gconstpointer data)
{
  static const char *const names[] = { "home-equity.assay.json", "home-equity-challenger.assay.json" };
  g_autoptr(GError) error = NULL;
  g_autofree char *folder = NULL, *csv = sample ("home-equity.csv");
  AssayReadOptions options;

  self->folder = g_dir_make_tmp ("assay-sensitivity-XXXXXX", &error);
  g_assert_no_error (error);
  folder = g_build_filename (self->folder, "workspace", NULL);
  self->workspace = assay_workspace_init (folder, "Sensitivity", &error);
  g_assert_no_error (error);
  assay_read_options_init (&options);
  self->dataset = assay_import_file (self->workspace, csv, "Loans", &options, NULL, 0, NULL, NULL, &error);
  g_assert_no_error (error);
  assay_read_options_clear (&options);
  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *path = sample (names[i]);
      g_autoptr(AssayTaskModel) model = assay_model_source_load (path, NULL, NULL, &error);

      g_assert_no_error (error);
      self->models[i] = assay_model_source_register (self->workspace, model, NULL, NULL, 0, &error);
      g_assert_no_error (error);
    }
}

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
tear_down (Fixture *self, gconstpointer data)
{
  assay_workspace_unref (self->workspace);
  remove_tree (self->folder);
  g_free (self->folder);
}

/* As a worker does it. */
static gint64
run (Fixture *self, AssayPlan *plan, gint64 dataset)
{
  g_autoptr(GError) error = NULL;
  g_auto(AssayPlanInputs) inputs = { 0 };
  g_autoptr(AssayOutcome) outcome = NULL;
  gint64 id;

  assay_plan_load_models (plan, self->workspace, NULL, &error);
  g_assert_no_error (error);
  assay_plan_load_inputs (plan, self->workspace, dataset, &inputs, NULL, &error);
  g_assert_no_error (error);
  outcome = assay_plan_run (plan, inputs.data, NULL, &error);
  g_assert_no_error (error);
  id = assay_run_save (self->workspace, plan, inputs.data, outcome, 1, 1, &error);
  g_assert_no_error (error);
  return id;
}

static AssayRun *
get_run (Fixture *self, gint64 id)
{
  g_autoptr(GError) error = NULL;
  AssayRun *run = assay_workspace_get_run (self->workspace, id, &error);

  g_assert_no_error (error);
  return run;
}

static gint64
run_validation (Fixture *self, const char *where)
{
  g_autoptr(AssayPlan) plan = assay_plan_new (assay_analysis_find ("validate"));
  g_autoptr(GError) error = NULL;

  assay_options_set (plan->options, "target", "Default", &error);
  assay_options_set (plan->options, "checks", "disc-auc", &error);
  g_assert_no_error (error);
  plan->where = where != NULL ? g_strsplit (where, ";", -1) : NULL;
  for (guint i = 0; i < 2; i++)
    assay_plan_choose_model (plan, self->models[i], NULL, NULL);
  return run (self, plan, self->dataset);
}

static AssayPlan *
plan_of (Fixture *self, gint64 id, guint model)
{
  g_autoptr(AssayRun) of = get_run (self, id);
  g_autoptr(GError) error = NULL;
  g_autoptr(AssayResult) result = assay_run_load_result (self->workspace, id, &error);
  AssayPlan *plan = assay_plan_new_sensitivity_of (self->workspace, of, result, model, NULL, &error);

  g_assert_no_error (error);
  return plan;
}

static gint64
found (Fixture *self, const AssayPlan *plan, gint64 of_id)
{
  g_autoptr(AssayRun) of = get_run (self, of_id);
  g_autoptr(GError) error = NULL;
  const gint64 id = assay_plan_find_sensitivity (self->workspace, plan, of, &error);

  g_assert_no_error (error);
  return id;
}

static void
make_quick (AssayPlan *plan)
{
  g_autoptr(GError) error = NULL;

  assay_options_set (plan->options, "method", "oat", &error);
  g_assert_no_error (error);
}

/* ---- tests ---- */

static void
test_is_found_again (Fixture *self, gconstpointer data)
{
  const gint64 validation = run_validation (self, NULL), scoped = run_validation (self, "Loan>=10000");
  g_autoptr(AssayPlan) plan = plan_of (self, validation, 0), challenger = plan_of (self, validation, 1), of_scoped = plan_of (self, scoped, 0);
  g_autoptr(AssayPlan) own = NULL;
  gint64 first, second;

  g_assert_cmpstr (plan->analysis->id, ==, "sensitivity");
  g_assert_cmpstr (assay_options_get_text (plan->options, "event"), ==, "1");
  g_assert_cmpint (found (self, plan, validation), ==, 0);
  make_quick (plan);
  first = run (self, plan, self->dataset);
  g_assert_cmpint (found (self, plan, validation), ==, first);
  /* another model, other rows, another event: not the same question */
  g_assert_cmpint (found (self, challenger, validation), ==, 0);
  g_assert_cmpint (found (self, of_scoped, scoped), ==, 0);
  assay_options_set (plan->options, "event", "0", NULL);
  g_assert_cmpint (found (self, plan, validation), ==, 0);
  /* the last class, named or not */
  assay_options_set (plan->options, "event", NULL, NULL);
  g_assert_cmpint (found (self, plan, validation), ==, first);
  assay_options_set (plan->options, "method", "scenario", NULL);
  run (self, plan, self->dataset);
  g_assert_cmpint (found (self, plan, validation), ==, first);
  make_quick (of_scoped);
  second = run (self, of_scoped, self->dataset);
  g_assert_cmpint (found (self, of_scoped, scoped), ==, second);
  g_assert_cmpint (found (self, plan, validation), ==, first);
  /* that of a sensitivity run is its own */
  own = plan_of (self, second, 0);
  g_assert_cmpstr (own->where[0], ==, "Loan>=10000");
  g_assert_cmpstr (assay_options_get_text (own->options, "method"), ==, "oat");
}

static void
test_no_such_model (Fixture *self, gconstpointer data)
{
  const gint64 validation = run_validation (self, NULL);
  g_autoptr(AssayRun) of = get_run (self, validation);
  g_autoptr(GError) error = NULL;
  g_autoptr(AssayResult) result = assay_run_load_result (self->workspace, validation, NULL);

  g_assert_true (assay_run_may_have_sensitivity (of, result));
  g_assert_null (assay_plan_new_sensitivity_of (self->workspace, of, result, 2, NULL, &error));
  g_assert_error (error, ASSAY_STORE_ERROR, ASSAY_STORE_ERROR_NOT_FOUND);
  g_assert_cmpstr (error->message, ==, "This run has no model whose sensitivity could be measured.");
}

static double
first_high (Fixture *self, gint64 id)
{
  g_autoptr(AssayResult) result = assay_run_load_result (self->workspace, id, NULL);
  AssayTable *inputs = assay_result_find_table (result, "inputs");

  return assay_table_get_number (inputs, 0, (guint) assay_table_find_column (inputs, "high"));
}

/* Neither dataset nor file: function, ranges and seed are all in the record. */
static void
test_without_data_from_the_record (Fixture *self, gconstpointer data)
{
  g_autoptr(AssayPlan) plan = assay_plan_new (assay_analysis_find ("sensitivity"));
  g_autoptr(AssayPlan) again = NULL;
  g_autoptr(AssayRun) first = NULL, second = NULL;
  g_autoptr(GError) error = NULL;
  gint64 id;

  make_quick (plan);
  assay_options_set (plan->options, "function", "linear:3,2", &error);
  g_assert_no_error (error);
  assay_plan_set_text (plan, ASSAY_PLAN_RANGES, "ranges", "{\"inputs\": {\"x1\": {\"low\": 0, \"high\": 2.5}}}");
  plan->lacks_data = TRUE;
  id = run (self, plan, 0);
  g_assert_cmpfloat (first_high (self, id), ==, 2.5);
  first = get_run (self, id);
  again = assay_plan_from_run (first, &error);
  g_assert_no_error (error);
  g_assert_true (again->lacks_data);
  g_assert_cmpstr (again->files[ASSAY_PLAN_RANGES].text, ==, plan->files[ASSAY_PLAN_RANGES].text);
  second = get_run (self, run (self, again, 0));
  g_assert_cmpstr (first->result, ==, second->result);
  g_assert_false (g_strcmp0 (first->result, NULL) == 0);
}

/* Data that came through a pipe are gone: the run is not made again without them. */
static void
test_lost_data_are_said (Fixture *self, gconstpointer data)
{
  g_autoptr(AssayPlan) plan = assay_plan_new (assay_analysis_find ("sensitivity"));
  g_auto(AssayPlanInputs) inputs = { 0 };
  g_autoptr(GError) error = NULL;

  g_assert_false (assay_plan_load_inputs (plan, self->workspace, 0, &inputs, NULL, &error));
  g_assert_error (error, ASSAY_STORE_ERROR, ASSAY_STORE_ERROR_NOT_FOUND);
}

int
main (int argc, char *argv[])
{
  am_init ();
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/engine/sensitivity-plan/is-found-again", Fixture, NULL, set_up, test_is_found_again, tear_down);
  g_test_add ("/engine/sensitivity-plan/no-such-model", Fixture, NULL, set_up, test_no_such_model, tear_down);
  g_test_add ("/engine/sensitivity-plan/without-data-from-the-record", Fixture, NULL, set_up, test_without_data_from_the_record, tear_down);
  g_test_add ("/engine/sensitivity-plan/lost-data-are-said", Fixture, NULL, set_up, test_lost_data_are_said, tear_down);
  return g_test_run ();
}
