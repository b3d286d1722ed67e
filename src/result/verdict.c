#include "result/verdict.h"

#include <glib/gi18n-lib.h>

static const struct { const char *name, *label; } verdicts[] = {
  [ASSAY_VERDICT_NONE] = { "none", N_("Not Run") },
  [ASSAY_VERDICT_PASS] = { "pass", N_("Pass") },
  [ASSAY_VERDICT_NOT_ASSESSABLE] = { "not-assessable", N_("Not Assessable") },
  [ASSAY_VERDICT_WARN] = { "warn", N_("Watch") },
  [ASSAY_VERDICT_FAIL] = { "fail", N_("Fail") },
};

const char *
assay_verdict_name (AssayVerdict verdict)
{
  g_return_val_if_fail ((guint) verdict < G_N_ELEMENTS (verdicts), "none");
  return verdicts[verdict].name;
}

const char *
assay_verdict_label (AssayVerdict verdict)
{
  g_return_val_if_fail ((guint) verdict < G_N_ELEMENTS (verdicts), verdicts[0].label);
  return verdicts[verdict].label;
}

gboolean
assay_verdict_from_name (const char *name, AssayVerdict *verdict)
{
  for (guint i = 0; name != NULL && i < G_N_ELEMENTS (verdicts); i++)
    if (strcmp (name, verdicts[i].name) == 0)
      {
        *verdict = i;
        return TRUE;
      }

  return FALSE;
}

AssayVerdict
assay_verdict_worst (AssayVerdict a, AssayVerdict b)
{
  AssayVerdict worst = MAX (a, b);

  return worst == ASSAY_VERDICT_NOT_ASSESSABLE ? ASSAY_VERDICT_WARN : worst;
}
