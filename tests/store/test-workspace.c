/* What a workspace keeps, and how it refuses. */
#include "store/workspace-private.h"
#include "workspace-fixture.h"

#define assert_message(error, code, ...) \
  G_STMT_START { \
    g_autofree char *expected_message = g_strdup_printf (__VA_ARGS__); \
    g_assert_error (error, ASSAY_STORE_ERROR, code); \
    g_assert_cmpstr ((error)->message, ==, expected_message); \
    g_clear_error (&(error)); \
  } G_STMT_END

static void
test_init (Fixture *fixture, gconstpointer data)
{
  g_autofree char *name = assay_workspace_dup_name (fixture->workspace);
  g_autofree char *reports = assay_workspace_dup_reports_folder (fixture->workspace);
  g_autofree char *log = NULL;

  g_assert_cmpstr (name, ==, "Test");
  g_assert_cmpstr (assay_workspace_get_folder (fixture->workspace), ==, fixture->folder);
  g_assert_true (g_file_test (reports, G_FILE_TEST_IS_DIR));
  assert_verifies (fixture->workspace);

  fixture_reopen (fixture);
  assert_verifies (fixture->workspace);
  g_clear_pointer (&fixture->workspace, assay_workspace_unref);
  log = g_build_filename (fixture->folder, "workspace.db-wal", NULL);
  g_assert_false (g_file_test (log, G_FILE_TEST_EXISTS));
}

static void
test_init_refuses (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *other = g_build_filename (fixture->folder, "reports", NULL);
  g_autofree char *file = g_build_filename (other, "letter.txt", NULL);

  g_assert_null (assay_workspace_init (fixture->folder, NULL, &error));
  g_assert_error (error, ASSAY_STORE_ERROR, ASSAY_STORE_ERROR_EXISTS);
  g_clear_error (&error);

  g_assert_true (g_file_set_contents (file, "x", 1, NULL));
  g_assert_null (assay_workspace_init (other, NULL, &error));
  assert_message (error, ASSAY_STORE_ERROR_EXISTS,
                  "“%s” is not empty: it holds “letter.txt”. Name a folder that is empty or not there yet.", other);
  g_assert_null (assay_workspace_open (other, &error));
  assert_message (error, ASSAY_STORE_ERROR_NOT_A_WORKSPACE,
                  "“%s” is not a workspace: it has no “workspace.db”. Make one with “assay workspace init”.", other);
  g_assert_null (assay_workspace_open ("/nowhere/at/all", &error));
  assert_message (error, ASSAY_STORE_ERROR_NOT_A_WORKSPACE,
                  "There is no folder “/nowhere/at/all”. Make a workspace with “assay workspace init”.");
}

/* A kill during init leaves folders and a half-made database: the next init takes no offence. */
static void
test_init_after_kill (void)
{
  g_autofree char *folder = g_dir_make_tmp ("assay-test-XXXXXX", NULL);
  g_autofree char *objects = g_build_filename (folder, "objects", NULL);
  g_autofree char *half = g_build_filename (folder, ".new-workspace-77-0badcafe.db", NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(AssayWorkspace) workspace = NULL;

  g_assert_cmpint (g_mkdir (objects, 0777), ==, 0);
  g_assert_true (g_file_set_contents (half, "SQLite", -1, NULL));
  workspace = assay_workspace_init (folder, "Again", &error);
  g_assert_no_error (error);
  assert_verifies (workspace);
  remove_tree (folder);
}

static void
test_foreign_database (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "workspace.db", NULL);
  g_autoptr(GError) error = NULL;
  sqlite3 *db;

  g_clear_pointer (&fixture->workspace, assay_workspace_unref);
  g_assert_true (g_file_set_contents (path, "unique_id,ds,y\nA,2020-01-01,1\n", -1, NULL));
  g_assert_null (assay_workspace_open (fixture->folder, &error));
  assert_message (error, ASSAY_STORE_ERROR_NOT_A_WORKSPACE, "“%s” is not a workspace: its “workspace.db” is no database.", fixture->folder);

  g_remove (path);
  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, "CREATE TABLE t (x)", NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (db);
  g_assert_null (assay_workspace_open (fixture->folder, &error));
  assert_message (error, ASSAY_STORE_ERROR_NOT_A_WORKSPACE,
                  "“%s” is not a workspace: its “workspace.db” belongs to another program.", fixture->folder);
}

