/* Policies as JSON files: {"schema":"assay-policy/1","name":…,"risk":{"z":[2,3,4],"score":[0.25,0.5,0.75]},"limits":{"fc-scaled":{"warn":1,"fail":1.2,"author":…,"date":…,"reason":…}}}.
 * Only "schema" must be there. "comment" may hold anything; any other key, and any check, that is not known is an error. */
#pragma once
#include "analysis/policy.h"

G_BEGIN_DECLS

#define ASSAY_POLICY_ERROR (assay_policy_error_quark ())
GQuark assay_policy_error_quark (void);
typedef enum
{
  ASSAY_POLICY_ERROR_READ,      /* cannot be opened, or is too large to be a policy */
  ASSAY_POLICY_ERROR_SYNTAX,    /* not JSON; the message names line and column */
  ASSAY_POLICY_ERROR_VALUE,     /* a key that is not known, or a value that cannot be used */
} AssayPolicyError;

AssayPolicy *assay_policy_read (const char *path, GError **error);

G_END_DECLS
