/* A run that is not finished: how far it is, and Cancel. Becomes the page of the run when it ends. */
#pragma once
#include "app/page.h"
#include "engine/project.h"

G_BEGIN_DECLS

#define ASSAY_TYPE_JOB_PAGE (assay_job_page_get_type ())
G_DECLARE_FINAL_TYPE (AssayJobPage, assay_job_page, ASSAY, JOB_PAGE, AssayPage)
AssayPage *assay_job_page_new (AssayProject *project, AssayJob *job);

/* The place of a job: "job/3". A job keeps its number as long as it lives. (transfer full) */
char *assay_job_page_place (AssayJob *job);
AssayJob *assay_job_page_find (AssayProject *project, gint64 number);      /* (transfer full), NULL: it is no more */

G_END_DECLS
