/* Limits and risk levels that a run is judged by. Plain values; read from a file by engine/policy-file.h. */
#pragma once
#include <glib.h>
#include "result/risk.h"
#include "result/verdict.h"

G_BEGIN_DECLS

typedef struct
{
  char *name;                     /* "default" */
  char *sha256;                   /* of the file, or of the built-in text */
  double risk_cuts[3];            /* |z|: from here Medium, High, Critical; 2, 3, 4 */
  double score_cuts[3];           /* probability of the event: the same; 0.25, 0.5, 0.75. From the last on a row is flagged */
  GHashTable *limits;             /* check id -> AssayLimit*; what differs from the default */
} AssayPolicy;

typedef struct { double warn, fail; char *author, *date, *reason; } AssayLimit;

AssayPolicy *assay_policy_new (void);
AssayPolicy *assay_policy_copy (const AssayPolicy *self);
void assay_policy_free (AssayPolicy *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AssayPolicy, assay_policy_free)
const AssayLimit *assay_policy_find (const AssayPolicy *self, const char *check_id);
AssayRisk assay_policy_risk (const AssayPolicy *self, double abs_z);
AssayRisk assay_policy_score_risk (const AssayPolicy *self, double score);

G_END_DECLS
