/* All runs of the workspace: open one, put several in a report, delete. */
#pragma once
#include "app/list-page.h"
#include "engine/project.h"

G_BEGIN_DECLS

#define ASSAY_TYPE_RUNS_PAGE (assay_runs_page_get_type ())
G_DECLARE_FINAL_TYPE (AssayRunsPage, assay_runs_page, ASSAY, RUNS_PAGE, AssayListPage)
AssayPage *assay_runs_page_new (AssayProject *project);

/* Texts of a run, also for other lists. (transfer full) */
char *assay_run_text_number (const AssayRun *run);       /* "Run 42" */
char *assay_run_text_data (const AssayRun *run);         /* name of what it read */
char *assay_run_text_anomalies (const AssayRun *run);    /* "15"; "" when it does not apply */
AssayVerdict assay_run_verdict (const AssayRun *run);

G_END_DECLS
