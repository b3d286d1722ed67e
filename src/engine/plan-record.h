/* A plan as the JSON text that a run keeps (AssayRun.options), and back.
 *
 * {"schema":"assay-plan/1","analysis":…,"options":{as given},"resolved":{all that the result names},"roles":{…},"where":[…],
 *  "start":…,"end":…,"as_of":…,"title":…,"seed":…,"policy":{"name","sha256","risk":{"z":[2,3,4]},"limits":{…}}} */
#pragma once
#include "engine/plan.h"

G_BEGIN_DECLS

/* Roles are written as the run resolved them, so that running the plan again cannot choose others. */
char *assay_plan_record_make (const AssayPlan *plan, const AssaySource *source, const AssayResult *result);
AssayPlan *assay_plan_record_read (const char *analysis, const char *record, GError **error);

G_END_DECLS
