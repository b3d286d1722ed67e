/* All model versions of the workspace: the registry. */
#pragma once
#include "app/list-page.h"
#include "engine/project.h"

G_BEGIN_DECLS

#define ASSAY_TYPE_MODELS_PAGE (assay_models_page_get_type ())
G_DECLARE_FINAL_TYPE (AssayModelsPage, assay_models_page, ASSAY, MODELS_PAGE, AssayListPage)
AssayPage *assay_models_page_new (AssayProject *project);

G_END_DECLS
