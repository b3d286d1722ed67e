/* Report preview and export: real pages on the left, paper and sections on the right. */
#pragma once
#include <adwaita.h>
#include "engine/project.h"

G_BEGIN_DECLS

#define ASSAY_TYPE_EXPORT_DIALOG (assay_export_dialog_get_type ())
G_DECLARE_FINAL_TYPE (AssayExportDialog, assay_export_dialog, ASSAY, EXPORT_DIALOG, AdwWindow)

/* For the runs named; Export starts a job of the project. */
AssayExportDialog *assay_export_dialog_present (AssayProject *project, const gint64 *runs, guint n_runs, GtkWindow *parent);

G_END_DECLS
