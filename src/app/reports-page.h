/* All reports written from this workspace: open one, show it in its folder. */
#pragma once
#include "app/list-page.h"
#include "engine/project.h"

G_BEGIN_DECLS

#define ASSAY_TYPE_REPORTS_PAGE (assay_reports_page_get_type ())
G_DECLARE_FINAL_TYPE (AssayReportsPage, assay_reports_page, ASSAY, REPORTS_PAGE, AssayListPage)
AssayPage *assay_reports_page_new (AssayProject *project);

G_END_DECLS
