/* objects/ab/cdef…: each file is named by the SHA-256 of what it holds. */
#include "store/workspace-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "base/digest.h"
#include "base/file-write.h"

gboolean
assay_object_name_is_valid (const char *sha256)
{
  return sha256 != NULL && strlen (sha256) == 64 && strspn (sha256, "0123456789abcdef") == 64;
}

char *
assay_object_path (const char *folder, const char *sha256)
{
  char shelf[3] = { sha256[0], sha256[1], '\0' };

  return g_build_filename (folder, "objects", shelf, sha256 + 2, NULL);
}

static gboolean
fail_with_errno (const char *path, int code, GError **error)
{
  g_set_error (error, ASSAY_STORE_ERROR, ASSAY_STORE_ERROR_WRITE,
               _("“%s” could not be written: %s. What the workspace held is untouched."), path, g_strerror (code));
  return FALSE;
}

/* What base/ says, in this room's code. */
static gboolean
fail_with (GError *problem, GError **error)
{
  g_set_error (error, ASSAY_STORE_ERROR, ASSAY_STORE_ERROR_WRITE, _("%s What the workspace held is untouched."), problem->message);
  return FALSE;
}

static gboolean
sync_path (const char *path, int flags, GError **error)
{
  int fd = open (path, flags | O_CLOEXEC);

  if (fd < 0)
    return fail_with_errno (path, errno, error);
  int code = fsync (fd) != 0 ? errno : 0;
  close (fd);
  return code == 0 || fail_with_errno (path, code, error);
}

/* TRUE when the object is there already, whole; its time is set to now, so that a clean-up in another process spares it. */
static gboolean
has_whole (const char *path, const char *sha256)
{
  g_autofree char *found = g_file_test (path, G_FILE_TEST_IS_REGULAR) ? assay_digest_file (path, NULL, NULL) : NULL;

  return g_strcmp0 (found, sha256) == 0 && utimensat (AT_FDCWD, path, NULL, 0) == 0;
}

static gboolean
make_shelf (const char *path, GError **error)
{
  g_autofree char *shelf = g_path_get_dirname (path);
  g_autofree char *objects = g_path_get_dirname (shelf);

  if (g_mkdir (shelf, 0777) == 0)
    return sync_path (objects, O_RDONLY | O_DIRECTORY, error);
  return errno == EEXIST || fail_with_errno (shelf, errno, error);
}

/* Moves a flushed file to its name. */
static gboolean
settle (const char *temporary, const char *path, GError **error)
{
  g_autofree char *shelf = g_path_get_dirname (path);

  /* No write bit: an object that is changed by accident is an object that is lost. */
  if (!make_shelf (path, error))
    return FALSE;
  if (g_chmod (temporary, 0444) != 0 || g_rename (temporary, path) != 0)
    return fail_with_errno (path, errno, error);
  return sync_path (shelf, O_RDONLY | O_DIRECTORY, error);
}

static void
note_fresh (AssayWorkspace *self, const char *sha256)
{
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  g_hash_table_add (self->fresh, g_strdup (sha256));
}

char *
assay_workspace_temporary_path (AssayWorkspace *self)
{
  g_autofree char *name = g_strdup_printf ("new-%d-%08x%08x", getpid (), g_random_int (), g_random_int ());

  return g_build_filename (self->folder, "objects", name, NULL);
}

static gboolean
copy_file (const char *from, const char *to, GError **error)
{
  g_autoptr(GFile) source = g_file_new_for_path (from);
  g_autoptr(GFile) target = g_file_new_for_path (to);
  g_autoptr(GError) problem = NULL;

  if (g_file_copy (source, target, G_FILE_COPY_TARGET_DEFAULT_PERMS, NULL, NULL, NULL, &problem))
    return TRUE;
  g_unlink (to);
  return fail_with (problem, error);
}

char *
assay_workspace_put_file (AssayWorkspace *self, const char *path, gboolean move, GError **error)
{
  g_autofree char *temporary = NULL, *sha256 = NULL, *target = NULL;
  g_autoptr(GError) problem = NULL;

  if (self->read_only)
    {
      assay_workspace_fail_read_only (self, error);
      return NULL;
    }
  /* Hashing the copy, not the original: the object is what its name says even if somebody writes to the original. */
  temporary = move ? g_strdup (path) : assay_workspace_temporary_path (self);
  if (!move && !copy_file (path, temporary, error))
    return NULL;
  sha256 = assay_digest_file (temporary, NULL, &problem);
  if (sha256 == NULL)
    {
      fail_with (problem, error);
      if (!move)
        g_unlink (temporary);
      return NULL;
    }
  note_fresh (self, sha256);
  target = assay_object_path (self->folder, sha256);
  if (has_whole (target, sha256))
    g_unlink (temporary);
  else if (!sync_path (temporary, O_RDONLY, error) || !settle (temporary, target, error))
    {
      if (!move)
        g_unlink (temporary);
      return NULL;
    }
  return g_steal_pointer (&sha256);
}

char *
assay_workspace_put_bytes (AssayWorkspace *self, gconstpointer data, gsize size, GError **error)
{
  g_autofree char *sha256 = assay_digest_bytes (data, size);
  g_autofree char *target = assay_object_path (self->folder, sha256);
  g_autofree char *temporary = assay_workspace_temporary_path (self);
  g_autoptr(GError) problem = NULL;

  if (self->read_only)
    {
      assay_workspace_fail_read_only (self, error);
      return NULL;
    }
  note_fresh (self, sha256);
  if (has_whole (target, sha256))
    return g_steal_pointer (&sha256);
  if (!assay_file_write_all (temporary, data, size, &problem))
    {
      fail_with (problem, error);
      return NULL;
    }
  if (!settle (temporary, target, error))
    {
      g_unlink (temporary);
      return NULL;
    }
  return g_steal_pointer (&sha256);
}

char *
assay_workspace_object_path (AssayWorkspace *self, const char *sha256, GError **error)
{
  g_autofree char *path = NULL;

  if (assay_object_name_is_valid (sha256))
    path = assay_object_path (self->folder, sha256);
  if (path != NULL && g_file_test (path, G_FILE_TEST_IS_REGULAR))
    return g_steal_pointer (&path);
  g_set_error (error, ASSAY_STORE_ERROR, ASSAY_STORE_ERROR_NOT_FOUND,
               _("The workspace “%s” does not hold the object “%s”. “assay workspace verify” says what else is missing."),
               self->folder, sha256 != NULL ? sha256 : "");
  return NULL;
}

gboolean
assay_object_require (AssayWorkspace *self, const char *sha256, GError **error)
{
  g_autofree char *path = assay_workspace_object_path (self, sha256, error);

  return path != NULL;
}
