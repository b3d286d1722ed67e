/* All datasets of the workspace. */
#pragma once
#include "app/list-page.h"
#include "engine/project.h"

G_BEGIN_DECLS

#define ASSAY_TYPE_DATASETS_PAGE (assay_datasets_page_get_type ())
G_DECLARE_FINAL_TYPE (AssayDatasetsPage, assay_datasets_page, ASSAY, DATASETS_PAGE, AssayListPage)
AssayPage *assay_datasets_page_new (AssayProject *project);

G_END_DECLS
