/* A workspace as the window sees it: lists that change, tasks that run.
 *
 * Main-thread object. Lists are GListModels of the small GObjects below; they follow changes made by this and by other
 * processes (polled once a second, only while somebody holds the project). Every slow call is async. */
#pragma once
#include <gio/gio.h>
#include "engine/plan.h"
#include "store/workspace.h"

G_BEGIN_DECLS

#define ASSAY_TYPE_DATASET_ITEM (assay_dataset_item_get_type ())
G_DECLARE_FINAL_TYPE (AssayDatasetItem, assay_dataset_item, ASSAY, DATASET_ITEM, GObject)
const AssayDataset *assay_dataset_item_get (AssayDatasetItem *self);       /* properties: id name source n-rows n-columns n-bytes created */

#define ASSAY_TYPE_MODEL_ITEM (assay_model_item_get_type ())
G_DECLARE_FINAL_TYPE (AssayModelItem, assay_model_item, ASSAY, MODEL_ITEM, GObject)
const AssayModelVersion *assay_model_item_get (AssayModelItem *self);      /* properties: id name version kind format created */

#define ASSAY_TYPE_RUN_ITEM (assay_run_item_get_type ())
G_DECLARE_FINAL_TYPE (AssayRunItem, assay_run_item, ASSAY, RUN_ITEM, GObject)
const AssayRun *assay_run_item_get (AssayRunItem *self);                   /* id analysis title verdict dataset-name n-anomalies created duration engine */

#define ASSAY_TYPE_REPORT_ITEM (assay_report_item_get_type ())
G_DECLARE_FINAL_TYPE (AssayReportItem, assay_report_item, ASSAY, REPORT_ITEM, GObject)
const AssayReportEntry *assay_report_item_get (AssayReportItem *self);     /* id title file runs created n-pages */

#define ASSAY_TYPE_AUDIT_ITEM (assay_audit_item_get_type ())
G_DECLARE_FINAL_TYPE (AssayAuditItem, assay_audit_item, ASSAY, AUDIT_ITEM, GObject)
const AssayAuditEntry *assay_audit_item_get (AssayAuditItem *self);        /* id created who action subject detail hash */

/* One piece of work on a worker thread. Properties (notified on the main thread, at most ten times a second): title, step, fraction
 * (0 to 1, -1: unknown), state, eta (seconds, -1: unknown), error (GError boxed), run (id of the run it made, 0), dataset (id, 0), path.
 * A cancelled job may have a run too: of what was finished, and marked so.
 * When state says that the work is over, the other properties are final, the project's lists show what was made, and the
 * job has left the list of jobs unless it failed. The last reference may be held as long as one likes. */
typedef enum { ASSAY_JOB_RUNNING, ASSAY_JOB_STOPPING, ASSAY_JOB_DONE, ASSAY_JOB_CANCELLED, ASSAY_JOB_FAILED } AssayJobState;
#define ASSAY_TYPE_JOB (assay_job_get_type ())
G_DECLARE_FINAL_TYPE (AssayJob, assay_job, ASSAY, JOB, GObject)
const char *assay_job_get_title (AssayJob *self);
const char *assay_job_get_step (AssayJob *self);
double assay_job_get_fraction (AssayJob *self);
double assay_job_get_eta (AssayJob *self);
AssayJobState assay_job_get_state (AssayJob *self);
const GError *assay_job_get_error (AssayJob *self);
gint64 assay_job_get_run (AssayJob *self);
gint64 assay_job_get_dataset (AssayJob *self);
/* A result of what is found so far, at most four times a second; NULL: nothing yet, or nothing to show. Property "partial" (pointer). */
AssayResult *assay_job_get_partial (AssayJob *self);                       /* (transfer none) */
const char *assay_job_get_path (AssayJob *self);                           /* a file it wrote, or NULL */
void assay_job_stop (AssayJob *self);

#define ASSAY_TYPE_PROJECT (assay_project_get_type ())
G_DECLARE_FINAL_TYPE (AssayProject, assay_project, ASSAY, PROJECT, GObject)

AssayProject *assay_project_new (AssayWorkspace *workspace);               /* property: name. The last unref stops all jobs */
AssayWorkspace *assay_project_get_workspace (AssayProject *self);
char *assay_project_dup_name (AssayProject *self);
GListModel *assay_project_get_datasets (AssayProject *self);               /* of AssayDatasetItem, newest first (transfer none) */
GListModel *assay_project_get_models (AssayProject *self);                 /* of AssayModelItem, by name, newest version first (transfer none) */
GListModel *assay_project_get_runs (AssayProject *self);                   /* of AssayRunItem, newest first, as are the next two */
GListModel *assay_project_get_reports (AssayProject *self);
GListModel *assay_project_get_audit (AssayProject *self);
GListModel *assay_project_get_jobs (AssayProject *self);                   /* of AssayJob: running, and failed ones until dismissed */
void assay_project_dismiss (AssayProject *self, AssayJob *job);
void assay_project_refresh (AssayProject *self);

/* Each starts a job and returns it (transfer none; it is in the jobs list). The plan is copied. */
AssayJob *assay_project_import (AssayProject *self, const char *path, const char *name, const AssayReadOptions *options, const AssayRoles *roles);
AssayJob *assay_project_run (AssayProject *self, gint64 dataset, const AssayPlan *plan);
AssayJob *assay_project_report (AssayProject *self, const gint64 *runs, guint n_runs, gpointer report_options, const char *path);

/* Loads a stored run off the main thread. finish: (transfer full). */
void assay_project_load_run_async (AssayProject *self, gint64 run, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
AssayOutcome *assay_project_load_run_finish (AssayProject *self, GAsyncResult *result, GError **error);

G_END_DECLS
