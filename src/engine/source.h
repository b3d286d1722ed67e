/* Data that a run reads: a file, standard input, or a dataset of a workspace, through one door. */
#pragma once
#include "base/progress.h"
#include "data/frame.h"
#include "data/read-options.h"
#include "data/read-report.h"
#include "data/roles.h"
#include "store/workspace.h"

G_BEGIN_DECLS

typedef struct
{
  AssayFrame *frame;
  AssayReadReport *report;       /* NULL for a dataset */
  char *name;                    /* file name without folder, or the dataset's name */
  char *sha256;                  /* of the file's bytes (for a dataset: of what was imported) */
  gint64 dataset;                /* id, 0: a file */
  char *path;                    /* of the file, absolute; NULL: a dataset, or standard input */
  AssayRoles roles;              /* stored with the dataset; empty for a file */
  char *settings;                /* how its file was read (engine/dataset-settings.h) */
} AssaySource;

/* path "-" is standard input. report (may be NULL) as in assay_csv_read(): also set when questions are open. */
AssaySource *assay_source_load (const char *path, const AssayReadOptions *options, guint n_threads,
                                AssayProgress *progress, AssayReadReport **report, GError **error);
AssaySource *assay_source_load_dataset (AssayWorkspace *workspace, gint64 dataset, AssayProgress *progress, GError **error);
void assay_source_free (AssaySource *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AssaySource, assay_source_free)

/* What the user chose, and for the rest what is stored with the dataset; into fresh memory. */
void assay_source_choose_roles (const AssaySource *self, const AssayRoles *given, AssayRoles *roles);

/* Reads a file into the workspace as a dataset: column file, hashes, settings, quality. name NULL: the file's. roles NULL: none. */
gint64 assay_import_file (AssayWorkspace *workspace, const char *path, const char *name, const AssayReadOptions *options,
                          const AssayRoles *roles, guint n_threads, AssayProgress *progress, AssayReadReport **report, GError **error);

G_END_DECLS
