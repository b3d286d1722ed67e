/* Data read as models need them. */
#pragma once
#include "engine/model-source.h"
#include "engine/source.h"

G_BEGIN_DECLS

/* As assay_source_load(), and: columns of a model's categories are read as categories, so that "01" stays "01"; and a cell
 * that is no number or date among those that are does not refuse the file: the column is read as words, and the cell is counted
 * when it is scored. What options say of a column goes before both. models: of AssayTaskModel; may be NULL. */
AssaySource *assay_source_load_for_models (const char *path, const AssayReadOptions *options, GPtrArray *models, guint n_threads,
                                           AssayProgress *progress, AssayReadReport **report, GError **error);

/* The dataset of the workspace that has columns for most inputs of the model; 0: there is none that has any. Blocking. */
gint64 assay_find_dataset_for_model (AssayWorkspace *workspace, const AssayTaskModel *model, GCancellable *cancellable);

G_END_DECLS
