/* Reads an artifact of any format. What it is, is found from its first bytes, never from its name; formats that run code when
 * they are opened (pickle, joblib, RDS, …) are recognised and refused with the way out. */
#pragma once
#include "base/progress.h"
#include "model/artifact/artifact.h"

G_BEGIN_DECLS

typedef enum
{
  ASSAY_FORMAT_UNKNOWN,
  ASSAY_FORMAT_ASSAY_MODEL,        /* JSON with "assay_model" */
  ASSAY_FORMAT_XGBOOST_JSON,       /* JSON with "learner" */
  ASSAY_FORMAT_XGBOOST_UBJ,
  ASSAY_FORMAT_PMML,               /* XML whose first element is PMML, in any encoding */
  ASSAY_FORMAT_LIGHTGBM,           /* text that begins with "tree" and "version=" */
  ASSAY_FORMAT_ONNX,
  ASSAY_FORMAT_TABLE,              /* CSV of a scorecard, points or coefficients */
  ASSAY_FORMAT_REFUSED,            /* known, and never read: *why says what to do */
} AssayArtifactFormat;

/* What the first and last bytes say; why (transfer full, may be NULL) is set for REFUSED. A CSV of data is UNKNOWN. */
AssayArtifactFormat assay_artifact_sniff (const char *name, const char *text, gsize length, char **why);

typedef struct
{
  gboolean zero_is_missing;        /* models trained on sparse matrices: 0 and absent are the same */
  gboolean all_rounds;             /* not only up to the best iteration */
  const char *link;                /* of a coefficient table: "logit", "identity", "probit", "cloglog"; NULL: not said */
  const char *folder;              /* where members of ensembles and a NAME.card.json lie; NULL: nowhere */
  const char *background;          /* reserved */
  gsize max_bytes;                 /* 0: 512 MiB; the other limits of the formats are raised in the same ratio */
  guint most_trees;                /* only the first of a boosted model, whole rounds of them: to see what more of them bring; 0: all. XGBoost */
} AssayArtifactOptions;

/* name: file name, for messages. options may be NULL. ASSAY_MODEL_ERROR_FILE, or CANCELLED. Runs verification rows; a file of our own
 * format whose rows differ is refused, for others the outcome is in the artifact. */
AssayArtifact *assay_artifact_read (const char *name, GBytes *bytes, const AssayArtifactOptions *options, AssayProgress *progress, GError **error);
AssayArtifact *assay_artifact_load (const char *path, const AssayArtifactOptions *options, AssayProgress *progress, GError **error);

/* Takes the card that lies beside the file, if there is one; a file that holds a card of its own has no other. */
gboolean assay_artifact_find_card (const char *path, AssayArtifact *artifact, GError **error);

/* The readers of the formats; each in its folder. Same contract as assay_artifact_read(), without sniffing, sha256 and card file. */
typedef AssayArtifact *(*AssayArtifactReader) (const char *name, const char *text, gsize length, const AssayArtifactOptions *options,
                                               AssayProgress *progress, GError **error);
AssayArtifact *assay_xgboost_json_read (const char *name, const char *text, gsize length, const AssayArtifactOptions *options, AssayProgress *progress, GError **error);
AssayArtifact *assay_xgboost_ubj_read (const char *name, const char *text, gsize length, const AssayArtifactOptions *options, AssayProgress *progress, GError **error);
AssayArtifact *assay_native_read (const char *name, const char *text, gsize length, const AssayArtifactOptions *options, AssayProgress *progress, GError **error);
AssayArtifact *assay_pmml_read (const char *name, const char *text, gsize length, const AssayArtifactOptions *options, AssayProgress *progress, GError **error);
AssayArtifact *assay_lightgbm_read (const char *name, const char *text, gsize length, const AssayArtifactOptions *options, AssayProgress *progress, GError **error);
AssayArtifact *assay_onnx_read (const char *name, const char *text, gsize length, const AssayArtifactOptions *options, AssayProgress *progress, GError **error);
AssayArtifact *assay_table_model_read (const char *name, const char *text, gsize length, const AssayArtifactOptions *options, AssayProgress *progress, GError **error);

G_END_DECLS
