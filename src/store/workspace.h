/* A workspace: a folder with workspace.db (SQLite), objects/ (files named by their SHA-256) and reports/.
 *
 * One AssayWorkspace may be used from any thread (one lock inside, held for the time of a call); several processes may
 * have the same folder open. Runs and audit entries are only ever added. Whatever a call has reported as saved
 * survives a kill at any moment: objects are written and flushed before the row that names them is committed. */
#pragma once
#include <gio/gio.h>
#include "base/progress.h"

G_BEGIN_DECLS

#define ASSAY_STORE_ERROR (assay_store_error_quark ())
GQuark assay_store_error_quark (void);
typedef enum
{
  ASSAY_STORE_ERROR_NOT_A_WORKSPACE,   /* input: exit 3 */
  ASSAY_STORE_ERROR_NEWER,             /* made by a newer Assay: exit 3 */
  ASSAY_STORE_ERROR_EXISTS,            /* init on a folder that is not empty: exit 3 */
  ASSAY_STORE_ERROR_NOT_FOUND,         /* no such run, dataset, object: exit 3 */
  ASSAY_STORE_ERROR_IN_USE,            /* cannot be deleted: the message lists what uses it */
  ASSAY_STORE_ERROR_WRITE,             /* disk full, read-only, no permission: exit 4 */
  ASSAY_STORE_ERROR_DAMAGED,           /* fails its hash, or the database is malformed */
} AssayStoreError;

typedef struct _AssayWorkspace AssayWorkspace;

AssayWorkspace *assay_workspace_init (const char *folder, const char *name, GError **error);   /* makes a new one; an empty or missing folder */
AssayWorkspace *assay_workspace_open (const char *folder, GError **error);                     /* migrates forward; read-only if need be */
AssayWorkspace *assay_workspace_ref (AssayWorkspace *self);
void assay_workspace_unref (AssayWorkspace *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AssayWorkspace, assay_workspace_unref)
const char *assay_workspace_get_folder (AssayWorkspace *self);
char *assay_workspace_dup_name (AssayWorkspace *self);
gboolean assay_workspace_set_name (AssayWorkspace *self, const char *name, GError **error);
char *assay_workspace_dup_reports_folder (AssayWorkspace *self);
gboolean assay_workspace_is_read_only (AssayWorkspace *self);  /* can be looked at; every change fails with WRITE */
char *assay_workspace_dup_user (void);                         /* as in the audit trail: "anna (Anna Schmidt)" */

/* Counts up with every change, by this or another process: cheap to poll. */
gint64 assay_workspace_get_change_count (AssayWorkspace *self);

/* ---- objects ---- */
/* Copies or moves a finished file into objects/ under its hash; (transfer full) the hash. */
char *assay_workspace_put_file (AssayWorkspace *self, const char *path, gboolean move, GError **error);
char *assay_workspace_put_bytes (AssayWorkspace *self, gconstpointer data, gsize size, GError **error);
char *assay_workspace_object_path (AssayWorkspace *self, const char *sha256, GError **error);   /* NOT_FOUND if it is not there */
char *assay_workspace_temporary_path (AssayWorkspace *self);   /* a fresh name on the same disk, for put_file with move */

/* ---- datasets ---- */
typedef struct
{
  gint64 id;                    /* 0 when adding */
  char *name;                   /* unique among the living; made so by "name (2)" when adding */
  char *source;                 /* where it came from, as shown: file name */
  char *source_sha256;          /* of the imported bytes */
  char *object;                 /* hash of the column file */
  gint64 n_rows, n_columns, n_bytes;
  char *settings;               /* JSON: how it was read (AssayReadOptions resolved), roles */
  char *quality;                /* JSON: what reading found; may be NULL */
  gint64 created;               /* microseconds since 1970, UTC */
  gboolean binned;              /* in the bin */
} AssayDataset;
void assay_dataset_free (AssayDataset *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AssayDataset, assay_dataset_free)
gboolean assay_workspace_add_dataset (AssayWorkspace *self, AssayDataset *dataset, GError **error);    /* sets id, name, created */
GPtrArray *assay_workspace_list_datasets (AssayWorkspace *self, GError **error);                      /* of AssayDataset, newest first, not the binned */
AssayDataset *assay_workspace_get_dataset (AssayWorkspace *self, gint64 id, GError **error);
AssayDataset *assay_workspace_find_dataset (AssayWorkspace *self, const char *name, GError **error);
gboolean assay_workspace_set_dataset_settings (AssayWorkspace *self, gint64 id, const char *settings, GError **error);
gboolean assay_workspace_bin_dataset (AssayWorkspace *self, gint64 id, gboolean binned, GError **error);   /* IN_USE when a run needs it */

