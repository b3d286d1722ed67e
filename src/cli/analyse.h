/* What every verb of an analysis does: reads what its options name, runs, records and writes. */
#pragma once
#include "cli/command.h"

G_BEGIN_DECLS

/* The run of such an AssayVerb. Options that a verb does not have are not set. */
gboolean assay_analyse (const AssayCommand *command, const AssayConsole *console, AssayExit *status, GError **error);

G_END_DECLS