/* ---- versions ---- */

static void
set_version (const char *folder, int version, const char *sql)
{
  g_autofree char *path = g_build_filename (folder, "workspace.db", NULL);
  g_autofree char *all = g_strdup_printf ("%s; PRAGMA user_version = %d", sql, version);
  sqlite3 *db;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, all, NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (db);
}

static void
test_newer (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;

  g_clear_pointer (&fixture->workspace, assay_workspace_unref);
  set_version (fixture->folder, 3, "CREATE TABLE future (x)");
  g_assert_null (assay_workspace_open (fixture->folder, &error));
  assert_message (error, ASSAY_STORE_ERROR_NEWER, "“%s” was made by a newer Assay: it has format 3, this program reads up to 2. "
                  "Nothing was changed; open it with the newer program.", fixture->folder);
  set_version (fixture->folder, 2, "DROP TABLE future");
  fixture_reopen (fixture);
  assert_verifies (fixture->workspace);
}

/* A workspace of version 0 is an empty database with our mark: opening it brings it to the newest. */
static void
test_older (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "workspace.db", NULL);
  g_autoptr(GError) error = NULL;

  g_clear_pointer (&fixture->workspace, assay_workspace_unref);
  g_remove (path);
  set_version (fixture->folder, 0, "PRAGMA application_id = 0x41736179");
  fixture_reopen (fixture);
  add_dataset (fixture->workspace, "demand.csv", "columns");
}

static void
test_migrations (void)
{
  static const char *const first[] = { "CREATE TABLE a (x); INSERT INTO a VALUES (1)", NULL };
  static const char *const second[] = { first[0], "ALTER TABLE a ADD COLUMN y DEFAULT 7", "UPDATE a SET x = x + y", NULL };
  static const char *const broken[] = { first[0], second[1], second[2], "DROP TABLE a", "SELECT no_such_thing ()", NULL };
  g_autoptr(GError) error = NULL;
  gint64 value;
  sqlite3 *db;

  g_assert_cmpint (sqlite3_open (":memory:", &db), ==, SQLITE_OK);
  g_assert_true (assay_db_migrate (db, first, &error));
  g_assert_true (assay_db_migrate (db, second, &error));
  g_assert_true (assay_db_migrate (db, second, &error));
  g_assert_true (assay_db_get_integer (db, &value, -1, &error, "SELECT x FROM a", ""));
  g_assert_cmpint (value, ==, 8);

  /* All steps or none. */
  g_assert_false (assay_db_migrate (db, broken, &error));
  g_assert_nonnull (error);
  g_clear_error (&error);
  g_assert_true (assay_db_get_integer (db, &value, -1, &error, "SELECT x FROM a", ""));
  g_assert_cmpint (value, ==, 8);
  g_assert_true (assay_db_get_integer (db, &value, -1, &error, "PRAGMA user_version", ""));
  g_assert_cmpint (value, ==, 3);
  sqlite3_close (db);
}

/* ---- content ---- */

