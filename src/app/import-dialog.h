/* The import dialog: how a file will be read, its first rows, what is undecided, and which column is what. Import
 * starts a job of the project. */
#pragma once
#include <adwaita.h>
#include "engine/project.h"

G_BEGIN_DECLS

#define ASSAY_TYPE_IMPORT_DIALOG (assay_import_dialog_get_type ())
G_DECLARE_FINAL_TYPE (AssayImportDialog, assay_import_dialog, ASSAY, IMPORT_DIALOG, AdwWindow)

AssayImportDialog *assay_import_dialog_present (AssayProject *project, const char *path, GtkWindow *parent);

G_END_DECLS
