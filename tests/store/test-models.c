/* The registry of models: versions, stages, what must not be deleted, and what verify () says when it was tampered with. */
#include <string.h>

#include "store/database.h"
#include "store/workspace.h"
#include "workspace-fixture.h"

static gboolean
try_add (AssayWorkspace *workspace, const char *name, const char *version, const char *content, gint64 dataset, gint64 *id, char **given, GError **error)
{
  g_autoptr(AssayModelVersion) model = g_new0 (AssayModelVersion, 1);

  model->sha256 = assay_workspace_put_bytes (workspace, content, strlen (content), NULL);
  model->name = g_strdup (name);
  model->version = g_strdup (version);
  model->source = g_strdup ("m.json");
  model->format = g_strdup ("echo");
  model->kind = g_strdup ("scorecard");
  model->n_bytes = strlen (content);
  model->facts = g_strdup ("{}");
  model->dataset = dataset;
  if (!assay_workspace_add_model (workspace, model, error))
    return FALSE;
  *id = model->id;
  if (given != NULL)
    *given = g_strdup (model->version);
  return TRUE;
}

static gint64
add (AssayWorkspace *workspace, const char *name, const char *version, const char *content)
{
  g_autoptr(GError) error = NULL;
  gint64 id = 0;

  try_add (workspace, name, version, content, 0, &id, NULL, &error);
  g_assert_no_error (error);
  return id;
}

static gint64
add_model_run (AssayWorkspace *workspace, gint64 dataset, gint64 model)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(AssayRun) run = g_new0 (AssayRun, 1);

  run->result = assay_workspace_put_bytes (workspace, "r", 1, NULL);
  run->analysis = g_strdup ("score");
  run->title = g_strdup ("Scores: loans");
  run->inputs = g_strdup_printf ("[{\"role\":\"data\",\"dataset\":%" G_GINT64_FORMAT "},{\"role\":\"model\",\"model\":%" G_GINT64_FORMAT "}]", dataset, model);
  run->options = g_strdup ("{}");
  run->engine = g_strdup ("assay 0.1.0");
  run->verdict = g_strdup ("pass");
  assay_workspace_add_run (workspace, run, &error);
  g_assert_no_error (error);
  return run->id;
}

static void
test_versions (Fixture *fixture, gconstpointer data)
{
  AssayWorkspace *workspace = fixture->workspace;
  g_autofree char *first = NULL, *second = NULL, *after = NULL;
  gint64 id, changes = assay_workspace_get_change_count (workspace);

  g_assert_true (try_add (workspace, "pd", NULL, "a", 0, &id, &first, NULL));
  g_assert_true (try_add (workspace, "pd", NULL, "b", 0, &id, &second, NULL));
  g_assert_cmpstr (first, ==, "1");
  g_assert_cmpstr (second, ==, "2");
  add (workspace, "pd", "3.2.0", "c");
  g_assert_true (try_add (workspace, "pd", NULL, "d", 0, &id, &after, NULL));
  g_assert_cmpstr (after, ==, "3");
  add (workspace, "lgd", "1", "a");
  g_assert_cmpint (assay_workspace_get_change_count (workspace), >, changes);

  g_autoptr(GPtrArray) list = assay_workspace_list_models (workspace, NULL);
  g_assert_cmpuint (list->len, ==, 5);
  g_assert_cmpstr (((AssayModelVersion *) list->pdata[0])->name, ==, "lgd");
  g_assert_cmpstr (((AssayModelVersion *) list->pdata[1])->version, ==, "3");
  g_assert_cmpstr (((AssayModelVersion *) list->pdata[4])->version, ==, "1");
  assert_verifies (workspace);
}

static void
test_exists (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  gint64 id = 0;

  add (fixture->workspace, "pd", "3.2.0", "a");
  g_assert_false (try_add (fixture->workspace, "pd", NULL, "a", 0, &id, NULL, &error));
  g_assert_error (error, ASSAY_STORE_ERROR, ASSAY_STORE_ERROR_EXISTS);
  g_assert_cmpstr (error->message, ==, "This file is in the workspace already: it is version 3.2.0 of “pd”.");
  g_clear_error (&error);
  g_assert_false (try_add (fixture->workspace, "pd", "3.2.0", "b", 0, &id, NULL, &error));
  g_assert_error (error, ASSAY_STORE_ERROR, ASSAY_STORE_ERROR_EXISTS);
  g_assert_cmpstr (error->message, ==, "“pd” has a version 3.2.0 already, which is another file. A version never changes: give this one another number.");
}

