/* What was edited, added or removed behind Assay's back is found and named. */
#include <sqlite3.h>
#include <unistd.h>
#include "workspace-fixture.h"

/* One dataset, two runs, a report, a mark: a row in every table. */
static void
fill (Fixture *fixture, gconstpointer data)
{
  g_autoptr(AssayReportEntry) entry = g_new0 (AssayReportEntry, 1);
  g_autofree char *file = NULL;
  gint64 dataset;

  fixture_set_up (fixture, data);
  dataset = add_dataset (fixture->workspace, "demand.csv", "columns");
  add_run (fixture->workspace, dataset, "{\"n\":1}");
  add_run (fixture->workspace, dataset, "{\"n\":2}");
  g_assert_true (assay_workspace_set_review (fixture->workspace, 1, 17, ASSAY_REVIEW_EXPLAINED, "promotion", NULL));
  file = g_build_filename (fixture->folder, "reports", "run-1.pdf", NULL);
  g_assert_true (g_file_set_contents (file, "abc", 3, NULL));
  entry->title = g_strdup ("Demand");
  entry->file = g_strdup ("run-1.pdf");
  entry->sha256 = g_strdup ("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  entry->runs = g_strdup ("1");
  entry->n_pages = 3;
  g_assert_true (assay_workspace_add_report (fixture->workspace, entry, NULL));
  assert_verifies (fixture->workspace);
  g_clear_pointer (&fixture->workspace, assay_workspace_unref);
}

static void
edit (Fixture *fixture, const char *sql)
{
  g_autofree char *path = g_build_filename (fixture->folder, "workspace.db", NULL);
  char *problem = NULL;
  sqlite3 *db;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  sqlite3_exec (db, sql, NULL, NULL, &problem);
  g_assert_cmpstr (problem, ==, NULL);
  sqlite3_close (db);
}

/* As somebody would who knows the triggers: takes them away and puts them back. */
static void
edit_past_triggers (Fixture *fixture, const char *sql)
{
  g_autofree char *path = g_build_filename (fixture->folder, "workspace.db", NULL);
  g_autoptr(GString) before = g_string_new (NULL), after = g_string_new (NULL);
  sqlite3_stmt *statement;
  sqlite3 *db;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  sqlite3_prepare_v2 (db, "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'", -1, &statement, NULL);
  while (sqlite3_step (statement) == SQLITE_ROW)
    {
      g_string_append_printf (before, "DROP TRIGGER %s;", sqlite3_column_text (statement, 0));
      g_string_append_printf (after, "%s;", sqlite3_column_text (statement, 1));
    }
  sqlite3_finalize (statement);
  sqlite3_close (db);
  g_string_append_printf (before, "%s;%s", sql, after->str);
  edit (fixture, before->str);
}

static void
assert_found (Fixture *fixture, const char *expected)
{
  g_autofree char *problems = NULL;

  fixture_reopen (fixture);
  problems = verify (fixture->workspace);
  g_assert_cmpstr (problems, ==, expected);
}

static void
assert_found_somewhere (Fixture *fixture, const char *expected)
{
  g_autofree char *problems = NULL;

  fixture_reopen (fixture);
  problems = verify (fixture->workspace);
  if (strstr (problems, expected) == NULL)
    g_error ("“%s” is not in “%s”", expected, problems);
}

/* ---- rows ---- */

typedef struct { const char *name, *sql, *expected; } Case;

static const Case cases[] = {
  { "run/verdict", "UPDATE run SET verdict = 'pass' WHERE id = 2", "run 2: “verdict” was changed from “warn” to “pass”." },
  { "run/anomalies", "UPDATE run SET n_anomalies = 0 WHERE id = 1", "run 1: “anomalies” was changed from “15” to “0”." },
  { "run/options", "UPDATE run SET options = '{\"window\":\"60\"}' WHERE id = 1",
    "run 1: “options” was changed from “{\"window\":\"30\"}” to “{\"window\":\"60\"}”." },
  { "run/policy", "UPDATE run SET policy_sha256 = NULL WHERE id = 1", "run 1: “policy” was changed from “abc” to “”." },
  { "run/hidden", "UPDATE run SET binned = 5 WHERE id = 1", "run 1: “binned” was changed from “0” to “5”." },
  { "run/removed", "DELETE FROM run WHERE id = 2", "run 2 was removed." },
  { "run/added", "INSERT INTO run SELECT 3, analysis, title, inputs, options, policy_sha256, seed, engine, started, duration, verdict,"
    " result, rows, n_anomalies, 0, 0 FROM run WHERE id = 1", "run 3 has no entry in the audit trail: it was not added by Assay." },
  { "dataset/name", "UPDATE dataset SET name = 'other.csv'", "dataset 1: “name” was changed from “demand.csv” to “other.csv”." },
  { "dataset/rows", "UPDATE dataset SET n_rows = 11", "dataset 1: “rows” was changed from “10” to “11”." },
  { "report/runs", "UPDATE report SET runs = '2'", "report 1: “runs” was changed from “1” to “2”." },
  { "report/removed", "DELETE FROM report", "report 1 was removed." },
  { "review/note", "UPDATE review SET note = 'nothing'", "review 1: “note” was changed from “promotion” to “nothing”." },
  { "review/removed", "DELETE FROM review", "review 1 was removed." },
  { "workspace/name", "UPDATE meta SET value = 'Mine' WHERE key = 'name'", "workspace 0: “name” was changed from “Test” to “Mine”." },
  { "workspace/settings", "INSERT INTO meta VALUES ('signed-by', 'me')", "“signed-by” was added to the database by another program." },
  { "audit/who", "UPDATE audit SET who = 'somebody' WHERE id = 3", "Audit trail: entry 3 (run, run 1) was altered." },
  { "audit/time", "UPDATE audit SET time = time + 1 WHERE id = 3", "Audit trail: entry 3 (run, run 1) was altered." },
  { "audit/action", "UPDATE audit SET action = 'walk' WHERE id = 3", "Audit trail: entry 3 (walk, run 1) was altered." },
  { "audit/subject", "UPDATE audit SET subject = 'run 9' WHERE id = 3", "Audit trail: entry 3 (run, run 9) was altered." },
  { "audit/added", "INSERT INTO audit VALUES (7, 1, 'me', 'x', 'y', NULL, (SELECT hash FROM audit WHERE id = 6), 'feed')",
    "Audit trail: entry 7 (x, y) was altered." },
  { "audit/middle-removed", "DELETE FROM audit WHERE id = 5", "Audit trail: the entries 5 to 5 were removed." },
  { "audit/end-cut", "DELETE FROM audit WHERE id = 6; DELETE FROM report",
    "Audit trail: it ends at entry 5, but the database remembers its end as “6 " },
  { "audit/end-cut-with-head", "DELETE FROM audit WHERE id > 4; DELETE FROM report; DELETE FROM review;"
    " UPDATE meta SET value = (SELECT id || ' ' || hash FROM audit WHERE id = 4) WHERE key = 'audit-head'",
    "Audit trail: the entries 5 to 6 were cut off its end." },
  { "audit/rehashed", "UPDATE audit SET detail = 'x', hash = 'cafe' WHERE id = 6;"
    " UPDATE meta SET value = '6 cafe' WHERE key = 'audit-head'", "Audit trail: entry 6 is not the one that “audit.head” knows: the trail was rewritten." },
};

static void
test_row (Fixture *fixture, gconstpointer data)
{
  const Case *now = data;

  edit_past_triggers (fixture, now->sql);
  if (g_str_has_prefix (now->name, "audit/"))
    assert_found_somewhere (fixture, now->expected);
  else
    assert_found (fixture, now->expected);
}

/* ---- triggers ---- */

static void
test_triggers (Fixture *fixture, gconstpointer data)
{
  static const char *const forbidden[] = {
    "UPDATE run SET verdict = 'pass'", "DELETE FROM run", "UPDATE run SET rows = NULL", "DELETE FROM dataset",
    "UPDATE dataset SET object = 'x'", "UPDATE report SET title = 'x'", "DELETE FROM report", "UPDATE review SET note = 'x'",
    "DELETE FROM review", "UPDATE audit SET who = 'x'", "DELETE FROM audit",
  };
  g_autofree char *path = g_build_filename (fixture->folder, "workspace.db", NULL);
  sqlite3 *db;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  for (guint i = 0; i < G_N_ELEMENTS (forbidden); i++)
    g_assert_cmpint (sqlite3_exec (db, forbidden[i], NULL, NULL, NULL), ==, SQLITE_CONSTRAINT);
  sqlite3_close (db);
  fixture_reopen (fixture);
  assert_verifies (fixture->workspace);
}

static void
test_schema (Fixture *fixture, gconstpointer data)
{
  edit (fixture, "DROP TRIGGER run_is_immutable");
  assert_found (fixture, "The trigger “run_is_immutable” of the database was removed.");
  g_clear_pointer (&fixture->workspace, assay_workspace_unref);
  edit (fixture, "CREATE TRIGGER run_is_immutable BEFORE UPDATE ON run WHEN 0 BEGIN SELECT 1; END; CREATE TABLE mine (x)");
  assert_found (fixture, "The trigger “run_is_immutable” of the database was altered.\n“mine” was added to the database by another program.");
}

/* ---- files ---- */

static char *
object_of_run (Fixture *fixture, gint64 id)
{
  g_autoptr(AssayWorkspace) workspace = assay_workspace_open (fixture->folder, NULL);
  g_autoptr(AssayRun) run = assay_workspace_get_run (workspace, id, NULL);

  return assay_workspace_object_path (workspace, run->result, NULL);
}

static void
test_object_altered (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = object_of_run (fixture, 2);
  g_autofree char *expected = g_strdup_printf ("The file “%s” (result of run 2) was altered: its SHA-256 is ", path);

  g_chmod (path, 0644);
  g_assert_true (g_file_set_contents (path, "{\"n\":3}", -1, NULL));
  assert_found_somewhere (fixture, expected);
}

static void
test_object_missing (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = object_of_run (fixture, 1);
  g_autofree char *expected = g_strdup_printf ("The file “%s” (result of run 1) is missing.", path);

  g_remove (path);
  assert_found (fixture, expected);
}

/* The same content for now, but in a file that anybody can change. */
static void
test_object_linked (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = object_of_run (fixture, 1), *other = g_strconcat (fixture->folder, "-elsewhere", NULL);
  g_autofree char *expected = g_strdup_printf ("The file “%s” (result of run 1) was replaced by a link to another.", path);

  g_assert_cmpint (g_rename (path, other), ==, 0);
  g_assert_cmpint (symlink (other, path), ==, 0);
  assert_found (fixture, expected);
  g_remove (other);
}

/* What is not ours to delete stays: behind a link, or with another name than an object has. */
static void
test_gc_stays_inside (Fixture *fixture, gconstpointer data)
{
  g_autofree char *outside = g_strconcat (fixture->folder, "-outside", NULL), *file = g_build_filename (outside, "mine.txt", NULL);
  g_autofree char *name = g_strnfill (62, 'a'), *like = g_build_filename (outside, name, NULL);
  g_autofree char *link = g_build_filename (fixture->folder, "objects", "ee", NULL);
  g_autofree char *shelf = g_build_filename (fixture->folder, "objects", "zz", NULL), *note = g_build_filename (shelf, "note.txt", NULL);
  g_autoptr(GError) error = NULL;

  g_assert_cmpint (g_mkdir (outside, 0755) | g_mkdir (shelf, 0755) | symlink (outside, link), ==, 0);
  g_assert_true (g_file_set_contents (file, "x", 1, NULL) && g_file_set_contents (like, "x", 1, NULL) && g_file_set_contents (note, "x", 1, NULL));
  fixture_reopen (fixture);
  g_assert_true (assay_workspace_gc (fixture->workspace, NULL, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_test (file, G_FILE_TEST_EXISTS) && g_file_test (like, G_FILE_TEST_EXISTS) && g_file_test (note, G_FILE_TEST_EXISTS));
  g_remove (file);
  g_remove (like);
  g_remove (note);
  g_remove (shelf);
  g_remove (link);
  g_remove (outside);
}

static void
test_format_never_was (Fixture *fixture, gconstpointer data)
{
  g_autofree char *expected = g_strdup_printf ("“%s” is damaged: its “workspace.db” has format -5, which there never was.", fixture->folder);
  g_autoptr(GError) error = NULL;

  g_clear_pointer (&fixture->workspace, assay_workspace_unref);
  edit (fixture, "PRAGMA user_version = -5");
  g_assert_null (assay_workspace_open (fixture->folder, &error));
  g_assert_error (error, ASSAY_STORE_ERROR, ASSAY_STORE_ERROR_DAMAGED);
  g_assert_cmpstr (error->message, ==, expected);
}

static void
test_object_cut (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = object_of_run (fixture, 1);

  g_chmod (path, 0644);
  g_assert_true (g_file_set_contents (path, "", 0, NULL));
  assert_found_somewhere (fixture, "(result of run 1) was altered: its SHA-256 is e3b0c44298fc1c149afbf4c8996fb924");
}

static void
test_unreferenced_altered (Fixture *fixture, gconstpointer data)
{
  g_autofree char *hash = NULL, *path = NULL;

  fixture_reopen (fixture);
  hash = assay_workspace_put_bytes (fixture->workspace, "stray", 5, NULL);
  path = assay_workspace_object_path (fixture->workspace, hash, NULL);
  g_chmod (path, 0644);
  g_assert_true (g_file_set_contents (path, "other", 5, NULL));
  assert_found_somewhere (fixture, "(in use by nothing) was altered");
}

static void
test_report_altered (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "reports", "run-1.pdf", NULL);
  g_autofree char *altered = g_strdup_printf ("The file “%s” (report 1) was altered: its SHA-256 is "
    "3608bca1e44ea6c4d268eb6db02260269892c0b42b86bbf1e77a6fa16c3c9282, recorded is "
    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad.", path);
  g_autofree char *missing = g_strdup_printf ("The file “%s” (report 1) is missing.", path);

  g_assert_true (g_file_set_contents (path, "xyz", 3, NULL));
  assert_found (fixture, altered);
  g_remove (path);
  assert_found (fixture, missing);
}

static void
add_report_at (Fixture *fixture, const char *path, const char *sha256)
{
  g_autoptr(AssayReportEntry) entry = g_new0 (AssayReportEntry, 1);

  fixture_reopen (fixture);
  entry->title = g_strdup ("Demand");
  entry->file = g_strdup (path);
  entry->sha256 = g_strdup (sha256);
  entry->runs = g_strdup ("1");
  g_assert_true (assay_workspace_add_report (fixture->workspace, entry, NULL));
}

/* What lies elsewhere is checked too; it may be moved, and a later report may be written over it. */
static void
test_report_outside (Fixture *fixture, gconstpointer data)
{
  static const char abc[] = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
  static const char xyz[] = "3608bca1e44ea6c4d268eb6db02260269892c0b42b86bbf1e77a6fa16c3c9282";
  g_autofree char *path = g_strconcat (fixture->folder, "-report.pdf", NULL);
  g_autofree char *altered = g_strdup_printf ("The file “%s” (report 2) was altered: its SHA-256 is %s, recorded is %s.", path, xyz, abc);

  add_report_at (fixture, path, abc);
  assert_found (fixture, "");
  g_assert_true (g_file_set_contents (path, "abc", 3, NULL));
  assert_found (fixture, "");
  g_assert_true (g_file_set_contents (path, "xyz", 3, NULL));
  assert_found (fixture, altered);
  add_report_at (fixture, path, xyz);
  assert_found (fixture, "");
  g_remove (path);
}

static void
test_head (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "audit.head", NULL), *old = NULL, *problems = NULL;

  /* It may lag: a kill between a commit and this file. */
  g_assert_true (g_file_get_contents (path, &old, NULL, NULL));
  fixture_reopen (fixture);
  g_assert_true (assay_workspace_audit (fixture->workspace, "look", "run 1", NULL, NULL));
  g_assert_true (g_file_set_contents (path, old, -1, NULL));
  assert_verifies (fixture->workspace);

  g_remove (path);
  assert_found (fixture, "“audit.head” is missing or unreadable: it cannot be told whether entries were cut off the end of the audit trail.");
  g_assert_true (g_file_set_contents (path, "6 cafe\n", -1, NULL));
  problems = verify (fixture->workspace);
  g_assert_cmpstr (problems, ==, "Audit trail: entry 6 is not the one that “audit.head” knows: the trail was rewritten.");
}

/* A page of the database overwritten with noise: said, not crashed over. */
static void
test_database_damaged (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "workspace.db", NULL), *content = NULL;
  gsize size;

  g_assert_true (g_file_get_contents (path, &content, &size, NULL));
  for (gsize at = 4096; at < size; at += 4096)
    {
      g_autofree char *damaged = g_memdup2 (content, size);
      g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
      g_autoptr(GError) error = NULL;
      g_autoptr(AssayWorkspace) workspace = NULL;

      memset (damaged + at, 0xa5, 2048);
      g_assert_true (g_file_set_contents (path, damaged, size, NULL));
      workspace = assay_workspace_open (fixture->folder, &error);
      if (workspace == NULL)
        {
          g_assert_nonnull (error);
          continue;
        }
      g_assert_false (assay_workspace_verify (workspace, problems, NULL, &error));
      g_assert_true (problems->len > 0 || error != NULL);
    }
}

