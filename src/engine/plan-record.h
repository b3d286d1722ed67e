/* A plan as the JSON text that a run keeps (AssayRun.options), and back.
 *
 * {"schema":"assay-plan/1","analysis":…,"options":{as given},"resolved":{all that the result names},"roles":{…},"where":[…],
 *  "models":[{"name","sha256","version","settings":{…}}],"start":…,"end":…,"as_of":…,"title":…,"seed":…,"policy":{"name","sha256","risk":{"z":[2,3,4]},"limits":{…}}} */
#pragma once
#include "engine/plan.h"

G_BEGIN_DECLS

/* Roles are written as the run resolved them, so that running the plan again cannot choose others. */
/* models: id in the registry of each of the plan's models (gint64); may be NULL. */
char *assay_plan_record_make (const AssayPlan *plan, const AssaySource *source, const AssayResult *result, GArray *models);
AssayPlan *assay_plan_record_read (const char *analysis, const char *record, GError **error);

G_END_DECLS
