/* A model that a run works with: an artifact, what it is called, and how it meets the data. Reference-counted; filled by
 * whoever makes it, then shared and not changed any more. */
#pragma once
#include "data/frame.h"
#include "model/artifact/artifact-file.h"
#include "model/artifact/scorer.h"

G_BEGIN_DECLS

/* What a user decides for a model, kept with its version in a registry. */
typedef struct
{
  char **bind;                     /* field, column, field, column, …, NULL; NULL: each field is in the column of its own name */
  char *link;                      /* of a coefficient table; NULL: not said */
  gboolean zero_is_missing, all_rounds;      /* as in AssayArtifactOptions */
  gboolean allow_absent;           /* a field without a column is missing in every row, and not an error */
  gsize max_bytes;                 /* 0: the usual */
} AssayModelSettings;

void assay_model_settings_copy (AssayModelSettings *to, const AssayModelSettings *from);      /* into fresh memory */
void assay_model_settings_clear (AssayModelSettings *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AssayModelSettings, assay_model_settings_clear)
/* A later word for the same field replaces the earlier one; column NULL: it is in the column of its own name again. */
void assay_model_settings_bind (AssayModelSettings *self, const char *field, const char *column);
const char *assay_model_settings_find_column (const AssayModelSettings *self, const char *field);   /* NULL: not bound */

typedef struct
{
  gatomicrefcount references;
  AssayArtifact *artifact;
  char *name;                      /* short, for columns and labels; no two models of a run share it */
  char *file;                      /* as records name it: "champion.json", "pd-retail@3" */
  gint64 version;                  /* id in the registry; 0: a file */
  gboolean is_retired;             /* … where it is not to be used any more */
  AssayModelSettings settings;
  GBytes *bytes;                   /* what the artifact was read from; NULL: not kept */
  char *folder;                    /* where the members of an ensemble lie; NULL: nowhere */
} AssayTaskModel;

AssayTaskModel *assay_task_model_new (AssayArtifact *artifact, const char *name, const AssayModelSettings *settings);   /* settings may be NULL */
AssayTaskModel *assay_task_model_ref (AssayTaskModel *self);
void assay_task_model_unref (AssayTaskModel *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AssayTaskModel, assay_task_model_unref)

/* Matched to the columns of a frame; errors are those of assay_scorer_new(). */
AssayScorer *assay_task_model_make_scorer (const AssayTaskModel *self, const AssayFrame *frame, GError **error);
/* A word that outcomes call the event: "1", "bad", "default", … */
gboolean assay_is_event_word (const char *word);
/* The class whose probability is taken for the risk only because it is the last of two: neither the card nor the words say beyond doubt
 * that it is the event. NULL: they do, or there are no two classes. */
const char *assay_artifact_guess_event (const AssayArtifact *artifact);

/* As assay_scorer_match(). (transfer container) */
AssayColumn **assay_task_model_match (const AssayTaskModel *self, const AssayFrame *frame);

G_END_DECLS
