/* A set of scenarios goes with its run: by its file and hash, or by its text, and the run can be made again. */
#include <glib/gstdio.h>
#include <string.h>

#include "analysis/sensitivity/sensitivity.h"
#include "engine/plan-inputs.h"
#include "math/init.h"

static const char *const set = "{\"schema\": \"assay-scenarios/1\", \"scenarios\": [{\"name\": \"Up\", \"shocks\": [{\"input\": \"x1\", \"add\": 0.25}]}]}\n";

typedef struct { char *folder, *path; AssayWorkspace *workspace; } Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *folder = NULL;

  self->folder = g_dir_make_tmp ("assay-scenarios-XXXXXX", &error);
  g_assert_no_error (error);
  folder = g_build_filename (self->folder, "workspace", NULL);
  self->workspace = assay_workspace_init (folder, "Scenarios", &error);
  g_assert_no_error (error);
  self->path = g_build_filename (self->folder, "set.json", NULL);
  g_assert_true (g_file_set_contents (self->path, set, -1, NULL));
}

static void
remove_folder (const char *path)
{
  g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_folder (child);
    }
  g_remove (path);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  assay_workspace_unref (self->workspace);
  remove_folder (self->folder);
  g_free (self->folder);
  g_free (self->path);
}

static AssayPlan *
make_plan (void)
{
  AssayPlan *plan = assay_plan_new (&assay_sensitivity);
  g_autoptr(GError) error = NULL;

  g_assert_true (assay_options_set (plan->options, "function", "linear:1,2", &error));
  g_assert_true (assay_options_set (plan->options, "method", "scenario", &error));
  return plan;
}

/* How far the scenario takes the output, and that the result names the set. */
static void
check (const AssayOutcome *outcome, const char *name)
{
  AssayTable *table = assay_result_find_table (outcome->result, "scenarios");
  const AssayInput *input = assay_result_get_input (outcome->result, 0);
  g_autofree char *sha256 = g_compute_checksum_for_string (G_CHECKSUM_SHA256, set, -1);

  g_assert_cmpuint (assay_table_get_n_rows (table), ==, 1);
  g_assert_cmpfloat (assay_table_get_number (table, 0, (guint) assay_table_find_column (table, "change")), ==, 0.25);
  g_assert_cmpstr (input->role, ==, "scenarios");
  g_assert_cmpstr (input->name, ==, name);
  g_assert_cmpstr (input->sha256, ==, sha256);
}

static gboolean
load_again (Fixture *self, gint64 run, AssayPlan **plan, AssayPlanInputs *inputs, GError **error)
{
  g_autoptr(AssayRun) stored = assay_workspace_get_run (self->workspace, run, NULL);

  *plan = assay_plan_from_run (stored, NULL);
  g_assert_nonnull (*plan);
  return assay_plan_load_inputs (*plan, self->workspace, 0, inputs, NULL, error);
}

static gint64
run_and_save (Fixture *self, AssayPlan *plan, const char *name)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(AssayOutcome) outcome = assay_plan_run (plan, NULL, NULL, &error);
  gint64 run;

  g_assert_no_error (error);
  check (outcome, name);
  run = assay_run_save (self->workspace, plan, NULL, outcome, 1, 1, &error);
  g_assert_no_error (error);
  return run;
}

static void
test_file (Fixture *self, gconstpointer data)
{
  g_autoptr(AssayPlan) plan = make_plan (), again = NULL, changed = NULL;
  g_auto(AssayPlanInputs) inputs = { 0 }, inputs_again = { 0 }, inputs_changed = { 0 };
  g_autoptr(GError) error = NULL;
  g_autofree char *message = g_strdup_printf ("The scenarios of this run was the file “%s”, which has changed since: its SHA-256 was ", self->path);
  gint64 run;

  g_assert_true (assay_plan_read_scenarios (plan, self->path, &inputs, &error));
  run = run_and_save (self, plan, "set.json");
  g_assert_true (load_again (self, run, &again, &inputs_again, &error));
  g_assert_no_error (error);
  run_and_save (self, again, "set.json");

  g_assert_true (g_file_set_contents (self->path, "{}", -1, NULL));
  g_assert_false (load_again (self, run, &changed, &inputs_changed, &error));
  g_assert_true (g_str_has_prefix (error->message, message));
}

static void
test_text (Fixture *self, gconstpointer data)
{
  g_autoptr(AssayPlan) plan = make_plan (), copy = NULL, again = NULL;
  g_auto(AssayPlanInputs) inputs = { 0 }, inputs_again = { 0 };
  g_autoptr(GError) error = NULL;
  gint64 run;

  plan->lacks_data = TRUE;
  assay_plan_set_text (plan, ASSAY_PLAN_SCENARIOS, "My Set", set);
  copy = assay_plan_copy (plan);
  g_assert_true (assay_plan_load_inputs (copy, self->workspace, 0, &inputs, NULL, &error));
  run = run_and_save (self, copy, "My Set");
  g_assert_true (load_again (self, run, &again, &inputs_again, &error));
  g_assert_no_error (error);
  run_and_save (self, again, "My Set");
}

/* Runs of two sets are not the same run. */
static void
test_identity (Fixture *self, gconstpointer data)
{
  g_autoptr(AssayPlan) plan = make_plan (), other = make_plan ();
  g_auto(AssayPlanInputs) inputs = { 0 }, other_inputs = { 0 };
  g_autofree char *changed = g_strconcat (set, "\n", NULL), *none = assay_plan_identify (plan, NULL), *one = NULL, *two = NULL;

  g_assert_true (assay_plan_read_scenarios (plan, self->path, &inputs, NULL));
  one = assay_plan_identify (plan, NULL);
  g_assert_true (g_file_set_contents (self->path, changed, -1, NULL));
  g_assert_true (assay_plan_read_scenarios (other, self->path, &other_inputs, NULL));
  two = assay_plan_identify (other, NULL);
  g_assert_cmpstr (none, !=, one);
  g_assert_cmpstr (one, !=, two);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  am_init ();
  g_test_add ("/engine/plan-scenarios/file", Fixture, NULL, set_up, test_file, tear_down);
  g_test_add ("/engine/plan-scenarios/identity", Fixture, NULL, set_up, test_identity, tear_down);
  g_test_add ("/engine/plan-scenarios/text", Fixture, NULL, set_up, test_text, tear_down);
  return g_test_run ();
}
