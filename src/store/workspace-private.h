/* What the files of this room share of a workspace. */
#pragma once
#include "store/database.h"

G_BEGIN_DECLS

struct _AssayWorkspace
{
  gatomicrefcount refs;
  char *folder;
  int objects_fd;              /* objects/, with a shared lock: somebody is here */
  gboolean read_only;
  gint64 changes;              /* atomic */

  GMutex lock;                 /* held for whatever touches the fields below */
  sqlite3 *db;
  gint64 data_version;
  GHashTable *fresh;           /* hashes put by this handle: a row that names them may be on its way */
};

/* A change: begin takes the lock and the right to write, end commits (or, with ok FALSE, takes all back) and gives both up. */
gboolean assay_workspace_begin (AssayWorkspace *self, GError **error);
gboolean assay_workspace_end (AssayWorkspace *self, gboolean ok, GError **error);
gboolean assay_workspace_fail_read_only (AssayWorkspace *self, GError **error);

/* Inside begin and end. */

/* ---- objects ---- */
char *assay_object_path (const char *folder, const char *sha256);                  /* where it would be */
gboolean assay_object_name_is_valid (const char *sha256);
gboolean assay_object_require (AssayWorkspace *self, const char *sha256, GError **error);

/* ---- the audit trail ---- */

/* Each kind of row that the trail vouches for: an entry's detail is the row itself as JSON, so that a row
 * changed behind our back is found and the old value named. */
typedef enum { ASSAY_RECORD_WORKSPACE, ASSAY_RECORD_DATASET, ASSAY_RECORD_RUN, ASSAY_RECORD_REPORT, ASSAY_RECORD_REVIEW, ASSAY_RECORD_MODEL, ASSAY_RECORD_STAGE, ASSAY_N_RECORDS } AssayRecord;
const char *assay_record_name (AssayRecord record);            /* "run" */
const char *assay_record_sql (AssayRecord record);             /* SELECT id, now FROM … */

/* Inside begin and end. */
gboolean assay_audit_add (AssayWorkspace *self, const char *action, const char *subject, const char *detail, GError **error);
gboolean assay_audit_add_record (AssayWorkspace *self, const char *action, AssayRecord record, gint64 id, GError **error);

/* ---- the bin ---- */

typedef struct
{
  const char *table;
  AssayRecord record;
  gboolean (*fail_not_there) (AssayWorkspace *self, gint64 id, GError **error);
  gboolean (*check_unused) (AssayWorkspace *self, gint64 id, GError **error);                            /* FALSE, IN_USE: it must stay */
  gboolean (*prepare_return) (AssayWorkspace *self, gint64 id, gboolean is_purged, GError **error);      /* what must be there or free for it */
} AssayBinKind;

extern const AssayBinKind assay_bin_datasets, assay_bin_models;

/* Inside begin and end; what is where it should be stays. */
gboolean assay_bin_set (AssayWorkspace *self, const AssayBinKind *kind, gint64 id, gboolean binned, GError **error);
/* With its own begin and end. */
gboolean assay_bin_set_alone (AssayWorkspace *self, const AssayBinKind *kind, gint64 id, gboolean binned, GError **error);

/* SHA-256 over the canonical text of the entry: "assay-audit/1" and each field as LENGTH:TEXT, so that no two entries share one. */
char *assay_audit_hash (const AssayAuditEntry *entry);
AssayAuditEntry *assay_audit_entry_read (sqlite3_stmt *statement);      /* id, time, who, action, subject, detail, previous, hash */
#define ASSAY_AUDIT_COLUMNS "id, time, who, action, subject, detail, previous, hash"
#define ASSAY_AUDIT_FIRST "0000000000000000000000000000000000000000000000000000000000000000"

/* The head is the number and hash of the last entry, kept in the database and, after each commit, in audit.head.
 * read: FALSE when the file is missing or is not a head. */
void assay_audit_write_head (AssayWorkspace *self);
gboolean assay_audit_read_head (const char *folder, gint64 *id, char **hash);

G_END_DECLS
