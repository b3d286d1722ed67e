/* How a job is started; only AssayProject does. */
#pragma once
#include "engine/project.h"

G_BEGIN_DECLS

/* What a job left behind; path is given up to the job. */
typedef struct { gint64 run, dataset; char *path; } AssayJobYield;

/* The work, on a worker thread. FALSE with error. */
typedef gboolean (*AssayJobFunc) (gpointer task, AssayProgress *progress, AssayJobYield *yield, GError **error);

AssayJob *assay_job_new (const char *title);
/* Takes task. settled is called on the main thread when the work is over, before the new state can be seen, unless owner is gone. */
void assay_job_start (AssayJob *self, AssayJobFunc func, gpointer task, GDestroyNotify free_task, GObject *owner, void (*settled) (GObject *owner));

G_END_DECLS
