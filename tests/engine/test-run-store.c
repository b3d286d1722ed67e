/* Runs saved and read back, planned again, and reported. */
#include <glib/gstdio.h>
#include <string.h>
#include "engine/plan.h"
#include "engine/policy-file.h"
#include "report/report.h"
#include "result/result-json.h"

typedef struct
{
  char *folder;
  AssayWorkspace *workspace;
  gint64 dataset;
  AssaySource *source;
} Fixture;

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

/* Four of the twelve series: enough to need both keys, and quick under sanitizers. */
static char *
write_demand (const char *folder)
{
  g_autofree char *sample = g_test_build_filename (G_TEST_DIST, "..", "data", "sample", "demand.csv", NULL), *text = NULL;
  g_autoptr(GString) part = g_string_new ("date,region,product,units\n");
  char *path = g_build_filename (folder, "demand.csv", NULL);

  g_assert_true (g_file_get_contents (sample, &text, NULL, NULL));
  g_auto(GStrv) lines = g_strsplit (text, "\n", -1);
  for (guint i = 1; lines[i] != NULL; i++)
    if ((strstr (lines[i], ",North,") != NULL || strstr (lines[i], ",South,") != NULL)
        && (strstr (lines[i], ",Coffee,") != NULL || strstr (lines[i], ",Pasta,") != NULL))
      g_string_append_printf (part, "%s\n", lines[i]);
  g_assert_true (g_file_set_contents (path, part->str, part->len, NULL));
  return path;
}

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autofree char *path = NULL, *place = NULL;
  AssayRoles roles = { .time = (char *) "date", .value = (char *) "units", .series = (char *[]) { (char *) "region", (char *) "product", NULL } };
  AssayReadOptions options;
  g_autoptr(GError) error = NULL;

  self->folder = g_dir_make_tmp ("assay-test-XXXXXX", &error);
  path = write_demand (self->folder);
  place = g_build_filename (self->folder, "workspace", NULL);
  self->workspace = assay_workspace_init (place, "Test", &error);
  g_assert_no_error (error);
  assay_read_options_init (&options);
  self->dataset = assay_import_file (self->workspace, path, "Demand", &options, &roles, 1, NULL, NULL, &error);
  g_assert_no_error (error);
  assay_read_options_clear (&options);
  self->source = assay_source_load_dataset (self->workspace, self->dataset, NULL, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  assay_source_free (self->source);
  assay_workspace_unref (self->workspace);
  remove_tree (self->folder);
  g_free (self->folder);
}

static AssayPlan *
make_plan (void)
{
  AssayPlan *plan = assay_plan_new (assay_analysis_find ("anomalies"));
  AssayLimit *limit = g_new0 (AssayLimit, 1);

  g_assert_true (assay_options_set (plan->options, "window", "28", NULL));
  plan->where = g_strdupv ((char *[]) { (char *) "region=North", (char *) "units>=0", NULL });
  plan->start = g_strdup ("2025-01-01");
  plan->title = g_strdup ("North since January");
  plan->seed = G_MAXUINT64 - 1;
  plan->policy->risk_cuts[2] = 4.25;
  *limit = (AssayLimit) { 1, 1.25, g_strdup ("anna"), g_strdup ("2026-01-02"), g_strdup ("a reason") };
  g_hash_table_insert (plan->policy->limits, g_strdup ("fc-scaled"), limit);
  return plan;
}

static gint64
run_and_save (Fixture *fixture, const AssayPlan *plan)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(AssayOutcome) outcome = assay_plan_run (plan, fixture->source, NULL, &error);
  gint64 run;

  g_assert_no_error (error);
  run = assay_run_save (fixture->workspace, plan, fixture->source, outcome, 1000000, 2000, &error);
  g_assert_no_error (error);
  return run;
}

static void
test_save_load (Fixture *fixture, gconstpointer data)
{
  g_autoptr(AssayPlan) plan = make_plan ();
  g_autoptr(GError) error = NULL;
  g_autoptr(AssayOutcome) outcome = assay_plan_run (plan, fixture->source, NULL, &error);
  gint64 id = assay_run_save (fixture->workspace, plan, fixture->source, outcome, 1000000, 2000, &error);
  g_autoptr(AssayRun) run = assay_workspace_get_run (fixture->workspace, id, &error);
  g_autoptr(AssayOutcome) loaded = assay_run_load (fixture->workspace, id, &error);
  g_autofree char *before = assay_result_to_json (outcome->result, NULL), *after = NULL, *inputs = NULL;

  g_assert_no_error (error);
  after = assay_result_to_json (loaded->result, NULL);
  g_assert_cmpstr (before, ==, after);
  g_assert_cmpint (assay_frame_get_n_rows (loaded->rows), ==, assay_frame_get_n_rows (outcome->rows));
  g_assert_cmpint (assay_frame_get_n_columns (loaded->rows), ==, assay_frame_get_n_columns (outcome->rows));

  g_assert_cmpstr (run->title, ==, "North since January");
  g_assert_cmpstr (run->analysis, ==, "anomalies");
  g_assert_cmpstr (run->verdict, ==, assay_verdict_name (assay_result_get_verdict (outcome->result)));
  g_assert_cmpint (run->n_anomalies, ==, (gint64) assay_result_find_metric (outcome->result, "n-anomalies")->value);
  g_assert_cmpint (run->started, ==, 1000000);
  g_assert_cmpint (run->duration, ==, 2000);
  inputs = g_strdup_printf ("[{\"role\":\"data\",\"name\":\"Demand\",\"sha256\":\"%s\",\"dataset\":1}]", fixture->source->sha256);
  g_assert_cmpstr (run->inputs, ==, inputs);
  g_assert_false (assay_workspace_bin_dataset (fixture->workspace, fixture->dataset, TRUE, &error));
  g_assert_error (error, ASSAY_STORE_ERROR, ASSAY_STORE_ERROR_IN_USE);
}

