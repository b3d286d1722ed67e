#include <glib/gi18n.h>
#include <locale.h>
#include <string.h>

#include "assay-config.h"
#include "cli/command.h"
#include "cli/help.h"
#include "cli/interrupt.h"
#include "math/init.h"

static AssayExit
complain (const AssayConsole *console, const GError *error)
{
  assay_console_end_progress (console);
  if (!assay_error_is_silent (error))
    assay_console_complain (error->message);
  return assay_exit_from_error (error);
}

static AssayExit
say (const AssayConsole *console, char *text)
{
  g_autofree char *owned = text;
  g_autoptr(GError) error = NULL;

  return assay_console_write (owned, strlen (owned), &error) ? ASSAY_EXIT_DONE : complain (console, error);
}

static AssayExit
run_command (AssayCommand *command, AssayConsole *console)
{
  const AssayVerb *verb = assay_command_get_verb (command);
  g_autoptr(GError) error = NULL;
  AssayExit status = ASSAY_EXIT_DONE;

  if (assay_command_wants_help (command))
    {
      char *own = verb->help != NULL ? verb->help (command) : NULL;

      return say (console, own != NULL ? own : assay_help_make_for_verb (verb));
    }
  console->is_quiet = assay_command_get_boolean (command, "quiet");
  console->is_verbose = assay_command_get_boolean (command, "verbose") && !console->is_quiet;
  if (!verb->run (command, console, &status, &error))
    return complain (console, error);
  assay_console_end_progress (console);
  return status;
}

static gboolean
is_help (const char *word)
{
  return strcmp (word, "--help") == 0 || strcmp (word, "-h") == 0;
}

static AssayExit
run (char **args, AssayConsole *console)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(AssayCommand) command = NULL;
  const AssayVerb *verb;

  if (args[0] == NULL)
    {
      assay_console_complain (_("What shall be done? “assay --help” lists the verbs."));
      return ASSAY_EXIT_USAGE;
    }
  if (is_help (args[0]) || (strcmp (args[0], "workspace") == 0 && args[1] != NULL && is_help (args[1])))
    return say (console, assay_help_make ());
  if (strcmp (args[0], "--version") == 0)
    return say (console, g_strdup ("assay " ASSAY_VERSION "\n"));

  verb = assay_verb_take (&args, &error);
  command = verb != NULL ? assay_command_parse (verb, args, &error) : NULL;
  return command != NULL ? run_command (command, console) : complain (console, error);
}

int
main (int argc, char **argv)
{
  AssayConsole console = { 0 };

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, ASSAY_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  am_init ();
  console.cancellable = assay_interrupt_start ();
  return run (argv + MIN (argc, 1), &console);
}
