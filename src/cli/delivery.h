/* Hands over what a command found: standard output in the format asked for, -o, --report, and the workspace.
 *
 * Everything that can fail is prepared first; files appear only when all of it has worked. */
#pragma once
#include "cli/command.h"
#include "cli/outputs.h"
#include "engine/plan.h"

G_BEGIN_DECLS

typedef struct
{
  const AssayCommand *command;
  const AssayConsole *console;
  AssayOutputs *outputs;
  const char *rows_path, *report_path, *model_path, *violations_path;      /* where to write them now; NULL: not asked for */
  GBytes *artifact;                /* lent: what model_path gets; set before _finish */
  const AssayFrame *violations;    /* lent: what violations_path gets; set before _finish */
  gboolean rows_to_stdout;
  const char *text;                /* lent: what stands in for the summary; NULL: the summary */
} AssayDelivery;

/* Only the checks: no output may be an input, none may be named twice. */
gboolean assay_delivery_check (const AssayCommand *command, GError **error);

/* Checks the output options against each other and the inputs and prepares the files: before any long work. */
gboolean assay_delivery_prepare (AssayDelivery *self, const AssayCommand *command, const AssayConsole *console, GError **error);
void assay_delivery_clear (AssayDelivery *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AssayDelivery, assay_delivery_clear)

/* rows may be NULL. tail: lines to put under the summary, may be NULL. run 0: not recorded; else its report is recorded as well. */
gboolean assay_delivery_finish (AssayDelivery *self, AssayResult *result, const AssayFrame *rows, AssayWorkspace *workspace, gint64 run,
                                AssayProgress *progress, GError **error);

/* DONE or CHECK_FAILED by the verdict of the result and --strict. */
AssayExit assay_delivery_exit (const AssayCommand *command, const AssayResult *result);

/* The words of --format: g_str_equal with "text", "json", "csv". */
const char *assay_delivery_format (const AssayCommand *command);

void assay_delivery_report_options (const AssayCommand *command, gpointer report_options);

G_END_DECLS
