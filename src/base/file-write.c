#include "base/file-write.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define BUFFER (256 * 1024)

struct _AssayFileWrite
{
  char *path;          /* as given: for messages */
  char *target;        /* what is replaced: path with symbolic links followed */
  char *temporary;     /* NULL when writing straight into a device or pipe */
  int fd;
  gboolean has_failed;
  gsize n_held;
  guchar held[BUFFER];
};

static gboolean
fail (AssayFileWrite *self, int code, GError **error)
{
  self->has_failed = TRUE;
  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (code), _("“%s” cannot be written: %s."),
               self->path, g_strerror (code));
  return FALSE;
}

static void
self_free (AssayFileWrite *self)
{
  if (self->fd >= 0)
    close (self->fd);
  if (self->temporary != NULL)
    g_unlink (self->temporary);
  g_free (self->temporary);
  g_free (self->target);
  g_free (self->path);
  g_free (self);
}

/* A new file beside the target, with the target's mode or, if there is none yet, the usual one. */
static gboolean
open_temporary (AssayFileWrite *self, const struct stat *old, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (self->target);
  g_autofree char *name = g_build_filename (folder, ".assay-XXXXXX", NULL);

  self->fd = g_mkstemp_full (name, O_WRONLY | O_CLOEXEC, 0666);
  if (self->fd < 0)
    return fail (self, errno, error);
  self->temporary = g_steal_pointer (&name);
  if (old != NULL && fchmod (self->fd, old->st_mode & 07777) != 0)
    return fail (self, errno, error);
  return TRUE;
}

static gboolean
open_target (AssayFileWrite *self, GError **error)
{
  struct stat old;

  if (stat (self->target, &old) != 0)
    return errno == ENOENT ? open_temporary (self, NULL, error) : fail (self, errno, error);
  if (S_ISDIR (old.st_mode))
    return fail (self, EISDIR, error);
  /* Renaming would get round a file's write protection. */
  if (access (self->target, W_OK) != 0)
    return fail (self, errno, error);
  if (S_ISREG (old.st_mode))
    return open_temporary (self, &old, error);

  /* /dev/null or a pipe: there is nothing to keep, and it must not be replaced by a file. */
  self->fd = open (self->target, O_WRONLY | O_CLOEXEC);
  return self->fd >= 0 ? TRUE : fail (self, errno, error);
}

AssayFileWrite *
assay_file_write_open (const char *path, GError **error)
{
  AssayFileWrite *self = g_malloc (sizeof *self);
  char *real = realpath (path, NULL);

  self->path = g_strdup (path);
  self->target = g_strdup (real != NULL ? real : path);
  self->temporary = NULL;
  self->fd = -1;
  self->has_failed = FALSE;
  self->n_held = 0;
  free (real);

  if (!open_target (self, error))
    g_clear_pointer (&self, self_free);
  return self;
}

static gboolean
write_out (AssayFileWrite *self, const guchar *data, gsize size, GError **error)
{
  while (size > 0)
    {
      gssize n = write (self->fd, data, size);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        return fail (self, errno, error);
      data += n;
      size -= n;
    }
  return TRUE;
}

static gboolean
flush (AssayFileWrite *self, GError **error)
{
  gsize n = self->n_held;

  self->n_held = 0;
  return write_out (self, self->held, n, error);
}

gboolean
assay_file_write_put (AssayFileWrite *self, gconstpointer data, gsize size, GError **error)
{
  if (size > BUFFER - self->n_held && !flush (self, error))
    return FALSE;
  if (size >= BUFFER)
    return write_out (self, data, size, error);

  if (size > 0)
    memcpy (self->held + self->n_held, data, size);
  self->n_held += size;
  return TRUE;
}

/* So that the new name survives a power cut. Not every file system can; the file itself is safe by then. */
static void
sync_folder (const char *target)
{
  g_autofree char *folder = g_path_get_dirname (target);
  int fd = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

  if (fd < 0)
    return;
  fsync (fd);
  close (fd);
}

static gboolean
close_and_rename (AssayFileWrite *self, GError **error)
{
  int fd = self->fd;

  if (self->temporary != NULL && fsync (fd) != 0)
    return fail (self, errno, error);
  self->fd = -1;
  if (close (fd) != 0 && errno != EINTR)
    return fail (self, errno, error);
  if (self->temporary == NULL)
    return TRUE;

  if (rename (self->temporary, self->target) != 0)
    return fail (self, errno, error);
  g_clear_pointer (&self->temporary, g_free);
  sync_folder (self->target);
  return TRUE;
}

gboolean
assay_file_write_commit (AssayFileWrite *self, GError **error)
{
  gboolean done;

  /* The caller went on after a failed put: what is in the temporary file is not whole. */
  if (self->has_failed)
    done = fail (self, EIO, error);
  else
    done = flush (self, error) && close_and_rename (self, error);
  self_free (self);
  return done;
}

void
assay_file_write_abort (AssayFileWrite *self)
{
  self_free (self);
}

gboolean
assay_file_write_all (const char *path, gconstpointer data, gsize size, GError **error)
{
  g_autoptr(AssayFileWrite) file = assay_file_write_open (path, error);

  return file != NULL
         && assay_file_write_put (file, data, size, error)
         && assay_file_write_commit (g_steal_pointer (&file), error);
}
