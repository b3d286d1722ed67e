#include "cli/outputs.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/failure.h"

typedef struct
{
  char *path;          /* as given, for messages */
  char *target;        /* with symbolic links followed */
  char *temporary;     /* NULL: written straight to the target */
} Output;

struct _AssayOutputs
{
  GPtrArray *outputs;
};

/* Temporaries on the disk at this moment; guarded by the lock, which the signal thread takes as well. */
static GMutex lock;
static GPtrArray *temporaries;

static void
remember (const char *temporary)
{
  g_mutex_lock (&lock);
  if (temporaries == NULL)
    temporaries = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (temporaries, g_strdup (temporary));
  g_mutex_unlock (&lock);
}

static void
forget (const char *temporary)
{
  guint index;

  g_mutex_lock (&lock);
  if (temporaries != NULL && g_ptr_array_find_with_equal_func (temporaries, temporary, g_str_equal, &index))
    g_ptr_array_remove_index_fast (temporaries, index);
  g_mutex_unlock (&lock);
}

void
assay_outputs_abandon_all (void)
{
  g_mutex_lock (&lock);
  for (guint i = 0; temporaries != NULL && i < temporaries->len; i++)
    g_unlink (g_ptr_array_index (temporaries, i));
  g_mutex_unlock (&lock);
}

static void
output_free (Output *self)
{
  if (self->temporary != NULL)
    {
      g_unlink (self->temporary);
      forget (self->temporary);
    }
  g_free (self->temporary);
  g_free (self->target);
  g_free (self->path);
  g_free (self);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Output, output_free)

AssayOutputs *
assay_outputs_new (void)
{
  AssayOutputs *self = g_new0 (AssayOutputs, 1);

  self->outputs = g_ptr_array_new_with_free_func ((GDestroyNotify) output_free);
  return self;
}

void
assay_outputs_free (AssayOutputs *self)
{
  g_ptr_array_unref (self->outputs);
  g_free (self);
}

static gboolean
fail (const Output *output, int code, GError **error)
{
  g_set_error (error, ASSAY_CLI_ERROR, ASSAY_CLI_ERROR_WRITE, _("“%s” cannot be written: %s."), output->path, g_strerror (code));
  return FALSE;
}

/* The new file gets the old one's permissions, or the usual ones. */
static gboolean
make_temporary (Output *output, const struct stat *old, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (output->target);
  g_autofree char *name = g_build_filename (folder, ".assay-XXXXXX", NULL);
  int fd = g_mkstemp_full (name, O_WRONLY | O_CLOEXEC, 0666);

  if (fd < 0)
    return fail (output, errno, error);
  remember (name);
  output->temporary = g_steal_pointer (&name);
  if (old != NULL && fchmod (fd, old->st_mode & 07777) != 0)
    {
      int code = errno;
      close (fd);
      return fail (output, code, error);
    }
  close (fd);
  return TRUE;
}

static gboolean
prepare (Output *output, GError **error)
{
  struct stat old;

  if (stat (output->target, &old) != 0)
    return errno == ENOENT ? make_temporary (output, NULL, error) : fail (output, errno, error);
  if (S_ISDIR (old.st_mode))
    return fail (output, EISDIR, error);
  if (access (output->target, W_OK) != 0)
    return fail (output, errno, error);
  return S_ISREG (old.st_mode) ? make_temporary (output, &old, error) : TRUE;
}

const char *
assay_outputs_add (AssayOutputs *self, const char *path, GError **error)
{
  g_autoptr(Output) output = g_new0 (Output, 1);
  char *real = realpath (path, NULL);
  const char *where;

  output->path = g_strdup (path);
  output->target = g_strdup (real != NULL ? real : path);
  free (real);
  if (!prepare (output, error))
    return NULL;
  where = output->temporary != NULL ? output->temporary : output->target;
  g_ptr_array_add (self->outputs, g_steal_pointer (&output));
  return where;
}

void
assay_outputs_drop (AssayOutputs *self, const char *where)
{
  for (guint i = 0; i < self->outputs->len; i++)
    {
      const Output *output = g_ptr_array_index (self->outputs, i);

      if (output->temporary == where || output->target == where)
        {
          g_ptr_array_remove_index (self->outputs, i);
          return;
        }
    }
}

/* Makes the renaming itself last through a power cut. A file system that cannot do it has done its best. */
static void
sync_folder (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  int fd = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

  if (fd < 0)
    return;
  fsync (fd);
  close (fd);
}

gboolean
assay_outputs_commit (AssayOutputs *self, GError **error)
{
  for (guint i = 0; i < self->outputs->len; i++)
    {
      Output *output = g_ptr_array_index (self->outputs, i);

      if (output->temporary == NULL)
        continue;
      if (g_rename (output->temporary, output->target) != 0)
        return fail (output, errno, error);
      forget (output->temporary);
      g_clear_pointer (&output->temporary, g_free);
      sync_folder (output->target);
    }
  return TRUE;
}
