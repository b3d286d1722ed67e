/* The sensitivity run that belongs to another run: of the same model, bound to the same columns, on the same rows of the same data. */
#pragma once
#include "engine/plan.h"

G_BEGIN_DECLS

/* Whether there is one: the run has a model, forecasts (then the settings of the best forecast model are varied), or alarms of the anomaly rule
 * (whose settings are), or is a sensitivity run itself. */
gboolean assay_run_may_have_sensitivity (const AssayRun *run, const AssayResult *result);

/* A plan of it, with the usual methods; that of a sensitivity run is the run's own. result: of the run, which says what the event is, and what
 * settings came to; model: which of the run's models. The plan's models are loaded. NULL with error when the run has no such model, or the model cannot be read any more. Blocking. */
AssayPlan *assay_plan_new_sensitivity_of (AssayWorkspace *workspace, const AssayRun *run, const AssayResult *result, guint model, AssayProgress *progress, GError **error);

/* The newest run that answers the same question as such a plan of `of`: same model, columns, data by their hashes, rows and event; one
 * that was stopped early only where there is no other. 0: none. Blocking. */
gint64 assay_plan_find_sensitivity (AssayWorkspace *workspace, const AssayPlan *plan, const AssayRun *of, GError **error);

G_END_DECLS
