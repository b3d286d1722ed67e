/* A model of XGBoost ready to score: forest or linear weights, objective, and what its inputs and outputs are. Frozen. */
#pragma once
#include "model/artifact/artifact-file.h"
#include "model/artifact/artifact-private.h"
#include "model/trees/tree-forest.h"
#include "model/trees/tree-shap.h"
#include "model/xgboost/xgboost-file.h"
#include "model/xgboost/xgboost-objective.h"

G_BEGIN_DECLS

typedef struct
{
  AssayForest *forest;             /* NULL: linear */
  float *weights;                  /* linear: [(n_features + 1) * n_outputs], the last row is the bias */
  const XgboostObjective *objective;
  guint n_features, n_outputs;
  float *margins;                  /* [n_outputs]: where the sums start */
  guint n_trees;                   /* scored: up to the best iteration */
  gboolean zero_is_missing;
  char **names;                    /* [n_features] of the inputs */
  char **classes;                  /* names of classes, NULL-terminated; NULL: none */
  GPtrArray **categories;          /* [n_features]: words in the order of their codes; NULL: a number */
  gsize shap_once;                 /* made when contributions are first asked for, by whichever thread asks */
  AssayTreeShap *shap;
} XgboostModel;

/* The forest of a file, and which of its trees count. */
XgboostModel *xgboost_model_new (const XgboostFile *file, const char *name, const AssayArtifactOptions *options, AssayProgress *progress, GError **error);
void xgboost_model_free (XgboostModel *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (XgboostModel, xgboost_model_free)

/* sums[n * n_outputs] of margins, each started by the function. columns as for assay_forest_add(). */
void xgboost_model_add_margins (const XgboostModel *self, const double *const *columns, gsize n, AssayForestScratch *scratch, double *sums);

/* Contributions of the one output on the scale of margins: contributions[n * (n_features + 1)], base last. shap_scratch is made on first use. */
gboolean xgboost_model_can_explain (const XgboostModel *self);
void xgboost_model_explain (const XgboostModel *self, const double *const *columns, gsize n, AssayTreeShapScratch **shap_scratch, double *contributions);

extern const AssayArtifactClass xgboost_artifact_class;

G_END_DECLS
