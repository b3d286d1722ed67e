/* How long a run will take, measured on a few of its series. */
#pragma once
#include "engine/plan.h"

G_BEGIN_DECLS

typedef struct
{
  double seconds;              /* of the whole run, on the threads of the plan */
  gsize n_measured, n_series;
} AssayEstimate;

/* Runs the plan on up to three series spread evenly, for at most `budget` seconds on one thread, and scales by series and threads. What is
 * stopped by the budget is scaled by how far it came. Blocking. */
gboolean assay_plan_estimate (const AssayPlan *self, const AssaySource *source, double budget, GCancellable *cancellable,
                              AssayEstimate *estimate, GError **error);

G_END_DECLS
