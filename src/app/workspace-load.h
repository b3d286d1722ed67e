/* What a dialog or page wants from the workspace to look at: read on a worker, one at a time for each *cancellable. */
#pragma once
#include <adwaita.h>
#include "engine/project.h"

G_BEGIN_DECLS

/* Cancels what *cancellable stands for, and puts a new one in its place; id 0: only cancels. The callback is called with `object`, and
 * g_task_propagate_pointer() of its result gives an AssaySource (transfer full). */
void assay_load_dataset (gpointer object, AssayProject *project, gint64 id, GCancellable **cancellable, GAsyncReadyCallback callback);
/* The same for a version of a model, as it is kept with its settings: an AssayTaskModel. */
void assay_load_model (gpointer object, AssayProject *project, gint64 id, GCancellable **cancellable, GAsyncReadyCallback callback);

/* Looks for the dataset that has columns for most inputs of a model; callback gets g_task_propagate_int(): its position in the list of the
 * project, −1: there is none that has any. */
void assay_find_dataset (gpointer object, AssayProject *project, const AssayTaskModel *model, GCancellable *cancellable, GAsyncReadyCallback callback);

/* A row to choose a dataset of the project from; chosen 0: the first is. */
void assay_dataset_row_fill (AdwComboRow *row, AssayProject *project, gint64 chosen);

G_END_DECLS
