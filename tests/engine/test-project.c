/* A workspace as the window sees it: lists, jobs, the sample. */
#include <glib/gstdio.h>
#include <utime.h>
#include "engine/model-source.h"
#include "engine/project.h"
#include "engine/sample.h"
#include "report/report.h"
#include "result/result-json.h"

typedef struct
{
  char *folder, *data;
  AssayWorkspace *workspace;
  AssayProject *project;
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

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *place = NULL;

  self->folder = g_dir_make_tmp ("assay-test-XXXXXX", &error);
  g_assert_no_error (error);
  self->data = g_test_build_filename (G_TEST_DIST, "..", "data", "sample", NULL);
  place = g_build_filename (self->folder, "workspace", NULL);
  self->workspace = assay_workspace_init (place, "Test", &error);
  g_assert_no_error (error);
  self->project = assay_project_new (self->workspace);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_assert_finalize_object (self->project);
  g_clear_pointer (&self->workspace, assay_workspace_unref);
  remove_tree (self->folder);
  g_free (self->folder);
  g_free (self->data);
}

static guint
count (GListModel *model)
{
  return g_list_model_get_n_items (model);
}

typedef struct { guint n_progress, n_states; double last; GListModel *runs; guint n_runs_when_done; } Watch;

static void
on_fraction (AssayJob *job, GParamSpec *pspec, Watch *watch)
{
  watch->n_progress++;
  g_assert_cmpfloat (assay_job_get_fraction (job), >=, watch->last);
  watch->last = assay_job_get_fraction (job);
}

static void
on_state (AssayJob *job, GParamSpec *pspec, Watch *watch)
{
  watch->n_states++;
  if (watch->runs != NULL)
    watch->n_runs_when_done = count (watch->runs);
}

static void
wait_for (AssayJob *job)
{
  gint64 deadline = g_get_monotonic_time () + 60 * G_USEC_PER_SEC;

  while (assay_job_get_state (job) == ASSAY_JOB_RUNNING || assay_job_get_state (job) == ASSAY_JOB_STOPPING)
    {
      g_main_context_iteration (NULL, TRUE);
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
    }
}

static gint64
import_demand (Fixture *fixture)
{
  g_autofree char *path = g_build_filename (fixture->data, "demand.csv", NULL);
  AssayRoles roles = { .time = (char *) "date", .value = (char *) "units", .series = (char *[]) { (char *) "region", (char *) "product", NULL } };
  AssayReadOptions options;
  g_autoptr(AssayJob) job = NULL;

  assay_read_options_init (&options);
  job = g_object_ref (assay_project_import (fixture->project, path, "Demand", &options, &roles));
  assay_read_options_clear (&options);
  g_assert_cmpint (count (assay_project_get_jobs (fixture->project)), ==, 1);
  wait_for (job);
  g_assert_no_error (assay_job_get_error (job));
  g_assert_cmpint (assay_job_get_state (job), ==, ASSAY_JOB_DONE);
  return assay_job_get_dataset (job);
}

