/* How the program ends: the exit statuses that scripts rely on, and the error domain of this room. */
#pragma once
#include <gio/gio.h>

G_BEGIN_DECLS

#define ASSAY_CLI_ERROR (assay_cli_error_quark ())
GQuark assay_cli_error_quark (void);
typedef enum
{
  ASSAY_CLI_ERROR_USAGE,      /* the command line is wrong */
  ASSAY_CLI_ERROR_INPUT,      /* an input cannot be used */
  ASSAY_CLI_ERROR_WRITE,      /* an output cannot be written */
} AssayCliError;

typedef enum
{
  ASSAY_EXIT_DONE = 0,
  ASSAY_EXIT_CHECK_FAILED = 1,
  ASSAY_EXIT_USAGE = 2,
  ASSAY_EXIT_INPUT = 3,
  ASSAY_EXIT_SYSTEM = 4,
  ASSAY_EXIT_CANCELLED = 130,
} AssayExit;

/* Sets ASSAY_CLI_ERROR_USAGE and returns FALSE. */
gboolean assay_fail_usage (GError **error, const char *format, ...) G_GNUC_PRINTF (2, 3);

AssayExit assay_exit_from_error (const GError *error);
/* Cancelling is what the user wanted, and a reader that went away (“| head”) has no use for a message. */
gboolean assay_error_is_silent (const GError *error);

G_END_DECLS
