#include "base/file-write.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct { char *folder, *path; } Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = g_dir_make_tmp ("assay-XXXXXX", NULL);
  fixture->path = g_build_filename (fixture->folder, "out.csv", NULL);
  g_assert_true (g_file_set_contents (fixture->path, "old", -1, NULL));
}

static guint
count_files (const char *folder)
{
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GDir) dir = g_dir_open (fixture->folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (fixture->folder, name, NULL);
      g_unlink (path);
    }
  g_rmdir (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->path);
}

static void
assert_content (const char *path, const char *expected, gsize length)
{
  g_autofree char *content = NULL;
  gsize n;

  g_assert_true (g_file_get_contents (path, &content, &n, NULL));
  g_assert_cmpmem (content, n, expected, length);
}

/* Small and large pieces in turn, over the buffer's end: all bytes in order, nothing seen before the end. */
static void
test_whole (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GString) expected = g_string_new (NULL);
  g_autoptr(GError) error = NULL;
  g_autofree char *large = g_strnfill (400000, 'L');
  AssayFileWrite *file = assay_file_write_open (fixture->path, &error);

  g_assert_no_error (error);
  for (int i = 0; i < 40000; i++)
    {
      const char *piece = i % 10000 == 500 ? large : "a line of text\n";

      g_assert_true (assay_file_write_put (file, piece, strlen (piece), &error));
      g_string_append (expected, piece);
    }
  assert_content (fixture->path, "old", 3);
  g_assert_true (assay_file_write_commit (file, &error));
  g_assert_no_error (error);
  assert_content (fixture->path, expected->str, expected->len);
  g_assert_cmpuint (count_files (fixture->folder), ==, 1);
}

static void
test_abort (Fixture *fixture, gconstpointer data)
{
  AssayFileWrite *file = assay_file_write_open (fixture->path, NULL);

  assay_file_write_put (file, "new", 3, NULL);
  g_assert_cmpuint (count_files (fixture->folder), ==, 2);
  assay_file_write_abort (file);
  assert_content (fixture->path, "old", 3);
  g_assert_cmpuint (count_files (fixture->folder), ==, 1);
}

static guint
mode_of (const char *path)
{
  struct stat info;

  g_assert_cmpint (stat (path, &info), ==, 0);
  return info.st_mode & 07777;
}

static void
test_mode (Fixture *fixture, gconstpointer data)
{
  g_autofree char *fresh = g_build_filename (fixture->folder, "fresh.csv", NULL);
  mode_t mask = umask (027);

  g_chmod (fixture->path, 0604);
  g_assert_true (assay_file_write_all (fixture->path, "new", 3, NULL));
  g_assert_cmpuint (mode_of (fixture->path), ==, 0604);
  g_assert_true (assay_file_write_all (fresh, "", 0, NULL));
  g_assert_cmpuint (mode_of (fresh), ==, 0640);
  umask (mask);
}

static void
test_link (Fixture *fixture, gconstpointer data)
{
  g_autofree char *link = g_build_filename (fixture->folder, "link.csv", NULL);

  g_assert_cmpint (symlink ("out.csv", link), ==, 0);
  g_assert_true (assay_file_write_all (link, "new", 3, NULL));
  g_assert_true (g_file_test (link, G_FILE_TEST_IS_SYMLINK));
  assert_content (fixture->path, "new", 3);
}

static void
test_device (Fixture *fixture, gconstpointer data)
{
  g_assert_true (assay_file_write_all ("/dev/null", "new", 3, NULL));
  g_assert_false (g_file_test ("/dev/null", G_FILE_TEST_IS_REGULAR));
}

static void
assert_cannot_write (const char *path, int code, const char *why)
{
  g_autofree char *message = g_strdup_printf ("“%s” cannot be written: %s.", path, why);
  g_autoptr(GError) error = NULL;

  g_assert_false (assay_file_write_all (path, "new", 3, &error));
  g_assert_error (error, G_IO_ERROR, code);
  g_assert_cmpstr (error->message, ==, message);
}

static void
test_errors (Fixture *fixture, gconstpointer data)
{
  g_autofree char *missing = g_build_filename (fixture->folder, "none", "out.csv", NULL);
  g_autofree char *through_file = g_build_filename (fixture->path, "out.csv", NULL);

  assert_cannot_write (missing, G_IO_ERROR_NOT_FOUND, "No such file or directory");
  assert_cannot_write (fixture->folder, G_IO_ERROR_IS_DIRECTORY, "Is a directory");
  assert_cannot_write (through_file, G_IO_ERROR_NOT_DIRECTORY, "Not a directory");
  assert_cannot_write ("/dev/full", G_IO_ERROR_NO_SPACE, "No space left on device");
}

static void
test_read_only (Fixture *fixture, gconstpointer data)
{
  g_autofree char *fresh = g_build_filename (fixture->folder, "fresh.csv", NULL);

  if (geteuid () == 0)
    {
      g_test_skip ("root may write into read-only folders and files");
      return;
    }
  g_chmod (fixture->path, 0444);
  assert_cannot_write (fixture->path, G_IO_ERROR_PERMISSION_DENIED, "Permission denied");
  g_chmod (fixture->folder, 0555);
  assert_cannot_write (fresh, G_IO_ERROR_PERMISSION_DENIED, "Permission denied");
  g_chmod (fixture->folder, 0755);
  assert_content (fixture->path, "old", 3);
}

/* A limit on the size of files does here what a full disk does: the write fails half-way. */
static void
test_full (Fixture *fixture, gconstpointer data)
{
  g_autofree char *large = g_strnfill (2000000, 'L');
  g_autoptr(GError) put_error = NULL, commit_error = NULL;
  AssayFileWrite *file = assay_file_write_open (fixture->path, NULL);
  struct rlimit old, low;

  signal (SIGXFSZ, SIG_IGN);
  getrlimit (RLIMIT_FSIZE, &old);
  low = (struct rlimit) { 1000000, old.rlim_max };
  setrlimit (RLIMIT_FSIZE, &low);
  g_assert_false (assay_file_write_put (file, large, 2000000, &put_error));
  setrlimit (RLIMIT_FSIZE, &old);
  g_assert_nonnull (strstr (put_error->message, "File too large"));

  /* Even a caller who does not look cannot make half a file the result. */
  g_assert_false (assay_file_write_commit (file, &commit_error));
  g_assert_nonnull (commit_error);
  assert_content (fixture->path, "old", 3);
  g_assert_cmpuint (count_files (fixture->folder), ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  ADD ("/base/file-write/whole", test_whole);
  ADD ("/base/file-write/abort", test_abort);
  ADD ("/base/file-write/mode", test_mode);
  ADD ("/base/file-write/link", test_link);
  ADD ("/base/file-write/device", test_device);
  ADD ("/base/file-write/errors", test_errors);
  ADD ("/base/file-write/read-only", test_read_only);
  ADD ("/base/file-write/full", test_full);
  return g_test_run ();
}
