/* What is in a model artifact: its kind, inputs, outputs, card, and whether the rows that came with it come out as they should. */
#pragma once
#include "analysis/task-model.h"
#include "result/result.h"

G_BEGIN_DECLS

/* A result of the analysis "inspect" with the tables "model", "inputs", "outputs" and, where there is one, "card". Its verdict is that of
 * the verification rows; none when the file has none. */
AssayResult *assay_model_inspect (const AssayTaskModel *model, const char *as_of);

G_END_DECLS