/* The whole path: import, run, report, each as a job. */
static void
test_path (Fixture *fixture, gconstpointer data)
{
  gint64 dataset = import_demand (fixture), run;
  g_autoptr(AssayPlan) plan = assay_plan_new (assay_analysis_find ("anomalies"));
  GListModel *runs = assay_project_get_runs (fixture->project);
  Watch watch = { .runs = runs };
  g_autoptr(AssayJob) job = g_object_ref (assay_project_run (fixture->project, dataset, plan));
  g_autofree char *title = NULL, *name = NULL, *verdict = NULL, *shown = NULL;
  gint64 id, n_anomalies;

  g_signal_connect (job, "notify::fraction", G_CALLBACK (on_fraction), &watch);
  g_signal_connect (job, "notify::state", G_CALLBACK (on_state), &watch);
  g_assert_cmpint (assay_job_get_state (job), ==, ASSAY_JOB_RUNNING);
  g_assert_cmpstr (assay_job_get_title (job), ==, "Anomaly Detection: Demand");
  wait_for (job);
  g_assert_no_error (assay_job_get_error (job));
  run = assay_job_get_run (job);
  g_assert_cmpint (run, ==, 1);
  g_assert_cmpint (watch.n_states, ==, 1);
  g_assert_cmpint (watch.n_runs_when_done, ==, 1);
  g_assert_cmpint (watch.n_progress, >=, 1);
  g_assert_cmpfloat (assay_job_get_fraction (job), ==, 1);
  g_assert_cmpint (count (assay_project_get_jobs (fixture->project)), ==, 0);

  g_autoptr(AssayRunItem) item = g_list_model_get_item (runs, 0);
  g_object_get (item, "id", &id, "title", &title, "dataset-name", &name, "verdict", &verdict, "n-anomalies", &n_anomalies, NULL);
  g_assert_cmpint (id, ==, run);
  g_assert_cmpstr (title, ==, "Anomaly Detection: Demand");
  g_assert_cmpstr (name, ==, "Demand");
  g_assert_cmpint (n_anomalies, >, 0);
  g_object_get (fixture->project, "name", &shown, NULL);
  g_assert_cmpstr (shown, ==, "Test");

  g_autoptr(AssayJob) report = g_object_ref (assay_project_report (fixture->project, &run, 1, NULL, NULL));
  wait_for (report);
  g_assert_no_error (assay_job_get_error (report));
  g_assert_true (g_str_has_suffix (assay_job_get_path (report), "/reports/run-1-2025-06-15.pdf"));
  g_assert_cmpint (assay_job_get_run (report), ==, 0);
  g_assert_true (g_file_test (assay_job_get_path (report), G_FILE_TEST_IS_REGULAR));
  g_assert_cmpint (count (assay_project_get_reports (fixture->project)), ==, 1);
  /* create, import, run, report */
  g_assert_cmpint (count (assay_project_get_audit (fixture->project)), ==, 4);
  g_autoptr(AssayAuditItem) newest = g_list_model_get_item (assay_project_get_audit (fixture->project), 0);
  g_assert_cmpstr (assay_audit_item_get (newest)->action, ==, "report");
}

/* A model of the registry on a dataset, and the run once more from its record. */
static void
test_score (Fixture *fixture, gconstpointer data)
{
  static const char text[] = "{\"assay_model\": 1, \"kind\": \"linear\", \"inputs\": [{\"name\": \"sold\", \"type\": \"number\"}],"
                             " \"linear\": {\"link\": \"identity\", \"intercept\": 1, \"terms\": [{\"input\": \"sold\", \"coef\": 2}]}}";
  gint64 dataset = import_demand (fixture), version;
  g_autofree char *path = g_build_filename (fixture->folder, "twice.json", NULL);
  g_autoptr(AssayPlan) plan = assay_plan_new (assay_analysis_find ("score")), again = NULL;
  g_autoptr(AssayTaskModel) model = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  model = assay_model_source_load (path, NULL, NULL, &error);
  g_assert_no_error (error);
  assay_model_settings_bind (&model->settings, "sold", "units");
  version = assay_model_source_register (fixture->workspace, model, NULL, NULL, 0, &error);
  g_assert_no_error (error);
  assay_plan_choose_model (plan, version, NULL, NULL);
  for (gint64 run = 1; run <= 2; run++)
    {
      g_autoptr(AssayJob) job = g_object_ref (assay_project_run (fixture->project, dataset, run == 1 ? plan : again));
      g_autoptr(AssayRun) stored = NULL;

      wait_for (job);
      g_assert_no_error (assay_job_get_error (job));
      g_assert_cmpint (assay_job_get_run (job), ==, run);
      stored = assay_workspace_get_run (fixture->workspace, run, NULL);
      g_clear_pointer (&again, assay_plan_free);
      again = assay_plan_from_run (stored, &error);
      g_assert_no_error (error);
    }
  g_autoptr(AssayOutcome) first = assay_run_load (fixture->workspace, 1, NULL), second = assay_run_load (fixture->workspace, 2, NULL);
  const double *a = assay_column_get_doubles (assay_frame_require (first->rows, "prediction", NULL));
  const double *b = assay_column_get_doubles (assay_frame_require (second->rows, "prediction", NULL));

  /* the first two rows of the sample have 185 and 79 units */
  g_assert_cmpfloat (a[0], ==, 371);
  g_assert_cmpfloat (a[1], ==, 159);
  g_assert_cmpmem (a, assay_frame_get_n_rows (first->rows) * sizeof *a, b, assay_frame_get_n_rows (second->rows) * sizeof *b);
  g_autoptr(GPtrArray) runs = assay_workspace_list_model_runs (fixture->workspace, version, NULL);
  g_assert_cmpuint (runs->len, ==, 2);
  g_unlink (path);
}