static void
test_find (Fixture *fixture, gconstpointer data)
{
  AssayWorkspace *workspace = fixture->workspace;
  g_autoptr(GError) error = NULL;
  gint64 one = add (workspace, "pd", NULL, "a"), two = add (workspace, "pd", NULL, "b");
  g_autoptr(AssayModelVersion) newest = assay_workspace_find_model (workspace, "pd", NULL, NULL);
  g_autoptr(AssayModelVersion) named = assay_workspace_find_model (workspace, "pd", "1", NULL);

  g_assert_cmpint (newest->id, ==, two);
  g_assert_cmpint (named->id, ==, one);
  g_assert_true (assay_workspace_set_stage (workspace, two, ASSAY_STAGE_RETIRED, "replaced", NULL));
  g_autoptr(AssayModelVersion) alive = assay_workspace_find_model (workspace, "pd", NULL, NULL);
  g_assert_cmpint (alive->id, ==, one);
  g_autoptr(AssayModelVersion) same = assay_workspace_find_model_file (workspace, newest->sha256, NULL);
  g_assert_cmpint (same->id, ==, two);
  g_assert_null (assay_workspace_find_model_file (workspace, "0000", &error));
  g_assert_no_error (error);

  g_assert_null (assay_workspace_find_model (workspace, "pd", "7", &error));
  g_assert_error (error, ASSAY_STORE_ERROR, ASSAY_STORE_ERROR_NOT_FOUND);
  g_assert_cmpstr (error->message, ==, "The model “pd” has no version 7. It has: 1, 2.");
  g_clear_error (&error);
  g_assert_null (assay_workspace_find_model (workspace, "pe", NULL, &error));
  g_assert_nonnull (strstr (error->message, "has no model “pe”; did you mean “pd”?"));
  g_clear_error (&error);
  g_assert_null (assay_workspace_get_model (workspace, 99, &error));
  g_assert_nonnull (strstr (error->message, "has no model 99."));
}

static void
test_stages (Fixture *fixture, gconstpointer data)
{
  AssayWorkspace *workspace = fixture->workspace;
  gint64 id = add (workspace, "pd", NULL, "a");
  g_autoptr(AssayModelVersion) fresh = assay_workspace_get_model (workspace, id, NULL);

  g_assert_cmpint (fresh->stage, ==, ASSAY_STAGE_DRAFT);
  g_assert_null (fresh->stage_who);
  g_assert_true (assay_workspace_set_stage (workspace, id, ASSAY_STAGE_UNDER_REVIEW, "handed in", NULL));
  g_assert_true (assay_workspace_set_stage (workspace, id, ASSAY_STAGE_APPROVED, "committee of 14 September", NULL));
  fixture_reopen (fixture);
  g_autoptr(AssayModelVersion) now = assay_workspace_get_model (fixture->workspace, id, NULL);
  g_autoptr(GPtrArray) marks = assay_workspace_list_stages (fixture->workspace, id, NULL);

  g_assert_cmpint (now->stage, ==, ASSAY_STAGE_APPROVED);
  g_assert_cmpstr (now->stage_reason, ==, "committee of 14 September");
  g_assert_nonnull (now->stage_who);
  g_assert_cmpuint (marks->len, ==, 2);
  g_assert_cmpint (((AssayStageMark *) marks->pdata[0])->stage, ==, ASSAY_STAGE_UNDER_REVIEW);
  assert_verifies (fixture->workspace);
}

static void
test_in_use (Fixture *fixture, gconstpointer data)
{
  AssayWorkspace *workspace = fixture->workspace;
  g_autoptr(GError) error = NULL;
  gint64 dataset = add_dataset (workspace, "loans.csv", "rows"), developed = add_dataset (workspace, "development.csv", "old"), id = 0, run;

  g_assert_true (try_add (workspace, "pd", NULL, "a", developed, &id, NULL, NULL));
  run = add_model_run (workspace, dataset, id);
  g_assert_false (assay_workspace_bin_model (workspace, id, TRUE, &error));
  g_assert_error (error, ASSAY_STORE_ERROR, ASSAY_STORE_ERROR_IN_USE);
  g_assert_cmpstr (error->message, ==, "“pd@1” cannot be deleted, because these runs and reports use it: Run 1 “Scores: loans”.");
  g_clear_error (&error);
  g_assert_false (assay_workspace_bin_dataset (workspace, developed, TRUE, &error));
  g_assert_error (error, ASSAY_STORE_ERROR, ASSAY_STORE_ERROR_IN_USE);
  g_assert_cmpstr (error->message, ==, "“development.csv” cannot be deleted, because these models were developed on it: pd@1. Delete them first.");
  g_autoptr(GPtrArray) runs = assay_workspace_list_model_runs (workspace, id, NULL);
  g_assert_cmpuint (runs->len, ==, 1);
  g_assert_cmpint (((AssayRun *) runs->pdata[0])->id, ==, run);

  /* without the run it goes, and with the run it comes back */
  g_assert_true (assay_workspace_bin_run (workspace, run, TRUE, NULL));
  g_assert_true (assay_workspace_bin_model (workspace, id, TRUE, NULL));
  g_autoptr(GPtrArray) none = assay_workspace_list_models (workspace, NULL);
  g_assert_cmpuint (none->len, ==, 0);
  g_assert_true (assay_workspace_bin_run (workspace, run, FALSE, NULL));
  g_autoptr(GPtrArray) back = assay_workspace_list_models (workspace, NULL);
  g_assert_cmpuint (back->len, ==, 1);
  assert_verifies (workspace);
}

