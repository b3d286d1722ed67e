/* TreeEnsembleClassifier and TreeEnsembleRegressor of versions 1 and 3 on the tree engine. */
#pragma once
#include "model/onnx/onnx-private.h"

G_BEGIN_DECLS

#define ASSAY_ONNX_TREE_ATTRIBUTES " base_values base_values_as_tensor nodes_falsenodeids nodes_featureids nodes_hitrates nodes_hitrates_as_tensor " \
  "nodes_missing_value_tracks_true nodes_modes nodes_nodeids nodes_treeids nodes_truenodeids nodes_values nodes_values_as_tensor post_transform "

gpointer assay_onnx_trees_prepare (const AssayOnnxNode *node, GError **error);
void assay_onnx_trees_free (gpointer state);
gboolean assay_onnx_trees_classify (AssayOnnxRun *run, const AssayOnnxNode *node);
gboolean assay_onnx_trees_regress (AssayOnnxRun *run, const AssayOnnxNode *node);

G_END_DECLS
