/* Kills, full disks, read-only folders and company: what was reported as saved is there, and what was there is untouched.
 *
 * The program runs itself as a child for what must be killed or needs its own mounts: “test-durability ROLE FOLDER [N]”. */
#include <errno.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include "workspace-fixture.h"

#define SKIPPED 77
#define N_KILLS 40

/* ---- children ---- */

static void
say (const char *what, gint64 id)
{
  char line[64];
  int size = snprintf (line, sizeof line, "%s %lld\n", what, (long long) id);

  if (write (STDOUT_FILENO, line, size) != size)
    exit (3);
}

/* Imports and saves runs and marks, n rounds or until killed; says what the workspace reported as saved. */
static int
be_writer (const char *folder, guint n)
{
  g_autoptr(GError) error = NULL;
  AssayWorkspace *workspace = assay_workspace_open (folder, NULL);

  if (workspace == NULL)
    workspace = assay_workspace_init (folder, "Killed", &error);
  for (guint i = 0; error == NULL && i < n; i++)
    {
      g_autofree char *filling = g_strnfill (i % 5 * 3000, 'x');
      g_autofree char *content = g_strdup_printf ("%d, round %u, %s", getpid (), i, filling);
      gint64 dataset = 0, run = 0;
      if (!try_add_dataset (workspace, "demand.csv", content, &dataset, &error))
        break;
      say ("dataset", dataset);
      if (!try_add_run (workspace, dataset, content, &run, &error))
        break;
      say ("run", run);
      if (!assay_workspace_set_review (workspace, run, i, ASSAY_REVIEW_EXPLAINED, content, &error))
        break;
      say ("review", run);
    }
  if (error != NULL)
    fprintf (stderr, "%s\n", error->message);
  if (workspace != NULL)
    assay_workspace_unref (workspace);
  return error == NULL ? 0 : 1;
}

