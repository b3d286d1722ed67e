/* What needs me, what was run lately, and on a first visit three things to try. */
#pragma once
#include "app/page.h"
#include "engine/project.h"

G_BEGIN_DECLS

#define ASSAY_TYPE_OVERVIEW_PAGE (assay_overview_page_get_type ())
G_DECLARE_FINAL_TYPE (AssayOverviewPage, assay_overview_page, ASSAY, OVERVIEW_PAGE, AssayPage)
AssayPage *assay_overview_page_new (AssayProject *project);

G_END_DECLS
