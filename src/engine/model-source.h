/* Models that a run works with: from a file, standard input, or the registry of a workspace, through one door. */
#pragma once
#include "analysis/task-model.h"
#include "base/progress.h"
#include "store/workspace.h"

G_BEGIN_DECLS

/* What the bytes of a file say it is, unpacked if need be; a file that cannot be opened is UNKNOWN. why as in assay_artifact_sniff(). */
AssayArtifactFormat assay_model_source_sniff (const char *path, char **why);

/* path "-" is standard input; either may be gzip. Its SHA-256 is that of the model unpacked: packed or not, it is the same model.
 * settings may be NULL. Blocking. */
AssayTaskModel *assay_model_source_load (const char *path, const AssayModelSettings *settings, AssayProgress *progress, GError **error);

/* "champion.assay.json.gz" is called "champion". (transfer full) */
char *assay_model_source_short_name (const char *path);
/* Models of the same name get "name-2", "name-3", … in their order. Before the models are shared. */
void assay_model_source_name_apart (GPtrArray *models);

/* text "FIELD=COLUMN", for each model that has such a field, or "MODEL:FIELD=COLUMN" for one. Names may hold "=" and ":" themselves.
 * ASSAY_MODEL_ERROR_UNKNOWN when no model has the field, naming the nearest. Before the models are shared. */
gboolean assay_model_source_bind (GPtrArray *models, const char *text, GError **error);

G_END_DECLS