static gboolean
enter_own_mounts (void)
{
  return unshare (CLONE_NEWNS) == 0 && mount (NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0;
}

/* Fills the disk with datasets, then makes room again. */
static int
be_filler (const char *folder)
{
  g_autofree char *place = g_build_filename (folder, "workspace", NULL), *ballast = g_build_filename (folder, "ballast", NULL);
  g_autofree char *block = g_strnfill (200000, 'b');
  g_autoptr(GError) error = NULL;
  g_autoptr(AssayWorkspace) workspace = NULL;
  gint64 id = 0;
  guint n_saved = 0, n_failed = 0;

  if (!enter_own_mounts () || mount ("tmpfs", folder, "tmpfs", 0, "size=2m") != 0)
    return SKIPPED;
  g_assert_true (g_file_set_contents (ballast, block, 200000, &error));
  workspace = assay_workspace_init (place, "Full", &error);
  g_assert_no_error (error);

  /* Smaller and smaller, so that it is now the object, now the database that finds no room. */
  for (guint size = 150000, i = 0; size > 10; i++)
    {
      g_autofree char *content = g_strdup_printf ("%u %s", i, block + 200000 - size);
      if (try_add_dataset (workspace, "demand.csv", content, &id, &error))
        {
          n_saved++;
          g_assert_cmpint (i, <, 3000);
          continue;
        }
      g_assert_error (error, ASSAY_STORE_ERROR, ASSAY_STORE_ERROR_WRITE);
      g_clear_error (&error);
      n_failed++;
      size /= 2;
    }
  g_assert_cmpint (n_saved, >, 5);
  g_assert_cmpint (n_failed, >, 5);
  g_autoptr(GPtrArray) list = assay_workspace_list_datasets (workspace, &error);
  g_assert_cmpint (list->len, ==, n_saved);
  assert_verifies (workspace);
  g_assert_null (assay_workspace_init (ballast, NULL, &error));
  g_clear_error (&error);

  g_remove (ballast);
  g_assert_true (try_add_dataset (workspace, "after.csv", "room again", &id, &error));
  g_assert_no_error (error);
  assert_verifies (workspace);
  g_clear_pointer (&workspace, assay_workspace_unref);
  workspace = assay_workspace_open (place, &error);
  g_assert_no_error (error);
  g_autoptr(GPtrArray) again = assay_workspace_list_datasets (workspace, &error);
  g_assert_cmpint (again->len, ==, n_saved + 1);
  assert_verifies (workspace);
  return 0;
}

static gboolean
make_read_only (const char *folder)
{
  g_autofree char *objects = g_build_filename (folder, "objects", NULL), *db = g_build_filename (folder, "workspace.db", NULL);

  if (enter_own_mounts () && mount (folder, folder, NULL, MS_BIND, NULL) == 0
      && mount (NULL, folder, NULL, MS_BIND | MS_REMOUNT | MS_RDONLY, NULL) == 0)
    return TRUE;
  /* Modes mean nothing to root. */
  return geteuid () != 0 && g_chmod (db, 0444) == 0 && g_chmod (objects, 0555) == 0 && g_chmod (folder, 0555) == 0;
}

static void
assert_refused (gboolean ok, GError **error, const char *folder)
{
  g_autofree char *expected = g_strdup_printf ("The workspace “%s” can be looked at, but nothing can be saved in it: its folder is read-only, or the disk is full.", folder);

  g_assert_false (ok);
  g_assert_error (*error, ASSAY_STORE_ERROR, ASSAY_STORE_ERROR_WRITE);
  g_assert_cmpstr ((*error)->message, ==, expected);
  g_clear_error (error);
}

/* Looks at a workspace of n datasets in a read-only folder. */
static int
be_reader (const char *folder, guint n)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(AssayWorkspace) workspace = NULL;
  g_autofree char *below = g_build_filename (folder, "below", NULL);
  gint64 id;

  if (!make_read_only (folder))
    return SKIPPED;
  workspace = assay_workspace_open (folder, &error);
  g_assert_no_error (error);
  g_assert_true (assay_workspace_is_read_only (workspace));
  g_autoptr(GPtrArray) list = assay_workspace_list_datasets (workspace, &error);
  g_assert_no_error (error);
  g_assert_cmpint (list->len, ==, n);
  g_autofree char *path = assay_workspace_object_path (workspace, ((AssayDataset *) list->pdata[0])->object, &error);
  g_assert_no_error (error);
  assert_verifies (workspace);

  assert_refused (try_add_dataset (workspace, "new.csv", "new", &id, &error), &error, folder);
  assert_refused (assay_workspace_set_name (workspace, "New", &error), &error, folder);
  assert_refused (assay_workspace_put_file (workspace, path, FALSE, &error) != NULL, &error, folder);
  assert_refused (assay_workspace_gc (workspace, NULL, NULL, &error), &error, folder);
  g_assert_null (assay_workspace_init (below, NULL, &error));
  g_assert_error (error, ASSAY_STORE_ERROR, ASSAY_STORE_ERROR_WRITE);
  return 0;
}

/* A log that was never put in order, and no place to do it. */
static int
be_stuck_reader (const char *folder)
{
  g_autoptr(GError) error = NULL;

  if (!make_read_only (folder))
    return SKIPPED;
  g_assert_null (assay_workspace_open (folder, &error));
  g_assert_error (error, ASSAY_STORE_ERROR, ASSAY_STORE_ERROR_WRITE);
  g_assert_nonnull (strstr (error->message, "holds changes that were never put in order"));
  return 0;
}

/* ---- the parent ---- */

static pid_t
start_child (const char *role, const char *folder, guint n, int *output)
{
  g_autofree char *number = g_strdup_printf ("%u", n), *self = g_file_read_link ("/proc/self/exe", NULL);
  int pipe_ends[2];
  pid_t child;

  g_assert_cmpint (pipe (pipe_ends), ==, 0);
  child = fork ();
  g_assert_cmpint (child, >=, 0);
  if (child == 0)
    {
      dup2 (pipe_ends[1], STDOUT_FILENO);
      close (pipe_ends[0]);
      close (pipe_ends[1]);
      execl (self, self, role, folder, number, NULL);
      _exit (127);
    }
  close (pipe_ends[1]);
  *output = pipe_ends[0];
  return child;
}

static void
read_all (int fd, GString *text)
{
  char buffer[4096];
  gssize n;

  while ((n = read (fd, buffer, sizeof buffer)) > 0)
    g_string_append_len (text, buffer, n);
  close (fd);
}

