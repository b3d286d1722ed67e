/* What a run reads beside its models: data, samples, a baseline, rules, ranges, scenarios. Kept with a plan as ids of a workspace or as files, each with its
 * path and its hash, so that the run can be made again; a file that is gone or has changed since is an error that says so. */
#pragma once
#include "engine/plan.h"

G_BEGIN_DECLS

typedef struct
{
  AssaySource *data, *reference, *train;
  AssayResult *baseline;
  GBytes *rules, *ranges, *scenarios;
} AssayPlanInputs;

void assay_plan_inputs_clear (AssayPlanInputs *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AssayPlanInputs, assay_plan_inputs_clear)

/* Reads what the plan names: the data (dataset 0: its file, or none for a plan that lacks data), and the samples, baseline, rules, ranges and scenarios unless
 * they are there already. What is read belongs to *inputs, is lent to the plan, and outlives the run. The plan's models are read before. Blocking. */
gboolean assay_plan_load_inputs (AssayPlan *self, AssayWorkspace *workspace, gint64 dataset, AssayPlanInputs *inputs,
                                 AssayProgress *progress, GError **error);

/* A file that the user names now, whatever is in it; the plan remembers it. */
gboolean assay_plan_read_baseline (AssayPlan *self, const char *path, AssayPlanInputs *inputs, GError **error);
gboolean assay_plan_read_rules (AssayPlan *self, const char *path, AssayPlanInputs *inputs, GError **error);
gboolean assay_plan_read_ranges (AssayPlan *self, const char *path, AssayPlanInputs *inputs, GError **error);
gboolean assay_plan_read_scenarios (AssayPlan *self, const char *path, AssayPlanInputs *inputs, GError **error);

G_END_DECLS
