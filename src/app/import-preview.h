/* The first rows of a file that is about to be imported, as text, with what each column will become in its head. */
#pragma once
#include <adwaita.h>
#include "data/frame.h"

G_BEGIN_DECLS

#define ASSAY_TYPE_IMPORT_PREVIEW (assay_import_preview_get_type ())
G_DECLARE_FINAL_TYPE (AssayImportPreview, assay_import_preview, ASSAY, IMPORT_PREVIEW, AdwBin)

/* rows: every column TEXT; types[n_columns]. NULL rows empty the table. Both are copied or referenced. */
void assay_import_preview_set_rows (AssayImportPreview *self, AssayFrame *rows, const AssayType *types);
/* role NULL: none. Shown beside the name. */
void assay_import_preview_set_role (AssayImportPreview *self, guint column, const char *role);

/* What users call a type: "Number", "Whole Number", "Date", …; translated. */
const char *assay_import_type_label (AssayType type);

G_END_DECLS
