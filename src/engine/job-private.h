/* How a job is started; only AssayProject does. */
#pragma once
#include "engine/project.h"

G_BEGIN_DECLS

/* What a job left behind; path is given up to the job. */
typedef struct
{
  gint64 run, dataset;
  char *path;
  gpointer news;                /* of the job; for the next function only */
} AssayJobYield;

/* The work, on a worker thread. FALSE with error; with CANCELLED the yield may still name a run, of what was finished. */
typedef gboolean (*AssayJobFunc) (gpointer task, AssayProgress *progress, AssayJobYield *yield, GError **error);

/* From the work: what is found so far, shown at the job's next turn on the main thread. */
void assay_job_yield_partial (AssayJobYield *yield, AssayResult *so_far);

AssayJob *assay_job_new (const char *title);
/* Takes task. settled is called on the main thread when the work is over, before the new state can be seen, unless owner is gone. */
void assay_job_start (AssayJob *self, AssayJobFunc func, gpointer task, GDestroyNotify free_task, GObject *owner, void (*settled) (GObject *owner));

G_END_DECLS