static int
run_child (const char *role, const char *folder, guint n)
{
  g_autoptr(GString) text = g_string_new (NULL);
  int output, status;
  pid_t child = start_child (role, folder, n, &output);

  read_all (output, text);
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  if (!WIFEXITED (status))
    g_test_message ("%s: signal %d\n%s", role, WTERMSIG (status), text->str);
  g_assert_true (WIFEXITED (status));
  return WEXITSTATUS (status);
}

/* Every line that a child said must be true. A last line that the kill cut in two was not said. */
static guint
assert_all_there (AssayWorkspace *workspace, const char *said)
{
  g_auto(GStrv) lines = g_strsplit (said, "\n", -1);
  guint n = 0;

  for (guint i = 0; lines[i] != NULL && lines[i + 1] != NULL; i++, n++)
    {
      g_autoptr(GError) error = NULL;
      const char *number = strchr (lines[i], ' ');
      gint64 id = g_ascii_strtoll (number, NULL, 10);

      if (g_str_has_prefix (lines[i], "dataset"))
        {
          g_autoptr(AssayDataset) dataset = assay_workspace_get_dataset (workspace, id, &error);
          g_assert_no_error (error);
          g_free (assay_workspace_object_path (workspace, dataset->object, &error));
        }
      else if (g_str_has_prefix (lines[i], "run"))
        {
          g_autoptr(AssayRun) run = assay_workspace_get_run (workspace, id, &error);
          g_assert_no_error (error);
          g_free (assay_workspace_object_path (workspace, run->result, &error));
        }
      else
        {
          g_autoptr(GPtrArray) marks = assay_workspace_list_reviews (workspace, id, &error);
          g_assert_cmpint (marks->len, ==, 1);
          g_ptr_array_set_free_func (marks, (GDestroyNotify) assay_review_mark_free);
        }
      g_assert_no_error (error);
    }
  return n;
}

static void
await_output (int fd)
{
  struct pollfd wanted = { .fd = fd, .events = POLLIN };

  g_assert_cmpint (poll (&wanted, 1, 30000), ==, 1);
}

static void
test_kill_loop (void)
{
  g_autofree char *folder = g_dir_make_tmp ("assay-test-XXXXXX", NULL);
  g_autoptr(GString) said = g_string_new (NULL);
  guint n_said = 0;

  for (guint i = 0; i < N_KILLS; i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(AssayWorkspace) workspace = NULL;
      int output, status;
      pid_t child = start_child ("writer", folder, G_MAXUINT, &output);

      /* Short lives hit init and open; the others have said something and are in the middle of the next. */
      if (i % 2 == 1)
        await_output (output);
      g_usleep (g_test_rand_int_range (1, i % 2 == 0 ? 40 : 400) * 1000);
      kill (child, SIGKILL);
      read_all (output, said);
      g_assert_cmpint (waitpid (child, &status, 0), ==, child);
      g_assert_true (WIFSIGNALED (status) && WTERMSIG (status) == SIGKILL);

      workspace = assay_workspace_open (folder, &error);
      if (said->len == 0 && g_error_matches (error, ASSAY_STORE_ERROR, ASSAY_STORE_ERROR_NOT_A_WORKSPACE))
        continue;
      g_assert_no_error (error);
      assert_verifies (workspace);
      n_said = assert_all_there (workspace, said->str);
      /* What a cut line promised starts a new line next time. */
      if (said->len > 0 && said->str[said->len - 1] != '\n')
        g_string_truncate (said, strrchr (said->str, '\n') != NULL ? strrchr (said->str, '\n') - said->str + 1 : 0);
    }
  g_test_message ("%d kills, %u changes reported and found", N_KILLS, n_said);
  g_assert_cmpint (n_said, >=, N_KILLS / 2);

  /* Debris of the kills goes, what was saved stays. */
  g_autoptr(AssayWorkspace) workspace = assay_workspace_open (folder, NULL);
  guint n_objects;
  gint64 n_bytes;
  g_assert_true (assay_workspace_gc (workspace, &n_objects, &n_bytes, NULL));
  g_test_message ("%u files left behind by kills", n_objects);
  assert_verifies (workspace);
  assert_all_there (workspace, said->str);
  g_clear_pointer (&workspace, assay_workspace_unref);
  g_autoptr(GDir) content = g_dir_open (folder, 0, NULL);
  for (const char *name; (name = g_dir_read_name (content)) != NULL;)
    g_assert_false (g_str_has_prefix (name, "."));
  remove_tree (folder);
}

