/* One dataset: its rows, its columns, its quality. */
#pragma once
#include "app/page.h"
#include "engine/project.h"

G_BEGIN_DECLS

#define ASSAY_TYPE_DATASET_PAGE (assay_dataset_page_get_type ())
G_DECLARE_FINAL_TYPE (AssayDatasetPage, assay_dataset_page, ASSAY, DATASET_PAGE, AssayPage)
AssayPage *assay_dataset_page_new (AssayProject *project, gint64 dataset);

G_END_DECLS
