/* Where the program speaks: results on standard output, progress and errors on standard error. */
#pragma once
#include "base/progress.h"

G_BEGIN_DECLS

typedef struct
{
  GCancellable *cancellable;
  gboolean is_quiet, is_verbose;
} AssayConsole;

/* A bar of text on one line of a terminal; says nothing when standard error is no terminal or --quiet was given. */
AssayProgress *assay_console_start_progress (const AssayConsole *self);
void assay_console_end_progress (const AssayConsole *self);

/* All of it, past partial writes. BROKEN_PIPE of G_IO_ERROR when the reader has gone. */
gboolean assay_console_write (const char *text, gsize length, GError **error);
/* What was done, for people: nothing with --quiet. */
gboolean assay_console_say (const AssayConsole *self, GError **error, const char *format, ...) G_GNUC_PRINTF (3, 4);

/* "assay: message" on standard error. */
void assay_console_complain (const char *message);
/* With --verbose only: what was done and how long it took. */
void assay_console_remark (const AssayConsole *self, const char *format, ...) G_GNUC_PRINTF (2, 3);

G_END_DECLS
