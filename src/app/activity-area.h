/* The foot of the sidebar: the newest task, and a list of all when there are several. Hidden when nothing runs. */
#pragma once
#include <adwaita.h>
#include "engine/project.h"

G_BEGIN_DECLS

#define ASSAY_TYPE_ACTIVITY_AREA (assay_activity_area_get_type ())
G_DECLARE_FINAL_TYPE (AssayActivityArea, assay_activity_area, ASSAY, ACTIVITY_AREA, AdwBin)

void assay_activity_area_set_project (AssayActivityArea *self, AssayProject *project);

G_END_DECLS