static void
test_failed (Fixture *fixture, gconstpointer data)
{
  g_autoptr(AssayJob) job = g_object_ref (assay_project_import (fixture->project, "/nowhere/demand.csv", NULL, NULL, NULL));

  wait_for (job);
  g_assert_cmpint (assay_job_get_state (job), ==, ASSAY_JOB_FAILED);
  g_assert_nonnull (assay_job_get_error (job));
  g_assert_nonnull (strstr (assay_job_get_error (job)->message, "/nowhere/demand.csv"));
  g_assert_cmpint (count (assay_project_get_jobs (fixture->project)), ==, 1);
  assay_project_dismiss (fixture->project, job);
  g_assert_cmpint (count (assay_project_get_jobs (fixture->project)), ==, 0);
}

/* A file large enough that the stop comes while it is read. */
static void
test_stop (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "large.csv", NULL);
  g_autoptr(GString) text = g_string_new ("key,value\n");
  g_autoptr(AssayJob) job = NULL;
  Watch watch = { 0 };
  gint64 stopped;

  for (guint i = 0; i < 400000; i++)
    g_string_append_printf (text, "%u,%u.5\n", i, i % 1000);
  g_assert_true (g_file_set_contents (path, text->str, text->len, NULL));
  job = g_object_ref (assay_project_import (fixture->project, path, NULL, NULL, NULL));
  g_signal_connect (job, "notify::state", G_CALLBACK (on_state), &watch);
  g_usleep (2000);
  stopped = g_get_monotonic_time ();
  assay_job_stop (job);
  g_assert_cmpint (assay_job_get_state (job), ==, ASSAY_JOB_STOPPING);
  g_assert_cmpint (watch.n_states, ==, 1);
  wait_for (job);
  g_test_minimized_result ((g_get_monotonic_time () - stopped) / 1e3, "stopped after %.1f ms", (g_get_monotonic_time () - stopped) / 1e3);
  g_assert_cmpint (assay_job_get_state (job), ==, ASSAY_JOB_CANCELLED);
  g_assert_null (assay_job_get_error (job));
  g_assert_cmpint (count (assay_project_get_jobs (fixture->project)), ==, 0);
  g_assert_cmpint (count (assay_project_get_datasets (fixture->project)), ==, 0);
}

static gboolean
on_late (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_REMOVE;
}

/* ---- a back-test that is stopped, and run again ---- */

static void
on_partial (AssayJob *job, GParamSpec *pspec, guint *n_partial)
{
  AssayResult *so_far = assay_job_get_partial (job);

  g_assert_nonnull (so_far);
  g_assert_nonnull (assay_result_find_table (so_far, "models"));
  ++*n_partial;
  assay_job_stop (job);
}

static char *
read_run (Fixture *fixture, gint64 run)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(AssayResult) result = assay_run_load_result (fixture->workspace, run, &error);

  g_assert_no_error (error);
  return assay_result_to_json (result, NULL);
}

static const AssayCheck *
find_check (AssayResult *result, const char *id)
{
  for (guint i = 0; i < assay_result_get_n_checks (result); i++)
    if (strcmp (assay_result_get_check (result, i)->id, id) == 0)
      return assay_result_get_check (result, i);
  return NULL;
}

/* What is finished is shown while the job runs and kept as a run when it is stopped; the same plan then goes on from there, and gives what a
 * run without a stop gives. */
