/* One version of a model in the registry: what it is, its card, the runs that used it, and how it came to its stage. */
#pragma once
#include "app/page.h"
#include "engine/project.h"

G_BEGIN_DECLS

#define ASSAY_TYPE_MODEL_PAGE (assay_model_page_get_type ())
G_DECLARE_FINAL_TYPE (AssayModelPage, assay_model_page, ASSAY, MODEL_PAGE, AssayPage)
AssayPage *assay_model_page_new (AssayProject *project, gint64 version);

G_END_DECLS