static void
test_two_processes (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GString) said = g_string_new (NULL);
  int outputs[2], status;
  pid_t children[2];
  const guint n = 40;
  gint64 id;

  for (guint i = 0; i < 2; i++)
    children[i] = start_child ("writer", fixture->folder, n, &outputs[i]);
  for (guint i = 0; i < 10; i++)
    {
      g_autoptr(GPtrArray) runs = assay_workspace_list_runs (fixture->workspace, NULL);
      g_assert_nonnull (runs);
      id = add_dataset (fixture->workspace, "mine.csv", "between");
      g_assert_cmpint (id, >, 0);
      assert_verifies (fixture->workspace);
    }
  for (guint i = 0; i < 2; i++)
    {
      read_all (outputs[i], said);
      g_assert_cmpint (waitpid (children[i], &status, 0), ==, children[i]);
      g_assert_true (WIFEXITED (status) && WEXITSTATUS (status) == 0);
    }
  g_assert_cmpint (assert_all_there (fixture->workspace, said->str), ==, 2 * 3 * n);
  g_autoptr(GPtrArray) runs = assay_workspace_list_runs (fixture->workspace, NULL);
  g_autoptr(GPtrArray) datasets = assay_workspace_list_datasets (fixture->workspace, NULL);
  g_assert_cmpint (runs->len, ==, 2 * n);
  g_assert_cmpint (datasets->len, ==, 2 * n + 10);
  assert_verifies (fixture->workspace);
}

typedef struct { AssayWorkspace *workspace; guint index; } Thread;

static gpointer
write_in_thread (gpointer data)
{
  Thread *thread = data;

  for (guint i = 0; i < 10; i++)
    {
      g_autofree char *content = g_strdup_printf ("thread %u, round %u", thread->index, i);
      add_run (thread->workspace, add_dataset (thread->workspace, "demand.csv", content), content);
      assay_workspace_get_change_count (thread->workspace);
    }
  return NULL;
}

static void
test_threads (Fixture *fixture, gconstpointer data)
{
  Thread threads[4];
  GThread *handles[4];

  for (guint i = 0; i < 4; i++)
    {
      threads[i] = (Thread) { fixture->workspace, i };
      handles[i] = g_thread_new ("writer", write_in_thread, &threads[i]);
    }
  for (guint i = 0; i < 4; i++)
    g_thread_join (handles[i]);
  g_autoptr(GPtrArray) runs = assay_workspace_list_runs (fixture->workspace, NULL);
  g_assert_cmpint (runs->len, ==, 40);
  assert_verifies (fixture->workspace);
}

static void
run_or_skip (const char *role, const char *folder, guint n)
{
  g_autofree char *objects = g_build_filename (folder, "objects", NULL);
  int status = run_child (role, folder, n);

  g_chmod (folder, 0755);
  g_chmod (objects, 0755);
  if (status == SKIPPED)
    g_test_skip ("this machine does not let us mount: run it as root, or the read-only tests as an ordinary user");
  else
    g_assert_cmpint (status, ==, 0);
}

static void
test_full (void)
{
  g_autofree char *folder = g_dir_make_tmp ("assay-test-XXXXXX", NULL);

  run_or_skip ("filler", folder, 0);
  remove_tree (folder);
}

