/* Models that a run works with: from a file, standard input, or the registry of a workspace, through one door. */
#pragma once
#include "analysis/task-model.h"
#include "base/progress.h"
#include "store/workspace.h"

G_BEGIN_DECLS

/* What the bytes of a file say it is, unpacked if need be; a file that cannot be opened is UNKNOWN. why as in assay_artifact_sniff(). */
AssayArtifactFormat assay_model_source_sniff (const char *path, char **why);

/* Whether a file begins as JSON does: it is no table, so a model is what it may be. */
gboolean assay_model_source_is_json (const char *path);

/* path "-" is standard input; either may be gzip. Its SHA-256 is that of the model unpacked: packed or not, it is the same model.
 * settings may be NULL. Blocking. */
AssayTaskModel *assay_model_source_load (const char *path, const AssayModelSettings *settings, AssayProgress *progress, GError **error);

/* The same, where members of an ensemble lie elsewhere; folder NULL: nowhere. */
AssayTaskModel *assay_model_source_load_in (const char *path, const char *folder, const AssayModelSettings *settings, AssayProgress *progress, GError **error);

/* A version of the registry, with the settings that are kept with it; what `settings` says (may be NULL) goes before those. */
AssayTaskModel *assay_model_source_load_version (AssayWorkspace *workspace, gint64 version, const AssayModelSettings *settings,
                                                 AssayProgress *progress, GError **error);
/* With just these settings, as a stored run has them. */
AssayTaskModel *assay_model_source_load_version_as (AssayWorkspace *workspace, gint64 version, const AssayModelSettings *settings,
                                                    AssayProgress *progress, GError **error);
/* text: NAME for the newest version that is not retired, or NAME@VERSION. */
AssayTaskModel *assay_model_source_find (AssayWorkspace *workspace, const char *text, const AssayModelSettings *settings,
                                         AssayProgress *progress, GError **error);

/* Puts a model into the registry and keeps its settings. name NULL: its short name; version NULL: that of its card, else the next number;
 * dataset 0: not said on which it was developed. The id, 0 on error. */
gint64 assay_model_source_register (AssayWorkspace *workspace, const AssayTaskModel *model, const char *name, const char *version,
                                    gint64 dataset, GError **error);
/* The id of the version that is this model; when there is none, it is put in as a draft. 0 on error. */
gint64 assay_model_source_ensure_registered (AssayWorkspace *workspace, const AssayTaskModel *model, GError **error);

/* {"bind":{field:column},"zero_is_missing":true,…}: only what differs from the usual. (transfer full) */
char *assay_model_settings_to_json (const AssayModelSettings *self);
/* Fills fresh memory. json NULL, or not understood: the usual settings. */
void assay_model_settings_from_json (AssayModelSettings *self, const char *json);

/* "champion.assay.json.gz" is called "champion". (transfer full) */
char *assay_model_source_short_name (const char *path);
/* Models of the same name get "name-2", "name-3", … in their order. Before the models are shared. */
void assay_model_source_name_apart (GPtrArray *models);

/* text "FIELD=COLUMN", for each model that has such a field, or "MODEL:FIELD=COLUMN" for one. Names may hold "=" and ":" themselves.
 * ASSAY_MODEL_ERROR_UNKNOWN when no model has the field, naming the nearest. Before the models are shared. */
gboolean assay_model_source_bind (GPtrArray *models, const char *text, GError **error);

G_END_DECLS
