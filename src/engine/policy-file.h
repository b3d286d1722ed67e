/* Policies as JSON files: {"schema":"assay-policy/1","name":…,"risk":{"z":[2,3,4]},"limits":{"fc-scaled":{"warn":1,"fail":1.2,"author":…,"date":…,"reason":…}}}. */
#pragma once
#include "analysis/policy.h"

G_BEGIN_DECLS

AssayPolicy *assay_policy_read (const char *path, GError **error);

G_END_DECLS
