/* The five verdicts, and which is worse. */
#pragma once
#include <glib.h>
G_BEGIN_DECLS
typedef enum { ASSAY_VERDICT_NONE, ASSAY_VERDICT_PASS, ASSAY_VERDICT_NOT_ASSESSABLE, ASSAY_VERDICT_WARN, ASSAY_VERDICT_FAIL } AssayVerdict;
const char *assay_verdict_name (AssayVerdict verdict);        /* "pass", "not-assessable": in files */
const char *assay_verdict_label (AssayVerdict verdict);       /* N_("Pass"), N_("Watch"), N_("Fail"), N_("Not Assessable"), N_("Not Run") */
gboolean assay_verdict_from_name (const char *name, AssayVerdict *verdict);
AssayVerdict assay_verdict_worst (AssayVerdict a, AssayVerdict b);   /* not-assessable counts as warn: a whole that has it is WARN */
G_END_DECLS