static void
test_resume (Fixture *fixture, gconstpointer data)
{
  gint64 dataset = import_demand (fixture);
  g_autoptr(AssayPlan) plan = assay_plan_new (assay_analysis_find ("backtest"));
  g_autoptr(AssayProject) fresh = NULL;
  g_autoptr(AssayJob) stopped = NULL, resumed = NULL, whole = NULL;
  g_autoptr(AssayResult) kept = NULL;
  g_autofree char *one = NULL, *other = NULL;
  guint n_partial = 0;

  g_assert_true (assay_options_set (plan->options, "models", "ets,seasonal-naive", NULL));
  g_assert_true (assay_options_set (plan->options, "origins", "4", NULL));
  stopped = g_object_ref (assay_project_run (fixture->project, dataset, plan));
  g_signal_connect (stopped, "notify::partial", G_CALLBACK (on_partial), &n_partial);
  wait_for (stopped);
  g_assert_cmpuint (n_partial, >, 0);
  g_assert_cmpint (assay_job_get_state (stopped), ==, ASSAY_JOB_CANCELLED);
  g_assert_cmpint (assay_job_get_run (stopped), !=, 0);
  kept = assay_run_load_result (fixture->workspace, assay_job_get_run (stopped), NULL);
  g_assert_nonnull (find_check (kept, "bt-complete"));
  g_assert_cmpfloat (find_check (kept, "bt-complete")->events, <, find_check (kept, "bt-complete")->n);

  resumed = g_object_ref (assay_project_run (fixture->project, dataset, plan));
  wait_for (resumed);
  g_assert_no_error (assay_job_get_error (resumed));
  g_assert_cmpint (assay_job_get_state (resumed), ==, ASSAY_JOB_DONE);

  fresh = assay_project_new (fixture->workspace);      /* knows of no stopped run */
  whole = g_object_ref (assay_project_run (fresh, dataset, plan));
  wait_for (whole);
  g_assert_cmpint (assay_job_get_state (whole), ==, ASSAY_JOB_DONE);
  one = read_run (fixture, assay_job_get_run (resumed));
  other = read_run (fixture, assay_job_get_run (whole));
  g_assert_cmpstr (one, ==, other);
}

/* Another process (here: another handle) adds, renames and bins; items that stay are the same objects. */
static void
test_follows_others (Fixture *fixture, gconstpointer data)
{
  AssayWorkspace *other = assay_workspace_open (assay_workspace_get_folder (fixture->workspace), NULL);
  GListModel *datasets = assay_project_get_datasets (fixture->project);
  gint64 first = import_demand (fixture);
  g_autoptr(AssayDatasetItem) before = g_list_model_get_item (datasets, 0);
  g_autoptr(AssayDatasetItem) after = NULL;
  g_autofree char *path = g_build_filename (fixture->data, "foods.csv", NULL), *name = NULL;
  g_autoptr(GError) error = NULL;
  AssayReadOptions options;
  gboolean is_late = FALSE;
  guint timer = g_timeout_add_seconds (10, on_late, &is_late);

  assay_read_options_init (&options);
  g_assert_cmpint (assay_import_file (other, path, NULL, &options, NULL, 1, NULL, NULL, &error), >, 0);
  g_assert_no_error (error);
  g_assert_true (assay_workspace_set_name (other, "Renamed", &error));
  while (count (datasets) < 2 && !is_late)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (count (datasets), ==, 2);
  after = g_list_model_get_item (datasets, 1);
  g_assert_true (before == after);
  name = assay_project_dup_name (fixture->project);
  g_assert_cmpstr (name, ==, "Renamed");

  g_assert_true (assay_workspace_bin_dataset (other, first, TRUE, &error));
  while (count (datasets) > 1 && !is_late)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (count (datasets), ==, 1);
  g_source_remove (timer);
  assay_read_options_clear (&options);
  assay_workspace_unref (other);
}

typedef struct { AssayOutcome *outcome; GError *error; gboolean is_done; } Loaded;

static void
on_loaded (GObject *source, GAsyncResult *result, gpointer data)
{
  Loaded *loaded = data;

  loaded->outcome = assay_project_load_run_finish (ASSAY_PROJECT (source), result, &loaded->error);
  loaded->is_done = TRUE;
}

static void
test_load (Fixture *fixture, gconstpointer data)
{
  gint64 dataset = import_demand (fixture);
  g_autoptr(AssayPlan) plan = assay_plan_new (assay_analysis_find ("anomalies"));
  g_autoptr(AssayJob) job = g_object_ref (assay_project_run (fixture->project, dataset, plan));
  Loaded loaded = { 0 };

  wait_for (job);
  assay_project_load_run_async (fixture->project, assay_job_get_run (job), NULL, on_loaded, &loaded);
  while (!loaded.is_done)
    g_main_context_iteration (NULL, TRUE);
  g_assert_no_error (loaded.error);
  g_assert_cmpint (assay_frame_get_n_rows (loaded.outcome->rows), ==, 8729);
  assay_outcome_free (loaded.outcome);

  loaded = (Loaded) { 0 };
  assay_project_load_run_async (fixture->project, 77, NULL, on_loaded, &loaded);
  while (!loaded.is_done)
    g_main_context_iteration (NULL, TRUE);
  g_assert_error (loaded.error, ASSAY_STORE_ERROR, ASSAY_STORE_ERROR_NOT_FOUND);
  g_clear_error (&loaded.error);
}