static void
test_cancel (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(AssayProgress) progress = assay_progress_new (cancellable, NULL, NULL, NULL);
  g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GError) error = NULL;

  fixture_reopen (fixture);
  g_cancellable_cancel (cancellable);
  g_assert_false (assay_workspace_verify (fixture->workspace, problems, progress, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

#define ADD(path, test) g_test_add ("/store/tampering/" path, Fixture, NULL, fill, test, fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/store/tampering/", cases[i].name, NULL);
      g_test_add (path, Fixture, &cases[i], fill, test_row, fixture_tear_down);
    }
  ADD ("triggers", test_triggers);
  ADD ("schema", test_schema);
  ADD ("object/altered", test_object_altered);
  ADD ("object/missing", test_object_missing);
  ADD ("object/linked", test_object_linked);
  ADD ("object/cut", test_object_cut);
  ADD ("gc-stays-inside", test_gc_stays_inside);
  ADD ("database/format", test_format_never_was);
  ADD ("object/unreferenced", test_unreferenced_altered);
  ADD ("report/file", test_report_altered);
  ADD ("report/outside", test_report_outside);
  ADD ("audit/head", test_head);
  ADD ("database/damaged", test_database_damaged);
  ADD ("cancel", test_cancel);
  return g_test_run ();
}
