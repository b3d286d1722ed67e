#include "cli/console.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

#include "cli/failure.h"

#define CLEAR_LINE "\r\033[K"

static gboolean
shows_progress (const AssayConsole *self)
{
  return !self->is_quiet && isatty (STDERR_FILENO);
}

static void
show_progress (double fraction, const char *step, gpointer user_data)
{
  fprintf (stderr, CLEAR_LINE "%3.0f %%  %s", 100 * fraction, step != NULL ? step : "");
  fflush (stderr);
}

AssayProgress *
assay_console_start_progress (const AssayConsole *self)
{
  return assay_progress_new (self->cancellable, shows_progress (self) ? show_progress : NULL, NULL, NULL);
}

void
assay_console_end_progress (const AssayConsole *self)
{
  if (shows_progress (self))
    fputs (CLEAR_LINE, stderr);
}

gboolean
assay_console_write (const char *text, gsize length, GError **error)
{
  while (length > 0)
    {
      gssize n = write (STDOUT_FILENO, text, length);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0 && errno == EPIPE)
        {
          g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE, g_strerror (EPIPE));
          return FALSE;
        }
      if (n < 0)
        {
          g_set_error (error, ASSAY_CLI_ERROR, ASSAY_CLI_ERROR_WRITE, _("Standard output cannot be written: %s."), g_strerror (errno));
          return FALSE;
        }
      text += n;
      length -= n;
    }
  return TRUE;
}

gboolean
assay_console_say (const AssayConsole *self, GError **error, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  if (self->is_quiet)
    return TRUE;
  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  return assay_console_write (text, strlen (text), error);
}

void
assay_console_complain (const char *message)
{
  /* Not g_printerr(), which turns our quotation marks into question marks in the C locale. */
  fprintf (stderr, "assay: %s\n", message);
}

void
assay_console_remark (const AssayConsole *self, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  if (!self->is_verbose)
    return;
  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  fprintf (stderr, "%s\n", text);
}