/* Letting go of the project while a job runs: the job is stopped and ends without it. */
static void
test_gone_while_running (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->data, "demand.csv", NULL);
  AssayProject *project = assay_project_new (fixture->workspace);
  g_autoptr(AssayJob) job = g_object_ref (assay_project_import (project, path, NULL, NULL, NULL));

  g_assert_finalize_object (project);
  wait_for (job);
  g_assert_true (assay_job_get_state (job) == ASSAY_JOB_CANCELLED || assay_job_get_state (job) == ASSAY_JOB_DONE);
}

/* ---- the sample ---- */

/* A kill while the sample is made leaves its half-made folder; the next that is made takes it away, but not one that may be in the making. */
static void
test_sample_leftovers (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = g_build_filename (fixture->folder, "sample", NULL);
  g_autofree char *old = g_strconcat (folder, ".new-17-0123abcd", NULL), *young = g_strconcat (folder, ".new-18-0123abcd", NULL);
  g_autofree char *other = g_strconcat (folder, ".new-year", NULL), *inside = g_build_filename (old, "objects", NULL);
  const struct utimbuf long_ago = { 1000000000, 1000000000 };
  g_autoptr(GError) error = NULL;
  g_autoptr(AssayWorkspace) sample = NULL;

  g_assert_cmpint (g_mkdir_with_parents (inside, 0755) | g_mkdir (young, 0755) | g_mkdir (other, 0755), ==, 0);
  g_assert_cmpint (g_utime (old, (struct utimbuf *) &long_ago) | g_utime (other, (struct utimbuf *) &long_ago), ==, 0);
  sample = assay_sample_open (folder, fixture->data, NULL, &error);
  g_assert_no_error (error);
  g_assert_false (g_file_test (old, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (young, G_FILE_TEST_EXISTS) && g_file_test (other, G_FILE_TEST_EXISTS));
}

/* The scorecard and its challenger, held against the outcomes: the run can be read, and done again. */
static void
test_sample_validation (AssayWorkspace *sample, const AssayRun *run)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(AssayOutcome) outcome = assay_run_load (sample, run->id, &error);
  g_autoptr(AssayPlan) plan = assay_plan_from_run (run, NULL);
  const AssayMetric *auc;

  g_assert_no_error (error);
  g_assert_cmpstr (run->analysis, ==, "validate");
  auc = assay_result_find_metric (outcome->result, "auc");
  g_assert_nonnull (auc);
  g_assert_cmpfloat (auc->value, >, 0.85);
  g_assert_nonnull (assay_result_find_metric (outcome->result, "events"));
  g_assert_cmpint (plan->model_choices->len, ==, 2);
  g_assert_true (assay_plan_load_models (plan, sample, NULL, &error));
  g_assert_no_error (error);
}

static void
test_sample (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = g_build_filename (fixture->folder, "deep", "sample", NULL), *name = NULL;
  g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GError) error = NULL;
  AssayWorkspace *sample = assay_sample_open (folder, fixture->data, NULL, &error);
  gint64 clock;

  g_assert_no_error (error);
  g_assert_true (assay_workspace_verify (sample, problems, NULL, &error));
  name = assay_workspace_dup_name (sample);
  g_assert_cmpstr (name, ==, "Sample");
  g_autoptr(GPtrArray) datasets = assay_workspace_list_datasets (sample, NULL);
  g_autoptr(GPtrArray) runs = assay_workspace_list_runs (sample, NULL);
  g_autoptr(GPtrArray) models = assay_workspace_list_models (sample, NULL);
  g_assert_cmpint (datasets->len, ==, 3);
  g_assert_cmpint (models->len, ==, 2);
  g_assert_cmpstr (((AssayModelVersion *) models->pdata[0])->name, ==, "home-equity");
  g_assert_cmpint (runs->len, ==, 6);
  g_assert_cmpstr (((AssayRun *) runs->pdata[0])->title, ==, "Unusual days in daily demand");
  g_assert_cmpstr (((AssayRun *) runs->pdata[0])->analysis, ==, "anomalies");
  g_assert_cmpstr (((AssayRun *) runs->pdata[1])->analysis, ==, "sensitivity");
  test_sample_validation (sample, runs->pdata[2]);
  assay_workspace_unref (sample);

  clock = g_get_monotonic_time ();
  sample = assay_sample_open (folder, "/nowhere", NULL, &error);
  g_assert_no_error (error);
  g_test_minimized_result ((g_get_monotonic_time () - clock) / 1e3, "opened in %.1f ms", (g_get_monotonic_time () - clock) / 1e3);
  assay_workspace_unref (sample);
}