static void
test_plan_again (Fixture *fixture, gconstpointer data)
{
  g_autoptr(AssayPlan) plan = make_plan ();
  g_autoptr(GError) error = NULL;
  gint64 first = run_and_save (fixture, plan), second;
  g_autoptr(AssayRun) run = assay_workspace_get_run (fixture->workspace, first, &error), again_run = NULL;
  g_autoptr(AssayPlan) again = assay_plan_from_run (run, &error);
  const AssayLimit *limit;

  g_assert_no_error (error);
  g_assert_true (again->analysis == plan->analysis);
  g_assert_cmpint (assay_options_get_integer (again->options, "window"), ==, 28);
  g_assert_true (assay_options_is_given (again->options, "window"));
  g_assert_false (assay_options_is_given (again->options, "season"));
  g_assert_cmpstr (again->roles.time, ==, "date");
  g_assert_cmpstr (again->roles.series[1], ==, "product");
  g_assert_true (g_strv_equal ((const char *const *) again->where, (const char *const *) plan->where));
  g_assert_cmpstr (again->start, ==, "2025-01-01");
  g_assert_null (again->end);
  g_assert_null (again->as_of);
  g_assert_cmpuint (again->seed, ==, G_MAXUINT64 - 1);
  g_assert_cmpfloat (again->policy->risk_cuts[2], ==, 4.25);
  g_assert_cmpstr (again->policy->sha256, ==, plan->policy->sha256);
  limit = assay_policy_find (again->policy, "fc-scaled");
  g_assert_cmpfloat (limit->fail, ==, 1.25);
  g_assert_cmpstr (limit->reason, ==, "a reason");

  /* Run again, it is the same result to the byte: the workspace keeps one object for both. */
  second = run_and_save (fixture, again);
  g_assert_cmpint (second, ==, first + 1);
  again_run = assay_workspace_get_run (fixture->workspace, second, &error);
  g_assert_cmpstr (again_run->result, ==, run->result);
  g_assert_cmpstr (again_run->rows, ==, run->rows);
}