/* ---- runs ---- */
typedef struct
{
  gint64 id;                    /* shown as “Run 42” */
  char *analysis, *title;
  char *inputs;                 /* JSON: [{"role","name","sha256","dataset","model"}] */
  char *options;                /* JSON: all options resolved, roles, scope */
  char *policy_sha256;
  gint64 seed;
  char *engine;
  gint64 started, duration;     /* microseconds */
  char *verdict;                /* "pass" … */
  char *result;                 /* object: result JSON */
  char *rows;                   /* object: row table; may be NULL */
  gint64 n_anomalies;           /* for lists; -1: does not apply */
  gboolean binned;
} AssayRun;
void assay_run_free (AssayRun *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AssayRun, assay_run_free)
gboolean assay_workspace_add_run (AssayWorkspace *self, AssayRun *run, GError **error);                /* sets id */
GPtrArray *assay_workspace_list_runs (AssayWorkspace *self, GError **error);                          /* of AssayRun, newest first, not the binned */
AssayRun *assay_workspace_get_run (AssayWorkspace *self, gint64 id, GError **error);
gboolean assay_workspace_bin_run (AssayWorkspace *self, gint64 id, gboolean binned, GError **error);   /* IN_USE when a report needs it; comes back with its datasets and models */

/* ---- models ---- */
typedef enum { ASSAY_STAGE_DRAFT, ASSAY_STAGE_UNDER_REVIEW, ASSAY_STAGE_APPROVED, ASSAY_STAGE_RETIRED, ASSAY_N_STAGES } AssayStage;
const char *assay_stage_name (AssayStage stage);               /* "draft", "under-review", "approved", "retired": in files and options */
const char *assay_stage_label (AssayStage stage);              /* N_("Draft") … */
gboolean assay_stage_from_name (const char *name, AssayStage *stage);

typedef struct                  /* one version of a model; versions of a model share its name */
{
  gint64 id;                    /* 0 when adding */
  char *name, *version;         /* version NULL when adding: the next free whole number */
  char *source;                 /* file name it came from */
  char *sha256;                 /* of the model; also the object's name */
  char *format, *kind, *writer; /* writer may be NULL */
  gint64 n_bytes;
  char *facts;                  /* JSON: inputs, outputs, verification; may be NULL */
  char *card;                   /* JSON; may be NULL */
  char *members;                /* JSON: [{"path","sha256"}] of an ensemble, each an object; may be NULL */
  gint64 dataset;               /* that it was developed on; 0: not said */
  char *settings;               /* JSON: how it meets data, see engine/model-source.h; may be NULL */
  gint64 created;               /* microseconds since 1970, UTC */
  gboolean binned;
  AssayStage stage;             /* as last set; a new version is a draft */
  char *stage_who, *stage_reason;      /* NULL: nobody has set one */
  gint64 stage_time;
} AssayModelVersion;
void assay_model_version_free (AssayModelVersion *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AssayModelVersion, assay_model_version_free)
/* Sets id, version, created. EXISTS when the name has this version already, or the same file; the message names it. */
gboolean assay_workspace_add_model (AssayWorkspace *self, AssayModelVersion *version, GError **error);
GPtrArray *assay_workspace_list_models (AssayWorkspace *self, GError **error);          /* of AssayModelVersion, by name, newest first, not the binned */
AssayModelVersion *assay_workspace_get_model (AssayWorkspace *self, gint64 id, GError **error);
/* version NULL: the newest that is not retired, else the newest. NOT_FOUND names the nearest. */
AssayModelVersion *assay_workspace_find_model (AssayWorkspace *self, const char *name, const char *version, GError **error);
/* Newest version of this file, of whatever name; NULL without error: there is none. */
AssayModelVersion *assay_workspace_find_model_file (AssayWorkspace *self, const char *sha256, GError **error);
gboolean assay_workspace_set_model_settings (AssayWorkspace *self, gint64 id, const char *settings, GError **error);
gboolean assay_workspace_bin_model (AssayWorkspace *self, gint64 id, gboolean binned, GError **error);     /* IN_USE when a run needs it */
GPtrArray *assay_workspace_list_model_runs (AssayWorkspace *self, gint64 id, GError **error);          /* of AssayRun that used it, newest first */