/* "South,Pasta,2026-04-07" -> risk, for every row of a run. */
static GHashTable *
read_risks (const AssayFrame *rows)
{
  static const char *const keys[] = { "region", "product", "time" };
  GHashTable *risks = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  for (gsize row = 0; row < assay_frame_get_n_rows (rows); row++)
    {
      g_autoptr(GString) key = g_string_new (NULL);
      g_autoptr(GString) risk = g_string_new (NULL);
      for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
        {
          if (i > 0)
            g_string_append_c (key, ',');
          assay_column_append_cell (assay_frame_find (rows, keys[i]), row, key);
        }
      assay_column_append_cell (assay_frame_find (rows, "risk"), row, risk);
      g_hash_table_insert (risks, g_strdup (key->str), g_strdup (risk->str));
    }
  return risks;
}

/* Each anomaly that was put into the sample is found on its first day, and as Critical. */
static void
test_sample_known (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->data, "demand-known.csv", NULL), *text = NULL;
  g_autofree char *folder = g_build_filename (fixture->folder, "sample", NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(AssayWorkspace) sample = assay_sample_open (folder, fixture->data, NULL, &error);
  g_assert_no_error (error);
  g_autoptr(AssayOutcome) outcome = assay_run_load (sample, 6, &error);
  g_assert_no_error (error);
  g_autoptr(GHashTable) risks = read_risks (outcome->rows);

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_auto(GStrv) lines = g_strsplit (g_strchomp (text), "\n", -1);
  g_assert_cmpint (g_strv_length (lines), ==, 13);
  for (guint i = 1; lines[i] != NULL; i++)
    {
      g_auto(GStrv) known = g_strsplit (lines[i], ",", -1);
      g_autofree char *key = g_strjoin (",", known[0], known[1], known[2], NULL);
      g_test_message ("%s", lines[i]);
      g_assert_cmpstr (g_hash_table_lookup (risks, key), ==, "Critical");
    }
}

static void
test_sample_fails (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = g_build_filename (fixture->folder, "sample", NULL), *file = g_build_filename (folder, "letter.txt", NULL);
  g_autoptr(GError) error = NULL;

  g_assert_null (assay_sample_open (folder, "/nowhere", NULL, &error));
  g_assert_error (error, ASSAY_STORE_ERROR, ASSAY_STORE_ERROR_NOT_FOUND);
  g_assert_cmpstr (error->message, ==, "The sample data is not there: “/nowhere/demand.csv” is missing. "
                   "Install Assay, or set ASSAY_DATA_DIR to the folder “data/sample” of its source.");
  g_clear_error (&error);
  g_assert_false (g_file_test (folder, G_FILE_TEST_EXISTS));

  g_mkdir (folder, 0777);
  g_assert_true (g_file_set_contents (file, "Dear Anna", -1, NULL));
  g_assert_null (assay_sample_open (folder, fixture->data, NULL, &error));
  g_assert_error (error, ASSAY_STORE_ERROR, ASSAY_STORE_ERROR_EXISTS);
  g_assert_true (g_file_test (file, G_FILE_TEST_EXISTS));
}

#define ADD(path, test) g_test_add ("/engine/" path, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("project/path", test_path);
  ADD ("project/score", test_score);
  ADD ("project/failed", test_failed);
  ADD ("project/stop", test_stop);
  ADD ("project/resume", test_resume);
  ADD ("project/follows-others", test_follows_others);
  ADD ("project/load", test_load);
  ADD ("project/gone-while-running", test_gone_while_running);
  ADD ("sample/leftovers", test_sample_leftovers);
  ADD ("sample/open", test_sample);
  ADD ("sample/known", test_sample_known);
  ADD ("sample/fails", test_sample_fails);
  return g_test_run ();
}
