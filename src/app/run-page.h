/* The page of a stored run: Summary, Anomalies (for a run that has them), Record; scope chips; inspector. */
#pragma once
#include "app/page.h"
#include "app/run-data.h"
#include "app/selection.h"
#include "engine/project.h"

G_BEGIN_DECLS

#define ASSAY_TYPE_RUN_PAGE (assay_run_page_get_type ())
G_DECLARE_FINAL_TYPE (AssayRunPage, assay_run_page, ASSAY, RUN_PAGE, AssayPage)

AssayRunPage *assay_run_page_new (AssayProject *project, gint64 run);
/* With what is loaded already; marks are kept in memory. For tests. */
AssayRunPage *assay_run_page_new_for_data (AssayRunData *data);

AssaySelection *assay_run_page_get_selection (AssayRunPage *self);
/* Everything that is to be shown is there. */
gboolean assay_run_page_is_ready (AssayRunPage *self);

G_END_DECLS