static void
test_objects (Fixture *fixture, gconstpointer data)
{
  g_autofree char *hash = assay_workspace_put_bytes (fixture->workspace, "abc", 3, NULL);
  g_autofree char *path = assay_workspace_object_path (fixture->workspace, hash, NULL);
  g_autofree char *end = g_build_filename ("objects", "ba", hash + 2, NULL);
  g_autofree char *original = g_build_filename (fixture->folder, "original", NULL);
  g_autofree char *copied = NULL, *moved = NULL, *content = NULL;
  g_autofree char *temporary = assay_workspace_temporary_path (fixture->workspace);
  g_autoptr(GError) error = NULL;

  /* FIPS 180-2, B.1 */
  g_assert_cmpstr (hash, ==, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  g_assert_true (g_str_has_suffix (path, end));

  g_assert_true (g_file_set_contents (original, "copied", -1, NULL));
  copied = assay_workspace_put_file (fixture->workspace, original, FALSE, &error);
  g_assert_no_error (error);
  g_assert_true (g_file_test (original, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_set_contents (temporary, "copied", -1, NULL));
  moved = assay_workspace_put_file (fixture->workspace, temporary, TRUE, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (moved, ==, copied);
  g_assert_false (g_file_test (temporary, G_FILE_TEST_EXISTS));

  /* Putting again what was damaged since mends it. */
  g_chmod (path, 0644);
  g_assert_true (g_file_set_contents (path, "xyz", 3, NULL));
  g_free (assay_workspace_put_bytes (fixture->workspace, "abc", 3, NULL));
  g_assert_true (g_file_get_contents (path, &content, NULL, NULL));
  g_assert_cmpstr (content, ==, "abc");

  g_assert_null (assay_workspace_object_path (fixture->workspace, "../workspace.db", &error));
  assert_message (error, ASSAY_STORE_ERROR_NOT_FOUND, "The workspace “%s” does not hold the object “../workspace.db”. "
                  "“assay workspace verify” says what else is missing.", fixture->folder);
  g_assert_null (assay_workspace_put_file (fixture->workspace, "/nowhere", FALSE, &error));
  g_assert_error (error, ASSAY_STORE_ERROR, ASSAY_STORE_ERROR_WRITE);
}

static void
test_datasets (Fixture *fixture, gconstpointer data)
{
  AssayWorkspace *workspace = fixture->workspace;
  gint64 first = add_dataset (workspace, "demand.csv", "one"), second = add_dataset (workspace, "demand.csv", "two");
  g_autoptr(GPtrArray) list = assay_workspace_list_datasets (workspace, NULL);
  g_autoptr(AssayDataset) found = assay_workspace_find_dataset (workspace, "demand.csv (2)", NULL);
  g_autoptr(AssayDataset) changed = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_cmpint (second, >, first);
  g_assert_cmpint (list->len, ==, 2);
  g_assert_cmpstr (((AssayDataset *) list->pdata[0])->name, ==, "demand.csv (2)");
  g_assert_cmpstr (((AssayDataset *) list->pdata[1])->name, ==, "demand.csv");
  g_assert_cmpint (found->id, ==, second);
  g_assert_cmpint (found->n_rows, ==, 10);
  g_assert_null (found->quality);
  g_assert_cmpint (ABS (found->created - g_get_real_time ()), <, 60 * G_USEC_PER_SEC);

  g_assert_true (assay_workspace_set_dataset_settings (workspace, second, "{\"roles\":{\"time\":\"ds\"}}", &error));
  changed = assay_workspace_get_dataset (workspace, second, &error);
  g_assert_cmpstr (changed->settings, ==, "{\"roles\":{\"time\":\"ds\"}}");
  g_assert_false (assay_workspace_set_dataset_settings (workspace, 99, "{}", &error));
  assert_message (error, ASSAY_STORE_ERROR_NOT_FOUND, "The workspace “%s” has no dataset 99.", fixture->folder);
  g_assert_null (assay_workspace_find_dataset (workspace, "sales", &error));
  assert_message (error, ASSAY_STORE_ERROR_NOT_FOUND,
                  "The workspace “%s” has no dataset “sales”. “assay workspace list” shows what it has.", fixture->folder);
  assert_verifies (workspace);
}

static void
test_bin (Fixture *fixture, gconstpointer data)
{
  AssayWorkspace *workspace = fixture->workspace;
  gint64 dataset = add_dataset (workspace, "demand.csv", "one"), run = add_run (workspace, dataset, "{}"), again;
  g_autoptr(GError) error = NULL;
  g_autoptr(AssayDataset) back = NULL;
  g_autoptr(AssayRun) binned = NULL;

  g_assert_false (assay_workspace_bin_dataset (workspace, dataset, TRUE, &error));
  assert_message (error, ASSAY_STORE_ERROR_IN_USE, "“demand.csv” cannot be deleted, because these runs are made from it: "
                  "Run 1 “Anomalies in demand”. Delete them first.");
  g_assert_true (assay_workspace_bin_run (workspace, run, TRUE, &error));
  g_assert_true (assay_workspace_bin_run (workspace, run, TRUE, &error));
  g_assert_true (assay_workspace_bin_dataset (workspace, dataset, TRUE, &error));
  binned = assay_workspace_get_run (workspace, run, &error);
  g_assert_true (binned->binned);
  g_autoptr(GPtrArray) runs = assay_workspace_list_runs (workspace, NULL);
  g_autoptr(GPtrArray) datasets = assay_workspace_list_datasets (workspace, NULL);
  g_assert_cmpint (runs->len + datasets->len, ==, 0);
  assert_verifies (workspace);

  /* Its name was given away meanwhile, and the run takes its data along. */
  again = add_dataset (workspace, "demand.csv", "two");
  g_assert_cmpint (again, !=, dataset);
  g_assert_true (assay_workspace_bin_run (workspace, run, FALSE, &error));
  back = assay_workspace_get_dataset (workspace, dataset, &error);
  g_assert_false (back->binned);
  g_assert_cmpstr (back->name, ==, "demand.csv (2)");
  assert_verifies (workspace);
}

static void
test_runs (Fixture *fixture, gconstpointer data)
{
  AssayWorkspace *workspace = fixture->workspace;
  gint64 dataset = add_dataset (workspace, "demand.csv", "one");
  gint64 first = add_run (workspace, dataset, "{\"n\":1}"), second = add_run (workspace, dataset, "{\"n\":2}");
  g_autoptr(AssayRun) run = assay_workspace_get_run (workspace, second, NULL);
  g_autoptr(GPtrArray) list = assay_workspace_list_runs (workspace, NULL);
  g_autoptr(GError) error = NULL;

  g_assert_cmpint (first, ==, 1);
  g_assert_cmpint (second, ==, 2);
  g_assert_cmpint (list->len, ==, 2);
  g_assert_cmpint (((AssayRun *) list->pdata[0])->id, ==, 2);
  g_assert_cmpstr (run->analysis, ==, "anomalies");
  g_assert_cmpstr (run->inputs, ==, "[{\"role\":\"data\",\"dataset\":1}]");
  g_assert_cmpint (run->started, ==, G_GINT64_CONSTANT (1795219200000000));
  g_assert_cmpint (run->duration, ==, 1234567);
  g_assert_cmpint (run->n_anomalies, ==, 15);
  g_assert_null (run->rows);
  g_assert_null (assay_workspace_get_run (workspace, 7, &error));
  assert_message (error, ASSAY_STORE_ERROR_NOT_FOUND, "The workspace “%s” has no run 7. “assay workspace list” shows what it has.",
                  fixture->folder);

  /* A row must not promise what is not there. */
  g_free (run->result);
  run->result = g_strnfill (64, 'a');
  g_assert_false (assay_workspace_add_run (workspace, run, &error));
  g_assert_error (error, ASSAY_STORE_ERROR, ASSAY_STORE_ERROR_NOT_FOUND);
  assert_verifies (workspace);
}

static void
test_reports (Fixture *fixture, gconstpointer data)
{
  AssayWorkspace *workspace = fixture->workspace;
  gint64 run = add_run (workspace, add_dataset (workspace, "demand.csv", "one"), "{}");
  g_autofree char *file = g_build_filename (fixture->folder, "reports", "run-1.pdf", NULL);
  g_autoptr(AssayReportEntry) entry = g_new0 (AssayReportEntry, 1);
  g_autoptr(GError) error = NULL;

  g_assert_true (g_file_set_contents (file, "abc", 3, NULL));
  entry->title = g_strdup ("Demand");
  entry->file = g_strdup ("run-1.pdf");
  entry->sha256 = g_strdup ("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  entry->runs = g_strdup ("1,2");
  entry->n_pages = 3;
  g_assert_false (assay_workspace_add_report (workspace, entry, &error));
  assert_message (error, ASSAY_STORE_ERROR_NOT_FOUND, "The workspace “%s” has no run 2 that a report could show.", fixture->folder);
  g_free (entry->runs);
  entry->runs = g_strdup ("1");
  g_assert_true (assay_workspace_add_report (workspace, entry, &error));

  g_autoptr(GPtrArray) list = assay_workspace_list_reports (workspace, NULL);
  g_assert_cmpint (list->len, ==, 1);
  g_assert_cmpint (((AssayReportEntry *) list->pdata[0])->n_pages, ==, 3);
  g_assert_false (assay_workspace_bin_run (workspace, run, TRUE, &error));
  assert_message (error, ASSAY_STORE_ERROR_IN_USE, "Run 1 cannot be deleted, because these reports show it: Report 1 “Demand”.");
  assert_verifies (workspace);
}

static void
test_reviews (Fixture *fixture, gconstpointer data)
{
  AssayWorkspace *workspace = fixture->workspace;
  gint64 run = add_run (workspace, add_dataset (workspace, "demand.csv", "one"), "{}");
  g_autoptr(GError) error = NULL;
  const AssayReviewMark *mark;

  g_assert_true (assay_workspace_set_review (workspace, run, 20, ASSAY_REVIEW_EXPLAINED, "promotion", &error));
  g_assert_true (assay_workspace_set_review (workspace, run, 7, ASSAY_REVIEW_DATA_ERROR, NULL, &error));
  g_assert_true (assay_workspace_set_review (workspace, run, 20, ASSAY_REVIEW_OPEN, NULL, &error));
  g_assert_false (assay_workspace_set_review (workspace, 5, 1, ASSAY_REVIEW_OPEN, NULL, &error));
  g_assert_error (error, ASSAY_STORE_ERROR, ASSAY_STORE_ERROR_NOT_FOUND);

  g_autoptr(GPtrArray) list = assay_workspace_list_reviews (workspace, run, NULL);
  g_autofree char *who = assay_workspace_dup_user ();
  g_assert_cmpint (list->len, ==, 2);
  mark = list->pdata[0];
  g_assert_cmpint (mark->row, ==, 7);
  g_assert_cmpint (mark->review, ==, ASSAY_REVIEW_DATA_ERROR);
  mark = list->pdata[1];
  g_assert_cmpint (mark->review, ==, ASSAY_REVIEW_OPEN);
  g_assert_null (mark->note);
  g_assert_cmpstr (mark->who, ==, who);
  g_ptr_array_set_free_func (list, (GDestroyNotify) assay_review_mark_free);
  assert_verifies (workspace);
}

static void
test_audit (Fixture *fixture, gconstpointer data)
{
  AssayWorkspace *workspace = fixture->workspace;
  g_autoptr(GError) error = NULL;
  gint64 before = g_get_real_time ();

  add_run (workspace, add_dataset (workspace, "demand.csv", "one"), "{}");
  g_assert_true (assay_workspace_audit (workspace, "export", "run 1", "out.csv", &error));
  g_autoptr(GPtrArray) all = assay_workspace_list_audit (workspace, 0, 0, NULL);
  g_autoptr(GPtrArray) some = assay_workspace_list_audit (workspace, 1, 2, NULL);
  static const char *const actions[] = { "create", "import", "run", "export" };

  g_assert_cmpint (all->len, ==, 4);
  for (guint i = 0; i < all->len; i++)
    {
      const AssayAuditEntry *entry = all->pdata[i];
      g_assert_cmpint (entry->id, ==, i + 1);
      g_assert_cmpstr (entry->action, ==, actions[i]);
      g_assert_cmpstr (entry->previous, ==, i == 0 ? ASSAY_AUDIT_FIRST : ((AssayAuditEntry *) all->pdata[i - 1])->hash);
      g_assert_cmpint (entry->when, >=, i == 0 ? 0 : before);
    }
  g_assert_cmpint (some->len, ==, 2);
  g_assert_cmpint (((AssayAuditEntry *) some->pdata[1])->id, ==, 3);
}

/* The canonical text, written out by hand and hashed with sha256sum. */
static void
test_audit_hash (void)
{
  AssayAuditEntry entry = { .id = 3, .when = 1000, .who = (char *) "anna", .action = (char *) "run", .subject = (char *) "run 1",
                            .detail = NULL, .previous = (char *) "p" };
  AssayAuditEntry shifted = { .id = 3, .when = 1000, .who = (char *) "anna", .action = (char *) "ru", .subject = (char *) "nrun 1",
                              .detail = NULL, .previous = (char *) "p" };
  g_autofree char *hash = assay_audit_hash (&entry), *other = assay_audit_hash (&shifted), *empty = NULL;
  g_autofree char *expected = g_compute_checksum_for_string (G_CHECKSUM_SHA256, "assay-audit/1\n1:3,4:1000,4:anna,3:run,5:run 1,-,1:p,", -1);

  g_assert_cmpstr (hash, ==, expected);
  g_assert_cmpstr (hash, !=, other);
  entry.detail = (char *) "";
  empty = assay_audit_hash (&entry);
  g_assert_cmpstr (hash, !=, empty);
}

/* ---- cleaning up ---- */

static void
test_gc (Fixture *fixture, gconstpointer data)
{
  gint64 dataset = add_dataset (fixture->workspace, "demand.csv", "kept"), bytes = -1;
  g_autofree char *stray = assay_workspace_put_bytes (fixture->workspace, "stray", 5, NULL);
  g_autofree char *ours = assay_workspace_temporary_path (fixture->workspace);
  g_autofree char *theirs = g_build_filename (fixture->folder, "objects", "new-1-0badcafe0badcafe", NULL);
  g_autoptr(GError) error = NULL;
  guint n = 9;

  /* A thread of ours may be writing its file just now; whoever wrote the other is gone. */
  g_assert_true (g_file_set_contents (ours, "mine", 4, NULL));
  g_assert_true (g_file_set_contents (theirs, "half", 4, NULL));
  /* Whoever has put something may be about to name it. */
  g_assert_true (assay_workspace_gc (fixture->workspace, &n, &bytes, &error));
  g_assert_cmpint (n, ==, 1);
  g_assert_cmpint (bytes, ==, 4);
  g_assert_true (g_file_test (ours, G_FILE_TEST_EXISTS));

  fixture_reopen (fixture);
  AssayWorkspace *other = assay_workspace_open (fixture->folder, NULL);
  g_assert_true (assay_workspace_gc (fixture->workspace, &n, &bytes, &error));
  g_assert_cmpint (n, ==, 0);
  assay_workspace_unref (other);
  g_assert_true (assay_workspace_gc (fixture->workspace, &n, &bytes, &error));
  g_assert_cmpint (n, ==, 1);
  g_assert_cmpint (bytes, ==, 5);
  g_assert_true (assay_workspace_gc (fixture->workspace, &n, &bytes, &error));
  g_assert_cmpint (n, ==, 0);

  g_autoptr(AssayDataset) kept = assay_workspace_get_dataset (fixture->workspace, dataset, &error);
  g_autofree char *path = assay_workspace_object_path (fixture->workspace, kept->object, &error);
  g_assert_no_error (error);
  assert_verifies (fixture->workspace);
}

static void
test_purge (Fixture *fixture, gconstpointer data)
{
  gint64 dataset = add_dataset (fixture->workspace, "demand.csv", "old"), run = add_run (fixture->workspace, dataset, "{}"), bytes;
  g_autoptr(GError) error = NULL;
  guint n;

  g_assert_true (assay_workspace_bin_run (fixture->workspace, run, TRUE, &error));
  g_assert_true (assay_workspace_bin_dataset (fixture->workspace, dataset, TRUE, &error));
  fixture_reopen (fixture);
  g_assert_true (assay_workspace_gc (fixture->workspace, &n, &bytes, &error));
  g_assert_cmpint (n, ==, 0);

  /* As if it had been done 31 days ago, trail and all. */
  g_assert_true (assay_workspace_begin (fixture->workspace, &error));
  gboolean ok = assay_db_run (fixture->workspace->db, &error, "UPDATE run SET binned = binned - ?1", "i", 31 * G_TIME_SPAN_DAY)
                && assay_db_run (fixture->workspace->db, &error, "UPDATE dataset SET binned = binned - ?1", "i", 31 * G_TIME_SPAN_DAY);
  g_assert_true (assay_workspace_end (fixture->workspace, ok, &error));
  g_assert_true (assay_workspace_gc (fixture->workspace, &n, &bytes, &error));
  g_assert_cmpint (n, ==, 2);
  g_assert_false (assay_workspace_bin_dataset (fixture->workspace, dataset, FALSE, &error));
  assert_message (error, ASSAY_STORE_ERROR_NOT_FOUND,
                  "“demand.csv” cannot be brought back: it was in the bin for more than 30 days and its rows were removed.");
  g_assert_false (assay_workspace_bin_run (fixture->workspace, run, FALSE, &error));
  g_assert_error (error, ASSAY_STORE_ERROR, ASSAY_STORE_ERROR_NOT_FOUND);
  assert_verifies (fixture->workspace);
}

static void
test_change_count (Fixture *fixture, gconstpointer data)
{
  AssayWorkspace *other = assay_workspace_open (fixture->folder, NULL);
  gint64 start, next;

  assay_workspace_get_change_count (fixture->workspace);
  start = assay_workspace_get_change_count (fixture->workspace);
  g_assert_cmpint (assay_workspace_get_change_count (fixture->workspace), ==, start);
  add_dataset (fixture->workspace, "mine.csv", "1");
  next = assay_workspace_get_change_count (fixture->workspace);
  g_assert_cmpint (next, >, start);
  add_dataset (other, "theirs.csv", "2");
  g_assert_cmpint (assay_workspace_get_change_count (fixture->workspace), >, next);
  assay_workspace_unref (other);
}

#define ADD(path, test) g_test_add ("/store/workspace/" path, Fixture, NULL, fixture_set_up, test, fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("init", test_init);
  ADD ("init/refuses", test_init_refuses);
  g_test_add_func ("/store/workspace/init/after-kill", test_init_after_kill);
  ADD ("open/foreign", test_foreign_database);
  ADD ("open/newer", test_newer);
  ADD ("open/older", test_older);
  g_test_add_func ("/store/workspace/migrations", test_migrations);
  ADD ("objects", test_objects);
  ADD ("datasets", test_datasets);
  ADD ("runs", test_runs);
  ADD ("bin", test_bin);
  ADD ("reports", test_reports);
  ADD ("reviews", test_reviews);
  ADD ("audit", test_audit);
  g_test_add_func ("/store/workspace/audit/hash", test_audit_hash);
  ADD ("gc", test_gc);
  ADD ("gc/purge", test_purge);
  ADD ("change-count", test_change_count);
  return g_test_run ();
}
