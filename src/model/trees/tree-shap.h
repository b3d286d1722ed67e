/* Exact contributions of features to a forest's score: path-dependent Shapley values (Lundberg, Erion & Lee 2018, arXiv 1802.03888),
 * where a feature that is not known sends a row both ways in proportion to the training sample.
 *
 * Every leaf asks at most one condition of each feature on its path, so what it adds to the contributions depends only on which of its d
 * conditions hold: that is a table of 2^d * d numbers, made once. Leaves with more than ten conditions, or beyond the memory for tables,
 * are worked out row by row. Frozen; shared by threads, each with its scratch. */
#pragma once
#include "model/trees/tree-forest.h"

G_BEGIN_DECLS

typedef struct _AssayTreeShap AssayTreeShap;
typedef struct _AssayTreeShapScratch AssayTreeShapScratch;

#define ASSAY_TREE_SHAP_USUAL_TABLES ((gsize) 256 << 20)

/* The forest must know its covers, and its trees must not be chains so long that the paths take more memory than there is. */
gboolean assay_tree_shap_is_possible (const AssayForest *forest);
/* Of the first n_trees trees; only if it is possible. most_bytes: of tables. */
AssayTreeShap *assay_tree_shap_new (AssayForest *forest, guint n_trees, gsize most_bytes);
void assay_tree_shap_free (AssayTreeShap *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AssayTreeShap, assay_tree_shap_free)

gsize assay_tree_shap_get_size (const AssayTreeShap *self);
/* [n_outputs]: what is expected of a row of which nothing is known. */
const double *assay_tree_shap_get_base (const AssayTreeShap *self);

AssayTreeShapScratch *assay_tree_shap_scratch_new (const AssayTreeShap *self);
void assay_tree_shap_scratch_free (AssayTreeShapScratch *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AssayTreeShapScratch, assay_tree_shap_scratch_free)

/* Adds to contributions[n * n_outputs * (n_features + 1)], row by row, output by output, the base last. Base and contributions of a row
 * sum to what assay_forest_add() adds. columns as there. */
void assay_tree_shap_add (const AssayTreeShap *self, const double *const *columns, gsize n, AssayTreeShapScratch *scratch, double *contributions);

G_END_DECLS
