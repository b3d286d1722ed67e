/* Evaluates a graph for a block of rows. */
#pragma once
#include "model/onnx/onnx-private.h"

G_BEGIN_DECLS

void assay_onnx_run_init (AssayOnnxRun *self, const AssayOnnxModel *model);
void assay_onnx_run_clear (AssayOnnxRun *self);
/* Empties it; then the inputs are made and filled, and it is computed. FALSE: self->error says why. */
void assay_onnx_run_start (AssayOnnxRun *self, gsize n_rows);
AssayOnnxTensor *assay_onnx_run_make_input (AssayOnnxRun *self, int value, AssayOnnxType type, guint rank, const gsize *dims);
gboolean assay_onnx_run_compute (AssayOnnxRun *self);

G_END_DECLS
