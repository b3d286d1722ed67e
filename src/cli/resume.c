#include "cli/resume.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>

#define DIGITS 12              /* of the identity, in a file name */

const AssayOption assay_resume_options[] = {
  { "resume", ASSAY_OPTION_TEXT, NULL, 0, 0, NULL, "FILE", N_("Resume"),
    N_("Goes on from a run that was stopped; one that is stopped with Ctrl+C writes what is finished to this file, or to one it names.") },
  { NULL }
};

static char *
make_path (const char *identity)
{
  const char *digest = strrchr (identity, ' ') + 1;
  g_autofree char *name = g_strdup_printf ("backtest-%.*s.resume", DIGITS, digest);

  return g_build_filename (g_get_user_cache_dir (), "assay", name, NULL);
}

gboolean
assay_resume_open (AssayResume *self, const AssayCommand *command, AssayPlan *plan, const AssaySource *source, GError **error)
{
  const char *path = assay_command_get_text (command, "resume");
  g_autofree char *identity = NULL;

  if (assay_command_get_group (command, assay_resume_options) == NULL)
    return TRUE;
  identity = assay_plan_identify (plan, source);
  self->path = path != NULL ? g_strdup (path) : make_path (identity);
  self->is_cached = path == NULL;
  self->was_read = path != NULL && g_file_test (path, G_FILE_TEST_EXISTS);
  self->checkpoint = self->was_read ? assay_checkpoint_read (path, identity, error) : assay_checkpoint_new (identity);
  plan->checkpoint = self->checkpoint;
  return self->checkpoint != NULL;
}

void
assay_resume_keep (AssayResume *self, const AssayConsole *console)
{
  g_autofree char *folder = NULL, *quoted = NULL;
  g_autoptr(GError) error = NULL;

  if (assay_checkpoint_get_n (self->checkpoint) == 0)
    return;
  folder = g_path_get_dirname (self->path);
  g_mkdir_with_parents (folder, 0700);
  assay_console_end_progress (console);
  if (!assay_checkpoint_write (self->checkpoint, self->path, &error))
    g_printerr (_("Stopped. What was finished could not be kept: %s\n"), error->message);
  else
    {
      quoted = g_shell_quote (self->path);
      g_printerr (_("Stopped. What was finished is kept; to go on, run the same command with --resume %s\n"), quoted);
    }
}

void
assay_resume_done (AssayResume *self)
{
  /* Nobody needs what was kept of a stop once the same run is done, whether it went on from there or not. */
  if (self->was_read || self->is_cached)
    g_unlink (self->path);
}

void
assay_resume_clear (AssayResume *self)
{
  assay_checkpoint_unref (self->checkpoint);
  g_free (self->path);
}
