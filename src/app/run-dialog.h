/* The dialog of a new run: kind, dataset, roles, and settings made from the option table of the analysis. Run starts a job
 * and opens its page in the parent window. */
#pragma once
#include <adwaita.h>
#include "engine/project.h"

G_BEGIN_DECLS

#define ASSAY_TYPE_RUN_DIALOG (assay_run_dialog_get_type ())
G_DECLARE_FINAL_TYPE (AssayRunDialog, assay_run_dialog, ASSAY, RUN_DIALOG, AdwWindow)

/* dataset: chosen at first, 0: that of the run, or the newest. run: one whose settings are taken over, 0: none. */
AssayRunDialog *assay_run_dialog_present (AssayProject *project, gint64 dataset, gint64 run, GtkWindow *parent);

G_END_DECLS
