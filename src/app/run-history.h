/* The series that a stored run read, for pictures of the past beside its rows: read again from its dataset, on a worker. */
#pragma once
#include "engine/project.h"

G_BEGIN_DECLS

/* The dataset a run read; 0: a file. */
gint64 assay_run_history_find_dataset (const AssayRun *run);
/* finish: (transfer full). Fails with NOT_FOUND when the run read a file. */
void assay_run_history_load_async (AssayProject *project, const AssayRun *run, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
AssayPanel *assay_run_history_load_finish (GAsyncResult *result, GError **error);

G_END_DECLS
