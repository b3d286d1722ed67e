/* The inputs of a model beside the columns of a dataset: which is taken from which, and a choice for each. What the data lack stands
 * first, with the columns whose names are like it. */
#pragma once
#include <adwaita.h>
#include "analysis/task-model.h"

G_BEGIN_DECLS

#define ASSAY_TYPE_INPUT_LIST assay_input_list_get_type ()
G_DECLARE_FINAL_TYPE (AssayInputList, assay_input_list, ASSAY, INPUT_LIST, AdwBin)

/* model and frame are lent until the next call, and a choice is written into the model's settings: nobody else may have it yet.
 * Both may be NULL. Signal "changed": a choice was made. */
void assay_input_list_set (AssayInputList *self, AssayTaskModel *model, AssayFrame *frame);

G_END_DECLS
