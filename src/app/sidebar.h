/* The places of the workspace, with how much there is in each. Places that have nothing yet are not shown. */
#pragma once
#include <adwaita.h>
#include "engine/project.h"

G_BEGIN_DECLS

#define ASSAY_TYPE_SIDEBAR (assay_sidebar_get_type ())
G_DECLARE_FINAL_TYPE (AssaySidebar, assay_sidebar, ASSAY, SIDEBAR, AdwBin)

void assay_sidebar_set_project (AssaySidebar *self, AssayProject *project);
/* Marks the row of the place that is shown; activating a row activates "win.open", a middle click "win.open-tab". */
void assay_sidebar_set_place (AssaySidebar *self, const char *place);

G_END_DECLS