/* A number that was binned is not given to another file. */
static void
test_binned_number (Fixture *fixture, gconstpointer data)
{
  g_autofree char *version = NULL;
  gint64 id = add (fixture->workspace, "pd", NULL, "a");

  g_assert_true (assay_workspace_bin_model (fixture->workspace, id, TRUE, NULL));
  g_assert_true (try_add (fixture->workspace, "pd", NULL, "b", 0, &id, &version, NULL));
  g_assert_cmpstr (version, ==, "2");
}

static void
test_gc (Fixture *fixture, gconstpointer data)
{
  gint64 id = add (fixture->workspace, "pd", NULL, "a");
  g_autoptr(AssayModelVersion) model = assay_workspace_get_model (fixture->workspace, id, NULL);
  guint n = 1;

  fixture_reopen (fixture);
  g_assert_true (assay_workspace_gc (fixture->workspace, &n, NULL, NULL));
  g_assert_cmpuint (n, ==, 0);
  g_autofree char *path = assay_workspace_object_path (fixture->workspace, model->sha256, NULL);
  g_assert_nonnull (path);
}

static void
change (Fixture *fixture, const char *sql)
{
  g_autofree char *path = g_build_filename (fixture->folder, "workspace.db", NULL);
  sqlite3 *db;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (db);
}

static void
test_tampering (Fixture *fixture, gconstpointer data)
{
  gint64 id = add (fixture->workspace, "pd", "1", "a");
  g_autoptr(AssayModelVersion) model = assay_workspace_get_model (fixture->workspace, id, NULL);
  g_autofree char *path = assay_workspace_object_path (fixture->workspace, model->sha256, NULL);

  g_assert_true (assay_workspace_set_stage (fixture->workspace, id, ASSAY_STAGE_UNDER_REVIEW, "handed in", NULL));
  g_clear_pointer (&fixture->workspace, assay_workspace_unref);
  change (fixture, "DROP TRIGGER stage_is_immutable; UPDATE stage SET stage = 'approved'; UPDATE model SET settings = '{}'");
  g_chmod (path, 0600);
  g_assert_true (g_file_set_contents (path, "b", 1, NULL));
  fixture_reopen (fixture);
  g_autofree char *problems = verify (fixture->workspace);

  g_assert_nonnull (strstr (problems, "The trigger “stage_is_immutable” of the database was removed."));
  g_assert_nonnull (strstr (problems, "stage 1: “stage” was changed from “under-review” to “approved”."));
  g_assert_nonnull (strstr (problems, "model 1: “settings” was changed from “” to “{}”."));
  g_assert_nonnull (strstr (problems, "(model 1) was altered: its SHA-256 is"));
}

/* A workspace of the first format keeps what it has. */
static void
test_first_format (Fixture *fixture, gconstpointer data)
{
  gint64 dataset = add_dataset (fixture->workspace, "loans.csv", "rows"), run = add_run (fixture->workspace, dataset, "r");

  g_clear_pointer (&fixture->workspace, assay_workspace_unref);
  change (fixture, "DROP TABLE stage; DROP TABLE model; PRAGMA user_version = 1");
  fixture_reopen (fixture);
  g_autoptr(AssayRun) kept = assay_workspace_get_run (fixture->workspace, run, NULL);
  g_assert_cmpstr (kept->title, ==, "Anomalies in demand");
  add (fixture->workspace, "pd", NULL, "a");
  assert_verifies (fixture->workspace);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name) g_test_add ("/store/models/" #name, Fixture, NULL, fixture_set_up, test_##name, fixture_tear_down)
  ADD (versions);
  ADD (exists);
  ADD (find);
  ADD (stages);
  ADD (in_use);
  ADD (binned_number);
  ADD (gc);
  ADD (tampering);
  ADD (first_format);
  return g_test_run ();
}
