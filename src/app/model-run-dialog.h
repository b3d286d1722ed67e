/* The dialog of a run with models: what is asked (validation, scoring), the model and its challenger, the data, the samples it is held
 * against, which column is what, and settings made from the option table. Run starts a job and opens its page in the parent. */
#pragma once
#include <adwaita.h>
#include "engine/project.h"

G_BEGIN_DECLS

#define ASSAY_TYPE_MODEL_RUN_DIALOG (assay_model_run_dialog_get_type ())
G_DECLARE_FINAL_TYPE (AssayModelRunDialog, assay_model_run_dialog, ASSAY, MODEL_RUN_DIALOG, AdwWindow)

/* analysis: "validate" or "score". version: of the registry, chosen at first; 0: the first. dataset, run as in run-dialog.h. */
AssayModelRunDialog *assay_model_run_dialog_present (AssayProject *project, const char *analysis, gint64 version, gint64 dataset, gint64 run, GtkWindow *parent);

G_END_DECLS