/* Roles chosen later for the dataset do not change what the old run meant. */
static void
test_roles_stay (Fixture *fixture, gconstpointer data)
{
  g_autoptr(AssayPlan) plan = assay_plan_new (assay_analysis_find ("anomalies"));
  g_autoptr(GError) error = NULL;
  gint64 id;

  g_strfreev (fixture->source->roles.series);
  fixture->source->roles.series = NULL;
  g_clear_pointer (&fixture->source->roles.value, g_free);
  id = run_and_save (fixture, plan);
  g_autoptr(AssayRun) run = assay_workspace_get_run (fixture->workspace, id, &error);
  g_autoptr(AssayPlan) again = assay_plan_from_run (run, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (again->roles.value, ==, "units");
  g_assert_cmpint (g_strv_length (again->roles.series), ==, 2);
}

static void
test_damaged_plan (void)
{
  static const struct { const char *analysis, *options, *message; } cases[] = {
    { "telepathy", "{}", "The run was made by the analysis “telepathy”, which this program does not have." },
    { "anomalies", "[]", "The plan of the run is damaged: it is not a JSON object." },
    { "anomalies", "{", "The plan of the run is damaged: " },
    { "anomalies", "{\"options\":{\"window\":\"many\"}}", NULL },
    { "anomalies", "{\"options\":{\"moon\":\"full\"}}", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      AssayRun run = { .analysis = (char *) cases[i].analysis, .options = (char *) cases[i].options };
      g_autoptr(GError) error = NULL;
      g_assert_null (assay_plan_from_run (&run, &error));
      g_assert_nonnull (error);
      if (cases[i].message != NULL)
        g_assert_true (g_str_has_prefix (error->message, cases[i].message));
    }

  /* What is missing, or of another kind, is as if it had not been said. */
  AssayRun sparse = { .analysis = (char *) "anomalies", .options = (char *) "{\"roles\":7,\"where\":[1,\"a=b\"],\"policy\":{\"risk\":[]},\"seed\":{}}" };
  g_autoptr(GError) error = NULL;
  g_autoptr(AssayPlan) plan = assay_plan_from_run (&sparse, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (plan->seed, ==, 1);
  g_assert_cmpfloat (plan->policy->risk_cuts[0], ==, 2);
}

static void
test_altered_result (Fixture *fixture, gconstpointer data)
{
  g_autoptr(AssayPlan) plan = make_plan ();
  g_autoptr(GError) error = NULL;
  gint64 id = run_and_save (fixture, plan);
  g_autoptr(AssayRun) run = assay_workspace_get_run (fixture->workspace, id, &error);
  g_autofree char *path = assay_workspace_object_path (fixture->workspace, run->result, &error);
  g_autofree char *text = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_chmod (path, 0644);
  *strstr (text, "\"title\"") = ' ';
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  g_assert_null (assay_run_load (fixture->workspace, id, &error));
  g_assert_error (error, ASSAY_STORE_ERROR, ASSAY_STORE_ERROR_DAMAGED);
  g_assert_true (g_str_has_prefix (error->message, "The result of run 1 was altered since it was recorded: "));
}

/* ---- reports ---- */

static void
assert_problems (Fixture *fixture, guint n)
{
  g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GError) error = NULL;

  g_assert_cmpint (assay_workspace_verify (fixture->workspace, problems, NULL, &error), ==, n == 0);
  g_assert_no_error (error);
  g_assert_cmpint (problems->len, ==, n);
}

static void
test_report (Fixture *fixture, gconstpointer data)
{
  g_autoptr(AssayPlan) plan = make_plan ();
  gint64 runs[2] = { run_and_save (fixture, plan), run_and_save (fixture, plan) };
  g_autofree char *outside = g_build_filename (fixture->folder, "out.pdf", NULL);
  g_autofree char *one = NULL, *again = NULL, *two = NULL, *other = NULL, *refused = NULL, *first_text = NULL, *again_text = NULL;
  g_autoptr(GError) error = NULL;
  gsize first_size, again_size;
  guint n_pages = 0;

  one = assay_run_report (fixture->workspace, runs, 1, NULL, NULL, &n_pages, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_str_has_suffix (one, "/reports/run-1-2025-06-15.pdf"));
  g_assert_cmpint (n_pages, >=, 2);
  again = assay_run_report (fixture->workspace, runs, 1, NULL, NULL, NULL, NULL, &error);
  g_assert_true (g_str_has_suffix (again, "/reports/run-1-2025-06-15-2.pdf"));
  g_assert_true (g_file_get_contents (one, &first_text, &first_size, NULL));
  g_assert_true (g_file_get_contents (again, &again_text, &again_size, NULL));
  g_assert_cmpmem (first_text, first_size, again_text, again_size);
  two = assay_run_report (fixture->workspace, runs, 2, NULL, NULL, NULL, NULL, &error);
  g_assert_true (g_str_has_suffix (two, "/reports/runs-1-2-2025-06-15.pdf"));
  other = assay_run_report (fixture->workspace, runs, 1, NULL, outside, NULL, NULL, &error);
  g_assert_cmpstr (other, ==, outside);

  g_autoptr(GPtrArray) list = assay_workspace_list_reports (fixture->workspace, &error);
  g_assert_cmpint (list->len, ==, 4);
  g_assert_cmpstr (((AssayReportEntry *) list->pdata[0])->file, ==, outside);
  g_assert_cmpstr (((AssayReportEntry *) list->pdata[1])->runs, ==, "1,2");
  g_assert_cmpstr (((AssayReportEntry *) list->pdata[3])->file, ==, "run-1-2025-06-15.pdf");
  g_assert_cmpint (((AssayReportEntry *) list->pdata[3])->n_pages, ==, n_pages);

  refused = assay_run_report (fixture->workspace, runs, 1, NULL, one, NULL, NULL, &error);
  g_assert_null (refused);
  g_assert_error (error, ASSAY_STORE_ERROR, ASSAY_STORE_ERROR_EXISTS);
  g_assert_cmpstr (error->message, ==, "“run-1-2025-06-15.pdf” is the file of report 1 of this workspace and stays as it is. Choose another name.");
  g_clear_error (&error);
  assert_problems (fixture, 0);
  g_remove (one);
  assert_problems (fixture, 1);
}

/* A report that cannot be made leaves nothing behind. */
static void
test_report_fails (Fixture *fixture, gconstpointer data)
{
  const gint64 runs[] = { 9 };
  g_autofree char *folder = assay_workspace_dup_reports_folder (fixture->workspace);
  g_autoptr(GDir) content = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_null (assay_run_report (fixture->workspace, runs, 1, NULL, NULL, NULL, NULL, &error));
  g_assert_error (error, ASSAY_STORE_ERROR, ASSAY_STORE_ERROR_NOT_FOUND);
  content = g_dir_open (folder, 0, NULL);
  g_assert_null (g_dir_read_name (content));
}

#define ADD(path, test) g_test_add ("/engine/run-store/" path, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("save-load", test_save_load);
  ADD ("plan-again", test_plan_again);
  ADD ("roles-stay", test_roles_stay);
  g_test_add_func ("/engine/run-store/damaged-plan", test_damaged_plan);
  ADD ("altered-result", test_altered_result);
  ADD ("report", test_report);
  ADD ("report/fails", test_report_fails);
  return g_test_run ();
}
