#include "base/digest.h"
#include "base/sha256.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <sys/stat.h>
#include <unistd.h>

#define CHUNK (256 * 1024)     /* stays in the processor's cache between reading and hashing */

char *
assay_digest_bytes (gconstpointer data, gsize size)
{
  AssaySha256 sha;

  assay_sha256_init (&sha);
  assay_sha256_add (&sha, data, size);
  return assay_sha256_finish (&sha);
}

static void
set_read_error (const char *path, int code, GError **error)
{
  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (code), _("“%s” cannot be read: %s."),
               path, g_strerror (code));
}

static gboolean
digest_fd (int fd, const char *path, AssaySha256 *sha, AssayProgress *progress, GError **error)
{
  g_autofree guchar *chunk = g_malloc (CHUNK);
  struct stat info = { 0 };
  double done = 0;

  if (fstat (fd, &info) != 0)
    info.st_size = 0;

  for (;;)
    {
      gssize n = read (fd, chunk, CHUNK);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        {
          set_read_error (path, errno, error);
          return FALSE;
        }
      if (n == 0)
        return assay_progress_step (progress, 1, error);

      assay_sha256_add (sha, chunk, n);
      done += n;
      /* A pipe has no size; a file may grow under us: the end is told above, once. */
      if (!assay_progress_step (progress, info.st_size > 0 ? MIN (done / info.st_size, 0.999) : 0, error))
        return FALSE;
    }
}

char *
assay_digest_file (const char *path, AssayProgress *progress, GError **error)
{
  g_autofree char *digest = NULL;
  AssaySha256 sha;
  gboolean done;
  int fd = open (path, O_RDONLY | O_CLOEXEC);

  if (fd < 0)
    {
      set_read_error (path, errno, error);
      return NULL;
    }
  assay_sha256_init (&sha);
  done = digest_fd (fd, path, &sha, progress, error);
  close (fd);
  digest = assay_sha256_finish (&sha);
  return done ? g_steal_pointer (&digest) : NULL;
}