typedef struct { AssayStage stage; char *reason, *who; gint64 when; } AssayStageMark;
void assay_stage_mark_free (AssayStageMark *self);
/* reason must say something. */
gboolean assay_workspace_set_stage (AssayWorkspace *self, gint64 model, AssayStage stage, const char *reason, GError **error);
GPtrArray *assay_workspace_list_stages (AssayWorkspace *self, gint64 model, GError **error);           /* of AssayStageMark, oldest first */

/* ---- reports ---- */
/* file: a name in reports/, or an absolute path of a report written elsewhere. created is set when adding. */
typedef struct { gint64 id; char *title; char *file; char *sha256; char *runs; /* "42,43" */ gint64 created; gint64 n_pages; } AssayReportEntry;
void assay_report_entry_free (AssayReportEntry *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AssayReportEntry, assay_report_entry_free)
gboolean assay_workspace_add_report (AssayWorkspace *self, AssayReportEntry *entry, GError **error);
GPtrArray *assay_workspace_list_reports (AssayWorkspace *self, GError **error);

/* ---- review marks ---- */
typedef enum { ASSAY_REVIEW_OPEN, ASSAY_REVIEW_EXPLAINED, ASSAY_REVIEW_DATA_ERROR, ASSAY_REVIEW_MODEL_FAILURE, ASSAY_N_REVIEWS } AssayReview;
const char *assay_review_name (AssayReview review);            /* "open", "explained", "data-error", "model-failure" */
typedef struct { gint64 row; AssayReview review; char *note; char *who; gint64 when; } AssayReviewMark;
void assay_review_mark_free (AssayReviewMark *self);
gboolean assay_workspace_set_review (AssayWorkspace *self, gint64 run, gint64 row, AssayReview review, const char *note, GError **error);
GPtrArray *assay_workspace_list_reviews (AssayWorkspace *self, gint64 run, GError **error);            /* latest mark a row, rows rising */

/* ---- audit trail ---- */
typedef struct { gint64 id; gint64 when; char *who, *action, *subject, *detail; char *previous, *hash; } AssayAuditEntry;
void assay_audit_entry_free (AssayAuditEntry *self);
/* Every function above that changes something writes its own entry in the same transaction; this is for the rest
 * (a report exported, a workspace opened by another user). hash = SHA-256 over a canonical text of the entry and `previous`. */
gboolean assay_workspace_audit (AssayWorkspace *self, const char *action, const char *subject, const char *detail, GError **error);
GPtrArray *assay_workspace_list_audit (AssayWorkspace *self, gint64 after, guint limit, GError **error);   /* rising; limit 0: all */

/* Recomputes every object's hash, the chain, the link of each run to its objects, and SQLite's integrity check, and
 * compares every row with what its audit entry wrote down ("run 3: “verdict” was changed from “warn” to “pass”."). TRUE when all
 * is as it was; else problems (of char*, one sentence each) says what was altered. FALSE with error when it could not be checked.
 *
 * What this can and cannot find. Any object, row, entry or report in reports/ that was edited or removed, and any row or entry that
 * was added, is found and named (a report written elsewhere is checked while it is there; its absence is no problem; a file that no row names is no part of the workspace: a kill may leave one), and so are entries cut off the end, because the database and the file audit.head both know the last one (the file may lag
 * by entries whose writer was killed between commit and file). Somebody who may write to the folder, knows this format and rewrites
 * rows, the whole chain and audit.head together is not found: against that, keep a copy of audit.head elsewhere, since any
 * later state of an honest workspace still has that entry with that hash. */
gboolean assay_workspace_verify (AssayWorkspace *self, GPtrArray *problems, AssayProgress *progress, GError **error);
/* Deletes objects that nothing refers to (binned for more than 30 days included). n_bytes freed. Spares what this handle has put,
 * and, while anybody else has the workspace open, what is younger than an hour: a row that names it may be on its way. */
gboolean assay_workspace_gc (AssayWorkspace *self, guint *n_objects, gint64 *n_bytes, GError **error);

G_END_DECLS
