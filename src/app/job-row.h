/* One task as the user sees it: name, step, progress, time left, Cancel; or what went wrong and Details. Used alone in the activity area and
 * in the list of all tasks. */
#pragma once
#include <adwaita.h>
#include "engine/project.h"

G_BEGIN_DECLS

#define ASSAY_TYPE_JOB_ROW (assay_job_row_get_type ())
G_DECLARE_FINAL_TYPE (AssayJobRow, assay_job_row, ASSAY, JOB_ROW, AdwBin)

/* Properties: "job" (AssayJob, may be NULL), "project" (whose list a failed job is dismissed from). */
GtkWidget *assay_job_row_new (AssayProject *project, AssayJob *job);
void assay_job_row_set_job (AssayJobRow *self, AssayProject *project, AssayJob *job);

/* The line under the bar: "64 % · about 20 s left", "Stopping…". eta in seconds, -1: unknown. Pure; (transfer full). */
char *assay_job_row_describe (AssayJobState state, double fraction, const char *step, double eta);

G_END_DECLS