/* A limit on file size stands in for a full disk where we may not mount one. */
static void
test_file_limit (Fixture *fixture, gconstpointer data)
{
  gint64 first = add_dataset (fixture->workspace, "small.csv", "small"), id;
  g_autofree char *large = g_strnfill (1000000, 'x');
  g_autoptr(GError) error = NULL;
  struct rlimit old, small;

  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &old), ==, 0);
  small = (struct rlimit) { 65536, old.rlim_max };
  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &small), ==, 0);
  gboolean ok = try_add_dataset (fixture->workspace, "large.csv", large, &id, &error);
  g_autoptr(GError) in_database = NULL;
  gboolean settings_ok = assay_workspace_set_dataset_settings (fixture->workspace, first, large, &in_database);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &old), ==, 0);

  g_assert_false (ok);
  g_assert_error (error, ASSAY_STORE_ERROR, ASSAY_STORE_ERROR_WRITE);
  g_assert_false (settings_ok);
  g_assert_error (in_database, ASSAY_STORE_ERROR, ASSAY_STORE_ERROR_WRITE);
  g_assert_nonnull (strstr (in_database->message, "What it held is untouched."));
  assert_verifies (fixture->workspace);
  g_autoptr(AssayDataset) kept = assay_workspace_get_dataset (fixture->workspace, first, NULL);
  g_assert_cmpstr (kept->settings, ==, "{\"roles\":{}}");
  add_dataset (fixture->workspace, "large.csv", large);
  assert_verifies (fixture->workspace);
}

static void
test_read_only (Fixture *fixture, gconstpointer data)
{
  add_dataset (fixture->workspace, "demand.csv", "one");
  add_dataset (fixture->workspace, "demand.csv", "two");
  g_clear_pointer (&fixture->workspace, assay_workspace_unref);
  run_or_skip ("reader", fixture->folder, 2);
}

/* While somebody else is writing, or after a kill: the log holds what the database does not. */
static void
test_read_only_with_log (Fixture *fixture, gconstpointer data)
{
  add_dataset (fixture->workspace, "demand.csv", "one");
  run_or_skip ("reader", fixture->folder, 1);
}

static void
test_read_only_stuck (Fixture *fixture, gconstpointer data)
{
  g_autofree char *index = g_build_filename (fixture->folder, "workspace.db-shm", NULL);
  g_autofree char *copy = g_dir_make_tmp ("assay-test-XXXXXX", NULL);
  g_autofree char *command = g_strdup_printf ("cp -r %s/. %s && rm %s/workspace.db-shm", fixture->folder, copy, copy);

  add_dataset (fixture->workspace, "demand.csv", "one");
  g_assert_cmpint (system (command), ==, 0);
  run_or_skip ("stuck-reader", copy, 0);
  remove_tree (copy);
}

/* Of two that make the same workspace, one is told that it is there. */
static void
test_init_twice_at_once (void)
{
  g_autofree char *folder = g_dir_make_tmp ("assay-test-XXXXXX", NULL);
  g_autoptr(GError) first_error = NULL, second_error = NULL;
  g_autoptr(AssayWorkspace) first = assay_workspace_init (folder, "First", &first_error);
  g_autoptr(AssayWorkspace) second = assay_workspace_init (folder, "Second", &second_error);

  g_assert_no_error (first_error);
  g_assert_null (second);
  g_assert_error (second_error, ASSAY_STORE_ERROR, ASSAY_STORE_ERROR_EXISTS);
  remove_tree (folder);
}

#define ADD(path, test) g_test_add ("/store/durability/" path, Fixture, NULL, fixture_set_up, test, fixture_tear_down)

int
main (int argc, char **argv)
{
  if (argc == 4 && g_str_equal (argv[1], "writer"))
    return be_writer (argv[2], g_ascii_strtoull (argv[3], NULL, 10));
  if (argc == 4 && g_str_equal (argv[1], "filler"))
    return be_filler (argv[2]);
  if (argc == 4 && g_str_equal (argv[1], "reader"))
    return be_reader (argv[2], g_ascii_strtoull (argv[3], NULL, 10));
  if (argc == 4 && g_str_equal (argv[1], "stuck-reader"))
    return be_stuck_reader (argv[2]);

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/durability/kill-loop", test_kill_loop);
  g_test_add_func ("/store/durability/init-twice", test_init_twice_at_once);
  ADD ("two-processes", test_two_processes);
  ADD ("threads", test_threads);
  g_test_add_func ("/store/durability/disk-full", test_full);
  ADD ("file-limit", test_file_limit);
  ADD ("read-only", test_read_only);
  ADD ("read-only/log", test_read_only_with_log);
  ADD ("read-only/stuck", test_read_only_stuck);
  return g_test_run ();
}
