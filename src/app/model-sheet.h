/* What a model file holds, before it goes into the registry: its kind and inputs, what to beware of, rows that came with it, which
 * columns of a dataset it would read, and a test on some of its rows. */
#pragma once
#include <adwaita.h>
#include "engine/project.h"

G_BEGIN_DECLS

#define ASSAY_TYPE_MODEL_SHEET (assay_model_sheet_get_type ())
G_DECLARE_FINAL_TYPE (AssayModelSheet, assay_model_sheet, ASSAY, MODEL_SHEET, AdwWindow)

AssayModelSheet *assay_model_sheet_present (AssayProject *project, const char *path, GtkWindow *parent);

G_END_DECLS
